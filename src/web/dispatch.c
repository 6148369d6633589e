/* SPDX-License-Identifier: Apache-2.0 */
/* From a request to its answer: who it is, whether they may, whether the form is theirs, and the handler of the row. */
#include "web/api.h"
#include "web/limiter.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/server.h"
#include "web/shelf.h"

#include <string.h>

enum { RETRY_SECONDS = 10 }; /* told with 503 */

static gboolean read_input(struct request *request, GError **error)
{
	const char *mark = strchr(request->target, '?');
	request->query = pairs_parse(mark ? mark + 1 : "", mark ? strlen(mark + 1) : 0, error);
	if (!request->query || request->method != POST || request_is_api(request))
		return request->query != NULL;
	const char *media = request->media ? request->media : "";
	if (g_ascii_strncasecmp(media, "multipart/form-data", strlen("multipart/form-data")) == 0)
		request->form = pairs_parse_parts(media, request->body->data, request->body->len, error);
	else if (request->body->len == 0 || g_ascii_strncasecmp(media, "application/x-www-form-urlencoded", strlen("application/x-www-form-urlencoded")) == 0)
		request->form = pairs_parse((const char *)request->body->data, request->body->len, error);
	else
		fail(error, ERROR_INPUT, _("a form is expected here"));
	return request->form != NULL;
}

/* Who it is; nobody where the session is over or the account disabled. */
static gboolean identify(struct request *request, GError **error)
{
	GError *problem = NULL;
	g_autofree char *token = request_cookie(request, COOKIE_SESSION);
	request->may = MAY_ANYONE | (request->is_local ? MAY_LOCAL : 0);
	request->session = token ? session_find(request->app->store, token, moment_now(), &problem) : NULL;
	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	request->account = request->session ? account_read(request->app->store, request->session->account, NULL) : NULL;
	if (request->account && !request->account->disabled) {
		request->token = g_steal_pointer(&token);
		if (request->session->stage == SESSION_FULL)
			request->may |= account_may(request->account);
		return TRUE;
	}
	g_clear_pointer(&request->session, session_free);
	g_clear_pointer(&request->account, account_free);
	request->token = request_cookie(request, COOKIE_FORM);
	return TRUE;
}

/* Those who are not signed in are asked to; those who must change their password or give a code are led there. */
static gboolean lead(struct request *request)
{
	g_auto(url_t) url = { 0 };
	if (request->account && request->session->stage == SESSION_CODE)
		url = url_own("/sign-in/code");
	else if (request->account && request->account->must_change)
		url = url_own("/account/password");
	else if (!request->account) {
		url = url_own("/sign-in");
		if (strcmp(request->path, "/") != 0)
			url_add_query(&url, "then", request->target);
	}
	if (!url.text || request->method != GET)
		return FALSE;
	answer_redirect(request, &url);
	return TRUE;
}

static gboolean permit(struct request *request, GError **error)
{
	if (request_may(request, request->route->may))
		return TRUE;
	if ((request->route->may & ~(guint)(MAY_ANYONE | MAY_LOCAL)) && lead(request))
		return FALSE;
	if (!request->account) {
		answer_status(request, 401, _("You are not signed in, or not any more. Sign in and do it again."));
		return FALSE;
	}
	return fail(error, ERROR_REFUSED, _("Your roles do not allow this. Ask the administrator of your office."));
}

/* Strangers read what is published, but not without end. */
static gboolean admit(struct request *request)
{
	if (request->route->cache != CACHE_PUBLIC || request->session || limiter_allows(request->server->visits, request->address, g_get_monotonic_time()))
		return TRUE;
	answer_status(request, 429, _("There were too many requests from your address. Wait a minute."));
	return FALSE;
}

/* A form of ours, sent from a page of ours. */
static gboolean check_form(struct request *request, GError **error)
{
	static const char *const ours[] = { "same-origin", "none", NULL };
	if (request->method != POST)
		return TRUE;
	if (request->site && !g_strv_contains(ours, request->site))
		return fail(error, ERROR_REFUSED, _("This form was sent from another site, so nothing was done."));
	return form_token_fits(request, pairs_get(request->form, "form-token")) ||
		fail(error, ERROR_REFUSED, _("This form is too old or was not made for you, so nothing was done. Open the page again and send it once more."));
}

struct touch {
	char *id;
	moment_t now;
};

static gboolean do_touch(struct app *app, void *data, GError **error)
{
	struct touch *touch = data;
	return session_touch(app->store, touch->id, touch->now, error);
}

static void end_touch(void *data, GError *error)
{
	struct touch *touch = data;
	g_clear_error(&error);
	g_free(touch->id);
	g_free(touch);
}

/* That the session is in use is written now and then, not each time. */
static void touch_session(struct request *request)
{
	moment_t now = moment_now();
	if (!request->session || now - request->session->seen < SESSION_SEEN_SECONDS * (gint64)G_USEC_PER_SEC)
		return;
	struct touch *touch = g_new0(struct touch, 1);
	*touch = (struct touch){ .id = g_strdup(request->session->id), .now = now };
	writer_send(request->server->writer, do_touch, touch, end_touch);
}

static gboolean run(struct request *request, GError **error)
{
	gboolean allowed;
	if (!request->route && !route_find(request, &allowed)) {
		answer_status(request, allowed ? 405 : 404, allowed ? _("This page cannot be asked for in that way.") : _("there is no such page"));
		return FALSE;
	}
	if (!permit(request, error) || !admit(request) || !check_form(request, error))
		return FALSE;
	touch_session(request);
	GError *problem = NULL;
	if (shelf_answer(request, &problem))
		return TRUE;
	if (!problem)
		return request->route->run(request, error);
	g_propagate_error(error, problem);
	return FALSE;
}

void answer_status(struct request *request, guint status, const char *message)
{
	if (request->answer.text)
		g_string_truncate(request->answer.text, 0);
	g_clear_pointer(&request->answer.bytes, g_bytes_unref);
	g_clear_pointer(&request->answer.location, g_free);
	g_clear_pointer(&request->answer.download, g_free);
	g_clear_pointer(&request->answer.link, g_free);
	g_ptr_array_set_size(request->answer.cookies, 0);
	request->answer.status = status;
	if (status == 405 && !request->answer.allow)
		request->answer.allow = route_methods(request->path);
	if (request_is_api(request))
		api_problem(request, status, message);
	else
		show_problem(request, status, message);
}

void answer_error(struct request *request, const GError *error)
{
	static const struct {
		enum error_code code;
		guint status;
	} statuses[] = { { ERROR_USAGE, 422 }, { ERROR_INPUT, 422 }, { ERROR_ABSENT, 404 }, { ERROR_REFUSED, 403 }, { ERROR_CONFLICT, 409 }, { ERROR_BUSY, 503 } };
	guint status = 500;
	for (guint i = 0; i < G_N_ELEMENTS(statuses); i++)
		if (error->domain == ERROR_DOMAIN && error->code == (int)statuses[i].code)
			status = statuses[i].status;
	if (status >= 500) /* names of files and servers are for the log */
		g_printerr("ngoaivu: %s: %s\n", request->path, error->message);
	answer_status(request, status,
		status == 503 ? _("The store is in use or cannot be reached just now; nothing was changed. Try again in a moment.") :
		status == 500 ? _("Something is wrong on our side; nothing was changed. The administrator finds the reason in the server's log.") :
		error->message);
	if (status == 503)
		request->answer.retry = RETRY_SECONDS;
}

/* Who and from where, for the history; given back after the request. */
struct actor {
	char *who, *language;
	const char *origin;
};

static struct actor act_as(struct app *app, const struct request *request)
{
	struct actor before = { app->who, app->language, app->origin };
	app->who = request->account ? request->account->name : (char *)"web";
	app->origin = request->address;
	app->language = (char *)request->language;
	return before;
}

static void act_again_as(struct app *app, const struct actor *actor)
{
	app->who = actor->who;
	app->language = actor->language;
	app->origin = actor->origin;
}

struct act {
	const struct request *request;
	write_act act;
	void *data;
};

/* In the name and the language of the one who asks, in whatever thread. */
static gboolean do_act(struct app *app, void *data, GError **error)
{
	const struct act *act = data;
	struct actor before = act_as(app, act->request);
	message_language(act->request->language);
	gboolean done = act->act(app, act->data, error);
	act_again_as(app, &before);
	return done;
}

gboolean request_write(struct request *request, write_act act, void *data, GError **error)
{
	struct act own = { request, act, data };
	request->writes = TRUE;
	if (request_is_writing(request))
		return do_act(request->app, &own, error);
	return writer_do(request->server->writer, do_act, &own, error);
}

static gboolean handle_seeing(struct request *request, GError **error)
{
	gboolean own = FALSE;
	gboolean looks = !request->route || request->route->place == PLACE_READER;
	if (looks && !store_look(request->app->store, &own, error))
		return FALSE;
	gboolean api = request_is_api(request);
	gboolean done = read_input(request, error) && (api ? api_identify(request, error) : identify(request, error));
	if (done) {
		struct actor before = act_as(request->app, request);
		done = api ? api_run(request, error) : run(request, error);
		act_again_as(request->app, &before);
	}
	store_look_away(request->app->store, own);
	GError *unheard = NULL; /* by which something may have seemed absent */
	if (db_heard(store_db(request->app->store), &unheard))
		return done;
	g_clear_error(error);
	g_propagate_error(error, unheard);
	return FALSE;
}

gboolean request_handle(struct request *request, struct app *app)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *language = request_cookie(request, COOKIE_LANGUAGE);
	request->app = app;
	request->language = request_is_api(request) ? api_language(request) : g_strcmp0(language, "en") == 0 ? "en" : "vi";
	message_language(request->language);
	if (!handle_seeing(request, &error) && error)
		answer_error(request, error);
	if (!request->answer.status)
		request->answer.status = 200;
	return request->answer.status < 400;
}
