/* SPDX-License-Identifier: Apache-2.0 */
#include "def/record.h"
#include "base/reason.h"
#include "base/text.h"
#include "def/value_private.h"

#include <string.h>

struct record *record_new(const struct reg *reg)
{
	struct record *record = g_new0(struct record, 1);
	record->reg = reg;
	record->values = values_new(reg->fields->len);
	return record;
}

struct record *record_copy(const struct record *record)
{
	struct record *copy = g_memdup2(record, sizeof *record);
	copy->sharers = 0;
	copy->values = values_new(record->reg->fields->len);
	for (guint i = 0; i < record->reg->fields->len; i++)
		value_copy(&copy->values[i], &record->values[i]);
	return copy;
}

struct record *record_share(const struct record *record)
{
	struct record *shared = (struct record *)record;
	shared->sharers++;
	return shared;
}

void record_free(struct record *record)
{
	if (!record)
		return;
	if (record->sharers > 0) {
		record->sharers--;
		return;
	}
	values_free(
		record->values, values_count(record->values)); /* the model may be gone already */
	g_free(record);
}

const struct value *record_value(const struct record *record, const char *field)
{
	const struct field *found = reg_field(record->reg, field);
	const struct value *value = found ? &record->values[found->index] : NULL;
	return value && value->kind != VALUE_NONE ? value : NULL;
}

static gboolean has_states(const struct reg *reg)
{
	return reg->states && reg->states->len > 0;
}

static gboolean refuse_field(const struct reg *reg, const char *key, GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new();
	for (guint i = 0; i < reg->fields->len; i++)
		g_ptr_array_add(
			known, ((const struct field *)g_ptr_array_index(reg->fields, i))->id);
	if (has_states(reg))
		g_ptr_array_add(known, (gpointer) "state");
	g_ptr_array_add(known, NULL);
	const char *nearest = text_nearest(key, (const char *const *)known->pdata);
	if (nearest)
		return fail(error, ERROR_INPUT,
			_("the register %s has no such field; did you mean %s?"), reg->id, nearest);
	return fail(error, ERROR_INPUT, _("the register %s has no such field"), reg->id);
}

static gboolean set_state(struct record *record, const json_t *json, GError **error)
{
	const char *id = json_string_value(json);
	if (!has_states(record->reg))
		return fail(error, ERROR_INPUT, _("records of the register %s have no states"),
			record->reg->id);
	const struct state *state = id ? reg_state_named(record->reg, id) : NULL;
	if (!state) {
		g_autofree char *accepted = accepted_states(record->reg, id ? id : "");
		g_autofree char *brief = text_brief(id ? id : "");
		return fail(error, ERROR_INPUT, _("“%s” is no state; %s"), brief, accepted);
	}
	record->state = state->index;
	return TRUE;
}

static gboolean set_number(const char *key, const json_t *json, gint64 *number, GError **error)
{
	if (json_is_null(json))
		return TRUE;
	if (!json_is_integer(json) || json_integer_value(json) < 0)
		return fail(error, ERROR_INPUT, _("a whole number is expected here"));
	gboolean is_id = strcmp(key, "id") == 0;
	if (is_id && *number != 0 && *number != json_integer_value(json))
		return fail(error, ERROR_INPUT,
			_("the number of a record cannot be changed (it is %" PRId64 ")"),
			*number);
	*number = json_integer_value(json);
	return TRUE;
}

static gboolean set_field(struct record *record, const struct model *model,
	const struct links *links, const struct field *field, const json_t *json, GError **error)
{
	struct value value = {0};
	struct value *held = &record->values[field->index];
	if (!value_from_json(model, field, links, json, &value, error))
		return FALSE;
	if (field->compute) {
		/* what was read may be sent back; it is computed again */
		gboolean same = value.kind == VALUE_NONE || value_equal(&value, held);
		value_clear(&value);
		return same || fail(error, ERROR_INPUT,
				       _("this is computed from the other fields; leave it out"));
	}
	value_clear(held);
	*held = value;
	return TRUE;
}

static gboolean set_key(struct record *record, const struct model *model, const struct links *links,
	const char *key, const json_t *json, GError **error)
{
	const struct field *field = reg_field(record->reg, key);
	if (field)
		return set_field(record, model, links, field, json, error);
	if (strcmp(key, "state") == 0)
		return set_state(record, json, error);
	if (strcmp(key, "id") == 0)
		return set_number(key, json, &record->id, error);
	if (strcmp(key, "version") == 0)
		return set_number(key, json, &record->version, error);
	return refuse_field(record->reg, key, error);
}

gboolean record_set_json(struct record *record, const struct model *model,
	const struct links *links, const json_t *object, GError **error)
{
	if (!json_is_object(object))
		return fail(
			error, ERROR_INPUT, _("a record is a JSON object: {\"field\": value, …}"));
	g_autoptr(GString) mistakes = g_string_new(NULL);
	const char *key;
	json_t *json;
	json_object_foreach((json_t *)object, key, json)
	{
		GError *wrong = NULL;
		if (set_key(record, model, links, key, json, &wrong))
			continue;
		g_autofree char *brief = text_brief(key);
		mistakes_add(mistakes, brief, wrong);
	}
	return mistakes_check(mistakes, error);
}

void record_write_json(const struct record *record, struct json_writer *writer)
{
	const struct reg *reg = record->reg;
	json_open_object(writer);
	if (has_states(reg))
		json_key_text(writer, "state",
			((const struct state *)g_ptr_array_index(reg->states, record->state))->id);
	for (guint i = 0; i < reg->fields->len; i++) {
		if (record->values[i].kind == VALUE_NONE)
			continue;
		const struct field *field = g_ptr_array_index(reg->fields, i);
		json_key(writer, field->id);
		value_write_json(field, &record->values[i], writer);
	}
	json_close(writer);
}

static void lose(GPtrArray *lost, const char *key)
{
	if (lost)
		g_ptr_array_add(lost, g_strdup(key));
}

static void read_key(struct record *record, const char *key, const json_t *json, GPtrArray *lost)
{
	const struct field *field = reg_field(record->reg, key);
	if (field) {
		value_clear(&record->values[field->index]);
		if (!value_read_json(field, json, &record->values[field->index]))
			lose(lost, key);
		return;
	}
	const struct state *state =
		strcmp(key, "state") == 0 && json_is_string(json) && has_states(record->reg)
			? reg_state(record->reg, json_string_value(json))
			: NULL;
	if (state)
		record->state = state->index;
	else
		lose(lost, key);
}

gboolean record_read_json(struct record *record, const struct model *model, const char *json,
	gsize length, GPtrArray *lost, GError **error)
{
	json_error_t wrong;
	json_t *object = json_loadb(json, length, JSON_REJECT_DUPLICATES, &wrong);
	if (!json_is_object(object)) {
		g_autofree char *why = object ? g_strdup(_("it is no object")) : reason(wrong.text);
		json_decref(object);
		return fail(error, ERROR_INPUT, _("the stored form of a record of %s is damaged: %s"), record->reg->id, why);
	}
	for (guint i = 0; i < record->reg->fields->len; i++)
		value_clear(&record->values[i]);
	record->state = 0;
	const char *key;
	json_t *part;
	json_object_foreach(object, key, part) {
		read_key(record, key, part, lost);
	}
	json_decref(object);
	(void)model;
	return TRUE;
}

char *record_title_deep(const struct record *record, const struct model *model,
	const struct links *links, const char *language, guint depth)
{
	const struct field *key = record->reg->key;
	const struct value *value = key ? &record->values[key->index] : NULL;
	if (!value || value->kind == VALUE_NONE)
		return g_strdup_printf("#%" G_GINT64_FORMAT, record->id);
	return value_text_deep(model, key, value, links, language, depth);
}

char *record_title(const struct record *record, const struct model *model,
	const struct links *links, const char *language)
{
	return record_title_deep(record, model, links, language, TITLE_DEPTH);
}

char *record_json(const struct record *record)
{
	GString *text = g_string_new(NULL);
	struct json_writer writer;
	json_writer_begin(&writer, text);
	record_write_json(record, &writer);
	json_writer_end(&writer, NULL); /* fails only on a mistake of the program: then the text is empty */
	return g_string_free(text, FALSE);
}

const char *record_text(const struct record *record, const char *field)
{
	const struct value *value = record_value(record, field);
	return value && value->kind == VALUE_TEXT ? value->text : "";
}

static const struct state *state_of(const struct record *record)
{
	return has_states(record->reg) ? g_ptr_array_index(record->reg->states, record->state) : NULL;
}

const char *record_state(const struct record *record)
{
	const struct state *state = state_of(record);
	return state ? state->id : "";
}

const char *record_state_label(const struct record *record, const char *language)
{
	const struct state *state = state_of(record);
	return state ? label_text(&state->label, language) : "";
}
