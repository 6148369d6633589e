/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * WordprocessingML as a tree of libxml2, in its usual and its strict form: what reading a DOCX asks
 * of it. Strings that are returned belong to the caller. The styles and the numbering of a document
 * are read once and then looked up.
 */
#include "doc/doc.h"
#include "format/part.h"

gboolean word_is(const xmlNode *node, const char *name);
const xmlNode *word_child(const xmlNode *node, const char *name); /* NULL where there is none */
char *word_attribute(const xmlNode *node, const char *name);      /* the prefix is not looked at */
char *word_value(const xmlNode *node, const char *name);          /* of the child's w:val */
/* A number within limits, or `otherwise`. */
gint64 word_number(const xmlNode *node, const char *attribute, gint64 least, gint64 most, gint64 otherwise);
/* Of the property `name` of `properties`: 1 on, 0 off, -1 not said. */
int word_flag(const xmlNode *properties, const char *name);

/* What properties of text say. */
struct word_look {
	guint on, off;   /* enum run_style bits that are said */
	int caps, hidden; /* 1, 0, -1 not said */
	char *font;      /* NULL = not said */
	char *style;     /* of characters; borrowed by nobody */
};
void word_look_read(const xmlNode *properties, struct word_look *look);
void word_look_clear(struct word_look *look);

/* A style with what it takes from those it is based on. */
struct word_style {
	char *name;       /* as Word calls it, in lower case: "heading 1", "list paragraph" */
	guint style;      /* enum run_style bits of its text */
	gboolean caps, hidden;
	char *font;
	guint outline;    /* heading level from 1; 0 = none */
	gboolean centred, right;
	guint num;        /* numbering instance; 0 = none */
	guint level;      /* in it */
};
struct word_styles;
struct word_styles *word_styles_read(const xmlNode *root); /* of w:styles; NULL: no styles */
void word_styles_free(struct word_styles *styles);
/* The style of paragraphs or characters with this id; NULL id: the default one's. Never NULL. */
const struct word_style *word_style(const struct word_styles *styles, const char *id);

/* Numbering: counts as it goes. */
struct word_numbering;
struct word_numbering *word_numbering_read(const xmlNode *root); /* of w:numbering, or NULL */
void word_numbering_free(struct word_numbering *numbering);
/* The label of the next paragraph of this instance and level: "I.", "1.2", "-"; NULL where nothing
 * is printed. *bullet: it is a mark. */
char *word_numbering_next(struct word_numbering *numbering, guint num, guint level, gboolean *bullet);
/* The level that a style's paragraphs have in an instance, `otherwise` where it names none. */
guint word_numbering_level(
	const struct word_numbering *numbering, guint num, const char *style, guint otherwise);
