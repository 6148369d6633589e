/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/form.h"
#include "sample.h"

static void expect_labels(enum numbering numbering, const char *levels, const char *expected)
{
	struct numberer numberer = {.numbering = numbering};
	g_autoptr(GString) labels = g_string_new(NULL);
	for (const char *level = levels; *level; level++) {
		g_autofree char *label = numberer_next(&numberer, (guint)(*level - '0'));
		g_string_append_printf(labels, "%s%s", labels->len ? " " : "", label);
	}
	g_assert_cmpstr(labels->str, ==, expected);
}

static void headings_count_as_the_decree_says(void)
{
	expect_labels(NUMBERING_LETTER, "1223331212345", "I. 1. 2. a) b) c) II. 1. III. 1. a) - +");
	expect_labels(NUMBERING_LETTER, "33333333333", "a) b) c) d) đ) e) g) h) i) k) l)");
	expect_labels(NUMBERING_LETTER, "123132", "I. 1. a) II. a) 2.");
}

static void decimal_headings_carry_their_parents(void)
{
	expect_labels(NUMBERING_DECIMAL, "12334512", "I. 1. 1.1. 1.2. 1.2.1. 1.2.1.1. II. 1.");
	expect_labels(NUMBERING_DECIMAL, "32", "1.1. 2.");
}

static void letters_go_on_after_y(void)
{
	const struct {
		guint index;
		const char *label;
	} rows[] = {
		{1, "a)"}, {5, "đ)"}, {7, "g)"}, {23, "y)"}, {24, "aa)"}, {46, "ay)"}, {47, "ba)"}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *label = item_label(TRUE, 1, rows[i].index);
		g_assert_cmpstr(label, ==, rows[i].label);
	}
	g_autofree char *dash = item_label(FALSE, 0, 3), *plus = item_label(FALSE, 1, 3);
	g_assert_cmpstr(dash, ==, "-");
	g_assert_cmpstr(plus, ==, "+");
}

static void blanks_stand_for_number_and_day_of_a_draft(void)
{
	g_autoptr(doc_t) doc = sample_draft();
	g_autofree char *number = doc_number_line(doc), *date = doc_date_line(doc);
	g_assert_cmpstr(number, ==, "Số:      /BC-SNgV");
	g_assert_cmpstr(date, ==, "Lạng Sơn, ngày    tháng 3 năm 2020");
}

static void dates_take_zeros_as_the_decree_says(void)
{
	const struct {
		int year, month, day;
		const char *line;
	} rows[] = {
		{2020, 1, 5, "Lạng Sơn, ngày 05 tháng 01 năm 2020"},
		{2020, 2, 10, "Lạng Sơn, ngày 10 tháng 02 năm 2020"},
		{2021, 3, 6, "Lạng Sơn, ngày 06 tháng 3 năm 2021"},
		{2021, 12, 31, "Lạng Sơn, ngày 31 tháng 12 năm 2021"},
	};
	g_autoptr(doc_t) doc = sample_draft();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		doc->date = day_make(rows[i].year, rows[i].month, rows[i].day);
		g_autofree char *line = doc_date_line(doc);
		g_assert_cmpstr(line, ==, rows[i].line);
	}
	g_free(doc->number);
	doc->number = g_strdup("7");
	g_autofree char *number = doc_number_line(doc);
	g_assert_cmpstr(number, ==, "Số: 07/BC-SNgV");
}

static void expect_lines(char **lines, const char *expected)
{
	g_autofree char *joined = g_strjoinv("|", lines);
	g_assert_cmpstr(joined, ==, expected);
	g_strfreev(lines);
}

static void recipients_and_addressees_are_punctuated(void)
{
	g_autoptr(doc_t) doc = doc_new("vi");
	expect_lines(form_recipients(doc), "");
	expect_lines(form_addressees(doc), "");
	g_ptr_array_add(doc->recipients, g_strdup("Văn phòng;"));
	expect_lines(form_recipients(doc), "- Văn phòng;|- Lưu: VT.");
	g_ptr_array_add(doc->addressees, g_strdup("Bộ Ngoại giao"));
	expect_lines(form_addressees(doc), "Bộ Ngoại giao");
	g_ptr_array_add(doc->addressees, g_strdup("Bộ Công an;"));
	expect_lines(form_addressees(doc), "- Bộ Ngoại giao;|- Bộ Công an.");
	doc->archive = g_strdup("VT, LS (05b)");
	expect_lines(form_recipients(doc), "- Như trên;|- Văn phòng;|- Lưu: VT, LS (05b).");
}

static void expect_ending(const char *text, const char *expected)
{
	g_autoptr(doc_t) doc = doc_new("vi");
	sample_paragraph(doc, text);
	g_autoptr(GPtrArray) flow = form_flow(doc->blocks, NUMBERING_LETTER, TRUE);
	const struct flow_item *last = flow->pdata[flow->len - 1];
	g_autofree char *plain = runs_plain(last->runs);
	g_assert_cmpstr(plain, ==, expected);
}

static void the_body_ends_with_its_mark(void)
{
	expect_ending("Hết.", "Hết./.");
	expect_ending("Hết", "Hết./.");
	expect_ending("Hết. ", "Hết./.");
	expect_ending("Hết./.", "Hết./.");
	expect_ending("Hết./. ", "Hết./. ");
	g_autoptr(doc_t) doc = doc_new("vi");
	sample_heading(doc, 1, "Kết luận");
	g_autoptr(GPtrArray) flow = form_flow(doc->blocks, NUMBERING_LETTER, TRUE);
	g_assert_cmpuint(flow->len, ==, 2);
}

static void only_followable_links_are_links(void)
{
	static const char *const good[] = {
		"http://a.vn", "https://a.vn/x?y=1&z=2#t", "mailto:a@b.vn", "HTTPS://A.VN"};
	static const char *const bad[] = {"javascript:alert(1)", "https://", "https://a b",
		"ftp://a.vn", "//a.vn", "", "https://a.vn/\"", "data:text/html,x", "https:\\\\a.vn",
		" https://a.vn"};
	for (gsize i = 0; i < G_N_ELEMENTS(good) + G_N_ELEMENTS(bad); i++) {
		const gboolean is_good = i < G_N_ELEMENTS(good);
		struct run *run = run_link("x", is_good ? good[i] : bad[i - G_N_ELEMENTS(good)], 0);
		g_assert_cmpint(form_is_link(run), ==, is_good);
		run_free(run);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
		"/doc/tree/headings count as the decree says", headings_count_as_the_decree_says);
	g_test_add_func("/doc/tree/decimal headings carry their parents",
		decimal_headings_carry_their_parents);
	g_test_add_func("/doc/tree/letters go on after y", letters_go_on_after_y);
	g_test_add_func("/doc/tree/blanks in a draft", blanks_stand_for_number_and_day_of_a_draft);
	g_test_add_func("/doc/tree/dates take zeros", dates_take_zeros_as_the_decree_says);
	g_test_add_func(
		"/doc/tree/recipients and addressees", recipients_and_addressees_are_punctuated);
	g_test_add_func("/doc/tree/the body ends with its mark", the_body_ends_with_its_mark);
	g_test_add_func(
		"/doc/tree/only followable links are links", only_followable_links_are_links);
	return g_test_run();
}
