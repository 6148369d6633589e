/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* page_bulk.c: several records changed at once, for the page and the API (app/many.h). */
#include "web/request.h"

/* The register of the route, when this account may change several of its records at once. */
const struct reg *bulk_register(struct request *request, GError **error);
/* As app_put_many, in this account's name and by its rights. */
gboolean put_many(struct request *request, const struct reg *reg, const json_t *fields, const char *why, GArray *ones, GPtrArray **problems, GError **error);
