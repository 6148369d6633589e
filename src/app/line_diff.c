/* SPDX-License-Identifier: Apache-2.0 */
#include "app/line_diff.h"

#include <string.h>

/* Beyond that many comparisons the changed middle is told as a whole. */
#define CELLS_MOST ((gsize)4 << 20)

/* Part of a text's lines. */
struct part {
	char **lines;
	guint count;
};

/* The lines that are not blank, in their array's first places; the others are freed. */
static struct part part_of(char **lines)
{
	guint count = 0;
	for (guint i = 0; lines[i]; i++) {
		if (*lines[i])
			lines[count++] = lines[i];
		else
			g_free(lines[i]);
	}
	lines[count] = NULL;
	return (struct part){ lines, count };
}

static void tell(GPtrArray *differences, const char *sign, const struct part *part)
{
	for (guint i = 0; i < part->count; i++)
		g_ptr_array_add(differences, g_strconcat(sign, " ", part->lines[i], NULL));
}

static void drop_first(struct part *part)
{
	part->lines++;
	part->count--;
}

static void tell_first(GPtrArray *differences, const char *sign, struct part *part)
{
	const struct part first = { part->lines, 1 };
	tell(differences, sign, &first);
	drop_first(part);
}

/* For each pair of places, how many lines are common from there on (the longest common subsequence). */
static guint32 *common_from(const struct part *old, const struct part *now)
{
	const gsize width = (gsize)now->count + 1;
	guint32 *common = g_new0(guint32, ((gsize)old->count + 1) * width);
	for (guint i = old->count; i-- > 0;)
		for (guint j = now->count; j-- > 0;) {
			guint32 *at = &common[i * width + j];
			*at = strcmp(old->lines[i], now->lines[j]) == 0 ? at[width + 1] + 1 : MAX(at[width], at[1]);
		}
	return common;
}

static void tell_middle(GPtrArray *differences, struct part old, struct part now)
{
	const gsize width = (gsize)now.count + 1;
	g_autofree guint32 *common = common_from(&old, &now);
	const guint32 *at = common;
	while (old.count && now.count) {
		if (strcmp(*old.lines, *now.lines) == 0) {
			drop_first(&old);
			drop_first(&now);
			at += width + 1;
		} else if (at[width] >= at[1]) {
			tell_first(differences, "-", &old);
			at += width;
		} else {
			tell_first(differences, "+", &now);
			at += 1;
		}
	}
	tell(differences, "-", &old);
	tell(differences, "+", &now);
}

void line_diff(GPtrArray *differences, const char *old_text, const char *now_text)
{
	g_auto(GStrv) old_lines = g_strsplit(old_text, "\n", -1);
	g_auto(GStrv) now_lines = g_strsplit(now_text, "\n", -1);
	struct part old = part_of(old_lines), now = part_of(now_lines);
	while (old.count && now.count && strcmp(*old.lines, *now.lines) == 0) {
		drop_first(&old);
		drop_first(&now);
	}
	while (old.count && now.count && strcmp(old.lines[old.count - 1], now.lines[now.count - 1]) == 0) {
		old.count--;
		now.count--;
	}
	if ((gsize)(old.count + 1) <= CELLS_MOST / ((gsize)now.count + 1)) {
		tell_middle(differences, old, now);
		return;
	}
	tell(differences, "-", &old);
	tell(differences, "+", &now);
}
