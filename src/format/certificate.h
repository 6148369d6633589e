/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The certificate that a server shows, and its key: two PEM files, read again when they were renewed. Connections that
 * are open go on with the one that they began with; a handshake takes whole the one before or the new one. Those before
 * are kept to the end, as a handshake may still hold them: one in a few months, each some kilobytes.
 *
 * libmicrohttpd gives its callback nothing of the caller's, so there is one at a time in a process.
 */
#include <glib.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

struct certificates;

/* The files' names are kept. ERROR_INPUT names the file and what is wrong in it, also where the key is another one's. */
struct certificates *certificates_open(const char *chain, const char *key, GError **error);
/* Reads the files again. FALSE: the one before is shown as ever. */
gboolean certificates_renew(struct certificates *certificates, GError **error);
/* After the server that shows them has ended. */
void certificates_free(struct certificates *certificates);
/* For MHD_OPTION_HTTPS_CERT_CALLBACK. From any thread. */
int certificates_show(gnutls_session_t session, const gnutls_datum_t *authorities, int count, const gnutls_pk_algorithm_t *algorithms, int algorithms_count,
	gnutls_pcert_st **chain, unsigned int *length, gnutls_privkey_t *key);
