/* SPDX-License-Identifier: Apache-2.0 */
#include "format/html_names.h"

const struct html_name html_names[HTML_ELEMENTS + 1] = {
	[HTML_A] = {"a", FALSE, FALSE},
	[HTML_ABBR] = {"abbr", FALSE, FALSE},
	[HTML_ARTICLE] = {"article", FALSE, TRUE},
	[HTML_ASIDE] = {"aside", FALSE, TRUE},
	[HTML_BODY] = {"body", FALSE, TRUE},
	[HTML_BR] = {"br", TRUE, FALSE},
	[HTML_BUTTON] = {"button", FALSE, FALSE},
	[HTML_CAPTION] = {"caption", FALSE, TRUE},
	[HTML_CODE] = {"code", FALSE, FALSE},
	[HTML_COL] = {"col", TRUE, TRUE},
	[HTML_COLGROUP] = {"colgroup", FALSE, TRUE},
	[HTML_DATA] = {"data", FALSE, FALSE},
	[HTML_DATALIST] = {"datalist", FALSE, FALSE},
	[HTML_DD] = {"dd", FALSE, TRUE},
	[HTML_DEL] = {"del", FALSE, FALSE},
	[HTML_DETAILS] = {"details", FALSE, TRUE},
	[HTML_DIALOG] = {"dialog", FALSE, TRUE},
	[HTML_DIV] = {"div", FALSE, TRUE},
	[HTML_DL] = {"dl", FALSE, TRUE},
	[HTML_DT] = {"dt", FALSE, TRUE},
	[HTML_EM] = {"em", FALSE, FALSE},
	[HTML_FIELDSET] = {"fieldset", FALSE, TRUE},
	[HTML_FIGCAPTION] = {"figcaption", FALSE, TRUE},
	[HTML_FIGURE] = {"figure", FALSE, TRUE},
	[HTML_FOOTER] = {"footer", FALSE, TRUE},
	[HTML_FORM] = {"form", FALSE, TRUE},
	[HTML_H1] = {"h1", FALSE, TRUE},
	[HTML_H2] = {"h2", FALSE, TRUE},
	[HTML_H3] = {"h3", FALSE, TRUE},
	[HTML_H4] = {"h4", FALSE, TRUE},
	[HTML_H5] = {"h5", FALSE, TRUE},
	[HTML_H6] = {"h6", FALSE, TRUE},
	[HTML_HEAD] = {"head", FALSE, TRUE},
	[HTML_HEADER] = {"header", FALSE, TRUE},
	[HTML_HR] = {"hr", TRUE, TRUE},
	[HTML_HTML] = {"html", FALSE, TRUE},
	[HTML_I] = {"i", FALSE, FALSE},
	[HTML_IMG] = {"img", TRUE, FALSE},
	[HTML_INPUT] = {"input", TRUE, FALSE},
	[HTML_INS] = {"ins", FALSE, FALSE},
	[HTML_KBD] = {"kbd", FALSE, FALSE},
	[HTML_LABEL] = {"label", FALSE, FALSE},
	[HTML_LEGEND] = {"legend", FALSE, FALSE},
	[HTML_LI] = {"li", FALSE, TRUE},
	[HTML_LINK] = {"link", TRUE, TRUE},
	[HTML_MAIN] = {"main", FALSE, TRUE},
	[HTML_MARK] = {"mark", FALSE, FALSE},
	[HTML_META] = {"meta", TRUE, TRUE},
	[HTML_METER] = {"meter", FALSE, FALSE},
	[HTML_NAV] = {"nav", FALSE, TRUE},
	[HTML_OL] = {"ol", FALSE, TRUE},
	[HTML_OPTGROUP] = {"optgroup", FALSE, TRUE},
	[HTML_OPTION] = {"option", FALSE, TRUE},
	[HTML_OUTPUT] = {"output", FALSE, FALSE},
	[HTML_P] = {"p", FALSE, TRUE},
	[HTML_PRE] = {"pre", FALSE, TRUE},
	[HTML_PROGRESS] = {"progress", FALSE, FALSE},
	[HTML_Q] = {"q", FALSE, FALSE},
	[HTML_RECT] = {"rect", FALSE, FALSE},
	[HTML_S] = {"s", FALSE, FALSE},
	[HTML_SEARCH] = {"search", FALSE, TRUE},
	[HTML_SECTION] = {"section", FALSE, TRUE},
	[HTML_SELECT] = {"select", FALSE, FALSE},
	[HTML_SMALL] = {"small", FALSE, FALSE},
	[HTML_SPAN] = {"span", FALSE, FALSE},
	[HTML_STRONG] = {"strong", FALSE, FALSE},
	[HTML_SUB] = {"sub", FALSE, FALSE},
	[HTML_SUMMARY] = {"summary", FALSE, TRUE},
	[HTML_SUP] = {"sup", FALSE, FALSE},
	[HTML_SVG] = {"svg", FALSE, FALSE},
	[HTML_TABLE] = {"table", FALSE, TRUE},
	[HTML_TBODY] = {"tbody", FALSE, TRUE},
	[HTML_TD] = {"td", FALSE, TRUE},
	[HTML_TEXT] = {"text", FALSE, FALSE},
	[HTML_TEXTAREA] = {"textarea", FALSE, FALSE},
	[HTML_TFOOT] = {"tfoot", FALSE, TRUE},
	[HTML_TH] = {"th", FALSE, TRUE},
	[HTML_THEAD] = {"thead", FALSE, TRUE},
	[HTML_TIME] = {"time", FALSE, FALSE},
	[HTML_TITLE] = {"title", FALSE, TRUE},
	[HTML_TR] = {"tr", FALSE, TRUE},
	[HTML_U] = {"u", FALSE, FALSE},
	[HTML_UL] = {"ul", FALSE, TRUE},
	[HTML_ELEMENTS] = {"", FALSE, FALSE},
};

const char *const html_attribute_names[HTML_ATTRIBUTES] = {
	[HTML_ACCEPT] = "accept",
	[HTML_ACCESSKEY] = "accesskey",
	[HTML_ALT] = "alt",
	[HTML_ARIA_CONTROLS] = "aria-controls",
	[HTML_ARIA_CURRENT] = "aria-current",
	[HTML_ARIA_DESCRIBEDBY] = "aria-describedby",
	[HTML_ARIA_EXPANDED] = "aria-expanded",
	[HTML_ARIA_HIDDEN] = "aria-hidden",
	[HTML_ARIA_INVALID] = "aria-invalid",
	[HTML_ARIA_LABEL] = "aria-label",
	[HTML_ARIA_LABELLEDBY] = "aria-labelledby",
	[HTML_ARIA_LIVE] = "aria-live",
	[HTML_ARIA_SORT] = "aria-sort",
	[HTML_AUTOCOMPLETE] = "autocomplete",
	[HTML_CHARSET] = "charset",
	[HTML_CLASS] = "class",
	[HTML_COLS] = "cols",
	[HTML_COLSPAN] = "colspan",
	[HTML_CONTENT] = "content",
	[HTML_DATETIME] = "datetime",
	[HTML_DIR] = "dir",
	[HTML_DOWNLOAD] = "download",
	[HTML_ENCTYPE] = "enctype",
	[HTML_FOR] = "for",
	[HTML_FORM_ID] = "form",
	[HTML_HEADERS] = "headers",
	[HTML_HEIGHT] = "height",
	[HTML_HX_CONFIRM] = "hx-confirm",
	[HTML_HX_INCLUDE] = "hx-include",
	[HTML_HX_INDICATOR] = "hx-indicator",
	[HTML_HX_PUSH_URL] = "hx-push-url",
	[HTML_HX_SELECT] = "hx-select",
	[HTML_HX_SWAP] = "hx-swap",
	[HTML_HX_TARGET] = "hx-target",
	[HTML_HX_TRIGGER] = "hx-trigger",
	[HTML_ID] = "id",
	[HTML_INPUTMODE] = "inputmode",
	[HTML_LABEL_TEXT] = "label",
	[HTML_LANG] = "lang",
	[HTML_LIST] = "list",
	[HTML_MAX] = "max",
	[HTML_MAXLENGTH] = "maxlength",
	[HTML_METHOD] = "method",
	[HTML_MIN] = "min",
	[HTML_MINLENGTH] = "minlength",
	[HTML_NAME] = "name",
	[HTML_PATTERN] = "pattern",
	[HTML_PLACEHOLDER] = "placeholder",
	[HTML_PRESERVE_ASPECT_RATIO] = "preserveAspectRatio",
	[HTML_REL] = "rel",
	[HTML_ROLE] = "role",
	[HTML_ROWS] = "rows",
	[HTML_ROWSPAN] = "rowspan",
	[HTML_SCOPE] = "scope",
	[HTML_SIZE] = "size",
	[HTML_SIZES] = "sizes",
	[HTML_SPAN_COUNT] = "span",
	[HTML_STEP] = "step",
	[HTML_TABINDEX] = "tabindex",
	[HTML_TITLE_TEXT] = "title",
	[HTML_TYPE] = "type",
	[HTML_VALUE] = "value",
	[HTML_VIEW_BOX] = "viewBox",
	[HTML_WIDTH] = "width",
	[HTML_X] = "x",
	[HTML_Y] = "y",
};

const char *const html_flag_names[HTML_FLAGS] = {
	[HTML_AUTOFOCUS] = "autofocus",
	[HTML_CHECKED] = "checked",
	[HTML_DISABLED] = "disabled",
	[HTML_FORMNOVALIDATE] = "formnovalidate",
	[HTML_HIDDEN] = "hidden",
	[HTML_MULTIPLE] = "multiple",
	[HTML_NOVALIDATE] = "novalidate",
	[HTML_OPEN] = "open",
	[HTML_READONLY] = "readonly",
	[HTML_REQUIRED] = "required",
	[HTML_SELECTED] = "selected",
};

const char *const html_address_names[HTML_ADDRESSES] = {
	[HTML_ACTION] = "action",
	[HTML_FORMACTION] = "formaction",
	[HTML_HREF] = "href",
	[HTML_HX_DELETE] = "hx-delete",
	[HTML_HX_GET] = "hx-get",
	[HTML_HX_PATCH] = "hx-patch",
	[HTML_HX_POST] = "hx-post",
	[HTML_HX_PUT] = "hx-put",
	[HTML_SRC] = "src",
};

/* The form of Decree 30/2020, Appendix I, on a screen and on paper. */
const char *const html_sheets[HTML_SHEETS] = {
	[HTML_SHEET_DOCUMENT] =
		"@page { size: A4; margin: 20mm 15mm 20mm 30mm; }\n"
		"@page wide { size: A4 landscape; }\n"
		"body { margin: 0 auto; max-width: 165mm; padding: 20mm 15mm 20mm 30mm;\n"
		" color: #000; background: #fff; font: 14pt/1.3 \"Times New Roman\", Tinos,\n"
		" \"Liberation Serif\", serif; }\n"
		"p { margin: 6pt 0 0; text-indent: 12.7mm; text-align: justify;\n"
		" overflow-wrap: anywhere; }\n"
		".frame { display: grid; grid-template-columns: 41% 59%; row-gap: 6pt;\n"
		" text-align: center; font-size: 13pt; }\n"
		".frame p, .title p, .note, .sign p, .to p { margin: 0; text-indent: 0;\n"
		" text-align: inherit; }\n"
		".plain { text-indent: 0; }\n"
		".superior, .issuer, .nation { font-size: 12pt; }\n"
		".issuer, .nation, .motto, .title p, .sign p, th, .total { font-weight:\n"
		" bold; }\n"
		".frame .issuer, .frame .motto, .title .subject { display: table; margin:\n"
		" 0 auto; }\n"
		".issuer::after, .subject::after, .motto::after { content: \"\"; display:\n"
		" block; margin: 2pt auto 0; border-bottom: 0.75pt solid; width: 40%; }\n"
		".motto::after { width: 100%; }\n"
		".number, .date, .note { white-space: pre-wrap; }\n"
		".date, .basis, .note { font-style: italic; }\n"
		".frame .urgency { display: inline-block; margin-top: 6pt; padding: 1pt\n"
		" 8pt; border: 1pt solid #f00; color: #f00; font-weight: bold; }\n"
		".title, .note, .appendix h2 { text-align: center; }\n"
		".title { margin: 18pt 0 12pt; }\n"
		".title h1 { margin: 0; font-size: 14pt; }\n"
		".to { margin: 0 0 12pt 25mm; }\n"
		".to.single { margin-left: 0; text-align: center; }\n"
		".to ul { margin: 0 0 0 20mm; }\n"
		"h2, h3, h4, h5, h6 { margin: 6pt 0 0; font-size: 14pt; text-indent:\n"
		" 12.7mm; break-after: avoid; }\n"
		".point { font-weight: normal; }\n"
		"ul, ol { margin: 0; padding: 0; list-style: none; }\n"
		".figure, a { color: inherit; }\n"
		".scroll { overflow-x: auto; }\n"
		"table { width: 100%; margin: 6pt 0; border-collapse: collapse;\n"
		" font-size: 13pt; }\n"
		"table.many { font-size: 11pt; }\n"
		".landscape table { min-width: 220mm; }\n"
		"caption { font-weight: bold; }\n"
		"th, td { border: 0.5pt solid; padding: 2pt 4pt; vertical-align: top;\n"
		" overflow-wrap: break-word; }\n"
		"th, .centre { text-align: center; }\n"
		"th { vertical-align: middle; }\n"
		"td.right { text-align: right; }\n"
		"tr, .end { break-inside: avoid; }\n"
		".total td { border-top-width: 1pt; }\n"
		".end { display: grid; grid-template-columns: 47% 53%; margin-top: 12pt;\n"
		" }\n"
		".recipients { font-size: 11pt; }\n"
		".recipients p { margin: 0; text-indent: 0; font-size: 12pt; font-weight:\n"
		" bold; font-style: italic; }\n"
		".sign { text-align: center; }\n"
		".sign .name { margin-top: 60pt; }\n"
		".appendix { margin-top: 24pt; break-before: page; }\n"
		".appendix h2 { text-indent: 0; }\n"
		".landscape { page: wide; }\n"
		"@media screen and (min-width: 280mm) { .landscape { width: 252mm;\n"
		" margin-left: -43.5mm; } }\n"
		"@media screen and (max-width: 210mm) { body { padding: 5mm; } .to ul {\n"
		" margin-left: 5mm; } }\n"
		"@media print { body { max-width: none; padding: 0; } }\n",
};
