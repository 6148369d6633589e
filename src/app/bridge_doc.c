/* SPDX-License-Identifier: Apache-2.0 */
/* Bridges as a document. */
#include "app/bridge.h"
#include "base/number.h"
#include "report/words.h"
#include "report/words_bridge.h"

#include <string.h>

struct writing {
	struct app *app;
	const struct bridges *bridges;
	struct doc *doc;
	const struct bridged *bridged; /* of which the table is */
};

static const char *in(const struct writing *writing, const char *vietnamese, const char *english)
{
	return strcmp(writing->bridges->language, "en") == 0 ? english : vietnamese;
}

static void add_text(struct writing *writing, const char *text)
{
	struct block *block = block_paragraph();
	g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(writing->doc->blocks, block);
}

static void add_heading(struct writing *writing, guint level, const char *text)
{
	struct block *block = block_heading(level);
	g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(writing->doc->blocks, block);
}

static void add_cell(struct row *row, const char *text)
{
	struct cell *cell = cell_new();
	g_ptr_array_add(cell->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(row->cells, cell);
}

static void add_column(struct table *table, enum align align, guint weight)
{
	const struct column column = { align, weight };
	g_array_append_val(table->columns, column);
}

/* "+2", "−1": with the digits of the figure. */
static char *signed_number(const struct writing *writing, gint64 value)
{
	const struct bridge *bridge = writing->bridged->bridge;
	guint scale = bridge->now.present ? bridge->now.scale : bridge->then.scale;
	g_autofree char *digits = number_text(value, scale, writing->bridges->language);
	return value > 0 ? g_strconcat("+", digits, NULL) : g_strdup(digits);
}

/* The value of one side: a figure that leads to its records. */
static void add_value(struct writing *writing, guint side)
{
	const struct bridged *bridged = writing->bridged;
	const struct number *number = side ? &bridged->bridge->now : &bridged->bridge->then;
	g_autofree char *query = figure_query_text(side ? bridged->now : bridged->then, writing->app->store);
	g_autofree char *value = number_plain(number);
	g_autofree char *shown = number->present ? number_text(number->value, number->scale, writing->bridges->language) : g_strdup("–");
	struct block *table = writing->doc->blocks->pdata[writing->doc->blocks->len - 1];
	struct row *row = row_new();
	struct cell *cell = cell_new();
	add_cell(row, writing->bridges->names[side]);
	g_ptr_array_add(cell->runs, run_figure(shown, RUN_PLAIN, writing->doc->figures->len));
	g_ptr_array_add(writing->doc->figures, figure_note_new(query, value));
	g_ptr_array_add(row->cells, cell);
	add_cell(row, "");
	add_cell(row, "");
	row->total = TRUE;
	g_ptr_array_add(table->table->rows, row);
}

/* "an, 05/4/2020: nhập sót" */
static char *change_words(const struct writing *writing, const struct bridge_source *source)
{
	const struct change *change = source->change;
	g_autofree char *day = words_date(moment_day(change->at), FALSE, writing->bridges->language);
	GString *text = g_string_new(day);
	if (change->who && *change->who)
		g_string_append_printf(text, ", %s", change->who);
	if (source->version)
		g_string_append_printf(text, in(writing, ", phiên bản %" PRId64, ", version %" PRId64), source->version);
	if (change->why && *change->why)
		g_string_append_printf(text, ": %s", change->why);
	return g_string_free(text, FALSE);
}

static gboolean add_item(struct writing *writing, struct table *table, const struct bridge_item *item, GError **error)
{
	struct bridge_source source;
	if (!bridge_source_read(writing->app, item, writing->bridges->language, &source, error))
		return FALSE;
	struct row *row = row_new();
	g_autofree char *delta = signed_number(writing, item->delta), *changed = change_words(writing, &source);
	g_autofree char *record = g_strdup_printf("%s (%s #%" G_GINT64_FORMAT ")", source.title, source.reg ? label_text(&source.reg->title, writing->bridges->language) : "?", source.id);
	add_cell(row, words_cause(item->cause, writing->bridges->language));
	add_cell(row, delta);
	add_cell(row, record);
	add_cell(row, changed);
	g_ptr_array_add(table->rows, row);
	bridge_source_clear(&source);
	return TRUE;
}

static gboolean add_table(struct writing *writing, GError **error)
{
	const struct bridge *bridge = writing->bridged->bridge;
	struct block *block = block_table();
	struct row *heads = row_new();
	const char *const titles[] = { in(writing, "Nguyên nhân", "Cause"), in(writing, "Số liệu", "Number"), in(writing, "Hồ sơ", "Record"), in(writing, "Thay đổi", "Change") };
	static const guint weights[] = { 4, 2, 6, 5 };
	for (guint i = 0; i < G_N_ELEMENTS(titles); i++) {
		add_cell(heads, titles[i]);
		add_column(block->table, i == 1 ? ALIGN_RIGHT : ALIGN_LEFT, weights[i]);
	}
	g_ptr_array_add(block->table->header, heads);
	g_ptr_array_add(writing->doc->blocks, block);
	add_value(writing, 0);
	for (guint i = 0; i < bridge->items->len; i++)
		if (!add_item(writing, block->table, bridge->items->pdata[i], error))
			return FALSE;
	add_value(writing, 1);
	return TRUE;
}

static void add_left(struct writing *writing)
{
	const GPtrArray *left = writing->bridges->left;
	if (!left->len)
		return;
	struct block *list = block_list(FALSE);
	add_heading(writing, 1, in(writing, "Số liệu không đối chiếu được", "Figures that cannot be compared"));
	for (guint i = 0; i < left->len; i++) {
		const struct unbridged *unbridged = left->pdata[i];
		GPtrArray *item = blocks_new();
		struct block *paragraph = block_paragraph();
		g_autofree char *text = g_strconcat(unbridged->query, ": ", unbridged->reason, NULL);
		g_ptr_array_add(paragraph->runs, run_text(text, RUN_PLAIN));
		g_ptr_array_add(item, paragraph);
		g_ptr_array_add(list->items, item);
	}
	g_ptr_array_add(writing->doc->blocks, list);
}

static gboolean add_figures(struct writing *writing, GError **error)
{
	const GPtrArray *figures = writing->bridges->figures;
	guint same = 0, told = 0;
	for (guint i = 0; i < figures->len; i++) {
		const struct bridged *bridged = figures->pdata[i];
		if (!bridged->sentence)
			same++;
		else if (told++ == 0)
			add_heading(writing, 1, in(writing, "Nội dung giải trình", "For the report"));
		if (bridged->sentence)
			add_text(writing, bridged->sentence);
	}
	if (!told)
		add_text(writing, in(writing, "Không có số liệu nào thay đổi.", "No figure differs."));
	else
		add_heading(writing, 1, in(writing, "Nguyên nhân của từng số liệu", "Causes of each figure"));
	for (guint i = 0; i < figures->len; i++) {
		writing->bridged = figures->pdata[i];
		if (!writing->bridged->sentence)
			continue;
		g_autofree char *title = g_strdup_printf("%s, %s", writing->bridged->name, writing->bridged->days);
		add_heading(writing, 2, title);
		if (!add_table(writing, error))
			return FALSE;
	}
	g_autofree char *others = g_strdup_printf(in(writing, "%u số liệu khác không thay đổi.", "%u other figures are the same."), same);
	if (told && same)
		add_text(writing, others);
	add_left(writing);
	return TRUE;
}

static void set_office_text(const struct record *office, const char *field, char **text)
{
	if (office && *record_text(office, field))
		*text = g_strdup(record_text(office, field));
}

struct doc *bridges_doc(struct app *app, const struct bridges *bridges, GError **error)
{
	g_autoptr(doc_t) doc = doc_new(bridges->language);
	struct writing writing = { .app = app, .bridges = bridges, .doc = doc };
	g_autoptr(record_t) office = bridges->office ? app_office_record(app, bridges->office, NULL) : NULL;
	set_office_text(office, "superior", &doc->superior);
	set_office_text(office, "issuer", &doc->issuer);
	set_office_text(office, "name", &doc->author);
	set_office_text(office, "place", &doc->place);
	doc->kind = g_strdup(in(&writing, "GIẢI TRÌNH SỐ LIỆU", "EXPLANATION OF FIGURES"));
	doc->subject = g_strdup_printf(in(&writing, "Chênh lệch giữa %s và %s", "Differences between %s and %s"), bridges->names[0], bridges->names[1]);
	return add_figures(&writing, error) ? g_steal_pointer(&doc) : NULL;
}
