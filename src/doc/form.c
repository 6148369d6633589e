/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/form.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "format/html.h"

const struct form_words *form_words(const struct doc *doc)
{
	static const struct form_words words[] = {
		{"vi", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
			"Kính gửi:", "Nơi nhận:", "Như trên", "Lưu: ", "Phụ lục",
			"(Kèm theo %s số %s %s của %s)", {"", "KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"}},
		{"en", "SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness",
			"To:", "Recipients:", "As above", "Archive: ", "Appendix",
			"(Attached to %s No. %s of %s of %s)",
			{"", "URGENT", "VERY URGENT", "FLASH"}},
	};
	return &words[g_strcmp0(doc->language, "en") == 0 ? 1 : 0];
}

static void flow_item_free(struct flow_item *item)
{
	g_free(item->label);
	g_ptr_array_unref(item->runs);
	g_free(item);
}

struct flow {
	GPtrArray *items;
	struct numberer numberer;
	guint lists;
};

static struct run *run_copy(const struct run *run)
{
	struct run *copy = g_new0(struct run, 1);
	*copy = *run;
	copy->text = g_strdup(run->text);
	copy->address = g_strdup(run->address);
	return copy;
}

/* A figure keeps its letters, so that what stands in the document is what was computed. */
static GPtrArray *runs_capital(const GPtrArray *runs)
{
	GPtrArray *copies = runs_new();
	for (guint i = 0; i < runs->len; i++) {
		struct run *run = run_copy(runs->pdata[i]);
		if (run->text && run->kind != RUN_FIGURE) {
			char *upper = text_upper(run->text);
			g_free(run->text);
			run->text = upper;
		}
		g_ptr_array_add(copies, run);
	}
	return copies;
}

static struct flow_item *flow_add(struct flow *flow, enum flow_kind kind, GPtrArray *runs)
{
	struct flow_item *item = g_new0(struct flow_item, 1);
	item->kind = kind;
	item->runs = runs ? g_ptr_array_ref(runs) : runs_new();
	g_ptr_array_add(flow->items, item);
	return item;
}

/* The label that an author typed, where it is not the one that is counted, is text. */
static void flow_label(struct flow_item *item, const struct block *block)
{
	if (!block->label || g_strcmp0(block->label, item->label) == 0)
		return;
	g_clear_pointer(&item->label, g_free);
	GPtrArray *runs = runs_new();
	g_autofree char *label = g_strconcat(block->label, " ", NULL);
	g_ptr_array_add(runs, run_text(label, RUN_PLAIN));
	for (guint i = 0; i < item->runs->len; i++)
		g_ptr_array_add(runs, run_copy(item->runs->pdata[i]));
	g_ptr_array_unref(item->runs);
	item->runs = runs;
}

static void flow_heading(struct flow *flow, const struct block *block)
{
	struct flow_item *item = flow_add(flow, FLOW_HEADING, block->runs);
	item->level = CLAMP(block->level, 1, 5);
	item->plain = block->plain;
	if (!block->plain)
		item->label = numberer_next(&flow->numberer, item->level);
	flow_label(item, block);
	item->plain = item->label == NULL;
	if (item->level == 1) {
		g_autoptr(GPtrArray) runs = item->runs;
		item->runs = runs_capital(runs);
	}
}

static gboolean is_blank(const GPtrArray *runs)
{
	for (guint i = 0; i < runs->len; i++) {
		const char *text = ((const struct run *)runs->pdata[i])->text;
		if (text && text[strspn(text, " \t\n\r\f\v")])
			return FALSE;
	}
	return TRUE;
}

/* The form has gaps between paragraphs and no empty ones. */
static void flow_paragraph(struct flow *flow, const struct block *block)
{
	if (is_blank(block->runs))
		return;
	struct flow_item *item = flow_add(flow, FLOW_PARAGRAPH, block->runs);
	item->plain = block->plain;
	item->italic = block->italic;
	flow_label(item, block);
}

static void flow_list(struct flow *flow, const struct block *list, guint depth);

static void flow_table(struct flow *flow, const struct block *block, guint list)
{
	struct flow_item *item = flow_add(flow, FLOW_TABLE, NULL);
	item->table = block->table;
	item->list = list;
}

static void flow_item(
	struct flow *flow, const GPtrArray *blocks, guint depth, struct flow_item first)
{
	const struct block *head = blocks->len > 0 ? blocks->pdata[0] : NULL;
	const gboolean led = head && head->kind != BLOCK_LIST && head->kind != BLOCK_TABLE;
	struct flow_item *item = flow_add(flow, FLOW_ITEM, led ? head->runs : NULL);
	item->level = depth;
	item->list = first.list;
	item->ordered = first.ordered;
	item->index = first.index;
	item->label = first.label;
	for (guint i = led ? 1 : 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		if (block->kind == BLOCK_LIST)
			flow_list(flow, block, depth + 1);
		else if (block->kind == BLOCK_TABLE)
			flow_table(flow, block, first.list);
		else
			flow_add(flow, FLOW_MORE, block->runs)->level = depth;
	}
}

static void flow_list(struct flow *flow, const struct block *list, guint depth)
{
	const guint number = ++flow->lists;
	for (guint i = 0; i < list->items->len; i++) {
		struct flow_item first = {.list = number, .index = i + 1, .ordered = list->ordered};
		first.label = item_label(list->ordered, depth, i + 1);
		flow_item(flow, list->items->pdata[i], depth, first);
	}
}

/* "… báo cáo." and "… báo cáo" both become "… báo cáo./." */
static void flow_end(struct flow *flow)
{
	struct flow_item *last = flow->items->len ? flow->items->pdata[flow->items->len - 1] : NULL;
	if (!last || last->kind == FLOW_HEADING || last->kind == FLOW_TABLE)
		last = flow_add(flow, FLOW_PARAGRAPH, NULL);
	g_autofree char *plain = runs_plain(last->runs);
	g_strchomp(plain);
	if (g_str_has_suffix(plain, "./."))
		return;
	GPtrArray *runs = runs_new();
	for (guint i = 0; i < last->runs->len; i++)
		g_ptr_array_add(runs, run_copy(last->runs->pdata[i]));
	while (runs->len > 0) {
		struct run *run = runs->pdata[runs->len - 1];
		if (run->text)
			g_strchomp(run->text);
		if (run->text && *run->text)
			break;
		g_ptr_array_remove_index(runs, runs->len - 1);
	}
	g_ptr_array_add(runs, run_text(g_str_has_suffix(plain, ".") ? "/." : "./.", RUN_PLAIN));
	g_ptr_array_unref(last->runs);
	last->runs = runs;
}

GPtrArray *form_flow(const GPtrArray *blocks, enum numbering numbering, gboolean ending)
{
	struct flow flow = {.numberer = {.numbering = numbering}};
	flow.items = g_ptr_array_new_with_free_func((GDestroyNotify)flow_item_free);
	for (guint i = 0; i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		if (block->kind == BLOCK_HEADING)
			flow_heading(&flow, block);
		else if (block->kind == BLOCK_PARAGRAPH)
			flow_paragraph(&flow, block);
		else if (block->kind == BLOCK_LIST)
			flow_list(&flow, block, 0);
		else
			flow_table(&flow, block, 0);
	}
	if (ending && flow.items->len > 0)
		flow_end(&flow);
	return flow.items;
}

static char *listed(const char *text, gboolean last)
{
	g_autofree char *bare = g_strdup(text);
	g_strstrip(bare);
	gsize length = strlen(bare);
	while (length > 0 && strchr(";. ", bare[length - 1]))
		bare[--length] = '\0';
	return g_strconcat("- ", bare, last ? "." : ";", NULL);
}

char **form_addressees(const struct doc *doc)
{
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
	const guint count = doc->addressees->len;
	if (count == 1)
		g_strv_builder_add(lines, doc->addressees->pdata[0]);
	for (guint i = 0; count > 1 && i < count; i++) {
		g_autofree char *line = listed(doc->addressees->pdata[i], i + 1 == count);
		g_strv_builder_add(lines, line);
	}
	return g_strv_builder_end(lines);
}

char **form_recipients(const struct doc *doc)
{
	const struct form_words *words = form_words(doc);
	g_autoptr(GStrvBuilder) lines = g_strv_builder_new();
	const guint count = doc->recipients->len;
	if (count == 0 && doc->addressees->len == 0 && !doc->archive)
		return g_strv_builder_end(lines);
	const char *first = count > 0 ? doc->recipients->pdata[0] : "";
	if (doc->addressees->len > 0 && !g_str_has_prefix(first, words->as_above)) {
		g_autofree char *line = listed(words->as_above, FALSE);
		g_strv_builder_add(lines, line);
	}
	for (guint i = 0; i < count; i++) {
		g_autofree char *line = listed(doc->recipients->pdata[i], FALSE);
		g_strv_builder_add(lines, line);
	}
	const char *archive = doc->archive && *doc->archive ? doc->archive : "VT";
	g_autofree char *kept = g_strconcat(words->archive, archive, NULL);
	g_autofree char *line = listed(kept, TRUE);
	g_strv_builder_add(lines, line);
	return g_strv_builder_end(lines);
}

char *form_appendix_label(const struct doc *doc, guint index)
{
	const char *word = form_words(doc)->appendix;
	if (doc->appendices->len < 2)
		return g_strdup(word);
	if (index + 1 > 3999)
		return g_strdup_printf("%s %u", word, index + 1);
	g_autofree char *roman = number_roman(index + 1);
	return g_strdup_printf("%s %s", word, roman);
}

char *form_appendix_note(const struct doc *doc, const struct appendix *appendix)
{
	if (appendix->note)
		return *appendix->note ? g_strdup(appendix->note) : NULL;
	if (!doc->author || !*doc->author || !doc->symbol)
		return NULL;
	g_autofree char *small = text_lower(doc->kind ? doc->kind : "");
	g_autofree char *kind = text_capital(small);
	g_autofree char *number = doc_number_text(doc);
	g_autofree char *date = doc_date_text(doc);
	return g_strdup_printf(form_words(doc)->attached, kind, number, date, doc->author);
}

gboolean form_is_signed(const struct doc *doc)
{
	g_auto(GStrv) recipients = form_recipients(doc);
	return doc->signature.capacity->len > 0 || doc->signature.name || recipients[0];
}

gboolean form_is_link(const struct run *run)
{
	g_auto(url_t) url = {NULL, FALSE};
	return run->kind == RUN_LINK && url_parse(run->address, &url, NULL);
}

char *form_figure_address(const struct doc *doc, const struct run *run)
{
	if (run->kind != RUN_FIGURE || run->figure >= doc->figures->len)
		return NULL;
	const struct figure_note *note = doc->figures->pdata[run->figure];
	if (!note->query)
		return NULL;
	g_autofree char *query = g_uri_escape_string(note->query, "?=&/:@,;+", FALSE);
	return g_strconcat("ngoaivu:figure?", query, NULL);
}
