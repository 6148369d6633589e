/* SPDX-License-Identifier: Apache-2.0 */
#include "check/statement.h"
#include "check/statement_private.h"
#include "check/when.h"

#include <string.h>

#define NONE_MOST 10 /* tokens between "không có" and what there is none of */

static void statement_clear(gpointer data)
{
	struct statement *statement = data;
	g_free(statement->cut);
	if (statement->items)
		g_array_unref(statement->items);
}

void statements_free(struct statements *statements)
{
	if (!statements)
		return;
	g_array_unref(statements->list);
	g_array_unref(statements->names);
	g_free(statements);
}

static gboolean has_dimension(const struct reading *reading, const char *figure, const char *dimension)
{
	const struct figure *known = reading->model ? model_figure(reading->model, figure) : NULL;
	return known && figure_dimension(known, dimension);
}

static void add_country(const struct reading *reading, struct statement *statement, const guint range[2])
{
	const char *country = country_in(reading, range);
	if (!country || !has_dimension(reading, statement->figure, "country") ||
		(statement->cut && strstr(statement->cut, "country=")))
		return;
	char *cut = statement->cut ? g_strconcat(statement->cut, ",country=", country, NULL)
				   : g_strconcat("country=", country, NULL);
	g_free(statement->cut);
	statement->cut = cut;
}

static void set_figure(const struct reading *reading, struct statement *statement,
	const struct around *around, enum stated stated)
{
	statement->figure = heard_figure(
		reading->heard, stated, statement->unit, around, &statement->nearness);
	if (!statement->figure)
		return;
	statement->cut = heard_cut(reading->heard, statement->figure, around);
	add_country(reading, statement, around->own);
}

/* A stock is of the last day alone. */
static void set_span(const struct reading *reading, struct statement *statement, const struct around *around)
{
	struct when when = when_of(
		reading->paper, reading->facts, reading->frame, statement->range, around->clause);
	statement->span = when.span;
	statement->when = when.mention;
	const struct figure *figure =
		statement->figure && reading->model ? model_figure(reading->model, statement->figure) : NULL;
	if (figure && figure->kind == FIGURE_STOCK && statement->span.to)
		statement->span.from = statement->span.to;
}

/* A part is of its total's days where nothing else is said; its country may be said before it. */
static void take_from_whole(
	const struct reading *reading, struct statement *statement, const struct around *around)
{
	const struct statement *whole = statement_at(reading, (guint)statement->whole);
	const GArray *mentions = reading->facts->mentions;
	add_country(reading, statement, around->own);
	guint said = statement->when >= 0
			     ? g_array_index(mentions, struct mention, (guint)statement->when).range.from
			     : 0;
	if (said <= whole->range.from) {
		statement->span = whole->span;
		statement->when = whole->when;
	}
}

static const struct statement *partner_of(const struct reading *reading, const struct quantity *quantity)
{
	guint index = facts_quantity_from(reading->facts, quantity->range.from);
	const GArray *list = reading->out->list;
	if (!are_joined(reading, index) || list->len == 0)
		return NULL;
	const struct statement *last = statement_at(reading, list->len - 1);
	return last->quantity == quantity - 1 ? last : NULL;
}

/* A year that stands alone counts nothing. */
static gboolean is_bare_year(const struct reading *reading, const struct quantity *quantity)
{
	const struct token *token = paper_token(reading->paper, quantity->number);
	return !quantity->unit && token->kind == TOKEN_NUMBER && token->length == 4 &&
	       quantity->value >= 1900 && quantity->value <= 2100;
}

/* "dự kiến đón 08 đoàn". */
static gboolean is_wished(const struct reading *reading, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (lexicon_match(reading->paper->lexicon, paper_token(reading->paper, i), to - i, LEXEME_WISH, NULL))
			return TRUE;
	return FALSE;
}

static void add_quantity(struct reading *reading, const struct quantity *quantity)
{
	struct around around;
	if (is_bare_year(reading, quantity))
		return;
	struct statement statement = {.range = quantity->range, .quantity = quantity,
		.value = quantity->value, .upper = quantity->upper, .scale = quantity->scale,
		.abouts = quantity->abouts, .role = quantity->role, .unit = quantity->unit,
		.counted = quantity->counted, .after = quantity->after, .whole = -1, .main = -1,
		.planned = frame_is_ahead(reading->frame, quantity->range.passage)};
	set_around(reading, &around, quantity->range, quantity->depth ? quantity->bracket : G_MAXUINT);
	const struct statement *partner = partner_of(reading, quantity);
	statement.planned |= is_wished(reading, around.clause[0], quantity->range.from);
	around.partner = partner ? partner->figure : NULL;
	if (!statement.planned && quantity->role != ROLE_PLAN)
		set_figure(reading, &statement, &around, STATED_NUMBER);
	if (statement.figure && !statement.cut && around.partner && same_register(statement.figure, around.partner))
		statement.cut = g_strdup(partner->cut);
	set_span(reading, &statement, &around);
	set_whole(reading, &statement);
	if (statement.figure && statement.whole >= 0)
		take_from_whole(reading, &statement, &around);
	if (quantity->role == ROLE_MORE || quantity->role == ROLE_LESS)
		set_change(reading, &statement);
	read_items(reading, &statement);
	g_array_append_val(reading->out->list, statement);
}

/* "không có đoàn ra": 0 of the first unit after it that a figure counts. */
static guint add_none(struct reading *reading, const struct sentence *sentence, guint index, guint at)
{
	const struct paper *paper = reading->paper;
	struct meaning meaning;
	guint taken = lexicon_match(
		paper->lexicon, paper_token(paper, at), sentence->to - at, LEXEME_NONE, &meaning);
	if (!taken || meaning.value < 0 || frame_is_ahead(reading->frame, sentence->passage))
		return taken;
	for (guint i = at + taken; i < MIN(sentence->to, at + taken + NONE_MOST); i++) {
		gboolean person;
		unit_t unit = 0;
		if (paper_token(paper, i)->kind != TOKEN_WORD)
			break;
		guint length = unit_at(paper, sentence->passage, i, sentence->to, &unit, &person);
		if (!length)
			continue;
		struct around around;
		struct statement none = {.unit = unit, .counted = i, .after = i + length, .whole = -1, .main = -1};
		none.range = (struct range){.from = at, .to = i + length,
			.passage = sentence->passage, .sentence = index};
		set_around(reading, &around, none.range, G_MAXUINT);
		set_figure(reading, &none, &around, STATED_NONE);
		if (!none.figure)
			continue;
		set_span(reading, &none, &around);
		g_array_append_val(reading->out->list, none);
		return i + length - at;
	}
	return taken;
}

/* "12/12 cặp cửa khẩu": so many of so many. How many tokens it takes; 0 = it is none. */
static guint add_fraction(struct reading *reading, const struct sentence *sentence, guint index, guint at)
{
	const struct paper *paper = reading->paper;
	const struct token *token = paper_token(paper, at);
	const char *text = paper_passage(paper, sentence->passage)->text;
	gint64 values[2];
	guint scales[2];
	unit_t unit = 0;
	gboolean person;
	if (at + 3 >= sentence->to || token->kind != TOKEN_NUMBER || !token_is_mark(token + 1, '/') ||
		token[2].kind != TOKEN_NUMBER || (token[1].flags | token[2].flags) & TOKEN_SPACED ||
		facts_is_cited(reading->facts, at))
		return 0;
	guint length = unit_at(paper, sentence->passage, at + 3, sentence->to, &unit, &person);
	for (guint i = 0; i < 2; i++)
		if (!fact_number(text + token[2 * i].at, token[2 * i].length, &values[i], &scales[i]) || scales[i])
			return 0;
	if (!length || values[0] > values[1] || frame_is_ahead(reading->frame, sentence->passage))
		return 0;
	struct range range = {at, at + 3 + length, sentence->passage, index};
	struct around around;
	set_around(reading, &around, range, G_MAXUINT);
	for (guint i = 0; i < 2; i++) {
		struct statement each = {.range = range, .value = values[i], .upper = values[i], .unit = unit,
			.counted = at + 3, .after = range.to, .role = i ? ROLE_PLAN : ROLE_PLAIN, .whole = -1, .main = -1};
		set_figure(reading, &each, &around, STATED_NUMBER);
		if (i)
			g_clear_pointer(&each.cut, g_free);
		set_span(reading, &each, &around);
		g_array_append_val(reading->out->list, each);
	}
	return 3 + length;
}

static void read_sentence(struct reading *reading, guint index)
{
	const struct sentence *sentence = paper_sentence(reading->paper, index);
	const struct passage *passage = paper_passage(reading->paper, sentence->passage);
	/* "1. Tỉnh tiếp nhận 45 khoản viện trợ, bao gồm:" leads to its list. */
	gboolean title = passage->kind == PASSAGE_HEADING && !token_is_mark(paper_token(reading->paper, passage->to - 1), ':');
	if (passage->kind == PASSAGE_PART || title)
		return;
	guint next = facts_quantity_from(reading->facts, sentence->from);
	const GArray *all = reading->facts->quantities;
	for (guint at = sentence->from; at < sentence->to;) {
		if (next < all->len && quantity_at(reading, next)->range.from <= at) {
			const struct quantity *quantity = quantity_at(reading, next++);
			add_quantity(reading, quantity);
			at = MAX(at, quantity->range.to);
			continue;
		}
		guint taken = add_none(reading, sentence, index, at);
		if (!taken)
			taken = add_fraction(reading, sentence, index, at);
		at += MAX(taken, 1u);
		while (next < all->len && quantity_at(reading, next)->range.from < at)
			add_quantity(reading, quantity_at(reading, next++));
	}
}

/* What phrases state without a number: "xử lý đúng hạn". */
static void add_implied(struct reading *reading)
{
	g_autoptr(GArray) all = heard_implied(reading->heard);
	for (guint i = 0; i < all->len; i++) {
		const struct implied *each = &g_array_index(all, struct implied, i);
		for (guint j = 0; j < reading->paper->sentences->len; j++) {
			const struct sentence *sentence = paper_sentence(reading->paper, j);
			const struct passage *passage = paper_passage(reading->paper, sentence->passage);
			if (each->from < sentence->from || each->to > sentence->to)
				continue;
			struct around around;
			struct statement said = {.value = each->value, .upper = each->value,
				.figure = each->figure, .counted = each->to, .after = each->to, .whole = -1, .main = -1};
			said.range = (struct range){each->from, each->to, sentence->passage, j};
			if (passage->kind == PASSAGE_PART || passage->kind == PASSAGE_HEADING ||
				frame_is_ahead(reading->frame, sentence->passage))
				break;
			set_around(reading, &around, said.range, G_MAXUINT);
			if (!heard_is_implied(reading->heard, each, &around))
				break;
			said.cut = g_strdup(each->cut);
			set_span(reading, &said, &around);
			g_array_append_val(reading->out->list, said);
			break;
		}
	}
}

/* "từ số 117 đến số 122". */
static void add_series(struct reading *reading)
{
	static const char *const ends[] = {"publication.first_issue", "publication.last_issue"};
	for (guint i = 0; i < reading->facts->mentions->len; i++) {
		const struct mention *mention = &g_array_index(reading->facts->mentions, struct mention, i);
		if (mention->form != FORM_SERIES || frame_is_ahead(reading->frame, mention->range.passage))
			continue;
		struct around around;
		set_around(reading, &around, mention->range, G_MAXUINT);
		around.own[0] = around.clause[0];
		for (guint j = 0; j < 2; j++) {
			struct statement end = {.range = mention->range, .counted = mention->range.to,
				.after = mention->range.to, .figure = ends[j], .whole = -1, .main = -1};
			end.value = end.upper = j ? mention->b : mention->a;
			end.cut = heard_cut(reading->heard, end.figure, &around);
			if (!end.cut) { /* issues of something else */
				statement_clear(&end);
				continue;
			}
			set_span(reading, &end, &around);
			g_array_append_val(reading->out->list, end);
		}
	}
}

struct statements *statements_new(const struct paper *paper, const struct facts *facts, const struct frame *frame,
	const struct topics *topics, const struct gazetteer *names, const struct model *model)
{
	struct statements *statements = g_new0(struct statements, 1);
	g_autoptr(heard_t) heard = heard_new(topics, paper);
	statements->list = g_array_new(FALSE, FALSE, sizeof(struct statement));
	statements->names = g_array_new(FALSE, FALSE, sizeof(struct named));
	g_array_set_clear_func(statements->list, statement_clear);
	struct reading reading = {paper, facts, frame, heard, model, statements};
	read_names(&reading, names);
	for (guint i = 0; i < paper->sentences->len; i++)
		read_sentence(&reading, i);
	add_series(&reading);
	add_implied(&reading);
	return statements;
}
