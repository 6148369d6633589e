/* SPDX-License-Identifier: Apache-2.0 */
/* Decisions of a hub on the reports that it received. */
#include "hub/hub.h"
#include "hub/private.h"

json_t *decisions_on(struct app *app, gint64 hub, const char *office, GError **error)
{
	(void)app; (void)hub; (void)office; (void)error;
	return json_array();
}

gboolean decisions_enter(struct app *app, gint64 office, const char *hub, const json_t *decisions, GError **error)
{
	(void)app; (void)office; (void)hub; (void)decisions; (void)error;
	return TRUE;
}
