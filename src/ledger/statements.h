/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Every constant statement of the ledger, as store/statements.h has those of the store. */
#include "store/db.h"

extern const struct sql *const ledger_audit_balances_sql[], *const ledger_audit_store_sql[], *const ledger_balances_sql[], *const ledger_explain_sql[],
	*const ledger_post_sql[], *const ledger_posted_figure_sql[], *const ledger_posted_sql[], *const ledger_sent_sql[], *const ledger_series_sql[],
	*const ledger_ahead_sql[], *const ledger_bridge_cause_sql[], *const ledger_bridge_read_sql[], *const ledger_receiving_sql[],
	*const ledger_sums_sql[];
