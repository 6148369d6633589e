/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/text.h"
#include "format/xlsx.h"
#include "format/xlsx_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_DAY 86400
/* 1899-12-30, from which Excel's days after its 29/02/1900 count; 1904-01-01 for old Macintosh
 * files. */
#define DAY_1900 693594
#define DAY_1904 695056
/* Beyond what any field holds. */
#define NUMBER_LAST 1e100

struct cell_reader {
	struct workbook *workbook;
	struct sheet *sheet;
	struct part_reader part;
	guint row, column; /* where the reader stands */
	gboolean hidden;   /* the row is */
	GString *text;
};

/* The plain decimal text of a number, without an exponent: 15 digits are what a spreadsheet keeps.
 */
static char *plain_number(double value)
{
	char digits[40];
	g_ascii_formatd(digits, sizeof digits, "%.14e", value);
	char *mark = strchr(digits, 'e');
	int exponent = atoi(mark + 1);
	*mark = '\0';
	const char *sign = *digits == '-' ? "-" : "";
	const char *at = digits + strlen(sign);
	g_autofree char *all = g_strdup_printf("%c%s", at[0], at + 2);
	for (gsize end = strlen(all); end > 1 && all[end - 1] == '0'; end--)
		all[end - 1] = '\0';
	int length = (int)strlen(all);
	if (strcmp(all, "0") == 0)
		return g_strdup("0");
	GString *text = g_string_new(sign);
	if (exponent < 0) {
		g_string_append_printf(text, "0.%0*d", -exponent - 1, 0);
		if (exponent == -1)
			g_string_truncate(text, strlen(sign) + 2);
		g_string_append(text, all);
	} else {
		for (int i = 0; i < MAX(length, exponent + 1); i++) {
			if (i == exponent + 1)
				g_string_append_c(text, '.');
			g_string_append_c(text, i < length ? all[i] : '0');
		}
	}
	return g_string_free(text, FALSE);
}

static gboolean is_plain_integer(const char *text)
{
	const char *digits = *text == '-' ? text + 1 : text;
	gsize length = strspn(digits, "0123456789");
	return length > 0 && length <= 15 && digits[length] == '\0' &&
	       (*digits != '0' || length == 1) && strcmp(text, "-0") != 0;
}

static gboolean read_double(const char *text, double *value, GError **error)
{
	char *end;
	*value = g_ascii_strtod(text, &end);
	g_autofree char *brief = text_brief(text);
	if (end == text || *end != '\0')
		return fail(error, ERROR_INPUT, _("“%s” is not a number"), brief);
	if (!isfinite(*value) || fabs(*value) >= NUMBER_LAST)
		return fail(error, ERROR_INPUT, _("the number %s is too large"), brief);
	return TRUE;
}

/* A day and time as Excel counts them: days and their fraction. */
static char *serial_text(double serial, gboolean from_1904, gboolean day_only, GError **error)
{
	double days = floor(serial);
	gint64 seconds = (gint64)floor((serial - days) * SECONDS_DAY + 0.5);
	if (seconds == SECONDS_DAY) {
		days++;
		seconds = 0;
	}
	gboolean in_range = serial >= 0 && days < DAY_LAST - DAY_1904;
	if (!in_range) {
		fail(error, ERROR_INPUT,
			_("its number %.15g is not a day of the calendar: write the day, like "
			  "12/3/2020"),
			serial);
		return NULL;
	}
	g_autofree char *time = g_strdup_printf("%02d:%02d:%02d", (int)(seconds / 3600),
		(int)(seconds / 60 % 60), (int)(seconds % 60));
	if (days < 1 && !day_only && !from_1904)
		return g_steal_pointer(&time);
	day_t day = (from_1904 ? DAY_1904 : DAY_1900) + (day_t)days;
	if (!from_1904 && days < 60)
		day++; /* before the 29/02/1900 that never was */
	g_autofree char *date = day_iso(day);
	return seconds == 0 && day_only ? g_steal_pointer(&date)
					: g_strconcat(date, "T", time, NULL);
}

static enum number_sense style_sense(const struct workbook *workbook, guint style)
{
	return style < workbook->senses->len ? workbook->senses->data[style] : SENSE_NUMBER;
}

/* A number, or a day or time where the cell's style says so. */
static char *number_cell(const struct workbook *workbook, const char *text, guint style,
	struct sheet_cell *cell, GError **error)
{
	enum number_sense sense = style_sense(workbook, style);
	cell->kind = CELL_NUMBER;
	if (sense == SENSE_NUMBER && is_plain_integer(text))
		return g_strdup(text);
	double value;
	if (!read_double(text, &value, error))
		return NULL;
	if (sense == SENSE_NUMBER)
		return plain_number(value);
	char *serial = serial_text(value, workbook->from_1904, sense == SENSE_DAY, error);
	cell->kind = serial && sense == SENSE_DAY && !strchr(serial, 'T') ? CELL_DAY : CELL_TIME;
	return serial;
}

static char *shared_cell(const struct workbook *workbook, const char *text, GError **error)
{
	guint64 index;
	if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT32, &index, NULL) &&
		index < workbook->shared->len)
		return g_strdup(workbook->shared->pdata[index]);
	fail(error, ERROR_INPUT, _("refers to a text that the file does not hold: write it again"));
	return NULL;
}

/* Excel writes what XML cannot hold as _x000D_. */
static char *unescape(const char *text)
{
	GString *plain = g_string_new(NULL);
	for (const char *at = text; *at != '\0'; at++) {
		gunichar character = 0;
		gboolean escape =
			at[0] == '_' && at[1] == 'x' && strnlen(at, 7) == 7 && at[6] == '_';
		for (int i = 2; i < 6 && escape; i++) {
			escape = g_ascii_isxdigit(at[i]);
			character = character << 4 | (gunichar)(g_ascii_xdigit_value(at[i]) & 0xF);
		}
		if (!escape || character == 0 || (character >= 0xD800 && character <= 0xDFFF)) {
			g_string_append_c(plain, *at);
			continue;
		}
		g_string_append_unichar(plain, character);
		at += 6;
	}
	/* A lone carriage return is a line of its own. */
	for (gsize i = 0; i < plain->len; i++)
		if (plain->str[i] == '\r' && plain->str[i + 1] != '\n')
			plain->str[i] = '\n';
	return g_string_free(plain, FALSE);
}

/* The cell's text by its type, NULL where it makes no sense. */
static char *typed_text(struct cell_reader *reader, const char *type, guint style,
	struct sheet_cell *cell, GError **error)
{
	const char *text = reader->text->str;
	cell->kind = CELL_TEXT;
	if (strcmp(type, "s") == 0) {
		g_autofree char *shared = shared_cell(reader->workbook, text, error);
		return shared ? unescape(shared) : NULL;
	}
	if (strcmp(type, "str") == 0 || strcmp(type, "inlineStr") == 0)
		return unescape(text);
	if (strcmp(type, "b") == 0) {
		cell->kind = CELL_BOOLEAN;
		return g_strdup(
			strcmp(text, "1") == 0 || strcmp(text, "true") == 0 ? "TRUE" : "FALSE");
	}
	if (strcmp(type, "e") == 0) {
		cell->kind = CELL_ERROR;
		return g_strdup(text);
	}
	if (strcmp(type, "d") == 0) {
		gboolean day = strlen(text) == 10 || g_str_has_suffix(text, "T00:00:00");
		cell->kind = day ? CELL_DAY : CELL_TIME;
		return g_strndup(text, day ? 10 : strlen(text));
	}
	return number_cell(reader->workbook, text, style, cell, error);
}

/* The cell as text that a sheet keeps; NULL with what is wrong with it. */
static char *readable_text(struct cell_reader *reader, const char *type, guint style,
	struct sheet_cell *cell, GError **error)
{
	g_autofree char *text = typed_text(reader, type, style, cell, error);
	char *clean = text ? text_clean(text, -1, error) : NULL;
	if (!clean || strlen(clean) <= SHEET_CELL_BYTES_MOST)
		return clean;
	g_free(clean);
	fail(error, ERROR_INPUT, _("its text is too long: at most %d bytes are read"),
		SHEET_CELL_BYTES_MOST);
	return NULL;
}

/* What cannot be read is a mistake of its cell, and not of the workbook. */
static gboolean add_cell(
	struct cell_reader *reader, const char *type, guint style, gboolean formula, GError **error)
{
	struct sheet_cell cell = {"", reader->column, CELL_TEXT, formula};
	if (reader->text->len == 0 && strcmp(type, "str") != 0 && strcmp(type, "inlineStr") != 0)
		return sheet_add(reader->sheet, reader->row, cell, error);
	g_autoptr(GError) wrong = NULL;
	g_autofree char *text = readable_text(reader, type, style, &cell, &wrong);
	cell.text = text ? text : reader->text->str;
	return text ? sheet_add(reader->sheet, reader->row, cell, error)
		    : sheet_add_wrong(reader->sheet, reader->row, cell, wrong->message, error);
}

/* From <c> to </c>: v, is and f. */
static gboolean read_value(struct cell_reader *reader, gboolean *formula, GError **error)
{
	struct part_reader *part = &reader->part;
	*formula = FALSE;
	g_string_truncate(reader->text, 0);
	if (part_is_end(part, "c"))
		return TRUE;
	int more;
	while ((more = part_next(part, error)) > 0 && !part_is_end(part, "c")) {
		if (part_is_start(part, "f"))
			*formula = TRUE;
		gboolean inline_text = part_is_start(part, "is");
		if ((inline_text || part_is_start(part, "v")) &&
			!part_text(part, inline_text, reader->text, error))
			return FALSE;
	}
	return more > 0 || (more == 0 && fail(error, ERROR_INPUT, _("the sheet ends too early")));
}

/* "B12" of the cell being read; the next column where it says nothing. */
static gboolean place_cell(struct cell_reader *reader, const char *place, GError **error)
{
	reader->column++;
	if (!place)
		return TRUE;
	const char *rest;
	guint column = column_number(place, &rest);
	guint64 row;
	if (column > 0 && g_ascii_string_to_unsigned(rest, 10, 1, SHEET_ROWS_MOST, &row, NULL) &&
		row == reader->row) {
		reader->column = column;
		return TRUE;
	}
	g_autofree char *brief = text_brief(place);
	return fail(error, ERROR_INPUT, _("row %u: its cell “%s” stands where no cell can"),
		reader->row, brief);
}

static gboolean read_cell(struct cell_reader *reader, GError **error)
{
	g_autofree char *place = part_attribute(&reader->part, "r");
	g_autofree char *type = part_attribute(&reader->part, "t");
	g_autofree char *style_text = part_attribute(&reader->part, "s");
	guint64 style = 0;
	if (style_text)
		g_ascii_string_to_unsigned(style_text, 10, 0, G_MAXUINT32, &style, NULL);
	gboolean formula;
	return place_cell(reader, place, error) && read_value(reader, &formula, error) &&
	       add_cell(reader, type ? type : "n", (guint)style, formula, error);
}

static gboolean begin_row(struct cell_reader *reader, GError **error)
{
	g_autofree char *number = part_attribute(&reader->part, "r");
	g_autofree char *hidden = part_attribute(&reader->part, "hidden");
	reader->column = 0;
	reader->hidden = hidden && (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0);
	reader->row++;
	guint64 row;
	if (!number)
		return TRUE;
	if (!g_ascii_string_to_unsigned(number, 10, 1, SHEET_ROWS_MOST, &row, NULL))
		return fail(error, ERROR_INPUT, _("there are more than %d rows"), SHEET_ROWS_MOST);
	reader->row = (guint)row;
	return TRUE;
}

static gboolean end_row(struct cell_reader *reader, GError **error)
{
	const GPtrArray *rows = reader->sheet->rows;
	guint before = rows->len;
	if (!sheet_end_row(reader->sheet, reader->row, 0, error))
		return FALSE;
	if (rows->len > before)
		((struct sheet_row *)rows->pdata[before])->hidden = reader->hidden;
	return TRUE;
}

static gboolean read_cells(struct cell_reader *reader, GError **error)
{
	struct part_reader *part = &reader->part;
	int more;
	while ((more = part_next(part, error)) > 0) {
		if (part_is_start(part, "row") && !begin_row(reader, error))
			return FALSE;
		if (part_is_start(part, "c") && !read_cell(reader, error))
			return FALSE;
		if (part_is_end(part, "row") && !end_row(reader, error))
			return FALSE;
		if (part_is_end(part, "sheetData"))
			return TRUE;
	}
	return more == 0;
}

/* "B5:D7"; what is no such range is passed over. */
static gboolean read_merge(struct cell_reader *reader, GError **error)
{
	g_autofree char *range = part_attribute(&reader->part, "ref");
	char *colon = range ? strchr(range, ':') : NULL;
	const char *first, *last;
	guint64 top, bottom;
	if (!colon)
		return TRUE;
	*colon = '\0';
	guint left = column_number(range, &first), right = column_number(colon + 1, &last);
	if (!g_ascii_string_to_unsigned(first, 10, 1, SHEET_ROWS_MOST, &top, NULL) ||
		!g_ascii_string_to_unsigned(last, 10, 1, SHEET_ROWS_MOST, &bottom, NULL))
		return TRUE;
	struct sheet_merge merge = {(guint)top, left, (guint)bottom, right, NULL};
	return sheet_add_merge(reader->sheet, merge, error);
}

/* Behind the cells. */
static gboolean read_merges(struct cell_reader *reader, GError **error)
{
	struct part_reader *part = &reader->part;
	int more;
	while ((more = part_next(part, error)) > 0 && !part_is_end(part, "mergeCells"))
		if (part_is_start(part, "mergeCell") && !read_merge(reader, error))
			return FALSE;
	return more >= 0;
}

/* The names of the sheets beside the one that is read. */
static char **names_beside(const struct workbook *workbook, guint index)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < workbook->names->len; i++)
		if (i != index)
			g_ptr_array_add(names, text_brief(workbook->names->pdata[i]));
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

static struct sheet *read_sheet(struct workbook *workbook, guint index, GError **error)
{
	const char *name = workbook->names->pdata[index];
	g_autoptr(sheet_t) sheet = sheet_new(name);
	sheet->beside = names_beside(workbook, index);
	g_autoptr(GString) text = g_string_new(NULL);
	struct cell_reader reader = {.workbook = workbook, .sheet = sheet, .text = text};
	gboolean read =
		part_open(&reader.part, workbook->archive, workbook->paths->pdata[index], error) &&
		read_cells(&reader, error) && read_merges(&reader, error);
	part_close(&reader.part);
	if (read)
		return g_steal_pointer(&sheet);
	g_autofree char *brief = text_brief(name);
	g_prefix_error(error, _("sheet “%s”: "), brief);
	return NULL;
}

static char **copy_names(const GPtrArray *list)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	for (guint i = 0; i < list->len; i++)
		g_strv_builder_add(names, list->pdata[i]);
	return g_strv_builder_end(names);
}

static gboolean find_sheet(
	const struct workbook *workbook, const char *name, guint *index, GError **error)
{
	*index = 0;
	g_autofree char *wanted = name ? text_clean(name, -1, error) : NULL;
	if (!name || !wanted)
		return name == NULL;
	for (guint i = 0; i < workbook->names->len; i++, *index = i) {
		g_autofree char *found = text_clean(workbook->names->pdata[i], -1, NULL);
		if (g_strcmp0(found, wanted) == 0)
			return TRUE;
	}
	g_auto(GStrv) names = copy_names(workbook->names);
	g_autofree char *list = g_strjoinv("”, “", names);
	g_autofree char *brief = text_brief(wanted);
	return fail(
		error, ERROR_ABSENT, _("there is no sheet “%s”; the sheets are “%s”"), brief, list);
}

struct sheet *xlsx_read(GBytes *content, const char *name, GError **error)
{
	g_autoptr(workbook_t) workbook = workbook_open(content, error);
	guint index;
	if (!workbook || !find_sheet(workbook, name, &index, error) ||
		!workbook_read_parts(workbook, error))
		return NULL;
	return read_sheet(workbook, index, error);
}

char **xlsx_sheet_names(GBytes *content, GError **error)
{
	g_autoptr(workbook_t) workbook = workbook_open(content, error);
	return workbook ? copy_names(workbook->names) : NULL;
}

char **xlsx_hidden_names(GBytes *content, GError **error)
{
	g_autoptr(workbook_t) workbook = workbook_open(content, error);
	return workbook ? copy_names(workbook->hidden) : NULL;
}
