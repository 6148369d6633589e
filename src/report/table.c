/* SPDX-License-Identifier: Apache-2.0 */
/* {% table … by … %}: figures as columns, the values of one or two dimensions as rows. */
#include "report/check.h"
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "report/rich.h"
#include "report/words.h"

#include <string.h>

#define COLUMNS_MOST 40
#define ROWS_MOST    5000

/* A row before its numbers are asked for. */
struct line {
	char *values[2], *labels[2];
	guint ranks[2]; /* of choices: their place in the definition */
	guint index;
};

struct tabling {
	struct eval *eval;
	const struct step *step;
	GPtrArray *figures; /* struct datum * */
	GPtrArray *lines;   /* struct line * */
	GHashTable *known;  /* "value\nvalue" of the lines */
	guint dimensions;
	struct datum *compare; /* NULL: no comparison */
	gboolean total;
	char *caption;
};

static void line_free(gpointer data)
{
	struct line *line = data;
	for (guint i = 0; i < 2; i++) {
		g_free(line->values[i]);
		g_free(line->labels[i]);
	}
	g_free(line);
}

static void tabling_clear(struct tabling *tabling)
{
	g_ptr_array_unref(tabling->figures);
	g_ptr_array_unref(tabling->lines);
	g_hash_table_unref(tabling->known);
	datum_unref(tabling->compare);
	g_free(tabling->caption);
}

static gboolean is_english(const struct eval *eval)
{
	return eval->language && g_str_has_prefix(eval->language, "en");
}

static const char *in(const struct eval *eval, const char *vietnamese, const char *english)
{
	return is_english(eval) ? english : vietnamese;
}

static gboolean read_figures(struct tabling *tabling, GError **error)
{
	for (guint i = 0; i < tabling->step->figures->len; i++) {
		const struct term *term = g_ptr_array_index(tabling->step->figures, i);
		struct datum *figure = eval_term(tabling->eval, term, error);
		if (!figure)
			return FALSE;
		g_ptr_array_add(tabling->figures, figure);
		if (figure->kind != KIND_FIGURE)
			return eval_fail(term->place, error, _("a table shows figures, not %s"),
				       kind_name(figure->kind)) != NULL;
	}
	return TRUE;
}

static gboolean read_option(
	struct tabling *tabling, const struct argument *argument, GError **error)
{
	struct eval *eval = tabling->eval;
	g_autofree char *word = term_word(argument->value);
	g_autoptr(datum_t) value = word && g_strv_contains(span_words, word)
					   ? datum_text(word)
					   : eval_term(eval, argument->value, error);
	if (!value)
		return FALSE;
	if (strcmp(argument->name, "compare") == 0) {
		datum_unref(tabling->compare);
		tabling->compare = g_steal_pointer(&value);
		return TRUE;
	}
	if (strcmp(argument->name, "total") == 0)
		return eval_truth(eval, value, argument->place, &tabling->total, error);
	g_autofree char *rich = eval_print(eval, value, argument->place, error);
	g_free(tabling->caption);
	tabling->caption = rich ? rich_plain(rich) : NULL;
	return rich != NULL;
}

static struct figure_answer *split(
	struct tabling *tabling, const struct figure_query *query, guint dimension, GError **error)
{
	struct place place = tabling->step->place;
	if (!eval_turn(tabling->eval, place, error))
		return NULL;
	g_autoptr(figure_query_t) by = figure_query_copy(query);
	if (!figure_query_by(by, g_ptr_array_index(tabling->step->by, dimension), error))
		return eval_placed(place, error);
	return figure_split(tabling->eval, by, place, error);
}

static char *label_of(const struct eval *eval, const struct figure_row *row)
{
	struct label label = {row->label_vi, row->label_en};
	const char *text = label_text(&label, eval->language);
	if (*text)
		return rich_outside(text);
	return *row->value ? rich_outside(row->value) : g_strdup(in(eval, "Chưa rõ", "Not given"));
}

static gboolean add_line(struct tabling *tabling, const struct figure_row *outer,
	const struct figure_row *inner, GError **error)
{
	g_autofree char *key = g_strconcat(outer->value, "\n", inner ? inner->value : NULL, NULL);
	if (!g_hash_table_add(tabling->known, g_strdup(key)))
		return TRUE;
	if (tabling->lines->len == ROWS_MOST)
		return eval_fail(tabling->step->place, error, _("the table has more than %d rows"),
			       ROWS_MOST) != NULL;
	struct line *line = g_new0(struct line, 1);
	line->index = tabling->lines->len;
	line->values[0] = g_strdup(outer->value);
	line->labels[0] = label_of(tabling->eval, outer);
	if (inner) {
		line->values[1] = g_strdup(inner->value);
		line->labels[1] = label_of(tabling->eval, inner);
	}
	g_ptr_array_add(tabling->lines, line);
	return TRUE;
}

static gboolean is_nothing(const struct figure_row *row)
{
	return !row->number.present || row->number.value == 0;
}

static gboolean add_inner_lines(struct tabling *tabling, const struct figure_query *query,
	const struct figure_row *outer, GError **error)
{
	g_autoptr(figure_query_t) part =
		query_of_part(tabling->eval, query, g_ptr_array_index(tabling->step->by, 0), outer->value);
	g_autoptr(figure_answer_t) answer = split(tabling, part, 1, error);
	if (!answer)
		return FALSE;
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *inner = g_ptr_array_index(answer->rows, i);
		if (!is_nothing(inner) && !add_line(tabling, outer, inner, error))
			return FALSE;
	}
	return TRUE;
}

/* The lines of one query that are not there yet. */
static gboolean add_lines(struct tabling *tabling, const struct figure_query *query, GError **error)
{
	g_autoptr(figure_answer_t) answer = split(tabling, query, 0, error);
	if (!answer)
		return FALSE;
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = g_ptr_array_index(answer->rows, i);
		if (is_nothing(row) && !is_by_office(query->figure, g_ptr_array_index(tabling->step->by, 0)))
			continue;
		gboolean done = tabling->dimensions == 1
					? add_line(tabling, row, NULL, error)
					: add_inner_lines(tabling, query, row, error);
		if (!done)
			return FALSE;
	}
	return TRUE;
}

/* The query a year before, or of what `compare` says. */
static struct figure_query *base_query(
	struct tabling *tabling, const struct figure_query *query, GError **error)
{
	g_autoptr(figure_query_t) base = figure_query_copy(query);
	const struct datum *compare = tabling->compare;
	gboolean is_year =
		compare->kind == KIND_TEXT && (strcmp(compare->text, "last_year") == 0 ||
						      strcmp(compare->text, "year_before") == 0);
	if (is_year)
		base->span = same_span_year_before(base->span);
	else if (!eval_span(tabling->eval, compare, DAY_NONE, DAY_NONE, tabling->step->place,
			 &base->span, error))
		return NULL;
	return g_steal_pointer(&base);
}

static gboolean collect_lines(struct tabling *tabling, GError **error)
{
	for (guint i = 0; i < tabling->figures->len; i++) {
		const struct datum *figure = g_ptr_array_index(tabling->figures, i);
		if (!add_lines(tabling, figure->query, error))
			return FALSE;
		if (!tabling->compare)
			continue;
		g_autoptr(figure_query_t) base = base_query(tabling, figure->query, error);
		if (!base || !add_lines(tabling, base, error))
			return FALSE;
	}
	return TRUE;
}

/* Choices in the order of their definition, others by label; what is not given comes last. */
static guint rank_of(const struct field *field, const char *value)
{
	if (*value == '\0')
		return G_MAXUINT;
	for (guint i = 0; field && field->choices && i < field->choices->len; i++)
		if (strcmp(((const struct choice *)g_ptr_array_index(field->choices, i))->id,
			    value) == 0)
			return i;
	return 0;
}

static gint compare_lines(gconstpointer a, gconstpointer b)
{
	const struct line *left = *(struct line *const *)a, *right = *(struct line *const *)b;
	for (guint i = 0; i < 2 && left->values[i] && right->values[i]; i++) {
		if (left->ranks[i] != right->ranks[i])
			return left->ranks[i] < right->ranks[i] ? -1 : 1;
		int order = text_collate(left->labels[i], right->labels[i]);
		if (order != 0)
			return order;
	}
	return left->index < right->index ? -1 : left->index > right->index;
}

static void sort_lines(struct tabling *tabling)
{
	const struct datum *first = g_ptr_array_index(tabling->figures, 0);
	for (guint d = 0; d < tabling->dimensions; d++) {
		gboolean exists;
		const struct field *field = dimension_field(
			first->query->figure, g_ptr_array_index(tabling->step->by, d), &exists);
		for (guint i = 0; i < tabling->lines->len; i++) {
			struct line *line = g_ptr_array_index(tabling->lines, i);
			line->ranks[d] = rank_of(field, line->values[d]);
		}
	}
	g_ptr_array_sort(tabling->lines, compare_lines);
}

static void add_cell(struct row *row, const char *rich)
{
	struct cell *cell = cell_new();
	rich_runs(rich, RUN_PLAIN, cell->runs);
	g_ptr_array_add(row->cells, cell);
}

static void add_column(struct table *table, enum align align, guint weight)
{
	struct column column = {align, weight};
	g_array_append_val(table->columns, column);
}

/* The number of a figure in a line, or in all of them; tables do not pad. */
static gboolean cell_quantity(struct tabling *tabling, const struct figure_query *figure,
	const struct line *line, struct quantity *quantity, GError **error)
{
	g_autoptr(figure_query_t) query = figure_query_copy(figure);
	for (guint i = 0; line && i < tabling->dimensions; i++) {
		struct figure_query *part = query_of_part(
			tabling->eval, query, g_ptr_array_index(tabling->step->by, i), line->values[i]);
		figure_query_free(query);
		query = part;
	}
	g_autoptr(datum_t) datum = datum_figure(g_steal_pointer(&query));
	GError *failed = NULL;
	if (!eval_quantity(tabling->eval, datum, tabling->step->place, quantity, &failed) &&
		failed) {
		g_propagate_error(error, failed);
		return FALSE;
	}
	return TRUE;
}

/* Statistical tables of the country print "-" for what did not occur. */
static char *cell_text(struct eval *eval, const struct quantity *quantity)
{
	if (!quantity->number.present)
		return g_strdup("-");
	if (quantity->number.value == 0)
		return quantity_mark(eval, quantity, "-");
	g_autofree char *digits =
		number_text(quantity->number.value, quantity->number.scale, eval->language);
	return quantity_mark(eval, quantity, digits);
}

/* Difference and per cent. */
static gboolean add_comparison(struct tabling *tabling, const struct quantity *now,
	const struct quantity *base, struct row *row, GError **error)
{
	struct eval *eval = tabling->eval;
	struct quantity difference = {.number = now->number};
	difference.number.present = TRUE;
	gint64 moved;
	if (__builtin_sub_overflow(now->number.value, base->number.value, &moved))
		return eval_fail(tabling->step->place, error, _("number too large")) != NULL;
	difference.number.value = moved;
	difference.query = joined_query(now, base, "-");
	g_autofree char *text = cell_text(eval, &difference);
	add_cell(row, text);
	gint64 tenths;
	g_autofree char *percent = NULL;
	if (base->number.value > 0 && number_scale(moved, 1000, base->number.value, &tenths, NULL))
		percent = number_text(tenths, 1, eval->language);
	g_autofree char *marked =
		quantity_mark(eval, &difference, percent && tenths != 0 ? percent : "-");
	add_cell(row, marked);
	quantity_clear(&difference);
	return TRUE;
}

static gboolean add_figure(struct tabling *tabling, const struct datum *figure,
	const struct line *line, struct row *row, GError **error)
{
	g_auto(quantity_t) now = {0}, base = {0};
	if (!cell_quantity(tabling, figure->query, line, &now, error))
		return FALSE;
	g_autofree char *text = cell_text(tabling->eval, &now);
	add_cell(row, text);
	if (!tabling->compare)
		return TRUE;
	g_autoptr(figure_query_t) query = base_query(tabling, figure->query, error);
	if (!query || !cell_quantity(tabling, query, line, &base, error))
		return FALSE;
	g_autofree char *before = cell_text(tabling->eval, &base);
	add_cell(row, before);
	return add_comparison(tabling, &now, &base, row, error);
}

/* Rows in several currencies have a total in VND only. */
static const char *total_label(const struct tabling *tabling)
{
	for (guint i = 0; i < tabling->dimensions; i++)
		if (strcmp(g_ptr_array_index(tabling->step->by, i), "currency") == 0)
			return in(tabling->eval, "Tổng số (quy ra đồng)", "Total (in VND)");
	return in(tabling->eval, "Tổng số", "Total");
}

static gboolean add_row(
	struct tabling *tabling, struct table *table, const struct line *line, GError **error)
{
	struct eval *eval = tabling->eval;
	if (!eval_turn(eval, tabling->step->place, error))
		return FALSE;
	struct row *row = row_new();
	g_ptr_array_add(table->rows, row);
	row->total = !line;
	if (line) {
		for (guint i = 0; i < tabling->dimensions; i++)
			add_cell(row, line->labels[i]);
	} else {
		add_cell(row, total_label(tabling));
		struct cell *cell = g_ptr_array_index(row->cells, 0);
		cell->span = tabling->dimensions;
	}
	for (guint i = 0; i < tabling->figures->len; i++)
		if (!add_figure(tabling, g_ptr_array_index(tabling->figures, i), line, row, error))
			return FALSE;
	return TRUE;
}

static const char *dimension_label(
	const struct eval *eval, const struct figure *figure, const char *id)
{
	while (figure->operands[0])
		figure = figure->operands[0];
	const struct dimension *dimension = figure_dimension(figure, id);
	if (dimension)
		return label_text(
			dimension->link ? &dimension->link->label : &dimension->field->label,
			eval->language);
	if (is_by_office(figure, id))
		return in(eval, "Cơ quan", "Office");
	return strcmp(id, "currency") == 0 ? in(eval, "Loại tiền", "Currency")
					   : in(eval, "Chuyển tiếp", "Continuing");
}

/* "Giá trị phê duyệt (đồng)": the amounts in the cells stand without their currency. Caller frees.
 */
static char *figure_label(struct tabling *tabling, const struct figure_query *query)
{
	struct eval *eval = tabling->eval;
	g_autofree char *label = rich_outside(label_text(&query->figure->label, eval->language));
	for (guint i = 0; i < tabling->dimensions; i++)
		if (strcmp(g_ptr_array_index(tabling->step->by, i), "currency") == 0)
			return g_steal_pointer(&label);
	if (!query->figure->money)
		return g_steal_pointer(&label);
	const char *currency = "VND";
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = g_ptr_array_index(query->conditions, i);
		if (strcmp(condition->dimension, "currency") == 0 && condition->values[0])
			currency = condition->values[0];
	}
	const char *name = strcmp(currency, "VND") == 0 ? in(eval, "đồng", "VND") : currency;
	return g_strdup_printf("%s (%s)", label, name);
}

/* "Kỳ này"; the name of the base: "Cùng kỳ năm 2019". Caller frees. */
static char *span_title(struct tabling *tabling, struct span span, gboolean is_base)
{
	struct eval *eval = tabling->eval;
	int year, month, day;
	day_split(span.to, &year, &month, &day);
	if (is_base && tabling->compare->kind == KIND_PERIOD)
		return period_name(tabling->compare->period, eval->language);
	if (is_base)
		return g_strdup_printf(in(eval, "Cùng kỳ năm %d", "Same period of %d"), year);
	return g_strdup(in(eval, "Kỳ này", "This period"));
}

static struct cell *last_cell(const struct row *row)
{
	return g_ptr_array_index(row->cells, row->cells->len - 1);
}

/* The figure's name over its four columns: now, before, the difference and its share. */
static gboolean add_compared_heading(struct tabling *tabling, const struct datum *figure,
	const char *label, struct table *table, GError **error)
{
	struct eval *eval = tabling->eval;
	struct row *upper = g_ptr_array_index(table->header, 0);
	struct row *lower = g_ptr_array_index(table->header, 1);
	g_autoptr(figure_query_t) base = base_query(tabling, figure->query, error);
	if (!base)
		return FALSE;
	g_autofree char *now = span_title(tabling, figure->query->span, FALSE);
	g_autofree char *before = span_title(tabling, base->span, TRUE);
	const char *titles[] = {
		now, before, in(eval, "Tăng, giảm", "Change"), in(eval, "Tỷ lệ (%)", "Change (%)")};
	add_cell(upper, label);
	last_cell(upper)->span = G_N_ELEMENTS(titles);
	for (guint t = 0; t < G_N_ELEMENTS(titles); t++) {
		add_cell(lower, titles[t]);
		add_column(table, ALIGN_RIGHT, t < 2 ? 2 : 1);
	}
	return TRUE;
}

static gboolean add_header(struct tabling *tabling, struct table *table, GError **error)
{
	struct eval *eval = tabling->eval;
	struct row *row = row_new();
	g_ptr_array_add(table->header, row);
	if (tabling->compare)
		g_ptr_array_add(table->header, row_new());
	const struct datum *first = g_ptr_array_index(tabling->figures, 0);
	for (guint i = 0; i < tabling->dimensions; i++) {
		g_autofree char *label = rich_outside(dimension_label(
			eval, first->query->figure, g_ptr_array_index(tabling->step->by, i)));
		add_cell(row, label);
		add_column(table, ALIGN_LEFT, 3);
		if (!tabling->compare)
			continue;
		struct row *lower = g_ptr_array_index(table->header, 1);
		add_cell(lower, "");
		last_cell(lower)->above = TRUE;
	}
	for (guint i = 0; i < tabling->figures->len; i++) {
		const struct datum *figure = g_ptr_array_index(tabling->figures, i);
		g_autofree char *label = figure_label(tabling, figure->query);
		if (!tabling->compare) {
			add_cell(row, label);
			add_column(table, ALIGN_RIGHT, 2);
			continue;
		}
		if (!add_compared_heading(tabling, figure, label, table, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean fill_table(struct tabling *tabling, struct block **block, GError **error)
{
	guint columns = tabling->dimensions + tabling->figures->len * (tabling->compare ? 4 : 1);
	if (columns > COLUMNS_MOST)
		return eval_fail(tabling->step->place, error,
			       _("the table has more than %d columns"), COLUMNS_MOST) != NULL;
	if (!collect_lines(tabling, error))
		return FALSE;
	sort_lines(tabling);
	if (tabling->lines->len == 0 && !tabling->total)
		return TRUE;
	*block = block_table();
	struct table *table = (*block)->table;
	table->caption = g_steal_pointer(&tabling->caption);
	gboolean done = add_header(tabling, table, error);
	for (guint i = 0; done && i < tabling->lines->len; i++)
		done = add_row(tabling, table, g_ptr_array_index(tabling->lines, i), error);
	if (done && tabling->total)
		done = add_row(tabling, table, NULL, error);
	if (!done)
		g_clear_pointer(block, block_free);
	return done;
}

gboolean eval_table(
	struct eval *eval, const struct step *step, struct block **block, GError **error)
{
	struct tabling tabling = {.eval = eval, .step = step};
	tabling.figures = g_ptr_array_new_with_free_func((GDestroyNotify)datum_unref);
	tabling.lines = g_ptr_array_new_with_free_func(line_free);
	tabling.known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	tabling.dimensions = step->by->len;
	*block = NULL;
	gboolean done = read_figures(&tabling, error);
	for (guint i = 0; done && step->named && i < step->named->len; i++)
		done = read_option(&tabling, g_ptr_array_index(step->named, i), error);
	done = done && fill_table(&tabling, block, error);
	tabling_clear(&tabling);
	return done;
}
