/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What strangers see: the releases (app/publish.h) of an office, and nothing else of it. Whatever is not public is
 * answered as what never was.
 */
#include "app/publish.h"
#include "web/page.h"

/* The office of the address; 0 with ERROR_ABSENT. */
gint64 public_office(struct request *request, GError **error);
char *public_office_name(struct request *request, gint64 office);
/* /public/offices/CODE[/FURTHER] */
struct url public_url(const char *office, const char *further);
struct url release_url(const char *office, const struct record *release);
/* /public/offices/CODE/RELEASE/file/HASH of one of its files; *name is borrowed from the value. */
struct url release_file_url(const char *office, const struct record *release, const struct value *file, const char **name);
const GPtrArray *release_files(const struct record *release); /* struct value *, never NULL for a sound one; NULL: none */
const char *release_media(const char *name);
/* "Report", "Publication" */
const char *release_kind(const struct record *release, const char *language);
