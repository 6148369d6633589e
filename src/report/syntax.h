/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A template as a tree: steps (text, prints and statements) that hold terms (expressions), each with its place.
 * Made by lex.c and parse.c from clean text; owns its texts; read only afterwards.
 */
#include "base/finding.h"
#include "base/number.h"
#include "report/template.h"

#define TEMPLATE_BYTES_MOST ((gsize)1024 * 1024) /* of one file */
#define TERM_DEPTH_MOST     100                  /* of an expression */
#define STEP_DEPTH_MOST     50                   /* of statements in statements */
#define INCLUDE_DEPTH_MOST  8
#define TERMS_MOST          200000               /* in one file */

/* A stretch of the source: plain text (at most one line) or what stands between the marks. */
enum chunk_kind { CHUNK_TEXT, CHUNK_PRINT, CHUNK_STATEMENT };
struct chunk {
	enum chunk_kind kind;
	const char *start; /* in the source */
	gsize length;
	struct place place;
};

/* Cuts clean text at its marks; comments and the lines that hold only statements are left out. */
GArray *chunks_read(struct place start, const char *text, struct findings *findings);

enum word_kind {
	WORD_END, WORD_NUMBER, WORD_TEXT, WORD_DAY, WORD_NAME, WORD_COMPARE, WORD_MARK /* one of + - * ( ) [ ] , : . */,
};

struct scanner {
	const char *at, *end;
	guint line, column;     /* of `at` */
	const char *file;
	struct findings *findings;
	gboolean failed;        /* after a finding: nothing more can be read */
	/* the word that was read */
	enum word_kind kind;
	struct place place;
	char mark;
	enum compare compare;
	gint64 number;          /* scaled; or a day */
	guint scale;
	char *text;             /* of names and texts */
};
void scanner_start(struct scanner *scanner, const struct chunk *chunk, struct findings *findings);
gboolean scanner_next(struct scanner *scanner); /* FALSE after a finding */
void scanner_clear(struct scanner *scanner);

enum term_kind {
	TERM_NUMBER, TERM_TEXT, TERM_DAY, TERM_BOOL, TERM_LIST, TERM_PATH, TERM_CALL, TERM_MEMBER, TERM_NOT, TERM_NEGATE,
	TERM_AND, TERM_OR, TERM_COMPARE, TERM_IN, TERM_ADD, TERM_SUBTRACT, TERM_MULTIPLY,
};

struct argument {
	char *name;
	struct place place;
	struct term *value;
};

struct term {
	enum term_kind kind;
	struct place place;
	guint height;        /* of the tree below it */
	enum compare compare;
	gboolean negated;    /* not in */
	gint64 number;       /* scaled; a day; yes or no */
	guint scale;
	char *text;          /* TEXT; MEMBER: the name after the point */
	char **words;        /* PATH, CALL: the names with points in between */
	GPtrArray *kids;     /* struct term *: operands, items, arguments by place */
	GPtrArray *named;    /* struct argument * */
};
void term_free(gpointer term);
GPtrArray *arguments_new(void); /* of struct argument * */
void arguments_add(GPtrArray *arguments, const char *name, struct place place, struct term *value);

enum step_kind { STEP_TEXT, STEP_PRINT, STEP_IF, STEP_FOR, STEP_LET, STEP_TABLE, STEP_INCLUDE, STEP_APPENDIX };

struct branch {
	struct term *when;   /* NULL = else */
	GPtrArray *steps;
};

struct step {
	enum step_kind kind;
	struct place place;
	char *text;          /* TEXT; FOR, LET: the name; INCLUDE: the template */
	struct term *term;   /* PRINT, FOR, LET; APPENDIX: its title */
	GPtrArray *branches; /* IF: struct branch * */
	GPtrArray *steps;    /* FOR, APPENDIX: struct step * */
	GPtrArray *others;   /* FOR: for an empty list, or NULL */
	GPtrArray *figures;  /* TABLE: struct term * */
	GPtrArray *by;       /* TABLE: char * dimensions */
	GPtrArray *named;    /* TABLE, APPENDIX: struct argument * */
};
void step_free(gpointer step);

/* What a piece of a template may hold. */
enum syntax {
	SYNTAX_TEMPLATE,
	SYNTAX_TEXT,      /* no table, include and appendix */
	SYNTAX_NARRATIVE, /* prints and {% if %} */
};

/* Steps of clean text that begins at a place. Mistakes are findings; the steps are what could be read. */
GPtrArray *steps_parse(
	struct place start, const char *text, enum syntax syntax, struct findings *findings);
/* One expression up to the end of the scanner. NULL after a finding. */
struct term *term_parse(struct scanner *scanner, guint *budget);

/* One file of a template: its text and its steps. */
struct body {
	char *file;          /* for messages */
	char *text;          /* clean, whole */
	GPtrArray *steps;
};

/* The front matter, with the small templates that it holds parsed. */
struct front {
	struct template_head head;
	GPtrArray *subject;    /* steps, or NULL */
	GPtrArray *addressees; /* GPtrArray * of steps, or NULL: not given */
	GPtrArray *recipients;
};

struct template {
	struct front front;
	struct body *main;
	GHashTable *includes; /* char * name → struct body *; NULL: not found */
	char *source;         /* of all files: see template_source */
};

/* front.c: reads the front matter; returns the text after it and sets *line to its first line. */
const char *front_read(
	struct front *front, const char *file, const char *text, guint *line, struct findings *findings);
void front_clear(struct front *front);

/* A file of a template as clean text; NULL after a finding. */
char *template_clean(const char *file, const char *bytes, gsize length, struct findings *findings);
