/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The fonts of one document: Liberation Serif in four styles, and for a letter that it lacks whatever
 * font of the system has it. A text is shaped word by word, each different word once. What was shaped
 * is what the file needs of a font.
 *
 * Files of the family are embedded as they are, without the glyphs that are not used. Of other fonts
 * the outlines are drawn (Type 3), whatever format they have; a letter that no font has is a box.
 */
#include "doc/pdf_harfbuzz.h"
#include "format/pdf_file.h"

#define FONT_BOX_WIDTH 600 /* of the box for a letter that no font has, with its edges; of 1000 */

#define FONT_CODES     255 /* glyphs of a font of outlines */

enum font_style { FONT_BOLD = 1, FONT_ITALIC = 2, FONT_STYLES = 4 };

struct glyph {
	guint32 id;         /* of FONT_NONE: the letter */
	gint32 advance;     /* lengths in the font's units */
	gint32 kern;        /* what of the advance is not the glyph's own */
	gint32 x, y;        /* moved by */
	guint from, length; /* bytes of the word that it stands for; none for the further ones of a cluster */
};

struct word {
	struct font *font;
	double width;     /* for a size of 1 */
	gboolean lacks;   /* not to be drawn: there is a letter that the font lacks */
	GString *show;    /* what stands inside of "[(" … ")] TJ"; NULL where it takes more than that */
	const char *text; /* `length` bytes */
	guint length, count;
	gboolean backwards; /* from right to left */
	struct glyph *glyphs; /* as they stand, from left to right */
};

struct font {
	guint number; /* its name in the file is "F" and the number */
	enum { FONT_EMBEDDED, FONT_OUTLINES, FONT_NONE } kind;
	GMappedFile *file;
	hb_face_t *face;
	hb_font_t *hb;
	hb_set_t *used;     /* glyphs */
	GHashTable *letters; /* glyph → char *: what a reader takes it for */
	GHashTable *codes;   /* of outlines: glyph → its number from 0; each FONT_CODES make a font of the file */
	GArray *coded;       /* guint32: the glyphs by these numbers */
	double ascent, descent; /* for a size of 1; both positive */
	gint32 units;           /* of a size of 1 */
};

struct pdf_fonts {
	struct font *styles[FONT_STYLES];
	GPtrArray *all;   /* struct font * */
	GHashTable *words; /* struct word *, by font and text */
	hb_buffer_t *buffer;
	GHashTable *others;   /* letter and style → struct font * */
	struct font_search *search;
	GError *failure; /* the first; told by pdf_fonts_embed */
};

/* FALSE where no font is found, or the libraries are missing. */
gboolean pdf_fonts_open(struct pdf_fonts *fonts, GError **error);
void pdf_fonts_close(struct pdf_fonts *fonts);

/* The word in a font. It lives as long as the fonts. */
const struct word *font_word(struct pdf_fonts *fonts, struct font *font, const char *text, guint length, gboolean backwards);
/* The font that has the letter: the style's, or another one. */
struct font *font_for(struct pdf_fonts *fonts, guint style, gunichar letter);

/* Whether a reader takes the glyph, which stands for some bytes of the word, for just these. */
gboolean font_is_letter(const struct word *word, const struct glyph *glyph);

/* The number of a glyph in an outlined font. */
guint font_code(struct font *font, guint32 glyph);
/* Writes the fonts; `resources` gets "/F1 7 0 R" for each. */
gboolean pdf_fonts_embed(struct pdf_fonts *fonts, struct pdf_file *file, GString *resources, GError **error);
