/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wording: every line of words/KIND.tsv is a test; its last column is what must be said, the one
 * before it the language. "-" is nothing. Numbers are written 1566, 1.5, 140000000 VND; parts of a
 * change "now base unit", with ";".
 */
#include "base/error.h"
#include "base/number.h"
#include "report/words.h"

#include <stdlib.h>
#include <string.h>

struct kind {
	const char *name;
	guint columns;
	char *(*say)(const struct model *model, char **columns);
};

static const char *or_null(const char *text)
{
	return strcmp(text, "-") == 0 ? NULL : text;
}

static struct number read_number(const struct model *model, const char *text)
{
	struct number number = {.present = strcmp(text, "-") != 0};
	if (!number.present)
		return number;
	g_auto(GStrv) parts = g_strsplit(text, " ", 2);
	const char *point = strchr(parts[0], '.');
	number.scale = point ? (guint)strlen(point + 1) : 0;
	if (parts[1]) {
		g_strlcpy(number.currency, parts[1], sizeof number.currency);
		number.scale = model_minor(model, parts[1]);
	}
	g_assert_true(decimal_parse_plain(parts[0], number.scale, &number.value, NULL));
	return number;
}

static char *say_number(const struct model *model, char **columns)
{
	struct number number = read_number(model, columns[0]);
	return words_number(model, &number, columns[1]);
}

static char *say_count(const struct model *model, char **columns)
{
	struct number number = read_number(model, columns[0]);
	return words_count(model, &number, or_null(columns[1]), or_null(columns[2]), columns[3]);
}

static char *say_spelled(G_GNUC_UNUSED const struct model *model, char **columns)
{
	return words_spelled(strtoll(columns[0], NULL, 10), columns[1]);
}

static char *say_about(const struct model *model, char **columns)
{
	struct number number = read_number(model, columns[0]);
	return words_about_step(
		model, &number, or_null(columns[1]), strtoll(columns[2], NULL, 10), columns[3]);
}

static char *say_change(G_GNUC_UNUSED const struct model *model, char **columns)
{
	g_auto(GStrv) parts = g_strsplit(columns[0], ";", -1);
	struct moved moved[8] = {0};
	char *units[8] = {0};
	guint count = 0;
	for (; parts[count] && count < 8; count++) {
		char *rest;
		moved[count].now = strtoll(parts[count], &rest, 10);
		moved[count].base = strtoll(rest, &rest, 10);
		units[count] = g_strdup(g_strstrip(rest));
		moved[count].unit = units[count];
		moved[count].is_money = strcmp(units[count], "đồng") == 0;
	}
	char *said = words_change(
		moved, count, or_null(columns[1]), strcmp(columns[2], "percent") == 0, columns[3]);
	for (guint i = 0; i < count; i++)
		g_free(units[i]);
	return said;
}

static char *say_date(G_GNUC_UNUSED const struct model *model, char **columns)
{
	day_t day = DAY_NONE;
	day_parse(columns[0], &day, NULL);
	return words_date(day, strcmp(columns[1], "long") == 0, columns[2]);
}

static char *say_range(const struct model *model, char **columns)
{
	struct number first = read_number(model, columns[0]), last = read_number(model, columns[1]);
	return words_range(&first, &last, columns[2]);
}

static const struct kind kinds[] = {
	{"number", 2, say_number},
	{"count", 4, say_count},
	{"spelled", 2, say_spelled},
	{"about", 4, say_about},
	{"change", 4, say_change},
	{"date", 3, say_date},
	{"range", 3, say_range},
};

static struct model *load_model(void)
{
	const char *const folders[] = {TESTS "/report/data/definitions", NULL};
	g_autoptr(findings_t) findings = findings_new();
	struct model *model = model_load(folders, findings);
	g_assert_nonnull(model);
	return model;
}

static void lines_say_what_they_must(gconstpointer data)
{
	const struct kind *kind = data;
	g_autoptr(model_t) model = load_model();
	g_autofree char *path = g_strconcat(TESTS "/report/words/", kind->name, ".tsv", NULL);
	g_autofree char *text = NULL;
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (*lines[i] == '\0' || *lines[i] == '#')
			continue;
		g_auto(GStrv) columns = g_strsplit(lines[i], "\t", -1);
		if (g_strv_length(columns) != kind->columns + 1)
			g_error("%s:%u: %u columns are expected", path, i + 1, kind->columns + 1);
		g_autofree char *said = kind->say(model, columns);
		const char *wanted = columns[kind->columns];
		if (strcmp(said, strcmp(wanted, "-") == 0 ? "" : wanted) != 0)
			g_error("%s:%u: “%s” was said", path, i + 1, said);
	}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		g_autofree char *path = g_strconcat("/words/", kinds[i].name, NULL);
		g_test_add_data_func(path, &kinds[i], lines_say_what_they_must);
	}
	return g_test_run();
}
