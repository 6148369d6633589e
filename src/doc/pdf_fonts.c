/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_fonts.h"

#include <fontconfig/fontconfig.h>

#define CACHES                                                                                     \
	"<cachedir>/var/cache/fontconfig</cachedir>"                                               \
	"<cachedir prefix=\"xdg\">fontconfig</cachedir>"
#define FOLDERS                                                                                    \
	"<dir>/usr/share/fonts</dir><dir>/usr/local/share/fonts</dir>"                             \
	"<dir prefix=\"xdg\">fonts</dir><dir>~/.fonts</dir>"

/* Whoever set one of these wants that configuration and no other. */
static gboolean is_configured_by_user(void)
{
	static const char *const names[] = {
		"FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_getenv(names[i]))
			return TRUE;
	return FALSE;
}

/* A configuration without rules; NULL when fontconfig does not take it. */
static FcConfig *config_new(const char *xml)
{
	FcConfig *config = FcConfigCreate();
	if (config && FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)xml, FcFalse) &&
		FcConfigBuildFonts(config))
		return config;
	if (config)
		FcConfigDestroy(config);
	return NULL;
}

/* The folders in which files of the family lie: in the order of the font set, each once. */
static GPtrArray *family_folders(FcConfig *config)
{
	GPtrArray *folders = g_ptr_array_new_with_free_func(g_free);
	const FcFontSet *fonts = FcConfigGetFonts(config, FcSetSystem);
	for (int i = 0; fonts && i < fonts->nfont; i++) {
		FcChar8 *family, *file;
		if (FcPatternGetString(fonts->fonts[i], FC_FAMILY, 0, &family) != FcResultMatch ||
			FcPatternGetString(fonts->fonts[i], FC_FILE, 0, &file) != FcResultMatch ||
			!g_str_equal(family, PDF_FAMILY))
			continue;
		g_autofree char *folder = g_path_get_dirname((const char *)file);
		if (!g_ptr_array_find_with_equal_func(folders, folder, g_str_equal, NULL))
			g_ptr_array_add(folders, g_steal_pointer(&folder));
	}
	return folders;
}

static FcConfig *narrow_config(void)
{
	FcConfig *all = config_new("<fontconfig>" FOLDERS CACHES "</fontconfig>");
	if (!all)
		return NULL;
	g_autoptr(GPtrArray) folders = family_folders(all);
	FcConfigDestroy(all);
	FcConfig *config =
		folders->len > 0 ? config_new("<fontconfig>" CACHES "</fontconfig>") : NULL;
	for (guint i = 0; config && i < folders->len; i++)
		FcConfigAppFontAddDir(config, folders->pdata[i]);
	return config;
}

void pdf_fonts_narrow(void)
{
	static gsize done;
	if (!g_once_init_enter(&done))
		return;
	FcConfig *config = is_configured_by_user() ? NULL : narrow_config();
	if (config) {
		FcConfigSetCurrent(config);
		FcConfigDestroy(config); /* the current one has a reference of its own */
	}
	g_once_init_leave(&done, config ? 2 : 1);
}

PangoFontMap *pdf_fonts_all(void)
{
	FcConfig *config = FcInitLoadConfigAndFonts();
	if (config) {
		FcConfigSetCurrent(config);
		FcConfigDestroy(config);
	}
	return pango_cairo_font_map_new();
}
