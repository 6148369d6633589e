/* SPDX-License-Identifier: Apache-2.0 */
/* What is said in words: definitions, expressions, templates, values in cells, and reports that are checked. */
#include "base/error.h"
#include "check/check.h"
#include "def/expr.h"
#include "doc/read.h"
#include "fuzz.h"
#include "import/tally.h"
#include "report/template.h"

#include <string.h>

static struct model *model;
static struct checker *checker;
static const char *const no_folders[] = {NULL};

void fuzz_language_prepare(void)
{
	static const char *const folders[] = {SOURCE_ROOT "/definitions", NULL};
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(GError) error = NULL;
	model = model_load(folders, findings);
	checker = model ? checker_new(model, &error) : NULL;
	if (!checker)
		g_error("%s", error ? error->message : "definitions");
}

/* Each finding has a message and can be printed. */
static void expect_findings(const struct findings *findings)
{
	for (guint i = 0; i < findings->items->len; i++) {
		const struct finding *finding = findings->items->pdata[i];
		g_assert_true(finding->message && g_utf8_validate(finding->message, -1, NULL));
		g_assert_true(!finding->quote || g_utf8_validate(finding->quote, -1, NULL));
	}
	g_autofree char *text = findings_text(findings);
	g_assert_nonnull(text);
}

static void add_source(GPtrArray *sources, const char *name, const char *text)
{
	struct source *source = g_new0(struct source, 1);
	source->name = g_strdup(name);
	source->text = g_strdup(text);
	g_ptr_array_add(sources, source);
}

static void free_source(gpointer data)
{
	struct source *source = data;
	g_free(source->name);
	g_free(source->text);
	g_free(source);
}

/* The same text in each of the places where definitions stand. */
void fuzz_definitions(GBytes *bytes)
{
	static const char *const names[] = {"registers/a.yaml", "codes/a.yaml", "common.yaml", "rates.yaml", "holidays.yaml", "regimes.yaml"};
	g_autofree char *text = fuzz_string(bytes);
	for (gsize i = 0; text && i < G_N_ELEMENTS(names); i++) {
		g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func(free_source);
		g_autoptr(findings_t) findings = findings_new();
		add_source(sources, names[i], text);
		g_autoptr(model_t) own = model_load_sources(sources, findings);
		g_assert_true(own || findings->errors > 0);
		expect_findings(findings);
	}
}

static const struct record *no_record(G_GNUC_UNUSED void *data, G_GNUC_UNUSED const struct reg *target, G_GNUC_UNUSED gint64 id)
{
	return NULL;
}

static gboolean find_nothing(G_GNUC_UNUSED void *data, G_GNUC_UNUSED const struct reg *target, G_GNUC_UNUSED const char *name,
	G_GNUC_UNUSED gint64 *id, GError **error)
{
	return fail(error, ERROR_ABSENT, "none");
}

static const struct links no_links = {find_nothing, no_record, NULL};

void fuzz_expression(GBytes *bytes)
{
	static const enum expr_type wanted[] = {TYPE_BOOL, TYPE_NUMBER, TYPE_DAY, TYPE_MONEY, TYPE_ANY};
	g_autofree char *text = fuzz_string(bytes);
	const struct reg *reg = model_register(model, "inbound");
	g_autoptr(record_t) record = record_new(reg);
	const struct scope scope = {model, record, NULL, &no_links};
	for (gsize i = 0; text && i < G_N_ELEMENTS(wanted); i++) {
		g_autoptr(findings_t) findings = findings_new();
		g_autoptr(expr_t) expr = expr_parse(text, (struct place){"t", 1, 1}, findings);
		if (!expr || !expr_bind(expr, model, reg, NULL, wanted[i], findings)) {
			g_assert_cmpuint(findings->errors, >, 0);
			expect_findings(findings);
			continue;
		}
		GError *error = NULL;
		struct amount amount;
		if (wanted[i] == TYPE_BOOL)
			expr_true(expr, &scope);
		else if (wanted[i] == TYPE_DAY)
			expr_day(expr, &scope);
		else if ((wanted[i] == TYPE_NUMBER || wanted[i] == TYPE_MONEY) && !expr_amount(expr, &scope, &amount, &error) && error)
			fuzz_told(error);
	}
}

void fuzz_template(GBytes *bytes)
{
	g_autofree char *text = fuzz_string(bytes);
	if (!text)
		return;
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) template = template_parse_in("t.md", text, no_folders, findings);
	g_assert_true(template || findings->errors > 0);
	if (template)
		template_check(template, model, findings);
	expect_findings(findings);
}

/* A cell's text for each field of a register; what is read is written and read as the same. */
void fuzz_value(GBytes *bytes)
{
	g_autofree char *text = fuzz_string(bytes);
	for (guint i = 0; text && i < model->registers->len; i++) {
		const struct reg *reg = model->registers->pdata[i];
		if (strcmp(reg->id, "aid") != 0 && strcmp(reg->id, "inbound") != 0)
			continue;
		for (guint k = 0; k < reg->fields->len; k++) {
			const struct field *field = reg->fields->pdata[k];
			struct value value = {0}, again = {0};
			GError *error = NULL;
			if (!value_from_text(model, field, &no_links, text, &value, &error)) {
				fuzz_told(error);
				continue;
			}
			g_autofree char *plain = value_plain(model, field, &value, &no_links);
			g_autofree char *shown = value_text(model, field, &value, &no_links, "vi");
			if (plain && !value_from_text(model, field, &no_links, plain, &again, &error))
				g_error("%s: “%s” was read as “%s”: %s", field->id, text, plain, error->message);
			g_assert_nonnull(shown);
			g_assert_true(!plain || value_equal(&value, &again));
			value_clear(&value);
			value_clear(&again);
		}
	}
}

void fuzz_check(GBytes *bytes)
{
	static const struct reading_limits limits = {1 << 20, (gsize)1 << 30, 20, 5000};
	g_autofree char *source = fuzz_string(bytes);
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = doc_read_text(bytes, &limits, &error);
	if (!doc) {
		fuzz_told(g_steal_pointer(&error));
		return;
	}
	g_autoptr(findings_t) findings = checker_check(checker, doc, "t.txt", source, NULL);
	expect_findings(findings);
}

/* A sheet of totals, its cells between bars. */
void fuzz_tally(GBytes *bytes)
{
	gsize length;
	const char *given = g_bytes_get_data(bytes, &length);
	char *cells = g_memdup2(given, length);
	for (gsize i = 0; i < length; i++)
		cells[i] = cells[i] == '|' ? ';' : cells[i];
	g_autoptr(GBytes) content = g_bytes_new_take(cells, length);
	g_autoptr(GError) error = NULL;
	g_autofree char *facts = tally_facts_here(checker, content, "t.csv", TRUE, &error);
	if (facts)
		g_assert_true(g_utf8_validate(facts, -1, NULL));
	else
		fuzz_told(g_steal_pointer(&error));
}
