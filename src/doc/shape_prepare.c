/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shape_parts.h"

#include <string.h>

#include "base/text.h"

#define LAYOUT_ROWS_MOST 8

/* A table whose cells hold lines of the letterhead or of the signature, or that is only a frame. */
static gboolean is_layout(const struct table *table)
{
	guint columns = 0;
	for (guint i = 0; i < table->rows->len; i++)
		columns = MAX(columns, ((const struct row *)table->rows->pdata[i])->cells->len);
	if (table->header->len == 0 && columns == 1)
		return TRUE;
	const GPtrArray *rows = table->header->len ? table->header : table->rows;
	if (table->rows->len + table->header->len > LAYOUT_ROWS_MOST)
		return FALSE;
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++) {
			const struct cell *cell = row->cells->pdata[k];
			g_autofree char *text = runs_plain(cell->runs);
			g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
			for (guint l = 0; lines[l]; l++)
				if (shape_is_form_line(g_strstrip(lines[l])))
					return TRUE;
		}
	}
	return FALSE;
}

static struct chunk *chunk_at(struct origin origin)
{
	struct chunk *chunk = chunk_new();
	chunk->origin = origin;
	return chunk;
}

/* Each line of a cell is a chunk, put in at *index. */
static void unfold_cell(GPtrArray *chunks, guint *index, const struct cell *cell)
{
	struct chunk *chunk = NULL;
	while (cell->runs->len > 0) {
		struct run *run = g_ptr_array_steal_index(cell->runs, 0);
		if (run->kind == RUN_BREAK) {
			run_free(run);
			chunk = NULL;
			continue;
		}
		if (!chunk) {
			chunk = chunk_at(run->origin);
			g_ptr_array_insert(chunks, (gint)(*index)++, chunk);
		}
		g_ptr_array_add(chunk->runs, run);
	}
}

static void unfold_rows(GPtrArray *chunks, guint *index, const GPtrArray *rows, guint column)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		if (column < row->cells->len)
			unfold_cell(chunks, index, row->cells->pdata[column]);
	}
}

/* The lines of cells, column by column, in the place of the table. */
static void unfold(GPtrArray *chunks, guint index)
{
	struct chunk *chunk = g_ptr_array_steal_index(chunks, index);
	const struct table *table = chunk->table->table;
	guint columns = 0;
	for (guint i = 0; i < table->rows->len; i++)
		columns = MAX(columns, ((const struct row *)table->rows->pdata[i])->cells->len);
	for (guint i = 0; i < table->header->len; i++)
		columns = MAX(columns, ((const struct row *)table->header->pdata[i])->cells->len);
	for (guint k = 0; k < columns; k++) {
		unfold_rows(chunks, &index, table->header, k);
		unfold_rows(chunks, &index, table->rows, k);
	}
	chunk_free(chunk);
}

static gboolean is_nothing(const struct chunk *chunk)
{
	if (chunk->table)
		return chunk->table->table->rows->len == 0 && chunk->table->table->header->len == 0;
	g_autofree char *text = chunk_plain(chunk);
	g_strstrip(text);
	return !chunk->label && (!*text || line_is_rule(text));
}

/* "UBND TỈNH	CỘNG HÒA …": two columns by a tab. */
static gboolean has_columns(const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\t", -1);
	guint some = 0;
	gboolean form = FALSE;
	for (guint i = 0; parts[i]; i++) {
		g_strstrip(parts[i]);
		some += *parts[i] != '\0';
		form = form || shape_is_form_line(parts[i]);
	}
	return form && some > 1;
}

static void set_text(struct run *run, const char *text, gsize length)
{
	char *copy = g_strndup(text, length);
	g_free(run->text);
	run->text = copy;
}

/* What stands behind the first tab becomes a chunk of its own. */
static void split_at_tab(GPtrArray *chunks, guint index)
{
	struct chunk *chunk = chunks->pdata[index];
	for (guint i = 0; i < chunk->runs->len; i++) {
		struct run *run = chunk->runs->pdata[i];
		const char *tab = run->text ? strchr(run->text, '\t') : NULL;
		if (!tab)
			continue;
		struct run *rest = run_text(tab + 1, run->style);
		rest->origin = run->origin;
		if (rest->origin.column)
			rest->origin.column += (guint)g_utf8_strlen(run->text, tab + 1 - run->text);
		struct chunk *next = chunk_at(rest->origin);
		next->look = chunk->look;
		g_ptr_array_add(next->runs, rest);
		set_text(run, run->text, (gsize)(tab - run->text));
		while (chunk->runs->len > i + 1)
			g_ptr_array_add(next->runs, g_ptr_array_steal_index(chunk->runs, i + 1));
		g_ptr_array_insert(chunks, (gint)index + 1, next);
		return;
	}
}

static void settle_tabs(GPtrArray *chunks, guint index)
{
	struct chunk *chunk = chunks->pdata[index];
	g_autofree char *text = chunk_plain(chunk);
	if (!strchr(text, '\t'))
		return;
	if (has_columns(text)) {
		split_at_tab(chunks, index);
		return;
	}
	for (guint i = 0; i < chunk->runs->len; i++) {
		struct run *run = chunk->runs->pdata[i];
		if (run->text)
			g_strdelimit(run->text, "\t", ' ');
	}
}

void shape_prepare(GPtrArray *chunks)
{
	for (guint i = 0; i < chunks->len;) {
		const struct chunk *chunk = chunks->pdata[i];
		if (chunk->table && is_layout(chunk->table->table)) {
			unfold(chunks, i);
			continue;
		}
		if (!chunk->table)
			settle_tabs(chunks, i);
		if (is_nothing(chunks->pdata[i]))
			g_ptr_array_remove_index(chunks, i);
		else
			i++;
	}
}
