/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "base/number.h"
#include "base/reason.h"
#include "format/file.h"
#include "format/xlsx.h"
#include "format/xlsx_library.h"

#include <glib/gstdio.h>
#include <locale.h>
#include <string.h>

#define NAME_MOST   31
#define TEXT_MOST   32767
#define NUMBER_MOST G_GINT64_CONSTANT(999999999999999) /* 15 digits, what a spreadsheet keeps */
#define SCALE_MOST  18
#define WIDTH_MOST  60
#define PAPER_A4    9
#define DAY_ZERO    693594 /* 1899-12-30 */
#define DAY_FIRST   61     /* 1900-03-01, after which all programs count alike */

struct xlsx_writer {
	char *folder, *path; /* the library writes files only */
	lxw_workbook *book;
	lxw_worksheet *sheet;
	lxw_format *header, *text, *day, *numbers[SCALE_MOST + 1];
	GHashTable *names; /* folded */
	char *name;        /* of the sheet being written */
	guint row, column; /* from 0, as the library counts */
	GError *failure;
};

static void give_up(struct xlsx_writer *writer, enum error_code code, const char *message)
{
	if (writer->failure)
		return;
	if (!writer->sheet) {
		fail(&writer->failure, code, "%s", message);
		return;
	}
	g_autofree char *place = cell_place(writer->column + 1, writer->row + 1);
	fail(&writer->failure, code, _("sheet “%s”, cell %s: %s"), writer->name, place, message);
}

/* Records what the library could not do. */
static void check(struct xlsx_writer *writer, lxw_error status)
{
	if (status == LXW_NO_ERROR)
		return;
	g_autofree char *why = reason(lxw_strerror(status));
	give_up(writer, ERROR_SYSTEM, why);
}

static lxw_format *new_format(struct xlsx_writer *writer)
{
	lxw_format *format = workbook_add_format(writer->book);
	format_set_font_name(format, "Times New Roman");
	format_set_font_size(format, 12);
	format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
	return format;
}

static void make_formats(struct xlsx_writer *writer)
{
	writer->header = new_format(writer);
	format_set_bold(writer->header);
	format_set_text_wrap(writer->header);
	writer->text = new_format(writer);
	format_set_text_wrap(writer->text);
	writer->day = new_format(writer);
	format_set_num_format(writer->day, "dd/mm/yyyy");
}

static void set_properties(struct xlsx_writer *writer, const char *title, moment_t created)
{
	g_autofree char *copy = g_strndup(title ? title : "", 255);
	g_autofree char *valid = g_utf8_make_valid(copy, -1);
	lxw_doc_properties properties = {.title = valid};
	properties.created = MAX(1, created / G_USEC_PER_SEC);
	check(writer, workbook_set_properties(writer->book, &properties));
}

struct xlsx_writer *xlsx_writer_new(const char *title, moment_t created)
{
	struct xlsx_writer *writer = g_new0(struct xlsx_writer, 1);
	writer->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GError) cause = NULL;
	if (!xlsx_library_load(&cause)) {
		give_up(writer, ERROR_SYSTEM, cause->message);
		return writer;
	}
	writer->folder = g_dir_make_tmp("ngoaivu-XXXXXX", &cause);
	if (!writer->folder) {
		g_autofree char *why = reason_glib(cause);
		g_autofree char *message = g_strdup_printf(_("no temporary folder can be made in %s: %s"), g_get_tmp_dir(), why);
		give_up(writer, ERROR_SYSTEM, message);
		return writer;
	}
	writer->path = g_build_filename(writer->folder, "book.xlsx", NULL);
	lxw_workbook_options options = {.tmpdir = writer->folder};
	writer->book = workbook_new_opt(writer->path, &options);
	if (!writer->book) {
		give_up(writer, ERROR_SYSTEM, _("the workbook cannot be begun"));
		return writer;
	}
	make_formats(writer);
	set_properties(writer, title, created);
	return writer;
}

void xlsx_writer_free(struct xlsx_writer *writer)
{
	if (!writer)
		return;
	if (writer->book)
		lxw_workbook_free(writer->book);
	if (writer->path)
		g_unlink(writer->path);
	if (writer->folder)
		g_rmdir(writer->folder);
	g_free(writer->path);
	g_free(writer->folder);
	g_free(writer->name);
	g_hash_table_unref(writer->names);
	g_clear_error(&writer->failure);
	g_free(writer);
}

/* At most `most` units of what Excel accepts in a name. */
static char *mend_name(const char *name, glong most)
{
	g_autofree char *valid = g_utf8_make_valid(name ? name : "", -1);
	GString *mended = g_string_new(NULL);
	glong units = 0;
	for (const char *at = valid; *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		units += character > 0xFFFF ? 2 : 1;
		if (units > most)
			break;
		gboolean wrong = g_unichar_iscntrl(character) ||
				 (character < 0x80 && strchr("[]:*?/\\'", (int)character));
		g_string_append_unichar(mended, wrong ? '-' : character);
	}
	g_strchomp(mended->str);
	gboolean reserved = *mended->str == '\0' || g_ascii_strcasecmp(mended->str, "History") == 0;
	if (reserved) {
		g_string_free(mended, TRUE);
		return g_strdup("Sheet");
	}
	return g_string_free(mended, FALSE);
}

static char *unique_name(struct xlsx_writer *writer, const char *name)
{
	for (guint count = 1;; count++) {
		g_autofree char *mark = count > 1 ? g_strdup_printf(" (%u)", count) : g_strdup("");
		g_autofree char *mended = mend_name(name, NAME_MOST - (glong)strlen(mark));
		g_autofree char *unique = g_strconcat(mended, mark, NULL);
		if (g_hash_table_add(writer->names, g_utf8_casefold(unique, -1)))
			return g_steal_pointer(&unique);
	}
}

static void set_page(lxw_worksheet *sheet)
{
	worksheet_set_paper(sheet, PAPER_A4);
	worksheet_set_landscape(sheet);
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_repeat_rows(sheet, 0, 0);
	worksheet_freeze_panes(sheet, 1, 0);
}

static void set_width(struct xlsx_writer *writer, guint column, const struct xlsx_column *shape)
{
	glong letters = g_utf8_strlen(shape->header ? shape->header : "", -1);
	double width = shape->width ? shape->width : (guint)MAX(letters + 2, 10);
	check(writer, worksheet_set_column(writer->sheet, (lxw_col_t)column, (lxw_col_t)column,
			      MIN(width, WIDTH_MOST), NULL));
}

static gboolean cell_may_stand(struct xlsx_writer *writer)
{
	if (!writer->failure && !writer->sheet)
		give_up(writer, ERROR_SYSTEM, _("a cell stands outside of a sheet"));
	if (!writer->failure &&
		(writer->row >= SHEET_ROWS_MOST || writer->column >= SHEET_COLUMNS_MOST))
		give_up(writer, ERROR_INPUT, _("a workbook holds no more rows or columns"));
	return !writer->failure;
}

static gboolean begins_escape(const char *at)
{
	if (at[0] != '_' || at[1] != 'x')
		return FALSE;
	for (int i = 2; i < 6; i++)
		if (!g_ascii_isxdigit(at[i]))
			return FALSE;
	return at[6] == '_';
}

/* What readers would take for an escaped character, _x000D_, has its first letter escaped. */
static char *escape(const char *text)
{
	GString *escaped = g_string_new(NULL);
	for (const char *at = text; *at != '\0'; at++) {
		if (begins_escape(at))
			g_string_append(escaped, "_x005F");
		g_string_append_c(escaped, *at);
	}
	return g_string_free(escaped, FALSE);
}

static void put_text(struct xlsx_writer *writer, const char *text, lxw_format *format)
{
	if (!cell_may_stand(writer))
		return;
	g_autofree char *escaped = strstr(text, "_x") ? escape(text) : NULL;
	if (!g_utf8_validate(text, -1, NULL))
		give_up(writer, ERROR_INPUT, _("the text is not UTF-8"));
	else if (strlen(text) > TEXT_MOST && g_utf8_strlen(text, -1) > TEXT_MOST)
		give_up(writer, ERROR_INPUT,
			_("the text is longer than the 32767 characters that a cell can hold"));
	else
		check(writer, worksheet_write_string(writer->sheet, writer->row,
				      (lxw_col_t)writer->column, escaped ? escaped : text, format));
	writer->column++;
}

void xlsx_sheet(struct xlsx_writer *writer, const char *name, const struct xlsx_column *columns,
	guint count)
{
	if (writer->failure)
		return;
	g_free(writer->name);
	writer->name = unique_name(writer, name);
	writer->row = writer->column = 0;
	writer->sheet = workbook_add_worksheet(writer->book, writer->name);
	if (!writer->sheet) {
		give_up(writer, ERROR_SYSTEM, _("the sheet cannot be added"));
		return;
	}
	set_page(writer->sheet);
	for (guint i = 0; i < count && i < SHEET_COLUMNS_MOST; i++) {
		set_width(writer, i, &columns[i]);
		put_text(writer, columns[i].header ? columns[i].header : "", writer->header);
	}
	xlsx_end_row(writer);
}

void xlsx_merge(struct xlsx_writer *writer, const struct sheet_merge *merge, const char *text)
{
	if (writer->failure || (merge->top == merge->bottom && merge->left == merge->right))
		return;
	check(writer,
		worksheet_merge_range(writer->sheet, merge->top - 1, (lxw_col_t)(merge->left - 1),
			merge->bottom - 1, (lxw_col_t)(merge->right - 1), text,
			merge->top == 1 ? writer->header : writer->text));
}

void xlsx_text(struct xlsx_writer *writer, const char *text)
{
	if (text && *text != '\0')
		put_text(writer, text, writer->text);
	else
		xlsx_empty(writer);
}

static lxw_format *number_format(struct xlsx_writer *writer, guint scale)
{
	if (!writer->numbers[scale]) {
		g_autofree char *zeros = g_strnfill(scale, '0');
		g_autofree char *code = g_strconcat("#,##0", scale ? "." : "", zeros, NULL);
		writer->numbers[scale] = new_format(writer);
		format_set_num_format(writer->numbers[scale], code);
	}
	return writer->numbers[scale];
}

void xlsx_number(struct xlsx_writer *writer, gint64 value, guint scale)
{
	g_assert(scale <= SCALE_MOST);
	if (value > NUMBER_MOST || value < -NUMBER_MOST) {
		g_autofree char *plain = decimal_plain(value, scale);
		put_text(writer, plain, writer->text);
		return;
	}
	if (!cell_may_stand(writer))
		return;
	double number = (double)value / (double)number_power10(scale);
	check(writer, worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)writer->column,
			      number, number_format(writer, scale)));
	writer->column++;
}

void xlsx_day(struct xlsx_writer *writer, day_t day)
{
	if (day == DAY_NONE) {
		xlsx_empty(writer);
		return;
	}
	if (day < DAY_ZERO + DAY_FIRST) {
		g_autofree char *iso = day_iso(day);
		put_text(writer, iso, writer->text);
		return;
	}
	if (!cell_may_stand(writer))
		return;
	check(writer, worksheet_write_number(writer->sheet, writer->row, (lxw_col_t)writer->column,
			      day - DAY_ZERO, writer->day));
	writer->column++;
}

void xlsx_empty(struct xlsx_writer *writer)
{
	if (cell_may_stand(writer))
		writer->column++;
}

void xlsx_end_row(struct xlsx_writer *writer)
{
	writer->column = 0;
	writer->row++;
}

/* The library prints numbers by the locale; a decimal comma would spoil the file. */
static lxw_error close_book(struct xlsx_writer *writer)
{
	locale_t plain = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0);
	locale_t before = uselocale(plain);
	lxw_error status = workbook_close(writer->book);
	writer->book = NULL;
	writer->sheet = NULL;
	uselocale(before);
	freelocale(plain);
	return status;
}

GBytes *xlsx_finish(struct xlsx_writer *writer, GError **error)
{
	if (!writer->failure && !writer->sheet)
		give_up(writer, ERROR_SYSTEM, _("the workbook has no sheet"));
	if (!writer->failure)
		check(writer, close_book(writer));
	if (writer->failure) {
		g_propagate_error(error, g_error_copy(writer->failure));
		return NULL;
	}
	return file_read(writer->path, FILE_BYTES_MOST, error);
}
