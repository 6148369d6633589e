/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"
#include "random.h"

static const struct field *project_field(const struct sample *sample, const char *id)
{
	const struct field *field = reg_field(model_register(sample->model, "project"), id);
	g_assert_nonnull(field);
	return field;
}

static char *canonical(const struct field *field, const struct value *value)
{
	struct json_writer writer;
	GString *out = g_string_new(NULL);
	json_writer_begin(&writer, out);
	value_write_json(field, value, &writer);
	g_assert_true(json_writer_end(&writer, NULL));
	return g_string_free(out, FALSE);
}

/* A wanted result that begins with ! is a part of the error. */
static void expect(const char *field_id, const char *input, const struct field *field,
	gboolean good, struct value *value, GError *error, const char *wanted)
{
	g_autofree char *got = good ? canonical(field, value)
				    : g_strdup(error ? error->message : "no error is set");
	g_autofree char *quoted = g_strdelimit(g_strdup(wanted), "'", '"');
	if (good != !error || (wanted[0] == '!' ? good || !strstr(got, wanted + 1)
						: !good || strcmp(got, quoted) != 0))
		g_test_message("%s: %s: %s, not %s", field_id, input, got, wanted), g_test_fail();
	if (!good)
		g_assert_cmpint(value->kind, ==, VALUE_NONE);
	value_clear(value);
}

struct input {
	const char *field, *input, *wanted;
};

static const struct input json_inputs[] = {
	{"name", "'Đoàn'", "'Đoàn'"},
	{"name", "null", "null"},
	{"name", "''", "null"},
	{"name", "'  '", "null"},
	{"name", "'  a  '", "'a'"},
	{"name", "'a\\nb\\tc'", "'a b c'"},
	{"name", "'Tie\\u0302\\u0301ng'", "'Tiếng'"},
	{"name", "'a\\u0001'", "!control"},
	{"name", "'\\uE000'", "!private"},
	{"name", "12", "!text"},
	{"name", "true", "!true or false"},
	{"name", "['a']", "!one value"},
	{"name", "{}", "!single"},
	{"name", "1.5", "!text"},
	{"story", "'a\\r\\nb\\nc '", "'a\\nb\\nc'"},
	{"tags", "['a','b','a']", "['a','b','a']"},
	{"tags", "'a; b ;;c'", "['a','b','c']"},
	{"tags", "'a\\\\;b'", "['a;b']"},
	{"tags", "['a;b','',null]", "['a;b']"},
	{"tags", "[]", "null"},
	{"tags", "[['a']]", "!value 1"},
	{"tags", "['a',5]", "!value 2"},
	{"tags", "{}", "!single"},
	{"kind", "'ngo'", "'ngo'"},
	{"kind", "'pcpnn'", "'ngo'"},
	{"kind", "'Nha nuoc'", "'state'"},
	{"kind", "'stat'", "!did you mean “state”"},
	{"kind", "'zzzzzz'", "!accepted: “NGO” (ngo), “State” (state), “Given” (donor)"},
	{"kind", "3", "!text"},
	{"forms", "['cash','goods','cash']", "['cash','goods']"},
	{"forms", "'Tiền; Công'", "['cash','work']"},
	{"forms", "'cash'", "['cash']"},
	{"open", "true", "true"},
	{"open", "false", "false"},
	{"open", "'có'", "true"},
	{"open", "'không'", "false"},
	{"open", "1", "true"},
	{"open", "2", "!true or false"},
	{"open", "'maybe'", "!neither"},
	{"open", "'X'", "true"},
	{"people", "15", "15"},
	{"people", "'1.566'", "1566"},
	{"people", "-1", "!negative"},
	{"people", "'-1'", "!negative"},
	{"people", "1.5", "!whole"},
	{"people", "5.0", "!whole"},
	{"people", "'1,5'", "!whole"},
	{"people", "99999999999999999999", "!"},
	{"people", "'99999999999999999999'", "!too large"},
	{"people", "true", "!true"},
	{"people", "[1]", "!one value"},
	{"people", "{}", "!single"},
	{"change", "-5", "-5"},
	{"area", "'12,5'", "'12.500'"},
	{"area", "12.5", "'12.500'"},
	{"area", "3", "'3.000'"},
	{"area", "'1.500'", "!two ways"},
	{"area", "'1.5001'", "!digits"},
	{"area", "0.1", "'0.100'"},
	{"area", "1e30", "!exact"},
	{"area", "9223372036854775807", "!too large"},
	{"area", "-0.0", "'0.000'"},
	{"area", "'abc'", "!not a number"},
	{"area", "'5'", "'5.000'"},
	{"share", "'0,07'", "'0.07'"},
	{"value", "{'amount':'1500.50','currency':'USD'}", "{'amount':150050,'currency':'USD'}"},
	{"value", "{'amount':1500000}", "{'amount':1500000,'currency':'VND'}"},
	{"value", "{'amount':'1.500.000','currency':'VND'}", "{'amount':1500000,'currency':'VND'}"},
	{"value", "{'amount':1500,'currency':'USD'}", "{'amount':150000,'currency':'USD'}"},
	{"value", "{'amount':1500.5,'currency':'USD'}", "{'amount':150050,'currency':'USD'}"},
	{"value", "{'amount':0.1,'currency':'VND'}", "!whole"},
	{"value", "{'amount':'5','currency':'USD','rate':23155.5,'rate_on':'2020-01-01'}",
		"{'amount':500,'currency':'USD','rate':23155500000,'rate_on':'2020-01-01'}"},
	{"value", "{'amount':'5','currency':'USD','rate':'23155'}",
		"{'amount':500,'currency':'USD','rate':23155000000}"},
	{"value", "{'amount':'5','rate':'1'}", "!VND has no"},
	{"value", "{'amount':'5','currency':'USD','rate':0}", "!more than 0"},
	{"value", "{'amount':'5','currency':'USD','rate_on':'2020-01-01'}", "!without a rate"},
	{"value", "{'amount':'5','currency':'XYZ'}", "!XYZ"},
	{"value", "{'amount':'5','curency':'USD'}", "!currency"},
	{"value", "{'currency':'USD'}", "!amount"},
	{"value", "{}", "null"},
	{"value", "{'amount':null}", "null"},
	{"value", "{'amount':'','currency':'VND'}", "null"},
	{"value", "'1500 USD'", "{'amount':150000,'currency':'USD'}"},
	{"value", "1500000", "{'amount':1500000,'currency':'VND'}"},
	{"value", "{'amount':9223372036854775807,'currency':'USD'}", "!too large"},
	{"value", "{'amount':[1]}", "!amount"},
	{"value", "{'amount':{'amount':1}}", "!amount"},
	{"value", "true", "!amount"},
	{"value", "{'amount':'5 USD','currency':'USD'}", "!currency"},
	{"value", "{'amount':'5','currency':5}", "!currency"},
	{"starts", "'2020-02-29'", "'2020-02-29'"},
	{"starts", "'31/02/2020'", "!"},
	{"starts", "'3/2/2020'", "'2020-02-03'"},
	{"starts", "'9999-01-01'", "!range"},
	{"starts", "20200101", "!text"},
	{"starts", "'2020-13-01'", "!"},
	{"starts", "'3/2/20'", "!year"},
	{"meets", "'2020-02-03T08:30'", "'2020-02-03T08:30'"},
	{"meets", "'3/2/2020 8h30'", "'2020-02-03T08:30'"},
	{"meets", "'2020-02-03'", "'2020-02-03T00:00'"},
	{"meets", "'2020-02-03T20:30:00Z'", "'2020-02-04T03:30'"},
	{"meets", "'2020-02-03T20:30:00+07:00'", "'2020-02-03T20:30'"},
	{"meets", "'2020-02-03 25:00'", "!time of day"},
	{"meets", "'2020-02-30T01:00'", "!"},
	{"meets", "'0001-01-01T00:00:00+14:00'", "!"},
	{"meets", "'T'", "!"},
	{"meets", "'2020-02-03 08:30:15'", "'2020-02-03T08:30'"},
	{"country", "['JP','Lào']", "['JP','LA']"},
	{"country", "'nhat; KR'", "['JP','KR']"},
	{"country", "'Nhât Bann'", "!Nhật Bản"},
	{"country", "['QQ']", "!accepted: “Japan” (JP), “South Korea” (KR), “Laos” (LA)"},
	{"province", "'Thái Bình'", "'thai-binh'"},
	{"place", "'Kyoto'", "'Kyoto'"},
	{"division", "'P1'", "'P1'"},
	{"currency", "'đồng'", "'VND'"},
	{"language", "['vi-en']", "['vi-en']"},
	{"sector", "'y te'", "'health'"},
	{"dockind", "'BC'", "'BC'"},
	{"donor", "'W1'", "1"},
	{"donor", "'World'", "1"},
	{"donor", "2", "2"},
	{"donor", "'#2'", "2"},
	{"donor", "'Nobody'", "!Nobody"},
	{"donor", "77", "!#77"},
	{"donor", "-1", "!number of a record"},
	{"donor", "1.5", "!code or the number"},
	{"partners", "['W1',2,'W1']", "[1,2]"},
	{"partners", "'W1; #2'", "[1,2]"},
	{"letter",
		"{'symbol':'05/BC-SNgV','date':'6/3/2020','issuer':'Sở Ngoại vụ','title':'Về a; "
		"b'}",
		"{'symbol':'05/BC-SNgV','date':'2020-03-06','issuer':'Sở Ngoại vụ','title':'Về a; "
		"b'}"},
	{"letter", "{'symbol':'1'}", "{'symbol':'1'}"},
	{"letter", "{}", "null"},
	{"letter", "{'symbol':null,'date':''}", "null"},
	{"letter", "{'simbol':'1'}", "!symbol"},
	{"letter", "{'date':'31/2/2020'}", "!"},
	{"letter", "{'date':5}", "!date"},
	{"letter", "{'symbol':['x']}", "!text"},
	{"letter", "'1/BC; 6/3/2020; A'", "{'symbol':'1/BC','date':'2020-03-06','issuer':'A'}"},
	{"letter", "5", "!symbol"},
	{"basis", "[{'symbol':'1'},'2; ; B']", "[{'symbol':'1'},{'symbol':'2','issuer':'B'}]"},
	{"basis", "{'symbol':'1'}", "[{'symbol':'1'}]"},
	{"basis", "'1;;;x | 2'", "[{'symbol':'1','title':'x'},{'symbol':'2'}]"},
	{"basis", "'a;b;c;d;e'", "!symbol; date"},
	{"files", "['a.pdf','b.pdf']", "['a.pdf','b.pdf']"},
	{"steps", "[{'on':'2020-01-01','amount':3},{}]", "[{'on':'2020-01-01','amount':3}]"},
	{"steps", "[]", "null"},
	{"steps", "{}", "!list of rows"},
	{"steps", "[[]]", "!row 1"},
	{"steps", "[{},{'amonut':1}]", "!row 2: there is no key “amonut”; did you mean amount?"},
	{"steps", "[{'amount':-1}]", "!row 1: amount: "},
	{"steps", "'text'", "!one cell"},
	{"steps", "[{'words':['a','b']}]", "[{'words':['a','b']}]"},
	{"steps", "[{'on':{'on':{'on':1}}}]", "!row 1: on: "},
	{"steps", "5", "!list of rows"},
};

static const struct input text_inputs[] = {
	{"value", "1.500.000", "{'amount':1500000,'currency':'VND'}"},
	{"value", "1.500", "{'amount':1500,'currency':'VND'}"},
	{"value", "1500 USD", "{'amount':150000,'currency':'USD'}"},
	{"value", "USD 1500", "{'amount':150000,'currency':'USD'}"},
	{"value", "1.500,50 USD", "{'amount':150050,'currency':'USD'}"},
	{"value", "1.500.000 đồng", "{'amount':1500000,'currency':'VND'}"},
	{"value", "1,5 tỷ đồng", "{'amount':1500000000,'currency':'VND'}"},
	{"value", "500 triệu", "{'amount':500000000,'currency':'VND'}"},
	{"value", "2 triệu USD", "{'amount':200000000,'currency':'USD'}"},
	{"value", "5 quả táo", "!currency"},
	{"value", "tiền", "!currency"},
	{"value", "5 USD @23155/2020-01-01",
		"{'amount':500,'currency':'USD','rate':23155000000,'rate_on':'2020-01-01'}"},
	{"value", "5 USD @", "!"},
	{"value", "5 @3", "!VND"},
	{"value", "99999999999 tỷ", "!too large"},
	{"value", "1500,5", "!"},
	{"value", "", "null"},
	{"people", "1 566", "1566"},
	{"people", "abc", "!not a number"},
	{"name", "a;b\\;c", "'a;b\\\\;c'"},
	{"steps", "[{\"on\":\"2020-01-01\"}]", "[{'on':'2020-01-01'}]"},
	{"steps", "[{", "!JSON"},
	{"steps", "", "null"},
	{"steps", "[{\"on\":\"2020-01-01\",\"on\":\"2020-01-01\"}]", "!duplicate"},
	{"name", "a\xff", "!UTF-8"},
	{"tags", ";;", "null"},
	{"country", " Nhật ; ", "['JP']"},
	{"open", "Có", "true"},
	{"starts", "  2020-01-01 ", "'2020-01-01'"},
};

static void test_json_inputs(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	for (gsize i = 0; i < G_N_ELEMENTS(json_inputs); i++) {
		const struct field *field = project_field(sample, json_inputs[i].field);
		g_autofree char *text = g_strdelimit(g_strdup(json_inputs[i].input), "'", '"');
		json_error_t wrong;
		json_t *json = json_loads(text, JSON_DECODE_ANY, &wrong);
		if (!json) { /* a whole number that no JSON reader takes */
			g_assert_cmpstr(json_inputs[i].wanted, ==, "!");
			continue;
		}
		struct value value;
		g_autoptr(GError) error = NULL;
		gboolean good =
			value_from_json(sample->model, field, &sample->links, json, &value, &error);
		expect(field->id, text, field, good, &value, error, json_inputs[i].wanted);
		json_decref(json);
	}
	sample_free(sample);
}

static void test_text_inputs(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	for (gsize i = 0; i < G_N_ELEMENTS(text_inputs); i++) {
		const struct field *field = project_field(sample, text_inputs[i].field);
		struct value value;
		g_autoptr(GError) error = NULL;
		gboolean good = value_from_text(
			sample->model, field, &sample->links, text_inputs[i].input, &value, &error);
		expect(field->id, text_inputs[i].input, field, good, &value, error,
			text_inputs[i].wanted);
	}
	sample_free(sample);
}

static void test_lengths(void)
{
	struct sample *sample = sample_new();
	static const struct {
		const char *field;
		gsize most;
	} limits[] = {{"name", 1000}, {"story", 100000}, {"officer", 1000}};
	for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
		const struct field *field = project_field(sample, limits[i].field);
		struct value value;
		GError *error = NULL;
		g_autofree char *fits = g_strnfill(limits[i].most, 'x');
		g_autofree char *over = g_strnfill(limits[i].most + 1, 'x');
		g_assert_true(value_from_text(sample->model, field, NULL, fits, &value, &error));
		value_clear(&value);
		g_assert_false(value_from_text(sample->model, field, NULL, over, &value, &error));
		check_error(&error, ERROR_INPUT, "at most");
	}
	g_autoptr(GString) many = g_string_new("a");
	for (int i = 0; i < 1000; i++)
		g_string_append(many, ";a");
	struct value value;
	GError *error = NULL;
	g_assert_false(value_from_text(
		sample->model, project_field(sample, "tags"), NULL, many->str, &value, &error));
	check_error(&error, ERROR_INPUT, "more than 1000");
	json_t *nul = json_pack("s%", "a\0b", (size_t)3);
	g_assert_false(value_from_json(
		sample->model, project_field(sample, "name"), NULL, nul, &value, &error));
	check_error(&error, ERROR_INPUT, "NUL");
	json_decref(nul);
	sample_free(sample);
}

static void check_round_trips(
	struct sample *sample, struct record *record, const struct field *field)
{
	struct value *value = &record->values[field->index];
	random_value(field, value);
	struct value copy;
	value_copy(&copy, value);
	g_assert_true(value_equal(&copy, value));
	g_autofree char *json = record_json(record);
	GError *error = NULL;
	g_autoptr(record_t) again = record_new(record->reg);
	g_assert_true(record_read_json(again, sample->model, json, strlen(json), NULL, &error));
	if (!value_equal(&again->values[field->index], value))
		g_error("%s: %s is read differently", field->id, json);
	g_autofree char *plain = value_plain(sample->model, field, value, &sample->links);
	struct value read;
	if (!value_from_text(sample->model, field, &sample->links, plain, &read, &error))
		g_error("%s: %s: %s", field->id, plain, error->message);
	if (!value_equal(&read, value))
		g_error("%s: %s becomes %s", field->id, json, plain);
	g_autofree char *vi = value_text(sample->model, field, value, &sample->links, "vi");
	g_autofree char *en = value_text(sample->model, field, value, NULL, "en");
	g_assert_cmpuint(strlen(vi), >, 0);
	g_assert_cmpuint(strlen(en), >, 0);
	value_clear(&copy);
	value_clear(&read);
	value_clear(value);
}

static void test_round_trips(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	struct record *record = record_new(model_register(sample->model, "project"));
	for (guint i = 0; i < record->reg->fields->len; i++)
		for (int round = 0; round < 400; round++)
			check_round_trips(sample, record, record->reg->fields->pdata[i]);
	record_free(record);
	sample_free(sample);
}

static void test_texts(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	struct record *record = sample_record(sample, "project",
		"{'name':'a','kind':'state','forms':['cash','work'],'open':true,'people':1566,'"
		"area':'1234,5','value':'1500,5 USD','starts':'2020-03-02',"
		"'meets':'2020-03-02T08:05','country':['JP','KR'],'donor':'W1','partners':[1,3],'"
		"currency':'VND',"
		"'letter':{'symbol':'05/BC','date':'2020-03-06','issuer':'Sở','title':'Về "
		"x'},'steps':[{'on':'2020-02-01','amount':7},{'on':'2020-02-02'}]}");
	static const struct {
		const char *field, *vi, *en;
	} texts[] = {
		{"kind", "Nhà nước", "State"},
		{"forms", "Tiền, Công", "Cash, Work"},
		{"open", "có", "yes"},
		{"people", "1.566", "1,566"},
		{"area", "1.234,5", "1,234.5"},
		{"value", "1.500,5 USD", "1,500.5 USD"},
		{"starts", "02/03/2020", "02/03/2020"},
		{"meets", "02/03/2020 08:05", "02/03/2020 08:05"},
		{"country", "Nhật Bản, Hàn Quốc", "Japan, South Korea"},
		{"donor", "World", "World"},
		{"partners", "World, No code", "World, No code"},
		{"letter", "05/BC ngày 06/03/2020 của Sở: Về x", "05/BC of 06/03/2020 by Sở: Về x"},
		{"steps", "01/02/2020, 7, 14; 02/02/2020", "01/02/2020, 7, 14; 02/02/2020"},
		{"currency", "đồng", "dong"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		const struct field *field = project_field(sample, texts[i].field);
		const struct value *value = record_value(record, texts[i].field);
		check_text(
			value_text(sample->model, field, value, &sample->links, "vi"), texts[i].vi);
		check_text(
			value_text(sample->model, field, value, &sample->links, "en"), texts[i].en);
	}
	check_text(record_title(record, sample->model, &sample->links, "vi"), "a");
	value_clear(&record->values[record->reg->key->index]);
	check_text(record_title(record, sample->model, &sample->links, "vi"), "#4");
	sample_free(sample);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/value/values from JSON", test_json_inputs);
	g_test_add_func("/value/values from text", test_text_inputs);
	g_test_add_func("/value/lengths are bounded", test_lengths);
	g_test_add_func("/value/every type comes back from JSON and text", test_round_trips);
	g_test_add_func("/value/texts for readers", test_texts);
	return g_test_run();
}
