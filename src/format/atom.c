/* SPDX-License-Identifier: Apache-2.0 */
#include "format/atom.h"

char *atom_id(const struct hash *hash)
{
	const guint8 *b = hash->bytes;
	return g_strdup_printf("urn:uuid:%02x%02x%02x%02x-%02x%02x-8%x%02x-%x%x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1], b[2], b[3], b[4], b[5], b[6] & 15u, b[7],
		8u | (b[8] & 3u), b[8] >> 4, b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static void put_moment(struct xml_writer *xml, const char *name, moment_t moment)
{
	g_autofree char *iso = moment_iso(moment);
	xml_element(xml, name, iso);
}

static void put_link(struct xml_writer *xml, const char *relation, const char *media, const char *address)
{
	xml_begin(xml, "link");
	xml_attr(xml, "rel", relation);
	xml_attr(xml, "type", media);
	xml_attr(xml, "href", address);
	xml_end(xml);
}

void atom_begin(struct xml_writer *xml, GString *out, const struct atom_feed *feed)
{
	xml_start(xml, out, TRUE);
	xml_begin(xml, "feed");
	xml_attr(xml, "xmlns", "http://www.w3.org/2005/Atom");
	xml_attr(xml, "xml:lang", feed->language);
	xml_element(xml, "id", feed->id);
	xml_element(xml, "title", feed->title);
	put_moment(xml, "updated", feed->updated);
	xml_begin(xml, "author");
	xml_element(xml, "name", feed->author);
	xml_end(xml);
	put_link(xml, "self", "application/atom+xml", feed->self);
	put_link(xml, "alternate", "text/html", feed->page);
}

void atom_entry(struct xml_writer *xml, const struct atom_entry *entry)
{
	xml_begin(xml, "entry");
	xml_element(xml, "id", entry->id);
	xml_element(xml, "title", entry->title);
	put_moment(xml, "published", entry->published);
	put_moment(xml, "updated", entry->updated);
	xml_begin(xml, "category");
	xml_attr(xml, "term", entry->category);
	xml_attr(xml, "label", entry->label);
	xml_end(xml);
	put_link(xml, "alternate", "text/html", entry->page);
	if (entry->summary && *entry->summary)
		xml_element(xml, "summary", entry->summary);
}

void atom_file(struct xml_writer *xml, const char *address, const char *media, const char *name)
{
	xml_begin(xml, "link");
	xml_attr(xml, "rel", "enclosure");
	xml_attr(xml, "type", media);
	xml_attr(xml, "title", name);
	xml_attr(xml, "href", address);
	xml_end(xml);
}

void atom_entry_end(struct xml_writer *xml)
{
	xml_end(xml);
}

gboolean atom_end(struct xml_writer *xml, GError **error)
{
	xml_end(xml);
	return xml_finish(xml, error);
}
