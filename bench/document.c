/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench-document FORMAT REPORT.json COUNT OUTPUT: COUNT times builds the report's tree from data in
 * memory and writes the document; prints what each took.
 * bench-document flow REPORT.json 1 OUTPUT: what is printed, with its labels, for the peers.
 */
#include "world.h"
#include "doc/form.h"
#include "doc/writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static json_t *lines_json(const GPtrArray *lines)
{
	json_t *list = json_array();
	for (guint i = 0; i < lines->len; i++)
		json_array_append_new(list, json_string(lines->pdata[i]));
	return list;
}

static json_t *runs_json(const GPtrArray *runs)
{
	json_t *list = json_array();
	for (guint i = 0; i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		json_array_append_new(list,
			json_pack("{s:s, s:b, s:b}", "text",
				run->kind == RUN_BREAK ? "\n" : run->text, "bold",
				(run->style & RUN_BOLD) != 0, "italic",
				(run->style & RUN_ITALIC) != 0));
	}
	return list;
}

static json_t *rows_json(const GPtrArray *rows)
{
	json_t *list = json_array();
	for (guint r = 0; r < rows->len; r++) {
		const struct row *row = rows->pdata[r];
		json_t *cells = json_array();
		for (guint c = 0; c < row->cells->len; c++) {
			const struct cell *cell = row->cells->pdata[c];
			g_autofree char *text = runs_plain(cell->runs);
			json_array_append_new(cells, json_string(text));
		}
		json_array_append_new(list, cells);
	}
	return list;
}

static json_t *item_json(const struct flow_item *item)
{
	static const char *const kinds[] = {"heading", "paragraph", "item", "more", "table"};
	if (item->kind == FLOW_TABLE)
		return json_pack("{s:s, s:o, s:o}", "kind", kinds[item->kind], "header",
			rows_json(item->table->header), "rows", rows_json(item->table->rows));
	g_autofree char *text = runs_plain(item->runs);
	return json_pack("{s:s, s:i, s:s, s:s, s:o}", "kind", kinds[item->kind], "level",
		(int)item->level, "label", item->label ? item->label : "", "text", text, "runs",
		runs_json(item->runs));
}

static json_t *flow_json(const struct doc *doc, const GPtrArray *blocks, gboolean ending)
{
	g_autoptr(GPtrArray) flow = form_flow(blocks, doc->numbering, ending);
	json_t *list = json_array();
	for (guint i = 0; i < flow->len; i++)
		json_array_append_new(list, item_json(flow->pdata[i]));
	return list;
}

static json_t *vector_json(char **lines)
{
	json_t *list = json_array();
	for (guint i = 0; lines[i]; i++)
		json_array_append_new(list, json_string(lines[i]));
	g_strfreev(lines);
	return list;
}

static json_t *appendices_json(const struct doc *doc)
{
	json_t *list = json_array();
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = doc->appendices->pdata[i];
		g_autofree char *label = form_appendix_label(doc, i);
		json_array_append_new(list,
			json_pack("{s:s, s:s, s:o}", "label", label, "title", appendix->title,
				"items", flow_json(doc, appendix->blocks, FALSE)));
	}
	return list;
}

static GBytes *flow_of(const struct doc *doc)
{
	const struct form_words *words = form_words(doc);
	g_autofree char *number = doc_number_line(doc);
	g_autofree char *date = doc_date_line(doc);
	json_t *flow = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "superior",
		doc->superior, "issuer", doc->issuer, "nation", words->nation, "motto",
		words->motto, "number", number, "date", date, "kind", doc->kind, "subject",
		doc->subject, "to", words->to);
	json_object_set_new(flow, "addressees", vector_json(form_addressees(doc)));
	json_object_set_new(flow, "items", flow_json(doc, doc->blocks, TRUE));
	json_object_set_new(flow, "capacity", lines_json(doc->signature.capacity));
	json_object_set_new(flow, "signer", json_string(doc->signature.name));
	json_object_set_new(flow, "for", json_string(words->recipients));
	json_object_set_new(flow, "recipients", vector_json(form_recipients(doc)));
	json_object_set_new(flow, "appendices", appendices_json(doc));
	char *text = json_dumps(flow, JSON_COMPACT);
	json_decref(flow);
	GBytes *bytes = g_bytes_new(text, strlen(text));
	free(text);
	return bytes;
}

/*
 * Building the tree, as a report does it, is part of the time: the peers build theirs too. The
 * parts that do not grow with the report are taken over from the one that was read.
 */
static void build_runs(GPtrArray *runs, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		const struct run *run = from->pdata[i];
		g_ptr_array_add(runs, run->kind == RUN_FIGURE
						? run_figure(run->text, run->style, run->figure)
				      : run->kind == RUN_LINK
						? run_link(run->text, run->address, run->style)
				      : run->kind == RUN_BREAK ? run_break()
							       : run_text(run->text, run->style));
	}
}

static void build_rows(GPtrArray *rows, const GPtrArray *from)
{
	for (guint r = 0; r < from->len; r++) {
		const struct row *old = from->pdata[r];
		struct row *row = row_new();
		row->total = old->total;
		for (guint c = 0; c < old->cells->len; c++) {
			const struct cell *was = old->cells->pdata[c];
			struct cell *cell = cell_new();
			cell->span = was->span;
			build_runs(cell->runs, was->runs);
			g_ptr_array_add(row->cells, cell);
		}
		g_ptr_array_add(rows, row);
	}
}

static void build_blocks(GPtrArray *blocks, const GPtrArray *from);

static struct block *build_block(const struct block *from)
{
	if (from->kind == BLOCK_TABLE) {
		struct block *block = block_table();
		block->table->caption = g_strdup(from->table->caption);
		g_array_append_vals(block->table->columns, from->table->columns->data,
			from->table->columns->len);
		build_rows(block->table->header, from->table->header);
		build_rows(block->table->rows, from->table->rows);
		return block;
	}
	struct block *block = from->kind == BLOCK_HEADING     ? block_heading(from->level)
			      : from->kind == BLOCK_PARAGRAPH ? block_paragraph()
							      : block_list(from->ordered);
	block->plain = from->plain;
	block->italic = from->italic;
	if (from->runs)
		build_runs(block->runs, from->runs);
	for (guint i = 0; from->items && i < from->items->len; i++) {
		GPtrArray *item = blocks_new();
		build_blocks(item, from->items->pdata[i]);
		g_ptr_array_add(block->items, item);
	}
	return block;
}

static void build_blocks(GPtrArray *blocks, const GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++)
		g_ptr_array_add(blocks, build_block(from->pdata[i]));
}

/* The time from the data to the file's bytes. */
static GBytes *write_once(const char *format, struct doc *report, gint64 *spent)
{
	GError *error = NULL;
	gint64 begin = world_now();
	GPtrArray *data = report->blocks;
	report->blocks = blocks_new();
	build_blocks(report->blocks, data);
	GBytes *bytes = strcmp(format, "flow") == 0
				? flow_of(report)
				: doc_format_find(format)->write(report, &error);
	world_check(error);
	g_ptr_array_unref(report->blocks);
	report->blocks = data;
	*spent = world_now() - begin;
	return bytes;
}

int main(int argc, char **argv)
{
	GError *error = NULL;
	g_autofree char *json = NULL;
	gsize length;
	if (argc != 5 || (strcmp(argv[1], "flow") != 0 && !doc_format_find(argv[1]))) {
		fprintf(stderr, "usage: bench-document FORMAT|flow REPORT.json COUNT OUTPUT\n");
		return 2;
	}
	g_file_get_contents(argv[2], &json, &length, &error);
	world_check(error);
	g_autoptr(doc_t) report = doc_read_json(json, length, &error);
	world_check(error);
	g_autoptr(GBytes) bytes = NULL;
	for (gint count = MAX(atoi(argv[3]), 1); count > 0; count--) {
		gint64 spent;
		g_clear_pointer(&bytes, g_bytes_unref);
		bytes = write_once(argv[1], report, &spent);
		world_report("document", spent);
	}
	g_file_set_contents(argv[4], g_bytes_get_data(bytes, NULL),
		(gssize)g_bytes_get_size(bytes), &error);
	world_check(error);
	return 0;
}
