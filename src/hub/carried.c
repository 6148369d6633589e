/* SPDX-License-Identifier: Apache-2.0 */
/* Packages and acknowledgements that people carry, for the pages and the API. */
#include "hub/private.h"

void hub_carried_clear(struct hub_carried *carried)
{
	g_clear_pointer(&carried->office, g_free);
	g_clear_pointer(&carried->hub, g_free);
}

gboolean hub_carried_package(struct app *app, gint64 hub, GBytes *package, struct hub_carried *carried, GError **error)
{
	struct received received = { 0 };
	g_autoptr(GBytes) answer = hub_receive(app, hub, package, &received, error);
	if (answer)
		*carried = (struct hub_carried){ .office = g_strdup(received.office), .hub = store_office_code(app->store, hub), .first = received.first,
			.last = received.last, .added = received.added, .position = received.position };
	received_clear(&received);
	return answer != NULL;
}

gboolean hub_carried_answer(struct app *app, gint64 office, GBytes *bytes, struct hub_carried *carried, GError **error)
{
	struct answer answer = { 0 }, again = { 0 };
	gboolean older = FALSE;
	g_autofree char *own = store_office_code(app->store, office);
	gboolean done = answer_read(bytes, &answer, error);
	if (done && g_strcmp0(answer.office, own) != 0)
		done = fail(error, ERROR_REFUSED, _("the acknowledgement is for office %s, not for this one"), answer.office);
	if (done && hub_acknowledge(app, bytes, &again, &older, error))
		*carried = (struct hub_carried){ .office = g_strdup(answer.office), .hub = g_strdup(answer.hub), .position = answer.position, .older = older };
	else
		done = FALSE;
	answer_clear(&answer);
	answer_clear(&again);
	return done;
}

GBytes *hub_answer_carried(struct app *app, gint64 hub, const char *office, char **name, GError **error)
{
	struct answer answer = { 0 };
	struct hash key;
	if (!peer_key(app->store, office, &key)) {
		fail(error, ERROR_ABSENT, _("office %s does not send to this store"), office);
		return NULL;
	}
	g_autoptr(GBytes) bytes = hub_answer(app, hub, office, error);
	if (!bytes || !answer_read(bytes, &answer, error))
		return NULL;
	*name = g_strdup_printf("%s-%09" PRId64 "-%09" PRId64 ".answer", answer.office, answer.position, answer.hub_position);
	answer_clear(&answer);
	return g_steal_pointer(&bytes);
}
