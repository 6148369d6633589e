/* SPDX-License-Identifier: Apache-2.0 */
#include "web/rights.h"
#include "web/server.h"

#include <string.h>

struct record *wanted_record(struct request *request, GError **error)
{
	gint64 id;
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !request_number(request, 1, &id, error))
		return NULL;
	return store_read(request->app->store, reg, request_office(request), id, error);
}

/* A division's records are written by its people; those of none by everybody who writes. */
gboolean may_write_record(const struct request *request, const struct record *record)
{
	const char *division = record_text(record, "division");
	if (!may_write_register(request->may, record->reg->id))
		return FALSE;
	return !*division || !*request->account->division || strcmp(division, request->account->division) == 0 ||
		request_may(request, MAY_WRITE_ALL | MAY_ADMINISTER);
}

gboolean check_may_write(const struct request *request, const struct record *record, GError **error)
{
	if (may_write_record(request, record))
		return TRUE;
	if (!may_write_register(request->may, record->reg->id))
		return fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	return fail(error, ERROR_REFUSED, _("This record belongs to another division; its people change it."));
}

const struct reg *writable_register(struct request *request, GError **error)
{
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || may_write_register(request->may, reg->id))
		return reg;
	fail(error, ERROR_REFUSED, _("Records of this register are not changed here, or not by your roles."));
	return NULL;
}

struct record *editable_record(struct request *request, GError **error)
{
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record || !check_may_write(request, record, error))
		return NULL;
	if (record->deleted) {
		fail(error, ERROR_REFUSED, _("This record was deleted. It counts nowhere, and can be restored."));
		return NULL;
	}
	if (record->reg->personal && !request_may(request, MAY_PERSONAL)) {
		fail(error, ERROR_REFUSED, _("Your roles do not allow you to read personal data."));
		return NULL;
	}
	return g_steal_pointer(&record);
}

struct seen {
	gint64 key;
	const char *account, *address;
};

static gboolean do_note(struct app *app, void *data, GError **error)
{
	const struct seen *seen = data;
	return reading_note(app->store, seen->key, seen->account, seen->address, moment_now(), error);
}

gboolean note_reading(struct request *request, const struct record *record, GError **error)
{
	struct seen seen = { KEY(record->office, record->id), request->account->name, request->address };
	return request_write(request, do_note, &seen, error);
}
