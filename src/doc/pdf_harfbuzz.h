/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * HarfBuzz, loaded when the first PDF is written: shaping of text and subsets of fonts. Its functions are
 * called by their own names.
 */
#include "base/library.h"
#include <hb-ot.h>
#include <hb-subset.h>

#define HARFBUZZ_FUNCTIONS(of) \
	of(hb_blob_create) of(hb_blob_destroy) of(hb_blob_get_data) of(hb_blob_get_length) \
	of(hb_buffer_add_utf8) of(hb_buffer_clear_contents) of(hb_buffer_create) \
	of(hb_buffer_destroy) of(hb_buffer_get_glyph_infos) of(hb_buffer_get_glyph_positions) \
	of(hb_buffer_guess_segment_properties) of(hb_buffer_set_direction) of(hb_buffer_set_flags) \
	of(hb_buffer_set_language) of(hb_draw_funcs_create) of(hb_draw_funcs_destroy) \
	of(hb_draw_funcs_set_close_path_func) of(hb_draw_funcs_set_cubic_to_func) \
	of(hb_draw_funcs_set_line_to_func) of(hb_draw_funcs_set_move_to_func) of(hb_face_create) \
	of(hb_face_destroy) of(hb_face_get_glyph_count) of(hb_face_get_upem) \
	of(hb_face_reference_blob) of(hb_face_reference_table) of(hb_font_create) \
	of(hb_font_destroy) of(hb_font_get_glyph_extents) of(hb_font_get_glyph_h_advance) \
	of(hb_font_get_glyph_shape) of(hb_font_get_h_extents) of(hb_font_get_nominal_glyph) \
	of(hb_font_set_var_named_instance) of(hb_language_from_string) of(hb_ot_name_get_utf8) \
	of(hb_set_add) of(hb_set_create) of(hb_set_destroy) of(hb_set_is_empty) of(hb_set_next) \
	of(hb_set_union) of(hb_shape) of(hb_subset_input_create_or_fail) \
	of(hb_subset_input_destroy) of(hb_subset_input_glyph_set) of(hb_subset_input_set) \
	of(hb_subset_input_set_flags) of(hb_subset_or_fail)

struct pdf_harfbuzz {
	HARFBUZZ_FUNCTIONS(LIBRARY_POINTER)
};
extern struct pdf_harfbuzz pdf_harfbuzz;

/* Before any other of them. */
gboolean pdf_harfbuzz_load(GError **error);

#define hb_blob_create pdf_harfbuzz.hb_blob_create
#define hb_blob_destroy pdf_harfbuzz.hb_blob_destroy
#define hb_blob_get_data pdf_harfbuzz.hb_blob_get_data
#define hb_blob_get_length pdf_harfbuzz.hb_blob_get_length
#define hb_buffer_add_utf8 pdf_harfbuzz.hb_buffer_add_utf8
#define hb_buffer_clear_contents pdf_harfbuzz.hb_buffer_clear_contents
#define hb_buffer_create pdf_harfbuzz.hb_buffer_create
#define hb_buffer_destroy pdf_harfbuzz.hb_buffer_destroy
#define hb_buffer_get_glyph_infos pdf_harfbuzz.hb_buffer_get_glyph_infos
#define hb_buffer_get_glyph_positions pdf_harfbuzz.hb_buffer_get_glyph_positions
#define hb_buffer_guess_segment_properties pdf_harfbuzz.hb_buffer_guess_segment_properties
#define hb_buffer_set_direction pdf_harfbuzz.hb_buffer_set_direction
#define hb_buffer_set_flags pdf_harfbuzz.hb_buffer_set_flags
#define hb_buffer_set_language pdf_harfbuzz.hb_buffer_set_language
#define hb_draw_funcs_create pdf_harfbuzz.hb_draw_funcs_create
#define hb_draw_funcs_destroy pdf_harfbuzz.hb_draw_funcs_destroy
#define hb_draw_funcs_set_close_path_func pdf_harfbuzz.hb_draw_funcs_set_close_path_func
#define hb_draw_funcs_set_cubic_to_func pdf_harfbuzz.hb_draw_funcs_set_cubic_to_func
#define hb_draw_funcs_set_line_to_func pdf_harfbuzz.hb_draw_funcs_set_line_to_func
#define hb_draw_funcs_set_move_to_func pdf_harfbuzz.hb_draw_funcs_set_move_to_func
#define hb_face_create pdf_harfbuzz.hb_face_create
#define hb_face_destroy pdf_harfbuzz.hb_face_destroy
#define hb_face_get_glyph_count pdf_harfbuzz.hb_face_get_glyph_count
#define hb_face_get_upem pdf_harfbuzz.hb_face_get_upem
#define hb_face_reference_blob pdf_harfbuzz.hb_face_reference_blob
#define hb_face_reference_table pdf_harfbuzz.hb_face_reference_table
#define hb_font_create pdf_harfbuzz.hb_font_create
#define hb_font_destroy pdf_harfbuzz.hb_font_destroy
#define hb_font_get_glyph_extents pdf_harfbuzz.hb_font_get_glyph_extents
#define hb_font_get_glyph_h_advance pdf_harfbuzz.hb_font_get_glyph_h_advance
#define hb_font_get_glyph_shape pdf_harfbuzz.hb_font_get_glyph_shape
#define hb_font_get_h_extents pdf_harfbuzz.hb_font_get_h_extents
#define hb_font_get_nominal_glyph pdf_harfbuzz.hb_font_get_nominal_glyph
#define hb_font_set_var_named_instance pdf_harfbuzz.hb_font_set_var_named_instance
#define hb_language_from_string pdf_harfbuzz.hb_language_from_string
#define hb_ot_name_get_utf8 pdf_harfbuzz.hb_ot_name_get_utf8
#define hb_set_add pdf_harfbuzz.hb_set_add
#define hb_set_create pdf_harfbuzz.hb_set_create
#define hb_set_destroy pdf_harfbuzz.hb_set_destroy
#define hb_set_is_empty pdf_harfbuzz.hb_set_is_empty
#define hb_set_next pdf_harfbuzz.hb_set_next
#define hb_set_union pdf_harfbuzz.hb_set_union
#define hb_shape pdf_harfbuzz.hb_shape
#define hb_subset_input_create_or_fail pdf_harfbuzz.hb_subset_input_create_or_fail
#define hb_subset_input_destroy pdf_harfbuzz.hb_subset_input_destroy
#define hb_subset_input_glyph_set pdf_harfbuzz.hb_subset_input_glyph_set
#define hb_subset_input_set pdf_harfbuzz.hb_subset_input_set
#define hb_subset_input_set_flags pdf_harfbuzz.hb_subset_input_set_flags
#define hb_subset_or_fail pdf_harfbuzz.hb_subset_or_fail
