/* SPDX-License-Identifier: Apache-2.0 */
/* Registers, records and their history on the terminal. */
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

static void print_registers(const struct model *model, const char *language, enum print_format format)
{
	g_autoptr(grid_t) grid = grid_new(4, _("number"), _("register"), _("title"), _("fields"), NULL);
	for (guint i = 0; i < model->registers->len; i++) {
		const struct reg *reg = model->registers->pdata[i];
		grid_take(grid, g_strdup_printf("%u", reg->number));
		grid_add(grid, reg->id);
		grid_add(grid, label_text(&reg->title, language));
		grid_take(grid, g_strdup_printf("%u", reg->fields->len));
	}
	static const char *const keys[] = { "number", "register", "title", "fields" };
	grid->keys = keys;
	grid_print(grid, format);
}

static char *choices_text(const struct field *field)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; field->choices && i < field->choices->len; i++)
		g_string_append_printf(text, "%s%s", i ? " | " : "", ((const struct choice *)field->choices->pdata[i])->id);
	if (field->target)
		g_string_append(text, field->target->id);
	return g_string_free(text, FALSE);
}

static void add_fields(struct grid *grid, const GPtrArray *fields, const char *prefix, const char *language)
{
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		grid_take(grid, g_strconcat(prefix, field->id, NULL));
		grid_take(grid, g_strdup_printf("%s%s", field_type_name(field->type), field->many ? " *" : ""));
		grid_add(grid, field->compute ? _("computed") : field->required ? _("required") : "");
		grid_add(grid, label_text(&field->label, language));
		grid_take(grid, choices_text(field));
		if (field->fields) {
			g_autofree char *inner = g_strconcat(prefix, field->id, ".", NULL);
			add_fields(grid, field->fields, inner, language);
		}
	}
}

static void print_register(const struct reg *reg, const char *language, enum print_format format)
{
	g_autoptr(grid_t) grid = grid_new(5, _("field"), _("type"), "", _("label"), _("values"), NULL);
	add_fields(grid, reg->fields, "", language);
	for (guint i = 0; i < reg->states->len; i++) {
		const struct state *state = reg->states->pdata[i];
		grid_take(grid, g_strconcat("state = ", state->id, NULL));
		grid_add(grid, "");
		grid_add(grid, "");
		grid_add(grid, label_text(&state->label, language));
		GString *next = g_string_new(NULL);
		for (guint n = 0; n < state->next->len; n++)
			g_string_append_printf(next, "%s%s", n ? " | " : "→ ", ((const struct state *)reg->states->pdata[g_array_index(state->next, guint, n)])->id);
		grid_take(grid, g_string_free(next, FALSE));
	}
	static const char *const keys[] = { "field", "type", "needed", "label", "values" };
	grid->keys = keys;
	grid_print(grid, format);
}

int cmd_registers(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	const struct model *model = app->model;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	const struct reg *reg = arguments[0] ? model_need_register(model, arguments[0], error) : NULL;
	if (arguments[0] && !reg)
		return ERROR_ABSENT;
	if (reg)
		print_register(reg, app->language, format);
	else
		print_registers(model, app->language, format);
	return 0;
}

int cmd_figures(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	const struct model *model = app->model;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	if (arguments[0] && !model_need_register(model, arguments[0], error))
		return ERROR_ABSENT;
	g_autoptr(grid_t) grid = grid_new(4, _("figure"), _("label"), _("unit"), _("dimensions"), NULL);
	for (guint i = 0; i < model->figures->len; i++) {
		const struct figure *figure = model->figures->pdata[i];
		if (arguments[0] && (!figure->reg || strcmp(figure->reg->id, arguments[0]) != 0))
			continue;
		GString *dimensions = g_string_new(NULL);
		for (guint d = 0; d < figure->dimensions->len; d++)
			g_string_append_printf(dimensions, "%s%s", d ? " " : "", ((const struct dimension *)figure->dimensions->pdata[d])->id);
		grid_add(grid, figure->id);
		grid_add(grid, label_text(&figure->label, app->language));
		grid_add(grid, label_text(&figure->unit, app->language));
		grid_take(grid, g_string_free(dimensions, FALSE));
	}
	static const char *const keys[] = { "figure", "label", "unit", "dimensions" };
	grid->keys = keys;
	grid_print(grid, format);
	return 0;
}

/* The office of a record to be put: for the register `office` the one that its code names. */
static gint64 put_office(struct app *app, const struct words *words, const struct reg *reg, const json_t *object, GError **error)
{
	const char *code = json_string_value(json_object_get(object, "code"));
	if (strcmp(reg->id, "office") == 0 && code && !words->office)
		return store_office(app->store, code, error);
	return choose_office(app, words, error);
}

/* Records of the register `office` are changed in place: there is one an office. */
static gboolean name_own_record(struct app *app, const struct reg *reg, gint64 office, json_t *object, GError **error)
{
	if (strcmp(reg->id, "office") != 0 || json_object_get(object, "id"))
		return TRUE;
	g_autoptr(record_t) record = app_office_record(app, office, error);
	if (record)
		json_object_set_new(object, "id", json_integer(record->id));
	return record != NULL;
}

/* What was asked for the answer: the whole record where it is printed as JSON. */
static json_t *answer_of(struct app *app, const struct words *words, const struct record *record)
{
	if (g_strcmp0(words->format, "json") == 0)
		return app_record_json(app, record, TRUE);
	return json_pack("{s:I, s:I}", "id", (json_int_t)record->id, "version", (json_int_t)record->version);
}

static gboolean put_one(struct app *app, const struct words *words, const struct reg *reg, json_t *object, json_t *stored, GError **error)
{
	gint64 office = put_office(app, words, reg, object, error);
	if (!office || !json_is_object(object) || !name_own_record(app, reg, office, object, error))
		return office && (error && *error ? FALSE : fail(error, ERROR_INPUT, _("a record is a JSON object: {\"field\": value, …}")));
	g_autoptr(record_t) record = app_put(app, reg, office, object, words->why, NULL, error);
	if (record)
		json_array_append_new(stored, answer_of(app, words, record));
	return record != NULL;
}

/* {"register": "inbound", "records": [...]}, as the files of demo/ have it: the list in it. */
static json_t *records_of(const struct reg *reg, json_t *json, GError **error)
{
	json_t *records = json_object_get(json, "records");
	const char *named = json_string_value(json_object_get(json, "register"));
	if (!json_is_array(records) || !named || json_object_size(json) != 2)
		return json;
	if (strcmp(named, reg->id) == 0)
		return records;
	fail(error, ERROR_INPUT, _("the file holds records of the register %s, not of %s"), named, reg->id);
	return NULL;
}

static gboolean put_all(struct app *app, const struct words *words, const struct reg *reg, json_t *json, json_t *stored, GError **error)
{
	if (!json_is_array(json))
		return put_one(app, words, reg, json, stored, error);
	size_t index;
	json_t *object;
	json_array_foreach(json, index, object) {
		if (put_one(app, words, reg, object, stored, error))
			continue;
		g_prefix_error(error, _("record %u: "), (guint)index + 1);
		return FALSE;
	}
	return TRUE;
}

int cmd_put(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	const struct reg *reg = choose_register(app, arguments[0], error);
	if (!reg || !print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	json_t *file = read_json_file(arguments[1], error);
	json_t *json = file ? records_of(reg, file, error) : NULL;
	if (!json) {
		json_decref(file);
		return ERROR_INPUT;
	}
	json_t *stored = json_array();
	gboolean done = store_begin(app->store, error) && put_all(app, words, reg, json, stored, error) && store_commit(app->store, error);
	if (!done)
		store_rollback(app->store);
	for (size_t i = 0; done && format != PRINT_JSON && i < json_array_size(stored); i++) {
		const json_t *record = json_array_get(stored, i);
		printf(_("%s #%lld, version %lld\n"), reg->id, (long long)json_integer_value(json_object_get(record, "id")), (long long)json_integer_value(json_object_get(record, "version")));
	}
	if (done && format == PRINT_JSON)
		print_json(json_is_array(json) ? json_incref(stored) : json_incref(json_array_get(stored, 0)));
	json_decref(stored);
	json_decref(file);
	return done ? 0 : ERROR_INPUT;
}

int cmd_delete(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	g_autoptr(record_t) record = office ? store_find(app->store, reg, office, arguments[1], error) : NULL;
	if (!record || !app_delete(app, reg, office, record->id, record->version, FALSE, words->why, error))
		return ERROR_ABSENT;
	printf(_("%s #%" PRId64 ": deleted\n"), reg->id, record->id);
	return 0;
}
