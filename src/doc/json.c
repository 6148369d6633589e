/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/json_tree.h"

#include "base/error.h"
#include "doc/writer.h"
#include "format/json.h"

const struct tree_text tree_texts[] = {
	{"language", G_STRUCT_OFFSET(struct doc, language)},
	{"superior", G_STRUCT_OFFSET(struct doc, superior)},
	{"issuer", G_STRUCT_OFFSET(struct doc, issuer)},
	{"author", G_STRUCT_OFFSET(struct doc, author)},
	{"number", G_STRUCT_OFFSET(struct doc, number)},
	{"symbol", G_STRUCT_OFFSET(struct doc, symbol)},
	{"place", G_STRUCT_OFFSET(struct doc, place)},
	{"kind", G_STRUCT_OFFSET(struct doc, kind)},
	{"subject", G_STRUCT_OFFSET(struct doc, subject)},
	{"archive", G_STRUCT_OFFSET(struct doc, archive)},
	{"identity", G_STRUCT_OFFSET(struct doc, identity)},
	{NULL, 0},
};

const char *const tree_runs[] = {"text", "figure", "link", "break", NULL};
const char *const tree_blocks[] = {"heading", "paragraph", "list", "table", NULL};
const char *const tree_parts[] = {"superior", "issuer", "nation", "motto", "number", "date",
	"urgency", "kind", "subject", "addressee", "capacity", "signer", "recipient", "archive", NULL};
const char *const tree_aligns[] = {"left", "centre", "right", NULL};
const char *const tree_urgencies[] = {"none", "urgent", "very-urgent", "flash", NULL};
const char *const tree_numberings[] = {"letter", "decimal", NULL};
const char *const tree_styles[] = {"bold", "italic", "underline", "strike", NULL};

static void put_text(struct json_writer *json, const char *key, const char *text)
{
	if (text)
		json_key_text(json, key, text);
}

static void put_flag(struct json_writer *json, const char *key, gboolean flag)
{
	if (flag)
		json_key_bool(json, key, TRUE);
}

static void put_texts(struct json_writer *json, const char *key, const GPtrArray *texts)
{
	if (texts->len == 0)
		return;
	json_key(json, key);
	json_open_array(json);
	for (guint i = 0; i < texts->len; i++)
		json_text(json, texts->pdata[i]);
	json_close(json);
}

/* [line, column, page, paragraph, 1 where mended] */
static void put_origin(struct json_writer *json, struct origin at)
{
	if (!at.line && !at.column && !at.page && !at.paragraph && !at.mended)
		return;
	const guint members[] = {at.line, at.column, at.page, at.paragraph, at.mended ? 1 : 0};
	json_key(json, "at");
	json_open_array(json);
	for (gsize i = 0; i < G_N_ELEMENTS(members); i++)
		json_int(json, members[i]);
	json_close(json);
}

static void put_run(struct json_writer *json, const struct run *run)
{
	json_open_object(json);
	if (run->kind != RUN_TEXT)
		json_key_text(json, "kind", tree_runs[MIN(run->kind, RUN_BREAK)]);
	if (run->style) {
		json_key(json, "style");
		json_open_array(json);
		for (guint i = 0; tree_styles[i]; i++)
			if (run->style & (1u << i))
				json_text(json, tree_styles[i]);
		json_close(json);
	}
	put_text(json, "text", run->text);
	put_text(json, "address", run->address);
	if (run->kind == RUN_FIGURE)
		json_key_int(json, "figure", run->figure);
	put_origin(json, run->origin);
	json_close(json);
}

static void put_runs(struct json_writer *json, const GPtrArray *runs)
{
	json_key(json, "runs");
	json_open_array(json);
	for (guint i = 0; i < runs->len; i++)
		put_run(json, runs->pdata[i]);
	json_close(json);
}

static void put_rows(struct json_writer *json, const char *key, const GPtrArray *rows)
{
	json_key(json, key);
	json_open_array(json);
	for (guint i = 0; i < rows->len; i++) {
		const struct row *row = rows->pdata[i];
		json_open_object(json);
		put_flag(json, "total", row->total);
		put_origin(json, row->origin);
		json_key(json, "cells");
		json_open_array(json);
		for (guint k = 0; k < row->cells->len; k++) {
			const struct cell *cell = row->cells->pdata[k];
			json_open_object(json);
			if (cell->span != 1)
				json_key_int(json, "span", cell->span);
			put_flag(json, "above", cell->above);
			put_origin(json, cell->origin);
			put_runs(json, cell->runs);
			json_close(json);
		}
		json_close(json);
		json_close(json);
	}
	json_close(json);
}

static void put_table(struct json_writer *json, const struct table *table)
{
	put_text(json, "caption", table->caption);
	json_key(json, "columns");
	json_open_array(json);
	for (guint i = 0; i < table->columns->len; i++) {
		const struct column *column = &g_array_index(table->columns, struct column, i);
		json_open_object(json);
		json_key_text(json, "align", tree_aligns[MIN(column->align, ALIGN_RIGHT)]);
		json_key_int(json, "weight", column->weight);
		json_close(json);
	}
	json_close(json);
	put_rows(json, "header", table->header);
	put_rows(json, "rows", table->rows);
}

static void put_blocks(struct json_writer *json, const GPtrArray *blocks);

static void put_block(struct json_writer *json, const struct block *block)
{
	json_open_object(json);
	json_key_text(json, "kind", tree_blocks[MIN(block->kind, BLOCK_TABLE)]);
	if (block->kind == BLOCK_HEADING || (block->kind == BLOCK_PARAGRAPH && block->level))
		json_key_int(json, "level", block->level);
	put_text(json, "label", block->label);
	put_origin(json, block->origin);
	put_flag(json, "plain", block->plain);
	put_flag(json, "italic", block->italic);
	put_flag(json, "ordered", block->ordered);
	if (block->kind == BLOCK_HEADING || block->kind == BLOCK_PARAGRAPH)
		put_runs(json, block->runs);
	if (block->kind == BLOCK_LIST) {
		json_key(json, "items");
		json_open_array(json);
		for (guint i = 0; i < block->items->len; i++)
			put_blocks(json, block->items->pdata[i]);
		json_close(json);
	}
	if (block->kind == BLOCK_TABLE)
		put_table(json, block->table);
	json_close(json);
}

static void put_blocks(struct json_writer *json, const GPtrArray *blocks)
{
	json_open_array(json);
	for (guint i = 0; i < blocks->len; i++)
		put_block(json, blocks->pdata[i]);
	json_close(json);
}

static void put_head(struct json_writer *json, const struct doc *doc)
{
	json_key_text(json, "format", TREE_FORMAT);
	json_key_int(json, "version", TREE_VERSION);
	for (const struct tree_text *text = tree_texts; text->key; text++)
		put_text(json, text->key, G_STRUCT_MEMBER(char *, doc, text->offset));
	if (doc->date != DAY_NONE) {
		g_autofree char *date = day_iso(doc->date);
		json_key_text(json, "date", date);
	}
	if (doc->month)
		json_key_int(json, "month", doc->month);
	if (doc->year)
		json_key_int(json, "year", doc->year);
	put_texts(json, "addressees", doc->addressees);
	json_key_text(json, "urgency", tree_urgencies[MIN(doc->urgency, URGENCY_FLASH)]);
	json_key_text(json, "numbering", tree_numberings[MIN(doc->numbering, NUMBERING_DECIMAL)]);
	put_flag(json, "book", doc->book);
}

static void put_parts(struct json_writer *json, const GPtrArray *parts)
{
	if (parts->len == 0)
		return;
	json_key(json, "parts");
	json_open_array(json);
	for (guint i = 0; i < parts->len; i++) {
		const struct doc_part *part = parts->pdata[i];
		json_open_object(json);
		json_key_text(json, "kind", tree_parts[MIN(part->kind, PART_ARCHIVE)]);
		put_text(json, "text", part->text);
		put_origin(json, part->origin);
		json_close(json);
	}
	json_close(json);
}

static void put_tail(struct json_writer *json, const struct doc *doc)
{
	put_texts(json, "capacity", doc->signature.capacity);
	put_text(json, "signer", doc->signature.name);
	put_texts(json, "recipients", doc->recipients);
	json_key(json, "appendices");
	json_open_array(json);
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = doc->appendices->pdata[i];
		json_open_object(json);
		put_text(json, "title", appendix->title);
		put_text(json, "note", appendix->note);
		put_flag(json, "landscape", appendix->landscape);
		json_key(json, "blocks");
		put_blocks(json, appendix->blocks);
		json_close(json);
	}
	json_close(json);
	json_key(json, "figures");
	json_open_array(json);
	for (guint i = 0; i < doc->figures->len; i++) {
		const struct figure_note *note = doc->figures->pdata[i];
		json_open_object(json);
		put_text(json, "query", note->query);
		put_text(json, "value", note->value);
		json_close(json);
	}
	json_close(json);
	put_parts(json, doc->parts);
}

GBytes *doc_write_json(const struct doc *doc, GError **error)
{
	struct json_writer json;
	GString *out = g_string_new(NULL);
	json_writer_begin(&json, out);
	json_open_object(&json);
	put_head(&json, doc);
	json_key(&json, "blocks");
	put_blocks(&json, doc->blocks);
	put_tail(&json, doc);
	json_close(&json);
	if (json_writer_end(&json, error))
		return g_string_free_to_bytes(out);
	g_string_free(out, TRUE);
	return NULL;
}
