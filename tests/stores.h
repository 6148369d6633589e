/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Where the tests' stores are: files in the test's folder, or databases of the server that NGOAIVU_TEST_STORE names
 * (tests/postgres.py), which goes with all that it holds when the tests end.
 */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static inline gboolean stores_are_files(void)
{
	return g_getenv("NGOAIVU_TEST_STORE") == NULL;
}

/* postgresql://user@/?host=… with the database in its place. */
static inline char *database_url(const char *name)
{
	const char *server = g_getenv("NGOAIVU_TEST_STORE");
	if (strcmp(server, "none") == 0)
		g_error("say in meson.build on what this test's stores are: see tests/meson.build");
	g_auto(GStrv) parts = g_strsplit(server, "?", 2);
	return g_strconcat(parts[0], name, "?", parts[1], NULL);
}

/* The URL of a new store; the caller frees it. */
static inline char *new_store_url(const char *folder)
{
	static int made;
	if (stores_are_files()) {
		g_autofree char *name = g_strdup_printf("store%d.db", ++made);
		return g_build_filename(folder, name, NULL);
	}
	g_autofree char *name = g_strdup_printf("c%d_%d", (int)getpid(), ++made);
	g_autofree char *server = database_url("postgres");
	g_autofree char *act = g_strdup_printf("CREATE DATABASE %s TEMPLATE template0 STRATEGY file_copy", name);
	char *command[] = { (char *)"psql", (char *)"-X", (char *)"-q", (char *)"-d", server, (char *)"-c", act, NULL };
	int status = -1;
	g_assert_true(g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL) && status == 0);
	return database_url(name);
}

static inline void remove_store(const char *url)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	for (guint i = 0; stores_are_files() && i < G_N_ELEMENTS(endings); i++) {
		g_autofree char *path = g_strconcat(url, endings[i], NULL);
		g_unlink(path);
	}
}
