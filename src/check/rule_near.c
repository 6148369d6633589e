/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Slips in a mark that leave a syllable: "phối hộp" for "phối hợp", "02 đoan" for "02 đoàn", "nam 2022" for "năm 2022". What is
 * known to stand together is well, and so is a syllable that makes a word with the one on its other side.
 */
#include "base/error.h"
#include "check/compound.h"
#include "check/near.h"

#include <string.h>

struct near {
	struct check *check;
	const struct compounds *compounds;
	guint8 *slipped; /* tokens of what was told already */
	guint from, to;  /* of the passage */
	guint passage;
};

static const struct token *token_at(const struct near *near, guint at)
{
	return paper_token(near->check->paper, at);
}

static const struct word *word_at(const struct near *near, guint at)
{
	return wordbook_get(near->check->paper->words, token_at(near, at)->word);
}

/* A syllable in small letters, but for the first one. */
static gboolean is_syllable(const struct near *near, guint at)
{
	if (at < near->from || at >= near->to)
		return FALSE;
	const struct token *token = token_at(near, at);
	return token->kind == TOKEN_WORD && !(token->flags & (TOKEN_UPPER | TOKEN_MIXED | TOKEN_DIGITS)) &&
	       word_at(near, at)->flags & WORD_SYLLABLE;
}

static gboolean is_small(const struct near *near, guint at)
{
	return is_syllable(near, at) && !(token_at(near, at)->flags & TOKEN_CAPITAL) &&
	       (token_at(near, at)->flags & TOKEN_SPACED || at == near->from);
}

static gboolean is_known(const struct near *near, guint at)
{
	return at >= near->from && at + 1 < near->to && token_at(near, at)->kind == TOKEN_WORD &&
	       token_at(near, at + 1)->kind == TOKEN_WORD &&
	       compounds_has(near->compounds, token_at(near, at)->word, token_at(near, at + 1)->word);
}

static guint use_at(const struct near *near, guint at)
{
	return compounds_use(near->compounds, token_at(near, at)->word);
}

/* "Trần Hòa": a capital behind another may be of a name. */
static gboolean may_be_name(const struct near *near, guint at)
{
	const struct token *token = token_at(near, at);
	return token->flags & TOKEN_CAPITAL && at > near->from && token[-1].kind == TOKEN_WORD &&
	       token[-1].flags & (TOKEN_CAPITAL | TOKEN_UPPER) && !(use_at(near, at) & USE_INSIDE);
}

/* A blank before it and behind it, or a mark that ends something. */
static gboolean stands_free(const struct near *near, guint at)
{
	const struct token *token = token_at(near, at);
	if (at > near->from && !(token->flags & TOKEN_SPACED) && !token_is_mark(token - 1, '('))
		return FALSE;
	return at + 1 == near->to || token[1].flags & TOKEN_SPACED ||
	       (token[1].kind == TOKEN_MARK && token[1].word < 0x80 && !strchr("-/@_&'\\.", (int)token[1].word)) ||
	       (token_is_mark(token + 1, '.') && (at + 2 == near->to || token[2].flags & TOKEN_SPACED));
}

static void report(struct near *near, guint from, guint to, const char *right)
{
	struct check *check = near->check;
	for (guint i = from; i < to; i++)
		if (near->slipped[i])
			return;
	memset(near->slipped + from, 1, to - from);
	struct range range = check_range(check, near->passage, from, to);
	g_autofree char *quote = check_quote(check, range);
	check_report(check, RULE_WORD, range, &(struct advice){.right = right}, _("“%s”: is “%s” meant?"), quote, right);
}

/* "phối hộp". */
static void check_pair(struct near *near, guint at)
{
	const struct wordbook *words = near->check->paper->words;
	if (!is_syllable(near, at) || !is_small(near, at + 1) || is_known(near, at) || may_be_name(near, at) ||
		(use_at(near, at) | use_at(near, at + 1)) & USE_FREE || !stands_free(near, at) || !stands_free(near, at + 1))
		return;
	word_t first = token_at(near, at)->word, second = token_at(near, at + 1)->word;
	word_t other = compounds_second(near->compounds, first, word_at(near, at + 1));
	if (other)
		second = other;
	else if ((other = compounds_first(near->compounds, word_at(near, at), second)))
		first = other;
	if (!other || (at > near->from && is_known(near, at - 1)) || is_known(near, at + 1))
		return;
	g_autofree char *right = g_strconcat(wordbook_get(words, first)->text, " ", wordbook_get(words, second)->text, NULL);
	report(near, at, at + 2, right);
}

static void report_one(struct near *near, guint at, word_t right)
{
	if (right && right != token_at(near, at)->word)
		report(near, at, at + 1, wordbook_get(near->check->paper->words, right)->text);
}

/* "cúa" for "của". */
static void check_odd(struct near *near, guint at)
{
	if (!is_small(near, at) || !(use_at(near, at) & USE_ODD) || !stands_free(near, at) ||
		(at > near->from && is_known(near, at - 1)) || is_known(near, at))
		return;
	report_one(near, at, compounds_like(near->compounds, word_at(near, at), USE_COMMON));
}

/* "02 đoan", "5 tỷ đông". */
static void check_counted(struct near *near, guint at)
{
	const struct token *token = token_at(near, at);
	if (at == near->from || !is_small(near, at) || is_known(near, at) || !stands_free(near, at) ||
		use_at(near, at) & (USE_COUNTED | USE_FREE) ||
		lexicon_match(near->check->paper->lexicon, token, near->to - at, LEXEME_UNIT, NULL))
		return;
	gboolean multiple = token[-1].kind == TOKEN_WORD && at > near->from + 1 && token[-2].kind == TOKEN_NUMBER &&
			    lexicon_match(near->check->paper->lexicon, token - 1, 1, LEXEME_MULTIPLE, NULL);
	if (token[-1].kind == TOKEN_NUMBER || multiple)
		report_one(near, at, compounds_like(near->compounds, word_at(near, at), USE_COUNTED));
}

/* "nam 2022", "ngáy 16/01". */
static void check_dated(struct near *near, guint at)
{
	const struct token *token = token_at(near, at);
	if (!is_small(near, at) || at + 1 >= near->to || token[1].kind != TOKEN_NUMBER || !(token[1].flags & TOKEN_SPACED))
		return;
	guint number = grammar_number(near->check->paper->words, token + 1);
	gboolean day = at + 3 < near->to && token_is_mark(token + 2, '/') && token[3].kind == TOKEN_NUMBER && number <= 31;
	const char *right = number >= 1975 && number <= 2050 ? "năm" : day ? "ngày" : NULL;
	if (!right)
		return;
	word_t meant = wordbook_find(near->check->paper->words, right, strlen(right));
	word_t other = meant ? compounds_like(near->compounds, word_at(near, at), USE_FREE) : 0;
	if (other == meant)
		report_one(near, at, meant);
}

void check_near(struct check *check, guint passage, guint8 *slipped)
{
	const struct passage *each = paper_passage(check->paper, passage);
	struct near near = {.check = check,
		.compounds = check->context->compounds,
		.slipped = slipped,
		.from = each->from,
		.to = each->to,
		.passage = passage};
	for (guint i = each->from; i < each->to; i++) {
		if (token_at(&near, i)->kind != TOKEN_WORD)
			continue;
		check_pair(&near, i);
		check_odd(&near, i);
		check_counted(&near, i);
		check_dated(&near, i);
	}
}
