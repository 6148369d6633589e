/* SPDX-License-Identifier: Apache-2.0 */
/* The command line: global options, the command, its words; errors to standard error with their exit status. */
#include "base/reason.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/print.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <locale.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct globals {
	char *db, *language, *who;
	char **definitions, **templates;
	gboolean help;
};

/* Vietnamese unless --lang or NGOAIVU_LANG says otherwise. */
static void set_language(const char *language)
{
	if (!setlocale(LC_ALL, "C.UTF-8"))
		setlocale(LC_ALL, "");
	setlocale(LC_NUMERIC, "C");
	g_autoptr(GBytes) catalogue = g_resources_lookup_data("/ngoaivu/vi.mo", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
	gsize length = 0;
	gconstpointer bytes = catalogue ? g_bytes_get_data(catalogue, &length) : NULL; /* part of the program: they stay when the GBytes goes */
	message_begin(language, bytes, length);
}

static const char *wanted_language(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			return argv[i + 1];
		if (g_str_has_prefix(argv[i], "--lang="))
			return argv[i] + strlen("--lang=");
	}
	const char *named = g_getenv("NGOAIVU_LANG");
	return named ? named : "vi";
}

static void print_usage(void)
{
	printf(_("Usage: ngoaivu [--db URL] [--lang vi|en] COMMAND [OPTION…] [ARGUMENT…]\n\nCommands:\n"));
	for (const struct command *command = commands; command->name; command++)
		printf("  %-10s %s\n", command->name, _(command->summary));
	printf(_("\n`ngoaivu COMMAND --help` tells what a command takes; `man ngoaivu` tells all.\n"));
}

/* The options that a command takes, then the global ones. Texts are translated here. */
static GArray *options_of(const struct command *command, struct words *words, struct globals *globals)
{
	const struct {
		guint takes;
		GOptionEntry entry;
	} all[] = {
		{ 0, { "db", 0, 0, G_OPTION_ARG_STRING, &globals->db, _("the store: sqlite:FILE or postgresql://HOST/DATABASE (default sqlite:ngoaivu.db)"), _("URL") } },
		{ 0, { "lang", 0, 0, G_OPTION_ARG_STRING, &globals->language, _("language of messages: vi or en"), _("LANG") } },
		{ 0, { "definitions", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &globals->definitions, _("the office's own folder of definitions (may be repeated; the store remembers it; none forgets)"), _("DIR") } },
		{ 0, { "templates", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &globals->templates, _("the office's own folder of templates (may be repeated; the store remembers it; none forgets)"), _("DIR") } },
		{ 0, { "user", 0, 0, G_OPTION_ARG_STRING, &globals->who, _("who does it, for the history (default: the system user)"), _("NAME") } },
		{ 0, { "help", 'h', 0, G_OPTION_ARG_NONE, &globals->help, _("show this help"), NULL } },
		{ TAKES_OFFICE, { "office", 0, 0, G_OPTION_ARG_STRING, &words->office, _("office code; several by commas where that makes sense, or all"), _("CODE") } },
		{ TAKES_SPAN, { "span", 0, 0, G_OPTION_ARG_STRING, &words->span, _("days: 2020-01-01/2020-03-12, or a period: 2020-Q1"), _("SPAN") } },
		{ TAKES_SPAN, { "at", 0, 0, G_OPTION_ARG_STRING, &words->at, _("the day of a stock: 2020-08-31"), _("DAY") } },
		{ TAKES_WHERE, { "where", 0, 0, G_OPTION_ARG_STRING, &words->where, _("conditions: host=leaders,country=JP"), _("CONDITIONS") } },
		{ TAKES_BY, { "by", 0, 0, G_OPTION_ARG_STRING, &words->by, _("split by a dimension"), _("DIMENSION") } },
		{ TAKES_KNOWN, { "as-known", 0, 0, G_OPTION_ARG_STRING, &words->as_known, _("as known at a past moment: 2020-04-01T00:00:00Z"), _("MOMENT") } },
		{ TAKES_ACCEPT, { "keep", 0, 0, G_OPTION_ARG_NONE, &words->keep, _("keep what is not accepted, to be decided on later"), NULL } },
		{ TAKES_ACCEPT, { "accept", 0, 0, G_OPTION_ARG_STRING, &words->accept, _("accept these: 1,3-5, or all that nothing contradicts"), _("all|N,N…") } },
		{ TAKES_BRIDGE, { "known", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->known, _("a figure as known at this moment; said twice: and at that one (default: now)"), _("MOMENT") } },
		{ TAKES_BOUNDARIES, { "boundaries", 0, 0, G_OPTION_ARG_STRING, &words->boundaries, _("offices as they were (then) or with those merged into them (now)"), _("then|now") } },
		{ TAKES_EXPLAIN, { "explain", 0, 0, G_OPTION_ARG_NONE, &words->explain, _("list the record versions whose deltas add up to the figure"), NULL } },
		{ TAKES_PERIOD | TAKES_HUB, { "period", 0, 0, G_OPTION_ARG_STRING, &words->period, _("2020-03, 2020-Q1, 2021-H1, 2020-9M or 2020"), _("PERIOD") } },
		{ TAKES_PERIOD, { "cutoff", 0, 0, G_OPTION_ARG_STRING, &words->cutoff, _("the last day that counts (default: the period's last)"), _("DAY") } },
		{ TAKES_PERIOD | TAKES_HUB, { "regime", 0, 0, G_OPTION_ARG_STRING, &words->regime, _("calendar, or legal (15th to 14th)"), _("REGIME") } },
		{ TAKES_PERIOD, { "template", 0, 0, G_OPTION_ARG_STRING, &words->template, _("template by name or file (default: the office's own, else the standard one)"), _("NAME") } },
		{ TAKES_HUB, { "to", 0, 0, G_OPTION_ARG_FILENAME, &words->to, _("where packages go: a file, a folder, or https://… of the hub"), _("FILE|URL") } },
		{ TAKES_HUB, { "from", 0, 0, G_OPTION_ARG_STRING, &words->from, _("the first entry to send (default: after the last acknowledged)"), "N" } },
		{ TAKES_HUB, { "answer", 0, 0, G_OPTION_ARG_FILENAME, &words->answer, _("where acknowledgements go: a file, or a folder"), _("FILE") } },
		{ TAKES_HUB, { "reason", 0, 0, G_OPTION_ARG_STRING, &words->reason, _("why a report is returned"), _("TEXT") } },
		{ TAKES_HUB, { "authority", 0, 0, G_OPTION_ARG_FILENAME, &words->authority, _("who signed the hub's certificate, in PEM (default: those that the system trusts)"), _("FILE") } },
		{ TAKES_HUB, { "patience", 0, 0, G_OPTION_ARG_STRING, &words->patience, _("how long to wait for the other end (push: 120, serve: 20)"), _("SECONDS") } },
		{ TAKES_HUB, { "listen", 0, 0, G_OPTION_ARG_STRING, &words->listen, _("address and port to serve at (default 127.0.0.1:8443)"), _("ADDRESS:PORT") } },
		{ TAKES_HUB, { "replace", 0, 0, G_OPTION_ARG_NONE, &words->replace, _("take the key in the place of the one entered"), NULL } },
		{ TAKES_HUB, { "renew", 0, 0, G_OPTION_ARG_NONE, &words->renew, _("make a new key, signed by the one before"), NULL } },
		{ TAKES_BOOK, { "year", 0, 0, G_OPTION_ARG_STRING, &words->year, _("the year of the book (default: this one)"), _("YEAR") } },
		{ TAKES_ISSUE, { "date", 0, 0, G_OPTION_ARG_STRING, &words->date, _("day of issue (default: today)"), _("DAY") } },
		{ TAKES_NUMBER, { "number", 0, 0, G_OPTION_ARG_STRING, &words->number, _("an issued report by its number and symbol (05/BC-SNgV); a new office's number in the store"), _("NUMBER") } },
		{ TAKES_OUTPUT, { "output", 'o', 0, G_OPTION_ARG_FILENAME, &words->output, _("write to this file; its ending chooses the format"), _("FILE") } },
		{ TAKES_FORMAT, { "format", 0, 0, G_OPTION_ARG_STRING, &words->format, _("table, csv or json; of a draft txt, md, html, json, docx or pdf"), _("FORMAT") } },
		{ TAKES_CHECK, { "format", 0, 0, G_OPTION_ARG_STRING, &words->format, _("text, json or sarif"), _("FORMAT") } },
		{ TAKES_ANNOTATE, { "annotate", 0, 0, G_OPTION_ARG_FILENAME, &words->annotate, _("write a copy of the file with the findings as comments (DOCX) or highlights (PDF)"), _("FILE") } },
		{ TAKES_WHY, { "why", 0, 0, G_OPTION_ARG_STRING, &words->why, _("the reason, kept in the history"), _("TEXT") } },
		{ TAKES_UNDO, { "version", 0, 0, G_OPTION_ARG_STRING, &words->version, _("the version to go back to (default: the one before the last change)"), _("N") } },
		{ TAKES_LIST, { "sort", 0, 0, G_OPTION_ARG_STRING, &words->sort, _("in order of these fields, \"-\" before one turns it: country,-arrives_on"), _("FIELDS") } },
		{ TAKES_LIMIT, { "limit", 0, 0, G_OPTION_ARG_STRING, &words->limit, _("at most so many records"), _("N") } },
		{ TAKES_LIST, { "skip", 0, 0, G_OPTION_ARG_STRING, &words->skip, _("leave out so many records at the beginning"), _("N") } },
		{ TAKES_LOAD | TAKES_UNDO, { "dry-run", 0, 0, G_OPTION_ARG_NONE, &words->dry_run, _("check everything, write nothing"), NULL } },
		{ TAKES_LOAD, { "partial", 0, 0, G_OPTION_ARG_NONE, &words->partial, _("load the rows that are right, leave the others"), NULL } },
		{ TAKES_LOAD, { "map", 0, 0, G_OPTION_ARG_STRING_ARRAY, &words->map, _("a column's field: \"Tên đoàn=name\" (may be repeated)"), _("COLUMN=FIELD") } },
		{ TAKES_LOAD, { "sheet", 0, 0, G_OPTION_ARG_STRING, &words->sheet, _("sheet of the workbook (default: the first)"), _("NAME") } },
		{ TAKES_LOAD, { "encoding", 0, 0, G_OPTION_ARG_STRING, &words->encoding, _("of a CSV file without a mark: utf-8 (default) or cp1258"), _("NAME") } },
		{ TAKES_LOAD, { "errors", 0, 0, G_OPTION_ARG_FILENAME, &words->errors, _("write the user's sheet back with a column of errors"), _("FILE") } },
		{ TAKES_COPY, { "from", 0, 0, G_OPTION_ARG_STRING, &words->from, _("the store to copy"), "URL" } },
		{ TAKES_COPY, { "to", 0, 0, G_OPTION_ARG_STRING, &words->to, _("the place to copy it to: a new file, or an empty store"), "URL" } },
		{ TAKES_SEED, { "seed", 0, 0, G_OPTION_ARG_STRING, &words->seed, _("seed of the random numbers (default 1)"), _("N") } },
		{ TAKES_OFFICES, { "offices", 0, 0, G_OPTION_ARG_STRING, &words->offices, _("which, or how many, offices"), _("LIST|N") } },
		{ TAKES_SEED, { "years", 0, 0, G_OPTION_ARG_STRING, &words->years, _("years: 2018-2022"), _("FROM-TO") } },
		{ TAKES_USER, { "person", 0, 0, G_OPTION_ARG_STRING, &words->person, _("whose account it is: \"Nguyễn Thị Lan\""), _("NAME") } },
		{ TAKES_USER, { "role", 0, 0, G_OPTION_ARG_STRING, &words->role, _("officer, clerk, compiler, head, leader, inspector, administrator, superior; several by commas"), _("ROLES") } },
		{ TAKES_USER, { "division", 0, 0, G_OPTION_ARG_STRING, &words->division, _("the person's division, by its code in the office's record"), _("CODE") } },
		{ TAKES_USER, { "password", 0, 0, G_OPTION_ARG_NONE, &words->password, _("read the password from standard input (default: make a one-time one)"), NULL } },
		{ TAKES_TOKEN, { "name", 0, 0, G_OPTION_ARG_STRING, &words->name, _("which program will use the token"), _("NAME") } },
		{ TAKES_TOKEN, { "scope", 0, 0, G_OPTION_ARG_STRING, &words->scope, _("registers.read, registers.write, figures, reports.read, reports.write, personal, inspect, accounts, tokens; several by commas"), _("SCOPES") } },
		{ TAKES_TOKEN, { "days", 0, 0, G_OPTION_ARG_STRING, &words->days, _("how long the token is good (default 90)"), "N" } },
		{ TAKES_SERVE, { "listen", 0, 0, G_OPTION_ARG_STRING, &words->listen, _("address and port (default 127.0.0.1:8080)"), _("ADDRESS:PORT") } },
		{ TAKES_SERVE | TAKES_HUB, { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &words->certificate, _("certificate chain in PEM, for HTTPS"), _("FILE") } },
		{ TAKES_SERVE | TAKES_HUB, { "key", 0, 0, G_OPTION_ARG_FILENAME, &words->key, _("its private key in PEM"), _("FILE") } },
		{ TAKES_SERVE | TAKES_HUB, { "log", 0, 0, G_OPTION_ARG_FILENAME, &words->log, _("append the access log to this file (default: standard error; none keeps none)"), _("FILE") } },
		{ TAKES_SERVE, { "behind-proxy", 0, 0, G_OPTION_ARG_NONE, &words->behind_proxy, _("believe X-Forwarded-For and X-Forwarded-Proto of connections from this machine"), NULL } },
		{ TAKES_SERVE, { "routes", 0, 0, G_OPTION_ARG_NONE, &words->routes, _("print the routes with their rights as JSON, and end"), NULL } },
		{ TAKES_SEED, { "records", 0, 0, G_OPTION_ARG_STRING, &words->records, _("records per office and year (default 200)"), _("N") } },
	};
	GArray *entries = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (command->takes & all[i].takes)
			g_array_append_val(entries, all[i].entry);
	for (guint i = 0; i < G_N_ELEMENTS(all); i++)
		if (!all[i].takes)
			g_array_append_val(entries, all[i].entry);
	return entries;
}

static void words_clear(struct words *words)
{
	char **texts[] = { &words->office, &words->span, &words->at, &words->cutoff, &words->from, &words->where, &words->by, &words->format,
		&words->output, &words->period, &words->regime, &words->template, &words->as_known, &words->boundaries, &words->why, &words->sheet, &words->encoding,
		&words->errors, &words->date, &words->accept, &words->seed, &words->offices, &words->years, &words->year, &words->records, &words->state, &words->number,
		&words->version, &words->sort, &words->limit, &words->skip, &words->to, &words->answer, &words->reason, &words->authority, &words->patience, &words->annotate,
		&words->person, &words->role, &words->division, &words->listen, &words->certificate, &words->key, &words->log,
		&words->name, &words->scope, &words->days };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(*texts[i]);
	g_strfreev(words->map);
	g_strfreev(words->known);
}

static void globals_clear(struct globals *globals)
{
	g_free(globals->db);
	g_free(globals->language);
	g_free(globals->who);
	g_strfreev(globals->definitions);
	g_strfreev(globals->templates);
}

/* "-o, --output=FILE" */
static char *option_words(const GOptionEntry *entry)
{
	g_autofree char *letter = entry->short_name ? g_strdup_printf("-%c, ", entry->short_name) : g_strdup("    ");
	return g_strconcat(letter, "--", entry->long_name, entry->arg_description ? "=" : "", entry->arg_description, NULL);
}

/* "put [OPTION…] REGISTER FILE.json|-"; options may be "". */
static char *synopsis(const struct command *command, const char *options)
{
	const char *arguments = *command->arguments ? _(command->arguments) : "";
	return g_strconcat(command->name, *options ? " " : "", options, *arguments ? " " : "", arguments, NULL);
}

/* In the user's language throughout: GLib's own help is Vietnamese only where the system has its translations. */
static void print_help(const struct command *command, const GOptionEntry *entries)
{
	glong wide = 0;
	g_autofree char *usage = synopsis(command, _("[OPTION…]"));
	printf(_("Usage: ngoaivu %s\n\n%s\n\nOptions:\n"), usage, _(command->summary));
	for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
		g_autofree char *words = option_words(entry);
		wide = MAX(wide, g_utf8_strlen(words, -1));
	}
	for (const GOptionEntry *entry = entries; entry->long_name; entry++) {
		g_autofree char *words = option_words(entry);
		printf("  %s%*s  %s\n", words, (int)(wide - g_utf8_strlen(words, -1)), "", entry->description);
	}
}

/* GLib's message ends in the option: "Unknown option --spam", in some languages with a stop. */
static gboolean refuse_option(const struct command *command, const GError *problem, GError **error)
{
	const char *blank = strrchr(problem->message, ' ');
	g_autofree char *option = g_strdup(blank ? blank + 1 : problem->message);
	if (g_str_has_suffix(option, "."))
		option[strlen(option) - 1] = '\0';
	if (g_error_matches(problem, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
		return fail(error, ERROR_USAGE, _("%s: there is no option %s; see `ngoaivu %s --help`"), command->name, option, command->name);
	if (g_error_matches(problem, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE))
		return fail(error, ERROR_USAGE, _("%s: the option %s needs a value; see `ngoaivu %s --help`"), command->name, option, command->name);
	if (problem->domain == G_CONVERT_ERROR)
		return fail(error, ERROR_USAGE, _("%s: the value of an option is not UTF-8"), command->name);
	return fail(error, ERROR_USAGE, "%s: %s", command->name, problem->message);
}

/* What the history keeps of the command line: one clean line that is not longer than `most`. */
static gboolean clean_line(const char *option, glong most, char **text, GError **error)
{
	if (!*text)
		return TRUE;
	g_autofree char *clean = text_clean(*text, -1, error);
	if (!clean) {
		g_prefix_error(error, "%s: ", option);
		(*error)->code = ERROR_USAGE;
		return FALSE;
	}
	g_strstrip(g_strdelimit(clean, "\n\t", ' '));
	if (g_utf8_strlen(clean, -1) > most)
		return fail(error, ERROR_USAGE, _("%s: at most %ld characters are kept"), option, most);
	g_free(*text);
	*text = g_steal_pointer(&clean);
	return TRUE;
}

static gboolean clean_lines(struct words *words, struct globals *globals, GError **error)
{
	enum { NAME_MOST = 200, REASON_MOST = 2000 };
	if (!clean_line("--user", NAME_MOST, &globals->who, error) || !clean_line("--why", REASON_MOST, &words->why, error))
		return FALSE;
	return !globals->who || *globals->who || fail(error, ERROR_USAGE, _("--user: the name is empty"));
}

static gboolean parse_words(const struct command *command, struct words *words, struct globals *globals, int *argc, char ***argv, GError **error)
{
	g_autoptr(GArray) entries = options_of(command, words, globals);
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, (GOptionEntry *)(void *)entries->data, NULL);
	g_autoptr(GError) problem = NULL;
	if (!g_option_context_parse(context, argc, argv, &problem))
		return refuse_option(command, problem, error);
	if (!clean_lines(words, globals, error))
		return FALSE;
	if (globals->help) {
		print_help(command, (const GOptionEntry *)(void *)entries->data);
		return TRUE;
	}
	if (*argc > 1 && strcmp((*argv)[1], "--") == 0) {
		memmove(*argv + 1, *argv + 2, sizeof(char *) * (size_t)(*argc - 1));
		(*argc)--;
	}
	int given = *argc - 1;
	if (given >= command->least && (command->most < 0 || given <= command->most))
		return TRUE;
	g_autofree char *usage = synopsis(command, "");
	return fail(error, ERROR_USAGE, _("usage: ngoaivu %s (see `ngoaivu %s --help`)"), usage, command->name);
}

static enum needs needs_of(const struct command *command, const char *verb, gboolean named)
{
	static const char *const reading[] = { "list", "check", "findings", NULL };
	if (command->needs == NEEDS_IF_NAMED)
		return named ? NEEDS_READ : NEEDS_DEFINITIONS;
	if (command->needs != NEEDS_BY_VERB)
		return command->needs;
	return !verb || g_strv_contains(reading, verb) ? NEEDS_READ : NEEDS_WRITE;
}

static void check_output(GError **error)
{
	if (!*error && (fflush(stdout) != 0 || ferror(stdout)))
		fail(error, ERROR_SYSTEM, _("the output cannot be written: %s"), reason_system(errno));
}

static int run_command(const struct command *command, const struct words *words, const struct globals *globals, char **arguments, GError **error)
{
	enum needs needs = needs_of(command, arguments[0], globals->db || words->office);
	struct app_options options = { .url = globals->db, .who = globals->who, .language = wanted_language(0, NULL),
		.definitions = (const char *const *)globals->definitions, .templates = (const char *const *)globals->templates,
		.progress = print_progress, .as_it_is = needs == NEEDS_AS_IT_IS };
	static const enum db_mode modes[] = { [NEEDS_READ] = DB_READ, [NEEDS_WRITE] = DB_WRITE, [NEEDS_CREATE] = DB_CREATE, [NEEDS_AS_IT_IS] = DB_READ };
	if (globals->language)
		options.language = globals->language;
	if (strcmp(options.language, "vi") != 0 && strcmp(options.language, "en") != 0) {
		fail(error, ERROR_USAGE, _("%s: the languages are vi and en (--lang, NGOAIVU_LANG)"), options.language);
		return ERROR_USAGE;
	}
	g_autoptr(app_t) app = NULL;
	if (needs != NEEDS_NOTHING) {
		app = needs == NEEDS_DEFINITIONS ? app_open_definitions(&options, error) : app_open(&options, modes[needs], error);
		if (!app)
			return error_exit_status(*error);
	}
	gboolean own = FALSE; /* what is only read is read as of one moment */
	if (needs == NEEDS_READ && !store_look(app->store, &own, error))
		return error_exit_status(*error);
	int status = command->run(app, words, arguments, error);
	check_output(error); /* while the system still knows why */
	GError *unheard = NULL; /* by which something may have seemed absent */
	if (app && app->store && !db_heard(store_db(app->store), &unheard)) {
		g_clear_error(error);
		g_propagate_error(error, unheard);
	}
	if (own)
		store_look_away(app->store, own);
	return status;
}

static int report_error(GError *error)
{
	int status = error_exit_status(error);
	fprintf(stderr, "ngoaivu: %s\n", error->message);
	g_error_free(error);
	return status;
}

static const char *const with_value[] = { "--db", "--lang", "--definitions", "--templates", "--user", NULL };

/* Without a command; the first option that no command knows before its name is what to tell. */
static void refuse_no_command(int argc, char **argv, GError **error)
{
	for (int i = 1; i < argc; i++) {
		g_autofree char *name = g_strndup(argv[i], strcspn(argv[i], "="));
		if (!g_strv_contains(with_value, name)) {
			fail(error, ERROR_USAGE, _("there is no option %s; see `ngoaivu --help`"), argv[i]);
			return;
		}
		if (!strchr(argv[i], '='))
			i++;
	}
	fail(error, ERROR_USAGE, _("no command given; see `ngoaivu --help`"));
}

/* The place of the command word: the first that is not a global option, another command's option or its value. */
static int command_place(int argc, char **argv)
{
	int first = 0;
	for (int i = 1; i < argc; i++) {
		if (argv[i][0] == '-') {
			if (g_strv_contains(with_value, argv[i]))
				i++;
			continue;
		}
		if (!first)
			first = i;
		gboolean behind_option = argv[i - 1][0] == '-' && !strchr(argv[i - 1], '=');
		if (command_find(argv[i]) || !behind_option)
			return command_find(argv[i]) ? i : first;
	}
	return first;
}

static int run(int argc, char **argv, GError **error)
{
	int place = command_place(argc, argv);
	if (!place) {
		if (argc > 1 && strcmp(argv[argc - 1], "--version") == 0) {
			printf("ngoaivu %s\n", VERSION);
			return 0;
		}
		gboolean asked = argc > 1 && (strcmp(argv[argc - 1], "--help") == 0 || strcmp(argv[argc - 1], "-h") == 0);
		if (argc > 1 && !asked)
			refuse_no_command(argc, argv, error);
		else
			print_usage();
		return asked ? 0 : ERROR_USAGE;
	}
	const struct command *command = command_find(argv[place]);
	if (!command) {
		g_autoptr(GPtrArray) names = g_ptr_array_new();
		for (const struct command *each = commands; each->name; each++)
			g_ptr_array_add(names, (gpointer)each->name);
		g_ptr_array_add(names, NULL);
		const char *near = text_nearest(argv[place], (const char *const *)names->pdata);
		fail(error, ERROR_USAGE, near ? _("%s: no such command; did you mean %s?") : _("%s: no such command; see `ngoaivu --help`"), argv[place], near);
		return ERROR_USAGE;
	}
	memmove(argv + place, argv + place + 1, sizeof(char *) * (size_t)(argc - place));
	argc--;
	struct words words = { 0 };
	struct globals globals = { 0 };
	int status = ERROR_USAGE;
	if (parse_words(command, &words, &globals, &argc, &argv, error))
		status = globals.help ? 0 : run_command(command, &words, &globals, argv + 1, error);
	words_clear(&words);
	globals_clear(&globals);
	return status;
}

/* A stream that was closed is kept closed for writing: its number must not become that of a store or of a server. */
static void hold_streams(void)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	while (null >= 0 && null <= STDERR_FILENO)
		null = open("/dev/null", O_RDONLY | O_CLOEXEC);
	close(null);
}

int main(int argc, char **argv)
{
	hold_streams();
	mallopt(M_MXFAST, 0); /* merging these bins again and again was a twelfth of a large report and of a bulk load */
	set_language(wanted_language(argc, argv));
	g_auto(GStrv) copy = g_new0(char *, (gsize)argc + 1);
	char **borrowed = g_newa(char *, (gsize)argc + 1);
	for (int i = 0; i < argc; i++)
		borrowed[i] = copy[i] = g_strdup(argv[i]);
	borrowed[argc] = NULL;
	g_set_prgname("ngoaivu");
	GError *error = NULL;
	int status = run(argc, borrowed, &error);
	check_output(&error);
	return error ? report_error(error) : status;
}
