/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Periods: what opens, heads and closes the report against its subject; the days up to which figures
 * are counted; stages that end before they begin, or are summed up before they end.
 */
#include "base/error.h"
#include "check/rule.h"

static const struct mention *mention_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->mentions, struct mention, index);
}

/* Whether a like term is in the subject; *year is the nearest year that it has there. */
static gboolean subject_has(const struct check *check, const struct term *term, int *year)
{
	const GArray *terms = check->frame->terms;
	gboolean found = FALSE;
	for (guint i = 0; i < terms->len; i++) {
		const struct term *each = &g_array_index(terms, struct term, i);
		if (each->form != term->form || each->index != term->index)
			continue;
		if (!found || each->year == term->year)
			*year = each->year;
		found = TRUE;
	}
	return found;
}

/* The period after one of the subject's, which a plan is for. */
static gboolean is_next(const struct check *check, const struct term *term)
{
	const GArray *terms = check->frame->terms;
	for (guint i = 0; i < terms->len; i++) {
		const struct term *each = &g_array_index(terms, struct term, i);
		int most = each->form == FORM_MONTH ? 12 : 4;
		if (each->form == FORM_MONTHS && term->form == FORM_MONTHS && term->index < 0 &&
			each->index == 12 + term->index &&
			(!term->year || !each->year || term->year == each->year))
			return TRUE;
		if (each->form != term->form || each->form == FORM_MONTHS || each->form == FORM_YEAR)
			continue;
		gboolean last = each->index == most;
		if (term->index == (last ? 1 : each->index + 1) &&
			(!term->year || term->year == each->year + last))
			return TRUE;
	}
	return FALSE;
}

/* The year of the period after one of the subject's, where a term is that period of the year; else 0. */
static int next_year(const struct check *check, const struct term *term)
{
	for (guint i = 0; i < check->frame->terms->len; i++) {
		struct term each = *term;
		const struct term *own = &g_array_index(check->frame->terms, struct term, i);
		for (each.year = own->year; own->year && each.year <= own->year + 1; each.year++)
			if (is_next(check, &each))
				return each.year;
	}
	return 0;
}

static gboolean subject_has_form(const struct check *check, enum form form)
{
	for (guint i = 0; i < check->frame->terms->len; i++)
		if (g_array_index(check->frame->terms, struct term, i).form == form)
			return TRUE;
	return FALSE;
}

/* What the mention is compared with, quoted or looked back at is no period of the report. */
static gboolean looks_elsewhere(
	const struct check *check, const struct mention *mention, gboolean in_body)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, mention->range.sentence);
	if (facts_is_cited(check->facts, mention->range.from))
		return TRUE;
	for (guint i = sentence->from; i < mention->range.from; i++) {
		const struct token *token = paper_token(paper, i);
		struct meaning meaning;
		gboolean near = i + 8 >= mention->range.from;
		if (near && (lexicon_match(paper->lexicon, token, sentence->to - i,
				     LEXEME_SAME_PERIOD, NULL) ||
				    (lexicon_match(paper->lexicon, token, sentence->to - i,
					     LEXEME_ELSEWHERE, &meaning) &&
					    (in_body || meaning.value == 0))))
			return TRUE;
		if (token_is_mark(token, 0x201C) || token_is_mark(token, '"'))
			return TRUE;
	}
	return FALSE;
}

static void report_year(struct check *check, const struct mention *mention,
	const struct term *term, int year)
{
	struct term right = *term;
	right.year = year;
	g_autofree char *quote = check_quote(check, mention->range);
	g_autofree char *should = term_text(&right);
	struct range subject = check_range(check, (guint)MAX(check->frame->subject_passage, 0), 0, 0);
	check_report(check, RULE_PERIOD, mention->range,
		&(struct advice){.right = should, .other = &subject},
		_("“%s”, but the report is on %s"), quote, should);
}

/* The terms of the closing, one by one those of the subject; FALSE where they are others. */
static gboolean check_closing(struct check *check, guint passage)
{
	const GArray *terms = check->frame->terms;
	guint count = 0;
	struct term term;
	for (guint pass = 0; pass < 2; pass++) {
		count = 0;
		for (guint i = facts_mention_from(check->facts, paper_passage(check->paper, passage)->from);
			i < check->facts->mentions->len; i++) {
			const struct mention *each = mention_at(check, i);
			if (each->range.passage != passage)
				break;
			if (!term_of(each, &term) || looks_elsewhere(check, each, FALSE))
				continue;
			const struct term *own =
				count < terms->len ? &g_array_index(terms, struct term, count) : NULL;
			count++;
			if (!own || own->form != term.form || own->index != term.index)
				return FALSE;
			if (pass == 1 && term.year && own->year && term.year != own->year)
				report_year(check, each, &term, own->year);
		}
		if (count != terms->len)
			return FALSE;
	}
	return TRUE;
}

/* The year after the report's own that its subject plans for; 0 = none. */
static int planned_year(const struct check *check)
{
	int own = frame_year(check->frame);
	for (guint i = 1; i < check->frame->terms->len; i++) {
		const struct term *each = &g_array_index(check->frame->terms, struct term, i);
		if (each->form != FORM_YEAR || each->year != own + 1)
			continue;
		const struct range *range = &mention_at(check, each->mention)->range;
		guint from = mention_at(check, each->mention - 1)->range.to;
		for (guint at = from; at < range->from; at++)
			if (lexicon_match(check->paper->lexicon, paper_token(check->paper, at), range->from - at,
				    LEXEME_AHEAD, NULL))
				return each->year;
	}
	return 0;
}

/* What a heading is on: what was done, what is planned, either or both. */
static enum heads heads_of(const struct check *check, const struct passage *passage)
{
	gboolean any[3] = {FALSE, FALSE, FALSE};
	for (guint i = passage->from; i < passage->to; i++) {
		struct meaning meaning;
		if (lexicon_match(check->paper->lexicon, paper_token(check->paper, i), passage->to - i,
			    LEXEME_HEADS, &meaning))
			any[meaning.value] = TRUE;
	}
	return any[HEADS_DONE] == any[HEADS_AHEAD] ? HEADS_EITHER : any[HEADS_DONE] ? HEADS_DONE : HEADS_AHEAD;
}

/* "KẾT QUẢ CÔNG TÁC NĂM 2019" heads a report on 2021; "NHIỆM VỤ NĂM 2021" its plan for 2022. */
static void check_heading_year(struct check *check, const struct mention *mention, const struct term *term)
{
	const struct passage *passage = paper_passage(check->paper, mention->range.passage);
	int own = frame_year(check->frame), next = planned_year(check);
	if (passage->kind != PASSAGE_HEADING || mention->range.to != passage->to || !own ||
		!lexicon_match(check->paper->lexicon, paper_token(check->paper, passage->from),
			passage->to - passage->from, LEXEME_HEADS, NULL))
		return;
	enum heads heads = heads_of(check, passage);
	/* "NHIỆM VỤ NĂM 2024" at the end of the report on 2024, written in 2025. */
	if (!next && heads == HEADS_AHEAD && term->year == own && check->frame->year > own &&
		g_array_index(check->frame->terms, struct term, 0).form == FORM_YEAR) {
		report_year(check, mention, term, own + 1);
		return;
	}
	if (next && ((heads == HEADS_DONE && term->year == next) || (heads == HEADS_AHEAD && term->year == own))) {
		report_year(check, mention, term, heads == HEADS_DONE ? own : next);
		return;
	}
	if (term->year >= own && term->year <= own + 1)
		return;
	for (guint i = 0; i < check->frame->terms->len; i++)
		if (g_array_index(check->frame->terms, struct term, i).year == term->year)
			return;
	report_year(check, mention, term, own);
}

#define REPEATED_WORDS 5 /* words before a year that are those of the subject */

/* "Kế hoạch hoạt động đối ngoại năm 2025" in what opens a plan "Hoạt động đối ngoại năm 2024". */
static gboolean repeats_subject(const struct check *check, const struct mention *mention)
{
	const struct paper *paper = check->paper;
	const struct mention *own = mention_at(check, g_array_index(check->frame->terms, struct term, 0).mention);
	const struct passage *here = paper_passage(paper, mention->range.passage);
	if (own->form != FORM_YEAR || here->kind == PASSAGE_HEADING)
		return FALSE;
	guint from = paper_passage(paper, own->range.passage)->from, same = 0;
	while (same < REPEATED_WORDS && own->range.from > from + same && mention->range.from > here->from + same) {
		const struct token *a = paper_token(paper, own->range.from - same - 1);
		const struct token *b = paper_token(paper, mention->range.from - same - 1);
		if (a->kind != TOKEN_WORD || a->word != b->word)
			return FALSE;
		same++;
	}
	return same == REPEATED_WORDS || (same > 2 && own->range.from == from + same);
}

#define PASSAGES_MOST 5000 /* of a report */

/* "I. KẾT QUẢ CÔNG TÁC THÁNG 10" of a report on November: a heading of the first level, where no other is on the subject's period. */
static gboolean heads_alone(const struct check *check, const struct mention *mention, const struct term *term)
{
	const struct paper *paper = check->paper;
	const struct passage *own = paper_passage(paper, mention->range.passage);
	enum heads heads = own->kind == PASSAGE_HEADING ? heads_of(check, own) : HEADS_EITHER;
	if (heads == HEADS_EITHER || !lexicon_match(paper->lexicon, paper_token(paper, own->from), own->to - own->from, LEXEME_HEADS, NULL) ||
		mention->range.to != own->to || paper->passages->len > PASSAGES_MOST)
		return FALSE;
	for (guint i = 0; i < paper->passages->len; i++) {
		const struct passage *each = paper_passage(paper, i);
		if (each->kind == PASSAGE_HEADING && each->level < own->level && i < mention->range.passage && *each->label)
			return FALSE;
	}
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		struct term other;
		int year;
		if (paper_passage(paper, each->range.passage)->kind == PASSAGE_HEADING && term_of(each, &other) && other.form == term->form &&
			heads_of(check, paper_passage(paper, each->range.passage)) == heads && subject_has(check, &other, &year))
			return FALSE;
	}
	return TRUE;
}

/* In a heading, the opening or the closing. */
static void check_zone(struct check *check, const struct mention *mention, gboolean closing)
{
	struct term term;
	int year = 0;
	if (!term_of(mention, &term) || looks_elsewhere(check, mention, FALSE))
		return;
	if (term.form == FORM_YEAR) {
		int own = frame_year(check->frame);
		if (closing && own && (term.year < own || term.year > own + 1) &&
			!subject_has(check, &term, &year))
			report_year(check, mention, &term, own);
		else if (!closing && own && term.year != own && repeats_subject(check, mention))
			report_year(check, mention, &term, own);
		else if (!closing)
			check_heading_year(check, mention, &term);
		return;
	}
	if (subject_has(check, &term, &year)) {
		if (term.year && year && term.year != year && !is_next(check, &term))
			report_year(check, mention, &term, year);
		return;
	}
	year = closing || !term.year ? 0 : next_year(check, &term);
	if (year && year != term.year &&
		paper_passage(check->paper, mention->range.passage)->kind == PASSAGE_HEADING) {
		report_year(check, mention, &term, year);
		return;
	}
	if ((closing || heads_alone(check, mention, &term)) && subject_has_form(check, term.form) && !is_next(check, &term)) {
		g_autofree char *quote = check_quote(check, mention->range);
		check_report_as(check, RULE_PERIOD, SEVERITY_WARNING, mention->range, NULL,
			_("“%s” is not the period that the subject names"), quote);
	}
}

/* "Trong 6 tháng đầu năm 2020, …" in the body of a report on 2021. */
static void check_body(struct check *check, const struct mention *mention)
{
	const struct sentence *sentence = paper_sentence(check->paper, mention->range.sentence);
	struct term term;
	int year = 0;
	guint before = mention->range.from - sentence->from;
	if (!term_of(mention, &term) || term.form == FORM_YEAR || before == 0 || before > 4 ||
		!lexicon_match(check->paper->lexicon, paper_token(check->paper, sentence->from),
			before, LEXEME_DURING, NULL) ||
		!subject_has(check, &term, &year) || !term.year || !year || term.year == year ||
		is_next(check, &term) || looks_elsewhere(check, mention, TRUE))
		return;
	report_year(check, mention, &term, year);
}

/* "9 tháng đầu năm 2023, nhiệm vụ 3 tháng cuối năm 2022": the subject contradicts itself. */
static void check_subject(struct check *check)
{
	const GArray *terms = check->frame->terms;
	for (guint i = 1; i < terms->len; i++) {
		const struct term *own = &g_array_index(terms, struct term, i - 1), *each = own + 1;
		if (own->form != FORM_MONTHS || each->form != FORM_MONTHS || own->index < 0 ||
			each->index != own->index - 12 || !own->year || !each->year || own->year == each->year)
			continue;
		report_year(check, mention_at(check, each->mention), each, own->year);
	}
}

static void check_terms(struct check *check)
{
	const struct frame *frame = check->frame;
	if (frame->terms->len == 0)
		return;
	check_subject(check);
	gboolean paired = frame->closing >= 0 && check_closing(check, (guint)frame->closing);
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		guint index = each->range.passage;
		const struct passage *passage = paper_passage(check->paper, index);
		if (passage->kind == PASSAGE_PART || passage->kind == PASSAGE_CELL)
			continue;
		gboolean closing = (int)index == frame->closing;
		if (closing && paired)
			continue;
		gboolean opening = index >= frame->opening_from && index < frame->opening_to;
		if (closing || opening || passage->kind == PASSAGE_HEADING)
			check_zone(check, each, closing);
		else
			check_body(check, each);
	}
}

static day_t mention_day(const struct check *check, const struct mention *mention)
{
	int year = mention->year ? mention->year : frame_year(check->frame);
	return year ? day_make(year, mention->month, mention->day) : DAY_NONE;
}

/* The last day that the date line allows; DAY_NONE where it says nothing. */
static day_t paper_day(const struct check *check)
{
	const struct frame *frame = check->frame;
	if (!frame->year || !frame->month)
		return DAY_NONE;
	if (frame->day)
		return day_make(frame->year, frame->month, frame->day);
	day_t first = day_make(frame->year, frame->month, 1);
	return first ? day_add_months(first, 1) - 1 : DAY_NONE;
}

static gboolean check_cutoff(struct check *check, const struct mention *mention, day_t day)
{
	const struct frame *frame = check->frame;
	g_autofree char *quote = check_quote(check, mention->range);
	day_t dated = paper_day(check);
	guint before = check->findings->items->len;
	if (dated && day > dated)
		check_report(check, RULE_CUTOFF, mention->range, NULL,
			_("“%s” is after the date of the report"), quote);
	else if (frame->span.to && day > frame->span.to)
		check_report(check, RULE_CUTOFF, mention->range, NULL,
			_("“%s” is after the end of the reporting period"), quote);
	else if (frame->span.from && mention->year && mention->year + 1 == frame_year(frame)) {
		day_t shifted = day_make(mention->year + 1, mention->month, mention->day);
		if (shifted >= frame->span.from && shifted <= frame->span.to && mention->month != 12)
			check_report_as(check, RULE_CUTOFF, SEVERITY_WARNING, mention->range, NULL,
				_("“%s” is in the year before the one that is reported on"), quote);
	}
	return check->findings->items->len > before;
}

/* Days of one report within its period that are not the same. */
static void check_cutoffs(struct check *check)
{
	const struct mention *first = NULL;
	day_t first_day = DAY_NONE;
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		day_t day = each->form == FORM_CUTOFF ? mention_day(check, each) : DAY_NONE;
		if (!day || looks_elsewhere(check, each, TRUE))
			continue;
		if (check_cutoff(check, each, day))
			continue;
		if (check->frame->span.from && day < check->frame->span.from)
			continue;
		if (!first) {
			first = each;
			first_day = day;
		} else if (day != first_day) {
			g_autofree char *here = check_quote(check, each->range);
			g_autofree char *there = check_quote(check, first->range);
			check_report_as(check, RULE_CUTOFF, SEVERITY_WARNING, each->range,
				&(struct advice){.other = &first->range},
				_("“%s” here, “%s” before: figures of one report count to one day"),
				here, there);
			first = each;
			first_day = day;
		}
	}
}

/* "… và xây dựng": another clause. */
static gboolean begins_verb(const struct check *check, guint at)
{
	const struct paper *paper = check->paper;
	return at + 2 < paper->tokens->len && paper_is_word(paper, at, "và") &&
	       lexicon_match(paper->lexicon, paper_token(paper, at + 1), 2, LEXEME_VERB, NULL);
}

/* "tổng kết 5 năm … giai đoạn 2016-2020": the words before the stage in its clause. */
static const struct quantity *summed_up(
	const struct check *check, const struct mention *stage, gboolean *ended)
{
	const struct paper *paper = check->paper;
	guint first = paper_sentence(paper, stage->range.sentence)->from;
	guint from = stage->range.from - MIN(24u, stage->range.from - first);
	*ended = FALSE;
	for (guint i = from; i < stage->range.from; i++) {
		const struct token *token = paper_token(paper, i);
		if (token_is_mark(token, ';') || token_is_mark(token, ',') || begins_verb(check, i))
			*ended = FALSE;
		if (lexicon_match(paper->lexicon, token, stage->range.from - i, LEXEME_ENDED, NULL)) {
			*ended = TRUE;
			from = i;
		}
	}
	if (!*ended)
		return NULL;
	for (guint i = facts_quantity_from(check->facts, from);
		i < check->facts->quantities->len; i++) {
		const struct quantity *each =
			&g_array_index(check->facts->quantities, struct quantity, i);
		if (each->range.from >= stage->range.from)
			return NULL;
		if (paper_is_word(paper, each->counted, "năm"))
			return each;
	}
	return NULL;
}

static void check_stage(struct check *check, const struct mention *stage)
{
	gboolean ended;
	const struct quantity *years = summed_up(check, stage, &ended);
	g_autofree char *quote = check_quote(check, stage->range);
	int now = frame_year(check->frame);
	if (stage->b < stage->a) {
		check_report(check, RULE_STAGE, stage->range, NULL,
			_("“%s” ends before it begins"), quote);
		return;
	}
	/* What is planned may be for the year in which it ends. */
	now += now && frame_is_ahead(check->frame, stage->range.passage) ? 1 : 0;
	if (ended && now && stage->b > now) {
		check_report_as(check, RULE_STAGE, SEVERITY_WARNING, stage->range, NULL,
			_("“%s” is summed up in %d, before it has ended"), quote, now);
		return;
	}
	gint64 span = stage->b - stage->a;
	if (years && years->value != span && years->value != span + 1)
		check_report_as(check, RULE_STAGE, SEVERITY_WARNING, stage->range,
			&(struct advice){.other = &years->range},
			_("“%s” is not %" PRId64 " years long"), quote, years->value);
}

#define LATE_MOST  200 /* days from the end of a period to the report on it */
#define EARLY_MOST 100 /* … from the date of what announces a period to its first day */

/* A report dated in October 2022 is not on the first nine months of 2021. */
static void check_dated(struct check *check)
{
	const struct frame *frame = check->frame;
	day_t dated = paper_day(check);
	if (!dated || frame->terms->len == 0 || !frame->span.from)
		return;
	const struct term *first = &g_array_index(frame->terms, struct term, 0);
	if (first->form == FORM_YEAR ||
		(dated <= frame->span.to + LATE_MOST && dated + EARLY_MOST >= frame->span.from))
		return;
	const struct mention *mention = mention_at(check, first->mention);
	struct range date = check_range(check, (guint)frame->date_passage, 0, 0);
	g_autofree char *quote = check_quote(check, mention->range);
	check_report_as(check, RULE_PERIOD, SEVERITY_WARNING, mention->range, &(struct advice){.other = &date},
		_("“%s” is not near the date of the report"), quote);
}

void check_periods(struct check *check)
{
	check_dated(check);
	check_terms(check);
	check_cutoffs(check);
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = mention_at(check, i);
		if (each->form == FORM_STAGE)
			check_stage(check, each);
	}
}
