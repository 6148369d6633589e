/* SPDX-License-Identifier: Apache-2.0 */
#include "format/archive.h"
#include "base/error.h"
#include "format/file.h"

#include <string.h>
#include <zip.h>

#define CONTENT_TYPES "[Content_Types].xml"
#define DEFLATE_LEVEL 6
/* 1980-01-01 00:00, the earliest a ZIP can say. */
#define DOS_DATE 0x21
#define DOS_TIME 0
/* Small parts may be as dense as they like. */
#define RATIO_FREE (1u << 20)

struct part {
	char *name;
	GBytes *content;
	gboolean stored;
};

struct archive_writer {
	GPtrArray *parts;
	GHashTable *names;
	char *failure;
};

static void part_free(gpointer data)
{
	struct part *part = data;
	g_free(part->name);
	g_bytes_unref(part->content);
	g_free(part);
}

struct archive_writer *archive_writer_new(void)
{
	struct archive_writer *writer = g_new0(struct archive_writer, 1);
	writer->parts = g_ptr_array_new_with_free_func(part_free);
	writer->names = g_hash_table_new(g_str_hash, g_str_equal);
	return writer;
}

void archive_writer_free(struct archive_writer *writer)
{
	if (!writer)
		return;
	g_hash_table_unref(writer->names);
	g_ptr_array_unref(writer->parts);
	g_free(writer->failure);
	g_free(writer);
}

static gboolean is_part_name(const char *name)
{
	return *name != '\0' && *name != '/' && !strstr(name, "..") && !strchr(name, '\\') &&
	       strlen(name) < 1000 && g_utf8_validate(name, -1, NULL);
}

static void add_part(
	struct archive_writer *writer, const char *name, GBytes *content, gboolean stored)
{
	gboolean sound = is_part_name(name);
	if (!writer->failure && (!sound || g_hash_table_contains(writer->names, name))) {
		g_autofree char *valid = g_utf8_make_valid(name, -1);
		writer->failure =
			g_strdup_printf("%s: %s", valid, sound ? "is there twice" : "is no name");
	}
	if (writer->failure)
		return;
	struct part *part = g_new0(struct part, 1);
	part->name = g_strdup(name);
	part->content = g_bytes_ref(content);
	part->stored = stored;
	g_hash_table_add(writer->names, part->name);
	if (strcmp(name, CONTENT_TYPES) == 0)
		g_ptr_array_insert(writer->parts, 0, part);
	else
		g_ptr_array_add(writer->parts, part);
}

void archive_add(struct archive_writer *writer, const char *name, GBytes *content)
{
	add_part(writer, name, content, FALSE);
}

void archive_add_text(struct archive_writer *writer, const char *name, GString *text)
{
	g_autoptr(GBytes) content = g_string_free_to_bytes(text);
	add_part(writer, name, content, FALSE);
}

void archive_add_stored(struct archive_writer *writer, const char *name, GBytes *content)
{
	add_part(writer, name, content, TRUE);
}

static gboolean zip_failed(GError **error, const char *cause)
{
	return fail(error, ERROR_SYSTEM, _("the ZIP archive cannot be written: %s"), cause);
}

static gboolean put_part(zip_t *zip, const struct part *part, GError **error)
{
	gsize size;
	const void *bytes = g_bytes_get_data(part->content, &size);
	zip_source_t *source = zip_source_buffer(zip, bytes, size, 0);
	if (!source)
		return zip_failed(error, zip_strerror(zip));
	zip_int64_t index = zip_file_add(zip, part->name, source, ZIP_FL_ENC_UTF_8);
	if (index < 0) {
		zip_source_free(source);
		return zip_failed(error, zip_strerror(zip));
	}
	zip_int32_t method = part->stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE;
	zip_uint32_t level = part->stored ? 0 : DEFLATE_LEVEL;
	if (zip_set_file_compression(zip, (zip_uint64_t)index, method, level) < 0 ||
		zip_file_set_dostime(zip, (zip_uint64_t)index, DOS_TIME, DOS_DATE, 0) < 0 ||
		zip_file_set_external_attributes(zip, (zip_uint64_t)index, 0, ZIP_OPSYS_DOS, 0) < 0)
		return zip_failed(error, zip_strerror(zip));
	return TRUE;
}

static GBytes *read_source(zip_source_t *source, GError **error)
{
	zip_stat_t status;
	zip_stat_init(&status);
	if (zip_source_stat(source, &status) < 0 || !(status.valid & ZIP_STAT_SIZE) ||
		zip_source_open(source) < 0) {
		zip_failed(error, zip_error_strerror(zip_source_error(source)));
		return NULL;
	}
	g_autofree guint8 *bytes = g_malloc(status.size + 1);
	zip_int64_t have = zip_source_read(source, bytes, status.size);
	zip_source_close(source);
	if (have < 0 || (zip_uint64_t)have != status.size) {
		zip_failed(error, zip_error_strerror(zip_source_error(source)));
		return NULL;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), (gsize)have);
}

static gboolean put_parts(zip_t *zip, const struct archive_writer *writer, GError **error)
{
	for (guint i = 0; i < writer->parts->len; i++)
		if (!put_part(zip, writer->parts->pdata[i], error))
			return FALSE;
	return TRUE;
}

static GBytes *write_parts(
	const struct archive_writer *writer, zip_source_t *target, GError **error)
{
	zip_error_t cause;
	zip_error_init(&cause);
	zip_t *zip = zip_open_from_source(target, ZIP_TRUNCATE, &cause);
	if (!zip) {
		zip_failed(error, zip_error_strerror(&cause));
		zip_error_fini(&cause);
		return NULL;
	}
	zip_error_fini(&cause);
	zip_source_keep(target);
	if (!put_parts(zip, writer, error)) {
		zip_discard(zip);
		return NULL;
	}
	if (zip_close(zip) < 0) {
		zip_failed(error, zip_strerror(zip));
		zip_discard(zip);
		return NULL;
	}
	return read_source(target, error);
}

GBytes *archive_finish(struct archive_writer *writer, GError **error)
{
	if (writer->failure || writer->parts->len == 0) {
		zip_failed(error, writer->failure ? writer->failure : "it has no parts");
		return NULL;
	}
	zip_error_t cause;
	zip_error_init(&cause);
	zip_source_t *target = zip_source_buffer_create(NULL, 0, 0, &cause);
	if (!target) {
		zip_failed(error, zip_error_strerror(&cause));
		zip_error_fini(&cause);
		return NULL;
	}
	zip_error_fini(&cause);
	GBytes *content = write_parts(writer, target, error);
	zip_source_free(target);
	return content;
}

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
		fail(error, ERROR_INPUT, _("is not a sound ZIP archive: %s"),
			zip_error_strerror(&cause));
	}
	zip_error_fini(&cause);
	return archive->zip != NULL;
}

struct archive *archive_open_bytes(GBytes *content, GError **error)
{
	g_autoptr(archive_t) archive = g_new0(struct archive, 1);
	archive->content = g_bytes_ref(content);
	if (!open_zip(archive, error))
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
			fail(error, ERROR_INPUT, _("the part “%s” is damaged: %s"), name,
				zip_file_strerror(file));
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
		fail(error, ERROR_INPUT, _("the part “%s” cannot be unpacked: %s"), name,
			zip_strerror(archive->zip));
		return NULL;
	}
	GBytes *content = unpack(file, name, (gsize)status.size, error);
	zip_fclose(file);
	return content;
}
