/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"
#include "random.h"

static void test_canonical_form(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	struct record *record = sample_record(sample, "project",
		"{'people':120,'name':'Cầu "
		"\\\"A\\\"','state':'running','open':false,'area':'1,5','value':'10 "
		"USD','starts':'3/2/2020','donor':'W1',"
		"'steps':[{'on':'2020-02-01','amount':7,'paid':'5 USD'}],'note':'x'}");
	check_text(record_json(record),
		"{\"state\":\"running\",\"name\":\"Cầu "
		"\\\"A\\\"\",\"open\":false,\"people\":120,\"area\":\"1.500\","
		"\"value\":{\"amount\":1000,\"currency\":\"USD\",\"rate\":23000000000,\"rate_on\":"
		"\"2020-01-01\"},\"starts\":\"2020-02-03\",\"donor\":1,"
		"\"level\":\"low\",\"steps\":[{\"on\":\"2020-02-01\",\"amount\":7,\"paid\":{"
		"\"amount\":500,\"currency\":\"USD\",\"rate\":23000000000,\"rate_on\":\"2020-01-"
		"01\"},"
		"\"twice\":14}],\"total\":15,\"doubled\":14,\"paid\":{\"amount\":500,\"currency\":"
		"\"USD\",\"rate\":23000000000,\"rate_on\":\"2020-01-01\"},"
		"\"size\":\"big\",\"note\":\"x\"}");
	g_autoptr(record_t) copy = record_copy(record);
	g_autofree char *first = record_json(record);
	check_text(record_json(copy), first);
	sample_free(sample);
}

/* History written under other definitions is read as far as it fits. */
static void test_lost(void)
{
	struct sample *sample = sample_new();
	g_autoptr(record_t) record = record_new(model_register(sample->model, "project"));
	const char *json = "{\"state\":\"gone\",\"name\":\"a\",\"old\":1,\"people\":\"x\",\"area\":"
			   "5,\"tags\":\"one\",\"kind\":[\"ngo\"],"
			   "\"letter\":7,\"steps\":[{\"on\":\"2020-01-01\",\"lost\":1}],\"value\":{"
			   "\"amount\":\"5\"},\"starts\":\"x\"}";
	g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func(g_free);
	GError *error = NULL;
	g_assert_true(record_read_json(record, sample->model, json, strlen(json), lost, &error));
	g_ptr_array_add(lost, NULL);
	check_text(g_strjoinv(" ", (char **)lost->pdata),
		"state old people letter steps value starts");
	check_text(record_json(record),
		"{\"state\":\"planned\",\"name\":\"a\",\"tags\":[\"one\"],\"kind\":\"ngo\","
		"\"area\":\"5.000\",\"steps\":[{\"on\":\"2020-01-01\"}]}");
	static const char *const damaged[] = {
		"", "{", "[]", "5", "{\"a\":1,\"a\":2}", "{\"name\":\"\xff\"}", "nul"};
	for (gsize i = 0; i < G_N_ELEMENTS(damaged); i++) {
		g_assert_false(record_read_json(
			record, sample->model, damaged[i], strlen(damaged[i]), NULL, &error));
		check_error(&error, ERROR_INPUT, "damaged");
	}
	sample_free(sample);
}

static void test_set_mistakes(void)
{
	struct sample *sample = sample_new();
	struct record *record = sample_record(sample, "project", "{'name':'a','people':5}");
	static const struct {
		const char *json, *wanted; /* NULL: accepted */
	} sets[] = {
		{"{'people':-1,'nam':'x','kind':'zzzzzz','starts':'31/02/2020'}",
			"people: a count cannot be negative (-1)\nnam: the register project has no "
			"such field; did you mean name?\nkind: “zzzzzz” is not one of its values; "
			"accepted: “NGO” (ngo), “State” (state), “Given” (donor)\nstarts: "},
		{"{'state':'runing'}",
			"state: “runing” is no state; accepted: “Planned” (planned), “"
			"Running” (running), “Ended” (ended); did you mean “running”?"},
		{"{'state':null}", "state: "},
		{"{'state':5}", "state: "},
		{"{'id':'1'}", "id: a whole number"},
		{"{'id':2}", "id: the number of a record"},
		{"{'version':-1}", "version: "},
		{"{'version':1.0}", "version: "},
		{"{'id':1,'version':1}", NULL},
		{"{'total':99}", "total: this is computed"},
		{"{'total':1}", NULL},
		{"{'total':null}", NULL},
		{"{'name':null}", NULL},
		{"[]", "JSON object"},
		{"{'state':'running'}", NULL},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(sets); i++) {
		json_t *json = sample_json(sets[i].json);
		GError *error = NULL;
		gboolean good =
			record_set_json(record, sample->model, &sample->links, json, &error);
		g_assert_true(good == !sets[i].wanted);
		if (!good)
			check_error(&error, ERROR_INPUT, sets[i].wanted);
		json_decref(json);
	}
	g_assert_null(record_value(record, "name"));
	g_assert_cmpuint(record->state, ==, 1);
	sample_free(sample);
}

static void test_validate(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	static const struct {
		const char *json, *wanted;
	} checks[] = {
		{"{'name':'a'}", NULL},
		{"{}", "name: is required"},
		{"{'name':'a!'}", "name: “a!” does not have the form"},
		{"{'name':'a','people':1000001}", "people: must be at most 1000000"},
		{"{'name':'a','change':-101}", "change: must be at least -100"},
		{"{'name':'a','share':'100,01'}", "share: must be at most 100.00"},
		{"{'name':'a','starts':'2020-02-02','ends':'2020-02-01'}",
			"ends: does not fit: it must be that ends >= starts"},
		{"{'name':'a','ends':'2020-02-01'}", NULL},
		{"{'name':'a','starts':'2020-02-02','ends':'2020-02-02'}", NULL},
		{"{'name':'a','steps':[{'amount':5}]}", "steps: row 1: on: is required"},
		{"{'name':'a','people':5,'steps':[{'on':'2020-01-01','amount':5},{'on':'2020-01-01'"
		 ",'amount':6}]}",
			"steps: row 2: amount: does not fit"},
		{"{'name':'a','steps':[{'on':'2020-01-01','amount':5}]}", NULL},
		{"{'name':'a','value':'5 KWD'}", "value: there is no exchange rate for KWD"},
		{"{'name':'a','value':'5 USD','starts':'2019-12-31'}",
			"value: there is no exchange rate for USD"},
		{"{'name':'a','value':'5 USD @20000','starts':'2019-12-31'}", NULL},
		{"{'name':'a','value':'5 USD'}", NULL},
		{"{'people':1000001,'share':-1}",
			"people: must be at most 1000000\nshare: must be at least 0.00"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(checks); i++) {
		struct record *record = sample_record(sample, "project", checks[i].json);
		GError *error = NULL;
		gboolean good = record_validate(record, sample->model, &sample->links, &error);
		if (good != !checks[i].wanted)
			g_error("%s: %s", checks[i].json, error ? error->message : "valid");
		if (!good)
			check_error(&error, ERROR_INPUT, checks[i].wanted);
	}
	struct record *record = sample_record(
		sample, "project", "{'name':'a','donor':'W1','kind':'ngo','country':['JP']}");
	record->values[reg_field(record->reg, "donor")->index].number = 99;
	struct value *kind = &record->values[reg_field(record->reg, "kind")->index];
	value_clear(kind);
	*kind = (struct value){.kind = VALUE_TEXT, .text = g_strdup("old")};
	GError *error = NULL;
	g_assert_false(record_validate(record, sample->model, &sample->links, &error));
	check_error(&error, ERROR_INPUT,
		"kind: “old” is not one of its values; accepted: “NGO” (ngo), “State” (state), "
		"“Given” (donor)\ndonor: there "
		"is no record #99 in the register donor");
	sample_free(sample);
}

static void test_complete(void)
{
	struct sample *sample = sample_new();
	struct record *record = sample_record(sample, "project",
		"{'name':'a','level':'high','people':5,'starts':'2020-08-01','value':{'amount':1,'"
		"currency':'USD'},"
		"'steps':[{'on':'2020-02-01','paid':'1 USD','amount':4},{'paid':'2 "
		"USD','amount':1}]}");
	check_text(record_json(record),
		"{\"state\":\"planned\",\"name\":\"a\",\"people\":5,\"value\":{\"amount\":100,"
		"\"currency\":\"USD\",\"rate\":23500500000,\"rate_on\":\"2020-07-01\"},"
		"\"starts\":\"2020-08-01\",\"level\":\"high\",\"steps\":[{\"on\":\"2020-02-01\","
		"\"amount\":4,\"paid\":{\"amount\":100,\"currency\":\"USD\",\"rate\":23000000000,"
		"\"rate_on\":\"2020-01-01\"},"
		"\"twice\":8},{\"amount\":1,\"paid\":{\"amount\":200,\"currency\":\"USD\",\"rate\":"
		"23500500000,\"rate_on\":\"2020-07-01\"},\"twice\":2}],"
		"\"total\":11,\"doubled\":10,\"paid\":{\"amount\":70001,\"currency\":\"VND\"},"
		"\"size\":\"small\"}");
	/* a default is filled in only when the record is new */
	value_clear(&record->values[reg_field(record->reg, "level")->index]);
	GError *error = NULL;
	g_assert_true(record_complete(record, sample->model, &sample->links, &error));
	g_assert_null(record_value(record, "level"));
	g_autofree char *before = record_json(record);
	g_assert_true(record_complete(record, sample->model, &sample->links, &error));
	check_text(record_json(record), before);
	/* numbers that leave 64 bits */
	struct value *rows = &record->values[reg_field(record->reg, "steps")->index];
	((struct value *)rows->rows->pdata[1])[1].number = G_MAXINT64;
	g_assert_false(record_complete(record, sample->model, &sample->links, &error));
	check_error(&error, ERROR_INPUT, "steps: row 2: twice: ");
	sample_free(sample);
}

static void test_states(void)
{
	struct sample *sample = sample_new();
	const struct reg *reg = model_register(sample->model, "project");
	GError *error = NULL;
	g_assert_true(record_may_become(reg, 0, 1, &error));
	g_assert_true(record_may_become(reg, 1, 1, &error));
	g_assert_false(record_may_become(reg, 0, 2, &error));
	check_error(&error, ERROR_REFUSED,
		"state: “Planned” (planned) cannot become “Ended” (ended); from here it may "
		"become: "
		"“Running” (running)");
	g_assert_false(record_may_become(reg, 2, 0, &error));
	check_error(&error, ERROR_REFUSED, "state: “Ended” (ended) is the last state");
	g_assert_true(record_may_become(model_register(sample->model, "donor"), 0, 0, &error));
	sample_free(sample);
}

static json_t *random_json(int depth)
{
	static const char *const keys[] = {"name", "people", "value", "steps", "amount", "currency",
		"on", "letter", "symbol", "date", "country", "state", "donor", "x", "rate", "tags"};
	switch (g_test_rand_int_range(0, depth > 0 ? 9 : 6)) {
	case 0:
		return json_null();
	case 1:
		return json_boolean(g_test_rand_bit());
	case 2:
		return json_integer(random_number());
	case 3:
		return json_real(g_test_rand_double_range(-1e20, 1e20));
	case 4:
	case 5: {
		g_autofree char *text = random_text(TRUE);
		return json_string(text);
	}
	case 6: {
		json_t *array = json_array();
		for (int i = g_test_rand_int_range(0, 4); i > 0; i--)
			json_array_append_new(array, random_json(depth - 1));
		return array;
	}
	default: {
		json_t *object = json_object();
		for (int i = g_test_rand_int_range(0, 6); i > 0; i--)
			json_object_set_new(object,
				keys[g_test_rand_int_range(0, G_N_ELEMENTS(keys))],
				random_json(depth - 1));
		return object;
	}
	}
}

/* Whatever is sent, it is taken or refused; what is taken can be written and read again. */
static void test_random_json(void)
{
	struct sample *sample = sample_new();
	sample_add_donors(sample);
	for (int round = 0; round < 20000; round++) {
		g_autoptr(record_t) record = record_new(model_register(sample->model, "project"));
		json_t *json = random_json(5);
		g_autoptr(GError) error = NULL;
		gboolean good =
			record_set_json(record, sample->model, &sample->links, json, &error);
		g_assert_true(good == !error);
		json_decref(json);
		g_clear_error(&error);
		if (record_complete(record, sample->model, &sample->links, NULL))
			record_validate(record, sample->model, &sample->links, NULL);
		g_autofree char *written = record_json(record);
		g_autoptr(record_t) again = record_new(record->reg);
		g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func(g_free);
		g_assert_true(record_read_json(
			again, sample->model, written, strlen(written), lost, NULL));
		g_assert_cmpuint(lost->len, ==, 0);
		check_text(record_json(again), written);
		json_t *sent = json_loads(written, 0, NULL);
		record_set_json(again, sample->model, &sample->links, sent, NULL);
		json_decref(sent);
	}
	sample_free(sample);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/record/canonical form", test_canonical_form);
	g_test_add_func("/record/what no longer fits is told", test_lost);
	g_test_add_func("/record/all mistakes of an input are told", test_set_mistakes);
	g_test_add_func("/record/validation", test_validate);
	g_test_add_func("/record/defaults, rates and computed fields", test_complete);
	g_test_add_func("/record/states follow the definition", test_states);
	g_test_add_func("/record/random JSON", test_random_json);
	return g_test_run();
}
