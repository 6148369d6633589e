/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * libxlsxwriter, loaded when a workbook is written: with it comes OpenSSL, which most commands never need. Its functions
 * are called by their own names.
 */
#include "base/library.h"
#include <xlsxwriter.h>

#define XLSX_FUNCTIONS(of) \
	of(format_set_align) of(format_set_bold) of(format_set_font_name) of(format_set_font_size) \
	of(format_set_num_format) of(format_set_text_wrap) of(lxw_strerror) of(lxw_workbook_free) \
	of(workbook_add_format) of(workbook_add_worksheet) of(workbook_close) of(workbook_new_opt) \
	of(workbook_set_properties) of(worksheet_fit_to_pages) of(worksheet_freeze_panes) \
	of(worksheet_merge_range) of(worksheet_repeat_rows) of(worksheet_set_column) \
	of(worksheet_set_landscape) of(worksheet_set_paper) of(worksheet_write_number) \
	of(worksheet_write_string)

struct xlsx_library {
	XLSX_FUNCTIONS(LIBRARY_POINTER)
};
extern struct xlsx_library xlsx_library;

/* Before any other of them. */
gboolean xlsx_library_load(GError **error);

#define format_set_align xlsx_library.format_set_align
#define format_set_bold xlsx_library.format_set_bold
#define format_set_font_name xlsx_library.format_set_font_name
#define format_set_font_size xlsx_library.format_set_font_size
#define format_set_num_format xlsx_library.format_set_num_format
#define format_set_text_wrap xlsx_library.format_set_text_wrap
#define lxw_strerror xlsx_library.lxw_strerror
#define lxw_workbook_free xlsx_library.lxw_workbook_free
#define workbook_add_format xlsx_library.workbook_add_format
#define workbook_add_worksheet xlsx_library.workbook_add_worksheet
#define workbook_close xlsx_library.workbook_close
#define workbook_new_opt xlsx_library.workbook_new_opt
#define workbook_set_properties xlsx_library.workbook_set_properties
#define worksheet_fit_to_pages xlsx_library.worksheet_fit_to_pages
#define worksheet_freeze_panes xlsx_library.worksheet_freeze_panes
#define worksheet_merge_range xlsx_library.worksheet_merge_range
#define worksheet_repeat_rows xlsx_library.worksheet_repeat_rows
#define worksheet_set_column xlsx_library.worksheet_set_column
#define worksheet_set_landscape xlsx_library.worksheet_set_landscape
#define worksheet_set_paper xlsx_library.worksheet_set_paper
#define worksheet_write_number xlsx_library.worksheet_write_number
#define worksheet_write_string xlsx_library.worksheet_write_string
