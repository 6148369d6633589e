/* SPDX-License-Identifier: Apache-2.0 */
/* A whole store into another place, of either engine. */
#include "app/app.h"
#include "store/transfer.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

struct copying {
	struct store *from, *to;
	struct model *model; /* that of the source; both follow it */
};

static void copying_clear(struct copying *copying)
{
	store_close(copying->to);
	store_close(copying->from);
	model_free(copying->model);
}
typedef struct copying copying_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(copying_t, copying_clear)

static GPtrArray *copy_rows(const char *from, const char *to, ledger_progress progress, void *data, GError **error)
{
	g_auto(copying_t) copying = { 0 };
	copying.from = store_open_as_it_is(from, NULL, &copying.model, error);
	copying.to = copying.from ? store_open(to, DB_CREATE, copying.model, error) : NULL;
	g_autoptr(ledger_t) ledger = copying.to ? app_open_ledger(copying.to, NULL, NULL, error) : NULL;
	return ledger ? store_transfer(copying.from, copying.to, progress, data, error) : NULL;
}

static void remove_file(const char *path)
{
	static const char *const endings[] = { "", "-journal", "-wal", "-shm" };
	for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *part = g_strconcat(path, endings[i], NULL);
		g_unlink(part);
	}
}

/* A file gets its name when it is whole; the name until then is no other program's. */
static GPtrArray *copy_to_file(const char *from, const char *path, ledger_progress progress, void *data, GError **error)
{
	g_autofree char *partial = g_strdup_printf("%s.%d.part", path, (int)getpid());
	remove_file(partial);
	g_autoptr(GPtrArray) moved = copy_rows(from, partial, progress, data, error);
	g_autoptr(db_t) db = moved ? db_open(partial, DB_READ, error) : NULL;
	gboolean done = db && db_backup(db, path, NULL, NULL, error);
	remove_file(partial);
	return done ? g_steal_pointer(&moved) : NULL;
}

GPtrArray *app_copy(const char *from, const char *to, ledger_progress progress, void *data, GError **error)
{
	const char *path = db_url_path(to);
	if (path && !g_file_test(path, G_FILE_TEST_EXISTS))
		return copy_to_file(from, path, progress, data, error);
	return copy_rows(from, to, progress, data, error);
}
