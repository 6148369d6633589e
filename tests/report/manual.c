/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The examples of ngoaivu-template(7) are tests: after a line `.\" test`, with a context as in
 * templates.c, the next literal block is a template and the one after it what the template gives.
 */
#include "sample.h"
#include "base/error.h"

#include <string.h>

struct example {
	struct sample *sample;
	guint line;
	char *words, *template, *wanted;
};

static void example_free(gpointer data)
{
	struct example *example = data;
	g_free(example->words);
	g_free(example->template);
	g_free(example->wanted);
	g_free(example);
}

/* A line as it is printed: without the escapes of mdoc. */
static char *printed(const char *line)
{
	if (g_str_has_prefix(line, "\\&"))
		line += 2;
	g_auto(GStrv) parts = g_strsplit(line, "\\e", -1);
	return g_strjoinv("\\", parts);
}

/* The literal block that begins at or after a line; *at is set behind it. */
static char *read_literal(char **lines, guint *at)
{
	while (lines[*at] && !g_str_has_prefix(lines[*at], ".Bd -literal"))
		(*at)++;
	if (!lines[*at])
		return NULL;
	GString *text = g_string_new(NULL);
	for ((*at)++; lines[*at] && strcmp(lines[*at], ".Ed") != 0; (*at)++) {
		g_autofree char *line = printed(lines[*at]);
		g_string_append_printf(text, "%s\n", line);
	}
	return g_string_free(text, FALSE);
}

static GPtrArray *read_examples(struct sample *sample)
{
	GPtrArray *examples = g_ptr_array_new_with_free_func(example_free);
	g_autofree char *text = NULL;
	if (!g_file_get_contents(MANUAL, &text, NULL, NULL))
		g_error("%s cannot be read", MANUAL);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (!g_str_has_prefix(lines[i], ".\\\" test"))
			continue;
		struct example *example = g_new0(struct example, 1);
		example->sample = sample;
		example->line = i + 1;
		example->words = g_strdup(lines[i]);
		example->template = read_literal(lines, &i);
		example->wanted = example->template ? read_literal(lines, &i) : NULL;
		g_ptr_array_add(examples, example);
		if (!example->wanted)
			break;
	}
	return examples;
}

static char *render(const struct example *example)
{
	GError *error = NULL;
	g_autoptr(findings_t) findings = findings_new();
	sample_context(example->sample, example->words);
	g_autoptr(template_t) template = template_parse_in(
		"example.md", example->template, example->sample->folders, findings);
	g_autoptr(doc_t) doc = NULL;
	if (template)
		doc = template_render(template, &example->sample->context, &error);
	else
		findings_check(findings, &error);
	if (doc)
		return dump_plain(doc);
	char *message = g_strconcat(error->message, "\n", NULL);
	g_clear_error(&error);
	return message;
}

static void example_gives_what_the_manual_says(gconstpointer data)
{
	const struct example *example = data;
	g_assert_nonnull(example->wanted);
	g_autofree char *got = render(example);
	if (strcmp(got, example->wanted) != 0)
		g_error("%s:%u: the example gives\n%s", MANUAL, example->line, got);
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	struct sample sample;
	g_autoptr(GPtrArray) examples = read_examples(&sample);
	g_assert_cmpuint(examples->len, >=, 15);
	for (guint i = 0; i < examples->len; i++) {
		const struct example *example = g_ptr_array_index(examples, i);
		g_autofree char *path = g_strdup_printf("/manual/line-%u", example->line);
		g_test_add_data_func(path, example, example_gives_what_the_manual_says);
	}
	sample_open(&sample);
	int result = g_test_run();
	sample_close(&sample);
	return result;
}
