/* SPDX-License-Identifier: Apache-2.0 */
#include "format/json.h"
#include "base/error.h"

#include <string.h>

void json_writer_begin(struct json_writer *writer, GString *out)
{
	writer->out = out;
	writer->start = out->len;
	writer->depth = 0;
	writer->comma = writer->keyed = FALSE;
	writer->failure = NULL;
}

gboolean json_writer_end(struct json_writer *writer, GError **error)
{
	if (!writer->failure && writer->depth > 0)
		writer->failure = "an object or array is left open";
	if (!writer->failure && writer->out->len == writer->start)
		writer->failure = "nothing was written";
	if (!writer->failure)
		return TRUE;
	g_string_truncate(writer->out, writer->start);
	return fail(error, ERROR_SYSTEM, _("JSON cannot be written: %s"), writer->failure);
}

static void give_up(struct json_writer *writer, const char *failure)
{
	if (!writer->failure)
		writer->failure = failure;
}

/* Comes before every value; FALSE when none may stand here. */
static gboolean begin_value(struct json_writer *writer)
{
	if (writer->failure)
		return FALSE;
	gboolean allowed;
	if (writer->depth == 0)
		allowed = !writer->comma;
	else
		allowed = writer->in_array[writer->depth - 1] || writer->keyed;
	if (!allowed) {
		give_up(writer, writer->depth ? "a value has no key" : "there are two values");
		return FALSE;
	}
	if (writer->comma && !writer->keyed)
		g_string_append_c(writer->out, ',');
	writer->keyed = FALSE;
	writer->comma = TRUE;
	return TRUE;
}

static void open(struct json_writer *writer, gboolean array)
{
	if (!begin_value(writer))
		return;
	if (writer->depth == JSON_DEPTH_MOST) {
		give_up(writer, "it is too deep");
		return;
	}
	writer->in_array[writer->depth++] = array;
	writer->comma = FALSE;
	g_string_append_c(writer->out, array ? '[' : '{');
}

void json_open_object(struct json_writer *writer)
{
	open(writer, FALSE);
}

void json_open_array(struct json_writer *writer)
{
	open(writer, TRUE);
}

void json_close(struct json_writer *writer)
{
	if (writer->depth == 0 || writer->keyed)
		give_up(writer, writer->keyed ? "a key has no value" : "nothing is open");
	if (writer->failure)
		return;
	g_string_append_c(writer->out, writer->in_array[--writer->depth] ? ']' : '}');
	writer->comma = TRUE;
}

static void append_escape(GString *out, guchar byte)
{
	static const char letters[] = {['\b'] = 'b',
		['\t'] = 't',
		['\n'] = 'n',
		['\f'] = 'f',
		['\r'] = 'r',
		['"'] = '"',
		['\\'] = '\\'};
	if (letters[byte]) {
		g_string_append_c(out, '\\');
		g_string_append_c(out, letters[byte]);
	} else {
		g_string_append_printf(out, "\\u%04X", byte);
	}
}

static void append_quoted(struct json_writer *writer, const char *text)
{
	gsize length = strlen(text);
	if (!g_utf8_validate(text, (gssize)length, NULL)) {
		give_up(writer, "a text is not UTF-8");
		return;
	}
	GString *out = writer->out;
	g_string_append_c(out, '"');
	const char *run = text;
	for (const char *at = text; at < text + length; at++) {
		guchar byte = (guchar)*at;
		if (byte >= 0x20 && byte != '"' && byte != '\\')
			continue;
		g_string_append_len(out, run, at - run);
		append_escape(out, byte);
		run = at + 1;
	}
	g_string_append_len(out, run, text + length - run);
	g_string_append_c(out, '"');
}

void json_key(struct json_writer *writer, const char *key)
{
	if (writer->depth == 0 || writer->in_array[writer->depth - 1])
		give_up(writer, "a key stands outside of an object");
	if (writer->keyed)
		give_up(writer, "a key has no value");
	if (writer->failure)
		return;
	if (writer->comma)
		g_string_append_c(writer->out, ',');
	append_quoted(writer, key);
	g_string_append_c(writer->out, ':');
	writer->keyed = TRUE;
}

void json_text(struct json_writer *writer, const char *text)
{
	if (!text)
		json_none(writer);
	else if (begin_value(writer))
		append_quoted(writer, text);
}

void json_int(struct json_writer *writer, gint64 value)
{
	if (!begin_value(writer))
		return;
	char digits[24];
	char *at = digits + sizeof digits;
	guint64 rest = value < 0 ? ~(guint64)value + 1 : (guint64)value;
	do {
		*--at = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		*--at = '-';
	g_string_append_len(writer->out, at, digits + sizeof digits - at);
}

void json_bool(struct json_writer *writer, gboolean value)
{
	if (begin_value(writer))
		g_string_append(writer->out, value ? "true" : "false");
}

void json_none(struct json_writer *writer)
{
	if (begin_value(writer))
		g_string_append(writer->out, "null");
}

void json_key_text(struct json_writer *writer, const char *key, const char *text)
{
	json_key(writer, key);
	json_text(writer, text);
}

void json_key_int(struct json_writer *writer, const char *key, gint64 value)
{
	json_key(writer, key);
	json_int(writer, value);
}

void json_key_bool(struct json_writer *writer, const char *key, gboolean value)
{
	json_key(writer, key);
	json_bool(writer, value);
}
