/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/claim.h"
#include "hub/private.h"

#include <sodium.h>
#include <string.h>

#define SCHEME "Ngoaivu"

enum { CLAIM_SCHEME, CLAIM_CODE, CLAIM_KEY, CLAIM_NONCE, CLAIM_SEAL, CLAIM_PARTS, CLAIM_OLD = CLAIM_PARTS, CLAIM_RENEWAL, CLAIM_RENEWED_PARTS };

static struct hash claim_hash(const char *request, const char *code, const struct hash *nonce)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	const char *const parts[] = { "ngoaivu request\n", request, "\n", code, "\n" };
	for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
		hasher_add(&hasher, parts[i], strlen(parts[i]));
	hasher_add(&hasher, nonce->bytes, sizeof nonce->bytes);
	return hasher_end(&hasher);
}

char *claim_write(const struct hub_key *key, const char *request)
{
	struct hash nonce;
	randombytes_buf(nonce.bytes, sizeof nonce.bytes);
	struct hash hash = claim_hash(request, key->office, &nonce);
	struct seal seal = hub_sign(key, &hash);
	g_autofree char *public = hash_hex(&key->public), *said = hash_hex(&nonce), *signature = signature_hex(&seal);
	if (!key->renewed)
		return g_strjoin(" ", SCHEME, key->office, public, said, signature, NULL);
	g_autofree char *old = hash_hex(&key->old), *renewal = signature_hex(&key->renewal);
	return g_strjoin(" ", SCHEME, key->office, public, said, signature, old, renewal, NULL);
}

static gboolean no_claim(GError **error)
{
	return fail(error, ERROR_REFUSED, _("the request does not prove which office it is of"));
}

static gboolean read_signer(char **parts, guint count, struct signer *signer)
{
	signer->office = parts[CLAIM_CODE];
	signer->renewed = count == CLAIM_RENEWED_PARTS;
	return peer_is_code(signer->office) && hash_parse(parts[CLAIM_KEY], &signer->key) &&
		(!signer->renewed || (hash_parse(parts[CLAIM_OLD], &signer->old) && signature_parse(parts[CLAIM_RENEWAL], &signer->renewal)));
}

char *claim_check(struct store *store, const char *claim, const char *request, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(claim ? claim : "", " ", CLAIM_RENEWED_PARTS + 1);
	guint count = g_strv_length(parts);
	struct signer signer;
	struct hash nonce;
	struct seal seal;
	gboolean renewed;
	if ((count != CLAIM_PARTS && count != CLAIM_RENEWED_PARTS) || strcmp(parts[CLAIM_SCHEME], SCHEME) != 0 || !read_signer(parts, count, &signer) ||
		!hash_parse(parts[CLAIM_NONCE], &nonce) || !signature_parse(parts[CLAIM_SEAL], &seal)) {
		no_claim(error);
		return NULL;
	}
	if (!peer_check_signer(store, &signer, &renewed, error))
		return NULL;
	struct hash hash = claim_hash(request, signer.office, &nonce);
	if (hub_signed(&signer.key, &hash, &seal))
		return g_strdup(signer.office);
	no_claim(error);
	return NULL;
}
