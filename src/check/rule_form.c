/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The form around the body: blanks left to fill, and the recipients against whom the report is made
 * for (Decree 30/2020, Appendix I: an addressee is the first recipient, "Như trên"; the file copy is
 * the last, "Lưu: VT").
 */
#include "base/error.h"
#include "check/rule.h"

#include <string.h>

static gboolean is_part(const struct passage *passage, enum part_kind part)
{
	return passage->kind == PASSAGE_PART && passage->part == part;
}

/* "Số: /BC-SNgV". */
static void check_number(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	guint at = passage->from;
	if (at < passage->to && paper_is_word(paper, at, "số"))
		at++;
	if (at < passage->to && token_is_mark(paper_token(paper, at), ':'))
		at++;
	struct range range = check_range(check, index, passage->from, passage->to);
	if (at == passage->to || paper_token(paper, at)->kind != TOKEN_NUMBER)
		check_report(check, RULE_BLANK, range, NULL, _("the number is left blank"));
	for (guint i = at + 1; i < passage->to; i++)
		if (token_is_mark(paper_token(paper, i), '-') &&
			(paper_token(paper, i)->flags & TOKEN_SPACED ||
				(i + 1 < passage->to && paper_token(paper, i + 1)->flags & TOKEN_SPACED))) {
			check_report_as(check, RULE_SYMBOL_FORM, SEVERITY_HINT, range, NULL,
				_("no blank stands in a symbol"));
			return;
		}
}

/* "ngày tháng 3 năm 2020". */
static void check_date(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	static const char *const words[] = {"ngày", "tháng", "năm"};
	for (guint i = passage->from; i < passage->to; i++)
		for (guint j = 0; j < G_N_ELEMENTS(words); j++) {
			if (!paper_is_word(paper, i, words[j]) ||
				(i + 1 < passage->to && paper_token(paper, i + 1)->kind == TOKEN_NUMBER))
				continue;
			check_report(check, RULE_BLANK,
				check_range(check, index, i, MIN(i + 2, passage->to)), NULL,
				_("the date is left blank"));
			return;
		}
}

#define POINTS_BLANK 5 /* points in a row that stand for something to be filled in */

/* "…… đoàn", "_____", "{{ … }}" in the body. */
static void check_gaps(struct check *check, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	for (guint i = passage->from; i < passage->to;) {
		guint end = i, points = 0;
		for (; end < passage->to; end++) {
			const struct token *token = paper_token(check->paper, end);
			if (!token_is_mark(token, '.') && !token_is_mark(token, 0x2026) &&
				!token_is_mark(token, '_'))
				break;
			points += token_is_mark(token, 0x2026) ? 3 : 1;
		}
		const struct token *token = paper_token(check->paper, i);
		gboolean hole = i + 1 < passage->to && token_is_mark(token, '{') &&
				token_is_mark(token + 1, '{');
		if (points > POINTS_BLANK || hole)
			check_report_as(check, RULE_BLANK, SEVERITY_WARNING,
				check_range(check, index, i, hole ? i + 2 : end), NULL,
				_("something is left to be filled in"));
		i = MAX(end, i + 1);
	}
}

static guint bodies_in(const struct check *check, guint index, guint64 *bodies)
{
	const struct passage *passage = paper_passage(check->paper, index);
	guint found = 0;
	for (guint i = passage->from; i < passage->to; i++) {
		struct meaning meaning;
		guint taken = lexicon_match(check->paper->lexicon, paper_token(check->paper, i),
			passage->to - i, LEXEME_BODY, &meaning);
		if (!taken || meaning.value < 0 || meaning.value > 63)
			continue;
		*bodies |= (guint64)1 << meaning.value;
		found++;
		i += taken - 1;
	}
	return found;
}

struct recipients {
	guint64 bodies; /* of recipients and addressees */
	guint64 received; /* of recipients */
	int first, archive, addressee, as_above; /* passages; -1 = none */
};

static struct recipients read_recipients(const struct check *check)
{
	struct recipients all = {.first = -1, .archive = -1, .addressee = -1, .as_above = -1};
	for (guint i = 0; i < check->paper->passages->len; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (is_part(passage, PART_ADDRESSEE)) {
			all.addressee = all.addressee < 0 ? (int)i : all.addressee;
			bodies_in(check, i, &all.bodies);
		} else if (is_part(passage, PART_RECIPIENT)) {
			all.first = all.first < 0 ? (int)i : all.first;
			bodies_in(check, i, &all.received);
			for (guint j = passage->from; j + 1 < passage->to; j++)
				if (paper_is_word(check->paper, j, "như") &&
					(paper_is_word(check->paper, j + 1, "trên") ||
						paper_is_word(check->paper, j + 1, "kính")))
					all.as_above = (int)i;
		} else if (is_part(passage, PART_ARCHIVE)) {
			all.archive = (int)i;
		}
	}
	all.bodies |= all.received;
	return all;
}

/* Whether the words from a token on ask for a report: "về việc báo cáo". */
static gboolean asks_for_report(const struct check *check, guint from, guint to)
{
	for (guint i = from; i + 1 < to; i++)
		if (paper_is_word(check->paper, i, "báo") && paper_is_word(check->paper, i + 1, "cáo"))
			return TRUE;
	return FALSE;
}

/* For whom the report is made: its basis is theirs ("của …"), or it is told to them ("kính báo cáo …"). */
static int made_for(const struct check *check, guint index, gboolean closing, struct range *named)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	guint end = passage->sentences ? paper_sentence(paper, passage->first_sentence)->to : passage->to;
	for (guint i = passage->from + 1; i < end; i++) {
		struct meaning meaning;
		guint taken = lexicon_match(
			paper->lexicon, paper_token(paper, i), end - i, LEXEME_BODY, &meaning);
		if (!taken || meaning.value < 0 || meaning.value > 63)
			continue;
		gboolean told = closing && (paper_is_word(paper, i - 1, "cáo") ||
						   paper_is_word(paper, i - 1, "gửi") ||
						   paper_is_word(paper, i - 1, "trình"));
		gboolean asked = !closing && paper_is_word(paper, i - 1, "của") &&
				 asks_for_report(check, i + taken, end);
		*named = check_range(check, index, i, i + taken);
		if (told || asked)
			return (int)meaning.value;
	}
	return -1;
}

static void check_made_for(struct check *check, const struct recipients *all, guint index, gboolean closing)
{
	struct range named;
	int body = made_for(check, index, closing, &named);
	if (body < 0 || all->bodies >> body & 1)
		return;
	g_autofree char *quote = check_quote(check, named);
	const struct passage *first = paper_passage(check->paper, (guint)all->first);
	check_report(check, RULE_RECIPIENT,
		check_range(check, (guint)all->first, first->from, first->to),
		&(struct advice){.other = &named},
		_("the report is made for “%s”, which is not among the recipients"), quote);
}

/* "- Lưu Văn phòng Tỉnh ủy.": as the Party writes it. */
static gboolean is_party_archive(const struct check *check, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	for (guint i = passage->from; i + 2 < passage->to; i++)
		if (paper_is_word(check->paper, i, "lưu"))
			return paper_is_word(check->paper, i + 1, "văn") &&
			       paper_is_word(check->paper, i + 2, "phòng");
	return FALSE;
}

/* Whether the words of the addressee stand in a line of the recipients. */
static gboolean is_named_in(const struct check *check, const struct passage *addressee, guint from)
{
	const struct paper *paper = check->paper;
	guint first = addressee->from;
	for (guint i = first; i < addressee->to; i++)
		if (token_is_mark(paper_token(paper, i), ':')) /* "Kính gửi:" */
			first = i + 1;
	guint words = addressee->to - first;
	while (words > 0 && paper_token(paper, first + words - 1)->kind == TOKEN_MARK)
		words--;
	for (guint i = from; words && i < paper->passages->len; i++) {
		const struct passage *line = paper_passage(paper, i);
		if (!is_part(line, PART_RECIPIENT))
			continue;
		for (guint at = line->from; at + words <= line->to; at++) {
			guint same = 0;
			while (same < words && paper_token(paper, at + same)->word ==
						       paper_token(paper, first + same)->word)
				same++;
			if (same == words)
				return TRUE;
		}
	}
	return FALSE;
}

static void check_recipients(struct check *check)
{
	struct recipients all = read_recipients(check);
	const struct frame *frame = check->frame;
	if (all.first < 0)
		return;
	for (guint i = frame->opening_from; i < frame->opening_to; i++)
		check_made_for(check, &all, i, FALSE);
	if (frame->closing >= 0)
		check_made_for(check, &all, (guint)frame->closing, TRUE);
	struct range first = check_range(check, (guint)all.first, 0, 0);
	if (all.addressee >= 0 && all.as_above < 0) {
		struct range other = check_range(check, (guint)all.addressee, 0, 0);
		guint64 addressed = 0;
		bodies_in(check, (guint)all.addressee, &addressed);
		if (!(addressed & all.received) &&
			!is_named_in(check, paper_passage(check->paper, (guint)all.addressee), (guint)all.first))
			check_report_as(check, RULE_RECIPIENT, SEVERITY_HINT, first,
			&(struct advice){.other = &other},
			_("the addressee is not among the recipients (“- Như trên;”)"));
	}
	if (all.archive < 0)
		check_report_as(check, RULE_RECIPIENT, SEVERITY_HINT, first, NULL,
			_("the recipients do not end with the file copy (“- Lưu: VT.”)"));
	else if (!strchr(paper_passage(check->paper, (guint)all.archive)->text, ':') &&
		 !is_party_archive(check, (guint)all.archive))
		check_report_as(check, RULE_RECIPIENT, SEVERITY_HINT,
			check_range(check, (guint)all.archive, 0, 0), NULL,
			_("“Lưu” is followed by a colon"));
}

void check_form(struct check *check)
{
	for (guint i = 0; i < check->paper->passages->len; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (is_part(passage, PART_NUMBER))
			check_number(check, i);
		else if (is_part(passage, PART_DATE))
			check_date(check, i);
		else if (passage->kind != PASSAGE_PART)
			check_gaps(check, i);
	}
	check_recipients(check);
}
