/* SPDX-License-Identifier: Apache-2.0 */
/* Where a dossier stands, for those who handed it in: by its code, without signing in. */
#include "app/follow.h"
#include "web/limiter.h"
#include "web/pages.h"
#include "web/show.h"

static void put_form(struct page *page)
{
	g_auto(url_t) url = url_own("/follow");
	page_form(page, &url, "stacked");
	page_input(page, &(struct input){ .name = "code", .label = _("Code of the dossier"), .autocomplete = "off", .required = TRUE, .most = FOLLOW_CODE_MOST,
		.help = _("As it stands on the receipt: TB-157-K7QF2M9XD4RT8WAZ.") });
	page_button(page, "primary", NULL, NULL, _("Look up"));
	html_end(&page->html, HTML_FORM);
}

static void begin(struct page *page, struct request *request)
{
	have_form_token(request);
	page_begin_bare(page, request, SECTION_NONE, _("Follow a dossier"));
	html_begin(&page->html, HTML_DIV);
	html_attr(&page->html, HTML_CLASS, "card narrow");
	html_element(&page->html, HTML_H1, NULL, _("Follow a dossier"));
}

static gboolean end(struct page *page, GError **error)
{
	put_form(page);
	html_element(&page->html, HTML_P, "help", _("Nothing is shown here but where the dossier stands. The office answers other questions."));
	html_end(&page->html, HTML_DIV);
	return page_end(page, error);
}

gboolean show_follow(struct request *request, GError **error)
{
	struct page page;
	begin(&page, request);
	return end(&page, error);
}

/* Of the register's own fields those that name nobody. */
static void put_field(struct page *page, const struct record *dossier, const char *id)
{
	const struct field *field = reg_field(dossier->reg, id);
	const struct value *value = field && !field->personal ? record_value(dossier, id) : NULL;
	const struct choice *choice = value && field->type == FIELD_CHOICE ? field_choice(field, value->text) : NULL;
	g_autofree char *day = value && value->kind == VALUE_NUMBER ? day_words((day_t)value->number, page->request->language) : NULL;
	if (value)
		page_fact(page, label_text(&field->label, page->request->language), day ? day : choice ? label_text(&choice->label, page->request->language) : record_text(dossier, id));
}

static char *procedure_of(struct request *request, const struct record *dossier)
{
	g_autoptr(record_t) procedure = followed_procedure(request->app, dossier);
	return procedure ? title_of(request, procedure, FALSE) : NULL;
}

static void put_dossier(struct page *page, const struct record *dossier)
{
	g_autofree char *procedure = procedure_of(page->request, dossier);
	html_begin(&page->html, HTML_P);
	put_state(page, dossier);
	html_end(&page->html, HTML_P);
	html_begin(&page->html, HTML_DL);
	html_attr(&page->html, HTML_CLASS, "facts");
	page_fact(page, _("Procedure"), procedure);
	for (guint i = 0; followed_fields[i]; i++)
		put_field(page, dossier, followed_fields[i]);
	html_end(&page->html, HTML_DL);
}

gboolean follow_dossier(struct request *request, GError **error)
{
	struct page page;
	const char *code = pairs_get(request->form, "code");
	gboolean allowed = limiter_allows(request->server->limiter, request->address, g_get_monotonic_time());
	g_autoptr(record_t) dossier = allowed && code ? followed_dossier(request->app, code) : NULL;
	request->answer.status = !allowed ? 429 : dossier ? 200 : 404;
	begin(&page, request);
	if (!allowed)
		page_box(&page, BOX_PROBLEM, _("There were too many tries from your address. Wait a minute."));
	else if (dossier)
		put_dossier(&page, dossier);
	else
		page_box(&page, BOX_PROBLEM, _("No dossier has this code. Look at the receipt once more."));
	return end(&page, error);
}
