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
	else if (!day_make(mention->year ? mention->year : 2020, mention->month, mention->day) ||
		 (mention->from_day &&
			 !day_make(mention->from_year ? mention->from_year : 2020, mention->from_month, mention->from_day)))
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

/* A day of the week in the two tokens from `at` on: Monday is 0; -1 = none. */
static int weekday_in(const struct check *check, guint at)
{
	if (paper_is_word(check->paper, at, "chủ") && paper_is_word(check->paper, at + 1, "nhật"))
		return 6;
	return paper_is_word(check->paper, at, "thứ") ? weekday_of(check, at + 1) : -1;
}

static void report_weekday(struct check *check, const struct mention *mention, guint at, int right)
{
	static const char *const names[] = {
		"thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"};
	struct range range = check_range(check, mention->range.passage, at, at + 2);
	g_autofree char *date = check_quote(check, mention->range);
	check_report(check, RULE_DAY, range,
		&(struct advice){.right = names[right], .other = &mention->range}, _("“%s” is a %s"), date,
		names[right]);
}

/* "ngày 20/9/2025 (thứ Bảy)", "ngày 20/9/2025, thứ Bảy". */
static void check_weekday_after(struct check *check, const struct mention *mention)
{
	const struct paper *paper = check->paper;
	guint end = paper_sentence(paper, mention->range.sentence)->to, at = mention->range.to;
	day_t day = mention->year ? day_make(mention->year, mention->month, mention->day) : DAY_NONE;
	if (!day || at + 3 > end || !(token_is_mark(paper_token(paper, at), '(') || token_is_mark(paper_token(paper, at), ',')))
		return;
	int said = weekday_in(check, at + 1), right = day_weekday(day) - 1;
	gboolean closed = token_is_mark(paper_token(paper, at), '(')
				  ? at + 3 < end && token_is_mark(paper_token(paper, at + 3), ')')
				  : (paper_token(paper, at + 2)->flags & TOKEN_CAPITAL) != 0;
	if (said >= 0 && said != right && (closed || said == 6))
		report_weekday(check, mention, at + 1, right);
}

/* "thứ Ba, ngày 16/5/2023", "Chủ nhật (19/6/2022)". */
static void check_weekday(struct check *check, const struct mention *mention)
{
	const struct paper *paper = check->paper;
	guint first = paper_sentence(paper, mention->range.sentence)->from, at = mention->range.from;
	day_t day = mention->year ? day_make(mention->year, mention->month, mention->day) : DAY_NONE;
	if (at > first && (token_is_mark(paper_token(paper, at - 1), ',') ||
				  token_is_mark(paper_token(paper, at - 1), '(')))
		at--;
	if (!day || at < first + 2)
		return;
	int said = weekday_in(check, at - 2), right = day_weekday(day) - 1;
	if (said >= 0 && said != right && (said == 6 || is_led_to(check, at - 2, first)))
		report_weekday(check, mention, at - 2, right);
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

/* The last day of a span that begins at a token: "từ ngày 20/9/2025 (thứ Bảy) đến ngày 28/9/2025". */
static const struct mention *span_at(const struct check *check, guint at, guint end, day_t *from, day_t *to)
{
	enum { APART = 10 };
	guint index = facts_mention_from(check->facts, at);
	if (index >= check->facts->mentions->len)
		return NULL;
	const struct mention *first = mention_at(check, index), *last = first;
	if (first->range.from > at + 1 || first->range.from >= end)
		return NULL;
	if (first->form == FORM_SPAN) {
		*from = day_make(first->from_year, first->from_month, first->from_day);
	} else {
		for (index++; index < check->facts->mentions->len; index++) {
			last = mention_at(check, index);
			if (last->range.from >= end || last->range.from > first->range.to + APART || last->form == FORM_DAY)
				break;
		}
		if (first->form != FORM_DAY || last->form != FORM_DAY || last->range.from >= end ||
			last->range.from > first->range.to + APART ||
			!paper_is_word(check->paper, last->range.from - 1, "đến"))
			return NULL;
		*from = day_make(first->year ? first->year : last->year, first->month, first->day);
	}
	*to = day_make(last->year, last->month, last->day);
	return *from && *to && *from <= *to ? last : NULL;
}

/* "09 ngày, từ ngày 20/9/2025 đến ngày 28/9/2025": with its first day or without it. */
static void check_length(struct check *check, const struct quantity *days)
{
	const struct paper *paper = check->paper;
	guint at = days->range.to, end = paper_sentence(paper, days->range.sentence)->to;
	if (days->abouts || days->scale || days->value != days->upper || days->role != ROLE_PLAIN || at + 3 > end)
		return;
	if (token_is_mark(paper_token(paper, at), ',') || token_is_mark(paper_token(paper, at), '('))
		at++;
	day_t from, to;
	const struct mention *last = span_at(check, at, end, &from, &to);
	if (!last || days->value == to - from || days->value == to - from + 1)
		return;
	struct range span = check_range(check, days->range.passage, at, last->range.to);
	g_autofree char *quote = check_quote(check, days->range), *said = check_quote(check, span);
	check_report(check, RULE_YEARS, days->range, &(struct advice){.other = &span},
		_("“%s”, but “%s” are %d days"), quote, said, (int)(to - from + 1));
}

/* "hoàn thành trước ngày 15/9/2025" in a report of October: what is to be done was due before it. */
static void check_due(struct check *check, const struct mention *mention)
{
	const struct frame *frame = check->frame;
	guint at = mention->range.from;
	day_t dated = frame->year && frame->month && frame->day
			      ? day_make(frame->year, frame->month, frame->day)
			      : frame->span.from;
	day_t day = mention->year ? day_make(mention->year, mention->month, mention->day) : DAY_NONE;
	if (!dated || !day || day >= dated || at < 2 || !paper_is_word(check->paper, at - 1, "trước") ||
		!(frame_is_ahead(frame, mention->range.passage) || paper_is_word(check->paper, at - 2, "thành")) ||
		facts_is_cited(check->facts, at))
		return;
	/* "đã hoàn thành trước ngày …" looks back. */
	const struct sentence *sentence = paper_sentence(check->paper, mention->range.sentence);
	for (guint i = sentence->from; i < at; i++)
		if (paper_is_word(check->paper, i, "đã") || paper_is_word(check->paper, i, "được"))
			return;
	struct range range = check_range(check, mention->range.passage, at - 1, mention->range.to);
	g_autofree char *quote = check_quote(check, range);
	check_report_as(check, RULE_DAY, SEVERITY_WARNING, range, NULL,
		_("“%s”: this day had passed when the report was written"), quote);
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

/* "ký ngày 30/8/2025", "Đêm 02/8/2025, …" in a report of 2024: what was done cannot be dated after it. */
static void check_done(struct check *check, const struct mention *mention)
{
	static const char *const before[] = {"ký", "đêm", "sáng", "chiều", "tối", "đã", "mới", "nước"};
	static const char *const plans[] = {"sẽ", "trước", "hạn", "đến", "từ", "tới", "hiệu", "chuẩn", "mời", "khai"};
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, mention->range.sentence);
	const struct frame *frame = check->frame;
	day_t day = mention->form == FORM_DAY && mention->year ? day_make(mention->year, mention->month, mention->day) : DAY_NONE;
	if (!day || !frame->year || !frame->month || !frame->day || day < day_after(check) || facts_is_cited(check->facts, mention->range.from) ||
		frame_is_ahead(frame, mention->range.passage) || paper_passage(paper, mention->range.passage)->kind == PASSAGE_PART)
		return;
	gboolean done = FALSE;
	for (guint at = sentence->from; at < mention->range.from; at++) {
		for (guint i = 0; i < G_N_ELEMENTS(plans); i++)
			if (paper_is_word(paper, at, plans[i]))
				return;
		if (lexicon_match(paper->lexicon, paper_token(paper, at), sentence->to - at, LEXEME_WISH, NULL) ||
			lexicon_match(paper->lexicon, paper_token(paper, at), sentence->to - at, LEXEME_AHEAD, NULL))
			return;
		for (guint i = 0; i < G_N_ELEMENTS(before) && at + 3 >= mention->range.from; i++)
			done |= paper_is_word(paper, at, before[i]);
	}
	if (!done)
		return;
	g_autofree char *quote = check_quote(check, mention->range);
	check_report_as(check, RULE_DAY, SEVERITY_WARNING, mention->range, NULL, _("“%s” is after the date of the report"), quote);
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
		if (each->unit && paper_is_word(check->paper, each->counted, "ngày"))
			check_length(check, each);
	}

	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		switch (each->form) {
		case FORM_DAY:
		case FORM_CUTOFF:
			check_day(check, each);
			check_weekday(check, each);
			check_weekday_after(check, each);
			check_due(check, each);
			check_done(check, each);
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
