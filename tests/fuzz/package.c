/* SPDX-License-Identifier: Apache-2.0 */
/* What offices send one another: a package, or its body alone. */
#include "base/error.h"
#include "fuzz.h"
#include "hub/package.h"

#define BODY_MOST ((gint64)64 << 20) /* of a packed one, so that the time goes into many */

static void read_body(GBytes *body, gint64 changes, gint64 reports)
{
	GError *error = NULL;
	struct body_reader reader;
	body_reader_begin(&reader, body);
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct sent_entry));
	for (gint64 i = 0; i < changes && !reader.wire.failure; i++) {
		g_array_set_size(entries, 0);
		change_free(body_next_change(&reader, 1, entries));
	}
	for (gint64 i = 0; i < reports && !reader.wire.failure; i++)
		issued_report_free(body_next_report(&reader));
	if (!body_end(&reader, &error))
		fuzz_told(error);
	body_reader_clear(&reader);
}

void fuzz_package(GBytes *bytes)
{
	GError *error = NULL;
	struct package_header header = {0};
	if (!package_open(bytes, &header, &error)) {
		fuzz_told(error);
		read_body(bytes, 100, 2);
	} else if (header.body <= BODY_MOST) {
		g_autoptr(GBytes) body = package_body(bytes, &header, &error);
		if (body)
			read_body(body, CLAMP(header.last, header.first, header.first + 1000) - header.first + 1, MIN(header.reports, 10));
		else
			fuzz_told(error);
	}
	package_header_clear(&header);
}
