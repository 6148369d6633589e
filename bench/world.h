/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The synthetic store of the benches: a folder with registers of its own and one database. Thirty
 * registers have ten figures each and no dimensions, so that a figure is one series in an office;
 * the register `visit` has ten figures by host and country, so that a record posts ten entries.
 */
#include "app/app.h"

enum { WORLD_OFFICES = 30, WORLD_REGISTERS = 30, WORLD_EACH = 10 };
#define WORLD_FIGURES (WORLD_REGISTERS * WORLD_EACH)

/* Fails the program with the error's text. */
void world_check(const GError *error);
gint64 world_now(void);  /* nanoseconds of a clock that only runs forwards */
gint64 world_used(void); /* … of this process's time on a processor */

/* Writes the registers into the folder; the last `stocks` of the ten figures (0 … 2) are stocks. */
void world_define(const char *folder, guint stocks);
/* Opens (or makes) the folder's store; ends the program when it cannot. */
struct app *world_open(const char *folder, enum db_mode mode);
/* The same with the store at a URL. */
struct app *world_open_at(const char *folder, const char *url, enum db_mode mode);
/* The figures f001 … in order of register; borrowed. */
const struct figure *world_figure(const struct app *app, guint index);
/* Prints times in nanoseconds, one a line, as the driver reads them: "NAME TIME". */
void world_report(const char *name, gint64 nanoseconds);
