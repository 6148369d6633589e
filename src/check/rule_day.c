/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Days: those that the calendar does not have, spans that run backwards, documents dated after the
 * report that cites them, days of the week, and years counted from one day to another: "90 năm
 * (26/3/1931-26/3/2021)".
 */
#include "base/error.h"
#include "check/rule.h"

static const struct mention *mention_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->mentions, struct mention, index);
}

static void check_day(struct check *check, const struct mention *mention)
{
	g_autofree char *quote = check_quote(check, mention->range);
	if (mention->month < 1 || mention->month > 12 || mention->day < 1 || mention->day > 31)
		check_report(check, RULE_DAY, mention->range, NULL, _("“%s”: there is no such day"), quote);
	else if (!day_make(mention->year ? mention->year : 2020, mention->month, mention->day))
		check_report(check, RULE_DAY, mention->range, NULL, _("“%s”: there is no such day"), quote);
}

/* Monday is 0; as a token says it: "hai", "3". */
static int weekday_of(const struct check *check, guint at)
{
	static const char *const days[] = {"hai", "ba", "tư", "năm", "sáu", "bảy"};
	const struct token *token = paper_token(check->paper, at);
	for (guint i = 0; i < G_N_ELEMENTS(days); i++)
		if (paper_is_word(check->paper, at, days[i]))
			return (int)i;
	guint number = token->kind == TOKEN_NUMBER ? grammar_number(check->paper->words, token) : 0;
	return number >= 2 && number <= 7 ? (int)number - 2 : -1;
}

/* "đoàn thứ hai, ngày 21/5" counts: a day of the week has its capital, or is led to as one. */
static gboolean is_led_to(const struct check *check, guint at, guint first)
{
	static const char *const leads[] = {"sáng", "trưa", "chiều", "tối", "vào", "hôm", "ngày"};
	const struct token *token = paper_token(check->paper, at);
	if (token[1].flags & TOKEN_CAPITAL || at == first || token[-1].kind == TOKEN_MARK)
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(leads); i++)
		if (paper_is_word(check->paper, at - 1, leads[i]))
			return TRUE;
	return FALSE;
}

/* "thứ Ba, ngày 16/5/2023", "Chủ nhật (19/6/2022)". */
static void check_weekday(struct check *check, const struct mention *mention)
{
	static const char *const names[] = {
		"thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"};
	const struct paper *paper = check->paper;
	guint first = paper_sentence(paper, mention->range.sentence)->from, at = mention->range.from;
	day_t day = mention->year ? day_make(mention->year, mention->month, mention->day) : DAY_NONE;
	if (at > first && (token_is_mark(paper_token(paper, at - 1), ',') ||
				  token_is_mark(paper_token(paper, at - 1), '(')))
		at--;
	if (!day || at < first + 2)
		return;
	gboolean sunday = paper_is_word(paper, at - 2, "chủ") && paper_is_word(paper, at - 1, "nhật");
	int said = sunday ? 6 : paper_is_word(paper, at - 2, "thứ") ? weekday_of(check, at - 1) : -1;
	int right = day_weekday(day) - 1;
	if (said < 0 || said == right || (!sunday && !is_led_to(check, at - 2, first)))
		return;
	struct range range = check_range(check, mention->range.passage, at - 2, at);
	g_autofree char *date = check_quote(check, mention->range);
	check_report(check, RULE_DAY, range,
		&(struct advice){.right = names[right], .other = &mention->range}, _("“%s” is a %s"), date,
		names[right]);
}

static void check_span(struct check *check, const struct mention *span)
{
	day_t from = day_make(span->from_year, span->from_month, span->from_day);
	day_t to = day_make(span->year, span->month, span->day);
	g_autofree char *quote = check_quote(check, span->range);
	if (!from || !to)
		check_report(check, RULE_DAY, span->range, NULL, _("“%s”: there is no such day"), quote);
	else if (from > to)
		check_report(check, RULE_DAY, span->range, NULL, _("“%s” ends before it begins"), quote);
}

/* The first day that the report cannot have been written on. */
static day_t day_after(const struct check *check)
{
	const struct frame *frame = check->frame;
	day_t first = DAY_NONE;
	if (frame->year && frame->month && frame->day)
		first = day_make(frame->year, frame->month, frame->day) + 1;
	else if (frame->year && frame->month >= 1 && frame->month <= 12)
		first = day_add_months(day_make(frame->year, frame->month, 1), 1);
	else if (frame_year(frame))
		first = day_make(frame_year(frame) + 2, 1, 1);
	return first ? first : check->context->today + 1;
}

static void check_cited(struct check *check)
{
	day_t after = day_after(check);
	for (guint i = 0; i < check->facts->cites->len; i++) {
		const struct cite *cite = &g_array_index(check->facts->cites, struct cite, i);
		if (cite->mention < 0)
			continue;
		const struct mention *mention = mention_at(check, (guint)cite->mention);
		day_t day = mention->year ? day_make(mention->year, mention->month, mention->day)
					  : DAY_NONE;
		if (!day || day < after)
			continue;
		g_autofree char *quote = check_quote(check, mention->range);
		check_report(check, RULE_DAY, mention->range, NULL,
			_("“%s”: the document cited is dated after the report"), quote);
	}
}

#define YEARS_NEAR 14 /* tokens between the years counted and the day they are counted from */

/* "55 năm thành lập ASEAN (08/8/1967)", "90 năm … (26/3/1931-26/3/2021)". */
static void check_years(struct check *check, const struct mention *mention)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, mention->range.sentence);
	guint open = mention->range.from;
	if (open == sentence->from || !token_is_mark(paper_token(paper, open - 1), '(') ||
		mention->range.to >= sentence->to ||
		!token_is_mark(paper_token(paper, mention->range.to), ')'))
		return;
	guint index = facts_quantity_from(check->facts, open);
	if (index == 0)
		return;
	const struct quantity *years =
		&g_array_index(check->facts->quantities, struct quantity, index - 1);
	if (years->range.from < sentence->from || years->range.to + YEARS_NEAR < open ||
		!paper_is_word(paper, years->counted, "năm") || years->value != years->upper ||
		years->scale || years->abouts)
		return;
	int now = mention->form == FORM_SPAN ? mention->year : frame_year(check->frame);
	int then = mention->form == FORM_SPAN ? mention->from_year : mention->year;
	if (!now || !then || then >= now || years->value == now - then)
		return;
	if (mention->form == FORM_DAY && years->value == now + 1 - then)
		return;
	g_autofree char *quote = check_quote(check, years->range);
	check_report(check, RULE_YEARS, years->range, &(struct advice){.other = &mention->range},
		_("“%s”: from %d to %d there are %d years"), quote, then, now, now - then);
}

/* A year in four digits; 0 = none. */
static int year_at(const struct check *check, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	guint year = token->kind == TOKEN_NUMBER && token->length == 4
			     ? grammar_number(check->paper->words, token)
			     : 0;
	return year >= 1800 && year <= 2200 ? (int)year : 0;
}

/* "45 năm ngày thành lập (1977 - 2022)": as many as from one to the other. */
static void check_anniversary(struct check *check, const struct quantity *years)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, years->range.sentence);
	guint end = MIN(sentence->to, years->range.to + YEARS_NEAR), open = years->range.to;
	gboolean founded = FALSE;
	while (open < end && paper_token(paper, open)->kind == TOKEN_WORD) {
		founded |= paper_is_word(paper, open, "ngày") || paper_is_word(paper, open, "lập");
		open++;
	}
	if (!founded || years->abouts || years->scale || years->value != years->upper || open + 4 >= end ||
		!token_is_mark(paper_token(paper, open), '(') ||
		!token_is_mark(paper_token(paper, open + 2), '-') ||
		!token_is_mark(paper_token(paper, open + 4), ')'))
		return;
	int then = year_at(check, open + 1), now = year_at(check, open + 3);
	if (!then || !now || then >= now || years->value == now - then)
		return;
	struct range range = check_range(check, years->range.passage, open + 1, open + 4);
	g_autofree char *quote = check_quote(check, years->range);
	check_report(check, RULE_YEARS, years->range, &(struct advice){.other = &range},
		_("“%s”: from %d to %d there are %d years"), quote, then, now, now - then);
}

void check_days(struct check *check)
{
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct quantity *each = &g_array_index(check->facts->quantities, struct quantity, i);
		if (each->unit && paper_is_word(check->paper, each->counted, "năm"))
			check_anniversary(check, each);
	}

	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		switch (each->form) {
		case FORM_DAY:
		case FORM_CUTOFF:
			check_day(check, each);
			check_weekday(check, each);
			check_years(check, each);
			break;
		case FORM_SPAN:
			check_span(check, each);
			check_years(check, each);
			break;
		default:
			break;
		}
	}
	check_cited(check);
}
