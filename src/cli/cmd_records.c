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

/* The columns of a list: the key and the first fields that hold one short value. */
static guint list_columns(const struct reg *reg, const struct field **columns, guint most)
{
	guint count = 0;
	if (reg->key)
		columns[count++] = reg->key;
	for (guint i = 0; i < reg->fields->len && count < most; i++) {
		const struct field *field = reg->fields->pdata[i];
		gboolean wide = field->type == FIELD_LONGTEXT || field->type == FIELD_ROWS || field->type == FIELD_DOCUMENT || field->type == FIELD_FILE;
		if (field != reg->key && !wide && !field->personal)
			columns[count++] = field;
	}
	return count;
}

static void print_list(struct app *app, const struct reg *reg, const GPtrArray *records)
{
	const struct field *columns[6];
	guint count = list_columns(reg, columns, G_N_ELEMENTS(columns));
	g_autoptr(grid_t) grid = grid_new(count + 2, "#", NULL);
	for (guint c = 0; c < count; c++)
		grid_add(grid, label_text(&columns[c]->label, app->language));
	grid_add(grid, _("state"));
	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		const struct links *links = store_links(app->store, record->office);
		grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, record->id));
		for (guint c = 0; c < count; c++)
			grid_take(grid, value_text(app->model, columns[c], &record->values[columns[c]->index], links, app->language));
		grid_add(grid, record_state_label(record, app->language));
	}
	grid_print(grid, PRINT_TABLE);
	fprintf(stderr, _("%s: %u records\n"), reg->id, records->len);
	if (!records->len)
		fprintf(stderr, _("enter some with `ngoaivu put %s FILE.json` or `ngoaivu load %s FILE.xlsx`\n"), reg->id, reg->id);
}

static json_t *records_json(struct app *app, const GPtrArray *records)
{
	json_t *list = json_array();
	for (guint i = 0; i < records->len; i++)
		json_array_append_new(list, app_record_json(app, records->pdata[i], TRUE));
	return list;
}

int cmd_list(struct app *app, const struct words *words, char **arguments, GError **error)
{
	if (words->output || (words->format && (strcmp(words->format, "xlsx") == 0 || strcmp(words->format, "csv") == 0)))
		return cmd_export(app, words, arguments, error);
	enum print_format format;
	gint64 position;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	if (!office || !print_format_parse(words->format, &format, error) || !choose_position(app, words, office, &position, error))
		return ERROR_INPUT;
	g_autoptr(GPtrArray) records = app_list(app, reg, office, words->where, position, error);
	if (!records)
		return ERROR_INPUT;
	if (format == PRINT_JSON)
		print_json(records_json(app, records));
	else
		print_list(app, reg, records);
	return 0;
}

int cmd_show(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	const struct reg *reg = choose_register(app, arguments[0], error);
	struct words of_office = *words;
	if (reg && !words->office && strcmp(reg->id, "office") == 0)
		of_office.office = arguments[1];
	gint64 office = reg ? choose_office(app, &of_office, error) : 0;
	if (!office || !print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	g_autoptr(record_t) record = store_find(app->store, reg, office, arguments[1], error);
	if (!record)
		return ERROR_ABSENT;
	if (format == PRINT_JSON) {
		print_json(app_record_json(app, record, TRUE));
		return 0;
	}
	const struct links *links = store_links(app->store, office);
	g_autoptr(grid_t) grid = grid_new(2, _("field"), _("value"), NULL);
	grid_add(grid, "#");
	grid_take(grid, g_strdup_printf(_("%" PRId64 " (version %" PRId64 "%s)"), record->id, record->version, record->deleted ? _(", deleted") : ""));
	grid_add(grid, _("state"));
	grid_add(grid, record_state_label(record, app->language));
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (record->values[i].kind == VALUE_NONE)
			continue;
		grid_add(grid, label_text(&field->label, app->language));
		grid_take(grid, value_text(app->model, field, &record->values[i], links, app->language));
	}
	grid_print(grid, format);
	return 0;
}

int cmd_search(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	gint64 office = words->office ? store_office(app->store, words->office, error) : 0;
	if ((words->office && !office) || !print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	g_autofree char *query = g_strjoinv(" ", arguments);
	g_autoptr(GArray) keys = store_search(app->store, query, office, 50, error);
	if (!keys)
		return ERROR_SYSTEM;
	g_autoptr(grid_t) grid = grid_new(4, _("office"), _("register"), "#", _("title"), NULL);
	json_t *list = json_array();
	for (guint i = 0; i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i);
		const struct reg *reg = store_register_of(app->store, key, NULL);
		g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), NULL) : NULL;
		if (!record)
			continue;
		g_autofree char *title = record_title(record, app->model, store_links(app->store, record->office), app->language);
		g_autofree char *code = store_office_code(app->store, record->office);
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, record->id);
		json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:s}", "office", code, "register", reg->id, "id", (json_int_t)record->id, "title", title));
		const char *const cells[] = { code, reg->id, id, title };
		for (guint c = 0; c < G_N_ELEMENTS(cells); c++)
			grid_add(grid, cells[c]);
	}
	if (format == PRINT_JSON) {
		print_json(list);
		return 0;
	}
	json_decref(list);
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

/* What the history calls a change, for readers. */
static const char *action_text(const char *action)
{
	static const char *const known[][2] = { { "create", N_("created") }, { "change", N_("changed the record") }, { "delete", N_("deleted") },
		{ "restore", N_("restored") } };
	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		if (strcmp(action, known[i][0]) == 0)
			return _(known[i][1]);
	return action;
}

int cmd_history(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	g_autoptr(record_t) record = office ? store_find(app->store, reg, office, arguments[1], error) : NULL;
	if (!record || !print_format_parse(words->format, &format, error))
		return ERROR_ABSENT;
	g_autoptr(GPtrArray) changes = store_timeline(app->store, KEY(office, record->id), error);
	if (!changes)
		return ERROR_SYSTEM;
	g_autoptr(grid_t) grid = grid_new(6, _("version"), _("changed"), _("action"), _("who"), _("why"), _("record"), NULL);
	json_t *list = json_array();
	for (guint i = 0; i < changes->len; i++) {
		const struct change *change = changes->pdata[i];
		g_autofree char *at = moment_iso(change->at);
		json_array_append_new(list, json_pack("{s:I, s:s, s:s, s:s, s:s?, s:I, s:o}", "version", (json_int_t)change->version, "at", at, "action", change->action,
			"who", change->who, "why", change->why, "history", (json_int_t)KEY_ID(change->key), "record", json_loads(change->data, 0, NULL)));
		grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, change->version));
		grid_add(grid, at);
		grid_add(grid, action_text(change->action));
		grid_add(grid, change->who);
		grid_add(grid, change->why);
		grid_add(grid, reg->personal ? "" : change->data);
	}
	if (format == PRINT_JSON) {
		print_json(list);
		return 0;
	}
	json_decref(list);
	grid_print(grid, format);
	return 0;
}
