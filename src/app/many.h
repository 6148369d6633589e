/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Several records changed at once: all of them, or none when one cannot be. */
#include "app/app.h"

enum { MANY_MOST = 500 };

struct many_one {
	gint64 id, version; /* version: that which was seen; 0 = the stored one. Afterwards the new one. */
};
struct many {
	const struct reg *reg;
	gint64 office;
	const json_t *fields; /* what each of them gets, as app_put takes it, without id and version */
	const char *why;
	/* Whether the one who asks may change the record, as it is and as it becomes; NULL: whatever it is. */
	gboolean (*may)(void *data, const struct record *record, GError **error);
	void *may_data;
};
struct many_problem {
	guint place;   /* among `ones` */
	char *message; /* in one line */
};
void many_problem_free(struct many_problem *problem);

/* The problem of each that cannot be changed: then none is. FALSE only when the act broke down. `ones`: struct many_one. */
gboolean app_put_many(struct app *app, const struct many *many, GArray *ones, GPtrArray **problems, GError **error);
