/* SPDX-License-Identifier: Apache-2.0 */
#include "check/fact.h"
#include "check/fact_private.h"

#include <stdlib.h>
#include <string.h>

static void cite_clear(gpointer data)
{
	struct cite *cite = data;
	g_free(cite->key);
	g_free(cite->letters);
}

void facts_free(struct facts *facts)
{
	if (!facts)
		return;
	g_array_unref(facts->quantities);
	g_array_unref(facts->mentions);
	g_array_unref(facts->cites);
	g_free(facts->depths);
	g_free(facts);
}

gboolean fact_is_glued(const struct paper *paper, guint index)
{
	return index < paper->tokens->len && !(paper_token(paper, index)->flags & TOKEN_SPACED);
}

static int found_number(const struct reader *reader, const struct match *match, char letter)
{
	gint16 at = match->found[letter - 'a'];
	if (at < 0)
		return 0;
	const int offset = at;
	guint index = reader->at + (guint)offset;
	return (int)grammar_number(reader->paper->words, paper_token(reader->paper, index));
}

static gboolean read_share(
	const struct reader *reader, const struct match *match, struct mention *mention)
{
	const int offset = match->found[0];
	guint index = reader->at + (guint)offset;
	const struct token *token = paper_token(reader->paper, index);
	const char *text = paper_passage(reader->paper, reader->sentence->passage)->text;
	return fact_number(text + token->at, token->length, &mention->a, &mention->scale);
}

void reader_mention(struct reader *reader, const struct match *match)
{
	struct mention mention = {.form = match->form, .range = reader_range(reader, match->length)};
	mention.day = found_number(reader, match, 'd');
	mention.month = found_number(reader, match, 'm');
	mention.year = found_number(reader, match, 'y');
	mention.a = found_number(reader, match, 'a');
	mention.b = found_number(reader, match, 'b');
	if (match->form == FORM_SHARE && !read_share(reader, match, &mention))
		return;
	if (match->form == FORM_QUARTER)
		mention.count = found_number(reader, match, 'q');
	if (match->form == FORM_MONTHS) {
		mention.last = match->found['s' - 'a'] >= 0;
		mention.count = found_number(reader, match, mention.last ? 's' : 'n');
	}
	if (match->form == FORM_CUTOFF && match->found['e' - 'a'] >= 0) {
		mention.from_day = found_number(reader, match, 'e');
		mention.from_month = found_number(reader, match, 'n');
		mention.from_year = found_number(reader, match, 'z');
		mention.from_year = mention.from_year ? mention.from_year : mention.year;
	}
	if (match->form == FORM_SPAN) {
		mention.from_day = mention.day;
		mention.day = found_number(reader, match, 'e');
		int month = found_number(reader, match, 'n'), year = found_number(reader, match, 'z');
		mention.from_month = mention.month ? mention.month : month;
		mention.from_year = mention.year ? mention.year : year;
		mention.month = month;
		mention.year = year;
	}
	g_array_append_val(reader->facts->mentions, mention);
}

/* "lần thứ 12", "khóa XV", "số 117": a number that counts nothing. */
static gboolean is_ordered(const struct reader *reader, guint at)
{
	const struct paper *paper = reader->paper;
	/* "Covid - 19" */
	if (at > reader->sentence->from && token_is_mark(paper_token(paper, at - 1), '-'))
		at--;
	/* "mỗi số 500 bản", "tổng số 04 vụ" */
	if (at >= reader->sentence->from + 2 && (paper_is_word(paper, at - 2, "mỗi") || (paper_is_word(paper, at - 2, "tổng") &&
										paper_is_word(paper, at - 1, "số"))))
		return FALSE;
	for (guint back = 1; back <= 3 && back <= at - reader->sentence->from; back++)
		if (lexicon_match(paper->lexicon, paper_token(paper, at - back), back,
			    LEXEME_ORDER, NULL) == back)
			return TRUE;
	return FALSE;
}

static void track_brackets(struct reader *reader)
{
	const struct token *token = paper_token(reader->paper, reader->at);
	if (token_is_mark(token, '(') && reader->depth < DEPTH_MOST)
		reader->brackets[reader->depth++] = reader->at;
	else if (token_is_mark(token, ')') && reader->depth > 0)
		reader->depth--;
}

static guint read_at(struct reader *reader)
{
	struct match match;
	const struct token *token = paper_token(reader->paper, reader->at);
	guint left = reader->sentence->to - reader->at;
	if (token->kind == TOKEN_MARK) {
		track_brackets(reader);
		return 1;
	}
	gboolean ordered = token->kind == TOKEN_NUMBER && is_ordered(reader, reader->at);
	if (!ordered || !fact_is_glued(reader->paper, reader->at)) {
		if (token->kind == TOKEN_NUMBER) {
			guint taken = read_cite(reader);
			if (taken)
				return taken;
		}
		if (grammar_match(reader->grammar, reader->paper->lexicon, reader->paper->words,
			    token, left, &match)) {
			reader_mention(reader, &match);
			return match.length;
		}
	}
	if (ordered)
		return 1;
	guint taken = read_quantity(reader);
	return taken ? taken : 1;
}

static void measure_depths(struct facts *facts, const struct paper *paper)
{
	facts->depths = g_new0(guint8, paper->tokens->len + 1);
	for (guint i = 0; i < paper->passages->len; i++) {
		const struct passage *passage = paper_passage(paper, i);
		guint8 depth = 0;
		for (guint j = passage->from; j < passage->to; j++) {
			const struct token *token = paper_token(paper, j);
			if (token_is_mark(token, '(') && depth < DEPTH_MOST)
				depth++;
			facts->depths[j] = depth;
			if (token_is_mark(token, ')') && depth > 0)
				depth--;
		}
	}
}

struct facts *facts_read(const struct paper *paper, const struct grammar *grammar)
{
	struct facts *facts = g_new0(struct facts, 1);
	facts->quantities = g_array_new(FALSE, FALSE, sizeof(struct quantity));
	facts->mentions = g_array_new(FALSE, FALSE, sizeof(struct mention));
	facts->cites = g_array_new(FALSE, FALSE, sizeof(struct cite));
	g_array_set_clear_func(facts->cites, cite_clear);
	measure_depths(facts, paper);
	struct reader reader = {.paper = paper, .grammar = grammar, .facts = facts};
	guint passage = G_MAXUINT;
	for (guint i = 0; i < paper->sentences->len; i++) {
		reader.sentence = paper_sentence(paper, i);
		reader.index = i;
		if (reader.sentence->passage != passage)
			reader.depth = 0;
		passage = reader.sentence->passage;
		reader.at = reader.sentence->from;
		while (reader.at < reader.sentence->to)
			reader.at += read_at(&reader);
	}
	return facts;
}

struct range reader_range(const struct reader *reader, guint length)
{
	return (struct range){.from = reader->at,
		.to = reader->at + length,
		.passage = reader->sentence->passage,
		.sentence = reader->index};
}

gboolean quantities_agree(const struct quantity *a, const struct quantity *b)
{
	return a->unit && a->unit == b->unit && a->scale == b->scale && a->value == a->upper &&
	       b->value == b->upper;
}

/* The bits that what is counted has in a class; 0 = none. */
static gint64 kind_of(const struct paper *paper, const struct quantity *quantity, enum lexeme class)
{
	for (guint skip = 0; skip < 2 && quantity->counted + skip < quantity->after; skip++) {
		struct meaning meaning;
		guint length = quantity->after - quantity->counted - skip;
		if (lexicon_match(paper->lexicon, paper_token(paper, quantity->counted + skip), length, class,
			    &meaning) == length)
			return meaning.value;
	}
	return 0;
}

gboolean quantity_holds(
	const struct paper *paper, const struct quantity *whole, const struct quantity *part)
{
	if (quantities_agree(whole, part))
		return TRUE;
	if (whole->scale != part->scale || whole->value != whole->upper || part->value != part->upper)
		return FALSE;
	gint64 kind = kind_of(paper, whole, LEXEME_GENERAL);
	return kind && (kind & kind_of(paper, part, LEXEME_SPECIAL));
}

static guint first_from(const GArray *list, guint size, guint token)
{
	guint low = 0, high = list->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		const struct range *range = (const struct range *)(const void *)(list->data + (gsize)middle * size);
		if (range->from < token)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

guint facts_quantity_from(const struct facts *facts, guint token)
{
	return first_from(facts->quantities, sizeof(struct quantity), token);
}

guint facts_mention_from(const struct facts *facts, guint token)
{
	return first_from(facts->mentions, sizeof(struct mention), token);
}

gboolean facts_is_cited(const struct facts *facts, guint token)
{
	guint index = first_from(facts->cites, sizeof(struct cite), token + 1);
	return index > 0 && g_array_index(facts->cites, struct cite, index - 1).whole_to > token;
}
