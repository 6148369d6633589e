/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Registers as sheets, and records without their personal data. */
#include "app/app.h"

enum sheet_format { SHEET_CSV, SHEET_XLSX, SHEET_JSON };

/* What `ngoaivu load` and `ngoaivu put` read back. `records`: struct record *. */
GBytes *app_export(struct app *app, const struct reg *reg, const GPtrArray *records, enum sheet_format format, GError **error);

/* Whether the register, a field of it or of its rows holds personal data. */
gboolean reg_has_personal(const struct reg *reg);
/* Takes the personal values out: all of them where the whole register is personal. */
void record_veil(struct record *record);
