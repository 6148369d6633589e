/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The template language (ngoaivu-template(7)): a template and a context give a document tree. A template is parsed
 * and checked once; rendering reads the ledger and the store and changes nothing. Every figure printed is a run
 * RUN_FIGURE that carries its canonical query. A number computed from several figures carries their queries joined by
 * " + ", " - " (A - B: also the base of an increase in per cent) or " % " (A as per cent of B); queries hold no blanks.
 */
#include "base/period.h"
#include "doc/doc.h"
#include "ledger/figure.h"

/* What a report is about; all borrowed. */
struct report_context {
	struct ledger *ledger;
	const struct record *office;    /* the office's own record (register `office`) */
	gint64 office_number;
	struct period period;
	enum regime regime;
	day_t cutoff;                   /* the last day whose data count; default the period's last */
	gint64 position;                /* 0 = now, else as known at that history id of the office */
	moment_t as_known;              /* the same as a moment, for offices merged into it; 0 = now */
	enum boundaries boundaries;
	const GArray *offices;          /* gint64: whose figures are added up; NULL = the office's own */
	moment_t held;                  /* … as they were here at that moment; 0 = now */
	const char *const *senders, *const *not_sent; /* names of the offices that send, and that owe the report; may be NULL */
	const char *language;
	const struct record *last_report; /* the issued report before, or NULL */
	const GPtrArray *texts;         /* struct section_text * (sections.h): what divisions wrote, in order; may be NULL */
	/*
	 * What was stated of a question for which the records have nothing (`number`): *stated is left absent where that is
	 * nothing. NULL: nobody is asked.
	 */
	gboolean (*stated)(gpointer data, const struct figure_query *query, const struct number *number, struct number *stated, GError **error);
	gpointer stated_data;
	const char *const *folders;     /* template folders for include, NULL-ended, first found wins */
};

struct template;

/*
 * Reads and parses; all mistakes are findings with file:line:column. NULL when there is an error. What it includes is
 * NAME.md or parts/NAME.md of its own folder or of one of `folders` (NULL-ended; may be NULL), first found wins.
 */
struct template *template_load(
	const char *path, const char *const *folders, struct findings *findings);
/*
 * `name` is used in messages; the text is copied. The text may be what template_source gave: then what it includes is
 * in it. Includes that are not in it are looked for in the folders of the context when it is rendered.
 */
struct template *template_parse(const char *name, const char *text, struct findings *findings);
/*
 * The same, with the folders for includes.
 */
struct template *template_parse_in(
	const char *name, const char *text, const char *const *folders, struct findings *findings);
void template_free(struct template *template);
typedef struct template template_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(template_t, template_free)

/* The front matter. Texts are borrowed from the template; lists are NULL-ended; NULL = not given. */
struct template_head {
	struct label name;
	char *office;
	char *kind, *subject, *symbol, *archive, *language;
	char **addressees, **recipients;
	char *capacity, *signer; /* over those of the office */
	gboolean has_period;
	enum period_kind period;
	enum regime regime;
	enum numbering numbering;
	gboolean received;         /* figures are those of the offices that send to this one */
	enum boundaries boundaries; /* … by the boundaries then or now */
};
const struct template_head *template_head(const struct template *template);
/*
 * The source with the sources of all that it includes, for a snapshot: one text that template_parse reads back. The
 * files follow one another, each but the first after U+001E, its name and a newline.
 */
const char *template_source(const struct template *template);

/* Resolves every name against the model: registers, figures, dimensions, values, fields, functions. All in one go. */
gboolean template_check(const struct template *template, const struct model *model, struct findings *findings);

/* The whole document: letterhead from the office and the front matter, body, appendices. ERROR_INPUT with its place. */
struct doc *template_render(const struct template *template, const struct report_context *context, GError **error);

/* A small template as a text of a section is (sections.h): what it gives, or what is wrong with it. */
struct fragment {
	GPtrArray *blocks; /* struct block *; their figures are those of the document; NULL: */
	char *problem;     /* the mistake with its place in the text */
};
void fragment_free(gpointer fragment);
/*
 * Each text by itself, in the context of the report that the template makes: the names, figures and records of it. The
 * document that is returned holds no blocks, only what the fragments refer to. `fragments` gets one for each text.
 */
struct doc *template_fragments(const struct template *template, const struct report_context *context,
	const GPtrArray *texts, GPtrArray *fragments, GError **error);
