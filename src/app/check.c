/* SPDX-License-Identifier: Apache-2.0 */
#include "app/check.h"
#include "app/against.h"
#include "check/check.h"
#include "doc/read.h"
#include "format/file.h"

#include <string.h>

/* The text of a text file as it stands, for quotes; NULL for a file of another kind. */
static char *text_of(const char *path, const struct doc_format *format)
{
	if (!format || (strcmp(format->name, "txt") != 0 && strcmp(format->name, "md") != 0))
		return NULL;
	g_autoptr(GBytes) content = file_read(path, reading_usual.bytes, NULL);
	gsize length = 0;
	const char *bytes = content ? g_bytes_get_data(content, &length) : NULL;
	if (length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		return g_convert(bytes, (gssize)length, "UTF-8", "UTF-16", NULL, NULL, NULL);
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		return g_strndup(bytes + 3, length - 3);
	return bytes ? g_strndup(bytes, length) : NULL;
}

static struct findings *check_file(
	const struct checker *checker, const char *path, const struct against *against, GError **error)
{
	g_autoptr(doc_t) doc = doc_read(path, NULL, NULL, error);
	if (!doc)
		return NULL;
	g_autofree char *text = text_of(path, doc_format_find(path));
	return checker_check(checker, doc, path, text, against);
}

struct findings *app_check(struct app *app, const char *const *paths, gint64 office, GError **error)
{
	g_autoptr(checker_t) checker = checker_new(app->model, error);
	if (!checker)
		return NULL;
	g_autoptr(office_records_t) records = office ? office_records_new(app, office, error) : NULL;
	if (office && !records)
		return NULL;
	g_autoptr(findings_t) all = findings_new();
	for (; *paths; paths++) {
		struct findings *found = check_file(
			checker, *paths, records ? office_records_against(records) : NULL, error);
		if (!found)
			return NULL;
		findings_join(all, found);
	}
	return g_steal_pointer(&all);
}

char *app_facts(const struct app *app, const char *path, gboolean json, GError **error)
{
	g_autoptr(checker_t) checker = checker_new(app->model, error);
	g_autoptr(doc_t) doc = checker ? doc_read(path, NULL, NULL, error) : NULL;
	if (!doc)
		return NULL;
	g_autofree char *text = text_of(path, doc_format_find(path));
	return checker_facts(checker, doc, path, text, json);
}
