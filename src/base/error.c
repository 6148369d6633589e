/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

/* A thread's wish is a fact about the thread, as its locale is: passing it to every message would change them all. */
static GPrivate thread_language;

void message_language(const char *language)
{
	g_private_set(&thread_language, (gpointer)(!language ? NULL : *language == 'e' ? "en" : "vi"));
}

const char *message_here(const char *msgid)
{
	const char *language = g_private_get(&thread_language);
	return language && *language == 'e' ? msgid : gettext(msgid);
}

GQuark error_domain(void)
{
	return g_quark_from_static_string("ngoaivu");
}

gboolean fail(GError **error, enum error_code code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error_literal(error, ERROR_DOMAIN, (int)code, message);
	return FALSE;
}

gboolean error_is_system(const GError *error)
{
	return error_exit_status(error) >= ERROR_SYSTEM;
}

int error_exit_status(const GError *error)
{
	if (error && error->domain == ERROR_DOMAIN)
		return error->code;
	return ERROR_SYSTEM;
}
