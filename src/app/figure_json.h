/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Answers of figures as JSON, for the command line and the API. Labels and titles are in the language of the app. */
#include "app/app.h"

/* The unit: the currency of money, per cent of a share, else the figure's own. */
const char *figure_unit_text(const struct app *app, const struct figure *figure, const struct number *number);
/*
 * {"figure", "value", "unit", "query", "rows", "source", "stated"}: whether the value is that of the records or was stated
 * in an earlier report, and all that was stated of it (none: without the member). NULL with an error.
 */
json_t *figure_answer_json(struct app *app, const struct figure_query *query, const struct figure_answer *answer, GError **error);
/* The same with the postings (struct posting *) as rows; NULL with an error. */
json_t *figure_explanation_json(struct app *app, const struct figure_query *query, const GPtrArray *postings, const struct number *number, GError **error);
/* The title of a posting's record now; of personal registers its number alone. Caller frees. */
char *figure_record_title(struct app *app, gint64 key);
