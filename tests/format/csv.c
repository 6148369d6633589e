/* SPDX-License-Identifier: Apache-2.0 */
#include "format/csv.h"
#include "check.h"

static struct sheet *read_bytes(
	const char *bytes, gsize length, enum csv_encoding encoding, GError **error)
{
	g_autoptr(GBytes) content = g_bytes_new(bytes, length);
	return csv_read(content, encoding, error);
}

/* All cells as "row/line:A=text|B=text" lines. */
static char *describe(const struct sheet *sheet)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < sheet->rows->len; i++) {
		const struct sheet_row *row = sheet->rows->pdata[i];
		g_string_append_printf(text, "%u/%u:", row->number, row->line);
		for (guint k = 0; k < row->count; k++) {
			g_autofree char *letters = column_letters(row->cells[k].column);
			g_string_append_printf(
				text, "%s%s=%s", k ? "|" : "", letters, row->cells[k].text);
		}
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

static void check_read(const char *csv, const char *wanted)
{
	GError *error = NULL;
	g_autoptr(sheet_t) sheet = read_bytes(csv, strlen(csv), CSV_UNICODE, &error);
	g_assert_no_error(error);
	check_text(describe(sheet), wanted);
}

static void rows_and_cells_are_read_with_their_places(void)
{
	check_read("name,country\r\nĐoàn A,JP\r\n", "1/1:A=name|B=country\n2/2:A=Đoàn A|B=JP\n");
	check_read("a,b\nc,d", "1/1:A=a|B=b\n2/2:A=c|B=d\n");
	check_read("a,b\rc,d\r", "1/1:A=a|B=b\n2/2:A=c|B=d\n");
	check_read("a,,c\n,,\n\n,x,\n", "1/1:A=a|C=c\n4/4:B=x\n");
	check_read("", "");
	check_read("\n\n\r\n", "");
	check_read("a", "1/1:A=a\n");
	check_read("a,", "1/1:A=a\n");
	check_read(",", "");
	check_read("\"\"", "");
}

static void quotes_hold_separators_lines_and_quotes(void)
{
	check_read("a,b\n\"x, y\",\"he said \"\"no\"\"\"\nlast,1\n",
		"1/1:A=a|B=b\n2/2:A=x, y|B=he said \"no\"\n3/3:A=last|B=1\n");
	check_read("a\n\"one\ntwo\r\nthree\rfour\"\nb\n",
		"1/1:A=a\n2/2:A=one\ntwo\nthree\nfour\n3/6:A=b\n");
	check_read("\"a\",\"\"\"\",\"\"", "1/1:A=a|B=\"\n");
	check_read("\"a;b\";c\n", "1/1:A=a;b|B=c\n");
}

static void the_separator_is_that_of_the_first_line(void)
{
	check_read("a;b;c,d\n1,5;2;3\n", "1/1:A=a|B=b|C=c,d\n2/2:A=1,5|B=2|C=3\n");
	check_read("a\tb\n1,5\t2;3\n", "1/1:A=a|B=b\n2/2:A=1,5|B=2;3\n");
	check_read("sep=;\r\na,b;c\r\n", "2/2:A=a,b|B=c\n");
	check_read("SEP=|\na,b|c\n", "2/2:A=a,b|B=c\n");
	check_read("sep=;x\n", "1/1:A=sep=|B=x\n");
	check_read("DANH SÁCH\n\na;b\n1,5;2\n", "1/1:A=DANH SÁCH\n3/3:A=a|B=b\n4/4:A=1,5|B=2\n");
	check_read("\"a,b,c,d\";e\n", "1/1:A=a,b,c,d|B=e\n");
}

static void unicode_is_read_with_and_without_marks(void)
{
	check_read("\xEF\xBB\xBFtên,nước\n", "1/1:A=tên|B=nước\n");
	check_read("\xEF\xBB\xBF", "");
	static const char *const sets[] = {"UTF-16LE", "UTF-16BE"};
	static const char *const marks[] = {"\xFF\xFE", "\xFE\xFF"};
	for (int i = 0; i < 2; i++) {
		gsize length;
		g_autofree char *text = g_convert(
			"tên,nước 😀\r\nĐoàn,2\r\n", -1, sets[i], "UTF-8", NULL, &length, NULL);
		g_autoptr(GByteArray) bytes = g_byte_array_new();
		g_byte_array_append(bytes, (const guint8 *)marks[i], 2);
		g_byte_array_append(bytes, (const guint8 *)text, (guint)length);
		g_autoptr(sheet_t) sheet =
			read_bytes((const char *)bytes->data, bytes->len, CSV_UNICODE, NULL);
		check_text(describe(sheet), "1/1:A=tên|B=nước 😀\n2/2:A=Đoàn|B=2\n");
		GError *error = NULL;
		g_assert_null(
			read_bytes((const char *)bytes->data, bytes->len - 1, CSV_UNICODE, &error));
		check_error(&error, ERROR_INPUT, "is not UTF-16");
	}
	check_read("Vie\u0302\u0323t", "1/1:A=Việt\n");
}

static void windows_1258_is_read_only_when_asked(void)
{
	/* "Việt,Đoàn ưu" in Windows-1258: tones are letters of their own. */
	static const char bytes[] = "Vi\xEA\xF2t,\xD0o\xE0n \xFDu";
	GError *error = NULL;
	g_autoptr(sheet_t) sheet = read_bytes(bytes, sizeof bytes - 1, CSV_CP1258, &error);
	g_assert_no_error(error);
	check_text(describe(sheet), "1/1:A=Việt|B=Đoàn ưu\n");
	g_assert_null(read_bytes(bytes, sizeof bytes - 1, CSV_UNICODE, &error));
	check_error(&error, ERROR_INPUT, "line 1: is not UTF-8 text; save");
	g_autoptr(sheet_t) marked =
		read_bytes("\xEF\xBB\xBFViệt", strlen("\xEF\xBB\xBFViệt"), CSV_CP1258, &error);
	check_text(describe(marked), "1/1:A=Việt\n");
}

static void wrong_files_are_refused_with_the_place(void)
{
	static const struct {
		const char *csv, *reason;
	} cases[] = {
		{"a,b\n1,\"x\ny\nz", "line 2, column B: a quoted cell has no end"},
		{"a\n\"", "line 2, column A: a quoted cell has no end"},
		{"a\n\"b\"\"", "line 2, column A: a quoted cell has no end"},
		{"a,b\n1,\"x\"y\n", "line 2, column B: text follows a closing quote"},
		{"a,b\n1,x\"y\n", "line 2, column B: a quote stands inside a cell"},
		{"a,b\n1,2\nx,\xff\n", "line 3: is not UTF-8"},
		{"a,b\n1,2\nx,y\x01\n",
			"line 3: cell B3: byte 1 of the text begins a control character"},
		{"a,b\n\"1\n2\",\ue000\n", "line 3: cell B2: byte 0 of the text begins a private"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		GError *error = NULL;
		g_assert_null(read_bytes(cases[i].csv, strlen(cases[i].csv), CSV_UNICODE, &error));
		check_error(&error, ERROR_INPUT, cases[i].reason);
	}
	GError *error = NULL;
	g_assert_null(read_bytes("a,b\n1,x\0y\n", 10, CSV_UNICODE, &error));
	check_error(&error, ERROR_INPUT, "line 2, column B: the cell holds a NUL byte");
}

static void limits_are_kept(void)
{
	GError *error = NULL;
	g_autofree char *wide = g_strnfill(SHEET_COLUMNS_MOST + 10, ',');
	g_assert_null(read_bytes(wide, strlen(wide), CSV_UNICODE, &error));
	check_error(&error, ERROR_INPUT, "line 1: has more than 16384 columns");
	g_autofree char *lengthy = g_strnfill(SHEET_CELL_BYTES_MOST + 1, 'x');
	g_assert_null(read_bytes(lengthy, strlen(lengthy), CSV_UNICODE, &error));
	check_error(&error, ERROR_INPUT, "cell A1: its text is too long");
	g_autoptr(GString) tall = g_string_new(NULL);
	for (int i = 0; i <= SHEET_ROWS_MOST; i++)
		g_string_append(tall, "x\n");
	g_assert_null(read_bytes(tall->str, tall->len, CSV_UNICODE, &error));
	check_error(&error, ERROR_INPUT, "there are more than 1048576 rows");
	g_string_prepend(tall, "\"");
	g_assert_null(read_bytes(tall->str, tall->len, CSV_UNICODE, &error));
	check_error(&error, ERROR_INPUT, "line 1, column A: a quoted cell has no end");
}

static void cells_are_found_by_column(void)
{
	g_autoptr(sheet_t) sheet = read_bytes("a,,c,,e", 7, CSV_UNICODE, NULL);
	const struct sheet_row *row = sheet->rows->pdata[0];
	g_assert_cmpuint(sheet->columns, ==, 5);
	g_assert_cmpstr(row_text(row, 1), ==, "a");
	g_assert_cmpstr(row_text(row, 2), ==, "");
	g_assert_cmpstr(row_text(row, 5), ==, "e");
	g_assert_cmpstr(row_text(row, 6), ==, "");
	g_assert_cmpstr(row_text(row, 0), ==, "");
	g_assert_null(row_cell(row, 4));
	g_assert_cmpint(row_cell(row, 3)->kind, ==, CELL_TEXT);
}

static void columns_have_letters(void)
{
	static const struct {
		guint column;
		const char *letters;
	} cases[] = {{1, "A"}, {26, "Z"}, {27, "AA"}, {52, "AZ"}, {702, "ZZ"}, {703, "AAA"},
		{16384, "XFD"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
		check_text(column_letters(cases[i].column), cases[i].letters);
	check_text(cell_place(28, 12), "AB12");
	for (guint column = 1; column <= SHEET_COLUMNS_MOST; column++) {
		g_autofree char *letters = column_letters(column);
		const char *rest;
		g_assert_cmpuint(column_number(letters, &rest), ==, column);
		g_assert_cmpstr(rest, ==, "");
	}
	const char *rest;
	g_assert_cmpuint(column_number("XFE1", &rest), ==, 0);
	g_assert_cmpuint(column_number("ZZZZZZZZZZZZZZZZZZZZZZZZ", &rest), ==, 0);
	g_assert_cmpuint(column_number("12", &rest), ==, 0);
	g_assert_cmpuint(column_number("ab7", &rest), ==, 28);
	g_assert_cmpstr(rest, ==, "7");
}

static void cells_are_written_with_quotes_where_needed(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct csv_writer writer;
	csv_begin(&writer, out, ',', TRUE);
	csv_cell(&writer, "tên");
	csv_cell(&writer, NULL);
	csv_cell(&writer, "a,b");
	csv_cell(&writer, "a;b");
	csv_cell(&writer, "he said \"no\"");
	csv_cell(&writer, "one\ntwo");
	csv_end_row(&writer);
	csv_cell(&writer, "");
	csv_cell(&writer, " x");
	csv_end_row(&writer);
	g_assert_cmpstr(out->str, ==,
		"\xEF\xBB\xBFtên,,\"a,b\",a;b,\"he said \"\"no\"\"\",\"one\ntwo\"\r\n,\" x\"\r\n");
}

static void formulas_are_defused_and_numbers_are_not(void)
{
	static const char *const formulas[] = {"=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1",
		"@SUM(A1)", "-", "- Đoàn vào", "+84 24 3823", "'=1", "''@x", "\t=1", "-.", "+",
		"＝1", "-5 USD", "--5"};
	static const char *const plain[] = {"", "5", "-5", "+5", "-1.566.000", "-1,5", "a=b", "1+1",
		"'", "''", "'tis", "Đoàn", "(=)", "+84243823"};
	for (gsize i = 0; i < G_N_ELEMENTS(formulas); i++)
		g_assert_true(csv_is_formula(formulas[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(plain); i++)
		g_assert_false(csv_is_formula(plain[i]));
	g_autoptr(GString) out = g_string_new(NULL);
	struct csv_writer writer;
	csv_begin(&writer, out, ';', FALSE);
	csv_cell(&writer, "=1+1");
	csv_cell(&writer, "-5");
	csv_cell(&writer, "@a;b");
	csv_end_row(&writer);
	g_assert_cmpstr(out->str, ==, "'=1+1;-5;\"'@a;b\"\r\n");
}

static void whatever_is_written_is_read_back(void)
{
	static const char *const pieces[] = {"=", "+", "-", "@", "'", "\"", ",", ";", "\n", "\t",
		" ", "5", ".", "đ", "x", "sep=;"};
	static const char separators[] = {',', ';', '\t'};
	g_autoptr(GRand) random = g_rand_new_with_seed(4180);
	for (int i = 0; i < 5000; i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
		struct csv_writer writer;
		csv_begin(&writer, out, separators[i % 3], i % 2);
		for (int k = 0; k < 5; k++)
			csv_cell(&writer, "header");
		csv_end_row(&writer);
		for (int k = 0; k < 10; k++) {
			GString *text = g_string_new(NULL);
			for (int p = g_rand_int_range(random, 0, 6); p > 0; p--)
				g_string_append(text,
					pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
			csv_cell(&writer, text->str);
			if (k % 5 == 4)
				csv_end_row(&writer);
			g_ptr_array_add(texts, g_string_free(text, FALSE));
		}
		GError *error = NULL;
		g_autoptr(sheet_t) sheet = read_bytes(out->str, out->len, CSV_UNICODE, &error);
		g_assert_no_error(error);
		guint found = 0;
		for (guint r = 1; r < sheet->rows->len; r++) {
			const struct sheet_row *row = sheet->rows->pdata[r];
			for (guint c = 1; c <= 5; c++, found++)
				g_assert_cmpstr(row_text(row, c), ==,
					texts->pdata[(row->number - 2) * 5 + c - 1]);
		}
		g_assert_cmpuint(found % 5, ==, 0);
	}
}

static void random_bytes_are_read_or_refused(void)
{
	static const char letters[] = "ab,;\t\"\n\r'=\0\xff\xc3\xa1 ";
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	for (int i = 0; i < 50000; i++) {
		char bytes[24];
		gint32 length = g_rand_int_range(random, 0, 24);
		for (gint32 k = 0; k < length; k++)
			bytes[k] = letters[g_rand_int_range(random, 0, (gint32)sizeof letters - 1)];
		GError *error = NULL;
		g_autoptr(sheet_t) sheet =
			read_bytes(bytes, (gsize)length, i % 2 ? CSV_CP1258 : CSV_UNICODE, &error);
		g_assert_true((sheet == NULL) == (error != NULL));
		g_assert_true(!error || g_utf8_validate(error->message, -1, NULL));
		g_clear_error(&error);
	}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/csv/" #name, name)
	TEST(rows_and_cells_are_read_with_their_places);
	TEST(quotes_hold_separators_lines_and_quotes);
	TEST(the_separator_is_that_of_the_first_line);
	TEST(unicode_is_read_with_and_without_marks);
	TEST(windows_1258_is_read_only_when_asked);
	TEST(wrong_files_are_refused_with_the_place);
	TEST(limits_are_kept);
	TEST(cells_are_found_by_column);
	TEST(columns_have_letters);
	TEST(cells_are_written_with_quotes_where_needed);
	TEST(formulas_are_defused_and_numbers_are_not);
	TEST(whatever_is_written_is_read_back);
	TEST(random_bytes_are_read_or_refused);
	return g_test_run();
}
