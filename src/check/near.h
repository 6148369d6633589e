/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Part of check_words: slips in a mark. `slipped`: tokens of what was told, to which it adds. */
#include "check/rule.h"

void check_near(struct check *check, guint passage, guint8 *slipped);
