/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "base/utf8.h"
#include "check.h"

/* Every precomposed letter of Vietnamese, in dictionary order of letters and tones. */
static const char *const letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờở"
				   "ỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz";

static void decomposed_text_becomes_composed(void)
{
	check_text(text_clean("Vie\u0302\u0323t Nam", -1, NULL), "Việt Nam");
	check_text(text_clean("Vi\u1eb9\u0302t", -1, NULL), "Việt");
	check_text(text_clean("", -1, NULL), "");
	check_text(text_clean("abcdef", 3, NULL), "abc");
	check_text(text_clean("a\nb\tc", -1, NULL), "a\nb\tc");
	check_text(text_clean("\u212b \u2126", -1, NULL), "Å Ω");
	g_autofree char *apart = g_utf8_normalize(letters, -1, G_NORMALIZE_NFD);
	g_assert_cmpstr(apart, !=, letters);
	check_text(text_clean(apart, -1, NULL), letters);
}

static void clean_text_is_left_alone_by_a_second_cleaning(void)
{
	for (gunichar character = 0x20; character < 0x30000; character++) {
		if (!g_unichar_validate(character))
			continue;
		char text[8] = {0};
		g_unichar_to_utf8(character, text);
		g_autofree char *clean = text_clean(text, -1, NULL);
		if (!clean || !*clean)
			continue;
		g_autofree char *normal = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
		g_assert_cmpstr(clean, ==, normal);
		check_text(text_clean(clean, -1, NULL), clean);
	}
}

static void unclean_text_is_refused_with_the_byte(void)
{
	static const struct {
		const char *text;
		gssize length;
		const char *reason;
	} cases[] = {
		{"abc\xff", -1, "byte 3 of the text is not UTF-8"},
		{"\xc3", -1, "byte 0"},
		{"a\xed\xa0\x80", -1, "byte 1"},
		{"a\xc0\x80", -1, "byte 1"},
		{"a\xf5\x80\x80\x80", -1, "byte 1"},
		{"ab\0c", 4, "byte 2 of the text is NUL"},
		{"ab\x01", -1, "byte 2 of the text begins a control character, U+0001"},
		{"\x7f", -1, "U+007F"},
		{"ê\xc2\x85", -1, "byte 2 of the text begins a control character, U+0085"},
		{"a\r", -1, "U+000D"},
		{"a\rb", -1, "byte 1"},
		{"\x1b[31m", -1, "U+001B"},
		{"V\ue000", -1, "byte 1 of the text begins a private"},
		{"\uf8ff", -1, "U+F8FF"},
		{"\U000f0000", -1, "private"},
		{"\U0010ffff", -1, "private"},
		{"\uffff", -1, "U+FFFF"},
		{"\ufdd0", -1, "U+FDD0"},
		{"\U0001fffe", -1, "U+1FFFE"},
		{"Việt", 4, "byte 2 of the text is not UTF-8"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		GError *error = NULL;
		g_test_message("case %" G_GSIZE_FORMAT, i);
		g_assert_null(text_clean(cases[i].text, cases[i].length, &error));
		check_error(&error, ERROR_INPUT, cases[i].reason);
	}
}

static void what_nobody_sees_is_dropped(void)
{
	check_text(text_clean("\ufeffNhật\u200b Bản\u00ad", -1, NULL), "Nhật Bản");
	check_text(text_clean("a\u202eb\u2066c\u2069\u200e\u200f\u2060", -1, NULL), "abc");
	check_text(text_clean("e\u200b\u0301", -1, NULL), "é");
	check_text(text_clean("ក\u200cខ\u200d", -1, NULL), "ក\u200cខ\u200d");
	check_text(text_clean("\u200b", -1, NULL), "");
}

static void lines_ended_the_windows_way_are_accepted(void)
{
	check_text(text_clean("một\r\nhai\r\n", -1, NULL), "một\nhai\n");
	check_text(text_clean("\r\n", 2, NULL), "\n");
}

static void random_bytes_are_cleaned_or_refused(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1945);
	for (int i = 0; i < 50000; i++) {
		char bytes[9];
		gint32 length = g_rand_int_range(random, 0, 9);
		for (gint32 k = 0; k < length; k++)
			bytes[k] = (char)g_rand_int_range(random, 0, 256);
		GError *error = NULL;
		g_autofree char *clean = text_clean(bytes, length, &error);
		g_assert_true((clean == NULL) == (error != NULL));
		g_assert_true(!clean || g_utf8_validate(clean, -1, NULL));
		g_clear_error(&error);
	}
}

/* Characters at the edges of what is plainly clean, and what is not UTF-8. */
static const char *const pieces[] = {"a", " ", "~", "\n", "\t", "\u00a0", "\u00ae", "\u0103", "\u02ff", "\u1ea0", "\u1eff", "\u2010", "\u2026",
	"\x01", "\x7f", "\r", "\xc2\x80", "\u00ad", "\u0300", "\u1e9f", "\u1f00", "\u200f", "\u2027", "\u20ab", "\U0001f600", "\xc3", "\xe1\xba", "\xe2", "\xa1",
	"\xc0\x80", "\xe1"};
#define CLEAN_PIECES 13 /* the first of them */

static void what_is_known_to_be_clean_is_left_alone(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1954);
	for (int i = 0; i < 50000; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		const gboolean sound = i % 2;
		for (gint32 k = g_rand_int_range(random, 0, 40); k > 0; k--)
			g_string_append(text, pieces[g_rand_int_range(random, 0, sound || k % 8 ? CLEAN_PIECES : (gint32)G_N_ELEMENTS(pieces))]);
		g_autofree char *exact = g_memdup2(text->str, text->len); /* so that reading on is seen */
		const gboolean known = text_is_clean(exact, text->len);
		g_assert_true(known || !sound);
		g_autofree char *clean = known ? text_clean(text->str, (gssize)text->len, NULL) : NULL;
		g_assert_true(!known || g_strcmp0(clean, text->str) == 0);
	}
}

static void characters_are_walked_as_glib_does(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1975);
	for (int i = 0; i < 20000; i++) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (gint32 k = g_rand_int_range(random, 0, 40); k > 0; k--)
			g_string_append_unichar(text, (gunichar)g_rand_int_range(random, 1, k % 3 ? 0x2000 : 0x10FFFF));
		g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
		const gsize length = strlen(valid);
		g_assert_cmpuint(utf8_length(valid, length), ==, (gsize)g_utf8_strlen(valid, -1));
		for (const char *at = valid, *next; *at; at = next) {
			g_assert_cmpuint(utf8_next(at, &next), ==, g_utf8_get_char(at));
			g_assert_true(next == g_utf8_next_char(at));
		}
	}
}

static void folding_takes_off_tones_hats_and_case(void)
{
	check_text(text_fold("Đoàn Thủ tướng CHÍNH PHỦ"), "doan thu tuong chinh phu");
	check_text(text_fold("Vie\u0302\u0323t  –  Nhật, “Bản”!"), "viet nhat ban");
	check_text(text_fold("  05/BC-SNgV  "), "05 bc sngv");
	check_text(text_fold("đĐ ưƠ"), "dd uo");
	check_text(text_fold(""), "");
	check_text(text_fold("!!!"), "");
	check_text(text_fold("ＡＢＣ ﬁ"), "abc fi");
	check_text(text_fold("ÅØ"), "aø");
	g_autofree char *folded = text_fold(letters);
	for (const char *at = folded; *at; at++)
		g_assert_true(g_ascii_islower(*at));
	g_autofree char *bytes = text_fold("a\xff"
					   "b");
	g_assert_cmpstr(bytes, ==, "a b");
}

/* A loose tone mark, itself folded away, leaves the quick way and must change nothing. */
static void folding_the_quick_way_is_folding(void)
{
	for (gunichar character = 1; character < 0x2100; character++) {
		char letter[8] = {0};
		g_unichar_to_utf8(character, letter);
		g_autofree char *quick = g_strconcat("x ", letter, "y", letter, " z", NULL);
		g_autofree char *other = g_strconcat(quick, "\u0301", NULL);
		g_autofree char *expected = text_fold(other);
		check_text(text_fold(quick), expected);
	}
}

static void folding_composed_and_decomposed_text_is_the_same(void)
{
	g_autofree char *apart = g_utf8_normalize(letters, -1, G_NORMALIZE_NFD);
	g_autofree char *folded = text_fold(letters);
	check_text(text_fold(apart), folded);
	g_autofree char *upper = text_upper(letters);
	check_text(text_fold(upper), folded);
	check_text(text_fold(folded), folded);
}

static void case_is_mapped_for_every_vietnamese_letter(void)
{
	check_text(text_upper("đoàn đại biểu"), "ĐOÀN ĐẠI BIỂU");
	check_text(text_lower("QUẢNG NGÃI ĐÀ NẴNG"), "quảng ngãi đà nẵng");
	g_autofree char *upper = text_upper(letters);
	check_text(text_lower(upper), letters);
	check_text(text_upper("straße ŉ"), "STRASSE ʼN");
	check_text(text_upper(""), "");
}

static void only_the_first_letter_becomes_capital(void)
{
	check_text(text_capital("đoàn ra"), "Đoàn ra");
	check_text(text_capital("“ưu tiên”"), "“Ưu tiên”");
	check_text(text_capital("02 đoàn"), "02 đoàn");
	check_text(text_capital(""), "");
	check_text(text_capital("…"), "…");
	check_text(text_capital("Đã viết"), "Đã viết");
	check_text(text_capital("e\u0302m"), "E\u0302m");
}

static void vietnamese_letters_sort_in_dictionary_order(void)
{
	for (const char *at = letters; *g_utf8_next_char(at); at = g_utf8_next_char(at)) {
		g_autofree char *one = g_utf8_substring(at, 0, 1),
				*two = g_utf8_substring(at, 1, 2);
		g_assert_cmpint(text_collate(one, two), <, 0);
		g_assert_cmpint(text_collate(two, one), >, 0);
	}
	static const char *const words[] = {"An Giang", "Bà Rịa", "Bạc Liêu", "ca", "cà", "cả",
		"cá", "canh", "dân", "Đà Nẵng", "đảng", "hoà", "Huế", "ma", "mà", "mai", "mại",
		"oanh", "ô", "ơn", "ưa", "xa"};
	for (gsize i = 0; i + 1 < G_N_ELEMENTS(words); i++) {
		g_assert_cmpint(text_collate(words[i], words[i + 1]), <, 0);
		g_autofree char *one = text_sort_key(words[i]), *two = text_sort_key(words[i + 1]);
		g_assert_cmpint(strcmp(one, two), <, 0);
	}
}

static void keys_and_comparison_agree(void)
{
	static const char *const texts[] = {"", "a", "A", "á", "a\u0301", "Việt",
		"Vie\u0302\u0323t", "viet", "V-iet", "中", "z", "đ", "d", "10", "9", "\xff"};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		for (gsize k = 0; k < G_N_ELEMENTS(texts); k++) {
			g_autofree char *one = text_sort_key(texts[i]),
					*two = text_sort_key(texts[k]);
			int order = strcmp(one, two);
			int wanted = text_collate(texts[i], texts[k]);
			g_assert_cmpint((order > 0) - (order < 0), ==, wanted);
		}
	}
	g_assert_cmpint(text_collate("Việt", "Vie\u0302\u0323t"), ==, 0);
}

static void distance_counts_changes_of_characters(void)
{
	g_assert_cmpuint(text_distance("", ""), ==, 0);
	g_assert_cmpuint(text_distance("", "đoàn"), ==, 4);
	g_assert_cmpuint(text_distance("đoàn", "đoàn"), ==, 0);
	g_assert_cmpuint(text_distance("đoàn", "đaòn"), ==, 2);
	g_assert_cmpuint(text_distance("visitors", "vistiors"), ==, 1);
	g_assert_cmpuint(text_distance("kitten", "sitting"), ==, 3);
	g_assert_cmpuint(text_distance("ca", "abc"), ==, 3);
	static const char *const words[] = {
		"inbound", "outbound", "in", "bound", "đoàn vào", "đoàn ra", "", "nibound"};
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		for (gsize k = 0; k < G_N_ELEMENTS(words); k++)
			g_assert_cmpuint(text_distance(words[i], words[k]), ==,
				text_distance(words[k], words[i]));
}

static void very_long_words_cost_nothing(void)
{
	g_autofree char *one = g_strnfill(3000000, 'a'), *two = g_strnfill(3000000, 'b');
	g_assert_cmpuint(text_distance(one, two), ==, 3000000);
	g_assert_cmpuint(text_distance(one, one), ==, 0);
	static const char *const candidates[] = {"inbound", NULL};
	g_assert_null(text_nearest(one, candidates));
}

static void the_nearest_word_is_found_within_a_third(void)
{
	static const char *const words[] = {"visitors", "delegations", "host", "country", NULL};
	static const char *const none[] = {NULL};
	g_assert_cmpstr(text_nearest("visiters", words), ==, "visitors");
	g_assert_cmpstr(text_nearest("delegation", words), ==, "delegations");
	g_assert_cmpstr(text_nearest("hots", words), ==, "host");
	g_assert_null(text_nearest("ghost writer", words));
	g_assert_null(text_nearest("xy", words));
	g_assert_null(text_nearest("", words));
	g_assert_null(text_nearest("host", none));
}

static void a_brief_quote_is_one_short_valid_line(void)
{
	check_text(text_brief("đoàn"), "đoàn");
	check_text(text_brief("a\nb\x01"), "a b ");
	g_autofree char *hostile = g_strnfill(1000, 'x');
	hostile[2] = '\xff';
	g_autofree char *brief = text_brief(hostile);
	g_assert_true(g_utf8_validate(brief, -1, NULL));
	g_assert_cmpint(g_utf8_strlen(brief, -1), ==, 61);
	g_assert_true(g_str_has_suffix(brief, "x…"));
	GString *wide = g_string_new(NULL);
	for (int i = 0; i < 60; i++)
		g_string_append(wide, "\U0001f600");
	check_text(text_brief(wide->str), wide->str);
	g_string_free(wide, TRUE);
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/text/" #name, name)
	TEST(decomposed_text_becomes_composed);
	TEST(clean_text_is_left_alone_by_a_second_cleaning);
	TEST(unclean_text_is_refused_with_the_byte);
	TEST(what_nobody_sees_is_dropped);
	TEST(lines_ended_the_windows_way_are_accepted);
	TEST(random_bytes_are_cleaned_or_refused);
	TEST(what_is_known_to_be_clean_is_left_alone);
	TEST(characters_are_walked_as_glib_does);
	TEST(folding_takes_off_tones_hats_and_case);
	TEST(folding_composed_and_decomposed_text_is_the_same);
	TEST(folding_the_quick_way_is_folding);
	TEST(case_is_mapped_for_every_vietnamese_letter);
	TEST(only_the_first_letter_becomes_capital);
	TEST(vietnamese_letters_sort_in_dictionary_order);
	TEST(keys_and_comparison_agree);
	TEST(distance_counts_changes_of_characters);
	TEST(very_long_words_cost_nothing);
	TEST(the_nearest_word_is_found_within_a_third);
	TEST(a_brief_quote_is_one_short_valid_line);
	return g_test_run();
}
