/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The description of the API (OpenAPI 3.1), made from the table of operations, the contract and the definitions. */
#include "def/model.h"
#include <jansson.h>

/* In that language, with the labels of fields and values in both; NULL with *error. */
json_t *openapi_document(const struct model *model, const char *language, GError **error);
/* openapi_record.c: adds the schemas of the records of all registers to the components' schemas. */
void openapi_records(const struct model *model, const char *language, json_t *schemas);
