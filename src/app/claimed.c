/* SPDX-License-Identifier: Apache-2.0 */
#include "app/claimed.h"
#include "app/line_diff.h"
#include "format/archive.h"
#include "format/file.h"

#include <string.h>

/* "tb/report/12/345" → the record of that report, NULL when the store has none. */
static struct record *report_of_identity(struct app *app, const char *identity)
{
	g_auto(GStrv) parts = g_strsplit(identity, "/", 4);
	if (g_strv_length(parts) != 4 || strcmp(parts[1], "report") != 0)
		return NULL;
	gint64 office = store_office(app->store, parts[0], NULL);
	const struct reg *reg = model_register(app->model, "report");
	g_autoptr(record_t) report = office && reg ? store_read(app->store, reg, office, g_ascii_strtoll(parts[2], NULL, 10), NULL) : NULL;
	return report && record_value(report, "snapshot") ? g_steal_pointer(&report) : NULL;
}

static void tell_no_lines(GPtrArray *differences)
{
	if (!differences->len)
		g_ptr_array_add(differences, g_strdup(_("the words of its body are the same; form, page headers or hidden parts were changed (it was saved by another program)")));
}

static char *text_of(const struct doc *doc, doc_writer write, GError **error)
{
	g_autoptr(GBytes) bytes = write(doc, error);
	return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

/* What the issued DOCX says, by writing it again and reading it as any other. */
static char *docx_words(const struct doc *doc, GError **error)
{
	g_autoptr(GBytes) bytes = doc_write_docx(doc, error);
	struct doc_claim *issued = bytes ? doc_claim_read_bytes(bytes, error) : NULL;
	char *text = issued ? g_steal_pointer(&issued->text) : NULL;
	doc_claim_free(issued);
	return text;
}

/* The words of a page: without its tags. */
static char *without_tags(const char *html)
{
	GString *text = g_string_new(NULL);
	gboolean inside = FALSE;
	for (const char *at = html; *at; at++) {
		inside = inside || *at == '<';
		if (!inside)
			g_string_append_c(text, *at);
		inside = inside && *at != '>';
	}
	return g_string_free(text, FALSE);
}

static char *html_words(const struct doc *doc, GError **error)
{
	g_autofree char *html = text_of(doc, doc_write_html, error);
	return html ? without_tags(html) : NULL;
}

static char *plain_words(const struct doc *doc, GError **error)
{
	return text_of(doc, doc_write_text, error);
}

/* "tb/report/12/345" behind one of the marks that the writers set before it, and whose mark it was; NULL for none. */
static char *identity_in(const char *bytes, gsize size, const char **format)
{
	static const struct {
		const char *mark, *format;
	} marks[] = { { "/Keywords (ngoaivu:", "pdf" }, { "\"identity\":\"", "json" }, { "\"ngoaivu-identity\" content=\"", "html" },
		{ "name=\"ngoaivu.identity\"><vt:lpwstr>", "docx" } };
	for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
		const char *mark = memmem(bytes, size, marks[i].mark, strlen(marks[i].mark));
		if (!mark)
			continue;
		const char *begin = mark + strlen(marks[i].mark), *end = begin;
		while (end < bytes + size && (g_ascii_isalnum(*end) || strchr("/-_", *end)) && *end)
			end++;
		if (format)
			*format = marks[i].format;
		return g_strndup(begin, (gsize)(end - begin));
	}
	return NULL;
}

/* What the file names; the words of both are compared where the file has words (`found`) and `read` finds ours. */
static gboolean compare(struct app *app, struct verification *verification, const char *identity, const char *format, const char *found,
	char *(*read)(const struct doc *, GError **), GError **error)
{
	verification->report = identity ? report_of_identity(app, identity) : NULL;
	if (!verification->report)
		return TRUE;
	verification->verdict = VERDICT_CHANGED;
	verification->format = g_strdup(format);
	g_autoptr(doc_t) doc = found ? report_issued_doc(app, verification->report, error) : NULL;
	g_autofree char *issued = doc ? read(doc, error) : NULL;
	if (found && !issued)
		return FALSE;
	if (found)
		line_diff(verification->differences, issued, found);
	else
		g_ptr_array_add(verification->differences, g_strdup(_("its bytes are others; what differs cannot be told")));
	tell_no_lines(verification->differences);
	return TRUE;
}

static gboolean inside_docx(struct app *app, struct verification *verification, GBytes *content, GError **error)
{
	struct doc_claim *claim = doc_claim_read_bytes(content, NULL);
	if (claim) {
		gboolean done = compare(app, verification, claim->identity, "docx", claim->text, docx_words, error);
		doc_claim_free(claim);
		return done;
	}
	/* Too damaged to be read; the part with its identity may still be sound where another program packed it. */
	enum { PART_BYTES_MOST = 1 << 16 };
	g_autoptr(archive_t) archive = archive_open_bytes(content, NULL);
	g_autoptr(GBytes) part = archive ? archive_read(archive, "docProps/custom.xml", PART_BYTES_MOST, NULL) : NULL;
	gsize size = 0;
	const char *bytes = part ? g_bytes_get_data(part, &size) : NULL;
	g_autofree char *identity = bytes ? identity_in(bytes, size, NULL) : NULL;
	return compare(app, verification, identity, "docx", NULL, NULL, error);
}

static gboolean inside_json(struct app *app, struct verification *verification, const char *bytes, gsize size, GError **error)
{
	g_autoptr(doc_t) doc = doc_read_json(bytes, size, NULL);
	g_autofree char *identity = doc ? g_strdup(doc->identity) : identity_in(bytes, size, NULL);
	g_autofree char *found = doc ? text_of(doc, doc_write_text, NULL) : NULL;
	return compare(app, verification, identity, "json", found, plain_words, error);
}

struct search {
	struct app *app;
	struct verification *verification;
	const char *found;
	guint least; /* lines that the best one so far does not share */
};

/* How many lines of the issued text the file does not have; G_MAXUINT where that is most of them. */
static guint lines_missing(const char *issued, char **found)
{
	g_auto(GStrv) lines = g_strsplit(issued, "\n", -1);
	guint all = 0, missing = 0;
	for (guint i = 0; lines[i]; i++) {
		all += *lines[i] != '\0';
		missing += *lines[i] && !g_strv_contains((const char *const *)found, lines[i]);
	}
	return missing * 2 > all ? G_MAXUINT : missing;
}

static gboolean try_report(void *data, const struct record *record, GError **error)
{
	struct search *search = data;
	static const struct {
		const char *name;
		doc_writer write;
	} kinds[] = { { "txt", doc_write_text }, { "md", doc_write_markdown } };
	const char *symbol = record_text(record, "symbol");
	if (!*symbol || !record_value(record, "snapshot") || !strstr(search->found, symbol))
		return TRUE;
	g_autoptr(doc_t) doc = report_issued_doc(search->app, record, error);
	if (!doc)
		return FALSE;
	g_auto(GStrv) lines = g_strsplit(search->found, "\n", -1);
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *issued = text_of(doc, kinds[i].write, error);
		if (!issued)
			return FALSE;
		guint missing = lines_missing(issued, lines);
		if (missing >= search->least)
			continue;
		struct verification *verification = search->verification;
		search->least = missing;
		record_free(verification->report);
		verification->report = record_copy(record);
		g_free(verification->format);
		verification->format = g_strdup(kinds[i].name);
		verification->verdict = VERDICT_CHANGED;
		g_ptr_array_set_size(verification->differences, 0);
		line_diff(verification->differences, issued, search->found);
	}
	return TRUE;
}

/* The text as editors save it: UTF-8, or UTF-16 by its mark. */
static char *unicode_of(const char *bytes, gsize size)
{
	const char *set = memcmp(bytes, "\xFF\xFE", 2) == 0 ? "UTF-16LE" : memcmp(bytes, "\xFE\xFF", 2) == 0 ? "UTF-16BE" : NULL;
	gsize length = 0;
	g_autofree char *text = set ? g_convert(bytes + 2, (gssize)size - 2, "UTF-8", set, NULL, &length, NULL) : NULL;
	if (text)
		return g_utf8_make_valid(text, (gssize)length);
	const gsize mark = memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	return g_utf8_make_valid(bytes + mark, (gssize)(size - mark));
}

/* Plain words: the issued report with that number whose lines they mostly are. */
static gboolean inside_text(struct app *app, struct verification *verification, const char *bytes, gsize size, GError **error)
{
	g_autofree char *raw = unicode_of(bytes, size), *whole = g_utf8_normalize(raw, -1, G_NORMALIZE_NFC);
	g_auto(GStrv) parts = g_strsplit(whole, "\r\n", -1);
	g_autofree char *found = g_strjoinv("\n", parts);
	struct search search = { .app = app, .verification = verification, .found = found, .least = G_MAXUINT };
	const struct reg *reg = model_need_register(app->model, "report", error);
	g_autoptr(GArray) offices = reg ? store_offices(app->store, error) : NULL;
	for (guint i = 0; offices && i < offices->len; i++)
		if (!store_each(app->store, reg, g_array_index(offices, gint64, i), 0, try_report, &search, error))
			return FALSE;
	if (verification->report)
		tell_no_lines(verification->differences);
	return offices != NULL;
}

static gboolean inside_html(struct app *app, struct verification *verification, const char *bytes, gsize size, GError **error)
{
	g_autofree char *identity = identity_in(bytes, size, NULL), *html = g_utf8_make_valid(bytes, (gssize)size);
	g_autofree char *words = without_tags(html);
	return compare(app, verification, identity, "html", words, html_words, error);
}

/* By what the file begins with; bytes is at least 5 long. */
static gboolean inside(struct app *app, struct verification *verification, GBytes *content, GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(content, &size);
	const gsize mark = memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (memcmp(bytes, "PK", 2) == 0)
		return inside_docx(app, verification, content, error);
	if (memcmp(bytes, "%PDF-", 5) == 0)
		return TRUE; /* its words are not read */
	if (bytes[mark] == '{')
		return inside_json(app, verification, bytes + mark, size - mark, error);
	if (bytes[mark] == '<')
		return inside_html(app, verification, bytes + mark, size - mark, error);
	return inside_text(app, verification, bytes, size, error);
}

gboolean verify_inside(struct app *app, struct verification *verification, const char *path, GError **error)
{
	g_autoptr(GBytes) content = file_read(path, FILE_BYTES_MOST, error);
	if (!content)
		return FALSE;
	gsize size = 0;
	const char *bytes = g_bytes_get_data(content, &size), *format = NULL;
	if (size < 5)
		return TRUE;
	if (!inside(app, verification, content, error))
		return FALSE;
	if (verification->report)
		return TRUE;
	/* Not to be read as what it was; its identity may still stand in its bytes. */
	g_autofree char *identity = identity_in(bytes, size, &format);
	return compare(app, verification, identity, format, NULL, NULL, error);
}
