/* SPDX-License-Identifier: Apache-2.0 */
#include "check/when.h"

#define EVENT_MOST 25 /* days: what lasts no longer is when something happened */
#define BASE_NEAR  6  /* tokens between "cùng kỳ" and its year */

static const struct span no_span = {DAY_NONE, DAY_NONE};

static struct span whole_months(int year, int first, int count)
{
	day_t from = day_make(year, first, 1);
	return from ? (struct span){from, day_add_months(from, count) - 1} : no_span;
}

static struct span since_new_year(int year, int month, int day)
{
	day_t to = year && month ? day_make(year, month, day) : DAY_NONE;
	return to ? (struct span){day_make(year, 1, 1), to} : no_span;
}

static struct span mention_span(const struct mention *mention, int frame_year)
{
	int year = mention->year ? mention->year : frame_year;
	struct span span = no_span;
	if (year <= 0)
		return no_span;
	switch (mention->form) {
	case FORM_MONTH:
		return mention->month >= 1 && mention->month <= 12 ? whole_months(year, mention->month, 1)
								   : no_span;
	case FORM_QUARTER:
		return mention->count >= 1 && mention->count <= 4
			       ? whole_months(year, 3 * mention->count - 2, 3)
			       : no_span;
	case FORM_MONTHS:
		return mention->count < 1 || mention->count > 12 ? no_span
		       : mention->last ? whole_months(year, 13 - mention->count, mention->count)
				       : whole_months(year, 1, mention->count);
	case FORM_YEAR:
		return whole_months(year, 1, 12);
	case FORM_DAY: /* of those that "đến" stands before */
	case FORM_CUTOFF:
		return since_new_year(year, mention->month, mention->day);
	case FORM_SPAN:
		if (mention->from_month && mention->month && mention->day && mention->from_day)
			span = (struct span){
				day_make(mention->from_year ? mention->from_year : year,
					mention->from_month, mention->from_day),
				day_make(year, mention->month, mention->day)};
		return span.from && span.to && span.to - span.from >= EVENT_MOST ? span : no_span;
	default:
		return no_span;
	}
}

static gboolean class_ends_at(
	const struct paper *paper, guint first, guint at, enum lexeme class, guint most)
{
	for (guint back = 1; back <= most && at >= first + back; back++)
		if (lexicon_match(paper->lexicon, paper_token(paper, at - back), back, class, NULL) == back)
			return TRUE;
	return FALSE;
}

/* "so với tháng trước", "cùng kỳ năm 2019": the days of something else. */
static gboolean is_base(const struct paper *paper, const struct sentence *sentence, guint at)
{
	for (guint i = at >= sentence->from + BASE_NEAR ? at - BASE_NEAR : sentence->from; i < at; i++)
		if (lexicon_match(paper->lexicon, paper_token(paper, i), at - i, LEXEME_SAME_PERIOD, NULL) ||
			(paper_is_word(paper, i, "so") && paper_is_word(paper, i + 1, "với")))
			return TRUE;
	return FALSE;
}

/* A year alone belongs to much else ("Kế hoạch năm 2020"); it is a period where "trong", "cả" stand before it. */
static gboolean is_period(const struct paper *paper, const struct facts *facts,
	const struct sentence *sentence, const struct mention *mention)
{
	guint at = mention->range.from;
	if (facts_is_cited(facts, at) || is_base(paper, sentence, at))
		return FALSE;
	if (mention->form == FORM_DAY)
		return at > sentence->from && paper_is_word(paper, at - 1, "đến");
	if (mention->form != FORM_YEAR)
		return TRUE;
	return at == sentence->from || class_ends_at(paper, sentence->from, at, LEXEME_DURING, 3) ||
	       paper_is_word(paper, at - 1, "cả");
}

/* The token of the last "lũy kế", "từ đầu năm" in [from, to), and one; 0 = none. */
static guint since_at(const struct paper *paper, guint from, guint to)
{
	for (guint i = to; i-- > from;)
		if (lexicon_match(paper->lexicon, paper_token(paper, i), to - i, LEXEME_SINCE, NULL))
			return i + 1;
	return 0;
}

/* The last period said in [from, to); TRUE when there is one. */
static gboolean last_said(const struct paper *paper, const struct facts *facts,
	const struct frame *frame, guint from, guint to, struct when *when)
{
	for (guint i = facts_mention_from(facts, to); i-- > 0;) {
		const struct mention *mention = &g_array_index(facts->mentions, struct mention, i);
		if (mention->range.from < from)
			break;
		const struct sentence *sentence = paper_sentence(paper, mention->range.sentence);
		struct span span = mention_span(mention, frame_year(frame));
		if (!span.from || !is_period(paper, facts, sentence, mention))
			continue;
		*when = (struct when){span, (int)i};
		return TRUE;
	}
	return FALSE;
}

struct when when_of(const struct paper *paper, const struct facts *facts, const struct frame *frame,
	struct range range, const guint clause[2])
{
	const struct sentence *sentence = paper_sentence(paper, range.sentence);
	const struct passage *passage = paper_passage(paper, range.passage);
	struct when when = {frame->span, -1};
	gboolean said = last_said(paper, facts, frame, sentence->from, range.from, &when);
	guint since = since_at(paper, sentence->from, range.from);
	if (since && when.span.to &&
		(!said || g_array_index(facts->mentions, struct mention, (guint)when.mention).range.from < since)) {
		int year, month, day;
		day_split(when.span.to, &year, &month, &day);
		when.span.from = day_make(year, 1, 1);
		return when;
	}
	if (said || last_said(paper, facts, frame, range.to, clause[1], &when))
		return when;
	last_said(paper, facts, frame, passage->from, sentence->from, &when);
	return when;
}

struct span when_base(const struct paper *paper, const struct facts *facts,
	const struct sentence *sentence, struct span span)
{
	if (!span.from)
		return span;
	int year, month, day;
	day_split(span.to, &year, &month, &day);
	for (guint i = facts_mention_from(facts, sentence->from); i < facts->mentions->len; i++) {
		const struct mention *mention = &g_array_index(facts->mentions, struct mention, i);
		if (mention->range.from >= sentence->to)
			break;
		if (!is_base(paper, sentence, mention->range.from) || mention->year >= year || !mention->year)
			continue;
		struct span before = span;
		for (int back = year; back > mention->year && back > year - 10; back--)
			before = span_year_before(before);
		return before;
	}
	return span_year_before(span);
}
