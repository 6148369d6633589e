/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"
#include "base/error.h"
#include "check.h"

#include <string.h>

static struct template *parse(const char *text)
{
	g_autoptr(findings_t) findings = findings_new();
	struct template *template = template_parse("t.md", text, findings);
	g_autofree char *told = findings_text(findings);
	g_assert_cmpstr(told, ==, "");
	return template;
}

static void the_head_is_read(G_GNUC_UNUSED gconstpointer data)
{
	g_autoptr(template_t) template = parse("---\n"
					       "name: {vi: Báo cáo, en: Report}\n"
					       "kind: BÁO CÁO\n"
					       "office: tb\n"
					       "period: nine_months\n"
					       "regime: legal\n"
					       "language: en\n"
					       "subject: \"Kết quả {{ period }}\"\n"
					       "symbol: BC-VP\n"
					       "addressees: [Một, \"Hai {{ period.year }}\"]\n"
					       "recipients: []\n"
					       "archive: VT\n"
					       "numbering: decimal\n"
					       "capacity: kt\n"
					       "signer: Lê An\n"
					       "---\n");
	const struct template_head *head = template_head(template);
	g_assert_cmpstr(head->name.vi, ==, "Báo cáo");
	g_assert_cmpstr(head->name.en, ==, "Report");
	g_assert_cmpstr(head->kind, ==, "BÁO CÁO");
	g_assert_cmpstr(head->office, ==, "tb");
	g_assert_true(head->has_period && head->period == PERIOD_NINE_MONTHS);
	g_assert_cmpint(head->regime, ==, REGIME_LEGAL);
	g_assert_cmpstr(head->language, ==, "en");
	g_assert_cmpstr(head->subject, ==, "Kết quả {{ period }}");
	g_assert_cmpstr(head->symbol, ==, "BC-VP");
	g_assert_cmpuint(g_strv_length(head->addressees), ==, 2);
	g_assert_cmpuint(g_strv_length(head->recipients), ==, 0);
	g_assert_cmpstr(head->archive, ==, "VT");
	g_assert_cmpint(head->numbering, ==, NUMBERING_DECIMAL);
	g_assert_cmpstr(head->capacity, ==, "kt");
	g_assert_cmpstr(head->signer, ==, "Lê An");
}

static void what_is_not_said_is_absent(G_GNUC_UNUSED gconstpointer data)
{
	g_autoptr(template_t) template = parse("x");
	const struct template_head *head = template_head(template);
	g_assert_null(head->name.vi);
	g_assert_null(head->addressees);
	g_assert_false(head->has_period);
	g_assert_cmpint(head->regime, ==, REGIME_CALENDAR);
	g_assert_cmpstr(template_source(template), ==, "x");
}

static char *render(const struct template *template, const struct report_context *context)
{
	GError *error = NULL;
	g_autoptr(doc_t) doc = template_render(template, context, &error);
	g_assert_no_error(error);
	return dump_plain(doc);
}

/* The last five changes: three publications and two delegations of 2019. */
static void a_report_can_be_made_as_of_an_earlier_moment(gconstpointer data)
{
	const struct sample *sample = data;
	GError *error = NULL;
	g_autoptr(template_t) template =
		parse("{{ inbound.delegations(span: \"2019\") }}, "
		      "{{ length(records(inbound, span: \"2019\")) }}, "
		      "{{ length(records(publication)) }}, {{ today }}, "
		      "{{ join(names(names(records(aid, order: code), donor), name)) }}");
	struct report_context context = sample->context;
	check_text(render(template, &context), "05, 05, 03, 01/4/2020, Gret, Công ty Kova, Gret\n");
	context.position = store_position(sample->store, context.office_number, &error) - 5;
	g_assert_no_error(error);
	check_text(render(template, &context), "03, 03, 0, 01/4/2020, Gret, Công ty Kova, Gret\n");
}

static void the_same_template_gives_the_same_document(gconstpointer data)
{
	const struct sample *sample = data;
	GError *error = NULL;
	g_autoptr(template_t) template =
		parse("# A\n{% table inbound.delegations by country, total: yes %}\n"
		      "{{ parts(inbound.visitors, by: host) }}\n");
	g_autoptr(doc_t) first = template_render(template, &sample->context, &error);
	g_autoptr(doc_t) second = template_render(template, &sample->context, &error);
	g_assert_no_error(error);
	g_autofree char *dump = dump_doc(first);
	check_text(dump_doc(second), dump);
}

static void an_office_may_lack_everything(gconstpointer data)
{
	const struct sample *sample = data;
	GError *error = NULL;
	g_autoptr(template_t) template =
		parse("Có {{ count(inbound.delegations) }} {{ office.name }}");
	struct report_context context = sample->context;
	context.office = NULL;
	context.language = NULL;
	g_autoptr(doc_t) doc = template_render(template, &context, &error);
	g_assert_no_error(error);
	g_assert_null(doc->issuer);
	g_assert_null(doc->symbol);
	check_text(dump_plain(doc), "Có 04 đoàn\n");
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	struct sample sample;
#define TEST(name) g_test_add_data_func("/render/" #name, &sample, name)
	TEST(the_head_is_read);
	TEST(what_is_not_said_is_absent);
	TEST(a_report_can_be_made_as_of_an_earlier_moment);
	TEST(the_same_template_gives_the_same_document);
	TEST(an_office_may_lack_everything);
	sample_open(&sample);
	int result = g_test_run();
	sample_close(&sample);
	return result;
}
