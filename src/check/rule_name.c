/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names: one that is spelled in two ways, and one that is a slip away from a name that is known.
 * Names of other languages and their transcriptions are compared by their letters; Vietnamese names,
 * which often differ by a tone alone, only where the kind of the place stands before one of them.
 */
#include "base/error.h"
#include "check/names.h"
#include "check/rule.h"
#include "check/syllable.h"

#include <string.h>

/* SORT_SPACED: "Prây - veng", which may be a name where it stands elsewhere without the blanks. SORT_PHRASE: "World Vision". */
enum sort { SORT_FOREIGN, SORT_HYPHENED, SORT_PLACE, SORT_CAPITALS, SORT_SPACED, SORT_PHRASE };

/* One name as it is spelled; its occurrences. */
struct spelling {
	char *text;     /* as it stands, blanks single */
	char *squeezed;
	enum sort sort;
	guint count;
	struct range first;
	gboolean placed; /* the kind of a place stands before one of them */
	gboolean glossed; /* stands beside a bracket that holds another name, or in one */
	gboolean told;
};

struct roster {
	struct check *check;
	GHashTable *by_text;   /* text → struct spelling * */
	GPtrArray *spellings;  /* struct spelling *, in reading order */
	GString *squeezed, *spelled; /* while a name is added */
};

static void spelling_free(gpointer data)
{
	struct spelling *spelling = data;
	g_free(spelling->text);
	g_free(spelling->squeezed);
	g_free(spelling);
}

static gboolean is_capital_word(const struct token *token)
{
	return token->kind == TOKEN_WORD && token->flags & TOKEN_CAPITAL && !(token->flags & TOKEN_DIGITS);
}

static gboolean is_syllable(const struct roster *roster, const struct token *token)
{
	if (token->known & WORD_SYLLABLE)
		return TRUE;
	const struct word *word = wordbook_get(roster->check->paper->words, token->word);
	return syllable_is_formed(word->text, word->length);
}

/* "Bun-ga-ri", "Luông - nậm - thà": how many tokens. */
static guint hyphened(const struct roster *roster, guint at, guint to)
{
	const struct paper *paper = roster->check->paper;
	guint end = at + 1;
	while (end + 1 < to && token_is_mark(paper_token(paper, end), '-')) {
		const struct token *part = paper_token(paper, end + 1);
		if (part->kind != TOKEN_WORD || part->flags & (TOKEN_CAPITAL | TOKEN_DIGITS) ||
			part->length > 9 || (part->flags & TOKEN_SPACED && !is_syllable(roster, part)))
			break;
		/* Blanks on both sides of the hyphen, or on none. */
		if ((paper_token(paper, end)->flags ^ part->flags) & TOKEN_SPACED)
			break;
		end += 2;
	}
	return end - at;
}

/* Spaced hyphens also join what stands in a row: a name has three parts or more then. */
static gboolean is_hyphened_name(const struct roster *roster, guint at, guint length)
{
	if (length < 3)
		return FALSE;
	gboolean spaced = paper_token(roster->check->paper, at + 1)->flags & TOKEN_SPACED;
	return !spaced || length >= 5;
}



/* Tokens as they stand, blanks single. */
static void spell(GString *spelled, const struct paper *paper, guint passage, guint from, guint to)
{
	gsize at, end;
	range_bytes(paper, (struct range){.from = from, .to = to, .passage = passage}, &at, &end);
	const char *text = paper_passage(paper, passage)->text;
	g_string_truncate(spelled, 0);
	for (gboolean blank = FALSE; at < end; at++) {
		if (strchr(" \n\t", text[at])) {
			blank = TRUE;
			continue;
		}
		if (blank && spelled->len)
			g_string_append_c(spelled, ' ');
		g_string_append_c(spelled, text[at]);
		blank = FALSE;
	}
}

static gboolean follows_place(const struct roster *roster, guint passage, guint at)
{
	const struct paper *paper = roster->check->paper;
	guint first = paper_passage(paper, passage)->from;
	for (guint back = 1; back <= 2 && at >= first + back; back++)
		if (lexicon_match(paper->lexicon, paper_token(paper, at - back), back,
			    LEXEME_PLACE_KIND, NULL) == back)
			return TRUE;
	return FALSE;
}

/* "tỉnh Savannakhet (Lào)": the bracket says where the place is. */
static gboolean is_country(const struct roster *roster, const struct passage *passage, guint at)
{
	const struct token *token = paper_token(roster->check->paper, at);
	const char *list = NULL;
	g_autoptr(GString) squeezed = g_string_new(NULL);
	name_squeeze(squeezed, passage->text + token->at, token->length);
	return gazetteer_code(roster->check->context->names, squeezed->str, &list) &&
	       g_str_equal(list, "countries");
}

/* "Voronezh (Vô-rô-nhét)": both names are told to be one. */
static gboolean is_gloss(const struct roster *roster, const struct passage *passage, guint from, guint to)
{
	const struct paper *paper = roster->check->paper;
	if (from > passage->from && token_is_mark(paper_token(paper, from - 1), '(') &&
		to < passage->to && token_is_mark(paper_token(paper, to), ')') &&
		from >= passage->from + 2 && is_capital_word(paper_token(paper, from - 2)))
		return TRUE;
	return to + 2 < passage->to && token_is_mark(paper_token(paper, to), '(') &&
	       is_capital_word(paper_token(paper, to + 1)) &&
	       token_is_mark(paper_token(paper, to + 2), ')') && !is_country(roster, passage, to + 1);
}

static void add_name(struct roster *roster, guint index, guint from, guint to, enum sort sort)
{
	const struct paper *paper = roster->check->paper;
	GString *text = roster->spelled;
	spell(text, paper, index, from, to);
	struct spelling *spelling = g_hash_table_lookup(roster->by_text, text->str);
	if (!spelling) {
		g_string_truncate(roster->squeezed, 0);
		name_squeeze(roster->squeezed, text->str, text->len);
		spelling = g_new0(struct spelling, 1);
		spelling->squeezed = g_strdup(roster->squeezed->str);
		spelling->text = g_strdup(text->str);
		spelling->sort = sort;
		spelling->first = check_range(roster->check, index, from, to);
		g_hash_table_insert(roster->by_text, spelling->text, spelling);
		g_ptr_array_add(roster->spellings, spelling);
	}
	spelling->count++;
	spelling->placed |= follows_place(roster, index, from);
	spelling->glossed |= is_gloss(roster, paper_passage(paper, index), from, to);
}

static gboolean is_foreign(const struct roster *roster, const struct token *token)
{
	return is_capital_word(token) && !(token->flags & TOKEN_UPPER) && !is_syllable(roster, token);
}

/* Two or three capital syllables that nothing parts. */
static guint capital_run(const struct paper *paper, guint at, guint to)
{
	guint end = at;
	while (end < to && is_capital_word(paper_token(paper, end)) &&
		!(paper_token(paper, end)->flags & TOKEN_UPPER) &&
		(end == at || paper_token(paper, end)->flags & TOKEN_SPACED))
		end++;
	return end - at;
}

static gboolean has_foreign(const struct roster *roster, guint at, guint run)
{
	for (guint i = at; i < at + run; i++)
		if (is_foreign(roster, paper_token(roster->check->paper, i)))
			return TRUE;
	return FALSE;
}

static void collect(struct roster *roster, guint index)
{
	const struct paper *paper = roster->check->paper;
	const struct passage *passage = paper_passage(paper, index);
	for (guint i = passage->from; i < passage->to;) {
		const struct token *token = paper_token(paper, i);
		if (!is_capital_word(token)) {
			i++;
			continue;
		}
		guint length = hyphened(roster, i, passage->to);
		if (is_hyphened_name(roster, i, length)) {
			add_name(roster, index, i, i + length, SORT_HYPHENED);
			i += length;
			continue;
		}
		if (length == 3)
			add_name(roster, index, i, i + length, SORT_SPACED);
		guint run = capital_run(paper, i, passage->to);
		gboolean begins = i == passage->from || !is_capital_word(paper_token(paper, i - 1));
		if (begins && run >= 2 && run <= 4 && has_foreign(roster, i, run))
			add_name(roster, index, i, i + run, SORT_PHRASE);
		if (token->flags & TOKEN_UPPER && token->length >= 4 && !is_syllable(roster, token))
			add_name(roster, index, i, i + 1, SORT_CAPITALS);
		else if (is_foreign(roster, token))
			add_name(roster, index, i, i + 1, SORT_FOREIGN);
		else if (begins && run >= 2 && run <= 3)
			add_name(roster, index, i, i + run, SORT_PLACE);
		i++;
	}
}

/* What is spelled less often is the one to mend; where both are equal, the later one. */
static void report_pair(struct roster *roster, struct spelling *a, struct spelling *b)
{
	struct spelling *rare = a->count < b->count ? a : b;
	struct spelling *usual = rare == a ? b : a;
	if (rare->told)
		return;
	rare->told = TRUE;
	check_report(roster->check, RULE_NAME, rare->first,
		&(struct advice){.right = usual->text, .other = &usual->first},
		_("“%s” here, “%s” elsewhere: one name has one spelling"), rare->text, usual->text);
}

static gboolean may_be_known(const struct spelling *spelling)
{
	gsize length = strlen(spelling->squeezed);
	return (spelling->sort == SORT_FOREIGN && length >= (spelling->placed ? 4 : 7)) ||
	       (spelling->sort == SORT_HYPHENED && length >= 6);
}

/* "Vích-to-ri-a" is no slip of "Victoria": a transcription is only compared with its like. */
static gboolean is_written_alike(const struct spelling *spelling, const char *known)
{
	return (spelling->sort == SORT_HYPHENED) == (strchr(known, '-') != NULL);
}

static void check_known(struct roster *roster, struct spelling *spelling)
{
	const struct gazetteer *names = roster->check->context->names;
	const char *near = may_be_known(spelling) ? gazetteer_near(names, spelling->squeezed) : NULL;
	if (!near || !is_written_alike(spelling, near))
		return;
	/* Of four letters it may as well be another place. */
	enum severity severity = strlen(spelling->squeezed) < 5 ? SEVERITY_HINT : SEVERITY_WARNING;
	spelling->told = TRUE;
	check_report_as(roster->check, RULE_NAME_KNOWN, severity, spelling->first,
		&(struct advice){.right = near}, _("“%s”: is “%s” meant?"), spelling->text, near);
}

static gboolean differ_in_marks(const struct spelling *a, const struct spelling *b)
{
	g_autofree char *x = g_utf8_casefold(a->text, -1), *y = g_utf8_casefold(b->text, -1);
	return strcmp(x, y) != 0;
}

/* The same letters; marks, hyphens or blanks differ. */
static void check_alike(struct roster *roster, struct spelling *a, struct spelling *b)
{
	gsize length = strlen(a->squeezed);
	if (!differ_in_marks(a, b) || a->sort == SORT_PHRASE || b->sort == SORT_PHRASE)
		return;
	if (a->sort == SORT_SPACED || b->sort == SORT_SPACED) {
		if (a->sort == SORT_HYPHENED || b->sort == SORT_HYPHENED)
			report_pair(roster, a, b);
		return;
	}
	gboolean latin = a->sort != SORT_PLACE && b->sort != SORT_PLACE &&
			 a->sort != SORT_CAPITALS && b->sort != SORT_CAPITALS;
	gboolean places = a->sort == SORT_PLACE && b->sort == SORT_PLACE &&
			  (a->placed || b->placed);
	gboolean capitals = a->sort == SORT_CAPITALS && b->sort == SORT_CAPITALS && length >= 4;
	if ((latin && length >= 5) || places || capitals)
		report_pair(roster, a, b);
}

static gboolean is_transcribed(const struct spelling *spelling)
{
	return spelling->sort == SORT_HYPHENED || spelling->sort == SORT_FOREIGN;
}

/* Two transcriptions of one thing: "Italia" and "I-ta-li-a". */
static void check_things(struct roster *roster, GHashTable *things, struct spelling *spelling)
{
	guint thing = is_transcribed(spelling) && !spelling->glossed
			      ? gazetteer_thing(roster->check->context->names, spelling->squeezed)
			      : 0;
	if (!thing)
		return;
	struct spelling *first = g_hash_table_lookup(things, GUINT_TO_POINTER(thing));
	if (!first) {
		g_hash_table_insert(things, GUINT_TO_POINTER(thing), spelling);
		return;
	}
	if (differ_in_marks(first, spelling) && strcmp(first->squeezed, spelling->squeezed) != 0)
		report_pair(roster, first, spelling);
	if (spelling->count > first->count)
		g_hash_table_insert(things, GUINT_TO_POINTER(thing), spelling);
}

/* "Philipine" and "Philipines", "Korea" and "Korean": one word in two of its forms. */
static gboolean is_ending(const char *a, const char *b)
{
	static const char *const endings[] = {"s", "n", "es", "an", "se", "ese", "ns", "i"};
	gsize n = strlen(a), m = strlen(b);
	const char *longer = n > m ? a : b;
	gsize least = MIN(n, m);
	if (strncmp(a, b, least) != 0)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++)
		if (strcmp(longer + least, endings[i]) == 0)
			return TRUE;
	return FALSE;
}

static gboolean sounds_alike(char a, char b)
{
	static const char *const alike[] = {"bp", "dt", "gk", "ck", "sx", "iy", "fp", "zs", "vw"};
	for (guint i = 0; i < G_N_ELEMENTS(alike); i++)
		if (strchr(alike[i], a) && strchr(alike[i], b))
			return TRUE;
	return FALSE;
}

/* Whether a word of the phrase was told already. */
static gboolean is_told(const struct roster *roster, const struct spelling *phrase)
{
	for (guint i = 0; i < roster->spellings->len; i++) {
		const struct spelling *each = roster->spellings->pdata[i];
		if (each->told && each->first.from >= phrase->first.from && each->first.to <= phrase->first.to)
			return TRUE;
	}
	return FALSE;
}

#define PLACE_LEAST 8 /* letters of Vietnamese names that may be one though a letter differs */

/* "xã Đăk Nhoong" and, once, "xã Đăk Nhong": places that may be two, so that it is only a hint. */
static void check_close_places(struct roster *roster, struct spelling *a, struct spelling *b, gsize length)
{
	struct spelling *rare = a->count < b->count ? a : b, *usual = rare == a ? b : a;
	const struct gazetteer *names = roster->check->context->names;
	if (a->sort != b->sort || length < PLACE_LEAST || rare->count > 1 || usual->count < 2 ||
		!usual->placed || gazetteer_has(names, rare->squeezed))
		return;
	rare->told = TRUE;
	check_report_as(roster->check, RULE_NAME, SEVERITY_HINT, rare->first,
		&(struct advice){.right = usual->text, .other = &usual->first},
		_("“%s” here, “%s” elsewhere: one name has one spelling"), rare->text, usual->text);
}

/* Names that are both known are two names. */
static void check_close(struct roster *roster, struct spelling *a, struct spelling *b)
{
	const struct gazetteer *names = roster->check->context->names;
	gsize length = MIN(strlen(a->squeezed), strlen(b->squeezed));
	gboolean hyphened = a->sort == SORT_HYPHENED && b->sort == SORT_HYPHENED;
	if (a->told || b->told || length < (hyphened ? 5 : 6) ||
		(gazetteer_has(names, a->squeezed) && gazetteer_has(names, b->squeezed)) ||
		is_ending(a->squeezed, b->squeezed) ||
		name_distance(a->squeezed, b->squeezed, 1) != 1)
		return;
	if (a->sort == SORT_PLACE || b->sort == SORT_PLACE) {
		check_close_places(roster, a, b, length);
		return;
	}
	if (a->squeezed[0] != b->squeezed[0] &&
		!(hyphened && sounds_alike(a->squeezed[0], b->squeezed[0])))
		return;
	report_pair(roster, a, b);
}

struct nearby {
	struct roster *roster;
	GHashTable *index; /* squeezed, or shorter by one → struct spelling *, the first */
	GStringChunk *keys;
	struct spelling *spelling;
};

/* With the first that has the key, or it is the first. */
static void compare_by(const char *key, void *data)
{
	struct nearby *nearby = data;
	struct spelling *other = g_hash_table_lookup(nearby->index, key);
	if (!other)
		g_hash_table_insert(nearby->index, g_string_chunk_insert(nearby->keys, key), nearby->spelling);
	else if (other != nearby->spelling)
		check_close(nearby->roster, other, nearby->spelling);
}

/* The first letter may have changed too, in transcriptions: without it, they are compared. */
static void check_first_letter(struct roster *roster, GHashTable *tails, struct spelling *spelling)
{
	if (spelling->sort != SORT_HYPHENED || strlen(spelling->squeezed) < 5)
		return;
	struct spelling *other = g_hash_table_lookup(tails, spelling->squeezed + 1);
	if (other)
		check_close(roster, other, spelling);
	else
		g_hash_table_insert(tails, spelling->squeezed + 1, spelling);
}

static void compare_all(struct roster *roster)
{
	g_autoptr(GHashTable) alike = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) things = g_hash_table_new(g_direct_hash, g_direct_equal);
	g_autoptr(GHashTable) tails = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GHashTable) index = g_hash_table_new(g_str_hash, g_str_equal);
	struct nearby nearby = {.roster = roster, .index = index, .keys = g_string_chunk_new(4096)};
	for (guint i = 0; i < roster->spellings->len; i++) {
		struct spelling *spelling = roster->spellings->pdata[i];
		struct spelling *same = g_hash_table_lookup(alike, spelling->squeezed);
		if (same)
			check_alike(roster, same, spelling);
		else
			g_hash_table_insert(alike, spelling->squeezed, spelling);
		check_things(roster, things, spelling);
		if (same || !(is_transcribed(spelling) || spelling->sort == SORT_PLACE))
			continue;
		nearby.spelling = spelling;
		check_first_letter(roster, tails, spelling);
		compare_by(spelling->squeezed, &nearby);
		name_shorter(spelling->squeezed, compare_by, &nearby);
	}
	g_string_chunk_free(nearby.keys);
}

/* One word of the phrase is a slip away, and the others are the same: "Wolrd Vision". */
static gboolean are_one_phrase(const char *a, const char *b)
{
	enum { WORD_LEAST = 4 };
	g_auto(GStrv) first = g_strsplit(a, " ", -1), second = g_strsplit(b, " ", -1);
	guint different = 0;
	if (g_strv_length(first) != g_strv_length(second))
		return FALSE;
	for (guint i = 0; first[i]; i++) {
		if (strcmp(first[i], second[i]) == 0)
			continue;
		if (different++ || strlen(first[i]) < WORD_LEAST || strlen(second[i]) < WORD_LEAST ||
			first[i][0] != second[i][0] || is_ending(first[i], second[i]) ||
			name_distance(first[i], second[i], 1) != 1)
			return FALSE;
	}
	return different == 1;
}

#define PHRASES_MOST 200 /* of a paper that are compared with each other */

static void compare_phrases(struct roster *roster)
{
	g_autoptr(GPtrArray) phrases = g_ptr_array_new();
	for (guint i = 0; i < roster->spellings->len && phrases->len < PHRASES_MOST; i++) {
		struct spelling *each = roster->spellings->pdata[i];
		if (each->sort == SORT_PHRASE)
			g_ptr_array_add(phrases, each);
	}
	for (guint i = 0; i < phrases->len; i++)
		for (guint j = 0; j < i; j++) {
			struct spelling *a = phrases->pdata[j], *b = phrases->pdata[i];
			if (are_one_phrase(a->text, b->text) && !is_told(roster, a) && !is_told(roster, b))
				report_pair(roster, a, b);
		}
}

void check_names(struct check *check)
{
	struct roster roster = {.check = check};
	roster.by_text = g_hash_table_new(g_str_hash, g_str_equal);
	roster.spellings = g_ptr_array_new_with_free_func(spelling_free);
	roster.squeezed = g_string_new(NULL);
	roster.spelled = g_string_new(NULL);
	for (guint i = 0; i < check->paper->passages->len; i++)
		collect(&roster, i);
	for (guint i = 0; i < roster.spellings->len; i++)
		check_known(&roster, roster.spellings->pdata[i]);
	compare_all(&roster);
	compare_phrases(&roster);
	g_hash_table_unref(roster.by_text);
	g_ptr_array_unref(roster.spellings);
	g_string_free(roster.squeezed, TRUE);
	g_string_free(roster.spelled, TRUE);
}
