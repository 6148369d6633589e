/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words.h"
#include "base/number.h"

#include <string.h>

static gboolean is_vietnamese(const char *language)
{
	return !language || g_str_has_prefix(language, "vi");
}

static const char *in(const char *language, const char *vietnamese, const char *english)
{
	return is_vietnamese(language) ? vietnamese : english;
}

/* What is printed beside an amount: the symbol of the code list, else the code. */
static const char *currency_sign(
	const struct model *model, const char *currency, const char *language)
{
	const struct code_list *list = model ? model_codes(model, "currencies") : NULL;
	const struct code_item *item = list ? code_find(list, currency) : NULL;
	return is_vietnamese(language) && item && item->symbol ? item->symbol : currency;
}

char *words_number(const struct model *model, const struct number *number, const char *language)
{
	if (!number->present)
		return g_strdup("");
	if (number->currency[0] != '\0') {
		g_autofree char *digits = number_text(number->value, number->scale, language);
		const char *sign = currency_sign(model, number->currency, language);
		return is_vietnamese(language) ? g_strdup_printf("%s %s", digits, sign)
					       : g_strdup_printf("%s %s", sign, digits);
	}
	if (number->scale == 0)
		return count_text(number->value, language);
	return number_text(number->value, number->scale, language);
}

char *words_count(const struct model *model, const struct number *number, const char *unit,
	const char *none, const char *language)
{
	if (!number->present || number->value == 0) {
		if (none)
			return g_strdup(none);
		return g_strstrip(g_strconcat(in(language, "không có ", "no "), unit, NULL));
	}
	g_autofree char *digits = words_number(model, number, language);
	if (number->currency[0] != '\0' || !unit || *unit == '\0')
		return g_steal_pointer(&digits);
	return g_strconcat(digits, " ", unit, NULL);
}

char *words_date(day_t day, gboolean full, const char *language)
{
	static const char *const months[] = {"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December"};
	if (day == DAY_NONE)
		return g_strdup("");
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	if (!is_vietnamese(language))
		return full ? g_strdup_printf("%d %s %d", dom, months[month - 1], year)
			    : g_strdup_printf("%02d/%02d/%d", dom, month, year);
	/* Decree 30/2020, Appendix I: days below 10 and the months 1 and 2 get a zero. */
	const char *zero = month <= 2 ? "0" : "";
	return full ? g_strdup_printf("ngày %02d tháng %s%d năm %d", dom, zero, month, year)
		    : g_strdup_printf("%02d/%s%d/%d", dom, zero, month, year);
}

char *words_range(const struct number *first, const struct number *last, const char *language)
{
	if (!first->present || !last->present)
		return g_strdup("");
	g_autofree char *from = number_text(first->value, first->scale, language);
	g_autofree char *to = number_text(last->value, last->scale, language);
	if (strcmp(from, to) == 0)
		return g_strconcat(in(language, "số ", "number "), from, NULL);
	return g_strconcat(in(language, "từ số ", "from number "), from,
		in(language, " đến số ", " to number "), to, NULL);
}

/* Pieces of a sentence; number ≥ 0 says which figure a piece tells. */
struct phrase {
	GPtrArray *pieces;
	GArray *numbers;
	const char *language;
};

static void say(struct phrase *phrase, const char *words)
{
	if (*words == '\0')
		return;
	int nothing = -1;
	g_ptr_array_add(phrase->pieces, g_strdup(words));
	g_array_append_val(phrase->numbers, nothing);
}

static void say_number(struct phrase *phrase, char *digits, guint index)
{
	int number = (int)index;
	g_ptr_array_add(phrase->pieces, digits);
	g_array_append_val(phrase->numbers, number);
}

static int direction(const struct moved *moved)
{
	return moved->now > moved->base ? 1 : moved->now < moved->base ? -1 : 0;
}

static const char *verb(int way, const char *language)
{
	return way > 0 ? in(language, "tăng ", "up ") : in(language, "giảm ", "down ");
}

/* How far it moved, as a magnitude that fits even between the two ends of 64 bits. */
static gint64 distance(const struct moved *moved)
{
	gint64 far;
	if (__builtin_sub_overflow(moved->now, moved->base, &far) || far == G_MININT64)
		return G_MAXINT64;
	return far < 0 ? -far : far;
}

/* Tenths of a per cent of the base; FALSE when there is nothing to compare with. */
static gboolean share(const struct moved *moved, gint64 *tenths)
{
	return moved->base > 0 && number_scale(distance(moved), 1000, moved->base, tenths, NULL);
}

static void say_amount(struct phrase *phrase, const struct moved *moved, guint index,
	gboolean percent, gboolean alone)
{
	gint64 tenths;
	const char *unit = moved->unit ? moved->unit : "";
	if (percent && share(moved, &tenths)) {
		g_autofree char *digits = number_text(tenths, 1, phrase->language);
		say_number(phrase, g_strconcat(digits, "%", NULL), index);
		if (!alone && *unit) {
			say(phrase, in(phrase->language, " về số ", " in "));
			say(phrase, unit);
		}
		return;
	}
	if (moved->about) {
		say_number(phrase, g_strdup(moved->about), index);
		return;
	}
	gint64 far = distance(moved);
	gboolean padded = moved->scale == 0 && !moved->is_money;
	say_number(phrase,
		padded ? count_text(far, phrase->language)
		       : number_text(far, moved->scale, phrase->language),
		index);
	if (moved->one && !is_vietnamese(phrase->language) && far == number_power10(moved->scale))
		unit = moved->one;
	if (*unit) {
		say(phrase, " ");
		say(phrase, unit);
	}
}

static void say_unmoved(struct phrase *phrase, const struct moved *moved)
{
	const char *unit = moved->unit ? moved->unit : "";
	say(phrase, in(phrase->language, "số ", "the number of "));
	say(phrase, unit);
	say(phrase, in(phrase->language, " không thay đổi", " unchanged"));
}

/* One direction for all is said once: "giảm 12 đoàn với 25 lượt người"; else each says its own. */
static void say_parts(
	struct phrase *phrase, const struct moved *moved, guint count, gboolean percent)
{
	int before = 0;
	for (guint i = 0; i < count; i++) {
		int way = direction(&moved[i]);
		gboolean joined = i > 0 && way == before && way != 0;
		if (i > 0 && joined && i == 1)
			say(phrase, percent ? in(phrase->language, " và ", " and ")
					    : in(phrase->language, " với ", " with "));
		else if (i > 0)
			say(phrase, ", ");
		if (way == 0) {
			say_unmoved(phrase, &moved[i]);
		} else {
			if (!joined)
				say(phrase, verb(way, phrase->language));
			say_amount(phrase, &moved[i], i, percent, count == 1);
		}
		before = way;
	}
}

GPtrArray *words_change_pieces(const struct moved *moved, guint count, const char *base_name,
	gboolean percent, const char *language, GArray *numbers)
{
	struct phrase phrase = {g_ptr_array_new_with_free_func(g_free), numbers, language};
	gboolean any = FALSE;
	for (guint i = 0; i < count; i++)
		any = any || direction(&moved[i]) != 0;
	if (any)
		say_parts(&phrase, moved, count, percent);
	else
		say(&phrase, in(language, "không thay đổi", "unchanged"));
	if (base_name && *base_name) {
		say(&phrase, any ? in(language, " so với ", " compared with ")
				 : in(language, " so với ", " from "));
		say(&phrase, base_name);
	}
	return phrase.pieces;
}

char *words_change(const struct moved *moved, guint count, const char *base_name, gboolean percent,
	const char *language)
{
	g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(int));
	g_autoptr(GPtrArray) pieces =
		words_change_pieces(moved, count, base_name, percent, language, numbers);
	g_ptr_array_add(pieces, NULL);
	return g_strjoinv("", (char **)pieces->pdata);
}
