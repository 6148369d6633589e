/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"

#include <string.h>

/*
 * What Citus does not run, or not over several servers, with the words of its documentation on it:
 * https://docs.citusdata.com/en/stable/develop/reference_workarounds.html#limitations (W),
 * …/develop/reference_dml.html (M), …/develop/reference_ddl.html (D), …/faq/faq.html (F).
 */
static const struct {
	const char *pattern, *why;
} constructs[] = {
	{ "\\bFOR (NO KEY |KEY )?(UPDATE|SHARE)\\b", "SELECT … FOR UPDATE works in single-shard queries only (W)" },
	{ "\\bTABLESAMPLE\\b", "TABLESAMPLE works in single-shard queries only (W)" },
	{ "\\bWITH RECURSIVE\\b", "recursive CTEs work in single-shard queries only (W)" },
	{ "\\b(GROUPING SETS|ROLLUP|CUBE)\\b", "grouping sets work in single-shard queries only (W)" },
	{ "\\bMERGE INTO\\b", "MERGE does not take a reference table as its target (W)" },
	{ "\\bVALUES *\\(.*\\bSELECT\\b", "subqueries within INSERT are not supported (W)" },
	{ "\\bUPDATE\\b.*\\bSET\\b[^?]*\\boffice *=", "the distribution column of a row cannot be changed (M)" },
	{ "\\bUPDATE\\b.*\\b(random|now|clock_timestamp|nextval|txid_current|gen_random_uuid)\\b *\\(", "functions used in UPDATE must not be volatile (W)" },
	{ "\\bON CONFLICT *\\((?!\\{K\\}|office\\b)", "a unique key of a distributed table holds the distribution column (D)" },
	{ "\\bON CONFLICT ON CONSTRAINT\\b", "the constraints of shards have names of their own (D)" },
	{ "\\b(FULL|RIGHT|CROSS|NATURAL)( OUTER)? JOIN\\b", "outer joins between distributed tables are only supported on the distribution column (W)" },
	{ "\\bCREATE RULE\\b", "the rule system is not supported (W)" },
	{ "\\bWITH\\b.*\\b(INSERT INTO|UPDATE|DELETE FROM)\\b.*\\bRETURNING\\b", "modifying CTEs work in single-shard queries only (F)" },
	{ "\\bDECLARE\\b.*\\bWITH HOLD\\b.*\\bFOR UPDATE\\b", "cursors that lock work in single-shard queries only (W)" },
	{ "\\b(nextval|currval|lastval)\\b *\\(", "a sequence counts for each node by itself (W)" },
	{ "\\bctid\\b|\\boid\\b|\\bxmin\\b", "system columns are those of a shard (F)" },
};

/* Statements that mean every office: all shards are asked, which Citus does in one step where nothing is joined. */
static const char *const of_all_offices[] = { "history", "entry", "link", "series", "package", "balance", /* rows of no office, for an audit */
	"snapshots", "issued files", "attachments", "all of the search", "search keys of no office", "search find in all offices", NULL };

static guint count(const char *text, const char *pattern)
{
	g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
	g_autoptr(GMatchInfo) found = NULL;
	guint times = 0;
	g_regex_match(regex, text, 0, &found);
	for (; g_match_info_matches(found); g_match_info_next(found, NULL))
		times++;
	return times;
}

static guint spread_tables(const char *text, rules_spread is_spread, gpointer data)
{
	g_autoptr(GRegex) regex = g_regex_new("\\b(?:FROM|JOIN|INTO|UPDATE|USING)\\s+([a-z_0-9]+)", 0, 0, NULL);
	g_autoptr(GMatchInfo) found = NULL;
	guint times = 0;
	g_regex_match(regex, text, 0, &found);
	for (; g_match_info_matches(found); g_match_info_next(found, NULL)) {
		g_autofree char *table = g_match_info_fetch(found, 1);
		if (is_spread(data, table))
			times++;
	}
	return times;
}

/* Of the tables, those tied to an office: its number, a list of them, or the office of another table that is. */
static guint tied_tables(const char *text)
{
	return count(text, "\\boffice = (\\?[0-9]|[a-z_]+\\.office\\b)") + count(text, "\\boffice\\{\\[\\}\\?[0-9]") + count(text, "^INSERT INTO [a-z_0-9]+\\(office,");
}

static gboolean may_mean_all(const char *name, const char *text, const char *walk)
{
	return (walk || strcmp(name, "search find in all offices") == 0) &&
		(g_strv_contains(of_all_offices, name) || strstr(text, "office NOT IN (SELECT number FROM office)"));
}

void rules_check(const char *name, const char *text, const char *walk, rules_spread is_spread, gpointer data, GPtrArray *lines)
{
	guint tables = spread_tables(text, is_spread, data), tied = tied_tables(text);
	if (tables == 0)
		return;
	guint untied = tables > tied ? tables - tied : 0;
	if (untied > 1 || (untied == 1 && !may_mean_all(name, text, walk)))
		g_ptr_array_add(lines, g_strdup_printf("%s (%s): %u of its tables are not tied to an office", name, text, untied));
	for (guint i = 0; i < G_N_ELEMENTS(constructs); i++)
		if (g_regex_match_simple(constructs[i].pattern, text, 0, 0))
			g_ptr_array_add(lines, g_strdup_printf("%s (%s): %s", name, text, constructs[i].why));
}
