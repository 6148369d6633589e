/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * liboath, loaded when the server starts: one-time codes are asked for nowhere else. Its functions are called by their
 * own names.
 */
#include "base/library.h"
#include <liboath/oath.h>

#define CODE_FUNCTIONS(of) \
	of(oath_base32_encode) of(oath_init) of(oath_totp_validate3)

struct code_library {
	CODE_FUNCTIONS(LIBRARY_POINTER)
};
extern struct code_library code_library;

/* Before any other of them. */
gboolean code_library_load(GError **error);

#define oath_base32_encode code_library.oath_base32_encode
#define oath_init code_library.oath_init
#define oath_totp_validate3 code_library.oath_totp_validate3
