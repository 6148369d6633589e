/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Names that are known: countries and provinces of the definitions, places, bodies and feasts of
 * names.tsv. A name is looked up by its squeezed form: small letters without marks, hyphens and
 * blanks, so that "Bun-ga-ri", "Bungari" and "BUN GA RI" are one. Immutable once made.
 */
#include "check/word.h"
#include "def/model.h"

struct gazetteer;
/* `model` may be NULL. The words of the names become known words. */
struct gazetteer *gazetteer_new(struct wordbook *words, const struct model *model);
void gazetteer_free(struct gazetteer *names);

/* Appends the squeezed form of a text. */
void name_squeeze(GString *squeezed, const char *text, gsize length);

gboolean gazetteer_has(const struct gazetteer *names, const char *squeezed);
/* What it names: the same number for all names of one thing; 0 = not known, or of several. */
guint gazetteer_thing(const struct gazetteer *names, const char *squeezed);
/* The code of a country or a province and the list it is of ("countries"); NULL where it names none, or several. */
const char *gazetteer_code(const struct gazetteer *names, const char *squeezed, const char **list);
/* A known name that the squeezed form is one slip away from, as it is written; NULL = none. */
const char *gazetteer_near(const struct gazetteer *names, const char *squeezed);

/* Every form one letter shorter: two names that share one, or one that is another's, are near. */
void name_shorter(const char *squeezed, void (*each)(const char *shorter, void *data), void *data);
/* Letters changed, left out, added or changing places; at most `most` + 1. */
guint name_distance(const char *a, const char *b, guint most);
