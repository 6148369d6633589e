/* SPDX-License-Identifier: Apache-2.0 */
/* Connecting to PostgreSQL, and what its failures are called. */
#include "base/reason.h"
#include "store/pg_private.h"

#include <poll.h>
#include <string.h>

enum { VERSION_LEAST = 150000 };
enum { CONNECT_SECONDS = 10, RECONNECT_SECONDS = 10 };
enum { WAIT_SECONDS = 30, WAIT_SECONDS_MOST = 3600, STATEMENT_SECONDS = 1800, STATEMENT_SECONDS_MOST = 86400 };

/*
 * Once per connection. Names mean the store's own schema alone. The statements are a closed set, each made for an index;
 * a plan must not depend on how many rows a table had when it was made, so tables are read from end to end only where
 * nothing else can answer. A plan made once asks all servers that a store is spread over (docs/scale.md): where there are
 * several it is made for the values, and Citus chooses itself, for it has no plan without them for every statement.
 */
static const char session[] =
	"SELECT set_config('search_path', quote_ident(current_schema()) || ', pg_temp', false),"
	" set_config('client_min_messages', 'warning', false), set_config('enable_seqscan', 'off', false),"
	" set_config('plan_cache_mode', CASE WHEN EXISTS (SELECT FROM pg_extension WHERE extname = 'citus') THEN 'auto' WHEN EXISTS (SELECT"
	" FROM pg_inherits i JOIN pg_class above ON above.oid = i.inhparent JOIN pg_class part ON part.oid = i.inhrelid"
	" WHERE above.relnamespace = quote_ident(current_schema())::regnamespace AND part.relkind = 'f') THEN 'force_custom_plan'"
	" ELSE 'force_generic_plan' END, false), set_config('jit', 'off', false),"
	" set_config('idle_in_transaction_session_timeout', '1800s', false),"
	" set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false)";

/* In the store's schema: whether it has our table of settings, and whether it has any table that is no extension's. */
static const char contents[] =
	"SELECT current_schema(), count(*) FILTER (WHERE c.relname = 'setting' AND c.relkind IN ('r', 'p')), count(*)"
	" FROM pg_class c WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')"
	" AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')";

static const char *option(const PQconninfoOption *options, const char *name)
{
	for (; options->keyword; options++)
		if (strcmp(options->keyword, name) == 0)
			return options->val && *options->val ? options->val : NULL;
	return NULL;
}

/* Of a password with signs that have a meaning in URLs, a part can be taken for another part. */
static gboolean is_misread(const char *host, const char *port, const char *name)
{
	return (host && strchr(host, '@')) || (name && strchr(name, '@')) || (port && strspn(port, "0123456789,") != strlen(port));
}

/* The URL without its password and further options; NULL when it is none. */
char *pg_show(const char *url)
{
	PQconninfoOption *options = PQconninfoParse(url, NULL); /* what it says of a mistake may hold the password */
	if (!options)
		return NULL;
	const char *user = option(options, "user"), *host = option(options, "host"), *port = option(options, "port"), *name = option(options, "dbname");
	gboolean local = host && *host == '/';
	char *shown = is_misread(host, port, name) ? NULL : g_strconcat("postgresql://", user ? user : "", user ? "@" : "", host && !local ? host : "", port ? ":" : "", port ? port : "", "/",
		name ? name : "", local ? "?host=" : "", local ? host : "", NULL);
	PQconninfoFree(options);
	return shown;
}

/* The server's words on one line. */
static char *one_line(const char *text)
{
	char *line = g_strdup(text ? text : "");
	g_strdelimit(line, "\r\n\t", ' ');
	return g_strstrip(line);
}

gboolean pg_is_lost(const struct pg *pg)
{
	return PQstatus(pg->connection) == CONNECTION_BAD;
}

static gboolean fail_lost(struct pg *pg, GError **error)
{
	if (pg->open)
		return fail(error, ERROR_BUSY, _("%s: the connection to the server was lost in the middle of a change: nothing was changed; do it again"), pg->shown);
	return fail(error, ERROR_BUSY, _("%s: the connection to the server was lost; try again"), pg->shown);
}

static gboolean is_one_of(const char *state, const char *states)
{
	const char *found = state ? strstr(states, state) : NULL;
	return found != NULL && strlen(state) == 5;
}

gboolean pg_fail(struct pg *pg, const PGresult *result, const char *doing, GError **error)
{
	const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
	const char *said = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
	g_autofree char *line = one_line(said ? said : PQerrorMessage(pg->connection));
	g_autofree char *why = reason(line);
	if (pg_is_lost(pg) || (result && !state) || is_one_of(state, "57P01 57P02 57P03 25P03")) /* what is not of the server has no code */
		return fail_lost(pg, error);
	if (is_one_of(state, "55P03 40P01 40001"))
		return fail(error, ERROR_BUSY, _("%s: the store is in use by another program; try again when it has finished (%s)"), pg->shown, doing);
	if (is_one_of(state, "42501"))
		return fail(error, ERROR_SYSTEM, _("%s: this user has no right to do that (%s): ask the administrator of the database"), pg->shown, why);
	if (is_one_of(state, "25006"))
		return fail(error, ERROR_SYSTEM, _("%s: the store is read-only: the server takes no changes"), pg->shown);
	if (is_one_of(state, "53100"))
		return fail(error, ERROR_SYSTEM, _("%s: the disk is full; nothing was changed"), pg->shown);
	if (is_one_of(state, "22003"))
		return fail(error, ERROR_INPUT, pg->number ? _("with this record a figure becomes too large to be told: check its numbers") : _("number too large"));
	if (is_one_of(state, "57014"))
		return fail(error, ERROR_BUSY, _("%s: %s: the server did not finish in time, or was told to stop; try again, or give it more time with NGOAIVU_TIMEOUT"), pg->shown, doing);
	if (is_one_of(state, "XX001 XX002"))
		return fail(error, ERROR_SYSTEM, _("%s: the store is damaged (%s); restore the last backup"), pg->shown, why);
	return fail(error, ERROR_SYSTEM, _("%s: %s: %s"), pg->shown, doing, why);
}

/* Why there is no connection: the server gives its reason a code, which stands behind two blanks. */
static gboolean fail_connect(struct pg *pg, GError **error)
{
	g_autofree char *line = one_line(PQerrorMessage(pg->connection));
	g_autoptr(GRegex) code = g_regex_new("  ([0-9A-Z]{5}): ", 0, 0, NULL);
	g_autoptr(GMatchInfo) found = NULL;
	g_autofree char *state = g_regex_match(code, line, 0, &found) ? g_match_info_fetch(found, 1) : NULL;
	g_autofree char *why = reason(line);
	const char *name = PQdb(pg->connection), *user = PQuser(pg->connection);
	if (PQconnectionNeedsPassword(pg->connection))
		return fail(error, ERROR_SYSTEM, _("%s: the server asks for a password: put it into ~/.pgpass or into PGPASSWORD"), pg->shown);
	if (is_one_of(state, "28P01") || (is_one_of(state, "28000") && PQconnectionUsedPassword(pg->connection)))
		return fail(error, ERROR_SYSTEM, _("%s: the server does not take this password of %s"), pg->shown, user ? user : "");
	if (is_one_of(state, "28000"))
		return fail(error, ERROR_SYSTEM, _("%s: the server does not let %s in: ask its administrator (%s)"), pg->shown, user ? user : "", why);
	if (is_one_of(state, "3D000"))
		return fail(error, ERROR_ABSENT, _("%s: the server has no database %s; make it: createdb --encoding=UTF8 --template=template0 %s"), pg->shown, name ? name : "",
			name ? name : "");
	if (is_one_of(state, "42501"))
		return fail(error, ERROR_SYSTEM, _("%s: this user has no right to do that (%s): ask the administrator of the database"), pg->shown, why);
	if (is_one_of(state, "53300"))
		return fail(error, ERROR_BUSY, _("%s: the server has no room for another connection; try again later"), pg->shown);
	if (is_one_of(state, "57P03"))
		return fail(error, ERROR_BUSY, _("%s: the server is starting or stopping; try again in a moment"), pg->shown);
	return fail(error, ERROR_BUSY, _("%s: the server cannot be reached (%s)"), pg->shown, why);
}

/* Milliseconds; the URL may say another time. */
static gint64 connect_time(PGconn *connection)
{
	PQconninfoOption *options = PQconninfo(connection);
	const char *named = options ? option(options, "connect_timeout") : NULL;
	gint64 seconds = CONNECT_SECONDS;
	if (named && !g_ascii_string_to_signed(named, 10, 1, WAIT_SECONDS_MOST, &seconds, NULL))
		seconds = CONNECT_SECONDS;
	PQconninfoFree(options);
	return seconds * 1000;
}

/* Step by step, so that failures come with their codes. FALSE: see the connection's message, or the time is over. */
static gboolean shake_hands(PGconn *connection, gboolean *late)
{
	gint64 until = g_get_monotonic_time() / 1000 + connect_time(connection);
	PostgresPollingStatusType step = PGRES_POLLING_WRITING;
	*late = FALSE;
	while (PQstatus(connection) != CONNECTION_BAD && step != PGRES_POLLING_OK && step != PGRES_POLLING_FAILED) {
		struct pollfd wait = { .fd = PQsocket(connection), .events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT };
		gint64 left = until - g_get_monotonic_time() / 1000;
		*late = left <= 0;
		if (*late)
			return FALSE;
		if (poll(&wait, 1, (int)left) > 0)
			step = PQconnectPoll(connection);
	}
	return step == PGRES_POLLING_OK;
}

static void ignore_notice(void *data, const PGresult *result)
{
	(void)data;
	(void)result;
}

/* Seconds as the environment names them; to the server 0 would mean for ever. */
static char *time_of(const char *variable, gint64 usual, gint64 most)
{
	const char *named = g_getenv(variable);
	gint64 seconds = usual;
	if (named && !g_ascii_string_to_signed(named, 10, 0, most, &seconds, NULL))
		seconds = usual;
	return seconds ? g_strdup_printf("%" PRId64 "s", seconds) : g_strdup("1ms");
}

static gboolean fits(struct pg *pg, GError **error)
{
	int version = PQserverVersion(pg->connection);
	const char *encoding = PQparameterStatus(pg->connection, "server_encoding");
	if (version < VERSION_LEAST)
		return fail(error, ERROR_SYSTEM, _("%s: the server is PostgreSQL %d; it must be %d or later"), pg->shown, version / 10000, VERSION_LEAST / 10000);
	return g_strcmp0(encoding, "UTF8") == 0 || fail(error, ERROR_SYSTEM,
		_("%s: the database keeps its texts as %s; make one that keeps them as UTF-8: createdb --encoding=UTF8 --template=template0 NAME"),
		pg->shown, encoding ? encoding : "?");
}

static gboolean begin_session(struct pg *pg, GError **error)
{
	g_autofree char *wait = time_of("NGOAIVU_WAIT", WAIT_SECONDS, WAIT_SECONDS_MOST);
	g_autofree char *most = time_of("NGOAIVU_TIMEOUT", STATEMENT_SECONDS, STATEMENT_SECONDS_MOST);
	const char *values[] = { wait, most };
	PGresult *result = PQexecParams(pg->connection, session, 2, NULL, values, NULL, NULL, 0);
	gboolean done = PQresultStatus(result) == PGRES_TUPLES_OK || pg_fail(pg, result, "open", error);
	PQclear(result);
	return done;
}

gboolean pg_connect(struct pg *pg, GError **error)
{
	static const char *const names[] = { "fallback_application_name", "dbname", "client_encoding", NULL };
	const char *const values[] = { "ngoaivu", pg->url, "UTF8", NULL };
	gboolean late;
	PQfinish(pg->connection);
	pg->connection = PQconnectStartParams(names, values, 1);
	pg->generation++;
	g_array_set_size(pg->queue, 0);
	g_ptr_array_set_size(pg->preparing, 0);
	if (!pg->connection)
		return fail(error, ERROR_BUSY, _("%s: the server cannot be reached (%s)"), pg->shown, "memory");
	PQsetErrorVerbosity(pg->connection, PQERRORS_VERBOSE);
	PQsetNoticeReceiver(pg->connection, ignore_notice, NULL);
	if (!shake_hands(pg->connection, &late))
		return late ? fail(error, ERROR_BUSY, _("%s: the server does not answer"), pg->shown) : fail_connect(pg, error);
	PQsetErrorVerbosity(pg->connection, PQERRORS_DEFAULT);
	return fits(pg, error) && begin_session(pg, error);
}

gboolean pg_reconnect(struct pg *pg, GError **error)
{
	gint64 now = g_get_monotonic_time();
	gint64 until = pg->away && now - pg->away < RECONNECT_SECONDS * G_USEC_PER_SEC ? now : now + RECONNECT_SECONDS * G_USEC_PER_SEC;
	for (;;) {
		GError *problem = NULL;
		if (pg_connect(pg, &problem)) {
			pg->away = 0;
			return TRUE;
		}
		now = g_get_monotonic_time();
		if (problem->code != ERROR_BUSY || now >= until) {
			pg->away = now;
			g_propagate_error(error, problem);
			return FALSE;
		}
		g_error_free(problem);
		g_usleep(G_USEC_PER_SEC / 5);
	}
}

/* A store of ours, or for DB_CREATE nothing at all. */
static gboolean is_ours(struct pg *pg, enum db_mode mode, GError **error)
{
	PGresult *result = pg_execute(pg, contents, "open", error);
	if (!result)
		return FALSE;
	gboolean homeless = PQgetisnull(result, 0, 0);
	g_autofree char *schema = g_strdup(PQgetvalue(result, 0, 0));
	pg->made = strcmp(PQgetvalue(result, 0, 1), "0") != 0;
	gboolean empty = strcmp(PQgetvalue(result, 0, 2), "0") == 0;
	PQclear(result);
	if (homeless)
		return fail(error, ERROR_ABSENT, _("%s: the database has no schema for this user's tables (search_path); make one: CREATE SCHEMA"), pg->shown);
	if (pg->made || (empty && mode == DB_CREATE))
		return TRUE;
	return empty ? fail(error, ERROR_ABSENT, _("%s: the database is empty; make a store with `ngoaivu init`"), pg->shown) :
		fail(error, ERROR_INPUT, _("%s: the schema %s of this database holds another program's tables, not a store of ngoaivu"), pg->shown, schema);
}

struct db *pg_open(const char *url, enum db_mode mode, GError **error)
{
	if (!pg_library_load(error))
		return NULL;
	g_autofree char *shown = pg_show(url);
	if (!shown) {
		fail(error, ERROR_INPUT, _("the address of the store cannot be read; write postgresql://USER@HOST:PORT/DATABASE, and signs in a password as in %%40 for @"));
		return NULL;
	}
	struct pg *pg = g_new0(struct pg, 1);
	g_autoptr(db_t) base = &pg->db;
	db_init(base, &engine_pg);
	pg->url = g_strdup(url);
	pg->shown = g_steal_pointer(&shown);
	pg->queue = g_array_new(FALSE, FALSE, sizeof(struct sent));
	pg->preparing = g_ptr_array_new();
	if (!pg_connect(pg, error) || !is_ours(pg, mode, error))
		return NULL;
	return g_steal_pointer(&base);
}
