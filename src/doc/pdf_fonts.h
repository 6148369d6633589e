/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Where the fonts of the PDF come from. A document in Vietnamese needs one family; to read the
 * rules and to sort the fonts of the whole system took a third of the time of a short program, and
 * lets a user's settings change what is drawn. So the family's own folders are all that is looked
 * at, until a document has a letter that the family lacks.
 */
#include <pango/pangocairo.h>

#define PDF_FAMILY "Liberation Serif"

/* Once, before the first font map: fontconfig is to know the family only. Changes nothing where the
 * family is not found, or where the environment names a configuration. */
void pdf_fonts_narrow(void);

/* From now on the fonts and rules of the system; a font map for them. */
PangoFontMap *pdf_fonts_all(void);
