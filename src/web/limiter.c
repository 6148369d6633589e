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
};

struct limiter *limiter_new(void)
{
	struct limiter *limiter = g_new0(struct limiter, 1);
	limiter->buckets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
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

static const gint64 each = TRIES_SECONDS_EACH * (gint64)G_USEC_PER_SEC;

static gboolean is_full(gpointer address, gpointer data, gpointer now)
{
	const struct bucket *bucket = data;
	(void)address;
	return *(const gint64 *)now - bucket->at + bucket->credit >= TRIES_AT_ONCE * each;
}

gboolean limiter_allows(struct limiter *limiter, const char *address, gint64 now)
{
	g_mutex_lock(&limiter->lock);
	struct bucket *bucket = g_hash_table_lookup(limiter->buckets, address);
	if (!bucket) {
		if (g_hash_table_size(limiter->buckets) >= ADDRESSES_MOST)
			g_hash_table_foreach_remove(limiter->buckets, is_full, &now);
		bucket = g_new0(struct bucket, 1);
		*bucket = (struct bucket){ .at = now, .credit = TRIES_AT_ONCE * each };
		g_hash_table_insert(limiter->buckets, g_strdup(address), bucket);
	}
	bucket->credit = MIN(bucket->credit + (now - bucket->at), TRIES_AT_ONCE * each);
	bucket->at = now;
	gboolean allowed = bucket->credit >= each && g_hash_table_size(limiter->buckets) <= ADDRESSES_MOST + 1;
	if (allowed)
		bucket->credit -= each;
	g_mutex_unlock(&limiter->lock);
	return allowed;
}
