/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each tree: the hash of its text (32 bytes), its length, then its nodes in order, as numbers of 32 bits and texts that
 * end in NUL. Made and read on one machine, so in its own order of bytes.
 */
#include "def/trees.h"
#include "base/hash.h"
#include "def/yaml_private.h"

#include <gio/gio.h>
#include <string.h>

#define KIND(head) ((enum yaml_kind)((head) & 3))
#define QUOTED 4u
#define GIVEN 8u /* a text that is there */

static void put_number(GByteArray *bytes, guint32 number)
{
	g_byte_array_append(bytes, (const guint8 *)&number, sizeof number);
}

static void put_text(GByteArray *bytes, const char *text)
{
	gsize length = strlen(text);
	put_number(bytes, (guint32)length);
	g_byte_array_append(bytes, (const guint8 *)text, (guint)length + 1);
}

static void put_node(GByteArray *bytes, const struct yaml *node)
{
	put_number(bytes, (guint32)node->kind | (node->quoted ? QUOTED : 0) | (node->text ? GIVEN : 0));
	put_number(bytes, node->place.line);
	put_number(bytes, node->place.column);
	if (node->text)
		put_text(bytes, node->text);
	if (node->kind == YAML_TEXT)
		return;
	put_number(bytes, node->count);
	for (guint i = 0; i < node->count; i++) {
		const struct yaml_entry *entry = yaml_entry(node, i);
		if (node->kind == YAML_MAP) {
			put_number(bytes, entry->place.line);
			put_number(bytes, entry->place.column);
			put_text(bytes, entry->key);
		}
		put_node(bytes, entry->value);
	}
}

void tree_keep(GByteArray *trees, const char *text, const struct yaml *root)
{
	struct hash hash = hash_text(text);
	g_autoptr(GByteArray) nodes = g_byte_array_new();
	put_node(nodes, root);
	g_byte_array_append(trees, hash.bytes, sizeof hash.bytes);
	put_number(trees, nodes->len);
	g_byte_array_append(trees, nodes->data, nodes->len);
}

struct tree_reader {
	struct yaml_pool *pool;
	const char *file;
	const guint8 *at, *end;
	guint depth;
};

static gboolean get_number(struct tree_reader *reader, guint32 *number)
{
	if ((gsize)(reader->end - reader->at) < sizeof *number)
		return FALSE;
	memcpy(number, reader->at, sizeof *number);
	reader->at += sizeof *number;
	return TRUE;
}

static const char *get_text(struct tree_reader *reader)
{
	guint32 length;
	if (!get_number(reader, &length) || (gsize)(reader->end - reader->at) <= length || reader->at[length] != '\0')
		return NULL;
	const char *text = (const char *)reader->at;
	reader->at += length + 1;
	return text;
}

static gboolean get_place(struct tree_reader *reader, struct place *place)
{
	place->file = reader->file;
	return get_number(reader, &place->line) && get_number(reader, &place->column);
}

static const struct yaml *get_node(struct tree_reader *reader);

static gboolean get_entries(struct tree_reader *reader, struct yaml *node)
{
	guint32 count;
	if (!get_number(reader, &count) || count > (gsize)(reader->end - reader->at) || reader->depth >= YAML_DEPTH_MOST)
		return FALSE;
	node_reserve(reader->pool, node, count);
	reader->depth++;
	for (guint32 i = 0; i < count; i++) {
		struct yaml_entry entry = {0};
		if (node->kind == YAML_MAP && (!get_place(reader, &entry.place) || !(entry.key = get_text(reader))))
			return FALSE;
		if (!(entry.value = get_node(reader)))
			return FALSE;
		if (node->kind == YAML_LIST)
			entry.place = entry.value->place;
		node_add(reader->pool, node, entry);
	}
	reader->depth--;
	return TRUE;
}

static const struct yaml *get_node(struct tree_reader *reader)
{
	guint32 head;
	struct place place;
	if (!get_number(reader, &head) || KIND(head) > YAML_MAP || !get_place(reader, &place))
		return NULL;
	struct yaml *node = node_new(reader->pool, KIND(head), place);
	node->quoted = (head & QUOTED) != 0;
	if ((head & GIVEN) && !(node->text = get_text(reader)))
		return NULL;
	return node->kind == YAML_TEXT || get_entries(reader, node) ? node : NULL;
}

const struct yaml *tree_find(struct yaml_pool *pool, const guint8 *trees, gsize length, const char *file, const char *text)
{
	struct hash hash = hash_text(text);
	struct tree_reader reader = {.pool = pool, .file = file, .at = trees, .end = trees + length};
	while ((gsize)(reader.end - reader.at) > sizeof hash.bytes) {
		const guint8 *named = reader.at;
		guint32 size;
		reader.at += sizeof hash.bytes;
		if (!get_number(&reader, &size) || (gsize)(reader.end - reader.at) < size)
			return NULL;
		if (memcmp(named, hash.bytes, sizeof hash.bytes) == 0) {
			reader.end = reader.at + size;
			return get_node(&reader);
		}
		reader.at += size;
	}
	return NULL;
}

const struct yaml *tree_kept(struct yaml_pool *pool, const char *file, const char *text)
{
	g_autoptr(GBytes) trees = g_resources_lookup_data("/ngoaivu/definitions.trees", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	if (!trees)
		return NULL;
	gsize length;
	const guint8 *bytes = g_bytes_get_data(trees, &length); /* part of the program: they stay when the GBytes goes */
	return tree_find(pool, bytes, length, file, text);
}
