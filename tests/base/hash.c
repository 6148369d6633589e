/* SPDX-License-Identifier: Apache-2.0 */
#include "base/hash.h"
#include "check.h"

static void the_hash_is_blake2b_256(void)
{
	struct hash hash = hash_text("");
	check_text(hash_hex(&hash),
		"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
	hash = hash_bytes("abc", 3);
	check_text(hash_hex(&hash),
		"bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
	hash = hash_bytes(NULL, 0);
	check_text(hash_hex(&hash),
		"0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

static void a_hash_is_read_back_from_its_digits(void)
{
	for (int i = 0; i < 100; i++) {
		struct hash hash = hash_bytes(&i, sizeof i), read;
		g_autofree char *hex = hash_hex(&hash);
		g_assert_true(hash_parse(hex, &read));
		g_assert_true(hash_equal(&hash, &read));
		g_autofree char *upper = g_ascii_strup(hex, -1);
		g_assert_true(hash_parse(upper, &read));
		read.bytes[i % HASH_BYTES] ^= 1;
		g_assert_false(hash_equal(&hash, &read));
	}
}

static void what_is_not_64_digits_is_no_hash(void)
{
	struct hash hash = hash_text("x"), read = hash;
	g_autofree char *hex = hash_hex(&hash);
	g_autofree char *longer = g_strconcat(hex, "0", NULL);
	g_assert_false(hash_parse(longer, &read));
	hex[63] = 'g';
	g_assert_false(hash_parse(hex, &read));
	hex[63] = '\0';
	g_assert_false(hash_parse(hex, &read));
	g_assert_false(hash_parse("", &read));
	g_assert_true(hash_equal(&hash, &read));
}

static struct hash hash_of(const char *first, const char *second)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, first, strlen(first));
	hasher_add(&hasher, second, strlen(second));
	return hasher_end(&hasher);
}

static void parts_do_not_run_together(void)
{
	struct hash a = hash_of("ab", "c"), b = hash_of("a", "bc"), c = hash_of("abc", ""),
		    again = hash_of("ab", "c");
	g_assert_false(hash_equal(&a, &b));
	g_assert_false(hash_equal(&a, &c));
	g_assert_false(hash_equal(&b, &c));
	g_assert_true(hash_equal(&a, &again));
}

static void numbers_hash_alike_on_every_machine(void)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add_int(&hasher, -2);
	struct hash number = hasher_end(&hasher);
	static const guint8 bytes[] = {
		8, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	struct hash plain = hash_bytes(bytes, sizeof bytes);
	g_assert_true(hash_equal(&number, &plain));
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/hash/" #name, name)
	TEST(the_hash_is_blake2b_256);
	TEST(a_hash_is_read_back_from_its_digits);
	TEST(what_is_not_64_digits_is_no_hash);
	TEST(parts_do_not_run_together);
	TEST(numbers_hash_alike_on_every_machine);
	return g_test_run();
}
