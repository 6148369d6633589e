/* SPDX-License-Identifier: Apache-2.0 */
/* Figures of earlier reports: proposed, and accepted by a person. */
#include "app/baseline.h"
#include "base/number.h"
#include "cli/choose.h"
#include "cli/print.h"

#include <stdio.h>
#include <string.h>

enum { NUMBERS_MOST = 100000 };

/* "1,3-5" */
static gboolean read_range(const char *text, GArray *chosen, GError **error)
{
	g_auto(GStrv) ends = g_strsplit(text, "-", 2);
	guint64 first = 0, last = 0;
	gboolean read = ends[0] && g_ascii_string_to_unsigned(ends[0], 10, 1, NUMBERS_MOST, &first, NULL) &&
		(!ends[1] || g_ascii_string_to_unsigned(ends[1], 10, first, NUMBERS_MOST, &last, NULL));
	if (!read)
		return fail(error, ERROR_USAGE, _("--accept %s: write all, or numbers of proposals: 1,3-5"), text);
	for (guint64 i = first; i <= MAX(first, last); i++) {
		guint number = (guint)i;
		g_array_append_val(chosen, number);
	}
	return TRUE;
}

static GArray *read_chosen(const char *text, GError **error)
{
	g_autoptr(GArray) chosen = g_array_new(FALSE, FALSE, sizeof(guint));
	g_auto(GStrv) parts = g_strsplit(text, ",", -1);
	for (guint i = 0; parts[i]; i++)
		if (!read_range(g_strstrip(parts[i]), chosen, error))
			return NULL;
	if (!chosen->len)
		read_range("", chosen, error);
	return chosen->len ? g_steal_pointer(&chosen) : NULL;
}

static const char *standing(const struct proposal *proposal)
{
	if (proposal_is_accepted(proposal))
		return _("accepted");
	if (g_strcmp0(proposal->state, "refused") == 0)
		return _("refused");
	if (g_strcmp0(proposal->state, "withdrawn") == 0)
		return _("withdrawn");
	if (proposal->disputed)
		return _("disputed");
	if (proposal->query[0] == '?')
		return _("not understood");
	if (proposal->doubt)
		return _("in doubt");
	if (proposal->state)
		return _("kept");
	return !proposal->has_records ? _("no records") : proposal->as_base ? _("for comparison") : "";
}

static char *records_text(const struct proposal *proposal)
{
	return proposal->has_records ? number_plain(&proposal->records) : g_strdup("");
}

static void print_proposals(const struct baseline *baseline, enum print_format format)
{
	static const char *const keys[] = { "number", "query", "stated", "unit", "records", "cell", "page", "line", "standing", "quote", "doubt" };
	g_autoptr(grid_t) grid = grid_new(11, "#", _("figure"), _("stated"), _("unit"), _("records"), _("cell"), _("page"), _("line"), _("standing"), _("quote"), _("doubt"), NULL);
	grid->right = 1 | 1 << 2 | 1 << 4;
	grid->keys = keys;
	for (guint i = 0; i < baseline->proposals->len; i++) {
		const struct proposal *proposal = baseline->proposals->pdata[i];
		g_autofree char *value = number_plain(&proposal->value);
		gint64 line = proposal->line ? proposal->line : proposal->paragraph;
		if (g_str_has_suffix(value, ".00"))
			value[strlen(value) - strlen(".00")] = '\0';
		grid_take(grid, g_strdup_printf("%u", i + 1));
		grid_add(grid, proposal->query);
		grid_add(grid, value);
		grid_add(grid, proposal->unit);
		grid_take(grid, records_text(proposal));
		grid_add(grid, proposal->cell ? proposal->cell : "");
		grid_take(grid, proposal->page ? g_strdup_printf("%" G_GINT64_FORMAT, proposal->page) : g_strdup(""));
		grid_take(grid, line ? g_strdup_printf("%" G_GINT64_FORMAT, line) : g_strdup(""));
		grid_add(grid, standing(proposal));
		grid_add(grid, proposal->quote);
		grid_add(grid, proposal->doubt ? proposal->doubt : "");
	}
	grid_print(grid, format);
}

int cmd_baseline(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	guint count = 0;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_USAGE;
	gboolean all = g_strcmp0(words->accept, "all") == 0;
	g_autoptr(GArray) chosen = words->accept && !all ? read_chosen(words->accept, error) : NULL;
	if (words->accept && !all && !chosen)
		return ERROR_USAGE;
	gint64 office = choose_office(app, words, error);
	g_autoptr(baseline_t) baseline = office ? baseline_read(app, office, arguments[0], error) : NULL;
	if (!baseline)
		return ERROR_INPUT;
	if (words->accept && !baseline_accept(app, baseline, chosen, words->why, &count, error))
		return ERROR_INPUT;
	guint kept = 0;
	if (words->keep && !baseline_keep(app, baseline, words->why, &kept, error))
		return ERROR_INPUT;
	print_proposals(baseline, format);
	for (guint i = 0; i < baseline->remarks->len; i++)
		fprintf(stderr, "%s: %s\n", baseline->source, (const char *)baseline->remarks->pdata[i]);
	if (words->accept)
		fprintf(stderr, _("%u accepted, of %u that %s states\n"), count, baseline->proposals->len, baseline->source);
	if (words->keep)
		fprintf(stderr, _("%u kept, to be decided on\n"), kept);
	return 0;
}
