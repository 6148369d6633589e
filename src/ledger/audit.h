/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Inside the audit: what its parts share. Each part tells what differs and goes on; what cannot be examined at all is
 * told too, so that one damage does not hide another.
 */
#include "ledger/ledger_private.h"

struct audit {
	struct ledger *ledger;
	GPtrArray *lines;
	gint64 office;       /* the one that is looked at */
	gboolean received;   /* its history is received: what was not shown cannot be examined */
	struct hash previous;
	gint64 expected;     /* the key that the next history entry must have */
	moment_t last;
	GHashTable *latest;  /* record key → struct version *: the last change of each record */
	GHashTable *causes;  /* history key → struct hash *: what each said that it posted */
	GHashTable *adopted; /* hashes (hexadecimal) of the definitions that histories say were followed */
	GHashTable *series;  /* gint64 * series id → itself: those with entries, in all offices */
	ledger_progress progress;
	void *data;
	guint64 done;
};

struct version {
	gint64 change; /* key of that history entry */
	gint64 version;
	gboolean deleted, searched;
	gboolean shown;      /* `change` is the last one whose data is here; FALSE when there is none */
	const struct reg *reg;
};

void tell(struct audit *audit, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Tells a failure as a finding, with what could not be examined, and frees it. */
void tell_failure(struct audit *audit, const char *what, GError *failure);
void tick(struct audit *audit);
/* gint64 keys with their own copies. */
GHashTable *key_set(void);
void key_add(GHashTable *set, gint64 key);

/* audit_store.c: settings, definitions, figures posted, offices, and rows of offices that there are not. */
gboolean audit_settings(struct audit *audit, GError **error);
gboolean audit_definitions(struct audit *audit, GError **error);
gboolean audit_figures(struct audit *audit, GError **error);
gboolean audit_office_rows(struct audit *audit, GError **error);

/* audit_records.c: records against the history and the figures; rows, links and copies that belong to none. */
gboolean audit_records(struct audit *audit, GError **error);
gboolean audit_between(struct audit *audit, GError **error); /* what has keys of no office */

/* audit_balances.c: entries against what their causes said, balances against entries, series against both. */
gboolean audit_postings(struct audit *audit, GError **error);
gboolean audit_series(struct audit *audit, GError **error);

/* audit_received.c: what a received change shows and hides, and the packages that it came in. */
void audit_received_change(struct audit *audit, const struct change *change);
gboolean audit_packages(struct audit *audit, GError **error);
