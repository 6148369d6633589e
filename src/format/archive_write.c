/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing ZIP archives (APPNOTE.TXT of PKWARE, 4.3): every part by its local header and its bytes,
 * then the directory. Packed by libdeflate, which takes half of zlib's time for the same size, with
 * one state for all parts: libzip makes a new one for each.
 */
#include "format/archive.h"
#include "base/error.h"

#include <libdeflate.h>
#include <string.h>

#define CONTENT_TYPES "[Content_Types].xml"
/* Of the packed size level 6 saves a tenth and takes twice as long. */
#define DEFLATE_LEVEL 1
/* Smaller parts are stored as they are: packing saves a few bytes and costs a cleared table. */
#define SMALL 512
/* What a report of some pages takes. */
#define OUT_SIZE 32768
/* 1980-01-01 00:00, the earliest a ZIP can say. */
#define DOS_DATE 0x21
#define DOS_TIME 0

enum { SIGN_PART = 0x04034b50, SIGN_ENTRY = 0x02014b50, SIGN_END = 0x06054b50 };
enum { VERSION_NEEDED = 20, FLAG_UTF8 = 0x0800, METHOD_STORED = 0, METHOD_DEFLATED = 8 };

/* The bytes of a part as they stand in the archive, and what is said of them. */
struct packed_part {
	guint8 *bytes;
	guint32 checksum, packed, size;
	guint16 method;
};

struct part {
	char *name;
	GBytes *content; /* NULL: it was packed before */
	gboolean stored;
	guint32 offset;  /* known when it is written */
	struct packed_part is; /* without its bytes, until then, where there is a content */
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
	g_clear_pointer(&part->content, g_bytes_unref);
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

/* NULL when the archive fails. */
static struct part *add_part(struct archive_writer *writer, const char *name)
{
	gboolean sound = is_part_name(name);
	if (!writer->failure && (!sound || g_hash_table_contains(writer->names, name))) {
		g_autofree char *valid = g_utf8_make_valid(name, -1);
		writer->failure =
			g_strdup_printf("%s: %s", valid, sound ? "is there twice" : "is no name");
	}
	if (writer->failure)
		return NULL;
	struct part *part = g_new0(struct part, 1);
	part->name = g_strdup(name);
	g_hash_table_add(writer->names, part->name);
	if (strcmp(name, CONTENT_TYPES) == 0)
		g_ptr_array_insert(writer->parts, 0, part);
	else
		g_ptr_array_add(writer->parts, part);
	return part;
}

static void add_content(
	struct archive_writer *writer, const char *name, GBytes *content, gboolean stored)
{
	struct part *part = add_part(writer, name);
	if (!part)
		return;
	part->content = g_bytes_ref(content);
	part->stored = stored;
}

void archive_add(struct archive_writer *writer, const char *name, GBytes *content)
{
	add_content(writer, name, content, FALSE);
}

void archive_add_packed(struct archive_writer *writer, const char *name, const struct packed_part *packed)
{
	struct part *part = add_part(writer, name);
	if (part)
		part->is = *packed;
}

void archive_add_text(struct archive_writer *writer, const char *name, GString *text)
{
	g_autoptr(GBytes) content = g_string_free_to_bytes(text);
	add_content(writer, name, content, FALSE);
}

void archive_add_stored(struct archive_writer *writer, const char *name, GBytes *content)
{
	add_content(writer, name, content, TRUE);
}

static gboolean zip_failed(GError **error, const char *cause)
{
	return fail(error, ERROR_SYSTEM, _("the ZIP archive cannot be written: %s"), cause);
}

static void put16(GByteArray *out, guint value)
{
	const guint8 bytes[] = {(guint8)value, (guint8)(value >> 8)};
	g_byte_array_append(out, bytes, sizeof bytes);
}

static void put32(GByteArray *out, guint32 value)
{
	put16(out, value & 0xFFFF);
	put16(out, value >> 16);
}

/* What the local header and the directory both say of a part, up to the lengths. */
static void put_description(GByteArray *out, const struct part *part)
{
	put16(out, VERSION_NEEDED);
	put16(out, g_str_is_ascii(part->name) ? 0 : FLAG_UTF8);
	put16(out, part->is.method);
	put16(out, DOS_TIME);
	put16(out, DOS_DATE);
	put32(out, part->is.checksum);
	put32(out, part->is.packed);
	put32(out, part->is.size);
	put16(out, (guint)strlen(part->name));
	put16(out, 0); /* extra field */
}

static void put_name(GByteArray *out, const struct part *part)
{
	g_byte_array_append(out, (const guint8 *)part->name, (guint)strlen(part->name));
}

static void put_header(GByteArray *out, const struct part *part)
{
	put32(out, SIGN_PART);
	put_description(out, part);
	put_name(out, part);
}

/* Appends the bytes, packed where that saves some, and notes what they are. */
static void pack(struct packed_part *part, const guint8 *bytes, gsize size, struct libdeflate_compressor *packer, GByteArray *out)
{
	const guint begin = out->len;
	part->size = part->packed = (guint32)size;
	part->checksum = libdeflate_crc32(0, bytes, size);
	part->method = METHOD_STORED;
	if (packer && size >= SMALL) {
		g_byte_array_set_size(out, begin + part->size);
		part->packed = (guint32)libdeflate_deflate_compress(packer, bytes, size, out->data + begin, size - 1);
		g_byte_array_set_size(out, begin + part->packed);
	}
	if (part->packed > 0 && part->packed < part->size) {
		part->method = METHOD_DEFLATED;
		return;
	}
	part->packed = part->size;
	g_byte_array_set_size(out, begin);
	if (size > 0)
		g_byte_array_append(out, bytes, part->size);
}

struct packed_part *archive_pack(GString *text)
{
	struct packed_part *part = g_new0(struct packed_part, 1);
	struct libdeflate_compressor *packer = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	GByteArray *out = g_byte_array_new();
	pack(part, (const guint8 *)text->str, text->len, packer, out);
	part->bytes = g_byte_array_free(out, FALSE);
	if (packer)
		libdeflate_free_compressor(packer);
	g_string_free(text, TRUE);
	return part;
}

void packed_part_free(struct packed_part *part)
{
	if (part)
		g_free(part->bytes);
	g_free(part);
}

/* The header says how long the packed bytes are: it is written again when they are known. */
static gboolean put_part(
	GByteArray *out, struct part *part, struct libdeflate_compressor *packer, GError **error)
{
	gsize size = part->is.packed;
	const guint8 *bytes = part->content ? g_bytes_get_data(part->content, &size) : part->is.bytes;
	if (size >= G_MAXINT32 || out->len >= G_MAXINT32 - size)
		return zip_failed(error, "it is larger than 2 GB");
	part->offset = out->len;
	put_header(out, part);
	if (!part->content) {
		g_byte_array_append(out, bytes, part->is.packed);
		return TRUE;
	}
	pack(&part->is, bytes, size, part->stored ? NULL : packer, out);
	g_autoptr(GByteArray) header = g_byte_array_new();
	put_header(header, part);
	memcpy(out->data + part->offset, header->data, header->len);
	return TRUE;
}

static void put_entry(GByteArray *out, const struct part *part)
{
	put32(out, SIGN_ENTRY);
	put16(out, VERSION_NEEDED); /* made by: DOS */
	put_description(out, part);
	put16(out, 0); /* comment */
	put16(out, 0); /* disk */
	put16(out, 0); /* internal attributes */
	put32(out, 0); /* external attributes */
	put32(out, part->offset);
	put_name(out, part);
}

static void put_directory(GByteArray *out, const GPtrArray *parts)
{
	guint32 begin = out->len;
	for (guint i = 0; i < parts->len; i++)
		put_entry(out, parts->pdata[i]);
	guint32 length = out->len - begin;
	put32(out, SIGN_END);
	put16(out, 0);
	put16(out, 0);
	put16(out, parts->len);
	put16(out, parts->len);
	put32(out, length);
	put32(out, begin);
	put16(out, 0); /* comment */
}

GBytes *archive_finish(struct archive_writer *writer, GError **error)
{
	guint count = writer->parts->len;
	if (writer->failure || count == 0 || count >= G_MAXUINT16) {
		zip_failed(error, writer->failure ? writer->failure
				  : count         ? "it has too many parts"
						  : "it has no parts");
		return NULL;
	}
	struct libdeflate_compressor *packer = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	if (!packer) {
		zip_failed(error, "not enough memory");
		return NULL;
	}
	g_autoptr(GByteArray) out = g_byte_array_sized_new(OUT_SIZE);
	gboolean sound = TRUE;
	for (guint i = 0; sound && i < count; i++)
		sound = put_part(out, writer->parts->pdata[i], packer, error);
	libdeflate_free_compressor(packer);
	if (!sound)
		return NULL;
	put_directory(out, writer->parts);
	return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}
