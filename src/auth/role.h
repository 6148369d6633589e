/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What somebody may do. Roles are those of DOMAIN.md, one row each in role.c; an account has one or several, and may
 * what any of them may. Every route and every command that needs a right names it in its row; MAY_NOTHING, which is
 * what a forgotten column holds, is given to nobody.
 */
#include "def/model.h"

enum {
	MAY_NOTHING = 0,
	MAY_ANYONE = 1 << 0,      /* without signing in */
	MAY_LOCAL = 1 << 1,       /* from this machine itself: what watches over the server */
	MAY_ENTER = 1 << 2,       /* signed in, though the password must still be changed */
	MAY_READ = 1 << 3,        /* the office's registers, figures and reports; without personal data */
	MAY_WRITE = 1 << 4,       /* records of one's own division, and of none */
	MAY_WRITE_ALL = 1 << 5,   /* records of every division */
	MAY_NUMBER = 1 << 6,      /* documents in and out; the number of a report */
	MAY_COMPILE = 1 << 7,     /* open a report, lead it to submission */
	MAY_APPROVE = 1 << 8,     /* return or approve a report */
	MAY_PERSONAL = 1 << 9,    /* personal data; each reading is noted */
	MAY_INSPECT = 1 << 10,    /* the trail of all changes and readings */
	MAY_ADMINISTER = 1 << 11, /* accounts, the office's own record */
	MAY_OFFICES = 1 << 12,    /* figures of the other offices in the store */
	MAY_PUBLISH = 1 << 13,    /* make an issued report or a publication public, and withdraw it */
};

struct auth_role {
	const char *id; /* "officer" */
	struct label label;
	guint may; /* besides MAY_ENTER */
};

extern const struct auth_role auth_roles[]; /* ended by a NULL id */
const struct auth_role *role_find(const char *id);
/* "officer clerk" → bits, one per row of auth_roles; ERROR_INPUT naming the roles there are. */
gboolean roles_parse(const char *text, guint *set, GError **error);
char *roles_text(guint set); /* "officer clerk"; caller frees */
char *roles_label(guint set, const char *language);
guint roles_may(guint set);
/* Whether records of the register may be written with these rights at all; what protects some registers is a table. */
gboolean may_write_register(guint may, const char *reg);
