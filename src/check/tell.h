/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What a paper states, written for programs (ngoaivu-check(7) describes the JSON) and for readers. */
#include "check/locate.h"
#include "check/statement.h"
#include "format/json.h"

struct told_paper {
	const char *file;
	const struct paper *paper;
	const struct facts *facts;
	const struct frame *frame;
	const struct statements *statements;
	const struct source_text *source;
};

/* One object and a newline; caller frees. */
char *tell_json(const struct told_paper *told);
/* "date", or "from" and "to"; nothing where an end is not known. */
void tell_span(struct json_writer *json, struct span span);
/* A line each: place, words, what they state; caller frees. */
char *tell_text(const struct told_paper *told);
