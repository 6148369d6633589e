/* SPDX-License-Identifier: Apache-2.0 */
/* Why a report, or a figure, tells another number than before. */
#include "app/bridge.h"
#include "base/number.h"
#include "cli/choose.h"
#include "cli/print.h"
#include "format/file.h"
#include "report/words.h"
#include "report/words_bridge.h"

#include <stdio.h>
#include <string.h>

/* A file that was issued here, else a report's number or id in the office. */
static struct record *named_report(struct app *app, const struct words *words, const char *name, GError **error)
{
	if (!g_file_test(name, G_FILE_TEST_IS_REGULAR)) {
		gint64 office = choose_office(app, words, error);
		return office ? report_find(app, office, name, error) : NULL;
	}
	g_autoptr(verification_t) found = report_verify(app, name, error);
	if (!found)
		return NULL;
	if (found->verdict == VERDICT_UNKNOWN)
		fail(error, ERROR_ABSENT, _("%s: not issued from this store; name the report by its number"), name);
	else if (found->verdict == VERDICT_CHANGED)
		fail(error, ERROR_INPUT, _("%s: the file was changed after it was issued as %s; name the report by that number"), name, record_text(found->report, "symbol"));
	return found->verdict == VERDICT_UNCHANGED ? g_steal_pointer(&found->report) : NULL;
}

/* Two reports; of one the issue before it is the first. */
static struct bridges *bridge_reports(struct app *app, const struct words *words, char **arguments, GError **error)
{
	g_autoptr(record_t) first = named_report(app, words, arguments[0], error);
	g_autoptr(record_t) second = NULL;
	if (!first)
		return NULL;
	if (arguments[1])
		second = named_report(app, words, arguments[1], error);
	else if (report_before(app, first, &second, error) && !second)
		fail(error, ERROR_ABSENT, _("report #%" PRId64 ": no report by the same template was issued before it"), first->id);
	if (!second)
		return NULL;
	return arguments[1] ? report_bridges(app, first, second, NULL, error) : report_bridges(app, second, first, NULL, error);
}

static gboolean read_known(const struct words *words, moment_t known[2], GError **error)
{
	guint count = words->known ? g_strv_length(words->known) : 0;
	if (count < 1 || count > 2)
		return fail(error, ERROR_USAGE, _("say between which moments: --known 2020-04-01T00:00:00Z [--known 2020-07-01T00:00:00Z]; without the second, now"));
	for (guint i = 0; i < count; i++)
		if (!choose_moment(words->known[i], &known[i], error)) {
			g_prefix_error(error, "--known: ");
			return FALSE;
		}
	return TRUE;
}

static struct bridges *bridge_figure(struct app *app, const struct words *words, const char *id, GError **error)
{
	moment_t known[2] = { 0 };
	g_autoptr(figure_query_t) query = choose_query(app, words, id, error);
	return query && read_known(words, known, error) ? figure_bridges(app, query, known, error) : NULL;
}

static struct bridges *make_bridges(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gboolean figure = !arguments[1] && model_figure(app->model, arguments[0]);
	if (figure || words->known)
		return bridge_figure(app, words, arguments[0], error);
	if (words->span || words->at || words->where) {
		fail(error, ERROR_USAGE, _("--span, --at and --where are said of a figure: `ngoaivu bridge FIGURE --span … --known …`"));
		return NULL;
	}
	return bridge_reports(app, words, arguments, error);
}

static struct number scaled(const struct bridge *bridge, gint64 value)
{
	struct number number = bridge->now.present ? bridge->now : bridge->then;
	number.value = value;
	number.present = TRUE;
	return number;
}

static char *shown(const struct number *number, enum print_format format, const char *language, gboolean sign)
{
	if (!number->present)
		return g_strdup(format == PRINT_CSV ? "" : "–");
	g_autofree char *text = format == PRINT_CSV ? number_plain(number) : number_text(number->value, number->scale, language);
	return sign && format != PRINT_CSV && number->value > 0 ? g_strconcat("+", text, NULL) : g_strdup(text);
}

/* A row of the grid: what it is of, its number, and of an item its record and change. */
static void add_row(struct grid *grid, const char *query, const char *cause, char *number, const char *const rest[7])
{
	grid_add(grid, query);
	grid_add(grid, cause);
	grid_take(grid, number);
	for (guint i = 0; i < 7; i++)
		grid_add(grid, rest ? rest[i] : "");
}

static gboolean add_item_row(struct app *app, struct grid *grid, const char *query, const struct bridge *bridge, const struct bridge_item *item, enum print_format format, GError **error)
{
	struct bridge_source source;
	const struct number delta = scaled(bridge, item->delta);
	if (!bridge_source_read(app, item, app->language, &source, error))
		return FALSE;
	g_autofree char *at = moment_iso(source.change->at), *id = g_strdup_printf("%s#%" G_GINT64_FORMAT, source.office ? source.office : "", source.id);
	g_autofree char *version = source.version ? g_strdup_printf("%" G_GINT64_FORMAT, source.version) : g_strdup("");
	const char *const rest[7] = { source.reg ? source.reg->id : "", id, version, source.title, at, source.change->who, source.change->why };
	add_row(grid, query, format == PRINT_CSV ? bridge_cause_ids[item->cause] : words_cause(item->cause, app->language), shown(&delta, format, app->language, TRUE), rest);
	bridge_source_clear(&source);
	return TRUE;
}

static gboolean print_bridges_grid(struct app *app, const struct bridges *bridges, enum print_format format, GError **error)
{
	g_autoptr(grid_t) grid = grid_new(10, _("figure"), _("cause"), _("number"), _("register"), _("record"), _("version"), _("title"), _("changed"), _("who"), _("why"), NULL);
	grid->right = 1 << 2;
	for (guint i = 0; i < bridges->figures->len; i++) {
		const struct bridged *bridged = bridges->figures->pdata[i];
		const struct bridge *bridge = bridged->bridge;
		g_autofree char *then = figure_query_text(bridged->then, app->store), *now = figure_query_text(bridged->now, app->store);
		add_row(grid, then, format == PRINT_CSV ? "then" : bridges->names[0], shown(&bridge->then, format, app->language, FALSE), NULL);
		for (guint n = 0; n < bridge->items->len; n++)
			if (!add_item_row(app, grid, now, bridge, bridge->items->pdata[n], format, error))
				return FALSE;
		add_row(grid, now, format == PRINT_CSV ? "now" : bridges->names[1], shown(&bridge->now, format, app->language, FALSE), NULL);
	}
	grid_print(grid, format);
	return TRUE;
}

static gboolean print_item(struct app *app, const struct bridge *bridge, const struct bridge_item *item, GError **error)
{
	struct bridge_source source;
	const struct number delta = scaled(bridge, item->delta);
	if (!bridge_source_read(app, item, app->language, &source, error))
		return FALSE;
	g_autofree char *number = shown(&delta, PRINT_TABLE, app->language, TRUE), *day = words_date(moment_day(source.change->at), FALSE, app->language);
	printf("  %10s  %s: %s (%s #%" PRId64, number, words_cause(item->cause, app->language), source.title, source.reg ? source.reg->id : "?", source.id);
	if (source.version)
		printf(_(", version %" PRId64), source.version);
	printf("; %s%s%s%s%s)\n", day, source.change->who ? ", " : "", source.change->who ? source.change->who : "", source.change->why && *source.change->why ? ": " : "",
		source.change->why ? source.change->why : "");
	bridge_source_clear(&source);
	return TRUE;
}

static gboolean print_bridges_text(struct app *app, const struct bridges *bridges, GError **error)
{
	guint same = 0;
	for (guint i = 0; i < bridges->figures->len; i++) {
		const struct bridged *bridged = bridges->figures->pdata[i];
		const struct bridge *bridge = bridged->bridge;
		g_autofree char *then = shown(&bridge->then, PRINT_TABLE, app->language, FALSE), *now = shown(&bridge->now, PRINT_TABLE, app->language, FALSE);
		if (!bridged->sentence) {
			same++;
			continue;
		}
		printf("%s\n  %10s  %s\n", bridged->sentence, then, bridges->names[0]);
		for (guint n = 0; n < bridge->items->len; n++)
			if (!print_item(app, bridge, bridge->items->pdata[n], error))
				return FALSE;
		printf("  %10s  %s\n\n", now, bridges->names[1]);
	}
	if (same == bridges->figures->len)
		printf(_("No figure differs; %u are the same.\n"), same);
	else
		printf(_("%u figures are the same.\n"), same);
	if (bridges->left->len)
		printf(_("%u figures cannot be compared:\n"), bridges->left->len);
	for (guint i = 0; i < bridges->left->len; i++) {
		const struct unbridged *unbridged = bridges->left->pdata[i];
		printf("  %s: %s\n", unbridged->query, unbridged->reason);
	}
	return TRUE;
}

static gboolean write_document(struct app *app, const struct bridges *bridges, const char *path, GError **error)
{
	const struct doc_format *format = doc_format_find(path);
	if (!format)
		return fail(error, ERROR_USAGE, _("%s: the ending names no document format (docx, pdf, html, md, txt, json)"), path);
	g_autoptr(doc_t) doc = bridges_doc(app, bridges, error);
	g_autoptr(GBytes) bytes = doc ? format->write(doc, error) : NULL;
	return bytes && file_write(path, bytes, error);
}

int cmd_bridge(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format = PRINT_TABLE;
	gboolean text = !words->format || strcmp(words->format, "text") == 0;
	if (!text && !print_format_parse(words->format, &format, error))
		return ERROR_USAGE;
	g_autoptr(bridges_t) bridges = make_bridges(app, words, arguments, error);
	if (!bridges)
		return ERROR_INPUT;
	if (words->output)
		return write_document(app, bridges, words->output, error) ? 0 : ERROR_SYSTEM;
	json_t *json = format == PRINT_JSON ? bridges_json(app, bridges, error) : NULL;
	if (json)
		print_json(json);
	if (format == PRINT_JSON)
		return json ? 0 : ERROR_SYSTEM;
	if (!text)
		return print_bridges_grid(app, bridges, format, error) ? 0 : ERROR_SYSTEM;
	return print_bridges_text(app, bridges, error) ? 0 : ERROR_SYSTEM;
}
