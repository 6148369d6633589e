/* SPDX-License-Identifier: Apache-2.0 */
#include "report/check.h"
#include "base/error.h"
#include "base/text.h"
#include "def/expr.h"

#include <string.h>

static const struct type any = {.kind = KIND_ANY};

static const struct figure *splittable(const struct figure *figure)
{
	while (figure->operands[0])
		figure = figure->operands[0];
	return figure;
}

static gboolean is_active(const struct figure *figure)
{
	return figure->from && figure->kind != FIGURE_STOCK;
}

const struct field *dimension_field(const struct figure *figure, const char *id, gboolean *exists)
{
	figure = splittable(figure);
	const struct dimension *dimension = figure_dimension(figure, id);
	*exists = dimension || (figure->money && strcmp(id, "currency") == 0) ||
		  (is_active(figure) && strcmp(id, "continuing") == 0);
	return dimension ? dimension->field : NULL;
}

static GPtrArray *dimension_names(const struct figure *figure)
{
	figure = splittable(figure);
	GPtrArray *names = g_ptr_array_new();
	for (guint i = 0; i < figure->dimensions->len; i++)
		g_ptr_array_add(names,
			((const struct dimension *)g_ptr_array_index(figure->dimensions, i))->id);
	if (figure->money)
		g_ptr_array_add(names, (gpointer) "currency");
	if (is_active(figure))
		g_ptr_array_add(names, (gpointer) "continuing");
	return names;
}

void check_dimension(
	struct checker *checker, const struct figure *figure, const char *id, struct place place)
{
	gboolean exists;
	dimension_field(figure, id, &exists);
	if (exists || is_by_office(figure, id))
		return;
	g_autoptr(GPtrArray) names = dimension_names(figure);
	g_autofree char *brief = text_brief(id);
	if (names->len == 0)
		check_refuse(
			checker, place, _("%s has no dimensions, so no “%s”"), figure->id, brief);
	else
		check_unknown(checker, place, id, names, _("%s has no dimension “%s”"), figure->id,
			brief);
}

static void check_choice(struct checker *checker, const struct field *field, const char *name,
	const char *text, struct place place)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < field->choices->len; i++)
		g_ptr_array_add(
			names, ((const struct choice *)g_ptr_array_index(field->choices, i))->id);
	g_autofree char *brief = text_brief(text);
	check_unknown(checker, place, text, names, _("“%s” has no value “%s”"), name, brief);
}

void check_value(struct checker *checker, const struct field *field, const char *name,
	const char *text, struct place place)
{
	g_autofree char *brief = text_brief(text);
	if (field->type == FIELD_BOOL && strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		check_refuse(checker, place, _("“%s” is yes or no, not “%s”"), name, brief);
	else if (field->choices && field->choices->len > 0 && !field_choice(field, text))
		check_choice(checker, field, name, text, place);
	else if (field->codes && !code_match(field->codes, text))
		check_refuse(checker, place, _("“%s”: “%s” is not in the list of %s"), name, brief,
			field->codes->id);
}

static void check_dimension_value(struct checker *checker, const struct figure *figure,
	const char *id, const char *text, struct place place)
{
	gboolean exists;
	const struct field *field = dimension_field(figure, id, &exists);
	const struct code_list *currencies = model_codes(checker->model, "currencies");
	if (field) {
		check_value(checker, field, id, text, place);
		return;
	}
	if (!exists)
		return;
	g_autofree char *brief = text_brief(text);
	if (strcmp(id, "continuing") == 0 && strcmp(text, "yes") != 0 && strcmp(text, "no") != 0)
		check_refuse(checker, place, _("“%s” is yes or no, not “%s”"), id, brief);
	else if (strcmp(id, "currency") == 0 && currencies && !code_match(currencies, text))
		check_refuse(checker, place, _("“%s”: “%s” is not in the list of %s"), id, brief,
			currencies->id);
}

/* An id of the dimension's values: it stands for itself even where a variable has the same name. */
gboolean is_dimension_value(const struct figure *figure, const char *id, const char *word)
{
	gboolean exists;
	const struct field *field = dimension_field(figure, id, &exists);
	for (guint i = 0; field && field->choices && i < field->choices->len; i++)
		if (strcmp(((const struct choice *)g_ptr_array_index(field->choices, i))->id,
			    word) == 0)
			return TRUE;
	return field && field->codes && code_find(field->codes, word);
}

/* host: leaders; host: [leaders, agency]; country: r.country */
static void check_condition(struct checker *checker, const struct figure *figure, const char *id,
	const struct term *term)
{
	g_autofree char *word = term_word(term);
	gboolean exists;
	const struct field *field = dimension_field(figure, id, &exists);
	if (word && is_dimension_value(figure, id, word))
		return;
	if (word && check_name(checker, word).kind == KIND_MISSING)
		check_dimension_value(checker, figure, id, word, term->place);
	else if (term->kind == TERM_TEXT)
		check_dimension_value(checker, figure, id, term->text, term->place);
	else if (term->kind == TERM_BOOL && field && field->type != FIELD_BOOL)
		check_value(checker, field, id, term->number ? "yes" : "no", term->place);
	else if (term->kind == TERM_LIST)
		for (guint i = 0; i < term->kids->len; i++)
			check_condition(checker, figure, id, g_ptr_array_index(term->kids, i));
	else
		check_term(checker, term);
}

void check_span(struct checker *checker, const struct term *term)
{
	g_autofree char *word = term_word(term);
	if (word && g_strv_contains(span_words, word))
		return;
	if (word && check_name(checker, word).kind == KIND_MISSING) {
		g_autoptr(GPtrArray) names = g_ptr_array_new();
		for (guint i = 0; span_words[i]; i++)
			g_ptr_array_add(names, (gpointer)span_words[i]);
		check_unknown(checker, term->place, word, names, _("unknown span “%s”"), word);
		return;
	}
	struct type type = check_term(checker, term);
	if (term->kind == TERM_TEXT) {
		struct period period;
		struct span span;
		g_autoptr(GError) error = NULL;
		if (!g_strv_contains(span_words, term->text) &&
			!period_parse(term->text, &period, NULL) &&
			!span_parse(term->text, &span, &error))
			check_refuse(checker, term->place, "%s", error->message);
	} else if (type.kind != KIND_ANY &&
		   (type.list || (type.kind != KIND_PERIOD && type.kind != KIND_SPAN &&
					 type.kind != KIND_TEXT))) {
		check_refuse(checker, term->place, _("a span is expected, not %s"),
			kind_name(type.kind));
	}
}

static void check_kind(struct checker *checker, const struct term *term, enum kind kind)
{
	struct type type = check_term(checker, term);
	gboolean is_day_text = kind == KIND_DAY && type.kind == KIND_TEXT && !type.list;
	if (type.kind == KIND_ANY || is_day_text || (type.kind == kind && !type.list))
		return;
	check_refuse(checker, term->place, _("%s is expected here, not %s"), kind_name(kind),
		kind_name(type.list ? KIND_LIST : type.kind));
}

/* where: "host=leaders,country=JP" */
static void check_conditions(
	struct checker *checker, const struct figure *figure, const struct term *term)
{
	check_kind(checker, term, KIND_TEXT);
	if (term->kind != TERM_TEXT)
		return;
	g_auto(GStrv) parts = g_strsplit(term->text, ",", -1);
	for (guint i = 0; parts[i]; i++) {
		g_auto(GStrv) sides = g_strsplit(g_strstrip(parts[i]), "=", 2);
		if (!sides[0] || !*sides[0])
			continue;
		if (!sides[1] || !*sides[1]) {
			g_autofree char *brief = text_brief(parts[i]);
			check_refuse(checker, term->place,
				_("“%s”: write a condition as dimension=value"), brief);
			continue;
		}
		const char *id = g_strstrip(sides[0]);
		check_dimension(checker, figure, id, term->place);
		g_auto(GStrv) values = g_strsplit(sides[1], ";", -1);
		for (guint v = 0; values[v]; v++)
			check_dimension_value(
				checker, figure, id, g_strstrip(values[v]), term->place);
	}
}

static void check_figure_argument(
	struct checker *checker, const struct figure *figure, const struct argument *argument)
{
	const char *name = argument->name;
	if (strcmp(name, "span") == 0) {
		check_span(checker, argument->value);
	} else if (strcmp(name, "from") == 0 || strcmp(name, "to") == 0 ||
		   strcmp(name, "at") == 0) {
		check_kind(checker, argument->value, KIND_DAY);
		if (strcmp(name, "at") == 0 && splittable(figure)->kind != FIGURE_STOCK)
			check_refuse(checker, argument->place,
				_("“at” asks for a stock on a day; %s is counted over days: use "
				  "“from” and “to”"),
				figure->id);
	} else if (strcmp(name, "where") == 0) {
		check_conditions(checker, figure, argument->value);
	} else {
		gboolean exists;
		dimension_field(figure, name, &exists);
		if (exists) {
			check_condition(checker, figure, name, argument->value);
			return;
		}
		g_autoptr(GPtrArray) names = dimension_names(figure);
		static const char *const others[] = {"span", "from", "to", "at", "where"};
		for (gsize i = 0; i < G_N_ELEMENTS(others); i++)
			g_ptr_array_add(names, (gpointer)others[i]);
		check_unknown(checker, argument->place, name, names, _("%s takes no argument “%s”"),
			figure->id, name);
	}
}

struct type check_figure(struct checker *checker, const struct term *term)
{
	g_autofree char *id = g_strconcat(term->words[0], ".", term->words[1], NULL);
	const struct figure *figure = model_figure(checker->model, id);
	if (!figure) {
		GPtrArray *names = g_ptr_array_new();
		for (guint i = 0; i < checker->model->figures->len; i++)
			g_ptr_array_add(names, ((const struct figure *)g_ptr_array_index(
							checker->model->figures, i))
						       ->id);
		g_autofree char *brief = text_brief(id);
		check_unknown(checker, term->place, id, names, _("unknown figure “%s”"), brief);
		g_ptr_array_unref(names);
		return any;
	}
	if (term->kids->len > 0)
		check_refuse(checker, term->place,
			_("the arguments of a figure have names: %s(host: leaders)"), id);
	for (guint i = 0; term->named && i < term->named->len; i++)
		check_figure_argument(checker, figure, g_ptr_array_index(term->named, i));
	return (struct type){.kind = KIND_FIGURE, .figure = figure};
}

/* What the arguments before have told: the figure, the register, the items of a list. */
struct told {
	const struct function *function;
	struct type types[ARGUMENTS_MOST];
	const struct reg *reg;
};

static gboolean type_fits(struct type type, enum expects expects)
{
	enum kind kind = type.kind;
	if (kind == KIND_ANY && !type.list)
		return TRUE;
	switch (expects) {
	case EXPECTS_FIGURE:
		return !type.list && kind == KIND_FIGURE;
	case EXPECTS_QUANTITY:
		return !type.list &&
		       (kind == KIND_FIGURE || kind == KIND_NUMBER || kind == KIND_PART);
	case EXPECTS_WHOLE:
		return !type.list && kind == KIND_NUMBER;
	case EXPECTS_LIST:
		return type.list;
	case EXPECTS_RECORDS:
		return type.list && (kind == KIND_RECORD || kind == KIND_ROW || kind == KIND_ANY);
	case EXPECTS_DAY:
		return !type.list && kind == KIND_DAY;
	case EXPECTS_BOOL:
		return !type.list && kind == KIND_BOOL;
	case EXPECTS_PERIOD:
		return !type.list &&
		       (kind == KIND_PERIOD || kind == KIND_SPAN || kind == KIND_TEXT);
	case EXPECTS_TEXT:
		return !type.list && (kind == KIND_TEXT || kind == KIND_CHOICE);
	default:
		return TRUE;
	}
}

static void check_register_field(
	struct checker *checker, const struct reg *reg, const char *word, struct place place)
{
	if (reg)
		check_member(checker, (struct type){.kind = KIND_RECORD, .reg = reg}, word, place);
}

static void check_date_field(
	struct checker *checker, const struct reg *reg, const char *word, struct place place)
{
	const struct field *field = reg ? reg_field(reg, word) : NULL;
	if (!field)
		check_register_field(checker, reg, word, place);
	else if ((field->type != FIELD_DATE && field->type != FIELD_DATETIME) || field->many)
		check_refuse(checker, place, _("“%s” is no date"), word);
}

static void check_register(
	struct checker *checker, struct told *told, const char *word, struct place place)
{
	told->reg = model_register(checker->model, word);
	if (told->reg)
		return;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < checker->model->registers->len; i++)
		g_ptr_array_add(names,
			((const struct reg *)g_ptr_array_index(checker->model->registers, i))->id);
	g_autofree char *brief = text_brief(word);
	check_unknown(checker, place, word, names, _("there is no register “%s”"), brief);
}

static void check_word(struct checker *checker, struct told *told, enum expects expects,
	const char *word, struct place place)
{
	switch (expects) {
	case EXPECTS_REGISTER:
		check_register(checker, told, word, place);
		return;
	case EXPECTS_DIMENSION:
		if (told->types[0].kind == KIND_FIGURE && told->types[0].figure)
			check_dimension(checker, told->types[0].figure, word, place);
		return;
	case EXPECTS_FIELD: {
		struct type item = told->types[0];
		item.list = FALSE;
		check_member(checker, item, word, place);
		return;
	}
	case EXPECTS_DATE_FIELD:
		check_date_field(checker, told->reg, word, place);
		return;
	default:
		check_register_field(checker, told->reg, *word == '-' ? word + 1 : word, place);
	}
}

/* where: "…" in the language of the definitions. */
static void check_where(struct checker *checker, const struct told *told, const struct term *term)
{
	if (term->kind != TERM_TEXT) {
		check_refuse(checker, term->place, _("“where” is a text in quotes"));
		return;
	}
	if (!told->reg)
		return;
	guint before = checker->findings->errors;
	struct place inside = term->place;
	inside.column++;
	struct expr *where = expr_parse(term->text, inside, checker->findings);
	if (where)
		expr_bind(where, checker->model, told->reg, NULL, TYPE_BOOL, checker->findings);
	expr_free(where);
	checker->mistakes += checker->findings->errors - before;
}

const char *expects_name(enum expects expects)
{
	switch (expects) {
	case EXPECTS_FIGURE:
		return _("a figure");
	case EXPECTS_QUANTITY:
		return _("a figure or number");
	case EXPECTS_LIST:
		return _("a list");
	case EXPECTS_RECORDS:
		return _("a list of records");
	case EXPECTS_DAY:
		return _("a date");
	case EXPECTS_BOOL:
		return _("yes or no");
	case EXPECTS_PERIOD:
		return _("a period");
	case EXPECTS_WHOLE:
		return _("a whole number");
	case EXPECTS_REGISTER:
		return _("the name of a register");
	case EXPECTS_DIMENSION:
		return _("the name of a dimension");
	case EXPECTS_FIELD:
	case EXPECTS_DATE_FIELD:
	case EXPECTS_ORDER:
		return _("the name of a field");
	default:
		return _("a text");
	}
}

static gboolean expects_word(enum expects expects)
{
	return expects == EXPECTS_REGISTER || expects == EXPECTS_DIMENSION ||
	       expects == EXPECTS_FIELD || expects == EXPECTS_DATE_FIELD ||
	       expects == EXPECTS_ORDER;
}

static struct type check_argument(
	struct checker *checker, struct told *told, enum expects expects, const struct term *term)
{
	if (expects_word(expects)) {
		g_autofree char *word = term_word(term);
		if (!word || (*word == '-' && expects != EXPECTS_ORDER))
			check_refuse(
				checker, term->place, _("%s is expected here"), expects_name(expects));
		else
			check_word(checker, told, expects, word, term->place);
		return any;
	}
	if (expects == EXPECTS_SPAN) {
		check_span(checker, term);
		return any;
	}
	if (expects == EXPECTS_WHERE) {
		check_where(checker, told, term);
		return any;
	}
	struct type type = check_term(checker, term);
	if (!type_fits(type, expects))
		check_refuse(checker, term->place, _("%s is expected here, not %s"),
			expects_name(expects), kind_name(type.list ? KIND_LIST : type.kind));
	return type;
}

static void check_named(struct checker *checker, struct told *told, const struct argument *argument)
{
	const struct function *function = told->function;
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < NAMED_MOST && function->named[i].name; i++) {
		if (strcmp(function->named[i].name, argument->name) == 0) {
			check_argument(checker, told, function->named[i].expects, argument->value);
			return;
		}
		g_ptr_array_add(names, (gpointer)function->named[i].name);
	}
	check_unknown(checker, argument->place, argument->name, names,
		_("%s() takes no argument “%s”"), function->name, argument->name);
}

static gboolean is_given(const struct term *term, const char *name)
{
	for (guint i = 0; term->named && i < term->named->len; i++)
		if (strcmp(((const struct argument *)g_ptr_array_index(term->named, i))->name,
			    name) == 0)
			return TRUE;
	return FALSE;
}

static void check_required(
	struct checker *checker, const struct told *told, const struct term *term)
{
	const struct function *function = told->function;
	for (guint i = 0; i < NAMED_MOST && function->named[i].name; i++)
		if (function->named[i].expects == EXPECTS_DIMENSION &&
			!is_given(term, function->named[i].name))
			check_refuse(checker, term->place, _("“%s” is missing: %s"),
				function->named[i].name, function->usage);
	gboolean is_planned = strcmp(function->name, "planned") == 0;
	gboolean wants_date = is_planned || is_given(term, "span");
	if (told->reg && wants_date && !is_given(term, "on") && !default_date_field(told->reg))
		check_refuse(checker, term->place, _("the register “%s” has no date to choose by"),
			told->reg->id);
}

static struct type result_type(const struct told *told, const struct term *term)
{
	const char *name = told->function->name;
	struct type type = {.kind = told->function->gives};
	if (told->reg)
		return (struct type){.kind = KIND_RECORD, .reg = told->reg, .list = TRUE};
	if (strcmp(name, "rows") == 0)
		return (struct type){.kind = KIND_PART, .list = TRUE};
	if (strcmp(name, "distinct_values") == 0)
		return (struct type){.kind = KIND_TEXT, .list = TRUE};
	if (type.kind == KIND_LIST)
		return (struct type){.kind = KIND_ANY, .list = TRUE};
	guint last = term->kids->len - 1;
	gboolean chooses = strcmp(name, "if") == 0 || strcmp(name, "default") == 0;
	if (chooses && last > 0 && type_equal(told->types[last], told->types[last - 1]))
		return told->types[last];
	return type;
}

struct type check_function(struct checker *checker, const struct term *term)
{
	struct told told = {.function = template_function(term->words[0])};
	if (!told.function) {
		g_autoptr(GPtrArray) names = g_ptr_array_new();
		for (guint i = 0; template_function_at(i); i++)
			g_ptr_array_add(names, (gpointer)template_function_at(i)->name);
		g_autofree char *brief = text_brief(term->words[0]);
		check_unknown(checker, term->place, term->words[0], names,
			_("unknown function “%s”"), brief);
		return any;
	}
	if (term->kids->len < told.function->least || term->kids->len > told.function->most) {
		check_refuse(checker, term->place, _("wrong number of arguments: %s"),
			told.function->usage);
		return any;
	}
	for (guint i = 0; i < term->kids->len; i++)
		told.types[i] = check_argument(checker, &told, function_expects(told.function, i),
			g_ptr_array_index(term->kids, i));
	for (guint i = 0; term->named && i < term->named->len; i++)
		check_named(checker, &told, g_ptr_array_index(term->named, i));
	check_required(checker, &told, term);
	return result_type(&told, term);
}
