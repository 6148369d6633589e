/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What officials write in cells where the value's own form is another: "12 lượt người" for 12,
 * "ngày 12 tháng 3 năm 2020", "1 tỷ 250 triệu đồng", several countries with commas or "và" between
 * them, the names of people line by line. Nothing is guessed: what could mean two things stays as
 * it is.
 */
#include "def/model.h"

/* The text in the form that value_from_text reads; NULL where it stays as it is. Caller frees. */
char *wording_plain(const struct field *field, const char *text);
/* The text with the separators of a list between its parts, for a field of many codes or choices
 * that does not know it as a whole: first commas and lines, then (`words`) also "và". NULL where
 * there are none. Caller frees. */
char *wording_list(const struct field *field, const char *text, gboolean words);
