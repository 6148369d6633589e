/* SPDX-License-Identifier: Apache-2.0 */
/* A step of the build: keep OUTPUT FILE… puts the trees of YAML files into one file (def/trees.h). */
#include "def/trees.h"

#include <stdio.h>

static gboolean keep(GByteArray *trees, struct yaml_pool *pool, const char *path, GError **error)
{
	g_autofree char *bytes = NULL;
	gsize length;
	if (!g_file_get_contents(path, &bytes, &length, error))
		return FALSE;
	g_autoptr(findings_t) findings = findings_new();
	g_autofree char *text = yaml_clean(path, bytes, length, findings);
	const struct yaml *root = text ? yaml_parse(pool, path, text, findings) : NULL;
	if (root && findings->items->len == 0)
		tree_keep(trees, text, root);
	return findings_check(findings, error);
}

int main(int count, char **words)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) trees = g_byte_array_new();
	g_autoptr(yaml_pool_t) pool = yaml_pool_new();
	for (int i = 2; !error && i < count; i++)
		keep(trees, pool, words[i], &error);
	if (!error && count > 1)
		g_file_set_contents(words[1], (const char *)trees->data, (gssize)trees->len, &error);
	if (error)
		fprintf(stderr, "%s\n", error->message);
	return error != NULL;
}
