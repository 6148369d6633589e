/* SPDX-License-Identifier: Apache-2.0 */
/* A list as a file. */
#include "app/export.h"
#include "web/list.h"
#include "web/pages.h"

#include <string.h>

/* All that the list holds, without personal data, in batches so that the list's own order and conditions hold. */
static GPtrArray *all_records(struct listing *listing, GError **error)
{
	enum { BATCH = 1000, ALL_MOST = 200000 };
	g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	gboolean more = TRUE;
	listing->from = 0;
	listing->backwards = FALSE;
	while (more) {
		g_auto(list_view_t) view = { 0 };
		if (!listing_view(listing, BATCH, &view, error))
			return NULL;
		more = view.after;
		g_ptr_array_set_free_func(view.records, NULL);
		for (guint i = 0; i < view.records->len; i++) {
			struct record *record = view.records->pdata[i];
			listing->from = record->id;
			record_veil(record);
			g_ptr_array_add(all, record);
		}
		if (all->len > ALL_MOST) {
			fail(error, ERROR_REFUSED, _("more than %d records do not go into one file: choose a span of days"), ALL_MOST);
			return NULL;
		}
	}
	return g_steal_pointer(&all);
}

gboolean export_records(struct request *request, GError **error)
{
	static const struct {
		const char *name, *media;
		enum sheet_format format;
	} formats[] = { { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", SHEET_XLSX },
		{ "csv", "text/csv; charset=utf-8", SHEET_CSV }, { "json", "application/json", SHEET_JSON } };
	g_auto(listing_t) listing = { 0 };
	const char *wanted = pairs_get(request->query, "format");
	const struct reg *reg = request_register(request, 0, error);
	if (!reg || !listing_read(&listing, request, reg, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++) {
		if (g_strcmp0(formats[i].name, wanted) != 0)
			continue;
		g_autoptr(GPtrArray) records = all_records(&listing, error);
		g_autoptr(GBytes) bytes = records ? app_export(request->app, reg, records, formats[i].format, error) : NULL;
		g_autofree char *name = g_strdup_printf("%s.%s", reg->id, formats[i].name);
		if (!bytes)
			return FALSE;
		answer_bytes(request, bytes, formats[i].media, name);
		return TRUE;
	}
	return fail(error, ERROR_ABSENT, _("there is no such page"));
}
