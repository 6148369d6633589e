/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * libcurl, loaded when an office sends over the network: with what it stands on it is larger than the program. Its
 * functions are called by their own names.
 */
#include "base/library.h"
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

#define CURL_FUNCTIONS(of) \
	of(curl_easy_cleanup) of(curl_easy_getinfo) of(curl_easy_init) of(curl_easy_perform) \
	of(curl_easy_reset) of(curl_easy_setopt) of(curl_easy_strerror) of(curl_global_init) \
	of(curl_slist_append) of(curl_slist_free_all)

struct curl_library {
	CURL_FUNCTIONS(LIBRARY_POINTER)
};
extern struct curl_library curl_library;

/* Before any other of them. */
gboolean curl_library_load(GError **error);

#undef curl_easy_setopt
#undef curl_easy_getinfo
#define curl_easy_cleanup curl_library.curl_easy_cleanup
#define curl_easy_getinfo curl_library.curl_easy_getinfo
#define curl_easy_init curl_library.curl_easy_init
#define curl_easy_perform curl_library.curl_easy_perform
#define curl_easy_reset curl_library.curl_easy_reset
#define curl_easy_setopt curl_library.curl_easy_setopt
#define curl_easy_strerror curl_library.curl_easy_strerror
#define curl_global_init curl_library.curl_global_init
#define curl_slist_append curl_library.curl_slist_append
#define curl_slist_free_all curl_library.curl_slist_free_all
