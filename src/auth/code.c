/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/code.h"
#include "auth/code_library.h"

#include <string.h>

enum { STEP_SECONDS = 30, WINDOW = 1, DIGITS = 6 };

void code_new_secret(struct account *account)
{
	struct hash random = hash_random();
	memcpy(account->secret, random.bytes, sizeof account->secret);
	account->has_code = TRUE;
	account->code_last = 0;
}

char *code_secret_text(const struct account *account)
{
	char *text = NULL;
	size_t length = 0;
	if (oath_base32_encode((const char *)account->secret, sizeof account->secret, &text, &length) != OATH_OK)
		return g_strdup("");
	char *copy = g_strndup(text, length);
	free(text);
	return copy;
}

char *code_address(const struct account *account, const char *issuer)
{
	g_autofree char *secret = code_secret_text(account);
	g_autofree char *who = g_uri_escape_string(account->name, NULL, FALSE);
	g_autofree char *where = g_uri_escape_string(issuer, NULL, FALSE);
	return g_strdup_printf("otpauth://totp/%s:%s?secret=%s&issuer=%s", where, who, secret, where);
}

static gboolean is_code(const char *code)
{
	return strlen(code) == DIGITS && strspn(code, "0123456789") == DIGITS;
}

gboolean code_matches(const struct account *account, const char *code, moment_t now, gint64 *counter)
{
	uint64_t found = 0;
	int place = 0;
	g_autofree char *plain = g_strdup(code);
	g_strstrip(plain);
	if (!account->has_code || !is_code(plain) || oath_init() != OATH_OK)
		return FALSE;
	int result = oath_totp_validate3((const char *)account->secret, sizeof account->secret, (time_t)(now / G_USEC_PER_SEC), STEP_SECONDS, 0,
		WINDOW, &place, &found, plain);
	*counter = (gint64)found;
	return result >= 0 && *counter > account->code_last;
}
