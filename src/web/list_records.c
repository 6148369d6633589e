/* SPDX-License-Identifier: Apache-2.0 */
/* The records of a list, a page of them, and how many there are. */
#include "web/list.h"

void list_view_clear(struct list_view *view)
{
	g_clear_pointer(&view->records, g_ptr_array_unref);
}

static gboolean fits(const struct listing *listing, const struct record *record)
{
	for (guint i = 0; i < listing->conditions->len; i++)
		if (!list_holds(&g_array_index(listing->conditions, struct list_condition, i), record))
			return FALSE;
	return !record->deleted;
}

/* By words: newest first, whatever else is wished; the conditions sift what was found. */
static GPtrArray *search(const struct listing *listing, gboolean *least, GError **error)
{
	struct store *store = listing->request->app->store;
	gint64 office = request_office(listing->request);
	g_autoptr(GArray) keys = store_search(store, listing->words, office, WORDS_MOST, error);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	*least = keys && keys->len >= WORDS_MOST;
	for (guint i = 0; keys && i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i);
		if (store_register_of(store, key, NULL) != listing->reg)
			continue;
		struct record *record = store_read(store, listing->reg, office, KEY_ID(key), error);
		if (!record)
			return NULL;
		if (fits(listing, record))
			g_ptr_array_add(found, record);
		else
			record_free(record);
	}
	return keys ? g_steal_pointer(&found) : NULL;
}

/* How many of what was found, which is ordered by falling numbers, stand before the place. */
static guint count_before(const struct listing *listing, const GPtrArray *records)
{
	guint count = 0;
	while (count < records->len && ((const struct record *)records->pdata[count])->id > listing->from)
		count++;
	return count;
}

static void cut(const struct listing *listing, guint limit, struct list_view *view)
{
	guint all = view->records->len, first = 0, end = MIN(all, limit);
	if (listing->from) {
		guint before = count_before(listing, view->records);
		gboolean there = before < all && ((const struct record *)view->records->pdata[before])->id == listing->from;
		first = listing->backwards ? (before > limit ? before - limit : 0) : before + (there ? 1 : 0);
		end = listing->backwards ? before : MIN(all, first + limit);
	}
	view->before = first > 0;
	view->after = end < all;
	g_ptr_array_set_size(view->records, (gint)end);
	if (first)
		g_ptr_array_remove_range(view->records, 0, first);
}

static gboolean view_words(const struct listing *listing, guint limit, struct list_view *view, GError **error)
{
	view->records = search(listing, &view->least, error);
	if (!view->records)
		return FALSE;
	view->count = view->records->len;
	cut(listing, limit, view);
	return TRUE;
}

enum { COUNTS_MOST = 4000 };

struct count {
	gint64 position, count;
};

struct counts {
	GMutex lock;
	GHashTable *known; /* text → struct count * */
};

struct counts *counts_new(void)
{
	struct counts *counts = g_new0(struct counts, 1);
	g_mutex_init(&counts->lock);
	counts->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return counts;
}

void counts_free(struct counts *counts)
{
	if (!counts)
		return;
	g_hash_table_destroy(counts->known);
	g_mutex_clear(&counts->lock);
	g_free(counts);
}

/* What is counted, as a text: two lists that ask for the same have the same. */
static char *count_name(const struct listing *listing)
{
	GString *name = g_string_new(listing->reg->id);
	g_string_append_printf(name, "|%" G_GINT64_FORMAT, request_office(listing->request));
	for (guint i = 0; i < listing->sifts->len; i++) {
		const struct sift *sift = listing->sifts->pdata[i];
		g_string_append_printf(name, "|%s %d", sift->name, sift->condition.test);
		for (guint v = 0; v < sift->condition.values->len; v++) {
			const struct list_value *value = &g_array_index(sift->condition.values, struct list_value, v);
			g_string_append_printf(name, "=%" G_GINT64_FORMAT "%s%s", value->number, value->text ? "'" : "", value->text ? value->text : "");
		}
	}
	return g_string_free(name, FALSE);
}

static gboolean known_count(struct counts *counts, const char *name, gint64 position, gint64 *count)
{
	g_mutex_lock(&counts->lock);
	const struct count *known = g_hash_table_lookup(counts->known, name);
	gboolean good = known && known->position == position;
	if (good)
		*count = known->count;
	g_mutex_unlock(&counts->lock);
	return good;
}

static void keep_count(struct counts *counts, char *name, gint64 position, gint64 count)
{
	struct count *kept = g_new(struct count, 1);
	*kept = (struct count){ position, count };
	g_mutex_lock(&counts->lock);
	if (g_hash_table_size(counts->known) >= COUNTS_MOST)
		g_hash_table_remove_all(counts->known);
	g_hash_table_insert(counts->known, name, kept);
	g_mutex_unlock(&counts->lock);
}

/* The page and the position are seen as of one moment, so what is kept is true of that position. */
static gboolean count_all(const struct listing *listing, const struct list_wish *wish, gint64 *count, GError **error)
{
	struct store *store = listing->request->app->store;
	struct counts *counts = listing->request->server->counts;
	g_autofree char *name = count_name(listing);
	gint64 position = store_position(store, wish->office, error);
	if (position < 0)
		return FALSE;
	if (known_count(counts, name, position, count))
		return TRUE;
	if (!store_list_count(store, wish, count, error))
		return FALSE;
	keep_count(counts, g_steal_pointer(&name), position, *count);
	return TRUE;
}

gboolean register_count(struct request *request, const struct reg *reg, gint64 *count, GError **error)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	const struct listing listing = { .request = request, .reg = reg, .sifts = none };
	const struct list_wish wish = { .reg = reg, .office = request_office(request) };
	return count_all(&listing, &wish, count, error);
}

static gboolean view_all(const struct listing *listing, guint limit, struct list_view *view, GError **error)
{
	struct store *store = listing->request->app->store;
	gint64 office = request_office(listing->request);
	g_autoptr(record_t) from = listing->from ? store_read(store, listing->reg, office, listing->from, NULL) : NULL;
	struct list_wish wish = { .reg = listing->reg, .office = office, .conditions = listing->conditions, .sort = listing->sort,
		.descending = listing->descending, .from = from, .backwards = from && listing->backwards, .limit = limit + 1 };
	view->records = store_list(store, &wish, error);
	if (!view->records || !count_all(listing, &wish, &view->count, error))
		return FALSE;
	gboolean more = view->records->len > limit;
	if (more)
		g_ptr_array_remove_index(view->records, wish.backwards ? 0 : limit);
	view->before = from && (!wish.backwards || more);
	view->after = wish.backwards || more;
	return TRUE;
}

gboolean listing_view(const struct listing *listing, guint limit, struct list_view *view, GError **error)
{
	*view = (struct list_view){ 0 };
	return listing->words ? view_words(listing, limit, view, error) : view_all(listing, limit, view, error);
}
