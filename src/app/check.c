/* SPDX-License-Identifier: Apache-2.0 */
#include "app/check.h"
#include "app/against.h"
#include "base/error.h"
#include "check/check.h"
#include "doc/annotate.h"
#include "format/file.h"

#include <string.h>
#include <sys/stat.h>

/* The text of a text file as it stands, for quotes; NULL for a file of another kind. */
static char *text_of(GBytes *content, const struct doc_format *format)
{
	if (strcmp(format->name, "txt") != 0 && strcmp(format->name, "md") != 0)
		return NULL;
	gsize length = 0;
	const char *bytes = g_bytes_get_data(content, &length);
	if (length >= 2 && (memcmp(bytes, "\xff\xfe", 2) == 0 || memcmp(bytes, "\xfe\xff", 2) == 0))
		return g_convert(bytes, (gssize)length, "UTF-8", "UTF-16", NULL, NULL, NULL);
	if (length >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0)
		return g_strndup(bytes + 3, length - 3);
	return bytes ? g_strndup(bytes, length) : NULL;
}

/* A file as it was read once. */
struct opened {
	const struct doc_format *format;
	GBytes *content;
	struct doc *doc;
	char *text; /* of a text file */
};

static gboolean open_paper(struct opened *opened, const char *path, GError **error)
{
	*opened = (struct opened){.format = doc_read_format(path)};
	if (!opened->format || !opened->format->read)
		return fail(error, ERROR_USAGE, _("%s: files of this kind are not read"), path);
	opened->content = file_read(path, reading_usual.bytes, error);
	if (!opened->content)
		return FALSE;
	opened->doc = doc_read_content(opened->content, opened->format, NULL, error);
	if (!opened->doc) {
		g_prefix_error(error, "%s: ", path);
		return FALSE;
	}
	opened->text = text_of(opened->content, opened->format);
	return TRUE;
}

static void opened_clear(struct opened *opened)
{
	g_clear_pointer(&opened->content, g_bytes_unref);
	g_clear_pointer(&opened->doc, doc_free);
	g_clear_pointer(&opened->text, g_free);
}
typedef struct opened opened_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(opened_t, opened_clear)

static GBytes *copy_of(const struct opened *opened, const char *path, const struct findings *findings, GError **error)
{
	GBytes *copy = doc_annotate(opened->content, opened->format, findings, NULL, error);
	if (!copy)
		g_prefix_error(error, "%s: ", path);
	return copy;
}

static struct findings *check_file(const struct checker *checker, const char *path, const struct against *against,
	struct annotation *annotation, GError **error)
{
	g_auto(opened_t) opened = {NULL};
	if (!open_paper(&opened, path, error))
		return NULL;
	g_autoptr(findings_t) found = checker_check(checker, opened.doc, path, opened.text, against);
	if (annotation && !(annotation->copy = copy_of(&opened, path, found, error)))
		return NULL;
	return g_steal_pointer(&found);
}

static struct findings *check_all(struct app *app, const char *const *paths, gint64 office, struct annotation *annotation, GError **error)
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
			checker, *paths, records ? office_records_against(records) : NULL, annotation, error);
		if (!found)
			return NULL;
		findings_join(all, found);
	}
	return g_steal_pointer(&all);
}

struct findings *app_check(struct app *app, const char *const *paths, gint64 office, GError **error)
{
	return check_all(app, paths, office, NULL, error);
}

/* What is there is not written over; what is empty may be, and a pipe or device is written to. */
static gboolean may_write(const char *path, const char *output, GError **error)
{
	struct stat input, there;
	if (stat(output, &there) != 0)
		return TRUE;
	if (stat(path, &input) == 0 && input.st_dev == there.st_dev && input.st_ino == there.st_ino)
		return fail(error, ERROR_USAGE, _("%s: this is the file that is checked; give its copy another name"), output);
	return !S_ISREG(there.st_mode) || there.st_size == 0 ||
	       fail(error, ERROR_REFUSED, _("%s: is there already; give the copy another name, or remove it first"), output);
}

static gboolean may_annotate(const char *path, const char *output, GError **error)
{
	const struct doc_format *format = doc_read_format(path), *wanted = doc_read_format(output);
	if (!format || !format->read)
		return fail(error, ERROR_USAGE, _("%s: files of this kind are not read"), path);
	if (!format->annotate)
		return fail(error, ERROR_USAGE,
			_("%s: an annotated copy is made of a DOCX or a PDF; check the file without --annotate, or save it as "
			  "DOCX first"),
			path);
	if (wanted != format)
		return fail(error, ERROR_USAGE, _("%s: the annotated copy of a %s file is one, too: its name ends in %s"),
			output, format->extension + 1, format->extension);
	return may_write(path, output, error);
}

struct findings *app_check_annotated(
	struct app *app, const char *path, gint64 office, struct annotation *annotation, GError **error)
{
	const char *const paths[] = {path, NULL};
	annotation->copy = NULL;
	return may_annotate(path, annotation->output, error) ? check_all(app, paths, office, annotation, error) : NULL;
}

char *app_facts(const struct app *app, const char *path, gboolean json, GError **error)
{
	g_autoptr(checker_t) checker = checker_new(app->model, error);
	g_auto(opened_t) opened = {NULL};
	if (!checker || !open_paper(&opened, path, error))
		return NULL;
	return checker_facts(checker, opened.doc, path, opened.text, json);
}
