/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"
#include "base/number.h"

static const struct place start = {"test", 3, 10};

static struct sample *fixture(struct record **record)
{
	struct sample *sample = sample_new();
	sample_record(sample, "donor",
		"{'name':'World','code':'W1','country':'JP','founded':'2001-02-03','kind':'ngo'}");
	sample_record(sample, "donor",
		"{'name':'Aid','code':'A-2','country':'KR','parent':'W1','pledge':{'amount':'100','"
		"currency':'USD','rate':'20000'},"
		"'tags':['x','y'],'friends':['W1']}");
	*record = sample_record(sample, "project",
		"{'state':'running','name':'Cầu','tags':['a','b'],'kind':'ngo','forms':['cash','"
		"goods'],'open':true,'people':120,"
		"'change':-5,'area':'12,5','share':'33.33','value':{'amount':'1500.50','currency':'"
		"USD'},'starts':'2020-01-02',"
		"'ends':'2020-03-31','meets':'2020-02-03 "
		"08:30','country':['JP','LA'],'province':'Thái Bình','division':'P1',"
		"'donor':'A-2','partners':['W1','A-2'],'letter':{'symbol':'1/BC'},"
		"'steps':[{'on':'2020-02-01','amount':7,'paid':'100 "
		"USD','donor':'A-2'},{'on':'2020-02-03','amount':5,'paid':'50 USD'},"
		"{'on':'2020-01-15'}]}");
	return sample;
}

/* The result as text: yes, no, a number, money, a day; "none" when missing, "overflow". */
static char *result(struct sample *sample, const struct record *record, const char *text)
{
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(expr_t) expr = expr_parse(text, start, findings);
	if (!expr || !expr_bind(expr, sample->model, record->reg, NULL, TYPE_ANY, findings)) {
		g_autofree char *all = findings_text(findings);
		g_error("%s: %s", text, all);
	}
	const struct scope scope = {sample->model, record, NULL, &sample->links};
	struct amount amount = {0};
	g_autoptr(GError) error = NULL;
	gboolean present = expr_amount(expr, &scope, &amount, &error);
	if (error)
		return g_strdup("overflow");
	if (expr_type_of(expr) == TYPE_BOOL)
		return g_strdup(expr_true(expr, &scope) ? "yes" : "no");
	if (!present)
		return g_strdup("none");
	if (expr_type_of(expr) == TYPE_DAY)
		return day_iso(expr_day(expr, &scope));
	if (expr_type_of(expr) == TYPE_MONEY)
		return g_strdup_printf(
			"%" G_GINT64_FORMAT " %s", amount.value, amount.money->currency);
	char *number = decimal_plain(amount.value, expr_scale(expr));
	return number;
}

static const struct {
	const char *text, *result;
} cases[] = {
	/* numbers */
	{"1 + 2 * 3", "7"},
	{"(1 + 2) * 3", "9"},
	{"-2 + 5 - 1", "2"},
	{"1.5 + 1", "2.5"},
	{"1.5 * 1.5", "2.25"},
	{"people", "120"},
	{"people + change", "115"},
	{"area * 2", "25.000"},
	{"-change", "5"},
	{"area + share", "45.830"},
	{"9223372036854775807 + 1", "overflow"},
	{"9223372036854775807 * 2", "overflow"},
	{"people * 9223372036854775807", "overflow"},
	{"9223372036854775807 + 0.5", "overflow"},
	{"2 - -3", "5"},
	{"id", "3"},
	{"version", "1"},
	/* missing */
	{"total + 1", "26"},
	{"first(people, 1)", "120"},
	/* days */
	{"starts + 30", "2020-02-01"},
	{"starts - 2", "2019-12-31"},
	{"days(starts, ends)", "89"},
	{"year(starts)", "2020"},
	{"month(ends)", "3"},
	{"2020-02-28 + 1", "2020-02-29"},
	{"workdays(2019-12-31, 1)", "2020-01-02"},
	{"workdays(starts, 0)", "2020-01-02"},
	{"workdays(starts, 2)", "2020-01-04"},
	{"workdays(starts, -1)", "overflow"},
	{"workdays(starts, 9999999999)", "overflow"},
	{"starts + 99999999999", "overflow"},
	{"starts - 999999", "overflow"},
	{"meets", "2020-02-03"},
	{"meets + 1", "2020-02-04"},
	{"min(steps.on)", "2020-01-15"},
	{"max(steps.on)", "2020-02-03"},
	/* comparisons */
	{"people = 120", "yes"},
	{"people != 120", "no"},
	{"people > 119.99", "yes"},
	{"area = 12.5", "yes"},
	{"share < 33.331", "yes"},
	{"people >= 120 and people <= 120", "yes"},
	{"change < 0", "yes"},
	{"starts < ends", "yes"},
	{"starts = 2020-01-02", "yes"},
	{"open", "yes"},
	{"not open", "no"},
	{"open = yes", "yes"},
	{"open != no", "yes"},
	{"name = 'Cầu'", "yes"},
	{"name != 'Cầu'", "no"},
	{"note = 'x'", "no"},
	{"note != 'x'", "no"},
	{"not note = 'x'", "yes"},
	{"empty(note)", "yes"},
	{"empty(name)", "no"},
	{"kind = ngo", "yes"},
	{"kind = 'PCPNN'", "yes"},
	{"kind = 'ngo'", "yes"},
	{"ngo = kind", "yes"},
	{"kind != ngo", "no"},
	{"kind = donor", "no"},
	{"kind in [ngo, donor]", "yes"},
	{"kind not in [ngo, donor]", "no"},
	{"kind = if(people > 3, ngo, donor)", "yes"},
	{"state = running", "yes"},
	{"state != planned", "yes"},
	{"state in [planned, ended]", "no"},
	{"country = JP", "yes"},
	{"country = 'Nhật'", "yes"},
	{"country = KR", "no"},
	{"country != KR", "yes"},
	{"country != JP", "no"},
	{"country in [KR, LA]", "yes"},
	{"forms = cash and forms = goods", "yes"},
	{"forms = work", "no"},
	{"tags = 'b'", "yes"},
	{"province = 'thai-binh'", "yes"},
	{"province = 'Hưng Yên'", "no"},
	{"division = P1", "yes"},
	{"division = 'P2'", "no"},
	{"people in [1, 120]", "yes"},
	{"change in [-5]", "yes"},
	{"area in [12.5, 3]", "yes"},
	{"starts in [2020-01-02]", "yes"},
	{"name in ['x', 'Cầu']", "yes"},
	{"open in [yes]", "yes"},
	{"note not in ['x']", "no"},
	{"size = big", "yes"},
	{"open or 1 = 2 and 1 = 2", "yes"},
	{"(open or 1 = 2) and 1 = 2", "no"},
	{"not empty(steps)", "yes"},
	{"empty(letter)", "no"},
	{"empty(basis)", "yes"},
	{"empty(steps.text)", "yes"},
	{"empty(steps.paid)", "no"},
	/* money */
	{"value", "150050 USD"},
	{"value * 2", "300100 USD"},
	{"2.5 * value", "375125 USD"},
	{"-value", "-150050 USD"},
	{"value > 34000000", "yes"},
	{"value > 35000000", "no"},
	{"34511500 = value", "yes"},
	{"value = value", "yes"},
	{"paid < value", "yes"},
	{"sum(steps.paid)", "15000 USD"},
	{"value - sum(steps.paid)", "135050 USD"},
	{"value + donor.pledge", "36511500 VND"},
	{"donor.pledge = 2000000", "yes"},
	{"value * 9223372036854775807", "overflow"},
	/* rows and many */
	{"count(steps)", "3"},
	{"count(steps.amount)", "2"},
	{"count(tags)", "2"},
	{"count(basis)", "0"},
	{"count(steps.text)", "0"},
	{"sum(steps.amount)", "12"},
	{"min(steps.amount)", "5"},
	{"max(steps.amount)", "7"},
	{"sum(steps.ratio)", "0.00"},
	{"max(steps.ratio)", "none"},
	{"total", "25"},
	{"doubled", "24"},
	/* links */
	{"donor = 'A-2'", "yes"},
	{"donor = '#2'", "yes"},
	{"donor = 'W1'", "no"},
	{"donor.name = 'Aid'", "yes"},
	{"donor.country = KR", "yes"},
	{"donor.parent = 'W1'", "yes"},
	{"donor.parent.name = 'World'", "yes"},
	{"donor.parent.founded", "2001-02-03"},
	{"donor.parent.parent.founded", "none"},
	{"partners = 'W1'", "yes"},
	{"partners != 'W1'", "no"},
	{"partners = donor", "yes"},
	{"donor.friends = 'W1'", "yes"},
	{"donor.friends = '#2'", "no"},
	{"donor.friends = partners", "yes"},
	{"donor.tags = 'y'", "yes"},
	{"donor.name = donor.parent.name", "no"},
	{"donor.country = donor.parent.country", "no"},
	{"donor.country != donor.parent.country", "yes"},
	{"donor.tags = tags", "no"},
	{"donor.kind = ngo", "no"},
	{"donor.parent.kind = kind", "yes"},
	{"donor.pledge < donor.pledge", "no"},
	{"empty(donor.kind)", "yes"},
	{"donor.id", "2"},
	{"count(donor.tags)", "2"},
	/* functions */
	{"if(people > 100, 1, 2.5)", "1.0"},
	{"if(people > 1000, 1, 2.5)", "2.5"},
	{"if(note = 'x', 1, 2)", "2"},
	{"first(max(steps.ratio), share)", "33.33"},
	{"first(donor.founded, donor.parent.founded, ends)", "2001-02-03"},
	{"first(sum(steps.ratio), 1)", "0.00"},
	{"first(donor.pledge, value)", "10000 USD"},
	{"first(kind) = ngo", "yes"},
	{"empty(first(note, story))", "yes"},
	{"empty(people + 1)", "no"},
	{"donor in ['W1', 'A-2']", "yes"},
};

static void test_results(void)
{
	struct record *record;
	struct sample *sample = fixture(&record);
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = result(sample, record, cases[i].text);
		if (strcmp(got, cases[i].result) != 0)
			g_error("%s: %s, not %s", cases[i].text, got, cases[i].result);
	}
	sample_free(sample);
}

/* With an empty record every comparison is false and every sum of fields missing. */
static void test_missing(void)
{
	static const struct {
		const char *text, *result;
	} none[] = {
		{"people + 1", "none"},
		{"people = 1", "no"},
		{"people != 1", "no"},
		{"not people = 1", "yes"},
		{"value > 0", "no"},
		{"value * 2", "none"},
		{"starts + 1", "none"},
		{"days(starts, ends)", "none"},
		{"donor.name = 'x'", "no"},
		{"donor = 'x'", "no"},
		{"kind in [ngo]", "no"},
		{"kind not in [ngo]", "no"},
		{"open", "no"},
		{"not open", "yes"},
		{"count(steps)", "0"},
		{"sum(steps.paid)", "0 VND"},
		{"sum(steps.amount)", "0"},
		{"min(steps.on)", "none"},
		{"first(people, 5)", "5"},
		{"country = JP", "no"},
		{"year(starts)", "none"},
		{"workdays(starts, 1)", "none"},
		{"id", "none"},
		{"state = planned", "yes"},
		{"empty(donor.name)", "yes"},
		{"people > 1 or 1 = 1", "yes"},
	};
	struct sample *sample = sample_new();
	g_autoptr(record_t) record = record_new(model_register(sample->model, "project"));
	for (gsize i = 0; i < G_N_ELEMENTS(none); i++) {
		g_autofree char *got = result(sample, record, none[i].text);
		if (strcmp(got, none[i].result) != 0)
			g_error("%s: %s, not %s", none[i].text, got, none[i].result);
	}
	sample_free(sample);
}

static const struct {
	const char *text;
	guint column; /* the expression begins in column 10 */
	const char *part;
} mistakes[] = {
	{"", 10, "a value or a name"},
	{"  ", 12, "ends here"},
	{"people >", 18, "ends here"},
	{"people + ", 19, "ends here"},
	{"people == 1", 17, "write ="},
	{"a && b", 12, "write and"},
	{"a <> b", 12, "write !="},
	{"\"x\"", 10, "write '"},
	{"people ; 1", 17, "no meaning"},
	{"people = 1 = 1", 21, "and"},
	{"(people = 1", 21, "“)”"},
	{"people = 1)", 20, "operator"},
	{"name = 'abc", 17, "closing"},
	{"starts = 2020-02-30", 19, "no such day"},
	{"99999999999999999999 = 1", 10, "too large"},
	{"1.2345678 = 1", 10, "6 digits"},
	{"1.2.3 = 1", 10, "not a number"},
	{"12abc = 1", 10, "not a number"},
	{"peple = 1", 10, "people"},
	{"people = 1 and nonsense > 2", 25, "nonsense"},
	{"kind = nog", 17, "ngo"},
	{"kind in [ngo, nix]", 24, "nix"},
	{"country = XX", 20, "XX"},
	{"state = run", 18, "running"},
	{"sum(people)", 14, "rows"},
	{"sum(steps)", 14, "rows.field"},
	{"sum(steps.text)", 14, "numbers"},
	{"sum(steps.nix)", 14, "nix"},
	{"min(steps.paid)", 14, "dates"},
	{"count(people)", 16, "count()"},
	{"steps.amount > 1", 10, "sum()"},
	{"steps = 1", 10, "row"},
	{"letter = 'x'", 10, "document"},
	{"people.x = 1", 10, "no link"},
	{"donor.nix = 1", 10, "donor"},
	{"partners.name = 'x'", 10, "several"},
	{"name > 'a'", 15, "order"},
	{"people = 'a'", 19, "compared"},
	{"people = starts", 19, "compared"},
	{"starts - ends", 17, "days("},
	{"starts + area", 19, "whole"},
	{"name + 1", 10, "added"},
	{"value + 1", 18, "money"},
	{"value * value", 18, "number"},
	{"people and open", 10, "condition"},
	{"not people", 14, "condition"},
	{"sums(steps.amount)", 10, "sum"},
	{"xyzzy(1)", 10, "there are"},
	{"if(open, 1)", 10, "if(condition"},
	{"if(open, 1, starts)", 22, "beside"},
	{"days(1, 2)", 15, "date"},
	{"people in (1)", 20, "“["},
	{"people in []", 21, "value"},
	{"people in [1", 22, "“]”"},
	{"people in [starts]", 21, "not fields"},
	{"kind = country", 17, "cannot"},
	{"cầu = 1", 11, "no meaning"},
	{"people not 1", 21, "in"},
	{"kind = donor.kind and nix = 1", 32, "nix"},
	{"donor.pledge + donor.parent.pledge", 23, "two linked"},
	{"donor.parent.parent.parent.parent.name = 'x'", 10, "at most"},
	{"area * 1.234567 * 1.2", 26, "digits"},
	{"people = and", 19, "value"},
	{"-", 11, "ends"},
	{"- - 1", 12, "value"},
	{"people =\n nix", 2, "nix"},
	{"tags = country", 17, "compared"},
	{"sum(sum(steps.amount))", 14, "rows.field"},
	{"donor = country", 18, "kinds"},
};

static void test_mistakes(void)
{
	struct sample *sample = sample_new();
	const struct reg *reg = model_register(sample->model, "project");
	for (gsize i = 0; i < G_N_ELEMENTS(mistakes); i++) {
		g_autoptr(findings_t) findings = findings_new();
		g_autoptr(expr_t) expr = expr_parse(mistakes[i].text, start, findings);
		if (expr && expr_bind(expr, sample->model, reg, NULL, TYPE_ANY, findings))
			g_error("“%s” is accepted", mistakes[i].text);
		g_assert_cmpuint(findings->items->len, >, 0);
		const struct finding *finding = g_ptr_array_index(findings->items, 0);
		if (finding->place.column != mistakes[i].column ||
			!strstr(finding->message, mistakes[i].part))
			g_error("“%s”: column %u, not %u: %s", mistakes[i].text,
				finding->place.column, mistakes[i].column, finding->message);
	}
	sample_free(sample);
}

static void expect_refused(const char *text, const char *part)
{
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(expr_t) expr = expr_parse(text, start, findings);
	g_assert_null(expr);
	g_assert_cmpuint(findings->items->len, ==, 1);
	g_assert_nonnull(
		strstr(((const struct finding *)findings->items->pdata[0])->message, part));
}

static void test_hostile(void)
{
	g_autoptr(GString) deep = g_string_new(NULL);
	for (int i = 0; i < 4000; i++)
		g_string_append_c(deep, '(');
	expect_refused(deep->str, "100 deep");
	g_autoptr(GString) nested = g_string_new(NULL);
	for (int i = 0; i < 1000; i++)
		g_string_append(nested, "if(1=1,");
	expect_refused(nested->str, "100 deep");
	g_autoptr(GString) wide = g_string_new("1");
	for (int i = 0; i < 1000; i++)
		g_string_append(wide, "+1");
	expect_refused(wide->str, "too long");
	g_autofree char *huge = g_strnfill(1000000, ' ');
	expect_refused(huge, "longer than");
	expect_refused("name = '\xff'", "UTF-8");
	expect_refused("name = '\x01'", "");
}

/* Any run of words is either refused or evaluated; nothing crashes. */
static void test_random(void)
{
	static const char *const words[] = {"people", "kind", "ngo", "steps", "steps.amount",
		"donor.name", "donor", "'x'", "1", "2.5", "2020-01-01", "(", ")", "[", "]", ",",
		"+", "-", "*", "=", "!=", "<", "and", "or", "not", "in", "if", "empty", "sum",
		"first", "count", "days", "yes", "no", "value", "state", "running", "country", "JP",
		"partners", "letter"};
	struct record *record;
	struct sample *sample = fixture(&record);
	const struct scope scope = {sample->model, record, NULL, &sample->links};
	for (int round = 0; round < 30000; round++) {
		g_autoptr(GString) text = g_string_new(NULL);
		int length = g_test_rand_int_range(1, 12);
		for (int i = 0; i < length; i++)
			g_string_append_printf(
				text, "%s ", words[g_test_rand_int_range(0, G_N_ELEMENTS(words))]);
		g_autoptr(findings_t) findings = findings_new();
		g_autoptr(expr_t) expr = expr_parse(text->str, start, findings);
		gboolean bound = expr && expr_bind(expr, sample->model, record->reg, NULL, TYPE_ANY,
						 findings);
		g_assert_true(bound == (findings->errors == 0));
		struct amount amount;
		g_autoptr(GError) error = NULL;
		if (bound)
			expr_amount(expr, &scope, &amount, &error);
	}
	sample_free(sample);
}

static void test_wanted_type(void)
{
	struct sample *sample = sample_new();
	const struct reg *reg = model_register(sample->model, "project");
	static const struct {
		const char *text;
		enum expr_type want;
		gboolean good;
	} wanted[] = {
		{"people", TYPE_NUMBER, TRUE},
		{"people", TYPE_BOOL, FALSE},
		{"people > 1", TYPE_BOOL, TRUE},
		{"value", TYPE_MONEY, TRUE},
		{"value", TYPE_NUMBER, FALSE},
		{"starts", TYPE_DAY, TRUE},
		{"name", TYPE_TEXT, TRUE},
		{"kind", TYPE_CHOICE, TRUE},
		{"kind", TYPE_TEXT, FALSE},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(wanted); i++) {
		g_autoptr(findings_t) findings = findings_new();
		g_autoptr(expr_t) expr = expr_parse(wanted[i].text, start, findings);
		g_assert_true(expr_bind(expr, sample->model, reg, NULL, wanted[i].want, findings) ==
			      wanted[i].good);
	}
	sample_free(sample);
}

static void test_compute_choice(void)
{
	struct sample *sample = sample_new();
	const struct reg *reg = model_register(sample->model, "project");
	const struct field *size = reg_field(reg, "size"), *level = reg_field(reg, "level");
	static const struct {
		const char *text, *part;
	} computes[] = {
		{"if(people > 1, big, 'small')", NULL},
		{"big", NULL},
		{"if(people > 1, bigg, small)", "big"},
		{"kind", "kinds"},
		{"people", "chosen"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(computes); i++) {
		g_autoptr(findings_t) findings = findings_new();
		g_autoptr(expr_t) expr = expr_parse(computes[i].text, start, findings);
		gboolean good = expr_bind_compute(expr, sample->model, reg, NULL, size, findings);
		g_autofree char *text = findings_text(findings);
		if (good != !computes[i].part ||
			(computes[i].part && !strstr(text, computes[i].part)))
			g_error("%s: %s", computes[i].text, text);
	}
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(expr_t) expr = expr_parse("size", start, findings);
	g_assert_false(expr_bind_compute(expr, sample->model, reg, NULL, level, findings));
	sample_free(sample);
}

static void test_rows_scope(void)
{
	struct record *record;
	struct sample *sample = fixture(&record);
	const struct field *steps = reg_field(record->reg, "steps");
	const struct value *rows = record_value(record, "steps");
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(expr_t) expr = expr_parse("amount * 10 + people", start, findings);
	g_autoptr(expr_t) linked = expr_parse("donor.country = KR", start, findings);
	g_assert_true(expr_bind(expr, sample->model, record->reg, steps, TYPE_NUMBER, findings));
	g_assert_true(expr_bind(linked, sample->model, record->reg, steps, TYPE_BOOL, findings));
	struct scope scope = {sample->model, record, rows->rows->pdata[0], &sample->links};
	struct amount amount;
	g_assert_true(expr_amount(expr, &scope, &amount, NULL));
	g_assert_cmpint(amount.value, ==, 190);
	g_assert_true(expr_true(linked, &scope));
	scope.row = rows->rows->pdata[2];
	g_assert_false(expr_amount(expr, &scope, &amount, NULL));
	g_assert_false(expr_true(linked, &scope));
	g_autoptr(GHashTable) reads = g_hash_table_new(NULL, NULL);
	expr_reads(expr, reads);
	g_assert_true(g_hash_table_contains(reads, rows_field(steps, "amount")));
	g_assert_true(g_hash_table_contains(reads, reg_field(record->reg, "people")));
	g_assert_cmpuint(g_hash_table_size(reads), ==, 2);
	sample_free(sample);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/expr/results", test_results);
	g_test_add_func("/expr/missing values make comparisons false", test_missing);
	g_test_add_func("/expr/mistakes have their column", test_mistakes);
	g_test_add_func("/expr/hostile text is refused", test_hostile);
	g_test_add_func("/expr/random words", test_random);
	g_test_add_func("/expr/the wanted type is checked", test_wanted_type);
	g_test_add_func("/expr/computed choices know their values", test_compute_choice);
	g_test_add_func("/expr/names resolve first in the row", test_rows_scope);
	return g_test_run();
}
