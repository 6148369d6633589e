/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check.h"
#include "base/error.h"
#include "report/rich.h"
#include "report/words.h"

#include <string.h>

static struct figure_answer *split(
	const struct call *call, const struct datum *figure, GError **error)
{
	const struct datum *by = call_named(call, "by");
	if (!by)
		return eval_fail(
			call->term->place, error, _("“by” is missing: %s"), call->function->usage);
	g_autoptr(figure_query_t) query = figure_query_copy(figure->query);
	if (!figure_query_by(query, by->text, error))
		return eval_placed(call->term->place, error);
	return figure_split(call->eval, query, call->term->place, error);
}

static const char *row_label(const struct eval *eval, const struct figure_row *row)
{
	struct label label = {row->label_vi, row->label_en};
	const char *text = label_text(&label, eval->language);
	if (*text)
		return text;
	if (*row->value)
		return row->value;
	return eval->language && g_str_has_prefix(eval->language, "en") ? "not given" : "chưa rõ";
}

/* The number of a line with the query that gives it. */
static struct datum *row_number(const struct call *call, const struct datum *figure,
	const char *value, const struct number *number)
{
	const struct datum *by = call_named(call, "by");
	g_autoptr(figure_query_t) part = query_of_part(call->eval, figure->query, by->text, value);
	return datum_number(number, figure_style(part->figure), &part->figure->unit,
		figure_text(call->eval, part));
}

static gboolean is_nothing(const struct figure_row *row)
{
	return !row->number.present || row->number.value == 0;
}

struct datum *call_rows(const struct call *call, GError **error)
{
	g_autoptr(figure_answer_t) answer = split(call, call->args[0], error);
	if (!answer)
		return NULL;
	g_autoptr(datum_t) rows = datum_list();
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = g_ptr_array_index(answer->rows, i);
		if (!eval_turn(call->eval, call->term->place, error))
			return NULL;
		struct datum *part = datum_group(KIND_PART);
		datum_add(part, datum_text(row->value));
		datum_add(part, datum_text(row_label(call->eval, row)));
		datum_add(part, row_number(call, call->args[0], row->value, &row->number));
		datum_add(rows, part);
	}
	return g_steal_pointer(&rows);
}

struct datum *call_distinct_values(const struct call *call, GError **error)
{
	g_autoptr(figure_answer_t) answer = split(call, call->args[0], error);
	if (!answer)
		return NULL;
	g_autoptr(datum_t) labels = datum_list();
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = g_ptr_array_index(answer->rows, i);
		if (!is_nothing(row))
			datum_add(labels, datum_text(row_label(call->eval, row)));
	}
	return g_steal_pointer(&labels);
}

static const struct figure_row *row_of(const struct figure_answer *answer, const char *value)
{
	for (guint i = 0; answer && answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = g_ptr_array_index(answer->rows, i);
		if (strcmp(row->value, value) == 0)
			return row;
	}
	return NULL;
}

/* The words that a form may hold, and what stands for each in one part. */
enum { FORM_LABEL, FORM_NUMBER, FORM_WITH, FORM_WORDS };
static const char *const form_words[FORM_WORDS] = {
	[FORM_LABEL] = "label", [FORM_NUMBER] = "number", [FORM_WITH] = "with"};

static gboolean is_letter(gunichar character)
{
	return g_unichar_isalnum(character) || character == '_';
}

/* Which word stands at a place of the form, where a word begins; -1 for none. */
static int form_word(const char *form, const char *at)
{
	if (at > form && is_letter(g_utf8_get_char(g_utf8_prev_char(at))))
		return -1;
	for (int i = 0; i < FORM_WORDS; i++) {
		gsize length = strlen(form_words[i]);
		if (strncmp(at, form_words[i], length) == 0 &&
			!is_letter(g_utf8_get_char(at + length)))
			return i;
	}
	return -1;
}

static gboolean form_has(const char *form, int word)
{
	for (const char *at = form; *at; at = g_utf8_next_char(at))
		if (form_word(form, at) == word)
			return TRUE;
	return FALSE;
}

static void fill_form(GString *text, const char *form, char *const said[FORM_WORDS])
{
	for (const char *at = form; *at;) {
		int word = form_word(form, at);
		const char *next = g_utf8_next_char(at);
		if (word >= 0) {
			g_string_append(text, said[word] ? said[word] : "");
			next = at + strlen(form_words[word]);
		} else {
			g_string_append_len(text, at, next - at);
		}
		at = next;
	}
}

/* "11 đoàn", of which "11" is the figure. */
static char *with_unit(struct eval *eval, const struct datum *number)
{
	g_autofree char *digits = quantity_print(eval, &number->quantity);
	const char *unit = label_counted(number->quantity.unit, number->quantity.number.value,
		number->quantity.number.scale, eval->language);
	gboolean bare = number->quantity.number.currency[0] != '\0' || *unit == '\0';
	return bare ? g_steal_pointer(&digits) : g_strconcat(digits, " ", unit, NULL);
}

struct splitting {
	const struct call *call;
	const struct figure_answer *answer, *second; /* of the figure and of `with`; NULL */
	const char *form;
	gboolean is_small; /* labels stand inside a sentence */
};

static char *part_label(const struct splitting *splitting, const struct figure_row *row)
{
	char *label = rich_outside(row_label(splitting->call->eval, row));
	if (!splitting->is_small)
		return label;
	char *small = rich_small(label);
	g_free(label);
	return small;
}

static void say_part(const struct splitting *splitting, const struct figure_row *row, GString *text)
{
	const struct call *call = splitting->call;
	struct eval *eval = call->eval;
	char *words[FORM_WORDS] = {0};
	g_autoptr(datum_t) number = row_number(call, call->args[0], row->value, &row->number);
	const struct figure_row *more = row_of(splitting->second, row->value);
	words[FORM_LABEL] = part_label(splitting, row);
	if (!splitting->second) {
		words[FORM_NUMBER] = quantity_print(eval, &number->quantity);
	} else {
		words[FORM_NUMBER] = with_unit(eval, number);
	}
	if (more && !is_nothing(more)) {
		g_autoptr(datum_t) second =
			row_number(call, call_named(call, "with"), row->value, &more->number);
		words[FORM_WITH] = with_unit(eval, second);
	}
	if (words[FORM_WITH] && !form_has(splitting->form, FORM_WITH)) {
		gboolean english = eval->language && g_str_has_prefix(eval->language, "en");
		char *both = g_strconcat(
			words[FORM_NUMBER], english ? " with " : " với ", words[FORM_WITH], NULL);
		g_free(words[FORM_NUMBER]);
		words[FORM_NUMBER] = both;
	}
	fill_form(text, splitting->form, words);
	for (int i = 0; i < FORM_WORDS; i++)
		g_free(words[i]);
}

static const char *text_of(const struct call *call, const char *name, const char *otherwise)
{
	const struct datum *datum = call_named(call, name);
	return datum ? datum->text : otherwise;
}

static char *say_parts(struct splitting *splitting, GError **error)
{
	const struct call *call = splitting->call;
	const char *between = text_of(call, "sep", "; ");
	const char *last = text_of(call, "last", between);
	g_autoptr(GString) text = g_string_new(NULL);
	guint left = 0;
	gboolean first = TRUE;
	for (guint i = 0; i < splitting->answer->rows->len; i++)
		left += is_nothing(g_ptr_array_index(splitting->answer->rows, i)) ? 0 : 1;
	if (left == 1)
		splitting->form = text_of(call, "single", splitting->form);
	for (guint i = 0; i < splitting->answer->rows->len; i++) {
		const struct figure_row *row = g_ptr_array_index(splitting->answer->rows, i);
		if (is_nothing(row))
			continue;
		if (!eval_turn(call->eval, call->term->place, error))
			return NULL;
		left--;
		if (!first)
			g_string_append(text, left == 0 ? last : between);
		first = FALSE;
		say_part(splitting, row, text);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Names of countries and records keep their letters. */
static gboolean is_small(const struct call *call)
{
	gboolean exists;
	const struct datum *small = call_named(call, "small");
	const struct field *field = dimension_field(
		call->args[0]->query->figure, call_named(call, "by")->text, &exists);
	return small && small->truth && field && field->type == FIELD_CHOICE;
}

struct datum *call_parts(const struct call *call, GError **error)
{
	const struct datum *with = call_named(call, "with");
	g_autoptr(figure_answer_t) answer = split(call, call->args[0], error);
	if (!answer)
		return NULL;
	g_autoptr(figure_answer_t) second = with ? split(call, with, error) : NULL;
	if (with && !second)
		return NULL;
	if (!answer->rows)
		return datum_text("");
	struct splitting splitting = {
		call, answer, second, text_of(call, "form", "label: number"), is_small(call)};
	char *text = say_parts(&splitting, error);
	return text ? datum_rich(text) : NULL;
}
