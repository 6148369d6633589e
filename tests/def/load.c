/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loader of definitions. bad/<place>-<what>.yaml is put as an office's file of that place
 * (register, codes, common …) over the folder base/; the findings are those of
 * <place>-<what>.expected beside it. extend/<name>/ is an office's folder over base/;
 * <name>.expected tells the model, or the findings. With NGOAIVU_EXPECT=write in the environment
 * the .expected files are written anew, for review.
 */
#include "def/expr.h"
#include "def/model.h"
#include "def/yaml.h"
#include "check.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

#define TESTS_DEF TESTS "/def"

/* A folder of its own for one test. */
static char *temporary_folder(void)
{
	g_autoptr(GError) error = NULL;
	char *folder = g_dir_make_tmp("ngoaivu-def-XXXXXX", &error);
	g_assert_no_error(error);
	return folder;
}

static void remove_folder(const char *path)
{
	GDir *folder = g_dir_open(path, 0, NULL);
	for (const char *name; folder && (name = g_dir_read_name(folder));) {
		g_autofree char *below = g_build_filename(path, name, NULL);
		if (g_file_test(below, G_FILE_TEST_IS_DIR) &&
			!g_file_test(below, G_FILE_TEST_IS_SYMLINK))
			remove_folder(below);
		else
			g_unlink(below);
	}
	if (folder)
		g_dir_close(folder);
	g_rmdir(path);
}

static void write_file(const char *folder, const char *name, const char *bytes, gssize length)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_assert_cmpint(g_mkdir_with_parents(parent, 0700), ==, 0);
	g_file_set_contents(path, bytes, length, &error);
	g_assert_no_error(error);
}

static struct model *load_over_base(const char *folder, struct findings *findings)
{
	const char *const folders[] = {TESTS_DEF "/base", folder, NULL};
	return model_load(folders, findings);
}

/* The findings of an office's folder over base/, with its name left out. NULL when there is none.
 */
static char *findings_over_base(const char *folder)
{
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = load_over_base(folder, findings);
	g_assert_true((model == NULL) == (findings->errors > 0));
	g_autofree char *text = findings_text(findings);
	g_autofree char *prefix = g_strconcat(folder, "/", NULL);
	g_auto(GStrv) parts = g_strsplit(text, prefix, -1);
	g_autofree char *local = g_strjoinv("", parts);
	g_auto(GStrv) base = g_strsplit(local, TESTS_DEF "/", -1);
	return findings->errors > 0 ? g_strjoinv("", base) : NULL;
}

static void check_expected(const char *path, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *wanted = NULL;
	if (g_strcmp0(g_getenv("NGOAIVU_EXPECT"), "write") == 0) {
		g_file_set_contents(path, text, -1, &error);
		g_assert_no_error(error);
		return;
	}
	g_file_get_contents(path, &wanted, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(text, ==, wanted);
}

static char *expected_path(const char *path)
{
	gsize length = strlen(path) - (g_str_has_suffix(path, ".yaml") ? strlen(".yaml") : 0);
	return g_strdup_printf("%.*s.expected", (int)length, path);
}

/* Where an office's file stands: by the first word of the test's name. */
static char *place_of(const char *name)
{
	gsize length = strcspn(name, "-.");
	if (strncmp(name, "register", length) == 0)
		return g_strdup("registers/test.yaml");
	if (strncmp(name, "codes", length) == 0)
		return g_strdup("codes/test.yaml");
	return g_strdup_printf("%.*s.yaml", (int)length, name);
}

static void a_bad_file_is_told_with_its_places(gconstpointer data)
{
	const char *path = data;
	g_autofree char *name = g_path_get_basename(path);
	g_autofree char *place = place_of(name);
	g_autofree char *folder = temporary_folder();
	g_autofree char *bytes = NULL;
	gsize length = 0;
	g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
	write_file(folder, place, bytes, (gssize)length);
	g_autofree char *text = findings_over_base(folder);
	g_autofree char *expected = expected_path(path);
	remove_folder(folder);
	g_assert_nonnull(text);
	check_expected(expected, text);
}

static void tell_fields(GString *text, const GPtrArray *fields, const char *indent)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		g_assert_cmpuint(field->index, ==, i);
		g_string_append_printf(text, "%s%s: %s%s%s “%s”", indent, field->id,
			field_type_name(field->type), field->required ? " required" : "",
			field->many ? " many" : "", label_text(&field->label, "vi"));
		for (guint j = 0; j < field->choices->len; j++) {
			const struct choice *choice = field->choices->pdata[j];
			g_string_append_printf(
				text, " %s=%s", choice->id, label_text(&choice->label, "vi"));
		}
		g_string_append_printf(text, "%s%s\n", field->target ? " to " : "",
			field->target ? field->target->id : "");
		g_autofree char *deeper = g_strconcat(indent, "  ", NULL);
		tell_fields(text, field->fields, deeper);
	}
}

static void tell_states(GString *text, const struct reg *reg)
{
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		g_string_append_printf(
			text, "  state %s “%s” →", state->id, label_text(&state->label, "vi"));
		for (guint j = 0; j < state->next->len; j++) {
			guint next = g_array_index(state->next, guint, j);
			g_string_append_printf(
				text, " %s", ((struct state *)reg->states->pdata[next])->id);
		}
		g_string_append_c(text, '\n');
	}
}

static void tell_figures(GString *text, const struct model *model)
{
	for (guint i = 0; i < model->figures->len; i++) {
		const struct figure *figure = model->figures->pdata[i];
		g_assert_cmpuint(figure->index, ==, i);
		g_auto(GStrv) lines = g_strsplit(figure->source, "\n", -1);
		g_autofree char *source = g_strjoinv("\n  ", lines);
		g_string_append_printf(text, "figure %s “%s” [%s]\n  %s\n", figure->id,
			label_text(&figure->label, "vi"), label_text(&figure->unit, "vi"),
			g_strchomp(source));
	}
}

static void tell_codes(GString *text, const struct model *model)
{
	for (guint i = 0; i < model->codes->len; i++) {
		const struct code_list *list = model->codes->pdata[i];
		g_string_append_printf(
			text, "codes %s “%s”:", list->id, label_text(&list->title, "vi"));
		for (guint j = 0; j < list->items->len; j++) {
			const struct code_item *item = list->items->pdata[j];
			g_string_append_printf(
				text, " %s=%s", item->id, label_text(&item->label, "vi"));
		}
		g_string_append_c(text, '\n');
	}
	for (guint i = 0; i < model->rates->len; i++) {
		const struct rate *rate = &g_array_index(model->rates, struct rate, i);
		g_autofree char *day = day_iso(rate->on);
		g_string_append_printf(
			text, "rate %s %s %" G_GINT64_FORMAT "\n", rate->currency, day, rate->rate);
	}
}

static char *tell_model(const struct model *model)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < model->groups->len; i++) {
		const struct group *group = model->groups->pdata[i];
		g_string_append_printf(
			text, "group %s “%s”\n", group->id, label_text(&group->label, "vi"));
	}
	tell_codes(text, model);
	for (guint i = 0; i < model->registers->len; i++) {
		const struct reg *reg = model->registers->pdata[i];
		g_string_append_printf(text, "register %s %u “%s” group %s key %s\n", reg->id,
			reg->number, label_text(&reg->title, "vi"), reg->group, reg->key->id);
		tell_fields(text, reg->fields, "  ");
		tell_states(text, reg);
	}
	tell_figures(text, model);
	return g_string_free(text, FALSE);
}

static void an_office_adds_and_overrides(gconstpointer data)
{
	const char *folder = data;
	g_autofree char *expected = expected_path(folder);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = load_over_base(folder, findings);
	g_autofree char *text = model ? tell_model(model) : findings_over_base(folder);
	check_expected(expected, text);
}

static void kept_sources_give_the_same_model(void)
{
	const char *const folders[] = {TESTS_DEF "/base", TESTS_DEF "/extend/office", NULL};
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = model_load(folders, findings);
	g_assert_nonnull(model);
	g_autoptr(model_t) again = model_load_sources(model->sources, findings);
	g_assert_nonnull(again);
	g_autofree char *first = tell_model(model);
	g_autofree char *second = tell_model(again);
	g_assert_cmpstr(first, ==, second);
	g_assert_true(hash_equal(&model->hash, &again->hash));
}

/* A register whose text is `begin`, `middle` over and over, `end`. */
static void check_generated(
	const char *begin, const char *middle, guint times, const char *end, const char *message)
{
	g_autofree char *folder = temporary_folder();
	GString *text = g_string_new(begin);
	for (guint i = 0; i < times; i++)
		g_string_append(text, middle);
	g_string_append(text, end);
	write_file(folder, "registers/test.yaml", text->str, (gssize)text->len);
	g_string_free(text, TRUE);
	g_autofree char *found = findings_over_base(folder);
	remove_folder(folder);
	g_assert_nonnull(found);
	if (!strstr(found, message))
		g_error("“%s” is not in “%.500s”", message, found);
}

static void huge_files_are_refused(void)
{
	check_generated("# ", "0123456789abcdef", 300000, "\n",
		"registers/test.yaml: error: the file is larger than 4 MB");
}

static void nesting_without_end_is_refused(void)
{
	const char *message = "nested too deeply";
	check_generated("register: ", "[", 1000000, "", message);
	check_generated("register: ", "{a: ", 1000000, "", message);
	check_generated("register:\n", "- ", 500000, "", message);
	check_generated("register: ", "[", 65,
		"]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]\n", message);
}

static void many_fields_are_refused(void)
{
	GString *fields = g_string_new(NULL);
	for (guint i = 0; i < 1100; i++)
		g_string_append_printf(fields, "  f%u: {type: text, label: {vi: A}}\n", i);
	check_generated("register: test\ntitle: {vi: A}\ngroup: aid\nnumber: 9\nkey: f0\nfields:\n",
		fields->str, 1, "", "at most 1000");
	g_string_free(fields, TRUE);
}

static void what_is_no_file_is_refused(void)
{
	g_autofree char *folder = temporary_folder();
	g_autofree char *pipe = g_build_filename(folder, "common.yaml", NULL);
	g_autofree char *nested = g_build_filename(folder, "registers/a.yaml", NULL);
	g_autofree char *away = g_build_filename(folder, "rates.yaml", NULL);
	g_assert_cmpint(mkfifo(pipe, 0600), ==, 0);
	g_assert_cmpint(g_mkdir_with_parents(nested, 0700), ==, 0);
	g_assert_cmpint(symlink("/nowhere/at/all", away), ==, 0);
	write_file(folder, "holiday.yaml", "holidays: []\n", -1);
	write_file(folder, "codes/a.yml", "codes: a\n", -1);
	write_file(folder, "codes/b.yaml~", "nothing that is read", -1);
	write_file(folder, "README", "nothing that is read", -1);
	g_autofree char *text = findings_over_base(folder);
	remove_folder(folder);
	g_assert_cmpstr(text, ==,
		"codes/a.yml: error: name this file .yaml, so that it is read\n"
		"common.yaml: error: this is not a regular file\n"
		"holiday.yaml: error: no such definition file is known: common.yaml, "
		"holidays.yaml, rates.yaml, "
		"regimes.yaml, and the folders codes and registers are read\n"
		"rates.yaml: error: No such file or directory\n"
		"registers/a.yaml: error: this is not a regular file\n");
}

static void a_missing_folder_is_told(void)
{
	g_autofree char *text = findings_over_base("/nowhere/at/all");
	g_assert_cmpstr(
		text, ==, "/nowhere/at/all: error: there is no such folder of definitions\n");
	const char *const folders[] = {TESTS_DEF "/extend/empty", NULL};
	g_autoptr(findings_t) findings = findings_new();
	g_assert_null(model_load(folders, findings));
}

static struct model *base_model(void)
{
	const char *const folders[] = {TESTS_DEF "/base", NULL};
	g_autoptr(findings_t) findings = findings_new();
	struct model *model = model_load(folders, findings);
	g_assert_nonnull(model);
	return model;
}

static void names_are_looked_up(void)
{
	g_autoptr(model_t) model = base_model();
	g_autoptr(GError) error = NULL;
	const struct reg *visit = model_register(model, "visit");
	const struct field *host = reg_field(visit, "host");
	g_assert_cmpstr(field_choice(host, "lanh dao tinh")->id, ==, "leaders");
	g_assert_cmpstr(field_choice(host, "Agency")->id, ==, "agency");
	g_assert_null(field_choice(host, ""));
	g_assert_null(field_choice(host, "nobody"));
	g_assert_cmpstr(reg_state(visit, "open")->label.vi, ==, "Đang mở");
	g_assert_null(reg_state(visit, "closd"));
	g_assert_nonnull(rows_field(reg_field(visit, "departures"), "on"));
	g_assert_nonnull(figure_dimension(model_figure(model, "visit.visits"), "donor_kind"));
	g_assert_null(model_need_register(model, "vist", &error));
	check_error(&error, ERROR_ABSENT, "did you mean “visit”");
	g_assert_null(model_need_figure(model, "visit.vistors", &error));
	check_error(&error, ERROR_ABSENT, "did you mean “visit.visitors”");
	const struct code_list *countries = model_codes(model, "countries");
	g_assert_cmpstr(code_match(countries, "NHAT")->id, ==, "JP");
	g_assert_cmpstr(code_match(countries, "laos")->id, ==, "LA");
	g_assert_cmpstr(code_match(countries, "jp")->id, ==, "JP");
	g_assert_cmpstr(code_match(countries, "Mỹ")->id, ==, "US");
	g_assert_cmpstr(code_match(countries, "MY")->id, ==, "MY");
	g_assert_null(code_match(countries, "nowhere"));
	g_assert_null(model_codes(model, "planets"));
	g_assert_cmpuint(model->regimes->len, ==, 2);
}

static void working_days_follow_the_holidays(void)
{
	g_autoptr(model_t) model = base_model();
	g_assert_false(model_is_workday(model, day_make(2020, 1, 1)));
	g_assert_true(model_is_workday(model, day_make(2020, 1, 2)));
	g_assert_true(model_is_workday(model, day_make(2020, 1, 18)));
	g_assert_false(model_is_workday(model, day_make(2020, 1, 19)));
	g_assert_false(model_is_workday(model, day_make(2020, 1, 29)));
	g_assert_cmpint(
		model_workdays_after(model, day_make(2020, 1, 17), 0), ==, day_make(2020, 1, 17));
	g_assert_cmpint(
		model_workdays_after(model, day_make(2020, 1, 17), 1), ==, day_make(2020, 1, 18));
	g_assert_cmpint(
		model_workdays_after(model, day_make(2020, 1, 22), 1), ==, day_make(2020, 1, 30));
	g_assert_cmpint(
		model_workdays_after(model, day_make(2020, 1, 22), G_MAXINT64), ==, DAY_NONE);
	g_assert_cmpint(model_workdays_after(model, DAY_NONE, 1), ==, DAY_NONE);
	g_assert_cmpint(model_workdays_after(model, day_make(2020, 1, 22), -1), ==, DAY_NONE);
}

static void rates_hold_from_their_day(void)
{
	g_autoptr(model_t) model = base_model();
	day_t on = DAY_NONE;
	g_assert_cmpint(model_rate(model, "USD", day_make(2019, 12, 31), &on), ==, 0);
	g_assert_cmpint(on, ==, DAY_NONE);
	g_assert_cmpint(model_rate(model, "USD", day_make(2020, 6, 30), &on), ==,
		G_GINT64_CONSTANT(23155000000));
	g_assert_cmpint(on, ==, day_make(2020, 1, 1));
	g_assert_cmpint(model_rate(model, "USD", day_make(2024, 1, 1), NULL), ==,
		G_GINT64_CONSTANT(23229500000));
	g_assert_cmpint(model_rate(model, "JPY", day_make(2020, 1, 1), NULL), ==, 213250000);
	g_assert_cmpint(model_rate(model, "EUR", day_make(2020, 1, 1), NULL), ==, 0);
	g_assert_cmpuint(model_minor(model, "VND"), ==, 0);
	g_assert_cmpuint(model_minor(model, "JPY"), ==, 0);
	g_assert_cmpuint(model_minor(model, "USD"), ==, 2);
	g_assert_cmpuint(model_minor(model, "XYZ"), ==, 2);
}

static void the_definitions_of_the_program_load(void)
{
	const char *const folders[] = {TESTS "/../definitions", NULL};
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = model_load(folders, findings);
	g_autofree char *text = findings_text(findings);
	g_assert_cmpstr(text, ==, "");
	g_assert_nonnull(model);
	for (guint i = 0; i < model->figures->len; i++)
		g_assert_nonnull(((struct figure *)model->figures->pdata[i])->source);
}

/* The examples of the manual: the first is a register, the second an office's change of it. */
static void the_examples_of_the_manual_load(void)
{
	g_autofree char *page = NULL;
	g_autofree char *own = temporary_folder(), *office = temporary_folder();
	const char *const places[] = {own, office};
	g_assert_true(
		g_file_get_contents(TESTS "/../man/ngoaivu-definitions.5", &page, NULL, NULL));
	const char *at = strstr(page, ".Sh EXAMPLES");
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		at = strchr(strstr(at, ".Bd -literal"), '\n') + 1;
		const char *end = strstr(at, ".Ed");
		write_file(places[i], "registers/meeting.yaml", at, end - at);
		at = end;
	}
	const char *const folders[] = {TESTS_DEF "/base", own, office, NULL};
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(model_t) model = model_load(folders, findings);
	g_autofree char *text = findings_text(findings);
	remove_folder(own);
	remove_folder(office);
	g_assert_cmpstr(text, ==, "");
	const struct reg *meeting = model_register(model, "meeting");
	g_assert_cmpuint(reg_state(meeting, "planned")->next->len, ==, 3);
	g_assert_cmpuint(reg_field(meeting, "host")->choices->len, ==, 3);
}

/* A test for each entry of a folder with this suffix ("" = for each folder in it). */
static void add_tests(const char *name, const char *suffix, GTestDataFunc test, GPtrArray *paths)
{
	g_autofree char *folder = g_build_filename(TESTS_DEF, name, NULL);
	g_autoptr(GDir) entries = g_dir_open(folder, 0, NULL);
	g_assert_nonnull(entries);
	for (const char *entry; (entry = g_dir_read_name(entries));) {
		char *path = g_build_filename(folder, entry, NULL);
		g_autofree char *test_name = g_strdup_printf("/def/load/%s/%s", name, entry);
		g_ptr_array_add(paths, path);
		if (*suffix ? g_str_has_suffix(entry, suffix)
			    : g_file_test(path, G_FILE_TEST_IS_DIR))
			g_test_add_data_func(test_name, path, test);
	}
}

static const struct {
	const char *path;
	GTestFunc test;
} tests[] = {
	{"/def/load/kept_sources_give_the_same_model", kept_sources_give_the_same_model},
	{"/def/load/huge_files_are_refused", huge_files_are_refused},
	{"/def/load/nesting_without_end_is_refused", nesting_without_end_is_refused},
	{"/def/load/many_fields_are_refused", many_fields_are_refused},
	{"/def/load/what_is_no_file_is_refused", what_is_no_file_is_refused},
	{"/def/load/a_missing_folder_is_told", a_missing_folder_is_told},
	{"/def/load/names_are_looked_up", names_are_looked_up},
	{"/def/load/working_days_follow_the_holidays", working_days_follow_the_holidays},
	{"/def/load/rates_hold_from_their_day", rates_hold_from_their_day},
	{"/def/load/the_examples_of_the_manual_load", the_examples_of_the_manual_load},
	{"/def/load/the_definitions_of_the_program_load", the_definitions_of_the_program_load},
};

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
	g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
	add_tests("bad", ".yaml", a_bad_file_is_told_with_its_places, paths);
	add_tests("extend", "", an_office_adds_and_overrides, paths);
	for (gsize i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add_func(tests[i].path, tests[i].test);
	return g_test_run();
}
