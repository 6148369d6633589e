/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers of series and cells. */
#include "ledger/ledger_private.h"

enum { OFFICE_SHIFT = 46, ZONE_SHIFT = 36, ZONE_GROWING = 0x3FE, ZONE_YEARS = 0x3FF, YEAR_BITS = 12 };
#define YEAR_MASK ((1 << YEAR_BITS) - 1)
#define ZONE(cell) ((gint64)(cell) >> ZONE_SHIFT & 0x3FF)

gboolean figure_grows(const struct figure *figure)
{
	return figure && (figure->kind == FIGURE_STOCK || figure->from);
}

gboolean series_next(gint64 office, gint64 last, gboolean grows, gint64 *id, GError **error)
{
	*id = last + 1;
	if (SERIES_GROWS(*id) != grows)
		++*id;
	return *id <= SERIES(office, SERIES_MOST) ||
		fail(error, ERROR_SYSTEM, _("the ledger of this office is full: it holds as many series as it can"));
}

gint64 cell_factor(enum grain grain, gboolean grows)
{
	if (grain != GRAIN_YEAR)
		return (gint64)1 << 22;
	return grows ? 1 << YEAR_BITS : 1;
}

gint64 cell_base(gint64 office, enum grain grain, gboolean grows, gint64 index)
{
	gint64 zone = grain != GRAIN_YEAR ? 0 : grows ? ZONE_GROWING : ZONE_YEARS;
	gint64 place = grain != GRAIN_YEAR ? CELL(0, grain, index) : grows ? index : index << SERIES_SHIFT;
	return office << OFFICE_SHIFT | zone << ZONE_SHIFT | place;
}

gint64 cell_of(gint64 series, enum grain grain, gint64 index)
{
	gboolean grows = SERIES_GROWS(series);
	return cell_base(SERIES_OFFICE(series), grain, grows, index) + SERIES_NUMBER(series) * cell_factor(grain, grows);
}

gint64 cell_series(gint64 cell)
{
	if (ZONE(cell) == ZONE_YEARS)
		return SERIES(CELL_OFFICE(cell), SERIES_NUMBER(cell));
	if (ZONE(cell) == ZONE_GROWING)
		return SERIES(CELL_OFFICE(cell), SERIES_NUMBER(cell >> YEAR_BITS));
	return CELL_OF_DAY_SERIES(cell);
}

guint cell_grain(gint64 cell, gint64 *index)
{
	if (ZONE(cell) == ZONE_YEARS || ZONE(cell) == ZONE_GROWING) {
		*index = (ZONE(cell) == ZONE_YEARS ? cell >> SERIES_SHIFT : cell) & YEAR_MASK;
		return GRAIN_YEAR;
	}
	*index = cell & 0xFFFFF;
	guint grain = cell >> 20 & 3;
	return grain < GRAIN_YEAR ? grain : 3;
}
