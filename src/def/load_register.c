/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"

#include <string.h>

#define NUMBER_MOST 999

static const struct group *find_group(const struct model *model, const char *id)
{
	for (guint i = 0; i < model->groups->len; i++) {
		const struct group *group = model->groups->pdata[i];
		if (strcmp(group->id, id) == 0)
			return group;
	}
	return NULL;
}

static void read_group(struct loader *loader, void *target, const struct yaml *value)
{
	struct reg *reg = target;
	const struct group *group = find_group(loader->model, value->text);
	if (group) {
		reg->group = group->id;
		return;
	}
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < loader->model->groups->len; i++)
		g_ptr_array_add(ids, ((struct group *)loader->model->groups->pdata[i])->id);
	if (loader->common || !loader->incomplete)
		mistake_near(loader, value->place, value->text, ids,
			_("common.yaml has no group “%s”"), value->text);
}

static void check_number(struct loader *loader, void *target, const struct yaml *value)
{
	struct reg *reg = target;
	if (reg->number > NUMBER_MOST)
		mistake(loader, value->place, _("“number” must be from 0 to %d"), NUMBER_MOST);
}

static void read_fields(struct loader *loader, void *target, const struct yaml *value)
{
	load_fields(loader, ((struct reg *)target)->fields, value, FALSE);
}

struct state_draft {
	struct label label;
};

static const struct key state_keys[] = {
	{"label", KEY_LABEL, FALSE, offsetof(struct state_draft, label)},
	{"to", KEY_LIST, FALSE, NOWHERE},
	{NULL},
};

/* The label written, or that of common.yaml for this word. */
static void take_label(
	struct loader *loader, struct state *state, struct state_draft *draft, struct place place)
{
	if (draft->label.vi) {
		state->label = draft->label;
		draft->label = (struct label){NULL, NULL};
		return;
	}
	const struct label *known = g_hash_table_lookup(loader->vocabulary, state->id);
	if (known)
		state->label = (struct label){g_strdup(known->vi), g_strdup(known->en)};
	else if (loader->common || !loader->incomplete)
		mistake(loader, place,
			_("the state “%s” needs a label: common.yaml has none for it"), state->id);
}

static void load_state(struct loader *loader, struct reg *reg, const struct yaml_entry *entry)
{
	struct state *state = g_new0(struct state, 1);
	state->id = g_strdup(entry->key);
	state->index = reg->states->len;
	state->next = g_array_new(FALSE, FALSE, sizeof(guint));
	g_ptr_array_add(reg->states, state);
	struct state_draft draft = {{NULL, NULL}};
	gboolean sound = TRUE;
	if (entry->value->kind == YAML_MAP) {
		g_autofree char *what = g_strdup_printf(_("the state “%s”"), state->id);
		sound = read_map(loader, entry->value, state_keys, &draft, what);
	} else
		sound = check_kind(loader, entry->value, YAML_LIST);
	if (sound || draft.label.vi)
		take_label(loader, state, &draft, entry->place);
	label_clear(&draft.label);
}

static void refuse_next(struct loader *loader, const struct reg *reg, const struct yaml *value)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < reg->states->len; i++)
		g_ptr_array_add(ids, ((struct state *)reg->states->pdata[i])->id);
	mistake_near(loader, value->place, value->text, ids, _("the register has no state “%s”"),
		value->text);
}

static void add_next(
	struct loader *loader, const struct reg *reg, struct state *state, const struct yaml *value)
{
	if (!check_kind(loader, value, YAML_TEXT))
		return;
	const struct state *next = reg_state(reg, value->text);
	if (!next) {
		refuse_next(loader, reg, value);
		return;
	}
	if (next == state)
		mistake(loader, value->place, _("the state “%s” cannot follow itself"), next->id);
	for (guint i = 0; i < state->next->len; i++)
		if (g_array_index(state->next, guint, i) == next->index) {
			mistake(loader, value->place, _("“%s” stands here twice"), next->id);
			return;
		}
	g_array_append_val(state->next, next->index);
}

static const struct yaml *list_of_next(const struct yaml *value)
{
	const struct yaml *list = value->kind == YAML_MAP ? yaml_get(value, "to") : value;
	return list && list->kind == YAML_LIST ? list : NULL;
}

static void read_states(struct loader *loader, void *target, const struct yaml *value)
{
	struct reg *reg = target;
	if (value->count == 0 || value->count > STATES_MOST)
		mistake(loader, value->place,
			_("a register has from 1 to %d states, or no “states” at all"),
			STATES_MOST);
	for (guint i = 0; i < MIN(value->count, STATES_MOST); i++) {
		const struct yaml_entry *entry = yaml_entry(value, i);
		if (check_id(loader, entry->key, entry->place))
			load_state(loader, reg, entry);
	}
	for (guint i = 0; i < reg->states->len; i++) {
		struct state *state = reg->states->pdata[i];
		const struct yaml *list = list_of_next(yaml_get(value, state->id));
		for (guint j = 0; list && j < list->count; j++)
			add_next(loader, reg, state, yaml_entry(list, j)->value);
	}
}

static const struct key calendar_keys[] = {
	{"from", KEY_TEXT, TRUE, NOWHERE},
	{"to", KEY_TEXT, FALSE, NOWHERE},
	{NULL},
};

/* The fields are found when all are known (link.c). */
static void read_calendar(struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	read_map(loader, value, calendar_keys, NULL, _("the calendar"));
}

static const struct key register_keys[] = {
	{"register", KEY_ID, TRUE, offsetof(struct reg, id)},
	{"extends", KEY_BOOL, FALSE, NOWHERE},
	{"title", KEY_LABEL, TRUE, offsetof(struct reg, title)},
	{"group", KEY_TEXT, TRUE, NOWHERE, read_group},
	{"number", KEY_WHOLE, TRUE, offsetof(struct reg, number), check_number},
	{"key", KEY_TEXT, TRUE, NOWHERE},
	{"code", KEY_TEXT, FALSE, NOWHERE},
	{"calendar", KEY_MAP, FALSE, NOWHERE, read_calendar},
	{"personal", KEY_BOOL, FALSE, offsetof(struct reg, personal)},
	{"share", KEY_BOOL, FALSE, offsetof(struct reg, share)},
	{"fields", KEY_MAP, TRUE, NOWHERE, read_fields},
	{"states", KEY_MAP, FALSE, NOWHERE, read_states},
	{"figures", KEY_MAP, FALSE, NOWHERE},
	{NULL},
};

/* The fields of common.yaml, whose own mistakes load_common has told. */
static void add_common_fields(struct loader *loader, struct reg *reg)
{
	const struct yaml *fields = yaml_get(loader->common, "fields");
	if (!fields || fields->kind != YAML_MAP)
		return;
	for (guint i = 0; i < fields->count; i++) {
		const struct yaml_entry *entry = yaml_entry(fields, i);
		const struct field *own = reg_field(reg, entry->key);
		if (own)
			mistake(loader, own->place,
				_("double id: common.yaml gives the field “%s” to every register"),
				own->id);
	}
	struct findings *findings = loader->findings;
	loader->findings = findings_new();
	load_fields(loader, reg->fields, fields, FALSE);
	findings_free(loader->findings);
	loader->findings = findings;
}

static void check_shared_fields(struct loader *loader, const struct yaml *share, const GPtrArray *fields)
{
	for (guint i = 0; fields && i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		if (field->personal)
			mistake(loader, share->place,
				_("the field “%s” is personal, so the register cannot be shared"), field->id);
		check_shared_fields(loader, share, field->fields);
	}
}

/* What is personal does not travel, so a register that has any of it does not. */
static void check_share(struct loader *loader, const struct yaml *map, const struct reg *reg)
{
	const struct yaml *share = yaml_get(map, "share");
	if (reg->share && reg->personal)
		mistake(loader, share->place, _("a register of personal data cannot be shared"));
	if (reg->share)
		check_shared_fields(loader, share, reg->fields);
}

void load_register(struct loader *loader, const struct yaml *map)
{
	struct reg *reg = reg_new();
	const char *id = yaml_get(map, "register")->text;
	reg->place = yaml_get(map, "register")->place;
	g_autofree char *what = g_strdup_printf(_("the register “%s”"), id);
	read_map(loader, map, register_keys, reg, what);
	check_share(loader, map, reg);
	add_common_fields(loader, reg);
	g_ptr_array_add(loader->model->registers, reg);
	g_hash_table_insert(loader->model->registers_by_id, reg->id, reg);
	g_hash_table_insert(loader->origins, reg, (gpointer)map);
	const struct yaml *figures = yaml_get(map, "figures");
	if (figures && figures->kind == YAML_MAP)
		load_figures(loader, reg, figures);
}

static void read_groups(struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	for (guint i = 0; i < value->count; i++) {
		const struct yaml_entry *entry = yaml_entry(value, i);
		if (!check_id(loader, entry->key, entry->place))
			continue;
		struct group *group = g_new0(struct group, 1);
		group->id = g_strdup(entry->key);
		g_ptr_array_add(loader->model->groups, group);
		read_label(loader, entry->value, &group->label);
	}
}

static void read_vocabulary(
	struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	for (guint i = 0; i < value->count; i++) {
		const struct yaml_entry *entry = yaml_entry(value, i);
		if (!check_id(loader, entry->key, entry->place))
			continue;
		struct label *label = g_new0(struct label, 1);
		g_hash_table_insert(loader->vocabulary, (gpointer)entry->key, label);
		read_label(loader, entry->value, label);
	}
}

static void check_common_fields(
	struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	struct reg *reg = reg_new();
	load_fields(loader, reg->fields, value, FALSE);
	reg_free(reg);
}

static const struct key common_keys[] = {
	{"groups", KEY_MAP, FALSE, NOWHERE, read_groups},
	{"states", KEY_MAP, FALSE, NOWHERE, read_vocabulary},
	{"fields", KEY_MAP, FALSE, NOWHERE, check_common_fields},
	{NULL},
};

void load_common(struct loader *loader, const struct yaml *map)
{
	read_map(loader, map, common_keys, NULL, _("common.yaml"));
}
