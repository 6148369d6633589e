/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of JSON Schema that the bodies of the API need: $ref into the contract, type, enum, required, properties,
 * additionalProperties (false, or what the others are), items, minLength, maxLength, minimum, maximum, minItems, maxItems.
 */
#include "web/api.h"

#include <string.h>

enum { MISTAKES_MOST = 20 };

struct checking {
	const json_t *schemas;
	GString *path, *mistakes;
	guint count;
};

static void add(struct checking *checking, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add(struct checking *checking, const char *format, ...)
{
	va_list arguments;
	if (checking->count++ >= MISTAKES_MOST)
		return;
	g_string_append_printf(checking->mistakes, "%s%s: ", checking->mistakes->len ? "\n" : "", checking->path->len ? checking->path->str : "/");
	va_start(arguments, format);
	g_string_append_vprintf(checking->mistakes, format, arguments);
	va_end(arguments);
}

static const char *type_of(const json_t *value)
{
	static const char *const names[] = { [JSON_OBJECT] = "object", [JSON_ARRAY] = "array", [JSON_STRING] = "string", [JSON_INTEGER] = "integer",
		[JSON_REAL] = "number", [JSON_TRUE] = "boolean", [JSON_FALSE] = "boolean", [JSON_NULL] = "null" };
	return names[json_typeof(value)];
}

static const char *type_words(const char *type)
{
	static const char *const words[][2] = { { "object", N_("an object {…}") }, { "array", N_("a list […]") }, { "string", N_("a text in quotes") },
		{ "integer", N_("a whole number") }, { "number", N_("a number") }, { "boolean", N_("true or false") }, { "null", N_("null") } };
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i][0], type) == 0)
			return _(words[i][1]);
	return type;
}

/* "type" is a name or a list of names. */
static gboolean check_type(struct checking *checking, const json_t *schema, const json_t *value)
{
	const json_t *type = json_object_get(schema, "type");
	g_autoptr(GString) known = g_string_new(NULL);
	for (gsize i = 0; type && i < (json_is_array(type) ? json_array_size(type) : 1); i++) {
		const char *name = json_string_value(json_is_array(type) ? json_array_get(type, i) : type);
		if (strcmp(name, type_of(value)) == 0)
			return TRUE;
		g_string_append_printf(known, "%s%s", known->len ? ", " : "", type_words(name));
	}
	if (type)
		add(checking, _("%s is expected here"), known->str);
	return !type;
}

static void check_enum(struct checking *checking, const json_t *schema, const json_t *value)
{
	const json_t *list = json_object_get(schema, "enum"), *one;
	g_autoptr(GString) known = g_string_new(NULL);
	size_t index;
	if (!list)
		return;
	json_array_foreach(list, index, one) {
		if (json_equal(one, value))
			return;
		g_string_append_printf(known, "%s%s", index ? ", " : "", json_is_string(one) ? json_string_value(one) : "null");
	}
	add(checking, _("it is one of these: %s"), known->str);
}

static void check_bounds(struct checking *checking, const json_t *schema, const json_t *value)
{
	const json_t *least = json_object_get(schema, "minimum"), *most = json_object_get(schema, "maximum");
	const json_t *shortest = json_object_get(schema, "minLength"), *longest = json_object_get(schema, "maxLength");
	const json_t *fewest = json_object_get(schema, "minItems"), *all = json_object_get(schema, "maxItems");
	json_int_t number = json_is_integer(value) ? json_integer_value(value) : json_is_string(value) ? g_utf8_strlen(json_string_value(value), -1) : (json_int_t)json_array_size(value);
	if (json_is_array(value)) {
		least = fewest;
		most = all;
	} else if (json_is_string(value)) {
		least = shortest;
		most = longest;
	}
	if ((least && number < json_integer_value(least)) || (most && number > json_integer_value(most)))
		add(checking, json_is_string(value) ? _("a text of %" PRId64 " to %" PRId64 " letters is expected") : json_is_array(value) ?
			_("a list of %" PRId64 " to %" PRId64 " is expected") : _("a number from %" PRId64 " to %" PRId64 " is expected"),
			least ? (gint64)json_integer_value(least) : 0, most ? (gint64)json_integer_value(most) : G_MAXINT64);
}

static void check_value(struct checking *checking, const json_t *schema, const json_t *value);

static void check_part(struct checking *checking, const char *name, const json_t *schema, const json_t *value)
{
	gsize length = checking->path->len;
	g_string_append_printf(checking->path, "/%s", name);
	check_value(checking, schema, value);
	g_string_truncate(checking->path, length);
}

static void check_object(struct checking *checking, const json_t *schema, const json_t *value)
{
	const json_t *properties = json_object_get(schema, "properties"), *others = json_object_get(schema, "additionalProperties"), *name;
	size_t index;
	json_array_foreach(json_object_get(schema, "required"), index, name) {
		if (!json_object_get(value, json_string_value(name)))
			add(checking, _("the key “%s” is missing"), json_string_value(name));
	}
	const char *key;
	json_t *part;
	json_object_foreach((json_t *)value, key, part) {
		const json_t *own = json_object_get(properties, key);
		g_autofree char *brief = g_utf8_substring(key, 0, MIN(g_utf8_strlen(key, -1), 60));
		if (own)
			check_part(checking, key, own, part);
		else if (json_is_false(others))
			add(checking, _("there is no key “%s”"), brief);
		else if (json_is_object(others))
			check_part(checking, brief, others, part);
	}
}

static void check_value(struct checking *checking, const json_t *schema, const json_t *value)
{
	const char *reference = json_string_value(json_object_get(schema, "$ref"));
	char number[24];
	size_t index;
	json_t *item;
	if (reference)
		schema = json_object_get(checking->schemas, strrchr(reference, '/') + 1);
	if (!check_type(checking, schema, value))
		return;
	check_enum(checking, schema, value);
	if (json_is_object(value)) {
		check_object(checking, schema, value);
		return;
	}
	check_bounds(checking, schema, value);
	json_array_foreach((json_t *)value, index, item) {
		g_snprintf(number, sizeof number, "%zu", index);
		if (json_object_get(schema, "items"))
			check_part(checking, number, json_object_get(schema, "items"), item);
	}
}

gboolean api_check(const json_t *contract, const char *schema, const json_t *value, GError **error)
{
	const json_t *schemas = json_object_get(contract, "schemas"), *own = json_object_get(schemas, schema);
	g_autoptr(GString) path = g_string_new(NULL), mistakes = g_string_new(NULL);
	struct checking checking = { .schemas = schemas, .path = path, .mistakes = mistakes };
	if (!own)
		return fail(error, ERROR_SYSTEM, "%s: the contract has no such schema", schema);
	check_value(&checking, own, value);
	return !mistakes->len || fail(error, ERROR_INPUT, "%s", mistakes->str);
}
