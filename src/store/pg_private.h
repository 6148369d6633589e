/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Shared by the files of the PostgreSQL engine, and by nothing else.
 *
 * What only changes data inside a transaction is sent without waiting for its answer; `queue` names what is not
 * answered yet. The first failure in a transaction is kept: the server does nothing more until it is rolled back, and
 * every statement until then tells that failure.
 */
#include "store/engine.h"
#include "store/pg_library.h"

struct pg_statement;
struct pg_bulk;

/* What was sent and is not answered. */
struct sent {
	const char *doing;
	struct pg_statement *asker; /* whose rows the answer is; NULL where nobody waits for it */
	PGresult **into;            /* or where the answer goes; NULL for nowhere */
};

struct pg {
	struct db db;
	PGconn *connection;
	char *url, *shown;
	guint generation;     /* of the connection: a new one knows none of the statements prepared in the last */
	guint names;          /* given to statements so far */
	GArray *queue;        /* struct sent */
	GPtrArray *preparing; /* struct pg_statement *: those that the queue prepares */
	GError *failure;      /* of the open transaction */
	gboolean open, lost;  /* a transaction is open; its connection is gone */
	gint64 away;          /* when the server was last waited for in vain; 0: it was there */
	gboolean made;        /* the store's tables are there */
	struct pg_bulk *taking; /* whose rows the server takes, until anything else is sent */
	gboolean copying;       /* rows were sent in bulk, and the answer is not read yet */
	char *number;         /* of the writing transaction, by which its end can be asked for */
};

struct pg_statement {
	struct statement statement;
	char *text; /* with $1 for ?1 */
	char name[16];
	guint generation; /* of the connection that it is prepared in; 0: of none */
	guint uses, most; /* since it was prepared; after so many it is prepared again */
	gboolean reads;
	int count;
	char **values; /* as libpq takes them: NULL for none */
	int *lengths, *formats;
	Oid *types;
	PGresult *result; /* rows that are here; `row` is the current one */
	int row;
	char cursor[16];
	gboolean asked; /* for its rows, which a settling brings */
	gboolean more; /* the cursor may give further rows */
	gboolean held; /* the cursor outlives its transaction */
};

/* The types of values that are sent, by their numbers in every PostgreSQL. */
enum { PG_BYTES = 17, PG_INTEGER = 20, PG_TEXT = 25, PG_INTEGERS = 1016 };

/* pg_connect.c */
char *pg_show(const char *url);
struct db *pg_open(const char *url, enum db_mode mode, GError **error);
gboolean pg_connect(struct pg *pg, GError **error);
/* Tries again for some seconds, as long as the server is away; but once when it has just been waited for in vain. */
gboolean pg_reconnect(struct pg *pg, GError **error);
/* Sets *error from a failed result (NULL: from the connection), in words for the user. Returns FALSE. */
gboolean pg_fail(struct pg *pg, const PGresult *result, const char *doing, GError **error);
gboolean pg_is_lost(const struct pg *pg);

/* pg.c */
/* Reads the answers to all that was sent; *last, if wanted, is the last one's, freed by the caller. */
gboolean pg_settle(struct pg *pg, PGresult **last, GError **error);
/* One text of one or more statements, at once. */
PGresult *pg_execute(struct pg *pg, const char *text, const char *doing, GError **error);
/* Hands the failure to *error; in a transaction it answers all further statements until that is rolled back. FALSE. */
gboolean pg_keep_failure(struct pg *pg, GError *failure, GError **error);
/* Ready for a statement: connected, and in no transaction that has failed. */
gboolean pg_ready(struct pg *pg, GError **error);
/* Binds a value as the server takes it; NULL for none. */
void pg_bind(struct statement *base, int index, gconstpointer bytes, gsize length, Oid type);
/* Sends a statement that reads; pg_settle puts its answer there, which the caller frees. */
gboolean pg_ask_into(struct statement *base, PGresult **into, GError **error);
/* The how-manieth of what is not answered. */
#define SENT(pg, i) (&g_array_index((pg)->queue, struct sent, i))
/* Queues a statement without values; `doing` must live on. */
gboolean pg_send(struct pg *pg, const char *text, const char *doing, GError **error);

/* pg_transaction.c */
gboolean pg_begin(struct db *base, GError **error);
gboolean pg_begin_read(struct db *base, GError **error);
gboolean pg_commit(struct db *base, GError **error);
void pg_rollback(struct db *base);
gboolean pg_in_transaction(const struct db *base);
gboolean pg_savepoint(struct db *base, GError **error);
gboolean pg_release(struct db *base, GError **error);
gboolean pg_undo(struct db *base, GError **error);

/* pg_service.c */
GHashTable *pg_columns(struct db *base, const char *table, GError **error);
GPtrArray *pg_tables(struct db *base, const char *prefix, GError **error);
GPtrArray *pg_key(struct db *base, const char *table, GError **error);
gboolean pg_shape(struct db *base, struct hash *hash, GError **error);
gboolean pg_check(struct db *base, GPtrArray *lines, GError **error);
gboolean pg_scans(struct db *base, const struct sql *sql, GPtrArray *tables, GError **error);
char *pg_append_only(const char *table, const char *key);

/* pg_search.c */
gboolean pg_search_create(struct db *base, GError **error);
gboolean pg_search_put(struct db *base, gint64 key, const char *folded, gboolean replace, GError **error);
GArray *pg_search_find(struct db *base, const char *folded_query, gint64 office, guint limit, GError **error);
gboolean pg_search_drop(struct db *base, const char *table, GError **error);
GArray *pg_search_keys(struct db *base, gint64 from, gint64 to, GError **error);
char *pg_search_text(struct db *base, gint64 key, GError **error);
/* What the index of a text holds; the caller frees it. */
char *pg_search_words(const char *folded);
extern const struct sql pg_search_all;
extern const struct sql *const pg_statements[];

/* pg_pairs.c */
gboolean pg_each_pair(struct statement *base, const gint64 *values, guint count, guint width, pair_visitor visit, void *data, GError **error);

/* pg_bulk.c */
gpointer pg_bulk_begin(struct db *base, const char *table, const char *columns);
gboolean pg_bulk_put(gpointer bulk, const struct db_cell *cells, guint count, GError **error);
gboolean pg_bulk_end(gpointer bulk, gboolean keep, GError **error);
gboolean pg_run_rows(struct statement *statement, const gint64 *rows, guint count, guint columns, GError **error);
/* Reads the answer to rows that were sent in bulk, before anything else is sent. */
gboolean pg_bulk_await(struct pg *pg, GError **error);
