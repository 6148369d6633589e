/* SPDX-License-Identifier: Apache-2.0 */
/* Changing some parts of a ZIP archive, by libzip: it copies the other parts as they are packed. */
#include "base/error.h"
#include "base/reason.h"
#include "format/archive.h"
#include "format/zip_library.h"

/* 1980-01-01 00:00, as in what we write ourselves. */
#define DOS_DATE 0x21

static gboolean cannot_be_written(zip_error_t *cause, GError **error)
{
	g_autofree char *why = reason(zip_error_strerror(cause));
	return fail(error, ERROR_SYSTEM, _("the ZIP archive cannot be written: %s"), why);
}

static gboolean put(zip_t *zip, const char *name, GBytes *content)
{
	gsize size;
	const void *bytes = g_bytes_get_data(content, &size);
	zip_source_t *source = zip_source_buffer(zip, bytes, size, 0);
	const zip_int64_t index =
		source ? zip_file_add(zip, name, source, ZIP_FL_OVERWRITE | ZIP_FL_ENC_UTF_8) : -1;
	if (source && index < 0)
		zip_source_free(source);
	return index >= 0 && zip_file_set_dostime(zip, (zip_uint64_t)index, 0, DOS_DATE, 0) == 0 &&
	       zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_DEFLATE, 0) == 0;
}

static GBytes *read_back(zip_source_t *source, GError **error)
{
	zip_stat_t status;
	zip_stat_init(&status);
	if (zip_source_stat(source, &status) == 0 && status.valid & ZIP_STAT_SIZE && zip_source_open(source) == 0) {
		g_autofree guint8 *bytes = g_try_malloc(status.size + 1);
		const zip_int64_t have = bytes ? zip_source_read(source, bytes, status.size) : -1;
		zip_source_close(source);
		if (have >= 0 && (zip_uint64_t)have == status.size)
			return g_bytes_new_take(g_steal_pointer(&bytes), (gsize)have);
	}
	cannot_be_written(zip_source_error(source), error);
	return NULL;
}

/* Closes the archive, whatever happens. */
static gboolean put_all(zip_t *zip, const char *const *names, GBytes *const *contents, guint count, GError **error)
{
	gboolean done = TRUE;
	for (guint i = 0; done && i < count; i++)
		done = put(zip, names[i], contents[i]);
	if (done && zip_close(zip) == 0)
		return TRUE;
	cannot_be_written(zip_get_error(zip), error);
	zip_discard(zip);
	return FALSE;
}

GBytes *archive_change(
	GBytes *archive, const char *const *names, GBytes *const *contents, guint count, GError **error)
{
	gsize size;
	const void *bytes = g_bytes_get_data(archive, &size);
	zip_error_t cause;
	if (!zip_library_load(error))
		return NULL;
	zip_error_init(&cause);
	zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &cause);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_CHECKCONS, &cause) : NULL;
	GBytes *changed = NULL;
	if (zip) {
		zip_source_keep(source);
		if (put_all(zip, names, contents, count, error))
			changed = read_back(source, error);
	} else {
		g_autofree char *why = reason(zip_error_strerror(&cause));
		fail(error, ERROR_INPUT, _("is not a sound ZIP archive: %s"), why);
	}
	zip_source_free(source);
	zip_error_fini(&cause);
	return changed;
}
