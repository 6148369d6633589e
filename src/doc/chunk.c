/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shape_parts.h"

#include <string.h>

#include "base/text.h"

struct chunk *chunk_new(void)
{
	struct chunk *chunk = g_new0(struct chunk, 1);
	chunk->runs = runs_new();
	return chunk;
}

void chunk_free(struct chunk *chunk)
{
	if (!chunk)
		return;
	g_ptr_array_unref(chunk->runs);
	block_free(chunk->table);
	g_free(chunk->label);
	g_free(chunk);
}

GPtrArray *chunks_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)chunk_free);
}

char *chunk_plain(const struct chunk *chunk)
{
	return runs_plain(chunk->runs);
}

/* How many runs belong to the first line. */
static guint line_runs(const struct chunk *chunk)
{
	const struct run *first = chunk->runs->len ? chunk->runs->pdata[0] : NULL;
	for (guint i = 0; i < chunk->runs->len; i++) {
		const struct run *run = chunk->runs->pdata[i];
		if (run->kind == RUN_BREAK || run->origin.line != first->origin.line)
			return i;
	}
	return chunk->runs->len;
}

char *chunk_line(const struct chunk *chunk)
{
	g_autoptr(GString) line = g_string_new(NULL);
	for (guint i = 0, count = line_runs(chunk); i < count; i++) {
		const struct run *run = chunk->runs->pdata[i];
		if (run->text)
			g_string_append(line, run->text);
	}
	return g_strstrip(g_string_free(g_steal_pointer(&line), FALSE));
}

gboolean chunk_cut_line(struct chunk *chunk, struct chunk **line)
{
	const guint count = line_runs(chunk);
	*line = chunk_new();
	(*line)->origin = chunk->origin;
	(*line)->heading = chunk->heading;
	(*line)->list = chunk->list;
	(*line)->item = chunk->item;
	(*line)->centred = chunk->centred;
	items_move((*line)->runs, chunk->runs, count);
	guint breaks = 0;
	while (breaks < chunk->runs->len && ((struct run *)chunk->runs->pdata[breaks])->kind == RUN_BREAK)
		breaks++;
	g_ptr_array_remove_range(chunk->runs, 0, breaks);
	if (chunk->runs->len > 0)
		chunk->origin = ((struct run *)chunk->runs->pdata[0])->origin;
	return chunk->runs->len == 0;
}

static gboolean is_empty(const char *text)
{
	return !text || text[strspn(text, " \t\n")] == '\0';
}

gboolean chunk_is_styled(const struct chunk *chunk, enum run_style style)
{
	return chunk_is_styled_behind(chunk, style, 0);
}

gboolean chunk_is_styled_behind(const struct chunk *chunk, enum run_style style, gsize skip)
{
	gboolean some = FALSE;
	for (guint i = 0; i < chunk->runs->len; i++) {
		const struct run *run = chunk->runs->pdata[i];
		const gsize length = run->text ? strlen(run->text) : 0, skipped = MIN(skip, length);
		skip -= skipped;
		if (run->kind == RUN_BREAK || is_empty(run->text) || (skipped > 0 && skipped == length))
			continue;
		if (!(run->style & (guint)style))
			return FALSE;
		some = TRUE;
	}
	return some;
}

/* Drops the blanks at the end of the last run. */
static void trim_end(struct chunk *chunk)
{
	while (chunk->runs->len > 0) {
		struct run *run = chunk->runs->pdata[chunk->runs->len - 1];
		if (run->text)
			g_strchomp(run->text);
		if (run->text && *run->text)
			return;
		g_ptr_array_set_size(chunk->runs, (gint)chunk->runs->len - 1);
	}
}

void chunk_trim(struct chunk *chunk)
{
	trim_end(chunk);
	guint first = 0;
	while (first < chunk->runs->len && is_empty(((const struct run *)chunk->runs->pdata[first])->text))
		first++;
	g_ptr_array_remove_range(chunk->runs, 0, first);
	if (chunk->runs->len > 0)
		chunk_drop(chunk, strspn(((const struct run *)chunk->runs->pdata[0])->text, " \t\n"));
}

void chunk_drop(struct chunk *chunk, gsize bytes)
{
	guint whole = 0;
	for (; whole < chunk->runs->len && bytes > 0; whole++) {
		struct run *run = chunk->runs->pdata[whole];
		const gsize length = run->text ? strlen(run->text) : 0;
		if (length > bytes) {
			if (run->origin.column)
				run->origin.column += (guint)g_utf8_strlen(run->text, (gssize)bytes);
			char *rest = g_strdup(run->text + bytes);
			g_free(run->text);
			run->text = rest;
			break;
		}
		bytes -= length;
	}
	g_ptr_array_remove_range(chunk->runs, 0, whole);
}

gboolean line_is_upper(const char *line)
{
	gboolean some = FALSE;
	for (const char *at = line; *at; at = g_utf8_next_char(at)) {
		const gunichar letter = g_utf8_get_char(at);
		if (g_unichar_islower(letter))
			return FALSE;
		some = some || g_unichar_isupper(letter);
	}
	return some;
}

gboolean line_is_rule(const char *line)
{
	gsize marks = 0;
	for (const char *at = line; *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		if (c == ' ' || c == '\t')
			continue;
		if (c != '-' && c != '_' && c != '=' && c != '*' && c != 0x2013 && c != 0x2014 && c != '~')
			return FALSE;
		marks++;
	}
	return marks != 1;
}

void chunk_note(struct doc *doc, const struct chunk *line, enum part_kind kind)
{
	g_autofree char *text = chunk_line(line);
	const struct run *first = line->runs->len ? line->runs->pdata[0] : NULL;
	struct origin origin = first ? first->origin : line->origin;
	for (const char *at = first && first->text ? first->text : ""; *at == ' ' && origin.column; at++)
		origin.column++;
	struct doc_part *part = part_new(kind, text, origin);
	g_ptr_array_add(doc->parts, part);
}
