/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check.h"
#include "base/error.h"
#include "base/text.h"

#include <string.h>

static const struct type any = {.kind = KIND_ANY};

struct type type_of_field(const struct field *field)
{
	struct type type = {.kind = KIND_TEXT, .list = field->many};
	switch (field->type) {
	case FIELD_COUNT:
	case FIELD_DECIMAL:
	case FIELD_MONEY:
		type.kind = KIND_NUMBER;
		break;
	case FIELD_BOOL:
		type.kind = KIND_BOOL;
		break;
	case FIELD_DATE:
	case FIELD_DATETIME:
		type.kind = KIND_DAY;
		break;
	case FIELD_LINK:
		type.kind = KIND_RECORD;
		type.reg = field->target;
		break;
	case FIELD_ROWS:
		type.kind = KIND_ROW;
		type.list = TRUE;
		type.field = field;
		break;
	case FIELD_DOCUMENT:
		type.kind = KIND_DOCUMENT;
		break;
	case FIELD_CHOICE:
	case FIELD_COUNTRY:
	case FIELD_PROVINCE:
	case FIELD_CURRENCY:
	case FIELD_LANGUAGE:
	case FIELD_SECTOR:
	case FIELD_DOCKIND:
		type.kind = KIND_CHOICE;
		type.field = field;
		break;
	default:
		break;
	}
	return type;
}

static struct type context_type(struct checker *checker, const char *name)
{
	if (strcmp(name, "period") == 0)
		return (struct type){.kind = KIND_PERIOD};
	if (strcmp(name, "cutoff") == 0 || strcmp(name, "today") == 0)
		return (struct type){.kind = KIND_DAY};
	if (strcmp(name, "is_cut_early") == 0)
		return (struct type){.kind = KIND_BOOL};
	if (strcmp(name, "report") == 0)
		return (struct type){.kind = KIND_REPORT};
	if (strcmp(name, "senders") == 0 || strcmp(name, "not_sent") == 0)
		return (struct type){.kind = KIND_TEXT, .list = TRUE};
	const char *id = strcmp(name, "office") == 0 ? "office" : "report";
	const struct reg *reg = model_register(checker->model, id);
	return reg ? (struct type){.kind = KIND_RECORD, .reg = reg} : any;
}

gboolean is_subject_name(const struct reg *reg, const char *name)
{
	if (strcmp(name, "state") == 0)
		return reg->states->len > 0;
	return strcmp(name, "narrative") != 0 && reg_field(reg, name);
}

static gboolean is_own_field(const struct checker *checker, const char *name)
{
	return checker->subject && is_subject_name(checker->subject, name);
}

struct type check_name(struct checker *checker, const char *name)
{
	for (guint i = checker->names->len; i-- > 0;) {
		const struct known *known = &g_array_index(checker->names, struct known, i);
		if (strcmp(known->name, name) == 0)
			return known->type;
	}
	if (is_own_field(checker, name)) {
		struct type subject = {.kind = KIND_RECORD, .reg = checker->subject};
		return check_member(checker, subject, name, (struct place){"", 0, 0});
	}
	if (g_strv_contains(context_names, name))
		return context_type(checker, name);
	return (struct type){.kind = KIND_MISSING};
}

/* Of a register, with what every record has; `reg` is NULL for rows. */
static GPtrArray *field_names(const GPtrArray *fields, const struct reg *reg)
{
	static const char *const built_in[] = {"id", "version", "state"};
	gsize count = !reg ? 0 : reg->states->len > 0 ? 3 : 2;
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < fields->len; i++)
		g_ptr_array_add(names, ((const struct field *)g_ptr_array_index(fields, i))->id);
	for (gsize i = 0; i < count; i++)
		g_ptr_array_add(names, (gpointer)built_in[i]);
	return names;
}

static struct type record_type(
	struct checker *checker, const struct reg *reg, const char *name, struct place place)
{
	const struct field *field = reg_field(reg, name);
	if (!field && strcmp(name, "symbol") == 0)
		field = reg_field(reg, "symbol_suffix");
	if (field)
		return type_of_field(field);
	if (strcmp(name, "id") == 0 || strcmp(name, "version") == 0)
		return (struct type){.kind = KIND_NUMBER};
	if (strcmp(name, "state") == 0 && reg->states->len > 0)
		return (struct type){.kind = KIND_CHOICE, .reg = reg};
	g_autoptr(GPtrArray) names = field_names(reg->fields, reg);
	check_unknown(checker, place, name, names, _("the register “%s” has no field “%s”"),
		reg->id, name);
	return any;
}

struct type check_member(
	struct checker *checker, struct type type, const char *name, struct place place)
{
	if (type.kind == KIND_ANY)
		return any;
	if (type.list) {
		check_refuse(checker, place,
			_("“.%s” of a list: go through it with “for”, or use names(list, %s)"),
			name, name);
		return any;
	}
	if (type.kind == KIND_RECORD)
		return record_type(checker, type.reg, name, place);
	if (type.kind == KIND_ROW) {
		const struct field *field = rows_field(type.field, name);
		if (field)
			return type_of_field(field);
		g_autoptr(GPtrArray) names = field_names(type.field->fields, NULL);
		check_unknown(checker, place, name, names, _("the rows “%s” have no field “%s”"),
			type.field->id, name);
		return any;
	}
	const struct member *member = member_find(type.kind, name, NULL);
	if (member && member->gives == KIND_LIST)
		return (struct type){.kind = KIND_TEXT, .list = TRUE};
	if (member)
		return (struct type){.kind = member->gives};
	g_autoptr(GPtrArray) names = member_names(type.kind);
	check_unknown(checker, place, name, names, _("%s has no “%s”"), kind_name(type.kind), name);
	return any;
}

/* Names that can be seen, for “did you mean”. */
static GPtrArray *visible_names(struct checker *checker, gboolean with_figures)
{
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < checker->names->len; i++)
		g_ptr_array_add(
			names, (gpointer)g_array_index(checker->names, struct known, i).name);
	for (guint i = 0; context_names[i]; i++)
		g_ptr_array_add(names, (gpointer)context_names[i]);
	for (guint i = 0; checker->subject && i < checker->subject->fields->len; i++) {
		const struct field *field = g_ptr_array_index(checker->subject->fields, i);
		if (is_subject_name(checker->subject, field->id))
			g_ptr_array_add(names, field->id);
	}
	for (guint i = 0; with_figures && i < checker->model->figures->len; i++)
		g_ptr_array_add(names,
			((const struct figure *)g_ptr_array_index(checker->model->figures, i))->id);
	return names;
}

static void unknown_name(struct checker *checker, const struct term *term)
{
	const char *name = term->words[0];
	g_autofree char *brief = text_brief(name);
	if (template_function(name))
		check_refuse(checker, term->place, _("“%s” is a function: %s"), brief,
			template_function(name)->usage);
	else if (model_register(checker->model, name))
		check_refuse(checker, term->place,
			_("“%s” is a register: write records(%s), or one of its figures"), brief,
			brief);
	else {
		g_autoptr(GPtrArray) names = visible_names(checker, FALSE);
		check_unknown(checker, term->place, name, names, _("unknown name “%s”"), brief);
	}
}

static struct type unknown_figure(struct checker *checker, const struct term *term)
{
	g_autofree char *id = g_strconcat(term->words[0], ".", term->words[1], NULL);
	g_autofree char *brief = text_brief(id);
	g_autoptr(GPtrArray) names = visible_names(checker, TRUE);
	g_ptr_array_add(names, NULL);
	const char *nearest = text_nearest(id, (const char *const *)names->pdata);
	const char *first =
		nearest ? NULL : text_nearest(term->words[0], (const char *const *)names->pdata);
	if (nearest)
		check_refuse(checker, term->place, _("unknown figure “%s”; did you mean “%s”?"),
			brief, nearest);
	else if (first)
		check_refuse(checker, term->place, _("unknown figure “%s”; did you mean “%s.%s”?"),
			brief, first, term->words[1]);
	else
		check_refuse(checker, term->place, _("there is no figure and no name “%s”"), brief);
	return any;
}

static struct type path_type(struct checker *checker, const struct term *term)
{
	struct type type = check_name(checker, term->words[0]);
	if (type.kind != KIND_MISSING) {
		for (guint i = 1; term->words[i]; i++)
			type = check_member(checker, type, term->words[i], term->place);
		return type;
	}
	if (!term->words[1]) {
		unknown_name(checker, term);
		return any;
	}
	g_autofree char *id = g_strconcat(term->words[0], ".", term->words[1], NULL);
	const struct figure *figure = model_figure(checker->model, id);
	if (!figure)
		return unknown_figure(checker, term);
	if (term->words[2])
		check_refuse(checker, term->place,
			_("a figure is one number: “.%s” cannot follow it"), term->words[2]);
	return (struct type){.kind = KIND_FIGURE, .figure = figure};
}

/* A word that is no name, beside something that has choices: kind = project. */
static gboolean is_loose_word(struct checker *checker, const struct term *term)
{
	return term->kind == TERM_PATH && !term->words[1] &&
	       check_name(checker, term->words[0]).kind == KIND_MISSING;
}

static void check_state(
	struct checker *checker, const struct reg *reg, const char *text, struct place place)
{
	if (reg_state(reg, text))
		return;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < reg->states->len; i++)
		g_ptr_array_add(
			names, ((const struct state *)g_ptr_array_index(reg->states, i))->id);
	check_unknown(checker, place, text, names, _("the register “%s” has no state “%s”"),
		reg->id, text);
}

static void check_word(struct checker *checker, const struct term *word, struct type beside)
{
	if (beside.kind == KIND_ANY)
		return;
	if (beside.kind == KIND_CHOICE && beside.reg)
		check_state(checker, beside.reg, word->words[0], word->place);
	else if (beside.kind == KIND_CHOICE)
		check_value(checker, beside.field, beside.field->id, word->words[0], word->place);
	else
		unknown_name(checker, word);
}

/* The words of one side, told by the type of the other. */
static void check_words(struct checker *checker, const struct term *side, struct type beside)
{
	if (is_loose_word(checker, side)) {
		check_word(checker, side, beside);
		return;
	}
	for (guint i = 0; side->kind == TERM_LIST && i < side->kids->len; i++) {
		const struct term *item = g_ptr_array_index(side->kids, i);
		if (is_loose_word(checker, item))
			check_word(checker, item, beside);
		else
			check_term(checker, item);
	}
}

static gboolean has_words(struct checker *checker, const struct term *side)
{
	if (is_loose_word(checker, side))
		return TRUE;
	for (guint i = 0; side->kind == TERM_LIST && i < side->kids->len; i++)
		if (is_loose_word(checker, g_ptr_array_index(side->kids, i)))
			return TRUE;
	return FALSE;
}

static gboolean is_number(struct type type)
{
	return type.kind == KIND_NUMBER || type.kind == KIND_FIGURE || type.kind == KIND_PART;
}

static gboolean is_words(struct type type)
{
	return type.kind == KIND_TEXT || type.kind == KIND_CHOICE;
}

static gboolean comparable(struct type a, struct type b)
{
	if (a.kind == KIND_ANY || b.kind == KIND_ANY)
		return TRUE;
	return (is_number(a) && is_number(b)) || (is_words(a) && is_words(b)) || a.kind == b.kind;
}

static void check_sides(struct checker *checker, const struct term *term)
{
	const struct term *left = g_ptr_array_index(term->kids, 0);
	const struct term *right = g_ptr_array_index(term->kids, 1);
	gboolean left_words = has_words(checker, left), right_words = has_words(checker, right);
	if (left_words && right_words) {
		check_term(checker, left);
		return;
	}
	struct type a = left_words ? any : check_term(checker, left);
	struct type b = right_words ? any : check_term(checker, right);
	if (left_words)
		check_words(checker, left, b);
	if (right_words)
		check_words(checker, right, a);
	if (left_words || right_words)
		return;
	gboolean is_in = term->kind == TERM_IN;
	if (is_in && b.kind != KIND_ANY && !b.list)
		check_refuse(checker, term->place, _("a list is expected after “in”, not %s"),
			kind_name(b.kind));
	else if (!is_in && (a.list || b.list))
		check_refuse(checker, term->place, _("a list is compared with “in”"));
	else if (!comparable(a, b))
		check_refuse(checker, term->place, _("%s cannot be compared with %s this way"),
			kind_name(a.kind), kind_name(b.kind));
}

static void check_numbers(struct checker *checker, const struct term *term)
{
	for (guint i = 0; i < term->kids->len; i++) {
		const struct term *kid = g_ptr_array_index(term->kids, i);
		struct type type = check_term(checker, kid);
		if (type.kind != KIND_ANY && (type.list || !is_number(type)))
			check_refuse(checker, kid->place, _("a number is expected, not %s"),
				type.list ? kind_name(KIND_LIST) : kind_name(type.kind));
	}
}

gboolean type_equal(struct type a, struct type b)
{
	return a.kind == b.kind && a.list == b.list && a.reg == b.reg && a.field == b.field &&
	       a.figure == b.figure;
}

static struct type list_type(struct checker *checker, const struct term *term)
{
	struct type type = any;
	for (guint i = 0; i < term->kids->len; i++) {
		struct type item = check_term(checker, g_ptr_array_index(term->kids, i));
		if (i == 0)
			type = item;
		else if (!type_equal(type, item))
			type = any;
	}
	if (type.list)
		type = any;
	type.list = TRUE;
	return type;
}

static struct type call_type(struct checker *checker, const struct term *term)
{
	if (!term->words[1])
		return check_function(checker, term);
	if (!term->words[2])
		return check_figure(checker, term);
	check_refuse(checker, term->place, _("there is no function “%s.%s.%s”"), term->words[0],
		term->words[1], term->words[2]);
	return any;
}

struct type check_term(struct checker *checker, const struct term *term)
{
	if (!check_goes_on(checker, term->place))
		return any;
	switch (term->kind) {
	case TERM_NUMBER:
		return (struct type){.kind = KIND_NUMBER};
	case TERM_TEXT:
		return (struct type){.kind = KIND_TEXT};
	case TERM_DAY:
		return (struct type){.kind = KIND_DAY};
	case TERM_BOOL:
		return (struct type){.kind = KIND_BOOL};
	case TERM_LIST:
		return list_type(checker, term);
	case TERM_PATH:
		return path_type(checker, term);
	case TERM_CALL:
		return call_type(checker, term);
	case TERM_MEMBER:
		return check_member(checker, check_term(checker, g_ptr_array_index(term->kids, 0)),
			term->text, term->place);
	case TERM_COMPARE:
	case TERM_IN:
		check_sides(checker, term);
		return (struct type){.kind = KIND_BOOL};
	case TERM_NOT:
	case TERM_AND:
	case TERM_OR:
		for (guint i = 0; i < term->kids->len; i++)
			check_term(checker, g_ptr_array_index(term->kids, i));
		return (struct type){.kind = KIND_BOOL};
	case TERM_NEGATE:
	case TERM_ADD:
	case TERM_SUBTRACT:
	case TERM_MULTIPLY:
		check_numbers(checker, term);
		return (struct type){.kind = KIND_NUMBER};
	}
	return any;
}
