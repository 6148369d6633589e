/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Files that lie inside the program (assets/, as a GResource): style sheets, icons. Their addresses hold their hash. */
#include "format/html.h"

/* /assets/HASH/NAME; none when there is no such file. */
struct url asset_url(const char *name);
/* Its bytes and media type; NULL when there is none, or its hash is another. */
GBytes *asset_bytes(const char *name, const char *hash, const char **media);
