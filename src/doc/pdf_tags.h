/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What the parts of a page are (ISO 32000-1, 14.7 and 14.8): a tree of headings, paragraphs, lists and
 * tables beside the pages, for whoever does not see them. Its order is that in which the tags were made.
 */
#include "format/pdf_file.h"

struct tag {
	const char *role; /* "P", "H1", "TD" … */
	struct tag *parent;
	guint columns, rows; /* that a cell covers, when more than 1 */
	gboolean heads;      /* TH: of its column */
	GArray *kids;        /* struct tag_kid */
	guint number;        /* of its object, when the tree is written */
	guint first;         /* page of its first mark; an object's number, 0 = none */
};

struct tag_kid {
	enum { KID_TAG, KID_MARK, KID_LINK } kind;
	struct tag *tag;
	guint page; /* of the mark or link: an object's number */
	guint mark; /* number of the mark on its page; of the annotation's object */
};

struct tags {
	GPtrArray *all; /* struct tag *; the first is the document */
	GArray *keys;   /* struct tag_key */
};

/* Whose parents stand under a key of the parent tree: those of a page's marks, or that of one link. */
struct tag_key {
	GPtrArray *marks; /* struct tag *, by number */
	struct tag *link;
};

void tags_begin(struct tags *tags);
void tags_clear(struct tags *tags);
struct tag *tags_root(const struct tags *tags);
struct tag *tag_new(struct tags *tags, struct tag *parent, const char *role);
/* Leaves out what it holds so far. */
void tag_empty(struct tag *tag);

/* The key of a new page, and then of its marks; a mark's number. */
guint tags_page(struct tags *tags);
guint tags_mark(struct tags *tags, struct tag *tag, guint key, guint page);
/* The key of a link whose annotation is this object, on that page. */
guint tags_link(struct tags *tags, struct tag *tag, guint annotation, guint page);

/* Writes the tree; parts in which nothing stands are left out. Returns the number of its root. */
guint tags_write(struct tags *tags, struct pdf_file *file);
