/* SPDX-License-Identifier: Apache-2.0 */
/* Files that are carried between offices without a line: packages that came, and the acknowledgements for them, both ways. */
#include "web/exchange.h"
#include "web/pages.h"
#include "web/report.h"

#include <string.h>

char *exchange_office_name(struct app *app, const char *code)
{
	gint64 office = store_office(app->store, code, NULL);
	g_autoptr(record_t) record = office ? app_office_record(app, office, NULL) : NULL;
	const char *name = record ? record_text(record, "name") : "";
	return g_strdup(*name ? name : code);
}

gboolean exchange_carries(const struct request *request)
{
	return request_may(request, CARRIES_FILES);
}

static void outcome_free(gpointer data)
{
	struct outcome *outcome = data;
	g_free(outcome->text);
	g_free(outcome);
}

/* Takes the text. */
static void tell(GPtrArray *outcomes, gboolean refused, char *text)
{
	struct outcome *outcome = g_new0(struct outcome, 1);
	*outcome = (struct outcome){ .text = text, .refused = refused };
	g_ptr_array_add(outcomes, outcome);
}

struct carrying {
	gint64 office;
	GBytes *bytes;
	struct hub_carried *carried;
	GError *refusal;
};

/* A refusal is noted, so what was done stays. */
static gboolean do_receive(struct app *app, void *data, GError **error)
{
	struct carrying *carrying = data;
	if (hub_carried_package(app, carrying->office, carrying->bytes, carrying->carried, &carrying->refusal) || !error_is_system(carrying->refusal))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&carrying->refusal));
	return FALSE;
}

gboolean exchange_receive(struct request *request, GBytes *bytes, struct hub_carried *carried, GError **refusal, GError **error)
{
	struct carrying carrying = { .office = request_office(request), .bytes = bytes, .carried = carried };
	gboolean done = request_write(request, do_receive, &carrying, error);
	if (done && carrying.refusal)
		g_propagate_error(refusal, g_steal_pointer(&carrying.refusal));
	g_clear_error(&carrying.refusal);
	return done;
}

static gboolean receive_one(struct request *request, const struct pair *file, GPtrArray *outcomes, GError **error)
{
	struct hub_carried received = { 0 };
	g_autoptr(GError) refusal = NULL;
	if (!exchange_receive(request, file->bytes, &received, &refusal, error))
		return FALSE;
	g_autofree char *name = refusal ? NULL : exchange_office_name(request->app, received.office);
	if (refusal)
		tell(outcomes, TRUE, g_strdup_printf("%s: %s", file->file, refusal->message));
	else if (received.added)
		tell(outcomes, FALSE, g_strdup_printf(_("%s: %s: %" PRId64 " entries received, held up to %" PRId64), file->file, name, received.added, received.position));
	else
		tell(outcomes, FALSE, g_strdup_printf(_("%s: %s: already held, up to %" PRId64), file->file, name, received.position));
	hub_carried_clear(&received);
	return TRUE;
}

static gint by_file(gconstpointer a, gconstpointer b)
{
	const struct pair *x = *(struct pair *const *)a, *y = *(struct pair *const *)b;
	return strcmp(x->file, y->file);
}

/* In the order of their names, which is that of the entries in them. */
static GPtrArray *files_sent(const struct request *request, const char *name)
{
	GPtrArray *files = g_ptr_array_new();
	for (guint i = 0; i < request->form->list->len; i++) {
		struct pair *pair = request->form->list->pdata[i];
		if (strcmp(pair->name, name) == 0 && pair->file && *pair->file && g_bytes_get_size(pair->bytes))
			g_ptr_array_add(files, pair);
	}
	g_ptr_array_sort(files, by_file);
	return files;
}

static gboolean answer_outcomes(struct request *request, const GPtrArray *outcomes, GError **error)
{
	for (guint i = 0; i < outcomes->len; i++)
		if (((const struct outcome *)outcomes->pdata[i])->refused)
			request->answer.status = 422;
	return exchange_show(request, outcomes, error);
}

gboolean receive_packages(struct request *request, GError **error)
{
	g_autoptr(GPtrArray) outcomes = g_ptr_array_new_with_free_func(outcome_free), files = files_sent(request, "package");
	for (guint i = 0; i < files->len; i++)
		if (!receive_one(request, files->pdata[i], outcomes, error))
			return FALSE;
	if (!files->len)
		tell(outcomes, TRUE, g_strdup(_("Choose a file first.")));
	return answer_outcomes(request, outcomes, error);
}

static gboolean do_acknowledge(struct app *app, void *data, GError **error)
{
	struct carrying *carrying = data;
	return hub_carried_answer(app, carrying->office, carrying->bytes, carrying->carried, error);
}

gboolean exchange_acknowledge(struct request *request, GBytes *bytes, struct hub_carried *carried, GError **error)
{
	struct carrying carrying = { .office = request_office(request), .bytes = bytes, .carried = carried };
	return request_write(request, do_acknowledge, &carrying, error);
}

gboolean take_acknowledgement(struct request *request, GError **error)
{
	struct hub_carried answer = { 0 };
	g_autoptr(GError) refusal = NULL;
	g_autoptr(GPtrArray) outcomes = g_ptr_array_new_with_free_func(outcome_free), files = files_sent(request, "acknowledgement");
	const struct pair *file = files->len ? files->pdata[0] : NULL;
	if (!file) {
		tell(outcomes, TRUE, g_strdup(_("Choose a file first.")));
	} else if (exchange_acknowledge(request, file->bytes, &answer, &refusal)) {
		g_autofree char *name = exchange_office_name(request->app, answer.office), *hub = exchange_office_name(request->app, answer.hub);
		tell(outcomes, FALSE, answer.older ? g_strdup_printf(_("%s: a later acknowledgement was taken before; nothing changed."), name) :
			g_strdup_printf(_("%s: %s holds entries up to %" PRId64 "."), name, hub, answer.position));
	} else {
		tell(outcomes, TRUE, g_strdup_printf("%s: %s", file->file, refusal->message));
	}
	hub_carried_clear(&answer);
	if (!refusal || !error_is_system(refusal))
		return answer_outcomes(request, outcomes, error);
	g_propagate_error(error, g_steal_pointer(&refusal));
	return FALSE;
}

gboolean give_acknowledgement(struct request *request, GError **error)
{
	g_autofree char *name = NULL;
	g_autoptr(GBytes) answer = hub_answer_carried(request->app, request_office(request), request_parameter(request, 0), &name, error);
	if (!answer)
		return FALSE;
	answer_bytes(request, answer, "application/octet-stream", name);
	request->answer.etag = g_strdup_printf("\"%s\"", name);
	return TRUE;
}

static void put_upload(struct page *page, const char *path, const struct input *input, const char *does)
{
	g_auto(url_t) url = url_own(path);
	page_file_form(page, &url, "card stacked");
	page_input(page, input);
	html_begin(&page->html, HTML_DIV);
	page_button(page, NULL, NULL, NULL, does);
	html_end(&page->html, HTML_DIV);
	html_end(&page->html, HTML_FORM);
}

/* For an office without a line to its superior: the package goes as a file. */
static void put_package(struct page *page, const struct hub_line *line)
{
	g_auto(url_t) url = url_own("/exchange/package");
	if (line->waiting) {
		html_begin(&page->html, HTML_P);
		page_link(page, &url, "button", _("The package for the superior office"));
		html_end(&page->html, HTML_P);
		html_element(&page->html, HTML_P, "help",
			_("It holds what was not acknowledged yet: figures' entries and issued reports, no personal data, signed by this office. Send the file as it is."));
	}
	put_upload(page, "/exchange/answers", &(struct input){ .name = "acknowledgement", .type = "file", .required = TRUE, .label = _("The superior's acknowledgement (.answer)"),
		.help = _("The file that came back for a package: it says how far this office is held there, and what was decided on its reports.") }, _("Take the acknowledgement"));
}

void put_carried(struct page *page, const GPtrArray *lines, const char *own)
{
	gboolean receives = FALSE;
	const struct hub_line *sends = NULL;
	for (guint i = 0; i < lines->len; i++) {
		const struct hub_line *line = lines->pdata[i];
		receives |= line->receives;
		if (!line->receives && strcmp(line->office, own) == 0)
			sends = line;
	}
	if (!exchange_carries(page->request) || (!receives && !sends))
		return;
	html_element(&page->html, HTML_H2, NULL, _("Files that are carried"));
	if (receives)
		put_upload(page, "/exchange/packages", &(struct input){ .name = "package", .type = "file", .required = TRUE, .multiple = TRUE, .label = _("Packages of the offices below (.package)"),
			.help = _("Several may be chosen. Each is received whole or not at all; one that came before is known again. Then take the office's acknowledgement from the table above back to it.") },
			_("Receive the packages"));
	if (sends)
		put_package(page, sends);
}
