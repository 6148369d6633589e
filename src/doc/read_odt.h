/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * OpenDocument text (ODF 1.3) as a tree of libxml2: what reading an ODT asks of it. Changes that were tracked are taken as
 * accepted (what was deleted stands apart); annotations, headers and footers are not read. Paragraphs are counted as they
 * stand in content.xml, from 1.
 */
#include "doc/legacy.h"
#include "doc/read.h"
#include "doc/shape.h"
#include "doc/word.h"

#define ODT_LEVELS  10
#define ODT_OUTLINE "" /* the list that headings count in */

/* `space` is the word of the name space: "text", "table", "style". */
gboolean odt_is(const xmlNode *node, const char *space, const char *name);
const xmlNode *odt_child(const xmlNode *node, const char *space, const char *name);

/* What a style says, with those it is based on. */
struct odt_style {
	guint look; /* enum run_style bits */
	gboolean centred, right, hidden, caps;
	char *font, *list;
};

struct odt_level {
	const xmlNode *node; /* text:list-level-style-…; NULL = none */
	guint count;
};
struct odt_list {
	struct odt_level levels[ODT_LEVELS];
	guint series;
};

struct odt_styles;
struct odt_styles *odt_styles_new(void);
void odt_styles_add(struct odt_styles *styles, const xmlNode *root); /* of content.xml or styles.xml; the tree must stay */
void odt_styles_free(struct odt_styles *styles);
/* Of the family "paragraph" or "text"; never NULL. */
const struct odt_style *odt_style(struct odt_styles *styles, const char *family, const char *name);
struct odt_list *odt_list(struct odt_styles *styles, const char *name); /* NULL where there is none */
/* The label of the next item of a level (from 0); NULL where nothing is printed. */
char *odt_list_next(struct odt_list *list, guint level, gboolean *bullet);
/* A list begins anew from this level on. */
void odt_list_restart(struct odt_list *list, guint level);
