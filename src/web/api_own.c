/* SPDX-License-Identifier: Apache-2.0 */
/* What an account has of its own besides tokens: sessions of browsers, the address of its calendar. */
#include "auth/feed.h"
#include "auth/session.h"
#include "web/api_json.h"
#include "web/page.h"
#include "web/pages.h"

gboolean api_list_sessions(struct request *request, GError **error)
{
	g_autoptr(GPtrArray) sessions = session_list(request->app->store, request->account->name, moment_now(), error);
	if (!sessions)
		return FALSE;
	json_t *list = json_array();
	for (guint i = 0; i < sessions->len; i++) {
		const struct session *session = sessions->pdata[i];
		json_array_append_new(list, json_pack("{s:s, s:s, s:s?, s:o, s:o}", "id", session->id, "address", session->address, "agent", session->agent,
			"began", api_moment(session->began), "seen", api_moment(session->seen)));
	}
	return api_answer(request, json_pack("{s:o}", "sessions", list));
}

gboolean api_end_session(struct request *request, GError **error)
{
	return session_end(request->app->store, request->account->name, request_parameter(request, 0), error) && api_done(request);
}

gboolean api_end_sessions(struct request *request, GError **error)
{
	return session_end_all(request->app->store, request->account->name, NULL, error) && api_done(request);
}

/* Told once: the store keeps only its hash. */
gboolean api_make_feed(struct request *request, GError **error)
{
	g_autofree char *token = feed_make(request->app->store, request->account->name, error);
	if (!token)
		return FALSE;
	g_auto(url_t) url = url_own("/calendar/feed");
	url_add_segment(&url, token);
	g_autofree char *address = whole_address(request, &url);
	request->answer.status = 201;
	return api_answer(request, json_pack("{s:s}", "address", address));
}

gboolean api_end_feed(struct request *request, GError **error)
{
	return feed_drop(request->app->store, request->account->name, error) && api_done(request);
}
