/* SPDX-License-Identifier: Apache-2.0 */
/* Every operation of the API: who may, what it takes and gives, and how it is done. */
#include "web/api.h"
#include "web/pages.h"

#define COMMENTERS (MAY_WRITE | MAY_COMPILE | MAY_APPROVE)
#define WRITERS (MAY_WRITE | MAY_ADMINISTER)
#define REGISTER API "/registers/:register"
#define RECORD REGISTER "/records/:record"
#define REPORT API "/reports/:report"
#define REPORTERS (MAY_COMPILE | MAY_APPROVE | MAY_NUMBER)
#define LIST_QUERY "q state w.* late col sort down up from back limit"
#define FIGURE_QUERY "office span from to at w.* boundaries as_known"

#define READS(pattern, may, run) { GET, pattern, may, PLACE_READER, CACHE_NEVER, 0, run }
#define WRITES(method, pattern, may, body, run) { method, pattern, may, PLACE_WRITER, CACHE_NEVER, body, run }

const struct operation operations[] = {
	{ READS(API "/openapi.json", MAY_READ, api_show_openapi), "getDescription", N_("This description"),
		SCOPE_ANY, NULL, NULL, "object", 0 },
	{ READS(API "/me", MAY_READ, api_show_me), "getMe", N_("Whose token it is, and what it may"),
		SCOPE_ANY, NULL, NULL, "me", 0 },

	{ READS(API "/registers", MAY_READ, api_list_registers), "listRegisters", N_("The registers"),
		SCOPE_READ, NULL, NULL, "registers", 0 },
	{ READS(REGISTER, MAY_READ, api_show_register), "getRegister", N_("What the records of a register are made of"),
		SCOPE_READ, NULL, NULL, "register", 0 },
	{ READS(REGISTER "/export", MAY_READ, export_records), "exportRecords", N_("A list as a file: xlsx, csv or json"),
		SCOPE_READ, LIST_QUERY " format", NULL, BYTES, 0 },
	{ READS(REGISTER "/records", MAY_READ, api_list_records), "listRecords", N_("A page of a list of records"),
		SCOPE_READ, LIST_QUERY, NULL, "records", 0 },
	{ WRITES(POST, REGISTER "/records", MAY_WRITE, BODY_FORM, api_create_record), "createRecord", N_("Make a record"),
		SCOPE_WRITE, NULL, "new_record", "record", API_CREATES | API_ONCE },
	{ WRITES(POST, REGISTER "/files", MAY_WRITE, BODY_FILE, api_keep_file), "keepFile", N_("Send a file; the value that is given goes into a field of files"),
		SCOPE_WRITE, "name", BYTES, "kept_file", API_CREATES },
	{ READS(RECORD, MAY_READ, api_show_record), "getRecord", N_("A record"),
		SCOPE_READ, "personal", NULL, "record", 0 },
	{ WRITES(PATCH, RECORD, WRITERS, BODY_FORM, api_change_record), "changeRecord", N_("Change fields of a record; null empties one, what is not named stays"),
		SCOPE_WRITE, NULL, "change_of_record", "record", API_MATCHES },
	{ WRITES(DELETE, RECORD, MAY_WRITE, 0, api_delete_record), "deleteRecord", N_("Delete a record; it stays in the history"),
		SCOPE_WRITE, "why", NULL, NULL, API_MATCHES },
	{ WRITES(POST, RECORD "/state", MAY_WRITE, BODY_FORM, api_change_state), "changeState", N_("Lead a record to another state"),
		SCOPE_WRITE, NULL, "change_of_state", "record", API_MATCHES },
	{ WRITES(POST, RECORD "/undo", MAY_WRITE, BODY_FORM, api_undo_record), "undoRecord", N_("Take the last change of a record back"),
		SCOPE_WRITE, NULL, "reason", "record", API_MATCHES },
	{ WRITES(POST, RECORD "/restore", MAY_WRITE, BODY_FORM, api_restore_record), "restoreRecord", N_("Restore a record that was deleted"),
		SCOPE_WRITE, NULL, "reason", "record", API_MATCHES | API_CONFLICTS },
	{ READS(RECORD "/history", MAY_READ, api_list_changes), "listChanges", N_("Every change of a record, oldest first"),
		SCOPE_READ, "personal", NULL, "changes", 0 },
	{ READS(RECORD "/links", MAY_READ, api_list_links), "listLinks", N_("The records that name this one"),
		SCOPE_READ, NULL, NULL, "found", 0 },
	{ READS(RECORD "/comments", MAY_READ, api_list_comments), "listComments", N_("What was said about a record"),
		SCOPE_READ, "personal", NULL, "comments", 0 },
	{ WRITES(POST, RECORD "/comments", COMMENTERS, BODY_FORM, api_add_comment), "addComment", N_("Say something about a record"),
		SCOPE_WRITE, NULL, "new_comment", "comment", API_CREATES | API_ONCE },
	{ READS(RECORD "/files/:hash", MAY_READ, show_file), "getFile", N_("A file that a record carries, or carried once"),
		SCOPE_READ, NULL, NULL, BYTES, 0 },
	{ READS(API "/codes", MAY_READ, api_list_codes), "listCodes", N_("The code lists"),
		SCOPE_READ, NULL, NULL, "codes", 0 },
	{ READS(API "/codes/:list", MAY_READ, api_show_codes), "getCodes", N_("The items of a code list"),
		SCOPE_READ, NULL, NULL, "code_list", 0 },
	{ READS(API "/search", MAY_READ, api_search), "search", N_("Records by words, tones ignored, newest first"),
		SCOPE_READ, "q", NULL, "found", 0 },
	{ READS(API "/work", MAY_READ, api_list_work), "listWork", N_("What waits to be done, by the day on which it is due"),
		SCOPE_READ, "scope days", NULL, "works", 0 },
	{ READS(API "/calendar", MAY_READ, api_show_calendar), "getCalendar", N_("What is held and due, national days, days off"),
		SCOPE_READ, "month span every", NULL, "calendar", 0 },

	{ READS(API "/figures", MAY_READ, api_list_figures), "listFigures", N_("The figures that there are"),
		SCOPE_FIGURES, NULL, NULL, "figures", 0 },
	{ READS(API "/figures/:figure", MAY_READ, api_show_figure), "getFigure", N_("A figure over a span"),
		SCOPE_FIGURES, FIGURE_QUERY " by compare", NULL, "figure_answer", 0 },
	{ READS(API "/figures/:figure/records", MAY_READ, api_explain_figure), "explainFigure", N_("The entries that add up to a figure"),
		SCOPE_FIGURES, FIGURE_QUERY, NULL, "figure_explanation", 0 },

	{ READS(API "/reports", MAY_READ, api_list_reports), "listReports", N_("The reports, newest first"),
		SCOPE_REPORTS, "from", NULL, "reports", 0 },
	{ READS(API "/reports/due", MAY_READ, api_list_due_reports), "listDueReports", N_("The reports that are due, with their days"),
		SCOPE_REPORTS, NULL, NULL, "due_reports", 0 },
	{ WRITES(POST, API "/reports", MAY_COMPILE, BODY_FORM, api_open_report), "openReport", N_("Open the report of a period"),
		SCOPE_COMPILE, NULL, "new_report", "report", API_CREATES | API_ONCE | API_CONFLICTS },
	{ READS(REPORT, MAY_READ, api_show_report), "getReport", N_("A report, and what it waits for"),
		SCOPE_REPORTS, NULL, NULL, "report", 0 },
	{ WRITES(POST, REPORT "/moves", REPORTERS, BODY_FORM, api_move_report), "moveReport", N_("Lead a report on, return it with a reason, correct it, give it up"),
		SCOPE_COMPILE, NULL, "move", "report", API_MATCHES },
	{ WRITES(POST, REPORT "/issue", MAY_NUMBER, BODY_FORM, api_issue_report), "issueReport", N_("Issue an approved report: number, day, frozen"),
		SCOPE_COMPILE, NULL, "issue", "report", API_MATCHES },
	{ READS(REPORT "/findings", MAY_READ, api_list_findings), "listFindings", N_("What the check finds in a report, and what was answered"),
		SCOPE_REPORTS, NULL, NULL, "findings", 0 },
	{ WRITES(POST, REPORT "/answers", MAY_COMPILE, BODY_FORM, api_answer_finding), "answerFinding", N_("Say why a finding stays as it is"),
		SCOPE_COMPILE, NULL, "new_answer", "finding", API_MATCHES },
	{ READS(REPORT "/files/:format", MAY_READ, download_report), "getReportFile", N_("A report as docx, pdf, html, md, txt or json: as issued, or the draft as it would be now"),
		SCOPE_REPORTS, NULL, NULL, BYTES, 0 },
	{ READS(REPORT "/compare", MAY_READ, api_compare_report), "compareReport", N_("What differs from the issue before, in text and figures"),
		SCOPE_REPORTS, NULL, NULL, "compared", 0 },
	{ READS(REPORT "/parts", MAY_READ, api_list_parts), "listParts", N_("The sections of a report, and who writes them"),
		SCOPE_REPORTS, NULL, NULL, "parts", 0 },
	{ WRITES(POST, REPORT "/parts", MAY_COMPILE, BODY_FORM, api_assign_part), "assignPart", N_("Give a section to a division"),
		SCOPE_COMPILE, NULL, "new_part", "part", API_CREATES | API_ONCE },
	{ READS(REPORT "/parts/:part", MAY_READ, api_show_part), "getPart", N_("What a division writes for a section"),
		SCOPE_REPORTS, NULL, NULL, "part", 0 },
	{ WRITES(POST, REPORT "/parts/:part", MAY_WRITE | MAY_COMPILE, BODY_FORM, api_change_part), "changePart", N_("Write a part, hand it in, accept or return it"),
		SCOPE_COMPILE, NULL, "part_act", "part", API_MATCHES },
	{ { POST, API "/verify", MAY_READ, PLACE_READER, CACHE_NEVER, BODY_FILE, api_verify_file }, "verifyFile", N_("Whether a file is a report as it was issued from here"),
		SCOPE_REPORTS, "name", BYTES, "verified", 0 },

	{ READS(API "/log", MAY_INSPECT, api_list_log), "listLog", N_("The trail of all changes, newest first"),
		SCOPE_INSPECT, "upto", NULL, "log", 0 },
	{ READS(API "/readings", MAY_INSPECT, api_list_readings), "listReadings", N_("Who read personal data, newest first"),
		SCOPE_INSPECT, NULL, NULL, "readings", 0 },
	{ READS(API "/accounts", MAY_ADMINISTER, api_list_accounts), "listAccounts", N_("The accounts of the office"),
		SCOPE_ACCOUNTS, NULL, NULL, "accounts", 0 },
	{ WRITES(POST, API "/accounts", MAY_ADMINISTER, BODY_FORM, api_create_account), "createAccount", N_("Make an account"),
		SCOPE_ACCOUNTS, NULL, "new_account", "account", API_CREATES | API_ONCE | API_CONFLICTS },
	{ READS(API "/accounts/:account", MAY_ADMINISTER, api_show_account), "getAccount", N_("An account"),
		SCOPE_ACCOUNTS, NULL, NULL, "account", 0 },
	{ WRITES(PATCH, API "/accounts/:account", MAY_ADMINISTER, BODY_FORM, api_change_account), "changeAccount", N_("Change an account, disable it or open it again"),
		SCOPE_ACCOUNTS, NULL, "change_of_account", "account", API_MATCHES },
	{ WRITES(POST, API "/accounts/:account/invitation", MAY_ADMINISTER, BODY_FORM, api_invite_account), "inviteAccount", N_("A link, good once, to set a password"),
		SCOPE_ACCOUNTS, NULL, "nothing", "invitation", API_CREATES },
	{ READS(API "/tokens", MAY_READ, api_list_tokens), "listTokens", N_("The account's own tokens"),
		SCOPE_TOKENS, NULL, NULL, "tokens", 0 },
	{ WRITES(POST, API "/tokens", MAY_READ, BODY_FORM, api_make_token), "makeToken", N_("Make a token, for no more and no longer than the one that asks"),
		SCOPE_TOKENS, NULL, "new_token", "made_token", API_CREATES },
	{ WRITES(DELETE, API "/tokens/:token", MAY_READ, 0, api_revoke_token), "revokeToken", N_("Take a token back"),
		SCOPE_TOKENS, NULL, NULL, NULL, 0 },

	{ { GET, NULL, MAY_NOTHING, PLACE_READER, CACHE_NEVER, 0, NULL }, NULL, NULL, SCOPE_ANY, NULL, NULL, NULL, 0 },
};

json_t *operation_json(const struct operation *operation)
{
	g_autofree char *scope = scopes_text(operation->scope);
	return json_pack("{s:s, s:s, s:s?, s:s?, s:i}", "id", operation->id, "scope", scope, "takes", operation->takes, "gives", operation->gives, "flags", (int)operation->flags);
}
