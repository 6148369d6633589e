/* SPDX-License-Identifier: Apache-2.0 */
/* Making stores and offices; checking, copying and restoring them. */
#include "base/reason.h"
#include "cli/choose.h"
#include "cli/print.h"
#include "format/file.h"
#include "hub/key.h"
#include "report/snapshot.h"
#include "store/attachment.h"
#include "store/transfer.h"

#include <stdio.h>
#include <string.h>

/* All of standard input, within the limit of files. */
static GBytes *read_input(GError **error)
{
	GByteArray *all = g_byte_array_new();
	guint8 part[65536];
	gsize length;
	while (all->len <= FILE_BYTES_MOST && (length = fread(part, 1, sizeof part, stdin)) > 0)
		g_byte_array_append(all, part, (guint)length);
	if (all->len <= FILE_BYTES_MOST && !ferror(stdin))
		return g_byte_array_free_to_bytes(all);
	fail(error, ERROR_INPUT, _("standard input cannot be read, or is larger than %d MB"), (int)(FILE_BYTES_MOST >> 20));
	g_byte_array_unref(all);
	return NULL;
}

/* JSON from a file, or from standard input for "-"; the mark that Windows sets before UTF-8 is no part of it. */
json_t *read_json_file(const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = strcmp(path, "-") == 0 ? read_input(error) : file_read(path, FILE_BYTES_MOST, error);
	if (!bytes)
		return NULL;
	gsize length = 0;
	const char *text = g_bytes_get_data(bytes, &length);
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
		text += 3;
		length -= 3;
	}
	if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
		fail(error, ERROR_INPUT, _("%s: the file is UTF-16: save it as UTF-8"), path);
		return NULL;
	}
	json_error_t problem;
	json_t *json = json_loadb(text ? text : "", length, JSON_REJECT_DUPLICATES, &problem);
	if (json)
		return json;
	g_autofree char *why = reason(problem.text);
	fail(error, ERROR_INPUT, _("%s:%d:%d: not JSON: %s"), path, MAX(problem.line, 1), MAX(problem.column, 1), why);
	return NULL;
}

/* What an office is called until its own record says better. */
static json_t *plain_office(const char *code)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "code", code, "name", "Sở Ngoại vụ", "superior", "UBND TỈNH", "issuer", "SỞ NGOẠI VỤ",
		"place", "……", "symbol_suffix", "SNgV");
}

int cmd_init(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 number = 0;
	if (words->number && !g_ascii_string_to_signed(words->number, 10, 1, OFFICE_MOST, &number, NULL)) {
		fail(error, ERROR_USAGE, _("--number %s: the number of an office is from 1 to %d"), words->number, OFFICE_MOST);
		return ERROR_USAGE;
	}
	if (!words->office && !arguments[0]) {
		printf(_("The store is ready. Make an office in it with `ngoaivu init --office CODE [FILE.json]`.\n"));
		return 0;
	}
	json_t *record = arguments[0] ? read_json_file(arguments[0], error) : plain_office(words->office);
	if (!record)
		return ERROR_INPUT;
	const char *named = json_string_value(json_object_get(record, "code"));
	if (words->office && named && strcmp(words->office, named) != 0) {
		fail(error, ERROR_INPUT, _("--office %s, but the code in the file is %s"), words->office, named);
		json_decref(record);
		return ERROR_INPUT;
	}
	if (words->office && !json_object_get(record, "code"))
		json_object_set_new(record, "code", json_string(words->office));
	gint64 office = app_office_new_as(app, record, number, error);
	g_autofree char *code = g_strdup(json_string_value(json_object_get(record, "code")));
	json_decref(record);
	if (!office)
		return ERROR_INPUT;
	printf(_("Office %s is ready. Its names, place and signer: `ngoaivu show office %s`; change them with `ngoaivu put office`.\n"), code, code);
	return 0;
}

int cmd_demo(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)arguments;
	g_auto(GStrv) codes = words->offices ? g_strsplit(words->offices, ",", -1) : app_demo_codes(error);
	for (guint i = 0; codes && codes[i]; i++) {
		guint count;
		if (store_office(app->store, codes[i], NULL)) {
			printf(_("%s: already there\n"), codes[i]);
			continue;
		}
		if (!app_demo(app, codes[i], &count, error))
			return ERROR_INPUT;
		printf(_("%s: %u records\n"), codes[i], count);
	}
	return codes ? 0 : ERROR_ABSENT;
}

int cmd_audit(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)arguments;
	enum print_format format;
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	if (!print_format_parse(words->format, &format, error) || !ledger_audit(app->ledger, lines, app->progress, app->progress_data, error) ||
		!snapshot_audit(app->store, lines, error) || !attachment_audit(app->store, lines, error))
		return ERROR_SYSTEM;
	if (format == PRINT_JSON) {
		json_t *list = json_array();
		for (guint i = 0; i < lines->len; i++)
			json_array_append_new(list, json_string(lines->pdata[i]));
		print_json(json_pack("{s:b, s:o}", "sound", lines->len == 0, "findings", list));
		return lines->len > 0;
	}
	for (guint i = 0; i < lines->len; i++)
		puts(lines->pdata[i]);
	if (lines->len)
		printf(_("%u differences: restore the last sound backup, and keep this store for examination\n"), lines->len);
	else
		printf(_("The store is sound: chain, records, entries, balances and search copies agree.\n"));
	return lines->len > 0;
}

/* A file is copied as it is; what is on a server becomes a file. */
static gboolean back_up(struct app *app, const char *path, GError **error)
{
	if (db_is_file(store_db(app->store)))
		return db_backup(store_db(app->store), path, NULL, NULL, error);
	g_autoptr(GPtrArray) moved = app_copy(app->url, path, app->progress, app->progress_data, error);
	return moved != NULL;
}

int cmd_backup(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)words;
	if (g_file_test(arguments[0], G_FILE_TEST_EXISTS)) {
		fail(error, ERROR_REFUSED, _("%s exists already: name a new file, so that no backup is lost"), arguments[0]);
		return ERROR_REFUSED;
	}
	if (!back_up(app, arguments[0], error))
		return ERROR_SYSTEM;
	printf(_("Backup written to %s\n"), arguments[0]);
	return 0;
}

/* Audits a copy by its own definitions. */
static gboolean sound(void *data, const char *path, GError **error)
{
	struct app_options options = { .url = path, .progress = print_progress, .as_it_is = TRUE };
	g_autoptr(app_t) app = app_open(&options, DB_READ, error);
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
	(void)data;
	if (!app || !ledger_audit(app->ledger, lines, print_progress, NULL, error) || !snapshot_audit(app->store, lines, error) || !attachment_audit(app->store, lines, error))
		return FALSE;
	return lines->len == 0 || fail(error, ERROR_INPUT, _("%s: the backup is not sound: %s"), db_name(store_db(app->store)), (const char *)lines->pdata[0]);
}

static gboolean restore(const char *from, const char *to, GError **error)
{
	g_autoptr(db_t) db = db_open(from, DB_READ, error);
	if (!db)
		return FALSE;
	if (db_is_file(db) && db_url_is_file(to))
		return db_backup(db, to, sound, NULL, error);
	g_autoptr(GPtrArray) moved = sound(NULL, from, error) ? app_copy(from, to, print_progress, NULL, error) : NULL;
	return moved != NULL;
}

int cmd_restore(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)app;
	(void)words;
	const char *from = arguments[0], *to = arguments[1], *path = db_url_path(to);
	if (path)
		to = path;
	if (path && g_file_test(to, G_FILE_TEST_EXISTS)) {
		fail(error, ERROR_REFUSED, _("%s exists already: move it away first; nothing is overwritten"), to);
		return ERROR_REFUSED;
	}
	if (!restore(from, to, error))
		return ERROR_INPUT;
	g_autofree char *shown = db_url_shown(to);
	printf(_("Restored to %s and found sound.\n"), shown);
	return 0;
}

/* The secret keys of offices are in no store, so they do not go with it. */
static void tell_keys(const char *from, const char *to)
{
	g_autofree char *here = hub_key_file(from, NULL);
	g_autofree char *there = hub_key_file(to, NULL);
	if (here && there && g_file_test(here, G_FILE_TEST_EXISTS) && !g_file_test(there, G_FILE_TEST_EXISTS))
		printf(_("The secret keys for sending to a hub are not copied with it: move %s to %s\n"), here, there);
}

static void print_moved(const GPtrArray *moved)
{
	guint64 rows = 0;
	for (guint i = 0; i < moved->len; i++) {
		const struct moved *table = moved->pdata[i];
		g_autofree char *hex = hash_hex(&table->hash);
		rows += table->rows;
		if (table->rows)
			printf(_("%s: %" PRIu64 " rows, %.16s\n"), table->table, table->rows, hex);
	}
	printf(_("Copied: %" PRIu64 " rows, read back and found the same.\n"), rows);
}

int cmd_copy(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)app;
	(void)arguments;
	if (!words->from || !words->to) {
		fail(error, ERROR_USAGE, _("copy: name both stores: --from URL --to URL"));
		return ERROR_USAGE;
	}
	g_autoptr(GPtrArray) moved = app_copy(words->from, words->to, print_progress, NULL, error);
	if (!moved)
		return ERROR_SYSTEM;
	print_moved(moved);
	tell_keys(words->from, words->to);
	return 0;
}
