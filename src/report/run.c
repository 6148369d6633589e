/* SPDX-License-Identifier: Apache-2.0 */
/* Steps: what a template writes. */
#include "report/eval.h"
#include "base/error.h"
#include "report/rich.h"

#include <string.h>

void output_init(struct output *output)
{
	output->text = g_string_new(NULL);
	output->places = g_array_new(FALSE, FALSE, sizeof(struct place));
}

void output_clear(struct output *output)
{
	g_string_free(output->text, TRUE);
	g_array_unref(output->places);
}

/* Each line of the output is at the place of the first text that was written into it. */
void output_add(struct output *output, const char *text, struct place place)
{
	for (const char *at = text; *at;) {
		if (output->text->len == 0 || output->text->str[output->text->len - 1] == '\n')
			g_array_append_val(output->places, place);
		const char *end = strchr(at, '\n');
		gsize length = end ? (gsize)(end - at) + 1 : strlen(at);
		g_string_append_len(output->text, at, (gssize)length);
		at += length;
		place.line++;
		place.column = 1;
	}
}

static gboolean write_text(struct eval *eval, const char *text, struct place place, GError **error)
{
	if (!eval_grow(eval, strlen(text), place, error))
		return FALSE;
	output_add(&eval->output, text, place);
	return TRUE;
}

static gboolean run_print(struct eval *eval, const struct step *step, GError **error)
{
	g_autoptr(datum_t) value = eval_term(eval, step->term, error);
	g_autofree char *rich = value ? eval_print(eval, value, step->place, error) : NULL;
	if (!rich || !eval_grow(eval, strlen(rich), step->place, error))
		return FALSE;
	g_autofree char *mark = g_strdup_printf(MARK_VALUE "%u" MARK_END, eval->values->len);
	g_ptr_array_add(eval->values, g_steal_pointer(&rich));
	return write_text(eval, mark, step->place, error);
}

static gboolean run_if(struct eval *eval, const struct step *step, GError **error)
{
	for (guint i = 0; i < step->branches->len; i++) {
		const struct branch *branch = g_ptr_array_index(step->branches, i);
		gboolean truth = TRUE;
		if (branch->when) {
			g_autoptr(datum_t) value = eval_term(eval, branch->when, error);
			if (!value || !eval_truth(eval, value, branch->when->place, &truth, error))
				return FALSE;
		}
		if (truth)
			return eval_steps(eval, branch->steps, error);
	}
	return TRUE;
}

/* Takes the value. */
static void set_variable(struct eval *eval, const char *name, struct datum *value)
{
	struct variable variable = {name, value};
	g_array_append_val(eval->variables, variable);
}

static void add_loop(struct eval *eval, guint index, guint count)
{
	struct datum *loop = datum_group(KIND_LOOP);
	datum_add(loop, datum_whole((gint64)index + 1, STYLE_NUMBER));
	datum_add(loop, datum_bool(index == 0));
	datum_add(loop, datum_bool(index + 1 == count));
	set_variable(eval, "loop", loop);
}

static gboolean run_for(struct eval *eval, const struct step *step, GError **error)
{
	g_autoptr(datum_t) list = eval_term(eval, step->term, error);
	if (!list)
		return FALSE;
	if (list->kind != KIND_LIST && list->kind != KIND_MISSING)
		return eval_fail(step->term->place, error, _("a list is expected, not %s"),
			       kind_name(list->kind)) != NULL;
	guint count = list->kind == KIND_LIST ? list->items->len : 0;
	guint outer = eval->variables->len;
	for (guint i = 0; i < count; i++) {
		if (!eval_turn(eval, step->place, error))
			return FALSE;
		set_variable(eval, step->text, datum_ref(g_ptr_array_index(list->items, i)));
		add_loop(eval, i, count);
		gboolean done = eval_steps(eval, step->steps, error);
		g_array_set_size(eval->variables, outer);
		if (!done)
			return FALSE;
	}
	return count > 0 || !step->others || eval_steps(eval, step->others, error);
}

static gboolean run_let(struct eval *eval, const struct step *step, GError **error)
{
	struct datum *value = eval_term(eval, step->term, error);
	if (!value || !eval_turn(eval, step->place, error)) {
		datum_unref(value);
		return FALSE;
	}
	set_variable(eval, step->text, value);
	return TRUE;
}

static gboolean run_table(struct eval *eval, const struct step *step, GError **error)
{
	struct block *block = NULL;
	if (!eval_turn(eval, step->place, error) || !eval_table(eval, step, &block, error))
		return FALSE;
	if (!block)
		return TRUE;
	g_autofree char *mark =
		g_strdup_printf("\n\n" MARK_BLOCK "%u" MARK_END "\n\n", eval->tables->len);
	g_ptr_array_add(eval->tables, block);
	return write_text(eval, mark, step->place, error);
}

/* What an included part lets stays in it; it sees the variables of who includes it. */
static gboolean run_include(struct eval *eval, const struct step *step, GError **error)
{
	const struct body *body =
		eval->template ? g_hash_table_lookup(eval->template->includes, step->text) : NULL;
	if (!body)
		return eval_fail(step->place, error, _("there is no template “%s”"), step->text) !=
		       NULL;
	if (eval->includes == INCLUDE_DEPTH_MOST)
		return eval_fail(step->place, error,
			       _("templates include each other more than %d deep"),
			       INCLUDE_DEPTH_MOST) != NULL;
	if (!eval_turn(eval, step->place, error))
		return FALSE;
	guint outer = eval->variables->len;
	eval->includes++;
	gboolean done = eval_steps(eval, body->steps, error);
	eval->includes--;
	g_array_set_size(eval->variables, outer);
	return done;
}

/* The argument of a statement by its name. */
static const struct term *named_term(const struct step *step, const char *name)
{
	for (guint i = 0; step->named && i < step->named->len; i++) {
		const struct argument *argument = g_ptr_array_index(step->named, i);
		if (strcmp(argument->name, name) == 0)
			return argument->value;
	}
	return NULL;
}

static gboolean named_text(struct eval *eval, const struct term *term, char **text, GError **error)
{
	*text = NULL;
	if (!term)
		return TRUE;
	g_autoptr(datum_t) value = eval_term(eval, term, error);
	g_autofree char *rich = value ? eval_print(eval, value, term->place, error) : NULL;
	if (!rich)
		return FALSE;
	*text = rich_plain(rich);
	return TRUE;
}

static gboolean named_truth(
	struct eval *eval, const struct term *term, gboolean *truth, GError **error)
{
	*truth = FALSE;
	g_autoptr(datum_t) value = term ? eval_term(eval, term, error) : NULL;
	return !term || (value && eval_truth(eval, value, term->place, truth, error));
}

/* The body is written apart and becomes blocks of its own. */
static gboolean fill_appendix(
	struct eval *eval, const struct step *step, struct appendix *appendix, GError **error)
{
	struct output outer = eval->output;
	output_init(&eval->output);
	eval->appendices++;
	gboolean done = eval_steps(eval, step->steps, error);
	eval->appendices--;
	if (done) {
		g_autoptr(findings_t) findings = findings_new();
		struct markdown markdown = {eval->output.text->str, eval->output.places,
			eval->values, eval->tables, step->place.file};
		markdown_blocks(&markdown, appendix->blocks, findings);
		done = findings_check(findings, error);
	}
	output_clear(&eval->output);
	eval->output = outer;
	return done;
}

static gboolean run_appendix(struct eval *eval, const struct step *step, GError **error)
{
	if (eval->appendices > 0)
		return eval_fail(step->place, error, _("an appendix cannot hold another one")) !=
		       NULL;
	if (!eval->doc || !eval_turn(eval, step->place, error))
		return eval->doc ? FALSE
				 : eval_fail(step->place, error,
					   _("an appendix cannot stand here")) != NULL;
	g_autofree char *title = NULL, *note = NULL;
	gboolean landscape;
	if (!named_text(eval, step->term, &title, error) ||
		!named_text(eval, named_term(step, "note"), &note, error) ||
		!named_truth(eval, named_term(step, "landscape"), &landscape, error))
		return FALSE;
	guint outer = eval->variables->len;
	struct appendix *appendix = appendix_new(title);
	g_ptr_array_add(eval->doc->appendices, appendix);
	appendix->note = g_steal_pointer(&note);
	appendix->landscape = landscape;
	gboolean done = fill_appendix(eval, step, appendix, error);
	g_array_set_size(eval->variables, outer);
	return done;
}

static gboolean run_step(struct eval *eval, const struct step *step, GError **error)
{
	switch (step->kind) {
	case STEP_TEXT:
		return write_text(eval, step->text, step->place, error);
	case STEP_PRINT:
		return run_print(eval, step, error);
	case STEP_IF:
		return run_if(eval, step, error);
	case STEP_FOR:
		return run_for(eval, step, error);
	case STEP_LET:
		return run_let(eval, step, error);
	case STEP_TABLE:
		return run_table(eval, step, error);
	case STEP_INCLUDE:
		return run_include(eval, step, error);
	case STEP_APPENDIX:
		return run_appendix(eval, step, error);
	}
	return TRUE;
}

gboolean eval_steps(struct eval *eval, const GPtrArray *steps, GError **error)
{
	for (guint i = 0; i < steps->len; i++)
		if (!run_step(eval, g_ptr_array_index(steps, i), error))
			return FALSE;
	return TRUE;
}

/* Puts the printed values in the places of their marks. */
static char *fill_values(const struct eval *eval, const char *text)
{
	GString *filled = g_string_new(NULL);
	for (const char *at = text;;) {
		const char *mark = strstr(at, MARK_VALUE), *after;
		guint number;
		if (!mark || !rich_number(mark + MARK_BYTES, MARK_END, &number, &after)) {
			g_string_append(filled, at);
			break;
		}
		g_string_append_len(filled, at, mark - at);
		if (number < eval->values->len)
			g_string_append(filled, g_ptr_array_index(eval->values, number));
		at = after;
	}
	return g_string_free(filled, FALSE);
}

char *eval_rich(struct eval *eval, const GPtrArray *steps, GError **error)
{
	struct output outer = eval->output;
	guint variables = eval->variables->len, values = eval->values->len;
	output_init(&eval->output);
	gboolean done = eval_steps(eval, steps, error);
	char *rich = done ? fill_values(eval, eval->output.text->str) : NULL;
	output_clear(&eval->output);
	eval->output = outer;
	g_array_set_size(eval->variables, variables);
	g_ptr_array_set_size(eval->values, (int)values);
	return rich;
}
