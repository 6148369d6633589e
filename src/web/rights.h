/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What an account may do with one record: its office is the account's own, always; its division decides who writes. */
#include "web/request.h"

/* The record of the route's register and number, in the account's office. */
struct record *wanted_record(struct request *request, GError **error);
gboolean may_write_record(const struct request *request, const struct record *record);
/* ERROR_REFUSED. */
gboolean check_may_write(const struct request *request, const struct record *record, GError **error);
/* The register of the route, when its records may be made here. */
const struct reg *writable_register(struct request *request, GError **error);
/* The record of the route, when it may be changed: not deleted, and its personal data may be seen where it is nothing else. */
struct record *editable_record(struct request *request, GError **error);
/* Notes that personal data was read; the reading is durable before anything is shown. */
gboolean note_reading(struct request *request, const struct record *record, GError **error);
