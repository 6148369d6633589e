/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Against the records of the office: figures that they give otherwise, documents that the register of legal documents
 * does not know, dates otherwise or says have ended, names of officials with a slip.
 */
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "check/names.h"
#include "check/rule.h"
#include "check/statement.h"

#include <string.h>

#define NEAR_LEAST   12 /* the figure's words stand beside the number, or are said several times */
#define SURE_LEAST   20 /* two groups of words stand beside it, or the number it is joined to */
#define SPANS_MOST   7
#define PERSON_WORDS 5

static gboolean is_checked(const struct check *check, const struct statement *statement)
{
	const struct passage *passage = paper_passage(check->paper, statement->range.passage);
	if (!statement->figure || statement->planned || statement->role != ROLE_PLAIN ||
		statement->nearness < NEAR_LEAST || statement->value != statement->upper ||
		!statement->span.from || statement->span.to > check->context->today)
		return FALSE;
	/* A part whose condition is not understood is no more than its total. */
	if (statement->whole >= 0 && !statement->cut)
		return FALSE;
	/* What is told less surely, and of days that nobody named, may be of anything. */
	if (statement->nearness < SURE_LEAST &&
		(statement->when < 0 || (statement->cut && strstr(statement->cut, "country="))))
		return FALSE;
	const struct figure *figure = check->context->model ? model_figure(check->context->model, statement->figure) : NULL;
	/* Things of several kinds are no sum. */
	if (figure && figure_dimension(figure, "unit") && !(statement->cut && strstr(statement->cut, "unit=")))
		return FALSE;
	return passage->kind != PASSAGE_CELL && !paper_is_figure(check->paper, statement->range.passage,
							  paper_token(check->paper, statement->range.from)->at);
}

static void add_span(struct span *spans, guint *count, day_t from, day_t to)
{
	for (guint i = 0; i < *count; i++)
		if (spans[i].from == from && spans[i].to == to)
			return;
	if (from && to >= from && *count < SPANS_MOST)
		spans[(*count)++] = (struct span){from, to};
}

/* The days it may be of: those it is said to be of, and where none are said, up to a cut-off or to the paper's date. */
static guint possible_spans(const struct check *check, const struct statement *statement, struct span *spans)
{
	guint count = 0;
	struct span span = statement->span;
	const struct frame *frame = check->frame;
	add_span(spans, &count, span.from, span.to);
	if (statement->when < 0 && span.from != span.to) {
		int year, month, day;
		day_split(span.to, &year, &month, &day);
		add_span(spans, &count, day_make(year, 1, 1), span.to);
	}
	if (span.from == span.to)
		add_span(spans, &count, frame->span.to, frame->span.to);
	for (guint i = 0; i < check->facts->mentions->len; i++) {
		const struct mention *each = &g_array_index(check->facts->mentions, struct mention, i);
		int year = each->year ? each->year : frame_year(frame);
		if (each->form != FORM_CUTOFF || !each->day || !each->month || year <= 0)
			continue;
		day_t to = day_make(year, each->month, each->day);
		if (to >= span.from && to <= span.to + 31)
			add_span(spans, &count, span.from == span.to ? to : span.from, to);
	}
	if (frame->day && frame->month && frame->year) {
		day_t to = day_make(frame->year, frame->month, frame->day);
		if (to >= span.from && to < span.to)
			add_span(spans, &count, span.from, to);
	}
	return count;
}

/* What is told by a number: "gần 50", "trên 50" of what is up to a tenth less or more. */
static void said_bounds(const struct statement *statement, gint64 *least, gint64 *most)
{
	gint64 said = statement->value, tenth = statement->abouts ? said / 10 : 0;
	*least = statement->abouts & 1u << ABOUT_MORE ? said : said - tenth;
	*most = statement->abouts & 1u << ABOUT_LESS ? said : said + tenth;
}

/* On one scale; FALSE where that cannot be. */
static gboolean to_scale(gint64 value, guint from, guint to, gint64 *scaled)
{
	return from <= to ? number_scale(value, number_power10(to - from), 1, scaled, NULL)
			  : value % number_power10(from - to) == 0 &&
				    number_scale(value, 1, number_power10(from - to), scaled, NULL);
}

static gboolean same_money(const struct check *check, const struct statement *statement, const char *currency)
{
	const char *word = wordbook_get(check->paper->words, (word_t)(statement->unit >> 32))->text;
	if (!*currency)
		return TRUE;
	return statement->unit && (strcmp(word, "đồng") == 0 ? strcmp(currency, "VND") == 0
							     : g_ascii_strcasecmp(word, currency) == 0);
}

static void check_statement(struct check *check, const struct statement *statement)
{
	const struct against *against = check->context->against;
	struct span spans[SPANS_MOST] = {0};
	struct recorded recorded, first = {0};
	guint count = possible_spans(check, statement, spans);
	for (guint i = 0; i < count; i++) {
		gint64 value, least, most;
		if (!against->figure(against->data, statement->figure, statement->cut, spans[i], &recorded))
			return;
		if (!same_money(check, statement, recorded.currency))
			return;
		if (i == 0)
			first = recorded;
		struct statement scaled = *statement;
		guint scale = MAX(recorded.scale, statement->scale);
		if (!to_scale(statement->value, statement->scale, scale, &scaled.value) ||
			!to_scale(recorded.value, recorded.scale, scale, &value))
			return;
		said_bounds(&scaled, &least, &most);
		if ((value >= least && value <= most) || (value == 0 && statement->nearness < SURE_LEAST))
			return;
		if (against->part && against->part(against->data, statement->figure, statement->cut, spans[i], least, most, scale))
			return;
	}
	g_autofree char *says = number_text(first.value, first.scale, "vi");
	g_autofree char *span = span_text(spans[0]);
	g_autofree char *figure = g_strdup_printf("%s%s%s%s", statement->figure, statement->cut ? "(" : "",
		statement->cut ? statement->cut : "", statement->cut ? ")" : "");
	check_report_as(check, RULE_LEDGER, statement->nearness >= SURE_LEAST ? SEVERITY_ERROR : SEVERITY_WARNING,
		statement->range, NULL, _("the records give %s: %s, %s"), says, figure, span);
}

static day_t cited_on(const struct check *check, const struct cite *cite)
{
	if (cite->mention < 0)
		return DAY_NONE;
	const struct mention *on = &g_array_index(check->facts->mentions, struct mention, (guint)cite->mention);
	return on->day && on->month && on->year ? day_make(on->year, on->month, on->day) : DAY_NONE;
}

/* Laws and the like, which a register of legal documents is expected to hold. */
static gboolean is_legal(const struct cite *cite)
{
	static const char *const marks[] = {"/NĐ-CP", "/QĐ-TTG", "/TT-", "/TTLT-", "/QH", "/UBTVQH"};
	for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
		if (g_str_has_prefix(cite->letters, marks[i]))
			return TRUE;
	return cite->year > 0;
}

/* "thay thế", "hết hiệu lực": the sentence itself tells that the document ended, or looks back at it. */
static gboolean tells_end(const struct check *check, const struct cite *cite)
{
	const struct sentence *sentence = paper_sentence(check->paper, cite->range.sentence);
	for (guint i = sentence->from; i < sentence->to; i++)
		if (lexicon_match(check->paper->lexicon, paper_token(check->paper, i), sentence->to - i,
			    LEXEME_REPLACED, NULL))
			return TRUE;
	return FALSE;
}

static void check_end(struct check *check, const struct cite *cite, const struct kept_document *kept)
{
	const struct frame *frame = check->frame;
	day_t when = frame->span.to ? frame->span.to : check->context->today;
	if (!kept->ended_on || kept->ended_on > when || tells_end(check, cite))
		return;
	int year, month, day;
	day_split(kept->ended_on, &year, &month, &day);
	struct advice advice = {.right = kept->replaced_by};
	check_report(check, RULE_LEGAL_ENDED, cite->range, &advice,
		_("by the register of legal documents it ended on %d/%d/%d"), day, month, year);
}

static void check_document(struct check *check, const struct cite *cite, GHashTable *told)
{
	GPtrArray *all = g_hash_table_lookup(check->context->against->documents, cite->key);
	day_t on = cited_on(check, cite);
	const struct kept_document *kept = NULL, *other = NULL;
	for (guint i = 0; all && i < all->len; i++) {
		const struct kept_document *each = all->pdata[i];
		if (!on || !each->dated_on || each->dated_on == on)
			kept = each;
		other = each;
	}
	if (kept && (all->len == 1 || on)) {
		check_end(check, cite, kept);
		return;
	}
	if (other && all->len == 1 && cite->year) {
		int year, month, day;
		day_split(other->dated_on, &year, &month, &day);
		g_autofree char *right = g_strdup_printf("%d/%d/%d", day, month, year);
		check_report(check, RULE_LEGAL_DAY,
			g_array_index(check->facts->mentions, struct mention, (guint)cite->mention).range,
			&(struct advice){.right = right}, _("by the register of legal documents it is of %s"), right);
		return;
	}
	if (!all && is_legal(cite) && g_hash_table_add(told, cite->key))
		check_report(check, RULE_LEGAL_UNKNOWN, cite->range, NULL,
			_("the register of legal documents does not have it"));
}

static char *squeezed(const char *text, gsize length)
{
	GString *plain = g_string_new(NULL);
	name_squeeze(plain, text, length);
	return g_string_free(plain, FALSE);
}

/* One letter, or marks alone, away from the name of one of the staff, and nobody's own. */
static const char *near_person(const struct check *check, const char *text)
{
	const GPtrArray *people = check->context->against->people;
	g_autofree char *plain = squeezed(text, strlen(text));
	const char *near = NULL;
	for (guint i = 0; i < people->len; i++) {
		const char *name = people->pdata[i];
		g_autofree char *other = squeezed(name, strlen(name));
		if (strcmp(name, text) == 0)
			return NULL;
		if (strlen(plain) >= 8 && name_distance(plain, other, 1) <= 1)
			near = name;
	}
	return near;
}

/* Words with capitals in a row, as many as the longest names have. */
static guint person_at(const struct check *check, guint at, guint end)
{
	guint count = 0;
	while (at + count < end && count < PERSON_WORDS) {
		const struct token *token = paper_token(check->paper, at + count);
		if (token->kind != TOKEN_WORD || !(token->flags & TOKEN_CAPITAL) || token->flags & TOKEN_UPPER)
			break;
		count++;
	}
	return count;
}

static void check_people(struct check *check)
{
	for (guint i = 0; i < check->paper->sentences->len; i++) {
		const struct sentence *sentence = paper_sentence(check->paper, i);
		for (guint at = sentence->from; at < sentence->to; at++) {
			guint count = person_at(check, at, sentence->to);
			for (guint words = count; words >= 3; words--) {
				g_autofree char *text =
					paper_text(check->paper, sentence->passage, at, at + words);
				const char *right = near_person(check, text);
				if (!right)
					continue;
				struct range range = check_range(check, sentence->passage, at, at + words);
				check_report(check, RULE_OFFICIAL, range, &(struct advice){.right = right},
					_("the staff of the office has “%s”"), right);
				break;
			}
			at += count > 0 ? count - 1 : 0;
		}
	}
}

void check_against(struct check *check)
{
	const struct against *against = check->context->against;
	if (!against)
		return;
	g_autoptr(statements_t) statements = statements_new(check->paper, check->facts, check->frame,
		check->context->topics, check->context->names, check->context->model);
	for (guint i = 0; against->figure && i < statements->list->len; i++) {
		const struct statement *each = &g_array_index(statements->list, struct statement, i);
		if (is_checked(check, each))
			check_statement(check, each);
	}
	g_autoptr(GHashTable) told = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; against->documents && i < check->facts->cites->len; i++)
		check_document(check, &g_array_index(check->facts->cites, struct cite, i), told);
	if (against->people && against->people->len)
		check_people(check);
}
