/* SPDX-License-Identifier: Apache-2.0 */
#include "app/baseline.h"
#include "base/number.h"
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

/* The unit: the currency of money, per cent of a share, else the figure's own. */
static const char *unit_of(const struct app *app, const struct figure *figure, const struct number *number)
{
	if (number->currency[0])
		return number->currency;
	return figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, app->language);
}

/* The unit as it stands behind the number: "1 visitor". */
static const char *unit_behind(const struct app *app, const struct figure *figure, const struct number *number)
{
	if (number->currency[0] || figure->kind == FIGURE_SHARE || !number->present)
		return unit_of(app, figure, number);
	return label_counted(&figure->unit, number->value, number->scale, app->language);
}

/* A number in JSON: an integer, or for decimals a real that prints as it is; null when absent. */
static json_t *number_json(const struct number *number)
{
	if (!number->present)
		return json_null();
	gint64 whole = number->value, factor = number_power10(number->scale);
	if (whole % factor == 0)
		return json_integer(whole / factor);
	g_autofree char *text = number_plain(number);
	return json_real(g_ascii_strtod(text, NULL));
}

static json_t *rows_json(const struct app *app, const struct figure_answer *answer)
{
	json_t *rows = json_array();
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = answer->rows->pdata[i];
		json_t *object = json_pack("{s:s, s:s, s:o}", "key", row->value, "label", strcmp(app->language, "en") == 0 ? row->label_en : row->label_vi,
			"value", number_json(&row->number));
		if (row->number.currency[0])
			json_object_set_new(object, "currency", json_string(row->number.currency));
		json_array_append_new(rows, object);
	}
	return rows;
}

static json_t *answer_json(struct app *app, const struct figure_query *query, const struct figure_answer *answer)
{
	g_autofree char *text = figure_query_text(query, app->store);
	return json_pack("{s:s, s:o, s:s, s:s, s:o}", "figure", query->figure->id, "value", number_json(&answer->number),
		"unit", unit_of(app, query->figure, &answer->number), "query", text, "rows", rows_json(app, answer));
}

/* What a split is by: the id for machines, the label of its field for people. */
static const char *by_title(const struct app *app, const struct figure_query *query, enum print_format format)
{
	const struct figure *figure = query->figure;
	while (figure->operands[0])
		figure = figure->operands[0];
	const struct dimension *dimension = figure_dimension(figure, query->by);
	if (format != PRINT_TABLE)
		return query->by;
	if (dimension)
		return label_text(&dimension->field->label, app->language);
	if (is_by_office(query->figure, query->by))
		return _("Office");
	return strcmp(query->by, "currency") == 0 ? _("currency") : _("continuing");
}

static char *number_shown(const struct number *number, enum print_format format, const char *language)
{
	if (!number->present)
		return g_strdup(format == PRINT_CSV ? "" : "—");
	return format == PRINT_CSV ? number_plain(number) : number_text(number->value, number->scale, language);
}

static void print_answer(struct app *app, const struct figure_query *query, const struct figure_answer *answer, enum print_format format)
{
	g_autoptr(grid_t) grid = grid_new(3, answer->rows ? by_title(app, query, format) : _("figure"), _("value"), _("unit"), NULL);
	grid->right = 1 << 1;
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = answer->rows->pdata[i];
		grid_add(grid, format == PRINT_CSV ? row->value : strcmp(app->language, "en") == 0 ? row->label_en : row->label_vi);
		grid_take(grid, number_shown(&row->number, format, app->language));
		grid_add(grid, format == PRINT_CSV ? unit_of(app, query->figure, &row->number) : unit_behind(app, query->figure, &row->number));
	}
	grid_add(grid, format == PRINT_CSV ? query->figure->id : label_text(&query->figure->label, app->language));
	grid_take(grid, number_shown(&answer->number, format, app->language));
	grid_add(grid, format == PRINT_CSV ? unit_of(app, query->figure, &answer->number) : unit_behind(app, query->figure, &answer->number));
	grid_print(grid, format);
}

/* The record's title now, for people. */
static char *title_of(struct app *app, gint64 key)
{
	const struct reg *reg = store_register_of(app->store, key, NULL);
	g_autoptr(record_t) record = reg ? store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), NULL) : NULL;
	if (!record)
		return g_strdup("");
	if (reg->personal)
		return g_strdup_printf("#%" G_GINT64_FORMAT, KEY_ID(key));
	return record_title(record, app->model, store_links(app->store, record->office), app->language);
}

/* What earlier reports stated of it, with how far the records are from it; nothing is added where nothing was. Releases the object on failure. */
static gboolean add_stated(struct app *app, const struct figure_query *query, const struct number *number, json_t *object, GError **error)
{
	struct stated *instead = NULL;
	g_autoptr(GPtrArray) all = stated_values(app, query, error);
	if (!all || !stated_instead(app, query, number, &instead, error)) {
		json_decref(object);
		return FALSE;
	}
	json_t *list = json_array();
	for (guint i = 0; i < all->len; i++) {
		const struct stated *stated = all->pdata[i];
		struct number by = stated->value;
		gboolean comparable = number->present && number->scale == by.scale && !__builtin_sub_overflow(number->value, by.value, &by.value);
		json_array_append_new(list, json_pack("{s:o, s:o, s:s, s:s, s:s, s:I}", "value", number_json(&stated->value), "difference", comparable ? number_json(&by) : json_null(),
			"source", stated->source, "place", stated->place, "quote", stated->quote, "record", (json_int_t)stated->record));
	}
	json_object_set_new(object, "source", json_string(instead ? "stated" : "records"));
	if (all->len)
		json_object_set_new(object, "stated", list);
	else
		json_decref(list);
	stated_free(instead);
	return TRUE;
}

/* The same as lines below the table. */
static gboolean tell_stated(struct app *app, const struct figure_query *query, const struct number *number, GError **error)
{
	struct stated *instead = NULL;
	g_autoptr(GPtrArray) all = stated_values(app, query, error);
	if (!all || !stated_instead(app, query, number, &instead, error))
		return FALSE;
	for (guint i = 0; i < all->len; i++) {
		const struct stated *stated = all->pdata[i];
		struct number by = stated->value;
		g_autofree char *value = number_shown(&stated->value, PRINT_TABLE, app->language);
		printf(_("stated: %s (%s, %s: “%s”)\n"), value, stated->source, stated->place, stated->quote);
		if (instead || !number->present || number->scale != by.scale || __builtin_sub_overflow(number->value, by.value, &by.value) || !by.value)
			continue;
		g_autofree char *more = number_shown(&by, PRINT_TABLE, app->language);
		printf(_("the records differ from it by %s\n"), more);
	}
	if (instead)
		printf(_("There are no records for it: the stated value is what is known.\n"));
	stated_free(instead);
	return TRUE;
}

static json_t *posting_json(struct app *app, const struct posting *posting, const struct change *change, guint scale)
{
	g_autofree char *day = day_iso(posting->day);
	g_autofree char *at = moment_iso(change->at);
	g_autofree char *office = store_office_code(app->store, KEY_OFFICE(posting->record));
	g_autofree char *title = title_of(app, posting->record);
	const struct reg *reg = store_register_of(app->store, posting->record, NULL);
	struct number delta = { .present = TRUE, .value = posting->delta, .scale = scale };
	return json_pack("{s:s?, s:s?, s:I, s:I, s:s, s:s, s:s, s:o, s:I, s:s, s:s, s:s?}", "office", office, "register", reg ? reg->id : NULL,
		"record", (json_int_t)KEY_ID(posting->record), "version", (json_int_t)posting->version, "title", title, "day", day,
		"dims", posting->dims, "delta", number_json(&delta), "history", (json_int_t)KEY_ID(posting->history), "at", at,
		"who", change->who, "why", change->why);
}

static gboolean explain_json(struct app *app, const struct figure_query *query, const GPtrArray *postings, const struct number *number, GError **error)
{
	json_t *list = json_array();
	for (guint i = 0; i < postings->len; i++) {
		const struct posting *posting = postings->pdata[i];
		struct change *change = store_change(app->store, posting->history, error);
		if (!change) {
			json_decref(list);
			return FALSE;
		}
		json_array_append_new(list, posting_json(app, posting, change, number->scale));
		change_free(change);
	}
	g_autofree char *text = figure_query_text(query, app->store);
	json_t *object = json_pack("{s:s, s:o, s:s, s:s, s:o}", "figure", query->figure->id, "value", number_json(number),
		"unit", unit_of(app, query->figure, number), "query", text, "rows", list);
	if (!add_stated(app, query, number, object, error))
		return FALSE;
	print_json(object);
	return TRUE;
}

static gboolean explain_grid(struct app *app, const struct figure_query *query, const GPtrArray *postings, const struct number *number, enum print_format format, GError **error)
{
	gboolean several = query->offices->len > 1 || query->boundaries == BOUNDARIES_NOW;
	g_autoptr(grid_t) grid = grid_new(7, _("delta"), _("day"), _("register"), _("record"), _("version"), _("changed"), _("title"), NULL);
	grid->right = 1;
	for (guint i = 0; i < postings->len; i++) {
		const struct posting *posting = postings->pdata[i];
		const struct reg *reg = store_register_of(app->store, posting->record, NULL);
		struct change *change = store_change(app->store, posting->history, error);
		if (!change)
			return FALSE;
		struct number delta = { .present = TRUE, .value = posting->delta, .scale = number->scale };
		grid_take(grid, number_plain(&delta));
		grid_take(grid, day_iso(posting->day));
		grid_add(grid, reg ? reg->id : "");
		g_autofree char *office = several ? store_office_code(app->store, KEY_OFFICE(posting->record)) : NULL;
		grid_take(grid, g_strdup_printf("%s#%" G_GINT64_FORMAT, office ? office : "", KEY_ID(posting->record)));
		grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, posting->version));
		grid_take(grid, moment_iso(change->at));
		grid_take(grid, title_of(app, posting->record));
		change_free(change);
	}
	g_autofree char *total = number_plain(number);
	const char *const last[] = { total, "", "", "", "", "", label_text(&query->figure->label, app->language) };
	for (guint i = 0; i < G_N_ELEMENTS(last); i++)
		grid_add(grid, last[i]);
	grid_print(grid, format);
	return TRUE;
}

gboolean print_explanation(struct app *app, const struct figure_query *query, enum print_format format, GError **error)
{
	g_autoptr(GPtrArray) postings = figure_explain(app->ledger, query, error);
	struct number number;
	if (!postings || !figure_number(app->ledger, query, &number, error))
		return FALSE;
	if (format == PRINT_JSON)
		return explain_json(app, query, postings, &number, error);
	return explain_grid(app, query, postings, &number, format, error) && (format == PRINT_CSV || tell_stated(app, query, &number, error));
}

int cmd_figure(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_USAGE;
	g_autoptr(figure_query_t) query = choose_query(app, words, arguments[0], error);
	if (!query)
		return ERROR_INPUT;
	if (words->explain)
		return print_explanation(app, query, format, error) ? 0 : ERROR_INPUT;
	g_autoptr(figure_answer_t) answer = figure_answer(app->ledger, query, error);
	if (!answer)
		return ERROR_SYSTEM;
	if (query->by)
		figure_answer_sort(answer, query, app->language);
	if (format == PRINT_JSON) {
		json_t *object = answer_json(app, query, answer);
		if (!add_stated(app, query, &answer->number, object, error))
			return ERROR_SYSTEM;
		print_json(object);
		return 0;
	}
	print_answer(app, query, answer, format);
	return format == PRINT_CSV || tell_stated(app, query, &answer->number, error) ? 0 : ERROR_SYSTEM;
}
