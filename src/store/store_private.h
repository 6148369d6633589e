/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of the store, and by nothing else. */
#include "store/schema.h"
#include "store/store.h"

/* The end of an office's chain, kept while a transaction is open. */
struct head {
	gint64 key;
	moment_t at;
	struct hash hash;
	gboolean received; /* the office's history is kept by another store */
};

struct store {
	struct db *db;
	const struct model *model;
	GPtrArray *registers;  /* struct reg_sql *, by reg->index; NULL until it is needed */
	GHashTable *heads;     /* gint64 office → struct head *; only inside a transaction */
	GHashTable *links;     /* gint64 office → struct office_links * */
	GHashTable *lists;     /* text → struct sql *: statements of lists */
	struct settler settler;
	struct hash secret;    /* seals authors and bodies in the chain */
	gboolean writing;      /* in a transaction of store_begin: nobody else writes */
	gboolean fixed;        /* opened as it is */
	gboolean readopted;    /* it has followed other definitions before */
};

/* The links of one office: `records` keeps what links->get lends. */
struct office_links {
	struct store *store;
	gint64 office;
	struct links links;
	struct record *record; /* the last one lent */
};

const struct reg_sql *store_reg_sql(const struct store *store, const struct reg *reg);
/* The end of the chain; key 0 and history_start for an office without history. */
gboolean store_head(struct store *store, gint64 office, struct head *head, GError **error);
void store_set_head(struct store *store, gint64 office, const struct head *head);
/* The row of a change, as it is. */
gboolean history_insert_change(struct store *store, gint64 office, const struct change *change, GError **error);
/* The same in bulk, which bulk_end ends. */
struct bulk *history_bulk_begin(struct store *store, GError **error);
gboolean history_bulk_put(struct bulk *bulk, const struct change *change, GError **error);
/* Writes a history entry after the head: fills key (if 0), at and hash of `change`. */
gboolean history_append(struct store *store, gint64 office, struct change *change, const struct author *author, GError **error);
/* Makes a record of the columns of a row (key, version, state, deleted, rest, …). */
struct record *record_of_row(struct store *store, const struct reg_sql *sql, struct statement *statement, GError **error);

/* row.c: the row of a record in its register's table. */
gboolean row_write(struct store *store, const struct record *record, gboolean create, GError **error);
/* Reading it back: row_ask asks for it (statement_ask), row_compare takes the answer. */
struct statement *row_ask(struct store *store, const struct record *meant, GError **error);
gboolean row_compare(struct store *store, struct statement *asked, const struct record *meant, gboolean *same, GError **error);

/* history.c: a hash in a column; zeros where it is none. */
struct hash column_hash(struct statement *statement, int column);
/* history.c: the setting `secret`, made once with the store. */
gboolean history_make_secret(struct store *store, GError **error);
void history_read_secret(struct store *store);

/* copies.c */
gboolean links_write(struct store *store, const struct record *record, gboolean create, GError **error);
gboolean search_write(struct store *store, const struct record *record, gboolean create, GError **error);
/* Visits the rows (office, key) that the statement gives. */
gboolean visit_keys(struct statement *statement, key_visitor visit, void *data, GError **error);
/* Keys of the records that this one links to, ascending, each once: GArray of gint64. */
GArray *record_targets(const struct record *record);

/* Raise it when record_search_text makes other texts of the same records: they are then all made anew. */
#define SEARCH_FORM "1"

/* adopt.c: brings the tables to the model, once per set of definitions, in a transaction that it leaves open. */
gboolean store_adopt(struct store *store, GError **error);
/* Whether both keep their values in one way. */
gboolean same_kind(const struct field *a, const struct field *b);

/* derive.c: a register's records made anew from the history; `before` is what it was, or NULL. */
gboolean register_derive(struct store *store, const struct reg *reg, const struct reg *before, GError **error);
gboolean register_retell(struct store *store, const struct reg *reg, GError **error); /* their search copies alone */

gboolean has_no_office(struct db *db);
/* store.c: the model that the store follows, from the definitions that it keeps. */
struct model *store_own_model(struct db *db, GError **error);
