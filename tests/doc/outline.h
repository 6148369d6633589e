/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* A document that was read as lines of text, each with its place: for tests to compare. */
#include "doc/doc.h"

/* Caller frees. */
char *outline(const struct doc *doc);
