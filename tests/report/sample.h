/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A store with the small office of tests/report/data, and documents as text that a test can compare. */
#include "report/template.h"

struct sample {
	char *url, *folder;
	struct model *model;
	struct store *store;
	struct ledger *ledger;
	struct record *office;
	struct report_context context; /* the first quarter of 2020 */
	char *parts;                   /* folder for includes */
	const char *folders[2];
};
void sample_open(struct sample *sample);
void sample_close(struct sample *sample);

/*
 * "period=2020-Q1 cutoff=2020-03-12 language=en regime=legal" into the context; what is not said is as sample_open
 * left it.
 */
void sample_context(struct sample *sample, const char *words);

/* Every detail of a document, figures with their queries at the end. */
char *dump_doc(const struct doc *doc);
/* The body as a reader sees it, headings and items with their labels. */
char *dump_plain(const struct doc *doc);
