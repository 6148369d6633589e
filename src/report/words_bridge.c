/* SPDX-License-Identifier: Apache-2.0 */
#include "report/words_bridge.h"
#include "report/words.h"

#include <string.h>

/* How a cause is called in a table, and in a sentence: "do nhập bổ sung". */
static const struct {
	const char *title[2], *because[2];
} causes[CAUSES] = {
	[CAUSE_LATE] = { { "Nhập bổ sung", "Entered late" }, { "nhập bổ sung", "late entries" } },
	[CAUSE_CONFIRMED] = { { "Nay mới đủ điều kiện tính", "Counts since" }, { "hồ sơ nay mới đủ điều kiện tính", "records that count since" } },
	[CAUSE_CORRECTED] = { { "Điều chỉnh số liệu", "Corrected" }, { "điều chỉnh số liệu", "corrections" } },
	[CAUSE_MOVED_IN] = { { "Chuyển vào kỳ", "Moved into the days" }, { "hồ sơ chuyển vào kỳ", "records moved into these days" } },
	[CAUSE_MOVED_OUT] = { { "Chuyển ra ngoài kỳ", "Moved out of the days" }, { "hồ sơ chuyển ra ngoài kỳ", "records moved to other days" } },
	[CAUSE_JOINED] = { { "Phân loại lại: thêm vào", "Reclassified: came" }, { "phân loại lại (thêm vào)", "records classified here" } },
	[CAUSE_LEFT] = { { "Phân loại lại: chuyển đi", "Reclassified: left" }, { "phân loại lại (chuyển đi)", "records classified elsewhere" } },
	[CAUSE_WITHDRAWN] = { { "Hủy, rút hoặc xóa", "Withdrawn" }, { "hủy, rút hoặc xóa hồ sơ", "records withdrawn" } },
	[CAUSE_DEFINITION] = { { "Thay đổi cách tính", "Defined otherwise" }, { "thay đổi cách tính", "a changed definition" } },
	[CAUSE_OFFICE] = { { "Thay đổi phạm vi đơn vị", "Other offices" }, { "thay đổi phạm vi đơn vị tổng hợp", "other offices being counted" } },
	[CAUSE_DAYS] = { { "Thời gian khác nhau", "Other days" }, { "thời gian tính khác nhau", "other days being counted" } },
};

static gboolean is_vietnamese(const char *language)
{
	return !language || g_str_has_prefix(language, "vi");
}

static const char *in(const char *language, const char *vietnamese, const char *english)
{
	return is_vietnamese(language) ? vietnamese : english;
}

const char *words_cause(enum bridge_cause cause, const char *language)
{
	return causes[cause].title[!is_vietnamese(language)];
}

static gint64 difference(const struct bridge *bridge)
{
	gint64 sum = 0;
	for (guint i = 0; i < CAUSES; i++)
		sum += bridge->sums[i];
	return sum;
}

/* How much, without its sign, with the unit. */
static char *amount(const struct model *model, const struct bridge *bridge, gint64 value, const struct bridge_words *words, const char *language)
{
	struct number number = bridge->now.present ? bridge->now : bridge->then;
	number.value = value == G_MININT64 ? G_MAXINT64 : ABS(value);
	number.present = TRUE;
	gboolean one = words->one && !is_vietnamese(language) && number.value == 1 && !number.scale;
	g_autofree char *digits = words_number(model, &number, language);
	const char *unit = number.currency[0] ? "" : one ? words->one : words->unit;
	return *unit ? g_strdup_printf(strcmp(unit, "%") == 0 ? "%s%s" : "%s %s", digits, unit) : g_steal_pointer(&digits);
}

static const char *way(gint64 value, const char *language)
{
	return value > 0 ? in(language, "tăng", "up") : in(language, "giảm", "down");
}

static void say_cause(GString *text, enum bridge_cause cause, const struct bridge_words *words, const char *language)
{
	if (cause == CAUSE_DAYS && words->more)
		g_string_append_printf(text, "%s %s", in(language, "phát sinh", "what happened"), words->more);
	else
		g_string_append(text, causes[cause].because[!is_vietnamese(language)]);
}

/* "do nhập bổ sung tăng 02 đoàn, hủy, rút hoặc xóa hồ sơ giảm 01 đoàn"; of a single cause no number. */
static void say_causes(GString *text, const struct model *model, const struct bridge *bridge, const struct bridge_words *words, const char *language)
{
	guint count = 0, said = 0;
	for (guint i = 0; i < CAUSES; i++)
		count += bridge->sums[i] != 0;
	if (count)
		g_string_append(text, difference(bridge) ? in(language, " do ", " because of ") : in(language, ", trong đó ", ": "));
	for (guint i = 0; i < CAUSES; i++) {
		if (!bridge->sums[i])
			continue;
		if (said++)
			g_string_append(text, "; ");
		say_cause(text, i, words, language);
		if (count == 1)
			continue;
		g_autofree char *much = amount(model, bridge, bridge->sums[i], words, language);
		g_string_append_printf(text, " %s %s", way(bridge->sums[i], language), much);
	}
}

char *words_bridge(const struct model *model, const struct bridge *bridge, const struct bridge_words *words, const char *language)
{
	GString *text = g_string_new(NULL);
	gint64 by = difference(bridge);
	g_autofree char *far = amount(model, bridge, by, words, language);
	struct number shown = bridge->now;
	g_autofree char *now = shown.present ? amount(model, bridge, shown.value, words, language) : g_strdup(in(language, "không có", "none"));
	const char *sign = shown.present && shown.value < 0 ? "-" : "";
	g_string_append_printf(text, in(language, "Số liệu %s về “%s” là %s%s, ", "For %s, “%s” is %s%s, "), words->days, words->what, sign, now);
	if (by)
		g_string_append_printf(text, in(language, "%s %s so với %s", "%s %s from %s"), way(by, language), far, words->before);
	else
		g_string_append_printf(text, in(language, "không thay đổi so với %s", "unchanged from %s"), words->before);
	say_causes(text, model, bridge, words, language);
	g_string_append_c(text, '.');
	return g_string_free(text, FALSE);
}
