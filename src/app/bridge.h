/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Bridges between two reports, or of one figure between two moments: which figures both tell, and why each differs
 * (ledger/bridge.h); as a document that may be sent with the report.
 */
#include "app/reports.h"
#include "ledger/bridge.h"

/* A figure that both tell. */
struct bridged {
	struct figure_query *then, *now;
	struct bridge *bridge;
	char *name; /* with its conditions */
	char *days; /* of the second: "quý I năm 2020", "từ ngày … đến ngày …" */
	char *sentence; /* for the report; NULL where nothing differs */
};
/* One that only one of them tells, or tells of other days. */
struct unbridged {
	char *query, *reason;
};
struct bridges {
	gint64 office;
	char *names[2];     /* "Báo cáo số 05/BC-SNgV ngày 31/3/2020", "số liệu biết đến 08:00 ngày 05/4/2020" */
	GPtrArray *figures; /* struct bridged *, in the order of the second report */
	GPtrArray *left;    /* struct unbridged * */
	char *language;
};
void bridges_free(struct bridges *bridges);
typedef struct bridges bridges_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(bridges_t, bridges_free)

/*
 * Two reports of one office, issued or drafts, the earlier one first; ERROR_INPUT where that is not so. `only`, where not
 * NULL, is the query of the one figure of the second that is wanted, as known whenever (ERROR_ABSENT).
 */
struct bridges *report_bridges(struct app *app, const struct record *then, const struct record *now, const char *only, GError **error);
/* One question at two moments; 0 = now. */
struct bridges *figure_bridges(struct app *app, const struct figure_query *query, const moment_t known[2], GError **error);

/* Where an item comes from, to be shown: the record, and the change that made the difference. */
struct bridge_source {
	const struct reg *reg; /* NULL where it is no longer defined */
	char *office, *title;  /* of personal data "#12" */
	gint64 id, version;    /* 0: another record's change, or one of definitions, made the difference */
	struct change *change;
};
gboolean bridge_source_read(struct app *app, const struct bridge_item *item, const char *language, struct bridge_source *source, GError **error);
void bridge_source_clear(struct bridge_source *source);

/* With the office's letterhead; `paragraph` first, then a table for each figure that differs. */
struct doc *bridges_doc(struct app *app, const struct bridges *bridges, GError **error);

/* For programs: causes have names that stay ("late", "corrected"). bridge_json.c */
extern const char *const bridge_cause_ids[CAUSES];
json_t *bridges_json(struct app *app, const struct bridges *bridges, GError **error);
