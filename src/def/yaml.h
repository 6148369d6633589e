/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * YAML of the definitions as a small tree that knows the place of every key and value. Strict:
 * UTF-8, one document, no anchors, aliases or tags, no key twice, nesting at most YAML_DEPTH_MOST;
 * anything else is a finding with its place. Every scalar is text; what it means is for the reader
 * to say. A pool owns all nodes and texts of many files.
 */
#include "base/finding.h"

#define YAML_BYTES_MOST ((gsize)4 * 1024 * 1024) /* of one file */
#define YAML_DEPTH_MOST 64

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_MAP };

struct yaml {
	enum yaml_kind kind;
	gboolean quoted;   /* a text in quotes */
	const char *text;  /* of a text; NULL when nothing stands there (empty, ~ or null) */
	struct yaml_entry *entries; /* of a list or a map, in file order */
	guint count, room;
	GHashTable *index; /* of a map of many keys: key → 1 + place in entries */
	struct place place;
};

struct yaml_entry {
	const char *key;          /* NULL in a list */
	struct place place;       /* of the key */
	const struct yaml *value; /* never NULL */
};

struct yaml_pool {
	GPtrArray *blocks; /* of nodes and entries */
	guint8 *next;      /* what is free of the last block */
	gsize left;
	GPtrArray *indexes;
	GStringChunk *strings;
};

struct yaml_pool *yaml_pool_new(void);
void yaml_pool_free(struct yaml_pool *pool);
typedef struct yaml_pool yaml_pool_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(yaml_pool_t, yaml_pool_free)

/*
 * The bytes of a file as clean text: NFC, no byte order mark, lines ending in "\n". NULL after a
 * finding (too large, UTF-16, not UTF-8, control characters, tabs that indent). Caller frees.
 */
char *yaml_clean(const char *file, const char *bytes, gsize length, struct findings *findings);

/* The tree of clean text; NULL after a finding. `file` has to live as long as the places do. */
const struct yaml *yaml_parse(
	struct yaml_pool *pool, const char *file, const char *text, struct findings *findings);

/* The value of a key of a map; NULL when there is none or `map` is no map. */
const struct yaml *yaml_get(const struct yaml *map, const char *key);
const struct yaml_entry *yaml_entry(const struct yaml *node, guint index); /* NULL after the last */
/* Where the text itself begins (after the quote). */
struct place yaml_inside(const struct yaml *node);

/* A map like `base` in which the entries of `over` replace those of the same key and the others
 * follow. */
struct yaml *yaml_merge(struct yaml_pool *pool, const struct yaml *base, const struct yaml *over);
/* Puts another value under a key of a map made by yaml_merge. */
void yaml_replace(struct yaml *map, const char *key, const struct yaml *value);
