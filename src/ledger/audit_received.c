/* SPDX-License-Identifier: Apache-2.0 */
/* Audit of what was received: data that was shown against the hash that the chain holds of it, and the packages. */
#include "ledger/audit.h"
#include "store/received.h"

static void check_shown(struct audit *audit, const struct change *change)
{
	struct hash body = change_body(&change->body_key, change->data);
	if (!hash_equal(&body, &change->body))
		tell(audit, _("history %" PRId64 ": %s #%" PRId64 ": its contents do not match its hash: it was changed after it was written"),
			KEY_ID(change->key), change->reg, KEY_ID(change->record));
}

void audit_received_change(struct audit *audit, const struct change *change)
{
	if (change->received != audit->received)
		tell(audit, _("history %" PRId64 ": the store does not say rightly whether it was received"), KEY_ID(change->key));
	if (!change->received)
		return;
	if (*change->who || change->why || change->origin || (!change->shown && *change->data))
		tell(audit, _("history %" PRId64 ": it holds what was never received"), KEY_ID(change->key));
	if (change->shown)
		check_shown(audit, change);
}

/* One package after another, without gaps, to the end of the history. */
static void check_package(struct audit *audit, const struct package_row *row, gint64 number, gint64 *last, struct hash *seal, GError **error)
{
	struct hash meant = package_seal(audit->ledger->store, audit->office, seal, row), held;
	if (!hash_equal(&meant, &row->seal) || row->number != number || row->first != *last + 1 || row->last < row->first)
		tell(audit, _("package %" PRId64 ": what is noted of it was changed, or packages before it are missing"), row->number);
	else if (!store_hash_at(audit->ledger->store, audit->office, row->last, &held, error))
		return;
	else if (!hash_equal(&held, &row->hash))
		tell(audit, _("package %" PRId64 ": the history does not have its hash"), row->number);
	*last = row->last;
	*seal = row->seal;
}

gboolean audit_packages(struct audit *audit, GError **error)
{
	g_autoptr(GPtrArray) rows = store_packages(audit->ledger->store, audit->office, error);
	gint64 last = 0;
	struct hash seal = { 0 };
	for (guint i = 0; rows && i < rows->len; i++) {
		GError *failure = NULL;
		check_package(audit, rows->pdata[i], i + 1, &last, &seal, &failure);
		if (failure) {
			g_propagate_error(error, failure);
			return FALSE;
		}
	}
	if (rows && !audit->received && rows->len)
		tell(audit, _("packages are noted for an office that is not received"));
	if (rows && audit->received && last != KEY_ID(audit->expected) - 1)
		tell(audit, _("the packages end at %" PRId64 ", the history at %" PRId64), last, KEY_ID(audit->expected) - 1);
	return rows != NULL;
}
