/* SPDX-License-Identifier: Apache-2.0 */
/* Fonts in the file: ISO 32000-1, 9.6.5 (Type 3), 9.7 (composite fonts), 9.8, 9.10.3. */
#include "base/error.h"
#include "base/hash.h"
#include "doc/pdf_find.h"
#include "doc/pdf_font.h"

#include <string.h>

#define BLOCK_MOST 100 /* lines of a block in a CMap */
#define TAG_LENGTH 6

enum { FLAG_SERIF = 2, FLAG_SYMBOLIC = 4, FLAG_ITALIC = 64 };

static const char map_begin[] =
	"/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
	"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
	"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n";
static const char map_end[] = "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";

/* Lines of a map from codes to letters; `digits` of a code. */
struct map {
	GString *out, *lines;
	guint count;
	int digits;
};

static void map_flush(struct map *map)
{
	if (map->count > 0)
		g_string_append_printf(map->out, "%u beginbfchar\n%sendbfchar\n", map->count, map->lines->str);
	g_string_truncate(map->lines, 0);
	map->count = 0;
}

static void map_add(struct map *map, guint code, const char *text)
{
	glong units = 0;
	g_autofree gunichar2 *wide = text ? g_utf8_to_utf16(text, -1, NULL, &units, NULL) : NULL;
	if (units == 0)
		return;
	g_string_append_printf(map->lines, "<%0*X> <", map->digits, code);
	for (glong i = 0; i < units; i++)
		g_string_append_printf(map->lines, "%04X", wide[i]);
	g_string_append(map->lines, ">\n");
	if (++map->count == BLOCK_MOST)
		map_flush(map);
}

static struct map map_new(int digits)
{
	struct map map = {g_string_new(map_begin), g_string_new(NULL), 0, digits};
	g_string_append_printf(map.out, "1 begincodespacerange\n<%0*X> <%0*X>\nendcodespacerange\n", digits, 0, digits,
		digits == 4 ? 0xffffu : 0xffu);
	return map;
}

static guint map_write(struct map *map, struct pdf_file *file)
{
	const guint number = pdf_file_number(file);
	map_flush(map);
	g_string_append(map->out, map_end);
	pdf_file_stream(file, number, "", map->out->str, map->out->len);
	g_string_free(map->out, TRUE);
	g_string_free(map->lines, TRUE);
	return number;
}

static const char *letter_of(const struct font *font, guint32 glyph)
{
	return g_hash_table_lookup(font->letters, GUINT_TO_POINTER(glyph));
}

/* Big-endian; 0 behind the end of a table. */
static gint16 read_int16(hb_blob_t *table, guint at)
{
	guint length = 0;
	const guint8 *bytes = (const guint8 *)hb_blob_get_data(table, &length);
	return (gint16)(at + 2 <= length ? bytes[at] << 8 | bytes[at + 1] : 0);
}

static double thousandth(const struct font *font, gint64 units)
{
	return 1000.0 * (double)units / font->units;
}

/* "ABCDEF+LiberationSerif": the same glyphs give the same letters. */
static char *font_name(const struct font *font)
{
	char name[64] = "";
	guint length = sizeof name;
	g_autoptr(GString) full = g_string_new(NULL), used = g_string_new(NULL);
	for (hb_codepoint_t glyph = HB_SET_VALUE_INVALID; hb_set_next(font->used, &glyph);)
		g_string_append_printf(used, "%u ", glyph);
	const struct hash hash = hash_text(used->str);
	for (guint i = 0; i < TAG_LENGTH; i++)
		g_string_append_c(full, (char)('A' + hash.bytes[i] % 26));
	hb_ot_name_get_utf8(font->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &length, name);
	g_string_append_printf(full, "+%s", *name ? name : "Font");
	return g_string_free(g_steal_pointer(&full), FALSE);
}

/* The font without what is not used; glyphs keep their numbers. */
static hb_blob_t *subset(const struct font *font)
{
	static const char dropped[][5] = {"GSUB", "GPOS", "GDEF", "kern", "cmap", "name", "post", "OS/2", "gasp", "hdmx", "VDMX", "LTSH"};
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	if (!input)
		return NULL;
	hb_set_union(hb_subset_input_glyph_set(input), font->used);
	for (gsize i = 0; i < G_N_ELEMENTS(dropped); i++)
		hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG),
			HB_TAG(dropped[i][0], dropped[i][1], dropped[i][2], dropped[i][3]));
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS);
	hb_face_t *face = hb_subset_or_fail(font->face, input);
	hb_subset_input_destroy(input);
	if (!face)
		return NULL;
	hb_blob_t *blob = hb_face_reference_blob(face);
	hb_face_destroy(face);
	return blob;
}

static guint write_program(const struct font *font, struct pdf_file *file)
{
	hb_blob_t *blob = subset(font);
	guint length = 0;
	const char *bytes = blob ? hb_blob_get_data(blob, &length) : NULL;
	const guint number = length > 0 ? pdf_file_number(file) : 0;
	if (number) {
		g_autofree char *entries = g_strdup_printf("/Length1 %u", length);
		pdf_file_stream(file, number, entries, bytes, length);
	}
	if (blob)
		hb_blob_destroy(blob);
	return number;
}

static void put_box(GString *out, const struct font *font, hb_blob_t *head)
{
	enum { BOX_AT = 36 };
	for (guint i = 0; i < 4; i++) {
		g_string_append_c(out, i ? ' ' : '[');
		pdf_put_int(out, (gint64)thousandth(font, read_int16(head, BOX_AT + 2 * i)));
	}
	g_string_append_c(out, ']');
}

static guint write_descriptor(const struct font *font, const char *name, guint program, struct pdf_file *file)
{
	enum { ANGLE_AT = 4, WEIGHT_AT = 4, CAPITALS_AT = 88, WEIGHT_BOLD = 600, STEM = 80, STEM_BOLD = 140 };
	hb_blob_t *head = hb_face_reference_table(font->face, HB_TAG('h', 'e', 'a', 'd'));
	hb_blob_t *post = hb_face_reference_table(font->face, HB_TAG('p', 'o', 's', 't'));
	hb_blob_t *os2 = hb_face_reference_table(font->face, HB_TAG('O', 'S', '/', '2'));
	const gint16 angle = read_int16(post, ANGLE_AT);
	const guint number = pdf_file_number(file);
	g_autoptr(GString) out = g_string_new("<</Type/FontDescriptor/FontName");
	pdf_put_name(out, name);
	g_string_append_printf(out, "/Flags %d/ItalicAngle %d/StemV %d/FontBBox", FLAG_SERIF | FLAG_SYMBOLIC | (angle ? FLAG_ITALIC : 0),
		angle, read_int16(os2, WEIGHT_AT) >= WEIGHT_BOLD ? STEM_BOLD : STEM);
	put_box(out, font, head);
	g_string_append(out, "/Ascent ");
	pdf_put_int(out, (gint64)(1000 * font->ascent));
	g_string_append(out, "/Descent ");
	pdf_put_int(out, (gint64)(-1000 * font->descent));
	g_string_append(out, "/CapHeight ");
	pdf_put_int(out, (gint64)thousandth(font, read_int16(os2, CAPITALS_AT)));
	g_string_append(out, "/FontFile2 ");
	pdf_put_reference(out, program);
	g_string_append(out, ">>");
	pdf_file_object(file, number, out);
	hb_blob_destroy(head);
	hb_blob_destroy(post);
	hb_blob_destroy(os2);
	return number;
}

/* "3[722 666.5]20[250]": glyphs that follow each other share a list. */
static void put_widths(GString *out, const struct font *font)
{
	hb_codepoint_t last = HB_SET_VALUE_INVALID;
	for (hb_codepoint_t glyph = HB_SET_VALUE_INVALID; hb_set_next(font->used, &glyph); last = glyph) {
		if (last != HB_SET_VALUE_INVALID && glyph != last + 1)
			g_string_append_c(out, ']');
		if (last == HB_SET_VALUE_INVALID || glyph != last + 1) {
			pdf_put_int(out, glyph);
			g_string_append_c(out, '[');
		} else
			g_string_append_c(out, ' ');
		pdf_put_number(out, thousandth(font, hb_font_get_glyph_h_advance(font->hb, glyph)));
	}
	if (last != HB_SET_VALUE_INVALID)
		g_string_append_c(out, ']');
}

static guint write_descendant(const struct font *font, const char *name, guint descriptor, struct pdf_file *file)
{
	const guint number = pdf_file_number(file);
	g_autoptr(GString) out = g_string_new("<</Type/Font/Subtype/CIDFontType2/BaseFont");
	pdf_put_name(out, name);
	g_string_append(out, "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor ");
	pdf_put_reference(out, descriptor);
	g_string_append(out, "/W[");
	put_widths(out, font);
	g_string_append(out, "]>>");
	pdf_file_object(file, number, out);
	return number;
}

static gboolean embed(const struct font *font, struct pdf_file *file, guint number, GError **error)
{
	g_autofree char *name = font_name(font);
	struct map map = map_new(4);
	for (hb_codepoint_t glyph = HB_SET_VALUE_INVALID; hb_set_next(font->used, &glyph);)
		map_add(&map, glyph, letter_of(font, glyph));
	const guint letters = map_write(&map, file), program = write_program(font, file);
	if (!program)
		return fail(error, ERROR_SYSTEM, _("the font %s cannot be put into the PDF: install the package %s again"), strchr(name, '+') + 1, FONT_PACKAGE);
	const guint descriptor = write_descriptor(font, name, program, file);
	const guint descendant = write_descendant(font, name, descriptor, file);
	g_autoptr(GString) out = g_string_new("<</Type/Font/Subtype/Type0/Encoding/Identity-H/BaseFont");
	pdf_put_name(out, name);
	g_string_append_printf(out, "/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>", descendant, letters);
	pdf_file_object(file, number, out);
	return TRUE;
}

/* A path under construction, in thousandths of the size. */
struct outline {
	const struct font *font;
	GString *out;
};

static void put_point(struct outline *outline, double x, double y)
{
	pdf_put_int(outline->out, (gint64)(1000.0 * x / outline->font->units + (x < 0 ? -0.5 : 0.5)));
	g_string_append_c(outline->out, ' ');
	pdf_put_int(outline->out, (gint64)(1000.0 * y / outline->font->units + (y < 0 ? -0.5 : 0.5)));
	g_string_append_c(outline->out, ' ');
}

static void move_to(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
	(void)funcs, (void)state, (void)user;
	put_point(data, (double)x, (double)y);
	g_string_append(((struct outline *)data)->out, "m\n");
}

static void line_to(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x, float y, void *user)
{
	(void)funcs, (void)state, (void)user;
	put_point(data, (double)x, (double)y);
	g_string_append(((struct outline *)data)->out, "l\n");
}

static void curve_to(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, float x1, float y1, float x2, float y2, float x, float y,
	void *user)
{
	(void)funcs, (void)state, (void)user;
	put_point(data, (double)x1, (double)y1);
	put_point(data, (double)x2, (double)y2);
	put_point(data, (double)x, (double)y);
	g_string_append(((struct outline *)data)->out, "c\n");
}

static void close_path(hb_draw_funcs_t *funcs, void *data, hb_draw_state_t *state, void *user)
{
	(void)funcs, (void)state, (void)user;
	g_string_append(((struct outline *)data)->out, "h\n");
}

/* HarfBuzz gives curves of the second degree as such of the third where it is told of no other. */
static hb_draw_funcs_t *path_functions(void)
{
	hb_draw_funcs_t *funcs = hb_draw_funcs_create();
	hb_draw_funcs_set_move_to_func(funcs, move_to, NULL, NULL);
	hb_draw_funcs_set_line_to_func(funcs, line_to, NULL, NULL);
	hb_draw_funcs_set_cubic_to_func(funcs, curve_to, NULL, NULL);
	hb_draw_funcs_set_close_path_func(funcs, close_path, NULL, NULL);
	return funcs;
}

static double glyph_width(const struct font *font, guint32 glyph)
{
	return font->hb ? thousandth(font, hb_font_get_glyph_h_advance(font->hb, glyph)) : FONT_BOX_WIDTH;
}

static guint write_outline(const struct font *font, guint32 glyph, hb_draw_funcs_t *funcs, struct pdf_file *file)
{
	static const char box[] = "50 0 500 700 re 80 30 440 640 re f*\n";
	const guint number = pdf_file_number(file);
	g_autoptr(GString) out = g_string_new(NULL);
	hb_glyph_extents_t extents = {0};
	pdf_put_number(out, glyph_width(font, glyph));
	if (font->hb) {
		struct outline outline = {font, out};
		hb_font_get_glyph_extents(font->hb, glyph, &extents);
		g_string_append(out, " 0 ");
		put_point(&outline, extents.x_bearing, extents.y_bearing + extents.height);
		put_point(&outline, extents.x_bearing + extents.width, extents.y_bearing);
		g_string_append(out, "d1\n");
		hb_font_get_glyph_shape(font->hb, glyph, funcs, &outline);
		g_string_append(out, "f\n");
	} else
		g_string_append_printf(out, " 0 50 0 550 700 d1\n%s", box);
	pdf_file_stream(file, number, "", out->str, out->len);
	return number;
}

/*
 * One font of the file: up to FONT_CODES glyphs from `first` on. Behind them stands an m of usual width, for readers take
 * the size of such a font by it, and words where it changes apart.
 */
static void write_outlines(const struct font *font, guint first, hb_draw_funcs_t *funcs, struct pdf_file *file, guint number)
{
	const guint count = MIN(font->coded->len - first, FONT_CODES), m = pdf_file_number(file);
	struct map map = map_new(2);
	g_autoptr(GString) widths = g_string_new(NULL), names = g_string_new(NULL), glyphs = g_string_new(NULL), out = g_string_new(NULL);
	for (guint i = 0; i < count; i++) {
		const guint32 glyph = g_array_index(font->coded, guint32, first + i);
		map_add(&map, i, letter_of(font, glyph));
		pdf_put_number(widths, glyph_width(font, glyph));
		g_string_append_c(widths, ' ');
		g_string_append_printf(names, "/g%u", i);
		g_string_append_printf(glyphs, "/g%u %u 0 R", i, write_outline(font, glyph, funcs, file));
	}
	const guint letters = map_write(&map, file);
	pdf_file_stream(file, m, "", "600 0 d0\n", 9);
	g_string_append_printf(out,
		"<</Type/Font/Subtype/Type3/FontBBox[0 %d 1000 %d]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 0/LastChar %u/Widths[%s600]"
		"/Encoding<</Type/Encoding/Differences[0%s/m]>>/CharProcs<<%s/m %u 0 R>>/Resources<<>>/ToUnicode %u 0 R>>",
		(int)(-1000 * font->descent), (int)(1000 * font->ascent), count, widths->str, names->str, glyphs->str, m, letters);
	pdf_file_object(file, number, out);
}

static void embed_outlines(const struct font *font, struct pdf_file *file, GString *resources)
{
	hb_draw_funcs_t *funcs = path_functions();
	for (guint first = 0; first < font->coded->len; first += FONT_CODES) {
		const guint number = pdf_file_number(file);
		write_outlines(font, first, funcs, file, number);
		g_string_append_printf(resources, "/F%u_%u %u 0 R", font->number, first / FONT_CODES, number);
	}
	hb_draw_funcs_destroy(funcs);
}

gboolean pdf_fonts_embed(struct pdf_fonts *fonts, struct pdf_file *file, GString *resources, GError **error)
{
	if (fonts->failure) {
		g_propagate_error(error, g_steal_pointer(&fonts->failure));
		return FALSE;
	}
	for (guint i = 0; i < fonts->all->len; i++) {
		const struct font *font = fonts->all->pdata[i];
		if (font->kind != FONT_EMBEDDED) {
			embed_outlines(font, file, resources);
			continue;
		}
		if (hb_set_is_empty(font->used))
			continue;
		const guint number = pdf_file_number(file);
		if (!embed(font, file, number, error))
			return FALSE;
		g_string_append_printf(resources, "/F%u %u 0 R", font->number, number);
	}
	return TRUE;
}
