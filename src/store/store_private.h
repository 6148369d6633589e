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
};

struct store {
	struct db *db;
	const struct model *model;
	GPtrArray *registers;  /* struct reg_sql *, by reg->index */
	GHashTable *heads;     /* gint64 office → struct head *; only inside a transaction */
	GHashTable *links;     /* gint64 office → struct office_links * */
	struct settler settler;
};

/* The links of one office: `records` keeps what links->get lends. */
struct office_links {
	struct store *store;
	gint64 office;
	struct links links;
	struct record *record; /* the last one lent */
};

const struct reg_sql *store_reg_sql(const struct store *store, const struct reg *reg);
/* The end of the chain; key 0 and a zero hash for an office without history. */
gboolean store_head(struct store *store, gint64 office, struct head *head, GError **error);
/* Writes a history entry after the head: fills key (if 0), at and hash of `change`. */
gboolean history_append(struct store *store, gint64 office, struct change *change, const struct author *author, GError **error);
/* Fills one field, whose value is NONE, from its column; `column` moves on. */
void read_field(const struct field *field, struct statement *statement, int *column, struct value *value);
/* Makes a record of the columns of a row (key, version, state, deleted, rest, …). */
struct record *record_of_row(struct store *store, const struct reg_sql *sql, struct statement *statement, GError **error);
