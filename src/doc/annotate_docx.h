/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Comments in a Word document: the part that holds them, and the marks in the text that stand around what each is about
 * (ECMA-376-1, 17.13.4). Comments that are there stay.
 */
#include "doc/annotate.h"
#include "doc/read_docx.h"

/* How elements and attributes of WordprocessingML are named in a tree: attributes need a prefix. */
struct word_names {
	xmlNs *element, *attribute;
};
struct word_names word_names_of(xmlNode *root, xmlNs *element);

/* The comments part, with what names it in the package. */
struct word_comments {
	xmlDoc *tree;
	struct word_names names;
	char *part;
	xmlDoc *relations, *types; /* changed; NULL: as they are */
	char *relations_part;
	guint next;                /* the number of the next comment */
	char *date;
};
gboolean word_comments_open(struct word_comments *comments, const struct docx_reader *reader, GError **error);
/* A comment of some lines; its number. */
guint word_comments_add(struct word_comments *comments, const char *words);
void word_comments_clear(struct word_comments *comments);

/* A place before (`behind` FALSE) or behind a byte of what a node says. */
struct word_place {
	xmlNode *node;   /* of a piece */
	gsize bytes;     /* 0: before it; G_MAXSIZE: behind it */
	xmlNode *around; /* instead: before or behind this whole node, where nothing stands inside */
};
/* Puts one mark in its place. The marks of a run are put from its end to its beginning. */
void word_mark_begin(const struct word_place *place, guint comment, const struct word_names *names);
void word_mark_end(const struct word_place *place, guint comment, const struct word_names *names);
