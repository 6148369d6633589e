/* SPDX-License-Identifier: Apache-2.0 */
#include "store/comment.h"
#include "base/text.h"
#include "store/schema.h"

#include <jansson.h>
#include <string.h>

static const char table[] = "CREATE TABLE IF NOT EXISTS comment(office {I} NOT NULL, record {I} NOT NULL, change {I} NOT NULL, PRIMARY KEY(office, record, change)){C}";

static const struct sql insert = { "add comment", "INSERT INTO comment(office, record, change) VALUES (?1, ?2, ?3)" };
static const struct sql of_record = { "comments", "SELECT change FROM comment WHERE office = ?1 AND record = ?2 ORDER BY change" };

const struct sql *const comment_sql[] = { &insert, &of_record, NULL };

void comment_free(struct comment *comment)
{
	g_free(comment->who);
	g_free(comment->text);
	g_free(comment);
}

static gboolean is_made(struct store *store, gboolean *made, GError **error)
{
	g_autoptr(GHashTable) columns = db_columns(store_db(store), "comment", error);
	*made = columns && g_hash_table_size(columns) > 0;
	return columns != NULL;
}

gboolean comment_prepare(struct store *store, GError **error)
{
	gboolean made;
	if (!is_made(store, &made, error) || made)
		return made;
	return schema_table(store_db(store), table, error) && schema_seal(store_db(store), error);
}

static char *data_of(const struct record *record, const char *text)
{
	json_t *object = json_pack("{s:s, s:I, s:s}", "register", record->reg->id, "record", (json_int_t)record->id, "text", text);
	char *packed = json_dumps(object, JSON_COMPACT), *data = g_strdup(packed);
	json_decref(object);
	free(packed);
	return data;
}

gboolean comment_add(struct store *store, const struct record *record, const char *text, const struct author *author, GError **error)
{
	g_autofree char *clean = text_clean(text, -1, error);
	if (!clean)
		return FALSE;
	g_strstrip(clean);
	if (!*clean)
		return fail(error, ERROR_INPUT, _("the comment is empty"));
	if (g_utf8_strlen(clean, -1) > COMMENT_MOST)
		return fail(error, ERROR_INPUT, _("a comment has %d letters at most"), COMMENT_MOST);
	g_autofree char *data = data_of(record, clean);
	gint64 key = comment_prepare(store, error) ? store_note(store, record->office, "comment", data, NULL, author, error) : 0;
	struct statement *statement = key ? db_statement(store_db(store), &insert, error) : NULL;
	bind_int(statement, 1, record->office);
	bind_int(statement, 2, record->id);
	bind_int(statement, 3, KEY_ID(key));
	return statement_run(statement, error);
}

static GArray *changes_of(struct store *store, gint64 office, gint64 record, GError **error)
{
	struct statement *statement = db_statement(store_db(store), &of_record, error);
	bind_int(statement, 1, office);
	bind_int(statement, 2, record);
	return statement_keys(statement, error);
}

/* What the history says there; NULL where it says no comment about this record. */
static struct comment *comment_of(const struct change *change, gint64 record)
{
	json_t *said = strcmp(change->action, "comment") == 0 ? json_loads(change->data, 0, NULL) : NULL;
	const char *text = json_string_value(json_object_get(said, "text"));
	struct comment *comment = NULL;
	if (text && json_integer_value(json_object_get(said, "record")) == record) {
		comment = g_new0(struct comment, 1);
		*comment = (struct comment){ change->key, change->at, g_strdup(change->who), g_strdup(text) };
	}
	json_decref(said);
	return comment;
}

GPtrArray *comment_list(struct store *store, gint64 office, gint64 record, GError **error)
{
	gboolean made;
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func((GDestroyNotify)comment_free);
	g_autoptr(GArray) ids = NULL;
	if (!is_made(store, &made, error))
		return NULL;
	if (!made)
		return g_steal_pointer(&list);
	ids = changes_of(store, office, record, error);
	for (guint i = 0; ids && i < ids->len; i++) {
		struct change *change = store_change(store, KEY(office, g_array_index(ids, gint64, i)), error);
		if (!change)
			return NULL;
		struct comment *comment = comment_of(change, record);
		if (comment)
			g_ptr_array_add(list, comment);
		change_free(change);
	}
	return ids ? g_steal_pointer(&list) : NULL;
}
