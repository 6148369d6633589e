/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What the handlers of the API share: things as JSON, as the schemas of assets/api.json have them. */
#include "web/api.h"

/* Whether personal data is asked for and may be shown; each reading is noted. ERROR_REFUSED. */
gboolean api_shown(struct request *request, const struct record *record, gboolean *shown, GError **error);
/* A record; without its personal data, which is taken out of it, unless `shown`. */
json_t *api_record(struct request *request, struct record *record, gboolean shown);
json_t *api_fields(struct request *request, const struct record *record); /* its values, as app_put takes them */
/* The answer, with the version as its ETag. */
gboolean api_answer_record(struct request *request, struct record *record, gboolean shown);
json_t *api_label(const struct label *label); /* {"vi": …, "en": …} */
json_t *api_moment(moment_t moment);          /* null for 0 */
json_t *api_day(day_t day);                   /* null for DAY_NONE */
/* The words of a text as a list; takes the text. */
json_t *api_words(char *text);
/* What the body wishes, as app_put takes it, caller's; ERROR_INPUT for a field that is none, or not for this reader. */
json_t *api_wished(const struct request *request, const struct reg *reg, gboolean open, GError **error);
const char *api_why(const struct request *request); /* of the body; NULL where it is empty */
