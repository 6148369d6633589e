/* SPDX-License-Identifier: Apache-2.0 */
/* Records to read: list, show, search. */
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS_MOST 6 /* of a list, beside number and state */

static gboolean is_wide(const struct field *field)
{
	return field->type == FIELD_LONGTEXT || field->type == FIELD_ROWS || field->type == FIELD_DOCUMENT || field->type == FIELD_FILE;
}

static void add_column(GPtrArray *columns, const struct field *field)
{
	if (field && columns->len < COLUMNS_MOST && !g_ptr_array_find(columns, field, NULL))
		g_ptr_array_add(columns, (gpointer)field);
}

/* What tells records apart: key, code, what every record has; then the first that hold one short value. */
static GPtrArray *list_columns(const struct reg *reg)
{
	GPtrArray *columns = g_ptr_array_new();
	add_column(columns, reg->key);
	add_column(columns, reg->code);
	for (guint pass = 0; pass < 2; pass++)
		for (guint i = 0; i < reg->fields->len; i++) {
			const struct field *field = reg->fields->pdata[i];
			if ((field->required || pass) && !is_wide(field) && !field->personal)
				add_column(columns, field);
		}
	return columns;
}

static void print_list(struct app *app, const struct reg *reg, const GPtrArray *records)
{
	g_autoptr(GPtrArray) columns = list_columns(reg);
	gboolean states = reg->states->len > 0;
	g_autoptr(grid_t) grid = grid_new(columns->len + 1 + (guint)states, "#", NULL);
	for (guint c = 0; c < columns->len; c++)
		grid_add(grid, label_text(&((const struct field *)columns->pdata[c])->label, app->language));
	if (states)
		grid_add(grid, _("State"));
	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		const struct links *links = store_links(app->store, record->office);
		grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, record->id));
		for (guint c = 0; c < columns->len; c++) {
			const struct field *field = columns->pdata[c];
			grid_take(grid, value_text(app->model, field, &record->values[field->index], links, app->language));
		}
		if (states)
			grid_add(grid, record_state_label(record, app->language));
	}
	grid_print(grid, PRINT_TABLE);
}

/* How many there are, and what to do where there are none. */
static void print_counts(const struct words *words, const struct reg *reg, guint shown, guint all)
{
	gint64 skip = 0;
	choose_number("--skip", words->skip, 0, 0, &skip, NULL);
	if (shown && shown < all)
		fprintf(stderr, _("%s: records %" PRId64 " to %" PRId64 " of %u; for the next: --skip %" PRId64 "\n"), reg->id, skip + 1, skip + shown, all,
			skip + shown);
	else
		fprintf(stderr, _("%s: %u records\n"), reg->id, shown);
	if (!shown && all)
		fprintf(stderr, _("--skip %s leaves out all of them: there are %u\n"), words->skip, all);
	else if (!shown && words->where)
		fprintf(stderr, _("no record satisfies --where %s; leave it out to see all\n"), words->where);
	else if (!shown)
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
	guint all = 0;
	const struct reg *reg = choose_register(app, arguments[0], error);
	gint64 office = reg ? choose_office(app, words, error) : 0;
	if (!office || !print_format_parse(words->format, &format, error))
		return ERROR_INPUT;
	g_autoptr(GPtrArray) records = choose_records(app, words, reg, office, &all, error);
	if (!records)
		return ERROR_INPUT;
	if (format == PRINT_JSON) {
		print_json(records_json(app, records));
		return 0;
	}
	if (records->len)
		print_list(app, reg, records);
	print_counts(words, reg, records->len, all);
	return 0;
}

static char *line_of_row(struct app *app, const struct field *rows, const struct value *row, const struct links *links)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < rows->fields->len; i++) {
		const struct field *field = rows->fields->pdata[i];
		if (row[i].kind == VALUE_NONE)
			continue;
		g_autofree char *value = value_text(app->model, field, &row[i], links, app->language);
		g_string_append_printf(text, "%s%s: %s", text->len ? "; " : "", label_text(&field->label, app->language), value);
	}
	return g_string_free(text, FALSE);
}

/* The name of a division of the office; NULL where its record does not have it. */
static char *division_name(struct app *app, gint64 office, const char *code)
{
	g_autoptr(record_t) record = app_office_record(app, office, NULL);
	const struct field *rows = record ? reg_field(record->reg, "divisions") : NULL;
	const struct field *id = rows ? rows_field(rows, "code") : NULL, *name = rows ? rows_field(rows, "name") : NULL;
	const struct value *value = id && name ? &record->values[rows->index] : NULL;
	for (guint i = 0; value && value->kind == VALUE_ROWS && i < value->rows->len; i++) {
		const struct value *row = value->rows->pdata[i];
		if (row[id->index].kind == VALUE_TEXT && strcmp(row[id->index].text, code) == 0 && row[name->index].kind == VALUE_TEXT)
			return g_strdup(row[name->index].text);
	}
	return NULL;
}

/* Lines of a value, each a row of the grid; the label stands before the first. */
static void add_lines(struct grid *grid, const char *label, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		grid_add(grid, i ? "" : label);
		grid_add(grid, lines[i]);
	}
}

/* Rows and several documents stand one below the other, numbered. */
static char *lines_of(struct app *app, const struct field *field, const struct value *value, const struct links *links)
{
	const GPtrArray *items = value->kind == VALUE_ROWS ? value->rows : value->list;
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < items->len; i++) {
		g_autofree char *line = value->kind == VALUE_ROWS ? line_of_row(app, field, items->pdata[i], links)
								   : value_text(app->model, field, items->pdata[i], links, app->language);
		g_string_append_printf(text, "%s%u. %s", i ? "\n" : "", i + 1, line);
	}
	return g_string_free(text, FALSE);
}

static void add_value(struct app *app, struct grid *grid, const struct record *record, const struct field *field)
{
	const struct value *value = &record->values[field->index];
	const struct links *links = store_links(app->store, record->office);
	const char *label = label_text(&field->label, app->language);
	gboolean several = value->kind == VALUE_ROWS || (value->kind == VALUE_LIST && field->type == FIELD_DOCUMENT && value->list->len > 1);
	g_autofree char *name = field->type == FIELD_DIVISION && value->kind == VALUE_TEXT ? division_name(app, record->office, value->text) : NULL;
	g_autofree char *text = name ? g_strdup_printf("%s (%s)", name, value->text) : several ? lines_of(app, field, value, links)
			       : value_text(app->model, field, value, links, app->language);
	add_lines(grid, label, text);
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
	g_autoptr(grid_t) grid = grid_new(2, _("field"), _("value"), NULL);
	grid_add(grid, "#");
	grid_take(grid, g_strdup_printf(_("%" PRId64 " (version %" PRId64 "%s)"), record->id, record->version, record->deleted ? _(", deleted") : ""));
	if (reg->states->len) {
		grid_add(grid, _("State"));
		grid_add(grid, record_state_label(record, app->language));
	}
	for (guint i = 0; i < reg->fields->len; i++)
		if (record->values[i].kind != VALUE_NONE)
			add_value(app, grid, record, reg->fields->pdata[i]);
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
	print_listing(list, grid, format);
	return 0;
}
