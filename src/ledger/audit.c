/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Audit: what the store says is derived again from what it cannot change without being found: chain → records →
 * contributions → entries → balances, and the copies for links and searching. Lines tell what differs and where.
 */
#include "ledger/audit.h"
#include "store/received.h"

#include <string.h>

void tell(struct audit *audit, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_ptr_array_add(audit->lines, g_strdup_vprintf(format, arguments));
	va_end(arguments);
}

void tell_failure(struct audit *audit, const char *what, GError *failure)
{
	tell(audit, _("%s cannot be examined: %s"), what, failure ? failure->message : "?");
	g_clear_error(&failure);
}

void tick(struct audit *audit)
{
	if (audit->progress && ++audit->done % 1000 == 0)
		audit->progress(audit->data, audit->done, 0);
}

GHashTable *key_set(void)
{
	return g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
}

void key_add(GHashTable *set, gint64 key)
{
	if (!g_hash_table_contains(set, &key))
		g_hash_table_add(set, g_memdup2(&key, sizeof key));
}

static const char *const actions[] = { "create", "change", "delete", "restore", NULL };

static void note_version(struct audit *audit, const struct change *change)
{
	const struct reg *reg = model_register(store_model(audit->ledger->store), change->reg);
	struct version *version = g_hash_table_lookup(audit->latest, &change->record);
	if (!change->record)
		return;
	if (!g_strv_contains(actions, change->action))
		tell(audit, _("history %" PRId64 ": “%s” is no action"), KEY_ID(change->key), change->action);
	if (!version) {
		version = g_new0(struct version, 1);
		g_hash_table_insert(audit->latest, g_memdup2(&change->record, sizeof change->record), version);
		if (change->record != change->key)
			tell(audit, _("history %" PRId64 ": %s #%" PRId64 " was not created in the entry of its number"), KEY_ID(change->key),
				change->reg, KEY_ID(change->record));
	}
	if (change->version != version->version + 1)
		tell(audit, _("history %" PRId64 ": %s #%" PRId64 ": version %" PRId64 " follows version %" PRId64),
			KEY_ID(change->key), change->reg, KEY_ID(change->record), change->version, version->version);
	version->version = change->version;
	if (change->shown)
		*version = (struct version){ .change = change->key, .version = change->version, .reg = reg, .shown = TRUE,
			.deleted = strcmp(change->action, "delete") == 0 };
}

/* The definitions that an office followed, and those before. */
static void note_adopted(struct audit *audit, const struct change *change)
{
	static const char *const keys[] = { "definitions", "before" };
	json_t *said = !change->received && strcmp(change->action, "definitions") == 0 ? json_loads(change->data, 0, NULL) : NULL;
	for (guint i = 0; i < G_N_ELEMENTS(keys); i++) {
		const char *hash = json_string_value(json_object_get(said, keys[i]));
		if (hash)
			g_hash_table_add(audit->adopted, g_strdup(hash));
	}
	json_decref(said);
}

static gboolean check_link(void *data, const struct change *change, GError **error)
{
	struct audit *audit = data;
	(void)error;
	tick(audit);
	if (change->key != audit->expected)
		tell(audit, _("history %" PRId64 ": entries before it are missing (expected %" PRId64 ")"), KEY_ID(change->key), KEY_ID(audit->expected));
	if (change->at <= audit->last)
		tell(audit, _("history %" PRId64 ": its moment is not after the one before"), KEY_ID(change->key));
	struct hash hash = change_hash(&audit->previous, change);
	if (!hash_equal(&hash, &change->hash))
		tell(audit, _("history %" PRId64 ": %s #%" PRId64 ": its contents do not match its hash: it was changed after it was written"),
			KEY_ID(change->key), change->reg, KEY_ID(change->record));
	audit_received_change(audit, change);
	audit->previous = change->hash;
	audit->expected = change->key + 1;
	audit->last = change->at;
	note_version(audit, change);
	note_adopted(audit, change);
	struct hash *posted = g_memdup2(&change->posted, sizeof change->posted);
	g_hash_table_insert(audit->causes, g_memdup2(&change->key, sizeof change->key), posted);
	return TRUE;
}

static gboolean check_chain(struct audit *audit, GError **error)
{
	return store_each_change(audit->ledger->store, audit->office, check_link, audit, error);
}

/* One part of the audit; its name as it is told when it cannot be done. */
struct part_of_audit {
	const char *what;
	gboolean (*run)(struct audit *audit, GError **error);
};

static const struct part_of_audit of_store[] = {
	{ N_("the settings"), audit_settings },
	{ N_("the figures posted"), audit_figures },
	{ N_("the list of offices"), audit_office_rows },
};
static const struct part_of_audit of_office[] = {
	{ N_("the history"), check_chain },
	{ N_("the records"), audit_records },
	{ N_("the ledger"), audit_postings },
	{ N_("the packages"), audit_packages },
};
static const struct part_of_audit of_rest[] = {
	{ N_("the definitions"), audit_definitions },
	{ N_("the series"), audit_series },
	{ N_("what is of no office"), audit_between },
};

static void run_parts(struct audit *audit, const struct part_of_audit *parts, guint count)
{
	for (guint i = 0; i < count; i++) {
		GError *failure = NULL;
		if (!parts[i].run(audit, &failure))
			tell_failure(audit, _(parts[i].what), failure);
	}
}

static void audit_office(struct audit *audit)
{
	GError *failure = NULL;
	if (!store_is_received(audit->ledger->store, audit->office, &audit->received, &failure))
		tell_failure(audit, _("the list of offices"), failure);
	audit->previous = history_start(audit->ledger->store, audit->office);
	audit->expected = KEY(audit->office, 1);
	audit->last = G_MININT64;
	audit->latest = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	audit->causes = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, g_free);
	run_parts(audit, of_office, G_N_ELEMENTS(of_office));
	g_hash_table_destroy(audit->latest);
	g_hash_table_destroy(audit->causes);
}

static gboolean audit_all(struct audit *audit, GError **error)
{
	struct store *store = audit->ledger->store;
	GError *failure = NULL;
	if (!db_check(store_db(store), audit->lines, &failure))
		tell_failure(audit, _("the file"), failure);
	g_autoptr(GArray) offices = store_offices(store, error);
	if (!offices)
		return FALSE;
	run_parts(audit, of_store, G_N_ELEMENTS(of_store));
	for (guint i = 0; i < offices->len; i++) {
		audit->office = g_array_index(offices, gint64, i);
		audit_office(audit);
	}
	run_parts(audit, of_rest, G_N_ELEMENTS(of_rest));
	return TRUE;
}

gboolean ledger_audit(struct ledger *ledger, GPtrArray *lines, ledger_progress progress, void *data, GError **error)
{
	struct audit audit = { .ledger = ledger, .lines = lines, .progress = progress, .data = data };
	gboolean own;
	if (!balances_write(ledger, error) || !store_look(ledger->store, &own, error))
		return FALSE;
	audit.series = key_set();
	audit.adopted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	ledger->looking = TRUE;
	gboolean done = audit_all(&audit, error);
	ledger->looking = FALSE;
	store_look_away(ledger->store, own);
	g_hash_table_destroy(audit.series);
	g_hash_table_destroy(audit.adopted);
	return done;
}
