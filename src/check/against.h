/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What a paper is checked against: the records of an office, through functions of those who know its store. The
 * lists are borrowed.
 */
#include "base/day.h"

struct recorded {
	gint64 value;
	guint scale;
	char currency[4]; /* "" when it is not money */
};

/* A document of the register of legal documents. */
struct kept_document {
	day_t dated_on, ended_on; /* DAY_NONE = not known, in force */
	const char *replaced_by;  /* its symbol; NULL = nothing is known */
};

struct against {
	void *data;
	/*
	 * The office's figure over a span (a stock: at its last day) under conditions ("host=leaders"; NULL = none).
	 * FALSE where it has none, or the office keeps no such records.
	 */
	gboolean (*figure)(void *data, const char *figure, const char *where, struct span span, struct recorded *recorded);
	/*
	 * Whether a number between two is that of a part of the figure by one of its dimensions, or of the figure without the
	 * conditions: what a text may say in words that are not known. NULL = nothing is known of parts.
	 */
	gboolean (*part)(void *data, const char *figure, const char *where, struct span span, gint64 least,
		gint64 most, guint scale);
	GHashTable *documents; /* cite_key_of_text(symbol) → GPtrArray of struct kept_document *; NULL = none are kept */
	const GPtrArray *people; /* char *: names of the office's staff; NULL = none */
};

/* The key of a symbol as facts.h cites it: the same for "101/NQTU" and "101-NQ/TU". Caller frees. */
char *cite_key_of_text(const char *symbol);
