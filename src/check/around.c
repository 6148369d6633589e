/* SPDX-License-Identifier: Apache-2.0 */
#include "check/statement_private.h"

#include <string.h>

#define JOINED_MOST 4 /* tokens between two numbers of one thing */

static gboolean ends_clause(const struct paper *paper, guint at)
{
	return token_is_mark(paper_token(paper, at), ';');
}

static gboolean is_joint(const struct paper *paper, guint at)
{
	const struct token *token = paper_token(paper, at);
	return token_is_mark(token, '/') || token_is_mark(token, '(') ||
	       (token->kind == TOKEN_WORD && lexicon_match(paper->lexicon, token, 1, LEXEME_JOINS, NULL));
}

/* "12 đoàn vào với 44 lượt người": two numbers of one thing share what stands around them. */
gboolean are_joined(const struct reading *reading, guint index)
{
	if (index == 0 || index >= reading->facts->quantities->len)
		return FALSE;
	const struct quantity *a = quantity_at(reading, index - 1), *b = a + 1;
	if (a->range.sentence != b->range.sentence || b->about < a->range.to || a->unit == b->unit || !b->unit)
		return FALSE;
	guint gap = b->about - a->range.to;
	if (gap > JOINED_MOST || (gap > 0 && !is_joint(reading->paper, b->about - 1)))
		return FALSE;
	for (guint i = a->range.to; i + 1 < b->about; i++)
		if (paper_token(reading->paper, i)->kind != TOKEN_WORD)
			return FALSE;
	/* "01 công ty nước ngoài và 01 cá nhân" are two things. */
	return gap <= 1 || !paper_is_word(reading->paper, b->about - 1, "và");
}

/* Between two numbers: where what is said of the first one ends, and of the second one begins. */
static void part_between(const struct paper *paper, guint from, guint to, guint *end, guint *begin)
{
	*end = to;
	*begin = from;
	for (guint i = to; i-- > from;) {
		const struct token *token = paper_token(paper, i);
		guint whole = lexicon_match(paper->lexicon, token, to - i, LEXEME_WHOLE, NULL);
		gboolean joins = i + 1 == to && is_joint(paper, i);
		if (!token_is_mark(token, ',') && !token_is_mark(token, '(') && !whole && !joins &&
			!(token->kind == TOKEN_WORD && paper_is_word(paper, i, "và")))
			continue;
		*end = i;
		*begin = i;
		return;
	}
}

/* From the number before the first of a joined group to the number after its last. */
static void set_own(const struct reading *reading, struct around *around, guint from, guint to)
{
	const GArray *all = reading->facts->quantities;
	guint first = facts_quantity_from(reading->facts, from), last = first, end, begin;
	around->own[0] = around->clause[0];
	around->own[1] = around->clause[1];
	while (are_joined(reading, first))
		first--;
	if (first > 0 && quantity_at(reading, first - 1)->after > around->clause[0]) {
		guint at = first < all->len && first < last ? quantity_at(reading, first)->about : from;
		part_between(reading->paper, quantity_at(reading, first - 1)->after, at, &end, &begin);
		around->own[0] = MAX(around->own[0], begin);
	}
	while (last < all->len && quantity_at(reading, last)->range.from < to)
		last++;
	while (last > 0 && are_joined(reading, last))
		last++;
	if (last < all->len && quantity_at(reading, last)->about < around->clause[1]) {
		guint at = last > 0 && quantity_at(reading, last - 1)->range.from >= from
				   ? quantity_at(reading, last - 1)->after
				   : to;
		part_between(reading->paper, at, quantity_at(reading, last)->about, &end, &begin);
		around->own[1] = MIN(around->own[1], end);
	}
}

static void add_head(struct around *around, const struct passage *passage)
{
	if (around->head_count == HEADS_MOST)
		return;
	around->heads[around->head_count][0] = passage->from;
	around->heads[around->head_count++][1] = passage->to;
}

static gboolean introduces(const struct paper *paper, const struct passage *passage)
{
	return passage->from < passage->to && passage->kind == PASSAGE_PARAGRAPH &&
	       token_is_mark(paper_token(paper, passage->to - 1), ':');
}

/* The paragraph that begins a list, then the headings from the nearest to the widest. */
static void set_heads(const struct paper *paper, struct around *around, guint index)
{
	guint level = G_MAXUINT;
	gboolean listed = paper_passage(paper, index)->kind != PASSAGE_PARAGRAPH || *paper_passage(paper, index)->label;
	for (guint i = index; i-- > 0 && around->head_count < HEADS_MOST;) {
		const struct passage *passage = paper_passage(paper, i);
		if (passage->kind == PASSAGE_PART)
			break;
		if (passage->kind == PASSAGE_HEADING && passage->level < level) {
			add_head(around, passage);
			level = passage->level;
		} else if (passage->kind == PASSAGE_PARAGRAPH && level == G_MAXUINT && listed) {
			if (introduces(paper, passage))
				add_head(around, passage);
			listed = *passage->label != '\0' && !introduces(paper, passage);
		}
	}
}

void set_around(const struct reading *reading, struct around *around, struct range range, guint bracket)
{
	const struct paper *paper = reading->paper;
	const struct sentence *sentence = paper_sentence(paper, range.sentence);
	memset(around, 0, sizeof *around);
	around->sentence[0] = around->clause[0] = sentence->from;
	around->sentence[1] = around->clause[1] = sentence->to;
	around->after = range.to;
	around->lead[0] = paper_passage(paper, range.passage)->from;
	around->lead[1] = sentence->from;
	for (guint i = range.from; i > sentence->from; i--)
		if (ends_clause(paper, i - 1)) {
			around->clause[0] = i;
			break;
		}
	for (guint i = range.to; i < sentence->to; i++)
		if (ends_clause(paper, i)) {
			around->clause[1] = i;
			break;
		}
	if (bracket != G_MAXUINT) {
		around->clause[0] = MAX(around->clause[0], bracket + 1);
		for (guint i = range.to; i < around->clause[1]; i++)
			if (reading->facts->depths[i] < reading->facts->depths[range.from])
				around->clause[1] = i;
	}
	set_own(reading, around, range.from, range.to);
	set_heads(paper, around, range.passage);
}
