/* SPDX-License-Identifier: Apache-2.0 */
#include "check/tell.h"
#include "base/error.h"
#include "base/number.h"
#include "format/json.h"

#include <string.h>

static const char *const roles[] = {
	[ROLE_PLAIN] = "figure", [ROLE_MORE] = "more", [ROLE_LESS] = "less", [ROLE_BASE] = "base", [ROLE_PLAN] = "plan"};
static const char *const abouts[] = {
	[ABOUT_NEAR] = "about", [ABOUT_LESS] = "less than", [ABOUT_MORE] = "more than", [ABOUT_ANY] = "at most"};
static const char *const forms[FORMS] = {
	[FORM_DAY] = "day", [FORM_MONTH] = "month", [FORM_QUARTER] = "quarter", [FORM_MONTHS] = "months",
	[FORM_YEAR] = "year", [FORM_STAGE] = "stage", [FORM_CUTOFF] = "cut-off", [FORM_SPAN] = "span",
	[FORM_SERIES] = "series", [FORM_SHARE] = "share"};

static void put_number(struct json_writer *json, const char *key, gint64 value, guint scale)
{
	g_autofree char *text = decimal_plain(value, scale);
	if (scale)
		json_key_text(json, key, text);
	else
		json_key_int(json, key, value);
}

static void put_count(struct json_writer *json, const char *key, guint value)
{
	if (value)
		json_key_int(json, key, value);
}

static void put_place(struct json_writer *json, const struct told_paper *told, struct range range)
{
	struct located found = locate(told->paper, told->source, range);
	put_count(json, "line", found.from.line);
	put_count(json, "column", found.from.column);
	put_count(json, "end_line", found.end_line != found.from.line ? found.end_line : 0);
	put_count(json, "end_column", found.end_column);
	put_count(json, "page", found.from.page);
	put_count(json, "paragraph", found.from.paragraph);
	json_key_text(json, "quote", found.quote);
	g_free(found.quote);
}

static void put_words(
	struct json_writer *json, const struct told_paper *told, const char *key, guint passage, guint from, guint to)
{
	if (from >= to)
		return;
	g_autofree char *text = paper_text(told->paper, passage, from, to);
	json_key_text(json, key, text);
}

void tell_span(struct json_writer *json, struct span span)
{
	g_autofree char *from = span.from ? day_iso(span.from) : NULL;
	g_autofree char *to = span.to ? day_iso(span.to) : NULL;
	if (!from || !to)
		return;
	if (span.from == span.to) {
		json_key_text(json, "date", to);
		return;
	}
	json_key_text(json, "from", from);
	json_key_text(json, "to", to);
}

static void put_abouts(struct json_writer *json, guint8 said)
{
	if (!said)
		return;
	json_key(json, "approximation");
	json_open_array(json);
	for (guint i = 0; i < G_N_ELEMENTS(abouts); i++)
		if (said & 1u << i)
			json_text(json, abouts[i]);
	json_close(json);
}

static void put_items(struct json_writer *json, const struct told_paper *told, const struct statement *statement)
{
	if (!statement->items || statement->items->len == 0)
		return;
	json_key(json, "items");
	json_open_array(json);
	for (guint i = 0; i < statement->items->len; i++) {
		const struct range *item = &g_array_index(statement->items, struct range, i);
		g_autofree char *text = paper_text(told->paper, item->passage, item->from, item->to);
		json_text(json, text);
	}
	json_close(json);
}

/* {"host":"leaders"} of "host=leaders". */
static void put_cut(struct json_writer *json, const char *cut)
{
	if (!cut)
		return;
	json_key(json, "where");
	json_open_object(json);
	g_auto(GStrv) parts = g_strsplit(cut, ",", -1);
	for (char **part = parts; *part; part++) {
		char *sign = strchr(*part, '=');
		*sign = '\0';
		json_key_text(json, *part, sign + 1);
	}
	json_close(json);
}

static void put_comparison(struct json_writer *json, const struct statement *statement)
{
	if (statement->role != ROLE_MORE && statement->role != ROLE_LESS)
		return;
	json_key(json, "comparison");
	json_open_object(json);
	json_key_text(json, "direction", roles[statement->role]);
	if (statement->main >= 0)
		json_key_int(json, "of", statement->main + 1);
	if (statement->based) {
		put_number(json, "base", statement->base, statement->scale);
		tell_span(json, statement->base_span);
	}
	json_close(json);
}

static void put_statement(struct json_writer *json, const struct told_paper *told, guint index)
{
	const struct statement *statement = &g_array_index(told->statements->list, struct statement, index);
	json_open_object(json);
	json_key_int(json, "id", index + 1);
	json_key_text(json, "kind", roles[statement->role]);
	put_place(json, told, statement->range);
	put_number(json, "value", statement->value, statement->scale);
	if (statement->upper != statement->value)
		put_number(json, "upper", statement->upper, statement->scale);
	put_abouts(json, statement->abouts);
	put_words(json, told, "unit", statement->range.passage, statement->counted, statement->after);
	if (statement->quantity && statement->quantity->in_words)
		json_key_bool(json, "in_words", TRUE);
	if (statement->planned)
		json_key_bool(json, "planned", TRUE);
	tell_span(json, statement->span);
	json_key_bool(json, "span_said", statement->when >= 0);
	put_comparison(json, statement);
	if (statement->whole >= 0)
		json_key_int(json, "part_of", statement->whole + 1);
	put_items(json, told, statement);
	if (statement->figure)
		json_key_text(json, "figure", statement->figure);
	put_cut(json, statement->cut);
	json_close(json);
}

static void put_mention_day(struct json_writer *json, const struct mention *mention)
{
	day_t day = mention->day && mention->month && mention->year
			    ? day_make(mention->year, mention->month, mention->day)
			    : DAY_NONE;
	g_autofree char *text = day ? day_iso(day) : NULL;
	if (text)
		json_key_text(json, "date", text);
}

static void put_cite(struct json_writer *json, const struct told_paper *told, const struct cite *cite)
{
	struct range whole = cite->range;
	whole.from = cite->whole_from;
	whole.to = cite->whole_to;
	json_open_object(json);
	json_key_text(json, "kind", "document");
	put_place(json, told, whole);
	put_words(json, told, "symbol", cite->range.passage, cite->range.from, cite->range.to);
	if (cite->kind)
		put_words(json, told, "document_kind", cite->range.passage, cite->kind_from,
			paper_is_word(told->paper, cite->range.from - 1, "số") ? cite->range.from - 1
									       : cite->range.from);
	json_key_int(json, "number", cite->number);
	put_count(json, "year", (guint)cite->year);
	if (cite->mention >= 0)
		put_mention_day(json, &g_array_index(told->facts->mentions, struct mention, (guint)cite->mention));
	put_words(json, told, "issuer", cite->range.passage, cite->issuer_from, cite->issuer_to);
	json_close(json);
}

static void put_mention(struct json_writer *json, const struct told_paper *told, const struct mention *mention)
{
	json_open_object(json);
	json_key_text(json, "kind", forms[mention->form]);
	put_place(json, told, mention->range);
	put_mention_day(json, mention);
	put_count(json, "day", (guint)mention->day);
	put_count(json, "month", (guint)mention->month);
	put_count(json, "count", (guint)mention->count);
	put_count(json, "year", (guint)mention->year);
	put_count(json, "from_day", (guint)mention->from_day);
	put_count(json, "from_month", (guint)mention->from_month);
	put_count(json, "from_year", (guint)mention->from_year);
	if (mention->form == FORM_SHARE)
		put_number(json, "value", mention->a, mention->scale);
	if (mention->form == FORM_STAGE || mention->form == FORM_SERIES) {
		json_key_int(json, "first", mention->a);
		json_key_int(json, "last", mention->b);
	}
	json_close(json);
}

static void put_named(struct json_writer *json, const struct told_paper *told, const struct named *named)
{
	json_open_object(json);
	json_key_text(json, "kind", "name");
	put_place(json, told, named->range);
	json_key_text(json, "list", named->list);
	json_key_text(json, "code", named->code);
	json_close(json);
}

static void put_facts(struct json_writer *json, const struct told_paper *told)
{
	json_key(json, "facts");
	json_open_array(json);
	for (guint i = 0; i < told->statements->list->len; i++)
		put_statement(json, told, i);
	for (guint i = 0; i < told->facts->cites->len; i++)
		put_cite(json, told, &g_array_index(told->facts->cites, struct cite, i));
	for (guint i = 0; i < told->facts->mentions->len; i++)
		put_mention(json, told, &g_array_index(told->facts->mentions, struct mention, i));
	for (guint i = 0; i < told->statements->names->len; i++)
		put_named(json, told, &g_array_index(told->statements->names, struct named, i));
	json_close(json);
}

char *tell_json(const struct told_paper *told)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GError) error = NULL;
	struct json_writer json;
	json_writer_begin(&json, text);
	json_open_object(&json);
	g_autofree char *file = told->file ? g_utf8_make_valid(told->file, -1) : NULL;
	json_key_text(&json, "file", file);
	if (told->frame->subject_passage >= 0)
		json_key_text(&json, "subject",
			paper_passage(told->paper, (guint)told->frame->subject_passage)->text);
	tell_span(&json, told->frame->span);
	put_facts(&json, told);
	json_close(&json);
	/* What is written is clean text in objects that are closed: that it fails is a bug. */
	if (!json_writer_end(&json, &error))
		g_error("%s", error->message);
	g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

static void add_line(GString *text, const struct told_paper *told, const struct statement *statement)
{
	struct located found = locate(told->paper, told->source, statement->range);
	g_autofree char *value = number_text(statement->value, statement->scale, "vi");
	g_autofree char *span = statement->span.from ? span_text(statement->span) : NULL;
	g_string_append_printf(text, "%s:", told->file);
	if (found.from.line)
		g_string_append_printf(text, "%u:%u:", found.from.line, found.from.column);
	else if (found.from.paragraph)
		g_string_append_printf(text, "%u:", found.from.paragraph);
	g_string_append_printf(text, " “%s”: %s", found.quote, value);
	if (statement->figure)
		g_string_append_printf(text, " → %s%s%s%s", statement->figure, statement->cut ? "(" : "",
			statement->cut ? statement->cut : "", statement->cut ? ")" : "");
	if (span)
		g_string_append_printf(text, " [%s]", span);
	g_string_append_c(text, '\n');
	g_free(found.quote);
}

char *tell_text(const struct told_paper *told)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < told->statements->list->len; i++)
		add_line(text, told, &g_array_index(told->statements->list, struct statement, i));
	return g_string_free(text, FALSE);
}
