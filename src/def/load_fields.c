/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"
#include "base/number.h"

#include <string.h>

#define SCALE_USUAL 2
#define SCALE_MOST  9

#define AS_TEXT                                                                                    \
	(TRAIT_MANY | TRAIT_PATTERN | TRAIT_DEFAULT | TRAIT_COMPUTE | TRAIT_DIMENSION | TRAIT_KEY)
#define AS_CODE   (TRAIT_DEFAULT | TRAIT_COMPUTE | TRAIT_DIMENSION | TRAIT_KEY)
#define AS_NUMBER (TRAIT_RANGE | TRAIT_UNIT | TRAIT_DEFAULT | TRAIT_COMPUTE)

static const struct field_kind field_kinds[] = {
	{"text", FIELD_TEXT, AS_TEXT, NULL},
	{"longtext", FIELD_LONGTEXT, TRAIT_PATTERN | TRAIT_DEFAULT | TRAIT_COMPUTE, NULL},
	{"choice", FIELD_CHOICE, AS_CODE | TRAIT_MANY | TRAIT_VALUES, NULL},
	{"choices", FIELD_CHOICE, AS_CODE | TRAIT_MANY | TRAIT_VALUES, NULL},
	{"bool", FIELD_BOOL, TRAIT_DEFAULT | TRAIT_COMPUTE | TRAIT_DIMENSION, NULL},
	{"count", FIELD_COUNT, AS_NUMBER | TRAIT_KEY, NULL},
	{"decimal", FIELD_DECIMAL, AS_NUMBER | TRAIT_SCALE, NULL},
	{"money", FIELD_MONEY, TRAIT_RANGE | TRAIT_DEFAULT | TRAIT_COMPUTE, NULL},
	{"date", FIELD_DATE, TRAIT_RANGE | TRAIT_DEFAULT | TRAIT_COMPUTE | TRAIT_KEY, NULL},
	{"datetime", FIELD_DATETIME, TRAIT_KEY, NULL},
	{"country", FIELD_COUNTRY, AS_CODE | TRAIT_MANY, "countries"},
	{"province", FIELD_PROVINCE, AS_CODE, "provinces"},
	{"locality", FIELD_LOCALITY, AS_TEXT, NULL},
	{"division", FIELD_DIVISION, TRAIT_COMPUTE | TRAIT_DIMENSION, NULL},
	{"office", FIELD_OFFICE, TRAIT_COMPUTE | TRAIT_DIMENSION, NULL},
	{"person", FIELD_PERSON, AS_TEXT, NULL},
	{"currency", FIELD_CURRENCY, AS_CODE, "currencies"},
	{"language", FIELD_LANGUAGE, AS_CODE | TRAIT_MANY, "languages"},
	{"sector", FIELD_SECTOR, AS_CODE | TRAIT_MANY, "sectors"},
	{"dockind", FIELD_DOCKIND, AS_CODE | TRAIT_MANY, "dockinds"},
	{"link", FIELD_LINK, TRAIT_MANY | TRAIT_TO | TRAIT_COMPUTE | TRAIT_DIMENSION | TRAIT_KEY,
		NULL},
	{"rows", FIELD_ROWS, TRAIT_OF, NULL},
	{"document", FIELD_DOCUMENT, TRAIT_MANY | TRAIT_KEY, NULL},
	{"file", FIELD_FILE, TRAIT_MANY, NULL},
};

const struct field_kind *field_kind(enum field_type type)
{
	for (guint i = 0; i < G_N_ELEMENTS(field_kinds); i++)
		if (field_kinds[i].type == type)
			return &field_kinds[i];
	g_assert_not_reached();
}

const char *field_type_name(enum field_type type)
{
	return field_kind(type)->name;
}

static const struct field_kind *kind_named(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(field_kinds); i++)
		if (strcmp(field_kinds[i].name, name) == 0)
			return &field_kinds[i];
	return NULL;
}

/* NULL when the type is missing or unknown; the missing key is told by the table. */
static const struct field_kind *take_type(
	struct loader *loader, struct field *field, const struct yaml *map)
{
	const struct yaml *type = yaml_get(map, "type");
	if (!type || type->kind != YAML_TEXT || !type->text)
		return NULL;
	const struct field_kind *kind = kind_named(type->text);
	if (kind) {
		field->type = kind->type;
		return kind;
	}
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(field_kinds); i++)
		g_ptr_array_add(names, (gpointer)field_kinds[i].name);
	mistake_near(loader, type->place, type->text, names, _("there is no field type “%s”"),
		type->text);
	return NULL;
}

static void read_check(struct loader *loader, void *target, const struct yaml *value)
{
	struct field *field = target;
	field->check = expr_parse(value->text, yaml_inside(value), loader->findings);
}

static void read_pattern(struct loader *loader, void *target, const struct yaml *value)
{
	struct field *field = target;
	g_autoptr(GError) error = NULL;
	field->pattern = g_regex_new(value->text, G_REGEX_DOLLAR_ENDONLY, 0, &error);
	if (!field->pattern)
		mistake(loader, value->place, _("this pattern is not a regular expression: %s"),
			error->message);
}

static void read_values(struct loader *loader, void *target, const struct yaml *value)
{
	struct field *field = target;
	for (guint i = 0; i < MIN(value->count, VALUES_MOST); i++) {
		const struct yaml_entry *entry = yaml_entry(value, i);
		if (!check_id(loader, entry->key, entry->place)) {
			mark_broken(loader, field->id);
			continue;
		}
		struct choice *choice = g_new0(struct choice, 1);
		choice->id = g_strdup(entry->key);
		g_ptr_array_add(field->choices, choice);
		read_label(loader, entry->value, &choice->label);
	}
	if (value->count == 0 || value->count > VALUES_MOST)
		mistake(loader, value->place, _("a field has from 1 to %d values"), VALUES_MOST);
}

static void read_of(struct loader *loader, void *target, const struct yaml *value)
{
	struct field *field = target;
	load_fields(loader, field->fields, value, TRUE);
	if (value->count == 0)
		mistake(loader, value->place, _("at least one field is needed"));
}

static const struct key field_keys[] = {
	{"type", KEY_TEXT, TRUE, NOWHERE},
	{"label", KEY_LABEL, TRUE, offsetof(struct field, label)},
	{"required", KEY_BOOL, FALSE, offsetof(struct field, required)},
	{"many", KEY_BOOL, FALSE, offsetof(struct field, many)},
	{"default", KEY_TEXT, FALSE, offsetof(struct field, fallback)},
	{"min", KEY_TEXT, FALSE, NOWHERE},
	{"max", KEY_TEXT, FALSE, NOWHERE},
	{"unit", KEY_UNIT, FALSE, offsetof(struct field, unit)},
	{"values", KEY_MAP, FALSE, NOWHERE, read_values},
	{"to", KEY_TEXT, FALSE, NOWHERE},
	{"of", KEY_MAP, FALSE, NOWHERE, read_of},
	{"check", KEY_TEXT, FALSE, offsetof(struct field, check_text), read_check},
	{"compute", KEY_EXPR, FALSE, offsetof(struct field, compute)},
	{"pattern", KEY_TEXT, FALSE, NOWHERE, read_pattern},
	{"personal", KEY_BOOL, FALSE, offsetof(struct field, personal)},
	{"scale", KEY_WHOLE, FALSE, offsetof(struct field, scale)},
	{"help", KEY_LABEL, FALSE, offsetof(struct field, help)},
	{NULL},
};

/* Keys that only some types have, and some of these need. */
static const struct trait_row {
	const char *key;
	guint trait;
	gboolean needed;
} trait_rows[] = {
	{"many", TRAIT_MANY, FALSE},
	{"min", TRAIT_RANGE, FALSE},
	{"max", TRAIT_RANGE, FALSE},
	{"scale", TRAIT_SCALE, FALSE},
	{"values", TRAIT_VALUES, TRUE},
	{"to", TRAIT_TO, TRUE},
	{"of", TRAIT_OF, TRUE},
	{"pattern", TRAIT_PATTERN, FALSE},
	{"default", TRAIT_DEFAULT, FALSE},
	{"compute", TRAIT_COMPUTE, FALSE},
	{"unit", TRAIT_UNIT, FALSE},
};

static void check_traits(struct loader *loader, const struct field *field,
	const struct field_kind *kind, const struct yaml *map)
{
	for (guint i = 0; i < G_N_ELEMENTS(trait_rows); i++) {
		const struct trait_row *row = &trait_rows[i];
		const struct yaml *value = yaml_get(map, row->key);
		gboolean has = (kind->traits & row->trait) != 0;
		if (value && !has)
			mistake(loader, value->place, _("a field of type %s has no “%s”"),
				kind->name, row->key);
		if (!value && has && row->needed) {
			mistake(loader, map->place, _("a field of type %s needs “%s”"), kind->name,
				row->key);
			mark_broken(loader, field->id);
		}
	}
	const struct yaml *fallback = yaml_get(map, "default");
	if (fallback && yaml_get(map, "compute"))
		mistake(loader, fallback->place,
			_("a computed field has no default: it is never entered"));
}

/* Of a decimal scaled as it is, of money in whole units, of a date its day. */
static gboolean read_bound(
	struct loader *loader, const struct field *field, const struct yaml *value, gint64 *bound)
{
	g_autoptr(GError) error = NULL;
	day_t day = DAY_NONE;
	if (!value || !value->text)
		return FALSE;
	if (field->type == FIELD_DATE) {
		gboolean sound = read_day(loader, value, &day);
		*bound = day;
		return sound;
	}
	if (decimal_parse_plain(value->text, field->scale, bound, &error))
		return TRUE;
	mistake(loader, value->place, "%s", error->message);
	return FALSE;
}

static void read_scale(struct loader *loader, struct field *field, const struct yaml *map)
{
	const struct yaml *scale = yaml_get(map, "scale");
	if (!scale)
		field->scale = SCALE_USUAL;
	if (field->scale > SCALE_MOST)
		mistake(loader, scale->place, _("“scale” is at most %d"), SCALE_MOST);
	field->scale = MIN(field->scale, SCALE_MOST);
}

static void read_range(struct loader *loader, struct field *field, const struct yaml *map)
{
	if (field->type == FIELD_DECIMAL)
		read_scale(loader, field, map);
	else
		field->scale = 0;
	field->has_min = read_bound(loader, field, yaml_get(map, "min"), &field->min);
	field->has_max = read_bound(loader, field, yaml_get(map, "max"), &field->max);
	if (field->has_min && field->has_max && field->min > field->max)
		mistake(loader, yaml_get(map, "max")->place, _("“max” is less than “min”"));
}

static void take_codes(struct loader *loader, struct field *field, const char *codes)
{
	field->codes = model_codes(loader->model, codes);
	if (field->codes || loader->incomplete || !g_hash_table_add(loader->asked, (gpointer)codes))
		return;
	mistake(loader, field->place, _("a field of type %s needs the code list codes/%s.yaml"),
		field_type_name(field->type), codes);
}

static void load_field(
	struct loader *loader, GPtrArray *fields, const struct yaml_entry *entry, gboolean in_row)
{
	struct field *field = field_new(entry->key, entry->place);
	field->index = fields->len;
	g_ptr_array_add(fields, field);
	g_hash_table_insert(loader->origins, field, (gpointer)entry->value);
	if (!check_kind(loader, entry->value, YAML_MAP)) {
		mark_broken(loader, field->id);
		return;
	}
	g_autofree char *what = g_strdup_printf(_("the field “%s”"), field->id);
	const struct field_kind *kind = take_type(loader, field, entry->value);
	read_map(loader, entry->value, field_keys, field, what);
	if (!kind) {
		mark_broken(loader, field->id);
		return;
	}
	check_traits(loader, field, kind, entry->value);
	if (strcmp(kind->name, "choices") == 0)
		field->many = TRUE;
	if (kind->traits & TRAIT_RANGE)
		read_range(loader, field, entry->value);
	if (kind->codes)
		take_codes(loader, field, kind->codes);
	if (in_row && kind->type == FIELD_ROWS) {
		mistake(loader, entry->place, _("rows cannot hold rows"));
		mark_broken(loader, field->id);
	}
}

/* Words that mean something else in expressions and in records. */
static const char *const words_taken[] = {"and", "or", "not", "in", "yes", "no", "id", "version",
	"state", "office", "continuing", NULL};

void load_fields(struct loader *loader, GPtrArray *fields, const struct yaml *map, gboolean in_row)
{
	guint count = map->count;
	if (count > FIELDS_MOST)
		mistake(loader, map->place, _("%u fields: a register has at most %d"), count,
			FIELDS_MOST);
	for (guint i = 0; i < MIN(count, FIELDS_MOST); i++) {
		const struct yaml_entry *entry = yaml_entry(map, i);
		if (g_strv_contains(words_taken, entry->key)) {
			mistake(loader, entry->place,
				_("a field cannot be called “%s”: the word is taken"), entry->key);
			mark_broken(loader, entry->key);
		} else if (check_id(loader, entry->key, entry->place))
			load_field(loader, fields, entry, in_row);
		else
			mark_broken(loader, entry->key);
	}
}

void mark_broken(struct loader *loader, const char *name)
{
	g_hash_table_add(loader->broken, g_strdup(name));
}
