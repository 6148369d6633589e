/* SPDX-License-Identifier: Apache-2.0 */
/* Spellings: what is found by a shorter way is what the long way finds. */
#include "check/word.h"

#include <string.h>

static const char *const letters[] = {"a", "ă", "â", "à", "ậ", "b", "c", "d", "đ", "e", "ê", "ế", "g", "h", "i", "ì", "n", "o", "ô", "ơ", "ợ", "p", "t",
	"u", "ư", "ữ", "y", "w", "1", "é", "я"};

static char *random_word(GRand *random, gint32 most)
{
	GString *word = g_string_new(NULL);
	for (gint32 k = g_rand_int_range(random, 1, most); k > 0; k--)
		g_string_append(word, letters[g_rand_int_range(random, 0, G_N_ELEMENTS(letters))]);
	return g_string_free(word, FALSE);
}

/* The word with some letters changed, left out or put in. */
static char *slipped(GRand *random, const char *word)
{
	GString *other = g_string_new(NULL);
	for (const char *at = word; *at; at = g_utf8_next_char(at)) {
		const gint32 slip = g_rand_int_range(random, 0, 8);
		if (slip == 0)
			continue;
		if (slip == 1)
			g_string_append(other, letters[g_rand_int_range(random, 0, G_N_ELEMENTS(letters))]);
		g_string_append_len(other, at, g_utf8_next_char(at) - at);
	}
	return g_string_free(other, FALSE);
}

static void distances_of_words_are_those_of_their_spellings(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(2026);
	g_autoptr(wordbook_t) words = wordbook_new(NULL);
	guint near = 0;
	for (int i = 0; i < 50000; i++) {
		g_autofree char *first = random_word(random, i % 50 ? 9 : 60), *second = slipped(random, first);
		const word_t one = wordbook_add(words, first, strlen(first)), other = wordbook_add(words, second, strlen(second));
		const struct word *a = wordbook_get(words, one), *b = wordbook_get(words, other);
		for (guint most = 1; most < 6; most++) {
			const guint distance = syllable_distance(a->text, a->length, b->text, b->length, most);
			g_assert_cmpuint(word_distance(a, b, most), ==, distance);
			g_assert_cmpuint(word_distance(b, a, most), ==, distance);
			near += distance > 0 && distance < most;
		}
	}
	g_assert_cmpuint(near, >, 1000);
}

static void words_are_found_in_either_table_and_only_there(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(11);
	g_autoptr(wordbook_t) below = wordbook_new(NULL);
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (int i = 0; i < 3000; i++) {
		char *word = random_word(random, i % 30 ? 6 : 40);
		const word_t number = wordbook_add(below, word, strlen(word));
		g_hash_table_replace(known, g_strdup(wordbook_get(below, number)->text), GUINT_TO_POINTER(number));
		g_free(word);
	}
	g_autoptr(wordbook_t) above = wordbook_new(below);
	for (int i = 0; i < 20000; i++) {
		g_autofree char *word = random_word(random, i % 30 ? 6 : 40);
		const word_t found = wordbook_find(above, word, strlen(word)), number = wordbook_add(above, word, strlen(word));
		const char *text = wordbook_get(above, number)->text;
		const word_t before = GPOINTER_TO_UINT(g_hash_table_lookup(known, text));
		g_assert_cmpuint(found, ==, before);
		g_assert_true(before ? number == before : number == wordbook_count(above) - 1);
		g_hash_table_replace(known, g_strdup(text), GUINT_TO_POINTER(number));
	}
}

static void what_can_be_a_syllable_is_told_by_its_letters(void)
{
	static const char *const formed[] = {"nghiệp", "chuyển", "khuyến", "quốc", "giữa", "đường", "oanh", "uyên", "ở", "gì", "xoong", "khuỷu", "ngoèo"};
	static const char *const none[] = {"", "ngiệp", "cệ", "kà", "tổg", "chwucs", "ứứ", "đ", "bl", "nghiệpp", "tach", "hat", "hiêngg", "w"};
	for (gsize i = 0; i < G_N_ELEMENTS(formed); i++)
		g_assert_true(syllable_is_formed(formed[i], strlen(formed[i])));
	for (gsize i = 0; i < G_N_ELEMENTS(none); i++)
		g_assert_false(syllable_is_formed(none[i], strlen(none[i])));
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/words/" #name, name)
	TEST(distances_of_words_are_those_of_their_spellings);
	TEST(words_are_found_in_either_table_and_only_there);
	TEST(what_can_be_a_syllable_is_told_by_its_letters);
	return g_test_run();
}
