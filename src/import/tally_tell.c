/* SPDX-License-Identifier: Apache-2.0 */
#include "import/tally_tell.h"
#include "base/number.h"
#include "check/tell.h"
#include "format/json.h"

#include <string.h>

static void put_where(struct json_writer *json, const char *where)
{
	g_auto(GStrv) parts = g_strsplit(where, ",", -1);
	json_key(json, "where");
	json_open_object(json);
	for (guint i = 0; parts[i]; i++) {
		char *sign = strchr(parts[i], '=');
		if (!sign)
			continue;
		*sign = '\0';
		json_key_text(json, parts[i], sign + 1);
	}
	json_close(json);
}

static void put_fact(struct json_writer *json, const struct tally_fact *fact, guint number)
{
	g_autofree char *value = decimal_plain(fact->value, fact->scale);
	json_open_object(json);
	json_key_int(json, "id", number);
	json_key_text(json, "kind", fact->as_base ? "base" : "figure");
	json_key_text(json, "cell", fact->cell);
	json_key_text(json, "quote", fact->quote);
	if (fact->scale)
		json_key_text(json, "value", value);
	else
		json_key_int(json, "value", fact->value);
	if (fact->unit && *fact->unit)
		json_key_text(json, "unit", fact->unit);
	tell_span(json, fact->span);
	if (fact->figure)
		json_key_text(json, "figure", fact->figure);
	if (fact->where)
		put_where(json, fact->where);
	if (fact->doubt)
		json_key_text(json, "doubt", fact->doubt);
	json_close(json);
}

char *tally_tell_json(const struct tally_reading *reading, const char *path)
{
	GString *out = g_string_new(NULL);
	struct json_writer json;
	json_writer_begin(&json, out);
	json_open_object(&json);
	json_key_text(&json, "file", path);
	json_key(&json, "facts");
	json_open_array(&json);
	for (guint i = 0; i < reading->facts->len; i++)
		put_fact(&json, reading->facts->pdata[i], i + 1);
	json_close(&json);
	json_key(&json, "findings");
	json_open_array(&json);
	for (guint i = 0; i < reading->notes->len; i++) {
		const struct tally_note *note = reading->notes->pdata[i];
		json_open_object(&json);
		json_key_text(&json, "severity", severity_name(note->severity));
		json_key_text(&json, "cell", note->cell);
		json_key_text(&json, "message", note->message);
		json_close(&json);
	}
	json_close(&json);
	json_close(&json);
	json_writer_end(&json, NULL);
	g_string_append_c(out, '\n');
	return g_string_free(out, FALSE);
}

char *tally_tell_text(const struct tally_reading *reading, const char *path)
{
	GString *out = g_string_new(NULL);
	for (guint i = 0; i < reading->facts->len; i++) {
		const struct tally_fact *fact = reading->facts->pdata[i];
		g_autofree char *value = decimal_plain(fact->value, fact->scale), *span = fact->span.from ? span_text(fact->span) : g_strdup("?");
		g_string_append_printf(out, "%s: %s: %s  %s?span=%s%s%s%s%s\n", path, fact->cell, value, fact->figure ? fact->figure : "", span,
			fact->where ? "&" : "", fact->where ? fact->where : "", fact->doubt ? "  # " : "", fact->doubt ? fact->doubt : "");
	}
	for (guint i = 0; i < reading->notes->len; i++) {
		const struct tally_note *note = reading->notes->pdata[i];
		g_string_append_printf(out, "%s: %s: %s: %s\n", path, note->cell, severity_name(note->severity), note->message);
	}
	return g_string_free(out, FALSE);
}
