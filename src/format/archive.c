/* SPDX-License-Identifier: Apache-2.0 */
/* Reading ZIP archives; writing is archive_write.c. */
#include "format/archive.h"
#include "base/error.h"
#include "base/reason.h"
#include "format/file.h"
#include "format/zip_library.h"

#include <string.h>

/* Small parts may be as dense as they like. */
#define RATIO_FREE (1u << 20)

struct archive {
	GBytes *content;
	zip_t *zip;
	guint count;
	guint64 read; /* bytes unpacked so far */
};

void archive_free(struct archive *archive)
{
	if (!archive)
		return;
	if (archive->zip)
		zip_discard(archive->zip);
	g_bytes_unref(archive->content);
	g_free(archive);
}

static gboolean open_zip(struct archive *archive, GError **error)
{
	gsize size;
	const void *bytes = g_bytes_get_data(archive->content, &size);
	if (size == 0)
		return fail(error, ERROR_INPUT, _("is not a sound ZIP archive: it is empty"));
	zip_error_t cause;
	zip_error_init(&cause);
	zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &cause);
	if (source)
		archive->zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &cause);
	if (!archive->zip) {
		zip_source_free(source);
		g_autofree char *why = reason(zip_error_strerror(&cause));
		fail(error, ERROR_INPUT, _("is not a sound ZIP archive: %s"), why);
	}
	zip_error_fini(&cause);
	return archive->zip != NULL;
}

gboolean archive_prepare(GError **error)
{
	return zip_library_load(error);
}

struct archive *archive_open_bytes(GBytes *content, GError **error)
{
	g_autoptr(archive_t) archive = g_new0(struct archive, 1);
	archive->content = g_bytes_ref(content);
	if (!zip_library_load(error) || !open_zip(archive, error))
		return NULL;
	zip_int64_t count = zip_get_num_entries(archive->zip, 0);
	if (count < 0 || count > ARCHIVE_PARTS_MOST) {
		fail(error, ERROR_INPUT, _("the ZIP archive has more than %d parts"),
			ARCHIVE_PARTS_MOST);
		return NULL;
	}
	archive->count = (guint)count;
	return g_steal_pointer(&archive);
}

struct archive *archive_open(const char *path, GError **error)
{
	g_autoptr(GBytes) content = file_read(path, FILE_BYTES_MOST, error);
	if (!content)
		return NULL;
	struct archive *archive = archive_open_bytes(content, error);
	if (!archive)
		g_prefix_error(error, "%s: ", path);
	return archive;
}

guint archive_count(const struct archive *archive)
{
	return archive->count;
}

const char *archive_name(const struct archive *archive, guint index)
{
	const char *name = zip_get_name(archive->zip, index, ZIP_FL_ENC_GUESS);
	return name ? name : "";
}

gboolean archive_has(const struct archive *archive, const char *name)
{
	return zip_name_locate(archive->zip, name, 0) >= 0;
}

/* Refuses a part that is larger than asked for, locked, or packed denser than honest files are. */
static gboolean check_part(struct archive *archive, const char *name, const zip_stat_t *status,
	gsize most, GError **error)
{
	if (status->encryption_method != ZIP_EM_NONE)
		return fail(error, ERROR_INPUT, _("the part “%s” is locked with a password"), name);
	if (status->size > most)
		return fail(error, ERROR_INPUT,
			_("the part “%s” is too large: %" PRIu64
			  " bytes, at most %zu are read"),
			name, (guint64)status->size, most);
	if (status->size > RATIO_FREE && status->size / ARCHIVE_RATIO_MOST > status->comp_size)
		return fail(error, ERROR_INPUT,
			_("the part “%s” swells more than %d times when unpacked"), name,
			ARCHIVE_RATIO_MOST);
	archive->read += status->size;
	if (archive->read > ARCHIVE_TOTAL_MOST)
		return fail(error, ERROR_INPUT, _("the ZIP archive unpacks to more than %d MB"),
			(int)(ARCHIVE_TOTAL_MOST >> 20));
	return TRUE;
}

static GBytes *unpack(zip_file_t *file, const char *name, gsize size, GError **error)
{
	g_autofree guint8 *bytes = g_try_malloc(size + 1);
	if (!bytes) {
		fail(error, ERROR_SYSTEM, _("not enough memory for the part “%s”"), name);
		return NULL;
	}
	gsize have = 0;
	/* One byte more than promised is asked for: the checksum is compared at the end only. */
	while (have <= size) {
		zip_int64_t more = zip_fread(file, bytes + have, size + 1 - have);
		if (more < 0) {
			g_autofree char *why = reason(zip_file_strerror(file));
			fail(error, ERROR_INPUT, _("the part “%s” is damaged: %s"), name, why);
			return NULL;
		}
		if (more == 0)
			break;
		have += (gsize)more;
	}
	if (have != size) {
		fail(error, ERROR_INPUT,
			_("the part “%s” is damaged: its size is not what was promised"), name);
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), have);
}

GBytes *archive_read(struct archive *archive, const char *name, gsize most, GError **error)
{
	zip_int64_t index = zip_name_locate(archive->zip, name, 0);
	zip_stat_t status;
	zip_stat_init(&status);
	if (index < 0 || zip_stat_index(archive->zip, (zip_uint64_t)index, 0, &status) < 0) {
		fail(error, ERROR_ABSENT, _("the ZIP archive has no part “%s”"), name);
		return NULL;
	}
	if (!(status.valid & ZIP_STAT_SIZE) || !(status.valid & ZIP_STAT_COMP_SIZE)) {
		fail(error, ERROR_INPUT, _("the part “%s” is damaged: it has no size"), name);
		return NULL;
	}
	if (!check_part(archive, name, &status, most, error))
		return NULL;
	zip_file_t *file = zip_fopen_index(archive->zip, (zip_uint64_t)index, 0);
	if (!file) {
		g_autofree char *why = reason(zip_strerror(archive->zip));
		fail(error, ERROR_INPUT, _("the part “%s” cannot be unpacked: %s"), name, why);
		return NULL;
	}
	GBytes *content = unpack(file, name, (gsize)status.size, error);
	zip_fclose(file);
	return content;
}
