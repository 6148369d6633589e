/* SPDX-License-Identifier: Apache-2.0 */
#include "def/yaml.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static void refuse(struct findings *findings, struct place place, const char *message)
{
	findings_add(findings, SEVERITY_ERROR, place, "%s", message);
}

static gboolean is_utf16(const char *bytes, gsize length)
{
	const guchar *at = (const guchar *)bytes;
	if (length < 2)
		return FALSE;
	gboolean marked = (at[0] == 0xFF && at[1] == 0xFE) || (at[0] == 0xFE && at[1] == 0xFF);
	return marked || (at[0] == 0) != (at[1] == 0);
}

/* The place of a byte; what stands before it on its line is UTF-8. */
static struct place byte_place(const char *file, const char *bytes, const char *at)
{
	struct place place = {file, 1, 1};
	const char *line = bytes;
	for (const char *next = bytes; next < at; next++)
		if (*next == '\n') {
			place.line++;
			line = next + 1;
		}
	place.column = (guint)g_utf8_strlen(line, at - line) + 1;
	return place;
}

static gboolean indents_with_tab(const char *line)
{
	const char *at = line + strspn(line, " ");
	const char *text = at + strspn(at, " \t");
	return *at == '\t' && *text != '\0' && *text != '#';
}

/* One line to NFC; FALSE after a finding. */
static gboolean clean_line(
	GString *clean, const char *line, struct place place, struct findings *findings)
{
	if (indents_with_tab(line)) {
		place.column = (guint)strspn(line, " ") + 1;
		refuse(findings, place, _("a tab indents this line: use spaces"));
		return FALSE;
	}
	g_autoptr(GError) error = NULL;
	g_autofree char *text = text_clean(line, -1, &error);
	if (!text) {
		refuse(findings, place, error->message);
		return FALSE;
	}
	g_string_append(clean, text);
	return TRUE;
}

static char *clean_lines(const char *file, char *text, struct findings *findings)
{
	GString *clean = g_string_sized_new(strlen(text) + 1);
	struct place place = {.file = file};
	gboolean sound = TRUE;
	for (char *line = text; line;) {
		char *end = strchr(line, '\n');
		if (end)
			*end = '\0';
		gsize length = strlen(line);
		if (length > 0 && line[length - 1] == '\r')
			line[length - 1] = '\0';
		place.line++;
		place.column = 0;
		sound = clean_line(clean, line, place, findings) && sound;
		if (end)
			g_string_append_c(clean, '\n');
		line = end ? end + 1 : NULL;
	}
	return g_string_free(clean, !sound);
}

char *yaml_clean(const char *file, const char *bytes, gsize length, struct findings *findings)
{
	struct place place = {.file = file};
	if (length > YAML_BYTES_MOST) {
		refuse(findings, place, _("the file is larger than 4 MB"));
		return NULL;
	}
	if (is_utf16(bytes, length)) {
		refuse(findings, place, _("the file is UTF-16: save it as UTF-8"));
		return NULL;
	}
	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		length -= 3;
	}
	const char *wrong = NULL;
	if (length > 0 && !g_utf8_validate_len(bytes, length, &wrong)) {
		place = byte_place(file, bytes, wrong);
		refuse(findings, place,
			*wrong ? _("this byte is not UTF-8: save the file as UTF-8")
			       : _("a NUL byte: this is not a text file"));
		return NULL;
	}
	g_autofree char *text = g_strndup(bytes, length);
	return clean_lines(file, text, findings);
}
