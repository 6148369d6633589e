/* SPDX-License-Identifier: Apache-2.0 */
/* Templates that mean harm, or are broken: a clear error at a place, in bounded time and memory. */
#include "sample.h"
#include "base/error.h"
#include "check.h"

#include <string.h>

/* The document's dump, or the error's message. */
static char *outcome(struct sample *sample, const char *text)
{
	GError *error = NULL;
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) template = template_parse_in("t.md", text, sample->folders, findings);
	g_autoptr(doc_t) doc =
		template ? template_render(template, &sample->context, &error) : NULL;
	if (doc)
		return dump_plain(doc);
	if (!template)
		findings_check(findings, &error);
	g_assert_nonnull(error);
	char *message = g_strdup(error->message);
	g_clear_error(&error);
	return message;
}

static void claim(struct sample *sample, const char *text, const char *part)
{
	g_autofree char *got = outcome(sample, text);
	g_autofree char *brief = g_strndup(got, 500);
	if (!strstr(got, part))
		g_error("“%s” is not in “%s”", part, brief);
}

/* Takes the text. */
static void claim_of(struct sample *sample, char *text, const char *part)
{
	claim(sample, text, part);
	g_free(text);
}

static char *repeat(const char *before, const char *unit, guint count, const char *after)
{
	GString *text = g_string_new(before);
	for (guint i = 0; i < count; i++)
		g_string_append(text, unit);
	g_string_append(text, after);
	return g_string_free(text, FALSE);
}

static void deep_statements_are_refused(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	claim_of(sample, repeat("", "{% if yes %}", 10000, ""), "nested more than 50 deep");
	claim_of(sample, repeat("", "{% for x in [1] %}\n", 10000, ""), "nested more than 50 deep");
	claim_of(sample, repeat("", "{% if yes %}{% else %}", 10000, ""),
		"nested more than 50 deep");
	claim_of(sample, repeat("", "{% end %}\n", 10000, ""), "“end” closes nothing");
	claim_of(sample, repeat("", "{% elif %}\n", 100, ""), "“elif” closes nothing");
	claim_of(sample, repeat("{% if yes %}", "{% elif no %}x", 10000, "{% end %}"), "");
}

static void deep_expressions_are_refused(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	claim_of(sample, repeat("{{ ", "(", 10000, "1 }}"), "nested too deeply");
	claim_of(sample, repeat("{{ ", "[", 10000, "1 }}"), "nested too deeply");
	claim_of(sample, repeat("{{ ", "-", 10000, "1 }}"), "nested too deeply");
	claim_of(sample, repeat("{{ ", "not ", 10000, "yes }}"), "nested too deeply");
	claim_of(sample, repeat("{{ ", "upper(", 10000, "1 }}"), "nested too deeply");
	claim_of(sample, repeat("{{ 1", " + 1", 10000, " }}"), "too long");
	claim_of(sample, repeat("{{ yes", " and yes", 10000, " }}"), "too long");
	claim_of(sample, repeat("{{ period", ".next", 10000, " }}"), "too many names");
	claim_of(sample, repeat("{{ period", ".next", 20, " }}"), "quý I năm 2025");
	claim_of(sample, repeat("{{ if(yes, period, period)", ".next", 10000, " }}"),
		"too many names");
	claim_of(sample, repeat("{{ [", "1,", 300000, "] }}"), "too large");
}

static void what_is_never_closed_is_told_once(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	claim(sample, "a\nb {{ 1 + ", "t.md:2:3: error: “{{” is never closed");
	claim(sample, "{% if yes", "t.md:1:1: error: “{%” is never closed");
	claim(sample, "{# comment", "“{#” is never closed");
	claim(sample, "{{ \"}}", "the closing \" of this text is missing");
	claim(sample, "{{ \"a\nb\" }}", "the closing \" of this text is missing");
	claim(sample, "{% if yes %}{% elif 'x %}{% end %}",
		"the closing ' of this text is missing");
	claim(sample, "{% if yes %}\nx\n", "t.md:1:4: error: “if” is never closed");
	claim(sample, "{% for x in [1] %}\nx\n{% else %}", "“for” is never closed");
	claim_of(sample, repeat("", "{{ ", 300000, ""), "is never closed");
	claim_of(sample, repeat("", "{{ '", 200000, ""), "never closed");
	claim_of(sample, repeat("", "{{", 100000, "}}"), "has no meaning here");
}

static void loops_and_growth_have_an_end(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	g_autofree char *list = repeat("[0", ",1", 400, "]");
	claim_of(sample,
		g_strdup_printf("{%% let l = %s %%}{%% for a in l %%}{%% for b in l %%}{%% for c "
				"in l %%}x{%% end %%}{%% end %%}{%% end %%}",
			list),
		"loops more than 100000 times");
	claim_of(sample,
		g_strdup_printf(
			"{%% let l = %s %%}{%% let t = join(l, sep: 'xxxxxxxxxxxxxxxxxxxxxxxxx') "
			"%%}{%% for a in l %%}{%% for b in l %%}{{ t }}{%% end %%}{%% end %%}",
			list),
		"grows larger than 4 MB");
	g_autofree char *doubling =
		repeat("{% let t = 'abcdefgh' %}", "{% let t = join([t, t]) %}", 60, "{{ t }}");
	claim(sample, doubling, "grows larger than 4 MB");
	g_autofree char *nesting =
		repeat("{% let t = [''] %}", "{% let t = [t, t] %}", 60, "{{ t }}");
	claim(sample, nesting, "a list in a list cannot be printed");
	claim_of(sample,
		g_strdup_printf(
			"{%% let l = %s %%}{%% for a in l %%}{%% for b in l %%}{%% let r = "
			"records(inbound, where: \"host = leaders\") %%}{%% end %%}{%% end %%}",
			list),
		"");
}

static void long_work_is_stopped(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	g_autofree char *list = repeat("[0", ",1", 300, "]");
	g_autofree char *text = repeat("", "Đoàn vào ", 5000, "");
	gint64 before = g_get_monotonic_time();
	claim_of(sample,
		g_strdup_printf("{%% let l = %s %%}{%% let t = '%s' %%}"
				"{%% for a in l %%}{%% for b in l %%}{%% let u = upper(t) %%}{%% "
				"end %%}{%% end %%}",
			list, text),
		"takes too long");
	/* The same question is asked of the ledger once. */
	claim_of(sample,
		g_strdup_printf("{%% let l = %s %%}{%% for a in l %%}{%% for b in l %%}"
				"{%% if inbound.visitors(host: leaders) > 99 %%}x{%% end %%}{%% "
				"end %%}{%% end %%}y",
			list),
		"");
	g_assert_cmpint(g_get_monotonic_time() - before, <, (gint64)60 * G_USEC_PER_SEC);
}

static void includes_stay_in_their_folders(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	claim(sample, "{% include \"../../etc/passwd\" %}", "cannot name a template");
	claim(sample, "{% include \"/etc/passwd\" %}", "cannot name a template");
	claim(sample, "{% include \"\" %}", "cannot name a template");
	claim(sample, "{% include \"a.md\" %}", "cannot name a template");
	claim(sample, "{% include name %}", "in quotes");
	claim(sample, "{% include \"nowhere\" %}", "there is no template “nowhere”");
	claim(sample, "{% include \"cycle-a\" %}", "includes itself");
	claim(sample, "{% include \"cycle-self\" %}", "includes itself");
	claim(sample, "{% include \"deep-1\" %}", "more than 8 deep");
	claim(sample, "{% include \"wide-1\" %}", "");
}

static void bytes_that_are_no_clean_text_are_refused(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	claim(sample,
		"a\n\xEE\x80\x80"
		"1",
		"t.md:2: error");
	claim(sample,
		"\xEE\x80\x83"
		"0\xEE\x80\x82",
		"private");
	claim(sample, "a\xFFz", "not UTF-8");
	claim(sample, "a\rb", "control character");
	claim(sample, "a\x01z", "control character");
	claim(sample, "\xFF\xFE{\0", "UTF-16");
	claim(sample, "&#xE003;0&#xE002;", "character that is not allowed");
	claim(sample, "&#57347;0", "character that is not allowed");
	claim(sample, "&#0;", "character that is not allowed");
	claim(sample, "a &#x1F600; &amp; b", "a 😀 & b");
	claim_of(sample, repeat("", "0123456789012345678901234567890\n", 40000, ""),
		"larger than 1024 KB");
}

static void other_line_ends_and_forms_are_taken(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	claim(sample, "\xEF\xBB\xBF---\r\nkind: BÁO CÁO\r\n---\r\n# A\r\n\r\nb\r\n", "I. A\nb\n");
	/* decomposed: e, circumflex, dot below */
	claim(sample, "Vie\xCC\xA3\xCC\x82t {{ 'Vie\xCC\xA3\xCC\x82t' == 'Việt' }}", "Việt có\n");
	claim(sample, "", "");
	claim(sample, "\n\n\n", "");
	claim(sample, "---\n---\nx", "x\n");
	claim(sample, "---\nkind: x\n", "the front matter is not closed");
	claim(sample, "---\nkind: [\n---\nx", "error");
	claim(sample, "---\nsubjct: x\n---\nx",
		"t.md:2:1: error: unknown key “subjct”; did you mean “subject”?");
	claim(sample, "---\nsubject: \"{{ nothing }}\"\n---\nx", "unknown name “nothing”");
	claim(sample, "---\nsubject: \"{{ 1 + }}\"\n---\nx", "t.md:2:");
	claim(sample, "---\nperiod: week\n---\nx", "“week” is none of: month, quarter");
	claim(sample, "---\n- a\n---\nx", "made of “key: value” lines");
}

static void heavy_markdown_is_bounded(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	gint64 before = g_get_monotonic_time();
	claim_of(sample, repeat("", "[", 50000, ""), "");
	claim_of(sample, repeat("", "*a_", 50000, ""), "");
	claim_of(sample, repeat("", "> ", 10000, "x"), "has no form");
	claim_of(sample, repeat("", "- ", 10000, "x"), "nested too deeply");
	claim_of(sample, repeat("", "1. ", 10000, "x"), "nested too deeply");
	claim_of(sample, repeat("", "![", 50000, ""), "");
	claim_of(sample, repeat("", "<", 50000, ""), "");
	claim_of(sample, repeat("", "`a", 50001, ""), "");
	claim_of(sample, repeat("", "&", 50000, ""), "");
	claim_of(sample, repeat("|", "a|", 10000, "\n"), "too many columns");
	claim_of(sample, repeat("", "a\\\n", 30000, ""), "");
	claim_of(sample, repeat("", "**a *b ", 20000, ""), "");
	claim_of(sample, repeat("|a|\n|-|\n", "|b|\n", 50000, ""), "");
	g_assert_cmpint(g_get_monotonic_time() - before, <, (gint64)120 * G_USEC_PER_SEC);
}

static void text_of_records_stays_text(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	const char *name = "Đoàn <b>Daewon</b> | *KT* # 1. {{ x }}";
	const char *text = "{% let r = records(inbound, where: \"code = 'V2'\") %}\n"
			   "{% for x in r %}\n{{ x.name }}\n{% end %}";
	claim(sample, text, name);
	text = "{% for x in records(inbound, where: \"code = 'V2'\") %}\n- {{ x.name }}\n{% end %}";
	claim(sample, text, name);
	text = "| a |\n|---|\n{% for x in records(inbound, where: \"code = 'V2'\") %}\n| **{{ "
	       "x.name }}** |\n{% end %}";
	claim(sample, text, name);
	claim(sample, "# {{ join(names(records(inbound, where: \"code = 'V2'\"), name)) }}", name);
}

static void a_kept_source_needs_no_files(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) first = template_parse_in(
		"t.md", "a\n\n{% include \"greeting\" %}", sample->folders, findings);
	g_assert_nonnull(first);
	g_autoptr(template_t) again = template_parse("t.md", template_source(first), findings);
	g_assert_nonnull(again);
	g_assert_cmpstr(template_source(first), ==, template_source(again));
	struct report_context context = sample->context;
	context.folders = NULL;
	GError *error = NULL;
	g_autoptr(doc_t) doc = template_render(again, &context, &error);
	g_assert_no_error(error);
	check_text(dump_plain(doc), "a\nKính chào Sở Ngoại vụ.\n");
	/* Without its parts and folders it is an error, with the folders of the context it is not.
	 */
	g_autoptr(template_t) bare = template_parse("t.md", "{% include \"greeting\" %}", findings);
	g_assert_null(template_render(bare, &context, &error));
	check_error(&error, ERROR_INPUT, "there is no template “greeting”");
	g_autoptr(doc_t) found = template_render(bare, &sample->context, &error);
	g_assert_no_error(error);
	check_text(dump_plain(found), "Kính chào Sở Ngoại vụ.\n");
}

static void add_plain(GString *text, const GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		g_autofree char *plain = runs_plain(block->runs);
		g_string_append(text, plain);
		for (guint item = 0; block->kind == BLOCK_LIST && item < block->items->len; item++)
			add_plain(text, block->items->pdata[item]);
	}
}

/* A section's texts, each by itself: one that is wrong takes none of the others with it. */
static void fragments_tell_their_own_mistakes(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	static const struct {
		const char *text, *gives, *problem;
	} cases[] = {
		{"Có {{ count(inbound.delegations) }}, *thật*.", "Có 04 đoàn, thật.", NULL},
		{"{% table inbound.delegations by host %}", NULL, "cannot stand in a text like this one"},
		{"{{ inbound.vistors }}", NULL, "-:1:4: error: unknown figure “inbound.vistors”; did you mean “inbound.visitors”?"},
		{"- {{ period }};\n- {{ inbound.visitors }}", "quý I năm 2020;24", NULL},
		{"# Mục", NULL, "holds no headings"},
		{"{{ join(report.addressees) }}{% if no %}, không{% end %}", "Ủy ban nhân dân tỉnh", NULL},
		{"", "", NULL},
		{"{{ inbound.visitors", NULL, "is never closed"},
		{"{{ sum([1, 2]) }}", "3", NULL},
	};
	GError *error = NULL;
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) template = template_parse_in("t.md", "# Mục\n{{ inbound.visitors }}", sample->folders, findings);
	g_autoptr(GPtrArray) texts = g_ptr_array_new(), list = g_ptr_array_new_with_free_func(fragment_free);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
		g_ptr_array_add(texts, (char *)cases[i].text);
	g_autoptr(doc_t) doc = template_fragments(template, &sample->context, texts, list, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(list->len, ==, G_N_ELEMENTS(cases));
	for (guint i = 0; i < list->len; i++) {
		const struct fragment *fragment = list->pdata[i];
		g_autoptr(GString) plain = g_string_new(NULL);
		if (fragment->blocks)
			add_plain(plain, fragment->blocks);
		g_assert_cmpstr(fragment->blocks ? plain->str : NULL, ==, cases[i].gives);
		g_assert_true(cases[i].problem ? fragment->problem && strstr(fragment->problem, cases[i].problem) : !fragment->problem);
	}
	g_assert_cmpuint(doc->blocks->len, ==, 0);
	g_assert_cmpuint(doc->figures->len, ==, 2);
}

/* Broken copies of the good templates: nothing may crash, hang or be leaked. */
static void random_damage_does_no_harm(gconstpointer data)
{
	struct sample *sample = (struct sample *)data;
	static const char *const scraps[] = {"{{", "}}", "{%", "%}", "(", ")", "\"", "'", ":", ",",
		"|", "\n", "\n\n", "#", "- ", "**", "_", "{% end %}", "{% else %}", "[", "]", ".",
		"not ", "in ", " by ", "\xCC\x81", "&#", "<", "    "};
	g_autoptr(GDir) folder = g_dir_open(TESTS "/report/templates", 0, NULL);
	const char *file;
	while ((file = g_dir_read_name(folder))) {
		if (!g_str_has_suffix(file, ".md"))
			continue;
		g_autofree char *path = g_strconcat(TESTS "/report/templates/", file, NULL);
		g_autofree char *text = NULL;
		g_file_get_contents(path, &text, NULL, NULL);
		for (guint i = 0; i < 30; i++) {
			g_autoptr(GString) broken = g_string_new(text);
			for (gint n = g_test_rand_int_range(1, 6); n > 0 && broken->len > 4; n--) {
				gssize at = g_test_rand_int_range(0, (gint32)broken->len);
				gssize most = g_test_rand_int_range(1, 20);
				if (g_test_rand_bit())
					g_string_erase(
						broken, at, MIN(most, (gssize)broken->len - at));
				else
					g_string_insert(broken, at,
						scraps[g_test_rand_int_range(
							0, G_N_ELEMENTS(scraps))]);
			}
			g_free(outcome(sample, broken->str));
		}
	}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	struct sample sample;
#define TEST(name) g_test_add_data_func("/hostile/" #name, &sample, name)
	TEST(deep_statements_are_refused);
	TEST(deep_expressions_are_refused);
	TEST(what_is_never_closed_is_told_once);
	TEST(loops_and_growth_have_an_end);
	TEST(long_work_is_stopped);
	TEST(includes_stay_in_their_folders);
	TEST(bytes_that_are_no_clean_text_are_refused);
	TEST(other_line_ends_and_forms_are_taken);
	TEST(heavy_markdown_is_bounded);
	TEST(text_of_records_stays_text);
	TEST(a_kept_source_needs_no_files);
	TEST(fragments_tell_their_own_mistakes);
	TEST(random_damage_does_no_harm);
	sample_open(&sample);
	int result = g_test_run();
	sample_close(&sample);
	return result;
}
