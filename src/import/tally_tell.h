/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What sheets state, written for programs and for readers; caller frees. */
#include "import/tally.h"
#include "import/tally_fact.h"

char *tally_tell_json(const struct tally_reading *reading, const char *path);
char *tally_tell_text(const struct tally_reading *reading, const char *path);
