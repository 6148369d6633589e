/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Values of fields. A struct value owns what it points to. Kinds by field type:
 *   text longtext locality person file datetime → TEXT; choice country province division office currency language
 *   sector dockind → TEXT (the id); bool → NUMBER 0/1; count → NUMBER; decimal → NUMBER scaled by field->scale;
 *   date → NUMBER (day_t); link → NUMBER (record id of the target, in the same office); money → MONEY;
 *   document → DOCUMENT; any of them with many → LIST; rows → ROWS.
 */
#include "def/model.h"
#include <jansson.h>
#include "format/json.h"

enum value_kind { VALUE_NONE, VALUE_TEXT, VALUE_NUMBER, VALUE_MONEY, VALUE_DOCUMENT, VALUE_LIST, VALUE_ROWS };

struct money {
	gint64 amount;    /* minor units of the currency */
	char currency[4];
	gint64 rate;      /* VND per unit, scaled by 10^6; 0 for VND */
	day_t rate_on;    /* the day of that rate */
};

struct document { /* a cited document; any part may be NULL / DAY_NONE */
	char *symbol, *issuer, *title;
	day_t date;
};

struct value {
	enum value_kind kind;
	union {
		char *text;
		gint64 number;
		struct money *money;
		struct document *document;
		GPtrArray *list; /* struct value *; never NONE, LIST or ROWS inside */
		GPtrArray *rows; /* struct value * : an array of values_new with one value per field of the rows field */
	};
};

void value_clear(struct value *value); /* frees what it owns, leaves NONE */
void value_copy(struct value *to, const struct value *from);
gboolean value_equal(const struct value *a, const struct value *b);
struct value *values_new(guint count); /* zeroed array; the only kind that rows and records hold */
void values_free(struct value *values, guint count);

/* Whole VND (rounded half away from zero) of money at its stored rate. ERROR_INPUT on overflow or missing rate. */
gboolean money_converted(const struct model *model, const struct money *money, gint64 *vnd, GError **error);

/* How links are found: the store, or a test. */
struct links {
	/* The id of the target record that `name` names: its code, its key, or "#id". ERROR_ABSENT / ERROR_INPUT. */
	gboolean (*find)(void *data, const struct reg *target, const char *name, gint64 *id, GError **error);
	/* The record's values (one per field of target), NULL when there is none. Borrowed until the next call. */
	const struct record *(*get)(void *data, const struct reg *target, gint64 id);
	void *data;
};

/*
 * A value from JSON or from a cell's text. Errors say what is wrong and what is accepted, without the field's name
 * (the caller prefixes it). null and "" give NONE. Text is cleaned to NFC; choices, countries and the like accept
 * ids, labels and aliases. In text, many values are separated by ";" ; a document is written
 * "05/BC-SNgV; 2020-03-06; issuer; title", many of them are separated by "|"; within these a ";", "|" or "\" that
 * belongs to the text follows a "\". Rows in text are a JSON array. Money in text: "1.500.000", "1500 USD",
 * "1.500,50 EUR", "1,5 tỷ đồng", with a rate "5 USD @23155/2020-01-01". Amounts are in whole units of the currency.
 * A datetime is kept as local time, "2020-03-12T08:30". One-line text loses its line breaks.
 */
gboolean value_from_json(const struct model *model, const struct field *field, const struct links *links,
	const json_t *json, struct value *value, GError **error);
gboolean value_from_text(const struct model *model, const struct field *field, const struct links *links,
	const char *text, struct value *value, GError **error);
/* Canonical JSON (see record_json); links as ids. */
void value_write_json(const struct field *field, const struct value *value, struct json_writer *writer);
/* Reads what value_write_json wrote, also by a field that has changed since. FALSE when something does not fit: what fits is kept. */
gboolean value_read_json(const struct field *field, const json_t *json, struct value *value);
/* For readers in a language: choices by label, dates dd/mm/yyyy, money with its currency; caller frees. `links` may be NULL. */
char *value_text(const struct model *model, const struct field *field, const struct value *value,
	const struct links *links, const char *language);
/* The name that a value of a file field shows: what follows the hash of its bytes, or all of it. Borrowed. */
const char *file_value_name(const char *text);
/* For machines (CSV, XLSX): what value_from_text reads back. */
char *value_plain(const struct model *model, const struct field *field, const struct value *value,
	const struct links *links);
