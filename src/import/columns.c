/* SPDX-License-Identifier: Apache-2.0 */
/* Which column holds which field: by the map, else by its header. */
#include "import/columns.h"
#include "base/text.h"
#include "import/names.h"
#include "import/private.h"

#include <string.h>

#define SUGGESTIONS_MOST 50 /* unknown headers for which a near one is sought */
#define TITLE_ROWS_MOST  30 /* how far down the header row is looked for */

struct finder {
	const struct model *model;
	const struct reg *reg;
	const struct sheet *sheet;
	struct names *names;
	struct import *import;
	guint most;
	GPtrArray *map_columns, *map_fields; /* of COLUMN=FIELD: char *, const struct name * */
	GArray *map_used;                    /* gboolean: the sheet has the column */
	const struct sheet_row *header;
	struct columns *columns;
};

static void column_free(gpointer data)
{
	struct column *column = data;
	if (column->known)
		g_hash_table_destroy(column->known);
	g_free(column->unit);
	g_free(column);
}

void columns_free(struct columns *columns)
{
	if (!columns)
		return;
	g_ptr_array_unref(columns->items);
	g_free(columns);
}

const struct column *columns_role(const struct columns *columns, enum column_role role)
{
	for (guint i = 0; i < columns->items->len; i++) {
		const struct column *column = columns->items->pdata[i];
		if (column->role == role)
			return column;
	}
	return NULL;
}

const struct column *columns_field(const struct columns *columns, const struct field *field)
{
	for (guint i = 0; i < columns->items->len; i++) {
		const struct column *column = columns->items->pdata[i];
		if (column->role == COLUMN_FIELD && column->field == field)
			return column;
	}
	return NULL;
}

const char *column_name(const struct column *column)
{
	switch (column->role) {
	case COLUMN_ID:
		return "id";
	case COLUMN_VERSION:
		return "version";
	case COLUMN_STATE:
		return "state";
	case COLUMN_FIELD:
		return column->field->id;
	default:
		return NULL;
	}
}

/* Cuts the map; the field is checked at once, the column when the header is known. */
static gboolean read_map(struct finder *finder, const char *const *map, GError **error)
{
	for (guint i = 0; map && map[i]; i++) {
		const char *equals = strrchr(map[i], '=');
		if (!equals || equals == map[i] || !equals[1])
			return fail(error, ERROR_USAGE,
				_("the map “%s” is not COLUMN=FIELD (or COLUMN=- to leave a column "
				  "out)"),
				map[i]);
		g_autoptr(GError) wrong = NULL;
		g_autofree char *column = text_clean(map[i], equals - map[i], &wrong);
		if (!column)
			return fail(error, ERROR_USAGE, "%s: %s", map[i], wrong->message);
		const struct name *name = strcmp(equals + 1, "-") == 0
						  ? &name_skip
						  : names_find(finder->names, equals + 1, NULL);
		if (!name) {
			const char *near = names_near(finder->names, equals + 1);
			return fail(error, ERROR_USAGE,
				near ? _("the map “%s”: the register %s has no such field; did you "
					 "mean %s?")
				     : _("the map “%s”: the register %s has no such field"),
				map[i], finder->reg->id, near);
		}
		gboolean used = FALSE;
		g_ptr_array_add(finder->map_columns, g_strstrip(g_steal_pointer(&column)));
		g_ptr_array_add(finder->map_fields, (gpointer)name);
		g_array_append_val(finder->map_used, used);
	}
	return TRUE;
}

/* The entry of the map for a column: its header as written, the header without tones and case, then
 * its letters. */
static const struct name *mapped(
	struct finder *finder, guint number, const char *header, gboolean mark)
{
	g_autofree char *letters = column_letters(number);
	g_autofree char *folded = text_fold(header);
	for (guint pass = 0; pass < 3; pass++)
		for (guint i = 0; i < finder->map_columns->len; i++) {
			const char *column = finder->map_columns->pdata[i];
			g_autofree char *own = pass == 1 ? text_fold(column) : NULL;
			gboolean same = pass == 0   ? *header && strcmp(column, header) == 0
					: pass == 1 ? *own && strcmp(own, folded) == 0
						    : g_ascii_strcasecmp(column, letters) == 0;
			if (!same)
				continue;
			if (mark)
				g_array_index(finder->map_used, gboolean, i) = TRUE;
			return finder->map_fields->pdata[i];
		}
	return NULL;
}

/* "Kinh phí (triệu đồng)" without and with what stands in the brackets. */
static char *cut_remark(const char *header, char **remark)
{
	g_autofree char *text = g_strstrip(g_strdup(header));
	char *open = strrchr(text, '(');
	gsize length = strlen(text);
	*remark = NULL;
	if (!open || open == text || text[length - 1] != ')')
		return NULL;
	*remark = g_strndup(open + 1, (gsize)(text + length - 1 - open - 1));
	*open = '\0';
	return g_strdup(g_strstrip(text));
}

/* What a header means; the unit, if any, goes to *remark. NULL for nothing known; *ambiguous when
 * several. */
static const struct name *header_name(
	const struct finder *finder, const char *header, char **remark, gboolean *ambiguous)
{
	*remark = NULL;
	*ambiguous = FALSE;
	const struct name *name = names_find(finder->names, header, ambiguous);
	if (name || *ambiguous)
		return name;
	g_autofree char *base = cut_remark(header, remark);
	return base ? names_find(finder->names, base, ambiguous) : NULL;
}

static guint count_known(struct finder *finder, const struct sheet_row *row)
{
	guint known = 0;
	for (guint i = 0; i < row->count; i++) {
		g_autofree char *remark = NULL;
		gboolean ambiguous;
		const struct name *name =
			header_name(finder, row->cells[i].text, &remark, &ambiguous);
		known += name || ambiguous ||
			 mapped(finder, row->cells[i].column, row->cells[i].text, FALSE);
	}
	return known;
}

/* The row that names most fields, the first of these; the first row when none names any. */
static guint find_header(struct finder *finder)
{
	guint best = 0, most = 0;
	for (guint i = 0; i < finder->sheet->rows->len && i < TITLE_ROWS_MOST; i++) {
		guint known = count_known(finder, finder->sheet->rows->pdata[i]);
		if (known > most) {
			best = i;
			most = known;
		}
	}
	return best;
}

static gboolean keeps_known(const struct field *field)
{
	return field->type == FIELD_CHOICE || field->codes;
}

static void known_free(gpointer data)
{
	values_free(data, 1);
}

/* The unit as value_from_text reads it after an amount; NULL where the header names none. */
static char *read_unit(const struct model *model, struct column *column, const char *remark)
{
	if (!remark || !column->field || column->field->type != FIELD_MONEY ||
		!unit_parse(model, remark, &column->zeros, column->currency))
		return NULL;
	const char *multiple = column->zeros == 9   ? "tỷ "
			       : column->zeros == 6 ? "triệu "
			       : column->zeros == 3 ? "nghìn "
						    : "";
	return g_strconcat(multiple, column->currency, NULL);
}

static void add_column(
	struct finder *finder, guint number, const struct name *name, const char *remark)
{
	struct column *column = g_new0(struct column, 1);
	column->role = name->role;
	column->number = number;
	column->field = name->field;
	memcpy(column->currency, "VND", 4);
	column->unit = read_unit(finder->model, column, remark);
	if (name->field && keeps_known(name->field))
		column->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, known_free);
	g_ptr_array_add(finder->columns->items, column);
}

static void complain(struct finder *finder, guint number, const char *message)
{
	struct column place = {.role = COLUMN_SKIP, .number = number};
	note(finder->import, finder->most, SEVERITY_ERROR, finder->header->number, &place, message);
}

/* What to do about a header that names nothing, or several fields. */
static char *unknown_text(
	const struct finder *finder, const char *letters, const char *header, gboolean ambiguous)
{
	g_autofree char *brief = text_brief(header);
	gboolean sought = !ambiguous && finder->import->errors < SUGGESTIONS_MOST;
	const char *near = sought ? names_near(finder->names, header) : NULL;
	const char *reg = finder->reg->id;
	if (ambiguous)
		return g_strdup_printf(_("“%s” names several fields: write the field's id as the "
					 "header, or map the column: %s=FIELD"),
			brief, letters);
	if (*header == '\0')
		return g_strdup_printf(_("the column has no header: name its field, or leave it "
					 "out with %s=-"),
			letters);
	if (near)
		return g_strdup_printf(_("“%s” is no field of the register %s; did you mean “%s”? "
					 "Map the column: %s=FIELD, or leave it out: %s=-"),
			brief, reg, near, letters, letters);
	return g_strdup_printf(_("“%s” is no field of the register %s: map the column: %s=FIELD, "
				 "or leave it out: %s=-"),
		brief, reg, letters, letters);
}

static void complain_unknown(
	struct finder *finder, guint number, const char *header, gboolean ambiguous)
{
	g_autofree char *letters = column_letters(number);
	g_autofree char *message = unknown_text(finder, letters, header, ambiguous);
	complain(finder, number, message);
}

static gboolean is_taken(struct finder *finder, guint number, const struct name *name)
{
	for (guint i = 0; i < finder->columns->items->len; i++) {
		const struct column *column = finder->columns->items->pdata[i];
		if (column->role != name->role || column->field != name->field)
			continue;
		g_autofree char *letters = column_letters(column->number);
		g_autofree char *message = g_strdup_printf(
			_("column %s holds the field %s already: leave one of them out"), letters,
			column_name(column));
		complain(finder, number, message);
		return TRUE;
	}
	return FALSE;
}

/* In money, what stands in brackets must be understood: 50 (triệu đồng) is not 50 đồng. */
static gboolean check_unit(struct finder *finder, guint number, const char *header,
	const struct name *name, const char *remark)
{
	guint zeros;
	char currency[4];
	if (!remark || !name->field || name->field->type != FIELD_MONEY ||
		unit_parse(finder->model, remark, &zeros, currency))
		return TRUE;
	g_autofree char *brief = text_brief(header);
	g_autofree char *message =
		g_strdup_printf(_("“%s”: the words in brackets are no currency and no unit such as "
				  "“triệu đồng” or “USD”: correct them, or map the column"),
			brief);
	complain(finder, number, message);
	return FALSE;
}

static void take_column(struct finder *finder, guint number, const char *header)
{
	const struct sheet_cell *cell = row_cell(finder->header, number);
	if (cell && cell->kind == CELL_WRONG) {
		complain(finder, number, cell_reason(cell));
		return;
	}
	g_autofree char *remark = NULL;
	gboolean ambiguous = FALSE;
	const struct name *named = header_name(finder, header, &remark, &ambiguous);
	const struct name *name = mapped(finder, number, header, TRUE);
	gboolean by_map = name != NULL;
	name = by_map ? name : named;
	if (!name && !ambiguous && (names_is_ordinal(header) || header_is_errors(header)))
		return;
	if (!name)
		complain_unknown(finder, number, header, ambiguous);
	else if (name->role == COLUMN_SKIP || (name->field && name->field->compute))
		return;
	else if (!is_taken(finder, number, name) &&
		 (by_map || check_unit(finder, number, header, name, remark)))
		add_column(finder, number, name, remark);
}

/* Which columns hold anything below the header. */
static guint8 *used_columns(const struct sheet *sheet, guint header)
{
	guint8 *used = g_new0(guint8, sheet->columns + 1);
	for (guint r = header + 1; r < sheet->rows->len; r++) {
		const struct sheet_row *row = sheet->rows->pdata[r];
		for (guint i = 0; i < row->count; i++)
			used[row->cells[i].column] = 1;
	}
	return used;
}

static void take_columns(struct finder *finder)
{
	g_autofree guint8 *used = used_columns(finder->sheet, finder->columns->header);
	for (guint number = 1; number <= finder->sheet->columns; number++) {
		const char *header = row_text(finder->header, number);
		if (*header || used[number])
			take_column(finder, number, header);
	}
}

static gboolean check_map_used(const struct finder *finder, GError **error)
{
	for (guint i = 0; i < finder->map_columns->len; i++)
		if (!g_array_index(finder->map_used, gboolean, i))
			return fail(error, ERROR_USAGE,
				_("the map names the column “%s”, which the sheet does not have"),
				(const char *)finder->map_columns->pdata[i]);
	return TRUE;
}

/* Where no row names a record to change, a required field without a column would fail in every row:
 * told once. */
static void check_required(struct finder *finder)
{
	if (finder->import->errors || columns_role(finder->columns, COLUMN_ID))
		return;
	for (guint i = 0; i < finder->reg->fields->len; i++) {
		const struct field *field = finder->reg->fields->pdata[i];
		if (!field->required || field->fallback || field->compute ||
			columns_field(finder->columns, field))
			continue;
		g_autofree char *message = g_strdup_printf(
			_("no column holds the field %s, which is required"), field->id);
		note(finder->import, finder->most, SEVERITY_ERROR, finder->header->number, NULL,
			message);
	}
}

static void finder_clear(struct finder *finder)
{
	names_free(finder->names);
	g_ptr_array_unref(finder->map_columns);
	g_ptr_array_unref(finder->map_fields);
	g_array_unref(finder->map_used);
}

struct columns *columns_find(const struct model *model, const struct reg *reg,
	const struct sheet *sheet, const char *const *map, struct import *import,
	guint findings_most, GError **error)
{
	g_autoptr(columns_t) columns = g_new0(struct columns, 1);
	columns->items = g_ptr_array_new_with_free_func(column_free);
	struct finder finder = {.model = model,
		.reg = reg,
		.sheet = sheet,
		.import = import,
		.most = findings_most,
		.columns = columns,
		.names = names_new(reg),
		.map_columns = g_ptr_array_new_with_free_func(g_free),
		.map_fields = g_ptr_array_new(),
		.map_used = g_array_new(FALSE, TRUE, sizeof(gboolean))};
	gboolean good = read_map(&finder, map, error);
	if (good && sheet->rows->len) {
		columns->header = find_header(&finder);
		finder.header = sheet->rows->pdata[columns->header];
		import->header = finder.header->number;
		take_columns(&finder);
		good = check_map_used(&finder, error);
		if (good)
			check_required(&finder);
	}
	finder_clear(&finder);
	return good ? g_steal_pointer(&columns) : NULL;
}
