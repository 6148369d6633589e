/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the numbers of a table state, and what is wrong with them. */
#include "base/finding.h"
#include "import/tally_say.h"

struct tally_fact {
	char *cell;         /* "Năm 2023!C7" */
	char *quote, *unit, *doubt, *where; /* doubt, where ("country=JP,host=leaders"): NULL = none */
	const char *figure; /* borrowed; NULL = not understood */
	gint64 value;
	guint scale;
	struct span span;   /* DAY_NONE = not understood */
	gboolean as_base;
	const struct tally_row *row;       /* NULL: of no single row */
	const struct tally_column *column;
};

struct tally_note {
	enum severity severity;
	char *cell, *message;
};

struct tally_reading {
	const struct check_context *context;
	const struct tally_words *words;
	const struct tally_texts *texts;
	const struct tally_table *table;
	const char *name;  /* of the sheet; "" = none */
	GPtrArray *facts;  /* struct tally_fact * */
	GPtrArray *notes;  /* struct tally_note * */
	guint first;       /* the table's first fact */
};

void tally_fact_free(gpointer fact);
void tally_note_free(gpointer note);
char *tally_place(const struct tally_reading *reading, guint row, guint column);
void tally_note(struct tally_reading *reading, enum severity severity, guint row, guint column, const char *format, ...) G_GNUC_PRINTF(5, 6);
/* Another doubt behind those there are. */
void tally_doubt(struct tally_fact *fact, const char *text);

/* The first of some texts (char *) that says that what stands there was not, or is no number: a plan, a share; NULL = none. */
const char *tally_passed(const struct tally_reading *reading, const GPtrArray *texts);

/* All texts that tally_ask looks at, for tally_texts_new. */
void tally_collect(const struct tally_table *table, GHashTable *texts);
/* What one number of the table states. */
struct tally_fact *tally_ask(struct tally_reading *reading, const struct tally_row *row, const struct tally_column *column, const struct amount *amount);
/* How many rows a list of records has, where its title says what they are; NULL where it does not. */
struct tally_fact *tally_ask_list(struct tally_reading *reading, guint count, unit_t *unit);
/* The facts of a table, then its sums, or its rows where it is a list of records. */
void tally_read_table(struct tally_reading *reading);
void tally_sums(struct tally_reading *reading);
void tally_list(struct tally_reading *reading);
/* The texts of headings and of labels above each other, as one; borrowed from the table. */
const char *tally_head(const struct tally_table *table, const struct tally_column *column);
const char *tally_label(const struct tally_table *table, const struct tally_row *row);
/* What a row is said to be part of, itself first. */
guint tally_chain(const struct tally_table *table, const struct tally_row *row, const struct tally_row **chain, guint most);
/* "country=JP" behind "host=leaders"; FALSE where another value of the same dimension stands there. */
gboolean tally_add_part(GString *where, const char *part);
/* The countries that a text names, each a part, and marked; FALSE where they are several. */
gboolean tally_add_countries(const struct tally_reading *reading, const struct figure *figure, const struct said *said, guint8 *marks, GString *where);
