/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/password.h"
#include "base/hash.h"
#include "base/text.h"

#include <string.h>

/* Folded; what people and programs try first. */
static const char *const known[] = { "1234567890", "0123456789", "password", "password1", "password123", "matkhau", "matkhau123", "mat khau",
	"qwertyuiop", "ngoaivu", "so ngoai vu", "songoaivu", "vietnam", "viet nam", "admin", "administrator", "abc123456", "iloveyou", NULL };

static char *cleaned(const char *password, GError **error)
{
	if (strlen(password) > PASSWORD_MOST * 4) {
		fail(error, ERROR_INPUT, _("a password may have %d characters at most"), PASSWORD_MOST);
		return NULL;
	}
	return text_clean(password, -1, error);
}

/* The same character, or the same few, again and again. */
static gboolean is_monotonous(const char *folded)
{
	gboolean seen[256] = { FALSE };
	guint different = 0;
	for (const char *c = folded; *c; c++) {
		different += !seen[(guchar)*c];
		seen[(guchar)*c] = TRUE;
	}
	return different < 4;
}

gboolean password_acceptable(const char *password, const char *account, GError **error)
{
	g_autofree char *clean = cleaned(password, error);
	if (!clean)
		return FALSE;
	if (g_utf8_strlen(clean, -1) < PASSWORD_LEAST)
		return fail(error, ERROR_INPUT, _("a password needs %d characters at least; a short sentence is easy to keep in mind"), PASSWORD_LEAST);
	if (g_utf8_strlen(clean, -1) > PASSWORD_MOST)
		return fail(error, ERROR_INPUT, _("a password may have %d characters at most"), PASSWORD_MOST);
	g_autofree char *folded = text_fold(clean);
	g_autofree char *name = text_fold(account);
	gboolean own = *name && g_str_has_prefix(folded, name) && strlen(folded) < strlen(name) + 6;
	if (own || is_monotonous(folded) || g_strv_contains(known, folded))
		return fail(error, ERROR_INPUT, _("that password is one of the first that would be tried; choose another"));
	return TRUE;
}

char *password_hash(const char *password, GError **error)
{
	char hash[crypto_pwhash_STRBYTES];
	g_autofree char *clean = cleaned(password, error);
	if (!clean)
		return NULL;
	if (sodium_init() < 0 || crypto_pwhash_str(hash, clean, strlen(clean), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
		fail(error, ERROR_SYSTEM, _("there is not enough memory to make the hash of a password"));
		return NULL;
	}
	sodium_memzero(clean, strlen(clean));
	return g_strdup(hash);
}

/* Of a password that nobody has: random bytes, forgotten. */
static const char nobody[] = "$argon2id$v=19$m=65536,t=2,p=1$kzq7mVH1UY8GB8Zb1pUQvw$6mA7OZc0b8JbS5xq4p9eR1kKkDkVY1dX8W3m2oJ0h9c";

gboolean password_matches(const char *hash, const char *password)
{
	g_autofree char *clean = sodium_init() < 0 ? NULL : cleaned(password, NULL);
	if (!clean)
		return FALSE;
	gboolean matches = crypto_pwhash_str_verify(hash ? hash : nobody, clean, strlen(clean)) == 0;
	sodium_memzero(clean, strlen(clean));
	return hash && matches;
}

char *password_random(void)
{
	static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
	GString *text = g_string_new(NULL);
	if (sodium_init() < 0)
		g_error("libsodium cannot be started");
	for (guint i = 0; i < 20; i++)
		g_string_append_printf(text, "%s%c", i && i % 5 == 0 ? "-" : "", letters[randombytes_uniform(sizeof letters - 1)]);
	return g_string_free(text, FALSE);
}
