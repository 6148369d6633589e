/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Inside the reading of facts: where it is, and what its parts take. */
#include "check/fact.h"

#define DEPTH_MOST 8

struct reader {
	const struct paper *paper;
	const struct grammar *grammar;
	struct facts *facts;
	const struct sentence *sentence;
	guint index; /* of the sentence */
	guint at;    /* the token to read */
	guint depth; /* of brackets */
	guint brackets[DEPTH_MOST]; /* the tokens that opened them */
};

struct range reader_range(const struct reader *reader, guint length);
/* Keeps what was matched at the reader's place. */
void reader_mention(struct reader *reader, const struct match *match);
/* How many tokens the quantity, the citation at the reader's place takes; 0 = there is none. */
guint read_quantity(struct reader *reader);
guint read_cite(struct reader *reader);
