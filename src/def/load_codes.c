/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"
#include "base/text.h"

#include <string.h>

#define CODE_LENGTH_MOST 60
#define MINOR_MOST       6
#define INTO_MOST        50 /* a merger of mergers of … */

static void read_aliases(struct loader *loader, void *target, const struct yaml *value)
{
	struct code_item *item = target;
	for (guint i = 0; i < value->count; i++) {
		const struct yaml *alias = yaml_entry(value, i)->value;
		if (check_kind(loader, alias, YAML_TEXT))
			g_ptr_array_add(item->aliases, g_strdup(alias->text));
	}
}

static void check_minor(struct loader *loader, void *target, const struct yaml *value)
{
	struct code_item *item = target;
	if (item->minor > MINOR_MOST)
		mistake(loader, value->place, _("a currency has at most %d digits after the comma"),
			MINOR_MOST);
	item->minor = MIN(item->minor, MINOR_MOST);
}

static const struct key item_keys[] = {
	{"vi", KEY_TEXT, TRUE, offsetof(struct code_item, label.vi)},
	{"en", KEY_TEXT, FALSE, offsetof(struct code_item, label.en)},
	{"alias", KEY_LIST, FALSE, NOWHERE, read_aliases},
	{"code", KEY_TEXT, FALSE, offsetof(struct code_item, code)},
	{"from", KEY_DAY, FALSE, offsetof(struct code_item, from)},
	{"until", KEY_DAY, FALSE, offsetof(struct code_item, until)},
	{"into", KEY_TEXT, FALSE, offsetof(struct code_item, into)},
	{"kind", KEY_ID, FALSE, offsetof(struct code_item, kind)},
	{"minor", KEY_WHOLE, FALSE, offsetof(struct code_item, minor), check_minor},
	{"symbol", KEY_TEXT, FALSE, offsetof(struct code_item, symbol)},
	{"order", KEY_TEXT, FALSE, offsetof(struct code_item, order)},
	{"region", KEY_ID, FALSE, offsetof(struct code_item, region)},
	{NULL},
};

#define CAPITALS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LETTERS  CAPITALS "abcdefghijklmnopqrstuvwxyz0123456789_-"

/* What the ids of a list must look like, where the world outside has fixed it. */
static const struct code_form {
	const char *list, *letters;
	gsize length; /* 0 = any */
	const char *meaning;
} code_forms[] = {
	{"countries", CAPITALS, 2, N_("two capital letters, as in ISO 3166-1")},
	{"currencies", CAPITALS, 3, N_("three capital letters, as in ISO 4217")},
	{NULL, LETTERS, 0, N_("letters a to z, digits, - and _")},
};

static gboolean check_code(
	struct loader *loader, const struct code_list *list, const char *id, struct place place)
{
	const struct code_form *form = code_forms;
	while (form->list && strcmp(form->list, list->id) != 0)
		form++;
	gsize length = strlen(id);
	if (length > 0 && length <= CODE_LENGTH_MOST && strspn(id, form->letters) == length &&
		(form->length == 0 || form->length == length))
		return TRUE;
	mistake(loader, place, _("“%s” is not a code of this list: it is written in %s"), id,
		_(form->meaning));
	return FALSE;
}

/* Of two items of one name the one still in force is meant; two that both are (or neither) are ambiguous: NULL. */
static struct code_item *meant(struct code_item *a, struct code_item *b)
{
	if (a == b || !a || !b || (a->until == DAY_NONE) == (b->until == DAY_NONE))
		return a == b ? a : NULL;
	return a->until == DAY_NONE ? a : b;
}

static void add_name(struct code_list *list, const char *name, struct code_item *item)
{
	g_autofree char *folded = name ? text_fold(name) : NULL;
	gpointer other = NULL;
	if (!folded || folded[0] == '\0')
		return;
	if (g_hash_table_lookup_extended(list->by_name, folded, NULL, &other))
		item = meant(item, other);
	g_hash_table_insert(list->by_name, g_steal_pointer(&folded), item);
}

static void add_names(struct code_list *list, struct code_item *item)
{
	add_name(list, item->label.vi, item);
	add_name(list, item->label.en, item);
	for (guint i = 0; i < item->aliases->len; i++)
		add_name(list, item->aliases->pdata[i], item);
}

/* In small letters too, where no name says otherwise: “mỹ” is the United States, not MY. */
static void add_ids(struct code_list *list)
{
	for (guint i = 0; i < list->items->len; i++) {
		struct code_item *item = list->items->pdata[i];
		g_autofree char *folded = text_fold(item->id);
		if (!g_hash_table_contains(list->by_name, folded))
			g_hash_table_insert(list->by_name, g_steal_pointer(&folded), item);
	}
}

static void read_items(struct loader *loader, void *target, const struct yaml *value)
{
	struct code_list *list = target;
	for (guint i = 0; i < value->count; i++) {
		const struct yaml_entry *entry = yaml_entry(value, i);
		if (!check_code(loader, list, entry->key, entry->place) ||
			!check_kind(loader, entry->value, YAML_MAP))
			continue;
		struct code_item *item = g_new0(struct code_item, 1);
		item->id = g_strdup(entry->key);
		item->aliases = g_ptr_array_new_with_free_func(g_free);
		if (strcmp(list->id, "currencies") == 0)
			item->minor = 2;
		g_autofree char *what = g_strdup_printf(_("the code “%s”"), item->id);
		read_map(loader, entry->value, item_keys, item, what);
		if (item->until != DAY_NONE && item->from > item->until)
			mistake(loader, entry->value->place, _("%s: “until” is before “from”"),
				what);
		g_ptr_array_add(list->items, item);
		g_hash_table_insert(list->by_id, item->id, item);
		g_hash_table_insert(loader->origins, item, (gpointer)entry->value);
		add_names(list, item);
	}
	add_ids(list);
}

static const struct key list_keys[] = {
	{"codes", KEY_ID, TRUE, NOWHERE},
	{"extends", KEY_BOOL, FALSE, NOWHERE},
	{"title", KEY_LABEL, TRUE, offsetof(struct code_list, title)},
	{"items", KEY_MAP, TRUE, NOWHERE, read_items},
	{NULL},
};

void load_codes(struct loader *loader, const struct yaml *map)
{
	struct code_list *list = code_list_new();
	list->id = g_strdup(yaml_get(map, "codes")->text);
	g_ptr_array_add(loader->model->codes, list);
	read_map(loader, map, list_keys, list, _("a code list"));
}

/* TRUE when following `into` from the item comes to no end. */
static gboolean runs_in_circle(const struct code_list *list, const struct code_item *item)
{
	const struct code_item *next = item;
	for (guint steps = 0; next && next->into; steps++) {
		next = code_find(list, next->into);
		if (next == item || steps == INTO_MOST)
			return TRUE;
	}
	return FALSE;
}

static void link_item(
	struct loader *loader, const struct code_list *list, const struct code_item *item)
{
	if (!item->into)
		return;
	const struct yaml *map = g_hash_table_lookup(loader->origins, item);
	struct place place = yaml_get(map, "into")->place;
	if (!code_find(list, item->into)) {
		g_autoptr(GPtrArray) ids = g_ptr_array_new();
		for (guint i = 0; i < list->items->len; i++)
			g_ptr_array_add(ids, ((struct code_item *)list->items->pdata[i])->id);
		mistake_near(loader, place, item->into, ids, _("the list “%s” has no code “%s”"),
			list->id, item->into);
	} else if (runs_in_circle(list, item))
		mistake(loader, place, _("following “into” from “%s” comes to no end"), item->id);
}

void link_codes(struct loader *loader)
{
	for (guint i = 0; i < loader->model->codes->len; i++) {
		const struct code_list *list = loader->model->codes->pdata[i];
		for (guint j = 0; j < list->items->len; j++)
			link_item(loader, list, list->items->pdata[j]);
	}
}
