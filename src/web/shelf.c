/* SPDX-License-Identifier: Apache-2.0 */
#include "web/shelf.h"
#include "base/day.h"
#include "web/page.h"
#include "web/route.h"

enum { KEPT_MOST = 256 << 10, SHELF_MOST = 4 << 20 }; /* bytes: of an answer, of all */

struct kept {
	const char *media;
	char *styles;
	GBytes *bytes;
	gboolean zipped;
};

struct shelf {
	char *mark; /* of the store when they were made */
	GHashTable *answers; /* char * → struct kept * */
	gsize bytes;
};

static void kept_free(gpointer data)
{
	struct kept *kept = data;
	g_bytes_unref(kept->bytes);
	g_free(kept->styles);
	g_free(kept);
}

struct shelf *shelf_new(void)
{
	struct shelf *shelf = g_new0(struct shelf, 1);
	shelf->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, kept_free);
	return shelf;
}

void shelf_free(struct shelf *shelf)
{
	g_hash_table_unref(shelf->answers);
	g_free(shelf->mark);
	g_free(shelf);
}

static void empty(struct shelf *shelf)
{
	g_hash_table_remove_all(shelf->answers);
	shelf->bytes = 0;
}

static char *name_of(const struct request *request)
{
	return g_strdup_printf("%s %u %s %d %d %s", request->session->id, request->may, request->language, day_today(), request->takes_gzip, request->target);
}

static void give(struct request *request, const struct kept *kept)
{
	struct answer *answer = &request->answer;
	answer->status = 200;
	answer->media = kept->media;
	answer->bytes = g_bytes_ref(kept->bytes);
	answer->styles = g_strdup(kept->styles);
	answer->zipped = kept->zipped;
}

gboolean shelf_answer(struct request *request, GError **error)
{
	struct shelf *shelf = request->shelf;
	if (!shelf || !request->session || request->route->cache != CACHE_STORE)
		return FALSE;
	g_autofree char *notice = request_cookie(request, COOKIE_NOTICE);
	g_autofree char *mark = db_mark(store_db(request->app->store), error);
	if (!mark || notice)
		return FALSE;
	if (g_strcmp0(mark, shelf->mark) != 0) {
		empty(shelf);
		g_free(shelf->mark);
		shelf->mark = g_steal_pointer(&mark);
	}
	g_autofree char *name = name_of(request);
	const struct kept *kept = g_hash_table_lookup(shelf->answers, name);
	if (kept)
		give(request, kept);
	else
		request->kept_as = g_steal_pointer(&name);
	return kept != NULL;
}

void shelf_keep(struct request *request)
{
	struct shelf *shelf = request->shelf;
	const struct answer *answer = &request->answer;
	gsize size = answer->bytes ? g_bytes_get_size(answer->bytes) : 0;
	if (!request->kept_as || request->writes || answer->status != 200 || answer->cookies->len || answer->download || answer->location || !size || size > KEPT_MOST)
		return;
	if (shelf->bytes + size > SHELF_MOST)
		empty(shelf);
	struct kept *kept = g_new0(struct kept, 1);
	*kept = (struct kept){ answer->media, g_strdup(answer->styles), g_bytes_ref(answer->bytes), answer->zipped };
	g_hash_table_replace(shelf->answers, g_steal_pointer(&request->kept_as), kept);
	shelf->bytes += size;
}
