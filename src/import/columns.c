/* SPDX-License-Identifier: Apache-2.0 */
/* Which column holds which field: by the map, else by its header. */
#include "import/columns.h"
#include "base/text.h"
#include "import/header.h"
#include "import/private.h"

#include <string.h>

#define LABELS_TOLD      4  /* headings that a message gives as examples */
#define SUGGESTIONS_MOST 50 /* unknown headers for which a near one is sought */

struct finder {
	const struct model *model;
	const struct reg *reg;
	const struct sheet *sheet;
	struct names *names;
	struct import *import;
	guint most;
	GPtrArray *map_columns, *map_fields; /* of COLUMN=FIELD: char *, const struct name * */
	GArray *map_used;                    /* gboolean: the sheet has the column */
	const struct sheet_row *header;      /* its last row */
	struct header place;
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
	g_array_unref(columns->bare);
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

static const struct name *mapped_unmarked(gpointer data, guint number, const char *header)
{
	return mapped(data, number, header, FALSE);
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
	if (finder->import->by_form && ambiguous)
		return g_strdup_printf(_("“%s” names several fields: choose the one that is meant"), brief);
	if (finder->import->by_form && near)
		return g_strdup_printf(_("“%s” is no field of “%s”; did you mean “%s”? Choose the "
					 "column's field, or leave the column out"),
			brief, label_here(&finder->reg->title), near);
	if (finder->import->by_form)
		return g_strdup_printf(_("“%s” is no field of “%s”: choose the column's field, or "
					 "leave the column out"),
			brief, label_here(&finder->reg->title));
	if (ambiguous)
		return g_strdup_printf(_("“%s” names several fields: write the field's id as the "
					 "header, or map the column: %s=FIELD"),
			brief, letters);
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

static void note_guessed(struct finder *finder, guint number, const char *header, const char *label)
{
	struct column place = {.role = COLUMN_SKIP, .number = number};
	g_autofree char *letters = column_letters(number);
	g_autofree char *brief = text_brief(header);
	g_autofree char *message = finder->import->by_form ?
		g_strdup_printf(_("“%s” is taken for “%s”; if it is not, choose another field, or "
				  "leave the column out"),
			brief, label) :
		g_strdup_printf(_("“%s” is taken for “%s”; if it is not, map the column: %s=FIELD, "
				  "or leave it out: %s=-"),
			brief, label, letters, letters);
	note(finder->import, finder->most, SEVERITY_WARNING, finder->header->number, &place,
		message);
}

/* Running numbers, and the mistakes of a sheet that was returned. */
static gboolean is_passed(const char *heading)
{
	return names_is_ordinal(heading) || header_is_errors(heading);
}

/* A heading that names no field is a mistake, unless its column is passed over. */
static void pass_column(
	struct finder *finder, guint number, const char *own, const char *whole, gboolean ambiguous)
{
	gboolean ordinal = names_is_ordinal(own) || names_is_ordinal(whole);
	if (ambiguous || !(is_passed(own) || is_passed(whole)))
		complain_unknown(finder, number, whole, ambiguous);
	else if (ordinal && !finder->columns->ordinal)
		finder->columns->ordinal = number;
}

static void take_column(struct finder *finder, guint number)
{
	g_autofree char *whole = NULL;
	g_autofree char *own = header_text(finder->sheet, finder->place, number, &whole);
	const struct sheet_cell *cell = row_cell(finder->header, number);
	if (cell && cell->kind == CELL_WRONG) {
		complain(finder, number, cell_reason(cell));
		return;
	}
	g_auto(heading_t) heading = header_name(finder->names, own, whole);
	const struct name *name = mapped(finder, number, whole, TRUE);
	name = name ? name : mapped(finder, number, own, TRUE);
	gboolean by_map = name != NULL;
	gboolean passed = is_passed(own) || is_passed(whole);
	if (!by_map && !(heading.guessed && passed))
		name = heading.name;
	if (!name)
		pass_column(finder, number, own, whole, heading.ambiguous);
	else if (name->role == COLUMN_SKIP || (name->field && name->field->compute))
		return;
	else if (!is_taken(finder, number, name) &&
		 (by_map || check_unit(finder, number, whole, name, heading.remark))) {
		add_column(finder, number, name, heading.remark);
		if (!by_map && heading.guessed)
			note_guessed(finder, number, whole, heading.guessed);
	}
}

/* Columns without a heading are taken where the map names them; else they must hold no cell of a
 * record, which columns_check_bare looks at. */
static void take_columns(struct finder *finder)
{
	for (guint number = 1; number <= finder->sheet->columns; number++) {
		g_autofree char *whole = NULL;
		g_autofree char *own = header_text(finder->sheet, finder->place, number, &whole);
		if (*own || mapped(finder, number, "", FALSE))
			take_column(finder, number);
		else
			g_array_append_val(finder->columns->bare, number);
	}
}

void columns_check_bare(const struct columns *columns, const GPtrArray *rows, struct import *import,
	guint findings_most)
{
	for (guint i = 0; i < columns->bare->len; i++) {
		guint number = g_array_index(columns->bare, guint, i), used = 0;
		for (guint r = 0; r < rows->len && !used; r++)
			used = row_cell(rows->pdata[r], number) != NULL;
		if (!used)
			continue;
		struct column place = {.role = COLUMN_SKIP, .number = number};
		g_autofree char *letters = column_letters(number);
		g_autofree char *message = g_strdup_printf(
			_("the column has no header: name its field, or leave it out with %s=-"),
			letters);
		note(import, findings_most, SEVERITY_ERROR, import->header, &place, message);
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

/* No row names anything: told once, with what a header may look like. */
static void complain_headless(struct finder *finder)
{
	g_autoptr(GString) labels = g_string_new(NULL);
	for (guint i = 0, told = 0; i < finder->reg->fields->len && told < LABELS_TOLD; i++) {
		const struct field *field = finder->reg->fields->pdata[i];
		if (!field->required || field->compute)
			continue;
		g_string_append_printf(
			labels, "%s“%s”", told++ ? ", " : "", label_here(&field->label));
	}
	g_autofree char *message = finder->import->by_form ?
		g_strdup_printf(_("no row names fields of “%s”: its first row must hold headings "
				  "such as %s; or choose the field of each column"),
			label_here(&finder->reg->title), labels->str) :
		g_strdup_printf(_("no row names fields of the register %s: its first row must hold "
				  "headings such as %s; or map the columns: --map A=FIELD"),
			finder->reg->id, labels->str);
	note(finder->import, finder->most, SEVERITY_ERROR, 0, NULL, message);
	finder->import->header = 0;
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
	columns->bare = g_array_new(FALSE, FALSE, sizeof(guint));
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
		gboolean known;
		finder.place = header_find(sheet, finder.names, mapped_unmarked, &finder, &known);
		columns->first = finder.place.first;
		columns->header = finder.place.last;
		finder.header = sheet->rows->pdata[columns->header];
		import->header = finder.header->number;
		if (known)
			take_columns(&finder);
		else
			complain_headless(&finder);
		good = check_map_used(&finder, error);
		if (good)
			check_required(&finder);
	}
	finder_clear(&finder);
	return good ? g_steal_pointer(&columns) : NULL;
}

void import_column_free(struct import_column *column)
{
	g_free(column->heading);
	g_free(column);
}

static const char *read_as(const struct columns *columns, guint number)
{
	for (guint i = 0; i < columns->items->len; i++) {
		const struct column *column = columns->items->pdata[i];
		if (column->number == number)
			return column_name(column);
	}
	return NULL;
}

static gboolean is_used(const struct sheet *sheet, guint number)
{
	for (guint r = 0; r < sheet->rows->len; r++)
		if (*row_text(sheet->rows->pdata[r], number))
			return TRUE;
	return FALSE;
}

GPtrArray *import_columns(const struct model *model, const struct reg *reg,
	const struct sheet *sheet, const char *const *map, guint *header, GError **error)
{
	g_autoptr(import_t) import = import_new();
	g_autoptr(columns_t) columns =
		columns_find(model, reg, sheet, map, import, IMPORT_FINDINGS_MOST, error);
	if (!columns)
		return NULL;
	GPtrArray *list =
		g_ptr_array_new_with_free_func((GDestroyNotify)import_column_free);
	struct header place = {columns->first, columns->header};
	*header = import->header;
	for (guint number = 1; sheet->rows->len && number <= sheet->columns; number++) {
		g_autofree char *whole = NULL, *own = header_text(sheet, place, number, &whole);
		struct import_column *column = g_new0(struct import_column, 1);
		if (!is_used(sheet, number)) {
			g_free(column);
			continue;
		}
		*column = (struct import_column){number, g_strdup(*whole ? whole : own),
			read_as(columns, number)};
		g_ptr_array_add(list, column);
	}
	return list;
}
