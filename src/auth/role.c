/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/role.h"

#include <string.h>

#define LABEL(vi, en) { (char *)(vi), (char *)(en) }

const struct auth_role auth_roles[] = {
	{ "officer", LABEL("Chuyên viên", "Officer"), MAY_READ | MAY_WRITE | MAY_PERSONAL },
	{ "clerk", LABEL("Văn thư", "Clerk"), MAY_READ | MAY_WRITE | MAY_NUMBER },
	{ "compiler", LABEL("Tổng hợp", "Compiler"), MAY_READ | MAY_WRITE | MAY_WRITE_ALL | MAY_COMPILE },
	{ "head", LABEL("Trưởng phòng", "Division head"), MAY_READ | MAY_WRITE | MAY_PERSONAL },
	{ "leader", LABEL("Lãnh đạo", "Leader"), MAY_READ | MAY_WRITE | MAY_WRITE_ALL | MAY_APPROVE | MAY_PUBLISH | MAY_PERSONAL },
	{ "inspector", LABEL("Thanh tra", "Inspector"), MAY_READ | MAY_INSPECT | MAY_PERSONAL },
	{ "administrator", LABEL("Quản trị", "Administrator"), MAY_READ | MAY_ADMINISTER },
	{ "superior", LABEL("Cơ quan cấp trên", "Superior office"), MAY_READ | MAY_OFFICES },
	{ NULL, LABEL(NULL, NULL), MAY_NOTHING },
};

/* Registers that ask for more than MAY_WRITE. Reports, and what is published, change by their own way only: nobody writes them as records. */
static const struct {
	const char *reg;
	guint may;
} guarded[] = {
	{ "office", MAY_ADMINISTER },
	{ "report", MAY_NOTHING },
	{ "report_part", MAY_NOTHING },
	{ "release", MAY_NOTHING },
	{ "incoming", MAY_NUMBER },
	{ "outgoing", MAY_NUMBER },
};

gboolean may_write_register(guint may, const char *reg)
{
	for (guint i = 0; i < G_N_ELEMENTS(guarded); i++)
		if (strcmp(guarded[i].reg, reg) == 0)
			return (may & guarded[i].may) != 0;
	return (may & MAY_WRITE) != 0;
}

const struct auth_role *role_find(const char *id)
{
	for (const struct auth_role *role = auth_roles; role->id; role++)
		if (strcmp(role->id, id) == 0)
			return role;
	return NULL;
}

static gboolean refuse_role(const char *id, GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);
	for (const struct auth_role *role = auth_roles; role->id; role++)
		g_string_append_printf(known, "%s%s", known->len ? ", " : "", role->id);
	return fail(error, ERROR_INPUT, _("%s: there is no such role; there are: %s"), id, known->str);
}

gboolean roles_parse(const char *text, guint *set, GError **error)
{
	g_auto(GStrv) words = g_strsplit_set(text, " ,", -1);
	*set = 0;
	for (guint i = 0; words[i]; i++) {
		const struct auth_role *role = role_find(words[i]);
		if (!*words[i])
			continue;
		if (!role)
			return refuse_role(words[i], error);
		*set |= 1u << (role - auth_roles);
	}
	return *set || fail(error, ERROR_INPUT, _("an account needs a role at least"));
}

static char *join(guint set, const char *between, const char *language)
{
	GString *text = g_string_new(NULL);
	for (const struct auth_role *role = auth_roles; role->id; role++)
		if (set & (1u << (role - auth_roles)))
			g_string_append_printf(text, "%s%s", text->len ? between : "", language ? label_text(&role->label, language) : role->id);
	return g_string_free(text, FALSE);
}

char *roles_text(guint set)
{
	return join(set, " ", NULL);
}

char *roles_label(guint set, const char *language)
{
	return join(set, ", ", language);
}

guint roles_may(guint set)
{
	guint may = 0;
	for (const struct auth_role *role = auth_roles; role->id; role++)
		if (set & (1u << (role - auth_roles)))
			may |= role->may;
	return may ? may | MAY_ENTER : MAY_NOTHING;
}
