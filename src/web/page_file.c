/* SPDX-License-Identifier: Apache-2.0 */
/* A file that a record carries, or carried once. It is saved, never shown: whatever it holds does nothing here. */
#include "app/export.h"
#include "store/attachment.h"
#include "web/pages.h"
#include "web/rights.h"

/* Now, or in one of its versions. */
static gboolean carries(struct request *request, const struct record *record, const char *hash, char **name, const struct field **field, GError **error)
{
	const char *found = NULL;
	g_autoptr(GPtrArray) changes = NULL;
	gboolean there = record_carries(record, hash, &found, field);
	if (!there)
		changes = store_timeline(request->app->store, KEY(record->office, record->id), error);
	for (guint i = 0; changes && !there && i < changes->len; i++) {
		g_autoptr(record_t) then = change_record(request->app->store, record->reg, changes->pdata[i], NULL, error);
		if (!then)
			return FALSE;
		there = record_carries(then, hash, &found, field);
		*name = there ? g_strdup(found) : NULL;
	}
	if (there && !*name)
		*name = g_strdup(found);
	if (!there && changes)
		fail(error, ERROR_ABSENT, _("the record has no such file"));
	return there;
}

static gboolean may_read(struct request *request, const struct record *record, const struct field *field, GError **error)
{
	if (!record->reg->personal && !field->personal)
		return TRUE;
	if (!request_may(request, MAY_PERSONAL))
		return fail(error, ERROR_REFUSED, _("Your roles do not allow you to read personal data."));
	return note_reading(request, record, error);
}

gboolean show_file(struct request *request, GError **error)
{
	g_autofree char *name = NULL;
	const struct field *field = NULL;
	const char *hash = request_parameter(request, 2);
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record || !carries(request, record, hash, &name, &field, error) || !may_read(request, record, field, error))
		return FALSE;
	g_autoptr(GBytes) bytes = attachment_read(request->app->store, record->office, hash, error);
	if (!bytes)
		return FALSE;
	answer_bytes(request, bytes, "application/octet-stream", name);
	return TRUE;
}
