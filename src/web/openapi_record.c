/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of records, from the definitions: what is given, and what is taken. */
#include "web/openapi.h"

#include <string.h>

static json_t *both(const struct label *label)
{
	return json_pack("{s:s, s:s}", "vi", label_text(label, "vi"), "en", label_text(label, "en"));
}

static json_t *reference(const char *schema)
{
	return json_pack("{s:o}", "$ref", json_sprintf("#/components/schemas/%s", schema));
}

static json_t *object_of(const GPtrArray *fields, const char *language, gboolean taken);

static void add_choices(json_t *json, const struct field *field)
{
	json_t *ids = json_array(), *labels = json_object();
	for (guint i = 0; i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		json_array_append_new(ids, json_string(choice->id));
		json_object_set_new(labels, choice->id, both(&choice->label));
	}
	json_object_set_new(json, "enum", ids);
	json_object_set_new(json, "x-labels", labels);
}

static void add_bounds(json_t *json, const struct field *field)
{
	if (field->has_min)
		json_object_set_new(json, "minimum", json_integer(field->min));
	if (field->has_max)
		json_object_set_new(json, "maximum", json_integer(field->max));
}

static json_t *text_schema(const struct field *field)
{
	json_t *json = json_pack("{s:s}", "type", "string");
	if (field->type == FIELD_DATE)
		json_object_set_new(json, "format", json_string("date"));
	if (field->choices && field->choices->len)
		add_choices(json, field);
	if (field->codes)
		json_object_set_new(json, "x-codes", json_string(field->codes->id));
	if (field->target)
		json_object_set_new(json, "x-register", json_string(field->target->id));
	return json;
}

static json_t *one_schema(const struct field *field, const char *language, gboolean taken)
{
	json_t *json;
	switch (field->type) {
	case FIELD_COUNT:
		json = json_pack("{s:s}", "type", "integer");
		add_bounds(json, field);
		return json;
	case FIELD_BOOL:
		return json_pack("{s:s}", "type", "boolean");
	case FIELD_MONEY:
		return reference("money");
	case FIELD_DOCUMENT:
		return reference("document");
	case FIELD_ROWS:
		return object_of(field->fields, language, taken);
	default:
		return text_schema(field);
	}
}

/* What is taken may be null, which empties the field. */
static json_t *field_schema(const struct field *field, const char *language, gboolean taken)
{
	gboolean list = field->many || field->type == FIELD_ROWS;
	json_t *json = one_schema(field, language, taken);
	if (list)
		json = json_pack("{s:s, s:o}", "type", "array", "items", json);
	if (taken)
		json = json_pack("{s:[o, {s:s}]}", "anyOf", json, "type", "null");
	else if (json_object_get(json, "$ref"))
		json = json_pack("{s:[o]}", "allOf", json);
	json_object_set_new(json, "title", json_string(label_text(&field->label, language)));
	json_object_set_new(json, "x-label", both(&field->label));
	if (field->personal)
		json_object_set_new(json, "x-personal", json_true());
	if (field->compute)
		json_object_set_new(json, "readOnly", json_true());
	if (*label_text(&field->unit, language))
		json_object_set_new(json, "x-unit", both(&field->unit));
	return json;
}

static json_t *object_of(const GPtrArray *fields, const char *language, gboolean taken)
{
	json_t *properties = json_object();
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		if (!taken || !field->compute)
			json_object_set_new(properties, field->id, field_schema(field, language, taken));
	}
	return json_pack("{s:s, s:o, s:b}", "type", "object", "properties", properties, "additionalProperties", 0);
}

static json_t *state_schema(const struct reg *reg)
{
	json_t *ids = json_array(), *labels = json_object();
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		json_array_append_new(ids, json_string(state->id));
		json_object_set_new(labels, state->id, both(&state->label));
	}
	return json_pack("{s:s, s:o, s:o}", "type", "string", "enum", ids, "x-labels", labels);
}

/* "fields.inbound" */
static json_t *part_of(const char *kind, const struct reg *reg)
{
	g_autofree char *name = g_strconcat(kind, ".", reg->id, NULL);
	return reference(name);
}

static json_t *record_schema(const struct reg *reg, const char *language)
{
	json_t *properties = json_pack("{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}, s:o, s:{s:s, s:{s:s}}}", "register", "const", reg->id, "id", "type", "integer",
		"version", "type", "integer", "deleted", "type", "boolean", "title", "type", "string", "fields", part_of("fields", reg),
		"masked", "type", "array", "items", "type", "string");
	json_t *required = json_pack("[s, s, s, s, s, s]", "register", "id", "version", "deleted", "title", "fields");
	if (reg->states->len) {
		json_object_set_new(properties, "state", state_schema(reg));
		json_array_append_new(required, json_string("state"));
	}
	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:b}", "type", "object", "title", label_text(&reg->title, language), "x-label", both(&reg->title),
		"required", required, "properties", properties, "additionalProperties", 0);
}

/* What `base` takes, with the fields of the register. */
static json_t *wish_schema(const struct reg *reg, const json_t *base)
{
	json_t *schema = json_deep_copy(base), *properties = json_object_get(schema, "properties");
	json_object_set_new(properties, "register", json_pack("{s:s}", "const", reg->id));
	json_object_set_new(properties, "fields", part_of("taken", reg));
	if (reg->states->len)
		json_object_set_new(properties, "state", state_schema(reg));
	else
		json_object_del(properties, "state");
	return schema;
}

void openapi_records(const struct model *model, const char *language, json_t *schemas)
{
	json_t *ids = json_array(), *given = json_array(), *made = json_array(), *changed = json_array();
	json_t *making = json_deep_copy(json_object_get(schemas, "new_record")), *changing = json_deep_copy(json_object_get(schemas, "change_of_record"));
	for (guint i = 0; i < model->registers->len; i++) {
		const struct reg *reg = model->registers->pdata[i];
		g_autofree char *record = g_strconcat("record.", reg->id, NULL), *new = g_strconcat("new.", reg->id, NULL), *change = g_strconcat("change.", reg->id, NULL);
		json_array_append_new(ids, json_string(reg->id));
		json_array_append_new(given, reference(record));
		json_array_append_new(made, reference(new));
		json_array_append_new(changed, reference(change));
		g_autofree char *fields = g_strconcat("fields.", reg->id, NULL), *taken = g_strconcat("taken.", reg->id, NULL);
		json_object_set_new(schemas, fields, object_of(reg->fields, language, FALSE));
		json_object_set_new(schemas, taken, object_of(reg->fields, language, TRUE));
		json_object_set_new(schemas, record, record_schema(reg, language));
		json_object_set_new(schemas, new, wish_schema(reg, making));
		json_object_set_new(schemas, change, wish_schema(reg, changing));
	}
	json_decref(making);
	json_decref(changing);
	json_object_set_new(schemas, "register_id", json_pack("{s:s, s:o}", "type", "string", "enum", ids));
	json_object_set_new(schemas, "record", json_pack("{s:o, s:{s:s}}", "oneOf", given, "discriminator", "propertyName", "register"));
	json_object_set_new(schemas, "new_record", json_pack("{s:o}", "anyOf", made));
	json_object_set_new(schemas, "change_of_record", json_pack("{s:o}", "anyOf", changed));
}
