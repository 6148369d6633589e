/* SPDX-License-Identifier: Apache-2.0 */
#include "format/archive.h"
#include "format/part.h"
#include "format/xlsx.h"
#include "base/text.h"
#include "check.h"

#include <libxml/parser.h>
#include <locale.h>
#include <time.h>

#define MAIN   "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

/* The parts of a workbook written by hand; NULL parts take a default or are left out. */
struct parts {
	const char *cells, *shared, *styles, *workbook, *relations, *sheet;
};

static void add(struct archive_writer *writer, const char *name, const char *text)
{
	if (text)
		archive_add_text(writer, name, g_string_new(text));
}

static GBytes *pack(struct parts parts)
{
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	add(writer, "[Content_Types].xml", "<Types/>");
	add(writer, "xl/_rels/workbook.xml.rels",
		parts.relations ? parts.relations
				: "<Relationships><Relationship Id='r1' Type='" OFFICE
				  "/worksheet' Target='worksheets/sheet1.xml'/><Relationship "
				  "Id='r2' Type='" OFFICE
				  "/worksheet' Target='/xl/worksheets/sheet2.xml'/><Relationship "
				  "Id='r3' Type='" OFFICE
				  "/sharedStrings' Target='sharedStrings.xml'/><Relationship "
				  "Id='r4' Type='" OFFICE
				  "/styles' Target='styles.xml'/></Relationships>");
	add(writer, "xl/workbook.xml",
		parts.workbook
			? parts.workbook
			: "<workbook xmlns='" MAIN "' xmlns:r='" OFFICE
			  "'><sheets><sheet name='Ẩn' sheetId='1' r:id='r2' state='hidden'/><sheet "
			  "name='Đoàn vào' sheetId='2' r:id='r1'/><sheet name='Hai' sheetId='3' "
			  "r:id='r2'/></sheets></workbook>");
	g_autofree char *sheet =
		g_strdup_printf("<worksheet xmlns='" MAIN "'><sheetData>%s</sheetData></worksheet>",
			parts.cells ? parts.cells : "");
	add(writer, "xl/worksheets/sheet1.xml", parts.sheet ? parts.sheet : sheet);
	add(writer, "xl/worksheets/sheet2.xml",
		"<worksheet xmlns='" MAIN
		"'><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>");
	add(writer, "xl/sharedStrings.xml", parts.shared ? parts.shared : "<sst/>");
	add(writer, "xl/styles.xml", parts.styles ? parts.styles : "<styleSheet/>");
	GError *error = NULL;
	GBytes *content = archive_finish(writer, &error);
	g_assert_no_error(error);
	return content;
}

/* All cells as "row:A=text(kind)|…" lines; f marks a formula. */
static char *describe(const struct sheet *sheet)
{
	static const char kinds[] = {[CELL_TEXT] = 't',
		[CELL_NUMBER] = 'n',
		[CELL_DAY] = 'd',
		[CELL_TIME] = 'h',
		[CELL_BOOLEAN] = 'b',
		[CELL_ERROR] = 'e',
		[CELL_WRONG] = '!'};
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < sheet->rows->len; i++) {
		const struct sheet_row *row = sheet->rows->pdata[i];
		g_string_append_printf(text, "%u:", row->number);
		for (guint k = 0; k < row->count; k++) {
			g_autofree char *letters = column_letters(row->cells[k].column);
			g_string_append_printf(text, "%s%s=%s(%c%s)", k ? "|" : "", letters,
				row->cells[k].text, kinds[row->cells[k].kind],
				row->cells[k].formula ? "f" : "");
			if (row->cells[k].kind == CELL_WRONG)
				g_string_append_printf(text, " %s", cell_reason(&row->cells[k]));
		}
		g_string_append_c(text, '\n');
	}
	return g_string_free(text, FALSE);
}

static void check_read(struct parts parts, const char *wanted)
{
	g_autoptr(GBytes) content = pack(parts);
	GError *error = NULL;
	g_autoptr(sheet_t) sheet = xlsx_read(content, NULL, &error);
	g_assert_no_error(error);
	check_text(describe(sheet), wanted);
}

static void check_refused(struct parts parts, enum error_code code, const char *reason)
{
	g_autoptr(GBytes) content = pack(parts);
	GError *error = NULL;
	g_assert_null(xlsx_read(content, NULL, &error));
	check_error(&error, code, reason);
}

/* The first cell cannot be read, which the others do not suffer from. */
static void check_wrong(struct parts parts, const char *text, const char *reason)
{
	g_autoptr(GBytes) content = pack(parts);
	GError *error = NULL;
	g_autoptr(sheet_t) sheet = xlsx_read(content, NULL, &error);
	g_assert_no_error(error);
	const struct sheet_row *row = sheet->rows->pdata[0];
	g_assert_cmpuint(row->cells[0].kind, ==, CELL_WRONG);
	g_assert_cmpstr(row->cells[0].text, ==, text);
	g_assert_nonnull(strstr(cell_reason(&row->cells[0]), reason));
	g_assert_null(row->count > 1 ? cell_reason(&row->cells[1]) : NULL);
}

#define STYLES                                                                                     \
	"<styleSheet xmlns='" MAIN                                                                 \
	"'><numFmts><numFmt numFmtId='164' formatCode='[$-42A]dd/mm/yyyy;@'/>"                     \
	"<numFmt numFmtId='165' formatCode='#,##0.0 \"đoàn\"'/></numFmts><cellStyleXfs><xf "     \
	"numFmtId='14'/>"                                                                          \
	"</cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf "    \
	"numFmtId='165'/>"                                                                         \
	"<xf numFmtId='22'/><xf numFmtId='20'/></cellXfs></styleSheet>"

static void every_type_of_cell_is_read(void)
{
	check_read(
		(struct parts){
			.cells = "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='C1' "
				 "t='s'><v>1</v></c></row>"
				 "<row r='3'><c r='A3' t='inlineStr'><is><t>trong ô</t></is></c><c "
				 "r='B3'><v>1566</v></c>"
				 "<c r='C3' t='b'><v>1</v></c><c r='D3' t='b'><v>0</v></c><c "
				 "r='E3' t='e'><v>#REF!</v></c>"
				 "<c r='F3' t='str'><f>A1</f><v>tính</v></c><c "
				 "r='G3'><f>SUM(A1:A2)</f><v>12.5</v></c>"
				 "<c r='H3'><f>X()</f></c><c r='I3' t='n'><v></v></c><c r='J3' "
				 "s='1'/>"
				 "<c r='K3' t='d'><v>2020-03-12</v></c><c r='L3' "
				 "t='d'><v>2020-03-12T00:00:00</v></c>"
				 "<c r='M3' t='d'><v>2020-03-12T14:30:00</v></c></row>",
			.shared = "<sst><si><t>tên</t></si><si><r><rPr/><t>Đoàn </t></r><r><t "
				  "xml:space='preserve'>vào </t></r>"
				  "<rPh sb='0' eb='1'><t>phonetic</t></rPh></si></sst>",
		},
		"1:A=tên(t)|C=Đoàn vào (t)\n"
		"3:A=trong "
		"ô(t)|B=1566(n)|C=TRUE(b)|D=FALSE(b)|E=#REF!(e)|F=tính(tf)|G=12.5(nf)|H=(tf)|"
		"K=2020-03-12(d)|L=2020-03-12(d)|M=2020-03-12T14:30:00(h)\n");
}

static void places_may_be_left_out(void)
{
	check_read(
		(struct parts){.cells = "<row><c><v>1</v></c><c><v>2</v></c></row><row/><row><c/"
					"><c><v>3</v></c></row>"
					"<row r='9'><c r='C9'><v>4</v></c><c><v>5</v></c></row>"},
		"1:A=1(n)|B=2(n)\n3:B=3(n)\n9:C=4(n)|D=5(n)\n");
	check_read((struct parts){0}, "");
}

static void numbers_become_plain_decimals(void)
{
	static const char *const cases[][2] = {{"0", "0"}, {"-0", "0"}, {"1566", "1566"},
		{"-5", "-5"}, {"1.5", "1.5"}, {"0.1", "0.1"}, {"0.30000000000000004", "0.3"},
		{"1566.0000000000002", "1566"}, {"1E-3", "0.001"}, {"1.5E3", "1500"},
		{"1.2345678901234567E+19", "12345678901234600000"},
		{"999999999999999", "999999999999999"}, {"-0.05", "-0.05"}, {"1.0", "1"},
		{"007", "7"}, {"123456.789", "123456.789"}, {"1e-10", "0.0000000001"},
		{"2.50", "2.5"}, {"0.5", "0.5"}, {"+3", "3"}, {"1e20", "100000000000000000000"},
		{"-12.34e1", "-123.4"}, {"100", "100"}, {"1000000000000000", "1000000000000000"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *cells =
			g_strdup_printf("<row><c><v>%s</v></c></row>", cases[i][0]);
		g_autofree char *wanted = g_strdup_printf("1:A=%s(n)\n", cases[i][1]);
		check_read((struct parts){.cells = cells}, wanted);
	}
	static const char *const wrong[] = {
		"nan", "inf", "1e999", "abc", "1,5", "1 000", "5x", "-", " "};
	for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autofree char *cells = g_strdup_printf(
			"<row r='4'><c r='B4'><v>%s</v></c><c><v>7</v></c></row>", wrong[i]);
		check_wrong((struct parts){.cells = cells}, wrong[i], "number");
	}
}

static void numbers_are_days_where_the_format_says_so(void)
{
	static const struct {
		const char *number;
		int style;
		const char *wanted;
	} cases[] = {{"43902", 1, "2020-03-12(d)"}, {"43902", 2, "2020-03-12(d)"},
		{"43902", 3, "43902(n)"}, {"43902", 0, "43902(n)"}, {"43902", 99, "43902(n)"},
		{"43902.5", 1, "2020-03-12T12:00:00(h)"},
		{"43902.604166666664", 4, "2020-03-12T14:30:00(h)"}, {"0.5", 5, "12:00:00(h)"},
		{"0.999999999", 5, "1900-01-01T00:00:00(h)"},
		{"43901.999999999", 1, "2020-03-12(d)"}, {"1", 1, "1900-01-01(d)"},
		{"59", 1, "1900-02-28(d)"}, {"61", 1, "1900-03-01(d)"},
		{"43902", 4, "2020-03-12(d)"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *cells = g_strdup_printf(
			"<row><c s='%d'><v>%s</v></c></row>", cases[i].style, cases[i].number);
		g_autofree char *wanted = g_strdup_printf("1:A=%s\n", cases[i].wanted);
		check_read((struct parts){.cells = cells, .styles = STYLES}, wanted);
	}
	check_read((struct parts){.cells = "<row><c s='1'><v>42440</v></c></row>",
			   .styles = STYLES,
			   .workbook = "<workbook xmlns:r='" OFFICE
				       "'><workbookPr date1904='1'/><sheets><sheet name='a' "
				       "r:id='r1'/></sheets></workbook>"},
		"1:A=2020-03-12(d)\n");
	check_wrong((struct parts){.cells = "<row><c s='1'><v>-5</v></c></row>", .styles = STYLES},
		"-5", "its number -5 is not a day of the calendar");
	check_wrong(
		(struct parts){.cells = "<row><c s='1'><v>1e15</v></c></row>", .styles = STYLES},
		"1e15", "is not a day");
}

static void odd_texts_are_read(void)
{
	check_read((struct parts){.shared = "<sst><si><t>a_x000D_\nb_x000d_c_x005F_x000D_ _x12_ "
					    "_x0041_</t></si></sst>",
			   .cells = "<row><c t='s'><v>0</v></c><c t='str'><v>_x00_</v></c></row>"},
		"1:A=a\nb\nc_x000D_ _x12_ A(t)|B=_x00_(t)\n");
	check_read(
		(struct parts){.cells = "<row><c "
					"t='inlineStr'><is><r><t>Vie\u0302\u0323t</t></r><r><t/></"
					"r></is></c>"
					"<c t='inlineStr'><is/></c><c "
					"t='inlineStr'><is><t><![CDATA[<&>]]></t></is></c></row>"},
		"1:A=Việt(t)|C=<&>(t)\n");
	check_wrong((struct parts){.cells = "<row r='2'><c r='AB2' t='str'><v>a_x0001_</v></c><c "
					    "t='str'><v>b</v></c></row>"},
		"a_x0001_", "byte 1 of the text begins a control character");
}

/* Merged cells are cut to what the sheet uses; what is no range is passed over. */
static void merged_cells_and_hidden_rows_are_known(void)
{
	g_autoptr(GBytes) content = pack((struct parts){
		.sheet = "<worksheet><sheetData><row r='1' hidden='1'><c r='A1'><v>1</v></c></row>"
			 "<row r='4'><c r='B4'><v>2</v></c></row></sheetData><mergeCells>"
			 "<mergeCell ref='A1:B3'/><mergeCell ref='B4:XFD1048576'/><mergeCell "
			 "ref='Z9:Z10'/><mergeCell ref='A4'/><mergeCell ref='B9:A1'/><mergeCell/>"
			 "<mergeCell ref='A0:ZZZZ9'/></mergeCells></worksheet>"});
	GError *error = NULL;
	g_autoptr(sheet_t) sheet = xlsx_read(content, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(sheet_row(sheet, 1)->hidden);
	g_assert_false(sheet_row(sheet, 4)->hidden);
	g_assert_null(sheet_row(sheet, 2));
	const struct sheet_merge *merge = sheet_merge(sheet, 3, 2);
	g_assert_cmpuint(merge->top, ==, 1);
	g_assert_cmpuint(merge->bottom, ==, 3);
	g_assert_cmpstr(merge->cell->text, ==, "1");
	g_assert_cmpuint(sheet_merge(sheet, 4, 2)->right, ==, 2);
	g_assert_null(sheet_merge(sheet, 4, 1));
	g_assert_null(sheet_merge(sheet, 9, 26));
	g_assert_cmpstr(sheet->beside[0], ==, "Hai");
	g_assert_null(sheet->beside[1]);
}

/* Two million places and no more, whatever they overlap. */
static void merged_cells_without_end_are_refused(void)
{
	GString *text =
		g_string_new("<worksheet><sheetData><row r='1'><c r='XFD1'><v>1</v></c></row>"
			     "<row r='1000'><c r='A1000'><v>1</v></c></row></sheetData>"
			     "<mergeCells>");
	for (int i = 0; i < 100; i++)
		g_string_append(text, "<mergeCell ref='A1:Z1000'/>");
	g_string_append(text, "</mergeCells></worksheet>");
	check_refused((struct parts){.sheet = text->str}, ERROR_INPUT,
		"sheet “Đoàn vào”: cell A1: too many cells of the sheet are merged");
	g_string_free(text, TRUE);
}

static void sheets_are_found_by_name(void)
{
	g_autoptr(GBytes) content = pack((struct parts){.cells = "<row><c><v>1</v></c></row>"});
	GError *error = NULL;
	g_auto(GStrv) names = xlsx_sheet_names(content, &error);
	g_assert_cmpuint(g_strv_length(names), ==, 2);
	g_assert_cmpstr(names[0], ==, "Đoàn vào");
	g_assert_cmpstr(names[1], ==, "Hai");
	g_autoptr(sheet_t) first = xlsx_read(content, NULL, NULL);
	g_assert_cmpstr(first->name, ==, "Đoàn vào");
	g_autoptr(sheet_t) second = xlsx_read(content, "Hai", NULL);
	check_text(describe(second), "1:A=2(n)\n");
	g_autoptr(sheet_t) decomposed = xlsx_read(content, "Đoa\u0300n va\u0300o", NULL);
	g_assert_nonnull(decomposed);
	g_assert_null(xlsx_read(content, "Ba", &error));
	check_error(&error, ERROR_ABSENT, "no sheet “Ba”; the sheets are “Đoàn vào”, “Hai”");
	g_assert_null(xlsx_read(content, "Ẩn", &error));
	check_error(&error, ERROR_ABSENT, "no sheet");
	g_assert_null(xlsx_read(content, "\xff", &error));
	check_error(&error, ERROR_INPUT, "");
}

static void what_is_no_workbook_is_told_apart(void)
{
	static const struct {
		const char *bytes;
		gsize length;
		const char *reason;
	} cases[] = {{"", 0, "is not an .xlsx file"}, {"a,b\n1,2\n", 8, "is not an .xlsx file"},
		{"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, "old .xls file or locked"},
		{"PK\3\4....", 8, "not a sound ZIP"}};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GBytes) content = g_bytes_new(cases[i].bytes, cases[i].length);
		GError *error = NULL;
		g_assert_null(xlsx_read(content, NULL, &error));
		check_error(&error, ERROR_INPUT, cases[i].reason);
	}
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	add(writer, "word/document.xml", "<document/>");
	g_autoptr(GBytes) content = archive_finish(writer, NULL);
	GError *error = NULL;
	g_assert_null(xlsx_read(content, NULL, &error));
	check_error(&error, ERROR_INPUT, "holds no workbook");
}

static void broken_parts_are_refused_with_their_place(void)
{
	check_refused((struct parts){.sheet = "<worksheet><sheetData>\n<row><c></row>"},
		ERROR_INPUT,
		"sheet “Đoàn vào”: part xl/worksheets/sheet1.xml, line 2: is not well-formed XML");
	check_refused((struct parts){.sheet = ""}, ERROR_INPUT, "is not well-formed XML");
	check_refused((struct parts){.sheet = "<worksheet><sheetData><row><c><v>1</v></c>"},
		ERROR_INPUT, "not well-formed");
	check_refused(
		(struct parts){.cells = "<row r='0'/>"}, ERROR_INPUT, "more than 1048576 rows");
	check_refused((struct parts){.cells = "<row r='1048577'/>"}, ERROR_INPUT,
		"more than 1048576 rows");
	check_refused((struct parts){.cells = "<row r='-1'/>"}, ERROR_INPUT, "rows");
	check_refused((struct parts){.cells = "<row r='1'><c r='XFE1'><v>1</v></c></row>"},
		ERROR_INPUT, "where no cell can");
	check_refused((struct parts){.cells = "<row r='1'><c r='A2'><v>1</v></c></row>"},
		ERROR_INPUT, "where no cell can");
	check_refused((struct parts){.cells = "<row r='1'><c r='1'><v>1</v></c></row>"},
		ERROR_INPUT, "where no cell can");
	check_refused(
		(struct parts){
			.cells = "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>"},
		ERROR_INPUT, "cell A1: stands twice or out of order");
	check_refused(
		(struct parts){
			.cells =
				"<row r='2'><c><v>1</v></c></row><row r='2'><c><v>1</v></c></row>"},
		ERROR_INPUT, "row 2: stands twice");
	check_wrong((struct parts){.cells = "<row><c t='s'><v>0</v></c></row>"}, "0",
		"refers to a text that the file does not hold");
	check_wrong((struct parts){.cells = "<row><c t='s'><v>-1</v></c></row>"}, "-1",
		"refers to a text");
	check_wrong((struct parts){.cells = "<row><c t='s'><v>99999999999999</v></c></row>"},
		"99999999999999", "refers");
	check_refused((struct parts){.shared = "<sst><si><t>a"}, ERROR_INPUT,
		"part xl/sharedStrings.xml, line 1");
	check_refused(
		(struct parts){.relations = "<Relationships/>"}, ERROR_INPUT, "no visible sheet");
	check_refused((struct parts){.workbook = "<workbook/>"}, ERROR_INPUT, "no visible sheet");
	check_refused(
		(struct parts){.relations =
				       "<Relationships><Relationship Id='r1' Type='" OFFICE
				       "/worksheet' Target='../../etc/passwd'/></Relationships>"},
		ERROR_INPUT, "no part");
}

/* Entities that stand for ever more of one another, in a DTD and in a cell. */
static char *laughs(const char *before)
{
	GString *text = g_string_new(before);
	g_string_append(text, "<!DOCTYPE worksheet [<!ENTITY a0 'ha'>");
	for (int i = 1; i < 40; i++)
		g_string_append_printf(
			text, "<!ENTITY a%d '&a%d;&a%d;&a%d;'>", i, i - 1, i - 1, i - 1);
	g_string_append(text, "<!ENTITY % p0 'x'>");
	for (int i = 1; i < 40; i++)
		g_string_append_printf(
			text, "<!ENTITY %% p%d '&#37;p%d;&#37;p%d;'>", i, i - 1, i - 1);
	g_string_append(text, "%p39;]><worksheet><sheetData><row><c "
			      "t='str'><v>&a39;</v></c></row></sheetData></worksheet>");
	return g_string_free(text, FALSE);
}

static void entities_and_dtds_are_refused(void)
{
	check_refused(
		(struct parts){.sheet = "<!DOCTYPE worksheet [<!ENTITY x SYSTEM "
					"'file:///etc/passwd'>]><worksheet>"
					"<sheetData><row><c "
					"t='str'><v>&x;</v></c></row></sheetData></worksheet>"},
		ERROR_INPUT, "holds a DTD or an entity");
	check_refused(
		(struct parts){.shared = "<!DOCTYPE sst SYSTEM 'http://127.0.0.1:1/x.dtd'><sst/>"},
		ERROR_INPUT, "holds a DTD");
	check_refused((struct parts){.cells = "<row><c t='str'><v>&unknown;</v></c></row>"},
		ERROR_INPUT, "");
	static const char *const before[] = {"", "\n \t", "\xEF\xBB\xBF", "<?xml version='1.0'?>\n",
		"<!-- > -- > <x> -->",
		"<?xml version='1.0' encoding='ISO-8859-1'?><!-- a --> <?b ?>\n"};
	for (gsize i = 0; i < G_N_ELEMENTS(before); i++) {
		g_autofree char *sheet = laughs(before[i]);
		check_refused(
			(struct parts){.sheet = sheet}, ERROR_INPUT, "holds a DTD or an entity");
	}
	static const char *const open_ended[] = {
		"<!-- never closed <!DOCTYPE", "<?xml ", "<!", "<"};
	for (gsize i = 0; i < G_N_ELEMENTS(open_ended); i++)
		check_refused((struct parts){.sheet = open_ended[i]}, ERROR_INPUT,
			"part xl/worksheets/sheet1.xml");
}

/* An encoding that hides the DTD from the first look. */
static void no_encoding_hides_a_dtd(void)
{
	static const char *const sets[] = {
		"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-7", "UTF-32", "IBM037"};
	for (gsize i = 0; i < G_N_ELEMENTS(sets); i++) {
		g_autofree char *head =
			g_strdup_printf("<?xml version='1.0' encoding='%s'?>", sets[i]);
		g_autofree char *sheet = laughs(head);
		gsize length;
		char *bytes = g_convert(sheet, -1, sets[i], "UTF-8", NULL, &length, NULL);
		g_assert_nonnull(bytes);
		g_autoptr(archive_writer_t) writer = archive_writer_new();
		g_autoptr(GBytes) part = g_bytes_new_take(bytes, length);
		archive_add(writer, "sheet.xml", part);
		g_autoptr(GBytes) content = archive_finish(writer, NULL);
		g_autoptr(archive_t) archive = archive_open_bytes(content, NULL);
		g_auto(part_reader_t) reader = {0};
		GError *error = NULL;
		gboolean more = part_open(&reader, archive, "sheet.xml", &error);
		while (more)
			more = part_next(&reader, &error) > 0;
		check_error(&error, ERROR_INPUT, "part sheet.xml");
	}
}

static void deep_and_wide_parts_are_refused(void)
{
	GString *deep = g_string_new(NULL);
	for (int i = 0; i < 100000; i++)
		g_string_append(deep, "<row>");
	check_refused((struct parts){.cells = deep->str}, ERROR_INPUT, "");
	g_string_free(deep, TRUE);
	GString *lengthy = g_string_new("<row><c t='str'><v>");
	for (int i = 0; i < 40000; i++)
		g_string_append(lengthy, "mười chữ!");
	g_string_append(lengthy, "</v></c></row>");
	g_autofree char *brief = text_brief(lengthy->str + strlen("<row><c t='str'><v>"));
	check_wrong((struct parts){.cells = lengthy->str}, brief, "its text is too long");
	g_string_free(lengthy, TRUE);
}

static GBytes *write_sample(void)
{
	g_autoptr(xlsx_writer_t) writer =
		xlsx_writer_new("Sổ đoàn vào", G_GINT64_CONSTANT(1585699200000000));
	static const struct xlsx_column columns[] = {
		{"Tên", 30}, {"Số lượt", 0}, {"Giá trị", 0}, {"Ngày", 12}};
	xlsx_sheet(writer, "Đoàn vào", columns, G_N_ELEMENTS(columns));
	xlsx_text(writer, "Đoàn \"A\" <&>\nhai dòng");
	xlsx_number(writer, 1566, 0);
	xlsx_number(writer, -15, 1);
	xlsx_day(writer, day_make(2020, 3, 12));
	xlsx_end_row(writer);
	xlsx_text(writer, "=1+1");
	xlsx_empty(writer);
	xlsx_number(writer, G_MAXINT64, 0);
	xlsx_day(writer, day_make(1890, 5, 19));
	xlsx_end_row(writer);
	xlsx_end_row(writer);
	xlsx_text(writer, NULL);
	xlsx_number(writer, 999999999999999, 2);
	xlsx_day(writer, DAY_NONE);
	xlsx_text(writer, "cuối");
	xlsx_end_row(writer);
	xlsx_sheet(writer, "Đoàn vào", NULL, 0);
	xlsx_sheet(writer, "a/b:c*d?[e]'", columns, 1);
	xlsx_sheet(writer, "", columns, 1);
	xlsx_sheet(writer, "history", columns, 1);
	xlsx_sheet(
		writer, "Một tên trang tính rất dài không thể nào vừa ba mươi mốt chữ", columns, 1);
	xlsx_sheet(
		writer, "Một tên trang tính rất dài không thể nào vừa ba mươi mốt chữ", columns, 1);
	GError *error = NULL;
	GBytes *content = xlsx_finish(writer, &error);
	g_assert_no_error(error);
	return content;
}

static void a_written_workbook_is_read_back(void)
{
	g_autoptr(GBytes) content = write_sample();
	GError *error = NULL;
	g_autoptr(sheet_t) sheet = xlsx_read(content, NULL, &error);
	g_assert_no_error(error);
	check_text(describe(sheet),
		"1:A=Tên(t)|B=Số lượt(t)|C=Giá trị(t)|D=Ngày(t)\n"
		"2:A=Đoàn \"A\" <&>\nhai dòng(t)|B=1566(n)|C=-1.5(n)|D=2020-03-12(d)\n"
		"3:A==1+1(t)|C=9223372036854775807(t)|D=1890-05-19(t)\n"
		"5:B=9999999999999.99(n)|D=cuối(t)\n");
	g_auto(GStrv) names = xlsx_sheet_names(content, NULL);
	g_autofree char *list = g_strjoinv("|", names);
	g_assert_cmpstr(list, ==,
		"Đoàn vào|Đoàn vào (2)|a-b-c-d--e--|Sheet|Sheet (2)|Một tên trang tính rất dài "
		"khôn|"
		"Một tên trang tính rất dài (2)");
}

static void the_header_is_bold_and_frozen(void)
{
	g_autoptr(GBytes) content = write_sample();
	g_autoptr(archive_t) archive = archive_open_bytes(content, NULL);
	g_autoptr(GBytes) sheet = archive_read(archive, "xl/worksheets/sheet1.xml", 1 << 20, NULL);
	g_autofree char *text = g_strndup(g_bytes_get_data(sheet, NULL), g_bytes_get_size(sheet));
	g_assert_nonnull(strstr(text, "state=\"frozen\""));
	g_assert_nonnull(strstr(text, "<cols>"));
	g_autoptr(GBytes) core = archive_read(archive, "docProps/core.xml", 1 << 20, NULL);
	g_autofree char *properties =
		g_strndup(g_bytes_get_data(core, NULL), g_bytes_get_size(core));
	g_assert_nonnull(strstr(properties, "2020-04-01T00:00:00Z"));
	g_assert_nonnull(strstr(properties, "Sổ đoàn vào"));
	g_autoptr(GBytes) styles = archive_read(archive, "xl/styles.xml", 1 << 20, NULL);
	g_autofree char *fonts =
		g_strndup(g_bytes_get_data(styles, NULL), g_bytes_get_size(styles));
	g_assert_nonnull(strstr(fonts, "<b/>"));
}

static void the_bytes_do_not_depend_on_zone_or_hour(void)
{
	g_autoptr(GBytes) first = write_sample();
	g_setenv("TZ", "America/New_York", TRUE);
	tzset();
	g_usleep(2100000);
	g_autoptr(GBytes) again = write_sample();
	g_unsetenv("TZ");
	tzset();
	g_assert_true(g_bytes_equal(first, again));
}

static void a_cell_that_cannot_be_written_is_told_with_its_place(void)
{
	static const struct xlsx_column columns[] = {{"Tên", 0}};
	GError *error = NULL;
	g_autofree char *lengthy = g_strnfill(40000, 'x');
	g_autoptr(xlsx_writer_t) writer = xlsx_writer_new("a", 0);
	xlsx_sheet(writer, "Trang", columns, 1);
	xlsx_text(writer, "good");
	xlsx_text(writer, lengthy);
	xlsx_text(writer, "ignored");
	g_assert_null(xlsx_finish(writer, &error));
	check_error(
		&error, ERROR_INPUT, "sheet “Trang”, cell B2: the text is longer than the 32767");

	g_autoptr(xlsx_writer_t) bytes = xlsx_writer_new("a", 0);
	xlsx_sheet(bytes, "Trang", columns, 1);
	xlsx_text(bytes, "\xff");
	g_assert_null(xlsx_finish(bytes, &error));
	check_error(&error, ERROR_INPUT, "not UTF-8");

	g_autoptr(xlsx_writer_t) empty = xlsx_writer_new(NULL, G_MININT64);
	g_assert_null(xlsx_finish(empty, &error));
	check_error(&error, ERROR_SYSTEM, "no sheet");

	g_autoptr(xlsx_writer_t) outside = xlsx_writer_new("a", 0);
	xlsx_number(outside, 1, 0);
	g_assert_null(xlsx_finish(outside, &error));
	check_error(&error, ERROR_SYSTEM, "outside of a sheet");
	xlsx_writer_free(NULL);
}

static void texts_that_look_like_escapes_survive(void)
{
	static const struct xlsx_column columns[] = {{"_x0041_", 0}};
	static const char *const texts[] = {
		"_x000D_", "_x005F_", "a_x0041_b", "_x", "x_x0041", "tab\there", " blanks "};
	g_autoptr(xlsx_writer_t) writer = xlsx_writer_new("a", 0);
	xlsx_sheet(writer, "a", columns, 1);
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		xlsx_text(writer, texts[i]);
		xlsx_end_row(writer);
	}
	g_autoptr(GBytes) content = xlsx_finish(writer, NULL);
	g_autoptr(sheet_t) sheet = xlsx_read(content, NULL, NULL);
	g_assert_cmpstr(row_text(sheet->rows->pdata[0], 1), ==, "_x0041_");
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_assert_cmpstr(row_text(sheet->rows->pdata[i + 1], 1), ==, texts[i]);
}

/* Changed bytes inside the parts: a clear error or cells, never a crash. */
static void damaged_workbooks_are_read_or_refused(void)
{
	static const char cells[] =
		"<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>43902.5</v></c></row>"
		"<row r='3'><c r='A3' t='inlineStr'><is><t>x</t></is></c><c "
		"r='B3'><f>A</f><v>1</v></c></row>";
	static const char shared[] = "<sst><si><t>a_x0041_</t></si></sst>";
	static const char alphabet[] = "<>/&;'\"0123456789rstcvAB =-.eE\xc3\xff\n";
	g_autoptr(GRand) random = g_rand_new_with_seed(2007);
	for (int i = 0; i < 4000; i++) {
		g_autofree char *one = g_strdup(cells), *two = g_strdup(shared),
				*three = g_strdup(STYLES);
		char *const texts[] = {one, one, one, two, three};
		for (int k = g_rand_int_range(random, 1, 4); k > 0; k--) {
			char *text = texts[g_rand_int_range(random, 0, G_N_ELEMENTS(texts))];
			text[g_rand_int_range(random, 0, (gint32)strlen(text))] =
				alphabet[g_rand_int_range(random, 0, (gint32)sizeof alphabet - 1)];
		}
		g_autoptr(GBytes) content =
			pack((struct parts){.cells = one, .shared = two, .styles = three});
		GError *error = NULL;
		g_autoptr(sheet_t) sheet = xlsx_read(content, NULL, &error);
		g_assert_true((sheet == NULL) == (error != NULL));
		g_assert_true(!error || g_utf8_validate(error->message, -1, NULL));
		g_clear_error(&error);
	}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/xlsx/" #name, name)
	TEST(every_type_of_cell_is_read);
	TEST(places_may_be_left_out);
	TEST(numbers_become_plain_decimals);
	TEST(numbers_are_days_where_the_format_says_so);
	TEST(odd_texts_are_read);
	TEST(merged_cells_and_hidden_rows_are_known);
	TEST(merged_cells_without_end_are_refused);
	TEST(sheets_are_found_by_name);
	TEST(what_is_no_workbook_is_told_apart);
	TEST(broken_parts_are_refused_with_their_place);
	TEST(entities_and_dtds_are_refused);
	TEST(no_encoding_hides_a_dtd);
	TEST(deep_and_wide_parts_are_refused);
	TEST(a_written_workbook_is_read_back);
	TEST(the_header_is_bold_and_frozen);
	TEST(the_bytes_do_not_depend_on_zone_or_hour);
	TEST(a_cell_that_cannot_be_written_is_told_with_its_place);
	TEST(texts_that_look_like_escapes_survive);
	TEST(damaged_workbooks_are_read_or_refused);
	int status = g_test_run();
	xmlCleanupParser();
	return status;
}
