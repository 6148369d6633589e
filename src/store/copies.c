/* SPDX-License-Identifier: Apache-2.0 */
/* What is copied out of a record so that it can be found: its links, and its words. */
#include "base/text.h"
#include "store/statements.h"
#include "store/store_private.h"

static const struct sql link_drop = { "drop links", "DELETE FROM link WHERE office = ?1 AND source = ?2" };
static const struct sql link_add = { "add link", "INSERT INTO link(office, target, source) VALUES (?1, ?2, ?3)" };
static const struct sql linked = { "linked records", "SELECT source FROM link WHERE office = ?1 AND target = ?2 ORDER BY source" };
static const struct sql links_of = { "links of a record", "SELECT target FROM link WHERE source = ?1 AND office = ?2 ORDER BY target" };
static const struct sql office_links = { "links of an office", "SELECT office, source FROM link WHERE office = ?1", "an audit compares all" };

const struct sql *const store_copies_sql[] = { &link_drop, &link_add, &linked, &links_of, &office_links, NULL };

static void add_target(const struct record *record, const struct value *value, GArray *targets)
{
	gint64 key = value->kind == VALUE_NUMBER ? KEY(record->office, value->number) : 0;
	if (key)
		g_array_append_val(targets, key);
	for (guint i = 0; value->kind == VALUE_LIST && i < value->list->len; i++)
		add_target(record, value->list->pdata[i], targets);
}

static void add_row_targets(const struct record *record, const struct field *rows, const struct value *value, GArray *targets)
{
	for (guint r = 0; value->kind == VALUE_ROWS && r < value->rows->len; r++)
		for (guint i = 0; i < rows->fields->len; i++)
			if (((const struct field *)rows->fields->pdata[i])->type == FIELD_LINK)
				add_target(record, &((const struct value *)value->rows->pdata[r])[i], targets);
}

static gint by_key(gconstpointer a, gconstpointer b)
{
	gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
	return (x > y) - (x < y);
}

GArray *record_targets(const struct record *record)
{
	GArray *targets = g_array_new(FALSE, FALSE, sizeof(gint64));
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		if (field->type == FIELD_LINK)
			add_target(record, &record->values[i], targets);
		if (field->type == FIELD_ROWS)
			add_row_targets(record, field, &record->values[i], targets);
	}
	g_array_sort(targets, by_key);
	guint kept = 0;
	for (guint i = 0; i < targets->len; i++)
		if (i == 0 || g_array_index(targets, gint64, i) != g_array_index(targets, gint64, kept - 1))
			g_array_index(targets, gint64, kept++) = g_array_index(targets, gint64, i);
	g_array_set_size(targets, kept);
	return targets;
}

static gboolean add_link(struct store *store, const struct record *record, gint64 target, GError **error)
{
	struct statement *statement = db_statement(store->db, &link_add, error);
	bind_int(statement, 1, record->office);
	bind_int(statement, 2, target);
	bind_int(statement, 3, KEY(record->office, record->id));
	return statement_run(statement, error);
}

gboolean links_write(struct store *store, const struct record *record, gboolean create, GError **error)
{
	if (!create) {
		struct statement *statement = db_statement(store->db, &link_drop, error);
		bind_int(statement, 1, record->office);
		bind_int(statement, 2, KEY(record->office, record->id));
		if (!statement_run(statement, error))
			return FALSE;
	}
	g_autoptr(GArray) targets = record_targets(record);
	for (guint i = 0; i < targets->len; i++)
		if (!add_link(store, record, g_array_index(targets, gint64, i), error))
			return FALSE;
	return TRUE;
}

GArray *store_linked(struct store *store, gint64 key, GError **error)
{
	struct statement *statement = db_statement(store->db, &linked, error);
	bind_int(statement, 1, KEY_OFFICE(key));
	bind_int(statement, 2, key);
	return statement_keys(statement, error);
}

gboolean store_links_match(struct store *store, const struct record *record, gboolean *same, GError **error)
{
	struct statement *statement = db_statement(store->db, &links_of, error);
	bind_int(statement, 1, KEY(record->office, record->id));
	bind_int(statement, 2, record->office);
	g_autoptr(GArray) stored = statement_keys(statement, error);
	if (!stored)
		return FALSE;
	g_autoptr(GArray) meant = record_targets(record);
	*same = stored->len == meant->len;
	for (guint i = 0; *same && i < meant->len; i++)
		*same = g_array_index(stored, gint64, i) == g_array_index(meant, gint64, i);
	return TRUE;
}

static void add_words(GString *words, const char *text)
{
	if (!text || !*text)
		return;
	if (words->len)
		g_string_append_c(words, ' ');
	g_string_append(words, text);
}

static void add_value_words(GString *words, const struct value *value)
{
	switch (value->kind) {
	case VALUE_TEXT:
		add_words(words, value->text);
		break;
	case VALUE_DOCUMENT:
		add_words(words, value->document->symbol);
		add_words(words, value->document->title);
		add_words(words, value->document->issuer);
		break;
	case VALUE_LIST:
		for (guint i = 0; i < value->list->len; i++)
			add_value_words(words, value->list->pdata[i]);
		break;
	default:
		break;
	}
}

/* Words that people search by: texts, names, documents, and the names of countries; not ids, dates or amounts. */
static gboolean is_searched(const struct field *field)
{
	switch (field->type) {
	case FIELD_TEXT:
	case FIELD_LONGTEXT:
	case FIELD_LOCALITY:
	case FIELD_PERSON:
	case FIELD_DOCUMENT:
		return !field->personal;
	default:
		return FALSE;
	}
}

char *record_search_text(const struct record *record, const struct model *model, const struct links *links)
{
	g_autoptr(GString) words = g_string_new(NULL);
	if (record->deleted || record->reg->personal)
		return g_strdup("");
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		if (is_searched(field)) {
			add_value_words(words, &record->values[i]);
		} else if (field->type == FIELD_COUNTRY && record->values[i].kind != VALUE_NONE) {
			g_autofree char *name = value_text(model, field, &record->values[i], links, "vi");
			add_words(words, name);
		}
	}
	return text_fold(words->str);
}

gboolean search_write(struct store *store, const struct record *record, gboolean create, GError **error)
{
	g_autofree char *words = record_search_text(record, store->model, store_links(store, record->office));
	return db_search_put(store->db, KEY(record->office, record->id), words, !create, error);
}

gboolean store_search_matches(struct store *store, const struct record *record, gboolean *same, GError **error)
{
	g_autofree char *meant = record_search_text(record, store->model, store_links(store, record->office));
	GError *failure = NULL;
	g_autofree char *stored = db_search_text(store->db, KEY(record->office, record->id), &failure);
	if (failure) {
		g_propagate_error(error, failure);
		return FALSE;
	}
	*same = g_strcmp0(*meant ? meant : NULL, stored) == 0;
	return TRUE;
}

GArray *store_search(struct store *store, const char *query, gint64 office, guint limit, GError **error)
{
	g_autofree char *folded = text_fold(query);
	return db_search_find(store->db, folded, office, limit, error);
}

gboolean visit_keys(struct statement *statement, key_visitor visit, void *data, GError **error)
{
	enum fetch fetch;
	while ((fetch = statement_fetch(statement, error)) == FETCH_ROW)
		visit(data, column_int(statement, 0), column_int(statement, 1));
	return fetch == FETCH_END;
}

gboolean store_each_link(struct store *store, gint64 office, key_visitor visit, void *data, GError **error)
{
	struct statement *statement = db_statement(store->db, &office_links, error);
	bind_int(statement, 1, office);
	return visit_keys(statement, visit, data, error);
}
