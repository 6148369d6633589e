/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * ZIP archives in memory. Writing is deterministic: the same parts give the same bytes (all parts
 * dated 1980-01-01, deflate at a fixed level, the order given; "[Content_Types].xml", where there
 * is one, always first, as readers of office files expect). Reading is bounded against archives
 * made to swell.
 */
#include <glib.h>

struct archive_writer;

struct archive_writer *archive_writer_new(void);
void archive_writer_free(struct archive_writer *writer);
typedef struct archive_writer archive_writer_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_writer_t, archive_writer_free)

/* Sticky: a wrong or repeated name is told by archive_finish. Keeps a reference to the content. */
void archive_add(struct archive_writer *writer, const char *name, GBytes *content);
/* The same for a text that is being written; takes the string over. */
void archive_add_text(struct archive_writer *writer, const char *name, GString *text);
/* Stored without compression: what is compressed already, or must be found at a fixed place
 * ("mimetype" of EPUB, ODF). */
void archive_add_stored(struct archive_writer *writer, const char *name, GBytes *content);

/* A part that many archives share, packed once. Takes the string over. */
struct packed_part;
struct packed_part *archive_pack(GString *text);
void packed_part_free(struct packed_part *part);
/* It must outlive the writer. */
void archive_add_packed(struct archive_writer *writer, const char *name, const struct packed_part *part);

/* The archive's bytes; NULL with ERROR_SYSTEM when any part failed. */
GBytes *archive_finish(struct archive_writer *writer, GError **error);

/*
 * The archive with some parts replaced or added, `names` and `contents` alike; all others stay byte for byte, as they
 * are packed. For a content of 0 bytes the part is empty. ERROR_INPUT: it is no sound archive.
 */
GBytes *archive_change(
	GBytes *archive, const char *const *names, GBytes *const *contents, guint count, GError **error);

/* An archive being read. Errors (ERROR_INPUT) say what is wrong with it, without the file's name.
 */
struct archive;

/* How far an archive may swell: bytes of all parts read so far, parts, and unpacked bytes for each
 * packed one. */
#define ARCHIVE_TOTAL_MOST ((guint64)1 << 30)
#define ARCHIVE_PARTS_MOST 20000
#define ARCHIVE_RATIO_MOST 1000

gboolean archive_prepare(GError **error); /* before a process that cannot open libraries */
struct archive *archive_open(const char *path, GError **error); /* errors name the file */
struct archive *archive_open_bytes(GBytes *content, GError **error);
void archive_free(struct archive *archive);
typedef struct archive archive_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_t, archive_free)

guint archive_count(const struct archive *archive);
const char *archive_name(const struct archive *archive, guint index); /* UTF-8, borrowed */
gboolean archive_has(const struct archive *archive, const char *name);

/* The unpacked part, at most `most` bytes, its checksum verified. ERROR_ABSENT when there is none
 * of this name. */
GBytes *archive_read(struct archive *archive, const char *name, gsize most, GError **error);
