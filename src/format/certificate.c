/* SPDX-License-Identifier: Apache-2.0 */
#include "format/certificate.h"
#include "base/error.h"
#include "format/file.h"
#include "format/tls_library.h"

#include <string.h>

enum { CHAIN_MOST = 16, PEM_MOST = 1 << 20, KEY_ID_MOST = 64 };

typedef struct shown {
	gnutls_pcert_st chain[CHAIN_MOST];
	unsigned int length;
	gnutls_privkey_t key;
} shown_t;

struct certificates {
	char *chain, *key; /* names of the files */
	GPtrArray *all;    /* struct shown *, the newest last */
	shown_t *newest;   /* atomic */
};

static struct certificates *served; /* atomic; why there is one: see the header */

static void shown_free(shown_t *shown)
{
	for (guint i = 0; i < shown->length; i++)
		gnutls_pcert_deinit(&shown->chain[i]);
	gnutls_privkey_deinit(shown->key);
	g_free(shown);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(shown_t, shown_free)

static gboolean read_chain(shown_t *shown, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, PEM_MOST, error);
	if (!bytes)
		return FALSE;
	const gnutls_datum_t pem = { (unsigned char *)g_bytes_get_data(bytes, NULL), (unsigned int)g_bytes_get_size(bytes) };
	unsigned int length = CHAIN_MOST;
	if (gnutls_pcert_list_import_x509_raw(shown->chain, &length, &pem, GNUTLS_X509_FMT_PEM, GNUTLS_X509_CRT_LIST_SORT) < 0)
		return fail(error, ERROR_INPUT, _("%s: no chain of certificates in PEM, the server's first, each signed by the one after it"), path);
	shown->length = length;
	return TRUE;
}

static gboolean read_key(shown_t *shown, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = file_read(path, PEM_MOST, error);
	if (!bytes)
		return FALSE;
	const gnutls_datum_t pem = { (unsigned char *)g_bytes_get_data(bytes, NULL), (unsigned int)g_bytes_get_size(bytes) };
	return gnutls_privkey_import_x509_raw(shown->key, &pem, GNUTLS_X509_FMT_PEM, NULL, 0) >= 0 ||
		fail(error, ERROR_INPUT, _("%s: no private key in PEM that opens without a password"), path);
}

static gboolean is_key_of(const shown_t *shown)
{
	unsigned char own[KEY_ID_MOST], of[KEY_ID_MOST];
	size_t own_length = sizeof own, of_length = sizeof of;
	gnutls_pubkey_t public = NULL;
	gboolean same = gnutls_pubkey_init(&public) >= 0 && gnutls_pubkey_import_privkey(public, shown->key, 0, 0) >= 0 &&
		gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, own, &own_length) >= 0 &&
		gnutls_pubkey_get_key_id(shown->chain[0].pubkey, GNUTLS_KEYID_USE_SHA256, of, &of_length) >= 0 &&
		own_length == of_length && memcmp(own, of, of_length) == 0;
	gnutls_pubkey_deinit(public);
	return same;
}

gboolean certificates_renew(struct certificates *certificates, GError **error)
{
	g_autoptr(shown_t) shown = g_new0(shown_t, 1);
	if (gnutls_privkey_init(&shown->key) < 0)
		return fail(error, ERROR_SYSTEM, _("the private key cannot be read: memory is short"));
	if (!read_chain(shown, certificates->chain, error) || !read_key(shown, certificates->key, error))
		return FALSE;
	if (!is_key_of(shown))
		return fail(error, ERROR_INPUT, _("%s is not the private key of the certificate in %s"), certificates->key, certificates->chain);
	g_ptr_array_add(certificates->all, shown);
	g_atomic_pointer_set(&certificates->newest, shown);
	shown = NULL;
	return TRUE;
}

struct certificates *certificates_open(const char *chain, const char *key, GError **error)
{
	if (!tls_library_load(error))
		return NULL;
	struct certificates *certificates = g_new0(struct certificates, 1);
	*certificates = (struct certificates){ .chain = g_strdup(chain), .key = g_strdup(key), .all = g_ptr_array_new_with_free_func((GDestroyNotify)shown_free) };
	if (!certificates_renew(certificates, error)) {
		certificates_free(certificates);
		return NULL;
	}
	g_atomic_pointer_set(&served, certificates);
	return certificates;
}

void certificates_free(struct certificates *certificates)
{
	if (!certificates)
		return;
	g_atomic_pointer_compare_and_exchange(&served, certificates, NULL);
	g_ptr_array_unref(certificates->all);
	g_free(certificates->chain);
	g_free(certificates->key);
	g_free(certificates);
}

int certificates_show(gnutls_session_t session, const gnutls_datum_t *authorities, int count, const gnutls_pk_algorithm_t *algorithms, int algorithms_count,
	gnutls_pcert_st **chain, unsigned int *length, gnutls_privkey_t *key)
{
	(void)session;
	(void)authorities;
	(void)count;
	(void)algorithms;
	(void)algorithms_count;
	struct certificates *certificates = g_atomic_pointer_get(&served);
	shown_t *shown = certificates ? g_atomic_pointer_get(&certificates->newest) : NULL;
	if (!shown)
		return -1;
	*chain = shown->chain;
	*length = shown->length;
	*key = shown->key;
	return 0;
}
