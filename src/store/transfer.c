/* SPDX-License-Identifier: Apache-2.0 */
#include "store/transfer.h"
#include "store/store_private.h"

#include <string.h>

enum { TELL_ROWS = 1000 };

struct transfer {
	struct db *from, *to;
	transfer_progress progress;
	void *data;
	guint64 done, total;
	GPtrArray *moved;
};

/* One table: its columns by name with their types, and all its rows by the key. */
struct table {
	GPtrArray *columns; /* char * */
	GArray *types;      /* enum db_type */
	struct sql read;    /* by this engine's key, which gives the same order in every engine */
};

static void table_clear(struct table *table)
{
	if (table->columns)
		g_ptr_array_unref(table->columns);
	if (table->types)
		g_array_unref(table->types);
	g_free((char *)table->read.text);
}
typedef struct table table_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(table_t, table_clear)

void moved_free(struct moved *moved)
{
	g_free(moved->table);
	g_free(moved);
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum db_type type_of(const struct db *db, const char *name)
{
	g_autofree char *integer = db_spell(db, "{I}"), *bytes = db_spell(db, "{B}");
	if (g_ascii_strcasecmp(name, integer) == 0)
		return DB_INTEGER;
	return g_ascii_strcasecmp(name, bytes) == 0 ? DB_BYTES : DB_TEXT;
}

static char *joined(GPtrArray *names)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < names->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "", (const char *)names->pdata[i]);
	return g_string_free(text, FALSE);
}

static gboolean read_table(struct db *db, const char *name, struct table *table, GError **error)
{
	g_autoptr(GHashTable) columns = db_columns(db, name, error);
	g_autoptr(GPtrArray) key = columns ? db_key(db, name, error) : NULL;
	if (!key)
		return FALSE;
	table->columns = g_ptr_array_new_with_free_func(g_free);
	table->types = g_array_new(FALSE, FALSE, sizeof(enum db_type));
	GHashTableIter iter;
	gpointer column;
	g_hash_table_iter_init(&iter, columns);
	while (g_hash_table_iter_next(&iter, &column, NULL))
		g_ptr_array_add(table->columns, g_strdup(column));
	g_ptr_array_sort(table->columns, by_name);
	for (guint i = 0; i < table->columns->len; i++) {
		enum db_type type = type_of(db, g_hash_table_lookup(columns, table->columns->pdata[i]));
		g_array_append_val(table->types, type);
	}
	g_autofree char *list = joined(table->columns);
	g_autofree char *order = joined(key);
	table->read = (struct sql){ "copy", g_strdup_printf("SELECT %s FROM %s%s%s", list, name, *order ? " ORDER BY " : "", order), "a copy takes all" };
	return TRUE;
}

static gboolean same_table(const struct table *a, const struct table *b)
{
	g_autofree char *here = joined(a->columns), *there = joined(b->columns);
	return strcmp(here, there) == 0 && memcmp(a->types->data, b->types->data, a->types->len * sizeof(enum db_type)) == 0;
}

static void read_cells(struct statement *statement, const struct table *table, struct db_cell *cells)
{
	for (guint i = 0; i < table->columns->len; i++) {
		struct db_cell *cell = &cells[i];
		*cell = (struct db_cell){ .type = g_array_index(table->types, enum db_type, i), .empty = column_is_null(statement, (int)i) };
		if (!cell->empty && cell->type == DB_INTEGER)
			cell->number = column_int(statement, (int)i);
		else if (!cell->empty)
			cell->bytes = column_bytes(statement, (int)i, &cell->length);
		if (!cell->empty && cell->type == DB_TEXT) /* ends in a NUL, which bytes need not */
			cell->bytes = column_text(statement, (int)i);
	}
}

static void hash_cells(struct hasher *hasher, const struct db_cell *cells, guint count)
{
	for (guint i = 0; i < count; i++) {
		hasher_add_int(hasher, cells[i].empty);
		hasher_add_int(hasher, cells[i].number);
		hasher_add_int(hasher, (gint64)cells[i].length);
		hasher_add(hasher, cells[i].length ? cells[i].bytes : "", cells[i].length);
	}
}

static void tell(struct transfer *transfer)
{
	if (++transfer->done % TELL_ROWS == 0 && transfer->progress)
		transfer->progress(transfer->data, transfer->done, transfer->total);
}

/* All rows of a table in their order: hashed, and put into `bulk` where there is one. */
static gboolean walk_table(struct transfer *transfer, struct db *db, const struct table *table, struct bulk *bulk, struct moved *moved, GError **error)
{
	struct statement *statement = statement_new(db, &table->read, error);
	g_autofree struct db_cell *cells = g_new0(struct db_cell, table->columns->len);
	struct hasher hasher;
	enum fetch fetch;
	gboolean done = TRUE;
	hasher_begin(&hasher);
	while (done && (fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		read_cells(statement, table, cells);
		hash_cells(&hasher, cells, table->columns->len);
		moved->rows++;
		tell(transfer);
		done = !bulk || bulk_put(bulk, cells, error);
	}
	moved->hash = hasher_end(&hasher);
	statement_free(statement);
	return done && fetch == FETCH_END;
}

static gboolean check_same(const struct moved *read, const struct moved *written, GError **error)
{
	return (read->rows == written->rows && hash_equal(&read->hash, &written->hash)) ||
		fail(error, ERROR_SYSTEM, _("table %s: what was copied differs from what was read: nothing was kept"), read->table);
}

static struct moved *note_moved(struct transfer *transfer, const char *table)
{
	struct moved *moved = g_new0(struct moved, 1);
	moved->table = g_strdup(table);
	g_ptr_array_add(transfer->moved, moved);
	return moved;
}

static gboolean move_table(struct transfer *transfer, const char *name, GError **error)
{
	g_auto(table_t) table = { 0 };
	g_auto(table_t) target = { 0 };
	struct moved *read = note_moved(transfer, name), written = { 0 };
	if (!read_table(transfer->from, name, &table, error) || !read_table(transfer->to, name, &target, error))
		return FALSE;
	if (!same_table(&table, &target))
		return fail(error, ERROR_REFUSED, _("table %s: this program makes it otherwise than the store to be copied has it: bring that one to this version first: `ngoaivu --db URL init`"), name);
	g_autofree char *columns = joined(target.columns);
	struct bulk *bulk = bulk_begin(transfer->to, name, columns, error);
	if (!bulk)
		return FALSE;
	gboolean walked = walk_table(transfer, transfer->from, &table, bulk, read, error);
	if (!walked)
		bulk_drop(bulk);
	return walked && bulk_end(bulk, error) && walk_table(transfer, transfer->to, &target, NULL, &written, error) && check_same(read, &written, error);
}

/* Keys and texts of the search; put where there is another to put them. */
static gboolean walk_search(struct transfer *transfer, struct db *db, struct db *to, struct moved *moved, GError **error)
{
	struct statement *statement = db_statement(db, db_search_all(db), error);
	struct hasher hasher;
	enum fetch fetch;
	hasher_begin(&hasher);
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const char *text = column_text(statement, 1);
		hasher_add_int(&hasher, column_int(statement, 0));
		hasher_add(&hasher, text ? text : "", text ? strlen(text) : 0);
		moved->rows++;
		tell(transfer);
		if (to && !db_search_put(to, column_int(statement, 0), text, FALSE, error))
			return FALSE;
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	moved->hash = hasher_end(&hasher);
	return TRUE;
}

static gboolean move_search(struct transfer *transfer, GError **error)
{
	struct moved *read = note_moved(transfer, "search"), written = { 0 };
	/* what is put may wait for the end of a savepoint */
	return walk_search(transfer, transfer->from, transfer->to, read, error) && db_savepoint(transfer->to, error) && db_release(transfer->to, error) &&
		walk_search(transfer, transfer->to, NULL, &written, error) && check_same(read, &written, error);
}

/* What the target says of itself. */
static gboolean is_own(const char *setting)
{
	return strcmp(setting, "schema") == 0 || strcmp(setting, "shape") == 0 || strcmp(setting, "seal") == 0;
}

static gboolean move_settings(struct store *from, struct store *to, GError **error)
{
	g_autoptr(GPtrArray) names = store_settings(from, error);
	if (!names || !db_execute(store_db(to), "DELETE FROM setting WHERE name NOT IN ('schema', 'shape', 'seal')", error))
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *value = is_own(names->pdata[i]) ? NULL : store_setting(from, names->pdata[i]);
		if (value && !store_set(to, names->pdata[i], value, error))
			return FALSE;
		g_autofree char *written = value ? store_setting(to, names->pdata[i]) : NULL;
		if (g_strcmp0(value, written) != 0)
			return fail(error, ERROR_SYSTEM, _("table %s: what was copied differs from what was read: nothing was kept"), "setting");
	}
	return TRUE;
}

static gboolean count_rows(struct db *db, const char *table, guint64 *rows, GError **error)
{
	g_autofree char *text = g_strdup_printf("SELECT count(*) FROM %s", table);
	struct statement *statement = statement_new(db, &(struct sql){ "count", text, "a copy takes all" }, error);
	gint64 count;
	gboolean counted = statement_number(statement, 0, &count, error);
	if (counted)
		*rows = (guint64)count;
	statement_free(statement);
	return counted;
}

/* What a store has from its definitions alone is made room for. */
static gboolean make_room(struct transfer *transfer, const GPtrArray *tables, GError **error)
{
	if (!db_execute(transfer->to, "DELETE FROM definitions; DELETE FROM posted_figure", error))
		return FALSE;
	for (guint i = 0; i < tables->len; i++) {
		const char *table = tables->pdata[i];
		guint64 rows = 0;
		if (strcmp(table, "setting") == 0)
			continue;
		if (!count_rows(transfer->to, table, &rows, error))
			return FALSE;
		if (rows)
			return fail(error, ERROR_REFUSED, _("%s: the store to copy to holds data already: name an empty one; nothing is overwritten"), db_name(transfer->to));
	}
	return TRUE;
}

/* Every table has its place there; each row is read here, and read back there. */
static gboolean plan(struct transfer *transfer, const GPtrArray *tables, const GPtrArray *targets, GError **error)
{
	guint64 rows = 0;
	for (guint i = 0; i < tables->len; i++) {
		if (!g_ptr_array_find_with_equal_func((GPtrArray *)targets, tables->pdata[i], g_str_equal, NULL))
			return fail(error, ERROR_REFUSED, _("%s: it has a table that this program does not know: %s"), db_name(transfer->from), (const char *)tables->pdata[i]);
		if (!count_rows(transfer->from, tables->pdata[i], &rows, error))
			return FALSE;
		transfer->total += 2 * rows;
	}
	if (!count_rows(transfer->from, "search", &rows, error))
		return FALSE;
	transfer->total += 2 * rows;
	return TRUE;
}

static gboolean move_open(struct transfer *transfer, struct store *from, struct store *to, GError **error)
{
	g_autoptr(GPtrArray) tables = db_tables(transfer->from, "", error);
	g_autoptr(GPtrArray) targets = tables ? db_tables(transfer->to, "", error) : NULL;
	if (!targets || !make_room(transfer, targets, error) || !plan(transfer, tables, targets, error))
		return FALSE;
	for (guint i = 0; i < tables->len; i++) {
		const char *table = tables->pdata[i];
		if (strcmp(table, "setting") != 0 && !move_table(transfer, table, error))
			return FALSE;
	}
	return move_search(transfer, error) && move_settings(from, to, error);
}

GPtrArray *store_transfer(struct store *from, struct store *to, transfer_progress progress, void *data, GError **error)
{
	g_autoptr(GPtrArray) moved = g_ptr_array_new_with_free_func((GDestroyNotify)moved_free);
	struct transfer transfer = { .from = store_db(from), .to = store_db(to), .progress = progress, .data = data, .moved = moved };
	gboolean own;
	if (!store_look(from, &own, error))
		return NULL;
	gboolean done = store_begin(to, error);
	if (done && !move_open(&transfer, from, to, error)) {
		store_rollback(to);
		done = FALSE;
	}
	done = done && store_commit(to, error);
	store_look_away(from, own);
	if (done && progress)
		progress(data, transfer.total, transfer.total);
	return done ? g_steal_pointer(&moved) : NULL;
}
