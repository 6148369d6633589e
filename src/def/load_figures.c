/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"

#include <string.h>

enum part {
	PART_EACH = 1 << 0,
	PART_WHEN = 1 << 1,
	PART_ON = 1 << 2,
	PART_FROM = 1 << 3,
	PART_UNTIL = 1 << 4,
	PART_LESS = 1 << 5,
	PART_BY = 1 << 6,
};
#define PARTS_USUAL (PART_EACH | PART_WHEN | PART_BY)

/* What a kind of figure may say and must say. */
static const struct kind_row {
	const char *key;
	enum figure_kind kind;
	guint may, must;
} kind_rows[] = {
	{"count", FIGURE_COUNT, PARTS_USUAL | PART_ON, PART_ON},
	{"sum", FIGURE_SUM, PARTS_USUAL | PART_ON, PART_ON},
	{"stock", FIGURE_STOCK, PARTS_USUAL | PART_FROM | PART_UNTIL | PART_LESS, PART_FROM},
	{"active", FIGURE_ACTIVE, PARTS_USUAL | PART_FROM | PART_UNTIL, PART_FROM | PART_UNTIL},
	{"distinct", FIGURE_DISTINCT, PARTS_USUAL | PART_ON | PART_FROM | PART_UNTIL, 0},
	{"first", FIGURE_FIRST, PARTS_USUAL | PART_ON, PART_ON},
	{"last", FIGURE_LAST, PARTS_USUAL | PART_ON, PART_ON},
	{"share", FIGURE_SHARE, 0, 0},
	{"ratio", FIGURE_RATIO, 0, 0},
};

static const struct part_row {
	const char *key;
	guint part;
} part_rows[] = {
	{"each", PART_EACH},
	{"when", PART_WHEN},
	{"on", PART_ON},
	{"from", PART_FROM},
	{"until", PART_UNTIL},
	{"less", PART_LESS},
	{"less_on", PART_LESS},
	{"by", PART_BY},
};

static void check_true(struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	if (strcmp(value->text, "true") != 0)
		mistake(loader, value->place, _("“count” is written “count: true”"));
}

/* “true” counts 1, anything else is the amount. */
static void read_amount(struct loader *loader, void *target, const struct yaml *value)
{
	struct figure *figure = target;
	if (strcmp(value->text, "true") != 0)
		figure->amount = expr_parse(value->text, yaml_inside(value), loader->findings);
}

static void check_operands(
	struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	if (value->count != 2)
		mistake(loader, value->place, _("two figures belong here: [part, whole]"));
}

static const struct key figure_keys[] = {
	{"count", KEY_TEXT, FALSE, NOWHERE, check_true},
	{"sum", KEY_EXPR, FALSE, offsetof(struct figure, amount)},
	{"stock", KEY_TEXT, FALSE, NOWHERE, read_amount},
	{"active", KEY_TEXT, FALSE, NOWHERE, read_amount},
	{"distinct", KEY_TEXT, FALSE, NOWHERE},
	{"first", KEY_EXPR, FALSE, offsetof(struct figure, amount)},
	{"last", KEY_EXPR, FALSE, offsetof(struct figure, amount)},
	{"share", KEY_LIST, FALSE, NOWHERE, check_operands},
	{"ratio", KEY_LIST, FALSE, NOWHERE, check_operands},
	{"each", KEY_TEXT, FALSE, NOWHERE},
	{"when", KEY_EXPR, FALSE, offsetof(struct figure, when)},
	{"on", KEY_EXPR, FALSE, offsetof(struct figure, on)},
	{"from", KEY_EXPR, FALSE, offsetof(struct figure, from)},
	{"until", KEY_EXPR, FALSE, offsetof(struct figure, until)},
	{"less", KEY_TEXT, FALSE, NOWHERE},
	{"less_on", KEY_TEXT, FALSE, NOWHERE},
	{"by", KEY_LIST, FALSE, NOWHERE},
	{"unit", KEY_UNIT, FALSE, offsetof(struct figure, unit)},
	{"label", KEY_LABEL, TRUE, offsetof(struct figure, label)},
	{"note", KEY_LABEL, FALSE, offsetof(struct figure, note)},
	{NULL},
};

const char *figure_kind_key(enum figure_kind kind)
{
	for (guint i = 0; i < G_N_ELEMENTS(kind_rows); i++)
		if (kind_rows[i].kind == kind)
			return kind_rows[i].key;
	return "";
}

/* The only kind that the map names; NULL after a mistake. */
static const struct kind_row *find_kind(
	struct loader *loader, const struct yaml *map, const char *what)
{
	const struct kind_row *found = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(kind_rows); i++) {
		const struct yaml *value = yaml_get(map, kind_rows[i].key);
		if (value && found) {
			mistake(loader, value->place,
				_("%s is of two kinds, “%s” and “%s”: leave one out"), what,
				found->key, kind_rows[i].key);
			return NULL;
		}
		if (value)
			found = &kind_rows[i];
	}
	if (!found)
		mistake(loader, map->place,
			_("%s needs one of count, sum, stock, active, distinct, first, last, "
			  "share, ratio"),
			what);
	return found;
}

static guint parts_of(const struct yaml *map)
{
	guint parts = 0;
	for (guint i = 0; i < G_N_ELEMENTS(part_rows); i++)
		if (yaml_get(map, part_rows[i].key))
			parts |= part_rows[i].part;
	return parts;
}

static void check_spans(
	struct loader *loader, const struct yaml *map, guint parts, const char *what)
{
	gboolean on = (parts & PART_ON) != 0, from = (parts & PART_FROM) != 0,
		 until = (parts & PART_UNTIL) != 0;
	if (on == (from && until) || (on && (from || until)))
		mistake(loader, map->place, _("%s needs either “on” or both “from” and “until”"),
			what);
}

static void check_parts(
	struct loader *loader, const struct kind_row *row, const struct yaml *map, const char *what)
{
	for (guint i = 0; i < G_N_ELEMENTS(part_rows); i++) {
		const struct part_row *part = &part_rows[i];
		const struct yaml *value = yaml_get(map, part->key);
		if (value && !(row->may & part->part))
			mistake(loader, value->place, _("%s: “%s” does not go with “%s”"), what,
				part->key, row->key);
		if (!value && (row->must & part->part))
			mistake(loader, map->place, _("%s: “%s” needs “%s”"), what, row->key,
				part->key);
	}
	if (row->kind == FIGURE_DISTINCT)
		check_spans(loader, map, parts_of(map), what);
	const struct yaml *less = yaml_get(map, "less"), *less_on = yaml_get(map, "less_on");
	if ((less != NULL) != (less_on != NULL))
		mistake(loader, map->place, _("%s: “less” and “less_on” go together"), what);
	const struct yaml *each = yaml_get(map, "each");
	if (less && each)
		mistake(loader, less->place, _("%s: “less” does not go with “each”"), what);
}

static gboolean is_figure_id(const char *id)
{
	return g_regex_match_simple(
		       "^[a-z][a-z0-9_]*\\.[a-z][a-z0-9_]*$", id, G_REGEX_DOLLAR_ENDONLY, 0) &&
	       strlen(id) <= 2 * ID_LENGTH_MOST;
}

static void load_figure(struct loader *loader, struct reg *reg, const struct yaml_entry *entry)
{
	struct model *model = loader->model;
	const struct figure *first = model_figure(model, entry->key);
	if (!is_figure_id(entry->key)) {
		mistake(loader, entry->place,
			_("“%s” is not the id of a figure: write word.word in small letters"),
			entry->key);
		return;
	}
	if (first) {
		mistake(loader, entry->place,
			_("double id: the figure “%s” stands in %s:%u already"), entry->key,
			first->place.file, first->place.line);
		return;
	}
	struct figure *figure = figure_new(entry->key, reg, entry->place);
	g_ptr_array_add(model->figures, figure);
	g_hash_table_insert(model->figures_by_id, figure->id, figure);
	if (!check_kind(loader, entry->value, YAML_MAP))
		return;
	g_autofree char *what = g_strdup_printf(_("the figure “%s”"), figure->id);
	const struct kind_row *row = find_kind(loader, entry->value, what);
	if (row) {
		figure->kind = row->kind;
		read_map(loader, entry->value, figure_keys, figure, what);
		check_parts(loader, row, entry->value, what);
		g_hash_table_insert(loader->origins, figure, (gpointer)entry->value);
	}
}

void load_figures(struct loader *loader, struct reg *reg, const struct yaml *figures)
{
	for (guint i = 0; i < figures->count; i++)
		load_figure(loader, reg, yaml_entry(figures, i));
}

static void append_text(GString *source, const char *key, const char *text)
{
	g_autofree char *line = g_strdup(text);
	g_strdelimit(line, "\n", ' ');
	g_string_append_printf(source, "%s: %s\n", key, line);
}

static gboolean append_day(gpointer day, G_GNUC_UNUSED gpointer value, gpointer source)
{
	g_string_append_printf(source, " %d", GPOINTER_TO_INT(day));
	return FALSE;
}

static void append_dimension(GString *source, const struct dimension *dimension)
{
	const struct field *link = dimension->link;
	g_string_append_printf(source, "by: %s %s%s%s%s %s\n", dimension->id,
		dimension->in_row ? "each." : "", link ? link->id : "", link ? "." : "",
		dimension->field->id, field_type_name(dimension->field->type));
}

char *figure_source(const struct loader *loader, const struct figure *figure)
{
	const struct yaml *map = g_hash_table_lookup(loader->origins, figure);
	const char *kind = figure_kind_key(figure->kind);
	const struct yaml *written = yaml_get(map, kind);
	gboolean workdays = FALSE;
	GString *source = g_string_new(NULL);
	append_text(source, "register", figure->reg->id);
	append_text(source, kind, written->text ? written->text : "");
	for (guint i = 0; i < G_N_ELEMENTS(part_rows); i++) {
		const struct yaml *part = yaml_get(map, part_rows[i].key);
		if (part && part->text)
			append_text(source, part_rows[i].key, part->text);
		workdays = workdays || (part && part->text && strstr(part->text, "workdays"));
	}
	g_string_append_printf(
		source, "scale: %u%s\n", figure->scale, figure->money ? " money" : "");
	for (guint i = 0; i < figure->dimensions->len; i++)
		append_dimension(source, figure->dimensions->pdata[i]);
	for (guint i = 0; i < G_N_ELEMENTS(figure->operands); i++)
		if (figure->operands[i])
			append_text(source, "of", figure->operands[i]->id);
	if (workdays) { /* then the days off decide too */
		g_string_append(source, "days off:");
		g_tree_foreach(loader->model->holidays, append_day, source);
		g_string_append(source, "\ndays worked:");
		g_tree_foreach(loader->model->worked, append_day, source);
		g_string_append_c(source, '\n');
	}
	return g_string_free(source, FALSE);
}
