/* SPDX-License-Identifier: Apache-2.0 */
#include "check/statement_private.h"
#include "check/when.h"

#include <string.h>

#define ITEMS_MOST 60

gboolean same_register(const char *a, const char *b)
{
	gsize length = strcspn(a, ".");
	return length == strcspn(b, ".") && strncmp(a, b, length) == 0;
}

static int last_plain(const struct reading *reading, guint before, const struct statement *like)
{
	for (guint i = reading->out->list->len; i-- > 0;) {
		const struct statement *each = statement_at(reading, i);
		if (each->range.passage != like->range.passage)
			return -1;
		if (each->range.from < before && each->role == ROLE_PLAIN && each->unit == like->unit &&
			each->whole < 0)
			return (int)i;
	}
	return -1;
}

/* "trong đó", "gồm" last before the number; G_MAXUINT = none. */
static guint whole_word(const struct reading *reading, const struct statement *statement)
{
	const struct paper *paper = reading->paper;
	guint first = paper_sentence(paper, statement->range.sentence)->from;
	for (guint i = statement->range.from; i-- > first;) {
		if (lexicon_match(paper->lexicon, paper_token(paper, i), statement->range.from - i,
			    LEXEME_WHOLE, NULL))
			return i;
		if (lexicon_match(paper->lexicon, paper_token(paper, i), statement->range.from - i,
			    LEXEME_BESIDES, NULL))
			break;
	}
	return G_MAXUINT;
}

/* What stands in brackets behind a number, alike or without a unit, is part of it. */
static int bracket_whole(const struct reading *reading, const struct statement *statement)
{
	const struct quantity *quantity = statement->quantity;
	for (guint i = reading->out->list->len; quantity && quantity->depth && i-- > 0;) {
		const struct statement *each = statement_at(reading, i);
		if (each->range.sentence != statement->range.sentence || !each->quantity)
			break;
		if (each->quantity->depth < quantity->depth && each->range.to <= quantity->bracket)
			return !quantity->unit || quantity->unit == each->unit ? (int)i : -1;
	}
	return -1;
}

void set_whole(const struct reading *reading, struct statement *statement)
{
	if (statement->role != ROLE_PLAIN)
		return;
	statement->whole = bracket_whole(reading, statement);
	guint word = statement->whole < 0 ? whole_word(reading, statement) : G_MAXUINT;
	if (word != G_MAXUINT)
		statement->whole = last_plain(reading, word, statement);
	if (statement->whole < 0 || statement->figure)
		return;
	const struct statement *whole = statement_at(reading, (guint)statement->whole);
	statement->figure = whole->figure;
	if (!statement->unit)
		statement->unit = whole->unit;
	statement->cut = g_strdup(whole->cut);
}

/* What is more or less: the plain number of that unit before it, or that there is nothing of the kind. */
static int main_of(const struct reading *reading, const struct statement *change)
{
	for (guint i = reading->out->list->len; i-- > 0;) {
		const struct statement *each = statement_at(reading, i);
		if (each->range.passage != change->range.passage)
			break;
		if (each->role != ROLE_PLAIN)
			continue;
		gboolean none = !each->quantity && each->value == 0 && each->figure && change->figure &&
				same_register(each->figure, change->figure);
		if (each->unit == change->unit || none)
			return (int)i;
	}
	return -1;
}

void set_change(const struct reading *reading, struct statement *statement)
{
	statement->main = main_of(reading, statement);
	if (statement->main < 0)
		return;
	const struct statement *main = statement_at(reading, (guint)statement->main);
	gboolean none = main->value == 0;
	if (main->figure && (none || main->unit == statement->unit)) {
		if (main->unit == statement->unit)
			statement->figure = main->figure;
		g_free(statement->cut);
		statement->cut = g_strdup(main->cut);
	}
	statement->span = main->span;
	gint64 difference = statement->role == ROLE_MORE ? -statement->value : statement->value;
	statement->based = (none || main->scale == statement->scale) &&
			   !__builtin_add_overflow(main->value, difference, &statement->base) &&
			   statement->base >= 0;
	statement->base_span = when_base(reading->paper, reading->facts,
		paper_sentence(reading->paper, statement->range.sentence), statement->span);
}

static gboolean may_list(const struct paper *paper, const struct statement *statement)
{
	guint length = statement->after - statement->counted;
	return length > 0 && statement->role == ROLE_PLAIN && statement->value >= 2 &&
	       lexicon_match(paper->lexicon, paper_token(paper, statement->counted), length,
		       LEXEME_LISTED, NULL) == length;
}

static void add_item(struct statement *statement, guint from, guint to)
{
	struct range item = {.from = from, .to = to, .passage = statement->range.passage,
		.sentence = statement->range.sentence};
	if (from < to)
		g_array_append_val(statement->items, item);
}

/* "3 phòng: A, B và C", "02 tỉnh (A, B)". */
void read_items(const struct reading *reading, struct statement *statement)
{
	const struct paper *paper = reading->paper;
	guint end = paper_sentence(paper, statement->range.sentence)->to, at = statement->after;
	gboolean bracket = at < end && token_is_mark(paper_token(paper, at), '(');
	if (!may_list(paper, statement) || at >= end ||
		(!bracket && !token_is_mark(paper_token(paper, at), ':')))
		return;
	guint8 depth = reading->facts->depths[at];
	guint from = at + 1;
	statement->items = g_array_new(FALSE, FALSE, sizeof(struct range));
	for (at++; at < end && statement->items->len < ITEMS_MOST; at++) {
		const struct token *token = paper_token(paper, at);
		guint name = lexicon_match(paper->lexicon, token, end - at, LEXEME_NAME, NULL);
		if (name > 1) {
			at += name - 1;
			continue;
		}
		gboolean closed = bracket ? token_is_mark(token, ')') && reading->facts->depths[at] == depth
					  : token_is_mark(token, '.');
		if (closed || (reading->facts->depths[at] == depth &&
				      (token_is_mark(token, ',') || token_is_mark(token, ';') ||
					      (token->kind == TOKEN_WORD && paper_is_word(paper, at, "và"))))) {
			add_item(statement, from, at);
			from = at + 1;
		}
		if (closed)
			break;
	}
	if (at == end)
		add_item(statement, from, end);
}
