/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The code by which an applicant follows a dossier without signing in: "TB-157-K7QF2M9XD4RT8WAZ", office, record and
 * eighty bits that only this store can make. Nothing is kept; whoever has the code sees the state and the days, no
 * personal data.
 */
#include "app/app.h"

enum { FOLLOW_CODE_MOST = 64 };

char *follow_code(struct store *store, gint64 office, gint64 id); /* caller frees */
/* The dossier of a code; NULL for any that is not right, whatever is wrong with it. */
struct record *followed_dossier(struct app *app, const char *text);
/* What it is a dossier of; NULL where it says none. */
struct record *followed_procedure(struct app *app, const struct record *dossier);
/* The fields that whoever has the code sees, NULL-ended; none of them names anybody. */
extern const char *const followed_fields[];
