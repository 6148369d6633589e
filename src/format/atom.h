/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Feeds as other programs subscribe to them (Atom, RFC 4287). Addresses are whole ones. An id never changes: it is made of
 * sixteen bytes, as a UUID (RFC 9562, version 8).
 */
#include "base/day.h"
#include "base/hash.h"
#include "format/xml.h"

struct atom_feed {
	const char *id, *title, *author, *language, *self, *page; /* self: the feed's own address; page: what people read */
	moment_t updated;
};
struct atom_entry {
	const char *id, *title, *summary, *category, *label, *page; /* summary NULL for none; label: the category in words */
	moment_t published, updated;
};
char *atom_id(const struct hash *hash); /* "urn:uuid:…"; caller frees */
void atom_begin(struct xml_writer *xml, GString *out, const struct atom_feed *feed);
/* The entry stays open for its files. */
void atom_entry(struct xml_writer *xml, const struct atom_entry *entry);
void atom_file(struct xml_writer *xml, const char *address, const char *media, const char *name);
void atom_entry_end(struct xml_writer *xml);
gboolean atom_end(struct xml_writer *xml, GError **error);
