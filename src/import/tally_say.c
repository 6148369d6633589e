/* SPDX-License-Identifier: Apache-2.0 */
#include "import/tally_say.h"

#include <stdlib.h>
#include <string.h>

struct tally_texts {
	const struct check_context *context;
	const struct tally_words *words;
	struct paper *paper;
	struct facts *facts;
	struct heard *heard;
	GHashTable *said; /* text → struct said * */
};

static void said_free(gpointer data)
{
	struct said *said = data;
	g_free(said->marks);
	g_free(said);
}

static struct doc *doc_of(const GPtrArray *texts)
{
	struct doc *doc = doc_new("vi");
	for (guint i = 0; i < texts->len; i++) {
		struct block *block = block_paragraph();
		g_ptr_array_add(block->runs, run_text(texts->pdata[i], RUN_PLAIN));
		g_ptr_array_add(doc->blocks, block);
	}
	return doc;
}

static const char *word_text(const struct paper *paper, guint token)
{
	const struct token *at = paper_token(paper, token);
	return at->kind == TOKEN_WORD ? wordbook_get(paper->words, at->word)->text : "";
}

static void mark(struct said *said, guint from, guint to)
{
	for (guint i = MAX(from, said->from); i < MIN(to, said->to); i++)
		said->marks[i - said->from] = 1;
}

static void read_words(const struct tally_texts *texts, struct said *said)
{
	guint count = said->to - said->from;
	g_autofree const char **words = g_new0(const char *, count + 1);
	for (guint i = 0; i < count; i++)
		words[i] = word_text(texts->paper, said->from + i);
	for (guint i = 0; i < count; i++) {
		if (paper_token(texts->paper, said->from + i)->kind == TOKEN_MARK)
			said->marks[i] = 1;
		if (token_is_mark(paper_token(texts->paper, said->from + i), '%'))
			said->words |= 1u << WORD_PASSED;
		for (guint class = 0; *words[i] && class < TALLY_WORDS; class++) {
			guint taken = tally_word_match(texts->words, class, words + i, count - i);
			if (!taken || class == WORD_ORDINAL || class == WORD_DAYS || class == WORD_WIDER)
				continue;
			said->words |= 1u << class;
			mark(said, said->from + i, said->from + i + taken);
		}
	}
}

static void read_units(const struct tally_texts *texts, struct said *said, guint passage)
{
	for (guint i = said->from; i < said->to && said->units < SAID_UNITS_MOST; i++) {
		struct said_unit unit = {.from = i};
		gboolean person;
		struct meaning meaning;
		guint taken = unit_at(texts->paper, passage, i, said->to, &unit.unit, &person);
		gboolean spoken = TRUE; /* "năm", "nước": they say something else here */
		for (guint j = i; j < i + taken; j++)
			spoken &= said->marks[j - said->from] != 0;
		if (!taken || paper_token(texts->paper, i)->kind != TOKEN_WORD || spoken)
			continue;
		for (guint back = 2; back > 0; back--)
			if (i >= said->from + back && lexicon_match(texts->context->lexicon, paper_token(texts->paper, i - back), back, LEXEME_MULTIPLE, &meaning) == back) {
				unit.zeros = (guint)meaning.value;
				unit.from = i - back;
				break;
			}
		unit.to = i + taken;
		said->unit[said->units++] = unit;
		i += taken - 1;
	}
}

static void take_months(struct said_days *days, int first, int count, int year)
{
	if (count && days->count && (days->first != first || days->count != count))
		days->months = TRUE;
	if (count && !days->count) {
		days->first = first;
		days->count = count;
	}
	if (year && days->year && days->year != year)
		days->years = TRUE;
	if (year && !days->year)
		days->year = year;
}

static void take_mention(struct said_days *days, const struct mention *mention)
{
	int year = mention->year, count = mention->count;
	switch (mention->form) {
	case FORM_MONTH:
		if (mention->month >= 1 && mention->month <= 12)
			take_months(days, mention->month, 1, year);
		return;
	case FORM_QUARTER:
		if (count >= 1 && count <= 4)
			take_months(days, 3 * count - 2, 3, year);
		return;
	case FORM_MONTHS:
		if (count >= 1 && count <= 12)
			take_months(days, mention->last ? 13 - count : 1, count, year);
		return;
	case FORM_YEAR:
		take_months(days, 0, 0, year);
		return;
	case FORM_SPAN:
		if (mention->from_day && mention->day && (mention->from_year || year))
			days->span = (struct span){day_make(mention->from_year ? mention->from_year : year, mention->from_month ? mention->from_month : mention->month, mention->from_day),
				day_make(year, mention->month, mention->day)};
		return;
	case FORM_CUTOFF:
		if (mention->from_day && mention->from_month && year)
			days->span = (struct span){day_make(mention->from_year ? mention->from_year : year, mention->from_month, mention->from_day), day_make(year, mention->month, mention->day)};
		days->until_day = mention->day;
		days->until_month = mention->month;
		days->until_year = year;
		return;
	default:
		return;
	}
}

static int roman(const char *text, gsize length)
{
	static const char *const numbers[] = {"I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"};
	for (guint i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (strlen(numbers[i]) == length && strncmp(numbers[i], text, length) == 0)
			return (int)i + 1;
	return 0;
}

/* "T3", "Q1", "Q.II", "QI", "2023", "6T": as heads shorten them; FALSE for anything else. */
static gboolean read_short(struct said_days *days, const char *text)
{
	gsize length = strlen(text), digits = strspn(text, "0123456789");
	int number = digits ? atoi(text) : 0;
	if (length == 4 && digits == 4 && number >= 1990 && number < 2100) {
		take_months(days, 0, 0, number);
		return TRUE;
	}
	if (length > 8 || !length)
		return FALSE;
	if (digits && digits < 3 && number >= 1 && number <= 12 && (strcmp(text + digits, "T") == 0 || strcmp(text + digits, " tháng") == 0)) {
		take_months(days, 1, number, 0);
		return TRUE;
	}
	const char *rest = text + 1 + (text[1] == '.' ? 1 : 0);
	digits = strspn(rest, "0123456789");
	number = digits && digits < 3 && !rest[digits] ? atoi(rest) : roman(rest, strlen(rest));
	if (g_ascii_toupper(*text) == 'T' && number >= 1 && number <= 12 && digits) {
		take_months(days, number, 1, 0);
		return TRUE;
	}
	if (g_ascii_toupper(*text) != 'Q' || number < 1 || number > 4)
		return FALSE;
	take_months(days, 3 * number - 2, 3, 0);
	return TRUE;
}

static void read_days(const struct tally_texts *texts, struct said *said)
{
	struct said_days *days = &said->days;
	if (read_short(days, said->text))
		mark(said, said->from, said->to);
	for (guint i = facts_mention_from(texts->facts, said->from); i < texts->facts->mentions->len; i++) {
		const struct mention *mention = &g_array_index(texts->facts->mentions, struct mention, i);
		if (mention->range.from >= said->to)
			break;
		take_mention(days, mention);
		if (mention->form != FORM_SHARE && mention->form != FORM_SERIES)
			mark(said, mention->range.from, mention->range.to);
	}
	days->before = (said->words >> WORD_BEFORE & 1) != 0;
	days->since = (said->words >> WORD_SINCE & 1) != 0;
}

/* "Tổng cộng: 12 đoàn": a total that says its numbers itself names no part. */
static void read_total(const struct tally_texts *texts, struct said *said)
{
	gboolean numbers = FALSE;
	if (!tally_text_begins(texts->words, WORD_TOTAL, said->text))
		return;
	if (tally_text_is_total(texts->words, said->text))
		mark(said, said->from, said->to);
	for (guint i = said->from; i < said->to; i++)
		if (paper_token(texts->paper, i)->kind == TOKEN_NUMBER) {
			mark(said, i, i + 1);
			numbers = TRUE;
		}
	for (guint i = 0; numbers && i < said->units; i++)
		mark(said, said->unit[i].from, said->unit[i].to);
}

static struct said *read_text(const struct tally_texts *texts, const char *text, guint passage)
{
	const struct passage *at = paper_passage(texts->paper, passage);
	struct said *said = g_new0(struct said, 1);
	*said = (struct said){.text = text, .passage = passage, .from = at->from, .to = at->to, .marks = g_new0(guint8, at->to - at->from + 1)};
	read_words(texts, said);
	read_units(texts, said, passage);
	read_days(texts, said);
	read_total(texts, said);
	return said;
}

struct tally_texts *tally_texts_new(const struct check_context *context, const struct tally_words *words, const GPtrArray *texts)
{
	struct tally_texts *all = g_new0(struct tally_texts, 1);
	g_autoptr(doc_t) doc = doc_of(texts);
	all->context = context;
	all->words = words;
	all->paper = paper_new(context->lexicon, doc);
	all->facts = facts_read(all->paper, context->grammar);
	all->heard = heard_new(context->topics, all->paper);
	all->said = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, said_free);
	g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < texts->len; i++)
		g_hash_table_add(wanted, texts->pdata[i]);
	for (guint i = 0; i < all->paper->passages->len; i++) {
		const char *text = g_hash_table_lookup(wanted, paper_passage(all->paper, i)->text);
		if (text)
			g_hash_table_insert(all->said, (gpointer)text, read_text(all, text, i));
	}
	return all;
}

void tally_texts_free(struct tally_texts *texts)
{
	if (!texts)
		return;
	g_hash_table_unref(texts->said);
	heard_free(texts->heard);
	facts_free(texts->facts);
	paper_free(texts->paper);
	g_free(texts);
}

const struct said *tally_said(const struct tally_texts *texts, const char *text)
{
	return g_hash_table_lookup(texts->said, text);
}

const struct heard *tally_heard(const struct tally_texts *texts)
{
	return texts->heard;
}

const struct paper *tally_paper(const struct tally_texts *texts)
{
	return texts->paper;
}

gboolean tally_said_amount(const struct tally_texts *texts, const struct said *said, unit_t unit, gint64 *value)
{
	guint found = 0;
	for (guint i = facts_quantity_from(texts->facts, said->from); i < texts->facts->quantities->len; i++) {
		const struct quantity *quantity = &g_array_index(texts->facts->quantities, struct quantity, i);
		if (quantity->range.from >= said->to)
			break;
		if (quantity->unit != unit || quantity->scale || quantity->upper != quantity->value)
			continue;
		*value = quantity->value;
		found++;
	}
	return found == 1;
}

/* What was gathered so far, from the nearest text outwards. */
struct gathered {
	int year, first, count, back;
	struct span span;
	gboolean since;
	const char *why;
};

static gboolean holds(int first, int count, int inner, int inner_count)
{
	return inner >= first && inner + inner_count <= first + count;
}

static void gather(struct gathered *all, const struct said *said)
{
	const struct said_days *days = &said->days;
	if (days->count && !days->months && !all->count) {
		all->first = days->first;
		all->count = days->count;
	} else if (days->count && !days->months && !days->since && !holds(days->first, days->count, all->first, all->count)) {
		all->why = said->text;
	}
	if (days->span.from && days->span.to && !all->span.from)
		all->span = days->span;
	if (days->year && !days->years && !all->year)
		all->year = days->year;
	if (days->years && !all->year)
		all->why = said->text;
	if (days->months && !all->count)
		all->why = said->text;
	all->back += days->before ? 1 : 0;
	all->since |= days->since;
}

static struct span months_of(int year, int first, int count)
{
	day_t from = day_make(year, first, 1);
	return (struct span){from, from ? day_add_months(from, count) - 1 : DAY_NONE};
}

/* What they say together; days not given are those of the whole year. */
static struct span span_of(const struct gathered *all)
{
	if (!all->year && !all->span.from)
		return (struct span){DAY_NONE, DAY_NONE};
	if (!all->count && all->span.from && (!all->year || all->back == 0))
		return all->span;
	struct span span = all->count ? months_of(all->year - all->back, all->first, all->count) : months_of(all->year - all->back, 1, 12);
	if (all->since)
		span.from = day_make(all->year - all->back, 1, 1);
	return span;
}

/* Cut where the texts say up to which day they count; FALSE where that is before it begins. */
static gboolean cut_span(const struct said *const *said, guint count, struct span *span)
{
	for (guint i = 0; i < count; i++) {
		const struct said_days *days = &said[i]->days;
		int year, month, dom;
		day_split(span->to, &year, &month, &dom);
		day_t until = days->until_day ? day_make(days->until_year ? days->until_year : year, days->until_month, days->until_day) : DAY_NONE;
		if (until && until < span->to && until >= span->from)
			span->to = until;
		else if (until && until < span->from && days->until_year)
			return FALSE;
	}
	return TRUE;
}

gboolean tally_days(const struct said *const *said, guint count, struct span *span, gboolean *as_base, const char **why)
{
	struct gathered all = {0};
	for (guint i = 0; i < count; i++)
		gather(&all, said[i]);
	*why = all.why;
	*as_base = all.back > 0;
	for (guint i = 0; i < count; i++)
		*as_base |= (said[i]->words >> WORD_SAME & 1) != 0;
	*span = span_of(&all);
	if (all.why || all.back > 1 || !span->from || !span->to || span->from > span->to)
		return FALSE;
	return cut_span(said, count, span);
}
