/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The same figure in two places: a month against the months since January, a figure repeated in the
 * same words, a hundred that may have lost its sign.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_plain(const struct quantity *quantity)
{
	return quantity->unit && quantity->role == ROLE_PLAIN && !quantity->abouts &&
	       quantity->value == quantity->upper && !quantity->depth;
}

/* What a sentence counts: only what one month brought, or all since January. */
enum reach { REACH_NONE, REACH_MONTH, REACH_YEAR };

static enum reach sentence_reach(const struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, index);
	enum reach reach = REACH_NONE;
	for (guint i = sentence->from; i < sentence->to; i++)
		if (lexicon_match(paper->lexicon, paper_token(paper, i), sentence->to - i,
			    LEXEME_CUMULATIVE, NULL))
			return REACH_YEAR;
	for (guint i = facts_mention_from(check->facts, sentence->from);
		i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		if (each->range.from >= sentence->to)
			break;
		if (each->form == FORM_MONTHS && !each->last)
			return REACH_YEAR;
		if (each->form == FORM_MONTH && each->range.from < sentence->from + 12)
			reach = REACH_MONTH;
	}
	/* "Trong tháng, …", "Trong tháng xảy ra …" */
	if (sentence->from + 2 < sentence->to && paper_is_word(paper, sentence->from, "trong") &&
		paper_is_word(paper, sentence->from + 1, "tháng") &&
		paper_token(paper, sentence->from + 2)->kind != TOKEN_NUMBER)
		reach = REACH_MONTH;
	return reach;
}

/* The only plain quantity of the unit in a sentence; NULL where there is none or more than one. */
static const struct quantity *only_one(const struct check *check, guint index, unit_t unit)
{
	const struct sentence *sentence = paper_sentence(check->paper, index);
	const struct quantity *found = NULL;
	for (guint i = facts_quantity_from(check->facts, sentence->from);
		i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to)
			break;
		if (each->unit != unit)
			continue;
		if (found || !is_plain(each))
			return NULL;
		found = each;
	}
	return found;
}

/* The first quantity of the unit in a sentence, whose others are its parts. */
static const struct quantity *leading(const struct check *check, guint index, unit_t unit)
{
	const struct sentence *sentence = paper_sentence(check->paper, index);
	const struct quantity *first = NULL;
	for (guint i = facts_quantity_from(check->facts, sentence->from);
		i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to)
			break;
		if (each->unit != unit)
			continue;
		if (!is_plain(each) || (first && each->value > first->value))
			return NULL;
		first = first ? first : each;
	}
	return first;
}

/* "đoàn ra" and "đoàn vào": one word tells them apart. */
static gboolean are_told_apart(const struct check *check, const struct quantity *a, const struct quantity *b)
{
	const struct paper *paper = check->paper;
	guint n = paper->tokens->len;
	for (guint i = 0; i < 2; i++) {
		const struct quantity *each = i ? b : a, *other = i ? a : b;
		if (each->after < n && other->after < n && paper_is_word(paper, each->after, "ra") &&
			!paper_is_word(paper, other->after, "ra"))
			return TRUE;
	}
	return FALSE;
}

static void compare_months(struct check *check, guint month_index, guint year_index)
{
	const struct sentence *sentence = paper_sentence(check->paper, month_index);
	for (guint i = facts_quantity_from(check->facts, sentence->from);
		i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= sentence->to)
			break;
		const struct quantity *month = leading(check, month_index, each->unit);
		const struct quantity *year =
			month == each ? only_one(check, year_index, each->unit) : NULL;
		if (!year || !quantities_agree(month, year) || month->value <= year->value ||
			are_told_apart(check, month, year))
			continue;
		g_autofree char *few = number_text(year->value, year->scale, "vi");
		g_autofree char *many = number_text(month->value, month->scale, "vi");
		check_report(check, RULE_CUMULATION, year->range,
			&(struct advice){.other = &month->range},
			_("the cumulation (%s) is less than the month alone (%s)"), few, many);
	}
}

#define BETWEEN_MOST 2 /* sentences between a month and what was counted since January */

static void check_cumulation(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	guint passage = paper_sentence(paper, index)->passage;
	if (sentence_reach(check, index) != REACH_YEAR)
		return;
	for (guint i = index; i-- > 0 && i + BETWEEN_MOST + 1 >= index;) {
		if (paper_sentence(paper, i)->passage != passage)
			return;
		enum reach reach = sentence_reach(check, i);
		if (reach == REACH_MONTH)
			compare_months(check, i, index);
		if (reach != REACH_NONE)
			return;
	}
}

#define WORDS_BEFORE  2 /* words before the number that must be the same, too */
#define CONTEXT_WORDS 5  /* words after what is counted that must be the same */
#define BACK_MOST     64 /* facts looked back at in a passage */
#define CONTEXT_MOST  12 /* tokens looked at for them */

/* What follows a quantity, numbers left open; 0 where it is too short to tell anything. */
static guint64 context_key(const struct check *check, const struct quantity *quantity)
{
	const struct sentence *sentence = paper_sentence(check->paper, quantity->range.sentence);
	guint64 key = quantity->unit * 0x9E3779B97F4A7C15u;
	guint words = 0;
	if (quantity->range.from < sentence->from + WORDS_BEFORE)
		return 0;
	for (guint i = quantity->range.from - WORDS_BEFORE; i < quantity->range.from; i++)
		key = (key ^ paper_token(check->paper, i)->word) * 0x100000001B3u;
	for (guint i = quantity->after; i < sentence->to && i < quantity->after + CONTEXT_MOST; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind == TOKEN_MARK)
			break;
		key = (key ^ (token->kind == TOKEN_WORD ? token->word : 1u)) * 0x100000001B3u;
		if (token->kind == TOKEN_WORD && ++words == CONTEXT_WORDS)
			return key;
	}
	return 0;
}

/* The period of the report itself, which need not be named. */
static gboolean is_own_period(const struct check *check, const struct term *term)
{
	const GArray *terms = check->frame->terms;
	if (!terms->len)
		return FALSE;
	const struct term *own = &g_array_index(terms, struct term, 0);
	return term->form == own->form && term->index == own->index && (!term->year || term->year == own->year);
}

/* The last period named before a quantity in its passage; 0 = that of the report. */
static guint64 period_key(const struct check *check, const struct quantity *quantity)
{
	guint from = paper_passage(check->paper, quantity->range.passage)->from;
	guint back = 0;
	for (guint i = facts_mention_from(check->facts, quantity->range.from);
		i-- > 0 && back++ < BACK_MOST;) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		struct term term;
		if (each->range.from < from)
			break;
		if (term_of(each, &term) && is_own_period(check, &term))
			return 0;
		if (term_of(each, &term))
			return (guint64)term.form << 32 | (guint32)(term.index * 4096 + term.year);
	}
	return 0;
}

#define LED_WORDS   4 /* words before the number that are the same, whatever follows */
#define AFTER_WORDS 6 /* … or after what is counted, whatever stands before */

static gboolean is_time(const struct check *check, const struct quantity *quantity)
{
	static const char *const units[] = {"ngày", "tháng", "năm", "giờ", "phút", "tuần", "quý"};
	for (guint i = 0; i < G_N_ELEMENTS(units); i++)
		if (paper_is_word(check->paper, quantity->counted, units[i]))
			return TRUE;
	return FALSE;
}

/* The words right before the number, or those after what is counted; 0 where there are too few. */
static guint64 side_key(const struct check *check, const struct quantity *quantity, gboolean before)
{
	const struct sentence *sentence = paper_sentence(check->paper, quantity->range.sentence);
	guint words = before ? LED_WORDS : AFTER_WORDS;
	guint from = before ? quantity->range.from - MIN(words, quantity->range.from) : quantity->after;
	guint64 key = quantity->unit * (before ? 0x9E3779B97F4A7C15u : 0xC2B2AE3D27D4EB4Fu);
	if (from < sentence->from || from + words > sentence->to)
		return 0;
	for (guint i = from; i < from + words; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind != TOKEN_WORD)
			return 0;
		key = (key ^ token->word) * 0x100000001B3u;
	}
	return key ? key : 1;
}

/* The first quantity of a key; NULL where this is the first. */
static const struct quantity *seen_before(
	GHashTable *seen, const struct check *check, const struct quantity *quantity, guint64 context)
{
	guint64 key = context ^ (period_key(check, quantity) * 0x9E3779B97F4A7C15u);
	const struct quantity *first = g_hash_table_lookup(seen, &key);
	if (first)
		return first;
	guint64 *kept = g_new(guint64, 1);
	*kept = key;
	g_hash_table_insert(seen, kept, (gpointer)quantity);
	return NULL;
}

static gboolean differs(const struct quantity *first, const struct quantity *quantity)
{
	return first && quantities_agree(first, quantity) && first->value != quantity->value &&
	       first->range.passage != quantity->range.passage;
}

static void check_repeated(struct check *check)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (!is_plain(each) || is_time(check, each))
			continue;
		guint64 contexts[] = {
			context_key(check, each), side_key(check, each, TRUE), side_key(check, each, FALSE)};
		const struct quantity *first = NULL;
		gboolean whole = FALSE;
		for (guint k = 0; k < G_N_ELEMENTS(contexts); k++) {
			const struct quantity *like =
				contexts[k] ? seen_before(seen, check, each, contexts[k]) : NULL;
			whole |= k == 0 && differs(like, each);
			first = !first && differs(like, each) ? like : first;
		}
		if (!first)
			continue;
		g_autofree char *then = number_text(first->value, first->scale, "vi");
		g_autofree char *now = number_text(each->value, each->scale, "vi");
		check_report_as(check, RULE_REPEATED, whole ? SEVERITY_WARNING : SEVERITY_HINT, each->range,
			&(struct advice){.other = &first->range},
			_("the same words say %s here and %s before"), now, then);
	}
}

/* "340 văn bản … . 100 văn bản được phát hành qua phần mềm": all of them, perhaps. */
static void check_hundred(struct check *check, guint index)
{
	const struct quantity *each = quantity_at(check, index);
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, each->range.sentence);
	if (each->value != 100 || each->scale || !is_plain(each) ||
		each->range.from != sentence->from || each->range.to >= sentence->to ||
		!(paper_is_word(paper, each->range.to, "được") ||
			paper_is_word(paper, each->range.to, "đều")))
		return;
	guint from = paper_passage(paper, each->range.passage)->from;
	guint back = 0;
	for (guint i = index; i-- > 0 && back++ < BACK_MOST;) {
		const struct quantity *before = quantity_at(check, i);
		if (before->range.from < from)
			return;
		if (before->unit != each->unit || before->value == 100)
			continue;
		g_autofree char *told = check_quote(check, each->range);
		g_autofree char *counted = paper_text(paper, each->range.passage, each->counted, each->after);
		g_autofree char *right = g_strconcat("100% ", counted, NULL);
		check_report(check, RULE_HUNDRED, each->range,
			&(struct advice){.right = right, .other = &before->range},
			_("“%s” after another number of the same: is a “%%” missing?"), told);
		return;
	}
}

/* "khoảng trên 800.000 USD": about, or more? */
static void check_approximation(struct check *check, const struct quantity *quantity)
{
	guint kinds = 0;
	for (guint i = 0; i < 8; i++)
		kinds += quantity->abouts >> i & 1;
	/* "cao hơn khoảng 20%" compares. */
	if (kinds < 2 || paper_is_word(check->paper, quantity->about, "hơn"))
		return;
	struct range range =
		check_range(check, quantity->range.passage, quantity->about, quantity->range.to);
	g_autofree char *words = check_quote(check,
		check_range(check, quantity->range.passage, quantity->about, quantity->number));
	check_report(check, RULE_APPROXIMATION, range, NULL, _("“%s” contradict each other"), words);
}

void check_figures(struct check *check)
{
	for (guint i = 0; i < check->paper->sentences->len; i++)
		check_cumulation(check, i);
	check_repeated(check);
	check_annexes(check);
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		check_hundred(check, i);
		check_approximation(check, quantity_at(check, i));
	}
}
