/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"
#include "base/error.h"
#include "../stores.h"

#include <glib/gstdio.h>
#include <string.h>

#define DATA TESTS "/report/data"

static struct model *load_model(void)
{
	const char *const folders[] = {DATA "/definitions", NULL};
	g_autoptr(findings_t) findings = findings_new();
	struct model *model = model_load(folders, findings);
	g_autofree char *told = findings_text(findings);
	if (!model)
		g_error("%s", told);
	return model;
}

static void put(struct sample *sample, const char *reg, json_t *object, gint64 office)
{
	GError *error = NULL;
	const struct links *links = store_links(sample->store, office);
	g_autoptr(record_t) record = record_new(model_register(sample->model, reg));
	struct author author = {"test", NULL, "cli"};
	record->office = office;
	gboolean done = record_set_json(record, sample->model, links, object, &error) &&
			record_complete(record, sample->model, links, &error) &&
			record_validate(record, sample->model, links, &error) &&
			store_write(sample->store, record, &author, NULL, &error) != 0;
	g_assert_no_error(error);
	g_assert_true(done);
	if (strcmp(reg, "office") == 0)
		sample->office = record_copy(record);
}

static json_t *read_json(const char *path)
{
	json_error_t error;
	json_t *json = json_load_file(path, 0, &error);
	if (!json)
		g_error("%s:%d: %s", path, error.line, error.text);
	return json;
}

/* Files N-register.json, in order of N. */
static void put_records(struct sample *sample, gint64 office)
{
	static const char *const files[] = {"1-donor", "2-aid", "3-inbound", "4-publication"};
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_strconcat(DATA "/records/", files[i], ".json", NULL);
		json_t *records = read_json(path);
		for (gsize r = 0; r < json_array_size(records); r++)
			put(sample, files[i] + 2, json_array_get(records, r), office);
		json_decref(records);
	}
}

void sample_open(struct sample *sample)
{
	GError *error = NULL;
	memset(sample, 0, sizeof *sample);
	g_setenv("NGOAIVU_NOW", "2020-04-01T02:00:00Z", TRUE);
	sample->folder = g_dir_make_tmp("ngoaivu-report-XXXXXX", NULL);
	sample->url = new_store_url(sample->folder);
	sample->model = load_model();
	sample->store = store_open(sample->url, DB_CREATE, sample->model, &error);
	g_assert_no_error(error);
	sample->ledger = ledger_open(sample->store, NULL, NULL, &error);
	g_assert_no_error(error);
	gint64 office = store_office_add(sample->store, "tt", &error);
	g_assert_no_error(error);
	json_t *record = read_json(DATA "/office.json");
	put(sample, "office", record, office);
	json_decref(record);
	put_records(sample, office);
	sample->parts = g_strdup(TESTS "/report/parts");
	sample->folders[0] = sample->parts;
	sample->context.ledger = sample->ledger;
	sample->context.office = sample->office;
	sample->context.office_number = office;
	sample->context.folders = sample->folders;
	sample_context(sample, "");
}

void sample_close(struct sample *sample)
{
	record_free(sample->office);
	ledger_close(sample->ledger);
	store_close(sample->store);
	model_free(sample->model);
	remove_store(sample->url);
	g_rmdir(sample->folder);
	g_free(sample->url);
	g_free(sample->folder);
	g_free(sample->parts);
}

void sample_context(struct sample *sample, const char *words)
{
	struct report_context *context = &sample->context;
	GError *error = NULL;
	context->regime = strstr(words, "regime=legal") ? REGIME_LEGAL : REGIME_CALENDAR;
	context->language = strstr(words, "language=en") ? "en" : "vi";
	const char *period = strstr(words, "period="), *cutoff = strstr(words, "cutoff=");
	g_autofree char *name =
		period ? g_strndup(period + 7, strcspn(period + 7, " \n")) : g_strdup("2020-Q1");
	period_parse(name, &context->period, &error);
	g_assert_no_error(error);
	context->cutoff = period_span(context->period, context->regime).to;
	if (cutoff) {
		g_autofree char *day = g_strndup(cutoff + 7, strcspn(cutoff + 7, " \n"));
		day_parse(day, &context->cutoff, &error);
		g_assert_no_error(error);
	}
}

static void dump_runs(GString *text, const GPtrArray *runs)
{
	for (guint i = 0; i < runs->len; i++) {
		const struct run *run = g_ptr_array_index(runs, i);
		const char *bold = run->style & RUN_BOLD ? "**" : "",
			   *italic = run->style & RUN_ITALIC ? "_" : "";
		g_string_append_printf(text, "%s%s", bold, italic);
		if (run->kind == RUN_FIGURE)
			g_string_append_printf(text, "‹%s›%u", run->text, run->figure + 1);
		else if (run->kind == RUN_LINK)
			g_string_append_printf(text, "[%s](%s)", run->text, run->address);
		else
			g_string_append(text, run->kind == RUN_BREAK ? "⏎" : run->text);
		g_string_append_printf(text, "%s%s", italic, bold);
	}
	g_string_append_c(text, '\n');
}

static void dump_row(GString *text, const struct row *row, const char *mark)
{
	g_string_append(text, mark);
	for (guint i = 0; i < row->cells->len; i++) {
		const struct cell *cell = g_ptr_array_index(row->cells, i);
		g_string_append(text, cell->span > 1 ? "|" : "");
		g_string_append(text, i ? " | " : " ");
		dump_runs(text, cell->runs);
		g_string_truncate(text, text->len - 1);
	}
	g_string_append_c(text, '\n');
}

static void dump_table(GString *text, const struct table *table)
{
	g_string_append_printf(text, "table:%s%s", table->caption ? " " : "",
		table->caption ? table->caption : "");
	for (guint i = 0; i < table->columns->len; i++) {
		static const char aligns[] = {
			[ALIGN_LEFT] = 'l', [ALIGN_CENTRE] = 'c', [ALIGN_RIGHT] = 'r'};
		struct column column = g_array_index(table->columns, struct column, i);
		g_string_append_printf(text, "%s%c", i ? "" : " ", aligns[column.align]);
	}
	g_string_append_c(text, '\n');
	for (guint i = 0; i < table->header->len; i++)
		dump_row(text, g_ptr_array_index(table->header, i), "  ==");
	for (guint i = 0; i < table->rows->len; i++) {
		const struct row *row = g_ptr_array_index(table->rows, i);
		dump_row(text, row, row->total ? "  ++" : "  --");
	}
}

static void dump_blocks(GString *text, const GPtrArray *blocks, guint depth)
{
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = g_ptr_array_index(blocks, i);
		g_string_append_printf(text, "%*s", (int)depth * 2, "");
		switch (block->kind) {
		case BLOCK_HEADING:
			g_string_append_printf(
				text, "h%u%s: ", block->level, block->plain ? "-" : "");
			dump_runs(text, block->runs);
			break;
		case BLOCK_PARAGRAPH:
			g_string_append(text, block->italic ? "i: " : "p: ");
			dump_runs(text, block->runs);
			break;
		case BLOCK_LIST:
			g_string_append(text, block->ordered ? "ordered\n" : "list\n");
			for (guint k = 0; k < block->items->len; k++) {
				g_string_append_printf(text, "%*s-\n", (int)depth * 2 + 1, "");
				dump_blocks(text, g_ptr_array_index(block->items, k), depth + 1);
			}
			break;
		case BLOCK_TABLE:
			dump_table(text, block->table);
			break;
		}
	}
}

static void dump_texts(GString *text, const char *name, const GPtrArray *texts)
{
	for (guint i = 0; i < texts->len; i++)
		g_string_append_printf(
			text, "%s: %s\n", name, (const char *)g_ptr_array_index(texts, i));
}

static void dump_head(GString *text, const struct doc *doc)
{
	const struct {
		const char *name, *value;
	} parts[] = {{"superior", doc->superior}, {"issuer", doc->issuer}, {"symbol", doc->symbol},
		{"place", doc->place}, {"kind", doc->kind}, {"subject", doc->subject}};
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i].value)
			g_string_append_printf(text, "%s: %s\n", parts[i].name, parts[i].value);
	dump_texts(text, "addressee", doc->addressees);
}

char *dump_doc(const struct doc *doc)
{
	GString *text = g_string_new(NULL);
	dump_head(text, doc);
	g_string_append(text, "----\n");
	dump_blocks(text, doc->blocks, 0);
	g_string_append(text, "----\n");
	dump_texts(text, "signs", doc->signature.capacity);
	if (doc->signature.name)
		g_string_append_printf(text, "name: %s\n", doc->signature.name);
	dump_texts(text, "recipient", doc->recipients);
	if (doc->archive)
		g_string_append_printf(text, "archive: %s\n", doc->archive);
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = g_ptr_array_index(doc->appendices, i);
		g_string_append_printf(text, "appendix: %s%s%s%s\n", appendix->title,
			appendix->landscape ? " (landscape)" : "", appendix->note ? " / " : "",
			appendix->note ? appendix->note : "");
		dump_blocks(text, appendix->blocks, 1);
	}
	for (guint i = 0; i < doc->figures->len; i++) {
		const struct figure_note *note = g_ptr_array_index(doc->figures, i);
		g_string_append_printf(text, "%u = %s (%s)\n", i + 1, note->value, note->query);
	}
	return g_string_free(text, FALSE);
}

static void plain_runs(GString *text, const GPtrArray *runs)
{
	g_autofree char *plain = runs_plain(runs);
	g_string_append(text, plain);
}

static void plain_table(GString *text, const struct table *table)
{
	if (table->caption)
		g_string_append_printf(text, "%s\n", table->caption);
	for (guint pass = 0; pass < 2; pass++) {
		const GPtrArray *rows = pass == 0 ? table->header : table->rows;
		for (guint i = 0; i < rows->len; i++) {
			const struct row *row = g_ptr_array_index(rows, i);
			for (guint c = 0; c < row->cells->len; c++) {
				g_string_append(text, c ? " | " : "");
				plain_runs(text,
					((const struct cell *)g_ptr_array_index(row->cells, c))
						->runs);
			}
			g_string_append_c(text, '\n');
		}
	}
}

static void plain_blocks(
	GString *text, const GPtrArray *blocks, struct numberer *numberer, guint depth);

static void plain_list(
	GString *text, const struct block *list, struct numberer *numberer, guint depth)
{
	for (guint i = 0; i < list->items->len; i++) {
		g_autofree char *label = item_label(list->ordered, depth, i + 1);
		g_string_append_printf(text, "%*s%s ", (int)depth * 2, "", label);
		plain_blocks(text, g_ptr_array_index(list->items, i), numberer, depth + 1);
	}
}

static void plain_blocks(
	GString *text, const GPtrArray *blocks, struct numberer *numberer, guint depth)
{
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = g_ptr_array_index(blocks, i);
		if (block->kind == BLOCK_LIST) {
			plain_list(text, block, numberer, depth);
			continue;
		}
		if (block->kind == BLOCK_TABLE) {
			plain_table(text, block->table);
			continue;
		}
		if (block->kind == BLOCK_HEADING && !block->plain) {
			g_autofree char *label = numberer_next(numberer, block->level);
			g_string_append_printf(text, "%s ", label);
		}
		plain_runs(text, block->runs);
		g_string_append_c(text, '\n');
	}
}

char *dump_plain(const struct doc *doc)
{
	GString *text = g_string_new(NULL);
	struct numberer numberer = {.numbering = doc->numbering};
	plain_blocks(text, doc->blocks, &numberer, 0);
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = g_ptr_array_index(doc->appendices, i);
		struct numberer fresh = {.numbering = doc->numbering};
		g_string_append_printf(text, "[%s]\n", appendix->title);
		plain_blocks(text, appendix->blocks, &fresh, 0);
	}
	return g_string_free(text, FALSE);
}
