/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A small model with a field of every type, and links over records held in an array. */
#include "check.h"
#include "def/expr.h"

struct sample {
	struct model *model;
	GPtrArray *records; /* struct record *, of any register; id = index + 1 */
	struct links links;
};

struct sample *sample_new(void);
void sample_free(struct sample *sample);
/* A complete record from JSON with ' for " and kept in the sample; fails the test on any mistake.
 */
struct record *sample_record(struct sample *sample, const char *reg, const char *json);
/* JSON written with ' instead of ". */
json_t *sample_json(const char *text);
/* Three donors: #1 “W1”, #2 “A;2” and #3 without a code. */
void sample_add_donors(struct sample *sample);
