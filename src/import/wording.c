/* SPDX-License-Identifier: Apache-2.0 */
#include "import/wording.h"
#include "base/number.h"
#include "base/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* "12 lượt người", "12 người" where the unit is “lượt người”: the number alone. */
static char *strip_unit(const struct field *field, const char *text)
{
	gsize length = strspn(text, "0123456789., ");
	g_autofree char *unit = text_fold(text + length);
	if (length == 0 || *unit == '\0')
		return NULL;
	const char *const known[] = {field->unit.vi, field->unit.en};
	for (gsize i = 0; i < G_N_ELEMENTS(known); i++) {
		g_autofree char *own = known[i] ? text_fold(known[i]) : g_strdup("");
		g_autofree char *tail = g_strconcat(" ", unit, NULL);
		if (strcmp(own, unit) == 0 || g_str_has_suffix(own, tail))
			return g_strstrip(g_strndup(text, length));
	}
	return NULL;
}

/* "ngày 12 tháng 3 năm 2020" as 12/3/2020 */
static char *day_of_words(const char *text)
{
	g_autofree char *folded = text_fold(text);
	const char *at = g_str_has_prefix(folded, "ngay ") ? folded + 5 : folded;
	int parts[3];
	static const char *const between[] = {" thang ", " nam ", ""};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		gsize length = strspn(at, "0123456789");
		if (length == 0 || length > 4 || !g_str_has_prefix(at + length, between[i]))
			return NULL;
		parts[i] = atoi(at);
		at += length + strlen(between[i]);
	}
	return *at == '\0' && parts[2] > 999
		       ? g_strdup_printf("%d/%d/%04d", parts[0], parts[1], parts[2])
		       : NULL;
}

/* One "250 triệu" of an amount, in whole units; *rest is what follows. */
static gboolean read_part(const char *text, gint64 *amount, const char **rest)
{
	gsize digits = strspn(text, "0123456789.,");
	const char *word = text + digits + strspn(text + digits, " ");
	gsize length = strcspn(word, " ");
	g_autofree char *number = g_strndup(text, digits), *name = g_strndup(word, length);
	g_autofree char *folded = text_fold(name);
	guint zeros = number_multiple(folded, strlen(folded));
	*rest = word + length + strspn(word + length, " ");
	return digits > 0 && zeros > 0 && decimal_parse(number, zeros, amount, NULL);
}

/* "1 tỷ 250 triệu đồng" as 1250000000 đồng */
static char *sum_of_words(const char *text)
{
	gint64 sum = 0, part;
	guint parts = 0;
	const char *at = text, *rest;
	for (; g_ascii_isdigit(*at); at = rest, parts++)
		if (!read_part(at, &part, &rest) || !number_add(sum, part, &sum, NULL))
			return NULL;
	return parts > 1 ? g_strdup_printf("%" PRId64 " %s", sum, at) : NULL;
}

/* The one field of the rows that must be there, when it is text. */
static const struct field *only_required(const struct field *rows)
{
	const struct field *only = NULL;
	for (guint i = 0; i < rows->fields->len; i++) {
		const struct field *field = rows->fields->pdata[i];
		if (!field->required || field->fallback || field->compute)
			continue;
		if (only || (field->type != FIELD_TEXT && field->type != FIELD_PERSON))
			return NULL;
		only = field;
	}
	return only;
}

/* Without the running number or the dash that begins it. */
static const char *bare_line(const char *line)
{
	line += strspn(line, " ");
	gsize digits = strspn(line, "0123456789");
	if (digits > 0 && (line[digits] == '.' || line[digits] == ')'))
		line += digits + 1;
	else if (*line == '-' || *line == '+')
		line++;
	return line + strspn(line, " ");
}

/* "Sato; Abe", or a line for each, as rows of which the name is known. */
static char *rows_of_names(const struct field *rows, const char *text)
{
	const struct field *field = only_required(rows);
	if (!field || strpbrk(text, "[]{}\""))
		return NULL;
	json_t *list = json_array();
	g_auto(GStrv) lines = g_strsplit_set(text, ";\n", -1);
	for (guint i = 0; lines[i]; i++) {
		const char *name = bare_line(g_strchomp(lines[i]));
		if (*name)
			json_array_append_new(list, json_pack("{s:s}", field->id, name));
	}
	g_autofree char *dumped = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return g_steal_pointer(&dumped);
}

/* "12/3/2020 00:00:00", as programs print a day that they keep as a moment, without its midnight. */
static char *day_of_midnight(const char *text)
{
	static const char *const midnights[] = {" 00:00:00", " 0:00:00", " 00:00", " 0:00"};
	for (gsize i = 0; i < G_N_ELEMENTS(midnights); i++)
		if (g_str_has_suffix(text, midnights[i]))
			return g_strndup(text, strlen(text) - strlen(midnights[i]));
	return NULL;
}

char *wording_plain(const struct field *field, const char *text)
{
	switch (field->type) {
	case FIELD_COUNT:
	case FIELD_DECIMAL:
		return strip_unit(field, text);
	case FIELD_DATE:
		return strchr(text, ':') ? day_of_midnight(text) : day_of_words(text);
	case FIELD_MONEY:
		return field->many ? NULL : sum_of_words(text);
	case FIELD_ROWS:
		return rows_of_names(field, text);
	default:
		return NULL;
	}
}

char *wording_list(const struct field *field, const char *text, gboolean words)
{
	if (!field->many || (!field->codes && field->type != FIELD_CHOICE) || strchr(text, '\\'))
		return NULL;
	g_autoptr(GString) list = g_string_new(text);
	g_string_replace(list, ",", ";", 0);
	g_string_replace(list, "\n", ";", 0);
	if (words)
		g_string_replace(list, " và ", ";", 0);
	return strcmp(list->str, text) == 0 ? NULL : g_strdup(list->str);
}
