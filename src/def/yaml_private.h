/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* How trees are made; shared by yaml.c and trees.c. */
#include "def/yaml.h"

struct yaml *node_new(struct yaml_pool *pool, enum yaml_kind kind, struct place place);
/* Appends to a list or a map. */
void node_add(struct yaml_pool *pool, struct yaml *node, struct yaml_entry entry);
/* Room for as many entries, where the number is known before. */
void node_reserve(struct yaml_pool *pool, struct yaml *node, guint count);
