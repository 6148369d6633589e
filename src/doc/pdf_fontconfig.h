/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Fontconfig, loaded when a letter is met that the family of the document lacks. Its functions are called
 * by their own names.
 */
#include "base/library.h"
#include <fontconfig/fontconfig.h>

#define FONTCONFIG_FUNCTIONS(of) \
	of(FcCharSetHasChar) of(FcConfigDestroy) of(FcConfigSubstitute) of(FcDefaultSubstitute) \
	of(FcFontSetDestroy) of(FcFontSort) of(FcInitLoadConfigAndFonts) \
	of(FcPatternAddInteger) of(FcPatternAddString) of(FcPatternCreate) \
	of(FcPatternDestroy) of(FcPatternGetBool) of(FcPatternGetCharSet) of(FcPatternGetInteger) \
	of(FcPatternGetString)

struct pdf_fontconfig {
	FONTCONFIG_FUNCTIONS(LIBRARY_POINTER)
};
extern struct pdf_fontconfig pdf_fontconfig;

/* Before any other of them. */
gboolean pdf_fontconfig_load(GError **error);

#define FcCharSetHasChar pdf_fontconfig.FcCharSetHasChar
#define FcConfigDestroy pdf_fontconfig.FcConfigDestroy
#define FcConfigSubstitute pdf_fontconfig.FcConfigSubstitute
#define FcDefaultSubstitute pdf_fontconfig.FcDefaultSubstitute
#define FcFontSetDestroy pdf_fontconfig.FcFontSetDestroy
#define FcFontSort pdf_fontconfig.FcFontSort
#define FcInitLoadConfigAndFonts pdf_fontconfig.FcInitLoadConfigAndFonts
#define FcPatternAddInteger pdf_fontconfig.FcPatternAddInteger
#define FcPatternAddString pdf_fontconfig.FcPatternAddString
#define FcPatternCreate pdf_fontconfig.FcPatternCreate
#define FcPatternDestroy pdf_fontconfig.FcPatternDestroy
#define FcPatternGetBool pdf_fontconfig.FcPatternGetBool
#define FcPatternGetCharSet pdf_fontconfig.FcPatternGetCharSet
#define FcPatternGetInteger pdf_fontconfig.FcPatternGetInteger
#define FcPatternGetString pdf_fontconfig.FcPatternGetString
