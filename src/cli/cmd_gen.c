/* SPDX-License-Identifier: Apache-2.0 */
#include "app/gen.h"
#include "cli/command.h"

#include <stdio.h>

static gboolean number_word(const char *text, const char *name, gint64 fallback, gint64 most, gint64 *value, GError **error)
{
	*value = fallback;
	if (!text || (g_ascii_string_to_signed(text, 10, 0, most, value, NULL)))
		return TRUE;
	return fail(error, ERROR_USAGE, _("%s %s: a whole number from 0 to %" PRId64 " is needed"), name, text, most);
}

static gboolean parse_years(const char *text, int *first, int *last, GError **error)
{
	*first = *last = 2020;
	if (!text)
		return TRUE;
	g_auto(GStrv) ends = g_strsplit(text, "-", 2);
	gint64 from, to;
	if (!g_ascii_string_to_signed(ends[0] ? ends[0] : "", 10, 1900, 2200, &from, NULL))
		return fail(error, ERROR_USAGE, _("--years %s: write 2020 or 2018-2022"), text);
	to = from;
	if (ends[1] && !g_ascii_string_to_signed(ends[1], 10, from, 2200, &to, NULL))
		return fail(error, ERROR_USAGE, _("--years %s: write 2020 or 2018-2022"), text);
	*first = (int)from;
	*last = (int)to;
	return TRUE;
}

int cmd_gen(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 seed, offices, records;
	int first, last;
	(void)arguments;
	if (!number_word(words->seed, "--seed", 1, G_MAXUINT32, &seed, error) || !number_word(words->offices, "--offices", 1, 99, &offices, error) ||
		!number_word(words->records, "--records", 200, 1000000, &records, error) || !parse_years(words->years, &first, &last, error))
		return ERROR_USAGE;
	if (!app_gen(app, (guint32)seed, (guint)offices, first, last, (guint)records, error))
		return ERROR_INPUT;
	printf(_("%d offices, years %d to %d, %d records each year\n"), (int)offices, first, last, (int)records);
	return 0;
}
