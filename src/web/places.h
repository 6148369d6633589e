/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Where in a document on a page its findings stand: each block of it that is written is offered, and one that holds the
 * passage of a finding gets an id, to which the finding then leads. The findings must outlive the places.
 */
#include "base/finding.h"

struct places;
struct places *places_new(const struct findings *findings);
void places_free(struct places *places);
typedef struct places places_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(places_t, places_free)

/* The id that a block with this text is to have, or NULL: nothing was found in it. Borrowed. `places` may be NULL. */
const char *places_offer(struct places *places, const char *text);
/* The id of the block that holds a finding, by its index; NULL = none did. Borrowed. */
const char *places_of(const struct places *places, guint finding);
