/* SPDX-License-Identifier: Apache-2.0 */
/* What watches over the server asks for; the choice of language. */
#include "web/meter.h"
#include "web/page.h"
#include "web/pages.h"

#include <string.h>

gboolean show_health(struct request *request, GError **error)
{
	g_autofree char *schema = store_setting(request->app->store, "schema");
	gboolean well = schema && !g_atomic_int_get(&request->server->stopping);
	g_autoptr(GBytes) bytes = well ? g_bytes_new_static("ok\n", 3) : g_bytes_new_static("not well\n", 9);
	(void)error;
	request->answer.status = well ? 200 : 503;
	answer_bytes(request, bytes, "text/plain; charset=utf-8", NULL);
	return TRUE;
}

gboolean show_metrics(struct request *request, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	meter_write(request->server, text);
	g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
	(void)error;
	answer_bytes(request, bytes, "application/openmetrics-text; version=1.0.0; charset=utf-8", NULL);
	return TRUE;
}

gboolean choose_language(struct request *request, GError **error)
{
	const char *language = request_parameter(request, 0), *then = pairs_get(request->query, "then");
	g_auto(url_t) url = url_own(then);
	(void)error;
	answer_cookie(request, COOKIE_LANGUAGE, strcmp(language, "en") == 0 ? "en" : "vi", 365 * 86400);
	answer_redirect(request, &url);
	return TRUE;
}
