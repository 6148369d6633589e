/* SPDX-License-Identifier: Apache-2.0 */
#include "check/check.h"
#include "base/error.h"
#include "base/text.h"
#include "check/names.h"
#include "check/rule.h"

#include <string.h>

#ifndef SYLLABLES
#define SYLLABLES "/usr/share/hunspell/vi_VN.dic"
#endif

struct checker {
	struct lexicon *lexicon;
	struct grammar *grammar;
	struct gazetteer *names;
};

struct checker *checker_new(const struct model *model, GError **error)
{
	g_autoptr(checker_t) checker = g_new0(struct checker, 1);
	checker->lexicon = lexicon_new(SYLLABLES, error);
	if (!checker->lexicon)
		return NULL;
	checker->grammar = grammar_new(lexicon_own_words(checker->lexicon));
	checker->names = gazetteer_new(lexicon_own_words(checker->lexicon), model);
	return g_steal_pointer(&checker);
}

void checker_free(struct checker *checker)
{
	if (!checker)
		return;
	gazetteer_free(checker->names);
	grammar_free(checker->grammar);
	lexicon_free(checker->lexicon);
	g_free(checker);
}

struct range check_range(const struct check *check, guint passage, guint from, guint to)
{
	(void)check;
	return (struct range){.from = from, .to = to, .passage = passage};
}

/* The bytes of a range in its passage; all of it where the range is empty. */
static void range_bytes(const struct check *check, struct range range, gsize *start, gsize *end)
{
	const struct passage *passage = paper_passage(check->paper, range.passage);
	*start = 0;
	*end = passage->length;
	if (range.from == range.to)
		return;
	const struct token *last = paper_token(check->paper, range.to - 1);
	*start = paper_token(check->paper, range.from)->at;
	*end = last->at + last->length;
}

char *check_quote(const struct check *check, struct range range)
{
	gsize start, end;
	range_bytes(check, range, &start, &end);
	g_autofree char *text =
		g_strndup(paper_passage(check->paper, range.passage)->text + start, end - start);
	return text_brief(text);
}

/* Columns [from, to) of a line, from 1, in characters; NULL where there are not so many. */
static char *line_part(const char *line, guint from, guint to)
{
	const char *start = line;
	for (guint i = 1; i < from && *start; i++)
		start = g_utf8_next_char(start);
	const char *end = start;
	for (guint i = from; i < to; i++) {
		if (*end == '\0')
			return NULL;
		end = g_utf8_next_char(end);
	}
	return g_strndup(start, (gsize)(end - start));
}

/* The words as the file has them, marks of emphasis among them, up to the end of their line. */
static char *file_quote(const struct check *check, const struct finding *finding)
{
	const struct place *from = &finding->place, *to = &finding->end;
	if (!check->lines || !from->line || from->line > check->line_count || from->line != to->line ||
		!from->column || to->column <= from->column)
		return NULL;
	return line_part(check->lines[from->line - 1], from->column, to->column);
}

static void place_finding(const struct check *check, struct finding *finding, struct range range)
{
	if (!finding)
		return;
	gsize start, end;
	range_bytes(check, range, &start, &end);
	const struct passage *passage = paper_passage(check->paper, range.passage);
	struct origin first = paper_origin(check->paper, range.passage, start);
	/* What goes over the end of a line is quoted up to there. */
	gsize last = end;
	for (gsize at = start; at < end;) {
		gsize next = MIN(paper_stretch_end(check->paper, range.passage, at), end);
		struct origin here = paper_origin(check->paper, range.passage, at);
		if (here.line != first.line) {
			last = at;
			break;
		}
		at = MAX(next, at + 1);
	}
	while (last > start + 1 && g_ascii_isspace(passage->text[last - 1]))
		last--;
	const char *before = g_utf8_find_prev_char(passage->text + start, passage->text + last);
	struct origin final = before ? paper_origin(check->paper, range.passage,
					       (gsize)(before - passage->text))
				     : first;
	finding->place.line = first.line;
	finding->place.column = first.column;
	finding->end = (struct place){.file = finding->place.file,
		.line = final.line,
		.column = final.column ? final.column + 1 : 0};
	finding->page = first.page;
	finding->paragraph = first.paragraph;
	finding->quote = file_quote(check, finding);
	if (!finding->quote)
		finding->quote = g_strndup(passage->text + start, last - start);
}

/* NULL where enough was told of the rule. */
static struct finding *add(struct check *check, enum rule_id rule, enum severity severity,
	const struct advice *advice, const char *format, va_list arguments)
{
	if (check->told[rule]++ >= FINDINGS_MOST)
		return NULL;
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	struct finding *finding = findings_add(
		check->findings, severity, (struct place){.file = check->file}, "%s", message);
	finding->rule = rules[rule].id;
	if (!advice)
		return finding;
	finding->suggestion = g_strdup(advice->right);
	if (advice->other) {
		gsize start, end;
		range_bytes(check, *advice->other, &start, &end);
		finding->other = paper_origin(check->paper, advice->other->passage, start).line;
	}
	return finding;
}

void check_report(struct check *check, enum rule_id rule, struct range range,
	const struct advice *advice, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	place_finding(check, add(check, rule, rules[rule].severity, advice, format, arguments), range);
	va_end(arguments);
}

void check_report_as(struct check *check, enum rule_id rule, enum severity severity,
	struct range range, const struct advice *advice, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	place_finding(check, add(check, rule, severity, advice, format, arguments), range);
	va_end(arguments);
}

void check_report_label(struct check *check, enum rule_id rule, guint index,
	const struct advice *advice, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	struct finding *finding = add(check, rule, rules[rule].severity, advice, format, arguments);
	va_end(arguments);
	if (!finding)
		return;
	const struct passage *passage = paper_passage(check->paper, index);
	guint length = (guint)g_utf8_strlen(passage->label, -1);
	place_finding(check, finding, check_range(check, index, 0, 0));
	if (passage->origin.line && passage->origin.line != finding->place.line)
		return;
	finding->place.line = passage->origin.line;
	finding->place.column = passage->origin.column;
	if (passage->kind != PASSAGE_HEADING)
		finding->end.column = finding->place.column + length;
	g_autofree char *made = passage->kind == PASSAGE_HEADING
					? g_strdup_printf("%s %s", passage->label, finding->quote)
					: g_strdup(passage->label);
	g_free(finding->quote);
	finding->quote = file_quote(check, finding);
	if (!finding->quote)
		finding->quote = g_steal_pointer(&made);
}

struct findings *checker_check(
	const struct checker *checker, const struct doc *doc, const char *file, const char *source)
{
	struct findings *findings = findings_new();
	g_autoptr(paper_t) paper = paper_new(checker->lexicon, doc);
	g_autoptr(facts_t) facts = facts_read(paper, checker->grammar);
	g_autoptr(frame_t) frame = frame_new(paper, facts);
	g_auto(GStrv) lines = source ? g_strsplit(source, "\n", -1) : NULL;
	struct check_context context = {.lexicon = checker->lexicon,
		.grammar = checker->grammar,
		.names = checker->names,
		.today = day_today()};
	guint told[RULES] = {0};
	struct check check = {.told = told,
		.paper = paper,
		.facts = facts,
		.frame = frame,
		.context = &context,
		.findings = findings,
		.file = g_string_chunk_insert_const(findings->strings, file),
		.lines = (const char *const *)lines,
		.line_count = lines ? g_strv_length(lines) : 0};
	for (guint i = 0; i < RULES; i++)
		if (rules[i].run)
			rules[i].run(&check);
	findings_sort(findings);
	return findings;
}
