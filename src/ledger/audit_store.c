/* SPDX-License-Identifier: Apache-2.0 */
/* Audit of what all offices share: settings, tables, definitions, the figures posted, the list of offices. */
#include "ledger/audit.h"
#include "ledger/statements.h"
#include "store/received.h"
#include "store/schema.h"

#include <string.h>

static gboolean same_setting(struct audit *audit, const char *name, const char *expected)
{
	g_autofree char *value = store_setting(audit->ledger->store, name);
	return g_strcmp0(value, expected) == 0;
}

/* All settings by their seal, the tables by their shape, the definitions followed by their hash. */
gboolean audit_settings(struct audit *audit, GError **error)
{
	struct store *store = audit->ledger->store;
	g_autofree char *seal = settings_seal(store_db(store), error);
	struct hash shape;
	if (!seal || !db_shape(store_db(store), &shape, error))
		return FALSE;
	g_autofree char *made = hash_hex(&shape);
	g_autofree char *followed = hash_hex(&store_model(store)->hash);
	if (!same_setting(audit, "seal", seal))
		tell(audit, _("settings: they do not match their seal: one was changed, added or removed by hand"));
	if (!same_setting(audit, "shape", made))
		tell(audit, _("settings: tables, indexes or triggers are not as the program made them"));
	if (!same_setting(audit, "tables", followed))
		tell(audit, _("settings: the store does not hold the definitions that it follows; it was examined by those of the program"));
	if (!same_setting(audit, "figures", followed))
		tell(audit, _("settings: the figures were not posted by the definitions that the store follows"));
	return TRUE;
}

/* Every kept set of definitions still has the hash that it is kept under; those that were followed are kept. */
gboolean audit_definitions(struct audit *audit, GError **error)
{
	struct store *store = audit->ledger->store;
	g_autoptr(GPtrArray) kept = store_definitions_kept(store, error);
	for (guint i = 0; kept && i < kept->len; i++) {
		const char *name = kept->pdata[i];
		if (!store_definitions_sound(store, name))
			tell(audit, _("definitions %.12s…: they were changed after they were kept"), name);
		g_hash_table_remove(audit->adopted, name);
	}
	GHashTableIter iter;
	gpointer name;
	g_hash_table_iter_init(&iter, audit->adopted);
	while (kept && g_hash_table_iter_next(&iter, &name, NULL))
		tell(audit, _("definitions %.12s…: they were followed, but are no longer kept"), (const char *)name);
	return kept != NULL;
}

static const struct sql figures_posted = { "figures posted", "SELECT id, register, source FROM posted_figure ORDER BY id" };

gboolean audit_figures(struct audit *audit, GError **error)
{
	const struct model *model = store_model(audit->ledger->store);
	struct statement *statement = db_statement(store_db(audit->ledger->store), &figures_posted, error);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW) {
		const char *id = column_text(statement, 0);
		const struct figure *figure = id ? model_figure(model, id) : NULL;
		if (figure)
			g_hash_table_add(seen, figure->id);
		if (!figure || !figure->reg || g_strcmp0(column_text(statement, 1), figure->reg->id) != 0 ||
			g_strcmp0(column_text(statement, 2), figure->source) != 0)
			tell(audit, _("figure %s: what the ledger notes of it differs from its definition"), id);
	}
	if (fetch == FETCH_FAILED)
		return FALSE;
	for (guint i = 0; statement && i < model->figures->len; i++) {
		const struct figure *figure = model->figures->pdata[i];
		if (figure->reg && !g_hash_table_contains(seen, figure->id))
			tell(audit, _("figure %s: the ledger does not note that it posted it"), figure->id);
	}
	return statement != NULL;
}

struct own_record {
	guint count;
	char *code;
};

static gboolean note_own(void *data, const struct record *record, GError **error)
{
	struct own_record *own = data;
	const struct value *code = record_value(record, "code");
	(void)error;
	if (!own->count++ && code && code->kind == VALUE_TEXT)
		own->code = g_strdup(code->text);
	return TRUE;
}

/* The number and the code of an office are those of its own record. */
static gboolean check_office(struct audit *audit, gint64 office, const struct reg *reg, GError **error)
{
	struct own_record own = { 0 };
	gboolean received;
	if (!store_is_received(audit->ledger->store, office, &received, error) ||
		!store_each(audit->ledger->store, reg, office, 0, note_own, &own, error))
		return FALSE;
	g_autofree char *said = own.code;
	g_autofree char *code = store_office_code(audit->ledger->store, office);
	if (received && own.count == 0) /* it does not show its record */
		return TRUE;
	if (own.count != 1 || g_strcmp0(code, said) != 0)
		tell(audit, _("office %" PRId64 " (%s): its own record is missing or has another code (%s)"), office, code, said ? said : "–");
	return TRUE;
}

static const struct sql astray[] = {
	{ "history", "SELECT key FROM history WHERE office <> key >> 40 OR office NOT IN (SELECT number FROM office) LIMIT 9", "an audit compares all" },
	{ "entry", "SELECT record FROM entry WHERE office <> record >> 40 OR office NOT IN (SELECT number FROM office) LIMIT 9", "an audit compares all" },
	{ "link", "SELECT source FROM link WHERE office <> source >> 40 OR office NOT IN (SELECT number FROM office) LIMIT 9", "an audit compares all" },
	{ "series", "SELECT id FROM series WHERE office <> id >> 24 OR office NOT IN (SELECT number FROM office) LIMIT 9", "an audit compares all" },
	{ "package", "SELECT number FROM package WHERE office NOT IN (SELECT number FROM office) LIMIT 9", "an audit compares all" },
	{ "balance", "SELECT b.cell FROM balance b LEFT JOIN series s ON s.office = b.office AND s.id = " SQL_SERIES_OF("b.cell") " WHERE s.id IS NULL LIMIT 9", "an audit compares all" },
};

const struct sql *const ledger_audit_store_sql[] = { &figures_posted, &astray[0], &astray[1], &astray[2], &astray[3], &astray[4], &astray[5], NULL };

static gboolean check_astray(struct audit *audit, const struct sql *sql, GError **error)
{
	struct statement *statement = db_statement(store_db(audit->ledger->store), sql, error);
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		tell(audit, _("table %s: the row %" PRId64 " belongs to no office, or to another than it says"), sql->name, column_int(statement, 0));
	if (fetch == FETCH_FAILED)
		return FALSE;
	return statement != NULL;
}

gboolean audit_office_rows(struct audit *audit, GError **error)
{
	struct store *store = audit->ledger->store;
	const struct reg *reg = model_register(store_model(store), "office");
	g_autoptr(GArray) offices = store_offices(store, error);
	for (guint i = 0; offices && i < offices->len; i++) {
		gint64 office = g_array_index(offices, gint64, i);
		if (reg && !check_office(audit, office, reg, error))
			return FALSE;
	}
	for (guint i = 0; offices && i < G_N_ELEMENTS(astray); i++)
		if (!check_astray(audit, &astray[i], error))
			return FALSE;
	return offices != NULL;
}
