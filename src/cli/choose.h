/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* From words to things: offices, spans, figures. Errors name the option. */
#include "cli/command.h"

/* The office of --office; without it the only one of the store. 0 and ERROR_USAGE when it must be said. */
gint64 choose_office(struct app *app, const struct words *words, GError **error);
/* Several: "tb,qn" or "all". */
gboolean choose_offices(struct app *app, const struct words *words, GArray *offices, GError **error);
const struct reg *choose_register(struct app *app, const char *id, GError **error);
/* --boundaries: then unless it says now. */
gboolean choose_boundaries(const struct words *words, enum boundaries *boundaries, GError **error);
/* A whole number of an option, from `least`; `absent` where it is not given. */
gboolean choose_number(const char *option, const char *text, gint64 least, gint64 absent, gint64 *number, GError **error);
/* The records that --where, --as-known, --sort, --skip and --limit ask for; *all is how many there are without the last two. */
GPtrArray *choose_records(struct app *app, const struct words *words, const struct reg *reg, gint64 office, guint *all, GError **error);
/* A figure with --office, --span or --at, --where, --by, --as-known and --boundaries. */
struct figure_query *choose_query(struct app *app, const struct words *words, const char *id, GError **error);
/* A moment as the history tells it ("22/11/2026 17:44:15", local time), or with its zone. */
gboolean choose_moment(const char *text, moment_t *moment, GError **error);
/* The history position of --as-known for one office; 0 = now. */
gboolean choose_position(struct app *app, const struct words *words, gint64 office, gint64 *position, GError **error);
