/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"

#include <string.h>

#define DIMENSIONS_MOST    20
#define OPERANDS_DEEP_MOST 16   /* shares of ratios of … */
#define VISITS_DEEP_MOST   1000 /* what the stack surely bears */

/* A figure on its way. */
struct linking {
	struct loader *loader;
	struct figure *figure;
	const struct yaml *map;
};

/* The two parts of "a.b"; the second NULL in "a". FALSE (after a mistake) for more. */
static gboolean split_path(
	struct linking *linking, const struct yaml *value, char **first, char **second)
{
	g_auto(GStrv) parts = g_strsplit(value->text, ".", 0);
	guint count = g_strv_length(parts);
	if (count < 1 || count > 2 || !parts[0][0] || (count == 2 && !parts[1][0])) {
		mistake(linking->loader, value->place, _("“%s” is neither a field nor link.field"),
			value->text);
		return FALSE;
	}
	*first = g_strdup(parts[0]);
	*second = g_strdup(parts[1]);
	return TRUE;
}

static gboolean may_split(struct linking *linking, const struct field *field, struct place place)
{
	if (is_broken(linking->loader, field->id))
		return FALSE;
	if (field_kind(field->type)->traits & TRAIT_DIMENSION)
		return TRUE;
	mistake(linking->loader, place,
		_("the field “%s” is of type %s: figures cannot be split by it"), field->id,
		field_type_name(field->type));
	return FALSE;
}

/* Whether the values of a field are, or name, persons: a link is said by the code or key of its record. */
static gboolean is_private(const struct reg *reg, const struct field *field)
{
	if (field->type == FIELD_LINK && field->target) {
		reg = field->target;
		field = reg->code ? reg->code : reg->key;
	}
	return field && (field->personal || (reg->personal && (field == reg->key || field->type == FIELD_PERSON)));
}

/* What figures are split by, and what they count, travels to the superior office. */
static gboolean may_travel(struct linking *linking, const struct reg *reg, const struct field *field, struct place place)
{
	if (!is_private(reg, field))
		return TRUE;
	mistake(linking->loader, place,
		_("the field “%s” is personal: figures travel to the superior office, so they neither "
		  "count nor are split by it"),
		field->id);
	return FALSE;
}

/* Resolves a field or link.field; FALSE after a mistake, told now or before. */
static gboolean link_path(
	struct linking *linking, const struct yaml *value, struct dimension *dimension)
{
	const struct figure *figure = linking->figure;
	g_autofree char *first = NULL, *second = NULL;
	if (!check_kind(linking->loader, value, YAML_TEXT) ||
		!split_path(linking, value, &first, &second))
		return FALSE;
	const struct field *field =
		need_field(linking->loader, figure->reg, figure->each, first, value->place);
	if (!field || is_broken(linking->loader, field->id))
		return FALSE;
	dimension->in_row = figure->each && rows_field(figure->each, first) == field;
	if (second && field->type == FIELD_ROWS) {
		mistake(linking->loader, value->place,
			_("“%s” is a field of rows: write “each: %s” and “%s” alone"), value->text,
			first, second);
		return FALSE;
	}
	if (second && field->type != FIELD_LINK) {
		mistake(linking->loader, value->place,
			_("“%s” is not a link, so “%s” leads nowhere"), first, value->text);
		return FALSE;
	}
	if (second) {
		dimension->link = field;
		field = need_field(linking->loader, field->target, NULL, second, value->place);
	}
	dimension->field = field;
	const struct reg *reg = dimension->link ? dimension->link->target : figure->reg;
	return field && may_split(linking, field, value->place) && may_travel(linking, reg, field, value->place);
}

static void check_dimension_id(struct linking *linking, const char *id, struct place place)
{
	const struct figure *figure = linking->figure;
	if (figure_dimension(figure, id))
		mistake(linking->loader, place,
			_("double id: the dimension “%s” stands here twice"), id);
	if (figure->money && strcmp(id, "currency") == 0)
		mistake(linking->loader, place,
			_("figures over money have the dimension “currency” by themselves"));
	if (strcmp(id, "continuing") == 0)
		mistake(linking->loader, place, _("the dimension “continuing” is built in"));
}

/* `name` is NULL for a plain field, whose id is the dimension's. */
static void add_dimension(
	struct linking *linking, const char *name, struct place place, const struct yaml *path)
{
	struct dimension found = {NULL};
	if (!link_path(linking, path, &found))
		return;
	if (!name && found.link) {
		mistake(linking->loader, path->place, _("name this dimension: {name: %s}"),
			path->text);
		return;
	}
	const char *id = name ? name : found.field->id;
	check_dimension_id(linking, id, place);
	struct dimension *dimension = g_new(struct dimension, 1);
	*dimension = found;
	dimension->id = g_strdup(id);
	g_ptr_array_add(linking->figure->dimensions, dimension);
}

static void link_dimensions(struct linking *linking)
{
	const struct yaml *by = yaml_get(linking->map, "by");
	guint count = by && by->kind == YAML_LIST ? by->count : 0;
	if (count > DIMENSIONS_MOST)
		mistake(linking->loader, by->place, _("a figure has at most %d dimensions"),
			DIMENSIONS_MOST);
	for (guint i = 0; i < MIN(count, DIMENSIONS_MOST); i++) {
		const struct yaml *value = yaml_entry(by, i)->value;
		const struct yaml_entry *named =
			value->kind == YAML_MAP ? yaml_entry(value, 0) : NULL;
		if (value->kind == YAML_TEXT)
			add_dimension(linking, NULL, value->place, value);
		else if (!named || value->count != 1)
			mistake(linking->loader, value->place,
				_("a field or {name: link.field} belongs here"));
		else if (check_id(linking->loader, named->key, named->place))
			add_dimension(linking, named->key, named->place, named->value);
	}
}

static void link_distinct(struct linking *linking)
{
	const struct yaml *value = yaml_get(linking->map, "distinct");
	struct dimension found = {NULL};
	if (!value || linking->figure->kind != FIGURE_DISTINCT ||
		!link_path(linking, value, &found))
		return;
	struct dimension *distinct = g_new(struct dimension, 1);
	*distinct = found;
	distinct->id = g_strdup(found.field->id);
	linking->figure->distinct = distinct;
}

static void link_each(struct linking *linking)
{
	const struct yaml *value = yaml_get(linking->map, "each");
	if (!value || value->kind != YAML_TEXT || !value->text)
		return;
	const struct field *field =
		need_field(linking->loader, linking->figure->reg, NULL, value->text, value->place);
	if (field && field->type == FIELD_ROWS)
		linking->figure->each = field;
	else if (field && !is_broken(linking->loader, field->id))
		mistake(linking->loader, value->place,
			_("“%s” is of type %s: “each” goes over a field of rows"), field->id,
			field_type_name(field->type));
}

/* A field of rows, written rows.field. */
static const struct field *link_row_field(
	struct linking *linking, const char *key, const struct field **rows)
{
	const struct yaml *value = yaml_get(linking->map, key);
	g_autofree char *first = NULL, *second = NULL;
	if (!value || value->kind != YAML_TEXT || !value->text ||
		!split_path(linking, value, &first, &second))
		return NULL;
	*rows = need_field(linking->loader, linking->figure->reg, NULL, first, value->place);
	if (!*rows || is_broken(linking->loader, first))
		return NULL;
	if ((*rows)->type != FIELD_ROWS || !second) {
		mistake(linking->loader, value->place,
			_("a field of rows belongs here: rows.field"));
		return NULL;
	}
	const struct field *field = rows_field(*rows, second);
	if (field || is_broken(linking->loader, second))
		return field;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < (*rows)->fields->len; i++)
		g_ptr_array_add(ids, ((struct field *)(*rows)->fields->pdata[i])->id);
	mistake_near(linking->loader, value->place, second, ids,
		_("the rows “%s” have no field “%s”"), first, second);
	return NULL;
}

static void check_less(struct linking *linking)
{
	const struct figure *figure = linking->figure;
	const struct field *amount = figure->less_amount;
	struct place place = yaml_get(linking->map, "less")->place;
	gboolean number = amount->type == FIELD_COUNT || amount->type == FIELD_DECIMAL;
	gboolean fits = figure->money ? amount->type == FIELD_MONEY
				      : number && amount->scale == figure->scale;
	if (!fits)
		mistake(linking->loader, place,
			_("“less” must be of the same kind as the stock, with as many digits "
			  "after the comma"));
	if (figure->less_on->type != FIELD_DATE)
		mistake(linking->loader, yaml_get(linking->map, "less_on")->place,
			_("“less_on” must be a date"));
}

static void link_less(struct linking *linking)
{
	struct figure *figure = linking->figure;
	const struct field *rows = NULL, *rows_on = NULL;
	figure->less_amount = link_row_field(linking, "less", &rows);
	figure->less_on = link_row_field(linking, "less_on", &rows_on);
	if (!figure->less_amount || !figure->less_on)
		return;
	if (is_broken(linking->loader, figure->less_amount->id) ||
		is_broken(linking->loader, figure->less_on->id))
		return;
	figure->less_rows = rows;
	check_less(linking);
	if (rows != rows_on)
		mistake(linking->loader, yaml_get(linking->map, "less_on")->place,
			_("“less” and “less_on” must be fields of the same rows"));
}

static gboolean bind(
	struct linking *linking, struct expr *expr, const char *key, enum expr_type want)
{
	const struct yaml *written = yaml_get(linking->map, key);
	return bind_expression(
		linking->loader, expr, written, linking->figure->reg, linking->figure->each, want);
}

/* The amount's type; FALSE when it is not known. */
static gboolean link_amount(struct linking *linking)
{
	struct figure *figure = linking->figure;
	const char *key = figure_kind_key(figure->kind);
	const struct yaml *written = yaml_get(linking->map, key);
	if (!figure->amount)
		return g_strcmp0(written->text, "true") == 0 || figure->kind == FIGURE_DISTINCT;
	if (!bind(linking, figure->amount, key, TYPE_ANY))
		return FALSE;
	enum expr_type type = expr_type_of(figure->amount);
	gboolean series = figure->kind == FIGURE_FIRST || figure->kind == FIGURE_LAST;
	figure->money = type == TYPE_MONEY;
	figure->scale = type == TYPE_NUMBER ? expr_scale(figure->amount) : 0;
	if (type == TYPE_NUMBER && !(series && figure->scale > 0))
		return TRUE;
	if (type == TYPE_MONEY && !series)
		return TRUE;
	if (series)
		mistake(linking->loader, written->place, _("“%s” must be a count"), key);
	else
		mistake(linking->loader, written->place,
			_("“%s” must be a count, a decimal or money"), key);
	return FALSE;
}

static gboolean needs_unit(const struct figure *figure)
{
	return !figure->money && figure->kind != FIGURE_FIRST && figure->kind != FIGURE_LAST;
}

static void link_posting(struct linking *linking)
{
	struct figure *figure = linking->figure;
	link_each(linking);
	gboolean known = link_amount(linking);
	bind(linking, figure->when, "when", TYPE_BOOL);
	bind(linking, figure->on, "on", TYPE_DAY);
	bind(linking, figure->from, "from", TYPE_DAY);
	bind(linking, figure->until, "until", TYPE_DAY);
	link_dimensions(linking);
	link_distinct(linking);
	if (known)
		link_less(linking);
	if (known && needs_unit(figure) && !yaml_get(linking->map, "unit"))
		mistake(linking->loader, linking->map->place, _("the figure “%s” needs “unit”"),
			figure->id);
}

static void link_operands(struct linking *linking)
{
	struct figure *figure = linking->figure;
	const struct yaml *list = yaml_get(linking->map, figure_kind_key(figure->kind));
	for (guint i = 0; i < G_N_ELEMENTS(figure->operands) && list->kind == YAML_LIST &&
			  i < list->count;
		i++) {
		const struct yaml *value = yaml_entry(list, i)->value;
		if (!check_kind(linking->loader, value, YAML_TEXT))
			continue;
		figure->operands[i] = model_figure(linking->loader->model, value->text);
		if (figure->operands[i] || linking->loader->incomplete)
			continue;
		g_autoptr(GPtrArray) ids = g_ptr_array_new();
		for (guint j = 0;
			may_suggest(linking->loader) && j < linking->loader->model->figures->len;
			j++)
			g_ptr_array_add(ids,
				((struct figure *)linking->loader->model->figures->pdata[j])->id);
		mistake_near(linking->loader, value->place, value->text, ids,
			_("there is no figure “%s”"), value->text);
	}
	if (!yaml_get(linking->map, "unit"))
		mistake(linking->loader, linking->map->place, _("the figure “%s” needs “unit”"),
			figure->id);
}

/* How many shares and ratios stand on one another from here down; told when they are too many or
 * never end. */
static guint visit_operands(
	struct loader *loader, GHashTable *heights, const struct figure *figure, guint deep)
{
	gpointer known = NULL;
	gboolean seen = g_hash_table_lookup_extended(heights, figure, NULL, &known);
	guint height = 1;
	if (seen && GPOINTER_TO_UINT(known) > 0)
		return GPOINTER_TO_UINT(known);
	if (seen) {
		mistake(loader, figure->place, _("the figure “%s” is a share or ratio of itself"),
			figure->id);
		g_hash_table_insert(heights, (gpointer)figure, GUINT_TO_POINTER(height));
		return height;
	}
	g_hash_table_insert(heights, (gpointer)figure, NULL);
	for (guint i = 0; deep < VISITS_DEEP_MOST && i < G_N_ELEMENTS(figure->operands); i++) {
		const struct figure *operand = figure->operands[i];
		guint below = operand ? visit_operands(loader, heights, operand, deep + 1) : 0;
		height = MAX(height, below + 1);
	}
	if (deep == VISITS_DEEP_MOST || height == OPERANDS_DEEP_MOST + 1)
		mistake(loader, figure->place,
			_("the figure “%s” stands on too many shares and ratios of others"),
			figure->id);
	g_hash_table_insert(heights, (gpointer)figure, GUINT_TO_POINTER(height));
	return height;
}

static gint compare_figures(gconstpointer a, gconstpointer b)
{
	return strcmp(
		(*(const struct figure *const *)a)->id, (*(const struct figure *const *)b)->id);
}

static void link_figure(struct loader *loader, struct figure *figure)
{
	struct linking linking = {loader, figure, g_hash_table_lookup(loader->origins, figure)};
	if (!linking.map)
		return;
	if (figure->kind == FIGURE_SHARE || figure->kind == FIGURE_RATIO)
		link_operands(&linking);
	else
		link_posting(&linking);
}

static void finish_figure(struct loader *loader, struct figure *figure, guint index)
{
	struct reg *reg = g_hash_table_lookup(loader->model->registers_by_id, figure->reg->id);
	figure->index = index;
	if (figure->kind != FIGURE_SHARE && figure->kind != FIGURE_RATIO)
		g_ptr_array_add(reg->figures, figure);
	if (loader->findings->errors == loader->errors)
		figure->source = figure_source(loader, figure);
}

void link_figures(struct loader *loader)
{
	GPtrArray *figures = loader->model->figures;
	for (guint i = 0; i < figures->len; i++)
		link_figure(loader, figures->pdata[i]);
	g_ptr_array_sort(figures, compare_figures);
	g_autoptr(GHashTable) heights = g_hash_table_new(NULL, NULL);
	for (guint i = 0; i < figures->len; i++)
		visit_operands(loader, heights, figures->pdata[i], 0);
	for (guint i = 0; i < figures->len; i++)
		finish_figure(loader, figures->pdata[i], i);
}
