/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The store: records of all registers of one or many offices, and the history of every change.
 *
 * Invariants
 * - Keys: `key` = office number << 40 | id; every table's key begins with the office that way.
 * - A record's id is the number, in its office, of the history entry that created it.
 * - store_write is the only function that changes a record. It writes the record, its search copy, its links and one
 *   history entry in one transaction, and asks the `settle` hook (the ledger) to post what the change means for the
 *   figures. What was written is read back and compared before it can be committed.
 * - History is append-only and chained by hash per office; moments in it never run backwards.
 */
#include "def/record.h"
#include "store/db.h"

enum { KEY_SHIFT = 40, OFFICE_MOST = (1 << 17) - 1 }; /* the ledger's cells have 17 bits for an office */
#define KEY(office, id) (((gint64)(office) << KEY_SHIFT) | (gint64)(id))
#define KEY_OFFICE(key) ((gint64)(key) >> KEY_SHIFT)
#define KEY_ID(key) ((gint64)(key) & (((gint64)1 << KEY_SHIFT) - 1))

struct store;

/* Who changes what, and why; all texts borrowed. */
struct author {
	const char *who;    /* account or system user; required */
	const char *why;    /* NULL = nothing said */
	const char *origin; /* address or "cli" */
	gboolean back;      /* the record becomes what it was before: its state need not follow the definition */
};

/* What the ledger must do when a record changes. `before` is NULL for a new record; `after` is never NULL. */
struct settler {
	/*
	 * Called inside the transaction, after the record is written and before its history entry (whose key is
	 * `history`). Sets *posted to the hash of what it posted.
	 */
	gboolean (*settle)(void *data, const struct record *before, const struct record *after, gint64 history,
		struct hash *posted, GError **error);
	/* Before the transaction is kept, and before a point in it: write what waits. */
	gboolean (*finish)(void *data, GError **error);
	/* The transaction was rolled back: forget what was cached in it. */
	void (*forget)(void *data);
	void *data;
};

/*
 * Opens the database and brings its tables to the model (existing data kept). The model is borrowed. Where the tables
 * were brought to it, the transaction is open still: ledger_open posts what the definitions mean and commits both, so that
 * nobody finds a store between two sets of definitions.
 */
struct store *store_open(const char *url, enum db_mode mode, const struct model *model, GError **error);
/*
 * Opens a store to look at it as it is: nothing is brought up to date and nothing can be written. The model is the one
 * that the store itself follows (*own, freed by the caller after closing). Where the store does not hold its definitions
 * soundly, `fallback` (borrowed) takes their place and *own is NULL; without a fallback that is an error.
 */
struct store *store_open_as_it_is(const char *url, const struct model *fallback, struct model **own, GError **error);
gboolean store_is_fixed(const struct store *store);
void store_close(struct store *store);
typedef struct store store_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store_t, store_close)

void store_set_settler(struct store *store, const struct settler *settler);
struct db *store_db(struct store *store);
const struct model *store_model(const struct store *store);
/* Links of one office's records, as the store holds them now. */
const struct links *store_links(struct store *store, gint64 office);

/*
 * Transactions; store_write opens one of its own when none is open. ERROR_CONFLICT when another program has brought the
 * store to other definitions meanwhile.
 */
gboolean store_begin(struct store *store, GError **error);
gboolean store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);
/* One moment's view for several readings; *own FALSE inside a transaction, which is one already. Closed by store_look_away. */
gboolean store_look(struct store *store, gboolean *own, GError **error);
void store_look_away(struct store *store, gboolean own);
/* A point inside the open transaction: released, or all that was written since it undone. They nest. */
gboolean store_savepoint(struct store *store, GError **error);
gboolean store_release(struct store *store, GError **error);
gboolean store_undo(struct store *store, GError **error);

/* Offices: number ↔ code. The office's own settings are its record in the register `office`. */
gint64 store_office(struct store *store, const char *code, GError **error); /* 0 and ERROR_ABSENT with the known codes */
char *store_office_code(struct store *store, gint64 office);                /* NULL when unknown */
GArray *store_offices(struct store *store, GError **error);                 /* gint64, by number */
GArray *store_own_offices(struct store *store, GError **error);             /* without those that are received (received.h) */
gint64 store_office_add(struct store *store, const char *code, GError **error); /* ERROR_CONFLICT when it exists */
/* The same under a number of its own, 1 … OFFICE_MOST: so that stores which are read as one have each other's numbers free. */
gint64 store_office_add_as(struct store *store, const char *code, gint64 number, GError **error);

/* ERROR_REFUSED for an office whose history is received (received.h). */
gboolean store_may_change(struct store *store, gint64 office, GError **error);

/* One record now; NULL with ERROR_ABSENT. Deleted records are found too (record->deleted). */
struct record *store_read(struct store *store, const struct reg *reg, gint64 office, gint64 id, GError **error);
/* By id ("#12" or "12"), code, or exact key text. */
struct record *store_find(struct store *store, const struct reg *reg, gint64 office, const char *name, GError **error);
/* The id of the record that has this code (not deleted), 0 when none has or the register has no codes. */
gboolean store_coded(struct store *store, const struct reg *reg, gint64 office, const char *code, gint64 *id, GError **error);
/*
 * Creates (record->id = 0) or changes a record: record->version must be the version that is stored, else
 * ERROR_CONFLICT showing both. The record must be complete and valid. On success id and version are set.
 * Returns the key of the history entry, 0 on failure; *changed (may be NULL) is FALSE when nothing differed.
 */
gint64 store_write(struct store *store, struct record *record, const struct author *author, gboolean *changed, GError **error);

/*
 * Visits records of a register in order of id; `position` 0 = now, else as known at that history id of the office.
 * Deleted ones are left out. The visitor returns FALSE to stop (with *error for a failure).
 */
typedef gboolean (*record_visitor)(void *data, const struct record *record, GError **error);
gboolean store_each(struct store *store, const struct reg *reg, gint64 office, gint64 position, record_visitor visit,
	void *data, GError **error);
/* The record as known at a history id; NULL without error when it did not exist or was deleted then. */
struct record *store_read_at(struct store *store, const struct reg *reg, gint64 office, gint64 id, gint64 position, GError **error);

/* History. */
struct change {
	gint64 key;            /* of this history entry */
	moment_t at;
	char *action;          /* "create", "change", "delete", "restore", "definitions" */
	char *reg;
	gint64 record;         /* key; 0 for "definitions" */
	gint64 version;
	char *who, *why, *origin;
	char *data;            /* canonical JSON of the record after the change; "" when it was not shown */
	gboolean received;     /* from another store, without who, why and origin (received.h) … */
	gboolean shown;        /* … and without the data, where this is FALSE */
	struct hash author;    /* what the chain holds of who, why and origin */
	struct hash body;      /* … and of data */
	struct hash body_key;  /* the key that shows the body; zeros when it was not shown */
	struct hash posted, hash;
};
void change_free(struct change *change);
/* The record as it was after the change; `lost` as in record_read_json. */
struct record *change_record(struct store *store, const struct reg *reg, const struct change *change, GPtrArray *lost, GError **error);
/* The last id of an office's history, 0 when it has none. */
gint64 store_position(struct store *store, gint64 office, GError **error);
/* The last id at or before a moment. */
gint64 store_position_at(struct store *store, gint64 office, moment_t at, GError **error);
/* All changes of one record, oldest first: struct change *. */
GPtrArray *store_timeline(struct store *store, gint64 record_key, GError **error);
/* One history entry; NULL with ERROR_ABSENT. */
struct change *store_change(struct store *store, gint64 key, GError **error);
/* All entries of an office's history in order. */
typedef gboolean (*change_visitor)(void *data, const struct change *change, GError **error);
gboolean store_each_change(struct store *store, gint64 office, change_visitor visit, void *data, GError **error);
/* At most `most` changes after a position, in order: struct change *. */
GPtrArray *store_changes_after(struct store *store, gint64 office, gint64 position, gint64 most, GError **error);
/*
 * The hash that a change must have after `previous`. Nothing in it depends on the numbers that this store gave to
 * offices, so that the chain is the same wherever the office's history is kept.
 */
struct hash change_hash(const struct hash *previous, const struct change *change);
/* What the chain holds of a body under its key. */
struct hash change_body(const struct hash *key, const char *data);
/* What the first change of an office has before it. */
struct hash history_start(struct store *store, gint64 office);
/* A history entry that is not about one record (action "definitions", "report"); the settler is not asked. */
gint64 store_note(struct store *store, gint64 office, const char *action, const char *data, const struct hash *posted,
	const struct author *author, GError **error);
/* The key that the next history entry of the office will have. */
gint64 store_next_key(struct store *store, gint64 office, GError **error);

/* Records that link to this one: keys, with their registers by store_register_of. */
GArray *store_linked(struct store *store, gint64 key, GError **error);
const struct reg *store_register_of(struct store *store, gint64 record_key, GError **error);

/*
 * For the audit: whether the row, the links and the search copy that the store holds are those of this record (as its
 * last change says), byte by byte; and what it holds that may belong to none.
 */
gboolean store_row_matches(struct store *store, const struct record *record, gboolean *same, GError **error);
gboolean store_links_match(struct store *store, const struct record *record, gboolean *same, GError **error);
gboolean store_search_matches(struct store *store, const struct record *record, gboolean *same, GError **error);
/* Visits (office, key) of a register's rows in an office, or (0) of those of no office; (office, source) of an office's links. */
typedef void (*key_visitor)(void *data, gint64 office, gint64 key);
gboolean store_each_row(struct store *store, const struct reg *reg, gint64 office, key_visitor visit, void *data, GError **error);
gboolean store_each_link(struct store *store, gint64 office, key_visitor visit, void *data, GError **error);

/* Full-text search, tones ignored; keys of records, newest first. office 0 = all. */
GArray *store_search(struct store *store, const char *query, gint64 office, guint limit, GError **error);
/* What the search copy of a record must be. */
char *record_search_text(const struct record *record, const struct model *model, const struct links *links);

/* Definitions as they were adopted: the model's sources are kept by hash. */
gboolean store_keep_definitions(struct store *store, GError **error);
/* Whether those kept under this hash still are those, byte by byte. */
gboolean store_definitions_sound(struct store *store, const char *hex);
/* Hashes (hexadecimal, char *) of all definitions that the store keeps. */
GPtrArray *store_definitions_kept(struct store *store, GError **error);
GPtrArray *store_definitions(struct store *store, const struct hash *hash, GError **error); /* of struct source * */
/* Small named settings of the store itself (schema version and the like). NULL when absent. */
char *store_setting(struct store *store, const char *name);
/* What only this store can make of a purpose and a record's key: for codes that nobody guesses. */
struct hash store_seal(const struct store *store, const char *purpose, gint64 key);
GPtrArray *store_settings(struct store *store, GError **error); /* their names, char * */
/* Settings (NULL-ended names) of a store that is not open; NULL too where there is no store. FALSE: the store cannot be asked now. Caller frees each. */
gboolean store_peek(const char *url, const char *const *names, char **values, GError **error);
gboolean store_set(struct store *store, const char *name, const char *value, GError **error);
