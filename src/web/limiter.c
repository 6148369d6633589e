/* SPDX-License-Identifier: Apache-2.0 */
#include "web/limiter.h"

enum { ADDRESSES_MOST = 10000 };

struct bucket {
	gint64 at;      /* when it was last looked at */
	gint64 credit;  /* microseconds saved up */
};

struct limiter {
	GMutex lock;
	GHashTable *buckets; /* address → struct bucket * */
	gint64 each, most;   /* what a try costs, and what can be saved up */
};

struct limiter *limiter_new(guint at_once, guint milliseconds)
{
	struct limiter *limiter = g_new0(struct limiter, 1);
	limiter->buckets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	limiter->each = (gint64)milliseconds * 1000;
	limiter->most = limiter->each * at_once;
	g_mutex_init(&limiter->lock);
	return limiter;
}

void limiter_free(struct limiter *limiter)
{
	if (!limiter)
		return;
	g_hash_table_destroy(limiter->buckets);
	g_mutex_clear(&limiter->lock);
	g_free(limiter);
}

struct looking {
	gint64 now, most;
};

static gboolean is_full(gpointer address, gpointer data, gpointer looking)
{
	const struct bucket *bucket = data;
	const struct looking *look = looking;
	(void)address;
	return look->now - bucket->at + bucket->credit >= look->most;
}

gboolean limiter_allows(struct limiter *limiter, const char *address, gint64 now)
{
	g_mutex_lock(&limiter->lock);
	struct bucket *bucket = g_hash_table_lookup(limiter->buckets, address);
	if (!bucket) {
		struct looking looking = { now, limiter->most };
		if (g_hash_table_size(limiter->buckets) >= ADDRESSES_MOST)
			g_hash_table_foreach_remove(limiter->buckets, is_full, &looking);
		bucket = g_new0(struct bucket, 1);
		*bucket = (struct bucket){ .at = now, .credit = limiter->most };
		g_hash_table_insert(limiter->buckets, g_strdup(address), bucket);
	}
	bucket->credit = MIN(bucket->credit + (now - bucket->at), limiter->most);
	bucket->at = now;
	gboolean allowed = bucket->credit >= limiter->each && g_hash_table_size(limiter->buckets) <= ADDRESSES_MOST + 1;
	if (allowed)
		bucket->credit -= limiter->each;
	g_mutex_unlock(&limiter->lock);
	return allowed;
}
