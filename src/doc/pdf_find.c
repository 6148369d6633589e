/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_find.h"
#include "base/error.h"
#include "doc/pdf_font.h"
#include "doc/pdf_fontconfig.h"

static const char *const folders[] = {"/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation"};
static const char *const names[FONT_STYLES] = {
	"LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf", "LiberationSerif-Italic.ttf", "LiberationSerif-BoldItalic.ttf"};

struct font_search {
	FcConfig *config;
	FcFontSet *sets[FONT_STYLES]; /* all fonts, by how near they are to the family's style */
};

void font_file_clear(struct font_file *file)
{
	g_clear_pointer(&file->path, g_free);
}

void font_search_free(struct font_search *search)
{
	for (guint i = 0; i < FONT_STYLES; i++)
		if (search->sets[i])
			FcFontSetDestroy(search->sets[i]);
	if (search->config)
		FcConfigDestroy(search->config);
	g_free(search);
}

/* Whoever set one of these wants that configuration and no other. */
static gboolean is_configured_by_user(void)
{
	static const char *const variables[] = {"FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"};
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++)
		if (g_getenv(variables[i]))
			return TRUE;
	return FALSE;
}

/* The language is said here: otherwise the user's would choose among fonts. */
static FcPattern *pattern_of(FcConfig *config, guint style)
{
	FcPattern *pattern = FcPatternCreate();
	FcPatternAddString(pattern, FC_FAMILY, (const FcChar8 *)FONT_FAMILY);
	FcPatternAddString(pattern, FC_LANG, (const FcChar8 *)"vi");
	FcPatternAddInteger(pattern, FC_WEIGHT, style & FONT_BOLD ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
	FcPatternAddInteger(pattern, FC_SLANT, style & FONT_ITALIC ? FC_SLANT_ITALIC : FC_SLANT_ROMAN);
	FcConfigSubstitute(config, pattern, FcMatchPattern);
	FcDefaultSubstitute(pattern);
	return pattern;
}

/* NULL: fontconfig is missing, or it knows no font. */
static const FcFontSet *fonts_of(struct font_search **search, guint style, GError **error)
{
	if (!*search) {
		if (!pdf_fontconfig_load(error))
			return NULL;
		*search = g_new0(struct font_search, 1);
		(*search)->config = FcInitLoadConfigAndFonts();
	}
	struct font_search *found = *search;
	if (found->config && !found->sets[style]) {
		FcResult result;
		FcPattern *pattern = pattern_of(found->config, style);
		found->sets[style] = FcFontSort(found->config, pattern, FcFalse, NULL, &result);
		FcPatternDestroy(pattern);
	}
	if (!found->sets[style])
		fail(error, ERROR_SYSTEM, _("no font was found for the PDF: install the package %s"), FONT_PACKAGE);
	return found->sets[style];
}

/* The file of a pattern, when it holds outlines that can be drawn in one colour. */
static gboolean take(FcPattern *pattern, struct font_file *file)
{
	FcChar8 *path, *format;
	FcBool outline = FcFalse, colour = FcFalse;
	int index = 0;
	if (FcPatternGetString(pattern, FC_FILE, 0, &path) != FcResultMatch ||
		FcPatternGetString(pattern, FC_FONTFORMAT, 0, &format) != FcResultMatch ||
		FcPatternGetBool(pattern, FC_OUTLINE, 0, &outline) != FcResultMatch || !outline ||
		(FcPatternGetBool(pattern, FC_COLOR, 0, &colour) == FcResultMatch && colour) ||
		(!g_str_equal(format, "TrueType") && !g_str_equal(format, "CFF")))
		return FALSE;
	FcPatternGetInteger(pattern, FC_INDEX, 0, &index);
	*file = (struct font_file){g_strdup((const char *)path), (guint)index & 0xffff, (guint)index >> 16 & 0x7fff};
	return TRUE;
}

static gboolean ask_for_family(struct font_search **search, guint style, struct font_file *file, GError **error)
{
	const FcFontSet *set = fonts_of(search, style, error);
	for (int i = 0; set && i < set->nfont; i++)
		if (take(set->fonts[i], file))
			return TRUE;
	return set && fail(error, ERROR_SYSTEM, _("no font was found for the PDF: install the package %s"), FONT_PACKAGE);
}

gboolean font_search_family(struct font_search **search, guint style, struct font_file *file, GError **error)
{
	for (gsize i = 0; i < G_N_ELEMENTS(folders) && !is_configured_by_user(); i++) {
		g_autofree char *path = g_build_filename(folders[i], names[style], NULL);
		if (g_file_test(path, G_FILE_TEST_EXISTS)) {
			*file = (struct font_file){.path = g_steal_pointer(&path)};
			return TRUE;
		}
	}
	return ask_for_family(search, style, file, error);
}

static void clear_file(gpointer data)
{
	font_file_clear(data);
}

GArray *font_search_letter(struct font_search **search, guint style, gunichar letter, GError **error)
{
	const FcFontSet *set = fonts_of(search, style, error);
	GArray *files = g_array_new(FALSE, FALSE, sizeof(struct font_file));
	g_array_set_clear_func(files, clear_file);
	for (int i = 0; set && i < set->nfont; i++) {
		FcCharSet *letters;
		struct font_file file;
		if (FcPatternGetCharSet(set->fonts[i], FC_CHARSET, 0, &letters) == FcResultMatch && FcCharSetHasChar(letters, letter) &&
			take(set->fonts[i], &file))
			g_array_append_val(files, file);
	}
	return files;
}
