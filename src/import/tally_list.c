/* SPDX-License-Identifier: Apache-2.0 */
/* A list with a row for each record states nothing by itself: how many rows it has is told, with that doubt. */
#include "base/error.h"
#include "import/tally_fact.h"

static gboolean is_record(const struct tally_reading *reading, const struct tally_row *row)
{
	for (guint i = 0; !row->total && i < reading->table->columns->len; i++) {
		const struct tally_column *column = reading->table->columns->pdata[i];
		if (column->kind == TALLY_DAYS && tally_is_day(row_cell(row->row, column->number)))
			return row->labels->len > 0;
	}
	return FALSE;
}

/* What its last line says of how many there are: "Tổng cộng: 12 đoàn". */
static void compare_total(struct tally_reading *reading, struct tally_fact *fact, unit_t unit, guint count)
{
	for (guint i = 0; i < reading->table->rows->len; i++) {
		const struct tally_row *row = reading->table->rows->pdata[i];
		const struct said *said = row->total && row->labels->len ? tally_said(reading->texts, row->labels->pdata[0]) : NULL;
		gint64 value;
		if (!said || !tally_said_amount(reading->texts, said, unit, &value) || value == (gint64)count)
			continue;
		g_autofree char *message = g_strdup_printf(_("“%s”, but the list has %u rows"), said->text, count);
		tally_note(reading, SEVERITY_WARNING, row->row->number, 1, "%s", message);
		tally_doubt(fact, message);
	}
}

void tally_list(struct tally_reading *reading)
{
	const struct tally_row *first = NULL, *last = NULL;
	guint count = 0, hidden = 0;
	for (guint i = 0; i < reading->table->rows->len; i++) {
		const struct tally_row *row = reading->table->rows->pdata[i];
		if (!is_record(reading, row))
			continue;
		first = first ? first : row;
		last = row;
		hidden += row->row->hidden ? 1 : 0;
		count++;
	}
	unit_t unit;
	struct tally_fact *fact = count ? tally_ask_list(reading, count, &unit) : NULL;
	if (!fact)
		return;
	g_autofree char *from = cell_place(1, first->row->number), *to = cell_place(reading->table->sheet->columns, last->row->number), *range = g_strdup_printf("%s:%s", from, to);
	g_free(fact->cell);
	fact->cell = *reading->name ? g_strdup_printf("%s!%s", reading->name, range) : g_strdup(range);
	tally_doubt(fact, _("the file does not say this number: the rows of its list were counted"));
	if (hidden) {
		g_autofree char *doubt = g_strdup_printf(_("%u of the rows are hidden"), hidden);
		tally_doubt(fact, doubt);
	}
	compare_total(reading, fact, unit, count);
	g_ptr_array_add(reading->facts, fact);
}
