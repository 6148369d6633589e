/* SPDX-License-Identifier: Apache-2.0 */
#include "base/finding.h"
#include "check.h"

static void findings_are_told_in_the_order_of_their_places(void)
{
	g_autoptr(findings_t) findings = findings_new();
	findings_add(findings, SEVERITY_ERROR, (struct place){"b.yaml", 3, 9}, "unknown key “%s”",
		"tile");
	findings_add(findings, SEVERITY_WARNING, (struct place){"b.yaml", 3, 2}, "second");
	findings_add(findings, SEVERITY_HINT, (struct place){"a.yaml", 100, 0}, "third");
	findings_add(findings, SEVERITY_HINT, (struct place){"a.yaml", 20, 0}, "fourth");
	findings_add(findings, SEVERITY_ERROR, (struct place){"b.yaml", 3, 9}, "after the first");
	findings_add(findings, SEVERITY_ERROR, (struct place){NULL, 0, 0}, "nowhere");
	findings_add(findings, SEVERITY_ERROR, (struct place){NULL, 4, 2}, "no file");
	check_text(findings_text(findings), "error: nowhere\n"
					    "-:4:2: error: no file\n"
					    "a.yaml:20: hint: fourth\n"
					    "a.yaml:100: hint: third\n"
					    "b.yaml:3:2: warning: second\n"
					    "b.yaml:3:9: error: unknown key “tile”\n"
					    "b.yaml:3:9: error: after the first\n");
	g_assert_cmpuint(findings->errors, ==, 4);
	g_assert_cmpuint(findings->items->len, ==, 7);
}

static void only_errors_stop_the_act(void)
{
	g_autoptr(findings_t) findings = findings_new();
	GError *error = NULL;
	g_assert_true(findings_check(findings, &error));
	findings_add(findings, SEVERITY_WARNING, (struct place){"a", 1, 1}, "doubtful");
	g_assert_true(findings_check(findings, &error));
	g_assert_no_error(error);
	findings_add(findings, SEVERITY_ERROR, (struct place){"a", 2, 1}, "wrong: %d%%", 5);
	g_assert_false(findings_check(findings, &error));
	check_error(&error, ERROR_INPUT, "a:1:1: warning: doubtful\na:2:1: error: wrong: 5%");
}

static void the_list_keeps_its_own_copy_of_file_names(void)
{
	g_autoptr(findings_t) findings = findings_new();
	char *name = g_strdup("short-lived.csv");
	for (guint i = 0; i < 1000; i++)
		findings_add(findings, SEVERITY_ERROR, (struct place){name, 1000 - i, 0}, "%u", i);
	g_free(name);
	g_autofree char *text = findings_text(findings);
	g_assert_true(g_str_has_prefix(text, "short-lived.csv:1: error: 999\n"));
	findings_free(NULL);
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/finding/" #name, name)
	TEST(findings_are_told_in_the_order_of_their_places);
	TEST(only_errors_stop_the_act);
	TEST(the_list_keeps_its_own_copy_of_file_names);
	return g_test_run();
}
