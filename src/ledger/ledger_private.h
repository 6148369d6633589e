/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the files of the ledger, and by nothing else. */
#include "ledger/figure.h"

/*
 * A series' id: office << 24 | its number in that office; so every key here begins with the office. Where a figure is asked
 * for all days up to one (stocks, intervals), its series grow: they have odd numbers, others even ones. A series that has
 * the other kind of number is answered as rightly, but slower.
 */
enum { SERIES_SHIFT = 24, SERIES_NUMBERS = (1 << SERIES_SHIFT) - 1, SERIES_MOST = SERIES_NUMBERS - (2 << 14) };
#define SERIES(office, number) (((gint64)(office) << SERIES_SHIFT) | (gint64)(number))
#define SERIES_OFFICE(id) ((gint64)(id) >> SERIES_SHIFT)
#define SERIES_NUMBER(id) ((gint64)(id) & SERIES_NUMBERS)
#define SERIES_GROWS(id) (((gint64)(id) & 1) != 0)
gboolean figure_grows(const struct figure *figure); /* NULL: one that is not known here */
/* The id of the office's next series, after `last`: ERROR_SYSTEM when there is none left. */
gboolean series_next(gint64 office, gint64 last, gboolean grows, gint64 *id, GError **error);

/*
 * A cell of days or months is series << 22 | grain << 20 | index. The index is the day, or the month (year * 12 + month - 1),
 * so that a span of days or months of one series is one range of keys. Years lie behind all series of their office, where
 * what is asked together lies together: of series that grow by series and year, of others by year and series.
 *     office << 46 | 0x3FE << 36 | number of the series << 12 | year
 *     office << 46 | 0x3FF << 36 | year << 24 | number of the series
 */
enum grain { GRAIN_DAY, GRAIN_MONTH, GRAIN_YEAR };
#define CELL_OFFICE(cell) ((gint64)(cell) >> 46)
#define CELL(series, grain, index) (((gint64)(series) << 22) | ((gint64)(grain) << 20) | (gint64)(index)) /* no years */
#define CELL_OF_DAY_SERIES(cell) ((gint64)(cell) >> 22)
#define CELL_GRAIN_DAY(cell) ((gint64)(cell) & 0x3FFFFF) /* what a cell of a day is without its series */
#define CELL_DAY(cell) ((day_t)((cell) & 0xFFFFF))
gint64 cell_of(gint64 series, enum grain grain, gint64 index);
gint64 cell_series(gint64 cell); /* of any cell */
/* Its grain, 3 where there is no such grain, and index. */
guint cell_grain(gint64 cell, gint64 *index);
/* What a series' number is multiplied by in cells of a grain, and what is added: all but the index. */
gint64 cell_factor(enum grain grain, gboolean grows);
gint64 cell_base(gint64 office, enum grain grain, gboolean grows, gint64 index);
/* The term by which SQL finds the series of a balance. */
#define SQL_SERIES_OF(cell) "CASE (" cell " >> 36) & 1023 WHEN 1022 THEN ((" cell " >> 46) << 24) | ((" cell " >> 12) & 16777215)" \
	" WHEN 1023 THEN ((" cell " >> 46) << 24) | (" cell " & 16777215) ELSE " cell " >> 22 END"

struct series {
	gint64 id;
	enum role role;
	char *dims;
};

/* The series of a list by the values that they have of one dimension. */
struct split {
	char *dimension;
	GPtrArray *values;  /* by place in the list: char **, borrowed from `texts` */
	GHashTable *texts;  /* as it stands in dims ("CN,JP") → char **; shared by all series with these values */
	GHashTable *places; /* value, "" for none → GArray of guint, ascending */
};

/* The series of one figure in one office, as far as they were read. */
struct series_list {
	gint64 office;
	const struct figure *figure;
	gint64 known;      /* no series with a higher id was there */
	GPtrArray *series; /* struct series *, in order of id */
	GPtrArray *splits; /* struct split *, of the dimensions that were asked for */
};

/* What tells a series from others, with its id. */
struct series_name {
	gint64 office;
	const struct figure *figure;
	enum role role;
	char *dims;
	gint64 id;
};

struct ledger {
	struct store *store;
	GHashTable *names;    /* struct series_name * as a set: what posting has seen */
	GHashTable *marks;    /* gint64 series id → struct hash *: what stands for the series in hashes of postings */
	GHashTable *lists;    /* struct series_list * as a set: what queries have read */
	GArray *waiting;      /* struct delta: what balances still have to be added */
	guint reach;          /* how many links any figure looks through */
	struct ahead *ahead;  /* what was asked for together, while queries are answered from it; else NULL */
	gboolean looking;     /* an audit: no series is made; those that are missing have the id 0 */
};

/* One change of one cell by one record. */
struct delta {
	gint64 cell, amount;
};
gint delta_by_cell(gconstpointer a, gconstpointer b);
/* Sorts by cell and adds up what falls on one cell; `zeros`: what adds up to nothing stays. */
gboolean deltas_fold(GArray *deltas, gboolean zeros, GError **error);

/* One entry as the hash of postings sees it. */
struct posted {
	gint64 record, number, cell, delta;
};

/* Posts what the record's contributions differ from its entries, caused by `history`; appends to `posted`. */
gboolean ledger_settle_record(struct ledger *ledger, const struct record *record, gboolean is_new, gint64 history, GArray *posted,
	GError **error);
/* The same for all records of a register that is no longer defined: they post nothing. */
gboolean ledger_withdraw(struct ledger *ledger, gint64 office, const char *reg, gint64 history, GArray *posted, GError **error);
GArray *posted_new(void); /* of struct posted */
/*
 * The hash of what one history entry posted, in order of record and number: sorts the array. It holds series by what they
 * are, not by the numbers that this store gave them; one that is missing enters as zeros.
 */
gboolean posted_hash(struct ledger *ledger, GArray *posted, struct hash *hash, GError **error);

/* The id of a series, 0 when there is none. */
gboolean series_find(struct ledger *ledger, gint64 office, const char *figure, gint64 role, const char *dims, gint64 *id, GError **error);
/* The number of the last entry of a record, 0 when it has none. */
gboolean last_number(struct ledger *ledger, gint64 record_key, gint64 *number, GError **error);

GHashTable *series_names_new(void);
GHashTable *series_lists_new(void);
/* The highest id in use in an office, SERIES(office, 0) for none. */
gboolean series_last(struct ledger *ledger, gint64 office, gint64 *id, GError **error);
/* The series of a figure in an office, up to date; borrowed. */
struct series_list *ledger_series(
	struct ledger *ledger, gint64 office, const struct figure *figure, GError **error);
/* The values of a dimension that the series at a place of the list has: NULL-ended; empty for none. Borrowed. */
const char *const *series_values(struct series_list *list, guint place, const char *dimension);
/* The places of the series that have one of the values ("" = none), ascending: GArray of guint. Caller unrefs. */
GArray *series_with(struct series_list *list, const char *dimension, const char *const *values);

/* Adds an entry to the balances of its day, month and year; it may wait until they are read. */
gboolean balances_add(struct ledger *ledger, const struct delta *delta, GError **error);
/* The balances that an entry is added to: of its day, month and year. */
enum { DELTA_BALANCES = 3 };
void balance_deltas(const struct delta *delta, struct delta all[DELTA_BALANCES]);
/* Adds to balances, each cell once. */
gboolean balances_put(struct ledger *ledger, const struct delta *deltas, guint count, GError **error);
/* Writes what waits: before balances are read, and before a transaction is kept. */
gboolean balances_write(struct ledger *ledger, GError **error);

/*
 * Ranges of cells that make up a span; at most five: years, months and days at both edges. Years of a series that does not grow
 * are one range only where it is one year: more are told from months.
 */
enum { RANGES_MOST = 5 };
struct range {
	enum grain grain;
	gint32 first, last;
};
struct ranges {
	struct span span;
	gboolean grows;
	struct range list[RANGES_MOST];
	guint count;
};
struct ranges ranges_of(struct span span, gboolean grows); /* of balances */
struct ranges ranges_of_days(struct span span);            /* of entries, which have days only */
/* Σ of a series over ranges; of its entries up to the history key `limit`, or 0 for its balances. */
gboolean series_sum(struct ledger *ledger, gint64 office, gint64 series, const struct ranges *ranges,
	gint64 limit, gint64 *sum, GError **error);

/*
 * Asks the store for all that the queries need, before they are answered: in one look, in which nothing is written. Until
 * ahead_end, which follows it whether it failed or not, the sums and the last series of offices are found here. The queries
 * are answered in their order, each after ahead_turn.
 */
gboolean ahead_begin(struct ledger *ledger, struct figure_query *const *queries, guint count, GError **error);
void ahead_end(struct ledger *ledger);
void ahead_turn(struct ledger *ledger, guint query);
/* The sum of all that the query at this place adds up; *simple FALSE where it is no plain sum as of now. */
gboolean ahead_total(struct ledger *ledger, guint query, gboolean *simple, gint64 *total, GError **error);
/* FALSE where it was not asked for. */
gboolean ahead_sum(const struct ledger *ledger, gint64 office, gint64 series, struct span span, gint64 *sum);
gboolean ahead_last(struct ledger *ledger, gint64 office, gint64 *last, GError **error);

/* The posted deltas of a record so far: cell → Σ, appended as struct delta. */
gboolean record_entries(struct ledger *ledger, gint64 record_key, GArray *deltas, GError **error);
/* The deltas that its contributions mean, one per cell, no zeros, in order of cell. */
gboolean record_deltas(struct ledger *ledger, const struct record *record, GArray *deltas, GError **error);
