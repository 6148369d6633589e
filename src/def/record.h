/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A record: one version of one entry of a register, in memory. Owns its values. Knows nothing of a database.
 */
#include "def/value.h"

struct record {
	const struct reg *reg;
	gint64 office;   /* the store's number of the office; 0 = not yet known */
	gint64 id;       /* unique in the office; 0 = new */
	gint64 version;  /* 1, 2, …; 0 = new */
	guint state;     /* index in reg->states; 0 when the register has none */
	gboolean deleted;
	struct value *values; /* one per reg->fields */
	guint sharers;        /* who hold it beside its owner */
};

struct record *record_new(const struct reg *reg);
struct record *record_copy(const struct record *record);
/* Another holder of the same record, who frees it too; from then on nobody may change it. */
struct record *record_share(const struct record *record);
void record_free(struct record *record);
typedef struct record record_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(record_t, record_free)

/* Borrowed; NULL for a field the register does not have or that is NONE. */
const struct value *record_value(const struct record *record, const char *field);
const char *record_text(const struct record *record, const char *field); /* of a field of text; "" when it has none */
const char *record_state(const struct record *record);                   /* the id of its state; "" without states */
const char *record_state_label(const struct record *record, const char *language);

/*
 * Sets the fields named in a JSON object ({"name": …, "state": …}); null clears; others stay as they are.
 * Unknown keys are errors with a suggestion. "id" and "version" are accepted, must be whole numbers and are set; the
 * id of a record that has one cannot change. A computed field may only be given the value that it has.
 * All mistakes are reported, joined, each with its key (ERROR_INPUT).
 */
gboolean record_set_json(struct record *record, const struct model *model, const struct links *links,
	const json_t *object, GError **error);

/*
 * Fills defaults (of a new record, and of rows), stored exchange rates and computed fields, these in the order in
 * which they need each other. The rate is that of the first date entered in the row, else in the record, else today.
 * To be called before record_validate.
 */
gboolean record_complete(struct record *record, const struct model *model, const struct links *links, GError **error);

/* Required fields, min, max, patterns, checks, link targets, money with rates; all mistakes joined (ERROR_INPUT). */
gboolean record_validate(const struct record *record, const struct model *model, const struct links *links, GError **error);

/* ERROR_REFUSED naming the states that may follow, when the change of state is not in the definition. */
gboolean record_may_become(const struct reg *reg, guint from, guint to, GError **error);

/* "accepted: “Đã tiếp” (received), …; did you mean …?" where `text` names no state; caller frees. */
char *accepted_states(const struct reg *reg, const char *text);

/*
 * Canonical JSON, the form that history keeps and hashes: {"state":"received","name":…}: fields in the order of the
 * definition, NONE left out, integers and text only; the same record gives the same bytes.
 */
void record_write_json(const struct record *record, struct json_writer *writer);
char *record_json(const struct record *record); /* the same as a string; caller frees */
/* Reads that form back (fields that the model no longer has are dropped and their ids added to `lost`, if given). */
gboolean record_read_json(struct record *record, const struct model *model, const char *json, gsize length,
	GPtrArray *lost, GError **error);

/* How lists name it: the key's text, or "#id". Caller frees. */
char *record_title(const struct record *record, const struct model *model, const struct links *links, const char *language);
