/* SPDX-License-Identifier: Apache-2.0 */
/* Kept trees: the same as parsing the text gives, and nothing but that. */
#include "check.h"
#include "def/trees.h"

#include <string.h>

static void check_place(struct place a, struct place b)
{
	g_assert_cmpstr(a.file, ==, b.file);
	g_assert_cmpuint(a.line, ==, b.line);
	g_assert_cmpuint(a.column, ==, b.column);
}

static void check_same(const struct yaml *a, const struct yaml *b)
{
	g_assert_cmpint(a->kind, ==, b->kind);
	g_assert_cmpint(a->quoted, ==, b->quoted);
	g_assert_cmpstr(a->text, ==, b->text);
	check_place(a->place, b->place);
	g_assert_cmpuint(a->count, ==, b->count);
	for (guint i = 0; i < a->count; i++) {
		const struct yaml_entry *x = yaml_entry(a, i), *y = yaml_entry(b, i);
		g_assert_cmpstr(x->key, ==, y->key);
		check_place(x->place, y->place);
		check_same(x->value, y->value);
		if (x->key)
			g_assert_true(yaml_get(b, x->key) == y->value);
	}
}

static char *read_text(const char *path)
{
	g_autofree char *bytes = NULL;
	gsize length;
	g_autoptr(findings_t) findings = findings_new();
	g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
	char *text = yaml_clean(path, bytes, length, findings);
	g_assert_nonnull(text);
	return text;
}

static void check_file(const char *path)
{
	g_autofree char *text = read_text(path);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(yaml_pool_t) pool = yaml_pool_new();
	g_autoptr(GByteArray) trees = g_byte_array_new();
	const struct yaml *root = yaml_parse(pool, path, text, findings);
	g_assert_nonnull(root);
	tree_keep(trees, text, root);
	const struct yaml *kept = tree_find(pool, trees->data, trees->len, path, text);
	g_assert_nonnull(kept);
	check_same(root, kept);
	g_autofree char *other = g_strconcat(text, "#\n", NULL);
	g_assert_null(tree_find(pool, trees->data, trees->len, path, other));
}

static void check_folder(const char *path, guint *files)
{
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	g_assert_nonnull(folder);
	for (const char *name; (name = g_dir_read_name(folder));) {
		g_autofree char *inside = g_build_filename(path, name, NULL);
		if (g_file_test(inside, G_FILE_TEST_IS_DIR)) {
			check_folder(inside, files);
		} else if (g_str_has_suffix(name, ".yaml")) {
			check_file(inside);
			++*files;
		}
	}
}

static void test_shipped(void)
{
	guint files = 0;
	check_folder(TESTS "/../definitions", &files);
	g_assert_cmpuint(files, >, 50);
}

/* Damaged bytes give another tree or none; they are never read beyond their end. */
static void test_damaged(void)
{
	static const char text[] = "a: {b: [1, 'two', ~], c: \"x\"}\nd:\n- e: f\n- {}\n- []\n";
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(yaml_pool_t) pool = yaml_pool_new();
	g_autoptr(GByteArray) trees = g_byte_array_new();
	tree_keep(trees, text, yaml_parse(pool, "t", text, findings));
	for (guint length = 0; length < trees->len; length++) {
		g_autofree guint8 *cut = g_memdup2(trees->data, length);
		g_assert_null(tree_find(pool, cut, length, "t", text));
	}
	for (guint at = 0; at < trees->len; at++)
		for (guint bit = 0; bit < 8; bit++) {
			g_autofree guint8 *changed = g_memdup2(trees->data, trees->len);
			changed[at] ^= (guint8)(1 << bit);
			tree_find(pool, changed, trees->len, "t", text);
		}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	g_test_add_func("/trees/the shipped definitions", test_shipped);
	g_test_add_func("/trees/damaged bytes", test_damaged);
	return g_test_run();
}
