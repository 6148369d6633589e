/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Numbers without floating point: counts are gint64, decimals and money are gint64 scaled by a power of ten.
 * Input accepts 1566, 1.566, 1.566.000 and 1,5 (Vietnamese) and refuses what could be read two ways (ERROR_INPUT);
 * output is Vietnamese or English by language.
 */
#include <glib.h>

/* Checked arithmetic: FALSE and ERROR_INPUT "number too large" on overflow. */
gboolean number_add(gint64 a, gint64 b, gint64 *sum, GError **error);
gboolean number_multiply(gint64 a, gint64 b, gint64 *product, GError **error);
/* a*b/c rounded half away from zero, with a 128-bit intermediate; c > 0. */
gboolean number_scale(gint64 a, gint64 b, gint64 c, gint64 *result, GError **error);
gint64 number_power10(guint exponent); /* exponent ≤ 18 */

/* A whole number, optional sign, optional thousands groups ("1.566" or "1,566" or "1 566" with groups of three). */
gboolean count_parse(const char *text, gint64 *count, GError **error);
/* A fixed-point number scaled by 10^scale: "1,5" or "1.5" → 150 at scale 2. More digits than the scale is an error. */
gboolean decimal_parse(const char *text, guint scale, gint64 *value, GError **error);
/* Machine form: only [-]digits[.digits]; no groups. */
gboolean decimal_parse_plain(const char *text, guint scale, gint64 *value, GError **error);
char *decimal_plain(gint64 value, guint scale);                          /* "1.50" → trailing zeros kept; scale 0 "150" */

/* For readers: thousands groups and decimal comma by language; trailing zeros of the fraction dropped. vi "1.566", "1,5". */
char *number_text(gint64 value, guint scale, const char *language);
/* A count in running text: two digits below ten ("02"), 0 stays "0"; else number_text. */
char *count_text(gint64 value, const char *language);
char *number_roman(guint value);   /* I, II, … up to 3999 */
/* The zeros of a word that multiplies an amount: "nghin" 3, "trieu" 6, "ty" 9, "million" 6 …; 0 for any other. Folded. */
guint number_multiple(const char *word, gsize length);

/* What two values are compared by, in expressions and templates. */
enum compare { COMPARE_EQUAL, COMPARE_UNEQUAL, COMPARE_LESS, COMPARE_AT_MOST, COMPARE_MORE, COMPARE_AT_LEAST };
/* Whether it holds of two values whose order is -1, 0 or 1. */
gboolean compare_holds(enum compare compare, int order);
