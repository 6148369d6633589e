/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Differences and shares, computed again: "12 đoàn, giảm 12 đoàn so với cùng kỳ (24 đoàn)",
 * "tăng từ 08 đoàn lên 20 đoàn, tức là tăng 12 đoàn", "tăng 20% so với cùng kỳ (50 hồ sơ)", "8/10 hồ
 * sơ, đạt 80%", "96 tỷ đồng, bằng 32% dự toán (300 tỷ đồng)". What is about so much is told only where it is far off.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#define SHARE_NEAR 24 /* tokens between a fraction and its share */

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_exact(const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts;
}

/* The first plain quantity of a unit in a sentence: what the sentence is about, its parts follow. */
static const struct quantity *first_of(const struct check *check, const struct sentence *sentence, unit_t unit)
{
	for (guint i = facts_quantity_from(check->facts, sentence->from);
		i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to)
			break;
		if (each->role == ROLE_PLAIN && each->unit == unit)
			return is_exact(each) && !each->depth ? each : NULL;
	}
	return NULL;
}

/* The sentence before one, tables left out. */
static const struct sentence *sentence_before(const struct check *check, guint index)
{
	while (--index > 0) {
		const struct passage *passage = paper_passage(check->paper, paper_sentence(check->paper, index)->passage);
		if (passage->kind != PASSAGE_CELL && passage->sentences > 0 && passage->to > passage->from + 12)
			break;
	}
	return paper_sentence(check->paper, index);
}

/*
 * The plain quantity of a unit last before a token, in the same sentence; where that has none, what
 * the sentence before is about: "Tỉnh đón 09 đoàn, gồm … . So với cùng kỳ, số đoàn tăng 03 đoàn".
 */
static const struct quantity *main_before(const struct check *check, guint token, guint index, unit_t unit)
{
	guint8 depth = check->facts->depths[token];
	const struct sentence *sentence = paper_sentence(check->paper, index);
	for (guint i = facts_quantity_from(check->facts, token); i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from < sentence->from)
			break;
		/* What stands in a bracket before it is another thing. */
		if (each->role == ROLE_PLAIN && each->depth <= depth && (!unit || each->unit == unit))
			return is_exact(each) && each->unit ? each : NULL;
	}
	if (!unit || index == 0)
		return NULL;
	const struct sentence *before = sentence_before(check, index);
	if (before->passage == sentence->passage)
		return first_of(check, before, unit);
	/* "So với tháng 4 (03 vụ), số vụ tăng …": on the paragraph before. */
	const struct passage *passage = paper_passage(check->paper, before->passage);
	return (passage->kind == PASSAGE_PARAGRAPH || passage->kind == PASSAGE_ITEM) &&
			       paper_is_word(check->paper, sentence->from, "so")
		       ? first_of(check, paper_sentence(check->paper, passage->first_sentence), unit)
		       : NULL;
}

/* What is compared with: after the token, else the last one before it. */
static const struct quantity *base_near(
	const struct check *check, guint token, const struct sentence *sentence, unit_t unit)
{
	guint next = facts_quantity_from(check->facts, token);
	for (guint i = next; i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to || (each->role == ROLE_PLAIN && each->unit == unit))
			break;
		if (each->role == ROLE_BASE && each->unit == unit)
			return is_exact(each) ? each : NULL;
	}
	for (guint i = next; i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from < sentence->from)
			return NULL;
		if (each->role == ROLE_BASE && each->unit == unit)
			return is_exact(each) ? each : NULL;
	}
	return NULL;
}

static void check_difference(struct check *check, const struct quantity *change)
{
	const struct sentence *sentence = paper_sentence(check->paper, change->range.sentence);
	const struct quantity *main =
		main_before(check, change->range.from, change->range.sentence, change->unit);
	const struct quantity *base = base_near(check, change->range.to, sentence, change->unit);
	gint64 expected;
	if (!main || !base || !quantities_agree(main, change) || !quantities_agree(main, base) ||
		__builtin_sub_overflow(main->value, base->value, &expected))
		return;
	gint64 said = change->role == ROLE_MORE ? change->value : -change->value;
	if (said == expected)
		return;
	g_autofree char *now = number_text(main->value, main->scale, "vi");
	g_autofree char *then = number_text(base->value, base->scale, "vi");
	g_autofree char *difference = number_text(ABS(expected), main->scale, "vi");
	check_report(check, RULE_CHANGE, change->range, &(struct advice){.other = &main->range},
		expected < 0 ? _("from %s to %s it is %s less") : _("from %s to %s it is %s more"), then,
		now, difference);
}

/* "giảm từ 08 đoàn … lên 20 đoàn": one of the three says the contrary of the others. */
static void check_rise(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct quantity *base = quantity_at(check, index);
	struct meaning meaning;
	if (base->role != ROLE_BASE || !is_exact(base) || base->range.from < 2 ||
		!paper_is_word(paper, base->range.from - 1, "từ") ||
		lexicon_match(paper->lexicon, paper_token(paper, base->range.from - 2), 1, LEXEME_CHANGE,
			&meaning) != 1)
		return;
	const struct sentence *sentence = paper_sentence(paper, base->range.sentence);
	const struct quantity *now = NULL;
	for (guint i = index + 1; i < check->facts->quantities->len && !now; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to)
			return;
		now = each->unit == base->unit ? each : NULL;
	}
	if (!now || now->role != ROLE_PLAIN || !is_exact(now) || !quantities_agree(base, now) ||
		(meaning.value > 0 ? now->value > base->value : now->value < base->value))
		return;
	g_autofree char *text = number_text(now->value, now->scale, "vi");
	g_autofree char *then = number_text(base->value, base->scale, "vi");
	check_report(check, RULE_CHANGE,
		check_range(check, base->range.passage, base->range.from - 2, base->range.to),
		&(struct advice){.other = &now->range},
		meaning.value > 0 ? _("from %s to %s it does not rise") : _("from %s to %s it does not fall"),
		then, text);
}

/* Whether a share, × 10^-scale, is part/whole rounded to its last digit, either way; `about`: nearly so. */
static gboolean is_share(gint64 share, guint scale, gint64 part, gint64 whole, gboolean about)
{
	gint64 scaled, hundred;
	if (whole <= 0 || !number_scale(part, number_power10(scale + 4), whole, &scaled, NULL) ||
		__builtin_mul_overflow(share, (gint64)100, &hundred))
		return TRUE;
	gint64 far = ABS(scaled - hundred);
	return about ? far / 6 <= ABS(scaled) / 100 : far < 100;
}

static void report_share(struct check *check, const struct mention *share,
	const struct range *other, gint64 part, gint64 whole)
{
	gint64 scaled = 0;
	guint digits = MAX(share->scale, 1u);
	if (!number_scale(part, number_power10(digits + 2), whole, &scaled, NULL))
		return;
	g_autofree char *right = number_text(scaled, digits, "vi");
	g_autofree char *with_sign = g_strconcat(right, "%", NULL);
	check_report(check, RULE_SHARE, share->range,
		&(struct advice){.right = with_sign, .other = other}, _("computed it is %s%%"), right);
}

/* What is compared with behind a token, before anything else is counted. */
static const struct quantity *next_base(const struct check *check, guint token, const struct sentence *sentence)
{
	guint index = facts_quantity_from(check->facts, token);
	const struct quantity *next =
		index < check->facts->quantities->len ? quantity_at(check, index) : NULL;
	return next && next->range.from < sentence->to && next->role == ROLE_BASE ? next : NULL;
}

/* "So với giai đoạn 2016 - 2020 (139,8 tỷ đồng), số tiền tăng …"; 0 = nothing is compared with. */
static unit_t base_unit_before(const struct check *check, guint at, const struct sentence *sentence)
{
	for (guint i = facts_quantity_from(check->facts, at); i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from < sentence->from)
			return 0;
		if (each->role == ROLE_BASE)
			return each->unit;
	}
	return 0;
}

/* "tăng 15% về số đoàn": what the share is of; 0 = it is not said. */
static unit_t unit_named(const struct check *check, guint at, const struct sentence *sentence)
{
	const struct paper *paper = check->paper;
	unit_t unit = 0;
	gboolean person;
	if (at + 1 >= sentence->to || !(paper_is_word(paper, at, "về") || paper_is_word(paper, at, "số")))
		return 0;
	at += paper_is_word(paper, at, "về") ? 1 : 0;
	at += at + 1 < sentence->to && paper_is_word(paper, at, "số") ? 1 : 0;
	return unit_at(paper, sentence->passage, at, sentence->to, &unit, &person) ? unit : 0;
}

/* "tăng 20% so với cùng kỳ (50 hồ sơ)". */
static gboolean check_change_share(struct check *check, const struct mention *share)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, share->range.sentence);
	int sign = 0;
	for (guint back = 1; back <= 3 && share->range.from >= sentence->from + back; back++) {
		struct meaning meaning;
		if (lexicon_match(paper->lexicon, paper_token(paper, share->range.from - back), back,
			    LEXEME_CHANGE, &meaning) == back)
			sign = meaning.value > 0 ? 1 : -1;
	}
	if (!sign)
		return FALSE;
	const struct quantity *next = next_base(check, share->range.to, sentence);
	unit_t unit = unit_named(check, share->range.to, sentence);
	unit = unit ? unit : next ? next->unit : base_unit_before(check, share->range.from, sentence);
	const struct quantity *main = main_before(check, share->range.from, share->range.sentence, unit);
	const struct quantity *base =
		main ? base_near(check, share->range.to, sentence, main->unit) : NULL;
	gint64 difference;
	if (!base || !quantities_agree(main, base) || base->value <= 0 ||
		__builtin_sub_overflow(main->value, base->value, &difference))
		return TRUE;
	if (!is_share(sign * share->a, share->scale, difference, base->value, FALSE))
		report_share(check, share, &main->range, ABS(difference), base->value);
	return TRUE;
}

/* "8/10" at a token; FALSE for days and the like. */
static gboolean fraction_at(
	const struct check *check, guint passage, guint at, guint end, gint64 *part, gint64 *whole)
{
	const char *text = paper_passage(check->paper, passage)->text;
	guint scales[2];
	if (at + 2 >= end || !token_is_mark(paper_token(check->paper, at + 1), '/'))
		return FALSE;
	const struct token *a = paper_token(check->paper, at), *b = a + 2;
	if (a->kind != TOKEN_NUMBER || b->kind != TOKEN_NUMBER || b->flags & TOKEN_SPACED ||
		(a + 1)->flags & TOKEN_SPACED)
		return FALSE;
	if (at + 3 < end && token_is_mark(b + 1, '/') && !((b + 1)->flags & TOKEN_SPACED))
		return FALSE;
	if (at > paper_passage(check->paper, passage)->from && token_is_mark(a - 1, '/') &&
		!(a->flags & TOKEN_SPACED))
		return FALSE;
	return fact_number(text + a->at, a->length, part, &scales[0]) &&
	       fact_number(text + b->at, b->length, whole, &scales[1]) && scales[0] == 0 &&
	       scales[1] == 0 && *part <= *whole && *whole > 0;
}

/* "(80%)", "đạt 80%": the share is that of what stands before it. */
static gboolean is_led_to(const struct check *check, const struct mention *share)
{
	static const char *const leads[] = {"đạt", "chiếm", "bằng", "lệ", "là", "đương"};
	guint before = share->range.from - 1;
	if (token_is_mark(paper_token(check->paper, before), '('))
		return TRUE;
	for (guint i = 0; i < G_N_ELEMENTS(leads); i++)
		if (paper_is_word(check->paper, before, leads[i]))
			return TRUE;
	return FALSE;
}

#define OF_MOST 4 /* words between a share and the fraction in a bracket: "37,5% tổng số (15/40 đoàn)" */

/* "8/10 hồ sơ (80%)", "8/10 hồ sơ, đạt 80%", "đạt 80% (8/10)". */
static void check_fraction(struct check *check, const struct mention *share)
{
	const struct sentence *sentence = paper_sentence(check->paper, share->range.sentence);
	guint from = share->range.from - MIN(SHARE_NEAR + 3, share->range.from - sentence->from);
	gint64 part, whole;
	struct range range = {.from = G_MAXUINT, .passage = share->range.passage};
	for (guint i = from; i < share->range.from; i++)
		if (fraction_at(check, range.passage, i, sentence->to, &part, &whole))
			range.from = i;
	guint open = share->range.to;
	while (open < sentence->to && open < share->range.to + OF_MOST && paper_token(check->paper, open)->kind == TOKEN_WORD)
		open++;
	if (range.from == G_MAXUINT && open < sentence->to &&
		token_is_mark(paper_token(check->paper, open), '(') &&
		fraction_at(check, range.passage, open + 1, sentence->to, &part, &whole))
		range.from = open + 1;
	if (range.from == G_MAXUINT)
		return;
	fraction_at(check, range.passage, range.from, sentence->to, &part, &whole);
	if (range.from < share->range.from && !is_led_to(check, share))
		return;
	/* Another share or number between them: it may belong to that. */
	for (guint i = range.from + 3; i < share->range.from; i++) {
		const struct token *token = paper_token(check->paper, i);
		gboolean days = token->kind == TOKEN_NUMBER && i + 1 < share->range.from && paper_is_word(check->paper, i + 1, "ngày");
		if ((token->kind == TOKEN_NUMBER && !days) || token_is_mark(token, ';'))
			return;
	}
	range.to = range.from + 3;
	if (!is_share(share->a, share->scale, part, whole, FALSE))
		report_share(check, share, &range, part, whole);
}

#define WHOLE_NEAR 9 /* tokens from a share to the bracket that says what of */

/* What a share is of, in a bracket after it: "bằng 32% dự toán năm (300 tỷ đồng)". */
static const struct quantity *whole_after(const struct check *check, const struct mention *share)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, share->range.sentence);
	guint open = share->range.to;
	while (open < sentence->to && open < share->range.to + WHOLE_NEAR &&
		paper_token(paper, open)->kind == TOKEN_WORD)
		open++;
	if (open == share->range.to || open >= sentence->to || !token_is_mark(paper_token(paper, open), '('))
		return NULL;
	guint index = facts_quantity_from(check->facts, open);
	const struct quantity *whole =
		index < check->facts->quantities->len ? quantity_at(check, index) : NULL;
	if (!whole || whole->range.from != open + 1 || !whole->unit || !is_exact(whole) ||
		whole->range.to >= sentence->to || !token_is_mark(paper_token(paper, whole->range.to), ')'))
		return NULL;
	return whole;
}

/* What a share is: the last quantity of the unit before it, or what the sentence before is about. */
static const struct quantity *part_before(
	const struct check *check, const struct mention *share, unit_t unit)
{
	guint first = paper_sentence(check->paper, share->range.sentence)->from;
	for (guint i = facts_quantity_from(check->facts, share->range.from); i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from < first)
			break;
		if (each->role == ROLE_PLAIN && each->unit == unit && !each->depth)
			return each->value == each->upper ? each : NULL;
	}
	return main_before(check, first, share->range.sentence, unit);
}

static gboolean check_plan_share(struct check *check, const struct mention *share)
{
	const struct quantity *whole = whole_after(check, share);
	if (!whole || share->range.from == 0 || !is_led_to(check, share))
		return FALSE;
	const struct quantity *part = part_before(check, share, whole->unit);
	if (part && quantities_agree(part, whole) &&
		!is_share(share->a, share->scale, part->value, whole->value, part->abouts != 0))
		report_share(check, share, &whole->range, part->value, whole->value);
	return TRUE;
}

/* The period named last before a token in its sentence; FALSE where there is none. */
static gboolean term_before(const struct check *check, guint token, guint from, struct term *term)
{
	for (guint i = facts_mention_from(check->facts, token); i-- > 0;) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		if (each->range.from < from)
			return FALSE;
		if (term_of(each, term))
			return TRUE;
	}
	return FALSE;
}

static gboolean same_term(const struct term *a, const struct term *b)
{
	return a->form == b->form && a->index == b->index && a->year == b->year;
}

/* What was counted for a period, in the words before a token. */
static const struct quantity *counted_for(const struct check *check, const struct term *term, unit_t unit,
	guint token, guint from)
{
	struct term own;
	for (guint i = facts_quantity_from(check->facts, token); i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from < from)
			return NULL;
		if (each->unit == unit && (each->role == ROLE_PLAIN || each->role == ROLE_BASE) &&
			term_before(check, each->range.from, from, &own) && same_term(&own, term))
			return is_exact(each) ? each : NULL;
	}
	return NULL;
}

#define TERM_NEAR 6 /* tokens from a share to the period that it is compared with */

/* "năm 2023 đạt 810 triệu USD; năm 2024 đạt 1.150 triệu USD, bằng 142% so với năm 2023". */
static void check_compared_share(struct check *check, const struct mention *share)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, share->range.sentence);
	guint at = share->range.to, next = facts_mention_from(check->facts, at);
	struct term term, own;
	if (at + 2 >= sentence->to || next >= check->facts->mentions->len || !is_led_to(check, share) ||
		!paper_is_word(paper, at, "so") || !paper_is_word(paper, at + 1, "với"))
		return;
	const struct mention *base = &g_array_index(check->facts->mentions, struct mention, next);
	if (base->range.from > at + TERM_NEAR || base->range.from >= sentence->to || !term_of(base, &term))
		return;
	const struct quantity *main = NULL, *whole = NULL;
	for (guint i = facts_quantity_from(check->facts, share->range.from); i-- > 0;) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from < sentence->from)
			break;
		const struct quantity *then = each->role == ROLE_PLAIN && is_exact(each) && each->unit && !each->depth
						      ? counted_for(check, &term, each->unit, share->range.from, sentence->from)
						      : NULL;
		if (!then || then == each || !quantities_agree(then, each) ||
			(term_before(check, each->range.from, sentence->from, &own) && same_term(&own, &term)))
			continue;
		if (is_share(share->a, share->scale, each->value, then->value, FALSE))
			return;
		main = main ? main : each;
		whole = whole ? whole : then;
	}
	if (main)
		report_share(check, share, &main->range, main->value, whole->value);
}

static gboolean is_about(const struct check *check, const struct mention *share)
{
	const struct sentence *sentence = paper_sentence(check->paper, share->range.sentence);
	for (guint back = 1; back <= 3 && share->range.from >= sentence->from + back; back++)
		if (lexicon_match(check->paper->lexicon,
			    paper_token(check->paper, share->range.from - back), back, LEXEME_ABOUT,
			    NULL) == back)
			return TRUE;
	return FALSE;
}

void check_changes(struct check *check)
{
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if ((each->role == ROLE_MORE || each->role == ROLE_LESS) && each->unit && is_exact(each))
			check_difference(check, each);
		check_rise(check, i);
	}
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		if (each->form == FORM_SHARE && !is_about(check, each) &&
			!check_change_share(check, each) && !check_plan_share(check, each)) {
			check_fraction(check, each);
			check_compared_share(check, each);
		}
	}
	check_portions(check);
}
