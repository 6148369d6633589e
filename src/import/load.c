/* SPDX-License-Identifier: Apache-2.0 */
/* Rows to records, in one transaction. */
#include "import/import.h"
#include "base/text.h"
#include "import/private.h"

#include <string.h>

#define PASSES_MOST   16   /* over rows that wait for rows below them */
#define PROGRESS_ROWS 1000 /* between two words of progress */

struct loading {
	struct store *store;
	const struct model *model;
	const struct links *links;
	const struct reg *reg;
	gint64 office;
	const struct sheet *sheet;
	const struct import_options *options;
	struct columns *columns;
	struct layout *layout;
	const struct column *id, *version, *state, *code;
	struct import *import;
	GHashTable *codes, *ids; /* char *, gint64 → number of the row that names it */
	GPtrArray *waiting;      /* const struct sheet_row *: they link to a row below */
	gboolean last;           /* nothing may wait any more */
	gboolean careful;        /* each row has a savepoint */
	gboolean again;          /* a row failed half way: all is done again, carefully */
	gboolean inside;         /* a transaction of the caller: this is a point in it */
};

/* What one row has come to. */
struct row {
	const struct sheet_row *cells;
	struct record *record;
	GPtrArray *wrong; /* const struct column * of cells that could not be read; NULL for the row
			     itself */
	gboolean waits;
	guint findings; /* kept before the row */
	guint64 errors, warnings;
};

enum outcome { ROW_BLANK, ROW_WRITTEN, ROW_UNCHANGED, ROW_WRONG, ROW_WAITS, ROW_UNDO, ROW_STOP };

static void complain(
	struct loading *loading, struct row *row, const struct column *column, const char *message)
{
	g_ptr_array_add(row->wrong, (gpointer)column);
	note(loading->import, loading->options->findings_most, SEVERITY_ERROR, row->cells->number,
		column, message);
}

static void complain_of(
	struct loading *loading, struct row *row, const struct column *column, GError *error)
{
	complain(loading, row, column, error->message);
	g_error_free(error);
}

static gboolean is_wrong(const struct row *row, const struct column *column)
{
	return g_ptr_array_find(row->wrong, column, NULL);
}

/* The row of the file that named the id or code before; 0 when this is the first. */
static guint named_before(GHashTable *table, gpointer key, GDestroyNotify free_key, guint number)
{
	guint before = GPOINTER_TO_UINT(g_hash_table_lookup(table, key));
	if (before && before < number) {
		free_key(key);
		return before;
	}
	g_hash_table_insert(table, key, GUINT_TO_POINTER(number));
	return 0;
}

static struct record *read_stored(
	struct loading *loading, struct row *row, gint64 id, gint64 version)
{
	GError *wrong = NULL;
	guint before =
		named_before(loading->ids, g_memdup2(&id, sizeof id), g_free, row->cells->number);
	if (before) {
		g_autofree char *message =
			g_strdup_printf(_("row %u names this record already"), before);
		complain(loading, row, loading->id, message);
		return NULL;
	}
	g_autoptr(record_t) record =
		store_read(loading->store, loading->reg, loading->office, id, &wrong);
	if (!record) {
		complain_of(loading, row, loading->id, wrong);
		return NULL;
	}
	if (record->deleted) {
		complain(loading, row, loading->id, _("this record was deleted"));
		return NULL;
	}
	if (record->version == version)
		return g_steal_pointer(&record);
	g_autofree char *message =
		version ? g_strdup_printf(
				  _("the row changes version %" PRId64 ", but version %" PRId64
				    " is stored by now: export the register again and repeat the "
				    "change"),
				  version, record->version)
			: g_strdup_printf(_("a row with an id needs the version that it changes "
					    "(stored: %" PRId64 ")"),
				  record->version);
	complain(loading, row, loading->version ? loading->version : loading->id, message);
	return NULL;
}

static gboolean read_number(
	struct loading *loading, struct row *row, const struct column *column, gint64 *number)
{
	GError *wrong = NULL;
	*number = 0;
	if (!column || cell_number(row_cell(row->cells, column->number), number, &wrong))
		return TRUE;
	complain_of(loading, row, column, wrong);
	return FALSE;
}

/* The record that the row makes or changes; NULL when the row does not say which. */
static gboolean begin_record(struct loading *loading, struct row *row)
{
	gint64 id, version;
	GError *wrong = NULL;
	if (!layout_row(loading->layout, row->cells, &wrong)) {
		complain_of(loading, row, NULL, wrong);
		return FALSE;
	}
	gboolean good = read_number(loading, row, loading->id, &id);
	if (!read_number(loading, row, loading->version, &version) || !good)
		return FALSE;
	if (!id && version) {
		complain(loading, row, loading->version,
			_("a version is given without the id of its record"));
		return FALSE;
	}
	row->record = id ? read_stored(loading, row, id, version) : record_new(loading->reg);
	if (!row->record)
		return FALSE;
	row->record->office = loading->office;
	return TRUE;
}

/* A link of this register to a row that may come later in the sheet. */
static gboolean may_wait(
	const struct loading *loading, const struct column *column, const GError *wrong)
{
	return !loading->last && column->field->type == FIELD_LINK &&
	       column->field->target == loading->reg &&
	       g_error_matches(wrong, ERROR_DOMAIN, ERROR_ABSENT);
}

static void set_field(struct loading *loading, struct row *row, struct column *column,
	const struct sheet_cell *cell)
{
	struct value *held = &row->record->values[column->field->index];
	struct value value;
	GError *wrong = NULL;
	if (!cell_value(loading->model, loading->links, column, cell, &value, &wrong)) {
		row->waits = row->waits || may_wait(loading, column, wrong);
		complain_of(loading, row, column, wrong);
		return;
	}
	value_clear(held);
	*held = value;
}

static void set_state(struct loading *loading, struct row *row, const struct sheet_cell *cell)
{
	GError *wrong = NULL;
	guint state = row->record->state;
	if (!cell || (cell_state(loading->reg, cell, &state, &wrong) &&
			     (!row->record->id || record_may_become(loading->reg,
							  row->record->state, state, &wrong))))
		row->record->state = state;
	else
		complain_of(loading, row, loading->state, wrong);
}

/* The cell of a column, for a row that has it or shares a merged one; NULL for none. FALSE when it
 * was complained of. */
static gboolean find_cell(struct loading *loading, struct row *row, const struct column *column,
	const struct sheet_cell **cell)
{
	GError *wrong = NULL;
	gboolean filled;
	if (!layout_cell(loading->layout, row->cells, column, cell, &filled, &wrong)) {
		complain_of(loading, row, column, wrong);
		return FALSE;
	}
	if (!row->record->id && cell_is_nothing(*cell))
		*cell = NULL;
	return TRUE;
}

static void set_values(struct loading *loading, struct row *row)
{
	const struct sheet_cell *cell;
	for (guint i = 0; i < loading->columns->items->len; i++) {
		struct column *column = loading->columns->items->pdata[i];
		gboolean field = column->role == COLUMN_FIELD;
		if ((!field && column->role != COLUMN_STATE) ||
			!find_cell(loading, row, column, &cell))
			continue;
		if (field)
			set_field(loading, row, column, cell);
		else
			set_state(loading, row, cell);
	}
}

/* One mistake of record_validate, "field: message", given to its column; not where the cell was
 * wrong anyway. */
static void complain_line(struct loading *loading, struct row *row, const char *line)
{
	const char *colon = strstr(line, ": ");
	g_autofree char *id = colon ? g_strndup(line, (gsize)(colon - line)) : NULL;
	const struct field *field = id ? reg_field(loading->reg, id) : NULL;
	const struct column *column = field ? columns_field(loading->columns, field) : NULL;
	if (column && is_wrong(row, column))
		return;
	complain(loading, row, column, column ? colon + 2 : line);
}

static void complain_lines(struct loading *loading, struct row *row, GError *error)
{
	g_auto(GStrv) lines = g_strsplit(error->message, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		complain_line(loading, row, lines[i]);
	g_error_free(error);
}

/* A code names one record: not one of the store, not one of a row above. FALSE for a failure of the
 * store. */
static gboolean check_code(struct loading *loading, struct row *row, GError **error)
{
	const struct field *field = loading->reg->code;
	const struct value *value = field ? &row->record->values[field->index] : NULL;
	gint64 id;
	if (!value || value->kind != VALUE_TEXT || (loading->code && is_wrong(row, loading->code)))
		return TRUE;
	guint before =
		named_before(loading->codes, g_strdup(value->text), g_free, row->cells->number);
	if (before) {
		g_autofree char *message =
			g_strdup_printf(_("row %u has the code “%s” already"), before, value->text);
		complain(loading, row, loading->code, message);
		return TRUE;
	}
	if (!store_coded(loading->store, loading->reg, loading->office, value->text, &id, error))
		return FALSE;
	if (!id || id == row->record->id)
		return TRUE;
	g_autofree char *message = g_strdup_printf(_("the record “%s” exists already: #%" PRId64
						     "; to change it, give its id and version"),
		value->text, id);
	complain(loading, row, loading->code, message);
	return TRUE;
}

/* What the caller forbids. FALSE for a failure of the store. */
static gboolean check_may(struct loading *loading, struct row *row, GError **error)
{
	GError *wrong = NULL;
	const struct import_options *options = loading->options;
	if (!options->may || row->wrong->len)
		return TRUE;
	g_autoptr(record_t) before =
		row->record->id ? store_read(loading->store, loading->reg, loading->office,
					  row->record->id, error)
				: NULL;
	if (row->record->id && !before)
		return FALSE;
	if (!options->may(options->may_data, before, row->record, &wrong))
		complain_lines(loading, row, wrong);
	return TRUE;
}

static gboolean check_record(struct loading *loading, struct row *row, GError **error)
{
	GError *wrong = NULL;
	if (!record_complete(row->record, loading->model, loading->links, &wrong))
		complain_lines(loading, row, wrong);
	else if (!record_validate(row->record, loading->model, loading->links, &wrong))
		complain_lines(loading, row, wrong);
	return check_may(loading, row, error) && check_code(loading, row, error);
}

/* Writes a row that was found right. What only the writing finds may have left half of it:
 * ROW_UNDO. */
static enum outcome write_row(struct loading *loading, struct row *row, GError **error)
{
	GError *wrong = NULL;
	gboolean changed = FALSE;
	if (store_write(loading->store, row->record, &loading->options->author, &changed, &wrong))
		return changed ? ROW_WRITTEN : ROW_UNCHANGED;
	if (error_is_system(wrong) ||
		!db_in_transaction(store_db(loading->store))) {
		g_propagate_error(error, wrong);
		g_prefix_error(error, _("row %u: "), row->cells->number);
		return ROW_STOP;
	}
	complain_lines(loading, row, wrong);
	return ROW_UNDO;
}

/* Takes back the findings of a row that will be tried again. */
static void withdraw(struct loading *loading, const struct row *row)
{
	g_ptr_array_set_size(loading->import->findings, (gint)row->findings);
	loading->import->errors = row->errors;
	loading->import->warnings = row->warnings;
}

/* Nothing but a running number, or cells of columns that are left out. */
static gboolean is_blank(const struct loading *loading, const struct sheet_row *row)
{
	const GPtrArray *columns = loading->columns->items;
	for (guint i = 0; i < columns->len; i++) {
		const struct column *column = columns->pdata[i];
		if (!cell_is_nothing(row_cell(row, column->number)))
			return FALSE;
	}
	return TRUE;
}

static enum outcome try_row(struct loading *loading, struct row *row, GError **error)
{
	if (is_blank(loading, row->cells))
		return ROW_BLANK;
	if (!begin_record(loading, row))
		return ROW_WRONG;
	set_values(loading, row);
	if (row->waits)
		return ROW_WAITS;
	if (!check_record(loading, row, error))
		return ROW_STOP;
	return row->wrong->len ? ROW_WRONG : write_row(loading, row, error);
}

static enum outcome load_row(struct loading *loading, const struct sheet_row *cells, GError **error)
{
	struct import *import = loading->import;
	g_autoptr(GPtrArray) wrong = g_ptr_array_new();
	struct row row = {.cells = cells,
		.wrong = wrong,
		.findings = import->findings->len,
		.errors = import->errors,
		.warnings = import->warnings};
	enum outcome outcome = try_row(loading, &row, error);
	record_free(row.record);
	if (outcome == ROW_WAITS)
		withdraw(loading, &row);
	return outcome;
}

static void count(struct loading *loading, enum outcome outcome, const struct sheet_row *row)
{
	struct import *import = loading->import;
	import->rows -= outcome == ROW_BLANK;
	import->written += outcome == ROW_WRITTEN;
	import->unchanged += outcome == ROW_UNCHANGED;
	import->wrong += outcome == ROW_WRONG;
	if (outcome == ROW_WAITS)
		g_ptr_array_add(loading->waiting, (gpointer)row);
}

/* A row with a savepoint of its own, so that what was written of it can be undone. */
static enum outcome load_carefully(
	struct loading *loading, const struct sheet_row *row, GError **error)
{
	if (!store_savepoint(loading->store, error))
		return ROW_STOP;
	enum outcome outcome = load_row(loading, row, error);
	if (outcome == ROW_STOP)
		return ROW_STOP;
	gboolean done = outcome == ROW_UNDO ? store_undo(loading->store, error)
					    : store_release(loading->store, error);
	return !done ? ROW_STOP : outcome == ROW_UNDO ? ROW_WRONG : outcome;
}

/* FALSE with *error, or with loading->again when all has to be done carefully. */
static gboolean load_rows(struct loading *loading, GPtrArray *rows, GError **error)
{
	const struct import_options *options = loading->options;
	for (guint i = 0; i < rows->len; i++) {
		enum outcome outcome = loading->careful
					       ? load_carefully(loading, rows->pdata[i], error)
					       : load_row(loading, rows->pdata[i], error);
		loading->again = outcome == ROW_UNDO;
		if (outcome == ROW_STOP || outcome == ROW_UNDO)
			return FALSE;
		count(loading, outcome, rows->pdata[i]);
		if (options->progress && ((i + 1) % PROGRESS_ROWS == 0 || i + 1 == rows->len))
			options->progress(options->progress_data, i + 1, rows->len);
	}
	return TRUE;
}

/* Rows that wait are tried again as long as some of them go in; then their mistakes are told. */
static gboolean load_waiting(struct loading *loading, GError **error)
{
	for (guint pass = 1; loading->waiting->len; pass++) {
		g_autoptr(GPtrArray) rows = g_steal_pointer(&loading->waiting);
		loading->waiting = g_ptr_array_new();
		guint64 before = loading->import->written;
		if (!load_rows(loading, rows, error))
			return FALSE;
		if (loading->last)
			break;
		loading->last = loading->import->written == before || pass == PASSES_MOST;
	}
	return TRUE;
}

/* What was written is taken back; a failure of that is one of the caller's transaction. */
static void undo(struct loading *loading)
{
	if (loading->inside)
		store_undo(loading->store, NULL);
	else
		store_rollback(loading->store);
}

static gboolean end(struct loading *loading, GError **error)
{
	struct import *import = loading->import;
	gboolean keep = loading->options->mode == IMPORT_PARTIAL ||
			(loading->options->mode == IMPORT_ALL && !import->wrong);
	if (!keep || !import->written) {
		undo(loading);
		import->kept = keep;
	} else {
		import->kept = loading->inside ? store_release(loading->store, error)
					       : store_commit(loading->store, error);
		if (!import->kept)
			return FALSE;
	}
	if (loading->options->mode == IMPORT_ALL && !import->kept)
		import->written = import->unchanged = 0;
	return TRUE;
}

static gboolean try_all(struct loading *loading, GError **error)
{
	loading->inside = db_in_transaction(store_db(loading->store));
	if (!(loading->inside ? store_savepoint(loading->store, error)
			      : store_begin(loading->store, error)))
		return FALSE;
	if (load_rows(loading, loading->layout->rows, error) && load_waiting(loading, error)) {
		note_formulas(loading->layout, loading->import, loading->options->findings_most);
		note_filled(loading->layout, loading->import, loading->options->findings_most);
		return end(loading, error);
	}
	undo(loading);
	return FALSE;
}

/*
 * Savepoints are dear, and what only the writing finds is rare: the rows are first written without
 * any; when one of them fails half way, everything is undone and done again with a savepoint for
 * each.
 */
static gboolean load_all(struct loading *loading, GError **error)
{
	struct import before = *loading->import;
	guint findings = before.findings->len;
	if (try_all(loading, error))
		return TRUE;
	if (!loading->again)
		return FALSE;
	g_ptr_array_set_size(before.findings, (gint)findings);
	*loading->import = before;
	g_hash_table_remove_all(loading->codes);
	g_hash_table_remove_all(loading->ids);
	g_ptr_array_set_size(loading->waiting, 0);
	loading->last = FALSE;
	loading->careful = TRUE;
	return try_all(loading, error);
}

/* What keeps the rows from being read at all. */
static void check_sheet(const struct layout *layout, struct import *import, guint most)
{
	const struct sheet *sheet = layout->sheet;
	if (!sheet->rows->len)
		note(import, most, SEVERITY_ERROR, 0, NULL,
			_("the sheet is empty: its first row names the fields"));
	else if (!layout->columns->items->len && !import->errors)
		note(import, most, SEVERITY_ERROR, import->header, NULL, _("no column is read"));
	else if (!import->rows && !import->errors)
		note(import, most, SEVERITY_WARNING, import->header, NULL,
			_("no rows stand below the header"));
}

static struct layout *find_layout(const struct sheet *sheet, const struct reg *reg,
	const struct columns *columns, const struct import_options *options, struct import *import)
{
	guint most = options->findings_most;
	if (!options->chosen)
		note_beside(sheet, import, most);
	struct layout *layout = layout_new(sheet, reg, columns, import, most);
	columns_check_bare(columns, layout->rows, import, most);
	note_hidden(layout, import, most);
	import->rows = layout->rows->len;
	check_sheet(layout, import, most);
	return layout;
}

static struct loading loading_new(struct store *store, const struct reg *reg, gint64 office,
	const struct import_options *options, struct columns *columns, struct layout *layout,
	struct import *import)
{
	return (struct loading){.store = store,
		.model = store_model(store),
		.links = store_links(store, office),
		.reg = reg,
		.office = office,
		.sheet = layout->sheet,
		.options = options,
		.columns = columns,
		.layout = layout,
		.import = import,
		.id = columns_role(columns, COLUMN_ID),
		.version = columns_role(columns, COLUMN_VERSION),
		.state = columns_role(columns, COLUMN_STATE),
		.code = reg->code ? columns_field(columns, reg->code) : NULL,
		.codes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.ids = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL),
		.waiting = g_ptr_array_new()};
}

struct import *import_sheet(struct store *store, const struct reg *reg, gint64 office,
	const struct sheet *sheet, const struct import_options *options, GError **error)
{
	g_autoptr(import_t) import = import_new();
	import->sheet = g_strdup(sheet->name);
	import->by_form = options->by_form;
	g_autoptr(columns_t) columns = columns_find(store_model(store), reg, sheet, options->map,
		import, options->findings_most, error);
	if (!columns)
		return NULL;
	g_autoptr(layout_t) layout = find_layout(sheet, reg, columns, options, import);
	struct loading loading = loading_new(store, reg, office, options, columns, layout, import);
	gboolean good = import->errors > 0 || !import->rows || load_all(&loading, error);
	g_hash_table_destroy(loading.codes);
	g_hash_table_destroy(loading.ids);
	g_ptr_array_unref(loading.waiting);
	import_sort(import);
	return good ? g_steal_pointer(&import) : NULL;
}
