/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Words: what is no syllable of Vietnamese, a syllable that never stands alone and does ("quản lý" of
 * which "lý" is left, "đảm" beside a word that is none of its partners), and phrases that are slips.
 */
#include "base/error.h"
#include "check/near.h"
#include "check/syllable.h"

#include <string.h>

#define LOOKED_UP_MOST 300 /* words whose neighbours are looked for in one paper */

struct speller {
	struct check *check;
	GHashTable *seen; /* word → 1 told or well */
	guint8 *slipped;  /* tokens that belong to a slip that was told */
	guint looked_up;
};

static const struct word *word_of(const struct check *check, const struct token *token)
{
	return wordbook_get(check->paper->words, token->word);
}

static gboolean is_ascii(const struct word *word)
{
	for (guint i = 0; i < word->length; i++)
		if ((guchar)word->text[i] >= 0x80)
			return FALSE;
	return TRUE;
}

static gboolean is_well(const struct check *check, const struct token *token)
{
	if (token->known & (WORD_SYLLABLE | WORD_LISTED | WORD_FOREIGN))
		return TRUE;
	const struct word *word = word_of(check, token);
	return !lexicon_has_syllables(check->paper->lexicon) && syllable_is_formed(word->text, word->length);
}

/* Beside other words that are none: a name or a phrase of another language. */
static gboolean has_foreign_side(const struct check *check, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	for (int side = -1; side <= 1; side += 2) {
		if ((side < 0 && at == passage->from) || (side > 0 && at + 1 >= passage->to))
			continue;
		const struct token *other = token + side;
		if (other->kind != TOKEN_WORD)
			continue;
		const struct word *word = word_of(check, other);
		if (!(word->flags & WORD_SYLLABLE) && is_ascii(word) &&
			!syllable_is_formed(word->text, word->length))
			return TRUE;
	}
	return FALSE;
}

/* Part of an address, a symbol, a transcription: something stands close to it. */
static gboolean is_joined(const struct check *check, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	static const char joints[] = "-/@._&#'\\";
	if (at > passage->from && !(token->flags & TOKEN_SPACED) &&
		(token[-1].kind != TOKEN_MARK || (token[-1].word < 0x80 && token[-1].word &&
							 strchr(joints, (int)token[-1].word))))
		return TRUE;
	if (at + 1 >= passage->to)
		return FALSE;
	gboolean marked = token[1].kind == TOKEN_MARK && token[1].word < 0x80 &&
			  strchr("-/@_&#'\\", (int)token[1].word);
	if (token_is_mark(token + 1, '-') && token->flags & TOKEN_CAPITAL)
		return TRUE;
	return !(token[1].flags & TOKEN_SPACED) && (marked || token[1].kind != TOKEN_MARK);
}

static gboolean in_capitals(const struct check *check, const struct passage *passage)
{
	guint words = 0, upper = 0;
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(check->paper, i);
		words += token->kind == TOKEN_WORD;
		upper += token->kind == TOKEN_WORD && token->flags & TOKEN_UPPER;
	}
	return upper * 10 >= words * 7;
}

static void report_spelling(struct speller *speller, guint passage, guint at, const char *right)
{
	struct check *check = speller->check;
	struct range range = check_range(check, passage, at, at + 1);
	g_autofree char *quote = check_quote(check, range);
	if (right)
		check_report(check, RULE_SPELLING, range, &(struct advice){.right = right},
			_("“%s” is no Vietnamese syllable: “%s”?"), quote, right);
	else
		check_report(check, RULE_SPELLING, range, NULL, _("“%s” is no Vietnamese syllable"),
			quote);
}

/* Between small words of Vietnamese: neither a name nor part of one. */
static gboolean stands_among(const struct check *check, const struct passage *passage, guint at)
{
	for (int side = -1; side <= 1; side += 2) {
		if ((side < 0 && at == passage->from) || (side > 0 && at + 1 >= passage->to))
			continue;
		const struct token *other = paper_token(check->paper, at) + side;
		if (other->kind == TOKEN_WORD &&
			(other->flags & TOKEN_CAPITAL || !(word_of(check, other)->flags & WORD_SYLLABLE)))
			return FALSE;
	}
	return TRUE;
}

/* What could be a syllable and is none of the list, one slip away from one of it. */
static void report_unlisted(struct speller *speller, guint passage, guint at)
{
	struct check *check = speller->check;
	const struct word *word = word_of(check, paper_token(check->paper, at));
	word_t near = lexicon_near(check->paper->lexicon, word);
	struct range range = check_range(check, passage, at, at + 1);
	g_autofree char *quote = check_quote(check, range);
	if (near)
		check_report_as(check, RULE_SPELLING, SEVERITY_WARNING, range,
			&(struct advice){.right = wordbook_get(check->paper->words, near)->text},
			_("“%s” is in no list of Vietnamese syllables"), quote);
}

static void judge_spelling(struct speller *speller, const struct passage *passage, guint index, guint at)
{
	struct check *check = speller->check;
	const struct token *token = paper_token(check->paper, at);
	const struct word *word = word_of(check, token);
	gboolean ascii = is_ascii(word);
	if (token->flags & TOKEN_CAPITAL && !(token->flags & TOKEN_UPPER) && ascii)
		return;
	g_autofree char *typed = syllable_typed(word->text, word->length);
	word_t meant = typed ? wordbook_find(check->paper->words, typed, strlen(typed)) : 0;
	gboolean listed = lexicon_has_syllables(check->paper->lexicon);
	gboolean known = typed && (!listed || (meant && wordbook_get(check->paper->words, meant)->flags &
								WORD_SYLLABLE));
	if (known && !(ascii && has_foreign_side(check, passage, at))) {
		report_spelling(speller, index, at, typed);
		return;
	}
	if (token->flags & TOKEN_CAPITAL && !(token->flags & TOKEN_UPPER))
		return;
	if (ascii && (word->length < 3 || has_foreign_side(check, passage, at)))
		return;
	if (speller->looked_up++ >= LOOKED_UP_MOST)
		return;
	/* The list is not complete: what may be a syllable is a mistaken tone, or it is told as a warning. */
	if (syllable_is_formed(word->text, word->length)) {
		g_autofree char *other = syllable_other_tone(word->text, word->length);
		word_t tone = other ? wordbook_find(check->paper->words, other, strlen(other)) : 0;
		if (tone && wordbook_get(check->paper->words, tone)->flags & WORD_SYLLABLE)
			report_spelling(speller, index, at, other);
		else if (!ascii && listed && stands_among(check, passage, at))
			report_unlisted(speller, index, at);
		return;
	}
	word_t near =
		listed ? lexicon_near(check->paper->lexicon, word) : 0;
	if (near)
		report_spelling(speller, index, at, wordbook_get(check->paper->words, near)->text);
	else if (!ascii)
		report_spelling(speller, index, at, NULL);
}

static void check_spelling(struct speller *speller, guint index)
{
	struct check *check = speller->check;
	const struct passage *passage = paper_passage(check->paper, index);
	int capitals = -1;
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind != TOKEN_WORD || is_well(check, token) ||
			token->flags & (TOKEN_MIXED | TOKEN_DIGITS) || token->length < (is_ascii(word_of(check, token)) ? 2u : 3u) ||
			speller->slipped[i])
			continue;
		if (token->flags & TOKEN_UPPER) {
			if (capitals < 0)
				capitals = in_capitals(check, passage);
			if (!capitals || is_ascii(word_of(check, token)))
				continue;
		}
		if (is_joined(check, passage, i) ||
			!g_hash_table_add(speller->seen, GUINT_TO_POINTER(token->word)))
			continue;
		judge_spelling(speller, passage, index, i);
	}
}

/*
 * Bound syllables: each must be in a pair with the word before it or after it, and no word is in two
 * pairs. The pairs are chosen so that the fewest are left alone.
 */
static gboolean is_bound(const struct check *check, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	if (!(token->known & WORD_BOUND) || token->flags & (TOKEN_UPPER | TOKEN_MIXED))
		return FALSE;
	/* A capital may begin a name; at the beginning of a sentence it need not. */
	if (token->flags & TOKEN_CAPITAL)
		return FALSE;
	/* "xuất, nhập cảnh", "phòng/chống": its partner comes later. */
	if (at + 1 < passage->to && token[1].kind == TOKEN_MARK && token[1].word < 0x80 &&
		strchr(",-/&", (int)token[1].word))
		return FALSE;
	/* "Mun-ti - lý": part of a name. */
	if (at > passage->from && token_is_mark(token - 1, '-'))
		return FALSE;
	/* Quoted alone, or part of something longer. */
	return token->flags & TOKEN_SPACED && (at + 1 == passage->to || token[1].flags & TOKEN_SPACED ||
						      token[1].kind == TOKEN_MARK);
}

static gboolean is_counted(const struct check *check, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	if (at == passage->from || !lexicon_is_counted(check->paper->lexicon, token->word))
		return FALSE;
	const struct token *before = token - 1;
	return before->kind == TOKEN_NUMBER ||
	       lexicon_match(check->paper->lexicon, before, 1, LEXEME_COUNTS, NULL) == 1 ||
	       lexicon_match(check->paper->lexicon, before, 1, LEXEME_NUMERAL, NULL) == 1;
}

static gboolean is_pair(const struct check *check, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	return token_begins(token, BEGINS_PAIR) && lexicon_is_pair(check->paper->lexicon, token->word, token[1].word);
}

/* Of the partners of a word those that the table names first are the usual ones. */
#define USUAL 4

/* The nearest of the partners to a word, the usual ones from a little farther; 0 = none near enough. */
static word_t near_partner(const struct check *check, const GArray *partners, word_t word, guint most)
{
	const struct wordbook *words = check->paper->words;
	const struct word *written = wordbook_get(words, word);
	word_t found = 0;
	guint best = most + 2;
	for (guint i = 0; partners && i < partners->len; i++) {
		word_t partner = g_array_index(partners, word_t, i);
		const struct word *each = wordbook_get(words, partner);
		if (i == USUAL)
			best = MIN(best, most);
		guint distance = word_distance(written, each, best);
		if (distance < best && partner != word) {
			best = distance;
			found = partner;
		}
	}
	return found;
}

#define SLIP_MOST 2 /* of syllable_distance: a letter, or a hat and a tone */

/* What may be meant: the bound word or the one beside it, changed so that they are a pair. */
static char *suggest_pair(
	const struct check *check, const struct passage *passage, guint at, guint *from, guint *to)
{
	const struct lexicon *lexicon = check->paper->lexicon;
	const struct wordbook *words = check->paper->words;
	const struct token *token = paper_token(check->paper, at);
	const struct token *before =
		at > passage->from && token[-1].kind == TOKEN_WORD ? token - 1 : NULL;
	const struct token *after =
		at + 1 < passage->to && token[1].kind == TOKEN_WORD ? token + 1 : NULL;
	/* One that has its own partner is well. */
	if (before && at > passage->from + 1 && is_pair(check, at - 2))
		before = NULL;
	if (after && at + 2 < passage->to && is_pair(check, at + 1))
		after = NULL;
	word_t other;
	*from = before ? at - 1 : at;
	*to = at + 1;
	if (before && (other = near_partner(check, lexicon_before(lexicon, token->word), before->word,
				       SLIP_MOST)))
		return g_strdup_printf(
			"%s %s", wordbook_get(words, other)->text, wordbook_get(words, token->word)->text);
	if (before && (other = near_partner(check, lexicon_after(lexicon, before->word), token->word,
				       SLIP_MOST)))
		return g_strdup_printf(
			"%s %s", wordbook_get(words, before->word)->text, wordbook_get(words, other)->text);
	*from = at;
	*to = after ? at + 2 : at + 1;
	if (after && (other = near_partner(check, lexicon_after(lexicon, token->word), after->word,
			      SLIP_MOST)))
		return g_strdup_printf(
			"%s %s", wordbook_get(words, token->word)->text, wordbook_get(words, other)->text);
	if (after && (other = near_partner(check, lexicon_before(lexicon, after->word), token->word,
			      SLIP_MOST)))
		return g_strdup_printf(
			"%s %s", wordbook_get(words, other)->text, wordbook_get(words, after->word)->text);
	return NULL;
}

static void report_alone(const struct speller *speller, guint index, guint at)
{
	struct check *check = speller->check;
	if (speller->slipped[at])
		return;
	const struct passage *passage = paper_passage(check->paper, index);
	guint from, to;
	g_autofree char *right = suggest_pair(check, passage, at, &from, &to);
	if (right) {
		struct range range = check_range(check, index, from, to);
		g_autofree char *quote = check_quote(check, range);
		check_report(check, RULE_WORD, range, &(struct advice){.right = right},
			_("“%s”: is “%s” meant?"), quote, right);
		return;
	}
	g_autofree char *quote = check_quote(check, check_range(check, index, at, at + 1));
	from = at > passage->from ? at - 1 : at;
	to = MIN(at + 2, passage->to);
	check_report(check, RULE_WORD, check_range(check, index, from, to), NULL,
		_("“%s” does not stand alone: a word beside it is missing or wrong"), quote);
}

/* A run of words without marks, its fewest bound words left alone, and which they are. */
static void check_run(const struct speller *speller, guint index, guint from, guint to)
{
	const struct check *check = speller->check;
	const struct passage *passage = paper_passage(check->paper, index);
	guint length = to - from, any = 0;
	for (guint i = from; i < to && !any; i++)
		any = paper_token(check->paper, i)->known & WORD_BOUND;
	if (!any)
		return;
	g_autofree guint *cost = g_new(guint, length + 1);
	g_autofree guint8 *bound = g_new(guint8, length + 1);
	any = 0;
	for (guint i = 0; i < length; i++) {
		bound[i] = is_bound(check, passage, from + i) && !is_counted(check, passage, from + i);
		any += bound[i];
	}
	if (!any)
		return;
	cost[0] = 0;
	for (guint i = 1; i <= length; i++) {
		cost[i] = cost[i - 1] + bound[i - 1];
		if (i > 1 && cost[i - 2] <= cost[i] && is_pair(check, from + i - 2))
			cost[i] = cost[i - 2];
	}
	for (guint i = length; i > 0;) {
		if (i > 1 && cost[i - 2] == cost[i] && is_pair(check, from + i - 2)) {
			i -= 2;
			continue;
		}
		if (cost[i] > cost[i - 1])
			report_alone(speller, index, from + i - 1);
		i--;
	}
}

static void check_bound(const struct speller *speller, guint index)
{
	const struct check *check = speller->check;
	const struct passage *passage = paper_passage(check->paper, index);
	guint from = passage->from;
	for (guint i = passage->from; i <= passage->to; i++) {
		if (i < passage->to && paper_token(check->paper, i)->kind == TOKEN_WORD)
			continue;
		if (i > from)
			check_run(speller, index, from, i);
		from = i + 1;
	}
}

static void check_slips(const struct speller *speller, guint index)
{
	struct check *check = speller->check;
	const struct passage *passage = paper_passage(check->paper, index);
	for (guint i = passage->from; i < passage->to; i++) {
		const struct slip *slip;
		guint taken = lexicon_slip(
			check->paper->lexicon, paper_token(check->paper, i), passage->to - i, &slip);
		if (!taken)
			continue;
		guint from = i;
		i += taken - 1;
		if (slip->certain == SLIP_NONE)
			continue;
		memset(speller->slipped + from, 1, taken);
		struct range range = check_range(check, index, from, from + taken);
		g_autofree char *quote = check_quote(check, range);
		enum severity severity = slip->certain > 1   ? SEVERITY_ERROR
					 : slip->certain > 0 ? SEVERITY_WARNING
							     : SEVERITY_HINT;
		if (slip->right)
			check_report_as(check, RULE_PHRASE, severity, range,
				&(struct advice){.right = slip->right}, _("“%s”: is “%s” meant?"), quote,
				slip->right);
		else
			check_report_as(check, RULE_PHRASE, severity, range, NULL,
				_("“%s” contradicts itself"), quote);
	}
}

/* "ISO 9001:2008" in a report of a year in which something else is in force. */
static void check_outdated(struct check *check, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	int now = frame_year(check->frame);
	for (guint i = passage->from; now && i < passage->to; i++) {
		struct meaning meaning;
		guint taken = lexicon_match(check->paper->lexicon, paper_token(check->paper, i),
			passage->to - i, LEXEME_OUTDATED, &meaning);
		if (!taken || now < meaning.value)
			continue;
		struct range range = check_range(check, index, i, i + taken);
		g_autofree char *quote = check_quote(check, range);
		check_report(check, RULE_OUTDATED, range, NULL,
			_("“%s” was replaced before %d"), quote, now + 1);
		i += taken - 1;
	}
}

void check_words(struct check *check)
{
	struct speller speller = {.check = check,
		.seen = g_hash_table_new(g_direct_hash, g_direct_equal),
		.slipped = g_new0(guint8, check->paper->tokens->len + 1)};
	for (guint i = 0; i < check->paper->passages->len; i++) {
		check_slips(&speller, i);
		check_near(check, i, speller.slipped);
		check_spelling(&speller, i);
		check_bound(&speller, i);
		check_outdated(check, i);
	}
	g_hash_table_unref(speller.seen);
	g_free(speller.slipped);
}
