/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The sentence that tells in a report why a figure differs from what was reported before. A pure function; `language` is
 * "vi" or "en".
 */
#include "ledger/bridge.h"

struct bridge_words {
	const char *what;   /* the figure: “Khách vào (Lãnh đạo tỉnh)” */
	const char *days;   /* of its value now: "6 tháng đầu năm 2021" */
	const char *before; /* what it is compared with: "Báo cáo số 05/BC-SNgV ngày 31/3/2021" */
	const char *more;   /* the days that came: "từ ngày 01/4/2021 đến ngày 30/6/2021"; NULL where there are none */
	const char *unit, *one;
};

/* "Số liệu 6 tháng đầu năm 2021 về đoàn vào là 13 đoàn, tăng 01 đoàn so với … do nhập bổ sung". Caller frees. */
char *words_bridge(const struct model *model, const struct bridge *bridge, const struct bridge_words *words, const char *language);
/* A cause as a table names it. */
const char *words_cause(enum bridge_cause cause, const char *language);
