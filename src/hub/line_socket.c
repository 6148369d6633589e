/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/line_socket.h"
#include "base/error.h"
#include "base/reason.h"

#include <errno.h>
#include <gio/gio.h>
#include <netinet/in.h>
#include <string.h>
#include <unistd.h>

enum { BACKLOG = 128 };

static socklen_t size_of(const struct sockaddr *address)
{
	return address->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
}

static GInetAddress *parse_host(const char *at, const char **port)
{
	const char *colon = strrchr(at, ':');
	gboolean in_brackets = colon && colon > at + 1 && *at == '[' && colon[-1] == ']';
	g_autofree char *host = !colon ? NULL : in_brackets ? g_strndup(at + 1, (gsize)(colon - at) - 2) : g_strndup(at, (gsize)(colon - at));
	*port = colon ? colon + 1 : "";
	return host ? g_inet_address_new_from_string(host) : NULL;
}

static gboolean parse_address(const char *at, gboolean only_here, struct sockaddr_storage *address, GError **error)
{
	const char *port;
	guint64 number;
	g_autoptr(GInetAddress) inet = parse_host(at, &port);
	if (!inet || !g_ascii_string_to_unsigned(port, 10, 0, G_MAXUINT16, &number, NULL))
		return fail(error, ERROR_USAGE, _("--listen %s: an address and a port are expected, such as 127.0.0.1:8443 or [::1]:8443"), at);
	if (only_here && !g_inet_address_get_is_loopback(inet))
		return fail(error, ERROR_USAGE, _("--listen %s: other machines are served with --certificate and --key alone; without them, listen on 127.0.0.1"), at);
	g_autoptr(GSocketAddress) native = g_inet_socket_address_new(inet, (guint16)number);
	return g_socket_address_to_native(native, address, sizeof *address, error);
}

int socket_listen(const char *at, gboolean only_here, GError **error)
{
	struct sockaddr_storage address;
	const int on = 1;
	if (!parse_address(at, only_here, &address, error))
		return -1;
	int descriptor = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (descriptor >= 0 && setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
		bind(descriptor, (struct sockaddr *)&address, size_of((struct sockaddr *)&address)) == 0 && listen(descriptor, BACKLOG) == 0)
		return descriptor;
	fail(error, ERROR_SYSTEM, _("%s: the server cannot listen there: %s"), at, reason_system(errno));
	if (descriptor >= 0)
		close(descriptor);
	return -1;
}

static GInetSocketAddress *from_native(const struct sockaddr *address)
{
	GSocketAddress *native = address ? g_socket_address_new_from_native((gpointer)address, size_of(address)) : NULL;
	if (native && G_IS_INET_SOCKET_ADDRESS(native))
		return G_INET_SOCKET_ADDRESS(native);
	g_clear_object(&native);
	return NULL;
}

char *socket_text(const struct sockaddr *address)
{
	g_autoptr(GInetSocketAddress) native = from_native(address);
	return native ? g_inet_address_to_string(g_inet_socket_address_get_address(native)) : g_strdup("-");
}

char *socket_bound(int descriptor)
{
	struct sockaddr_storage address;
	socklen_t size = sizeof address;
	if (getsockname(descriptor, (struct sockaddr *)&address, &size) != 0)
		return g_strdup("-");
	g_autoptr(GInetSocketAddress) native = from_native((struct sockaddr *)&address);
	g_autofree char *host = socket_text((struct sockaddr *)&address);
	guint port = native ? g_inet_socket_address_get_port(native) : 0;
	return g_strdup_printf(strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, port);
}
