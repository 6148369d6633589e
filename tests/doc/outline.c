/* SPDX-License-Identifier: Apache-2.0 */
#include "outline.h"

#include "doc/json_tree.h"

static void put_place(GString *out, struct origin at)
{
	if (at.page)
		g_string_append_printf(out, "p%u ", at.page);
	if (at.paragraph)
		g_string_append_printf(out, "¶%u ", at.paragraph);
	if (at.line)
		g_string_append_printf(out, "%u:%u ", at.line, at.column);
	if (at.mended)
		g_string_append(out, "mended ");
}

/* «bold», ‹italic›; a run that begins elsewhere than the text before it went on shows where. */
static void put_runs(GString *out, const GPtrArray *runs)
{
	for (guint i = 0; i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		const struct run *before = i ? runs->pdata[i - 1] : NULL;
		if (run->kind == RUN_BREAK) {
			g_string_append(out, " ⏎ ");
			continue;
		}
		if (before && before->kind != RUN_BREAK && before->origin.line != run->origin.line) {
			g_autoptr(GString) place = g_string_new(NULL);
			put_place(place, run->origin);
			g_string_append_printf(out, "⟨%s⟩", g_strchomp(place->str));
		}
		g_string_append_printf(out, "%s%s%s%s%s", run->style & RUN_BOLD ? "«" : "",
			run->style & RUN_ITALIC ? "‹" : "", run->text ? run->text : "",
			run->style & RUN_ITALIC ? "›" : "", run->style & RUN_BOLD ? "»" : "");
		if (run->kind == RUN_LINK)
			g_string_append_printf(out, "→%s", run->address);
		if (run->kind == RUN_FIGURE)
			g_string_append_printf(out, "#%u", run->figure);
	}
	g_string_append_c(out, '\n');
}

static void put_blocks(GString *out, const GPtrArray *blocks, guint depth);

static void put_rows(GString *out, const char *name, const GPtrArray *rows)
{
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		for (guint k = 0; k < row->cells->len; k++) {
			const struct cell *cell = row->cells->pdata[k];
			g_string_append_printf(out, "  %s %u.%u ", name, i + 1, k + 1);
			if (cell->span > 1)
				g_string_append_printf(out, "over %u ", cell->span);
			if (cell->above)
				g_string_append(out, "above ");
			if (row->total)
				g_string_append(out, "total ");
			put_place(out, cell->origin);
			g_string_append(out, "| ");
			put_runs(out, cell->runs);
		}
	}
}

static void put_block(GString *out, const struct block *block, guint depth)
{
	for (guint i = 0; i < depth; i++)
		g_string_append(out, "  ");
	g_string_append_printf(out, "%s ", tree_blocks[block->kind]);
	if (block->level)
		g_string_append_printf(out, "%u ", block->level);
	g_string_append_printf(out, "%s%s%s", block->plain ? "plain " : "",
		block->italic ? "italic " : "", block->ordered ? "ordered " : "");
	put_place(out, block->origin);
	if (block->label)
		g_string_append_printf(out, "[%s] ", block->label);
	if (block->kind == BLOCK_HEADING || block->kind == BLOCK_PARAGRAPH) {
		g_string_append(out, "| ");
		put_runs(out, block->runs);
		return;
	}
	g_string_append_c(out, '\n');
	for (guint i = 0; block->kind == BLOCK_LIST && i < block->items->len; i++)
		put_blocks(out, block->items->pdata[i], depth + 1);
	if (block->kind != BLOCK_TABLE)
		return;
	put_rows(out, "header", block->table->header);
	put_rows(out, "row", block->table->rows);
}

static void put_blocks(GString *out, const GPtrArray *blocks, guint depth)
{
	for (guint i = 0; i < blocks->len; i++)
		put_block(out, blocks->pdata[i], depth);
}

static void put_fields(GString *out, const struct doc *doc)
{
	for (const struct tree_text *text = tree_texts; text->key; text++) {
		const char *value = G_STRUCT_MEMBER(char *, doc, text->offset);
		if (value)
			g_string_append_printf(out, "%s = %s\n", text->key, value);
	}
	if (doc->date != DAY_NONE) {
		g_autofree char *date = day_iso(doc->date);
		g_string_append_printf(out, "date = %s\n", date);
	}
	if (doc->month || doc->year)
		g_string_append_printf(out, "month = %d, year = %d\n", doc->month, doc->year);
	if (doc->urgency)
		g_string_append_printf(out, "urgency = %s\n", tree_urgencies[doc->urgency]);
	if (doc->numbering)
		g_string_append_printf(out, "numbering = %s\n", tree_numberings[doc->numbering]);
}

static void put_texts(GString *out, const char *name, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(out, "%s = %s\n", name, (const char *)texts->pdata[i]);
}

char *outline(const struct doc *doc)
{
	GString *out = g_string_new(NULL);
	put_fields(out, doc);
	put_texts(out, "addressee", doc->addressees);
	put_texts(out, "capacity", doc->signature.capacity);
	if (doc->signature.name)
		g_string_append_printf(out, "signer = %s\n", doc->signature.name);
	put_texts(out, "recipient", doc->recipients);
	for (guint i = 0; i < doc->parts->len; i++) {
		const struct doc_part *part = doc->parts->pdata[i];
		g_string_append_printf(out, "part %s ", tree_parts[part->kind]);
		put_place(out, part->origin);
		g_string_append_printf(out, "| %s\n", part->text);
	}
	put_blocks(out, doc->blocks, 0);
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = doc->appendices->pdata[i];
		g_string_append_printf(out, "appendix %s (%s)\n",
			appendix->title ? appendix->title : "-", appendix->note ? appendix->note : "-");
		put_blocks(out, appendix->blocks, 0);
	}
	return g_string_free(out, FALSE);
}
