/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/formula.h"
#include "base/number.h"

#include <string.h>

static void part_clear(gpointer data)
{
	figure_query_free(((struct formula_part *)data)->query);
}

struct formula *formula_parse(struct store *store, const char *text, GError **error)
{
	g_auto(GStrv) words = g_strsplit(text, " ", -1);
	g_autoptr(formula_t) formula = g_new0(struct formula, 1);
	formula->parts = g_array_new(FALSE, FALSE, sizeof(struct formula_part));
	g_array_set_clear_func(formula->parts, part_clear);
	for (guint i = 0; words[i]; i += 2) {
		char sign = i ? *words[i - 1] : '+';
		gboolean known = sign == '+' || sign == '-' || sign == '%';
		struct formula_part part = { .sign = sign, .query = known ? figure_query_parse(store, words[i], error) : NULL };
		if (!known)
			fail(error, ERROR_INPUT, _("\"%s\": not a formula of figures"), text);
		if (!part.query)
			return NULL;
		g_array_append_val(formula->parts, part);
		if (!words[i + 1])
			break;
	}
	return g_steal_pointer(&formula);
}

void formula_free(struct formula *formula)
{
	if (!formula)
		return;
	g_array_unref(formula->parts);
	g_free(formula);
}

/* Brings both to the greater scale. */
static gboolean align(struct number *a, struct number *b, GError **error)
{
	guint scale = MAX(a->scale, b->scale);
	if (!number_multiply(a->value, number_power10(scale - a->scale), &a->value, error) ||
		!number_multiply(b->value, number_power10(scale - b->scale), &b->value, error))
		return FALSE;
	a->scale = b->scale = scale;
	return TRUE;
}

static gboolean join(struct number *total, char sign, struct number part, GError **error)
{
	if (!total->present || !part.present) {
		total->present = FALSE;
		return TRUE;
	}
	if (!align(total, &part, error))
		return FALSE;
	if (sign != '%')
		return number_add(total->value, sign == '-' ? -part.value : part.value, &total->value, error);
	if (part.value <= 0) {
		total->present = FALSE;
		return TRUE;
	}
	*total = (struct number){ .present = TRUE, .value = total->value, .scale = 1 };
	return number_scale(total->value, 1000, part.value, &total->value, error);
}

gboolean formula_number(struct ledger *ledger, const struct formula *formula, gboolean now, struct number *number, GError **error)
{
	for (guint i = 0; i < formula->parts->len; i++) {
		const struct formula_part *part = &g_array_index(formula->parts, struct formula_part, i);
		g_autoptr(figure_query_t) query = figure_query_copy(part->query);
		struct number value;
		if (now)
			query->position = query->as_known = 0;
		if (!figure_number(ledger, query, &value, error))
			return FALSE;
		if (i == 0)
			*number = value;
		else if (!join(number, part->sign, value, error))
			return FALSE;
	}
	return TRUE;
}
