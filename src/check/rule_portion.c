/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Shares of what stands farther off: "971 hồ sơ, chiếm 72%" of the hồ sơ of the sentence before, "giảm 09 vụ …, tương đương
 * giảm 28,1%", "15,5%, thấp hơn 4,5 điểm phần trăm so với mục tiêu (20%)". What a share is of need not be in the text: it is told
 * only where one whole is there, or where another share beside it is of that whole.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#define NEAR_MOST   9 /* tokens between a number and its share */
#define WHOLES_MOST 24
#define BACK_MOST   3 /* sentences back to the whole */

struct portion {
	const struct mention *share;
	const struct quantity *part;
};

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_exact(const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts;
}

/* 0: the share is part/whole to its last digit; 1: it is not; -1 where that cannot be told. `about`: nearly. */
static int judge(const struct mention *share, const struct quantity *part, const struct quantity *whole, gint64 *fine)
{
	gint64 a = part->value, b = whole->value, said;
	guint common = MAX(part->scale, whole->scale);
	if (__builtin_mul_overflow(a, number_power10(common - part->scale), &a) ||
		__builtin_mul_overflow(b, number_power10(common - whole->scale), &b) || b <= 0 ||
		!number_scale(a, number_power10(share->scale + 4), b, fine, NULL) ||
		__builtin_mul_overflow(share->a, (gint64)100, &said))
		return -1;
	if (part->abouts || whole->abouts)
		return ABS(*fine - said) > ABS(*fine) / 25;
	return ABS(*fine - said) >= 100;
}

static gboolean is_one_of(const struct check *check, guint at, const char *const *words, guint count)
{
	for (guint i = 0; i < count; i++)
		if (paper_is_word(check->paper, at, words[i]))
			return TRUE;
	return FALSE;
}

/* "chiếm", "đạt tỷ lệ", "(": what leads from a part to its share. */
static gboolean is_led(const struct check *check, guint at)
{
	static const char *const leads[] = {"chiếm", "đạt", "bằng"};
	static const char *const between[] = {"tỷ", "tỉ", "lệ"};
	while (at > 0 && is_one_of(check, at - 1, between, G_N_ELEMENTS(between)))
		at--;
	return at > 0 && (token_is_mark(paper_token(check->paper, at - 1), '(') ||
				 is_one_of(check, at - 1, leads, G_N_ELEMENTS(leads)));
}

/* The number right before a share, and nothing else counted between them. */
static const struct quantity *part_of(const struct check *check, const struct mention *share)
{
	const struct sentence *sentence = paper_sentence(check->paper, share->range.sentence);
	guint index = facts_quantity_from(check->facts, share->range.from);
	if (index == 0 || !is_led(check, share->range.from))
		return NULL;
	const struct quantity *part = quantity_at(check, index - 1);
	if (part->range.from < sentence->from || part->role != ROLE_PLAIN || !part->unit || part->value != part->upper ||
		part->range.to + NEAR_MOST < share->range.from)
		return NULL;
	guint8 inside = check->facts->depths[share->range.from];
	if (part->depth != inside && inside != part->depth + 1)
		return NULL;
	for (guint i = part->range.to; i < share->range.from; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind == TOKEN_NUMBER || token_is_mark(token, ';') || token_is_mark(token, '%') ||
			token_is_mark(token, '/') || token_is_mark(token, ')'))
			return NULL;
	}
	/* "8/10 hồ sơ" has its own rule. */
	return part->number > sentence->from && token_is_mark(paper_token(check->paper, part->number - 1), '/') ? NULL : part;
}

/* What a share may be of: greater numbers of the same, in its sentence and those before it. */
static guint wholes_of(const struct check *check, const struct portion *portion, const struct quantity **wholes)
{
	const struct paper *paper = check->paper;
	const struct quantity *part = portion->part;
	guint last = part->range.sentence, first = last > BACK_MOST ? last - BACK_MOST : 0, found = 0;
	guint passage = paper_sentence(paper, last)->passage;
	while (paper_sentence(paper, first)->passage + 1 < passage)
		first++;
	for (guint i = facts_quantity_from(check->facts, paper_sentence(paper, first)->from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= paper_sentence(paper, last)->to || found == WHOLES_MOST)
			break;
		gboolean known = FALSE;
		for (guint j = 0; j < found; j++)
			known |= wholes[j]->value == each->value && wholes[j]->scale == each->scale;
		if (each == part || known || each->unit != part->unit || each->value != each->upper || each->role == ROLE_MORE ||
			each->role == ROLE_LESS)
			continue;
		gint64 fine;
		struct mention all = {.a = 100};
		/* Not less than the part: as a share of it, a hundred and less. */
		if (judge(&all, part, each, &fine) >= 0 && fine <= 100 * 100)
			wholes[found++] = each;
	}
	return found;
}

/* Whether another share near by is of that whole. */
static gboolean is_shared(const struct check *check, const GArray *portions, const struct portion *portion, const struct quantity *whole)
{
	for (guint i = 0; i < portions->len; i++) {
		const struct portion *each = &g_array_index(portions, struct portion, i);
		gint64 fine;
		if (each->share == portion->share || each->part->unit != whole->unit || each->part == whole ||
			each->part->range.passage != portion->part->range.passage ||
			each->part->range.sentence + 1 < portion->part->range.sentence ||
			each->part->range.sentence > portion->part->range.sentence + 1)
			continue;
		if (judge(each->share, each->part, whole, &fine) == 0 && check->paper)
			return TRUE;
	}
	return FALSE;
}

/* "đạt 44% dự toán": what it is of is named. */
static gboolean is_named(const struct check *check, const struct mention *share)
{
	static const char *const plans[] = {"kế", "chỉ", "dự", "mục", "so", "cùng", "yêu", "định", "quy", "năng", "nhu", "tổng"};
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, share->range.sentence);
	guint at = share->range.to;
	return at < sentence->to && paper_token(paper, at)->kind == TOKEN_WORD &&
	       is_one_of(check, at, plans, G_N_ELEMENTS(plans));
}

/* … by a word that leads to the whole. */
static gboolean is_meant(const struct check *check, const struct mention *share, const struct quantity *whole)
{
	const struct paper *paper = check->paper;
	guint at = share->range.to;
	guint from = paper_sentence(paper, whole->range.sentence)->from;
	for (guint back = 1; back <= 12 && whole->range.from >= from + back; back++)
		if (paper_token(paper, whole->range.from - back)->word == paper_token(paper, at)->word)
			return TRUE;
	return FALSE;
}

static void report(struct check *check, const struct mention *share, const struct range *other, gint64 fine)
{
	guint digits = share->scale;
	gint64 rounded = (fine + 50) / 100;
	g_autofree char *right = number_text(ABS(rounded), digits, "vi");
	g_autofree char *with_sign = g_strconcat(right, "%", NULL);
	check_report(check, RULE_SHARE, share->range, &(struct advice){.right = with_sign, .other = other},
		_("computed it is %s%%"), right);
}

static void check_portion(struct check *check, const GArray *portions, const struct portion *portion)
{
	const struct quantity *wholes[WHOLES_MOST], *whole = NULL;
	guint count = wholes_of(check, portion, wholes), meant = 0;
	gint64 fine, right = 0;
	gboolean shared = FALSE, named = is_named(check, portion->share);
	for (guint i = 0; i < count; i++) {
		int told = judge(portion->share, portion->part, wholes[i], &fine);
		if (told == 0)
			return;
		if (told < 0 || !is_exact(wholes[i]) || shared || (named && !is_meant(check, portion->share, wholes[i])))
			continue;
		shared = is_shared(check, portions, portion, wholes[i]);
		meant++;
		whole = wholes[i];
		right = fine;
	}
	if (!whole || !(shared || (meant == 1 && (count == 1 || named))))
		return;
	report(check, portion->share, &whole->range, right);
}

/* "giảm 09 vụ so với cùng kỳ (32 vụ), tương đương giảm 28,1%". */
static void check_equal(struct check *check, const struct mention *share)
{
	static const char *const leads[] = {"đương", "ứng", "tức"};
	const struct sentence *sentence = paper_sentence(check->paper, share->range.sentence);
	const struct quantity *change = NULL, *base = NULL;
	guint at = share->range.from;
	struct meaning meaning;
	gint64 fine;
	if (at > sentence->from + 1 && lexicon_match(check->paper->lexicon, paper_token(check->paper, at - 1), 1, LEXEME_CHANGE, &meaning))
		at--;
	if (at <= sentence->from || !(is_one_of(check, at - 1, leads, G_N_ELEMENTS(leads)) ||
					     (at > sentence->from + 1 && is_one_of(check, at - 2, leads, G_N_ELEMENTS(leads)))))
		return;
	for (guint i = facts_quantity_from(check->facts, sentence->from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= share->range.from)
			break;
		if (each->role == ROLE_MORE || each->role == ROLE_LESS) {
			change = each;
			base = NULL;
		} else if (change && each->role == ROLE_BASE && each->unit == change->unit) {
			base = each;
		}
	}
	if (base && is_exact(change) && is_exact(base) && judge(share, change, base, &fine) == 1)
		report(check, share, &base->range, fine);
}

/* "đạt 15,5% …, thấp hơn 4,5 điểm phần trăm so với mục tiêu (20%)". */
static void check_points(struct check *check, const struct quantity *points)
{
	const struct sentence *sentence = paper_sentence(check->paper, points->range.sentence);
	const struct mention *before = NULL, *after = NULL;
	gint64 a, b, difference;
	if ((points->role != ROLE_MORE && points->role != ROLE_LESS) || !is_exact(points) || points->after < points->counted + 3 ||
		!paper_is_word(check->paper, points->counted, "điểm"))
		return;
	for (guint i = facts_mention_from(check->facts, sentence->from); i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		if (each->range.from >= sentence->to)
			break;
		if (each->form != FORM_SHARE)
			continue;
		if (each->range.from < points->range.from)
			before = each;
		else if (!after)
			after = each;
	}
	if (!before || !after)
		return;
	guint scale = MAX(MAX(before->scale, after->scale), points->scale);
	if (__builtin_mul_overflow(before->a, number_power10(scale - before->scale), &a) ||
		__builtin_mul_overflow(after->a, number_power10(scale - after->scale), &b) ||
		__builtin_mul_overflow(points->value, number_power10(scale - points->scale), &difference))
		return;
	difference = points->role == ROLE_MORE ? difference : -difference;
	if (a - b == difference)
		return;
	g_autofree char *now = number_text(before->a, before->scale, "vi");
	g_autofree char *then = number_text(after->a, after->scale, "vi");
	g_autofree char *right = number_text(ABS(a - b), scale, "vi");
	check_report(check, RULE_CHANGE, points->range, &(struct advice){.other = &after->range},
		a < b ? _("from %s to %s it is %s less") : _("from %s to %s it is %s more"), then, now, right);
}

/* "31,2 triệu USD, gấp 2,6 lần so với năm 2015 (12 triệu USD)"; "tăng 1,6 lần" may be said of it, too. */
static void check_times(struct check *check, guint index)
{
	const struct quantity *times = quantity_at(check, index), *main = NULL, *base = NULL;
	const struct sentence *sentence = paper_sentence(check->paper, times->range.sentence);
	gint64 fine;
	if (!times->unit || times->abouts || times->value != times->upper || times->scale > 2 || !paper_is_word(check->paper, times->counted, "lần") ||
		times->number <= sentence->from || !paper_is_word(check->paper, times->number - 1, "gấp"))
		return;
	for (guint i = index + 1; i < check->facts->quantities->len && !base; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to)
			return;
		base = each->role == ROLE_BASE && each->unit && is_exact(each) ? each : NULL;
		if (!base)
			return;
	}
	for (guint i = index; base && i-- > 0 && quantity_at(check, i)->range.from >= sentence->from && !main;)
		main = quantity_at(check, i)->unit == base->unit && quantity_at(check, i)->role == ROLE_PLAIN ? quantity_at(check, i) : NULL;
	/* As a share of the base: "2,6" is 260 %. */
	struct mention share = {.a = times->value, .scale = times->scale};
	if (!main || !is_exact(main) || __builtin_mul_overflow(share.a, (gint64)100, &share.a))
		return;
	gint64 unit = 100 * number_power10(2), far;
	if (judge(&share, main, base, &fine) != 1)
		return;
	far = ABS(fine - share.a * 100);
	if (far < unit || ABS(far - unit * number_power10(share.scale)) < unit)
		return;
	g_autofree char *now = number_text(main->value, main->scale, "vi"), *then = number_text(base->value, base->scale, "vi");
	g_autofree char *right = number_text((fine + unit / 2) / unit, share.scale, "vi");
	check_report(check, RULE_CHANGE, times->range, &(struct advice){.other = &base->range}, _("%s divided by %s is %s"), now, then, right);
}

void check_portions(struct check *check)
{
	g_autoptr(GArray) portions = g_array_new(FALSE, FALSE, sizeof(struct portion));
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		const struct sentence *within = paper_sentence(check->paper, each->range.sentence);
		if (each->form != FORM_SHARE || each->range.from == 0 || within->to - within->from > SENTENCE_MOST)
			continue;
		check_equal(check, each);
		struct portion portion = {each, part_of(check, each)};
		if (portion.part)
			g_array_append_val(portions, portion);
	}
	for (guint i = 0; i < portions->len; i++)
		check_portion(check, portions, &g_array_index(portions, struct portion, i));
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct sentence *within = paper_sentence(check->paper, quantity_at(check, i)->range.sentence);
		if (within->to - within->from > SENTENCE_MOST)
			continue;
		check_points(check, quantity_at(check, i));
		check_times(check, i);
	}
}
