/* SPDX-License-Identifier: Apache-2.0 */
#include "web/page.h"
#include "web/pages.h"

static const struct {
	guint status;
	const char *title;
} titles[] = {
	{ 401, N_("Please sign in") },
	{ 403, N_("This is not allowed") },
	{ 404, N_("Not found") },
	{ 405, N_("Not found") },
	{ 409, N_("Somebody else was faster") },
	{ 422, N_("Something in the form is not right") },
	{ 429, N_("Too many tries") },
	{ 500, N_("Something went wrong") },
	{ 503, N_("Not just now") },
};

void show_problem(struct request *request, guint status, const char *message)
{
	struct page page;
	const char *title = N_("Something went wrong");
	for (guint i = 0; i < G_N_ELEMENTS(titles); i++)
		if (titles[i].status == status)
			title = titles[i].title;
	g_auto(url_t) home = url_own(status == 401 ? "/sign-in" : "/");
	page_begin(&page, request, SECTION_NONE, _(title));
	page_box(&page, BOX_PROBLEM, message);
	html_begin(&page.html, HTML_P);
	page_link(&page, &home, "button", status == 401 ? _("Sign in") : _("To the first page"));
	html_end(&page.html, HTML_P);
	if (!page_end(&page, NULL))
		request->answer.status = 500;
}
