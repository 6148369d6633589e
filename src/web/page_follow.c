/* SPDX-License-Identifier: Apache-2.0 */
/* Where a dossier stands, for those who handed it in: by its code, without signing in. */
#include "web/follow.h"
#include "web/limiter.h"
#include "web/pages.h"
#include "web/show.h"

#include <sodium.h>
#include <string.h>

enum { SEAL_LETTERS = 16, CODE_MOST = 64 };

char *follow_code(struct store *store, gint64 office, gint64 id)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct hash seal = store_seal(store, "follow", KEY(office, id));
	g_autofree char *name = store_office_code(store, office);
	g_autofree char *upper = g_ascii_strup(name ? name : "", -1);
	char text[SEAL_LETTERS + 1] = { 0 };
	for (guint i = 0; i < SEAL_LETTERS; i++)
		text[i] = letters[seal.bytes[i] & 31];
	return g_strdup_printf("%s-%" G_GINT64_FORMAT "-%s", upper, id, text);
}

/* Letters that a code has not, read as what they look like. */
static void mend_seal(char *seal)
{
	static const char typed[] = "OILU", meant[] = "011V";
	for (; *seal; seal++) {
		const char *found = strchr(typed, *seal);
		*seal = found ? meant[found - typed] : *seal;
	}
}

/*
 * The dossier of a code; NULL without *error for any that is not right, whatever is wrong with it. The store is asked for
 * a dossier only when the code is right, so that not even the time taken tells which numbers there are.
 */
static struct record *dossier_of(struct request *request, const char *text)
{
	struct store *store = request->app->store;
	const struct reg *reg = model_register(request->app->model, "dossier");
	g_autofree char *code = g_strstrip(g_ascii_strup(text, -1));
	char *end = strlen(code) <= CODE_MOST ? strrchr(code, '-') : NULL, *middle = end ? g_strrstr_len(code, end - code, "-") : NULL;
	gint64 id;
	if (!reg || !middle)
		return NULL;
	mend_seal(end + 1);
	g_autofree char *digits = g_strndup(middle + 1, (gsize)(end - middle - 1)), *name = g_ascii_strdown(code, middle - code);
	gint64 office = store_office(store, name, NULL);
	if (!office || !g_ascii_string_to_signed(digits, 10, 1, KEY_ID(G_MAXINT64), &id, NULL))
		return NULL;
	g_autofree char *right = follow_code(store, office, id);
	if (strlen(right) != strlen(code) || sodium_memcmp(right, code, strlen(right)) != 0)
		return NULL;
	g_autoptr(record_t) dossier = store_read(store, reg, office, id, NULL);
	return dossier && !dossier->deleted ? g_steal_pointer(&dossier) : NULL;
}

static void put_form(struct page *page)
{
	g_auto(url_t) url = url_own("/follow");
	page_form(page, &url, "stacked");
	page_input(page, &(struct input){ .name = "code", .label = _("Code of the dossier"), .autocomplete = "off", .required = TRUE, .most = CODE_MOST,
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
	const struct reg *reg = model_register(request->app->model, "procedure");
	const struct value *link = record_value(dossier, "procedure");
	g_autoptr(record_t) procedure = reg && link && link->kind == VALUE_NUMBER ? store_read(request->app->store, reg, dossier->office, link->number, NULL) : NULL;
	return procedure ? title_of(request, procedure, FALSE) : NULL;
}

static void put_dossier(struct page *page, const struct record *dossier)
{
	static const char *const fields[] = { "code", "received_on", "due_on", "returned_on", "result" };
	g_autofree char *procedure = procedure_of(page->request, dossier);
	html_begin(&page->html, HTML_P);
	put_state(page, dossier);
	html_end(&page->html, HTML_P);
	html_begin(&page->html, HTML_DL);
	html_attr(&page->html, HTML_CLASS, "facts");
	page_fact(page, _("Procedure"), procedure);
	for (guint i = 0; i < G_N_ELEMENTS(fields); i++)
		put_field(page, dossier, fields[i]);
	html_end(&page->html, HTML_DL);
}

gboolean follow_dossier(struct request *request, GError **error)
{
	struct page page;
	const char *code = pairs_get(request->form, "code");
	gboolean allowed = limiter_allows(request->server->limiter, request->address, g_get_monotonic_time());
	g_autoptr(record_t) dossier = allowed && code ? dossier_of(request, code) : NULL;
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
