/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Checking a report, of any author: what contradicts itself, the form or the language is a finding,
 * with the exact words of the file. Nothing is known here of stores; what one knows comes through
 * the context's functions.
 */
#include "base/finding.h"
#include "check/against.h"
#include "check/lexicon.h"
#include "def/model.h"
#include "doc/doc.h"

struct grammar;
struct gazetteer;
struct topics;
struct compounds;
struct check_context {
	const struct lexicon *lexicon;
	const struct grammar *grammar;
	const struct gazetteer *names;
	const struct topics *topics;
	const struct compounds *compounds;
	const struct model *model;
	const struct against *against; /* the office's records; NULL = none */
	day_t today; /* nothing is dated later */
};

/* The tables, loaded; made once, used by any number of checks at the same time. */
struct checker;
/* The model must outlive the checker. */
struct checker *checker_new(const struct model *model, GError **error);
void checker_free(struct checker *checker);
typedef struct checker checker_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(checker_t, checker_free)

/*
 * The findings, in the order of the file, each with its rule and quote. `source` is the text of a
 * text file, from which quotes are taken as they stand there; NULL for a document of another kind. `against`: the
 * records that it is checked against, too; NULL = none.
 */
struct findings *checker_check(const struct checker *checker, const struct doc *doc, const char *file,
	const char *source, const struct against *against);

/* The tables alone, for what reads other things than papers; `against` is NULL. Borrowed from the checker. */
struct check_context checker_context(const struct checker *checker);

/* What a paper states, as JSON or as lines (tell.h); caller frees. */
char *checker_facts(const struct checker *checker, const struct doc *doc, const char *file, const char *source,
	gboolean json);
