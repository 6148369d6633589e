/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_font.h"
#include "base/error.h"
#include "doc/pdf_find.h"

#include <string.h>

#define LANGUAGE  "vi"

static guint word_hash(gconstpointer key)
{
	const struct word *word = key;
	guint hash = 2 * word->font->number + (word->backwards != FALSE);
	for (guint i = 0; i < word->length; i++)
		hash = hash * 31 + (guchar)word->text[i];
	return hash;
}

static gboolean word_equal(gconstpointer a, gconstpointer b)
{
	const struct word *one = a, *two = b;
	return one->font == two->font && one->backwards == two->backwards && one->length == two->length &&
	       memcmp(one->text, two->text, one->length) == 0;
}

static void word_free(gpointer data)
{
	struct word *word = data;
	if (word->show)
		g_string_free(word->show, TRUE);
	g_free(word->glyphs);
	g_free((char *)word->text);
	g_free(word);
}

guint font_code(struct font *font, guint32 glyph)
{
	gpointer code;
	if (g_hash_table_lookup_extended(font->codes, GUINT_TO_POINTER(glyph), NULL, &code))
		return GPOINTER_TO_UINT(code);
	g_hash_table_insert(font->codes, GUINT_TO_POINTER(glyph), GUINT_TO_POINTER(font->coded->len));
	g_array_append_val(font->coded, glyph);
	return font->coded->len - 1;
}

gboolean font_is_letter(const struct word *word, const struct glyph *glyph)
{
	struct font *font = word->font;
	const char *text = word->text + glyph->from;
	const char *kept = g_hash_table_lookup(font->letters, GUINT_TO_POINTER(glyph->id));
	if (!kept)
		g_hash_table_insert(font->letters, GUINT_TO_POINTER(glyph->id), g_strndup(text, glyph->length));
	return !kept || (strlen(kept) == glyph->length && memcmp(kept, text, glyph->length) == 0);
}

/* Leaves `show` empty where a glyph is moved, or stands for more or less than its letter. */
static void word_encode(struct word *word)
{
	struct font *font = word->font;
	gboolean plain = font->kind == FONT_EMBEDDED;
	for (guint i = 0; i < word->count; i++) {
		const struct glyph *glyph = &word->glyphs[i];
		const gboolean whole = glyph->length > 0 && (i + 1 == word->count || word->glyphs[i + 1].length > 0);
		plain = (whole && font_is_letter(word, glyph)) && glyph->x == 0 && glyph->y == 0 && plain;
	}
	if (!plain)
		return;
	word->show = g_string_sized_new(2 * word->count + 1);
	for (guint i = 0; i < word->count; i++) {
		const struct glyph *glyph = &word->glyphs[i];
		const guint8 code[] = {(guint8)(glyph->id >> 8), (guint8)glyph->id};
		pdf_put_bytes(word->show, code, sizeof code);
		if (glyph->kern == 0)
			continue;
		g_string_append_c(word->show, ')');
		pdf_put_number(word->show, -1000.0 * glyph->kern / font->units);
		g_string_append_c(word->show, '(');
	}
}

/* What the glyphs from `first` to before `next` stand for; the clusters grow to the right or to the left. */
static void set_text(struct word *word, const hb_glyph_info_t *infos, guint first, guint next)
{
	const guint from = infos[first].cluster;
	const guint to = word->backwards ? (first == 0 ? word->length : infos[first - 1].cluster)
				   : (next == word->count ? word->length : infos[next].cluster);
	word->glyphs[first].from = from;
	word->glyphs[first].length = to - from;
}

static void word_shape(struct word *word, hb_buffer_t *buffer)
{
	struct font *font = word->font;
	hb_buffer_clear_contents(buffer);
	hb_buffer_set_flags(buffer, HB_BUFFER_FLAG_REMOVE_DEFAULT_IGNORABLES);
	hb_buffer_set_language(buffer, hb_language_from_string(LANGUAGE, -1));
	hb_buffer_add_utf8(buffer, word->text, (int)word->length, 0, (int)word->length);
	hb_buffer_guess_segment_properties(buffer);
	hb_buffer_set_direction(buffer, word->backwards ? HB_DIRECTION_RTL : HB_DIRECTION_LTR);
	hb_shape(font->hb, buffer, NULL, 0);
	const hb_glyph_info_t *infos = hb_buffer_get_glyph_infos(buffer, &word->count);
	const hb_glyph_position_t *places = hb_buffer_get_glyph_positions(buffer, NULL);
	word->glyphs = g_new0(struct glyph, word->count);
	for (guint i = 0, next; i < word->count; i = next) {
		for (next = i; next < word->count && infos[next].cluster == infos[i].cluster; next++) {
			struct glyph *glyph = &word->glyphs[next];
			glyph->id = infos[next].codepoint;
			glyph->advance = places[next].x_advance;
			glyph->kern = glyph->advance - hb_font_get_glyph_h_advance(font->hb, glyph->id);
			glyph->x = places[next].x_offset;
			glyph->y = places[next].y_offset;
			word->lacks = word->lacks || glyph->id == 0;
		}
		set_text(word, infos, i, next);
	}
}

static void word_box(struct word *word)
{
	word->glyphs = g_new0(struct glyph, word->length);
	for (const char *c = word->text, *next; c < word->text + word->length; c = next) {
		next = g_utf8_next_char(c);
		word->glyphs[word->count++] = (struct glyph){.id = g_utf8_get_char(c),
			.advance = FONT_BOX_WIDTH,
			.from = (guint)(c - word->text),
			.length = (guint)(next - c)};
	}
}

static struct word *word_new(struct pdf_fonts *fonts, const struct word *key)
{
	struct word *word = g_new0(struct word, 1);
	gint64 width = 0;
	word->font = key->font;
	word->text = g_strndup(key->text, key->length);
	word->length = key->length;
	word->backwards = key->backwards;
	if (word->font->kind == FONT_NONE)
		word_box(word);
	else
		word_shape(word, fonts->buffer);
	for (guint i = 0; i < word->count; i++)
		width += word->glyphs[i].advance;
	word->width = (double)width / word->font->units;
	if (word->lacks) /* it is not drawn so */
		return word;
	for (guint i = 0; i < word->count && word->font->used; i++)
		hb_set_add(word->font->used, word->glyphs[i].id);
	word_encode(word);
	return word;
}

const struct word *font_word(struct pdf_fonts *fonts, struct font *font, const char *text, guint length, gboolean backwards)
{
	const struct word key = {.font = font, .text = text, .length = length, .backwards = backwards};
	struct word *word = g_hash_table_lookup(fonts->words, &key);
	if (!word) {
		word = word_new(fonts, &key);
		g_hash_table_add(fonts->words, word);
	}
	return word;
}

static void font_free(gpointer data)
{
	struct font *font = data;
	if (font->hb)
		hb_font_destroy(font->hb);
	if (font->face)
		hb_face_destroy(font->face);
	if (font->used)
		hb_set_destroy(font->used);
	if (font->file)
		g_mapped_file_unref(font->file);
	g_hash_table_unref(font->letters);
	g_hash_table_unref(font->codes);
	g_array_unref(font->coded);
	g_free(font);
}

static struct font *font_new(struct pdf_fonts *fonts)
{
	struct font *font = g_new0(struct font, 1);
	font->kind = FONT_NONE;
	font->units = 1000;
	font->letters = g_hash_table_new_full(NULL, NULL, NULL, g_free);
	font->codes = g_hash_table_new(NULL, NULL);
	font->coded = g_array_new(FALSE, FALSE, sizeof(guint32));
	g_ptr_array_add(fonts->all, font);
	font->number = fonts->all->len;
	return font;
}

static gboolean has_table(hb_face_t *face, hb_tag_t tag)
{
	hb_blob_t *table = hb_face_reference_table(face, tag);
	const gboolean there = hb_blob_get_length(table) > 0;
	hb_blob_destroy(table);
	return there;
}

static void font_measure(struct font *font)
{
	hb_font_extents_t extents = {0};
	font->units = (gint32)hb_face_get_upem(font->face);
	hb_font_get_h_extents(font->hb, &extents);
	font->ascent = (double)extents.ascender / font->units;
	font->descent = -(double)extents.descender / font->units;
}

/* NULL when it is no font that HarfBuzz can read. */
static struct font *font_open(struct pdf_fonts *fonts, const struct font_file *named, gboolean embedded)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(named->path, FALSE, NULL);
	if (!file)
		return NULL;
	hb_blob_t *blob = hb_blob_create(g_mapped_file_get_contents(file), (guint)g_mapped_file_get_length(file),
		HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *face = hb_face_create(blob, named->index);
	hb_blob_destroy(blob);
	if (hb_face_get_glyph_count(face) == 0) {
		hb_face_destroy(face);
		return NULL;
	}
	struct font *font = font_new(fonts);
	font->file = g_steal_pointer(&file);
	font->face = face;
	font->hb = hb_font_create(face);
	if (named->instance > 0)
		hb_font_set_var_named_instance(font->hb, named->instance - 1);
	font_measure(font);
	embedded = embedded && has_table(face, HB_TAG('g', 'l', 'y', 'f')) && !has_table(face, HB_TAG('f', 'v', 'a', 'r'));
	font->kind = embedded ? FONT_EMBEDDED : FONT_OUTLINES;
	if (embedded)
		font->used = hb_set_create();
	return font;
}

/* The last font: every letter is a box. */
static struct font *font_none(struct pdf_fonts *fonts)
{
	for (guint i = 0; i < fonts->all->len; i++) {
		struct font *font = fonts->all->pdata[i];
		if (font->kind == FONT_NONE)
			return font;
	}
	struct font *font = font_new(fonts);
	font->ascent = fonts->styles[0]->ascent;
	font->descent = fonts->styles[0]->descent;
	return font;
}

static gboolean font_has(const struct font *font, gunichar letter)
{
	hb_codepoint_t glyph;
	return font->hb && hb_font_get_nominal_glyph(font->hb, letter, &glyph);
}

/* Of the fonts that fontconfig names for the letter the first one that can be read. */
static struct font *find_other(struct pdf_fonts *fonts, guint style, gunichar letter)
{
	for (guint i = 0; i < fonts->all->len; i++) {
		struct font *font = fonts->all->pdata[i];
		if (font->kind == FONT_OUTLINES && font_has(font, letter))
			return font;
	}
	GError *error = NULL;
	g_autoptr(GArray) files = font_search_letter(&fonts->search, style, letter, &error);
	for (guint i = 0; files && i < files->len; i++) {
		struct font *font = font_open(fonts, &g_array_index(files, struct font_file, i), FALSE);
		if (font && font_has(font, letter))
			return font;
	}
	if (error && !fonts->failure)
		fonts->failure = g_steal_pointer(&error);
	g_clear_error(&error);
	return font_none(fonts);
}

struct font *font_for(struct pdf_fonts *fonts, guint style, gunichar letter)
{
	if (font_has(fonts->styles[style], letter))
		return fonts->styles[style];
	gpointer key = GUINT_TO_POINTER(letter * FONT_STYLES + style);
	struct font *font = g_hash_table_lookup(fonts->others, key);
	if (!font) {
		font = find_other(fonts, style, letter);
		g_hash_table_insert(fonts->others, key, font);
	}
	return font;
}

gboolean pdf_fonts_open(struct pdf_fonts *fonts, GError **error)
{
	*fonts = (struct pdf_fonts){0};
	if (!pdf_harfbuzz_load(error))
		return FALSE;
	fonts->all = g_ptr_array_new_with_free_func(font_free);
	fonts->words = g_hash_table_new_full(word_hash, word_equal, word_free, NULL);
	fonts->others = g_hash_table_new(NULL, NULL);
	fonts->buffer = hb_buffer_create();
	for (guint style = 0; style < FONT_STYLES; style++) {
		g_auto(font_file_t) file = {0};
		if (!font_search_family(&fonts->search, style, &file, error))
			return FALSE;
		fonts->styles[style] = font_open(fonts, &file, TRUE);
		if (!fonts->styles[style])
			return fail(error, ERROR_SYSTEM, _("%s: this is no font: install the package %s again"), file.path, FONT_PACKAGE);
	}
	return TRUE;
}

void pdf_fonts_close(struct pdf_fonts *fonts)
{
	g_clear_pointer(&fonts->words, g_hash_table_unref);
	g_clear_pointer(&fonts->others, g_hash_table_unref);
	if (fonts->buffer)
		hb_buffer_destroy(fonts->buffer);
	fonts->buffer = NULL;
	g_clear_pointer(&fonts->all, g_ptr_array_unref);
	g_clear_pointer(&fonts->search, font_search_free);
	g_clear_error(&fonts->failure);
}
