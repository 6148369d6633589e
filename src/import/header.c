/* SPDX-License-Identifier: Apache-2.0 */
#include "import/header.h"

#include <string.h>

#define TITLE_ROWS_MOST 30 /* how far down the header is looked for */
#define DEPTH_MOST      3  /* rows of headings above each other */

static const struct sheet_row *row_at(const struct sheet *sheet, guint index)
{
	return sheet->rows->pdata[index];
}

/* The text of one row of headings over a column: its own, that of the merged cell that covers it,
 * or without merged cells that of the group that began further left. */
static const char *level_text(
	const struct sheet *sheet, struct header header, guint index, guint column)
{
	const struct sheet_row *row = row_at(sheet, index);
	const char *text = row_text(row, column);
	const struct sheet_merge *merge = sheet_merge(sheet, row->number, column);
	if (*text || index == header.last)
		return text;
	if (merge)
		return merge->cell && merge->top == row->number ? merge->cell->text : "";
	if (sheet->merged || !*row_text(row_at(sheet, header.last), column))
		return "";
	for (guint left = column; left > 1 && !*text; left--)
		text = row_text(row, left - 1);
	return text;
}

char *header_text(const struct sheet *sheet, struct header header, guint column, char **whole)
{
	g_autoptr(GString) all = g_string_new(NULL);
	const char *own = "";
	for (guint index = header.first; index <= header.last; index++) {
		const char *text = level_text(sheet, header, index, column);
		if (!*text)
			continue;
		if (all->len)
			g_string_append_c(all, ' ');
		g_string_append(all, text);
		own = text;
	}
	*whole = g_strdup(all->str);
	return g_strdup(own);
}

/* "Kinh phí (triệu đồng)" without and with what stands in the brackets. */
static char *cut_remark(const char *header, char **remark)
{
	g_autofree char *text = g_strstrip(g_strdup(header));
	char *open = strrchr(text, '(');
	gsize length = strlen(text);
	*remark = NULL;
	if (!open || open == text || text[length - 1] != ')')
		return NULL;
	*remark = g_strndup(open + 1, (gsize)(text + length - 1 - open - 1));
	*open = '\0';
	return g_strdup(g_strstrip(text));
}

static struct heading text_name(const struct names *names, const char *text)
{
	struct heading heading = {0};
	heading.name = names_find(names, text, &heading.ambiguous);
	if (heading.name || heading.ambiguous)
		return heading;
	g_autofree char *base = cut_remark(text, &heading.remark);
	if (base)
		heading.name = names_find(names, base, &heading.ambiguous);
	if (!heading.name && !heading.ambiguous)
		heading.name = names_begin(names, base ? base : text, &heading.guessed);
	return heading;
}

struct heading header_name(const struct names *names, const char *own, const char *whole)
{
	struct heading heading = text_name(names, whole);
	if ((heading.name && !heading.guessed) || heading.ambiguous || strcmp(own, whole) == 0)
		return heading;
	struct heading lowest = text_name(names, own);
	gboolean better = lowest.name ? !heading.name || !lowest.guessed : lowest.ambiguous;
	heading_clear(better ? &heading : &lowest);
	return better ? lowest : heading;
}

void heading_clear(struct heading *heading)
{
	g_clear_pointer(&heading->remark, g_free);
}

/* Rows of headings hold words, and follow each other. */
static gboolean may_head(const struct sheet *sheet, struct header header)
{
	if (header.last >= sheet->rows->len)
		return FALSE;
	for (guint index = header.first + 1; index <= header.last; index++) {
		const struct sheet_row *row = row_at(sheet, index);
		if (row->number != row_at(sheet, index - 1)->number + 1)
			return FALSE;
		for (guint i = 0; i < row->count; i++)
			if (row->cells[i].kind != CELL_TEXT)
				return FALSE;
	}
	return TRUE;
}

/* How many columns the header names; those that it only begins to name count half. */
static guint count_known(const struct sheet *sheet, const struct names *names, struct header header,
	header_mapped mapped, gpointer data)
{
	guint known = 0, most = 0;
	for (guint index = header.first; index <= header.last; index++) {
		const struct sheet_row *row = row_at(sheet, index);
		most = row->count ? MAX(most, row->cells[row->count - 1].column) : most;
	}
	for (guint column = 1; column <= most; column++) {
		g_autofree char *whole = NULL;
		g_autofree char *own = header_text(sheet, header, column, &whole);
		if (!*own)
			continue;
		g_auto(heading_t) heading = header_name(names, own, whole);
		gboolean certain = heading.ambiguous || (heading.name && !heading.guessed) ||
				   mapped(data, column, whole);
		known += certain ? 2 : heading.name != NULL;
	}
	return known;
}

struct header header_find(const struct sheet *sheet, const struct names *names,
	header_mapped mapped, gpointer data, gboolean *known_any)
{
	struct header best = {0, 0};
	guint most = 0;
	for (guint first = 0; first < sheet->rows->len && first < TITLE_ROWS_MOST; first++)
		for (guint depth = 0; depth < DEPTH_MOST; depth++) {
			struct header header = {first, first + depth};
			if (!may_head(sheet, header))
				break;
			guint known = count_known(sheet, names, header, mapped, data);
			gboolean plainer = known == most && depth < best.last - best.first;
			if (known <= most && !plainer)
				continue;
			best = header;
			most = known;
		}
	*known_any = most > 0;
	return best;
}
