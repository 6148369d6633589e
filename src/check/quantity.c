/* SPDX-License-Identifier: Apache-2.0 */
#include "base/number.h"
#include "check/fact_private.h"

#include <string.h>

/* Digits without marks, or with points between groups of three. */
static gboolean whole_part(const char *text, gsize length, gint64 *value)
{
	gsize since = 0, groups = 0;
	*value = 0;
	for (gsize i = 0; i < length; i++) {
		if (text[i] == '.') {
			if (groups ? since != 3 : since == 0 || since > 3 || text[0] == '0')
				return FALSE;
			groups++;
			since = 0;
			continue;
		}
		if (!g_ascii_isdigit(text[i]) || __builtin_mul_overflow(*value, (gint64)10, value) ||
			__builtin_add_overflow(*value, (gint64)(text[i] - '0'), value))
			return FALSE;
		since++;
	}
	return groups == 0 || since == 3;
}

gboolean fact_number(const char *text, gsize length, gint64 *value, guint *scale)
{
	const char *comma = memchr(text, ',', length);
	gsize whole = comma ? (gsize)(comma - text) : length;
	*scale = 0;
	/* "2.5": a point before one or two digits is a comma. */
	const char *point = memrchr(text, '.', whole);
	if (!comma && point && text + length - point - 1 != 3 && memchr(text, '.', length) == point) {
		comma = point;
		whole = (gsize)(point - text);
	}
	if (!whole_part(text, whole, value))
		return FALSE;
	if (!comma)
		return TRUE;
	gsize fraction = length - whole - 1;
	/* "1,566" may be a thousand written the English way. */
	if (fraction == 0 || fraction > 6 || (fraction == 3 && text[0] != '0'))
		return FALSE;
	for (gsize i = whole + 1; i < length; i++) {
		if (!g_ascii_isdigit(text[i]) || __builtin_mul_overflow(*value, (gint64)10, value) ||
			__builtin_add_overflow(*value, (gint64)(text[i] - '0'), value))
			return FALSE;
	}
	*scale = (guint)fraction;
	while (*scale > 0 && *value % 10 == 0) {
		*value /= 10;
		(*scale)--;
	}
	return TRUE;
}

static gboolean multiply(struct quantity *quantity, guint zeros)
{
	while (zeros > 0 && quantity->scale > 0) {
		zeros--;
		quantity->scale--;
	}
	gint64 power = number_power10(zeros);
	return !__builtin_mul_overflow(quantity->value, power, &quantity->value) &&
	       !__builtin_mul_overflow(quantity->upper, power, &quantity->upper);
}

static gboolean token_number(const struct reader *reader, guint at, gint64 *value, guint *scale)
{
	const struct token *token = paper_token(reader->paper, at);
	const char *text = paper_passage(reader->paper, reader->sentence->passage)->text;
	return token->kind == TOKEN_NUMBER &&
	       fact_number(text + token->at, token->length, value, scale);
}

/* "1-1,5": the upper end, scaled alike. */
static guint read_upper(const struct reader *reader, struct quantity *quantity, guint at)
{
	gint64 upper;
	guint scale;
	if (at + 1 >= reader->sentence->to || !token_is_mark(paper_token(reader->paper, at), '-') ||
		!token_number(reader, at + 1, &upper, &scale))
		return 0;
	for (; quantity->scale < scale; quantity->scale++)
		if (__builtin_mul_overflow(quantity->value, (gint64)10, &quantity->value))
			return 0;
	for (; scale < quantity->scale; scale++)
		if (__builtin_mul_overflow(upper, (gint64)10, &upper))
			return 0;
	if (upper < quantity->value)
		return 0;
	quantity->upper = upper;
	return 2;
}

static unit_t unit_key(const struct wordbook *words, const char *name)
{
	gsize first = strcspn(name, " ");
	const char *second = name[first] ? name + first + 1 : "";
	gsize length = strcspn(second, " ");
	return (unit_t)wordbook_find(words, name, first) << 32 |
	       (length ? wordbook_find(words, second, length) : 0);
}

unit_t unit_of_text(const struct lexicon *lexicon, const char *text)
{
	struct wordbook *words = lexicon_own_words(lexicon);
	g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	tokens_read(tokens, words, text, strlen(text));
	struct meaning meaning = {0};
	guint taken = lexicon_match(lexicon, (const struct token *)(const void *)tokens->data,
		tokens->len, LEXEME_UNIT, &meaning);
	gboolean other = taken == tokens->len && meaning.text && *meaning.text;
	return unit_key(words, other ? meaning.text : text);
}

guint unit_at(const struct paper *paper, guint passage, guint at, guint end, unit_t *unit, gboolean *person)
{
	const struct token *token = paper_token(paper, at);
	guint left = end - at;
	struct meaning meaning;
	guint skipped = lexicon_match(paper->lexicon, token, left, LEXEME_CLASSIFIER, NULL);
	guint taken = skipped < left ? lexicon_match(paper->lexicon, token + skipped, left - skipped,
					       LEXEME_UNIT, &meaning)
				     : 0;
	if (!taken && skipped) {
		taken = lexicon_match(paper->lexicon, token, left, LEXEME_UNIT, &meaning);
		skipped = 0;
	}
	if (!taken)
		return 0;
	g_autofree char *own = paper_text(paper, passage, at + skipped, at + skipped + taken);
	gboolean same = !meaning.text || !*meaning.text;
	*unit = unit_key(paper->words, same ? own : meaning.text);
	*person = lexicon_match(paper->lexicon, token + skipped, left - skipped, LEXEME_PERSON, NULL) ==
		  taken;
	return skipped + taken;
}

/* What is counted: a unit of the lexicon, or the noun that stands there. */
static guint read_unit(const struct reader *reader, struct quantity *quantity, guint at)
{
	const struct paper *paper = reader->paper;
	guint left = reader->sentence->to - at;
	if (at >= reader->sentence->to)
		return 0;
	const struct token *token = paper_token(paper, at);
	guint taken = unit_at(paper, reader->sentence->passage, at, reader->sentence->to,
		&quantity->unit, &quantity->person);
	if (taken)
		return taken;
	if (token->kind != TOKEN_WORD || token->flags & TOKEN_UPPER)
		return 0;
	gboolean two = left > 1 && token[1].kind == TOKEN_WORD &&
		       lexicon_is_pair(paper->lexicon, token->word, token[1].word);
	quantity->unit = (unit_t)token->word << 32 | (two ? token[1].word : 0);
	return two ? 2 : 1;
}

/* "cao hơn 4 điểm": "hơn" compares there. */
static gboolean is_compared(const struct reader *reader, struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	guint at = reader->at;
	struct meaning meaning;
	if (at < reader->sentence->from + 2 || !paper_is_word(paper, at - 1, "hơn") ||
		lexicon_match(paper->lexicon, paper_token(paper, at - 2), 2, LEXEME_CHANGE, &meaning) != 2)
		return FALSE;
	quantity->about = at;
	quantity->role = meaning.value > 0 ? ROLE_MORE : ROLE_LESS;
	return TRUE;
}

/* Words of approximation before the number, and what it is more or less than. */
static void read_before(const struct reader *reader, struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	guint first = reader->sentence->from;
	guint at = reader->at;
	if (is_compared(reader, quantity))
		return;
	for (gboolean found = TRUE; found && at > first;) {
		found = FALSE;
		for (guint back = 3; back >= 1 && !found; back--) {
			struct meaning meaning;
			if (at - first < back ||
				lexicon_match(paper->lexicon, paper_token(paper, at - back), back,
					LEXEME_ABOUT, &meaning) != back)
				continue;
			quantity->abouts = (guint8)(quantity->abouts | 1u << meaning.value);
			at -= back;
			found = TRUE;
		}
	}
	quantity->about = at;
	for (guint back = 3; back >= 1; back--) {
		struct meaning meaning;
		if (at - first < back || lexicon_match(paper->lexicon, paper_token(paper, at - back),
						 back, LEXEME_CHANGE, &meaning) != back)
			continue;
		quantity->role = meaning.value > 0 ? ROLE_MORE : ROLE_LESS;
		return;
	}
}

/* "giảm 12 đoàn với 25 lượt người": the second is less, too. */
static void follow_change(const struct reader *reader, struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	const GArray *done = reader->facts->quantities;
	if (quantity->role != ROLE_PLAIN || done->len == 0)
		return;
	const struct quantity *last = &g_array_index(done, struct quantity, done->len - 1);
	if (last->range.sentence != reader->index ||
		(last->role != ROLE_MORE && last->role != ROLE_LESS))
		return;
	guint gap = reader->at - last->range.to;
	gboolean joined = gap == 1 && (lexicon_match(paper->lexicon, paper_token(paper, reader->at - 1),
					       1, LEXEME_JOINS, NULL) ||
					      token_is_mark(paper_token(paper, reader->at - 1), '/'));
	if (joined)
		quantity->role = last->role;
}

#define BASE_BACK  9 /* tokens before a bracket in which it is said that it holds a base */
#define BASE_WITHIN 8 /* … and within it, before the number */

/* "cùng kỳ năm 2019 (", "so với năm 2020 (": what a bracket at a token holds is compared with. */
static gboolean opens_base(const struct reader *reader, guint open)
{
	const struct paper *paper = reader->paper;
	for (guint back = 1; back <= BASE_BACK && open >= reader->sentence->from + back; back++) {
		const struct token *token = paper_token(paper, open - back);
		if (token->kind == TOKEN_MARK && !token_is_mark(token, '/') && !token_is_mark(token, '-'))
			return FALSE;
		if (lexicon_match(paper->lexicon, token, back, LEXEME_SAME_PERIOD, NULL) ||
			(back > 1 && paper_is_word(paper, open - back, "so") &&
				paper_is_word(paper, open - back + 1, "với")))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_period_word(const struct paper *paper, guint at)
{
	static const char *const words[] = {"tháng", "quý", "năm"};
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		if (paper_is_word(paper, at, words[i]))
			return TRUE;
	return FALSE;
}

/* "năm 2024", "cùng kỳ", "6 tháng đầu năm 2024". */
static gboolean is_period_start(const struct reader *reader, guint at)
{
	const struct paper *paper = reader->paper;
	if (paper_token(paper, at)->kind == TOKEN_NUMBER && at + 1 < reader->at)
		at++;
	return is_period_word(paper, at) || lexicon_match(paper->lexicon, paper_token(paper, at),
						    reader->at - at, LEXEME_SAME_PERIOD, NULL);
}

/* "tăng 02 vụ (cùng kỳ năm 2023: 11 vụ)", "tăng 03 đoàn (tháng 5/2022 có 06 đoàn)". */
static gboolean is_base_of_change(const struct reader *reader, const struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	const GArray *done = reader->facts->quantities;
	guint first = quantity->bracket + 1;
	if (done->len == 0 || first + BASE_WITHIN < reader->at || first == reader->at)
		return FALSE;
	const struct quantity *last = &g_array_index(done, struct quantity, done->len - 1);
	if (last->range.sentence != reader->index || last->unit != quantity->unit ||
		(last->role != ROLE_MORE && last->role != ROLE_LESS) || last->range.to > quantity->bracket)
		return FALSE;
	return is_period_word(paper, first) || lexicon_match(paper->lexicon, paper_token(paper, first),
						       reader->at - first, LEXEME_SAME_PERIOD, NULL);
}

/* "96 đoàn (năm 2024: 80 đoàn với 450 lượt người)": one year or the same period, named before the number. */
static gboolean is_other_year(const struct reader *reader, const struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	guint first = quantity->bracket + 1, years = 0;
	if (first + BASE_WITHIN < reader->at || first >= reader->at || !is_period_start(reader, first))
		return FALSE;
	gboolean same = FALSE;
	for (guint i = first; i < reader->sentence->to && !token_is_mark(paper_token(paper, i), ')'); i++) {
		const struct token *token = paper_token(paper, i);
		gboolean year = i < reader->at ? token->kind == TOKEN_NUMBER && token->length == 4
					       : is_period_word(paper, i);
		years += year ? 1 : 0;
		same |= i < reader->at && lexicon_match(paper->lexicon, paper_token(paper, i), reader->at - i,
						  LEXEME_SAME_PERIOD, NULL) > 0;
		if (token_is_mark(token, ';'))
			return FALSE;
	}
	return years == 1 || (same && years == 0);
}

/* "tăng từ 08 đoàn": the word of change stands before "từ". */
static gboolean is_risen_from(const struct reader *reader, guint at)
{
	const struct paper *paper = reader->paper;
	if (at < reader->sentence->from + 2 || !paper_is_word(paper, at - 1, "từ"))
		return FALSE;
	return lexicon_match(paper->lexicon, paper_token(paper, at - 2), 1, LEXEME_CHANGE, NULL) == 1;
}

/* "(27 đoàn, 106 lượt người)": what is joined to a base in its bracket is one, too. */
static gboolean follows_base(const struct reader *reader, const struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	const GArray *done = reader->facts->quantities;
	if (done->len == 0 || !quantity->depth)
		return FALSE;
	const struct quantity *last = &g_array_index(done, struct quantity, done->len - 1);
	const struct token *joint = paper_token(paper, reader->at - 1);
	return last->role == ROLE_BASE && last->depth == quantity->depth && last->bracket == quantity->bracket &&
	       last->range.sentence == reader->index && last->range.to + 1 == reader->at && last->unit != quantity->unit &&
	       (token_is_mark(joint, ',') || token_is_mark(joint, '/') ||
		       lexicon_match(paper->lexicon, joint, 1, LEXEME_JOINS, NULL));
}

/* "cùng kỳ năm 2019 (24 đoàn)", "so với 24 đoàn". */
static void find_base(const struct reader *reader, struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	guint from = reader->sentence->from, at = reader->at;
	if (quantity->role != ROLE_PLAIN)
		return;
	gboolean compared = at >= from + 2 && paper_is_word(paper, at - 2, "so") &&
			    paper_is_word(paper, at - 1, "với");
	guint open = quantity->depth ? quantity->bracket : 0;
	if (compared || is_risen_from(reader, at) || (open && open + 3 >= at && opens_base(reader, open)) ||
		(open && (is_base_of_change(reader, quantity) || follows_base(reader, quantity) || is_other_year(reader, quantity))))
		quantity->role = ROLE_BASE;
}

static guint read_digits(const struct reader *reader, struct quantity *quantity)
{
	guint at = reader->at;
	if (!token_number(reader, at, &quantity->value, &quantity->scale))
		return 0;
	quantity->upper = quantity->value;
	return 1 + read_upper(reader, quantity, at + 1);
}

/* "đầu tư", "trong năm": part of the word before it. */
static gboolean is_bound(const struct reader *reader, const struct token *token)
{
	if (reader->at == reader->sentence->from || (token - 1)->kind != TOKEN_WORD)
		return FALSE;
	const struct word *before = wordbook_get(reader->paper->words, (token - 1)->word);
	return lexicon_is_pair(reader->paper->lexicon, (token - 1)->word, token->word) ||
	       (strcmp(wordbook_get(reader->paper->words, token->word)->text, "năm") == 0 &&
		       before->flags & WORD_FUNCTION);
}

/* A numeral counts only where a unit follows: "một" and "hai" stand for much else. */
static guint read_numeral(const struct reader *reader, struct quantity *quantity)
{
	const struct paper *paper = reader->paper;
	struct meaning meaning;
	const struct token *token = paper_token(paper, reader->at);
	guint left = reader->sentence->to - reader->at;
	guint taken = lexicon_match(paper->lexicon, token, left, LEXEME_NUMERAL, &meaning);
	if (!taken || taken >= left || is_bound(reader, token) ||
		!lexicon_match(paper->lexicon, token + taken, left - taken, LEXEME_UNIT, NULL))
		return 0;
	quantity->value = quantity->upper = meaning.value;
	quantity->in_words = TRUE;
	return taken;
}

/* "02 đoàn/02 người". */
static gboolean follows_quantity(const struct reader *reader)
{
	const GArray *done = reader->facts->quantities;
	if (done->len == 0 || !token_is_mark(paper_token(reader->paper, reader->at - 1), '/'))
		return FALSE;
	const struct quantity *last = &g_array_index(done, struct quantity, done->len - 1);
	return last->range.to + 1 == reader->at && last->unit;
}

/* A number that is part of something else: "1088/2", "3.1", "9001:2008", "A4". */
static gboolean is_part(const struct reader *reader, guint end)
{
	const struct paper *paper = reader->paper;
	if (reader->at > reader->sentence->from && fact_is_glued(paper, reader->at) &&
		!follows_quantity(reader)) {
		const struct token *before = paper_token(paper, reader->at - 1);
		if (before->kind != TOKEN_MARK || strchr("/-:.,", (int)(before->word & 0x7F)))
			return TRUE;
	}
	if (end >= reader->sentence->to || paper_token(paper, end)->flags & TOKEN_SPACED)
		return FALSE;
	const struct token *next = paper_token(paper, end);
	gunichar mark = next->kind == TOKEN_MARK ? next->word : 0;
	return mark == '/' || mark == '-' || mark == ':' || mark == '%' || next->kind == TOKEN_WORD;
}

guint read_quantity(struct reader *reader)
{
	const struct paper *paper = reader->paper;
	struct quantity quantity = {.number = reader->at, .depth = (guint8)reader->depth};
	gboolean digits = paper_token(paper, reader->at)->kind == TOKEN_NUMBER;
	guint taken = digits ? read_digits(reader, &quantity) : read_numeral(reader, &quantity);
	if (!taken || (digits && is_part(reader, reader->at + taken)))
		return 0;
	if (reader->depth)
		quantity.bracket = reader->brackets[reader->depth - 1];
	struct meaning zeros;
	guint at = reader->at + taken;
	guint multiple = at < reader->sentence->to
				 ? lexicon_match(paper->lexicon, paper_token(paper, at),
					   reader->sentence->to - at, LEXEME_MULTIPLE, &zeros)
				 : 0;
	if (multiple && !multiply(&quantity, (guint)zeros.value))
		return 0;
	at += multiple;
	quantity.counted = at;
	at += read_unit(reader, &quantity, at);
	quantity.after = at;
	quantity.range = reader_range(reader, at - reader->at);
	read_before(reader, &quantity);
	follow_change(reader, &quantity);
	find_base(reader, &quantity);
	g_array_append_val(reader->facts->quantities, quantity);
	return at - reader->at;
}
