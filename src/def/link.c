/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"
#include "def/value.h"

#include <string.h>

gboolean is_broken(const struct loader *loader, const char *name)
{
	return g_hash_table_contains(loader->broken, name);
}

static gboolean reads_broken(const struct loader *loader, const char *expression)
{
	static const char letters[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
	if (g_hash_table_size(loader->broken) == 0)
		return FALSE;
	for (const char *at = expression; *at; at += strcspn(at, letters)) {
		gsize length = strspn(at, letters);
		g_autofree char *word = g_strndup(at, length);
		if (is_broken(loader, word))
			return TRUE;
		at += length;
	}
	return FALSE;
}

gboolean bind_expression(struct loader *loader, struct expr *expr, const struct yaml *written,
	const struct reg *reg, const struct field *each, enum expr_type want)
{
	if (!expr || reads_broken(loader, written->text))
		return FALSE;
	return expr_bind(expr, loader->model, reg, each, want, loader->findings);
}

static void add_ids(GPtrArray *ids, const GPtrArray *fields)
{
	for (guint i = 0; i < fields->len; i++)
		g_ptr_array_add(ids, ((struct field *)fields->pdata[i])->id);
}

const struct field *need_field(struct loader *loader, const struct reg *reg,
	const struct field *each, const char *id, struct place place)
{
	const struct field *field = each ? rows_field(each, id) : NULL;
	if (!field)
		field = reg_field(reg, id);
	if (field || is_broken(loader, id))
		return field;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	if (each)
		add_ids(ids, each->fields);
	add_ids(ids, reg->fields);
	mistake_near(loader, place, id, ids, _("the register “%s” has no field “%s”"), reg->id, id);
	return NULL;
}

static void link_target(struct loader *loader, struct field *field)
{
	const struct yaml *to = yaml_get(g_hash_table_lookup(loader->origins, field), "to");
	if (field->type != FIELD_LINK || is_broken(loader, field->id))
		return;
	field->target = to && to->text ? model_register(loader->model, to->text) : NULL;
	if (field->target)
		return;
	if (to && to->text && !loader->incomplete) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new();
		for (guint i = 0; may_suggest(loader) && i < loader->model->registers->len; i++)
			g_ptr_array_add(
				ids, ((struct reg *)loader->model->registers->pdata[i])->id);
		mistake_near(
			loader, to->place, to->text, ids, _("there is no register “%s”"), to->text);
	}
	mark_broken(loader, field->id);
}

typedef void (*field_step)(struct loader *loader, const struct reg *reg, struct field *field,
	const struct field *rows);

/* A step for each field of a register and of its rows. */
static void for_fields(struct loader *loader, const struct reg *reg, field_step step)
{
	for (guint i = 0; i < reg->fields->len; i++) {
		struct field *field = reg->fields->pdata[i];
		step(loader, reg, field, NULL);
		for (guint j = 0; j < field->fields->len; j++)
			step(loader, reg, field->fields->pdata[j], field);
	}
}

static void step_target(struct loader *loader, G_GNUC_UNUSED const struct reg *reg,
	struct field *field, G_GNUC_UNUSED const struct field *rows)
{
	link_target(loader, field);
}

static void step_bind(
	struct loader *loader, const struct reg *reg, struct field *field, const struct field *rows)
{
	const struct yaml *map = g_hash_table_lookup(loader->origins, field);
	if (is_broken(loader, field->id))
		return;
	bind_expression(loader, field->check, yaml_get(map, "check"), reg, rows, TYPE_BOOL);
	if (field->compute && !reads_broken(loader, yaml_get(map, "compute")->text))
		expr_bind_compute(
			field->compute, loader->model, reg, rows, field, loader->findings);
}

static void step_default(struct loader *loader, G_GNUC_UNUSED const struct reg *reg,
	struct field *field, G_GNUC_UNUSED const struct field *rows)
{
	const struct yaml *written =
		yaml_get(g_hash_table_lookup(loader->origins, field), "default");
	const struct field_kind *kind = field_kind(field->type);
	gboolean coded = kind->codes && !field->codes;
	if (!field->fallback || is_broken(loader, field->id) || coded ||
		!(kind->traits & TRAIT_DEFAULT))
		return;
	g_autoptr(GError) error = NULL;
	struct value value = {VALUE_NONE};
	if (!value_from_text(loader->model, field, NULL, field->fallback, &value, &error))
		mistake(loader, written->place, _("this default is no value of the field: %s"),
			error->message);
	value_clear(&value);
}

static void link_key(struct loader *loader, struct reg *reg)
{
	const struct yaml *map = g_hash_table_lookup(loader->origins, reg);
	const struct yaml *key = yaml_get(map, "key"), *code = yaml_get(map, "code");
	if (key && key->kind == YAML_TEXT && key->text)
		reg->key = need_field(loader, reg, NULL, key->text, key->place);
	if (reg->key && !(field_kind(reg->key->type)->traits & TRAIT_KEY) &&
		!is_broken(loader, reg->key->id))
		mistake(loader, key->place, _("the key cannot be of type %s"),
			field_type_name(reg->key->type));
	if (code && code->kind == YAML_TEXT && code->text)
		reg->code = need_field(loader, reg, NULL, code->text, code->place);
	if (reg->code && (reg->code->type != FIELD_TEXT || reg->code->many) &&
		!is_broken(loader, reg->code->id))
		mistake(loader, code->place,
			_("the code must be a field of type text with one value"));
}

/* A day of the record itself that is no personal data: calendars are seen by the whole office. */
static const struct field *calendar_day(struct loader *loader, struct reg *reg, const struct yaml *map, const char *name)
{
	const struct yaml *word = yaml_get(map, name);
	const struct field *field = word && word->kind == YAML_TEXT && word->text ? need_field(loader, reg, NULL, word->text, word->place) : NULL;
	gboolean good = field && field->type == FIELD_DATE && !field->many && !field->personal && !reg->personal;
	if (field && !good && !is_broken(loader, field->id))
		mistake(loader, word->place, _("the calendar goes by fields of type date with one value, which are not personal"));
	return good ? field : NULL;
}

static void link_calendar(struct loader *loader, struct reg *reg)
{
	const struct yaml *calendar = yaml_get(g_hash_table_lookup(loader->origins, reg), "calendar");
	if (!calendar || calendar->kind != YAML_MAP)
		return;
	reg->held_from = calendar_day(loader, reg, calendar, "from");
	reg->held_to = calendar_day(loader, reg, calendar, "to");
}

enum visit { VISIT_NEVER, VISIT_NOW, VISIT_DONE };

struct visiting {
	struct loader *loader;
	GHashTable *visits; /* field → enum visit */
	GPtrArray *path;    /* fields being visited */
};

static void tell_cycle(struct visiting *visiting, const struct field *field)
{
	GString *path = g_string_new(NULL);
	gboolean inside = FALSE;
	for (guint i = 0; i < visiting->path->len; i++) {
		const struct field *step = visiting->path->pdata[i];
		inside = inside || step == field;
		if (inside)
			g_string_append_printf(path, "%s → ", step->id);
	}
	mistake(visiting->loader, field->place, _("computed fields that need each other: %s%s"),
		path->str, field->id);
	g_string_free(path, TRUE);
}

static void visit_computed(struct visiting *visiting, const struct field *field)
{
	enum visit visit = GPOINTER_TO_UINT(g_hash_table_lookup(visiting->visits, field));
	if (visit == VISIT_NOW)
		tell_cycle(visiting, field);
	if (visit != VISIT_NEVER)
		return;
	g_hash_table_insert(visiting->visits, (gpointer)field, GUINT_TO_POINTER(VISIT_NOW));
	g_ptr_array_add(visiting->path, (gpointer)field);
	g_autoptr(GHashTable) reads = g_hash_table_new(NULL, NULL);
	if (field->compute)
		expr_reads(field->compute, reads);
	GHashTableIter iter;
	gpointer read;
	g_hash_table_iter_init(&iter, reads);
	while (g_hash_table_iter_next(&iter, &read, NULL)) {
		const struct field *other = read;
		visit_computed(visiting, other);
		for (guint i = 0; i < other->fields->len; i++)
			if (((const struct field *)other->fields->pdata[i])->compute)
				visit_computed(visiting, other->fields->pdata[i]);
	}
	g_ptr_array_set_size(visiting->path, (gint)visiting->path->len - 1);
	g_hash_table_insert(visiting->visits, (gpointer)field, GUINT_TO_POINTER(VISIT_DONE));
}

static void check_cycles(struct loader *loader, const struct reg *reg)
{
	guint count = reg->fields->len;
	for (guint i = 0; i < reg->fields->len; i++)
		count += ((const struct field *)reg->fields->pdata[i])->fields->len;
	if (count > FIELDS_MOST) {
		mistake(loader, reg->place,
			_("the register “%s” has %u fields; at most %d are possible"), reg->id,
			count, FIELDS_MOST);
		return;
	}
	struct visiting visiting = {loader, g_hash_table_new(NULL, NULL), g_ptr_array_new()};
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		visit_computed(&visiting, field);
		for (guint j = 0; j < field->fields->len; j++)
			visit_computed(&visiting, field->fields->pdata[j]);
	}
	g_hash_table_unref(visiting.visits);
	g_ptr_array_unref(visiting.path);
}

static gint compare_registers(gconstpointer a, gconstpointer b)
{
	const struct reg *first = *(const struct reg *const *)a,
			 *second = *(const struct reg *const *)b;
	return (gint)first->number - (gint)second->number;
}

void link_registers(struct loader *loader)
{
	GPtrArray *registers = loader->model->registers;
	g_ptr_array_sort(registers, compare_registers);
	for (guint i = 0; i < registers->len; i++) {
		((struct reg *)registers->pdata[i])->index = i;
		for_fields(loader, registers->pdata[i], step_target);
	}
	for (guint i = 0; i < registers->len; i++)
		link_key(loader, registers->pdata[i]);
	for (guint i = 0; i < registers->len; i++)
		link_calendar(loader, registers->pdata[i]);
	for (guint i = 0; i < registers->len; i++) {
		for_fields(loader, registers->pdata[i], step_bind);
		for_fields(loader, registers->pdata[i], step_default);
		check_cycles(loader, registers->pdata[i]);
	}
}
