/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Parts of the Word document (ECMA-376, transitional). Lengths are twips (1/1440 inch), sizes
 * half-points. The body is written first; it collects what the other parts must declare: numbering
 * instances and links.
 */
#include "doc/form.h"
#include "format/xml.h"

#define W_NAMESPACE     "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define R_NAMESPACE     "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define CLAIM_NAMESPACE "urn:ngoaivu:claim:1"
#define CLAIM_PART      "customXml/item1.xml"
#define CLAIM_PROPERTY  "ngoaivu.identity"
#define FIGURE_TAG                                                                                 \
	"figure:" /* the tag of a content control: "figure:1" is the first of doc.figures */

#define TWIPS(millimetres) ((int)((millimetres)*56.6929 + 0.5))
#define TEXT_WIDTH         9355  /* 165 mm */
#define WIDE_WIDTH         14287 /* of a landscape page: 252 mm */
#define INDENT             720   /* 1.27 cm */
#define CELL_MARGIN        80    /* left and right of the text of a table's cell */

/* The abstract numberings of numbering.xml; from ABSTRACT_MORE on those of docx.abstracts. */
enum { ABSTRACT_HEADINGS, ABSTRACT_ORDERED, ABSTRACT_BULLETS, ABSTRACT_MORE };
#define NUM_HEADINGS 1
#define NUM_BULLETS  2

/* A numbering instance; its id is its index + 1. */
struct docx_num {
	guint abstract;
	int restart; /* level that begins at 1 again, -1 = none */
};

struct docx {
	const struct doc *doc;
	struct xml_writer xml;    /* word/document.xml */
	GArray *nums;             /* struct docx_num */
	GPtrArray *abstracts;     /* char *: a label that Word's own counting cannot give, or NULL:
				     headings anew */
	GHashTable *literal_nums; /* label → num id */
	GPtrArray *links;         /* char *: addresses; relationship rIdL1 … */
	guint heading_num;        /* id for the headings of this section */
	guint counts[6];          /* how Word counts the headings, by level */
	gboolean unsure[6];    /* programs differ, for deeper headings came before the first of this
				  level */
	GHashTable *list_nums; /* list of the flow → num id */
	guint controls;        /* content controls so far */
};

/* The document's parts. */
void docx_body(struct docx *docx);
void docx_flow(struct docx *docx, const GPtrArray *blocks, gboolean body, int width);
void docx_table(struct docx *docx, const struct table *table, int width, gboolean keep);
void docx_styles(struct xml_writer *xml, const struct docx *docx);
void docx_numbering(struct xml_writer *xml, const struct docx *docx);

/* Numbering: the id of the instance, and the level in it, that prints the item's label. 0 = none.
 */
guint docx_num_for(struct docx *docx, const struct flow_item *item, guint *level);
void docx_num_section(struct docx *docx); /* headings count afresh */

/* Pieces of WordprocessingML. */
struct docx_paragraph {
	const char *style;
	gboolean keep;       /* with the next */
	guint num, level;    /* numbering, 0 = the style's */
	gboolean unnumbered; /* although the style is numbered */
	int left, right;     /* indents, 0 = the style's */
	gboolean flush;      /* no first-line indent */
	const char *align;   /* "center", "right"; NULL = the style's */
};
void docx_val(struct xml_writer *xml, const char *name, const char *value);
void docx_val_int(struct xml_writer *xml, const char *name, gint64 value);
void docx_begin(struct xml_writer *xml,
	const struct docx_paragraph *paragraph); /* <w:p> with its properties */
void docx_line(struct xml_writer *xml, const char *style, const char *text); /* a whole paragraph */
void docx_text(
	struct xml_writer *xml, guint run_style, const char *character_style, const char *text);
void docx_runs(struct docx *docx, const GPtrArray *runs, guint extra_style);
void docx_space(struct docx *docx, gboolean keep); /* between tables, which would grow together */
void docx_layout_begin(
	struct xml_writer *xml, const int *widths, guint columns); /* a borderless table, one row */
void docx_layout_cell(struct xml_writer *xml, int width);

char *docx_short_query(const char *query); /* the title of a figure's content control */

/* How long a bold text is in Times New Roman, in twips. */
int docx_bold_width(const char *text, guint points);
