/* SPDX-License-Identifier: Apache-2.0 */
#include "format/file.h"
#include "check.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static char *folder;

static void a_written_file_is_read_back(void)
{
	g_autofree char *path = g_build_filename(folder, "đoàn.bin", NULL);
	for (gsize size = 0; size < 5000000; size = size * 10 + 1) {
		g_autofree char *bytes = g_malloc(size + 1);
		for (gsize i = 0; i < size; i++)
			bytes[i] = (char)(i * 7);
		g_autoptr(GBytes) content = g_bytes_new(bytes, size);
		GError *error = NULL;
		g_assert_true(file_write(path, content, &error));
		g_assert_no_error(error);
		g_autoptr(GBytes) read = file_read(path, FILE_BYTES_MOST, &error);
		g_assert_no_error(error);
		g_assert_true(g_bytes_equal(read, content));
	}
	g_remove(path);
}

static void an_absent_file_is_told_as_absent(void)
{
	GError *error = NULL;
	g_autofree char *path = g_build_filename(folder, "none", NULL);
	g_assert_null(file_read(path, 10, &error));
	check_error(&error, ERROR_ABSENT, "none: there is no such file");
	g_autofree char *under = g_build_filename(folder, "none", "x", NULL);
	g_assert_null(file_read(under, 10, &error));
	check_error(&error, ERROR_ABSENT, "");
	g_autoptr(GBytes) content = g_bytes_new_static("x", 1);
	g_assert_false(file_write(under, content, &error));
	check_error(&error, ERROR_SYSTEM, "cannot be written");
}

static void what_is_no_file_or_too_large_is_refused_without_waiting(void)
{
	GError *error = NULL;
	g_assert_null(file_read(folder, 1000000, &error));
	check_error(&error, ERROR_INPUT, "is not a file");
	g_assert_null(file_read("/dev/zero", 1000000, &error));
	check_error(&error, ERROR_INPUT, "is not a file");
	g_autofree char *pipe = g_build_filename(folder, "pipe", NULL);
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	g_assert_null(file_read(pipe, 1000000, &error));
	check_error(&error, ERROR_INPUT, "is not a file");
	g_remove(pipe);
	g_autofree char *path = g_build_filename(folder, "large", NULL);
	g_assert_true(g_file_set_contents(path, "12345678901", 11, NULL));
	g_assert_null(file_read(path, 10, &error));
	check_error(&error, ERROR_INPUT, "too large");
	g_remove(path);
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	folder = g_dir_make_tmp("ngoaivu-XXXXXX", NULL);
#define TEST(name) g_test_add_func("/file/" #name, name)
	TEST(a_written_file_is_read_back);
	TEST(an_absent_file_is_told_as_absent);
	TEST(what_is_no_file_or_too_large_is_refused_without_waiting);
	int status = g_test_run();
	g_rmdir(folder);
	g_free(folder);
	return status;
}
