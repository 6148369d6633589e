/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A figure as the address of its page asks for it, and addresses of the same with something changed. */
#include "ledger/figure.h"
#include "web/page.h"

/*
 * office=CODE|all (only who may), span=2020-Q1 or from=…&to=…, w.DIMENSION=value, by=DIMENSION. Without a span: this
 * year. ERROR_INPUT, ERROR_REFUSED.
 */
struct figure_query *query_read(struct request *request, const struct figure *figure, GError **error);
/* The page of a query; `base` tells further words to carry over: "compare", "explain" as the request has them. */
struct url query_url(struct request *request, const struct figure_query *query);
/* The figure whose dimensions these are: of a share or ratio its first part. */
const struct figure *query_dimensioned(const struct figure *figure);
const char *query_unit(const struct request *request, const struct figure *figure, const struct number *number);
char *query_number(const struct request *request, const struct number *number); /* "1.566", "—" */
/* "01/01/2020 – 12/03/2020", of a stock the day alone. */
char *query_span(const struct request *request, const struct figure_query *query);
/* What a condition says: the label of its value where it has one; borrowed or from the query. */
const char *query_value_label(const struct request *request, const struct figure *figure, const char *dimension, const char *value);
const char *query_dimension_label(const struct request *request, const struct figure *figure, const char *dimension);
/* The query's "month", 2020-03; without one that of today. ERROR_INPUT. */
gboolean query_month(const struct request *request, int *year, int *month, GError **error);
