/* SPDX-License-Identifier: Apache-2.0 */
/* records(…) and planned(…): the records of a register as known to the report. */
#include "report/eval.h"
#include "base/error.h"
#include "base/text.h"
#include "def/expr.h"
#include "report/rich.h"

#include <string.h>

#define KEPT_MOST 20000 /* records of a register that are kept for the report */

static gboolean is_date(const struct field *field)
{
	return (field->type == FIELD_DATE || field->type == FIELD_DATETIME) && !field->many;
}

/* The first date that every record has, else the first date. */
const struct field *default_date_field(const struct reg *reg)
{
	const struct field *first = NULL;
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = g_ptr_array_index(reg->fields, i);
		if (!is_date(field))
			continue;
		if (field->required)
			return field;
		if (!first)
			first = field;
	}
	return first;
}

struct selection {
	const struct call *call;
	const struct reg *reg;
	struct expr *where;
	const struct field *on; /* NULL: of any day */
	struct span span;
	GPtrArray *found; /* struct entry * */
	GPtrArray *kept;  /* struct datum *: being read; belongs to the evaluation */
	guint seen;
};

/* A record with what it is sorted by. */
struct entry {
	struct datum *record;
	gboolean has_key;
	gint64 number;
	char *text;
	guint index;
};

static void entry_free(gpointer data)
{
	struct entry *entry = data;
	datum_unref(entry->record);
	g_free(entry->text);
	g_free(entry);
}

static day_t day_of(const struct field *field, const struct value *value)
{
	if (value->kind == VALUE_NUMBER)
		return (day_t)value->number;
	day_t day = DAY_NONE;
	if (field->type == FIELD_DATETIME && value->kind == VALUE_TEXT) {
		g_autofree char *date = g_strndup(value->text, strcspn(value->text, "T "));
		day_parse(date, &day, NULL);
	}
	return day;
}

/* A copy costs memory; those that are kept anyway do not count again. */
static gboolean count_copy(struct eval *eval, struct place place, GError **error)
{
	if (++eval->copied <= RECORDS_MOST)
		return TRUE;
	eval_fail(place, error, _("the report lists more than %d records"), RECORDS_MOST);
	return FALSE;
}

static gboolean is_chosen(const struct selection *selection, const struct record *record)
{
	if (selection->on) {
		day_t day = day_of(selection->on, &record->values[selection->on->index]);
		if (day == DAY_NONE || day < selection->span.from || day > selection->span.to)
			return FALSE;
	}
	const struct eval *eval = selection->call->eval;
	struct scope scope = {eval->model, record, NULL, store_links(eval->store, record->office)};
	return !selection->where || expr_true(selection->where, &scope);
}

/* Takes the datum. */
static void add_entry(struct selection *selection, struct datum *record)
{
	struct entry *entry = g_new0(struct entry, 1);
	entry->record = record;
	entry->index = selection->found->len;
	g_ptr_array_add(selection->found, entry);
}

static gboolean look(struct selection *selection, GError **error)
{
	return ++selection->seen % 256 != 0 ||
	       eval_clock(selection->call->eval, selection->call->term->place, error);
}

static gboolean take_record(void *data, const struct record *record, GError **error)
{
	struct selection *selection = data;
	if (!look(selection, error))
		return FALSE;
	if (!is_chosen(selection, record))
		return TRUE;
	if (!count_copy(selection->call->eval, selection->call->term->place, error))
		return FALSE;
	add_entry(selection, datum_record(record));
	return TRUE;
}

static gboolean keep_record(void *data, const struct record *record, GError **error)
{
	struct selection *selection = data;
	if (!look(selection, error) || selection->kept->len == KEPT_MOST ||
		!count_copy(selection->call->eval, selection->call->term->place, error))
		return FALSE;
	g_ptr_array_add(selection->kept, datum_record(record));
	return TRUE;
}

/* Visits the register's records of all offices that the report tells of. */
static gboolean each_record(struct selection *selection, record_visitor visit, GError **error)
{
	struct eval *eval = selection->call->eval;
	const GArray *offices = eval_offices(eval, error);
	for (guint i = 0; offices && i < offices->len; i++) {
		const struct told_office *office = &g_array_index(offices, struct told_office, i);
		if (office->position >= 0 && !store_each(eval->store, selection->reg, office->number, office->position, visit, selection, error))
			return FALSE;
	}
	return offices != NULL;
}

/*
 * The records of the register, read once for the report; NULL without *error when they are too many
 * to be kept. A register that is asked for once is as a rule asked for again.
 */
static GPtrArray *kept_records(struct selection *selection, GError **error)
{
	struct eval *eval = selection->call->eval;
	gpointer kept;
	if (g_hash_table_lookup_extended(eval->registers, selection->reg, NULL, &kept))
		return kept;
	GError *failed = NULL;
	guint before = eval->copied;
	selection->kept = g_ptr_array_new_with_free_func((GDestroyNotify)datum_unref);
	if (!each_record(selection, keep_record, &failed)) {
		g_clear_pointer(&selection->kept, g_ptr_array_unref);
		eval->copied = before;
	}
	if (failed)
		g_propagate_error(error, failed);
	else
		g_hash_table_insert(eval->registers, (gpointer)selection->reg, selection->kept);
	return selection->kept;
}

static gboolean find_records(struct selection *selection, GError **error)
{
	GError *failed = NULL;
	const GPtrArray *kept = kept_records(selection, &failed);
	if (failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	if (!kept)
		return each_record(selection, take_record, error);
	for (guint i = 0; i < kept->len; i++) {
		struct datum *datum = g_ptr_array_index(kept, i);
		if (!look(selection, error))
			return FALSE;
		if (is_chosen(selection, datum->record))
			add_entry(selection, datum_ref(datum));
	}
	return TRUE;
}

static void set_key(
	struct eval *eval, struct entry *entry, const struct field *field, struct place place)
{
	const struct value *value = &entry->record->record->values[field->index];
	if (value->kind == VALUE_NUMBER && field->type != FIELD_LINK) {
		entry->has_key = TRUE;
		entry->number = value->number;
		return;
	}
	if (value->kind == VALUE_MONEY) {
		entry->has_key = money_converted(eval->model, value->money, &entry->number, NULL);
		return;
	}
	g_autoptr(datum_t) datum = field_datum(eval, entry->record, field, value, place, NULL);
	g_autofree char *text = datum ? eval_print(eval, datum, place, NULL) : NULL;
	if (value->kind == VALUE_TEXT && field->type == FIELD_DATETIME)
		text = (g_free(text), g_strdup(value->text));
	if (!text || *text == '\0')
		return;
	g_autofree char *plain = rich_plain(text);
	entry->has_key = TRUE;
	entry->text = text_sort_key(plain);
}

/* Those without a value come last, either way. */
static gint compare_entries(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct entry *left = *(struct entry *const *)a, *right = *(struct entry *const *)b;
	int sign = *(const gboolean *)data ? -1 : 1, order = 0;
	if (left->has_key != right->has_key)
		return left->has_key ? -1 : 1;
	if (left->has_key && left->text && right->text)
		order = strcmp(left->text, right->text);
	else if (left->has_key)
		order = left->number < right->number ? -1 : left->number > right->number;
	if (order != 0)
		return order < 0 ? -sign : sign;
	return left->index < right->index ? -1 : left->index > right->index;
}

static gboolean sort_entries(struct selection *selection, GError **error)
{
	const struct datum *order = call_named(selection->call, "order");
	if (!order)
		return TRUE;
	struct place place = selection->call->term->place;
	gboolean falls = *order->text == '-';
	const struct field *field = reg_field(selection->reg, order->text + (falls ? 1 : 0));
	if (!field)
		return eval_fail(place, error, _("the register “%s” has no field “%s”"),
			       selection->reg->id, order->text + (falls ? 1 : 0)) != NULL;
	for (guint i = 0; i < selection->found->len; i++) {
		if (i % 256 == 0 && !eval_clock(selection->call->eval, place, error))
			return FALSE;
		set_key(selection->call->eval, g_ptr_array_index(selection->found, i), field,
			place);
	}
	g_ptr_array_sort_with_data(selection->found, compare_entries, &falls);
	return TRUE;
}

static gboolean read_where(struct selection *selection, GError **error)
{
	const struct datum *where = call_named(selection->call, "where");
	if (!where)
		return TRUE;
	g_autoptr(findings_t) findings = findings_new();
	g_autofree char *text = rich_plain(where->text);
	selection->where = expr_parse(text, selection->call->term->place, findings);
	if (selection->where)
		expr_bind(selection->where, selection->call->eval->model, selection->reg, NULL,
			TYPE_BOOL, findings);
	return findings_check(findings, error);
}

/* Which days; `next` asks for the period that follows. */
static gboolean read_days(struct selection *selection, gboolean is_next, GError **error)
{
	const struct call *call = selection->call;
	const struct datum *on = call_named(call, "on"), *span = call_named(call, "span");
	struct place place = call->term->place;
	if (!on && !span && !is_next)
		return TRUE;
	selection->on =
		on ? reg_field(selection->reg, on->text) : default_date_field(selection->reg);
	if (!selection->on || !is_date(selection->on))
		return eval_fail(place, error,
			       _("the register “%s” has no such date; say “on: field”"),
			       selection->reg->id) != NULL;
	g_autoptr(datum_t) next = is_next ? datum_text("next") : NULL;
	return eval_span(call->eval, is_next ? next : span, DAY_NONE, DAY_NONE, place,
		&selection->span, error);
}

static struct datum *list_of(struct selection *selection)
{
	const struct datum *limit = call_named(selection->call, "limit");
	guint most = selection->found->len;
	if (limit && limit->quantity.number.value < most)
		most = (guint)limit->quantity.number.value;
	struct datum *list = datum_list();
	for (guint i = 0; i < most; i++) {
		struct entry *entry = g_ptr_array_index(selection->found, i);
		datum_add(list, datum_ref(entry->record));
	}
	return list;
}

static struct datum *choose(const struct call *call, gboolean is_next, GError **error)
{
	struct eval *eval = call->eval;
	struct selection selection = {.call = call};
	selection.reg = model_need_register(eval->model, call->args[0]->text, error);
	if (!selection.reg)
		return eval_placed(call->term->place, error);
	selection.found = g_ptr_array_new_with_free_func(entry_free);
	struct datum *list = NULL;
	gboolean begun = eval_reading_begin(eval);
	if (read_where(&selection, error) && read_days(&selection, is_next, error) &&
		find_records(&selection, error) && sort_entries(&selection, error))
		list = list_of(&selection);
	eval_reading_end(eval, begun);
	expr_free(selection.where);
	g_ptr_array_unref(selection.found);
	return list;
}

struct datum *call_records(const struct call *call, GError **error)
{
	return choose(call, FALSE, error);
}

struct datum *call_planned(const struct call *call, GError **error)
{
	return choose(call, TRUE, error);
}
