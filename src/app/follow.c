/* SPDX-License-Identifier: Apache-2.0 */
#include "app/follow.h"

#include <sodium.h>
#include <string.h>

enum { SEAL_LETTERS = 16 };

const char *const followed_fields[] = { "code", "received_on", "due_on", "returned_on", "result", NULL };

char *follow_code(struct store *store, gint64 office, gint64 id)
{
	static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
	struct hash seal = store_seal(store, "follow", KEY(office, id));
	g_autofree char *name = store_office_code(store, office);
	g_autofree char *upper = g_ascii_strup(name ? name : "", -1);
	char text[SEAL_LETTERS + 1] = { 0 };
	for (guint i = 0; i < SEAL_LETTERS; i++)
		text[i] = letters[seal.bytes[i] & 31];
	return g_strdup_printf("%s-%" G_GINT64_FORMAT "-%s", upper, id, text);
}

/* Letters that a code has not, read as what they look like. */
static void mend_seal(char *seal)
{
	static const char typed[] = "OILU", meant[] = "011V";
	for (; *seal; seal++) {
		const char *found = strchr(typed, *seal);
		*seal = found ? meant[found - typed] : *seal;
	}
}

/* The store is asked for a dossier only when the code is right, so that not even the time taken tells which numbers there are. */
struct record *followed_dossier(struct app *app, const char *text)
{
	struct store *store = app->store;
	const struct reg *reg = model_register(app->model, "dossier");
	g_autofree char *code = g_strstrip(g_ascii_strup(text, -1));
	char *end = strlen(code) <= FOLLOW_CODE_MOST ? strrchr(code, '-') : NULL, *middle = end ? g_strrstr_len(code, end - code, "-") : NULL;
	gint64 id;
	if (!reg || !middle)
		return NULL;
	mend_seal(end + 1);
	g_autofree char *digits = g_strndup(middle + 1, (gsize)(end - middle - 1)), *name = g_ascii_strdown(code, middle - code);
	gint64 office = store_office(store, name, NULL);
	if (!office || !g_ascii_string_to_signed(digits, 10, 1, KEY_ID(G_MAXINT64), &id, NULL))
		return NULL;
	g_autofree char *right = follow_code(store, office, id);
	if (strlen(right) != strlen(code) || sodium_memcmp(right, code, strlen(right)) != 0)
		return NULL;
	g_autoptr(record_t) dossier = store_read(store, reg, office, id, NULL);
	return dossier && !dossier->deleted ? g_steal_pointer(&dossier) : NULL;
}

struct record *followed_procedure(struct app *app, const struct record *dossier)
{
	const struct reg *reg = model_register(app->model, "procedure");
	const struct value *link = record_value(dossier, "procedure");
	return reg && link && link->kind == VALUE_NUMBER ? store_read(app->store, reg, dossier->office, link->number, NULL) : NULL;
}
