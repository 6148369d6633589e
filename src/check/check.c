/* SPDX-License-Identifier: Apache-2.0 */
#include "check/check.h"
#include "base/error.h"
#include "base/text.h"
#include "check/compound.h"
#include "check/names.h"
#include "check/rule.h"
#include "check/tell.h"

#include <string.h>

#ifndef SYLLABLES
#define SYLLABLES "/usr/share/hunspell/vi_VN.dic"
#endif

struct checker {
	struct lexicon *lexicon;
	struct grammar *grammar;
	struct gazetteer *names;
	struct topics *topics;
	struct compounds *compounds;
	const struct model *model;
};

struct checker *checker_new(const struct model *model, GError **error)
{
	g_autoptr(checker_t) checker = g_new0(struct checker, 1);
	checker->lexicon = lexicon_new(SYLLABLES, error);
	if (!checker->lexicon)
		return NULL;
	checker->grammar = grammar_new(lexicon_own_words(checker->lexicon));
	checker->names = gazetteer_new(lexicon_own_words(checker->lexicon), model);
	checker->topics = topics_new(checker->lexicon, model);
	checker->compounds = compounds_new(checker->lexicon);
	checker->model = model;
	return g_steal_pointer(&checker);
}

void checker_free(struct checker *checker)
{
	if (!checker)
		return;
	compounds_free(checker->compounds);
	topics_free(checker->topics);
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

char *check_quote(const struct check *check, struct range range)
{
	gsize start, end;
	range_bytes(check->paper, range, &start, &end);
	g_autofree char *text =
		g_strndup(paper_passage(check->paper, range.passage)->text + start, end - start);
	return text_brief(text);
}

static void place_finding(const struct check *check, struct finding *finding, struct range range)
{
	if (!finding)
		return;
	struct located found = locate(check->paper, check->source, range);
	finding->place.line = found.from.line;
	finding->place.column = found.from.column;
	finding->end = (struct place){
		.file = finding->place.file, .line = found.end_line, .column = found.end_column};
	finding->page = found.from.page;
	finding->paragraph = found.from.paragraph;
	finding->quote = found.quote;
	g_free(finding->around);
	finding->around = g_strdup(paper_passage(check->paper, range.passage)->text);
	g_clear_pointer(&finding->spots, g_array_unref);
	finding->spots = range_spots(check->paper, range);
}

/* Of a label that was typed: it stands before the first spot of its text. Alone, or with that text. */
static void place_label(struct finding *finding, const struct passage *passage, gboolean alone)
{
	const struct origin *origin = &passage->origin;
	const struct finding_spot *first = finding->spots->len ? &g_array_index(finding->spots, struct finding_spot, 0) : NULL;
	const struct finding_spot label = {origin->page, origin->paragraph, origin->line, origin->column,
		(guint)g_utf8_strlen(passage->label, -1)};
	if (!label.column || !label.length || (first && first->line == label.line &&
						      first->paragraph == label.paragraph && first->column <= label.column))
		return;
	if (alone)
		g_array_set_size(finding->spots, 0);
	g_array_prepend_val(finding->spots, label);
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
		range_bytes(check->paper, *advice->other, &start, &end);
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
	place_label(finding, passage, passage->kind != PASSAGE_HEADING);
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
	finding->quote = source_quote(check->source, finding->place.line, finding->place.column,
		finding->end.line, finding->end.column);
	if (!finding->quote)
		finding->quote = g_steal_pointer(&made);
}

struct check_context checker_context(const struct checker *checker)
{
	return (struct check_context){.lexicon = checker->lexicon,
		.grammar = checker->grammar,
		.names = checker->names,
		.topics = checker->topics,
		.compounds = checker->compounds,
		.model = checker->model,
		.today = day_today()};
}

struct findings *checker_check(const struct checker *checker, const struct doc *doc, const char *file,
	const char *source, const struct against *against)
{
	struct findings *findings = findings_new();
	g_autoptr(paper_t) paper = paper_new(checker->lexicon, doc);
	g_autoptr(facts_t) facts = facts_read(paper, checker->grammar);
	g_autoptr(frame_t) frame = frame_new(paper, facts);
	struct source_text lines;
	source_text_read(&lines, source);
	struct check_context context = checker_context(checker);
	context.against = against;
	guint told[RULES] = {0};
	struct check check = {.told = told,
		.paper = paper,
		.facts = facts,
		.frame = frame,
		.context = &context,
		.findings = findings,
		.file = g_string_chunk_insert_const(findings->strings, file),
		.source = &lines};
	for (guint i = 0; i < RULES; i++)
		if (rules[i].run)
			rules[i].run(&check);
	source_text_clear(&lines);
	findings_sort(findings);
	return findings;
}

char *checker_facts(const struct checker *checker, const struct doc *doc, const char *file, const char *source,
	gboolean json)
{
	g_autoptr(paper_t) paper = paper_new(checker->lexicon, doc);
	g_autoptr(facts_t) facts = facts_read(paper, checker->grammar);
	g_autoptr(frame_t) frame = frame_new(paper, facts);
	g_autoptr(statements_t) statements = statements_new(
		paper, facts, frame, checker->topics, checker->names, checker->model);
	struct source_text lines;
	source_text_read(&lines, source);
	struct told_paper told = {.file = file,
		.paper = paper,
		.facts = facts,
		.frame = frame,
		.statements = statements,
		.source = &lines};
	char *text = json ? tell_json(&told) : tell_text(&told);
	source_text_clear(&lines);
	return text;
}
