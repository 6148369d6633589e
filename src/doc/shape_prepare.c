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

static void add_text(GPtrArray *chunks, struct chunk *chunk);

/* Each line of a cell is a chunk. */
static void unfold_cell(GPtrArray *chunks, const struct cell *cell)
{
	struct chunk *chunk = NULL;
	g_autoptr(GPtrArray) runs = g_ptr_array_new();
	items_move(runs, cell->runs, cell->runs->len);
	for (guint i = 0; i < runs->len; i++) {
		struct run *run = runs->pdata[i];
		if (run->kind == RUN_BREAK) {
			run_free(run);
			add_text(chunks, g_steal_pointer(&chunk));
			continue;
		}
		if (!chunk)
			chunk = chunk_at(run->origin);
		g_ptr_array_add(chunk->runs, run);
	}
	add_text(chunks, chunk);
}

static void unfold_rows(GPtrArray *chunks, const GPtrArray *rows, guint column)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		if (column < row->cells->len)
			unfold_cell(chunks, row->cells->pdata[column]);
	}
}

/* The lines of cells, column by column, in the place of the table. */
static void unfold(GPtrArray *chunks, struct chunk *chunk)
{
	const struct table *table = chunk->table->table;
	guint columns = 0;
	for (guint i = 0; i < table->rows->len; i++)
		columns = MAX(columns, ((const struct row *)table->rows->pdata[i])->cells->len);
	for (guint i = 0; i < table->header->len; i++)
		columns = MAX(columns, ((const struct row *)table->header->pdata[i])->cells->len);
	for (guint k = 0; k < columns; k++) {
		unfold_rows(chunks, table->header, k);
		unfold_rows(chunks, table->rows, k);
	}
	chunk_free(chunk);
}

/* The first byte that is no blank; '\0' = there is none. */
static char first_byte(const struct chunk *chunk)
{
	for (guint i = 0; i < chunk->runs->len; i++) {
		const struct run *run = chunk->runs->pdata[i];
		for (const char *at = run->text ? run->text : ""; *at; at++)
			if (!g_ascii_isspace(*at))
				return *at;
	}
	return '\0';
}

static gboolean is_nothing(const struct chunk *chunk)
{
	if (chunk->table)
		return chunk->table->table->rows->len == 0 && chunk->table->table->header->len == 0;
	/* Most begin with a letter or a digit, and no rule does. */
	if (g_ascii_isalnum(first_byte(chunk)))
		return FALSE;
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

/* What stands behind the first tab becomes a chunk of its own, which is given. */
static struct chunk *split_at_tab(struct chunk *chunk)
{
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
		g_autoptr(GPtrArray) first = runs_new();
		items_move(first, chunk->runs, i + 1);
		items_move(next->runs, chunk->runs, chunk->runs->len);
		items_move(chunk->runs, first, first->len);
		return next;
	}
	return NULL;
}

static gboolean has_tab(const struct chunk *chunk)
{
	for (guint i = 0; i < chunk->runs->len; i++) {
		const struct run *run = chunk->runs->pdata[i];
		if (run->kind != RUN_BREAK && run->text && strchr(run->text, '\t'))
			return TRUE;
	}
	return FALSE;
}

/* Tabs between columns of the form part chunks: the rest behind the first is given, or NULL. */
static struct chunk *settle_tabs(struct chunk *chunk)
{
	if (!has_tab(chunk))
		return NULL;
	g_autofree char *text = chunk_plain(chunk);
	if (has_columns(text))
		return split_at_tab(chunk);
	for (guint i = 0; i < chunk->runs->len; i++) {
		struct run *run = chunk->runs->pdata[i];
		if (run->text)
			g_strdelimit(run->text, "\t", ' ');
	}
	return NULL;
}

/* Takes the chunk, which may be NULL. */
static void add_text(GPtrArray *chunks, struct chunk *chunk)
{
	while (chunk) {
		struct chunk *rest = chunk->table ? NULL : settle_tabs(chunk);
		if (is_nothing(chunk))
			chunk_free(chunk);
		else
			g_ptr_array_add(chunks, chunk);
		chunk = rest;
	}
}

void shape_prepare(GPtrArray *chunks)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	items_move(all, chunks, chunks->len);
	for (guint i = 0; i < all->len; i++) {
		struct chunk *chunk = all->pdata[i];
		if (chunk->table && is_layout(chunk->table->table))
			unfold(chunks, chunk);
		else
			add_text(chunks, chunk);
	}
}
