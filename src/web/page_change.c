/* SPDX-License-Identifier: Apache-2.0 */
/* Small acts on a record: its state, taking back, deleting, restoring. All carry the version that was seen. */
#include "app/undo.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rights.h"

#include <string.h>

static gboolean form_version(const struct request *request, gint64 *version, GError **error)
{
	const char *text = pairs_get(request->form, "version");
	return (text && g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, version, NULL)) ||
		fail(error, ERROR_INPUT, _("the form does not say which version it was made from; open the page again"));
}

static const char *form_why(const struct request *request)
{
	const char *why = pairs_get(request->form, "why");
	return why && *why ? why : NULL;
}

/* The record, when it may be changed, and the version that was seen. */
static struct record *record_to_change(struct request *request, gint64 *version, GError **error)
{
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record || !form_version(request, version, error) || !check_may_write(request, record, error))
		return NULL;
	return g_steal_pointer(&record);
}

static gboolean back_to(struct request *request, const struct record *record, enum notice notice)
{
	g_auto(url_t) url = record_url(record->reg, record->id);
	page_notice_next(request, notice);
	answer_redirect(request, &url);
	return TRUE;
}

gboolean change_state(struct request *request, GError **error)
{
	gint64 version;
	const char *state = pairs_get(request->form, "state");
	g_autoptr(record_t) record = record_to_change(request, &version, error);
	if (!record)
		return FALSE;
	GError *problem = NULL;
	json_t *object = json_pack("{s:I, s:I, s:s}", "id", (json_int_t)record->id, "version", (json_int_t)version, "state", state ? state : "");
	g_autoptr(record_t) stored = app_put(request->app, record->reg, record->office, object, form_why(request), NULL, &problem);
	json_decref(object);
	return stored ? back_to(request, stored, NOTICE_STATE) : page_again(request, show_record, problem, error);
}

gboolean undo_record(struct request *request, GError **error)
{
	gint64 version;
	g_autoptr(record_t) record = record_to_change(request, &version, error);
	if (!record)
		return FALSE;
	if (version != record->version)
		return fail(error, ERROR_CONFLICT, _("somebody has since saved version %" PRId64 ": look at it before you take anything back"), record->version);
	g_autoptr(undone_t) undone = app_undo(request->app, record->reg, record->office, record->id, 0, form_why(request), error);
	return undone && back_to(request, record, undone->what == UNDO_NOTHING ? NOTICE_SAME : NOTICE_UNDONE);
}

static gboolean set_deleted(struct request *request, gboolean restore, GError **error)
{
	gint64 version;
	g_autoptr(record_t) record = record_to_change(request, &version, error);
	return record && app_delete(request->app, record->reg, record->office, record->id, version, restore, form_why(request), error) &&
		back_to(request, record, restore ? NOTICE_RESTORED : NOTICE_DELETED);
}

gboolean delete_record(struct request *request, GError **error)
{
	return set_deleted(request, FALSE, error);
}

gboolean restore_record(struct request *request, GError **error)
{
	return set_deleted(request, TRUE, error);
}
