/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* Poppler, loaded when the first PDF is read or annotated: no other command needs it. Its functions are called by their own names. */
#include "base/library.h"
#include <poppler.h>

#define POPPLER_FUNCTIONS(of) \
	of(g_object_unref) of(poppler_annot_markup_set_label) of(poppler_annot_markup_set_popup) \
	of(poppler_annot_set_color) of(poppler_annot_set_contents) of(poppler_annot_set_flags) \
	of(poppler_annot_text_markup_new_highlight) of(poppler_annot_text_new) of(poppler_document_save_to_fd) \
	of(poppler_page_add_annot) \
	of(poppler_document_get_n_pages) of(poppler_document_get_page) \
	of(poppler_document_new_from_bytes) of(poppler_page_free_text_attributes) of(poppler_page_get_size) \
	of(poppler_page_get_text) of(poppler_page_get_text_attributes) of(poppler_page_get_text_layout)

struct poppler_library {
	POPPLER_FUNCTIONS(LIBRARY_POINTER)
};
extern struct poppler_library poppler_library;

/* Before any other of them. */
gboolean poppler_library_load(GError **error);

#define g_object_unref poppler_library.g_object_unref
#define poppler_annot_markup_set_label poppler_library.poppler_annot_markup_set_label
#define poppler_annot_markup_set_popup poppler_library.poppler_annot_markup_set_popup
#define poppler_annot_set_color poppler_library.poppler_annot_set_color
#define poppler_annot_set_contents poppler_library.poppler_annot_set_contents
#define poppler_annot_set_flags poppler_library.poppler_annot_set_flags
#define poppler_annot_text_markup_new_highlight poppler_library.poppler_annot_text_markup_new_highlight
#define poppler_annot_text_new poppler_library.poppler_annot_text_new
#define poppler_document_save_to_fd poppler_library.poppler_document_save_to_fd
#define poppler_page_add_annot poppler_library.poppler_page_add_annot
#define poppler_document_get_n_pages poppler_library.poppler_document_get_n_pages
#define poppler_document_get_page poppler_library.poppler_document_get_page
#define poppler_document_new_from_bytes poppler_library.poppler_document_new_from_bytes
#define poppler_page_free_text_attributes poppler_library.poppler_page_free_text_attributes
#define poppler_page_get_size poppler_library.poppler_page_get_size
#define poppler_page_get_text poppler_library.poppler_page_get_text
#define poppler_page_get_text_attributes poppler_library.poppler_page_get_text_attributes
#define poppler_page_get_text_layout poppler_library.poppler_page_get_text_layout
