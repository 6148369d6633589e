/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Wording of numbers in running text (DOMAIN.md "Words and numbers"): pure functions of numbers and labels, without
 * store or ledger. Caller frees. `language` is "vi" or "en"; currencies' digits and symbols come from the model.
 */
#include "ledger/figure.h"

char *words_number(const struct model *model, const struct number *number, const char *language);  /* "02", "1.566", "140.000.000 đồng" */
char *words_count(const struct model *model, const struct number *number, const char *unit, const char *none, const char *language);
char *words_spelled(gint64 value, const char *language);     /* "hai mươi mốt", "một nghìn không trăm linh năm" */
char *words_about(const struct model *model, const struct number *number, const char *unit, const char *language);
/* The same with round numbers that are multiples of `step` whole units; 0 = one significant digit. */
char *words_about_step(const struct model *model, const struct number *number, const char *unit, gint64 step,
	const char *language);

struct moved {           /* one figure now and at the base */
	gint64 now, base;
	const char *unit;
	const char *one;     /* the unit of one, where English has another; or NULL */
	guint scale;         /* digits after the comma of both */
	gboolean is_money;   /* said in full digits; else a count, two digits below ten */
	const char *about;   /* how far it moved, already in words: "gần 900 triệu đồng"; NULL = in digits */
};
/* "giảm 12 đoàn với 25 lượt người so với cùng kỳ năm 2019"; `base_name` is "cùng kỳ năm 2019". */
char *words_change(const struct moved *moved, guint count, const char *base_name, gboolean percent, const char *language);
/*
 * The same in pieces, so that each number can be shown with where it comes from: char * texts in order; `numbers` gets
 * the index of the `moved` that a piece says, or -1 for words in between.
 */
GPtrArray *words_change_pieces(const struct moved *moved, guint count, const char *base_name, gboolean percent,
	const char *language, GArray *numbers);
char *words_date(day_t day, gboolean full, const char *language); /* "06/3/2020", "ngày 06 tháng 3 năm 2020" */
/* "từ số 117 đến số 122"; "số 21" for one; "" for none. */
char *words_range(const struct number *first, const struct number *last, const char *language);
