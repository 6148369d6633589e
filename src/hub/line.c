/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/line.h"
#include "base/day.h"
#include "base/error.h"
#include "base/reason.h"
#include "format/file.h"
#include "format/http_library.h"
#include "hub/line_socket.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PHASE_BODY, PHASE_HAND, PHASE_ANSWER, PHASE_SENT };
enum { MEMORY_MOST = 32 << 10, TARGET_MOST = 200, SEND_SECONDS = 60 };

/* A connection, and until when it has to have done what it is at; 0 = for ever. */
struct seat {
	int descriptor;
	gint64 until;
};

struct line {
	struct line_doors doors;
	struct MHD_Daemon *daemon;
	char *address;
	gint64 patience;    /* microseconds */
	FILE *log;
	GMutex lock;        /* of what follows */
	GHashTable *seats;  /* struct seat * as a set */
	gsize bodies;       /* bytes of bodies that are read or wait */
	guint in_hand;
};

static struct seat *seat_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

static void give_time(struct line *line, struct MHD_Connection *connection, gint64 microseconds)
{
	struct seat *seat = seat_of(connection);
	g_mutex_lock(&line->lock);
	if (seat)
		seat->until = microseconds ? g_get_monotonic_time() + microseconds : 0;
	g_mutex_unlock(&line->lock);
}

static void note_connection(void *data, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code)
{
	struct line *line = data;
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	g_mutex_lock(&line->lock);
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		struct seat *seat = g_new0(struct seat, 1);
		*seat = (struct seat){ info ? info->connect_fd : -1, g_get_monotonic_time() + line->patience };
		g_hash_table_add(line->seats, seat);
		*context = seat;
	} else {
		g_hash_table_remove(line->seats, *context);
	}
	g_mutex_unlock(&line->lock);
}

/* The library sees the end of the connection and closes it itself; until then the descriptor stays the seat's. */
void line_tend(struct line *line)
{
	GHashTableIter iter;
	gpointer key;
	gint64 now = g_get_monotonic_time();
	g_mutex_lock(&line->lock);
	g_hash_table_iter_init(&iter, line->seats);
	while (g_hash_table_iter_next(&iter, &key, NULL)) {
		const struct seat *seat = key;
		if (seat->until && seat->until < now && seat->descriptor >= 0)
			shutdown(seat->descriptor, SHUT_RDWR);
	}
	g_mutex_unlock(&line->lock);
}

static gboolean take_room(struct line *line, gsize bytes)
{
	g_mutex_lock(&line->lock);
	gboolean room = line->bodies + bytes <= LINE_BODIES_MOST;
	if (room)
		line->bodies += bytes;
	g_mutex_unlock(&line->lock);
	return room;
}

static void call_free(struct call *call)
{
	g_mutex_lock(&call->line->lock);
	call->line->bodies -= call->said;
	if (call->phase == PHASE_SENT && call->began)
		call->line->in_hand--;
	g_mutex_unlock(&call->line->lock);
	g_free(call->office);
	g_free(call->body);
	g_free(call->address);
	g_free(call->failure);
	if (call->answer)
		g_bytes_unref(call->answer);
	g_free(call);
}

static const char *header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static void release_bytes(void *bytes)
{
	g_bytes_unref(bytes);
}

static enum MHD_Result send_answer(struct call *call)
{
	struct MHD_Connection *connection = call->connection;
	gsize length;
	gconstpointer data = g_bytes_get_data(call->answer, &length);
	struct MHD_Response *response = MHD_create_response_from_buffer_with_free_callback_cls(length, (void *)data, release_bytes, g_bytes_ref(call->answer));
	if (!response) {
		g_bytes_unref(call->answer); /* of the response */
		return MHD_NO;
	}
	MHD_add_response_header(response, "Content-Type", call->status == 200 ? "application/octet-stream" : "text/plain; charset=utf-8");
	MHD_add_response_header(response, "Cache-Control", "no-store");
	MHD_add_response_header(response, "X-Content-Type-Options", "nosniff");
	if (call->status == 401)
		MHD_add_response_header(response, "WWW-Authenticate", "Ngoaivu");
	if (call->status == 405)
		MHD_add_response_header(response, "Allow", call->is_package ? "POST" : "GET");
	if (call->status == 503)
		MHD_add_response_header(response, "Retry-After", "5");
	if (call->status != 200)
		MHD_add_response_header(response, "Connection", "close");
	call->phase = PHASE_SENT;
	give_time(call->line, connection, SEND_SECONDS * (gint64)G_USEC_PER_SEC);
	enum MHD_Result result = MHD_queue_response(connection, call->status, response);
	MHD_destroy_response(response);
	return result;
}

static void set_failure(struct call *call, guint status, const char *message)
{
	call->status = status;
	call->failure = g_strdup(message);
	g_autofree char *text = g_strconcat(message, "\n", NULL);
	call->answer = g_bytes_new(text, strlen(text));
}

static enum MHD_Result refuse(struct call *call, guint status, const char *message)
{
	set_failure(call, status, message);
	return send_answer(call);
}

/* What is told outside of a failure, and as what. */
static void set_error(struct call *call, const GError *failure)
{
	static const guint statuses[] = { [ERROR_USAGE] = 400, [ERROR_INPUT] = 400, [ERROR_ABSENT] = 404, [ERROR_REFUSED] = 403, [ERROR_CONFLICT] = 409 };
	if (!error_is_system(failure)) {
		set_failure(call, statuses[failure->code], failure->message);
		return;
	}
	/* Names of files and the like are for the log. */
	set_failure(call, 503, _("the hub cannot take it now; try again later"));
	g_free(call->failure);
	call->failure = g_strdup(failure->message);
}

void line_answer(struct call *call, GBytes *bytes, const GError *failure)
{
	call->status = 200;
	call->answer = bytes;
	if (!bytes)
		set_error(call, failure);
	call->phase = PHASE_ANSWER;
	MHD_resume_connection(call->connection);
}

static enum MHD_Result hand_over(struct call *call)
{
	struct line *line = call->line;
	call->phase = PHASE_HAND;
	give_time(line, call->connection, 0);
	g_mutex_lock(&line->lock);
	line->in_hand++;
	g_mutex_unlock(&line->lock);
	call->began = g_get_monotonic_time();
	MHD_suspend_connection(call->connection);
	line->doors.take(line->doors.data, call);
	return MHD_YES;
}

static enum MHD_Result count_header(void *data, enum MHD_ValueKind kind, const char *name, const char *value)
{
	guint *counts = data;
	(void)kind;
	(void)value;
	counts[0] += g_ascii_strcasecmp(name, "Content-Length") == 0;
	counts[1] += g_ascii_strcasecmp(name, "Transfer-Encoding") == 0;
	return MHD_YES;
}

/* The length that the head says; FALSE: it says it in a way that two servers could read in two ways. */
static gboolean read_length(struct MHD_Connection *connection, gboolean *said, guint64 *length)
{
	guint counts[2] = { 0, 0 };
	const char *text = header(connection, "Content-Length");
	MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, counts);
	*length = 0;
	*said = counts[0] == 1;
	return counts[0] <= 1 && !counts[1] && (!*said || g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, length, NULL));
}

static enum MHD_Result take_length(struct call *call)
{
	guint64 length;
	gboolean said;
	if (!read_length(call->connection, &said, &length))
		return refuse(call, 400, _("the length of the body is not told as one number"));
	if (!call->is_package)
		return length ? refuse(call, 400, _("such a request has no body")) : MHD_YES;
	if (!said || !length)
		return refuse(call, 411, _("the length of the package is not told"));
	if (length > LINE_BODY_MOST)
		return refuse(call, 413, _("the package is larger than may be sent over the network; send it as a file"));
	if (!take_room(call->line, (gsize)length))
		return refuse(call, 503, _("too many packages are coming in; try again later"));
	call->said = (gsize)length;
	call->body = g_try_malloc(call->said);
	if (!call->body)
		return refuse(call, 503, _("the hub cannot take it now; try again later"));
	give_time(call->line, call->connection, call->line->patience + (gint64)(length / LINE_BYTES_LEAST) * (gint64)G_USEC_PER_SEC);
	return MHD_YES;
}

/* All that can be known before the body comes. */
static enum MHD_Result take_head(struct call *call, const char *target, const char *method)
{
	struct line *line = call->line;
	g_autoptr(GError) failure = NULL;
	call->is_package = strcmp(target, LINE_PACKAGES) == 0;
	if (!call->is_package && strcmp(target, LINE_POSITION) != 0)
		return refuse(call, 404, _("there is nothing at this address"));
	if (strcmp(method, call->is_package ? "POST" : "GET") != 0)
		return refuse(call, 405, _("there is no such request"));
	g_autofree char *request = g_strdup_printf("%s %s", method, target);
	call->office = line->doors.may(line->doors.data, header(call->connection, "Authorization"), request, &failure);
	if (call->office)
		return take_length(call);
	if (!error_is_system(failure))
		return refuse(call, 401, failure->message);
	set_error(call, failure);
	return send_answer(call);
}

static enum MHD_Result take_body(struct call *call, const char *data, size_t *length)
{
	if (!*length)
		return call->is_package && call->length < call->said ? MHD_NO : hand_over(call);
	if (*length > call->said - call->length)
		return MHD_NO; /* more than it said: the connection ends */
	memcpy(call->body + call->length, data, *length);
	call->length += *length;
	*length = 0;
	return MHD_YES;
}

static struct call *call_new(struct line *line, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct call *call = g_new0(struct call, 1);
	call->line = line;
	call->connection = connection;
	call->address = socket_text(info ? info->client_addr : NULL);
	return call;
}

static enum MHD_Result take(void *data, struct MHD_Connection *connection, const char *target, const char *method, const char *version, const char *body,
	size_t *length, void **own)
{
	struct call *call = *own;
	(void)version;
	if (!call) {
		*own = call = call_new(data, connection);
		return take_head(call, target, method);
	}
	if (call->phase == PHASE_BODY)
		return take_body(call, body, length);
	if (call->phase == PHASE_ANSWER)
		return send_answer(call);
	*length = 0; /* of what was refused */
	return MHD_YES;
}

/* The day and time, who, what, status, bytes in and out, milliseconds; and why it was refused. */
static void log_call(const struct call *call)
{
	g_autofree char *at = moment_iso(moment_now());
	g_autofree char *why = call->failure ? g_strdelimit(g_strdup(call->failure), "\r\n\"", ' ') : NULL;
	gint64 microseconds = call->began ? g_get_monotonic_time() - call->began : 0;
	if (!call->line->log)
		return;
	fprintf(call->line->log, "%s %s %s %s %u %zu %zu %" PRId64 ".%03" PRId64 "%s%s%s\n", at, call->address, call->office ? call->office : "-",
		call->is_package ? "POST " LINE_PACKAGES : "GET " LINE_POSITION, call->status, call->length, g_bytes_get_size(call->answer),
		microseconds / 1000, microseconds % 1000, why ? " \"" : "", why ? why : "", why ? "\"" : "");
	fflush(call->line->log);
}

static void completed(void *data, struct MHD_Connection *connection, void **own, enum MHD_RequestTerminationCode code)
{
	struct call *call = *own;
	struct line *line = data;
	(void)code;
	if (!call)
		return;
	if (call->answer)
		log_call(call);
	give_time(line, connection, line->patience);
	call->phase = PHASE_SENT;
	call_free(call);
	*own = NULL;
}

static struct MHD_Daemon *start_daemon(struct line *line, int descriptor, const char *certificate, const char *key)
{
	guint flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (certificate ? MHD_USE_TLS : 0);
	struct MHD_OptionItem tls[] = { { MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate }, { MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key },
		{ MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)"NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2" }, { MHD_OPTION_END, 0, NULL } };
	struct MHD_OptionItem none[] = { { MHD_OPTION_END, 0, NULL } };
	guint each = certificate ? LINE_CONNECTIONS_EACH : 0; /* behind a proxy all come from one address */
	return MHD_start_daemon(flags, 0, NULL, NULL, take, line, MHD_OPTION_LISTEN_SOCKET, descriptor, MHD_OPTION_CONNECTION_LIMIT,
		(unsigned)LINE_CONNECTIONS_MOST, MHD_OPTION_PER_IP_CONNECTION_LIMIT, each, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SEND_SECONDS,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)MEMORY_MOST, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_COMPLETED, completed, line,
		MHD_OPTION_NOTIFY_CONNECTION, note_connection, line, MHD_OPTION_ARRAY, certificate ? tls : none, MHD_OPTION_END);
}

static char *read_pem(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, 1 << 20, error);
	return bytes ? g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes)) : NULL;
}

static gboolean listen_on(struct line *line, const struct line_options *options, GError **error)
{
	g_autofree char *certificate = options->certificate ? read_pem(options->certificate, error) : NULL;
	g_autofree char *key = certificate ? read_pem(options->key, error) : NULL;
	if (options->certificate && !key)
		return FALSE;
	int descriptor = socket_listen(options->listen, certificate == NULL, error);
	if (descriptor < 0)
		return FALSE;
	line->address = socket_bound(descriptor);
	line->daemon = start_daemon(line, descriptor, certificate, key);
	if (line->daemon)
		return TRUE;
	close(descriptor);
	return fail(error, ERROR_SYSTEM, certificate ? _("the server cannot start; check the certificate and its key") : _("the server cannot start"));
}

static gboolean open_log(struct line *line, const char *name, GError **error)
{
	gboolean none = g_strcmp0(name, "none") == 0;
	line->log = none ? NULL : name ? fopen(name, "ae") : stderr;
	return line->log || none || fail(error, ERROR_SYSTEM, _("%s: the log cannot be written: %s"), name, reason_system(errno));
}

struct line *line_open(const struct line_options *options, const struct line_doors *doors, GError **error)
{
	struct line *line = g_new0(struct line, 1);
	line->doors = *doors;
	line->patience = (options->patience ? options->patience : LINE_PATIENCE) * (gint64)G_USEC_PER_SEC;
	line->seats = g_hash_table_new_full(NULL, NULL, g_free, NULL);
	g_mutex_init(&line->lock);
	if (http_library_load(error) && open_log(line, options->log, error) && listen_on(line, options, error))
		return line;
	line_close(line);
	return NULL;
}

const char *line_address(const struct line *line)
{
	return line->address;
}

void line_quiesce(struct line *line)
{
	int descriptor = MHD_quiesce_daemon(line->daemon);
	if (descriptor >= 0)
		close(descriptor);
}

guint line_in_hand(struct line *line)
{
	g_mutex_lock(&line->lock);
	guint in_hand = line->in_hand;
	g_mutex_unlock(&line->lock);
	return in_hand;
}

void line_close(struct line *line)
{
	if (!line)
		return;
	if (line->daemon)
		MHD_stop_daemon(line->daemon);
	if (line->log && line->log != stderr)
		fclose(line->log);
	g_hash_table_destroy(line->seats);
	g_mutex_clear(&line->lock);
	g_free(line->address);
	g_free(line);
}
