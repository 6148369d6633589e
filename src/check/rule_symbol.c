/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents cited: the year in a symbol against its date, the order and form of a symbol (Decree
 * 30/2020, Appendix I; the Party's own form "38-CT/TW"), the kind named against the kind abbreviated,
 * the body named against the body abbreviated, and the same document cited in two ways.
 */
#include "base/error.h"
#include "check/rule.h"

#include <stdlib.h>
#include <string.h>

static const struct cite *cite_at(const struct check *check, guint index)
{
	return &g_array_index(check->facts->cites, struct cite, index);
}

static const struct mention *cite_day(const struct check *check, const struct cite *cite)
{
	return cite->mention < 0 ? NULL
				 : &g_array_index(check->facts->mentions, struct mention, cite->mention);
}

static void check_year(struct check *check, const struct cite *cite)
{
	const struct mention *day = cite_day(check, cite);
	if (!cite->year || !day || !day->year || day->year == cite->year)
		return;
	struct range range = check_range(check, cite->range.passage, cite->range.from, day->range.to);
	check_report(check, RULE_SYMBOL_YEAR, range, NULL,
		_("the symbol has the year %d, its date the year %d"), cite->year, day->year);
}

/* "49/2019/QH15": the Assembly of that year had another number. */
static void check_assembly(struct check *check, const struct cite *cite)
{
	enum { FIRST = 11 };
	static const int years[] = {2002, 2007, 2011, 2016, 2021, 2026, 2031}; /* of the elections */
	const char *at = cite->letters ? strstr(cite->letters, "QH") : NULL;
	int number = at && g_ascii_isdigit(at[2]) && g_ascii_isdigit(at[3]) && !at[4] ? atoi(at + 2) - FIRST : -1;
	if (number < 0 || number + 1 >= (int)G_N_ELEMENTS(years) || !cite->year ||
		(cite->year >= years[number] && cite->year <= years[number + 1]))
		return;
	int right = FIRST;
	while (right - FIRST + 1 < (int)G_N_ELEMENTS(years) && years[right - FIRST + 1] <= cite->year)
		right++;
	g_autofree char *quote = check_quote(check, cite->range);
	check_report(check, RULE_SYMBOL_YEAR, cite->range, NULL, _("“%s”: in %d the Assembly was QH%d"), quote, cite->year, right);
}

/* One abbreviation of a symbol. */
struct piece {
	const struct token *token;
	gboolean kind, party, state;
	gunichar joint; /* before it */
};

#define PIECES_MOST 8

static gboolean is_kind_piece(const struct check *check, const struct token *token)
{
	return lexicon_match(check->paper->lexicon, token, 1, LEXEME_SHORT_KIND, NULL) == 1;
}

static guint read_pieces(const struct check *check, const struct cite *cite, struct piece *pieces)
{
	const struct lexicon *lexicon = check->paper->lexicon;
	guint count = 0;
	gunichar joint = 0;
	for (guint i = cite->range.from + 1; i < cite->range.to && count < PIECES_MOST; i++) {
		const struct token *token = paper_token(check->paper, i);
		if (token->kind == TOKEN_MARK)
			joint = token->word;
		if (token->kind != TOKEN_WORD)
			continue;
		pieces[count++] = (struct piece){.token = token,
			.joint = joint,
			.kind = is_kind_piece(check, token),
			.party = lexicon_match(lexicon, token, 1, LEXEME_PARTY, NULL) == 1,
			.state = lexicon_match(lexicon, token, 1, LEXEME_STATE, NULL) == 1};
	}
	return count;
}

/* The symbol as the form wants it; NULL where it is well or not to be judged. Caller frees. */
static char *right_form(const struct check *check, const struct cite *cite)
{
	struct piece pieces[PIECES_MOST];
	guint count = read_pieces(check, cite, pieces);
	const char *text = paper_passage(check->paper, cite->range.passage)->text;
#define PIECE(i) (int)pieces[i].token->length, text + pieces[i].token->at
	g_autofree char *number = paper_text(
		check->paper, cite->range.passage, cite->range.from, cite->range.from + 1);
	g_autofree char *year = cite->year ? g_strdup_printf("/%d", cite->year) : g_strdup("");
	if (count != 2 || pieces[0].token->length > 20 || pieces[1].token->length > 20)
		return NULL;
	/* "15/SNgV-KH": the kind stands before the body. */
	if (!pieces[0].kind && pieces[1].kind && pieces[0].state && pieces[1].joint == '-' &&
		pieces[0].joint == '/' && !pieces[1].state)
		return g_strdup_printf("%s%s/%.*s-%.*s", number, year, PIECE(1), PIECE(0));
	/* "101-TU/NQ", "101/TU-NQ". */
	if (!pieces[0].kind && pieces[0].party && pieces[1].kind && !pieces[1].party)
		return g_strdup_printf("%s-%.*s/%.*s", number, PIECE(1), PIECE(0));
	/* Of the Party "101-NQ/TU", of the State "101/NQ-UBND". */
	if (pieces[0].kind && pieces[1].party && !pieces[1].state &&
		(pieces[0].joint != '-' || pieces[1].joint != '/'))
		return g_strdup_printf("%s-%.*s/%.*s", number, PIECE(0), PIECE(1));
	if (pieces[0].kind && pieces[1].state && !pieces[1].party &&
		(pieces[0].joint != '/' || pieces[1].joint != '-'))
		return g_strdup_printf("%s%s/%.*s-%.*s", number, year, PIECE(0), PIECE(1));
#undef PIECE
	return NULL;
}

/* "101/NQTU": a kind and a body run together. Where the two part; 0 = they do not. */
static gsize joined_kind(const struct check *check, const struct token *token, const char *text)
{
	const struct wordbook *words = check->paper->words;
	for (gsize at = 2; at + 2 <= token->length; at = (gsize)(g_utf8_next_char(text + at) - text)) {
		const struct token first = token_of(words, text, at);
		const struct token second = token_of(words, text + at, token->length - at);
		if (first.word && second.word && is_kind_piece(check, &first) &&
			lexicon_match(check->paper->lexicon, &second, 1, LEXEME_PARTY, NULL))
			return at;
	}
	return 0;
}

/* The right form also of a kind and a body run together; NULL where nothing is to be mended. */
static char *better_form(const struct check *check, const struct cite *cite)
{
	struct piece pieces[PIECES_MOST];
	char *right = right_form(check, cite);
	if (right || read_pieces(check, cite, pieces) != 1 || cite->year || pieces[0].kind ||
		pieces[0].party || pieces[0].state)
		return right;
	const char *text =
		paper_passage(check->paper, cite->range.passage)->text + pieces[0].token->at;
	gsize split = joined_kind(check, pieces[0].token, text);
	if (!split)
		return NULL;
	return g_strdup_printf("%u-%.*s/%.*s", cite->number, (int)split, text,
		(int)(pieces[0].token->length - split), text + split);
}

static void check_form_of(struct check *check, const struct cite *cite)
{
	g_autofree char *quote = check_quote(check, cite->range);
	g_autofree char *right = better_form(check, cite);
	if (right)
		check_report(check, RULE_SYMBOL_FORM, cite->range, &(struct advice){.right = right},
			_("“%s”: the symbol should be written %s"), quote, right);
	else if (cite->spaced)
		check_report_as(check, RULE_SYMBOL_FORM, SEVERITY_HINT, cite->range, NULL,
			_("“%s”: no blank stands in a symbol"), quote);
}

/* "Quyết định số 06/KH-UBND". */
static void check_kind(struct check *check, const struct cite *cite)
{
	struct piece pieces[PIECES_MOST];
	guint count = read_pieces(check, cite, pieces);
	if (!cite->kind || !*cite->kind || count < 2 || !pieces[0].kind)
		return;
	struct meaning meaning;
	lexicon_match(check->paper->lexicon, pieces[0].token, 1, LEXEME_SHORT_KIND, &meaning);
	/* Both may have several: "QĐ" is a decision and the Party's rules. */
	g_auto(GStrv) named = g_strsplit(cite->kind, ",", -1);
	g_auto(GStrv) short_for = g_strsplit(meaning.text ? meaning.text : "", ",", -1);
	for (char **each = named; *each; each++)
		if (g_strv_contains((const char *const *)short_for, *each))
			return;
	g_autofree char *quote = check_quote(check,
		check_range(check, cite->range.passage, cite->kind_from, cite->range.to));
	check_report(check, RULE_SYMBOL_KIND,
		check_range(check, cite->range.passage, cite->kind_from, cite->range.to), NULL,
		_("“%s”: the kind named is not the one in the symbol"), quote);
}

/* "Nghị định … của Thủ tướng Chính phủ": the body in the symbol is another. */
static void check_issuer(struct check *check, const struct cite *cite)
{
	struct piece pieces[PIECES_MOST];
	guint count = read_pieces(check, cite, pieces);
	if (!cite->issuer || !*cite->issuer || count == 0)
		return;
	struct meaning meaning;
	const struct token *last = pieces[count - 1].token;
	if (!lexicon_match(check->paper->lexicon, last, 1, LEXEME_SHORT_ISSUER, &meaning) ||
		!meaning.text)
		return;
	g_auto(GStrv) allowed = g_strsplit(meaning.text, ",", -1);
	if (g_strv_contains((const char *const *)allowed, cite->issuer))
		return;
	struct range named =
		check_range(check, cite->range.passage, cite->issuer_from, cite->issuer_to);
	g_autofree char *quote = check_quote(check, cite->range);
	g_autofree char *issuer = check_quote(check, named);
	check_report(check, RULE_ISSUER, named, &(struct advice){.other = &cite->range},
		_("“%s” is not issued by “%s”"), quote, issuer);
}

static gboolean same_day(const struct mention *a, const struct mention *b)
{
	return a->day == b->day && a->month == b->month && (!a->year || !b->year || a->year == b->year);
}

static void check_pair(struct check *check, const struct cite *first, const struct cite *second)
{
	const struct mention *then = cite_day(check, first), *now = cite_day(check, second);
	struct range range = second->range;
	g_autofree char *here = check_quote(check, second->range);
	g_autofree char *there = check_quote(check, first->range);
	if (then && now && !same_day(then, now)) {
		range.to = now->range.to;
		g_autofree char *day = check_quote(check, then->range);
		check_report(check, RULE_CITED_TWICE, range, &(struct advice){.other = &then->range},
			_("“%s” has another date before: %s"), here, day);
		return;
	}
	if (strcmp(first->letters, second->letters) == 0)
		return;
	g_autofree char *right = better_form(check, second);
	g_autofree char *before = better_form(check, first);
	if (!right && !before)
		check_report_as(check, RULE_CITED_TWICE, SEVERITY_WARNING, range,
			&(struct advice){.other = &first->range},
			_("“%s” here, “%s” before: one document has one symbol"), here, there);
}

/* Numbers that slip into one another: a digit more, less or other, or two that change places. */
static gboolean numbers_near(guint a, guint b)
{
	char x[16], y[16];
	g_snprintf(x, sizeof x, "%u", a);
	g_snprintf(y, sizeof y, "%u", b);
	gsize n = strlen(x), m = strlen(y);
	if (n != m || n < 2)
		return FALSE;
	guint different = 0;
	gsize last = 0;
	for (gsize i = 0; i < n; i++)
		if (x[i] != y[i]) {
			different++;
			last = i;
		}
	return different == 2 && last > 0 && x[last] == y[last - 1] && x[last - 1] == y[last];
}

/* "Chỉ thị số 15-CT/TW" and "Chỉ thị số 15-CT/TU" of one day. */
static gboolean bodies_differ(const struct check *check, const struct cite *a, const struct cite *b)
{
	struct piece one[PIECES_MOST], other[PIECES_MOST];
	return a->number == b->number && a->kind && *a->kind && b->kind && strcmp(a->kind, b->kind) == 0 &&
	       read_pieces(check, a, one) == 2 && read_pieces(check, b, other) == 2 &&
	       one[0].token->word == other[0].token->word && one[1].party == other[1].party &&
	       (!a->issuer || !b->issuer || strcmp(a->issuer, b->issuer) == 0);
}

/* The same kind and day, and numbers or bodies that may be one. */
static void check_near(struct check *check, const struct cite *first, const struct cite *second)
{
	const struct mention *then = cite_day(check, first), *now = cite_day(check, second);
	if (!then || !now || !then->year || !now->year || !same_day(then, now) ||
		!(strcmp(first->letters, second->letters) == 0 ? numbers_near(first->number, second->number)
							       : bodies_differ(check, first, second)))
		return;
	g_autofree char *here = check_quote(check, second->range);
	g_autofree char *there = check_quote(check, first->range);
	check_report_as(check, RULE_CITED_TWICE, SEVERITY_WARNING, second->range,
		&(struct advice){.other = &first->range},
		_("“%s” here, “%s” of the same day before: is it one document?"), here, there);
}

/* A number and letters are one document only within a year: where no year tells, the day must not. */
static gboolean may_be_one(const struct check *check, const struct cite *a, const struct cite *b)
{
	const struct mention *then = cite_day(check, a), *now = cite_day(check, b);
	if (a->year || !then || !now || !then->year || !now->year)
		return TRUE;
	/* 12/CT-TTg is issued every year: another day of another month and year is another document. */
	return then->year == now->year || (then->day == now->day && then->month == now->month);
}

static void check_twice(struct check *check)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) days = g_hash_table_new(g_direct_hash, g_direct_equal);
	for (guint i = 0; i < check->facts->cites->len; i++) {
		const struct cite *cite = cite_at(check, i);
		const struct cite *first = g_hash_table_lookup(seen, cite->key);
		if (first && may_be_one(check, first, cite))
			check_pair(check, first, cite);
		if (!first || (!cite_day(check, first) && cite_day(check, cite)))
			g_hash_table_replace(seen, cite->key, (gpointer)cite);
		const struct mention *day = cite_day(check, cite);
		if (!day || !day->year)
			continue;
		gpointer key = GINT_TO_POINTER((day->year * 16 + day->month) * 32 + day->day);
		const struct cite *other = g_hash_table_lookup(days, key);
		if (other && strcmp(other->key, cite->key) != 0)
			check_near(check, other, cite);
		else if (!other)
			g_hash_table_insert(days, key, (gpointer)cite);
	}
}

/* How often a document is cited. */
static guint times_cited(const struct check *check, const char *key)
{
	guint times = 0;
	for (guint i = 0; i < check->facts->cites->len; i++)
		times += strcmp(cite_at(check, i)->key, key) == 0;
	return times;
}

/* "Quyết định số 72/2023/QĐ-UBND", cited once without its day, where 27/2023/QĐ-UBND has one. */
static void check_undated(struct check *check)
{
	enum { CITES_MOST = 2000 };
	for (guint i = 1; i < check->facts->cites->len && check->facts->cites->len <= CITES_MOST; i++) {
		const struct cite *cite = cite_at(check, i);
		if (cite_day(check, cite) || !cite->kind || times_cited(check, cite->key) > 1)
			continue;
		for (guint j = 0; j < i && i - j < 200; j++) {
			const struct cite *first = cite_at(check, j);
			gboolean number = first->year == cite->year && numbers_near(first->number, cite->number);
			gboolean year = first->number == cite->number && first->year && cite->year && first->year != cite->year;
			if (!cite_day(check, first) || !first->kind || strcmp(first->kind, cite->kind) != 0 ||
				strcmp(first->letters, cite->letters) != 0 || !(number || year))
				continue;
			g_autofree char *here = check_quote(check, cite->range), *there = check_quote(check, first->range);
			check_report_as(check, RULE_CITED_TWICE, SEVERITY_WARNING, cite->range, &(struct advice){.other = &first->range},
				_("“%s” here, “%s” with its day before: is it one document?"), here, there);
			break;
		}
	}
}

/* "(Kèm theo Báo cáo số 98/BC-SNgV …)" behind the report 88/BC-SNgV. */
static void check_attached(struct check *check)
{
	const struct cite *own = NULL;
	for (guint i = 0; i < check->facts->cites->len; i++) {
		const struct cite *cite = cite_at(check, i);
		const struct passage *passage = paper_passage(check->paper, cite->range.passage);
		if (passage->kind == PASSAGE_PART && passage->part == PART_NUMBER && !own)
			own = cite;
		gboolean attached = FALSE;
		for (guint at = passage->from; at + 1 < cite->range.from && at < passage->from + 4; at++)
			attached |= paper_is_word(check->paper, at, "kèm") && paper_is_word(check->paper, at + 1, "theo");
		if (!own || !attached || strcmp(own->letters, cite->letters) != 0 || own->number == cite->number)
			continue;
		g_autofree char *here = check_quote(check, cite->range), *there = check_quote(check, own->range);
		check_report(check, RULE_CITED_TWICE, cite->range, &(struct advice){.other = &own->range},
			_("attached to “%s”, but this report is “%s”"), here, there);
	}
}

void check_symbols(struct check *check)
{
	for (guint i = 0; i < check->facts->cites->len; i++) {
		const struct cite *cite = cite_at(check, i);
		check_year(check, cite);
		check_assembly(check, cite);
		check_form_of(check, cite);
		check_kind(check, cite);
		check_issuer(check, cite);
	}
	check_twice(check);
	check_undated(check);
	check_attached(check);
}
