/* SPDX-License-Identifier: Apache-2.0 */
#include "format/pdf_file.h"
#include "base/hash.h"

#include <libdeflate.h>
#include <math.h>
#include <string.h>

/* Of the packed size level 6 saves a sixteenth, and takes twice as long. */
#define DEFLATE_LEVEL 1
/* Readers unpack all of them for one. */
#define PACKED_MOST 128
#define ID_BYTES    16

enum place_kind { PLACE_FREE, PLACE_OFFSET, PLACE_PACKED };

struct place {
	enum place_kind kind;
	guint32 at;    /* the offset, or the number of the stream that holds it */
	guint16 index; /* in that stream */
};

struct pdf_file {
	GByteArray *out;
	GArray *places;           /* struct place, by number */
	GString *packed, *offsets; /* objects of the next stream; their numbers and where they begin */
	guint packed_count, packed_number; /* of the objects; of their stream */
	struct libdeflate_compressor *packer;
};

struct pdf_file *pdf_file_new(void)
{
	static const char head[] = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n";
	static const struct place none = {.kind = PLACE_FREE};
	struct pdf_file *file = g_new0(struct pdf_file, 1);
	file->out = g_byte_array_sized_new(1 << 16);
	file->places = g_array_new(FALSE, TRUE, sizeof(struct place));
	file->packed = g_string_new(NULL);
	file->offsets = g_string_new(NULL);
	file->packer = libdeflate_alloc_compressor(DEFLATE_LEVEL);
	if (!file->packer)
		g_error("no memory"); /* as GLib does */
	g_array_append_val(file->places, none);
	g_byte_array_append(file->out, (const guint8 *)head, sizeof head - 1);
	return file;
}

void pdf_file_free(struct pdf_file *file)
{
	if (!file)
		return;
	if (file->out)
		g_byte_array_unref(file->out);
	g_array_unref(file->places);
	g_string_free(file->packed, TRUE);
	g_string_free(file->offsets, TRUE);
	libdeflate_free_compressor(file->packer);
	g_free(file);
}

guint pdf_file_number(struct pdf_file *file)
{
	g_array_set_size(file->places, file->places->len + 1);
	return file->places->len - 1;
}

static void set_place(struct pdf_file *file, guint number, struct place place)
{
	struct place *kept = &g_array_index(file->places, struct place, number);
	g_assert(kept->kind == PLACE_FREE);
	*kept = place;
}

static void put(struct pdf_file *file, const char *text, gsize length)
{
	g_byte_array_append(file->out, (const guint8 *)text, (guint)length);
}

static void begin_object(struct pdf_file *file, guint number)
{
	set_place(file, number, (struct place){PLACE_OFFSET, file->out->len, 0});
	char head[24];
	const int length = g_snprintf(head, sizeof head, "%u 0 obj\n", number);
	put(file, head, (gsize)length);
}

void pdf_file_plain_object(struct pdf_file *file, guint number, const GString *object)
{
	static const char end[] = "\nendobj\n";
	begin_object(file, number);
	put(file, object->str, object->len);
	put(file, end, sizeof end - 1);
}

/* Appends the packed bytes to the file and returns how many they are. */
static gsize pack(struct pdf_file *file, const void *bytes, gsize length)
{
	const gsize most = libdeflate_zlib_compress_bound(file->packer, length);
	const guint begin = file->out->len;
	g_byte_array_set_size(file->out, begin + (guint)most);
	const gsize packed = libdeflate_zlib_compress(
		file->packer, bytes, length, file->out->data + begin, most);
	g_assert(packed > 0);
	g_byte_array_set_size(file->out, begin + (guint)packed);
	return packed;
}

void pdf_file_stream(
	struct pdf_file *file, guint number, const char *entries, const void *bytes, gsize length)
{
	static const char begin[] = ">>\nstream\n", end[] = "\nendstream\nendobj\n";
	enum { DIGITS = 10 };
	begin_object(file, number);
	put(file, "<<", 2);
	put(file, entries, strlen(entries));
	static const char filter[] = "/Filter/FlateDecode/Length ";
	put(file, filter, sizeof filter - 1);
	const guint at = file->out->len; /* the length is known when the bytes are packed */
	put(file, "          ", DIGITS);
	put(file, begin, sizeof begin - 1);
	const gsize packed = pack(file, bytes, length);
	char digits[DIGITS + 1];
	g_snprintf(digits, sizeof digits, "%-10u", (guint)packed);
	memcpy(file->out->data + at, digits, DIGITS);
	put(file, end, sizeof end - 1);
}

static void flush_packed(struct pdf_file *file)
{
	if (file->packed_count == 0)
		return;
	g_autofree char *entries = g_strdup_printf("/Type/ObjStm/N %u/First %u", file->packed_count,
		(guint)file->offsets->len);
	g_string_append_len(file->offsets, file->packed->str, (gssize)file->packed->len);
	pdf_file_stream(file, file->packed_number, entries, file->offsets->str, file->offsets->len);
	g_string_truncate(file->packed, 0);
	g_string_truncate(file->offsets, 0);
	file->packed_count = 0;
}

void pdf_file_object(struct pdf_file *file, guint number, const GString *object)
{
	if (file->packed_count == 0)
		file->packed_number = pdf_file_number(file);
	set_place(file, number,
		(struct place){PLACE_PACKED, file->packed_number, (guint16)file->packed_count});
	pdf_put_int(file->offsets, number);
	g_string_append_c(file->offsets, ' ');
	pdf_put_int(file->offsets, (gint64)file->packed->len);
	g_string_append_c(file->offsets, ' ');
	g_string_append_len(file->packed, object->str, (gssize)object->len);
	g_string_append_c(file->packed, '\n');
	if (++file->packed_count == PACKED_MOST)
		flush_packed(file);
}

/* One byte for the kind, four for the place, two for the index (the first row is that of the free list). */
static GByteArray *table(const struct pdf_file *file)
{
	GByteArray *rows = g_byte_array_new();
	for (guint i = 0; i < file->places->len; i++) {
		const struct place *place = &g_array_index(file->places, struct place, i);
		const guint16 last = place->kind == PLACE_FREE ? G_MAXUINT16 : place->index;
		const guint8 row[] = {(guint8)place->kind, (guint8)(place->at >> 24),
			(guint8)(place->at >> 16), (guint8)(place->at >> 8), (guint8)place->at,
			(guint8)(last >> 8), (guint8)last};
		g_byte_array_append(rows, row, sizeof row);
	}
	return rows;
}

static void put_identity(const struct pdf_file *file, GString *entries)
{
	const struct hash hash = hash_bytes(file->out->data, file->out->len);
	g_string_append(entries, "/ID[");
	for (guint twice = 0; twice < 2; twice++) {
		g_string_append_c(entries, '<');
		for (guint i = 0; i < ID_BYTES; i++)
			g_string_append_printf(entries, "%02x", hash.bytes[i]);
		g_string_append_c(entries, '>');
	}
	g_string_append_c(entries, ']');
}

GBytes *pdf_file_end(struct pdf_file *file, guint catalog, guint info)
{
	flush_packed(file);
	const guint number = pdf_file_number(file), at = file->out->len;
	g_autoptr(GString) entries = g_string_new("/Type/XRef/W[1 4 2]");
	g_string_append_printf(entries, "/Size %u/Root %u 0 R/Info %u 0 R", file->places->len, catalog, info);
	put_identity(file, entries);
	struct place *own = &g_array_index(file->places, struct place, number);
	*own = (struct place){PLACE_OFFSET, at, 0};
	g_autoptr(GByteArray) rows = table(file);
	own->kind = PLACE_FREE; /* until it is written */
	pdf_file_stream(file, number, entries->str, rows->data, rows->len);
	char tail[48];
	const int length = g_snprintf(tail, sizeof tail, "startxref\n%u\n%%%%EOF\n", at);
	put(file, tail, (gsize)length);
	return g_byte_array_free_to_bytes(g_steal_pointer(&file->out));
}

void pdf_put_int(GString *out, gint64 value)
{
	char digits[24], *first = digits + sizeof digits;
	guint64 rest = value < 0 ? 0 - (guint64)value : (guint64)value;
	do
		*--first = (char)('0' + rest % 10);
	while ((rest /= 10) > 0);
	if (value < 0)
		*--first = '-';
	g_string_append_len(out, first, digits + sizeof digits - first);
}

void pdf_put_number(GString *out, double value)
{
	enum { UNIT = 1000 };
	const gint64 thousandths = llround(CLAMP(value, -1e12, 1e12) * UNIT);
	const guint64 whole = (guint64)ABS(thousandths);
	if (thousandths < 0)
		g_string_append_c(out, '-');
	pdf_put_int(out, (gint64)(whole / UNIT));
	guint rest = (guint)(whole % UNIT);
	if (rest > 0)
		g_string_append_c(out, '.');
	for (guint unit = UNIT / 10; rest > 0; rest %= unit, unit /= 10)
		g_string_append_c(out, (char)('0' + rest / unit));
}

void pdf_put_reference(GString *out, guint number)
{
	pdf_put_int(out, number);
	g_string_append(out, " 0 R");
}

void pdf_put_name(GString *out, const char *name)
{
	g_string_append_c(out, '/');
	for (const char *c = name; *c; c++)
		if (g_ascii_isalnum(*c) || strchr("+-_.", *c))
			g_string_append_c(out, *c);
		else
			g_string_append_printf(out, "#%02x", (guchar)*c);
}

void pdf_put_bytes(GString *out, const void *bytes, gsize length)
{
	const char *from = bytes;
	for (gsize i = 0; i < length; i++) {
		const char c = from[i];
		if (c == '(' || c == ')' || c == '\\') {
			g_string_append_c(out, '\\');
			g_string_append_c(out, c);
		} else if (c == '\r') /* a reader takes the byte for a newline */
			g_string_append(out, "\\r");
		else
			g_string_append_c(out, c);
	}
}

void pdf_put_string(GString *out, const char *text)
{
	g_string_append_c(out, '(');
	pdf_put_bytes(out, text, strlen(text));
	g_string_append_c(out, ')');
}

void pdf_put_text(GString *out, const char *text)
{
	if (g_str_is_ascii(text)) {
		pdf_put_string(out, text);
		return;
	}
	glong units = 0;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(text, -1, NULL, &units, NULL);
	g_string_append(out, "(\xfe\xff");
	for (glong i = 0; i < units; i++) {
		const guint8 pair[] = {(guint8)(wide[i] >> 8), (guint8)wide[i]};
		pdf_put_bytes(out, pair, sizeof pair);
	}
	g_string_append_c(out, ')');
}
