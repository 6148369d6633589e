/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Days: those that the calendar does not have, spans that run backwards, documents dated after the
 * report that cites them, and years counted from one day to another: "90 năm (26/3/1931-26/3/2021)".
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

void check_days(struct check *check)
{
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		switch (each->form) {
		case FORM_DAY:
		case FORM_CUTOFF:
			check_day(check, each);
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
