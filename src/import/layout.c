/* SPDX-License-Identifier: Apache-2.0 */
#include "import/layout.h"
#include "base/text.h"
#include "import/private.h"

#include <string.h>

#define ROWS_TOLD 12 /* rows that a note lists */

enum row_kind { ROW_RECORD, ROW_NUMBERING, ROW_REPEATED, ROW_SECTION, ROW_TOTAL, ROW_FOOT };

struct reading {
	const struct sheet *sheet;
	const struct columns *columns;
	const struct column *id;
	GPtrArray *required; /* const struct column * */
	guint8 *kinds;       /* enum row_kind of each row of the sheet */
};

static const struct sheet_row *row_at(const struct reading *reading, guint index)
{
	return reading->sheet->rows->pdata[index];
}

static const struct sheet_cell *shown_cell(
	const struct reading *reading, const struct sheet_row *row, guint column)
{
	const struct sheet_cell *cell = row_cell(row, column);
	const struct sheet_merge *merge =
		cell ? NULL : sheet_merge(reading->sheet, row->number, column);
	return merge && merge->left == column ? merge->cell : cell;
}

/* How many of the required columns the row leaves empty. */
static guint count_lacking(const struct reading *reading, const struct sheet_row *row)
{
	guint lacking = 0;
	for (guint i = 0; i < reading->required->len; i++) {
		const struct column *column = reading->required->pdata[i];
		lacking += shown_cell(reading, row, column->number) == NULL;
	}
	return lacking;
}

static gboolean is_digits(const char *text)
{
	gsize length = strspn(text, "0123456789");
	return length > 0 && text[length + strspn(text + length, ".) ")] == '\0';
}

static gboolean is_numbered(const struct reading *reading, const struct sheet_row *row)
{
	return reading->columns->ordinal && is_digits(row_text(row, reading->columns->ordinal));
}

/* I, II, IV, …, A, B: how sections are numbered. */
static gboolean is_section_number(const char *text, gsize length)
{
	gsize roman = strspn(text, "IVX");
	return length > 0 && (roman >= length || (length == 1 && g_ascii_isupper(*text)));
}

/* "I. Đoàn cấp cao", "A - Đoàn ra", "Phần II" */
static gboolean is_section_text(const char *text)
{
	static const char *const words[] = {"phan ", "muc ", "chuong ", "nhom "};
	gsize length = strcspn(text, ".-/): ");
	const char *after = text + length + strspn(text + length, " ");
	if (is_section_number(text, length) && *after != '\0' &&
		(*after != text[length] || *text == 'I' || strspn(text, "IVX") == length))
		return TRUE;
	g_autofree char *folded = text_fold(text);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(folded, words[i]) && strlen(folded) > strlen(words[i]) &&
			(strspn(folded + strlen(words[i]), "ivx0123456789") > 0))
			return TRUE;
	return FALSE;
}

/* Words that follow "cộng" where it is a total: numbers of sections, and nothing else. */
static gboolean are_numbers(const char *folded)
{
	return strspn(folded, "ivxabc0123456789 ") == strlen(folded);
}

/* "Tổng cộng", "Cộng (I+II)", "Tổng số: 12 đoàn"; *certain when nothing else can be meant. */
static gboolean is_total_text(const char *text, gboolean *certain)
{
	static const char *const words[] = {"tong cong", "tong so", "tong", "cong", "luy ke",
		"cong don", "grand total", "subtotal", "total", "sum"};
	g_autofree char *folded = text_fold(text);
	*certain = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		gsize length = strlen(words[i]);
		if (!g_str_has_prefix(folded, words[i]) ||
			(folded[length] != ' ' && folded[length] != '\0'))
			continue;
		*certain = are_numbers(folded + length);
		/* "Tổng lãnh sự", "Cộng hòa" are no totals. */
		return *certain || strchr(words[i], ' ') ||
		       (folded[length] == ' ' && g_ascii_isdigit(folded[length + 1]));
	}
	return FALSE;
}

/* What begins the lines under a table. */
static gboolean is_foot_text(const char *text)
{
	static const char *const words[] = {"ghi chu", "luu y", "nguon", "nguoi lap", "lap bieu",
		"nguoi tong hop", "nguoi bao cao", "noi nhan", "ky ten", "ky ghi ro",
		"ky va ghi ro", "thu truong", "giam doc", "pho giam doc", "kt ", "tl ", "tm ",
		"tuq ", "chanh van phong", "truong phong", "xac nhan", "so lieu", "notes ", "note ",
		"source ", "prepared by"};
	g_autofree char *folded = text_fold(text);
	if (*text == '*' || *text == '(')
		return TRUE;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(folded, words[i]))
			return TRUE;
	return strstr(folded, "ngay ") && strstr(folded, " thang ") && strstr(folded, " nam ");
}

/* The first text of a row, which is not its running number. */
static const char *leading_text(const struct reading *reading, const struct sheet_row *row)
{
	for (guint i = 0; i < row->count; i++) {
		const struct sheet_cell *cell = &row->cells[i];
		if (cell->kind == CELL_TEXT && !is_digits(cell->text) &&
			!(cell->column == reading->columns->ordinal &&
				is_section_number(cell->text, strlen(cell->text))))
			return cell->text;
	}
	return "";
}

/* The numbers of columns, "(1) (2) (3)", "A B 1 2", "1 2 3=1+2". */
static gboolean is_numbering(const struct sheet_row *row)
{
	char letter = 'A';
	guint64 next = 1;
	for (guint i = 0; i < row->count; i++) {
		const char *text = row->cells[i].text + strspn(row->cells[i].text, "([ ");
		guint64 number = g_ascii_strtoull(text, NULL, 10);
		if (next == 1 && *text == letter && text[1 + strspn(text + 1, ")] ")] == '\0')
			letter++;
		else if (number == next && g_ascii_isdigit(*text))
			next++;
		else
			return FALSE;
	}
	return row->count >= 3;
}

/* The header again, as on the next page. */
static gboolean is_repeated(const struct reading *reading, const struct sheet_row *row)
{
	for (guint h = reading->columns->first; h <= reading->columns->header; h++) {
		const struct sheet_row *header = row_at(reading, h);
		gboolean same = row->count >= 2;
		for (guint i = 0; i < row->count && same; i++)
			same = strcmp(row->cells[i].text, row_text(header, row->cells[i].column)) ==
			       0;
		if (same)
			return TRUE;
	}
	return FALSE;
}

/* A heading: numbered as one, or alone in a merged cell or as numbered text. */
static gboolean is_section(const struct reading *reading, const struct sheet_row *row)
{
	guint ordinal = reading->columns->ordinal, texts = 0;
	const char *number = ordinal ? row_text(row, ordinal) : "";
	gsize length = strcspn(number, ".) ");
	if (is_section_number(number, length))
		return count_lacking(reading, row) >= 2;
	const struct sheet_cell *alone = NULL;
	for (guint i = 0; i < row->count; i++) {
		texts++;
		alone = row->cells[i].kind == CELL_TEXT ? &row->cells[i] : NULL;
	}
	if (texts != 1 || !alone)
		return FALSE;
	const struct sheet_merge *merge = sheet_merge(reading->sheet, row->number, alone->column);
	return (merge && merge->right > merge->left + 1) || is_section_text(alone->text);
}

static enum row_kind kind_of(const struct reading *reading, guint index)
{
	const struct sheet_row *row = row_at(reading, index);
	gboolean certain, lacking = count_lacking(reading, row) > 0;
	if (reading->id && row_cell(row, reading->id->number))
		return ROW_RECORD;
	guint8 before =
		index > reading->columns->header + 1 ? reading->kinds[index - 1] : ROW_REPEATED;
	if (before == ROW_REPEATED && is_numbering(row))
		return ROW_NUMBERING;
	if (is_repeated(reading, row))
		return ROW_REPEATED;
	if (is_total_text(leading_text(reading, row), &certain) && (lacking || certain))
		return ROW_TOTAL;
	return lacking && is_section(reading, row) ? ROW_SECTION : ROW_RECORD;
}

/* What stands below the last record, from the total or from the first line that is no row of a
 * table. */
static void find_foot(struct reading *reading)
{
	guint from = reading->columns->header + 1, len = reading->sheet->rows->len;
	guint index = len;
	while (index > from && (reading->kinds[index - 1] != ROW_RECORD ||
				       (count_lacking(reading, row_at(reading, index - 1)) > 0 &&
					       !is_numbered(reading, row_at(reading, index - 1)))))
		index--;
	gboolean below = FALSE;
	for (; index < len; index++) {
		const struct sheet_row *row = row_at(reading, index);
		below = below || reading->kinds[index] == ROW_TOTAL ||
			is_foot_text(leading_text(reading, row));
		gboolean id = reading->id && row_cell(row, reading->id->number);
		if (below && !id && reading->kinds[index] != ROW_TOTAL)
			reading->kinds[index] = ROW_FOOT;
	}
}

/* "5, 9–12, 20": the rows of a kind. */
static char *rows_text(const struct reading *reading, enum row_kind kind, guint *first)
{
	GString *text = g_string_new(NULL);
	guint len = reading->sheet->rows->len, told = 0;
	*first = 0;
	for (guint i = reading->columns->header + 1; i < len; i++) {
		if (reading->kinds[i] != kind)
			continue;
		guint from = row_at(reading, i)->number;
		while (i + 1 < len && reading->kinds[i + 1] == kind)
			i++;
		guint to = row_at(reading, i)->number;
		*first = *first ? *first : from;
		if (told++ == ROWS_TOLD) {
			g_string_append(text, ", …");
			break;
		}
		g_string_append_printf(text, "%s%u", text->len ? ", " : "", from);
		if (to > from)
			g_string_append_printf(text, "–%u", to);
	}
	return g_string_free(text, FALSE);
}

static void tell(const struct reading *reading, struct import *import, guint most)
{
	static const char *const messages[] = {
		[ROW_NUMBERING] = N_("left out as numbers of the columns: row %s"),
		[ROW_REPEATED] = N_("left out as the header once more: row %s"),
		[ROW_SECTION] = N_("left out as headings of sections: row %s"),
		[ROW_TOTAL] = N_("left out as totals, which are no records: row %s"),
		[ROW_FOOT] = N_("left out as notes and signatures below the table: row %s"),
	};
	for (guint kind = ROW_NUMBERING; kind <= ROW_FOOT; kind++) {
		guint first;
		g_autofree char *rows = rows_text(reading, (enum row_kind)kind, &first);
		if (!first)
			continue;
		g_autofree char *message = g_strdup_printf(_(messages[kind]), rows);
		note(import, most, SEVERITY_WARNING, first, NULL, message);
	}
}

static GPtrArray *required_columns(const struct reg *reg, const struct columns *columns)
{
	GPtrArray *required = g_ptr_array_new();
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		const struct column *column = columns_field(columns, field);
		if (field->required && !field->fallback && !field->compute && column)
			g_ptr_array_add(required, (gpointer)column);
	}
	return required;
}

struct layout *layout_new(const struct sheet *sheet, const struct reg *reg,
	const struct columns *columns, struct import *import, guint findings_most)
{
	struct layout *layout = g_new0(struct layout, 1);
	layout->sheet = sheet;
	layout->columns = columns;
	layout->rows = g_ptr_array_new();
	g_autoptr(GPtrArray) required = required_columns(reg, columns);
	g_autofree guint8 *kinds = g_new0(guint8, sheet->rows->len + 1);
	struct reading reading = {.sheet = sheet,
		.columns = columns,
		.id = columns_role(columns, COLUMN_ID),
		.required = required,
		.kinds = kinds};
	for (guint i = columns->header + 1; i < sheet->rows->len; i++)
		kinds[i] = (guint8)kind_of(&reading, i);
	find_foot(&reading);
	for (guint i = columns->header + 1; i < sheet->rows->len; i++)
		if (kinds[i] == ROW_RECORD)
			g_ptr_array_add(layout->rows, sheet->rows->pdata[i]);
	tell(&reading, import, findings_most);
	layout->naming[0] = reg->code ? columns_field(columns, reg->code) : NULL;
	layout->naming[1] = columns_field(columns, reg->key);
	return layout;
}

void layout_free(struct layout *layout)
{
	if (!layout)
		return;
	g_ptr_array_unref(layout->rows);
	g_free(layout);
}

/* Whether the merged cell covers more than one of the records. */
static gboolean covers_several(const struct layout *layout, const struct sheet_merge *merge)
{
	guint covered = 0, low = 0, high = layout->rows->len;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (((const struct sheet_row *)layout->rows->pdata[middle])->number < merge->top)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < layout->rows->len && covered < 2; low++, covered++)
		if (((const struct sheet_row *)layout->rows->pdata[low])->number > merge->bottom)
			break;
	return covered > 1;
}

static const struct sheet_merge *tall_merge(
	const struct layout *layout, const struct sheet_row *row, guint column)
{
	const struct sheet_merge *merge = sheet_merge(layout->sheet, row->number, column);
	return merge && merge->bottom > merge->top && merge->left == column &&
			       covers_several(layout, merge)
		       ? merge
		       : NULL;
}

static gboolean refuse_merge(const struct sheet_merge *merge, const char *message, GError **error)
{
	g_autofree char *first = cell_place(merge->left, merge->top);
	g_autofree char *last = cell_place(merge->right, merge->bottom);
	return fail(error, ERROR_INPUT, message, first, last);
}

gboolean layout_cell(const struct layout *layout, const struct sheet_row *row,
	const struct column *column, const struct sheet_cell **cell, gboolean *filled,
	GError **error)
{
	*cell = row_cell(row, column->number);
	*filled = FALSE;
	const struct sheet_merge *merge = tall_merge(layout, row, column->number);
	if (!merge || !merge->cell)
		return TRUE;
	enum field_type type = column->field ? column->field->type : FIELD_TEXT;
	if (type == FIELD_COUNT || type == FIELD_DECIMAL || type == FIELD_MONEY)
		return refuse_merge(merge,
			_("%s:%s are merged into one amount for several records: unmerge them and "
			  "write the amount of each"),
			error);
	*filled = *cell == NULL;
	*cell = merge->cell;
	return TRUE;
}

gboolean layout_row(const struct layout *layout, const struct sheet_row *row, GError **error)
{
	guint numbers[] = {layout->columns->ordinal,
		layout->naming[0] ? layout->naming[0]->number : 0,
		layout->naming[1] ? layout->naming[1]->number : 0};
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
		const struct sheet_merge *merge =
			numbers[i] ? tall_merge(layout, row, numbers[i]) : NULL;
		if (merge)
			return refuse_merge(merge,
				_("%s:%s are merged, as if these rows were one record: a record "
				  "stands in one row; unmerge them"),
				error);
	}
	return TRUE;
}
