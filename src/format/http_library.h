/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * libmicrohttpd, loaded when a server starts: no other command needs it, nor GnuTLS that it brings. Its functions are
 * called by their own names.
 */
#include "base/library.h"
#include <microhttpd.h>

#define HTTP_FUNCTIONS(of) \
	of(MHD_add_response_header) of(MHD_create_response_from_buffer) \
	of(MHD_create_response_from_buffer_with_free_callback_cls) of(MHD_destroy_response) \
	of(MHD_get_connection_info) of(MHD_get_connection_values) of(MHD_lookup_connection_value) \
	of(MHD_queue_response) of(MHD_quiesce_daemon) of(MHD_resume_connection) of(MHD_start_daemon) \
	of(MHD_stop_daemon) of(MHD_suspend_connection)

struct http_library {
	HTTP_FUNCTIONS(LIBRARY_POINTER)
};
extern struct http_library http_library;

/* Before any other of them. */
gboolean http_library_load(GError **error);

#define MHD_add_response_header http_library.MHD_add_response_header
#define MHD_create_response_from_buffer http_library.MHD_create_response_from_buffer
#define MHD_create_response_from_buffer_with_free_callback_cls http_library.MHD_create_response_from_buffer_with_free_callback_cls
#define MHD_destroy_response http_library.MHD_destroy_response
#define MHD_get_connection_info http_library.MHD_get_connection_info
#define MHD_get_connection_values http_library.MHD_get_connection_values
#define MHD_lookup_connection_value http_library.MHD_lookup_connection_value
#define MHD_queue_response http_library.MHD_queue_response
#define MHD_quiesce_daemon http_library.MHD_quiesce_daemon
#define MHD_resume_connection http_library.MHD_resume_connection
#define MHD_start_daemon http_library.MHD_start_daemon
#define MHD_stop_daemon http_library.MHD_stop_daemon
#define MHD_suspend_connection http_library.MHD_suspend_connection
