/* SPDX-License-Identifier: Apache-2.0 */
#include "web/doors.h"

#include <sys/socket.h>

struct door {
	int descriptor;
	enum door_stage stage;
	gint64 since;
};

struct doors {
	GMutex lock;
	GCond stop;
	gboolean stopping;
	gint64 patience;  /* seconds for a head or a body */
	GHashTable *open; /* struct door * as a set */
	GThread *thread;
};

static gboolean is_late(const struct doors *doors, const struct door *door, gint64 now)
{
	const gint64 seconds[] = { [DOOR_HEAD] = doors->patience, [DOOR_BODY] = doors->patience, [DOOR_HAND] = G_MAXINT32, [DOOR_SEND] = SEND_SECONDS };
	return now - door->since > seconds[door->stage] * (gint64)G_USEC_PER_SEC;
}

/* The library sees the end of the connection and closes it itself; until then the descriptor stays the door's. */
static void end_late(struct doors *doors)
{
	GHashTableIter iter;
	gpointer key;
	gint64 now = g_get_monotonic_time();
	g_hash_table_iter_init(&iter, doors->open);
	while (g_hash_table_iter_next(&iter, &key, NULL))
		if (is_late(doors, key, now))
			shutdown(((struct door *)key)->descriptor, SHUT_RDWR);
}

static gpointer watch(gpointer data)
{
	struct doors *doors = data;
	g_mutex_lock(&doors->lock);
	while (!doors->stopping) {
		g_cond_wait_until(&doors->stop, &doors->lock, g_get_monotonic_time() + G_USEC_PER_SEC);
		end_late(doors);
	}
	g_mutex_unlock(&doors->lock);
	return NULL;
}

struct doors *doors_new(void)
{
	struct doors *doors = g_new0(struct doors, 1);
	const char *patience = g_getenv("NGOAIVU_PATIENCE");
	doors->patience = HEAD_SECONDS;
	if (patience)
		g_ascii_string_to_signed(patience, 10, 1, 3600, &doors->patience, NULL);
	g_mutex_init(&doors->lock);
	g_cond_init(&doors->stop);
	doors->open = g_hash_table_new_full(NULL, NULL, g_free, NULL);
	doors->thread = g_thread_new("doors", watch, doors);
	return doors;
}

void doors_free(struct doors *doors)
{
	if (!doors)
		return;
	g_mutex_lock(&doors->lock);
	doors->stopping = TRUE;
	g_cond_signal(&doors->stop);
	g_mutex_unlock(&doors->lock);
	g_thread_join(doors->thread);
	g_hash_table_destroy(doors->open);
	g_cond_clear(&doors->stop);
	g_mutex_clear(&doors->lock);
	g_free(doors);
}

struct door *door_open(struct doors *doors, int descriptor)
{
	struct door *door = g_new0(struct door, 1);
	*door = (struct door){ .descriptor = descriptor, .since = g_get_monotonic_time() };
	g_mutex_lock(&doors->lock);
	g_hash_table_add(doors->open, door);
	g_mutex_unlock(&doors->lock);
	return door;
}

void door_stage(struct doors *doors, struct door *door, enum door_stage stage)
{
	if (!door)
		return;
	g_mutex_lock(&doors->lock);
	door->stage = stage;
	door->since = g_get_monotonic_time();
	g_mutex_unlock(&doors->lock);
}

gboolean doors_busy(struct doors *doors)
{
	GHashTableIter iter;
	gpointer key;
	gboolean busy = FALSE;
	g_mutex_lock(&doors->lock);
	g_hash_table_iter_init(&iter, doors->open);
	while (!busy && g_hash_table_iter_next(&iter, &key, NULL))
		busy = ((struct door *)key)->stage != DOOR_HEAD;
	g_mutex_unlock(&doors->lock);
	return busy;
}

void door_close(struct doors *doors, struct door *door)
{
	if (!door)
		return;
	g_mutex_lock(&doors->lock);
	g_hash_table_remove(doors->open, door);
	g_mutex_unlock(&doors->lock);
}
