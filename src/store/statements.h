/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Every constant statement of the store, for the test that prepares and explains them all (tests/store/statements.c).
 * A file that has statements lists them in an array of its own, NULL-ended; tests/layers.py looks for those forgotten.
 */
#include "store/db.h"

extern const struct sql *const store_sql[], *const store_adopt_sql[], *const store_copies_sql[], *const store_derive_sql[], *const store_history_sql[],
	*const store_received_sql[], *const store_schema_sql[], *const store_write_sql[];
