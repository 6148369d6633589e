/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Shared by the pages of a sheet's way into a register. */
#include "web/page.h"

/* The register, when this account may enter records into it from sheets. */
const struct reg *import_register(struct request *request, GError **error);
/* /registers/REGISTER/import[/UPLOAD] */
struct url import_url(const struct reg *reg, const char *upload);
/* Up to the heading, with the steps of the way: 0 the file, 1 columns and rows. */
void import_begin(struct page *page, struct request *request, const struct reg *reg, guint step);
