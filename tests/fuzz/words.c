/* SPDX-License-Identifier: Apache-2.0 */
/* The small languages: what is read and written again is read as the same. */
#include "base/day.h"
#include "base/error.h"
#include "base/number.h"
#include "base/period.h"
#include "base/text.h"
#include "fuzz.h"

static void read_period(const char *text)
{
	GError *error = NULL;
	struct period period, again;
	if (!period_parse(text, &period, &error)) {
		fuzz_told(error);
		return;
	}
	g_autofree char *written = period_text(period);
	g_assert_true(period_parse(written, &again, NULL));
	g_assert_true(period.kind == again.kind && period.year == again.year && period.index == again.index);
	for (enum regime regime = REGIME_CALENDAR; regime <= REGIME_LEGAL; regime++) {
		const struct span span = period_span(period, regime);
		g_assert_true(span.from != DAY_NONE && span.from <= span.to);
	}
	g_autofree char *vi = period_name(period, "vi"), *en = period_name(period, "en");
	g_assert_true(*vi && *en);
}

static void read_span(const char *text)
{
	GError *error = NULL;
	struct span span, again;
	if (!span_parse(text, &span, &error)) {
		fuzz_told(error);
		return;
	}
	g_autofree char *written = span_text(span);
	g_assert_true(span_parse(written, &again, NULL));
	g_assert_true(span.from == again.from && span.to == again.to && span.from <= span.to);
}

static void read_moment(const char *text)
{
	GError *error = NULL;
	moment_t moment, again;
	if (!moment_parse(text, &moment, &error)) {
		fuzz_told(error);
		return;
	}
	g_autofree char *written = moment_iso(moment);
	g_assert_true(moment_parse(written, &again, NULL));
	g_assert_true(moment == again);
}

void fuzz_period(GBytes *bytes)
{
	g_autofree char *text = fuzz_string(bytes);
	if (!text)
		return;
	GError *error = NULL;
	day_t day, again;
	read_period(text);
	read_span(text);
	read_moment(text);
	if (!day_parse(text, &day, &error)) {
		fuzz_told(error);
		return;
	}
	g_autofree char *written = day_iso(day);
	g_assert_true(day_parse(written, &again, NULL) && day == again);
}

static void read_decimal(const char *text, guint scale, gboolean plain)
{
	GError *error = NULL;
	gint64 value, again;
	if (!(plain ? decimal_parse_plain : decimal_parse)(text, scale, &value, &error)) {
		fuzz_told(error);
		return;
	}
	g_autofree char *written = decimal_plain(value, scale), *vi = number_text(value, scale, "vi");
	g_assert_true(decimal_parse_plain(written, scale, &again, NULL) && value == again);
	g_assert_nonnull(vi);
}

/* Clean text is cleaned to itself. */
static void clean(GBytes *bytes)
{
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	GError *error = NULL;
	g_autofree char *text = length ? text_clean(data, (gssize)length, &error) : NULL;
	if (!text) {
		g_clear_error(&error);
		return;
	}
	g_autofree char *again = text_clean(text, -1, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(text, ==, again);
	g_autofree char *upper = text_upper(text), *lower = text_lower(text), *folded = text_fold(text);
	g_assert_true(upper && lower && folded);
}

void fuzz_number(GBytes *bytes)
{
	clean(bytes);
	g_autofree char *text = fuzz_string(bytes);
	if (!text)
		return;
	GError *error = NULL;
	gint64 count, again;
	for (guint scale = 0; scale <= 6; scale += 2) {
		read_decimal(text, scale, FALSE);
		read_decimal(text, scale, TRUE);
	}
	if (!count_parse(text, &count, &error)) {
		fuzz_told(error);
		return;
	}
	g_autofree char *written = number_text(count, 0, "vi");
	g_assert_true(count_parse(written, &again, NULL) && count == again);
}
