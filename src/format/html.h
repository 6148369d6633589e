/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A writer of HTML onto a GString. Text and attribute values are always escaped; there is no raw
 * function. Elements and attributes are enumerations: none of them runs a script or carries a
 * style, and those that hold an address take a struct url, which is made only from own paths or
 * checked http, https and mailto addresses. Sticky: the first mistake (an attribute after content,
 * an element closed that is not the innermost, an address that is none) stops all further writing
 * and is told by html_finish.
 */
#include <glib.h>

enum html_element {
	HTML_A,
	HTML_ABBR,
	HTML_ARTICLE,
	HTML_ASIDE,
	HTML_BODY,
	HTML_BR,
	HTML_BUTTON,
	HTML_CAPTION,
	HTML_CODE,
	HTML_COL,
	HTML_COLGROUP,
	HTML_DATA,
	HTML_DATALIST,
	HTML_DD,
	HTML_DEL,
	HTML_DETAILS,
	HTML_DIALOG,
	HTML_DIV,
	HTML_DL,
	HTML_DT,
	HTML_EM,
	HTML_FIELDSET,
	HTML_FIGCAPTION,
	HTML_FIGURE,
	HTML_FOOTER,
	HTML_FORM,
	HTML_H1,
	HTML_H2,
	HTML_H3,
	HTML_H4,
	HTML_H5,
	HTML_H6,
	HTML_HEAD,
	HTML_HEADER,
	HTML_HR,
	HTML_HTML,
	HTML_I,
	HTML_IMG,
	HTML_INPUT,
	HTML_INS,
	HTML_KBD,
	HTML_LABEL,
	HTML_LEGEND,
	HTML_LI,
	HTML_LINK,
	HTML_MAIN,
	HTML_MARK,
	HTML_META,
	HTML_METER,
	HTML_NAV,
	HTML_OL,
	HTML_OPTGROUP,
	HTML_OPTION,
	HTML_OUTPUT,
	HTML_P,
	HTML_PRE,
	HTML_PROGRESS,
	HTML_Q,
	HTML_RECT,
	HTML_S,
	HTML_SEARCH,
	HTML_SECTION,
	HTML_SELECT,
	HTML_SMALL,
	HTML_SPAN,
	HTML_STRONG,
	HTML_SUB,
	HTML_SUMMARY,
	HTML_SUP,
	HTML_SVG,
	HTML_TABLE,
	HTML_TBODY,
	HTML_TD,
	HTML_TEXT,
	HTML_TEXTAREA,
	HTML_TFOOT,
	HTML_TH,
	HTML_THEAD,
	HTML_TIME,
	HTML_TITLE,
	HTML_TR,
	HTML_U,
	HTML_UL,
	HTML_ELEMENTS
};

/* Attributes that hold text. */
enum html_attribute {
	HTML_ACCEPT,
	HTML_ACCESSKEY,
	HTML_ALT,
	HTML_ARIA_CONTROLS,
	HTML_ARIA_CURRENT,
	HTML_ARIA_DESCRIBEDBY,
	HTML_ARIA_EXPANDED,
	HTML_ARIA_HIDDEN,
	HTML_ARIA_INVALID,
	HTML_ARIA_LABEL,
	HTML_ARIA_LABELLEDBY,
	HTML_ARIA_LIVE,
	HTML_ARIA_SORT,
	HTML_AUTOCOMPLETE,
	HTML_CHARSET,
	HTML_CLASS,
	HTML_COLS,
	HTML_COLSPAN,
	HTML_CONTENT,
	HTML_DATETIME,
	HTML_DIR,
	HTML_DOWNLOAD,
	HTML_ENCTYPE,
	HTML_FOR,
	HTML_FORM_ID,
	HTML_HEADERS,
	HTML_HEIGHT,
	HTML_HX_CONFIRM,
	HTML_HX_INCLUDE,
	HTML_HX_INDICATOR,
	HTML_HX_PUSH_URL,
	HTML_HX_SELECT,
	HTML_HX_SWAP,
	HTML_HX_TARGET,
	HTML_HX_TRIGGER,
	HTML_ID,
	HTML_INPUTMODE,
	HTML_LABEL_TEXT,
	HTML_LANG,
	HTML_LIST,
	HTML_MAX,
	HTML_MAXLENGTH,
	HTML_METHOD,
	HTML_MIN,
	HTML_MINLENGTH,
	HTML_NAME,
	HTML_PATTERN,
	HTML_PLACEHOLDER,
	HTML_PRESERVE_ASPECT_RATIO,
	HTML_REL,
	HTML_ROLE,
	HTML_ROWS,
	HTML_ROWSPAN,
	HTML_SCOPE,
	HTML_SIZE,
	HTML_SIZES,
	HTML_SPAN_COUNT,
	HTML_STEP,
	HTML_TABINDEX,
	HTML_TITLE_TEXT,
	HTML_TYPE,
	HTML_VALUE,
	HTML_VIEW_BOX,
	HTML_WIDTH,
	HTML_X,
	HTML_Y,
	HTML_ATTRIBUTES
};

/* Attributes that are there or not. */
enum html_flag {
	HTML_AUTOFOCUS,
	HTML_CHECKED,
	HTML_DISABLED,
	HTML_FORMNOVALIDATE,
	HTML_HIDDEN,
	HTML_MULTIPLE,
	HTML_NOVALIDATE,
	HTML_OPEN,
	HTML_READONLY,
	HTML_REQUIRED,
	HTML_SELECTED,
	HTML_FLAGS
};

/* Attributes that hold an address. */
enum html_address {
	HTML_ACTION,
	HTML_FORMACTION,
	HTML_HREF,
	HTML_HX_DELETE,
	HTML_HX_GET,
	HTML_HX_PATCH,
	HTML_HX_POST,
	HTML_HX_PUT,
	HTML_SRC,
	HTML_ADDRESSES
};

/* Style sheets that a page of its own may carry inside; their text is part of the program. */
enum html_sheet { HTML_SHEET_DOCUMENT, HTML_SHEETS };

/* An address; made by the functions below only. Owns its text. */
struct url {
	char *text; /* NULL: none, refused by the writer */
	gboolean own;
};
void url_clear(struct url *url);
typedef struct url url_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(url_t, url_clear)

/* An own path such as "/registers"; holds none when it is no such path ("//host", "\", blanks,
 * control characters). */
struct url url_own(const char *path);
/* Appends "/text", "?name=value" or "&name=value", and "#id"; percent-encoded. */
void url_add_segment(struct url *url, const char *text);
void url_add_query(struct url *url, const char *name, const char *value);
void url_set_fragment(struct url *url, const char *id);
/* An address typed by somebody: http, https or mailto; ERROR_INPUT for anything else. */
gboolean url_parse(const char *text, struct url *url, GError **error);

struct html_writer {
	GString *out;    /* borrowed; written after what it already holds */
	gsize start;     /* its length at the beginning */
	GArray *open;    /* enum html_element */
	gboolean in_tag; /* the start tag still takes attributes */
	const char *failure;
};

void html_start(struct html_writer *html, GString *out);
/* FALSE with ERROR_SYSTEM, the text taken back, when something failed or was left open. Frees the
 * writer's memory. */
gboolean html_finish(struct html_writer *html, GError **error);
/* Frees the writer's memory where html_finish is not reached; harmless after it. */
void html_clear(struct html_writer *html);
typedef struct html_writer html_writer_t;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(html_writer_t, html_clear)

/* <!DOCTYPE html><html lang="…"><head> with charset, viewport and title; the head is left open. */
void html_page(struct html_writer *html, const char *language, const char *title);

void html_begin(struct html_writer *html, enum html_element element);
/* Closes the innermost element, which must be this one; elements without content (br, input) close
 * themselves. */
void html_end(struct html_writer *html, enum html_element element);

/* Attributes of the element just begun; a NULL value and a false flag write nothing. */
void html_attr(struct html_writer *html, enum html_attribute attribute, const char *value);
void html_attr_int(struct html_writer *html, enum html_attribute attribute, gint64 value);
void html_flag(struct html_writer *html, enum html_flag flag, gboolean is_set);
void html_url(struct html_writer *html, enum html_address attribute, const struct url *url);
void html_data(
	struct html_writer *html, const char *name, const char *value); /* data-name; a-z and - */

void html_text(struct html_writer *html, const char *text);
void html_text_int(struct html_writer *html, gint64 value);

/* <element class="class">text</element>; no attribute where the class is NULL. */
void html_element(
	struct html_writer *html, enum html_element element, const char *class, const char *text);

void html_sheet(
	struct html_writer *html, enum html_sheet sheet); /* <style> with the sheet's text */
void html_script(
	struct html_writer *html, const struct url *url); /* <script src defer>: own paths only */
