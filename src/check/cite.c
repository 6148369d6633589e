/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "check/against.h"
#include "check/fact_private.h"

#include <string.h>

/* What a symbol is made of after its number: "/", "-", "&", words, a year. */
struct symbol {
	guint end;        /* the token after it */
	guint letters;    /* words in it */
	gboolean spaced;  /* a blank inside */
	int year;
};

static gboolean is_joint(const struct token *token)
{
	return token_is_mark(token, '/') || token_is_mark(token, '-');
}

/* Letters of a symbol begin with a capital or are known abbreviations: "SNgV", "CTr", "QH14". */
static gboolean is_letters(const struct token *token)
{
	return token->kind == TOKEN_WORD && token->flags & (TOKEN_CAPITAL | TOKEN_MIXED);
}

static gboolean is_year(const struct paper *paper, const struct token *token)
{
	guint value = token->kind == TOKEN_NUMBER && token->length == 4
			      ? grammar_number(paper->words, token)
			      : 0;
	return value >= 1945 && value <= 2100;
}

/* A blank beside a joint belongs to the symbol only where what follows is an abbreviation in capitals. */
static gboolean goes_on(const struct reader *reader, guint joint, guint end)
{
	const struct paper *paper = reader->paper;
	const struct token *mark = paper_token(paper, joint), *next = mark + 1;
	if (!is_joint(mark) || joint + 1 >= end)
		return FALSE;
	if (!(mark->flags & TOKEN_SPACED) && !(next->flags & TOKEN_SPACED))
		return is_letters(next) || is_year(paper, next);
	return next->kind == TOKEN_WORD && next->flags & (TOKEN_UPPER | TOKEN_MIXED) &&
	       (lexicon_match(paper->lexicon, next, 1, LEXEME_PARTY, NULL) ||
		       lexicon_match(paper->lexicon, next, 1, LEXEME_STATE, NULL));
}

static struct symbol read_symbol(const struct reader *reader, guint at)
{
	const struct paper *paper = reader->paper;
	guint end = reader->sentence->to;
	struct symbol symbol = {.end = at + 1};
	while (symbol.end < end && goes_on(reader, symbol.end, end)) {
		const struct token *part = paper_token(paper, symbol.end + 1);
		symbol.spaced |= ((part - 1)->flags | part->flags) & TOKEN_SPACED ? TRUE : FALSE;
		if (part->kind == TOKEN_NUMBER) {
			if (symbol.year || symbol.letters)
				break;
			symbol.year = (int)grammar_number(paper->words, part);
		} else {
			symbol.letters++;
		}
		symbol.end += 2;
		/* "KH&ĐT" */
		while (symbol.end + 1 < end && fact_is_glued(paper, symbol.end) &&
			token_is_mark(paper_token(paper, symbol.end), '&') &&
			is_letters(paper_token(paper, symbol.end + 1)))
			symbol.end += 2;
	}
	return symbol;
}

/* The kind of document named before: "Quyết định số", "Chương trình công tác số". */
static void find_kind(const struct reader *reader, struct cite *cite, guint at)
{
	const struct paper *paper = reader->paper;
	guint first = reader->sentence->from;
	if (at > first && paper_is_word(paper, at - 1, "số"))
		at--;
	for (guint back = MIN(6u, at - first); back >= 1; back--) {
		struct meaning meaning;
		if (lexicon_match(paper->lexicon, paper_token(paper, at - back), back, LEXEME_KIND,
			    &meaning) != back)
			continue;
		cite->kind = meaning.text ? meaning.text : "";
		cite->kind_from = at - back;
		cite->whole_from = at - back;
		return;
	}
	cite->whole_from = at;
}

char *cite_key_of_text(const char *symbol)
{
	g_autoptr(wordbook_t) words = wordbook_new(NULL);
	g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	g_autoptr(GString) letters = g_string_new(NULL);
	guint number = 0, year = 0;
	tokens_read(tokens, words, symbol, strlen(symbol));
	for (guint i = 0; i < tokens->len; i++) {
		const struct token *token = &g_array_index(tokens, struct token, i);
		guint value = token->kind == TOKEN_NUMBER ? grammar_number(words, token) : 0;
		if (i == 0)
			number = value;
		else if (value >= 1945 && value <= 2100 && token->length == 4 && letters->len == 0)
			year = value;
		else if (token->kind == TOKEN_WORD) {
			g_autofree char *part = g_strndup(symbol + token->at, token->length);
			g_autofree char *upper = text_upper(part);
			g_string_append(letters, upper);
		}
	}
	return g_strdup_printf("%u|%u|%s", number, year, letters->str);
}

static void read_day(struct reader *reader, struct cite *cite)
{
	const struct paper *paper = reader->paper;
	guint end = reader->sentence->to;
	struct match match;
	guint at = cite->whole_to;
	if (at + 1 < end && token_is_mark(paper_token(paper, at), ','))
		at++;
	if (at >= end || !paper_is_word(paper, at, "ngày") ||
		!grammar_match(reader->grammar, paper->lexicon, paper->words, paper_token(paper, at),
			end - at, &match) ||
		match.form != FORM_DAY)
		return;
	guint here = reader->at;
	reader->at = at;
	reader_mention(reader, &match);
	reader->at = here;
	cite->mention = (int)reader->facts->mentions->len - 1;
	cite->whole_to = at + match.length;
}

static void read_issuer(const struct reader *reader, struct cite *cite)
{
	const struct paper *paper = reader->paper;
	guint at = cite->whole_to, end = reader->sentence->to;
	struct meaning meaning;
	if (at + 1 >= end || !paper_is_word(paper, at, "của"))
		return;
	guint taken = lexicon_match(
		paper->lexicon, paper_token(paper, at + 1), end - at - 1, LEXEME_ISSUER, &meaning);
	if (!taken)
		return;
	cite->issuer = meaning.text ? meaning.text : "";
	cite->issuer_from = at + 1;
	cite->issuer_to = cite->whole_to = at + 1 + taken;
}

/* "/NĐ-CP" in capitals, and the letters alone. */
static void write_key(const struct reader *reader, struct cite *cite, const struct symbol *symbol)
{
	const struct paper *paper = reader->paper;
	g_autoptr(GString) letters = g_string_new(NULL), key = g_string_new(NULL);
	const char *text = paper_passage(paper, reader->sentence->passage)->text;
	g_string_append_printf(key, "%u|%d|", cite->number, cite->year);
	for (guint i = reader->at + 1; i < symbol->end; i++) {
		const struct token *token = paper_token(paper, i);
		if (token->kind == TOKEN_NUMBER)
			continue;
		g_autofree char *part = g_strndup(text + token->at, token->length);
		g_autofree char *upper = text_upper(part);
		gboolean year_joint = token->kind == TOKEN_MARK && i + 1 < symbol->end &&
				      paper_token(paper, i + 1)->kind == TOKEN_NUMBER;
		if (!year_joint)
			g_string_append(letters, token_is_mark(token, '-') ? "-" : upper);
		if (token->kind == TOKEN_WORD)
			g_string_append(key, upper);
	}
	cite->letters = g_string_free(g_steal_pointer(&letters), FALSE);
	cite->key = g_string_free(g_steal_pointer(&key), FALSE);
}

guint read_cite(struct reader *reader)
{
	const struct paper *paper = reader->paper;
	struct symbol symbol = read_symbol(reader, reader->at);
	guint number = grammar_number(paper->words, paper_token(paper, reader->at));
	struct cite cite = {.mention = -1, .number = number, .year = symbol.year, .spaced = symbol.spaced};
	if (!number || !symbol.letters)
		return 0;
	find_kind(reader, &cite, reader->at);
	/* "12/Covid", "5-Star": without the word "số" or a kind, its letters must be known. */
	if (!cite.kind && cite.whole_from == reader->at && !symbol.year) {
		const struct token *part = paper_token(paper, reader->at + 2);
		if (!lexicon_match(paper->lexicon, part, 1, LEXEME_STATE, NULL) &&
			!lexicon_match(paper->lexicon, part, 1, LEXEME_PARTY, NULL))
			return 0;
	}
	cite.range = reader_range(reader, symbol.end - reader->at);
	cite.whole_to = symbol.end;
	write_key(reader, &cite, &symbol);
	read_day(reader, &cite);
	read_issuer(reader, &cite);
	g_array_append_val(reader->facts->cites, cite);
	return cite.whole_to - reader->at;
}
