/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Trees kept: what yaml_parse made of the shipped definitions, put into the program when it is built, because reading YAML
 * was half of what a start cost. A text whose tree is not kept (changed since, or an office's own) is parsed; so what is
 * kept can make a start faster, but never change what is read.
 */
#include "def/yaml.h"

/* The kept tree of exactly this text, or NULL. `file` as in yaml_parse. */
const struct yaml *tree_kept(struct yaml_pool *pool, const char *file, const char *text);

/* For the build: appends the tree of a text, to be found by tree_find. */
void tree_keep(GByteArray *trees, const char *text, const struct yaml *root);
/* As tree_kept, of these bytes, which have to live as long as the pool; NULL also where they are damaged. */
const struct yaml *tree_find(struct yaml_pool *pool, const guint8 *trees, gsize length, const char *file, const char *text);
