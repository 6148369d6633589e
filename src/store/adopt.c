/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bringing a store to a set of definitions. The history is what was said; the tables of the registers, the links and
 * the search copies are made of it. So a register whose fields changed in a way that its records feel is made anew
 * from the history, and nothing is lost when a field or a register goes: it comes back with its definition.
 */
#include "store/statements.h"
#include "store/store_private.h"

#include <string.h>

struct adoption {
	struct store *store;
	const struct model *before; /* NULL: not known */
	gboolean empty;             /* there was nothing before */
	gboolean fold;              /* search copies were made by another form of folding */
};

static const struct sql mention = { "mention of a field",
	"SELECT 1 FROM history WHERE office = ?1 AND register = ?2 AND replace(data, ?3, '') <> data LIMIT 1", "the definitions changed" };

const struct sql *const store_adopt_sql[] = { &mention, NULL };

/* Whether a change of the register's records in an office ever named the field. TRUE also when that cannot be read. */
static gboolean office_mentions(const struct adoption *adoption, gint64 office, const struct reg *reg, const char *field)
{
	struct statement *statement = db_statement(adoption->store->db, &mention, NULL);
	g_autofree char *quoted = g_strdup_printf("\"%s\"", field);
	bind_int(statement, 1, office);
	bind_text(statement, 2, reg->id);
	bind_text(statement, 3, quoted);
	enum fetch fetch = statement_fetch(statement, NULL);
	if (fetch == FETCH_ROW)
		statement_reset(statement);
	return fetch != FETCH_END;
}

static gboolean is_mentioned(const struct adoption *adoption, const struct reg *reg, const char *field)
{
	g_autoptr(GArray) offices = store_offices(adoption->store, NULL);
	gboolean found = offices == NULL;
	for (guint i = 0; !found && i < offices->len; i++)
		found = office_mentions(adoption, g_array_index(offices, gint64, i), reg, field);
	return found;
}

static const struct field *field_of(const GPtrArray *fields, const char *id)
{
	for (guint i = 0; fields && i < fields->len; i++)
		if (strcmp(((const struct field *)fields->pdata[i])->id, id) == 0)
			return fields->pdata[i];
	return NULL;
}

gboolean same_kind(const struct field *a, const struct field *b)
{
	return a->type == b->type && a->many == b->many && a->scale == b->scale &&
		g_strcmp0(a->target ? a->target->id : NULL, b->target ? b->target->id : NULL) == 0;
}

static gboolean fields_touched(const struct adoption *adoption, const struct reg *reg, const GPtrArray *before, const GPtrArray *now)
{
	for (guint i = 0; before && i < before->len; i++) {
		const struct field *was = before->pdata[i], *is = field_of(now, was->id);
		if ((!is || !same_kind(was, is)) && is_mentioned(adoption, reg, was->id))
			return TRUE;
		if (is && is->type == FIELD_ROWS && was->type == FIELD_ROWS && fields_touched(adoption, reg, was->fields, is->fields))
			return TRUE;
	}
	for (guint i = 0; now && i < now->len; i++) {
		const struct field *is = now->pdata[i];
		if (!field_of(before, is->id) && is_mentioned(adoption, reg, is->id))
			return TRUE;
	}
	return FALSE;
}

static gboolean states_touched(const struct reg *before, const struct reg *now)
{
	if ((before->states->len == 0) != (now->states->len == 0))
		return TRUE;
	for (guint i = 0; i < before->states->len; i++)
		if (!reg_state(now, ((const struct state *)before->states->pdata[i])->id))
			return TRUE;
	return now->states->len && strcmp(((const struct state *)now->states->pdata[0])->id, ((const struct state *)before->states->pdata[0])->id) != 0;
}

/* Whether the register's table must be made anew from the history. */
static gboolean is_touched(const struct adoption *adoption, const struct reg *reg)
{
	const struct reg *before = adoption->before ? model_register(adoption->before, reg->id) : NULL;
	if (adoption->empty)
		return FALSE;
	return !before || states_touched(before, reg) || fields_touched(adoption, reg, before->fields, reg->fields);
}

static gboolean same_labels(const struct model *before, const struct model *now, const char *codes)
{
	const struct code_list *a = model_codes(before, codes), *b = model_codes(now, codes);
	if (!a || !b || a->items->len != b->items->len)
		return a == b;
	for (guint i = 0; i < a->items->len; i++) {
		const struct code_item *x = a->items->pdata[i], *y = b->items->pdata[i];
		if (strcmp(x->id, y->id) != 0 || g_strcmp0(x->label.vi, y->label.vi) != 0)
			return FALSE;
	}
	return TRUE;
}

/* Whether the words that the register's records are found by may differ, though their values do not. */
static gboolean words_differ(const struct adoption *adoption, const struct reg *reg)
{
	const struct reg *before = adoption->before ? model_register(adoption->before, reg->id) : NULL;
	if (!before || adoption->fold || before->personal != reg->personal)
		return TRUE;
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *is = reg->fields->pdata[i], *was = field_of(before->fields, is->id);
		if (was && was->personal != is->personal)
			return TRUE;
		if (is->type == FIELD_COUNTRY && !same_labels(adoption->before, adoption->store->model, "countries"))
			return TRUE;
	}
	for (guint i = 0, at = 0; i < before->fields->len; i++) { /* words stand in the order of the fields */
		const struct field *is = field_of(reg->fields, ((const struct field *)before->fields->pdata[i])->id);
		if (is && is->index < at)
			return TRUE;
		at = is ? is->index : at;
	}
	return FALSE;
}

/* Amounts are kept in the smallest unit of their currency. */
static gboolean check_currencies(const struct adoption *adoption, GError **error)
{
	const struct code_list *was = adoption->before ? model_codes(adoption->before, "currencies") : NULL;
	const struct code_list *is = model_codes(adoption->store->model, "currencies");
	for (guint i = 0; was && is && i < was->items->len; i++) {
		const struct code_item *old = was->items->pdata[i], *new = code_find(is, old->id);
		if (new && new->minor != old->minor)
			return fail(error, ERROR_REFUSED, _("currency %s: the store keeps its amounts with %u digits after the comma; that cannot change"),
				old->id, old->minor);
	}
	return TRUE;
}

static gboolean is_link_target(const struct model *model, const struct reg *target)
{
	for (guint r = 0; r < model->registers->len; r++) {
		const struct reg *reg = model->registers->pdata[r];
		for (guint f = 0; f < reg->fields->len; f++)
			if (((const struct field *)reg->fields->pdata[f])->target == target)
				return TRUE;
	}
	return FALSE;
}

/* A register that is no longer defined: its records stay in the history. */
static gboolean drop_register(struct store *store, const char *table, GError **error)
{
	g_autofree char *text = g_strdup_printf("DELETE FROM link WHERE EXISTS (SELECT 1 FROM %s r WHERE r.office = link.office AND r.key = link.source)", table);
	return db_execute(store->db, text, error) && db_search_drop(store->db, table, error) && schema_drop(store->db, table, error);
}

static gboolean drop_registers(struct store *store, GError **error)
{
	g_autoptr(GPtrArray) tables = db_tables(store->db, "r_", error);
	for (guint i = 0; tables && i < tables->len; i++) {
		const char *table = tables->pdata[i];
		if (!model_register(store->model, table + strlen("r_")) && !drop_register(store, table, error))
			return FALSE;
	}
	return tables != NULL;
}

static gboolean fit_register(const struct adoption *adoption, const struct reg *reg, GError **error)
{
	struct store *store = adoption->store;
	const struct reg *before = adoption->before ? model_register(adoption->before, reg->id) : NULL;
	gboolean touched = is_touched(adoption, reg), linked = is_link_target(store->model, reg);
	if (touched && !schema_drop(store->db, store_reg_sql(store, reg)->table, error))
		return FALSE;
	if (!schema_register(store->db, reg, linked, error))
		return FALSE;
	if (touched)
		return register_derive(store, reg, before, error);
	return adoption->empty || !words_differ(adoption, reg) || register_retell(store, reg, error);
}

static gboolean adopt_open(struct adoption *adoption, GError **error)
{
	struct store *store = adoption->store;
	g_autofree char *hash = hash_hex(&store->model->hash);
	if (!check_currencies(adoption, error) || !schema_open(store->db, error) || !history_make_secret(store, error) || !drop_registers(store, error))
		return FALSE;
	for (guint i = 0; i < store->model->registers->len; i++)
		if (!fit_register(adoption, store->model->registers->pdata[i], error))
			return FALSE;
	return store_keep_definitions(store, error) && store_set(store, "tables", hash, error) &&
		store_set(store, "search", SEARCH_FORM, error) && schema_seal(store->db, error);
}

static gboolean adopt(struct store *store, GError **error)
{
	struct adoption adoption = { .store = store };
	if (!db_begin(store->db, error))
		return FALSE;
	g_autoptr(model_t) before = NULL;
	gboolean done = schema_known(store->db, &adoption.empty, error);
	if (done && !adoption.empty) {
		g_autofree char *form = store_setting(store, "search");
		adoption.before = before = store_own_model(store->db, NULL);
		adoption.fold = g_strcmp0(form, SEARCH_FORM) != 0;
	}
	if (done && adopt_open(&adoption, error))
		return TRUE;
	db_rollback(store->db);
	return FALSE;
}

gboolean store_adopt(struct store *store, GError **error)
{
	GError *failure = NULL;
	if (adopt(store, &failure))
		return TRUE;
	if (error_is_system(failure))
		g_prefix_error(&failure, _("the store has to be brought to these definitions, but cannot be: "));
	g_propagate_error(error, failure);
	return FALSE;
}
