/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/send.h"
#include "base/reason.h"
#include "format/file.h"
#include "hub/claim.h"
#include "hub/curl_library.h"
#include "hub/line.h"

#include <gio/gio.h>
#include <string.h>

#define REPLY_MOST ((gsize)8 << 20)
enum { CONNECT_SECONDS = 20, REQUEST_SECONDS = 900, SILENT_SECONDS = 120, PAUSE_LEAST = 250, PAUSE_MOST = 30000 };

/* An office that is sending. */
struct sending {
	struct app *app;
	gint64 office;
	const struct send_options *options;
	void (*tell)(const char *line);
	struct sent *sent;
	struct hub_key *key;
	char *base;         /* the address without a last slash */
	gboolean is_plain;  /* http */
	CURL *curl;
	gint64 until;       /* monotonic: patience ends */
	guint pause;        /* milliseconds before the next attempt */
};

/* One request and what came of it. */
struct exchange {
	const char *method, *path;
	GBytes *body;
	GByteArray *reply;
	long status;        /* 0: there was none */
	CURLcode code;
	char words[CURL_ERROR_SIZE];
};

gboolean send_is_url(const char *to)
{
	return strstr(to, "://") != NULL;
}

static gboolean is_this_machine(const char *host)
{
	g_autoptr(GInetAddress) inet = g_inet_address_new_from_string(host);
	return strcmp(host, "localhost") == 0 || (inet && g_inet_address_get_is_loopback(inet));
}

/* "https://host[:port][/path]"; the path is that of a proxy before the hub. */
static gboolean read_address(struct sending *sending, GError **error)
{
	const char *url = sending->options->url;
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
	const char *scheme = uri ? g_uri_get_scheme(uri) : "", *host = uri ? g_uri_get_host(uri) : NULL;
	sending->is_plain = strcmp(scheme, "http") == 0;
	if (!host || !*host || (!sending->is_plain && strcmp(scheme, "https") != 0) || g_uri_get_userinfo(uri) || g_uri_get_query(uri) || g_uri_get_fragment(uri))
		return fail(error, ERROR_USAGE, _("--to %s: an address like https://hub.example:8443 is expected"), url);
	if (sending->is_plain && !is_this_machine(host))
		return fail(error, ERROR_USAGE, _("--to %s: without encryption only this machine is sent to; write https://"), url);
	sending->base = g_strdup(url);
	while (g_str_has_suffix(sending->base, "/"))
		sending->base[strlen(sending->base) - 1] = '\0';
	return TRUE;
}

/* The library trusts nobody where there is no certificate in the file, and does not say why. */
static gboolean check_authority(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = path ? file_read(path, 16 << 20, error) : NULL;
	if (!path || !bytes)
		return !path;
	return g_strstr_len(g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes), "-----BEGIN CERTIFICATE-----") ||
		fail(error, ERROR_INPUT, _("--authority %s: there is no certificate in PEM in it"), path);
}

static size_t take_reply(char *data, size_t size, size_t count, void *user)
{
	struct exchange *exchange = user;
	if (exchange->reply->len + size * count > REPLY_MOST)
		return 0;
	g_byte_array_append(exchange->reply, (const guint8 *)data, (guint)(size * count));
	return size * count;
}

static void set_security(struct sending *sending)
{
	CURL *curl = sending->curl;
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, sending->is_plain ? "http" : "https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (sending->is_plain)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (!sending->options->authority)
		return;
	curl_easy_setopt(curl, CURLOPT_CAINFO, sending->options->authority);
	curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
}

static void set_limits(CURL *curl)
{
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)REQUEST_SECONDS);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "ngoaivu/" VERSION);
}

static void set_body(CURL *curl, GBytes *body)
{
	gsize length;
	if (!body)
		return;
	gconstpointer bytes = g_bytes_get_data(body, &length);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, bytes);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
}

static struct curl_slist *headers_of(const struct sending *sending, const struct exchange *exchange)
{
	g_autofree char *request = g_strdup_printf("%s %s", exchange->method, exchange->path);
	g_autofree char *claim = claim_write(sending->key, request);
	g_autofree char *authorization = g_strconcat("Authorization: ", claim, NULL);
	struct curl_slist *headers = curl_slist_append(NULL, authorization);
	if (!exchange->body)
		return headers;
	headers = curl_slist_append(headers, "Content-Type: application/octet-stream");
	return curl_slist_append(headers, "Expect: 100-continue"); /* a refusal is heard before the body is sent */
}

static void perform(struct sending *sending, struct exchange *exchange)
{
	CURL *curl = sending->curl;
	g_autofree char *url = g_strconcat(sending->base, exchange->path, NULL);
	struct curl_slist *headers = headers_of(sending, exchange);
	g_byte_array_set_size(exchange->reply, 0);
	exchange->status = 0;
	*exchange->words = '\0';
	curl_easy_reset(curl);
	set_security(sending);
	set_limits(curl);
	set_body(curl, exchange->body);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_reply);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, exchange);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, exchange->words);
	exchange->code = curl_easy_perform(curl);
	if (exchange->code == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &exchange->status);
	curl_slist_free_all(headers);
}

/* What the hub said in words; what is no text of a hub's length is left out. */
static char *reply_text(const struct exchange *exchange)
{
	g_autofree char *text = g_strndup((const char *)exchange->reply->data, MIN(exchange->reply->len, 1000u));
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	for (char *c = valid; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	return g_strdup(g_strstrip(valid));
}

/* Whether the same request may succeed later. */
static gboolean may_pass(const struct exchange *exchange)
{
	switch (exchange->code) {
	case CURLE_OK:
		return exchange->status == 408 || exchange->status == 429 || exchange->status >= 500;
	case CURLE_COULDNT_RESOLVE_PROXY:
	case CURLE_COULDNT_RESOLVE_HOST:
	case CURLE_COULDNT_CONNECT:
	case CURLE_PARTIAL_FILE:
	case CURLE_OPERATION_TIMEDOUT:
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_WEIRD_SERVER_REPLY:
		return TRUE;
	default:
		return FALSE;
	}
}

static gboolean is_certificate(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR;
}

static gboolean fail_network(const struct sending *sending, const struct exchange *exchange, GError **error)
{
	gboolean in_detail = *exchange->words && is_certificate(exchange->code);
	g_autofree char *why = reason(in_detail ? exchange->words : curl_easy_strerror(exchange->code));
	if (is_certificate(exchange->code))
		return fail(error, ERROR_REFUSED, _("%s: the hub's certificate cannot be trusted (%s); if its office vouches for it, name the file of its authority with --authority"), sending->base, why);
	if (exchange->code == CURLE_SSL_CACERT_BADFILE)
		return fail(error, ERROR_SYSTEM, _("the certificates that the system trusts cannot be read; name the file of the hub's authority with --authority"));
	return fail(error, ERROR_BUSY, _("%s: the hub cannot be reached (%s); nothing is lost, send again later"), sending->base, why);
}

static gboolean fail_reply(const struct sending *sending, const struct exchange *exchange, GError **error)
{
	static const struct {
		long status;
		enum error_code code;
	} codes[] = { { 400, ERROR_INPUT }, { 401, ERROR_REFUSED }, { 403, ERROR_REFUSED }, { 404, ERROR_ABSENT }, { 409, ERROR_CONFLICT }, { 413, ERROR_REFUSED } };
	enum error_code code = exchange->status >= 500 ? ERROR_BUSY : ERROR_INPUT;
	g_autofree char *text = reply_text(exchange);
	for (guint i = 0; i < G_N_ELEMENTS(codes); i++)
		if (codes[i].status == exchange->status)
			code = codes[i].code;
	return fail(error, code, _("%s answers %ld: %s"), sending->base, exchange->status, text);
}

static gboolean fail_exchange(const struct sending *sending, const struct exchange *exchange, GError **error)
{
	return exchange->code == CURLE_OK ? fail_reply(sending, exchange, error) : fail_network(sending, exchange, error);
}

static void begin_patience(struct sending *sending)
{
	sending->until = g_get_monotonic_time() + sending->options->patience * (gint64)G_USEC_PER_SEC;
	sending->pause = PAUSE_LEAST;
}

/* Waits before another attempt, longer each time, and not all offices as long; FALSE when patience is at its end. */
static gboolean wait_again(struct sending *sending, const struct exchange *exchange)
{
	gint64 left = (sending->until - g_get_monotonic_time()) / 1000;
	guint pause = sending->pause / 2 + (guint)g_random_int_range(0, (gint32)sending->pause);
	if (left <= 0)
		return FALSE;
	if (sending->tell) {
		g_autoptr(GError) failure = NULL;
		fail_exchange(sending, exchange, &failure);
		sending->tell(failure->message);
	}
	g_usleep((gulong)MIN((gint64)pause, left) * 1000);
	sending->pause = MIN(sending->pause * 2, PAUSE_MOST);
	return TRUE;
}

/* The acknowledgement that came is taken; *next is what the hub does not hold. */
static gboolean take_answer(struct sending *sending, const struct exchange *exchange, gint64 *next, GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(exchange->reply->data, exchange->reply->len);
	struct answer answer = { 0 };
	gboolean older = FALSE;
	gint64 known = hub_next(sending->app, sending->office, error);
	gboolean done = known && hub_acknowledge(sending->app, bytes, &answer, &older, error);
	if (done && strcmp(answer.office, sending->key->office) != 0)
		done = fail(error, ERROR_REFUSED, _("%s answered for office %s"), sending->base, answer.office);
	if (done) {
		sending->sent->resumed = sending->sent->resumed || answer.position + 1 < known;
		sending->sent->position = answer.position;
		*next = answer.position + 1;
		begin_patience(sending);
	}
	answer_clear(&answer);
	if (!done)
		g_prefix_error(error, "%s: ", sending->base);
	return done;
}

static gboolean ask_position(struct sending *sending, struct exchange *exchange, gint64 *next, GError **error)
{
	exchange->method = "GET";
	exchange->path = LINE_POSITION;
	exchange->body = NULL;
	for (;;) {
		perform(sending, exchange);
		if (exchange->status == 200)
			return take_answer(sending, exchange, next, error);
		if (!may_pass(exchange) || !wait_again(sending, exchange))
			return fail_exchange(sending, exchange, error);
	}
}

static void count_sent(struct sending *sending, GBytes *package, gint64 from, gint64 next)
{
	sending->sent->packages++;
	sending->sent->changes += MAX(next - from, 0);
	sending->sent->bytes += (gint64)g_bytes_get_size(package);
}

/*
 * Sends what follows the position; whatever was interrupted, the hub is asked again how far it came. A conflict too, for
 * another may be sending; one at the same place again is the hub's last word.
 */
static gboolean send_next(struct sending *sending, struct exchange *exchange, gint64 *next, gint64 *conflict, GError **error)
{
	gint64 from = *next;
	g_autoptr(GBytes) package = hub_package_make(sending->app, sending->office, from, error);
	if (!package)
		return FALSE;
	exchange->method = "POST";
	exchange->path = LINE_PACKAGES;
	exchange->body = package;
	perform(sending, exchange);
	if (exchange->status == 200) {
		if (!take_answer(sending, exchange, next, error))
			return FALSE;
		count_sent(sending, package, from, *next);
		return *next > from || fail(error, ERROR_CONFLICT, _("%s took a package and does not hold it"), sending->base);
	}
	gboolean again = exchange->status == 409 && *conflict != from;
	*conflict = exchange->status == 409 ? from : *conflict;
	if (!again && (!may_pass(exchange) || !wait_again(sending, exchange)))
		return fail_exchange(sending, exchange, error);
	gint64 until = sending->until;
	guint pause = sending->pause;
	if (!ask_position(sending, exchange, next, error))
		return FALSE;
	if (*next == from) { /* nothing was gained */
		sending->until = until;
		sending->pause = pause;
	}
	return TRUE;
}

static gboolean send_all(struct sending *sending, struct exchange *exchange, GError **error)
{
	gint64 next, conflict = 0, position;
	if (!ask_position(sending, exchange, &next, error))
		return FALSE;
	while ((position = store_position(sending->app->store, sending->office, error)) >= next)
		if (!send_next(sending, exchange, &next, &conflict, error))
			return FALSE;
	return position >= 0;
}

static gboolean send_with(struct sending *sending, GError **error)
{
	struct exchange exchange = { .reply = g_byte_array_new() };
	begin_patience(sending);
	gboolean done = send_all(sending, &exchange, error);
	g_byte_array_unref(exchange.reply);
	return done;
}

gboolean hub_send(struct app *app, gint64 office, const struct send_options *options, void (*tell)(const char *line), struct sent *sent, GError **error)
{
	struct sending sending = { .app = app, .office = office, .options = options, .tell = tell, .sent = sent };
	g_autofree char *code = store_office_code(app->store, office);
	gboolean done = FALSE;
	*sent = (struct sent){ 0 };
	if (!store_may_change(app->store, office, error) || !read_address(&sending, error) || !check_authority(options->authority, error)) {
		g_free(sending.base);
		return FALSE;
	}
	sending.key = hub_key_read(app, code ? code : "", error);
	if (sending.key && curl_library_load(error)) {
		curl_global_init(CURL_GLOBAL_DEFAULT);
		sending.curl = curl_easy_init();
		done = sending.curl ? send_with(&sending, error) : fail(error, ERROR_SYSTEM, _("the network cannot be used: out of memory"));
		if (sending.curl)
			curl_easy_cleanup(sending.curl);
	}
	hub_key_free(sending.key);
	g_free(sending.base);
	return done;
}
