/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The number named before a list against what the list holds: "3 phòng: A, B, C", "02 tỉnh (A, B)",
 * "03 nội dung sau:" and its items, "06 số (từ số 117 đến số 122)". Where a comma or "và" may belong
 * to a name, every way to count is allowed.
 */
#include "base/error.h"
#include "check/rule.h"

#define NAMED_MOST 40 /* of what a list is expected to hold */
#define ITEM_MOST  16 /* tokens of an item between commas */

struct count {
	guint least, most; /* how many items it may be */
	gboolean firm;     /* separated by semicolons */
};

/* Tokens of what may be an item of its own: they begin with a word. */
static gboolean is_item(const struct check *check, guint from, guint to)
{
	if (from >= to || paper_token(check->paper, from)->kind != TOKEN_WORD)
		return FALSE;
	for (guint i = from; i < to; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind == TOKEN_NUMBER || token_is_mark(token, ':') ||
			token_is_mark(token, 0x2026))
			return FALSE;
		if (i + 1 < to && token_is_mark(token, '.') && token_is_mark(token + 1, '.'))
			return FALSE;
	}
	return TRUE;
}

static gboolean has_mark(const struct check *check, guint from, guint to, guint depth, gunichar mark)
{
	for (guint i = from; i < to; i++)
		if (check->facts->depths[i] == depth && token_is_mark(paper_token(check->paper, i), mark))
			return TRUE;
	return FALSE;
}

/* "và" inside an item may join two items. */
static guint joints(const struct check *check, guint from, guint to, guint depth)
{
	guint found = 0;
	for (guint i = from + 1; i + 1 < to; i++)
		found += check->facts->depths[i] == depth &&
			 paper_token(check->paper, i)->kind == TOKEN_WORD &&
			 lexicon_match(check->paper->lexicon, paper_token(check->paper, i), 1,
				 LEXEME_JOINS, NULL);
	return found;
}

/* Names that hold a comma or "và" themselves: "Văn hóa, Thể thao và Du lịch". */
static guint whole_name(const struct check *check, guint at, guint to)
{
	return lexicon_match(
		check->paper->lexicon, paper_token(check->paper, at), to - at, LEXEME_NAME, NULL);
}

static gboolean count_items(
	const struct check *check, guint from, guint to, guint depth, struct count *count)
{
	gunichar mark = has_mark(check, from, to, depth, ';') ? ';' : ',';
	*count = (struct count){.firm = mark == ';'};
	guint start = from;
	for (guint i = from; i <= to; i++) {
		guint name = i < to ? whole_name(check, i, to) : 0;
		if (name > 1) {
			i += name - 1;
			continue;
		}
		if (i < to && (check->facts->depths[i] != depth ||
				      !token_is_mark(paper_token(check->paper, i), mark)))
			continue;
		if (i == to && start == to && count->firm)
			break;
		if (!is_item(check, start, i) || (!count->firm && i - start > ITEM_MOST))
			return FALSE;
		count->least++;
		count->most += 1 + (mark == ',' ? joints(check, start, i, depth) : 0);
		start = i + 1;
	}
	return count->least > 0;
}

static gboolean is_named(const struct check *check, const struct quantity *quantity)
{
	return quantity->value == quantity->upper && !quantity->abouts && quantity->scale == 0 &&
	       quantity->value >= 1 && quantity->value <= NAMED_MOST && quantity->unit &&
	       quantity->role == ROLE_PLAIN && check->paper;
}

static gboolean is_listed_unit(const struct check *check, const struct quantity *quantity)
{
	guint length = quantity->after - quantity->counted;
	for (guint skip = 0; skip < length; skip++)
		if (lexicon_match(check->paper->lexicon,
			    paper_token(check->paper, quantity->counted + skip), length - skip,
			    LEXEME_LISTED, NULL) == length - skip)
			return TRUE;
	return FALSE;
}

static gboolean holds_place(const struct check *check, guint from, guint to)
{
	for (guint i = from; i < to; i++)
		if (paper_token(check->paper, i)->kind == TOKEN_WORD &&
			lexicon_match(check->paper->lexicon, paper_token(check->paper, i), to - i, LEXEME_PLACE_KIND, NULL))
			return TRUE;
	return FALSE;
}

/*
 * After one thing a list says much else of it: "01 huyện (A, tỉnh B)". Only persons with their titles, three names
 * and more, or items each of which begins with what is counted are told.
 */
static gboolean may_be_one(
	const struct check *check, const struct quantity *quantity, guint from, guint to, const struct count *count)
{
	const struct paper *paper = check->paper;
	guint alike = 0, starts = 0, names = 0;
	if (quantity->person)
		return TRUE;
	for (guint i = from; i < to; i++) {
		const struct token *token = paper_token(paper, i);
		gboolean first = i == from || token_is_mark(token - 1, ';') || token_is_mark(token - 1, ',');
		starts += first ? 1 : 0;
		names += first && token->flags & TOKEN_CAPITAL ? 1 : 0;
		alike += first && token->word == paper_token(paper, quantity->counted)->word ? 1 : 0;
	}
	return (starts == alike && starts > 1) ||
	       (count->least >= 3 && names == starts && is_listed_unit(check, quantity) && !holds_place(check, from, to));
}

static void report_count(struct check *check, const struct quantity *quantity, guint from, guint to,
	const struct count *count)
{
	gint64 value = quantity->value;
	if ((value >= count->least && value <= count->most) ||
		(value == 1 && !may_be_one(check, quantity, from, to, count)))
		return;
	struct range list = check_range(check, quantity->range.passage, from, to);
	g_autofree char *told = check_quote(check, quantity->range);
	check_report_as(check, RULE_COUNT, count->firm ? SEVERITY_ERROR : SEVERITY_WARNING,
		quantity->range, &(struct advice){.other = &list},
		_("“%s” stands before a list of %u"), told, value < count->least ? count->least : count->most);
}

/* Whether another quantity stands between two tokens. */
static gboolean counts_between(const struct check *check, guint from, guint to)
{
	guint index = facts_quantity_from(check->facts, from);
	return index < check->facts->quantities->len &&
	       g_array_index(check->facts->quantities, struct quantity, index).range.from < to;
}

/* Whether a like quantity stands before it in the sentence, so that the list may be of both. */
static gboolean shares_list(const struct check *check, const struct quantity *quantity)
{
	guint first = paper_sentence(check->paper, quantity->range.sentence)->from;
	for (guint i = facts_quantity_from(check->facts, first);
		i < check->facts->quantities->len; i++) {
		const struct quantity *each =
			&g_array_index(check->facts->quantities, struct quantity, i);
		if (each->range.from >= quantity->range.from)
			return FALSE;
		if (each->unit == quantity->unit)
			return TRUE;
	}
	return FALSE;
}

#define LEAD_MOST 14 /* tokens between the number and its list */

/* "… là:", "gồm:", ":" at a token: where the list begins; 0 = it does not. */
static guint list_begins(const struct check *check, guint at, guint end)
{
	const struct paper *paper = check->paper;
	const struct token *token = paper_token(paper, at);
	if (token_is_mark(token, ':'))
		return at + 1;
	guint taken = lexicon_match(paper->lexicon, token, end - at, LEXEME_WHOLE, NULL);
	if (!taken && paper_is_word(paper, at, "là") && at + 1 < end &&
		token_is_mark(token + 1, ':'))
		taken = 1;
	if (!taken)
		return 0;
	at += taken;
	return at < end && token_is_mark(paper_token(paper, at), ':') ? at + 1 : at;
}

/* The list ends with its sentence; its last mark is not part of it. */
static guint inline_end(const struct check *check, const struct sentence *sentence)
{
	guint end = sentence->to;
	while (end > sentence->from && paper_token(check->paper, end - 1)->kind == TOKEN_MARK &&
		!token_is_mark(paper_token(check->paper, end - 1), ')') &&
		!token_is_mark(paper_token(check->paper, end - 1), '.'))
		end--;
	return end;
}

static void check_inline(struct check *check, const struct quantity *quantity)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, quantity->range.sentence);
	guint end = inline_end(check, sentence), depth = quantity->depth;
	if (end > sentence->from && token_is_mark(paper_token(paper, end - 1), '.'))
		end--;
	guint most = MIN(end, quantity->range.to + LEAD_MOST);
	for (guint i = quantity->range.to; i < most; i++) {
		if (check->facts->depths[i] != depth)
			return;
		guint from = list_begins(check, i, end);
		const struct token *token = paper_token(paper, i);
		if (!from && token->kind == TOKEN_MARK && !token_is_mark(token, '-'))
			return;
		if (!from)
			continue;
		struct count count;
		gboolean colon = token_is_mark(paper_token(paper, from - 1), ':');
		gboolean counted = colon && !counts_between(check, quantity->range.to, end) &&
				   !shares_list(check, quantity) &&
				   count_items(check, from, end, depth, &count);
		if (counted && (count.firm || (count.least > 1 &&
						      paper_token(paper, from)->flags & TOKEN_CAPITAL)))
			report_count(check, quantity, from, end, &count);
		return;
	}
}

/* Whether every stretch between marks begins with a capital, or with "đồng chí" and the like. */
static gboolean are_named(const struct check *check, guint from, guint to, gboolean persons)
{
	const struct paper *paper = check->paper;
	gboolean first = TRUE;
	for (guint i = from; i < to; i++) {
		const struct token *token = paper_token(paper, i);
		guint title = first ? lexicon_match(paper->lexicon, token, to - i, LEXEME_TITLE, NULL) : 0;
		if (token_is_mark(token, '(') || (first && persons && !title) ||
			(first && !title && !(token->flags & TOKEN_CAPITAL)))
			return FALSE;
		first = token_is_mark(token, ',') || token_is_mark(token, ';');
	}
	return !first;
}

#define PERSONS_FAR 14 /* tokens from a number of persons to the bracket that names them */

/* "02 tỉnh (Fukuoka, Kanagawa)", "2 đồng chí đi học (đồng chí A, đồng chí B)". */
static void check_bracketed(struct check *check, const struct quantity *quantity)
{
	const struct paper *paper = check->paper;
	const struct sentence *sentence = paper_sentence(paper, quantity->range.sentence);
	guint open = quantity->range.to, most = open + (quantity->person ? PERSONS_FAR : 4u);
	while (open < sentence->to && open < most && paper_token(paper, open)->kind == TOKEN_WORD)
		open++;
	if (open >= sentence->to || !token_is_mark(paper_token(paper, open), '(') ||
		(!quantity->person && !is_listed_unit(check, quantity)))
		return;
	guint close = open + 1;
	while (close < sentence->to && !token_is_mark(paper_token(paper, close), ')'))
		close++;
	struct count count;
	if (close >= sentence->to || !are_named(check, open + 1, close, quantity->person) ||
		!count_items(check, open + 1, close, quantity->depth + 1u, &count) ||
		(count.least == 1 && count.most == 1))
		return;
	count.firm = TRUE;
	report_count(check, quantity, open, close + 1, &count);
}

/* "- Ông A, Giám đốc": whether every item of the list names a person first. */
static gboolean are_persons(const struct check *check, guint first, guint count)
{
	const struct paper *paper = check->paper;
	for (guint i = first; i < first + count; i++) {
		const struct passage *item = paper_passage(paper, i);
		if (item->level == paper_passage(paper, first)->level &&
			(item->from == item->to || !lexicon_match(paper->lexicon, paper_token(paper, item->from), item->to - item->from,
				LEXEME_TITLE, NULL)))
			return FALSE;
	}
	return TRUE;
}

/* Whether a passage says the number anywhere: the list may be of that. */
static gboolean is_said(const struct check *check, const struct passage *passage, gint64 number)
{
	const GArray *quantities = check->facts->quantities;
	for (guint i = facts_quantity_from(check->facts, passage->from); i < quantities->len; i++) {
		const struct quantity *each = &g_array_index(quantities, struct quantity, i);
		if (each->range.from >= passage->to)
			return FALSE;
		if (each->value == number && each->scale == 0)
			return TRUE;
	}
	return FALSE;
}

/* "thực hiện 03 nội dung sau:" and the items below. */
static void check_below(struct check *check, const struct quantity *quantity)
{
	const struct paper *paper = check->paper;
	const struct passage *intro = paper_passage(paper, quantity->range.passage);
	guint index = quantity->range.passage + 1, items = 0, like = 0;
	if (!token_is_mark(paper_token(paper, intro->to - 1), ':') ||
		quantity->range.to + 8 < intro->to || (!quantity->person && !is_listed_unit(check, quantity)) ||
		counts_between(check, quantity->range.to, intro->to) || shares_list(check, quantity))
		return;
	for (guint i = index; i < paper->passages->len; i++) {
		const struct passage *item = paper_passage(paper, i);
		const struct passage *head = paper_passage(paper, index);
		if (item->kind != PASSAGE_ITEM || item->list != head->list)
			break;
		like += item->level == head->level;
		items++;
	}
	if (items < 2 || like == quantity->value || is_said(check, intro, like) ||
		(quantity->person && !are_persons(check, index, items)))
		return;
	g_autofree char *told = check_quote(check, quantity->range);
	struct range list = check_range(check, index, 0, 0);
	check_report(check, RULE_COUNT, quantity->range, &(struct advice){.other = &list},
		_("“%s” stands before a list of %u"), told, like);
}

static void check_series(struct check *check, const struct mention *series)
{
	const struct sentence *sentence = paper_sentence(check->paper, series->range.sentence);
	struct range range = series->range;
	if (series->b < series->a) {
		check_report(check, RULE_SERIES, range, NULL,
			_("the last number comes before the first"));
		return;
	}
	for (guint i = facts_quantity_from(check->facts, series->range.from); i-- > 0;) {
		const struct quantity *each =
			&g_array_index(check->facts->quantities, struct quantity, i);
		if (each->range.from < sentence->from || each->range.to + 10 < series->range.from)
			return;
		if (!paper_is_word(check->paper, each->counted, "số") || each->abouts)
			continue;
		gint64 count = series->b - series->a + 1;
		if (each->value == count)
			return;
		g_autofree char *told = check_quote(check, each->range);
		check_report(check, RULE_SERIES, each->range, &(struct advice){.other = &range},
			_("“%s”, but from number %" PRId64 " to %" PRId64 " there are %" PRId64), told,
			series->a, series->b, count);
		return;
	}
}

void check_lists(struct check *check)
{
	for (guint i = 0; i < check->facts->quantities->len; i++) {
		const struct quantity *each =
			&g_array_index(check->facts->quantities, struct quantity, i);
		if (!is_named(check, each))
			continue;
		check_inline(check, each);
		check_bracketed(check, each);
		check_below(check, each);
	}
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		if (each->form == FORM_SERIES)
			check_series(check, each);
	}
}
