/* SPDX-License-Identifier: Apache-2.0 */
/* Which figure, of which part and of which days a number of a sheet states: nothing that is not understood is guessed. */
#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "import/tally_fact.h"

#include <string.h>

enum { CHAIN_MOST = 6, TEXTS_MOST = 40 };

void tally_fact_free(gpointer data)
{
	struct tally_fact *fact = data;
	g_free(fact->cell);
	g_free(fact->quote);
	g_free(fact->unit);
	g_free(fact->doubt);
	g_free(fact->where);
	g_free(fact);
}

void tally_doubt(struct tally_fact *fact, const char *text)
{
	char *joined = fact->doubt ? g_strdup_printf("%s; %s", fact->doubt, text) : g_strdup(text);
	g_free(fact->doubt);
	fact->doubt = joined;
}

guint tally_chain(const struct tally_table *table, const struct tally_row *row, const struct tally_row **chain, guint most)
{
	guint count = 0;
	for (; row && count < most; row = row->above < 0 ? NULL : table->rows->pdata[row->above])
		chain[count++] = row;
	return count;
}

static const char *joined(const struct tally_table *table, const GPtrArray *texts)
{
	g_autoptr(GString) whole = g_string_new(NULL);
	for (guint i = texts->len; i-- > 0;)
		g_string_append_printf(whole, "%s%s", whole->len ? " " : "", (const char *)texts->pdata[i]);
	return g_string_chunk_insert_const(table->strings, whole->str);
}

const char *tally_head(const struct tally_table *table, const struct tally_column *column)
{
	return joined(table, column->heads);
}

const char *tally_label(const struct tally_table *table, const struct tally_row *row)
{
	return joined(table, row->labels);
}

static const char *unit_text(const struct tally_table *table, const struct tally_row *row)
{
	for (guint i = 0; row && i < table->columns->len; i++) {
		const struct tally_column *column = table->columns->pdata[i];
		const char *text = column->kind == TALLY_UNIT ? tally_text(table->sheet, row->row->number, column->number) : "";
		if (*text)
			return g_string_chunk_insert_const(table->strings, text);
	}
	return "";
}

static void collect(GHashTable *texts, const char *text)
{
	if (*text)
		g_hash_table_add(texts, (gpointer)text);
}

void tally_collect(const struct tally_table *table, GHashTable *texts)
{
	for (guint i = 0; i < table->titles->len; i++)
		collect(texts, table->titles->pdata[i]);
	for (guint i = 0; i < table->columns->len; i++) {
		const struct tally_column *column = table->columns->pdata[i];
		for (guint j = 0; j < column->heads->len; j++)
			collect(texts, column->heads->pdata[j]);
		collect(texts, tally_head(table, column));
	}
	for (guint i = 0; i < table->rows->len; i++) {
		const struct tally_row *row = table->rows->pdata[i];
		for (guint j = 0; j < row->labels->len; j++)
			collect(texts, row->labels->pdata[j]);
		collect(texts, tally_label(table, row));
		collect(texts, unit_text(table, row));
	}
}

/* The texts around a number, the nearest first. */
struct place_texts {
	const struct said *said[TEXTS_MOST];
	guint heads, own, labels, count; /* of the column, of the row, of the rows that it is part of, of the title … */
	guint all;                  /* … and what notes below the table say of days */
	const struct said *head, *label, *unit; /* above each other as one; NULL = none */
};

static void add_text(const struct tally_reading *reading, struct place_texts *around, const char *text)
{
	const struct said *said = *text ? tally_said(reading->texts, text) : NULL;
	if (said && around->all < TEXTS_MOST)
		around->said[around->all++] = said;
}

static struct place_texts texts_around(const struct tally_reading *reading, const struct tally_row *row, const struct tally_column *column)
{
	struct place_texts around = {.all = 0};
	const struct tally_row *chain[CHAIN_MOST];
	guint rows = row ? tally_chain(reading->table, row, chain, CHAIN_MOST) : 0;
	for (guint i = 0; column && i < column->heads->len; i++)
		add_text(reading, &around, column->heads->pdata[i]);
	around.heads = around.all;
	for (guint i = 0; i < rows; i++) {
		for (guint j = 0; j < chain[i]->labels->len; j++)
			add_text(reading, &around, chain[i]->labels->pdata[j]);
		around.own = i ? around.own : around.all;
	}
	around.labels = around.all;
	for (guint i = 0; i < reading->table->head_titles; i++)
		add_text(reading, &around, reading->table->titles->pdata[i]);
	add_text(reading, &around, reading->name);
	around.count = around.all;
	for (guint i = reading->table->head_titles; i < reading->table->titles->len; i++)
		add_text(reading, &around, reading->table->titles->pdata[i]);
	if (column && column->heads->len)
		around.head = tally_said(reading->texts, tally_head(reading->table, column));
	if (row && row->labels->len)
		around.label = tally_said(reading->texts, tally_label(reading->table, row));
	const char *unit = unit_text(reading->table, row);
	around.unit = *unit ? tally_said(reading->texts, unit) : NULL;
	return around;
}

static void set_range(guint range[2], const struct said *said)
{
	range[0] = said ? said->from : 0;
	range[1] = said ? said->to : 0;
}

/* Once with the headings nearest to the number, once with the row's label; the nearer words win. */
static const char *look_up(const struct tally_reading *reading, const struct place_texts *texts, unit_t unit, const char *partner)
{
	const struct said *const near[2][2] = {{texts->head, texts->label}, {texts->label, texts->head}};
	const char *best = NULL;
	guint nearest = 0;
	for (guint i = 0; i < 2; i++) {
		struct around around = {.partner = partner};
		guint nearness;
		set_range(around.own, near[i][0]);
		set_range(around.clause, near[i][1]);
		around.after = around.own[1];
		for (guint j = texts->heads; j < texts->count && around.head_count < HEADS_MOST; j++)
			if (texts->said[j] != texts->label)
				set_range(around.heads[around.head_count++], texts->said[j]);
		const char *figure = heard_figure(tally_heard(reading->texts), STATED_NUMBER, unit, &around, &nearness);
		if (figure && nearness == nearest && best && strcmp(best, figure) != 0)
			best = NULL;
		if (figure && nearness > nearest) {
			best = figure;
			nearest = nearness;
		}
	}
	return best;
}

/* The figure of that unit beside what one of the units of some texts counts; FALSE where there are two. */
static gboolean look_up_joined(const struct tally_reading *reading, const struct place_texts *texts, unit_t unit, const struct place_texts *beside, guint from, guint to, const char **found)
{
	for (guint i = from; i < to; i++)
		for (guint j = 0; j < beside->said[i]->units; j++) {
			const char *partner = look_up(reading, beside, beside->said[i]->unit[j].unit, NULL);
			const char *figure = partner ? look_up(reading, texts, unit, partner) : NULL;
			if (figure && *found && strcmp(figure, *found) != 0)
				return FALSE;
			*found = figure ? figure : *found;
		}
	return TRUE;
}

/* What is counted beside it: "số lượt người" of the delegations that another column, a row above or the title counts. */
static const char *look_up_beside(const struct tally_reading *reading, const struct tally_row *row, const struct place_texts *texts, unit_t unit)
{
	const char *found = NULL;
	const GPtrArray *columns = reading->table->columns;
	const struct tally_row *chain[CHAIN_MOST];
	guint rows = row ? tally_chain(reading->table, row, chain, CHAIN_MOST) : 0;
	for (guint i = 1; i < rows; i++) {
		struct place_texts above = texts_around(reading, chain[i], NULL);
		if (!look_up_joined(reading, texts, unit, &above, above.heads, above.labels, &found))
			return NULL;
	}
	for (guint i = 0; i < columns->len; i++) {
		struct place_texts beside = texts_around(reading, row, columns->pdata[i]);
		if (((const struct tally_column *)columns->pdata[i])->kind == TALLY_VALUES && !look_up_joined(reading, texts, unit, &beside, 0, beside.heads, &found))
			return NULL;
	}
	return look_up_joined(reading, texts, unit, texts, texts->labels, texts->count, &found) ? found : NULL;
}

static gboolean alike(const char *a, const char *b)
{
	g_autoptr(GString) first = g_string_new(NULL), second = g_string_new(NULL);
	name_squeeze(first, a, strlen(a));
	name_squeeze(second, b, strlen(b));
	return first->len && strcmp(first->str, second->str) == 0;
}

/* The only figure whose label is the text. */
static const char *figure_labelled(const struct tally_reading *reading, const char *text)
{
	const char *found = NULL;
	const GPtrArray *figures = reading->context->model->figures;
	for (guint i = 0; i < figures->len; i++) {
		const struct figure *figure = figures->pdata[i];
		if (!alike(figure->label.vi ? figure->label.vi : "", text) && !alike(figure->label.en ? figure->label.en : "", text))
			continue;
		if (found)
			return NULL;
		found = figure->id;
	}
	return found;
}

struct answer {
	const char *figure;
	const struct said_unit *unit; /* NULL: known by its label */
	const struct said *from;      /* where the unit is said */
};

static gboolean try_text(const struct tally_reading *reading, const struct tally_row *row, const struct place_texts *texts, const struct said *said, struct answer *answer)
{
	for (guint i = 0; i < said->units; i++) {
		const char *figure = look_up(reading, texts, said->unit[i].unit, NULL);
		if (!figure)
			figure = look_up_beside(reading, row, texts, said->unit[i].unit);
		if (figure) {
			*answer = (struct answer){figure, &said->unit[i], said};
			return TRUE;
		}
	}
	return FALSE;
}

/* The nearest text that names what is counted decides; a label may name a part that is called so. */
static struct answer find_figure(const struct tally_reading *reading, const struct tally_row *row, const struct place_texts *texts)
{
	struct answer answer = {NULL, NULL, NULL};
	if (texts->unit && texts->unit->units) {
		try_text(reading, row, texts, texts->unit, &answer);
		return answer;
	}
	for (guint i = 0; i < texts->count; i++) {
		const struct said *said = texts->said[i];
		if (said->units && (try_text(reading, row, texts, said, &answer) || i < texts->heads))
			break;
	}
	for (guint i = 0; !answer.figure && i < texts->labels; i++)
		answer.figure = figure_labelled(reading, texts->said[i]->text);
	return answer;
}

/* The value of a dimension that a text names, as it is asked for. */
static const char *value_named(const struct tally_reading *reading, const struct field *field, const char *text)
{
	for (guint i = 0; field->choices && i < field->choices->len; i++) {
		const struct choice *choice = field->choices->pdata[i];
		if (alike(choice->label.vi ? choice->label.vi : "", text) || alike(choice->label.en ? choice->label.en : "", text))
			return choice->id;
	}
	const struct code_item *item = field->codes ? code_match(field->codes, text) : NULL;
	if (item || field->type != FIELD_COUNTRY)
		return item ? item->id : NULL;
	g_autoptr(GString) squeezed = g_string_new(NULL);
	const char *list;
	name_squeeze(squeezed, text, strlen(text));
	const char *code = gazetteer_code(reading->context->names, squeezed->str, &list);
	return code && list && strcmp(list, "countries") == 0 ? code : NULL;
}

/* "country=JP" where a text names the value of one dimension, and of one alone. */
static char *part_named(const struct tally_reading *reading, const struct figure *figure, const char *text)
{
	char *part = NULL;
	for (guint i = 0; i < figure->dimensions->len; i++) {
		const struct dimension *dimension = figure->dimensions->pdata[i];
		const char *value = value_named(reading, dimension->field, text);
		if (!value)
			continue;
		if (part) {
			g_free(part);
			return NULL;
		}
		part = g_strdup_printf("%s=%s", dimension->id, value);
	}
	return part;
}

static gboolean add_parts(GString *where, const char *cut)
{
	g_auto(GStrv) parts = g_strsplit(cut ? cut : "", ",", -1);
	for (guint i = 0; parts[i]; i++)
		if (*parts[i] && !tally_add_part(where, parts[i]))
			return FALSE;
	return TRUE;
}

/* Words of the definitions: what the figure and its register are called. */
static void mark_labels(const struct tally_reading *reading, const struct figure *figure, const struct said *said, guint8 *marks)
{
	g_autofree char *all = g_strjoin(" ", figure->label.vi ? figure->label.vi : "", figure->unit.vi ? figure->unit.vi : "", figure->reg && figure->reg->title.vi ? figure->reg->title.vi : "", NULL);
	g_autofree char *small = text_lower(all);
	g_auto(GStrv) words = g_strsplit_set(small, " ,()", -1);
	const struct paper *paper = tally_paper(reading->texts);
	for (guint at = said->from; at < said->to; at++) {
		const struct token *token = paper_token(paper, at);
		if (token->kind == TOKEN_WORD && g_strv_contains((const char *const *)words, wordbook_get(paper->words, token->word)->text))
			marks[at - said->from] = 1;
	}
}

/* What part of the figure a heading or a label names; FALSE where a word of it is not understood. */
static gboolean understand(const struct tally_reading *reading, const struct answer *answer, const struct said *said, gboolean whole, GString *where)
{
	const struct figure *figure = model_figure(reading->context->model, answer->figure);
	const struct heard *heard = tally_heard(reading->texts);
	g_autofree char *exact = whole ? part_named(reading, figure, said->text) : NULL;
	if (exact)
		return tally_add_part(where, exact);
	if (strstr(where->str, "country=") && tally_text_is(reading->words, WORD_WIDER, said->text))
		return TRUE;
	guint range[2] = {said->from, said->to};
	struct around around = {.own = {said->from, said->to}, .after = said->to};
	g_autofree char *cut = heard_cut(heard, answer->figure, &around);
	g_autofree guint8 *marks = g_memdup2(said->marks, said->to - said->from + 1);
	if (!add_parts(where, cut))
		return FALSE;
	heard_mark(heard, answer->figure, cut, range, marks);
	if (!tally_add_countries(reading, figure, said, marks, where))
		return FALSE;
	if (!whole)
		return TRUE;
	mark_labels(reading, figure, said, marks);
	for (guint i = 0; i < said->units; i++)
		if (answer->unit && said->unit[i].unit == answer->unit->unit)
			memset(marks + (said->unit[i].from - said->from), 1, said->unit[i].to - said->unit[i].from);
	for (guint i = 0; i < said->to - said->from; i++)
		if (!marks[i])
			return FALSE;
	return TRUE;
}

/* The line above the table that says most: what is counted, and when. */
static const char *title_of(const struct tally_reading *reading)
{
	const char *best = "";
	guint most = 0;
	for (guint i = 0; i < reading->table->head_titles; i++) {
		const struct said *said = tally_said(reading->texts, reading->table->titles->pdata[i]);
		guint says = !said ? 0 : 1 + (said->units ? 2u : 0u) + (said->days.year || said->days.span.from ? 1u : 0u);
		if (says > most) {
			best = said->text;
			most = says;
		}
	}
	return best;
}

static char *quote_of(const struct tally_reading *reading, const struct place_texts *texts, const char *value)
{
	GString *quote = g_string_new(NULL);
	g_string_append(quote, title_of(reading));
	for (guint i = texts->heads; i-- > 0;)
		g_string_append_printf(quote, "%s%s", quote->len ? " · " : "", texts->said[i]->text);
	for (guint i = texts->labels; i-- > texts->heads;)
		g_string_append_printf(quote, "%s%s", quote->len ? " · " : "", texts->said[i]->text);
	g_string_append_printf(quote, "%s%s", quote->len ? ": " : "", value);
	return g_string_free(quote, FALSE);
}

/* A sum over days says nothing of what is counted at a day, or once. */
static gboolean adds_up(const struct figure *figure)
{
	return figure->kind == FIGURE_COUNT || figure->kind == FIGURE_SUM;
}

static gboolean says_days(const struct place_texts *texts, guint count)
{
	for (guint i = 0; i < count; i++)
		if (texts->said[i]->days.count || texts->said[i]->days.year || texts->said[i]->days.span.from)
			return TRUE;
	return FALSE;
}

/* Beside columns for days, a column without any is their sum. */
static gboolean sums_days(const struct tally_reading *reading, const struct tally_row *row, const struct place_texts *texts)
{
	if (says_days(texts, texts->heads))
		return FALSE;
	for (guint i = 0; i < reading->table->columns->len; i++) {
		const struct tally_column *column = reading->table->columns->pdata[i];
		struct place_texts other = texts_around(reading, row, column);
		if (column->kind == TALLY_VALUES && says_days(&other, other.heads))
			return TRUE;
	}
	return FALSE;
}

/* A row without numbers above another that names a value of the same dimension is none of its group: it was left blank. */
static gboolean is_beside(const struct tally_reading *reading, const char *figure, const char *text, const GString *where)
{
	g_autofree char *part = part_named(reading, model_figure(reading->context->model, figure), text);
	g_auto(GStrv) parts = g_strsplit(where->str, ",", -1);
	for (guint i = 0; part && parts[i]; i++)
		if (strncmp(parts[i], part, strcspn(part, "=") + 1) == 0)
			return TRUE;
	return FALSE;
}

static void find_where(const struct tally_reading *reading, const struct place_texts *texts, const struct answer *answer, struct tally_fact *fact)
{
	g_autoptr(GString) where = g_string_new(NULL);
	for (guint i = 0; i < texts->count; i++) {
		gboolean above = i >= texts->own && i < texts->labels;
		if ((above && is_beside(reading, answer->figure, texts->said[i]->text, where)) || understand(reading, answer, texts->said[i], i < texts->labels, where))
			continue;
		g_autofree char *doubt = g_strdup_printf(_("“%s” is not understood as a part of the figure %s"), texts->said[i]->text, answer->figure);
		fact->figure = NULL;
		tally_doubt(fact, doubt);
		return;
	}
	fact->where = where->len ? g_strdup(where->str) : NULL;
}

/* Money in đồng, counts without a fraction. */
static gboolean takes_amount(const struct tally_reading *reading, const struct figure *figure, const struct answer *answer, struct tally_fact *fact)
{
	unit_t dong = unit_of_text(reading->context->lexicon, "đồng");
	guint zeros = answer->unit ? answer->unit->zeros : 0;
	for (; zeros && fact->scale; zeros--)
		fact->scale--;
	if (zeros && !number_multiply(fact->value, number_power10(zeros), &fact->value, NULL))
		return FALSE;
	for (; fact->scale && fact->value % 10 == 0; fact->scale--)
		fact->value /= 10;
	return figure->money ? answer->unit && answer->unit->unit == dong && !fact->scale : fact->scale <= figure->scale || figure->operands[0];
}

static void find_question(const struct tally_reading *reading, const struct tally_row *row, const struct place_texts *texts, struct tally_fact *fact)
{
	const char *why = NULL;
	struct answer answer = find_figure(reading, row, texts);
	const struct figure *figure = answer.figure ? model_figure(reading->context->model, answer.figure) : NULL;
	if (answer.unit)
		fact->unit = paper_text(tally_paper(reading->texts), answer.from->passage, answer.unit->from, answer.unit->to);
	fact->figure = answer.figure;
	if (!tally_days(texts->said, texts->all, &fact->span, &fact->as_base, &why)) {
		g_autofree char *doubt = why ? g_strdup_printf(_("its days are not understood: “%s”"), why) : g_strdup(_("it is not said of which days it is"));
		fact->span = (struct span){DAY_NONE, DAY_NONE};
		tally_doubt(fact, doubt);
	}
	if (!figure) {
		tally_doubt(fact, _("it is not understood which figure it states"));
		return;
	}
	find_where(reading, texts, &answer, fact);
	if (!fact->figure)
		return;
	if (!takes_amount(reading, figure, &answer, fact) || (!adds_up(figure) && sums_days(reading, row, texts))) {
		g_autofree char *doubt = g_strdup_printf(_("such a number cannot be one of the figure %s"), answer.figure);
		fact->figure = NULL;
		tally_doubt(fact, doubt);
	}
}

struct tally_fact *tally_ask(struct tally_reading *reading, const struct tally_row *row, const struct tally_column *column, const struct amount *amount)
{
	struct place_texts texts = texts_around(reading, row, column);
	struct tally_fact *fact = g_new0(struct tally_fact, 1);
	*fact = (struct tally_fact){.cell = tally_place(reading, row->row->number, column->number), .value = amount->value, .scale = amount->scale, .row = row, .column = column};
	const struct sheet_cell *cell = row_cell(row->row, column->number);
	fact->quote = quote_of(reading, &texts, cell ? cell->text : "");
	find_question(reading, row, &texts, fact);
	if (row->row->hidden)
		tally_doubt(fact, _("its row is hidden"));
	return fact;
}

struct tally_fact *tally_ask_list(struct tally_reading *reading, guint count, unit_t *unit)
{
	struct place_texts texts = texts_around(reading, NULL, NULL);
	struct answer answer = find_figure(reading, NULL, &texts);
	if (!answer.figure || !answer.unit)
		return NULL;
	*unit = answer.unit->unit;
	struct tally_fact *fact = g_new0(struct tally_fact, 1);
	*fact = (struct tally_fact){.value = count};
	g_autofree char *rows = g_strdup_printf(_("%u rows"), count);
	fact->quote = quote_of(reading, &texts, rows);
	find_question(reading, NULL, &texts, fact);
	if (fact->figure)
		return fact;
	tally_fact_free(fact);
	return NULL;
}
