/* SPDX-License-Identifier: Apache-2.0 */
/* A word about a record, which changes nothing of it. */
#include "store/comment.h"
#include "web/page.h"
#include "web/pages.h"
#include "web/rights.h"

gboolean add_comment(struct request *request, GError **error)
{
	const char *text = pairs_get(request->form, "text");
	GError *problem = NULL;
	struct author author = app_author(request->app, NULL);
	g_autoptr(record_t) record = wanted_record(request, error);
	if (!record)
		return FALSE;
	if (record->deleted)
		return fail(error, ERROR_REFUSED, _("This record was deleted. It counts nowhere, and can be restored."));
	if (!comment_add(request->app->store, record, text ? text : "", &author, &problem))
		return page_again(request, show_record, problem, error);
	g_auto(url_t) url = record_url(record->reg, record->id);
	page_notice_next(request, NOTICE_COMMENT);
	answer_redirect(request, &url);
	return TRUE;
}
