/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xlsx_parts.h"
#include "base/error.h"

#include <string.h>

#define SHARED_MOST 4000000
#define STYLES_MOST 100000

/* Whether the letter is one of those that stand for parts of a day; m may be either and is left to
 * the others. */
static enum number_sense letter_sense(char letter)
{
	switch (g_ascii_tolower(letter)) {
	case 'y':
	case 'd':
		return SENSE_DAY;
	case 'h':
	case 's':
		return SENSE_TIME;
	default:
		return SENSE_NUMBER;
	}
}

/* [h], [mm], [ss] count elapsed time; other brackets hold a colour, a condition or a locale. */
static gboolean is_elapsed(const char *bracket, gsize length)
{
	return length > 0 && strspn(bracket, "hHmMsS") >= length;
}

enum number_sense format_sense(const char *code)
{
	gboolean day = FALSE, time = FALSE, month = FALSE;
	for (const char *at = code; *at != '\0' && *at != ';'; at++) {
		if (*at == '"' || *at == '[') {
			const char *end = strchr(at + 1, *at == '"' ? '"' : ']');
			if (!end)
				break;
			time = time || (*at == '[' && is_elapsed(at + 1, (gsize)(end - at - 1)));
			at = end;
		} else if (strchr("\\_*", *at)) {
			if (at[1] == '\0')
				break;
			at++;
		} else if (g_ascii_strncasecmp(at, "general", 7) == 0) {
			return SENSE_NUMBER;
		} else {
			day = day || letter_sense(*at) == SENSE_DAY;
			time = time || letter_sense(*at) == SENSE_TIME;
			month = month || g_ascii_tolower(*at) == 'm';
		}
	}
	if (day)
		return SENSE_DAY;
	if (time)
		return SENSE_TIME;
	return month ? SENSE_DAY : SENSE_NUMBER;
}

static enum number_sense builtin_sense(guint64 format)
{
	if ((format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 31) ||
		(format >= 34 && format <= 36) || (format >= 50 && format <= 58))
		return SENSE_DAY;
	if ((format >= 18 && format <= 21) || format == 32 || format == 33 ||
		(format >= 45 && format <= 47))
		return SENSE_TIME;
	return SENSE_NUMBER;
}

static guint64 number_attribute(const struct part_reader *reader, const char *name, guint64 absent)
{
	g_autofree char *text = part_attribute(reader, name);
	guint64 number;
	if (!text || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &number, NULL))
		return absent;
	return number;
}

static void add_format(GHashTable *formats, const struct part_reader *reader)
{
	g_autofree char *code = part_attribute(reader, "formatCode");
	guint64 id = number_attribute(reader, "numFmtId", 0);
	if (code && id > 0)
		g_hash_table_insert(
			formats, GUINT_TO_POINTER((guint)id), GUINT_TO_POINTER(format_sense(code)));
}

static void add_style(
	struct workbook *workbook, GHashTable *formats, const struct part_reader *reader)
{
	guint64 id = number_attribute(reader, "numFmtId", 0);
	gpointer custom;
	guint8 sense;
	if (g_hash_table_lookup_extended(formats, GUINT_TO_POINTER((guint)id), NULL, &custom))
		sense = (guint8)GPOINTER_TO_UINT(custom);
	else
		sense = (guint8)builtin_sense(id);
	g_byte_array_append(workbook->senses, &sense, 1);
}

static gboolean read_styles(struct workbook *workbook, GError **error)
{
	g_auto(part_reader_t) reader = {0};
	if (!workbook->styles_path)
		return TRUE;
	if (!part_open(&reader, workbook->archive, workbook->styles_path, error))
		return FALSE;
	g_autoptr(GHashTable) formats = g_hash_table_new(NULL, NULL);
	gboolean in_styles = FALSE;
	int more;
	while ((more = part_next(&reader, error)) > 0) {
		if (part_is_start(&reader, "numFmt"))
			add_format(formats, &reader);
		else if (in_styles && part_is_start(&reader, "xf"))
			add_style(workbook, formats, &reader);
		if (part_is_start(&reader, "cellXfs"))
			in_styles = TRUE;
		if (part_is_end(&reader, "cellXfs"))
			in_styles = FALSE;
		if (workbook->senses->len > STYLES_MOST)
			return part_refuse(&reader, error, _("has too many styles")) == 0;
	}
	return more == 0;
}

static gboolean read_shared(struct workbook *workbook, GError **error)
{
	g_auto(part_reader_t) reader = {0};
	if (!workbook->shared_path)
		return TRUE;
	if (!part_open(&reader, workbook->archive, workbook->shared_path, error))
		return FALSE;
	g_autoptr(GString) text = g_string_new(NULL);
	int more;
	while ((more = part_next(&reader, error)) > 0) {
		if (!part_is_start(&reader, "si"))
			continue;
		g_string_truncate(text, 0);
		if (!part_text(&reader, TRUE, text, error))
			return FALSE;
		if (workbook->shared->len >= SHARED_MOST)
			return part_refuse(&reader, error, _("has too many texts")) == 0;
		g_ptr_array_add(workbook->shared, g_strdup(text->str));
	}
	return more == 0;
}

gboolean workbook_read_parts(struct workbook *workbook, GError **error)
{
	return read_styles(workbook, error) && read_shared(workbook, error);
}

/* A target of the workbook's relations, as a name in the archive. */
static char *part_path(const char *target)
{
	if (*target == '/')
		return g_strdup(target + 1);
	return g_strconcat("xl/", target, NULL);
}

static void add_relation(
	struct workbook *workbook, GHashTable *relations, struct part_reader *reader)
{
	g_autofree char *id = part_attribute(reader, "Id");
	g_autofree char *type = part_attribute(reader, "Type");
	g_autofree char *target = part_attribute(reader, "Target");
	if (!id || !type || !target)
		return;
	g_autofree char *path = part_path(target);
	if (g_str_has_suffix(type, "/worksheet"))
		g_hash_table_replace(relations, g_steal_pointer(&id), g_steal_pointer(&path));
	else if (g_str_has_suffix(type, "/sharedStrings") && !workbook->shared_path)
		workbook->shared_path = g_steal_pointer(&path);
	else if (g_str_has_suffix(type, "/styles") && !workbook->styles_path)
		workbook->styles_path = g_steal_pointer(&path);
}

/* Relation id → part, for worksheets only. */
static GHashTable *read_relations(struct workbook *workbook, GError **error)
{
	g_autoptr(GHashTable) relations =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(part_reader_t) reader = {0};
	if (!part_open(&reader, workbook->archive, "xl/_rels/workbook.xml.rels", error))
		return NULL;
	int more;
	while ((more = part_next(&reader, error)) > 0)
		if (part_is_start(&reader, "Relationship"))
			add_relation(workbook, relations, &reader);
	return more == 0 ? g_steal_pointer(&relations) : NULL;
}

static void add_sheet(
	struct workbook *workbook, GHashTable *relations, const struct part_reader *reader)
{
	g_autofree char *name = part_attribute(reader, "name");
	g_autofree char *state = part_attribute(reader, "state");
	g_autofree char *id = part_attribute(reader, "id");
	const char *path = id ? g_hash_table_lookup(relations, id) : NULL;
	if (!name || !path)
		return;
	if (state && strcmp(state, "visible") != 0) {
		g_ptr_array_add(workbook->hidden, g_steal_pointer(&name));
		return;
	}
	g_ptr_array_add(workbook->names, g_steal_pointer(&name));
	g_ptr_array_add(workbook->paths, g_strdup(path));
}

static gboolean read_workbook(struct workbook *workbook, GError **error)
{
	g_auto(part_reader_t) reader = {0};
	g_autoptr(GHashTable) relations = read_relations(workbook, error);
	if (!relations || !part_open(&reader, workbook->archive, "xl/workbook.xml", error))
		return FALSE;
	int more;
	while ((more = part_next(&reader, error)) > 0) {
		if (part_is_start(&reader, "sheet")) {
			add_sheet(workbook, relations, &reader);
		} else if (part_is_start(&reader, "workbookPr")) {
			g_autofree char *from_1904 = part_attribute(&reader, "date1904");
			workbook->from_1904 = from_1904 && (strcmp(from_1904, "1") == 0 ||
								   strcmp(from_1904, "true") == 0);
		}
	}
	if (more == 0 && workbook->names->len == 0)
		return fail(error, ERROR_INPUT, _("the workbook has no visible sheet of cells"));
	return more == 0;
}

/* Old Excel files and locked new ones are another format, "OLE". */
static gboolean check_kind(GBytes *content, GError **error)
{
	gsize size;
	const char *bytes = g_bytes_get_data(content, &size);
	if (size >= 4 && memcmp(bytes, "\xD0\xCF\x11\xE0", 4) == 0)
		return fail(error, ERROR_INPUT,
			_("is an old .xls file or locked with a password: save it as .xlsx without "
			  "a password"));
	if (size < 4 || memcmp(bytes, "PK", 2) != 0)
		return fail(error, ERROR_INPUT, _("is not an .xlsx file"));
	return TRUE;
}

struct workbook *workbook_open(GBytes *content, GError **error)
{
	if (!check_kind(content, error))
		return NULL;
	g_autoptr(workbook_t) workbook = g_new0(struct workbook, 1);
	workbook->names = g_ptr_array_new_with_free_func(g_free);
	workbook->hidden = g_ptr_array_new_with_free_func(g_free);
	workbook->paths = g_ptr_array_new_with_free_func(g_free);
	workbook->shared = g_ptr_array_new_with_free_func(g_free);
	workbook->senses = g_byte_array_new();
	workbook->archive = archive_open_bytes(content, error);
	if (!workbook->archive)
		return NULL;
	if (!archive_has(workbook->archive, "xl/workbook.xml")) {
		fail(error, ERROR_INPUT, _("is not an .xlsx file: it holds no workbook"));
		return NULL;
	}
	return read_workbook(workbook, error) ? g_steal_pointer(&workbook) : NULL;
}

void workbook_free(struct workbook *workbook)
{
	if (!workbook)
		return;
	archive_free(workbook->archive);
	g_ptr_array_unref(workbook->names);
	g_ptr_array_unref(workbook->hidden);
	g_ptr_array_unref(workbook->paths);
	g_ptr_array_unref(workbook->shared);
	g_byte_array_unref(workbook->senses);
	g_free(workbook->shared_path);
	g_free(workbook->styles_path);
	g_free(workbook);
}
