/* SPDX-License-Identifier: Apache-2.0 */
#include "report/datum.h"
#include "base/error.h"
#include "report/rich.h"

#include <string.h>

const char *kind_name(enum kind kind)
{
	switch (kind) {
	case KIND_ANY:
		return _("a value");
	case KIND_MISSING:
		return _("a missing value");
	case KIND_BOOL:
		return _("yes or no");
	case KIND_NUMBER:
		return _("a number");
	case KIND_TEXT:
		return _("a text");
	case KIND_DAY:
		return _("a date");
	case KIND_CHOICE:
		return _("a choice");
	case KIND_LIST:
		return _("a list");
	case KIND_RECORD:
		return _("a record");
	case KIND_ROW:
		return _("a row of a record");
	case KIND_DOCUMENT:
		return _("a document");
	case KIND_PERIOD:
		return _("a period");
	case KIND_SPAN:
		return _("a span of days");
	case KIND_FIGURE:
		return _("a figure");
	case KIND_PART:
		return _("a part of a figure");
	case KIND_LOOP:
		return _("the state of a loop");
	case KIND_REPORT:
		return _("the report");
	}
	return "";
}

static struct datum *datum_new(enum kind kind)
{
	struct datum *datum = g_rc_box_new0(struct datum);
	datum->kind = kind;
	return datum;
}

struct datum *datum_ref(struct datum *datum)
{
	return g_rc_box_acquire(datum);
}

static void datum_clear(gpointer data)
{
	struct datum *datum = data;
	switch (datum->kind) {
	case KIND_NUMBER:
		g_free(datum->quantity.query);
		break;
	case KIND_TEXT:
	case KIND_CHOICE:
	case KIND_DOCUMENT:
		g_free(datum->text);
		g_free(datum->id);
		break;
	case KIND_RECORD:
		record_free(datum->record);
		break;
	case KIND_ROW:
		datum_unref(datum->holder);
		break;
	case KIND_FIGURE:
		figure_query_free(datum->query);
		break;
	default:
		break;
	}
	g_clear_pointer(&datum->items, g_ptr_array_unref);
}

void datum_unref(struct datum *datum)
{
	if (datum)
		g_rc_box_release_full(datum, datum_clear);
}

static void unref_item(gpointer datum)
{
	datum_unref(datum);
}

struct datum *datum_missing(void)
{
	return datum_new(KIND_MISSING);
}

struct datum *datum_bool(gboolean truth)
{
	struct datum *datum = datum_new(KIND_BOOL);
	datum->truth = truth != FALSE;
	return datum;
}

struct datum *datum_number(const struct number *number, enum number_style style,
	const struct label *unit, const char *query)
{
	if (!number->present)
		return datum_missing();
	struct datum *datum = datum_new(KIND_NUMBER);
	datum->quantity = (struct quantity){*number, style, unit, g_strdup(query)};
	return datum;
}

struct datum *datum_whole(gint64 value, enum number_style style)
{
	struct number number = {TRUE, value, 0, ""};
	return datum_number(&number, style, NULL, NULL);
}

struct datum *datum_rich(char *rich)
{
	struct datum *datum = datum_new(KIND_TEXT);
	datum->text = rich;
	return datum;
}

struct datum *datum_text(const char *text)
{
	return datum_rich(rich_outside(text));
}

struct datum *datum_choice(const char *id, const char *label)
{
	struct datum *datum = datum_new(KIND_CHOICE);
	datum->text = rich_outside(label);
	datum->id = g_strdup(id);
	return datum;
}

struct datum *datum_day(day_t day)
{
	if (day == DAY_NONE)
		return datum_missing();
	struct datum *datum = datum_new(KIND_DAY);
	datum->day = day;
	return datum;
}

struct datum *datum_group(enum kind kind)
{
	struct datum *datum = datum_new(kind);
	datum->items = g_ptr_array_new_with_free_func(unref_item);
	return datum;
}

struct datum *datum_list(void)
{
	return datum_group(KIND_LIST);
}

void datum_add(struct datum *list, struct datum *item)
{
	g_ptr_array_add(list->items, item);
}

struct datum *datum_record(const struct record *record)
{
	struct datum *datum = datum_new(KIND_RECORD);
	datum->record = record_share(record);
	return datum;
}

struct datum *datum_period(struct period period, enum regime regime)
{
	struct datum *datum = datum_new(KIND_PERIOD);
	datum->period = period;
	datum->regime = regime;
	return datum;
}

struct datum *datum_span(struct span span)
{
	struct datum *datum = datum_new(KIND_SPAN);
	datum->span = span;
	return datum;
}

struct datum *datum_figure(struct figure_query *query)
{
	struct datum *datum = datum_new(KIND_FIGURE);
	datum->query = query;
	return datum;
}

static const struct member members[] = {
	{KIND_PERIOD, "name", KIND_TEXT},
	{KIND_PERIOD, "short", KIND_TEXT},
	{KIND_PERIOD, "next", KIND_PERIOD},
	{KIND_PERIOD, "year_before", KIND_PERIOD},
	{KIND_PERIOD, "year", KIND_NUMBER},
	{KIND_PERIOD, "begins_year", KIND_BOOL},
	{KIND_PERIOD, "from", KIND_DAY},
	{KIND_PERIOD, "to", KIND_DAY},
	{KIND_SPAN, "from", KIND_DAY},
	{KIND_SPAN, "to", KIND_DAY},
	{KIND_LOOP, "index", KIND_NUMBER},
	{KIND_LOOP, "first", KIND_BOOL},
	{KIND_LOOP, "last", KIND_BOOL},
	{KIND_PART, "value", KIND_TEXT},
	{KIND_PART, "label", KIND_TEXT},
	{KIND_PART, "number", KIND_NUMBER},
	{KIND_DOCUMENT, "symbol", KIND_TEXT},
	{KIND_DOCUMENT, "date", KIND_DAY},
	{KIND_DOCUMENT, "issuer", KIND_TEXT},
	{KIND_DOCUMENT, "title", KIND_TEXT},
	{KIND_REPORT, "addressees", KIND_LIST},
};

const struct member *member_find(enum kind of, const char *name, guint *index)
{
	guint count = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
		if (members[i].of != of)
			continue;
		if (strcmp(members[i].name, name) == 0) {
			if (index)
				*index = count;
			return &members[i];
		}
		count++;
	}
	return NULL;
}

GPtrArray *member_names(enum kind of)
{
	GPtrArray *names = g_ptr_array_new();
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		if (members[i].of == of)
			g_ptr_array_add(names, (gpointer)members[i].name);
	return names;
}
