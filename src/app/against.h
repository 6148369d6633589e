/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The records of an office for checking papers against them (check/against.h). */
#include "app/app.h"
#include "check/against.h"

/* Borrows the app, and keeps what its lists hold. */
struct office_records;
struct office_records *office_records_new(struct app *app, gint64 office, GError **error);
void office_records_free(struct office_records *records);
typedef struct office_records office_records_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(office_records_t, office_records_free)

const struct against *office_records_against(const struct office_records *records);
