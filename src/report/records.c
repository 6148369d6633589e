/* SPDX-License-Identifier: Apache-2.0 */
/* Records and their fields as values of a template. */
#include "report/eval.h"
#include "base/error.h"
#include "report/rich.h"
#include "report/words.h"

#include <string.h>

static struct datum *choice_datum(struct eval *eval, const struct field *field, const char *id)
{
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = g_ptr_array_index(field->choices, i);
		if (strcmp(choice->id, id) == 0)
			return datum_choice(id, label_text(&choice->label, eval->language));
	}
	const struct code_item *item = field->codes ? code_find(field->codes, id) : NULL;
	return datum_choice(id, item ? label_text(&item->label, eval->language) : id);
}

static struct datum *text_datum(struct eval *eval, const struct field *field, const char *text)
{
	switch (field->type) {
	case FIELD_CHOICE:
	case FIELD_COUNTRY:
	case FIELD_PROVINCE:
	case FIELD_CURRENCY:
	case FIELD_LANGUAGE:
	case FIELD_SECTOR:
	case FIELD_DOCKIND:
		return choice_datum(eval, field, text);
	case FIELD_DATETIME: {
		g_autofree char *date = g_strndup(text, strcspn(text, "T "));
		day_t day;
		return day_parse(date, &day, NULL) ? datum_day(day) : datum_text(text);
	}
	default:
		return datum_text(text);
	}
}

static struct datum *money_datum(struct eval *eval, const struct money *money)
{
	struct number number = {TRUE, money->amount, model_minor(eval->model, money->currency), ""};
	memcpy(number.currency, money->currency, sizeof number.currency);
	return datum_number(&number, STYLE_NUMBER, NULL, NULL);
}

static struct datum *linked(struct eval *eval, const struct record *holder,
	const struct field *field, gint64 id, struct place place, GError **error)
{
	GError *failed = NULL;
	gint64 position;
	struct record *record = NULL;
	if (eval_position(eval, holder->office, &position, &failed))
		record = position == 0 ?
			store_read(eval->store, field->target, holder->office, id, &failed) :
			store_read_at(eval->store, field->target, holder->office, id, position, &failed);
	if (failed && !g_error_matches(failed, ERROR_DOMAIN, ERROR_ABSENT)) {
		g_propagate_error(error, failed);
		return eval_placed(place, error);
	}
	g_clear_error(&failed);
	if (!record)
		return datum_missing();
	struct datum *datum = datum_record(record);
	record_free(record);
	return datum;
}

static struct datum *number_datum(struct eval *eval, const struct record *holder,
	const struct field *field, gint64 value, struct place place, GError **error)
{
	switch (field->type) {
	case FIELD_BOOL:
		return datum_bool(value != 0);
	case FIELD_DATE:
		return datum_day((day_t)value);
	case FIELD_LINK:
		return linked(eval, holder, field, value, place, error);
	default: {
		gboolean counts = field->type == FIELD_COUNT;
		struct number number = {TRUE, value, counts ? 0 : field->scale, ""};
		return datum_number(
			&number, counts ? STYLE_COUNT : STYLE_NUMBER, &field->unit, NULL);
	}
	}
}

/* "962/UBND-TH ngày 06/3/2020 của Ủy ban nhân dân tỉnh" */
static struct datum *document_datum(struct eval *eval, const struct document *document)
{
	gboolean english = eval->language && g_str_has_prefix(eval->language, "en");
	GString *text = g_string_new(document->symbol);
	if (document->date != DAY_NONE) {
		g_autofree char *date = words_date(document->date, FALSE, eval->language);
		g_string_append_printf(
			text, "%s%s%s", text->len ? " " : "", english ? "of " : "ngày ", date);
	}
	if (document->issuer)
		g_string_append_printf(text, "%s%s%s", text->len ? " " : "",
			english ? "by " : "của ", document->issuer);
	struct datum *datum = datum_group(KIND_DOCUMENT);
	datum->text = rich_outside(text->len ? text->str : document->title ? document->title : "");
	g_string_free(text, TRUE);
	datum_add(datum, document->symbol ? datum_text(document->symbol) : datum_missing());
	datum_add(datum, datum_day(document->date));
	datum_add(datum, document->issuer ? datum_text(document->issuer) : datum_missing());
	datum_add(datum, document->title ? datum_text(document->title) : datum_missing());
	return datum;
}

static const struct record *record_of(const struct datum *holder)
{
	return holder->kind == KIND_ROW ? holder->holder->record : holder->record;
}

static struct datum *rows_datum(
	struct datum *holder, const struct field *field, const struct value *value)
{
	struct datum *list = datum_list();
	struct datum *record = holder->kind == KIND_ROW ? holder->holder : holder;
	for (guint i = 0; i < value->rows->len; i++) {
		struct datum *row = datum_group(KIND_ROW);
		row->rows = field;
		row->values = g_ptr_array_index(value->rows, i);
		row->holder = datum_ref(record);
		datum_add(list, row);
	}
	return list;
}

struct datum *field_datum(struct eval *eval, struct datum *holder, const struct field *field,
	const struct value *value, struct place place, GError **error)
{
	switch (value->kind) {
	case VALUE_NONE:
		return datum_missing();
	case VALUE_TEXT:
		return text_datum(eval, field, value->text);
	case VALUE_NUMBER:
		return number_datum(eval, record_of(holder), field, value->number, place, error);
	case VALUE_MONEY:
		return money_datum(eval, value->money);
	case VALUE_DOCUMENT:
		return document_datum(eval, value->document);
	case VALUE_ROWS:
		return rows_datum(holder, field, value);
	case VALUE_LIST:
		break;
	}
	g_autoptr(datum_t) list = datum_list();
	for (guint i = 0; i < value->list->len; i++) {
		struct datum *item = field_datum(
			eval, holder, field, g_ptr_array_index(value->list, i), place, error);
		if (!item)
			return NULL;
		datum_add(list, item);
	}
	return g_steal_pointer(&list);
}

struct datum *row_member(struct eval *eval, const struct datum *row, const char *name,
	struct place place, GError **error)
{
	const struct field *field = rows_field(row->rows, name);
	if (!field)
		return eval_fail(
			place, error, _("the rows “%s” have no field “%s”"), row->rows->id, name);
	/* Links and rows in rows lead back to the record, which the row keeps. */
	return field_datum(eval, row->holder, field, &row->values[field->index], place, error);
}

/* A narrative is a small template of its own, in which the fields of its record are names. */
static struct datum *narrative(struct eval *eval, const struct record *record, const char *text,
	struct place place, GError **error)
{
	if (!strstr(text, "{{") && !strstr(text, "{%") && !strstr(text, "{#"))
		return datum_text(text);
	if (eval->narratives == NARRATIVES_MOST)
		return eval_fail(place, error, _("narratives name narratives more than %d deep"),
			NARRATIVES_MOST);
	g_autoptr(findings_t) findings = findings_new();
	g_autofree char *name =
		g_strdup_printf("%s #%" G_GINT64_FORMAT, record->reg->id, record->id);
	g_autofree char *clean = rich_outside(text);
	g_autoptr(GPtrArray) steps =
		steps_parse((struct place){name, 1, 1}, clean, SYNTAX_NARRATIVE, findings);
	narrative_check(steps, eval->model, record->reg, findings);
	if (!findings_check(findings, error))
		return eval_placed(place, error);
	const struct record *outer = eval->subject;
	guint hidden = eval->hidden;
	eval->subject = record;
	eval->hidden = eval->variables->len;
	eval->narratives++;
	char *rich = eval_rich(eval, steps, error);
	eval->narratives--;
	eval->hidden = hidden;
	eval->subject = outer;
	return rich ? datum_rich(rich) : eval_placed(place, error);
}

static struct datum *built_in(struct eval *eval, const struct record *record, const char *name)
{
	if (strcmp(name, "id") == 0)
		return datum_whole(record->id, STYLE_BARE);
	if (strcmp(name, "version") == 0)
		return datum_whole(record->version, STYLE_BARE);
	if (strcmp(name, "state") == 0 && record->reg->states->len > 0) {
		const struct state *state = g_ptr_array_index(record->reg->states, record->state);
		return datum_choice(state->id, label_text(&state->label, eval->language));
	}
	return NULL;
}

struct datum *record_member(struct eval *eval, struct datum *holder, const char *name,
	struct place place, GError **error)
{
	const struct record *record = holder->record;
	/* "symbol" is how templates call what the office's record keeps as the end of its symbols.
	 */
	if (strcmp(name, "symbol") == 0 && !reg_field(record->reg, name) &&
		reg_field(record->reg, "symbol_suffix"))
		name = "symbol_suffix";
	const struct field *field = reg_field(record->reg, name);
	if (!field) {
		struct datum *value = built_in(eval, record, name);
		return value ? value
			     : eval_fail(place, error, _("the register “%s” has no field “%s”"),
				       record->reg->id, name);
	}
	const struct value *value = &record->values[field->index];
	if (strcmp(name, "narrative") == 0 && value->kind == VALUE_TEXT)
		return narrative(eval, record, value->text, place, error);
	return field_datum(eval, holder, field, value, place, error);
}
