/* SPDX-License-Identifier: Apache-2.0 */
#include "format/csv.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

struct reader {
	struct sheet *sheet;
	const char *at, *end;
	GString *cell;
	char separator;
	guint row, line, column; /* where the reader stands, from 1 */
	guint row_line;          /* where its row began */
};

/* Words before an error about the cell being read. */
static void prefix_place(const struct reader *reader, GError **error)
{
	g_autofree char *letters = column_letters(reader->column);
	g_prefix_error(error, _("line %u, column %s: "), reader->line, letters);
}

static gboolean refuse(const struct reader *reader, GError **error, const char *message)
{
	fail(error, ERROR_INPUT, "%s", message);
	prefix_place(reader, error);
	return FALSE;
}

static gboolean at_line_end(const struct reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n' || *reader->at == '\r';
}

/* CR, LF or CR LF. */
static void pass_line_end(struct reader *reader)
{
	if (reader->at == reader->end)
		return;
	if (*reader->at == '\r' && reader->at + 1 < reader->end && reader->at[1] == '\n')
		reader->at++;
	reader->at++;
	reader->line++;
}

static gboolean cell_is_too_long(const struct reader *reader)
{
	return reader->cell->len > SHEET_CELL_BYTES_MOST;
}

static gboolean read_quoted(struct reader *reader, GError **error)
{
	struct reader opening = *reader;
	reader->at++;
	while (reader->at < reader->end) {
		char byte = *reader->at;
		if (cell_is_too_long(reader))
			return refuse(&opening, error,
				_("a quoted cell has no end: its closing quote is missing"));
		if (byte == '"' && (reader->at + 1 == reader->end || reader->at[1] != '"')) {
			reader->at++;
			if (!at_line_end(reader) && *reader->at != reader->separator)
				return refuse(reader, error,
					_("text follows a closing quote: a quote inside a cell "
					  "must be doubled"));
			return TRUE;
		}
		if (byte == '\r' || byte == '\n') {
			pass_line_end(reader);
			g_string_append_c(reader->cell, '\n');
			continue;
		}
		g_string_append_c(reader->cell, byte);
		reader->at += byte == '"' ? 2 : 1;
	}
	return refuse(&opening, error, _("a quoted cell has no end: its closing quote is missing"));
}

static gboolean read_bare(struct reader *reader, GError **error)
{
	const char *start = reader->at;
	while (!at_line_end(reader) && *reader->at != reader->separator) {
		if (*reader->at == '"')
			return refuse(reader, error,
				_("a quote stands inside a cell: put the cell in quotes and double "
				  "the quote"));
		reader->at++;
	}
	g_string_append_len(reader->cell, start, reader->at - start);
	return TRUE;
}

/* The writer's apostrophe is taken off again. */
static const char *undefused(const char *text)
{
	return *text == '\'' && csv_is_formula(text + 1) ? text + 1 : text;
}

static gboolean read_cell(struct reader *reader, GError **error)
{
	g_string_truncate(reader->cell, 0);
	gboolean quoted = reader->at < reader->end && *reader->at == '"';
	guint line = reader->line;
	if (!(quoted ? read_quoted(reader, error) : read_bare(reader, error)))
		return FALSE;
	/* A NUL would hide the rest of the cell. */
	const char *text =
		memchr(reader->cell->str, '\0', reader->cell->len) ? NULL : reader->cell->str;
	if (!text) {
		reader->line = line;
		return refuse(reader, error,
			_("the cell holds a NUL byte; save the file as “CSV UTF-8”"));
	}
	struct sheet_cell cell = {undefused(text), reader->column, CELL_TEXT, FALSE};
	if (sheet_add(reader->sheet, reader->row, cell, error))
		return TRUE;
	g_prefix_error(error, _("line %u: "), line);
	return FALSE;
}

static gboolean read_row(struct reader *reader, GError **error)
{
	reader->row_line = reader->line;
	for (reader->column = 1;; reader->column++) {
		if (!read_cell(reader, error))
			return FALSE;
		if (at_line_end(reader))
			break;
		reader->at++;
		/* Ten thousand separators in a row of nothing are no sheet. */
		if (reader->column == SHEET_COLUMNS_MOST)
			return fail(error, ERROR_INPUT, _("line %u: has more than %d columns"),
				reader->line, SHEET_COLUMNS_MOST);
	}
	pass_line_end(reader);
	if (sheet_end_row(reader->sheet, reader->row, reader->row_line, error))
		return TRUE;
	g_prefix_error(error, _("line %u: "), reader->row_line);
	return FALSE;
}

/* The separator that the first line holding any has most of, outside of quotes. */
static char detect_separator(const char *at, const char *end)
{
	static const char candidates[] = {',', ';', '\t'};
	guint counts[G_N_ELEMENTS(candidates)] = {0};
	gsize best = 0;
	gboolean quoted = FALSE;
	for (; at < end && (quoted || counts[best] == 0 || (*at != '\n' && *at != '\r')); at++) {
		if (*at == '"')
			quoted = !quoted;
		for (gsize i = 0; i < G_N_ELEMENTS(candidates) && !quoted; i++) {
			counts[i] += *at == candidates[i];
			best = counts[i] > counts[best] ? i : best;
		}
	}
	return candidates[best];
}

/* Excel's own first line, "sep=;". */
static gboolean read_separator_line(struct reader *reader)
{
	gsize left = (gsize)(reader->end - reader->at);
	if (left < 5 || g_ascii_strncasecmp(reader->at, "sep=", 4) != 0 ||
		!strchr(",;\t|", reader->at[4]))
		return FALSE;
	if (left > 5 && reader->at[5] != '\r' && reader->at[5] != '\n')
		return FALSE;
	reader->separator = reader->at[4];
	reader->at += 5;
	pass_line_end(reader);
	reader->row++;
	return TRUE;
}

static struct sheet *read_text(const char *text, gsize length, GError **error)
{
	g_autoptr(sheet_t) sheet = sheet_new(NULL);
	g_autoptr(GString) cell = g_string_new(NULL);
	struct reader reader = {.sheet = sheet,
		.at = text,
		.end = text + length,
		.cell = cell,
		.row = 1,
		.line = 1};
	if (!read_separator_line(&reader))
		reader.separator = detect_separator(reader.at, reader.end);
	sheet->separator = reader.separator;
	for (; reader.at < reader.end; reader.row++)
		if (!read_row(&reader, error))
			return NULL;
	return g_steal_pointer(&sheet);
}

static guint line_of(const char *text, const char *at)
{
	guint line = 1;
	for (; text < at; text++)
		line += *text == '\n';
	return line;
}

/* Text of a named character set, as UTF-8; the caller frees. */
static char *convert(const char *bytes, gsize size, const char *set, gsize *length, GError **error)
{
	gsize read = 0;
	char *text = g_convert(bytes, (gssize)size, "UTF-8", set, &read, length, NULL);
	if (text && read == size)
		return text;
	g_free(text);
	fail(error, ERROR_INPUT, _("byte %zu of the file is not %s text"), read,
		set);
	return NULL;
}

static gboolean check_unicode(const char *bytes, gsize size, GError **error)
{
	const char *invalid;
	if (g_utf8_validate_len(bytes, size, &invalid) || *invalid == '\0')
		return TRUE;
	return fail(error, ERROR_INPUT,
		_("line %u: is not UTF-8 text; save the file as “CSV UTF-8”, or say that it is "
		  "Windows-1258"),
		line_of(bytes, invalid));
}

struct sheet *csv_read(GBytes *content, enum csv_encoding encoding, GError **error)
{
	gsize size;
	const char *bytes = g_bytes_get_data(content, &size);
	if (size == 0)
		return sheet_new(NULL);
	const char *set = NULL;
	gsize mark = 0;
	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		mark = 3;
	else if (size >= 2 && memcmp(bytes, "\xFF\xFE", 2) == 0)
		set = "UTF-16LE", mark = 2;
	else if (size >= 2 && memcmp(bytes, "\xFE\xFF", 2) == 0)
		set = "UTF-16BE", mark = 2;
	else if (encoding == CSV_CP1258)
		set = "CP1258";
	bytes += mark;
	size -= mark;
	if (!set)
		return check_unicode(bytes, size, error) ? read_text(bytes, size, error) : NULL;
	gsize length;
	g_autofree char *text = convert(bytes, size, set, &length, error);
	return text ? read_text(text, length, error) : NULL;
}

gboolean csv_is_formula(const char *text)
{
	while (*text == '\'')
		text++;
	if (g_str_has_prefix(text, "＝") || g_str_has_prefix(text, "＋") ||
		g_str_has_prefix(text, "－") || g_str_has_prefix(text, "＠"))
		return TRUE;
	if (*text == '\0' || !strchr("=+-@\t\r", *text))
		return FALSE;
	if (*text != '+' && *text != '-')
		return TRUE;
	gsize digits = strspn(text + 1, "0123456789.,");
	return text[1 + digits] != '\0' || !strpbrk(text, "0123456789");
}

void csv_begin(struct csv_writer *writer, GString *out, char separator, gboolean mark)
{
	*writer = (struct csv_writer){.out = out, .separator = separator};
	if (mark)
		g_string_append(out, "\xEF\xBB\xBF");
}

static gboolean needs_quotes(const struct csv_writer *writer, const char *text)
{
	char stops[] = {'"', '\r', '\n', writer->separator, '\0'};
	return text[strcspn(text, stops)] != '\0' || *text == ' ' || g_str_has_suffix(text, " ");
}

void csv_cell(struct csv_writer *writer, const char *text)
{
	if (writer->begun)
		g_string_append_c(writer->out, writer->separator);
	writer->begun = TRUE;
	if (!text || *text == '\0')
		return;
	gboolean quoted = needs_quotes(writer, text);
	if (quoted)
		g_string_append_c(writer->out, '"');
	if (csv_is_formula(text))
		g_string_append_c(writer->out, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '"')
			g_string_append_c(writer->out, '"');
		g_string_append_c(writer->out, *text);
	}
	if (quoted)
		g_string_append_c(writer->out, '"');
}

void csv_end_row(struct csv_writer *writer)
{
	g_string_append(writer->out, "\r\n");
	writer->begun = FALSE;
}
