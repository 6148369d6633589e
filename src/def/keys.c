/* SPDX-License-Identifier: Apache-2.0 */
#include "def/keys.h"
#include "base/number.h"
#include "base/text.h"

#include <string.h>

static const char *kind_name(enum yaml_kind kind)
{
	switch (kind) {
	case YAML_TEXT:
		return _("a text");
	case YAML_LIST:
		return _("a list [a, b]");
	case YAML_MAP:
		return _("a map {key: value}");
	}
	return "";
}

void mistake(struct loader *loader, struct place place, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(loader->findings, SEVERITY_ERROR, place, "%s", message);
}

gboolean may_suggest(const struct loader *loader)
{
	return loader->findings->errors - loader->errors < SUGGESTIONS_MOST;
}

void mistake_near(struct loader *loader, struct place place, const char *word,
	const GPtrArray *candidates, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_autofree const char **list = g_new0(const char *, candidates->len + 1);
	for (guint i = 0; i < candidates->len; i++)
		list[i] = candidates->pdata[i];
	gboolean sought = may_suggest(loader) && candidates->len <= CANDIDATES_MOST;
	const char *nearest = sought ? text_nearest(word, list) : NULL;
	if (nearest)
		findings_add(loader->findings, SEVERITY_ERROR, place, _("%s; did you mean “%s”?"),
			message, nearest);
	else
		findings_add(loader->findings, SEVERITY_ERROR, place, "%s", message);
}

gboolean check_kind(struct loader *loader, const struct yaml *value, enum yaml_kind kind)
{
	if (value->kind == YAML_TEXT && (!value->text || value->text[0] == '\0')) {
		mistake(loader, value->place, _("a value is missing: %s belongs here"),
			kind_name(kind));
		return FALSE;
	}
	if (value->kind == kind)
		return TRUE;
	mistake(loader, value->place, _("%s belongs here, not %s"), kind_name(kind),
		kind_name(value->kind));
	return FALSE;
}

gboolean check_id(struct loader *loader, const char *id, struct place place)
{
	gsize length = strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_");
	if (id[length] != '\0' || !g_ascii_islower(id[0])) {
		g_autofree char *brief = text_brief(id);
		mistake(loader, place,
			_("“%s” is not an id: use small letters a to z, digits and _, a letter "
			  "first"),
			brief);
		return FALSE;
	}
	if (length > ID_LENGTH_MOST) {
		mistake(loader, place, _("the id “%s” is longer than %d letters"), id,
			ID_LENGTH_MOST);
		return FALSE;
	}
	return TRUE;
}

gboolean read_day(struct loader *loader, const struct yaml *value, day_t *day)
{
	if (!check_kind(loader, value, YAML_TEXT))
		return FALSE;
	g_autoptr(GError) error = NULL;
	g_autofree char *iso = NULL;
	if (day_parse(value->text, day, &error))
		iso = day_iso(*day);
	if (iso && strcmp(iso, value->text) == 0)
		return TRUE;
	*day = DAY_NONE;
	if (error)
		mistake(loader, value->place, "%s", error->message);
	else
		mistake(loader, value->place, _("write the day as %s"), iso);
	return FALSE;
}

gboolean read_label(struct loader *loader, const struct yaml *value, struct label *label)
{
	static const struct key label_keys[] = {
		{"vi", KEY_TEXT, TRUE, offsetof(struct label, vi)},
		{"en", KEY_TEXT, FALSE, offsetof(struct label, en)},
		{NULL},
	};
	return check_kind(loader, value, YAML_MAP) &&
	       read_map(loader, value, label_keys, label, _("a label"));
}

static gboolean read_unit(struct loader *loader, const struct yaml *value, struct label *label)
{
	static const struct key unit_keys[] = {
		{"vi", KEY_TEXT, TRUE, offsetof(struct label, vi)},
		{"en", KEY_TEXT, FALSE, offsetof(struct label, en)},
		{"one", KEY_TEXT, FALSE, offsetof(struct label, one)},
		{NULL},
	};
	return check_kind(loader, value, YAML_MAP) &&
	       read_map(loader, value, unit_keys, label, _("a unit"));
}

static gboolean read_bool(struct loader *loader, const struct yaml *value, gboolean *flag)
{
	if (!check_kind(loader, value, YAML_TEXT))
		return FALSE;
	*flag = strcmp(value->text, "true") == 0;
	if (*flag || strcmp(value->text, "false") == 0)
		return TRUE;
	mistake(loader, value->place, _("“%s” must be true or false"), value->text);
	return FALSE;
}

static gboolean read_whole(struct loader *loader, const struct yaml *value, guint *whole)
{
	if (!check_kind(loader, value, YAML_TEXT))
		return FALSE;
	gint64 number = 0;
	if (!decimal_parse_plain(value->text, 0, &number, NULL) || number < 0 ||
		number > WHOLE_MOST) {
		mistake(loader, value->place, _("“%s” must be a whole number from 0 to %d"),
			value->text, WHOLE_MOST);
		return FALSE;
	}
	*whole = (guint)number;
	return TRUE;
}

static gboolean read_text(struct loader *loader, const struct yaml *value, char **text)
{
	if (!check_kind(loader, value, YAML_TEXT))
		return FALSE;
	g_free(*text);
	*text = g_strstrip(g_strdup(value->text));
	if (**text != '\0')
		return TRUE;
	mistake(loader, value->place, _("the text is empty"));
	return FALSE;
}

static gboolean read_id(struct loader *loader, const struct yaml *value, char **id)
{
	if (!check_kind(loader, value, YAML_TEXT) || !check_id(loader, value->text, value->place))
		return FALSE;
	g_free(*id);
	*id = g_strdup(value->text);
	return TRUE;
}

static gboolean read_expression(struct loader *loader, const struct yaml *value, struct expr **expr)
{
	if (!check_kind(loader, value, YAML_TEXT))
		return FALSE;
	*expr = expr_parse(value->text, yaml_inside(value), loader->findings);
	return *expr != NULL;
}

/* Where a value is only checked, it is read into the scratch of its kind. */
union scratch {
	char *text;
	gboolean flag;
	guint whole;
	day_t day;
};

static gboolean read_value(
	struct loader *loader, const struct key *key, void *target, const struct yaml *value)
{
	union scratch scratch = {NULL};
	gboolean kept = key->offset != NOWHERE;
	gboolean sound = TRUE;
	void *at = kept ? (char *)target + key->offset : (void *)&scratch;
	switch (key->kind) {
	case KEY_TEXT:
	case KEY_ID:
		sound = key->kind == KEY_ID ? read_id(loader, value, at)
					    : read_text(loader, value, at);
		if (!kept)
			g_free(scratch.text);
		return sound;
	case KEY_BOOL:
		return read_bool(loader, value, at);
	case KEY_WHOLE:
		return read_whole(loader, value, at);
	case KEY_DAY:
		return read_day(loader, value, at);
	case KEY_EXPR:
		return read_expression(loader, value, at);
	case KEY_LABEL:
		return read_label(loader, value, at);
	case KEY_UNIT:
		return read_unit(loader, value, at);
	case KEY_LIST:
		return check_kind(loader, value, YAML_LIST);
	case KEY_MAP:
		return check_kind(loader, value, YAML_MAP);
	case KEY_ANY:
		return TRUE;
	}
	return TRUE;
}

static const struct key *find_key(const struct key *keys, const char *name)
{
	for (const struct key *key = keys; key->name; key++)
		if (strcmp(key->name, name) == 0)
			return key;
	return NULL;
}

static void refuse_key(struct loader *loader, const struct yaml_entry *entry,
	const struct key *keys, const char *what)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const struct key *key = keys; key->name; key++)
		g_ptr_array_add(names, (gpointer)key->name);
	mistake_near(
		loader, entry->place, entry->key, names, _("%s has no key “%s”"), what, entry->key);
}

gboolean read_map(struct loader *loader, const struct yaml *map, const struct key *keys,
	void *target, const char *what)
{
	guint before = loader->findings->errors;
	for (guint i = 0; i < map->count; i++) {
		const struct yaml_entry *entry = yaml_entry(map, i);
		const struct key *key = find_key(keys, entry->key);
		if (!key)
			refuse_key(loader, entry, keys, what);
		else if (read_value(loader, key, target, entry->value) && key->read)
			key->read(loader, target, entry->value);
	}
	for (const struct key *key = keys; key->name; key++)
		if (key->required && !yaml_get(map, key->name))
			mistake(loader, map->place, _("%s needs the key “%s”"), what, key->name);
	return loader->findings->errors == before;
}
