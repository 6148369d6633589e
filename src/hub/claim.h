/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Who asks, proved before the body of a request is read: the value of the header Authorization,
 *   "Ngoaivu CODE KEY NONCE SEAL" and, after a renewal of the key, " OLD-KEY RENEWAL".
 * The seal is the office's over the request ("POST /hub/packages"), its code and the nonce. What a package holds is
 * proved by its own signature; a claim only keeps strangers from being listened to.
 */
#include "hub/key.h"

/* Caller frees. */
char *claim_write(const struct hub_key *key, const char *request);
/* The office that claims, caller frees; NULL with ERROR_REFUSED. The store is only read. */
char *claim_check(struct store *store, const char *claim, const char *request, GError **error);
