/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/command.h"

#include <string.h>

const struct command commands[] = {
	/* name        arguments                          summary                                                    needs              takes */
	{ "init",      N_("--office CODE [FILE.json]"),   N_("make a store, and an office in it"),                   NEEDS_CREATE,      TAKES_OFFICE | TAKES_NUMBER | TAKES_WHY, 0, 1, cmd_init },
	{ "demo",      "",                                N_("load the demonstration offices"),                      NEEDS_CREATE,      TAKES_OFFICES, 0, 0, cmd_demo },
	{ "registers", N_("[REGISTER]"),                  N_("list the registers, or the fields of one"),            NEEDS_DEFINITIONS, TAKES_FORMAT, 0, 1, cmd_registers },
	{ "figures",   N_("[REGISTER]"),                  N_("list the figures"),                                    NEEDS_DEFINITIONS, TAKES_FORMAT, 0, 1, cmd_figures },
	{ "list",      N_("REGISTER"),                    N_("list the records of a register"),                      NEEDS_READ,        TAKES_OFFICE | TAKES_WHERE | TAKES_LIST | TAKES_LIMIT | TAKES_FORMAT | TAKES_OUTPUT | TAKES_KNOWN, 1, 1, cmd_list },
	{ "show",      N_("REGISTER RECORD"),             N_("show a record: by id, code or name"),                  NEEDS_READ,        TAKES_OFFICE | TAKES_FORMAT, 2, 2, cmd_show },
	{ "search",    N_("WORD…"),                       N_("find records by words, tones ignored"),                NEEDS_READ,        TAKES_OFFICE | TAKES_FORMAT, 1, -1, cmd_search },
	{ "put",       N_("REGISTER FILE.json|-"),        N_("create or change records from JSON"),                  NEEDS_WRITE,       TAKES_OFFICE | TAKES_WHY | TAKES_FORMAT, 2, 2, cmd_put },
	{ "delete",    N_("REGISTER RECORD"),             N_("delete a record (it stays in the history)"),           NEEDS_WRITE,       TAKES_OFFICE | TAKES_WHY, 2, 2, cmd_delete },
	{ "history",   N_("REGISTER [RECORD]"),           N_("every change of a record, or the last ones of a register"), NEEDS_READ,   TAKES_OFFICE | TAKES_FORMAT | TAKES_LIMIT, 1, 2, cmd_history },
	{ "undo",      N_("REGISTER [RECORD]"),           N_("take changes back: of a record, or of a register since a moment"), NEEDS_WRITE, TAKES_OFFICE | TAKES_UNDO | TAKES_KNOWN | TAKES_WHY | TAKES_FORMAT, 1, 2, cmd_undo },
	{ "load",      N_("REGISTER FILE.csv|FILE.xlsx"), N_("create or change records from a sheet"),               NEEDS_WRITE,       TAKES_OFFICE | TAKES_LOAD | TAKES_WHY | TAKES_FORMAT, 2, 2, cmd_load },
	{ "export",    N_("REGISTER"),                    N_("write a register as XLSX, CSV or JSON"),               NEEDS_READ,        TAKES_OFFICE | TAKES_OUTPUT | TAKES_WHERE | TAKES_LIST | TAKES_LIMIT | TAKES_FORMAT | TAKES_KNOWN, 1, 1, cmd_export },
	{ "figure",    N_("FIGURE"),                      N_("compute a figure"),                                    NEEDS_READ,        TAKES_OFFICE | TAKES_SPAN | TAKES_WHERE | TAKES_BY | TAKES_KNOWN | TAKES_BOUNDARIES | TAKES_FORMAT | TAKES_EXPLAIN, 1, 1, cmd_figure },
	{ "report",    N_("[list|open|findings|answer|advance|return|correct|check] [REPORT|FILE] [N]"), N_("make a report, or lead it to approval"),               NEEDS_BY_VERB,     TAKES_OFFICE | TAKES_PERIOD | TAKES_OUTPUT | TAKES_KNOWN | TAKES_BOUNDARIES | TAKES_WHY | TAKES_NUMBER | TAKES_FORMAT, 0, 3, cmd_report },
	{ "issue",     N_("[REPORT]"),                    N_("issue a report: number, date, frozen"),                NEEDS_WRITE,       TAKES_OFFICE | TAKES_PERIOD | TAKES_ISSUE | TAKES_NUMBER | TAKES_OUTPUT | TAKES_WHY | TAKES_FORMAT, 0, 1, cmd_issue },
	{ "book",      N_("incoming|outgoing [handling]"), N_("print the book of the documents of a year"),          NEEDS_READ,        TAKES_OFFICE | TAKES_BOOK | TAKES_OUTPUT | TAKES_FORMAT, 1, 2, cmd_book },
	{ "verify",    N_("FILE"),                        N_("tell whether a file is an issued report, unchanged"),  NEEDS_READ,        TAKES_FORMAT, 1, 1, cmd_verify },
	{ "explain",   N_("FILE.docx [N]"),               N_("the figures in a report, and the records behind one"), NEEDS_READ,        TAKES_FORMAT, 1, 2, cmd_explain },
	{ "bridge",    N_("[REPORT] REPORT|FIGURE"),      N_("why a report or a figure tells another number than before"), NEEDS_READ,   TAKES_OFFICE | TAKES_SPAN | TAKES_WHERE | TAKES_BOUNDARIES | TAKES_BRIDGE | TAKES_FORMAT | TAKES_OUTPUT, 1, 2, cmd_bridge },
	{ "check",     N_("FILE…"),                       N_("find what contradicts itself, the form or the language in any report"), NEEDS_IF_NAMED, TAKES_CHECK | TAKES_ANNOTATE | TAKES_OFFICE, 1, -1, cmd_check },
	{ "import",    N_("FILE"),                        N_("the facts that a document states, with their places and figures"), NEEDS_DEFINITIONS, TAKES_CHECK, 1, 1, cmd_import },
	{ "baseline",  N_("FILE"),                        N_("take the figures that an earlier report states, each accepted by a person"), NEEDS_WRITE, TAKES_OFFICE | TAKES_ACCEPT | TAKES_WHY | TAKES_FORMAT, 1, 1, cmd_baseline },
	{ "hub",       N_("key|add|remove|trust|push|serve|receive|answer|acknowledge|status|reports|accept|return [ARGUMENT…]"), N_("send to a superior office, or receive as one"), NEEDS_WRITE, TAKES_OFFICE | TAKES_HUB | TAKES_FORMAT, 1, -1, cmd_hub },
	{ "audit",     "",                                N_("check the chain, the ledger and the files"),           NEEDS_AS_IT_IS,    TAKES_FORMAT, 0, 0, cmd_audit },
	{ "backup",    N_("FILE"),                        N_("copy the store while it is in use"),                   NEEDS_AS_IT_IS,    0, 1, 1, cmd_backup },
	{ "restore",   N_("BACKUP FILE"),                 N_("make a store from a backup, checked"),                 NEEDS_NOTHING,     0, 2, 2, cmd_restore },
	{ "user",      N_("list|add|role|password|disable|enable|load [NAME|FILE.json]"), N_("the accounts of the web application"), NEEDS_WRITE,       TAKES_OFFICE | TAKES_USER | TAKES_WHY | TAKES_FORMAT, 1, 2, cmd_user },
	{ "token",     N_("list|add|revoke ACCOUNT [TOKEN]"), N_("the tokens of an account for the API"),              NEEDS_WRITE,       TAKES_TOKEN | TAKES_FORMAT, 2, 3, cmd_token },
	{ "openapi",   "",                                N_("print the description of the API (OpenAPI 3.1)"),      NEEDS_DEFINITIONS, 0, 0, 0, cmd_openapi },
	{ "serve",     "",                                N_("serve the web application"),                           NEEDS_WRITE,       TAKES_SERVE, 0, 0, cmd_serve },
	{ "copy",      "--from URL --to URL",             N_("copy a whole store to another place or engine"),       NEEDS_NOTHING,     TAKES_COPY, 0, 0, cmd_copy },
	{ "gen",       "",                                N_("make synthetic offices and years"),                    NEEDS_CREATE,      TAKES_SEED | TAKES_OFFICES, 0, 0, cmd_gen },
	{ NULL, NULL, NULL, NEEDS_NOTHING, 0, 0, 0, NULL },
};

const struct command *command_find(const char *name)
{
	for (const struct command *command = commands; command->name; command++)
		if (strcmp(command->name, name) == 0)
			return command;
	return NULL;
}
