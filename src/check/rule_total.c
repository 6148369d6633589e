/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts against their total: "12 đoàn với 44 lượt người. Trong đó …", "256 trang, trong đó có: 85 trang …",
 * the items of a list. What may leave out a part is only too much, never too little.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#include <string.h>

#define PARTS_MOST 64
#define UNITS_MOST 6
#define BACK_MOST  60 /* tokens from a total to its parts */

struct parts {
	const struct quantity *total;
	const struct quantity *part[PARTS_MOST];
	guint count;
	gint64 sum;
	guint certain_to; /* the token up to which each must be a part */
	gboolean exact; /* all of them are, and no sum is too large */
};

static const struct quantity *quantity_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->quantities, struct quantity, index);
}

static gboolean is_exact(const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts;
}

static void add_part(struct parts *parts, const struct quantity *part)
{
	if (parts->count == PARTS_MOST) {
		parts->exact = FALSE;
		return;
	}
	parts->part[parts->count++] = part;
	if (!is_exact(part) || __builtin_add_overflow(parts->sum, part->value, &parts->sum))
		parts->exact = FALSE;
}

/* The last quantities before a token, one a unit, in its passage and at most one sentence back. */
static guint totals_before(const struct check *check, guint at, guint sentence, guint depth,
	struct parts *groups)
{
	guint found = 0;
	gboolean after_stop = at > 0 && token_is_mark(paper_token(check->paper, at - 1), ';');
	for (guint i = facts_quantity_from(check->facts, at); i-- > 0 && found < UNITS_MOST;) {
		const struct quantity *each = quantity_at(check, i);
		if (at - each->range.from > BACK_MOST || each->range.sentence + 1 < sentence ||
			each->range.passage != paper_sentence(check->paper, sentence)->passage)
			break;
		if (!each->unit || each->depth != depth || each->role != ROLE_PLAIN || !is_exact(each))
			continue;
		struct parts *known = NULL;
		for (guint j = 0; j < found && !known; j++)
			known = groups[j].total->unit == each->unit ? &groups[j] : NULL;
		if (!known)
			groups[found++] = (struct parts){.total = each, .exact = TRUE};
		else if (each->value > known->total->value && each->scale == known->total->scale &&
			 (known->total->range.sentence < sentence || after_stop))
			known->total = each; /* what follows it was a part already */
	}
	return found;
}

static void report_sum(struct check *check, const struct parts *parts, enum severity severity)
{
	g_autofree char *total = number_text(parts->total->value, parts->total->scale, "vi");
	g_autofree char *sum = number_text(parts->sum, parts->total->scale, "vi");
	g_autoptr(GString) list = g_string_new(NULL);
	for (guint i = 0; i < parts->count; i++) {
		g_autofree char *each = number_text(parts->part[i]->value, parts->part[i]->scale, "vi");
		g_string_append_printf(list, "%s%s", i ? " + " : "", each);
	}
	g_autofree char *counted = check_quote(check,
		check_range(check, parts->total->range.passage, parts->total->counted,
			parts->total->after));
	check_report_as(check, RULE_TOTAL, severity, parts->total->range,
		&(struct advice){.other = &parts->part[0]->range},
		_("the parts make %s = %s, the total says %s (%s)"), list->str, sum, total, counted);
}

static void report_part(
	struct check *check, const struct quantity *total, const struct quantity *part)
{
	g_autofree char *whole = number_text(total->value, total->scale, "vi");
	g_autofree char *some = number_text(part->value, part->scale, "vi");
	check_report(check, RULE_PART, part->range, &(struct advice){.other = &total->range},
		_("a part (%s) is larger than the total it belongs to (%s)"), some, whole);
}

/* Whether nothing is left out: said so, or told by another unit whose parts make its total. */
static gboolean is_all(const struct parts *groups, guint count, gboolean said)
{
	for (guint i = 0; i < count; i++)
		said |= groups[i].exact && groups[i].count > 1 &&
			groups[i].sum == groups[i].total->value;
	return said;
}

static void judge(struct check *check, const struct parts *groups, guint count, gboolean said)
{
	gboolean all = is_all(groups, count, said);
	guint most = 0;
	for (guint i = 0; i < count; i++)
		most = MAX(most, groups[i].exact && groups[i].sum == groups[i].total->value ? groups[i].count : 0);
	for (guint i = 0; i < count; i++) {
		const struct parts *parts = &groups[i];
		gint64 total = parts->total->value;
		gboolean larger = FALSE;
		for (guint j = 0; j < parts->count; j++)
			if (is_exact(parts->part[j]) && parts->part[j]->value > total &&
				parts->part[j]->range.from < parts->certain_to &&
				parts->part[j]->scale == parts->total->scale && !larger) {
				report_part(check, parts->total, parts->part[j]);
				larger = TRUE;
			}
		/* Some of what has its parts counts this by another word: "06 vụ/29 ngư dân" of "46 công dân". */
		gboolean partly = parts->count < most && parts->sum < total;
		if (!parts->exact || parts->count < 2 || larger || parts->sum == total || partly)
			continue;
		if (all && !parts->total->person)
			report_sum(check, parts, SEVERITY_ERROR);
		else if (all || (parts->sum > total && !parts->total->person))
			report_sum(check, parts, all ? SEVERITY_ERROR : SEVERITY_WARNING);
	}
}

/* The end of what "trong đó" governs: the next such word, or the end of its sentence. */
static guint parts_end(const struct check *check, guint from, guint to, guint depth)
{
	const struct paper *paper = check->paper;
	guint inside = depth;
	for (guint i = from; i < to; i++) {
		const struct token *token = paper_token(paper, i);
		if (token_is_mark(token, '('))
			inside++;
		else if (token_is_mark(token, ')') && inside-- == depth)
			return i;
		else if (inside == depth && lexicon_match(paper->lexicon, token, to - i, LEXEME_WHOLE, NULL))
			return i;
		else if (inside == depth && !(i > from && paper_is_word(paper, i - 1, "nước")) &&
			 lexicon_match(paper->lexicon, token, to - i, LEXEME_BESIDES, NULL))
			return i; /* "ngoài", but not "nước ngoài" */
	}
	return to;
}

/* To the total that counts the same, or else to one that counts such things, too. */
static void add_to_group(const struct check *check, struct parts *groups, guint count, const struct quantity *part)
{
	gboolean same = FALSE;
	for (guint i = 0; i < count; i++)
		same |= groups[i].total->unit == part->unit;
	for (guint i = 0; i < count; i++)
		if (same ? quantities_agree(groups[i].total, part)
			 : quantity_holds(check->paper, groups[i].total, part))
			add_part(&groups[i], part);
}

static void gather(const struct check *check, guint from, guint to, guint depth,
	struct parts *groups, guint count)
{
	for (guint i = facts_quantity_from(check->facts, from); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.from >= to)
			break;
		if (each->depth == depth && each->role == ROLE_PLAIN)
			add_to_group(check, groups, count, each);
	}
}

/* "1.196 hồ sơ (3.502 giấy tờ), 152 hồ sơ (415 giấy tờ)": one number in the bracket of each part. */
static void gather_inside(const struct check *check, guint from, guint to, guint depth, struct parts *groups, guint count)
{
	guint most = 0;
	for (guint i = 0; i < count; i++)
		most = MAX(most, groups[i].count);
	for (guint i = 0; i < count && most > 1; i++) {
		struct parts inside = groups[i];
		if (inside.count)
			continue;
		gather(check, from, to, depth + 1, &inside, 1);
		guint brackets = 0;
		for (guint j = 0; j < inside.count; j++)
			brackets += j == 0 || inside.part[j]->bracket != inside.part[j - 1]->bracket;
		if (inside.count == most && brackets == most)
			groups[i] = inside;
	}
}

/* "54 máy; liên đội thứ hai gồm 40 máy": what is split is named between a stop and the verb. */
static gboolean parts_with_another(const struct check *check, const struct quantity *total, guint at)
{
	if (paper_token(check->paper, at - 1)->kind == TOKEN_MARK)
		return FALSE;
	for (guint i = total->range.to; i < at; i++)
		if (token_is_mark(paper_token(check->paper, i), ';'))
			return TRUE;
	return FALSE;
}

/* What stands behind a semicolon may be no part any more, unless the parts were announced. */
static guint clause_end(const struct check *check, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (token_is_mark(paper_token(check->paper, i), ';'))
			return i;
	return to;
}

/* "trong đó", "gồm", "cụ thể" at a token. */
static void check_whole(struct check *check, guint index, guint at, guint taken, gint64 whole)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, index);
	guint depth = check->facts->depths[at], outer = depth;
	/* "37 dự án (trong đó có 19 dự án tiếp diễn)": the total stands outside. */
	if (depth && token_is_mark(paper_token(paper, at - 1), '('))
		outer--;
	struct parts groups[UNITS_MOST];
	guint count = totals_before(check, at, index, outer, groups);
	if (count == 0 || parts_with_another(check, groups[0].total, at))
		return;
	guint from = at + taken, end = parts_end(check, from, sentence->to, depth);
	gather(check, from, end, depth, groups, count);
	gather_inside(check, from, end, depth, groups, count);
	gboolean colon = from < end && (token_is_mark(paper_token(paper, from), ':') ||
					       (from + 1 < end && token_is_mark(paper_token(paper, from + 1), ':')));
	if (whole != WHOLE_ALL && !colon)
		end = clause_end(check, from, end);
	for (guint i = 0; i < count; i++)
		groups[i].certain_to = end;
	judge(check, groups, count, whole == WHOLE_ALL || colon);
}

static void check_sentence(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, index);
	for (guint i = sentence->from; i < sentence->to; i++) {
		struct meaning meaning;
		guint taken = lexicon_match(paper->lexicon, paper_token(paper, i), sentence->to - i,
			LEXEME_WHOLE, &meaning);
		if (!taken)
			continue;
		check_whole(check, index, i, taken, meaning.value);
		i += taken - 1;
	}
}

/* The passage after the items of the list that begins at `first`, those of its own depth and deeper. */
static guint list_end(const struct check *check, guint first)
{
	const struct passage *head = paper_passage(check->paper, first);
	guint end = first;
	while (end < check->paper->passages->len) {
		const struct passage *item = paper_passage(check->paper, end);
		if (item->kind != PASSAGE_ITEM || item->list != head->list || item->level != head->level)
			break;
		end++;
	}
	return end;
}

static void gather_items(const struct check *check, guint first, guint end, struct parts *parts)
{
	guint token = paper_passage(check->paper, first)->from;
	for (guint i = facts_quantity_from(check->facts, token); i < check->facts->quantities->len; i++) {
		const struct quantity *each = quantity_at(check, i);
		if (each->range.passage >= end)
			break;
		if (each->role == ROLE_PLAIN && !each->depth && quantity_holds(check->paper, parts->total, each))
			add_part(parts, each);
	}
}

/* "…, cụ thể:" and a list each of whose items has one number of the unit. */
static void check_items(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *intro = paper_passage(paper, index);
	if (intro->from == intro->to || !token_is_mark(paper_token(paper, intro->to - 1), ':') ||
		intro->kind == PASSAGE_CELL)
		return;
	struct parts groups[UNITS_MOST];
	guint end = list_end(check, index + 1);
	guint count = end > index + 2 ? totals_before(check, intro->to,
						intro->first_sentence + intro->sentences - 1, 0, groups)
				      : 0;
	for (guint j = 0; j < count; j++) {
		struct parts *parts = &groups[j];
		gather_items(check, index + 1, end, parts);
		gboolean one_each = parts->count == end - index - 1;
		for (guint i = 1; i < parts->count; i++)
			one_each &= parts->part[i]->range.passage != parts->part[i - 1]->range.passage;
		if (one_each && parts->exact && parts->sum != parts->total->value)
			report_sum(check, parts, SEVERITY_ERROR);
	}
}

void check_totals(struct check *check)
{
	for (guint i = 0; i < check->paper->sentences->len; i++)
		check_sentence(check, i);
	for (guint i = 0; i + 2 < check->paper->passages->len; i++)
		check_items(check, i);
	check_splits(check);
	check_sums(check);
	check_enumerations(check);
}
