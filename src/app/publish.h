/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What is made public: a record of the register release for each issued report or publication that an official has
 * published, with the bytes of its files as they were then. It is withdrawn and published again by its state, so that
 * its history tells who did what, when and why. A record that has none, or a withdrawn one, is not public.
 */
#include "app/app.h"

#define RELEASE_REGISTER "release"

/* What a record becomes public as; texts borrowed. */
struct release_wish {
	const char *title;   /* NULL or "": the record's own */
	const char *summary; /* may be NULL */
	const char *file;    /* of a publication: the hash of the attachment; NULL: all of them */
};

/* Whether records of this register can be published at all. */
gboolean is_publishable(const struct reg *reg);
/* ERROR_REFUSED with the reason why the record cannot be published now. */
gboolean may_publish(const struct record *source, GError **error);
/* The release of a record, of whatever state; NULL without *error when there is none. */
struct record *release_of(struct app *app, const struct record *source, GError **error);
/* What a release publishes. */
struct record *release_source(struct app *app, const struct record *release, GError **error);
gboolean release_is_public(const struct record *release);
/* Published, also again after it was withdrawn. */
struct record *app_publish(struct app *app, const struct record *source, const struct release_wish *wish, const char *why, GError **error);
/* ERROR_INPUT without a reason, ERROR_REFUSED where it is not public. */
struct record *app_withdraw(struct app *app, const struct record *source, const char *why, GError **error);
/* The public releases of an office, the newest first, behind one of them (NULL: from the beginning). struct record *. */
GPtrArray *app_releases(struct app *app, gint64 office, const struct record *from, guint limit, GError **error);
/* guard.c: a release is of one issued thing, and stays with it. */
gboolean release_stands(struct app *app, const struct record *before, const struct record *after, GError **error);
