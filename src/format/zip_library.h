/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * libzip, loaded when an archive is read: with it comes OpenSSL, which most commands never need. Its functions are called
 * by their own names.
 */
#include "base/library.h"
#include <zip.h>

#define ZIP_FUNCTIONS(of) \
	of(zip_close) of(zip_discard) of(zip_error_fini) of(zip_error_init) of(zip_error_strerror) \
	of(zip_fclose) of(zip_file_add) of(zip_file_set_dostime) of(zip_file_strerror) \
	of(zip_fopen_index) of(zip_fread) of(zip_get_error) of(zip_get_name) of(zip_get_num_entries) \
	of(zip_name_locate) of(zip_open_from_source) of(zip_set_file_compression) \
	of(zip_source_buffer) of(zip_source_buffer_create) of(zip_source_close) of(zip_source_error) \
	of(zip_source_free) of(zip_source_keep) of(zip_source_open) of(zip_source_read) \
	of(zip_source_stat) of(zip_stat_index) of(zip_stat_init) of(zip_strerror)

struct zip_library {
	ZIP_FUNCTIONS(LIBRARY_POINTER)
};
extern struct zip_library zip_library;

/* Before any other of them. */
gboolean zip_library_load(GError **error);

#define zip_close zip_library.zip_close
#define zip_discard zip_library.zip_discard
#define zip_error_fini zip_library.zip_error_fini
#define zip_error_init zip_library.zip_error_init
#define zip_error_strerror zip_library.zip_error_strerror
#define zip_fclose zip_library.zip_fclose
#define zip_file_add zip_library.zip_file_add
#define zip_file_set_dostime zip_library.zip_file_set_dostime
#define zip_file_strerror zip_library.zip_file_strerror
#define zip_fopen_index zip_library.zip_fopen_index
#define zip_fread zip_library.zip_fread
#define zip_get_error zip_library.zip_get_error
#define zip_get_name zip_library.zip_get_name
#define zip_get_num_entries zip_library.zip_get_num_entries
#define zip_name_locate zip_library.zip_name_locate
#define zip_open_from_source zip_library.zip_open_from_source
#define zip_set_file_compression zip_library.zip_set_file_compression
#define zip_source_buffer zip_library.zip_source_buffer
#define zip_source_buffer_create zip_library.zip_source_buffer_create
#define zip_source_close zip_library.zip_source_close
#define zip_source_error zip_library.zip_source_error
#define zip_source_free zip_library.zip_source_free
#define zip_source_keep zip_library.zip_source_keep
#define zip_source_open zip_library.zip_source_open
#define zip_source_read zip_library.zip_source_read
#define zip_source_stat zip_library.zip_source_stat
#define zip_stat_index zip_library.zip_stat_index
#define zip_stat_init zip_library.zip_stat_init
#define zip_strerror zip_library.zip_strerror
