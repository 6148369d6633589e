/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of parts, annexes and tables: "PHẦN THỨ BA" behind "PHẦN THỨ NHẤT", "Bảng 3" behind "Bảng 1", and what the text
 * refers to but is not there: "chi tiết tại Phụ lục III".
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#include <string.h>

struct caption {
	const char *first, *second; /* the words before the number; second may be NULL */
	gboolean referred;          /* the text names it by its number */
};

static const struct caption captions[] = {{"phần", NULL, FALSE}, {"phụ", "lục", TRUE}, {"bảng", NULL, TRUE}, {"biểu", NULL, TRUE}};

#define MOST 60
#define LABELLED G_MAXUINT /* it is the label of its passage */

/* "thứ ba", "III", "3": where a number begins at a token, how many it takes; 0 = none. */
static guint number_at(const struct check *check, guint at, guint end, guint *number)
{
	static const char *const words[] = {"nhất", "hai", "ba", "tư", "năm", "sáu"};
	if (at >= end)
		return 0;
	if (paper_is_word(check->paper, at, "thứ") && at + 1 < end)
		for (guint i = 0; i < G_N_ELEMENTS(words); i++)
			if (paper_is_word(check->paper, at + 1, words[i])) {
				*number = i + 1;
				return 2;
			}
	const struct token *token = paper_token(check->paper, at);
	/* "Bảng 2.1", "Phụ lục 1a" are counted otherwise. */
	if (at + 1 < end && !(token[1].flags & TOKEN_SPACED) && token[1].kind == TOKEN_WORD)
		return 0;
	if (token->kind == TOKEN_NUMBER && token->length > 2)
		return 0;
	*number = grammar_number(check->paper->words, token);
	return *number && *number <= MOST ? 1 : 0;
}

/* The kind and the number that a token begins: how many tokens it takes; 0 = none. */
static guint caption_at(const struct check *check, guint kind, guint at, guint end, guint *number)
{
	const struct caption *caption = &captions[kind];
	guint words = caption->second ? 2 : 1;
	if (at + words >= end || !paper_is_word(check->paper, at, caption->first) ||
		(caption->second && !paper_is_word(check->paper, at + 1, caption->second)))
		return 0;
	guint taken = 0;
	if (paper_is_word(check->paper, at + words, "số"))
		words++;
	taken = number_at(check, at + words, end, number);
	return taken ? words + taken : 0;
}

/* "Phần thứ hai", "PHỤ LỤC II" that was read as the label of its heading. */
static gboolean label_number(guint kind, const char *label, guint *number)
{
	static const char *const words[] = {"nhất", "hai", "ba", "tư", "năm", "sáu"};
	if (!*label)
		return FALSE;
	g_autofree char *small = g_utf8_strdown(label, -1);
	g_autofree char *name = captions[kind].second ? g_strconcat(captions[kind].first, " ", captions[kind].second, NULL)
						      : g_strdup(captions[kind].first);
	if (!g_str_has_prefix(small, name) || small[strlen(name)] != ' ')
		return FALSE;
	const char *rest = small + strlen(name) + 1;
	gboolean words_said = g_str_has_prefix(rest, "thứ ");
	for (guint i = 0; words_said && i < G_N_ELEMENTS(words); i++)
		if (g_str_has_prefix(rest + strlen("thứ "), words[i]))
			*number = i + 1;
	for (guint i = 1; !words_said && i <= MOST; i++) {
		g_autofree char *roman = number_roman(i), *lower = g_ascii_strdown(roman, -1), *digits = g_strdup_printf("%u", i);
		gsize length = strspn(rest, "ivxlc0123456789");
		if ((strlen(lower) == length && strncmp(rest, lower, length) == 0) ||
			(strlen(digits) == length && strncmp(rest, digits, length) == 0))
			*number = i;
	}
	return *number != 0;
}

/* What stands at the beginning of a passage of its own, and is no sentence that goes on. */
static guint heads(const struct check *check, guint kind, guint index, guint *number)
{
	const struct passage *passage = paper_passage(check->paper, index);
	if (passage->kind != PASSAGE_CELL && label_number(kind, passage->label, number))
		return LABELLED;
	if (passage->kind == PASSAGE_CELL || !(passage->from < passage->to) ||
		!(paper_token(check->paper, passage->from)->flags & (TOKEN_CAPITAL | TOKEN_UPPER)))
		return 0;
	guint taken = caption_at(check, kind, passage->from, passage->to, number);
	if (!taken)
		return 0;
	guint after = passage->from + taken;
	const struct token *next = after < passage->to ? paper_token(check->paper, after) : NULL;
	return !next || next->kind == TOKEN_MARK || next->flags & TOKEN_CAPITAL ? taken : 0;
}

static void check_order(struct check *check, guint kind, guint *last)
{
	guint before = 0;
	struct range other = {0};
	*last = 0;
	for (guint i = 0; i < check->paper->passages->len; i++) {
		guint number = 0, taken = heads(check, kind, i, &number);
		if (!taken)
			continue;
		const struct passage *passage = paper_passage(check->paper, i);
		gboolean label = taken == LABELLED;
		struct range range = check_range(check, i, label ? 0 : passage->from, label ? 0 : passage->from + taken);
		if (before && number != 1 && number != before + 1) {
			g_autofree char *quote = label ? g_strdup(passage->label) : check_quote(check, range);
			struct advice advice = {.other = &other};
			if (label && number == before)
				check_report_label(check, RULE_SECTION, i, &advice, _("“%s” is there twice"), quote);
			else if (label)
				check_report_label(check, RULE_SECTION, i, &advice, _("the one before “%s” is number %u"), quote, before);
			else if (number == before)
				check_report(check, RULE_SECTION, range, &advice, _("“%s” is there twice"), quote);
			else
				check_report(check, RULE_SECTION, range, &advice, _("the one before “%s” is number %u"), quote, before);
		}
		before = number;
		other = range;
		*last = MAX(*last, number);
	}
}

/* "Phụ lục II của Nghị định …" is not of this paper. */
static gboolean is_of_another(const struct check *check, guint at, guint end)
{
	static const char *const words[] = {"của", "ban", "nghị", "thông", "quyết", "công", "luật", "quy"};
	for (guint i = at; i < end && i < at + 4; i++)
		for (guint j = 0; j < G_N_ELEMENTS(words); j++)
			if (paper_is_word(check->paper, i, words[j]))
				return TRUE;
	return FALSE;
}

static void check_references(struct check *check, guint kind, guint last)
{
	const struct paper *paper = check->paper;
	for (guint i = 0; i < paper->passages->len; i++) {
		const struct passage *passage = paper_passage(paper, i);
		if (passage->kind == PASSAGE_CELL || passage->kind == PASSAGE_PART)
			continue;
		for (guint at = passage->from + 1; at < passage->to; at++) {
			guint number = 0, taken = caption_at(check, kind, at, passage->to, &number);
			if (!taken || number <= last || !(paper_token(paper, at)->flags & (TOKEN_CAPITAL | TOKEN_UPPER)) ||
				is_of_another(check, at + taken, passage->to) || facts_is_cited(check->facts, at))
				continue;
			struct range range = check_range(check, i, at, at + taken);
			g_autofree char *quote = check_quote(check, range);
			check_report(check, RULE_SECTION, range, NULL, _("“%s” is not in the paper"), quote);
		}
	}
}

void check_captions(struct check *check)
{
	for (guint kind = 0; kind < G_N_ELEMENTS(captions); kind++) {
		guint last;
		check_order(check, kind, &last);
		if (captions[kind].second)
			last = MAX(last, check->paper->annexes);
		if (last && captions[kind].referred)
			check_references(check, kind, last);
	}
}
