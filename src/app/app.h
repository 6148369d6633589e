/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The use cases: one function each, called by every door (command line, web, API). An app is one open store with its
 * definitions. Functions take and give plain values; they print nothing.
 */
#include "format/csv.h"
#include "import/import.h"
#include "ledger/figure.h"
#include "report/template.h"

struct app_options {
	const char *url;                /* NULL: sqlite:ngoaivu.db */
	const char *const *definitions; /* further folders of definitions, NULL-ended or NULL */
	const char *const *templates;   /* further folders of templates, searched first */
	const char *who;                /* account; NULL: the system user */
	const char *language;           /* "vi", "en"; NULL: vi */
	gboolean as_it_is;              /* by the definitions that the store itself follows, changing nothing: for audits and copies */
	ledger_progress progress;       /* may be NULL */
	void *progress_data;
};

struct app {
	struct model *model;
	struct store *store;
	struct ledger *ledger;
	char *who, *language;
	char *url;               /* of the store; it may hold a password */
	const char *origin;      /* for the history: "cli", or the address that a request came from; borrowed */
	gboolean shares_model;   /* the model belongs to another app */
	gboolean issuing;        /* a report is being issued: what belongs to that may be written */
	char **template_folders; /* NULL-ended: the given ones, then the program's own */
	ledger_progress progress;
	void *progress_data;
	struct stated_book *stated; /* stated.h: as last looked at, or NULL */
};

/* Where definitions/, templates/ and demo/ lie: $NGOAIVU_SHARE, beside the program, its installed place, or in it (base/shipped.h). */
char *app_share(const char *folder);

/* All mistakes in the definitions are in *error, one a line. */
struct app *app_open(const struct app_options *options, enum db_mode mode, GError **error);
/* With the definitions alone, those that the store uses where there is one: store and ledger are NULL. */
struct app *app_open_definitions(const struct app_options *options, GError **error);
/* Another connection to the same store by the same definitions, for another thread; `app` must outlive it. */
struct app *app_open_beside(const struct app *app, enum db_mode mode, GError **error);
void app_close(struct app *app);
/* The ledger of a store that was just opened; where that was brought to other definitions, all tables are made that may be needed later. */
struct ledger *app_open_ledger(struct store *store, ledger_progress progress, void *data, GError **error);
typedef struct app app_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(app_t, app_close)
struct author app_author(const struct app *app, const char *why);

/* A new office from its record in JSON ({"code":"tb","name":…}); the number of the office, 0 on failure. */
gint64 app_office_new(struct app *app, json_t *record, GError **error);
/* With its number in the store; 0: the next. */
gint64 app_office_new_as(struct app *app, json_t *record, gint64 number, GError **error);
/* The office's own record; NULL with ERROR_ABSENT. */
struct record *app_office_record(struct app *app, gint64 office, GError **error);

/*
 * Creates or changes a record: with "id" and "version" it changes that version; the fields that are not named stay.
 * Returns the record as stored.
 */
struct record *app_put(struct app *app, const struct reg *reg, gint64 office, const json_t *object, const char *why, gboolean *changed, GError **error);
gboolean app_delete(struct app *app, const struct reg *reg, gint64 office, gint64 id, gint64 version, gboolean restore, const char *why, GError **error);

/*
 * The records of a register that satisfy `where` (an expression of the definitions, or NULL), in order of id.
 * `position` 0 = now. struct record *.
 */
GPtrArray *app_list(struct app *app, const struct reg *reg, gint64 office, const char *where, gint64 position, GError **error);
/* A record for readers: {"id":…,"version":…,"state":…,fields…}; `plain` gives codes and ISO dates, else labels. */
json_t *app_record_json(struct app *app, const struct record *record, gboolean plain);

/*
 * A whole store into an empty one, or into a file that is not there yet; either may be of either engine
 * (store/transfer.h). struct moved *.
 */
GPtrArray *app_copy(const char *from, const char *to, ledger_progress progress, void *data, GError **error);

struct app_load {
	enum import_mode mode;
	enum csv_encoding encoding; /* of CSV without a mark */
	const char *sheet;          /* of a workbook; NULL: the first */
	const char *const *map;     /* as import_options.map */
	const char *errors;         /* a file that gets the user's sheet with a column of errors; NULL: none */
	const char *why;
	gboolean by_form;           /* as import_options.by_form */
	/* Whether the one who asks may make the record of what it was (NULL: a new one); NULL: whatever it is. */
	gboolean (*may)(void *data, const struct record *before, const struct record *after, GError **error);
	void *may_data;
};
/* A CSV or XLSX file, known by its first bytes or its name; ERROR_INPUT for anything else. `load` says which sheet. */
struct sheet *app_read_sheet(const char *name, GBytes *content, const struct app_load *load, gboolean *workbook, GError **error);
/* The rows of a sheet as records of a register; what no record may become by hand (guard.h) none of them becomes. */
struct import *app_import(struct app *app, const struct reg *reg, gint64 office, const struct sheet *sheet, const struct app_load *load, GError **error);
/* The rows of a CSV or XLSX file as records of a register (import/import.h); NULL when it could not be done at all. */
struct import *app_load_sheet(struct app *app, const struct reg *reg, gint64 office, const char *path, const struct app_load *load, GError **error);

/* Loads the records of a folder's files NN-register.json, all or nothing; *count = records. */
gboolean app_load_folder(struct app *app, const char *folder, guint *count, GError **error);
/* The demonstration office `code` from demo/; FALSE also when the store already holds it (ERROR_CONFLICT). */
gboolean app_demo(struct app *app, const char *code, guint *count, GError **error);
char **app_demo_codes(GError **error); /* codes of the demonstration offices, in order of name */
