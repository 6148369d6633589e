/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"

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
