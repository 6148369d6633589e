/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Reading the maps of a definition by tables: one row per key with the kind of its value and where
 * it goes. Unknown keys (with the nearest known one), values of another kind and keys that are
 * missing become findings.
 */
#include "def/load.h"

#include <stddef.h>

enum key_kind {
	KEY_TEXT,  /* char *; not empty */
	KEY_ID,    /* char *: [a-z][a-z0-9_]*, at most ID_LENGTH_MOST */
	KEY_BOOL,  /* gboolean: true or false */
	KEY_WHOLE, /* guint: at most WHOLE_MOST */
	KEY_DAY,   /* day_t: 2020-03-12 */
	KEY_EXPR,  /* struct expr *, parsed, not bound */
	KEY_LABEL, /* struct label: {vi: …, en: …} */
	KEY_UNIT,  /* struct label: {vi: …, en: …, one: …} */
	KEY_LIST,
	KEY_MAP,
	KEY_ANY,
};

#define ID_LENGTH_MOST 40
#define WHOLE_MOST     999999

/* Beyond so many mistakes, or among more words, no nearest word is sought. */
#define SUGGESTIONS_MOST 500
#define CANDIDATES_MOST  5000

#define NOWHERE ((gsize)-1) /* checked here, read by whoever needs it */

typedef void (*key_reader)(struct loader *loader, void *target, const struct yaml *value);

struct key {
	const char *name; /* NULL ends the table */
	enum key_kind kind;
	gboolean required;
	gsize offset;    /* in the target; or NOWHERE */
	key_reader read; /* called after the kind is checked; or NULL */
};

/* FALSE after a finding. `what` names the map in messages: "the field “host”". */
gboolean read_map(struct loader *loader, const struct yaml *map, const struct key *keys,
	void *target, const char *what);

/* FALSE after a finding. For a text: something stands there. */
gboolean check_kind(struct loader *loader, const struct yaml *value, enum yaml_kind kind);
gboolean check_id(struct loader *loader, const char *id, struct place place);
gboolean read_label(struct loader *loader, const struct yaml *value, struct label *label);
gboolean read_day(struct loader *loader, const struct yaml *value, day_t *day);

/* An error at a place. */
void mistake(struct loader *loader, struct place place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
/* FALSE when there are so many mistakes that mistake_near needs no candidates. */
gboolean may_suggest(const struct loader *loader);
/* The same, with "did you mean" the candidate nearest to the word (const char *, not NULL-ended).
 */
void mistake_near(struct loader *loader, struct place place, const char *word,
	const GPtrArray *candidates, const char *format, ...) G_GNUC_PRINTF(5, 6);
