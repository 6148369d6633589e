/* SPDX-License-Identifier: Apache-2.0 */
#include "app/stated.h"
#include "app/figure_json.h"
#include "base/number.h"
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

/* The unit as it stands behind the number: "1 visitor". */
static const char *unit_behind(const struct app *app, const struct figure *figure, const struct number *number)
{
	if (number->currency[0] || figure->kind == FIGURE_SHARE || !number->present)
		return figure_unit_text(app, figure, number);
	return label_counted(&figure->unit, number->value, number->scale, app->language);
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
		grid_add(grid, format == PRINT_CSV ? figure_unit_text(app, query->figure, &row->number) : unit_behind(app, query->figure, &row->number));
	}
	grid_add(grid, format == PRINT_CSV ? query->figure->id : label_text(&query->figure->label, app->language));
	grid_take(grid, number_shown(&answer->number, format, app->language));
	grid_add(grid, format == PRINT_CSV ? figure_unit_text(app, query->figure, &answer->number) : unit_behind(app, query->figure, &answer->number));
	grid_print(grid, format);
}

/* What earlier reports stated of it, as lines below the table. */
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
		grid_take(grid, figure_record_title(app, posting->record));
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
	if (format == PRINT_JSON) {
		json_t *object = figure_explanation_json(app, query, postings, &number, error);
		if (object)
			print_json(object);
		return object != NULL;
	}
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
		json_t *object = figure_answer_json(app, query, answer, error);
		if (object)
			print_json(object);
		return object ? 0 : ERROR_SYSTEM;
	}
	print_answer(app, query, answer, format);
	return format == PRINT_CSV || tell_stated(app, query, &answer->number, error) ? 0 : ERROR_SYSTEM;
}
