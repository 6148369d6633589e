/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Which days a number is of: what its sentence says, those before it, else the paper's subject. */
#include "check/frame.h"

struct when {
	struct span span; /* DAY_NONE where nothing is known */
	int mention;      /* index; -1 = the paper's own period */
};

/* Of a number at tokens [from, to); `clause` is where what follows it may say so. */
struct when when_of(const struct paper *paper, const struct facts *facts, const struct frame *frame,
	struct range range, const guint clause[2]);
/* What a difference is compared with: the days named with "cùng kỳ", else those a year before. */
struct span when_base(const struct paper *paper, const struct facts *facts, const struct sentence *sentence,
	struct span span);
