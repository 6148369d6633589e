/* SPDX-License-Identifier: Apache-2.0 */
/* Shares (per cent) and ratios of two figures. */
#include "base/number.h"
#include "ledger/answer.h"

#include <string.h>

gboolean quotient_number(const struct figure *figure, const struct number *over, const struct number *under, struct number *result, GError **error)
{
	gint64 factor = figure->kind == FIGURE_SHARE ? 10000 : 100; /* two digits after the comma */
	*result = (struct number){ .scale = 2 };
	if (!over->present || !under->present || under->value == 0)
		return TRUE;
	gint64 top = over->value, bottom = under->value;
	if (!number_multiply(factor, number_power10(under->scale), &factor, error) || !number_scale(top, factor, bottom < 0 ? -bottom : bottom, &top, error))
		return FALSE;
	if (bottom < 0)
		top = -top;
	result->present = number_scale(top, 1, number_power10(over->scale), &result->value, error);
	return result->present;
}

static struct figure_answer *operand(struct ledger *ledger, const struct figure_query *query, guint index, GError **error)
{
	g_autoptr(figure_query_t) part = figure_query_copy(query);
	part->figure = query->figure->operands[index];
	return figure_answer(ledger, part, error);
}

static const struct figure_row *same_row(const GPtrArray *rows, const char *value)
{
	for (guint i = 0; i < rows->len; i++)
		if (strcmp(((const struct figure_row *)rows->pdata[i])->value, value) == 0)
			return rows->pdata[i];
	return NULL;
}

gboolean quotient_answer(struct ledger *ledger, const struct figure_query *query, struct figure_answer *answer, GError **error)
{
	g_autoptr(figure_answer_t) over = operand(ledger, query, 0, error);
	g_autoptr(figure_answer_t) under = over ? operand(ledger, query, 1, error) : NULL;
	if (!under || !quotient_number(query->figure, &over->number, &under->number, &answer->number, error))
		return FALSE;
	for (guint i = 0; query->by && i < under->rows->len; i++) {
		const struct figure_row *below = under->rows->pdata[i];
		const struct figure_row *above = same_row(over->rows, below->value);
		struct number zero = { .present = TRUE, .scale = over->number.scale };
		struct figure_row *row = g_new0(struct figure_row, 1);
		row->value = g_strdup(below->value);
		row->label_vi = g_strdup(below->label_vi);
		row->label_en = g_strdup(below->label_en);
		g_ptr_array_add(answer->rows, row);
		if (!quotient_number(query->figure, above ? &above->number : &zero, &below->number, &row->number, error))
			return FALSE;
	}
	return TRUE;
}
