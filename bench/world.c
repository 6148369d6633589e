/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void world_check(const GError *error)
{
	if (!error)
		return;
	fprintf(stderr, "bench: %s\n", error->message);
	exit(1);
}

static gint64 clock_now(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (gint64)now.tv_sec * 1000000000 + now.tv_nsec;
}

gint64 world_now(void)
{
	return clock_now(CLOCK_MONOTONIC);
}

gint64 world_used(void)
{
	return clock_now(CLOCK_PROCESS_CPUTIME_ID);
}

void world_report(const char *name, gint64 nanoseconds)
{
	printf("%s %" G_GINT64_FORMAT "\n", name, nanoseconds);
}

static const char *figure_kind(guint index, guint stocks)
{
	if (index + stocks >= WORLD_EACH)
		return index + 1 == WORLD_EACH ? "stock: amount, from: on, until: until"
					       : "stock: true, from: on, until: until";
	return index ? "sum: amount, on: on" : "count: true, on: on";
}

static void add_plain(GString *text, guint reg, guint stocks)
{
	g_string_append_printf(text,
		"register: plain%02u\n"
		"title: {vi: Sổ %u}\n"
		"group: delegations\n"
		"number: %u\n"
		"key: name\n"
		"fields:\n"
		"  name: {type: text, required: true, label: {vi: Tên}}\n"
		"  on: {type: date, required: true, label: {vi: Ngày}}\n"
		"  until: {type: date, label: {vi: Ngày xong}}\n"
		"  amount: {type: count, label: {vi: Số lượng}}\n"
		"figures:\n",
		reg, reg, 900 + reg);
	for (guint i = 0; i < WORLD_EACH; i++)
		g_string_append_printf(text,
			"  plain%02u.f%u: {%s, unit: {vi: việc}, label: {vi: Số liệu %u}}\n",
			reg, i, figure_kind(i, stocks), i);
}

static void add_visit(GString *text)
{
	g_string_append(text,
		"register: visit\n"
		"title: {vi: Sổ khách}\n"
		"group: delegations\n"
		"number: 990\n"
		"key: name\n"
		"fields:\n"
		"  name: {type: text, required: true, label: {vi: Tên}}\n"
		"  host: {type: choice, required: true, label: {vi: Bên tiếp}, values: "
		"{leaders: {vi: Lãnh đạo}, agency: {vi: Sở ngành}}}\n"
		"  country: {type: country, many: true, required: true, label: {vi: Nước}}\n"
		"  programme: {type: longtext, label: {vi: Chương trình}}\n"
		"  on: {type: date, required: true, label: {vi: Ngày}}\n");
	for (guint i = 0; i < WORLD_EACH; i++)
		g_string_append_printf(
			text, "  n%u: {type: count, label: {vi: Số lượng %u}}\n", i, i);
	g_string_append(text, "figures:\n");
	for (guint i = 0; i < WORLD_EACH; i++)
		g_string_append_printf(text,
			"  visit.n%u: {sum: n%u, on: on, by: [host, country], unit: {vi: người}, "
			"label: {vi: Số liệu %u}}\n",
			i, i, i);
}

static void write_register(const char *registers, const char *name, const GString *text)
{
	GError *error = NULL;
	g_autofree char *path = g_build_filename(registers, name, NULL);
	g_file_set_contents(path, text->str, (gssize)text->len, &error);
	world_check(error);
}

void world_define(const char *folder, guint stocks)
{
	g_autofree char *registers = g_build_filename(folder, "definitions", "registers", NULL);
	g_mkdir_with_parents(registers, 0755);
	for (guint reg = 0; reg <= WORLD_REGISTERS; reg++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autofree char *name = reg < WORLD_REGISTERS ? g_strdup_printf("plain%02u.yaml", reg)
							      : g_strdup("visit.yaml");
		if (reg < WORLD_REGISTERS)
			add_plain(text, reg, stocks);
		else
			add_visit(text);
		write_register(registers, name, text);
	}
}

struct app *world_open(const char *folder, enum db_mode mode)
{
	g_autofree char *path = g_build_filename(folder, "store.db", NULL);
	return world_open_at(folder, path, mode);
}

struct app *world_open_at(const char *folder, const char *url, enum db_mode mode)
{
	GError *error = NULL;
	g_autofree char *definitions = g_build_filename(folder, "definitions", NULL);
	const char *const folders[] = {definitions, NULL};
	struct app_options options = {.url = url, .definitions = folders, .who = "bench"};
	struct app *app = app_open(&options, mode, &error);
	world_check(error);
	return app;
}

const struct figure *world_figure(const struct app *app, guint index)
{
	GError *error = NULL;
	g_autofree char *id =
		g_strdup_printf("plain%02u.f%u", index / WORLD_EACH, index % WORLD_EACH);
	const struct figure *figure = model_need_figure(app->model, id, &error);
	world_check(error);
	return figure;
}
