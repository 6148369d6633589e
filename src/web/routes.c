/* SPDX-License-Identifier: Apache-2.0 */
/* Every page and act of the application: who may, and how it is done. */
#include "web/pages.h"

#define REPORTERS (MAY_COMPILE | MAY_APPROVE | MAY_NUMBER)

const struct route routes[] = {
	/* method pattern                              may             place         cache          body       handler */
	{ GET,  "/",                                   MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_home },
	{ GET,  "/health",                             MAY_ANYONE,     PLACE_READER, CACHE_NEVER,   0,         show_health },
	{ GET,  "/metrics",                            MAY_LOCAL,      PLACE_READER, CACHE_NEVER,   0,         show_metrics },
	{ GET,  "/robots.txt",                         MAY_ANYONE,     PLACE_READER, CACHE_SHORT,   0,         show_robots },
	{ GET,  "/favicon.ico",                        MAY_ANYONE,     PLACE_READER, CACHE_SHORT,   0,         show_icon },
	{ GET,  "/assets/:hash/:file",                 MAY_ANYONE,     PLACE_READER, CACHE_FOREVER, 0,         show_asset },
	{ GET,  "/language/:language",                 MAY_ANYONE,     PLACE_READER, CACHE_NEVER,   0,         choose_language },

	{ GET,  "/sign-in",                            MAY_ANYONE,     PLACE_READER, CACHE_NEVER,   0,         show_sign_in },
	{ POST, "/sign-in",                            MAY_ANYONE,     PLACE_SLOW,   CACHE_NEVER,   BODY_FORM, sign_in },
	{ GET,  "/sign-in/code",                       MAY_ANYONE,     PLACE_READER, CACHE_NEVER,   0,         show_code },
	{ POST, "/sign-in/code",                       MAY_ANYONE,     PLACE_WRITER, CACHE_NEVER,   BODY_FORM, give_code },
	{ POST, "/sign-out",                           MAY_ENTER,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, sign_out },
	{ GET,  "/setup/:token",                       MAY_ANYONE,     PLACE_READER, CACHE_NEVER,   0,         show_setup },
	{ POST, "/setup/:token",                       MAY_ANYONE,     PLACE_SLOW,   CACHE_NEVER,   BODY_FORM, set_up },

	{ GET,  "/account",                            MAY_ENTER,      PLACE_READER, CACHE_NEVER,   0,         show_account },
	{ GET,  "/account/password",                   MAY_ENTER,      PLACE_READER, CACHE_NEVER,   0,         show_password },
	{ POST, "/account/password",                   MAY_ENTER,      PLACE_SLOW,   CACHE_NEVER,   BODY_FORM, change_password },
	{ POST, "/account/sessions/:session/end",      MAY_ENTER,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, end_session },
	{ POST, "/account/sessions/end",               MAY_ENTER,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, end_other_sessions },
	{ POST, "/account/codes/on",                   MAY_READ,       PLACE_SLOW,   CACHE_NEVER,   BODY_FORM, turn_codes_on },
	{ POST, "/account/codes/confirm",              MAY_READ,       PLACE_WRITER, CACHE_NEVER,   BODY_FORM, confirm_codes },
	{ POST, "/account/codes/off",                  MAY_READ,       PLACE_SLOW,   CACHE_NEVER,   BODY_FORM, turn_codes_off },

	{ GET,  "/registers",                          MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         list_registers },
	{ GET,  "/registers/:register",                MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         list_records },
	{ GET,  "/registers/:register/export",         MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         export_records },
	{ GET,  "/registers/:register/filter",         MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_filter },
	{ POST, "/registers/:register/views",          MAY_READ,       PLACE_WRITER, CACHE_NEVER,   BODY_FORM, keep_view },
	{ POST, "/registers/:register/views/drop",     MAY_READ,       PLACE_WRITER, CACHE_NEVER,   BODY_FORM, drop_view },
	{ GET,  "/registers/:register/bulk",           MAY_WRITE,      PLACE_READER, CACHE_NEVER,   0,         show_bulk },
	{ POST, "/registers/:register/bulk",           MAY_WRITE,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, change_bulk },
	{ GET,  "/registers/:register/new",            MAY_WRITE,      PLACE_READER, CACHE_NEVER,   0,         show_new_record },
	{ POST, "/registers/:register",                MAY_WRITE,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, create_record },
	{ GET,  "/registers/:register/:record",        MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_record },
	{ GET,  "/registers/:register/:record/edit",   MAY_WRITE | MAY_ADMINISTER, PLACE_READER, CACHE_NEVER, 0, show_edit_record },
	{ POST, "/registers/:register/:record",        MAY_WRITE | MAY_ADMINISTER, PLACE_WRITER, CACHE_NEVER, BODY_FORM, change_record_form },
	{ POST, "/registers/:register/:record/state",  MAY_WRITE,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, change_state },
	{ POST, "/registers/:register/:record/undo",   MAY_WRITE,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, undo_record },
	{ POST, "/registers/:register/:record/delete", MAY_WRITE,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, delete_record },
	{ POST, "/registers/:register/:record/restore", MAY_WRITE,     PLACE_WRITER, CACHE_NEVER,   BODY_FORM, restore_record },
	{ GET,  "/search",                             MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         search_records },

	{ GET,  "/figures",                            MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         list_figures },
	{ GET,  "/figures/:figure",                    MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_figure },

	{ GET,  "/reports",                            MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         list_reports },
	{ GET,  "/reports/new",                        MAY_COMPILE,    PLACE_READER, CACHE_NEVER,   0,         show_new_report },
	{ POST, "/reports",                            MAY_COMPILE,    PLACE_WRITER, CACHE_NEVER,   BODY_FORM, open_report },
	{ GET,  "/reports/:report",                    MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_report },
	{ GET,  "/reports/:report/page",               MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_report_page },
	{ GET,  "/reports/:report/file/:format",       MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         download_report },
	{ POST, "/reports/:report/move",               REPORTERS,      PLACE_WRITER, CACHE_NEVER,   BODY_FORM, move_report },
	{ POST, "/reports/:report/issue",              MAY_NUMBER,     PLACE_WRITER, CACHE_NEVER,   BODY_FORM, issue_report },
	{ GET,  "/verify",                             MAY_READ,       PLACE_READER, CACHE_NEVER,   0,         show_verify },
	{ POST, "/verify",                             MAY_READ,       PLACE_READER, CACHE_NEVER,   BODY_FILE, verify_file },

	{ GET,  "/accounts",                           MAY_ADMINISTER, PLACE_READER, CACHE_NEVER,   0,         list_accounts },
	{ GET,  "/accounts/new",                       MAY_ADMINISTER, PLACE_READER, CACHE_NEVER,   0,         show_new_account },
	{ POST, "/accounts",                           MAY_ADMINISTER, PLACE_WRITER, CACHE_NEVER,   BODY_FORM, create_account },
	{ GET,  "/accounts/:account",                  MAY_ADMINISTER, PLACE_READER, CACHE_NEVER,   0,         show_other_account },
	{ POST, "/accounts/:account",                  MAY_ADMINISTER, PLACE_WRITER, CACHE_NEVER,   BODY_FORM, change_account },
	{ POST, "/accounts/:account/disable",          MAY_ADMINISTER, PLACE_WRITER, CACHE_NEVER,   BODY_FORM, disable_account },
	{ POST, "/accounts/:account/invite",           MAY_ADMINISTER, PLACE_WRITER, CACHE_NEVER,   BODY_FORM, invite_account },
	{ GET,  "/log",                                MAY_INSPECT,    PLACE_READER, CACHE_NEVER,   0,         show_log },
	{ GET,  NULL,                                  MAY_NOTHING,    PLACE_READER, CACHE_NEVER,   0,         NULL },
};
