/* SPDX-License-Identifier: Apache-2.0 */
/* The whole document: letterhead and signature from the office and the front matter, then body and
 * appendices. */
#include "report/eval.h"
#include "base/error.h"
#include "base/text.h"
#include "report/rich.h"
#include "report/sections.h"

#include <string.h>

/* A text field of the office's record; NULL when it is absent. Borrowed. */
static const char *office_text(const struct eval *eval, const char *field)
{
	const struct record *office = eval->context->office;
	const struct value *value = office ? record_value(office, field) : NULL;
	return value && value->kind == VALUE_TEXT && *value->text ? value->text : NULL;
}

static void set_text(char **target, const char *text)
{
	g_free(*target);
	*target = text ? rich_outside(text) : NULL;
}

static char *piece_text(struct eval *eval, const GPtrArray *steps, GError **error)
{
	g_autofree char *rich = eval_rich(eval, steps, error);
	if (!rich)
		return NULL;
	g_autofree char *plain = rich_plain(rich);
	return g_strdup(g_strstrip(plain));
}

/* From the template, else from a field of the office with many texts. */
static gboolean fill_list(struct eval *eval, const GPtrArray *pieces, const char *field,
	GPtrArray *list, GError **error)
{
	for (guint i = 0; pieces && i < pieces->len; i++) {
		char *text = piece_text(eval, g_ptr_array_index(pieces, i), error);
		if (!text)
			return FALSE;
		if (*text)
			g_ptr_array_add(list, text);
		else
			g_free(text);
	}
	const struct record *office = eval->context->office;
	const struct value *value = !pieces && office ? record_value(office, field) : NULL;
	for (guint i = 0; value && value->kind == VALUE_LIST && i < value->list->len; i++) {
		const struct value *item = g_ptr_array_index(value->list, i);
		if (item->kind == VALUE_TEXT)
			g_ptr_array_add(list, rich_outside(item->text));
	}
	if (value && value->kind == VALUE_TEXT)
		g_ptr_array_add(list, rich_outside(value->text));
	return TRUE;
}

/* "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC" (Decree 30/2020, Appendix I, II.7). */
static void fill_signature(struct eval *eval, const struct template_head *head)
{
	static const struct {
		const char *id, *prefix;
		gboolean second; /* the signer's own title stands below */
	} forms[] = {{"kt", "KT. ", TRUE}, {"tl", "TL. ", TRUE}, {"tuq", "TUQ. ", TRUE},
		{"q", "Q. ", FALSE}, {"tm", "TM. ", TRUE}};
	struct signature *signature = &eval->doc->signature;
	const char *capacity = head->capacity ? head->capacity : office_text(eval, "capacity");
	const char *title = office_text(eval, "head_title"),
		   *own = office_text(eval, "signer_title");
	const char *prefix = "";
	gboolean second = FALSE;
	for (gsize i = 0; capacity && i < G_N_ELEMENTS(forms); i++) {
		if (g_ascii_strcasecmp(forms[i].id, capacity) != 0)
			continue;
		prefix = forms[i].prefix;
		second = forms[i].second;
		if (strcmp(forms[i].id, "tm") == 0)
			title = office_text(eval, "issuer");
	}
	if (title) {
		g_autofree char *line = g_strconcat(prefix, title, NULL);
		g_ptr_array_add(signature->capacity, rich_outside(line));
	}
	if (second && own)
		g_ptr_array_add(signature->capacity, rich_outside(own));
	set_text(&signature->name, head->signer ? head->signer : office_text(eval, "signer"));
}

static void fill_symbol(struct eval *eval, const struct template_head *head)
{
	const char *suffix = office_text(eval, "symbol_suffix");
	if (head->symbol) {
		set_text(&eval->doc->symbol, head->symbol);
	} else if (suffix) {
		g_autofree char *symbol = g_strconcat("BC-", suffix, NULL);
		set_text(&eval->doc->symbol, symbol);
	}
}

static gboolean fill_head(struct eval *eval, const struct template *template, GError **error)
{
	const struct template_head *head = &template->front.head;
	struct doc *doc = eval->doc;
	set_text(&doc->superior, office_text(eval, "superior"));
	set_text(&doc->issuer, office_text(eval, "issuer"));
	set_text(&doc->author, office_text(eval, "name"));
	set_text(&doc->place, office_text(eval, "place"));
	set_text(&doc->kind, head->kind ? head->kind : "BÁO CÁO");
	set_text(&doc->archive, head->archive ? head->archive : office_text(eval, "archive"));
	doc->numbering = head->numbering;
	fill_symbol(eval, head);
	fill_signature(eval, head);
	if (template->front.subject) {
		g_free(doc->subject);
		doc->subject = piece_text(eval, template->front.subject, error);
		if (!doc->subject)
			return FALSE;
	}
	return fill_list(eval, template->front.addressees, "addressees", doc->addressees, error) &&
	       fill_list(eval, template->front.recipients, "recipients", doc->recipients, error);
}

/* The name `report`. */
static struct datum *report_datum(const struct doc *doc)
{
	struct datum *addressees = datum_list();
	for (guint i = 0; i < doc->addressees->len; i++)
		datum_add(addressees, datum_text(g_ptr_array_index(doc->addressees, i)));
	struct datum *report = datum_group(KIND_REPORT);
	datum_add(report, addressees);
	return report;
}

static gboolean fill_body(struct eval *eval, const struct template *template, void *data, GError **error)
{
	(void)data;
	if (!eval_steps(eval, template->main->steps, error))
		return FALSE;
	g_autoptr(findings_t) findings = findings_new();
	struct markdown markdown = {eval->output.text->str, eval->output.places, eval->values,
		eval->tables, template->main->file};
	markdown_blocks(&markdown, eval->doc->blocks, findings);
	return findings_check(findings, error) && eval_sections(eval, error);
}

static gboolean lacks_includes(const struct template *template)
{
	GHashTableIter iter;
	gpointer body;
	g_hash_table_iter_init(&iter, template->includes);
	while (g_hash_table_iter_next(&iter, NULL, &body))
		if (!body)
			return TRUE;
	return FALSE;
}

/* What is made once names, figures and the head are there. */
typedef gboolean (*filler)(struct eval *eval, const struct template *template, void *data, GError **error);

static struct doc *render(const struct template *template, const struct report_context *context, filler fill, void *data, GError **error)
{
	const struct model *model = store_model(ledger_store(context->ledger));
	g_autoptr(findings_t) findings = findings_new();
	template_check(template, model, findings);
	if (!findings_check(findings, error))
		return NULL;
	const char *language = template->front.head.language;
	if (!language)
		language = context->language ? context->language : "vi";
	/* Records and figures are those of one moment, whatever others write meanwhile. */
	struct db *db = store_db(ledger_store(context->ledger));
	gboolean own = !db_in_transaction(db);
	if (own && !db_begin_read(db, error))
		return NULL;
	struct eval eval;
	eval_init(&eval, context, language);
	eval.template = template;
	eval.doc = doc_new(language);
	gboolean done = fill_head(&eval, template, error);
	if (done) {
		eval.report = report_datum(eval.doc);
		done = fill(&eval, template, data, error);
	}
	struct doc *doc = eval.doc;
	eval_clear(&eval);
	if (own)
		db_rollback(db);
	if (!done)
		g_clear_pointer(&doc, doc_free);
	return doc;
}

struct doc *template_render(
	const struct template *template, const struct report_context *context, GError **error)
{
	if (!context->folders || !lacks_includes(template))
		return render(template, context, fill_body, NULL, error);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(template_t) whole = template_parse_in(
		template->main->file, template->source, context->folders, findings);
	if (!whole) {
		findings_check(findings, error);
		return NULL;
	}
	return render(whole, context, fill_body, NULL, error);
}


void fragment_free(gpointer data)
{
	struct fragment *fragment = data;
	if (fragment->blocks)
		g_ptr_array_unref(fragment->blocks);
	g_free(fragment->problem);
	g_free(fragment);
}

struct fragments {
	const GPtrArray *texts;
	GPtrArray *list;
};

/* A mistake is that of its own text; what fails otherwise fails for all. */
static gboolean fill_fragments(struct eval *eval, const struct template *template, void *data, GError **error)
{
	const struct fragments *fragments = data;
	(void)template;
	for (guint i = 0; i < fragments->texts->len; i++) {
		GError *problem = NULL;
		struct section_text text = { .text = fragments->texts->pdata[i], .name = "-" };
		struct fragment *fragment = g_new0(struct fragment, 1);
		g_ptr_array_add(fragments->list, fragment);
		fragment->blocks = blocks_new();
		if (eval_section_text(eval, &text, fragment->blocks, &problem))
			continue;
		if (!g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT)) {
			g_propagate_error(error, problem);
			return FALSE;
		}
		g_clear_pointer(&fragment->blocks, g_ptr_array_unref);
		fragment->problem = g_strdup(problem->message);
		g_error_free(problem);
	}
	return TRUE;
}

struct doc *template_fragments(const struct template *template, const struct report_context *context, const GPtrArray *texts, GPtrArray *fragments, GError **error)
{
	struct fragments data = { texts, fragments };
	return render(template, context, fill_fragments, &data, error);
}
