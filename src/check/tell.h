/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What a paper states, written for programs (ngoaivu-check(7) describes the JSON) and for readers. */
#include "check/locate.h"
#include "check/statement.h"

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
/* A line each: place, words, what they state; caller frees. */
char *tell_text(const struct told_paper *told);
