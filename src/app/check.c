/* SPDX-License-Identifier: Apache-2.0 */
#include "app/check.h"
#include "app/against.h"
#include "base/error.h"
#include "check/apart.h"
#include "doc/annotate.h"
#include "format/file.h"
#include "import/tally.h"

#include <string.h>
#include <sys/stat.h>

static void file_free(gpointer data)
{
	struct paper_file *file = data;
	g_free(file->path);
	g_clear_pointer(&file->content, g_bytes_unref);
	g_free(file);
}
typedef struct paper_file paper_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(paper_file_t, file_free)

static struct paper_file *open_file(const char *path, GError **error)
{
	const struct doc_format *format = doc_read_format(path);
	if (!format || !format->read) {
		fail(error, ERROR_USAGE, _("%s: files of this kind are not read"), path);
		return NULL;
	}
	GBytes *content = file_read(path, reading_usual.bytes, error);
	if (!content)
		return NULL;
	struct paper_file *file = g_new(struct paper_file, 1);
	*file = (struct paper_file){g_strdup(path), format, content};
	return file;
}

static struct doc *read_file(const struct paper_file *file, GError **error)
{
	struct doc *doc = doc_read_content(file->content, file->format, NULL, error);
	if (!doc)
		g_prefix_error(error, "%s: ", file->path);
	return doc;
}

/* Texts are read many in a child, up to so many bytes; what needs foreign libraries, each in its own. */
#define BATCH_BYTES ((gsize)512 << 10)
#define BATCHES_MOST 16 /* at a time; no more than there are processors */

struct batch {
	GPtrArray *files; /* struct paper_file * */
	gsize bytes;
	struct checking *checking;
};

static void batch_free(gpointer data)
{
	struct batch *batch = data;
	checking_stop(batch->checking);
	g_ptr_array_unref(batch->files);
	g_free(batch);
}
typedef struct batch batch_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(batch_t, batch_free)

static void batch_add(struct batch *batch, struct paper_file *file)
{
	batch->bytes += g_bytes_get_size(file->content);
	g_ptr_array_add(batch->files, file);
}

static gboolean is_text(const char *path)
{
	const struct doc_format *format = doc_read_format(path);
	return format && doc_format_is_text(format);
}

/* Opens the next files and begins to check them. One that cannot be opened is the next batch's first. */
static struct batch *batch_begin(const struct checker *checker, const char *const **paths, GError **error)
{
	struct paper_file *file = open_file(**paths, error);
	if (!file)
		return NULL;
	g_autoptr(batch_t) batch = g_new0(struct batch, 1);
	batch->files = g_ptr_array_new_with_free_func(file_free);
	batch_add(batch, file);
	gboolean text = is_text(*(*paths)++);
	while (text && **paths && is_text(**paths) && batch->bytes < BATCH_BYTES && (file = open_file(**paths, NULL))) {
		batch_add(batch, file);
		(*paths)++;
	}
	batch->checking = checking_begin(
		checker, (const struct paper_file *const *)batch->files->pdata, batch->files->len, error);
	return batch->checking ? g_steal_pointer(&batch) : NULL;
}

static struct findings *check_apart(const struct checker *checker, const char *const *paths, GError **error)
{
	const guint most = MIN(g_get_num_processors(), BATCHES_MOST);
	g_autoptr(GPtrArray) batches = g_ptr_array_new_with_free_func(batch_free);
	g_autoptr(findings_t) all = findings_new();
	g_autoptr(GError) failed = NULL; /* told after what is wrong with the files before */
	for (;;) {
		struct batch *next = *paths && !failed && batches->len < most ? batch_begin(checker, &paths, &failed) : NULL;
		if (next) {
			g_ptr_array_add(batches, next);
			continue;
		}
		if (batches->len == 0)
			break;
		g_autoptr(batch_t) first = g_ptr_array_steal_index(batches, 0);
		struct findings *found = checking_end(g_steal_pointer(&first->checking), error);
		if (!found)
			return NULL;
		findings_join(all, found);
	}
	if (!failed)
		return g_steal_pointer(&all);
	g_propagate_error(error, g_steal_pointer(&failed));
	return NULL;
}

/* Against records, which are asked from here, the tree has to come here, too. */
static struct findings *check_file(
	const struct checker *checker, const struct paper_file *file, const struct against *against, GError **error)
{
	if (!against) {
		struct checking *checking = checking_begin(checker, &file, 1, error);
		return checking ? checking_end(checking, error) : NULL;
	}
	g_autoptr(doc_t) doc = read_file(file, error);
	g_autofree char *text = doc ? paper_file_text(file) : NULL;
	return doc ? checker_check(checker, doc, file->path, text, against) : NULL;
}

static struct findings *check_each(
	const struct checker *checker, const char *const *paths, const struct against *against, GError **error)
{
	g_autoptr(findings_t) all = findings_new();
	for (; *paths; paths++) {
		g_autoptr(paper_file_t) file = open_file(*paths, error);
		struct findings *found = file ? check_file(checker, file, against, error) : NULL;
		if (!found)
			return NULL;
		findings_join(all, found);
	}
	return g_steal_pointer(&all);
}

/* What is checked with, and against. */
struct desk {
	struct checker *checker;
	struct office_records *records; /* NULL = none */
};

static gboolean desk_open(struct desk *desk, struct app *app, gint64 office, GError **error)
{
	*desk = (struct desk){.checker = checker_new(app->model, error)};
	if (desk->checker && office)
		desk->records = office_records_new(app, office, error);
	return desk->checker && (!office || desk->records);
}

static void desk_clear(struct desk *desk)
{
	g_clear_pointer(&desk->records, office_records_free);
	g_clear_pointer(&desk->checker, checker_free);
}
typedef struct desk desk_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(desk_t, desk_clear)

static const struct against *against_of(const struct desk *desk)
{
	return desk->records ? office_records_against(desk->records) : NULL;
}

struct findings *app_check(struct app *app, const char *const *paths, gint64 office, GError **error)
{
	g_auto(desk_t) desk = {NULL};
	if (!desk_open(&desk, app, office, error))
		return NULL;
	return office ? check_each(desk.checker, paths, against_of(&desk), error) : check_apart(desk.checker, paths, error);
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
	g_auto(desk_t) desk = {NULL};
	annotation->copy = NULL;
	if (!may_annotate(path, annotation->output, error) || !desk_open(&desk, app, office, error))
		return NULL;
	g_autoptr(paper_file_t) file = open_file(path, error);
	g_autoptr(findings_t) found = file ? check_file(desk.checker, file, against_of(&desk), error) : NULL;
	if (!found)
		return NULL;
	annotation->copy = doc_annotate(file->content, file->format, found, NULL, error);
	if (annotation->copy)
		return g_steal_pointer(&found);
	g_prefix_error(error, "%s: ", path);
	return NULL;
}

static char *sheet_facts(const struct checker *checker, const char *path, gboolean json, GError **error)
{
	g_autoptr(GBytes) content = file_read(path, reading_usual.bytes, error);
	char *facts = content ? tally_facts(checker, content, path, json, error) : NULL;
	if (content && !facts)
		g_prefix_error(error, "%s: ", path);
	return facts;
}

char *app_facts(const struct app *app, const char *path, gboolean json, GError **error)
{
	g_autoptr(checker_t) checker = checker_new(app->model, error);
	if (checker && tally_is_sheet(path))
		return sheet_facts(checker, path, json, error);
	g_autoptr(paper_file_t) file = checker ? open_file(path, error) : NULL;
	g_autoptr(doc_t) doc = file ? read_file(file, error) : NULL;
	if (!doc)
		return NULL;
	g_autofree char *text = paper_file_text(file);
	return checker_facts(checker, doc, path, text, json);
}
