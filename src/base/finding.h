/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Findings: what is wrong with the user's data, as data: a severity, a place and a message.
 * A list collects all of them, so that the user sees every mistake in one go. The list owns its findings.
 */
#include <glib.h>

enum severity { SEVERITY_HINT, SEVERITY_WARNING, SEVERITY_ERROR };

/* A place in a file; line and column count from 1, 0 = unknown. `file` is borrowed from the list's strings. */
struct place {
	const char *file;
	guint line, column;
};

/* A stretch of one line or paragraph of a document; numbers as in struct origin (doc/doc.h). */
struct finding_spot {
	guint page, paragraph, line, column;
	guint length; /* in characters */
};

struct finding {
	enum severity severity;
	struct place place;
	char *message;
	/* Of a document that was checked; NULL or 0 where there is none. */
	const char *rule; /* lives as long as the program */
	char *quote;      /* the very words of the file */
	char *around;     /* the whole passage that they stand in */
	char *suggestion; /* what to put in their place */
	struct place end; /* the place after the last character of the quote */
	guint page, paragraph;
	guint other; /* the line of what it contradicts */
	GArray *spots; /* struct finding_spot: all that the finding is about, over the ends of lines too; NULL = not known */
};

struct findings {
	GPtrArray *items; /* struct finding *, in the order found */
	guint errors;     /* how many of them are SEVERITY_ERROR */
	GStringChunk *strings;
};

struct findings *findings_new(void);
void findings_free(struct findings *findings);
typedef struct findings findings_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(findings_t, findings_free)

/* The new finding, for what else is to be said of it; borrowed. */
struct finding *findings_add(struct findings *findings, enum severity severity, struct place place, const char *format, ...)
	G_GNUC_PRINTF(4, 5);

/* Adds all of `from` after those of `to`, and frees `from`. */
void findings_join(struct findings *to, struct findings *from);

/* What one process tells another: findings without their file, and as those of `file` again. */
#define FINDINGS_TYPE "a(uuuuuuuussmsmsa(uuuuu))"
GVariant *findings_pack(const struct findings *findings); /* floating */
struct findings *findings_unpack(GVariant *packed, const char *file);

/* By file, line and column; those of one place stay as they were found. */
void findings_sort(struct findings *findings);

/* "error", "warning", "hint" in the language of messages. */
const char *severity_word(enum severity severity);

/* "error", "warning", "hint", as programs read it. */
const char *severity_name(enum severity severity);

/* All findings as "file:line:column: error: message" lines, sorted by place; caller frees. */
char *findings_text(const struct findings *findings);

/* FALSE with ERROR_INPUT holding findings_text() when there is any error; TRUE otherwise. */
gboolean findings_check(const struct findings *findings, GError **error);
