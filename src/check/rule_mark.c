/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks: brackets and quotes that do not close, paragraphs without a stop, a colon that nothing
 * follows, marks that do not stand together, blanks before or after them, and capitals after a comma.
 * What the conversion of a file broke is not told.
 */
#include "base/error.h"
#include "check/rule.h"

#include <string.h>

#define QUOTED_MOST 10 /* tokens quoted from an open bracket on */

static gboolean is_broken(const struct check *check, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	return passage->kind == PASSAGE_CELL || passage->kind == PASSAGE_PART;
}

/* "a)", "(1)", "2)": what is counted in running text. */
static gboolean is_enumerator(const struct check *check, const struct passage *passage, guint at)
{
	if (at == passage->from)
		return TRUE;
	const struct token *before = paper_token(check->paper, at - 1);
	if (before->length > 3 || before->kind == TOKEN_MARK)
		return FALSE;
	if (at - 1 == passage->from || token_is_mark(before - 1, '('))
		return TRUE;
	/* Behind a mark or "và", before what it counts: not "800 ha)", "tai nạn: 01)." */
	gboolean led = before[-1].kind == TOKEN_MARK ||
		       lexicon_match(check->paper->lexicon, before - 1, 1, LEXEME_JOINS, NULL) == 1;
	return led && before->flags & TOKEN_SPACED && at + 1 < passage->to &&
	       paper_token(check->paper, at + 1)->kind == TOKEN_WORD;
}

/* A text that the next passage goes on with: its bracket may close there. */
static gboolean goes_on(const struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	if (index + 1 >= paper->passages->len)
		return FALSE;
	const struct passage *passage = paper_passage(paper, index), *next = passage + 1;
	if (*next->label || next->kind != PASSAGE_PARAGRAPH || next->from == next->to ||
		passage->from == passage->to)
		return FALSE;
	const struct token *last = paper_token(paper, passage->to - 1);
	const struct token *first = paper_token(paper, next->from);
	return !token_is_mark(last, '.') && !(first->flags & TOKEN_CAPITAL);
}

/* Wide blanks parted the line of a text file. */
static gboolean shares_line(const struct check *check, guint index)
{
	const GArray *passages = check->paper->passages;
	const struct passage *passage = paper_passage(check->paper, index);
	enum { NEAR = 64 };
	guint last = MIN(index + NEAR, passages->len);
	for (guint i = index > NEAR ? index - NEAR : 0; i < last; i++)
		if (i != index && passage->origin.line &&
			paper_passage(check->paper, i)->origin.line == passage->origin.line)
			return TRUE;
	return FALSE;
}

static void check_brackets(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	guint open[16], depth = 0;
	gboolean before = index > 0 && goes_on(check, index - 1);
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(paper, i);
		if (token_is_mark(token, '(')) {
			if (depth < G_N_ELEMENTS(open))
				open[depth] = i;
			depth++;
		} else if (token_is_mark(token, ')')) {
			if (depth > 0)
				depth--;
			else if (!before && !is_enumerator(check, passage, i) && !shares_line(check, index))
				check_report(check, RULE_BRACKET,
					check_range(check, index,
						i - MIN(QUOTED_MOST / 2, i - passage->from), i + 1),
					NULL, _("the bracket was never opened"));
		}
	}
	if (depth == 0 || goes_on(check, index) || depth > G_N_ELEMENTS(open) ||
		shares_line(check, index))
		return;
	check_report(check, RULE_BRACKET,
		check_range(check, index, open[depth - 1],
			MIN(open[depth - 1] + QUOTED_MOST, passage->to)),
		NULL, _("the bracket is never closed"));
}

static void check_quotes(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	guint open = G_MAXUINT, straight = G_MAXUINT, count = 0, opened = 0, closed = 0, last = 0;
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(paper, i);
		if (token_is_mark(token, 0x201C) || token_is_mark(token, 0x201E)) {
			if (open != G_MAXUINT)
				break;
			open = i;
			opened++;
		} else if (token_is_mark(token, 0x201D)) {
			open = G_MAXUINT;
			closed++;
			last = i;
		} else if (token_is_mark(token, '"')) {
			straight = i;
			count++;
			open = G_MAXUINT;
		}
	}
	if (opened == 0 && closed == 1 && count == 0 && !(index > 0 && goes_on(check, index - 1)))
		check_report(check, RULE_BRACKET,
			check_range(check, index, last - MIN(QUOTED_MOST / 2, last - passage->from), last + 1), NULL,
			_("the quotation mark was never opened"));
	if (open == G_MAXUINT && count % 2 == 1)
		open = straight;
	if (open == G_MAXUINT || goes_on(check, index) || (index > 0 && goes_on(check, index - 1)))
		return;
	check_report(check, RULE_BRACKET,
		check_range(check, index, open, MIN(open + QUOTED_MOST, passage->to)), NULL,
		_("the quotation mark is never closed"));
}

/* Marks that end a sentence, or may end a passage. */
static gboolean ends_well(const struct check *check, const struct passage *passage)
{
	static const gunichar ends[] = {'.', '!', '?', ';', ':', 0x2026, '/'};
	guint last = passage->to;
	while (last > passage->from) {
		const struct token *token = paper_token(check->paper, last - 1);
		gboolean closing = token_is_mark(token, ')') || token_is_mark(token, 0x201D) ||
				   token_is_mark(token, '"') || token_is_mark(token, '*') ||
				   token_is_mark(token, '_') || token_is_mark(token, '>');
		for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
			if (token_is_mark(token, ends[i]))
				return TRUE;
		if (!closing)
			return FALSE;
		last--;
	}
	return TRUE;
}

#define TITLE_MOST     28 /* words of what has a number and no mark inside: a heading, perhaps */
#define SENTENCE_LEAST 9 /* words of a passage that must end with a stop */

/* Passages whose end may be judged: sentences, not titles, cells or parts of the form. */
static gboolean is_prose(const struct check *check, const struct passage *passage)
{
	guint words = 0, capitals = 0, marks = 0;
	if (passage->kind != PASSAGE_PARAGRAPH && passage->kind != PASSAGE_ITEM)
		return FALSE;
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(check->paper, i);
		words += token->kind == TOKEN_WORD;
		capitals += token->kind == TOKEN_WORD && token->flags & TOKEN_UPPER;
		marks += token->kind == TOKEN_MARK && token->word != '-' && token->word != ',';
	}
	gboolean headed = g_unichar_isalnum(g_utf8_get_char(passage->label)) && marks == 0;
	return words >= (headed ? TITLE_MOST : SENTENCE_LEAST) && capitals * 2 < words;
}

/* In a list whose items mostly end without a mark, none is missed. */
static gboolean list_has_stops(const struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	guint with = 0, without = 0;
	if (passage->kind != PASSAGE_ITEM)
		return TRUE;
	guint from = index;
	while (from > 0 && paper_passage(paper, from - 1)->list == passage->list && index - from < 50)
		from--;
	for (guint i = from; i < paper->passages->len && i < index + 50; i++) {
		const struct passage *each = paper_passage(paper, i);
		if (each->kind != PASSAGE_ITEM || each->list != passage->list)
			break;
		*(ends_well(check, each) ? &with : &without) += 1;
	}
	return with > without;
}

/* A new section, item or part: the passage before it has ended. */
static gboolean begins_anew(const struct check *check, guint index)
{
	const GArray *passages = check->paper->passages;
	if (index >= passages->len)
		return TRUE;
	const struct passage *passage = paper_passage(check->paper, index);
	return *passage->label || passage->kind == PASSAGE_HEADING || passage->kind == PASSAGE_PART;
}

/* Another paragraph with a capital: a page may have parted the two, so that it is only a hint. */
static gboolean begins_capital(const struct check *check, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	return passage->kind == PASSAGE_PARAGRAPH && passage->from < passage->to &&
	       paper_token(check->paper, passage->from)->flags & TOKEN_CAPITAL;
}

/* "Kính gửi: …" that stands where no letter has it. */
static gboolean is_addressee(const struct paper *paper, const struct passage *passage)
{
	return passage->from + 1 < passage->to && paper_is_word(paper, passage->from, "kính") &&
	       paper_is_word(paper, passage->from + 1, "gửi");
}

static void check_stop(struct check *check, guint index)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	/* What stands first may be a title; "(Kèm theo …)" is no sentence. */
	if (index == 0 || !is_prose(check, passage) || ends_well(check, passage) ||
		token_is_mark(paper_token(paper, passage->from), '(') || is_addressee(paper, passage))
		return;
	gboolean anew = begins_anew(check, index + 1);
	if (!anew && token_is_mark(paper_token(paper, passage->to - 1), ')'))
		return;
	if (!(anew || begins_capital(check, index + 1)) || !list_has_stops(check, index))
		return;
	guint from = passage->to - MIN(4u, passage->to - passage->from);
	struct range range = check_range(check, index, from, passage->to);
	check_report_as(check, RULE_STOP, anew ? SEVERITY_WARNING : SEVERITY_HINT, range, NULL,
		token_is_mark(paper_token(paper, passage->to - 1), ',')
			? _("the paragraph ends with a comma")
			: _("no full stop at the end of the paragraph"));
}

static guint label_style(const char *label)
{
	if (g_ascii_isdigit(*label))
		return strchr(label, '.') && g_ascii_isdigit(strchr(label, '.')[1]) ? 3 : 2;
	return *label == 'I' || *label == 'V' || *label == 'X' ? 1 : *label ? 4 : 0;
}

/* "…, không có dự án nào được phê duyệt:" and then the next section of the same rank. */
static void check_colon(struct check *check, guint index, guint section)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	if (!is_prose(check, passage) || !token_is_mark(paper_token(paper, passage->to - 1), ':') ||
		index + 1 >= paper->passages->len || !begins_anew(check, index + 1))
		return;
	const struct passage *next = paper_passage(paper, index + 1);
	guint style = label_style(next->label);
	gboolean ended = next->kind == PASSAGE_PART && next->part > PART_ADDRESSEE;
	if (next->kind == PASSAGE_HEADING)
		ended = section && style && style <= section;
	if (!ended)
		return;
	check_report(check, RULE_STOP,
		check_range(check, index, passage->to - MIN(8u, passage->to - passage->from), passage->to),
		NULL, _("nothing follows the colon"));
}

static const struct {
	char first, second;
} never_together[] = {{':', ','}, {',', ':'}, {',', ','}, {';', ';'}, {';', ','}, {',', ';'},
	{':', ';'}, {';', ':'}, {',', '.'}, {';', '.'}, {':', '.'}, {':', ':'}};

static gboolean are_never_together(gunichar a, gunichar b)
{
	for (guint i = 0; i < G_N_ELEMENTS(never_together); i++)
		if ((gunichar)never_together[i].first == a && (gunichar)never_together[i].second == b)
			return TRUE;
	return FALSE;
}

static gboolean is_stop(const struct token *token)
{
	return token->kind == TOKEN_MARK && token->word < 0x80 && strchr(".,;:", (int)token->word) &&
	       token->word;
}

/* One of the points of "..." or of "./." */
static gboolean is_points(const struct check *check, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	gboolean before = at > passage->from &&
			  (token_is_mark(token - 1, '.') || token_is_mark(token - 1, '/'));
	gboolean after = at + 1 < passage->to &&
			 (token_is_mark(token + 1, '.') || token_is_mark(token + 1, '/'));
	return token_is_mark(token, '.') && (before || after);
}

static struct range around(const struct check *check, guint index, guint from, guint to)
{
	const struct passage *passage = paper_passage(check->paper, index);
	return check_range(check, index, from > passage->from ? from - 1 : from, MIN(to, passage->to));
}

static void check_pair_of_marks(struct check *check, guint index, guint at)
{
	const struct paper *paper = check->paper;
	const struct token *first = paper_token(paper, at), *second = first + 1;
	if (are_never_together(first->word, second->word) &&
		!(token_is_mark(first, ',') && is_points(check, paper_passage(paper, index), at + 1)) &&
		!(first->word != '.' && is_points(check, paper_passage(paper, index), at + 1)))
		check_report(check, RULE_MARK, around(check, index, at, at + 2), NULL,
			_("“%c%c” do not stand together"), (int)first->word, (int)second->word);
}

static gboolean is_lower_word(const struct token *token)
{
	return token->kind == TOKEN_WORD && !(token->flags & (TOKEN_CAPITAL | TOKEN_MIXED | TOKEN_DIGITS));
}

/* "Covid-19 .", "( như", "phòng,chống", "tỉnh.Trong". */
static void check_blanks(struct check *check, guint index, guint at)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	const struct token *token = paper_token(paper, at), *before = token - 1, *after = token + 1;
	gboolean first = at == passage->from, last = at + 1 == passage->to;
	if (first || !is_stop(token) || is_points(check, passage, at))
		return;
	if (token->flags & TOKEN_SPACED && before->kind != TOKEN_MARK) {
		check_report_as(check, RULE_MARK, SEVERITY_WARNING, around(check, index, at, at + 1), NULL,
			_("a blank stands before “%c”"), (int)token->word);
		return;
	}
	if (last || after->flags & TOKEN_SPACED || before->kind != TOKEN_WORD ||
		after->kind != TOKEN_WORD)
		return;
	/* "mofa.gov.vn", "LĐ,TB&XH", "TP.HCM" stay. */
	gboolean joined = token->word == '.'
				  ? is_lower_word(before) && after->flags & TOKEN_CAPITAL &&
					    !(after->flags & TOKEN_UPPER) &&
					    wordbook_get(paper->words, before->word)->flags & WORD_SYLLABLE
				  : is_lower_word(before) && after->length > 1 &&
					    !(after->flags & TOKEN_UPPER);
	if (joined)
		check_report_as(check, RULE_MARK, SEVERITY_WARNING, around(check, index, at, at + 2), NULL,
			_("no blank stands after “%c”"), (int)token->word);
}

/* A capital that says nothing: of the first word, after an opening quote, of an abbreviation. */
static gboolean is_opening_capital(const struct check *check, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(check->paper, at);
	return at == passage->from || token->flags & TOKEN_UPPER ||
	       (token[-1].kind == TOKEN_MARK && !token_is_mark(token - 1, '-'));
}

/* "gặp nhiều khó khăn, Các hoạt động", "đã tham mưu cho Trong tháng 01". */
static void check_capital(struct check *check, guint index, guint at)
{
	const struct paper *paper = check->paper;
	const struct passage *passage = paper_passage(paper, index);
	const struct token *token = paper_token(paper, at);
	if (at == passage->from || at + 1 >= passage->to || !(token->flags & TOKEN_CAPITAL) ||
		token->flags & (TOKEN_UPPER | TOKEN_MIXED) || token[1].flags & TOKEN_CAPITAL ||
		lexicon_match(paper->lexicon, token, passage->to - at, LEXEME_OPENING, NULL) == 0)
		return;
	const struct token *before = token - 1;
	gboolean named = before->kind == TOKEN_WORD && before->flags & TOKEN_CAPITAL;
	gboolean small = lexicon_match(paper->lexicon, token, 1, LEXEME_SMALL, NULL) == 1;
	if (!token_is_mark(before, ',') && !is_lower_word(before) &&
		!(named && (small || is_opening_capital(check, passage, at - 1))))
		return;
	/* "Liên hiệp Các tổ chức hữu nghị": inside a name, unless the capital only begins the sentence. */
	if (!small && at >= passage->from + 2 && before->kind == TOKEN_WORD && before[-1].flags & TOKEN_CAPITAL &&
		(paper_is_word(paper, at - 1, "hiệp") || !is_opening_capital(check, passage, at - 2)))
		return;
	check_report(check, RULE_CAPITAL, around(check, index, at, at + 2), NULL,
		token_is_mark(before, ',') ? _("a capital after a comma")
					   : _("a capital in the middle of a sentence"));
}

static void check_tokens(struct check *check, guint index)
{
	const struct passage *passage = paper_passage(check->paper, index);
	for (guint i = passage->from; i < passage->to; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind == TOKEN_WORD)
			check_capital(check, index, i);
		if (token->kind != TOKEN_MARK)
			continue;
		if (i + 1 < passage->to && token[1].kind == TOKEN_MARK)
			check_pair_of_marks(check, index, i);
		check_blanks(check, index, i);
	}
}

void check_marks(struct check *check)
{
	guint section = 0;
	for (guint i = 0; i < check->paper->passages->len; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (passage->kind == PASSAGE_HEADING && *passage->label)
			section = label_style(passage->label);
		if (is_broken(check, i))
			continue;
		check_tokens(check, i);
		check_brackets(check, i);
		check_quotes(check, i);
		check_stop(check, i);
		check_colon(check, i, section);
	}
}
