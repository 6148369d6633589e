/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a section: where it is written, how it will stand, and what the editor asks for meanwhile. */
#include "app/parts.h"
#include "auth/account.h"
#include "base/text.h"
#include "ledger/formula.h"
#include "web/assets.h"
#include "web/pages.h"
#include "web/paper.h"
#include "web/part.h"
#include "web/query.h"
#include "web/report.h"

#include <string.h>

enum { PRINTS_MOST = 300 };

/* "{{ inbound.visitors(where: "host=leaders") }}": what prints the figure again; NULL where it is no single one. */
static char *figure_words(const struct request *request, const struct record *report, const char *text)
{
	struct period period;
	const struct value *cutoff = record_value(report, "cutoff");
	g_autoptr(formula_t) formula = formula_parse(request->app->store, text, NULL);
	if (!formula || formula->parts->len != 1 || !period_parse(record_text(report, "period"), &period, NULL))
		return NULL;
	const struct figure_query *query = g_array_index(formula->parts, struct formula_part, 0).query;
	struct span own = period_span(period, strcmp(record_text(report, "regime"), "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR);
	own.to = cutoff ? (day_t)cutoff->number : own.to;
	g_autoptr(GString) where = g_string_new(NULL);
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		g_autofree char *values = g_strjoinv(";", condition->values);
		if (strpbrk(values, "\"',}%"))
			return NULL;
		g_string_append_printf(where, "%s%s=%s", i ? "," : "", condition->dimension, values);
	}
	g_autoptr(GString) words = g_string_new(NULL);
	if (where->len)
		g_string_append_printf(words, "where: \"%s\"", where->str);
	if (query->span.from != own.from || query->span.to != own.to) {
		g_autofree char *span = span_text(query->span);
		g_string_append_printf(words, "%sspan: \"%s\"", words->len ? ", " : "", span);
	}
	return words->len ? g_strdup_printf("{{ %s(%s) }}", query->figure->id, words->str) : g_strdup_printf("{{ %s }}", query->figure->id);
}

struct told {
	struct page *page;
	const struct record *report;
	const struct doc *doc;
	GHashTable *seen;
};

static void tell_runs(struct told *told, const GPtrArray *runs)
{
	struct html_writer *html = &told->page->html;
	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		const struct figure_note *note = run->kind == RUN_FIGURE && run->figure < told->doc->figures->len ? told->doc->figures->pdata[run->figure] : NULL;
		g_autofree char *words = note && !g_hash_table_contains(told->seen, note->query) ? figure_words(told->page->request, told->report, note->query) : NULL;
		if (!words)
			continue;
		g_auto(url_t) url = formula_url(told->page->request, note->query);
		g_hash_table_add(told->seen, note->query);
		html_begin(html, HTML_LI);
		page_link(told->page, &url, "chip", run->text);
		html_text(html, " ");
		html_element(html, HTML_CODE, NULL, words);
		html_end(html, HTML_LI);
	}
}

static void tell_blocks(struct told *told, const GPtrArray *blocks)
{
	for (guint i = 0; blocks && i < blocks->len; i++) {
		const struct block *block = blocks->pdata[i];
		tell_runs(told, block->runs);
		for (guint j = 0; block->kind == BLOCK_LIST && j < block->items->len; j++)
			tell_blocks(told, block->items->pdata[j]);
	}
}

/* The own blocks of a section, borrowed; NULL: there is no such section. */
static GPtrArray *section_blocks(const struct doc *doc, const char *path)
{
	g_autoptr(GPtrArray) sections = doc_sections(doc);
	for (guint i = 0; i < sections->len; i++) {
		const struct doc_section *section = sections->pdata[i];
		if (strcmp(section->path, path) != 0)
			continue;
		GPtrArray *blocks = g_ptr_array_new();
		for (guint j = section->from; j < section->to; j++)
			g_ptr_array_add(blocks, doc->blocks->pdata[j]);
		return blocks;
	}
	return NULL;
}

static void put_figure_words(struct page *page, const struct record *report, const struct doc *doc, const GPtrArray *blocks)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	struct told told = { page, report, doc, seen };
	html_element(&page->html, HTML_H2, NULL, _("Figures of the section"));
	html_element(&page->html, HTML_P, "help", _("Copy what stands beside a number into the text: the number is then computed, and leads to its records."));
	html_begin(&page->html, HTML_UL);
	html_attr(&page->html, HTML_CLASS, "figure-words");
	tell_blocks(&told, blocks);
	html_end(&page->html, HTML_UL);
}

void put_part_section(struct page *page, const struct record *report, const char *path)
{
	struct html_writer *html = &page->html;
	g_autoptr(doc_t) doc = report_doc(page->request->app, report, NULL);
	g_autoptr(GPtrArray) blocks = doc ? section_blocks(doc, path) : NULL;
	g_auto(url_t) pdf = report_url(report, "pdf");
	html_begin(html, HTML_SECTION);
	html_attr(html, HTML_ARIA_LABELLEDBY, "preview-title");
	html_begin(html, HTML_H2);
	html_attr(html, HTML_ID, "preview-title");
	html_text(html, _("The section as it will stand"));
	html_end(html, HTML_H2);
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_ID, "preview");
	if (blocks)
		put_paper_part(page, doc, blocks);
	html_end(html, HTML_DIV);
	html_end(html, HTML_SECTION);
	html_begin(html, HTML_P);
	page_link(page, &pdf, NULL, _("The PDF itself, to look at"));
	html_end(html, HTML_P);
	if (blocks)
		put_figure_words(page, report, doc, blocks);
}

/* What the editor says, in the reader's language. */
static const struct {
	const char *name, *text;
} words[] = {
	{ "tools", N_("Tools of the text") },
	{ "bold", N_("Bold") },
	{ "italic", N_("Italic") },
	{ "list", N_("List") },
	{ "undo", N_("Undo") },
	{ "redo", N_("Redo") },
	{ "insert", N_("Insert a figure") },
	{ "source", N_("As plain text") },
	{ "rich", N_("As it is read") },
	{ "help", N_("Keys: Ctrl+B bold, Ctrl+I italic, Ctrl+Shift+8 list, Ctrl+] and Ctrl+[ deeper and back, Ctrl+Z undo, Ctrl+Y redo, Alt+F insert a figure. Tab leaves the text. On a figure, Enter opens what it is made of.") },
	{ "search", N_("Words in the name of a figure") },
	{ "form", N_("How it is told") },
	{ "form-count", N_("With its unit: 04 delegations") },
	{ "form-plain", N_("The number alone") },
	{ "form-change", N_("Compared with the same span a year before") },
	{ "form-before", N_("The same span a year before") },
	{ "form-year", N_("Since the beginning of the year") },
	{ "own", N_("Stands in this section") },
	{ "found", N_("figures found") },
	{ "none", N_("No figure is called that") },
	{ "close", N_("Close") },
	{ "figure", N_("Figure") },
	{ "opens", N_("Enter opens its records, Delete removes it.") },
	{ "wrong", N_("This cannot be computed") },
	{ "waiting", N_("being computed") },
	{ "empty", N_("(nothing)") },
	{ "raw", N_("Kept as it was written; change it as plain text") },
	{ "kept", N_("A text that was not saved is kept in this browser, from") },
	{ "restore", N_("Take it back") },
	{ "drop", N_("Drop it") },
	{ "offline", N_("The preview cannot be made now; what you write is not lost.") },
	{ "unsaved", N_("Not saved yet") },
};

/* [[id, label, register, unit], …] */
static char *figures_json(const struct request *request)
{
	const GPtrArray *figures = request->app->model->figures;
	json_t *list = json_array();
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i], *first = figure;
		while (!first->reg && first->operands[0])
			first = first->operands[0];
		json_array_append_new(list, json_pack("[s, s, s, s]", figure->id, label_text(&figure->label, request->language),
			first->reg ? label_text(&first->reg->title, request->language) : "", figure->kind == FIGURE_SHARE ? "%" : label_text(&figure->unit, request->language)));
	}
	char *text = json_dumps(list, JSON_COMPACT);
	json_decref(list);
	return text;
}

/* What the script makes the editor of; without it, nothing is seen of this. */
static void put_editor(struct page *page, const struct record *report, const struct record *part, gboolean unsaved)
{
	struct html_writer *html = &page->html;
	g_auto(url_t) url = part_url(report, part);
	g_autofree char *key = g_strdup_printf("%s %s", url.text, page->request->account->name);
	char *figures = figures_json(page->request);
	url_add_segment(&url, "preview");
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "editor");
	html_flag(html, HTML_HIDDEN, TRUE);
	html_data(html, "preview", url.text);
	html_data(html, "key", key);
	html_data(html, "figures", figures);
	html_data(html, "state", unsaved ? "unsaved" : "saved");
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		html_data(html, words[i].name, _(words[i].text));
	html_end(html, HTML_DIV);
	free(figures);
}

static void put_instead(struct page *page, const struct record *part, const struct pairs *sent)
{
	struct html_writer *html = &page->html;
	const struct value *instead = record_value(part, "instead");
	gboolean ticked = sent ? pairs_get(sent, "instead") != NULL : instead && instead->number;
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_CLASS, "tick");
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, "checkbox");
	html_attr(html, HTML_NAME, "instead");
	html_attr(html, HTML_VALUE, "yes");
	html_flag(html, HTML_CHECKED, ticked);
	html_end(html, HTML_INPUT);
	html_text(html, " ");
	html_text(html, _("Instead of what the section says by itself; else after it"));
	html_end(html, HTML_LABEL);
}

void put_part_text(struct page *page, const struct record *report, const struct record *part, const struct pairs *sent, gboolean writes)
{
	struct html_writer *html = &page->html;
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "field");
	html_begin(html, HTML_LABEL);
	html_attr(html, HTML_FOR, "text");
	html_attr(html, HTML_ID, "text-label");
	html_text(html, _("What the division reports"));
	html_end(html, HTML_LABEL);
	html_begin(html, HTML_TEXTAREA);
	html_attr(html, HTML_ID, "text");
	html_attr(html, HTML_NAME, "text");
	html_attr_int(html, HTML_ROWS, 14);
	html_attr_int(html, HTML_MAXLENGTH, TEXT_MOST);
	html_text(html, sent ? pairs_get(sent, "text") : record_text(part, "narrative"));
	html_end(html, HTML_TEXTAREA);
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "help");
	html_attr(html, HTML_ID, "text-help");
	html_text(html, _("A blank line begins a paragraph; “- ” begins an item. Numbers that the registers know belong between {{ and }}."));
	html_end(html, HTML_P);
	if (writes)
		put_editor(page, report, part, sent != NULL);
	html_end(html, HTML_DIV);
	put_instead(page, part, sent);
}

void put_part_scripts(struct page *page)
{
	static const char *const scripts[] = { "prosemirror.js", "section-text.js", "section-paste.js", "section-editor.js" };
	for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
		g_auto(url_t) url = asset_url(scripts[i]);
		html_script(&page->html, &url);
	}
}

/* "print" of the form, as often as it is there: small templates whose values are asked for. */
static GPtrArray *wanted_prints(const struct request *request, GError **error)
{
	g_autoptr(GPtrArray) prints = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < request->form->list->len; i++) {
		const struct pair *pair = request->form->list->pdata[i];
		if (strcmp(pair->name, "print") != 0)
			continue;
		char *clean = prints->len < PRINTS_MOST ? text_clean(pair->value, -1, error) : NULL;
		if (!clean) {
			if (prints->len == PRINTS_MOST)
				fail(error, ERROR_INPUT, _("More than %d figures are asked for at once."), PRINTS_MOST);
			return NULL;
		}
		g_ptr_array_add(prints, clean);
	}
	return g_steal_pointer(&prints);
}

/* The paper as HTML; caller frees. */
static char *paper_html(struct request *request, const struct doc *doc, const GPtrArray *blocks, GError **error)
{
	struct page page = { .request = request };
	g_autoptr(GString) text = g_string_new(NULL);
	html_start(&page.html, text);
	put_paper_part(&page, doc, blocks);
	return html_finish(&page.html, error) ? g_strdup(text->str) : NULL;
}

/* The words of a print, and the formula of the first figure in them. */
static void read_print(const struct doc *doc, const struct fragment *fragment, GString *text, const char **formula)
{
	for (guint i = 0; i < fragment->blocks->len; i++) {
		const struct block *block = fragment->blocks->pdata[i];
		g_autofree char *plain = runs_plain(block->runs);
		g_string_append_printf(text, "%s%s", text->len ? " " : "", plain);
		for (guint j = 0; block->runs && j < block->runs->len && !*formula; j++) {
			const struct run *run = block->runs->pdata[j];
			if (run->kind == RUN_FIGURE && run->figure < doc->figures->len)
				*formula = ((const struct figure_note *)doc->figures->pdata[run->figure])->query;
		}
	}
}

static json_t *print_json(struct request *request, const struct doc *doc, const struct fragment *fragment)
{
	const char *formula = NULL;
	if (!fragment->blocks)
		return json_pack("{s:s}", "problem", fragment->problem);
	g_autoptr(GString) text = g_string_new(NULL);
	read_print(doc, fragment, text, &formula);
	g_auto(url_t) url = formula_url(request, formula);
	return json_pack("{s:s, s:s?}", "text", text->str, "url", url.text);
}

static json_t *preview_json(struct request *request, const struct record *part, const struct report_fragments *made, GError **error)
{
	g_autoptr(GPtrArray) blocks = made->whole ? section_blocks(made->whole, record_text(part, "section")) : NULL;
	g_autofree char *html = blocks ? paper_html(request, made->whole, blocks, error) : NULL;
	g_autofree char *lost = NULL;
	if (blocks && !html)
		return NULL;
	if (made->whole && !blocks)
		lost = g_strdup_printf(_("The draft has no section “%s” any more. What was written for it stands nowhere."), record_text(part, "section"));
	json_t *prints = json_array();
	for (guint i = 0; i < made->list->len; i++)
		json_array_append_new(prints, print_json(request, made->doc, made->list->pdata[i]));
	return json_pack("{s:s?, s:s?, s:o}", "html", html, "problem", lost ? lost : made->problem, "prints", prints);
}

json_t *part_preview(struct request *request, GError **error)
{
	const char *typed = pairs_get(request->form, "text");
	g_autoptr(record_t) report = wanted_report(request, error);
	g_autoptr(record_t) part = report ? wanted_part(request, report, error) : NULL;
	if (!part || !part_check_writer(request, part, error) || !part_check_open(request, report, error))
		return NULL;
	if (typed && g_utf8_strlen(typed, -1) > TEXT_MOST) {
		fail(error, ERROR_INPUT, _("The text is longer than %d characters."), TEXT_MOST);
		return NULL;
	}
	g_autofree char *clean = text_clean(typed ? typed : "", -1, error);
	g_autoptr(GPtrArray) prints = clean ? wanted_prints(request, error) : NULL;
	if (!prints)
		return NULL;
	struct part_draft draft = { part->id, clean, pairs_get(request->form, "instead") != NULL };
	g_autoptr(report_fragments_t) made = report_fragments(request->app, report, &draft, prints, error);
	return made ? preview_json(request, part, made, error) : NULL;
}

gboolean preview_part(struct request *request, GError **error)
{
	json_t *answer = part_preview(request, error);
	char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
	if (!answer)
		return FALSE;
	json_decref(answer);
	if (!text)
		return fail(error, ERROR_SYSTEM, _("the preview cannot be written as JSON"));
	answer_bytes(request, g_bytes_new_with_free_func(text, strlen(text), free, text), "application/json; charset=utf-8", NULL);
	return TRUE;
}
