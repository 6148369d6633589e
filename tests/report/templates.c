/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every file templates/NAME.md is a test: its document must be NAME.out, or its error NAME.err. A
 * comment
 * {# test: period=2020-Q1 cutoff=2020-03-12 language=en #} in it sets the context. NGOAIVU_ACCEPT=1
 * writes what came out, for review.
 */
#include "sample.h"
#include "base/error.h"

#include <string.h>

#define FOLDER TESTS "/report/templates"

struct test {
	struct sample *sample;
	char *name;
};

static void test_free(gpointer data)
{
	struct test *test = data;
	g_free(test->name);
	g_free(test);
}

static char *render(struct sample *sample, const char *name, gboolean *done)
{
	GError *error = NULL;
	g_autofree char *path = g_strconcat(FOLDER "/", name, ".md", NULL);
	g_autofree char *text = NULL;
	gsize length;
	g_assert_true(g_file_get_contents(path, &text, &length, NULL));
	const char *words = strstr(text, "{# test:");
	sample_context(sample, words ? words : "");
	g_autofree char *file = g_strconcat(name, ".md", NULL);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) template = template_parse_in(file, text, sample->folders, findings);
	g_autoptr(doc_t) doc = NULL;
	if (template)
		doc = template_render(template, &sample->context, &error);
	else
		findings_check(findings, &error);
	*done = doc != NULL;
	if (doc)
		return dump_doc(doc);
	char *message = g_strconcat(error->message, "\n", NULL);
	g_clear_error(&error);
	return message;
}

/* Paths of this machine do not belong into expectations. */
static void strip_folder(char **text)
{
	g_auto(GStrv) parts = g_strsplit(*text, TESTS "/report/", -1);
	g_free(*text);
	*text = g_strjoinv("", parts);
}

static void template_gives_what_is_expected(gconstpointer data)
{
	const struct test *test = data;
	const char *name = test->name;
	gboolean done;
	g_autofree char *got = render(test->sample, name, &done);
	strip_folder(&got);
	g_autofree char *path = g_strconcat(FOLDER "/", name, done ? ".out" : ".err", NULL);
	if (g_getenv("NGOAIVU_ACCEPT"))
		g_file_set_contents(path, got, -1, NULL);
	g_autofree char *wanted = NULL;
	if (!g_file_get_contents(path, &wanted, NULL, NULL))
		g_error("%s is missing; it gave:\n%s", path, got);
	g_assert_cmpstr(got, ==, wanted);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	const struct test *left = *(const struct test *const *)a,
			  *right = *(const struct test *const *)b;
	return strcmp(left->name, right->name);
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	struct sample sample;
	g_autoptr(GPtrArray) tests = g_ptr_array_new_with_free_func(test_free);
	g_autoptr(GDir) folder = g_dir_open(FOLDER, 0, NULL);
	const char *file;
	while ((file = g_dir_read_name(folder))) {
		if (!g_str_has_suffix(file, ".md"))
			continue;
		struct test *test = g_new0(struct test, 1);
		test->sample = &sample;
		test->name = g_strndup(file, strlen(file) - 3);
		g_ptr_array_add(tests, test);
	}
	g_ptr_array_sort(tests, by_name);
	for (guint i = 0; i < tests->len; i++) {
		const struct test *test = g_ptr_array_index(tests, i);
		g_autofree char *path = g_strconcat("/template/", test->name, NULL);
		g_test_add_data_func(path, test, template_gives_what_is_expected);
	}
	sample_open(&sample);
	int result = g_test_run();
	sample_close(&sample);
	return result;
}
