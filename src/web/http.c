/* SPDX-License-Identifier: Apache-2.0 */
#include "web/http.h"
#include "base/reason.h"
#include "web/api.h"
#include "format/certificate.h"
#include "web/doors.h"
#include "format/http_library.h"
#include "web/meter.h"

#include <errno.h>
#include <string.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum phase { PHASE_NEW, PHASE_BODY, PHASE_HAND, PHASE_ANSWER, PHASE_SENT };
enum { MEMORY_MOST = 48 << 10, POOL_THREADS = 2 };

static struct door *door_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

static void stage(struct request *request, struct MHD_Connection *connection, enum door_stage stage)
{
	door_stage(request->server->doors, door_of(connection), stage);
}

static void *note_target(void *data, const char *target, struct MHD_Connection *connection)
{
	struct request *request = request_new(data, target);
	request->connection = connection;
	return request;
}

/* Nothing is decoded before it is taken apart: the library leaves texts as they are. */
static size_t keep_escapes(void *data, struct MHD_Connection *connection, char *text)
{
	(void)data;
	(void)connection;
	return strlen(text);
}

static char *header(struct MHD_Connection *connection, const char *name)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
	return value ? g_utf8_make_valid(value, -1) : NULL;
}

static char *client_address(struct MHD_Connection *connection, gboolean *is_local)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	const struct sockaddr *address = info ? info->client_addr : NULL;
	g_autoptr(GSocketAddress) native = address ?
		g_socket_address_new_from_native((gpointer)address, address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in)) : NULL;
	if (!native || !G_IS_INET_SOCKET_ADDRESS(native)) {
		*is_local = FALSE;
		return g_strdup("-");
	}
	GInetAddress *inet = g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(native));
	*is_local = g_inet_address_get_is_loopback(inet);
	return g_inet_address_to_string(inet);
}

/* What a proxy on this machine says of the client: the last address that it added, and how it was reached. */
static void believe_proxy(struct request *request, struct MHD_Connection *connection)
{
	g_autofree char *forwarded = header(connection, "X-Forwarded-For"), *scheme = header(connection, "X-Forwarded-Proto");
	if (!forwarded)
		return;
	const char *comma = strrchr(forwarded, ',');
	g_autofree char *last = g_strstrip(g_strdup(comma ? comma + 1 : forwarded));
	g_autoptr(GInetAddress) inet = g_inet_address_new_from_string(last);
	request->is_local = FALSE;
	if (!inet)
		return;
	g_free(request->address);
	request->address = g_inet_address_to_string(inet);
	request->is_secure = g_strcmp0(scheme, "https") == 0;
}

/* Sec-Fetch-Site; of browsers that do not send it, whether Origin is this host. */
static char *site_of(struct MHD_Connection *connection)
{
	char *site = header(connection, "Sec-Fetch-Site");
	g_autofree char *origin = header(connection, "Origin"), *host = header(connection, "Host");
	if (site || !origin)
		return site;
	const char *named = strstr(origin, "://");
	return g_strdup(named && g_strcmp0(named + 3, host) == 0 ? "same-origin" : "cross-site");
}

static enum MHD_Result count_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct heads {
		guint all, lengths, codings, hosts;
	} *heads = data;
	(void)kind;
	(void)value;
	heads->all++;
	heads->lengths += g_ascii_strcasecmp(name, "Content-Length") == 0;
	heads->codings += g_ascii_strcasecmp(name, "Transfer-Encoding") == 0;
	heads->hosts += g_ascii_strcasecmp(name, "Host") == 0;
	return MHD_YES;
}

/* 0, or the status with which a head is refused: too much, or what two servers could read in two ways. */
static guint refuse_head(struct request *request, struct MHD_Connection *connection)
{
	struct {
		guint all, lengths, codings, hosts;
	} heads = { 0 };
	gboolean allowed;
	g_autofree char *length = header(connection, "Content-Length");
	guint64 bytes = 0;
	MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &heads);
	if (strlen(request->target) > TARGET_MOST)
		return 414;
	if (heads.all > HEADERS_MOST)
		return 431;
	if (heads.lengths > 1 || heads.codings > 1 || (heads.lengths && heads.codings) || heads.hosts > 1)
		return 400;
	if (length && !g_ascii_string_to_unsigned(length, 10, 0, G_MAXINT64, &bytes, NULL))
		return 400;
	request->route = route_find(request, &allowed);
	gsize most = request->route ? request->route->body : 0;
	if ((bytes || heads.codings) && request->method == GET)
		return 400;
	return bytes > most && request->route ? 413 : 0;
}

static gboolean read_method(struct request *request, const char *method)
{
	guint methods = request_is_api(request) ? METHODS : POST + 1;
	request->method = GET;
	for (guint i = 0; i < methods; i++)
		if (strcmp(method, method_name((enum method)i)) == 0) {
			request->method = (enum method)i;
			return TRUE;
		}
	return strcmp(method, "HEAD") == 0;
}

static gboolean read_head(struct request *request, struct MHD_Connection *connection, const char *method)
{
	request->address = client_address(connection, &request->is_local);
	request->is_secure = request->server->options.certificate != NULL;
	if (request->server->options.behind_proxy && request->is_local)
		believe_proxy(request, connection);
	request->cookie = header(connection, "Cookie");
	request->agent = header(connection, "User-Agent");
	request->etags = header(connection, "If-None-Match");
	request->media = header(connection, "Content-Type");
	request->host = header(connection, "Host");
	request->languages = header(connection, "Accept-Language");
	request->bearer = header(connection, "Authorization");
	request->matches = header(connection, "If-Match");
	request->once = header(connection, "Idempotency-Key");
	request->site = site_of(connection);
	g_autofree char *codings = header(connection, "Accept-Encoding");
	request->takes_gzip = codings && strstr(codings, "gzip") && !strstr(codings, "gzip;q=0");
	return read_method(request, method);
}

static const char content_policy[] = "default-src 'none'; style-src 'self'%s%s; img-src 'self'; font-src 'self'; script-src 'self'; connect-src 'self';"
				     " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

static void add_policies(struct request *request, struct MHD_Response *response)
{
	static const char *const headers[][2] = { { "X-Content-Type-Options", "nosniff" }, { "Referrer-Policy", "same-origin" }, { "X-Frame-Options", "DENY" },
		{ "Cross-Origin-Opener-Policy", "same-origin" }, { "Cross-Origin-Resource-Policy", "same-origin" },
		{ "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()" } };
	static const char *const caches[] = { [CACHE_NEVER] = "no-store", [CACHE_STORE] = "no-store", [CACHE_SHORT] = "no-cache", [CACHE_FOREVER] = "public, max-age=31536000, immutable",
		[CACHE_PUBLIC] = "public, max-age=120" };
	const char *styles = request->answer.styles;
	g_autofree char *policy = g_strdup_printf(content_policy, styles ? " " : "", styles ? styles : "");
	enum cache cache = request->route && (request->answer.status == 200 || request->answer.status == 304) ? request->route->cache : CACHE_NEVER;
	if (cache == CACHE_PUBLIC && (request->session || request->answer.cookies->len))
		cache = CACHE_NEVER; /* this one is for somebody */
	for (guint i = 0; i < G_N_ELEMENTS(headers); i++)
		MHD_add_response_header(response, headers[i][0], headers[i][1]);
	MHD_add_response_header(response, "Content-Security-Policy", policy);
	MHD_add_response_header(response, "Cache-Control", caches[cache]);
	if (request->is_secure)
		MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000");
}

/* RFC 6266: letters beyond ASCII go percent-encoded. */
static void add_download(struct MHD_Response *response, const char *name)
{
	g_autofree char *plain = g_str_to_ascii(name, "C");
	g_autofree char *encoded = g_uri_escape_string(name, NULL, FALSE);
	for (char *c = plain; *c; c++)
		if (!g_ascii_isalnum(*c) && !strchr("._-", *c))
			*c = '_';
	g_autofree char *value = g_strdup_printf("attachment; filename=\"%s\"; filename*=UTF-8''%s", plain, encoded);
	MHD_add_response_header(response, "Content-Disposition", value);
}

static void add_api_headers(struct request *request, struct MHD_Response *response)
{
	const struct answer *answer = &request->answer;
	if (answer->link)
		MHD_add_response_header(response, "Link", answer->link);
	if (answer->status == 401 && request_is_api(request))
		MHD_add_response_header(response, "WWW-Authenticate", "Bearer realm=\"ngoaivu\"");
	if (answer->retry) {
		g_autofree char *seconds = g_strdup_printf("%u", answer->retry);
		MHD_add_response_header(response, "Retry-After", seconds);
	}
}

static void add_headers(struct request *request, struct MHD_Response *response)
{
	const struct answer *answer = &request->answer;
	add_policies(request, response);
	if (answer->bytes)
		MHD_add_response_header(response, "Content-Type", answer->media);
	if (answer->location)
		MHD_add_response_header(response, "Location", answer->location);
	if (answer->etag)
		MHD_add_response_header(response, "ETag", answer->etag);
	if (answer->zipped)
		MHD_add_response_header(response, "Content-Encoding", "gzip");
	if (answer->bytes)
		MHD_add_response_header(response, "Vary", request_is_api(request) ? "Accept-Encoding, Accept-Language, Authorization" : "Accept-Encoding, Cookie");
	add_api_headers(request, response);
	if (answer->download)
		add_download(response, answer->download);
	for (guint i = 0; i < answer->cookies->len; i++)
		MHD_add_response_header(response, "Set-Cookie", answer->cookies->pdata[i]);
	if (answer->status == 429)
		MHD_add_response_header(response, "Retry-After", "60");
	if (answer->status == 405)
		MHD_add_response_header(response, "Allow", answer->allow ? answer->allow : "GET, POST");
	if (g_atomic_int_get(&request->server->stopping) || answer->status == 413)
		MHD_add_response_header(response, "Connection", "close");
}

static void release_bytes(void *bytes)
{
	g_bytes_unref(bytes);
}

static struct MHD_Response *response_of(GBytes *bytes)
{
	gsize length = 0;
	const void *data = bytes ? g_bytes_get_data(bytes, &length) : "";
	if (!length)
		return MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
	return MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)data, release_bytes, g_bytes_ref(bytes));
}

static enum MHD_Result send_answer(struct request *request, struct MHD_Connection *connection)
{
	struct MHD_Response *response = response_of(request->answer.bytes);
	if (!response)
		return MHD_NO;
	add_headers(request, response);
	request->phase = PHASE_SENT;
	stage(request, connection, DOOR_SEND);
	enum MHD_Result result = MHD_queue_response(connection, request->answer.status, response);
	MHD_destroy_response(response);
	return result;
}

/* Refused before anything of it is looked at: a plain line says why. */
static enum MHD_Result send_refusal(struct request *request, struct MHD_Connection *connection, guint status)
{
	static const struct {
		guint status;
		const char *text;
	} texts[] = { { 400, "400 Bad Request\n" }, { 405, "405 Method Not Allowed\n" }, { 413, "413 Content Too Large\n" }, { 414, "414 URI Too Long\n" },
		{ 431, "431 Request Header Fields Too Large\n" } };
	request->answer.status = status;
	if (status == 405)
		request->answer.allow = route_methods(request->path);
	if (request_is_api(request)) {
		api_refuse_head(request, status);
		return send_answer(request, connection);
	}
	request->answer.media = "text/plain; charset=utf-8";
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		if (texts[i].status == status)
			request->answer.bytes = g_bytes_new_static(texts[i].text, strlen(texts[i].text));
	return send_answer(request, connection);
}

static enum MHD_Result take_head(struct request *request, struct MHD_Connection *connection, const char *method)
{
	gboolean known = read_head(request, connection, method);
	guint refusal = known ? refuse_head(request, connection) : 405;
	request->phase = PHASE_BODY;
	stage(request, connection, DOOR_BODY);
	return refusal ? send_refusal(request, connection, refusal) : MHD_YES;
}

/* What belongs to no route of the API is taken, too: the answer tells what is wrong. */
static gsize body_most(const struct request *request)
{
	return request->route ? request->route->body : request_is_api(request) ? BODY_FORM : 0;
}

static enum MHD_Result take_body(struct request *request, struct MHD_Connection *connection, const char *data, size_t *length)
{
	gsize most = body_most(request);
	if (*length > 0) {
		if (request->body->len + *length > most)
			return MHD_NO; /* more than it said, or more than is taken: the connection ends */
		g_byte_array_append(request->body, (const guint8 *)data, (guint)*length);
		*length = 0;
		return MHD_YES;
	}
	request->phase = PHASE_HAND;
	request->began = g_get_monotonic_time();
	stage(request, connection, DOOR_HAND);
	g_atomic_int_inc(&request->server->in_hand);
	MHD_suspend_connection(connection);
	server_take(request->server, request);
	return MHD_YES;
}

void request_done(struct request *request)
{
	g_atomic_int_add(&request->server->in_hand, -1);
	request->phase = PHASE_ANSWER;
	MHD_resume_connection(request->connection);
}

static enum MHD_Result take(void *data, struct MHD_Connection *connection, const char *target, const char *method, const char *version, const char *body,
	size_t *length, void **own)
{
	struct request *request = *own;
	(void)data;
	(void)target;
	(void)version;
	switch ((enum phase)request->phase) {
	case PHASE_NEW:
		return take_head(request, connection, method);
	case PHASE_BODY:
		return take_body(request, connection, body, length);
	case PHASE_ANSWER:
		return send_answer(request, connection);
	case PHASE_HAND:
	case PHASE_SENT:
		break;
	}
	*length = 0;
	return MHD_YES;
}

/* A line that machines and people read: no query, which may hold names, no secret of a link, and nothing that the client could forge lines with. */
static void log_request(struct request *request, gint64 microseconds, gsize bytes)
{
	struct server *server = request->server;
	g_autofree char *at = moment_iso(moment_now());
	gboolean secret = request->route && strstr(request->route->pattern, ":token");
	g_autofree char *path = g_uri_escape_string(secret ? request->route->pattern : request->path, "/%:@!$&'()*+,;=", FALSE);
	if (!server->log)
		return;
	if (strlen(path) > 300)
		path[300] = '\0';
	g_mutex_lock(&server->log_lock);
	fprintf(server->log, "%s %s %s %s %s %u %zu %" G_GINT64_FORMAT ".%03" G_GINT64_FORMAT "\n", at, request->address ? request->address : "-",
		request->account ? request->account->name : "-", method_name(request->method), path, request->answer.status, bytes,
		microseconds / 1000, microseconds % 1000);
	fflush(server->log);
	g_mutex_unlock(&server->log_lock);
}

static void completed(void *data, struct MHD_Connection *connection, void **own, enum MHD_RequestTerminationCode code)
{
	struct request *request = *own;
	(void)data;
	(void)code;
	if (!request)
		return;
	gint64 microseconds = g_get_monotonic_time() - request->began;
	gsize bytes = request->answer.bytes ? g_bytes_get_size(request->answer.bytes) : 0;
	stage(request, connection, DOOR_HEAD);
	if (request->answer.status) {
		meter_note(request->server->meter, request->route, request->answer.status, microseconds, bytes);
		log_request(request, microseconds, bytes);
	}
	request_free(request);
	*own = NULL;
}

static void note_connection(void *data, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct server *server = data;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*context = door_open(server->doors, info ? info->connect_fd : -1);
	else
		door_close(server->doors, *context);
}

/* "127.0.0.1:8080", "[::1]:8080", "8080" */
static gboolean parse_address(const char *text, struct sockaddr_storage *address, GError **error)
{
	const char *colon = strrchr(text, ':');
	g_autofree char *host = colon ? g_strndup(text, (gsize)(colon - text)) : g_strdup("127.0.0.1");
	guint64 port = 0;
	if (*host == '[' && g_str_has_suffix(host, "]")) {
		host[strlen(host) - 1] = '\0';
		memmove(host, host + 1, strlen(host));
	}
	g_autoptr(GInetAddress) inet = g_inet_address_new_from_string(host);
	if (!inet || !g_ascii_string_to_unsigned(colon ? colon + 1 : text, 10, 0, 65535, &port, NULL))
		return fail(error, ERROR_USAGE, _("--listen %s: an address and a port are expected, such as 127.0.0.1:8080 or [::1]:8080"), text);
	g_autoptr(GSocketAddress) native = g_inet_socket_address_new(inet, (guint16)port);
	return g_socket_address_to_native(native, address, sizeof *address, error);
}

/* Bound here, so that what is wrong can be told. */
static int bind_socket(const char *listen_at, GError **error)
{
	struct sockaddr_storage address;
	const int on = 1;
	if (!parse_address(listen_at, &address, error))
		return -1;
	socklen_t size = address.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
	int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (descriptor >= 0 && setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
		bind(descriptor, (struct sockaddr *)&address, size) == 0 && listen(descriptor, 511) == 0)
		return descriptor;
	fail(error, ERROR_SYSTEM, _("%s: the server cannot listen there: %s"), listen_at, reason_system(errno));
	if (descriptor >= 0)
		close(descriptor);
	return -1;
}

static struct MHD_Daemon *start_daemon(struct server *server, int descriptor)
{
	guint flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (server->certificates ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = { { MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)(intptr_t)certificates_show },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" }, { MHD_OPTION_END, 0, NULL } };
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	return MHD_start_daemon(flags, 0, NULL, NULL, take, server, MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)POOL_THREADS,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MOST, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
		server->options.behind_proxy ? 0u : (unsigned)CONNECTIONS_EACH, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENT_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_MOST, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, note_target, server,
		MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED, completed, server, MHD_OPTION_NOTIFY_CONNECTION, note_connection,
		server, MHD_OPTION_ARRAY, server->certificates ? tls : none, MHD_OPTION_END);
}

gboolean http_start(struct server *server, GError **error)
{
	const struct serve_options *options = &server->options;
	if (options->certificate && !(server->certificates = certificates_open(options->certificate, options->key, error)))
		return FALSE;
	int descriptor = bind_socket(options->listen, error);
	if (descriptor < 0)
		return FALSE;
	server->daemon = start_daemon(server, descriptor);
	if (server->daemon)
		return TRUE;
	close(descriptor);
	return fail(error, ERROR_SYSTEM, _("the server cannot start"));
}

void http_quiesce(struct server *server)
{
	int descriptor = MHD_quiesce_daemon(server->daemon);
	if (descriptor >= 0)
		close(descriptor);
}

void http_stop(struct server *server)
{
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	server->daemon = NULL;
	g_clear_pointer(&server->certificates, certificates_free);
}
