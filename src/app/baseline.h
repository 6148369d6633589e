/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The baseline: figures that earlier reports and sheets stated, of days of which the store may have no records. What a
 * file states is proposed. Proposals can be kept as records of the register `stated` in the state `proposed`, until a
 * person accepts or refuses each; so what was decided, and by whom, is in the history like all else. What is accepted is
 * found by its question (app/stated.h).
 */
#include "app/stated.h"

struct proposal {
	char *query;    /* canonical, of one office, as known now; "?office=…&span=…" where no figure fits: it cannot be accepted so */
	char *unit, *quote;
	char *cell;     /* of a sheet, "Trang 1!B7"; or NULL */
	char *doubt;    /* what speaks against it, in words; or NULL */
	struct number value;
	struct number records; /* what the records give */
	gboolean has_records;  /* … whether they have anything for it */
	gboolean as_base;      /* said as what another number is compared with */
	gboolean disputed;     /* the file, or the register, also states another value */
	gint64 page, line, paragraph; /* 0 = unknown */
	gint64 record, version;       /* in the register; 0 = it is not kept */
	const char *state;            /* "accepted", "proposed", "refused", "withdrawn"; NULL = it is not kept */
	char *reason;                 /* why it was refused; or NULL */
};
/* Neither decided on nor disputed nor in doubt. */
gboolean proposal_is_certain(const struct proposal *proposal);
gboolean proposal_is_accepted(const struct proposal *proposal);
/* What the records give for it today; nothing for no question (NULL). */
gboolean proposal_ask_records(struct proposal *proposal, struct app *app, const struct figure_query *query, GError **error);

struct baseline {
	char *source, *hash; /* name of the file without folders; of its bytes */
	gint64 office;
	GPtrArray *proposals; /* struct proposal *, in the order of the file */
	GPtrArray *remarks;   /* char *: what is wrong with a sheet, or not understood, with its cell; empty for what was kept */
};
struct baseline *baseline_new(gint64 office);
void baseline_free(struct baseline *baseline);
typedef struct baseline baseline_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(baseline_t, baseline_free)

/* What a document of any author states of an office's figures, with the days that it says or is about. */
struct baseline *baseline_read(struct app *app, gint64 office, const char *path, GError **error);
/* The same of a file whose facts were read elsewhere (app_facts as JSON): a server starts its own program for that. */
struct baseline *baseline_of_facts(struct app *app, gint64 office, const char *name, GBytes *bytes, const char *facts, GError **error);
/* Writes the chosen ones (numbers from 1; NULL: all that are certain) as accepted, in one transaction. */
gboolean baseline_accept(struct app *app, struct baseline *baseline, const GArray *chosen, const char *why, guint *count, GError **error);
/* Keeps what does not stand in the register yet, to be decided on. */
gboolean baseline_keep(struct app *app, struct baseline *baseline, const char *why, guint *count, GError **error);

/* baseline_kept.c: what was kept of files, and decisions on it. */
struct baseline_source {
	char *hash, *name; /* hash: hexadecimal, or "-" for what was entered by hand */
	guint accepted, refused, left, withdrawn;
};
/* struct baseline_source *: those of one office, the newest first. */
GPtrArray *baseline_sources(struct app *app, gint64 office, GError **error);
/* What is kept of one, in the order of the file; ERROR_ABSENT. */
struct baseline *baseline_kept(struct app *app, gint64 office, const char *hash, GError **error);

enum baseline_verdict { BASELINE_LEFT, BASELINE_ACCEPTED, BASELINE_REFUSED };
/* A correction of the question, and what is decided. What is NULL stays as it is. */
struct baseline_decision {
	gint64 record, version;
	const char *figure, *where, *from, *to; /* "host=leaders,country=JP"; days as 2019-03-12 */
	enum baseline_verdict verdict;
};
/* ERROR_INPUT for what is no question, or refused without a reason; ERROR_CONFLICT. */
gboolean baseline_decide(struct app *app, gint64 office, const struct baseline_decision *decision, const char *why, GError **error);
/* The parts of a question, whether or not a figure is known: "inbound.visitors", "host=leaders", days. Caller frees. */
struct baseline_question {
	char *figure, *where;
	struct span span;
};
gboolean baseline_question_read(const char *query, struct baseline_question *question);
void baseline_question_clear(struct baseline_question *question);
typedef struct baseline_question baseline_question_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(baseline_question_t, baseline_question_clear)
