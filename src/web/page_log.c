/* SPDX-License-Identifier: Apache-2.0 */
/* The trail of an office: its newest changes, of records and accounts, and who read personal data. */
#include "web/page.h"
#include "web/pages.h"
#include "web/show.h"

#include <string.h>

enum { LOG_PAGE = 100 };

static void put_moment(struct page *page, moment_t at)
{
	g_autofree char *words = moment_words(at, page->request->language), *iso = moment_iso(at);
	html_begin(&page->html, HTML_TD);
	html_begin(&page->html, HTML_TIME);
	html_attr(&page->html, HTML_DATETIME, iso);
	html_text(&page->html, words);
	html_end(&page->html, HTML_TIME);
	html_end(&page->html, HTML_TD);
}

/* The record by its register and number; what it says stands on its own page. */
static void put_record(struct page *page, const struct reg *reg, gint64 key)
{
	html_begin(&page->html, HTML_TD);
	if (reg) {
		g_auto(url_t) url = record_url(reg, KEY_ID(key));
		g_autofree char *text = g_strdup_printf("%s #%" G_GINT64_FORMAT, label_text(&reg->title, page->request->language), KEY_ID(key));
		page_link(page, &url, NULL, text);
	}
	html_end(&page->html, HTML_TD);
}

static const char *words_of(const char *const (*words)[2], const char *id)
{
	for (; (*words)[0]; words++)
		if (strcmp((*words)[0], id) == 0)
			return _((*words)[1]);
	return id;
}

static const char *const actions[][2] = { { "create", N_("entered") }, { "change", N_("changed") }, { "delete", N_("deleted") }, { "restore", N_("restored") },
	{ "account", N_("account") }, { "definitions", N_("definitions") }, { "comment", N_("comment") }, { NULL, NULL } };
static const char *const acts[][2] = { { "added", N_("made") }, { "changed", N_("changed") }, { "password", N_("new password") }, { "disabled", N_("disabled") },
	{ "enabled", N_("enabled") }, { "codes on", N_("one-time codes on") }, { "codes off", N_("one-time codes off") },
	{ "token made", N_("token made") }, { "token revoked", N_("token taken back") }, { NULL, NULL } };

/* Of an account: whose, and what; of a change of definitions: that. */
static char *note_words(const struct change *change)
{
	json_t *said = strcmp(change->action, "account") == 0 ? json_loads(change->data, 0, NULL) : NULL;
	const char *account = json_string_value(json_object_get(said, "account")), *act = json_string_value(json_object_get(said, "act"));
	char *text = account ? g_strdup_printf("%s: %s", account, act ? words_of(acts, act) : "") : g_strdup("");
	json_decref(said);
	return text;
}

/* The record that an entry is about; a comment names it itself. */
static gint64 record_of(const struct model *model, const struct change *change, const struct reg **reg)
{
	json_t *said = strcmp(change->action, "comment") == 0 ? json_loads(change->data, 0, NULL) : NULL;
	const char *name = said ? json_string_value(json_object_get(said, "register")) : change->reg;
	gint64 key = said ? KEY(KEY_OFFICE(change->key), json_integer_value(json_object_get(said, "record"))) : change->record;
	*reg = key && name ? model_register(model, name) : NULL;
	json_decref(said);
	return key;
}

static void put_change(struct page *page, const struct change *change)
{
	const struct reg *reg;
	gint64 key = record_of(page->request->app->model, change, &reg);
	g_autofree char *note = note_words(change);
	html_begin(&page->html, HTML_TR);
	html_begin(&page->html, HTML_TD);
	html_attr(&page->html, HTML_CLASS, "number");
	html_text_int(&page->html, KEY_ID(change->key));
	html_end(&page->html, HTML_TD);
	put_moment(page, change->at);
	html_element(&page->html, HTML_TD, NULL, change->who);
	html_element(&page->html, HTML_TD, NULL, words_of(actions, change->action));
	put_record(page, reg, key);
	html_begin(&page->html, HTML_TD);
	html_text(&page->html, note);
	html_text(&page->html, *note && change->why && *change->why ? " · " : "");
	html_text(&page->html, change->why);
	html_end(&page->html, HTML_TD);
	html_element(&page->html, HTML_TD, NULL, g_strcmp0(change->origin, "cli") == 0 ? _("command line") : change->origin);
	html_end(&page->html, HTML_TR);
}

static gboolean put_changes(struct page *page, gint64 last, GError **error)
{
	const char *const heads[] = { "#", _("When"), _("Who"), _("What"), _("Record"), _("Why"), _("From"), NULL };
	struct request *request = page->request;
	gint64 first = MAX(last - LOG_PAGE + 1, 1);
	page_scroll(page, _("Trail of changes"));
	html_begin(&page->html, HTML_TABLE);
	html_attr(&page->html, HTML_CLASS, "list");
	page_table_heads(page, heads);
	for (gint64 id = last; id >= first; id--) {
		struct change *change = store_change(request->app->store, KEY(request_office(request), id), error);
		if (!change)
			return FALSE;
		put_change(page, change);
		change_free(change);
	}
	html_end(&page->html, HTML_TBODY);
	html_end(&page->html, HTML_TABLE);
	html_end(&page->html, HTML_DIV);
	if (first > 1) {
		char text[24];
		g_auto(url_t) url = url_own("/log");
		g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, first - 1);
		url_add_query(&url, "to", text);
		html_begin(&page->html, HTML_P);
		page_link(page, &url, "button", _("Earlier ones"));
		html_end(&page->html, HTML_P);
	}
	return TRUE;
}

static gboolean put_readings(struct page *page, GError **error)
{
	const char *const heads[] = { _("When"), _("Who"), _("Record"), _("From"), NULL };
	struct store *store = page->request->app->store;
	g_autoptr(GPtrArray) list = reading_list(store, request_office(page->request), LOG_PAGE, error);
	if (!list)
		return FALSE;
	html_element(&page->html, HTML_H2, NULL, _("Readings of personal data"));
	if (!list->len) {
		page_empty(page, _("Nobody has read personal data yet"), NULL);
		return TRUE;
	}
	page_scroll(page, _("Readings of personal data"));
	html_begin(&page->html, HTML_TABLE);
	html_attr(&page->html, HTML_CLASS, "list");
	page_table_heads(page, heads);
	for (guint i = 0; i < list->len; i++) {
		const struct reading *reading = list->pdata[i];
		html_begin(&page->html, HTML_TR);
		put_moment(page, reading->at);
		html_element(&page->html, HTML_TD, NULL, reading->account);
		put_record(page, store_register_of(store, reading->record, NULL), reading->record);
		html_element(&page->html, HTML_TD, NULL, reading->address);
		html_end(&page->html, HTML_TR);
	}
	html_end(&page->html, HTML_TBODY);
	html_end(&page->html, HTML_TABLE);
	html_end(&page->html, HTML_DIV);
	return TRUE;
}

gboolean show_log(struct request *request, GError **error)
{
	struct page page;
	const char *to = pairs_get(request->query, "to");
	gint64 position = store_position(request->app->store, request_office(request), error), last = position;
	if (position < 0 || (to && !g_ascii_string_to_signed(to, 10, 1, MAX(position, 1), &last, NULL)))
		return position < 0 ? FALSE : fail(error, ERROR_ABSENT, _("there is no such page"));
	page_begin(&page, request, SECTION_LOG, _("Trail of changes"));
	if (put_changes(&page, last, error) && (to || put_readings(&page, error)))
		return page_end(&page, error);
	html_clear(&page.html);
	return FALSE;
}
