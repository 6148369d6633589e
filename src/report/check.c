/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check.h"
#include "base/error.h"
#include "base/text.h"
#include "report/rich.h"

#include <string.h>

static void tell(struct checker *checker, struct place place, const char *message)
{
	g_autofree char *key =
		g_strdup_printf("%s:%u:%u:%s", place.file, place.line, place.column, message);
	if (checker->mistakes >= MISTAKES_MOST ||
		!g_hash_table_add(checker->told, g_steal_pointer(&key)))
		return;
	checker->mistakes++;
	findings_add(checker->findings, SEVERITY_ERROR, place, "%s", message);
}

void check_refuse(struct checker *checker, struct place place, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	tell(checker, place, message);
}

void check_unknown(struct checker *checker, struct place place, const char *word,
	GPtrArray *candidates, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(candidates, NULL);
	const char *nearest = text_nearest(word, (const char *const *)candidates->pdata);
	g_autofree char *all = g_strjoinv(", ", (char **)candidates->pdata);
	g_autofree char *whole = NULL;
	if (nearest && strcmp(nearest, word) != 0)
		whole = g_strdup_printf(_("%s; did you mean “%s”?"), message, nearest);
	else if (candidates->len > 1 && strlen(all) < 300)
		whole = g_strdup_printf(_("%s; there is: %s"), message, all);
	tell(checker, place, whole ? whole : message);
}

gboolean check_goes_on(struct checker *checker, struct place place)
{
	if (checker->mistakes >= MISTAKES_MOST)
		return FALSE;
	if (++checker->looked == CHECKED_MOST)
		check_refuse(checker, place, _("the template and what it includes are too large"));
	return checker->looked < CHECKED_MOST;
}

static void checker_init(
	struct checker *checker, const struct model *model, struct findings *findings)
{
	*checker = (struct checker){.model = model, .findings = findings};
	checker->names = g_array_new(FALSE, FALSE, sizeof(struct known));
	checker->told = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

static void checker_clear(struct checker *checker)
{
	g_array_unref(checker->names);
	g_hash_table_unref(checker->told);
}

static void add_name(
	struct checker *checker, const char *name, struct type type, struct place place)
{
	if (g_strv_contains(context_names, name))
		check_refuse(checker, place, _("“%s” is already a name of the report"), name);
	struct known known = {name, type};
	g_array_append_val(checker->names, known);
}

static void check_steps(struct checker *checker, const GPtrArray *steps);

static void check_if(struct checker *checker, const struct step *step)
{
	checker->ifs++;
	for (guint i = 0; i < step->branches->len; i++) {
		const struct branch *branch = g_ptr_array_index(step->branches, i);
		if (branch->when)
			check_term(checker, branch->when);
		check_steps(checker, branch->steps);
	}
	checker->ifs--;
}

static void check_for(struct checker *checker, const struct step *step)
{
	struct type list = check_term(checker, step->term);
	if (list.kind != KIND_ANY && !list.list)
		check_refuse(checker, step->term->place, _("a list is expected, not %s"),
			kind_name(list.kind));
	guint outer = checker->names->len;
	struct type item = list;
	item.list = FALSE;
	if (!list.list)
		item = (struct type){.kind = KIND_ANY};
	add_name(checker, step->text, item, step->place);
	add_name(checker, "loop", (struct type){.kind = KIND_LOOP}, step->place);
	check_steps(checker, step->steps);
	g_array_set_size(checker->names, outer);
	if (step->others)
		check_steps(checker, step->others);
	g_array_set_size(checker->names, outer);
}

/* In one branch of an `if` a name may become something else than in another: then nothing is said
 * of it. */
static void check_let(struct checker *checker, const struct step *step)
{
	struct type type = check_term(checker, step->term);
	if (checker->ifs > 0) {
		struct type before = check_name(checker, step->text);
		if (before.kind != KIND_MISSING &&
			(before.kind != type.kind || before.list != type.list))
			type = (struct type){.kind = KIND_ANY};
	}
	add_name(checker, step->text, type, step->place);
}

static void check_table_option(struct checker *checker, const struct argument *argument)
{
	static const char *const options[] = {"total", "caption", "compare", NULL};
	if (strcmp(argument->name, "compare") == 0) {
		check_span(checker, argument->value);
		return;
	}
	check_term(checker, argument->value);
	if (g_strv_contains(options, argument->name))
		return;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; options[i]; i++)
		g_ptr_array_add(names, (gpointer)options[i]);
	check_unknown(checker, argument->place, argument->name, names,
		_("a table takes no argument “%s”"), argument->name);
}

static void check_table(struct checker *checker, const struct step *step)
{
	if (step->by->len > 2)
		check_refuse(checker, step->place, _("a table has one or two dimensions"));
	if (step->figures->len > 20)
		check_refuse(checker, step->place, _("a table has at most 20 figures"));
	for (guint i = 0; i < step->figures->len; i++) {
		const struct term *term = g_ptr_array_index(step->figures, i);
		struct type type = check_term(checker, term);
		if (type.kind != KIND_ANY && (type.kind != KIND_FIGURE || type.list))
			check_refuse(checker, term->place, _("a table shows figures, not %s"),
				kind_name(type.kind));
		for (guint d = 0; type.kind == KIND_FIGURE && type.figure && d < step->by->len; d++)
			check_dimension(
				checker, type.figure, g_ptr_array_index(step->by, d), term->place);
	}
	for (guint i = 0; step->named && i < step->named->len; i++)
		check_table_option(checker, g_ptr_array_index(step->named, i));
}

static void check_include(struct checker *checker, const struct step *step)
{
	const struct body *body =
		checker->template ? g_hash_table_lookup(checker->template->includes, step->text)
				  : NULL;
	if (!body) {
		check_refuse(checker, step->place, _("there is no template “%s”"), step->text);
		return;
	}
	if (checker->includes == INCLUDE_DEPTH_MOST) {
		check_refuse(checker, step->place,
			_("templates include each other more than %d deep"), INCLUDE_DEPTH_MOST);
		return;
	}
	guint outer = checker->names->len, ifs = checker->ifs;
	checker->includes++;
	checker->ifs = 0;
	check_steps(checker, body->steps);
	checker->ifs = ifs;
	checker->includes--;
	g_array_set_size(checker->names, outer);
}

static void check_appendix(struct checker *checker, const struct step *step)
{
	if (checker->appendices > 0)
		check_refuse(checker, step->place, _("an appendix cannot hold another one"));
	check_term(checker, step->term);
	for (guint i = 0; step->named && i < step->named->len; i++) {
		const struct argument *argument = g_ptr_array_index(step->named, i);
		check_term(checker, argument->value);
		if (strcmp(argument->name, "landscape") != 0 && strcmp(argument->name, "note") != 0)
			check_refuse(checker, argument->place,
				_("an appendix takes no argument “%s”; there is: landscape, note"),
				argument->name);
	}
	guint outer = checker->names->len;
	checker->appendices++;
	check_steps(checker, step->steps);
	checker->appendices--;
	g_array_set_size(checker->names, outer);
}

static void check_print(struct checker *checker, const struct step *step)
{
	struct type type = check_term(checker, step->term);
	if (type.kind == KIND_LOOP || type.kind == KIND_REPORT || type.kind == KIND_ROW)
		check_refuse(checker, step->place, _("%s cannot be printed"), kind_name(type.kind));
}

static void check_step(struct checker *checker, const struct step *step)
{
	switch (step->kind) {
	case STEP_TEXT:
		return;
	case STEP_PRINT:
		check_print(checker, step);
		return;
	case STEP_IF:
		check_if(checker, step);
		return;
	case STEP_FOR:
		check_for(checker, step);
		return;
	case STEP_LET:
		check_let(checker, step);
		return;
	case STEP_TABLE:
		check_table(checker, step);
		return;
	case STEP_INCLUDE:
		check_include(checker, step);
		return;
	case STEP_APPENDIX:
		check_appendix(checker, step);
		return;
	}
}

static void check_steps(struct checker *checker, const GPtrArray *steps)
{
	for (guint i = 0; i < steps->len; i++) {
		const struct step *step = g_ptr_array_index(steps, i);
		if (!check_goes_on(checker, step->place))
			return;
		check_step(checker, step);
	}
}

void narrative_check(const GPtrArray *steps, const struct model *model, const struct reg *reg,
	struct findings *findings)
{
	if (findings->errors > 0)
		return;
	struct checker checker;
	checker_init(&checker, model, findings);
	checker.subject = reg;
	check_steps(&checker, steps);
	checker_clear(&checker);
}

/* The Markdown of a template with every branch once and nothing filled in, to find what Markdown
 * may not hold. */
struct skeleton {
	struct output output;
	GPtrArray *bodies; /* struct output *: of the appendices */
	guint tables;
};

static void draw_steps(struct skeleton *skeleton, struct output *output, const GPtrArray *steps);

static void output_free(gpointer data)
{
	output_clear(data);
	g_free(data);
}

static void draw_appendix(struct skeleton *skeleton, const struct step *step)
{
	struct output *output = g_new0(struct output, 1);
	output_init(output);
	draw_steps(skeleton, output, step->steps);
	g_ptr_array_add(skeleton->bodies, output);
}

static void draw_step(struct skeleton *skeleton, struct output *output, const struct step *step)
{
	switch (step->kind) {
	case STEP_TEXT:
		output_add(output, step->text, step->place);
		return;
	case STEP_PRINT:
		output_add(output, MARK_VALUE "0" MARK_END, step->place);
		return;
	case STEP_IF:
		for (guint i = 0; i < step->branches->len; i++)
			draw_steps(skeleton, output,
				((const struct branch *)g_ptr_array_index(step->branches, i))
					->steps);
		return;
	case STEP_FOR:
		draw_steps(skeleton, output, step->steps);
		if (step->others)
			draw_steps(skeleton, output, step->others);
		return;
	case STEP_TABLE:
		output_add(output, "\n\n" MARK_BLOCK "0" MARK_END "\n\n", step->place);
		return;
	case STEP_APPENDIX:
		draw_appendix(skeleton, step);
		return;
	case STEP_LET:
	case STEP_INCLUDE:
		return;
	}
}

static void draw_steps(struct skeleton *skeleton, struct output *output, const GPtrArray *steps)
{
	for (guint i = 0; i < steps->len; i++)
		draw_step(skeleton, output, g_ptr_array_index(steps, i));
}

static void check_output(const struct output *output, const char *file, struct findings *findings)
{
	g_autoptr(GPtrArray) blocks = blocks_new();
	struct markdown markdown = {output->text->str, output->places, NULL, NULL, file};
	markdown_blocks(&markdown, blocks, findings);
}

static void check_markdown(const struct body *body, struct findings *findings)
{
	struct skeleton skeleton = {.bodies = g_ptr_array_new_with_free_func(output_free)};
	output_init(&skeleton.output);
	draw_steps(&skeleton, &skeleton.output, body->steps);
	check_output(&skeleton.output, body->file, findings);
	for (guint i = 0; i < skeleton.bodies->len; i++)
		check_output(g_ptr_array_index(skeleton.bodies, i), body->file, findings);
	output_clear(&skeleton.output);
	g_ptr_array_unref(skeleton.bodies);
}

static void check_front(struct checker *checker, const struct front *front)
{
	if (front->subject)
		check_steps(checker, front->subject);
	for (guint i = 0; front->addressees && i < front->addressees->len; i++)
		check_steps(checker, g_ptr_array_index(front->addressees, i));
	for (guint i = 0; front->recipients && i < front->recipients->len; i++)
		check_steps(checker, g_ptr_array_index(front->recipients, i));
}

gboolean template_check(
	const struct template *template, const struct model *model, struct findings *findings)
{
	guint before = findings->errors;
	struct checker checker;
	checker_init(&checker, model, findings);
	checker.template = template;
	check_front(&checker, &template->front);
	check_steps(&checker, template->main->steps);
	checker_clear(&checker);
	check_markdown(template->main, findings);
	GHashTableIter iter;
	gpointer body;
	g_hash_table_iter_init(&iter, template->includes);
	while (g_hash_table_iter_next(&iter, NULL, &body))
		if (body)
			check_markdown(body, findings);
	return findings->errors == before;
}
