/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr_bind.h"
#include "base/text.h"
#include "def/value_private.h"

#include <string.h>

enum expr_type field_expr_type(const struct field *field)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_LOCALITY:
	case FIELD_PERSON:
	case FIELD_FILE:
		return TYPE_TEXT;
	case FIELD_BOOL:
		return TYPE_BOOL;
	case FIELD_COUNT:
	case FIELD_DECIMAL:
		return TYPE_NUMBER;
	case FIELD_MONEY:
		return TYPE_MONEY;
	case FIELD_DATE:
	case FIELD_DATETIME:
		return TYPE_DAY;
	case FIELD_ROWS:
	case FIELD_DOCUMENT:
		return TYPE_ANY;
	default:
		return TYPE_CHOICE;
	}
}

static gboolean choices_meet(const struct field *a, const struct field *b)
{
	for (guint i = 0; a->choices && b->choices && i < a->choices->len; i++) {
		const struct choice *choice = g_ptr_array_index(a->choices, i);
		for (guint j = 0; j < b->choices->len; j++)
			if (strcmp(choice->id,
				    ((const struct choice *)g_ptr_array_index(b->choices, j))
					    ->id) == 0)
				return TRUE;
	}
	return FALSE;
}

gboolean paths_comparable(const struct path *a, const struct path *b)
{
	if (a->built_in == BUILT_IN_STATE || b->built_in == BUILT_IN_STATE)
		return a->built_in == b->built_in;
	if (!a->field || !b->field || a->field->type != b->field->type)
		return FALSE;
	if (a->field->type == FIELD_CHOICE)
		return a->field == b->field || choices_meet(a->field, b->field);
	return a->field->type != FIELD_LINK || a->field->target == b->field->target;
}

enum found { FOUND, ABSENT, REPORTED };

static const char *nearest_field(const GPtrArray *fields, const char *id)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; fields && i < fields->len; i++)
		g_ptr_array_add(names, ((const struct field *)g_ptr_array_index(fields, i))->id);
	g_ptr_array_add(names, (gpointer) "state");
	g_ptr_array_add(names, NULL);
	return text_nearest(id, (const char *const *)names->pdata);
}

static gboolean refuse_name(struct binder *binder, const struct node *node, const char *where,
	const GPtrArray *fields, const char *id)
{
	const char *nearest = nearest_field(fields, id);
	if (nearest)
		return bind_refuse(binder, node, _("%s has no field “%s”; did you mean %s?"), where,
			id, nearest);
	return bind_refuse(binder, node, _("%s has no field “%s”"), where, id);
}

static gboolean find_built_in(const struct reg *reg, const char *id, struct path *path)
{
	if (strcmp(id, "state") == 0 && reg->states && reg->states->len > 0)
		path->built_in = BUILT_IN_STATE;
	else if (strcmp(id, "id") == 0)
		path->built_in = BUILT_IN_ID;
	else if (strcmp(id, "version") == 0)
		path->built_in = BUILT_IN_VERSION;
	return path->built_in != BUILT_IN_NONE;
}

/* One step through a link. */
static gboolean follow_link(
	struct binder *binder, const struct node *node, const struct field *link, struct path *path)
{
	if (link->many)
		return bind_refuse(binder, node,
			_("“%s” may name several records, so their fields cannot be used"),
			link->id);
	if (path->count == PATH_LINKS_MOST)
		return bind_refuse(
			binder, node, _("a name goes through at most %d links"), PATH_LINKS_MOST);
	path->links[path->count++] = link;
	path->reg = link->target;
	return TRUE;
}

/* The rest of the name after its first field. */
static gboolean follow(struct binder *binder, const struct node *node, char **parts,
	const struct field *field, struct path *path)
{
	for (; *parts; parts++) {
		const struct field *next = NULL;
		if (field->type == FIELD_ROWS && !path->rows) {
			path->rows = field;
			next = rows_field(field, *parts);
			if (!next)
				return refuse_name(binder, node, field->id, field->fields, *parts);
		} else if (field->type == FIELD_LINK && !path->rows) {
			if (!follow_link(binder, node, field, path))
				return FALSE;
			next = reg_field(path->reg, *parts);
			if (!next && !parts[1] && find_built_in(path->reg, *parts, path))
				return TRUE;
			if (!next)
				return refuse_name(
					binder, node, path->reg->id, path->reg->fields, *parts);
		} else {
			return bind_refuse(binder, node,
				_("“%s” is no link, so “.%s” cannot follow it"), field->id, *parts);
		}
		field = next;
	}
	if (field->type == FIELD_ROWS)
		path->rows = field;
	else
		path->field = field;
	return TRUE;
}

static enum found find_path(struct binder *binder, const struct node *node, struct path *path)
{
	g_auto(GStrv) parts = g_strsplit(node->text, ".", -1);
	*path = (struct path){.reg = binder->reg};
	const struct field *field = binder->each ? rows_field(binder->each, parts[0]) : NULL;
	path->in_row = field != NULL;
	if (!field)
		field = reg_field(binder->reg, parts[0]);
	if (field)
		return follow(binder, node, parts + 1, field, path) ? FOUND : REPORTED;
	if (!parts[1] && find_built_in(binder->reg, parts[0], path))
		return FOUND;
	return ABSENT;
}

gboolean is_loose(struct binder *binder, const struct node *node)
{
	if (node->kind == NODE_TEXT)
		return TRUE;
	if (node->kind != NODE_NAME || strchr(node->text, '.'))
		return FALSE;
	struct path path;
	return find_path(binder, node, &path) == ABSENT;
}

static void note_read(struct binder *binder, const struct field *field)
{
	if (field && !g_ptr_array_find(binder->reads, field, NULL))
		g_ptr_array_add(binder->reads, (gpointer)field);
}

static void use_path(struct binder *binder, struct node *node, const struct path *path)
{
	node->kind = NODE_PATH;
	node->path = *path;
	node->links = path->count > 0;
	node->scale = 0;
	if (path->count > 0) {
		note_read(binder, path->links[0]);
	} else {
		note_read(binder, path->rows);
		note_read(binder, path->field);
	}
	if (path->built_in != BUILT_IN_NONE)
		node->type = path->built_in == BUILT_IN_STATE ? TYPE_CHOICE : TYPE_NUMBER;
	else
		node->type = path->field ? field_expr_type(path->field) : TYPE_ANY;
	if (path->field && path->field->type == FIELD_DECIMAL)
		node->scale = path->field->scale;
}

gboolean bind_path(struct binder *binder, struct node *node)
{
	if (node->kind == NODE_PATH)
		return TRUE;
	struct path path;
	switch (find_path(binder, node, &path)) {
	case FOUND:
		use_path(binder, node, &path);
		return TRUE;
	case ABSENT: {
		const GPtrArray *fields = binder->each ? binder->each->fields : binder->reg->fields;
		return refuse_name(binder, node, binder->reg->id, fields, node->text);
	}
	case REPORTED:
		break;
	}
	return FALSE;
}

/* The id of the peer's value that the text names (its id or label); NULL when it has none. */
static const char *peer_value(const struct path *peer, const char *text)
{
	if (peer->built_in == BUILT_IN_STATE) {
		const struct state *state = reg_state(peer->reg, text);
		return state ? state->id : NULL;
	}
	const struct field *field = peer->field;
	if (!field)
		return NULL;
	if (field->type == FIELD_CHOICE) {
		const struct choice *choice = field->choices ? field_choice(field, text) : NULL;
		return choice ? choice->id : NULL;
	}
	if (field->codes) {
		const struct code_item *item = code_match(field->codes, text);
		return item ? item->id : NULL;
	}
	return NULL;
}

/* Divisions, offices and links are not listed in the definitions: any value may be named. */
static gboolean is_open(const struct path *peer)
{
	return peer->built_in == BUILT_IN_NONE && peer->field && !peer->field->codes &&
	       peer->field->type != FIELD_CHOICE;
}

static gboolean use_value(struct node *node, const char *id)
{
	if (id != node->text) {
		char *copy = g_strdup(id);
		g_free(node->text);
		node->text = copy;
	}
	node->kind = NODE_TEXT;
	node->type = TYPE_CHOICE;
	node->number = 0;
	if (node->text[0] == '#' && strspn(node->text + 1, "0123456789") == strlen(node->text) - 1)
		node->number = g_ascii_strtoll(node->text + 1, NULL, 10);
	return TRUE;
}

static gboolean refuse_value(
	struct binder *binder, const struct node *node, const struct path *peer)
{
	g_autofree char *accepted = peer->built_in == BUILT_IN_STATE
					    ? accepted_states(peer->reg, node->text)
					    : accepted_values(peer->field, node->text);
	const char *name = peer->built_in == BUILT_IN_STATE ? "state" : peer->field->id;
	return bind_refuse(binder, node, _("“%s” is neither a field nor a value of %s; %s"),
		node->text, name, accepted);
}

static gboolean bind_value(struct binder *binder, struct node *node, const struct path *peer)
{
	const char *id = peer_value(peer, node->text);
	if (id)
		return use_value(node, id);
	if (is_open(peer))
		return use_value(node, node->text);
	return refuse_value(binder, node, peer);
}

static gboolean bind_name(struct binder *binder, struct node *node, const struct path *peer)
{
	struct path path;
	enum found found = find_path(binder, node, &path);
	if (found == REPORTED)
		return FALSE;
	if (found == ABSENT)
		return peer && !strchr(node->text, '.') ? bind_value(binder, node, peer)
							: bind_path(binder, node);
	const char *value = peer ? peer_value(peer, node->text) : NULL;
	if (value && !paths_comparable(&path, peer))
		return use_value(node, value);
	if (value)
		return bind_refuse(binder, node,
			_("“%s” is a field and also a value here: write '%s' for the value"),
			node->text, node->text);
	use_path(binder, node, &path);
	if (path.rows)
		return bind_refuse(binder, node,
			_("“%s” has one value per row: use it inside sum(), count(), min() or "
			  "max()"),
			node->text);
	if (node->type == TYPE_ANY)
		return bind_refuse(binder, node,
			_("“%s” is a document: only empty() and count() take it"), node->text);
	return TRUE;
}

gboolean bind_word(struct binder *binder, struct node *node, const struct path *peer)
{
	if (node->kind == NODE_NAME)
		return bind_name(binder, node, peer);
	if (node->kind == NODE_PATH)
		return TRUE;
	if (node->kind == NODE_BOOL) {
		const char *value = peer ? peer_value(peer, node->text) : NULL;
		node->type = TYPE_BOOL;
		return value ? use_value(node, value) : TRUE;
	}
	node->type = TYPE_TEXT;
	return peer ? bind_value(binder, node, peer) : TRUE;
}
