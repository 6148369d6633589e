/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The names by which a register's fields are known in headers: ids, labels, labels without tones.
 */
#include "import/columns.h"

struct name {
	enum column_role role;
	const struct field *field;
};
extern const struct name name_skip;

struct names;
struct names *names_new(const struct reg *reg);
void names_free(struct names *names);
/* NULL when nothing or (then *ambiguous, which may be NULL, is TRUE) several fields have the name.
 * Borrowed. */
const struct name *names_find(const struct names *names, const char *text, gboolean *ambiguous);
/* The one field whose label begins with these words ("Nước" of "Nước, vùng lãnh thổ"); NULL when
 * none or several do. Both borrowed. */
const struct name *names_begin(const struct names *names, const char *text, const char **label);
/* The label or id nearest to what was written, NULL when none is near. Borrowed. */
const char *names_near(const struct names *names, const char *text);

/* Headers of running numbers: "STT", "TT", "No.". */
gboolean names_is_ordinal(const char *header);
