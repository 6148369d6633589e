/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"
#include "base/number.h"

#include <string.h>

static gboolean is_vietnamese(const char *language)
{
	return !language || g_str_has_prefix(language, "vi");
}

/* The multiple of `step` nearest to the value; 0 when it would not fit. */
static gint64 nearest_multiple(gint64 value, gint64 step)
{
	gint64 rest = value % step;
	gint64 below = value - rest, above;
	if (rest < step - rest)
		return below;
	return __builtin_add_overflow(below, step, &above) ? below : above;
}

/* The power of ten that leaves `digits` significant digits of the value. */
static gint64 step_of(gint64 value, guint digits)
{
	gint64 keep = number_power10(digits), step = 1;
	while (value / step >= keep)
		step *= 10;
	return step;
}

enum side { EXACT, BELOW, ABOVE, AROUND };

/* Within 5 % of a round number it is "gần" or "trên"; else it is told to two digits. */
static enum side round_number(gint64 value, gint64 step, gint64 *round)
{
	*round = nearest_multiple(value, step > 0 ? step : step_of(value, 1));
	if (*round == value)
		return EXACT;
	gint64 far = value < *round ? *round - value : value - *round;
	if (*round > 0 && far <= *round / 20)
		return value < *round ? BELOW : ABOVE;
	if (step > 0 && *round > 0)
		return AROUND;
	*round = nearest_multiple(value, step_of(value, 2));
	return *round == value ? EXACT : AROUND;
}

/* "50 tỷ", "1,5 triệu", "140.000". */
static char *dong_text(gint64 dong, const char *language)
{
	const gint64 million = 1000 * 1000, billion = 1000 * million;
	const char *word = NULL;
	guint scale = 0;
	if (dong >= billion && dong % (billion / 100) == 0) {
		word = is_vietnamese(language) ? " tỷ" : " billion";
		scale = 9;
	} else if (dong >= million && dong % (million / 100) == 0) {
		word = is_vietnamese(language) ? " triệu" : " million";
		scale = 6;
	}
	g_autofree char *digits = number_text(dong, scale, language);
	return g_strconcat(digits, word, NULL);
}

static char *amount_text(
	const struct model *model, const struct number *number, gint64 round, const char *language)
{
	if (number->currency[0] == '\0') {
		struct number whole = {TRUE, round, 0, ""};
		return words_number(model, &whole, language);
	}
	if (strcmp(number->currency, "VND") != 0 || !is_vietnamese(language)) {
		g_autofree char *digits = strcmp(number->currency, "VND") == 0
						  ? dong_text(round, language)
						  : number_text(round, 0, language);
		return is_vietnamese(language) ? g_strconcat(digits, " ", number->currency, NULL)
					       : g_strconcat(number->currency, " ", digits, NULL);
	}
	g_autofree char *digits = dong_text(round, language);
	return g_strconcat(digits, " đồng", NULL);
}

static char *exact_text(const struct model *model, const struct number *number, const char *unit,
	const char *language)
{
	g_autofree char *digits = words_number(model, number, language);
	gboolean bare = number->currency[0] != '\0' || !unit || *unit == '\0';
	return bare ? g_steal_pointer(&digits) : g_strconcat(digits, " ", unit, NULL);
}

static const char *side_word(enum side side, const char *language)
{
	static const char *const words[][2] = {
		[EXACT] = {"", ""},
		[BELOW] = {"gần ", "nearly "},
		[ABOVE] = {"trên ", "over "},
		[AROUND] = {"khoảng ", "about "},
	};
	return words[side][is_vietnamese(language) ? 0 : 1];
}

char *words_about_step(const struct model *model, const struct number *number, const char *unit,
	gint64 step, const char *language)
{
	if (!number->present || number->value <= 0)
		return exact_text(model, number, unit, language);
	/* Rounding is of the number itself: cents are part of it, so compare at its own scale. */
	gint64 power = number_power10(number->scale), scaled, round;
	if (step < 0 || __builtin_mul_overflow(step, power, &scaled))
		scaled = 0;
	enum side side = round_number(number->value, scaled, &round);
	if (round == 0 || round % power != 0)
		return exact_text(model, number, unit, language);
	g_autofree char *amount = amount_text(model, number, round / power, language);
	gboolean bare = number->currency[0] != '\0' || !unit || *unit == '\0';
	return g_strconcat(
		side_word(side, language), amount, bare ? "" : " ", bare ? "" : unit, NULL);
}

char *words_about(const struct model *model, const struct number *number, const char *unit,
	const char *language)
{
	return words_about_step(model, number, unit, 0, language);
}
