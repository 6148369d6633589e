/* SPDX-License-Identifier: Apache-2.0 */
#include "check/frame.h"
#include "base/number.h"

gboolean term_of(const struct mention *mention, struct term *term)
{
	*term = (struct term){.form = mention->form, .year = mention->year};
	switch (mention->form) {
	case FORM_MONTH:
		term->index = mention->month;
		return mention->month >= 1 && mention->month <= 12;
	case FORM_QUARTER:
		term->index = mention->count;
		return mention->count >= 1 && mention->count <= 4;
	case FORM_MONTHS:
		term->index = mention->last ? -mention->count : mention->count;
		return mention->count >= 1 && mention->count <= 12;
	case FORM_YEAR:
		return mention->year > 0;
	default:
		return FALSE;
	}
}

char *term_text(const struct term *term)
{
	g_autofree char *year =
		term->year ? g_strdup_printf(" năm %d", term->year) : g_strdup("");
	g_autofree char *roman = NULL;
	switch (term->form) {
	case FORM_MONTH:
		return term->year ? g_strdup_printf("tháng %d/%d", term->index, term->year)
				  : g_strdup_printf("tháng %d", term->index);
	case FORM_QUARTER:
		roman = number_roman((guint)term->index);
		return g_strdup_printf("quý %s%s", roman, year);
	case FORM_MONTHS:
		return g_strdup_printf("%d tháng %s%s", ABS(term->index),
			term->index > 0 ? "đầu" : "cuối", year);
	default:
		return g_strdup_printf("năm %d", term->year);
	}
}

static void take_terms(struct frame *frame, const struct paper *paper, const struct facts *facts)
{
	for (guint i = 0; i < facts->mentions->len; i++) {
		const struct mention *mention = &g_array_index(facts->mentions, struct mention, i);
		const struct passage *passage = paper_passage(paper, mention->range.passage);
		struct term term;
		if (passage->kind != PASSAGE_PART || passage->part != PART_SUBJECT ||
			!term_of(mention, &term))
			continue;
		term.mention = i;
		g_array_append_val(frame->terms, term);
	}
	int year = 0;
	for (guint i = frame->terms->len; i-- > 0;) {
		struct term *term = &g_array_index(frame->terms, struct term, i);
		if (term->year)
			year = term->year;
		else
			term->year = year;
	}
}

static void take_date(struct frame *frame, const struct paper *paper, const struct facts *facts)
{
	for (guint i = 0; i < facts->mentions->len; i++) {
		const struct mention *mention = &g_array_index(facts->mentions, struct mention, i);
		const struct passage *passage = paper_passage(paper, mention->range.passage);
		if (passage->kind != PASSAGE_PART || passage->part != PART_DATE)
			continue;
		frame->date_passage = (int)mention->range.passage;
		frame->day = MAX(frame->day, mention->day);
		frame->month = MAX(frame->month, mention->month);
		frame->year = MAX(frame->year, mention->year);
	}
}

static void find_zones(struct frame *frame, const struct paper *paper)
{
	const GArray *passages = paper->passages;
	gboolean body = FALSE, headed = FALSE;
	for (guint i = 0; i < passages->len; i++) {
		const struct passage *passage = paper_passage(paper, i);
		if (passage->kind == PASSAGE_PART) {
			if (passage->part == PART_SUBJECT && frame->subject_passage < 0)
				frame->subject_passage = (int)i;
			if (body && frame->body_to == passages->len)
				frame->body_to = i;
			continue;
		}
		if (!body)
			frame->opening_from = frame->opening_to = i;
		body = TRUE;
		headed = headed || passage->kind == PASSAGE_HEADING;
		if (!headed)
			frame->opening_to = i + 1;
		if (passage->kind != PASSAGE_HEADING && passage->from < passage->to &&
			lexicon_match(paper->lexicon, paper_token(paper, passage->from),
				passage->to - passage->from, LEXEME_CLOSING, NULL))
			frame->closing = (int)i;
	}
	if (!headed)
		frame->opening_to = MIN(frame->opening_from + 1, passages->len);
}

static struct span term_span(const struct term *term)
{
	struct period period = {.year = term->year};
	if (!term->year)
		return (struct span){DAY_NONE, DAY_NONE};
	switch (term->form) {
	case FORM_MONTH:
		period.kind = PERIOD_MONTH;
		period.index = term->index;
		break;
	case FORM_QUARTER:
		period.kind = PERIOD_QUARTER;
		period.index = term->index;
		break;
	case FORM_MONTHS:
		if (term->index < 0)
			return (struct span){day_make(term->year, 13 + term->index, 1),
				day_make(term->year, 12, 31)};
		return (struct span){day_make(term->year, 1, 1),
			day_add_months(day_make(term->year, 1, 1), term->index) - 1};
	default:
		period.kind = PERIOD_YEAR;
		period.index = 1;
	}
	return period_span(period, REGIME_CALENDAR);
}

/* Passages under a heading on what is to come. */
static void find_ahead(struct frame *frame, const struct paper *paper)
{
	guint level = G_MAXUINT;
	gboolean all = FALSE;
	for (guint i = 0; i < paper->passages->len; i++) {
		const struct passage *passage = paper_passage(paper, i);
		gboolean plan = FALSE, done = FALSE;
		/* "KẾ HOẠCH", "CHƯƠNG TRÌNH CÔNG TÁC" is the kind of the paper itself. */
		all |= passage->kind == PASSAGE_PART && passage->part == PART_KIND && passage->from < passage->to &&
		       lexicon_match(paper->lexicon, paper_token(paper, passage->from), passage->to - passage->from,
			       LEXEME_AHEAD, NULL);
		for (guint j = passage->from; passage->kind == PASSAGE_HEADING && j < passage->to; j++) {
			plan |= lexicon_match(paper->lexicon, paper_token(paper, j), passage->to - j,
					LEXEME_AHEAD, NULL) > 0;
			done |= paper_is_word(paper, j, "quả") || paper_is_word(paper, j, "hình");
		}
		if (passage->kind == PASSAGE_HEADING && passage->level <= level)
			level = plan && !done ? passage->level : G_MAXUINT;
		guint8 ahead = all || level != G_MAXUINT;
		g_array_append_val(frame->ahead, ahead);
	}
}

gboolean frame_is_ahead(const struct frame *frame, guint passage)
{
	return g_array_index(frame->ahead, guint8, passage);
}

struct frame *frame_new(const struct paper *paper, const struct facts *facts)
{
	struct frame *frame = g_new0(struct frame, 1);
	frame->terms = g_array_new(FALSE, FALSE, sizeof(struct term));
	frame->ahead = g_array_new(FALSE, FALSE, 1);
	frame->closing = frame->date_passage = frame->subject_passage = -1;
	frame->body_to = paper->passages->len;
	find_zones(frame, paper);
	find_ahead(frame, paper);
	take_terms(frame, paper, facts);
	take_date(frame, paper, facts);
	if (frame->terms->len)
		frame->span = term_span(&g_array_index(frame->terms, struct term, 0));
	return frame;
}

void frame_free(struct frame *frame)
{
	if (!frame)
		return;
	g_array_unref(frame->terms);
	g_array_unref(frame->ahead);
	g_free(frame);
}

int frame_year(const struct frame *frame)
{
	return frame->terms->len ? g_array_index(frame->terms, struct term, 0).year : frame->year;
}
