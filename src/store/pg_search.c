/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Search in the PostgreSQL engine: the words that text_fold made, not those of the server's own parser. What the server
 * cannot take into its index (words of more than WORD_MOST bytes, more than WORDS_MOST bytes of words) is cut, and the
 * row marked with the word "*": it is then asked for its text.
 */
#include "store/pg_private.h"

#include <string.h>

enum { WORD_MOST = 500, WORDS_MOST = 500000 };

static const struct sql search_upsert = { "search insert",
	"INSERT INTO search(office, key, text, words) VALUES (?1, ?2, ?3, array_to_tsvector(string_to_array(?4, ' ')))"
	" ON CONFLICT (office, key) DO UPDATE SET text = excluded.text, words = excluded.words" };
static const struct sql search_delete = { "search delete", "DELETE FROM search WHERE office = ?1 AND key = ?2" };
static const struct sql search_text = { "search text", "SELECT text FROM search WHERE office = ?1 AND key = ?2" };
static const struct sql search_keys = { "search keys", "SELECT key FROM search WHERE office = ?1 AND key BETWEEN ?2 AND ?3 ORDER BY key" };
static const struct sql search_between = { "search keys of no office",
	"SELECT key FROM search WHERE key BETWEEN ?1 AND ?2 ORDER BY key", "an audit compares all" };
/* The order is by a sum, so that the index of words answers, whatever the limit is. */
#define FIND \
	" words @@ CAST(?1 AS tsquery) AND (NOT (?3 = 1 OR words @@ '*')" \
	" OR NOT EXISTS (SELECT 1 FROM unnest(string_to_array(?4, ' ')) word WHERE strpos(' ' || text, ' ' || word) = 0)) ORDER BY key + 0 DESC LIMIT ?2"
static const struct sql search_find = { "search find", "SELECT key FROM search WHERE office = ?5 AND" FIND };
static const struct sql search_find_all = { "search find in all offices", "SELECT key FROM search WHERE" FIND };

const struct sql pg_search_all = { "all of the search", "SELECT key, text FROM search ORDER BY office, key", "a copy takes all" };

const struct sql *const pg_statements[] = { &search_upsert, &search_delete, &search_text, &search_keys, &search_between, &search_find, &search_find_all, &pg_search_all, NULL };

enum { KEY_SHIFT = 40 };

gboolean pg_search_create(struct db *base, GError **error)
{
	return db_execute(base, "CREATE TABLE IF NOT EXISTS search(office bigint NOT NULL, key bigint NOT NULL, text text COLLATE \"C\" NOT NULL,"
		" words tsvector NOT NULL, PRIMARY KEY(office, key));"
		"CREATE INDEX IF NOT EXISTS search_words ON search USING gin(words)", error);
}

/* The word's beginning that the index takes. */
static char *cut(const char *word, gboolean *whole)
{
	gsize length = strlen(word);
	if (length <= WORD_MOST)
		return g_strdup(word);
	*whole = FALSE;
	return g_strndup(word, (gsize)(g_utf8_find_prev_char(word, word + WORD_MOST + 1) - word));
}

static gint by_bytes(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each word once, in the order of the server, with blanks between; *whole: nothing was cut. */
static GPtrArray *words_of(const char *folded, gboolean *whole)
{
	g_auto(GStrv) all = g_strsplit(folded, " ", -1);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	gsize length = 0;
	*whole = TRUE;
	for (guint i = 0; all[i]; i++) {
		g_autofree char *word = cut(all[i], whole);
		if (!*word || g_hash_table_contains(seen, word))
			continue;
		length += strlen(word);
		if (length > WORDS_MOST) {
			*whole = FALSE;
			break;
		}
		g_hash_table_add(seen, word);
		g_ptr_array_add(words, g_steal_pointer(&word));
	}
	g_ptr_array_sort(words, by_bytes);
	return words;
}

/* What the index of a text holds. */
char *pg_search_words(const char *folded)
{
	gboolean whole;
	g_autoptr(GPtrArray) words = words_of(folded, &whole);
	if (!whole)
		g_ptr_array_insert(words, 0, g_strdup("*"));
	g_ptr_array_add(words, NULL);
	return g_strjoinv(" ", (char **)words->pdata);
}

gboolean pg_search_put(struct db *base, gint64 key, const char *folded, gboolean replace, GError **error)
{
	gboolean none = !folded || !*folded;
	if (none && !replace)
		return TRUE;
	struct statement *statement = db_statement(base, none ? &search_delete : &search_upsert, error);
	bind_int(statement, 1, key >> KEY_SHIFT);
	bind_int(statement, 2, key);
	if (!none) {
		g_autofree char *words = pg_search_words(folded);
		bind_text(statement, 3, folded);
		bind_text(statement, 4, words);
	}
	return statement_run(statement, error);
}

char *pg_search_text(struct db *base, gint64 key, GError **error)
{
	struct statement *statement = db_statement(base, &search_text, error);
	bind_int(statement, 1, key >> KEY_SHIFT);
	bind_int(statement, 2, key);
	return statement_word(statement, error);
}

/* Every word of the query is the beginning of one: 'do':* & 'ha':*; or the row is marked. */
static char *match_expression(const GPtrArray *words)
{
	GString *match = g_string_new("'*' | (");
	for (guint i = 0; i < words->len; i++)
		g_string_append_printf(match, "%s'%s':*", i ? " & " : "", (const char *)words->pdata[i]);
	g_string_append_c(match, ')');
	return g_string_free(match, FALSE);
}

GArray *pg_search_find(struct db *base, const char *folded_query, gint64 office, guint limit, GError **error)
{
	gboolean whole;
	g_autoptr(GPtrArray) words = words_of(folded_query, &whole);
	if (!words->len)
		return g_array_new(FALSE, FALSE, sizeof(gint64));
	struct statement *statement = db_statement(base, office ? &search_find : &search_find_all, error);
	g_autofree char *match = match_expression(words);
	bind_text(statement, 1, match);
	bind_int(statement, 2, limit);
	bind_int(statement, 3, !whole);
	bind_text(statement, 4, folded_query);
	if (office)
		bind_int(statement, 5, office);
	return statement_keys(statement, error);
}

GArray *pg_search_keys(struct db *base, gint64 from, gint64 to, GError **error)
{
	gboolean one = from >> KEY_SHIFT == to >> KEY_SHIFT;
	int at = 0;
	struct statement *statement = db_statement(base, one ? &search_keys : &search_between, error);
	if (one)
		bind_int(statement, ++at, from >> KEY_SHIFT);
	bind_int(statement, ++at, from);
	bind_int(statement, ++at, to);
	return statement_keys(statement, error);
}

gboolean pg_search_drop(struct db *base, const char *table, GError **error)
{
	g_autofree char *text = g_strdup_printf("DELETE FROM search s USING %s t WHERE s.office = t.office AND s.key = t.key", table);
	return db_execute(base, text, error);
}
