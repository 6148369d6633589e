/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Addresses to listen on. */
#include <glib.h>
#include <sys/socket.h>

/*
 * A socket that listens at "127.0.0.1:8443" or "[::1]:8443" (port 0: any that is free), -1 on failure; `only_here`:
 * addresses that other machines reach are refused. The caller closes it.
 */
int socket_listen(const char *at, gboolean only_here, GError **error);
/* Where it listens, as it is written above. Caller frees. */
char *socket_bound(int descriptor);
/* An address without its port; "-" for none. Caller frees. */
char *socket_text(const struct sockaddr *address);
