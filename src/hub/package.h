/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Packages: one byte string each, made by an office for its superior (ngoaivu-hub(1) shows the form):
 *   "ngoaivu package\n", version 1, length and header (canonical JSON), length and body (zlib), signature.
 * The signature (ed25519) is over the BLAKE2b-256 of all bytes before it. The body holds the office's changes in order,
 * each with what it posted, and the issued reports that they name. The same changes make the same bytes.
 * Readers trust nothing: every length is bounded, every form has to be the only one, and each mistake is named.
 */
#include "hub/key.h"
#include "hub/wire.h"
#include "ledger/exchange.h"

#define PACKAGE_BYTES_MOST      ((gsize)256 << 20) /* of a package that is read */
#define PACKAGE_BODY_MOST       ((gsize)512 << 20) /* uncompressed */
#define PACKAGE_BODY_WISHED     ((gsize)16 << 20)  /* a package that is made ends there … */
#define PACKAGE_CHANGES_WISHED  50000              /* … or there */

struct package_header {
	char *office;
	struct hash key;           /* the office's public key */
	gint64 first, last;        /* positions of its first and last change */
	struct hash previous;      /* of the chain before the first … */
	struct hash hash;          /* … and after the last */
	struct hash definitions;   /* what the office follows */
	gint64 entries, reports;   /* how many */
	gint64 body;               /* bytes, uncompressed */
	gboolean renewed;          /* the key is new: `renewal` is a signature over it by `old_key` */
	struct hash old_key;
	struct seal renewal;
};
void package_header_clear(struct package_header *header);
/* What its file is called: names sort as packages follow. Caller frees. */
char *package_name(const struct package_header *header);

/* Signs; the header's `body` is set. */
GBytes *package_close(struct package_header *header, const GByteArray *body, const struct hub_key *key, GError **error);

/* The header; ERROR_INPUT when the bytes are no package. Nothing is proved by it. */
gboolean package_open(GBytes *package, struct package_header *header, GError **error);
/* ERROR_REFUSED when it was not signed by that key. */
gboolean package_check_signature(GBytes *package, const struct hash *key, GError **error);
/* The body, uncompressed; of a package whose header was read. */
GBytes *package_body(GBytes *package, const struct package_header *header, GError **error);

/* What a series is called in a package; its number there is its place. */
struct named_series {
	const char *figure, *dims;
	gint64 role;
	struct hash mark;
	gint64 id; /* the store's own: set by whoever reads */
};

/* The body of a package being written. */
struct body_writer {
	GByteArray *out;
	GHashTable *words;  /* char * → its number: actions and registers */
	GHashTable *series; /* gint64 * store's id → its number */
	moment_t last;
};
void body_writer_begin(struct body_writer *writer);
void body_writer_clear(struct body_writer *writer);
/* A change with its entries; its data goes along when `shown`. */
gboolean body_put_change(struct body_writer *writer, struct ledger *ledger, const struct change *change, gboolean shown,
	const GArray *entries, GError **error);

/* The body of a package being read. */
struct body_reader {
	struct wire wire;
	GPtrArray *words;  /* char * */
	GPtrArray *series; /* struct named_series * */
	GStringChunk *texts; /* of the series */
	guint named;       /* so many of them were named so far */
	moment_t last;
	gboolean skims;    /* looks for names only: no hash is computed */
};
void body_reader_begin(struct body_reader *reader, GBytes *body);
void body_reader_clear(struct body_reader *reader);
/*
 * The next change, of the office `office` and with the key `key`: all but its hash; `posted` is that of its entries, in
 * which `series` is the place in reader->series. Errors are in reader->wire.
 */
struct change *body_next_change(struct body_reader *reader, gint64 key, GArray *entries);
/*
 * Finds the series that so many changes name, before these are read: reader->series, without their marks. Of a body that
 * cannot be read it finds those before the mistake, which reading tells.
 */
void body_skim(struct body_reader *reader, gint64 changes);

/* An issued report: its snapshot and its files. */
struct issued_file {
	char *format;
	GBytes *bytes;
};
struct issued_report {
	struct hash snapshot;
	char *tree, *template;
	struct hash definitions;
	gint64 position;
	GPtrArray *files; /* struct issued_file * */
};
struct issued_report *issued_report_new(void);
void issued_report_free(struct issued_report *report);
typedef struct issued_report issued_report_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(issued_report_t, issued_report_free)
void issued_report_add_file(struct issued_report *report, const char *format, GBytes *bytes); /* takes the bytes */
void body_put_report(GByteArray *out, const struct issued_report *report);
struct issued_report *body_next_report(struct body_reader *reader);
/* ERROR_INPUT with the place when anything was wrong, or is left over. */
gboolean body_end(const struct body_reader *reader, GError **error);
