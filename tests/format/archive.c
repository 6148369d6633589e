/* SPDX-License-Identifier: Apache-2.0 */
#include "format/archive.h"
#include "check.h"

#include <time.h>
#include <zip.h>

static GBytes *bytes_of(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

static gboolean starts_with(const void *bytes, const char *wanted, gsize length)
{
	return memcmp(bytes, wanted, length) == 0;
}

static void add(struct archive_writer *writer, const char *name, const char *text)
{
	g_autoptr(GBytes) content = bytes_of(text);
	archive_add(writer, name, content);
}

static GBytes *sample(void)
{
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	add(writer, "word/document.xml", "<document/>");
	add(writer, "_rels/.rels", "<Relationships/>");
	archive_add_text(writer, "[Content_Types].xml", g_string_new("<Types/>"));
	g_autoptr(GBytes) stored = bytes_of("stored");
	archive_add_stored(writer, "media/ảnh.png", stored);
	add(writer, "empty", "");
	GError *error = NULL;
	GBytes *content = archive_finish(writer, &error);
	g_assert_no_error(error);
	return content;
}

static void parts_are_read_back_in_order_with_content_types_first(void)
{
	g_autoptr(GBytes) content = sample();
	GError *error = NULL;
	g_autoptr(archive_t) archive = archive_open_bytes(content, &error);
	g_assert_no_error(error);
	static const char *const names[] = {"[Content_Types].xml", "word/document.xml",
		"_rels/.rels", "media/ảnh.png", "empty"};
	static const char *const texts[] = {
		"<Types/>", "<document/>", "<Relationships/>", "stored", ""};
	g_assert_cmpuint(archive_count(archive), ==, G_N_ELEMENTS(names));
	for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
		g_assert_cmpstr(archive_name(archive, i), ==, names[i]);
		g_assert_true(archive_has(archive, names[i]));
		g_autoptr(GBytes) part = archive_read(archive, names[i], 100, &error);
		g_assert_no_error(error);
		g_assert_cmpuint(g_bytes_get_size(part), ==, strlen(texts[i]));
		g_assert_true(
			starts_with(g_bytes_get_data(part, NULL), texts[i], strlen(texts[i])));
	}
	g_assert_false(archive_has(archive, "word"));
	g_assert_null(archive_read(archive, "word", 100, &error));
	check_error(&error, ERROR_ABSENT, "no part “word”");
}

static void the_bytes_do_not_depend_on_zone_or_hour(void)
{
	static const char *const zones[] = {
		"UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Apia"};
	g_autoptr(GBytes) first = sample();
	for (gsize i = 0; i < G_N_ELEMENTS(zones); i++) {
		g_setenv("TZ", zones[i], TRUE);
		tzset();
		g_autoptr(GBytes) again = sample();
		g_assert_true(g_bytes_equal(first, again));
	}
	g_unsetenv("TZ");
	tzset();
	gsize size;
	const guint8 *bytes = g_bytes_get_data(first, &size);
	/* The local header begins with the first part, dated 1980-01-01 00:00. */
	g_assert_true(starts_with(bytes, "PK\3\4", 4));
	g_assert_true(starts_with(bytes + 10, "\0\0\x21\0", 4));
	g_assert_true(starts_with(bytes + 30, "[Content_Types].xml", 19));
}

/* Packed before or in its place: the archive is the same; one part serves many. */
static void a_part_may_be_packed_before(void)
{
	for (gsize length = 0; length < 4000; length = 3 * length + 7) {
		g_autoptr(GString) text = g_string_new(NULL);
		for (gsize i = 0; i < length; i++)
			g_string_append_c(text, (char)('a' + i * i % 23));
		struct packed_part *part = archive_pack(g_string_new(text->str));
		g_autoptr(archive_writer_t) plain = archive_writer_new(), packed = archive_writer_new();
		for (guint twice = 0; twice < 2; twice++) {
			const char *const name = twice ? "a.xml" : "b.xml";
			add(plain, name, text->str);
			archive_add_packed(packed, name, part);
		}
		GError *error = NULL;
		g_autoptr(GBytes) one = archive_finish(plain, &error), two = archive_finish(packed, &error);
		g_assert_no_error(error);
		g_assert_true(g_bytes_equal(one, two));
		packed_part_free(part);
	}
}

static void large_parts_survive(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(5);
	GString *text = g_string_new(NULL);
	for (int i = 0; i < 3000000; i++)
		g_string_append_c(text, (char)g_rand_int(random));
	g_autoptr(GBytes) content = g_string_free_to_bytes(text);
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	for (int i = 0; i < 3; i++) {
		char name[16];
		g_snprintf(name, sizeof name, "part%d", i);
		archive_add(writer, name, content);
	}
	g_autoptr(GBytes) packed = archive_finish(writer, NULL);
	g_autoptr(archive_t) archive = archive_open_bytes(packed, NULL);
	for (int i = 0; i < 3; i++) {
		char name[16];
		g_snprintf(name, sizeof name, "part%d", i);
		g_autoptr(GBytes) part = archive_read(archive, name, 3000000, NULL);
		g_assert_true(g_bytes_equal(part, content));
		GError *error = NULL;
		g_assert_null(archive_read(archive, name, 2999999, &error));
		check_error(&error, ERROR_INPUT, "is too large");
	}
}

static void wrong_names_are_told_at_the_end(void)
{
	static const char *const names[] = {"", "/etc/passwd", "../x", "a\\b", "a/../b", "\xff"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autoptr(archive_writer_t) writer = archive_writer_new();
		add(writer, names[i], "x");
		add(writer, "good", "x");
		GError *error = NULL;
		g_assert_null(archive_finish(writer, &error));
		check_error(&error, ERROR_SYSTEM, "is no name");
	}
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	GError *error = NULL;
	g_assert_null(archive_finish(writer, &error));
	check_error(&error, ERROR_SYSTEM, "no parts");
	add(writer, "twice", "x");
	add(writer, "twice", "y");
	g_assert_null(archive_finish(writer, &error));
	check_error(&error, ERROR_SYSTEM, "twice: is there twice");
}

/* Makes every header of an archive of one part say that it unpacks to `size`. */
static GBytes *boast(GBytes *packed, guint32 size)
{
	gsize length;
	const guint8 *bytes = g_bytes_get_data(packed, &length);
	guint8 *copy = g_memdup2(bytes, length);
	guint32 claim = GUINT32_TO_LE(size), honest;
	memcpy(&honest, bytes + 22, sizeof honest); /* of the local header */
	for (gsize i = 0; i + sizeof claim <= length; i++)
		if (memcmp(bytes + i, &honest, sizeof honest) == 0)
			memcpy(copy + i, &claim, sizeof claim);
	return g_bytes_new_take(copy, length);
}

static void a_bomb_is_refused_before_it_swells(void)
{
	g_autofree char *zeros = g_malloc0(2 << 20);
	g_autoptr(GBytes) content = g_bytes_new_static(zeros, 2 << 20);
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	archive_add(writer, "bomb", content);
	g_autoptr(GBytes) honest = archive_finish(writer, NULL);
	g_autoptr(GBytes) packed = boast(honest, 64 << 20);
	g_autoptr(archive_t) archive = archive_open_bytes(packed, NULL);
	GError *error = NULL;
	g_assert_null(archive_read(archive, "bomb", G_MAXSIZE / 2, &error));
	check_error(&error, ERROR_INPUT, "swells");
}

static void an_archive_unpacks_only_so_much_altogether(void)
{
	g_autofree char *bytes = g_malloc(64 << 20);
	for (gsize i = 0; i < 64 << 20; i++)
		bytes[i] = (char)(i * i >> 7);
	g_autoptr(GBytes) content = g_bytes_new_static(bytes, 64 << 20);
	g_autoptr(archive_writer_t) writer = archive_writer_new();
	archive_add_stored(writer, "part", content);
	g_autoptr(GBytes) packed = archive_finish(writer, NULL);
	g_autoptr(archive_t) archive = archive_open_bytes(packed, NULL);
	for (int i = 0; i < 16; i++) {
		g_autoptr(GBytes) part = archive_read(archive, "part", 64 << 20, NULL);
		g_assert_nonnull(part);
	}
	GError *error = NULL;
	g_assert_null(archive_read(archive, "part", 64 << 20, &error));
	check_error(&error, ERROR_INPUT, "unpacks to more than 1024 MB");
}

static void a_locked_part_is_told_apart(void)
{
	g_autofree char *folder = g_dir_make_tmp("ngoaivu-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "locked.zip", NULL);
	zip_t *zip = zip_open(path, ZIP_CREATE, NULL);
	zip_source_t *source = zip_source_buffer(zip, "secret", 6, 0);
	zip_int64_t index = zip_file_add(zip, "a", source, 0);
	zip_file_set_encryption(zip, (zip_uint64_t)index, ZIP_EM_AES_256, "password");
	g_assert_cmpint(zip_close(zip), ==, 0);
	GError *error = NULL;
	g_autoptr(archive_t) archive = archive_open(path, &error);
	g_assert_no_error(error);
	g_assert_null(archive_read(archive, "a", 100, &error));
	check_error(&error, ERROR_INPUT, "locked with a password");
	remove(path);
	remove(folder);
	g_assert_null(archive_open(path, &error));
	check_error(&error, ERROR_ABSENT, "locked.zip: there is no such file");
}

/* Every cut and many changed bytes: a clear error or sound parts, never a crash. */
static void damaged_archives_are_refused(void)
{
	g_autoptr(GBytes) content = sample();
	gsize size;
	const char *bytes = g_bytes_get_data(content, &size);
	for (gsize length = 0; length < size; length++) {
		g_autoptr(GBytes) cut = g_bytes_new(bytes, length);
		GError *error = NULL;
		g_assert_null(archive_open_bytes(cut, &error));
		check_error(&error, ERROR_INPUT, "is not a sound ZIP archive");
	}
	g_autoptr(GRand) random = g_rand_new_with_seed(9);
	for (int i = 0; i < 20000; i++) {
		g_autofree char *copy = g_memdup2(bytes, size);
		for (int k = g_rand_int_range(random, 1, 4); k > 0; k--)
			copy[g_rand_int_range(random, 0, (gint32)size)] = (char)g_rand_int(random);
		g_autoptr(GBytes) changed = g_bytes_new_static(copy, size);
		GError *error = NULL;
		g_autoptr(archive_t) archive = archive_open_bytes(changed, &error);
		g_assert_true(archive || error);
		for (guint part = 0; archive && part < archive_count(archive); part++) {
			g_autoptr(GBytes) read =
				archive_read(archive, archive_name(archive, part), 1000, &error);
			g_assert_true(read || error);
			g_clear_error(&error);
		}
		g_clear_error(&error);
	}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/archive/" #name, name)
	TEST(parts_are_read_back_in_order_with_content_types_first);
	TEST(the_bytes_do_not_depend_on_zone_or_hour);
	TEST(a_part_may_be_packed_before);
	TEST(large_parts_survive);
	TEST(wrong_names_are_told_at_the_end);
	TEST(a_bomb_is_refused_before_it_swells);
	TEST(an_archive_unpacks_only_so_much_altogether);
	TEST(a_locked_part_is_told_apart);
	TEST(damaged_archives_are_refused);
	return g_test_run();
}
