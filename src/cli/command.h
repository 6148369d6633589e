/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Commands: one row each in commands.c. A row carries its words, its help and what it needs; help, completion and the
 * synopsis of the man pages come from it. A command prints its result on standard output and nothing else there;
 * notes and progress go to standard error.
 */
#include "app/app.h"

/*
 * What a command needs to be opened before it runs; NEEDS_AS_IT_IS: see app_options; NEEDS_BY_VERB: reads for a draft,
 * list and check, writes for its other words; NEEDS_IF_NAMED: reads the store of --db or --office, else needs definitions.
 */
enum needs { NEEDS_NOTHING, NEEDS_DEFINITIONS, NEEDS_READ, NEEDS_WRITE, NEEDS_CREATE, NEEDS_AS_IT_IS, NEEDS_BY_VERB, NEEDS_IF_NAMED };

/* The words that every command may be given; which ones a command takes is in its row (`takes`). */
enum {
	TAKES_OFFICE = 1 << 0,
	TAKES_SPAN = 1 << 1,    /* --span --at --cutoff */
	TAKES_WHERE = 1 << 2,   /* --where */
	TAKES_FORMAT = 1 << 3,
	TAKES_OUTPUT = 1 << 4,
	TAKES_PERIOD = 1 << 5,  /* --period --regime --template --cutoff */
	TAKES_KNOWN = 1 << 6,   /* --as-known */
	TAKES_WHY = 1 << 7,
	TAKES_LOAD = 1 << 8,    /* --dry-run --partial --map --sheet --encoding --errors */
	TAKES_ISSUE = 1 << 9,   /* --date */
	TAKES_EXPLAIN = 1 << 10,
	TAKES_SEED = 1 << 11,   /* --seed --years --records */
	TAKES_OFFICES = 1 << 12,
	TAKES_BY = 1 << 13,
	TAKES_BOUNDARIES = 1 << 14,
	TAKES_NUMBER = 1 << 15,
	TAKES_UNDO = 1 << 16,   /* --version --dry-run */
	TAKES_LIST = 1 << 17,   /* --sort --skip */
	TAKES_LIMIT = 1 << 18,
	TAKES_HUB = 1 << 19,    /* --to --from --answer --reason --replace --renew --period --regime --authority --patience --listen --certificate --key --log */
	TAKES_USER = 1 << 20,   /* --person --role --division --password */
	TAKES_SERVE = 1 << 21,  /* --listen --certificate --key --log --behind-proxy --routes */
	TAKES_CHECK = 1 << 22,  /* --format */
	TAKES_COPY = 1 << 23,   /* --from --to */
	TAKES_BRIDGE = 1 << 24, /* --known */
	TAKES_BOOK = 1 << 25,   /* --year */
	TAKES_ANNOTATE = 1 << 26,
	TAKES_ACCEPT = 1 << 27, /* --accept, --keep */
	TAKES_TOKEN = 1 << 28,  /* --name --scope --days */
};

/* All of them; NULL or FALSE where not given. */
struct words {
	char *office, *span, *at, *cutoff, *from, *where, *by, *year, *format, *output, *period, *regime, *template, *as_known, *boundaries, *why;
	gboolean dry_run, partial, explain, force;
	char *accept, **known, **map, *sheet, *encoding, *errors, *date, *seed, *offices, *years, *records, *state, *number, *version, *sort, *limit, *skip;
	char *to, *answer, *reason, *authority, *patience;
	gboolean replace, renew, keep;
	char *annotate;
	char *person, *role, *division, *listen, *certificate, *key, *log;
	gboolean password, behind_proxy, routes;
	char *name, *scope, *days;
};

struct command {
	const char *name;
	const char *arguments;     /* synopsis after the options */
	const char *summary;       /* N_() */
	enum needs needs;
	guint takes;
	int least, most;           /* positional arguments; most < 0 = any */
	int (*run)(struct app *app, const struct words *words, char **arguments, GError **error); /* exit status when *error stays NULL */
};

extern const struct command commands[]; /* ended by a NULL name */
const struct command *command_find(const char *name);

/* cmd_*.c */
int cmd_init(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_demo(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_registers(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_figures(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_list(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_show(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_search(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_put(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_delete(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_history(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_undo(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_load(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_export(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_figure(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_report(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_reports(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_issue(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_baseline(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_bridge(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_verify(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_explain(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_check(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_import(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_audit(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_backup(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_restore(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_hub(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_user(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_token(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_openapi(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_serve(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_copy(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_book(struct app *app, const struct words *words, char **arguments, GError **error);
int cmd_gen(struct app *app, const struct words *words, char **arguments, GError **error);
