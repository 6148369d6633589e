/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Old registers: what the sheets of a workbook state of figures. A sheet of totals has a title, rows of headings, rows
 * and columns for parts and days ("Nhật Bản", "Quý I") and for totals. Each number in it states a figure where every
 * word around it is understood: what is counted, of which part, of which days. Nothing is guessed: a number with a word
 * that is not understood is told without its figure. Totals are compared with the sums of their parts, and never added
 * to them. A list with a row for each record states its totals; that it has so many rows is told with a doubt.
 */
#include "check/check.h"

/* Whether a path names a sheet: .xlsx, .xlsm, .xls, .csv. */
gboolean tally_is_sheet(const char *path);
/*
 * The facts as JSON (ngoaivu-check(7)) or lines, read in a process that can reach nothing; caller frees. Errors do not
 * name the file.
 */
char *tally_facts(const struct checker *checker, GBytes *content, const char *path, gboolean json, GError **error);
/* The same in this process. */
char *tally_facts_here(const struct checker *checker, GBytes *content, const char *path, gboolean json, GError **error);
