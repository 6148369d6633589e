/* SPDX-License-Identifier: Apache-2.0 */
/* read-file [--text] FILE…: how the readers see a file, or the text that the tree gives; for tests and for whoever looks
 * for a mistake. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "doc/read.h"
#include "outline.h"

static gboolean show(const char *path, gboolean plain, char **text, GError **error)
{
	g_autoptr(doc_t) doc = doc_read(path, NULL, NULL, error);
	if (!doc)
		return FALSE;
	g_autoptr(GBytes) written = plain ? doc_write_text(doc, error) : NULL;
	if (plain && !written)
		return FALSE;
	*text = plain ? g_strndup(g_bytes_get_data(written, NULL), g_bytes_get_size(written)) : outline(doc);
	return TRUE;
}

int main(int count, char **words)
{
	const gboolean plain = count > 1 && strcmp(words[1], "--text") == 0;
	int status = 0;
	for (int i = plain ? 2 : 1; i < count; i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *text = NULL;
		if (!show(words[i], plain, &text, &error)) {
			g_printerr("%s\n", error->message);
			status = 1;
		} else {
			fputs(text, stdout);
		}
	}
	return status;
}
