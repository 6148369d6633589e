/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Poppler, loaded when the first PDF is read: no other command needs it. Its functions are called by their own names. */
#include "base/library.h"
#include <poppler.h>

#define POPPLER_FUNCTIONS(of) \
	of(g_object_unref) of(poppler_document_get_n_pages) of(poppler_document_get_page) \
	of(poppler_document_new_from_bytes) of(poppler_page_free_text_attributes) of(poppler_page_get_size) \
	of(poppler_page_get_text) of(poppler_page_get_text_attributes) of(poppler_page_get_text_layout)

struct poppler_library {
	POPPLER_FUNCTIONS(LIBRARY_POINTER)
};
extern struct poppler_library poppler_library;

/* Before any other of them. */
gboolean poppler_library_load(GError **error);

#define g_object_unref poppler_library.g_object_unref
#define poppler_document_get_n_pages poppler_library.poppler_document_get_n_pages
#define poppler_document_get_page poppler_library.poppler_document_get_page
#define poppler_document_new_from_bytes poppler_library.poppler_document_new_from_bytes
#define poppler_page_free_text_attributes poppler_library.poppler_page_free_text_attributes
#define poppler_page_get_size poppler_library.poppler_page_get_size
#define poppler_page_get_text poppler_library.poppler_page_get_text
#define poppler_page_get_text_attributes poppler_library.poppler_page_get_text_attributes
#define poppler_page_get_text_layout poppler_library.poppler_page_get_text_layout
