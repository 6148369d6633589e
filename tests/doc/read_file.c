/* SPDX-License-Identifier: Apache-2.0 */
/* read-file FILE: how the readers see a file, for whoever writes a test or looks for a mistake. */
#include <stdio.h>

#include "base/error.h"
#include "doc/read.h"
#include "outline.h"

int main(int count, char **words)
{
	for (int i = 1; i < count; i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(doc_t) doc = doc_read(words[i], NULL, NULL, &error);
		g_autofree char *text = doc ? outline(doc) : NULL;
		if (!doc)
			g_printerr("%s\n", error->message);
		else
			fputs(text, stdout);
	}
	return 0;
}
