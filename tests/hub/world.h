/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* An office and its hub, made by the functions that the doors call. */
#include "hub/hub.h"
#include "../check.h"
#include "../stores.h"

static inline struct app *open_new(const char *url)
{
	GError *error = NULL;
	struct app_options options = { .url = url, .who = "test", .language = "en" };
	struct app *app = app_open(&options, DB_CREATE, &error);
	g_assert_no_error(error);
	return app;
}

static inline gint64 make_office(struct app *app, const char *code)
{
	GError *error = NULL;
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s}", "code", code, "name", "Sở Ngoại vụ", "superior", "UBND TỈNH", "issuer", "SỞ NGOẠI VỤ", "place", "Huế");
	gint64 office = app_office_new(app, record, &error);
	g_assert_no_error(error);
	json_decref(record);
	return office;
}

static inline void put(struct app *app, gint64 office, const char *reg, json_t *record)
{
	GError *error = NULL;
	record_free(app_put(app, model_register(app->model, reg), office, record, "lý do bí mật", NULL, &error));
	g_assert_no_error(error);
	json_decref(record);
}

static inline void enter_records(struct app *app, gint64 office)
{
	put(app, office, "donor", json_pack("{s:s, s:s, s:s, s:s}", "code", "d1", "name", "Quỹ Á", "kind", "ngo", "country", "JP"));
	for (int i = 1; i <= 3; i++)
		put(app, office, "inbound", json_pack("{s:s, s:[s], s:s, s:s, s:i, s:s}", "name", "Đoàn", "country", i == 2 ? "KR" : "JP", "host", "leaders",
			"arrives_on", "2020-02-03", "visitors", i, "state", "received"));
}

static inline char *key_hex(struct app *app, const char *office)
{
	GError *error = NULL;
	g_autoptr(hub_key_t) key = hub_key_make(app, office, FALSE, &error);
	g_assert_no_error(error);
	return hash_hex(&key->public);
}

static inline void remove_key(struct app *app)
{
	g_autofree char *path = hub_key_file(app->url, NULL);
	g_unlink(path);
}

static inline void check_sound(struct app *app)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	g_assert_true(ledger_audit(app->ledger, lines, NULL, NULL, &error));
	for (guint i = 0; i < lines->len; i++)
		g_test_message("%s", (const char *)lines->pdata[i]);
	g_assert_cmpuint(lines->len, ==, 0);
}
