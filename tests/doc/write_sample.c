/* SPDX-License-Identifier: Apache-2.0 */
/* Writes the sample documents in every format to a folder: write-sample FOLDER. For looking at, and
 * for timing. */
#include "doc/writer.h"
#include "sample.h"

#include <stdio.h>
#include <time.h>

static double cpu_milliseconds(void)
{
	struct timespec now;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int write_all(const char *folder, const char *name, const struct doc *doc)
{
	for (const struct doc_format *format = doc_formats; format->name; format++) {
		g_autoptr(GError) error = NULL;
		const double start = cpu_milliseconds();
		g_autoptr(GBytes) bytes = format->write(doc, &error);
		const double spent = cpu_milliseconds() - start;
		g_autofree char *file = g_strconcat(name, format->extension, NULL);
		g_autofree char *path = g_build_filename(folder, file, NULL);
		gsize length = 0;
		const char *data = bytes ? g_bytes_get_data(bytes, &length) : NULL;
		if (!bytes || !g_file_set_contents(path, data, (gssize)length, &error)) {
			fprintf(stderr, "%s: %s\n", path, error->message);
			return 1;
		}
		printf("%-24s %10zu bytes %9.2f ms\n", file, length, spent);
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc < 2 || argc > 3) {
		fprintf(stderr, "usage: write-sample FOLDER [NAME]\n");
		return 2;
	}
	const struct {
		const char *name;
		struct doc *doc;
	} samples[] = {
		{"report", sample_report()},
		{"report-again", sample_report()},
		{"draft", sample_draft()},
		{"empty", sample_empty()},
		{"hostile", sample_hostile()},
		{"pages", sample_pages(3600)},
		{"rows", sample_rows(5000)},
	};
	int failed = 0;
	for (gsize i = 0; i < G_N_ELEMENTS(samples); i++) {
		if (argc == 2 || g_str_equal(argv[2], samples[i].name))
			failed |= write_all(argv[1], samples[i].name, samples[i].doc);
		doc_free(samples[i].doc);
	}
	return failed;
}
