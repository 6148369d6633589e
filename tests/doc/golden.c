/* SPDX-License-Identifier: Apache-2.0 */
/*
 * golden/NAME.json is a document tree, golden/NAME.EXTENSION what a writer makes of it; a test is
 * added by adding the files. UPDATE=1 writes the expected files anew, to be reviewed.
 */
#include "doc/writer.h"

#include <string.h>

static void expect_bytes(const char *path, GBytes *bytes)
{
	gsize length = 0, size = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autofree char *expected = NULL;
	g_autoptr(GError) error = NULL;
	if (g_getenv("UPDATE")) {
		g_assert_true(g_file_set_contents(path, data, (gssize)length, &error));
		return;
	}
	g_assert_true(g_file_get_contents(path, &expected, &size, &error));
	g_autofree char *found = g_strndup(data, length);
	if (strcmp(found, expected) != 0)
		g_error("%s differs from what is written:\n%s", path, found);
}

static void a_tree_is_written_as_expected(gconstpointer data)
{
	static const char *const formats[] = {"md", "txt", "html"};
	const char *path = data;
	g_autofree char *json = NULL;
	gsize length = 0;
	g_autoptr(GError) error = NULL;
	g_assert_true(g_file_get_contents(path, &json, &length, &error));
	g_autoptr(doc_t) doc = doc_read_json(json, length, &error);
	g_assert_no_error(error);
	for (gsize i = 0; i < G_N_ELEMENTS(formats); i++) {
		g_autofree char *base = g_strndup(path, strlen(path) - strlen(".json"));
		g_autofree char *target = g_strconcat(base, ".", formats[i], NULL);
		g_autoptr(GBytes) bytes = doc_format_find(formats[i])->write(doc, &error);
		g_assert_no_error(error);
		expect_bytes(target, bytes);
	}
}

static void a_format_is_found_by_name_or_path(void)
{
	g_assert_cmpstr(doc_format_find("docx")->name, ==, "docx");
	g_assert_cmpstr(doc_format_find("/a/b.PDF")->name, ==, "pdf");
	g_assert_cmpstr(doc_format_find("MD")->name, ==, "md");
	g_assert_null(doc_format_find("report.odt"));
	g_assert_null(doc_format_find(""));
	g_assert_null(doc_format_find(NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/format is found by name or path", a_format_is_found_by_name_or_path);
	const char *folder = GOLDEN;
	g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(files);
	for (const char *name; (name = g_dir_read_name(files));) {
		if (!g_str_has_suffix(name, ".json"))
			continue;
		g_autofree char *test = g_strconcat("/doc/golden/", name, NULL);
		g_test_add_data_func_full(test, g_build_filename(folder, name, NULL),
			a_tree_is_written_as_expected, g_free);
	}
	return g_test_run();
}
