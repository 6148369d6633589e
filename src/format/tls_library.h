/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* GnuTLS, which libmicrohttpd brings: loaded where a server has a certificate. Its functions are called by their own names. */
#include "base/library.h"
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>

#define TLS_FUNCTIONS(of) \
	of(gnutls_pcert_deinit) of(gnutls_pcert_list_import_x509_raw) of(gnutls_privkey_deinit) \
	of(gnutls_privkey_import_x509_raw) of(gnutls_privkey_init) of(gnutls_pubkey_deinit) \
	of(gnutls_pubkey_get_key_id) of(gnutls_pubkey_import_privkey) of(gnutls_pubkey_init)

struct tls_library {
	TLS_FUNCTIONS(LIBRARY_POINTER)
};
extern struct tls_library tls_library;

/* Before any other of them. */
gboolean tls_library_load(GError **error);

#define gnutls_pcert_deinit tls_library.gnutls_pcert_deinit
#define gnutls_pcert_list_import_x509_raw tls_library.gnutls_pcert_list_import_x509_raw
#define gnutls_privkey_deinit tls_library.gnutls_privkey_deinit
#define gnutls_privkey_import_x509_raw tls_library.gnutls_privkey_import_x509_raw
#define gnutls_privkey_init tls_library.gnutls_privkey_init
#define gnutls_pubkey_deinit tls_library.gnutls_pubkey_deinit
#define gnutls_pubkey_get_key_id tls_library.gnutls_pubkey_get_key_id
#define gnutls_pubkey_import_privkey tls_library.gnutls_pubkey_import_privkey
#define gnutls_pubkey_init tls_library.gnutls_pubkey_init
