/* SPDX-License-Identifier: Apache-2.0 */
/* What one old report states: figure by figure, with where it says so and what the records give; and decisions on it. */
#include "base/number.h"
#include "web/baseline.h"
#include "web/pages.h"
#include "web/query.h"

#include <string.h>

enum { ROWS_SHOWN = 100, REASON_MOST = 300 };

/* Which of them are shown. */
static const struct {
	const char *id, *state, *label;
} shows[] = {
	{ "left", "proposed", N_("To be decided") },
	{ "accepted", "accepted", N_("Accepted") },
	{ "refused", "refused", N_("Refused") },
	{ "all", NULL, N_("All") },
};

struct review {
	struct page page;
	struct request *request;
	struct baseline *baseline;
	const struct pairs *sent; /* what was typed and could not be done; NULL at first */
	GPtrArray *shown;         /* struct proposal *, borrowed */
	guint show;
	guint from;               /* of them, the first on this page */
};

static void review_clear(struct review *review)
{
	g_clear_pointer(&review->baseline, baseline_free);
	g_clear_pointer(&review->shown, g_ptr_array_unref);
}
typedef struct review review_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(review_t, review_clear)

static guint count_of(const struct review *review, guint show)
{
	guint count = 0;
	for (guint i = 0; i < review->baseline->proposals->len; i++) {
		const struct proposal *proposal = review->baseline->proposals->pdata[i];
		count += !shows[show].state || strcmp(proposal->state, shows[show].state) == 0;
	}
	return count;
}

static gboolean is_open(const struct proposal *proposal)
{
	return strcmp(proposal->state, "proposed") == 0 || strcmp(proposal->state, "refused") == 0;
}

static gboolean choose_shown(struct review *review, const struct pairs *wish, GError **error)
{
	const char *show = pairs_get(wish, "show"), *from = pairs_get(wish, "from");
	gint64 first = 0;
	review->show = G_N_ELEMENTS(shows);
	for (guint i = 0; i < G_N_ELEMENTS(shows); i++)
		if (g_strcmp0(show, shows[i].id) == 0)
			review->show = i;
	if (review->show == G_N_ELEMENTS(shows) && show && *show)
		return fail(error, ERROR_INPUT, _("“%s”: left, accepted, refused or all are shown"), show);
	if (review->show == G_N_ELEMENTS(shows))
		review->show = count_of(review, 0) ? 0 : G_N_ELEMENTS(shows) - 1;
	if (from && *from && !g_ascii_string_to_signed(from, 10, 0, G_MAXINT, &first, NULL))
		return fail(error, ERROR_INPUT, _("“%s” is no number of a row"), from);
	review->from = (guint)first;
	review->shown = g_ptr_array_new();
	for (guint i = 0; i < review->baseline->proposals->len; i++) {
		struct proposal *proposal = review->baseline->proposals->pdata[i];
		if (!shows[review->show].state || strcmp(proposal->state, shows[review->show].state) == 0)
			g_ptr_array_add(review->shown, proposal);
	}
	return TRUE;
}

static gboolean review_read(struct review *review, struct request *request, const struct pairs *wish, GError **error)
{
	review->request = request;
	review->baseline = baseline_kept(request->app, request_office(request), request_parameter(request, 0), error);
	return review->baseline && choose_shown(review, wish, error);
}

/* "f.12" */
static char *name_of(char part, const struct proposal *proposal)
{
	return g_strdup_printf("%c.%" G_GINT64_FORMAT, part, proposal->record);
}

static const char *sent_or(const struct review *review, const char *name, const char *kept)
{
	const char *sent = review->sent ? pairs_get(review->sent, name) : NULL;
	return sent ? sent : kept;
}

static void put_input(struct review *review, const struct proposal *proposal, char part, const char *label, const char *type, const char *value)
{
	struct html_writer *html = &review->page.html;
	g_autofree char *name = name_of(part, proposal);
	html_begin(html, HTML_LABEL);
	html_element(html, HTML_SPAN, NULL, label);
	html_begin(html, HTML_INPUT);
	html_attr(html, HTML_TYPE, type);
	html_attr(html, HTML_NAME, name);
	html_attr(html, HTML_VALUE, sent_or(review, name, value));
	html_attr(html, HTML_LIST, part == 'f' ? "figures" : NULL);
	html_end(html, HTML_INPUT);
	html_end(html, HTML_LABEL);
}

/* The question, to be corrected: closed, unless no figure is known for it. */
static void put_correction(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	g_auto(baseline_question_t) question = { 0 };
	if (!is_open(proposal) || !may_decide(review->request) || !baseline_question_read(proposal->query, &question))
		return;
	g_autofree char *from = day_iso(question.span.from), *to = day_iso(question.span.to), *version = name_of('v', proposal);
	g_autofree char *seen = g_strdup_printf("%" G_GINT64_FORMAT, proposal->version);
	page_hidden(&review->page, version, seen);
	html_begin(html, HTML_DETAILS);
	html_flag(html, HTML_OPEN, !*question.figure || review->sent != NULL);
	html_element(html, HTML_SUMMARY, NULL, _("Correct"));
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "stacked");
	put_input(review, proposal, 'f', _("Figure"), "text", question.figure);
	put_input(review, proposal, 'w', _("Of which (host=leaders,country=JP)"), "text", question.where);
	put_input(review, proposal, 'a', _("From day"), "date", from);
	put_input(review, proposal, 'b', _("to"), "date", to);
	html_end(html, HTML_DIV);
	html_end(html, HTML_DETAILS);
}

static void put_question(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	struct request *request = review->request;
	g_autoptr(figure_query_t) query = figure_query_parse(request->app->store, proposal->query, NULL);
	html_begin(html, HTML_TD);
	if (query) {
		g_autofree char *name = figure_query_name(query, request->language), *span = query_span(request, query);
		g_auto(url_t) url = query_url(request, query);
		page_link(&review->page, &url, NULL, name);
		html_element(html, HTML_P, "quiet", span);
	} else {
		html_element(html, HTML_P, NULL, proposal->query[0] == '?' ? _("Which figure is it?") : proposal->query);
	}
	if (proposal->as_base)
		html_element(html, HTML_P, "quiet", _("Said for comparison"));
	put_correction(review, proposal);
	html_end(html, HTML_TD);
}

static void put_tick(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, proposal->record);
	g_autofree char *label = g_strdup_printf(_("Choose: %s"), proposal->quote);
	html_begin(html, HTML_TD);
	if (is_open(proposal) && may_decide(review->request)) {
		html_begin(html, HTML_INPUT);
		html_attr(html, HTML_TYPE, "checkbox");
		html_attr(html, HTML_NAME, "pick");
		html_attr(html, HTML_VALUE, id);
		html_attr(html, HTML_ARIA_LABEL, label);
		html_flag(html, HTML_CHECKED, review->sent && pairs_has(review->sent, "pick", id));
		html_end(html, HTML_INPUT);
	}
	html_end(html, HTML_TD);
}

static void put_number(struct review *review, const struct number *number, const char *unit)
{
	struct html_writer *html = &review->page.html;
	struct number shown = *number;
	while (shown.scale && shown.value % 10 == 0) {
		shown.value /= 10;
		shown.scale--;
	}
	g_autofree char *text = number_text(shown.value, shown.scale, review->request->language);
	html_begin(html, HTML_TD);
	html_attr(html, HTML_CLASS, "number");
	html_text(html, text);
	if (unit && *unit) {
		html_text(html, " ");
		html_element(html, HTML_SPAN, "figure-unit", unit);
	}
	html_end(html, HTML_TD);
}

/* What the records give, and how far that is from what was stated. */
static void put_records(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	if (!proposal->has_records) {
		html_element(html, HTML_TD, "quiet", _("no records"));
		return;
	}
	put_number(review, &proposal->records, NULL);
}

static void put_place(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	g_autoptr(GString) place = g_string_new(proposal->cell ? proposal->cell : "");
	if (proposal->page)
		g_string_append_printf(place, _("page %" PRId64), proposal->page);
	if (proposal->line)
		g_string_append_printf(place->len ? g_string_append(place, ", ") : place, _("line %" PRId64), proposal->line);
	else if (proposal->paragraph)
		g_string_append_printf(place->len ? g_string_append(place, ", ") : place, _("paragraph %" PRId64), proposal->paragraph);
	html_begin(html, HTML_TD);
	html_text(html, "“");
	html_text(html, proposal->quote);
	html_text(html, "”");
	html_element(html, HTML_P, "quiet", place->str);
	html_end(html, HTML_TD);
}

static void put_standing(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	const struct reg *reg = model_register(review->request->app->model, "stated");
	const struct state *state = reg_state(reg, proposal->state);
	g_auto(url_t) url = record_url(reg, proposal->record);
	html_begin(html, HTML_TD);
	page_link(&review->page, &url, NULL, label_text(&state->label, review->request->language));
	if (proposal->disputed)
		html_element(html, HTML_P, "problem", _("Another value is stated of the same."));
	if (proposal->doubt)
		html_element(html, HTML_P, "problem", proposal->doubt);
	if (proposal->reason)
		html_element(html, HTML_P, "quiet", proposal->reason);
	html_end(html, HTML_TD);
}

static void put_proposal(struct review *review, const struct proposal *proposal)
{
	struct html_writer *html = &review->page.html;
	html_begin(html, HTML_TR);
	put_tick(review, proposal);
	put_question(review, proposal);
	put_number(review, &proposal->value, proposal->unit);
	put_records(review, proposal);
	put_place(review, proposal);
	put_standing(review, proposal);
	html_end(html, HTML_TR);
}

/* The figures there are, to choose from by typing. */
static void put_figures(struct review *review)
{
	struct html_writer *html = &review->page.html;
	const GPtrArray *figures = review->request->app->model->figures;
	html_begin(html, HTML_DATALIST);
	html_attr(html, HTML_ID, "figures");
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i];
		html_begin(html, HTML_OPTION);
		html_attr(html, HTML_VALUE, figure->id);
		html_text(html, label_text(&figure->label, review->request->language));
		html_end(html, HTML_OPTION);
	}
	html_end(html, HTML_DATALIST);
}

static struct url shown_url(const struct review *review, guint show, guint from)
{
	struct url url = baseline_url(review->baseline->hash);
	url_add_query(&url, "show", shows[show].id);
	if (from) {
		g_autofree char *text = g_strdup_printf("%u", from);
		url_add_query(&url, "from", text);
	}
	return url;
}

static void put_shows(struct review *review)
{
	struct html_writer *html = &review->page.html;
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "exports");
	for (guint i = 0; i < G_N_ELEMENTS(shows); i++) {
		g_auto(url_t) url = shown_url(review, i, 0);
		g_autofree char *text = g_strdup_printf("%s: %u", _(shows[i].label), count_of(review, i));
		html_text(html, i ? " · " : "");
		if (i == review->show)
			html_element(html, HTML_STRONG, NULL, text);
		else
			page_link(&review->page, &url, NULL, text);
	}
	html_end(html, HTML_P);
}

static void put_turns(struct review *review)
{
	struct html_writer *html = &review->page.html;
	guint next = review->from + ROWS_SHOWN;
	if (!review->from && review->shown->len <= ROWS_SHOWN)
		return;
	html_begin(html, HTML_P);
	html_attr(html, HTML_CLASS, "exports");
	if (review->from) {
		g_auto(url_t) url = shown_url(review, review->show, review->from > ROWS_SHOWN ? review->from - ROWS_SHOWN : 0);
		page_link(&review->page, &url, "button", _("Before"));
		html_text(html, " ");
	}
	if (next < review->shown->len) {
		g_auto(url_t) url = shown_url(review, review->show, next);
		page_link(&review->page, &url, "button", _("Next"));
	}
	html_end(html, HTML_P);
}

static void put_table(struct review *review)
{
	const char *const heads[] = { _("Choose"), _("Figure and days"), _("Stated"), _("Records"), _("Where it is said"), _("State"), NULL };
	struct html_writer *html = &review->page.html;
	page_scroll(&review->page, _("What the file states"));
	html_begin(html, HTML_TABLE);
	page_table_heads(&review->page, heads);
	for (guint i = review->from; i < MIN(review->shown->len, review->from + ROWS_SHOWN); i++)
		put_proposal(review, review->shown->pdata[i]);
	html_end(html, HTML_TBODY);
	html_end(html, HTML_TABLE);
	html_end(html, HTML_DIV);
}

static void put_acts(struct review *review)
{
	struct html_writer *html = &review->page.html;
	guint certain = 0;
	for (guint i = 0; i < review->baseline->proposals->len; i++)
		certain += proposal_is_certain(review->baseline->proposals->pdata[i]) ? 1 : 0;
	page_input(&review->page, &(struct input){ .name = "why", .label = _("Reason (needed to refuse)"), .value = review->sent ? pairs_get(review->sent, "why") : NULL, .most = REASON_MOST });
	html_begin(html, HTML_DIV);
	html_attr(html, HTML_CLASS, "buttons");
	page_button(&review->page, "primary", "act", "accept", _("Accept what is ticked"));
	if (certain) {
		g_autofree char *text = g_strdup_printf(_("Accept all certain ones (%u)"), certain);
		page_button(&review->page, "secondary", "act", "certain", text);
	}
	page_button(&review->page, "secondary", "act", "refuse", _("Refuse what is ticked"));
	page_button(&review->page, "secondary", "act", "correct", _("Keep the corrections only"));
	html_end(html, HTML_DIV);
	html_element(html, HTML_P, "help", _("Certain is what has a figure, and of which nothing else is stated. What you do not decide on stays here."));
}

static gboolean has_open(const struct review *review)
{
	for (guint i = review->from; i < MIN(review->shown->len, review->from + ROWS_SHOWN); i++)
		if (is_open(review->shown->pdata[i]))
			return TRUE;
	return FALSE;
}

static gboolean show(struct review *review, const char *problem, GError **error)
{
	struct html_writer *html = &review->page.html;
	g_auto(url_t) url = shown_url(review, review->show, review->from);
	gboolean open = has_open(review) && may_decide(review->request);
	baseline_begin(&review->page, review->request, review->baseline->hash, review->baseline->source);
	if (problem)
		page_box(&review->page, BOX_PROBLEM, problem);
	put_shows(review);
	if (review->from >= review->shown->len) {
		page_empty(&review->page, _("There is none of these"), review->show == 0 ? _("All of this file is decided on.") : NULL);
		return page_end(&review->page, error);
	}
	if (open)
		page_form(&review->page, &url, "stacked");
	put_table(review);
	if (open) {
		put_figures(review);
		put_acts(review);
		html_end(html, HTML_FORM);
	}
	put_turns(review);
	return page_end(&review->page, error);
}

gboolean show_baseline(struct request *request, GError **error)
{
	g_auto(review_t) review = { 0 };
	return review_read(&review, request, request->query, error) && show(&review, NULL, error);
}

/* What a row of the form says: its corrections, and whether it is ticked. */
static gboolean decide_row(struct review *review, struct app *app, const struct proposal *proposal, enum baseline_verdict verdict, GError **error)
{
	const struct pairs *form = review->request->form;
	g_autofree char *figure = name_of('f', proposal), *where = name_of('w', proposal), *from = name_of('a', proposal), *to = name_of('b', proposal), *version = name_of('v', proposal);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, proposal->record);
	const char *seen = pairs_get(form, version);
	struct baseline_decision decision = { .record = proposal->record, .figure = pairs_get(form, figure), .where = pairs_get(form, where), .from = pairs_get(form, from), .to = pairs_get(form, to),
		.verdict = pairs_has(form, "pick", id) ? verdict : BASELINE_LEFT };
	if (!seen) /* was not in the form */
		return TRUE;
	if (!g_ascii_string_to_signed(seen, 10, 1, G_MAXINT64, &decision.version, NULL))
		return fail(error, ERROR_INPUT, _("“%s” is no version of a record"), seen);
	if (baseline_decide(app, request_office(review->request), &decision, pairs_get(form, "why"), error))
		return TRUE;
	g_prefix_error(error, "“%s”: ", proposal->quote);
	return FALSE;
}

static gboolean accept_certain(struct review *review, struct app *app, GError **error)
{
	g_autoptr(baseline_t) kept = baseline_kept(app, request_office(review->request), review->baseline->hash, error);
	const char *why = pairs_get(review->request->form, "why");
	guint count;
	return kept && baseline_accept(app, kept, NULL, why && *why ? why : NULL, &count, error);
}

static gboolean do_decide(struct app *app, void *data, GError **error)
{
	struct review *review = data;
	const char *act = pairs_get(review->request->form, "act");
	enum baseline_verdict verdict = g_strcmp0(act, "accept") == 0 ? BASELINE_ACCEPTED : g_strcmp0(act, "refuse") == 0 ? BASELINE_REFUSED : BASELINE_LEFT;
	for (guint i = 0; i < review->baseline->proposals->len; i++)
		if (is_open(review->baseline->proposals->pdata[i]) && !decide_row(review, app, review->baseline->proposals->pdata[i], verdict, error))
			return FALSE;
	return g_strcmp0(act, "certain") != 0 || accept_certain(review, app, error);
}

static const char *wrong_form(const struct request *request)
{
	static const char *const acts[] = { "accept", "refuse", "certain", "correct", NULL };
	const char *act = pairs_get(request->form, "act");
	gboolean picks = g_strcmp0(act, "accept") == 0 || g_strcmp0(act, "refuse") == 0;
	if (!act || !g_strv_contains(acts, act))
		return _("Choose what is to be done.");
	return picks && !pairs_get(request->form, "pick") ? _("Tick what it is about first.") : NULL;
}

gboolean decide_baseline(struct request *request, GError **error)
{
	g_auto(review_t) review = { 0 };
	g_autoptr(GError) problem = NULL;
	if (!may_decide(request))
		return fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	if (!review_read(&review, request, request->query, error))
		return FALSE;
	const char *wrong = wrong_form(request);
	if (!wrong && request_write(request, do_decide, &review, &problem)) {
		g_auto(url_t) url = shown_url(&review, review.show, review.from);
		page_notice_next(request, NOTICE_JUDGED);
		answer_redirect(request, &url);
		return TRUE;
	}
	if (problem && problem->code != ERROR_INPUT && problem->code != ERROR_ABSENT && problem->code != ERROR_CONFLICT && problem->code != ERROR_REFUSED) {
		g_propagate_error(error, g_steal_pointer(&problem));
		return FALSE;
	}
	review.sent = request->form;
	request->answer.status = problem && problem->code == ERROR_CONFLICT ? 409 : 422;
	return show(&review, wrong ? wrong : problem->message, error);
}
