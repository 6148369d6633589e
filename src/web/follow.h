/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The code by which an applicant follows a dossier without signing in: "TB-157-K7QF2M9XD4RT8WAZ", office, record and
 * eighty bits that only this store can make. Nothing is kept; whoever has the code sees the state and the days, no
 * personal data.
 */
#include "store/store.h"

char *follow_code(struct store *store, gint64 office, gint64 id); /* caller frees */
