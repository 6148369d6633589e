/* SPDX-License-Identifier: Apache-2.0 */
/* The PDF as poppler reads it: where the words stand. Lengths in points from the upper left corner.
 */
#include "doc/writer.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct word {
	guint page;
	double left, top, right, bottom;
	char *text;
};

static void word_clear(gpointer data)
{
	g_free(((struct word *)data)->text);
}

static double number(xmlNode *node, const char *name)
{
	xmlChar *text = xmlGetProp(node, BAD_CAST name);
	const double value = g_ascii_strtod((const char *)text, NULL);
	xmlFree(text);
	return value;
}

static void collect(xmlNode *node, guint *page, GArray *words)
{
	for (; node; node = node->next) {
		if (strcmp((const char *)node->name, "page") == 0)
			++*page;
		if (strcmp((const char *)node->name, "word") == 0) {
			xmlChar *text = xmlNodeGetContent(node);
			const struct word word = {*page, number(node, "xMin"), number(node, "yMin"),
				number(node, "xMax"), number(node, "yMax"),
				g_strdup((const char *)text)};
			g_array_append_val(words, word);
			xmlFree(text);
		}
		collect(node->children, page, words);
	}
}

/* What a program of poppler says; NULL, and the test skipped, where they are not installed. */
static char *read_by(const char *program, const char *options, GBytes *pdf)
{
	g_autofree char *found = g_find_program_in_path(program);
	if (!found) {
		g_test_skip("poppler's programs are not installed");
		return NULL;
	}
	g_autofree char *path = NULL, *text = NULL;
	const int file = g_file_open_tmp("ngoaivu-XXXXXX.pdf", &path, NULL);
	close(file);
	g_assert_true(g_file_set_contents(
		path, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf), NULL));
	g_autofree char *line = g_strjoin(" ", program, options, path, g_str_equal(program, "pdftotext") ? "-" : NULL, NULL);
	g_auto(GStrv) command = g_strsplit(line, " ", -1);
	g_assert_true(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
		&text, NULL, NULL, NULL));
	g_unlink(path);
	return g_steal_pointer(&text);
}

static GBytes *written(struct doc *doc)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = doc_write_pdf(doc, &error);
	g_assert_no_error(error);
	doc_free(doc);
	return bytes;
}

/* NULL, and the test skipped, where poppler's tools are absent. Takes the document over. */
static GArray *words_of(struct doc *doc)
{
	g_autoptr(GBytes) bytes = written(doc);
	g_autofree char *page_text = read_by("pdftotext", "-bbox", bytes);
	if (!page_text)
		return NULL;
	xmlDoc *xml =
		xmlReadMemory(page_text, (int)strlen(page_text), "bbox", NULL, XML_PARSE_NONET);
	g_assert_nonnull(xml);
	GArray *words = g_array_new(FALSE, FALSE, sizeof(struct word));
	g_array_set_clear_func(words, word_clear);
	guint page = 0;
	collect(xmlDocGetRootElement(xml), &page, words);
	xmlFreeDoc(xml);
	return words;
}

static const struct word *find_word(const GArray *words, const char *text, guint nth)
{
	for (guint i = 0; i < words->len; i++) {
		const struct word *word = &g_array_index(words, struct word, i);
		if (strcmp(word->text, text) == 0 && nth-- == 0)
			return word;
	}
	g_error("“%s” is not in the PDF", text);
}

#define PAGE_WIDTH 595.28
#define LEFT       85.04
#define RIGHT      552.76
#define TOP        56.69
#define BOTTOM     785.2

static void expect_near(double value, double wanted, double by)
{
	if (fabs(value - wanted) > by)
		g_error("%.2f is not %.2f", value, wanted);
}

static void the_first_page_has_the_decrees_layout(void)
{
	g_autoptr(GArray) words = words_of(sample_report());
	if (!words)
		return;
	const struct word *superior = find_word(words, "UBND", 0),
			  *issuer = find_word(words, "SỞ", 0);
	const struct word *nation = find_word(words, "CỘNG", 0),
			  *nation_end = find_word(words, "NAM", 0);
	const struct word *motto = find_word(words, "Độc", 0),
			  *motto_end = find_word(words, "phúc", 0);
	const struct word *number_word = find_word(words, "Số:", 0),
			  *place = find_word(words, "Thái", 0);
	g_assert_cmpfloat(superior->left, >, LEFT);
	g_assert_cmpfloat(superior->bottom, <, issuer->bottom);
	expect_near(superior->top, nation->top, 0.5);
	g_assert_cmpfloat(nation_end->right, <, RIGHT + 0.5);
	expect_near(
		(nation->left + nation_end->right) / 2, (motto->left + motto_end->right) / 2, 1.5);
	expect_near(number_word->top, place->top, 0.5);
	g_assert_cmpfloat(number_word->right, <, place->left);
	const struct word *body = find_word(words, "Trong", 0);
	expect_near(body->left, LEFT + 36, 1);
	const struct word *indent = find_word(words, "Căn", 0);
	expect_near(indent->left, LEFT + 36, 1);
	const struct word *kind = find_word(words, "BÁO", 0),
			  *kind_end = find_word(words, "CÁO", 0);
	expect_near((kind->left + kind_end->right) / 2, (LEFT + RIGHT) / 2, 1.5);
}

static void page_numbers_stand_on_top_from_the_second_page(void)
{
	g_autoptr(GArray) words = words_of(sample_report());
	guint pages = 0, numbered = 0;
	for (guint i = 0; words && i < words->len; i++) {
		const struct word *word = &g_array_index(words, struct word, i);
		pages = MAX(pages, word->page);
		if (word->bottom > TOP)
			continue;
		numbered++;
		expect_near((word->left + word->right) / 2, (LEFT + RIGHT) / 2, 1.5);
		g_assert_cmpint(atoi(word->text), >=, 2);
	}
	if (words) /* the body and two appendices each hide the first */
		g_assert_cmpuint(numbered, ==, pages - 3);
}

static void expect_inside(const GArray *words, double right, double bottom)
{
	for (guint i = 0; i < words->len; i++) {
		const struct word *word = &g_array_index(words, struct word, i);
		if (word->right > right + 0.6 || word->bottom > bottom + 3 ||
			word->left < LEFT - 0.6)
			g_error("“%.40s” on page %u stands outside the margins", word->text,
				word->page);
	}
}

static void nothing_stands_in_the_margins(void)
{
	g_autoptr(GArray) hostile = words_of(sample_hostile());
	if (!hostile)
		return;
	guint last = 0;
	for (guint i = 0; i < hostile->len; i++)
		last = MAX(last, g_array_index(hostile, struct word, i).page);
	for (guint i = hostile->len; i > 0; i--) /* the last page lies on its side */
		if (g_array_index(hostile, struct word, i - 1).page == last)
			g_array_set_size(hostile, i - 1);
	expect_inside(hostile, RIGHT, BOTTOM);
	g_autoptr(GArray) rows = words_of(sample_rows(200));
	expect_inside(rows, RIGHT, BOTTOM);
}

/* The word whose line ends the page, as read from below. */
static double page_foot(const GArray *words, guint page)
{
	double foot = 0;
	for (guint i = 0; i < words->len; i++) {
		const struct word *word = &g_array_index(words, struct word, i);
		if (word->page == page)
			foot = MAX(foot, word->bottom);
	}
	return foot;
}

static struct doc *headed(guint lines)
{
	struct doc *doc = sample_draft();
	for (guint i = 0; i < lines; i++)
		sample_paragraph(doc, "Một dòng.");
	sample_heading(doc, 1, "Đềmục");
	sample_paragraph(doc,
		"Nội dung dưới đề mục, đủ dài để có vài dòng trên trang giấy, vì chỉ khi có ba "
		"dòng trở lên thì "
		"mới thấy được dòng đầu và dòng cuối của đoạn văn có bị tách rời hay không, như "
		"người "
		"soạn thảo văn bản vẫn thường phải kiểm tra bằng mắt trước khi trình ký ban hành.");
	return doc;
}

static void no_heading_ends_a_page_and_no_signature_begins_one(void)
{
	for (guint lines = 0; lines < 40; lines++) {
		g_autoptr(GArray) words = words_of(headed(lines));
		if (!words)
			return;
		const struct word *heading = find_word(words, "ĐỀMỤC", 0);
		g_assert_cmpfloat(heading->bottom + 20, <, page_foot(words, heading->page));
		const struct word *capacity = find_word(words, "GIÁM", 0),
				  *name = find_word(words, "Trần", 0);
		const struct word *ending = find_word(words, "hành./.", 0);
		g_assert_cmpuint(capacity->page, ==, name->page);
		g_assert_cmpuint(capacity->page, ==, ending->page);
		guint above = 0;
		for (guint i = 0; i < words->len; i++) {
			const struct word *word = &g_array_index(words, struct word, i);
			if (word->page == ending->page && fabs(word->left - LEFT) < 1 &&
				word->bottom < capacity->top)
				above++;
		}
		g_assert_cmpuint(above, >=, ending->page == heading->page ? 1 : 2);
	}
}

static void a_table_repeats_its_header(void)
{
	g_autoptr(GArray) words = words_of(sample_rows(300));
	guint pages = 0, headers = 0;
	for (guint i = 0; words && i < words->len; i++) {
		const struct word *word = &g_array_index(words, struct word, i);
		pages = MAX(pages, word->page);
		headers += strcmp(word->text, "TT") == 0;
	}
	if (words)
		g_assert_cmpuint(headers, ==, pages);
}

static void words_of_a_table_are_not_broken(void)
{
	static const char *const whole[] = {
		"TT", "(1)", "tuyến", "chính", "trước", "(10)", "(13)", "1.566", "Hết", "thuộc"};
	g_autoptr(GArray) words = words_of(sample_form());
	for (gsize i = 0; words && i < G_N_ELEMENTS(whole); i++)
		find_word(words, whole[i], 0);
}

static void numbers_of_a_table_are_not_broken(void)
{
	g_autoptr(GArray) words = words_of(sample_money());
	for (guint i = 1; words && i <= 7; i++) {
		g_autofree char *number = g_strdup_printf("100.000.000.%03u", i);
		find_word(words, number, 0);
	}
	if (words)
		find_word(words, "800.000.000.028", 0);
}

static void the_symbol_of_a_document_is_not_broken(void)
{
	for (guint spaces = 0; spaces < 40; spaces++) {
		struct doc *doc = sample_draft();
		g_autoptr(GString) text = g_string_new("Sở gửi các sở, ngành văn bản");
		for (guint i = 0; i < spaces; i++)
			g_string_append(text, " i");
		g_string_append(text, " số 22/SNgV-LS ngày 01/02/2020 về phòng, chống dịch.");
		sample_paragraph(doc, text->str);
		g_autoptr(GArray) words = words_of(doc);
		if (!words)
			return;
		find_word(words, "22/SNgV-LS", 0);
	}
}

static void a_row_taller_than_a_page_goes_on(void)
{
	struct doc *doc = sample_rows(1);
	struct block *table = doc->blocks->pdata[1];
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < 3000; i++)
		g_string_append_printf(text, "chữ%u ", i);
	sample_row(table->table->rows, FALSE, "2", text->str, "x", "y", "z", NULL);
	g_autoptr(GArray) words = words_of(doc);
	for (guint i = 0; words && i < 3000; i += 250) {
		g_autofree char *word = g_strdup_printf("chữ%u", i);
		find_word(words, word, 0);
	}
	if (words)
		expect_inside(words, RIGHT, BOTTOM);
}

/* A third of the page would be left empty by a row of two thirds that begins a new one. */
static void a_tall_row_fills_the_page(void)
{
	struct doc *doc = sample_rows(15);
	struct block *table = doc->blocks->pdata[1];
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < 200; i++)
		g_string_append_printf(text, "chữ%u ", i);
	sample_row(table->table->rows, FALSE, "16", text->str, "x", "y", "z", NULL);
	g_autoptr(GArray) words = words_of(doc);
	if (!words)
		return;
	g_assert_cmpuint(find_word(words, "chữ0", 0)->page, ==, 1);
	g_assert_cmpuint(find_word(words, "chữ199", 0)->page, ==, 2);
	expect_inside(words, RIGHT, BOTTOM);
}

/* The texts stand in what was read, one after the other. */
static void expect_in_order(const char *text, const char *const *texts, gsize count)
{
	const char *at = text;
	for (gsize i = 0; i < count; i++) {
		at = strstr(at, texts[i]);
		if (!at)
			g_error("“%s” is not read, or not in its place:\n%s", texts[i], text);
		at += strlen(texts[i]);
	}
}

static void text_is_read_in_its_order(void)
{
	static const char *const texts[] = {"UBND TỈNH THÁI BÌNH", "SỞ NGOẠI VỤ", "CỘNG HÒA XÃ HỘI",
		"Độc lập - Tự do", "Số: 05/BC-SNgV", "ngày 06 tháng 3", "BÁO CÁO",
		"Kính gửi:", "I. KẾT QUẢ", "đ) Đoàn điều chỉnh", "chỉ đạo./.",
		"Nơi nhận:", "KT. GIÁM ĐỐC", "Nguyễn Văn An", "Phụ lục I", "Phụ lục II"};
	g_autoptr(GBytes) bytes = written(sample_report());
	g_autofree char *text = read_by("pdftotext", "-raw", bytes);
	if (text)
		expect_in_order(text, texts, G_N_ELEMENTS(texts));
}

static void the_parts_are_told_to_those_who_do_not_see_them(void)
{
	static const char *const parts[] = {"Document", "P (block)", "UBND TỈNH THÁI BÌNH",
		"H1 (block)", "BÁO CÁO Kết quả công tác", "H2 (block)", "I. KẾT QUẢ", "Link (inline)", "\"44 lượt người\"",
		"L (block)", "LI (block)", "Lbl (block)", "LBody (block)", "Table (block)", "THead", "TR",
		"TH", "/Column", "TBody", "TD", "P (block)", "KT. GIÁM ĐỐC", "Sect", "H2 (block)", "Phụ lục I "};
	g_autoptr(GBytes) bytes = written(sample_report());
	g_autofree char *text = read_by("pdfinfo", "-struct-text", bytes);
	if (text)
		expect_in_order(text, parts, G_N_ELEMENTS(parts));
}

/* Page numbers and the headers that a table repeats are not read again. */
static void what_only_decorates_is_no_part(void)
{
	g_autoptr(GBytes) bytes = written(sample_rows(300));
	g_autofree char *text = read_by("pdfinfo", "-struct-text", bytes);
	guint headers = 0, rows = 0;
	for (const char *at = text; at && (at = strstr(at, "\"TT\"")); at++)
		headers++;
	for (const char *at = text; at && (at = strstr(at, "TR\n")); at++)
		rows++;
	if (text) {
		g_assert_cmpuint(headers, ==, 1);
		g_assert_cmpuint(rows, ==, 301);
	}
}

static void a_cell_over_others_says_so(void)
{
	static const char *const spans[] = {"THead", "TH", "/RowSpan 2", "TH", "/RowSpan 2", "TH", "/ColSpan 4"};
	g_autoptr(GBytes) bytes = written(sample_form());
	g_autofree char *text = read_by("pdfinfo", "-struct", bytes);
	if (text)
		expect_in_order(text, spans, G_N_ELEMENTS(spans));
}

static gboolean holds(GBytes *bytes, const char *text)
{
	return memmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), text, strlen(text)) !=
	       NULL;
}

/* Also marks above and below their letters, and letters that no font here may have. */
static void every_letter_is_read_back(void)
{
	static const char *const texts[] = {"한국어", "ພາສາ", "ภาษาที่", "हिन्दी", "𐤀𐤁", "\U0001e7f0", "\U00016e40", "ﬁ"};
	struct doc *doc = sample_draft();
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		sample_paragraph(doc, texts[i]);
	g_autoptr(GBytes) bytes = written(doc);
	g_autofree char *text = read_by("pdftotext", "-raw", bytes);
	if (text)
		expect_in_order(text, texts, G_N_ELEMENTS(texts));
}

/* Poppler tells the letters of a word as they stand, from the left. */
static void words_from_right_to_left_turn_in_their_line(void)
{
	struct doc *doc = sample_draft();
	sample_paragraph(doc, "Tên: שלום עולם hết.");
	g_autoptr(GArray) words = words_of(doc);
	if (!words)
		return;
	const struct word *first = find_word(words, "םולש", 0), *second = find_word(words, "םלוע", 0), *after = find_word(words, "hết./.", 0);
	g_assert_cmpfloat(second->right, <, first->left);
	g_assert_cmpfloat(first->right, <, after->left);
}

/* What fontconfig says of a letter, for the tests that need it. */
static gboolean some_font_has(const char *charset)
{
	g_autofree char *found = NULL;
	const char *const command[] = {"fc-list", charset, "file", NULL};
	return g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &found,
		       NULL, NULL, NULL) &&
	       *found;
}

static void letters_that_the_family_lacks_come_from_another(void)
{
	struct doc *doc = sample_draft();
	sample_paragraph(doc, "Tên đoàn: 中文.");
	g_autoptr(GBytes) before = written(sample_report());
	g_autoptr(GArray) words = words_of(doc);
	g_autoptr(GBytes) after = written(sample_report());
	g_assert_true(g_bytes_equal(before, after));
	if (!some_font_has(":charset=4e2d"))
		g_test_skip("no font has the letter");
	else if (words)
		find_word(words, "中文", 0);
}

static void the_same_tree_gives_the_same_bytes(void)
{
	g_autoptr(GBytes) one = written(sample_hostile());
	g_autoptr(GBytes) two = written(sample_hostile());
	g_assert_true(g_bytes_equal(one, two));
	g_autoptr(GBytes) empty = written(sample_empty());
	g_assert_cmpuint(g_bytes_get_size(empty), >, 1000);
}

static void the_file_tells_of_itself(void)
{
	g_autoptr(GBytes) bytes = written(sample_report());
	g_assert_true(holds(bytes, "/Keywords (ngoaivu:b7a1c0ffee)"));
	g_autofree char *about = read_by("pdfinfo", "-isodates", bytes), *links = read_by("pdfinfo", "-url", bytes),
			*outline = read_by("pdftohtml", "-xml -i -stdout", bytes), *fonts = read_by("pdffonts", "-l 1", bytes);
	if (!about || !links || !outline || !fonts)
		return;
	g_assert_nonnull(strstr(outline, "<item page=\"1\">I. KẾT QUẢ"));
	g_assert_nonnull(strstr(outline, ">Phụ lục I. "));
	g_assert_nonnull(strstr(about, "BÁO CÁO Kết quả công tác đối ngoại"));
	g_assert_nonnull(strstr(about, "2020-03-06T00:00:00Z"));
	g_assert_nonnull(strstr(about, "Tagged:          yes"));
	g_assert_nonnull(strstr(links, "ngoaivu:figure?inbound.delegations?office=tb&span=2020-01-01/2020-03-12"));
	g_assert_nonnull(strstr(fonts, "LiberationSerif"));
	g_assert_null(strstr(fonts, " no  yes"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/pdf/the first page has the decree's layout",
		the_first_page_has_the_decrees_layout);
	g_test_add_func("/doc/pdf/page numbers stand on top",
		page_numbers_stand_on_top_from_the_second_page);
	g_test_add_func("/doc/pdf/nothing stands in the margins", nothing_stands_in_the_margins);
	g_test_add_func("/doc/pdf/headings and signatures are kept",
		no_heading_ends_a_page_and_no_signature_begins_one);
	g_test_add_func("/doc/pdf/a table repeats its header", a_table_repeats_its_header);
	g_test_add_func(
		"/doc/pdf/words of a table are not broken", words_of_a_table_are_not_broken);
	g_test_add_func("/doc/pdf/the symbol of a document is not broken",
		the_symbol_of_a_document_is_not_broken);
	g_test_add_func(
		"/doc/pdf/a row taller than a page goes on", a_row_taller_than_a_page_goes_on);
	g_test_add_func("/doc/pdf/letters that the family lacks come from another",
		letters_that_the_family_lacks_come_from_another);
	g_test_add_func(
		"/doc/pdf/numbers of a table are not broken", numbers_of_a_table_are_not_broken);
	g_test_add_func("/doc/pdf/a tall row fills the page", a_tall_row_fills_the_page);
	g_test_add_func("/doc/pdf/text is read in its order", text_is_read_in_its_order);
	g_test_add_func("/doc/pdf/the parts are told to those who do not see them", the_parts_are_told_to_those_who_do_not_see_them);
	g_test_add_func("/doc/pdf/what only decorates is no part", what_only_decorates_is_no_part);
	g_test_add_func("/doc/pdf/a cell over others says so", a_cell_over_others_says_so);
	g_test_add_func("/doc/pdf/every letter is read back", every_letter_is_read_back);
	g_test_add_func("/doc/pdf/words from right to left turn in their line", words_from_right_to_left_turn_in_their_line);
	g_test_add_func("/doc/pdf/the file tells of itself", the_file_tells_of_itself);
	g_test_add_func(
		"/doc/pdf/the same tree gives the same bytes", the_same_tree_gives_the_same_bytes);
	return g_test_run();
}
