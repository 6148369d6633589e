/* SPDX-License-Identifier: Apache-2.0 */
/* The hub: sending to a superior office, and receiving as one. */
#include "base/text.h"
#include "cli/choose.h"
#include "cli/print.h"
#include "format/file.h"
#include "hub/send.h"
#include "hub/serve.h"

#include <stdio.h>
#include <string.h>

/* The office that acts: --office, or the only one whose entries this store writes. */
static gint64 own_office(struct app *app, const struct words *words, GError **error)
{
	g_autoptr(GArray) own = words->office ? NULL : store_own_offices(app->store, error);
	if (words->office)
		return store_office(app->store, words->office, error);
	if (own && own->len == 1)
		return g_array_index(own, gint64, 0);
	if (own)
		fail(error, ERROR_USAGE, own->len ? _("this store writes for %u offices: say which with --office") : _("this store writes for no office (%u); make one with `ngoaivu init --office CODE`"), own->len);
	return 0;
}

static int hub_key(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 office = own_office(app, words, error);
	(void)arguments;
	if (!office || !store_may_change(app->store, office, error))
		return ERROR_INPUT;
	g_autofree char *code = store_office_code(app->store, office);
	g_autoptr(hub_key_t) key = hub_key_make(app, code, words->renew, error);
	if (!key)
		return ERROR_SYSTEM;
	g_autofree char *hex = hash_hex(&key->public);
	puts(hex);
	return 0;
}

static int hub_add_office(struct app *app, const struct words *words, char **arguments, GError **error)
{
	if (!hub_add(app, arguments[0], arguments[1], words->replace, error))
		return ERROR_INPUT;
	printf(_("Office %s may send to this store.\n"), arguments[0]);
	return 0;
}

static int hub_remove_office(struct app *app, const struct words *words, char **arguments, GError **error)
{
	(void)words;
	if (!hub_remove(app, arguments[0], error))
		return ERROR_ABSENT;
	printf(_("Office %s may no longer send; what it has sent stays.\n"), arguments[0]);
	return 0;
}

static int hub_trust_key(struct app *app, const struct words *words, char **arguments, GError **error)
{
	if (!hub_trust(app, arguments[0], words->replace, error))
		return ERROR_INPUT;
	printf(_("The hub with this key is trusted.\n"));
	return 0;
}

static gboolean is_folder(const char *path)
{
	return g_file_test(path, G_FILE_TEST_IS_DIR);
}

static char *package_path(const char *to, const struct package_header *header)
{
	if (!is_folder(to))
		return g_strdup(to);
	g_autofree char *name = package_name(header);
	return g_build_filename(to, name, NULL);
}

/* Writes one package; *next is what follows it. */
static gboolean push_one(struct app *app, gint64 office, const char *to, gint64 *next, GError **error)
{
	struct package_header header;
	g_autoptr(GBytes) package = hub_package_make(app, office, *next, error);
	if (!package || !package_open(package, &header, error))
		return FALSE;
	g_autofree char *path = package_path(to, &header);
	gboolean done = file_write(path, package, error);
	if (done)
		printf(_("%s: entries %" PRId64 " to %" PRId64 " of office %s, %zu bytes\n"), path, header.first, header.last, header.office, g_bytes_get_size(package));
	*next = header.last + 1;
	package_header_clear(&header);
	return done;
}

static gboolean parse_from(const char *text, gint64 *from, GError **error)
{
	return !text || g_ascii_string_to_signed(text, 10, 1, ((gint64)1 << KEY_SHIFT) - 1, from, NULL) ||
		fail(error, ERROR_USAGE, _("--from %s: write the number of an entry, from 1"), text);
}

static gboolean parse_patience(const char *text, gint64 usual, gint64 *seconds, GError **error)
{
	*seconds = usual;
	return !text || g_ascii_string_to_signed(text, 10, 0, 86400, seconds, NULL) ||
		fail(error, ERROR_USAGE, _("--patience %s: write a number of seconds, up to 86400"), text);
}

static void tell_waiting(const char *line)
{
	fprintf(stderr, _("ngoaivu: %s; trying again …\n"), line);
}

static int push_over_network(struct app *app, gint64 office, const struct words *words, GError **error)
{
	struct send_options options = { .url = words->to, .authority = words->authority };
	struct sent sent;
	if (words->from) {
		fail(error, ERROR_USAGE, _("--from is for packages in files: over the network the hub says from where it needs them"));
		return ERROR_USAGE;
	}
	if (!parse_patience(words->patience, 120, &options.patience, error) || !hub_send(app, office, &options, tell_waiting, &sent, error))
		return ERROR_INPUT;
	if (sent.resumed)
		printf(_("The hub had lost entries that it had acknowledged; they were sent again.\n"));
	if (sent.packages)
		printf(_("%" PRId64 " entries sent in %" PRId64 " packages, %" PRId64 " bytes; the hub holds all %" PRId64 ".\n"), sent.changes, sent.packages, sent.bytes, sent.position);
	else
		printf(_("Nothing to send: the hub holds all %" PRId64 " entries.\n"), sent.position);
	return 0;
}

static int hub_push(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 office = own_office(app, words, error);
	gint64 next = office ? hub_next(app, office, error) : 0, position = next ? store_position(app->store, office, error) : -1;
	(void)arguments;
	if (position >= 0 && words->to && send_is_url(words->to))
		return push_over_network(app, office, words, error);
	if (position < 0 || !parse_from(words->from, &next, error))
		return ERROR_INPUT;
	if (!words->to) {
		fail(error, ERROR_USAGE, _("say where to: --to FILE, a folder, or https://… of the hub"));
		return ERROR_USAGE;
	}
	if (next > position) {
		printf(_("Nothing to send: the hub holds all %" PRId64 " entries.\n"), position);
		return 0;
	}
	do {
		if (!push_one(app, office, words->to, &next, error))
			return ERROR_INPUT;
	} while (is_folder(words->to) && next <= position);
	if (next <= position)
		printf(_("%" PRId64 " entries more wait: send them after the acknowledgement, or name a folder.\n"), position - next + 1);
	return 0;
}

static gboolean write_answer(const char *to, const char *office, GBytes *answer, GError **error)
{
	g_autofree char *name = g_strdup_printf("%s.answer", office);
	g_autofree char *path = !to ? NULL : is_folder(to) ? g_build_filename(to, name, NULL) : g_strdup(to);
	return !path || file_write(path, answer, error);
}

static gboolean receive_one(struct app *app, gint64 hub, const char *path, const char *to, GError **error)
{
	struct received received = { 0 };
	g_autoptr(GBytes) package = file_read(path, PACKAGE_BYTES_MOST, error);
	g_autoptr(GBytes) answer = package ? hub_receive(app, hub, package, &received, error) : NULL;
	gboolean done = answer && write_answer(to, received.office, answer, error);
	if (done && received.added)
		printf(_("%s: office %s: %" PRId64 " entries received, held up to %" PRId64 "\n"), path, received.office, received.added, received.position);
	else if (done)
		printf(_("%s: office %s: already held, up to %" PRId64 "\n"), path, received.office, received.position);
	received_clear(&received);
	return done;
}

/* Each package by itself: one that is refused keeps none of the others away. */
static int hub_receive_files(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 hub = own_office(app, words, error);
	int status = 0;
	for (guint i = 0; hub && arguments[i]; i++) {
		GError *problem = NULL;
		if (receive_one(app, hub, arguments[i], words->answer, &problem))
			continue;
		fprintf(stderr, "ngoaivu: %s: %s\n", arguments[i], problem->message);
		status = status ? status : error_exit_status(problem);
		g_error_free(problem);
	}
	return hub ? status : ERROR_INPUT;
}

/* Without a package: how far an office is held, and what was decided on its reports. */
static int hub_give_answer(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 hub = own_office(app, words, error);
	if (hub && !words->answer)
		fail(error, ERROR_USAGE, _("say where the acknowledgement goes: --answer FILE, or a folder"));
	g_autoptr(GBytes) answer = hub && words->answer ? hub_answer(app, hub, arguments[0], error) : NULL;
	if (!answer || !write_answer(words->answer, arguments[0], answer, error))
		return ERROR_INPUT;
	printf(_("The acknowledgement for office %s is written.\n"), arguments[0]);
	return 0;
}

static int hub_take_answer(struct app *app, const struct words *words, char **arguments, GError **error)
{
	struct answer answer = { 0 };
	gboolean older = FALSE;
	(void)words;
	g_autoptr(GBytes) bytes = file_read(arguments[0], PACKAGE_BYTES_MOST, error);
	gboolean done = bytes && hub_acknowledge(app, bytes, &answer, &older, error);
	if (done && older)
		printf(_("Office %s: a later acknowledgement was taken before; nothing changed.\n"), answer.office);
	else if (done)
		printf(_("Office %s: the hub %s holds entries up to %" PRId64 ".\n"), answer.office, answer.hub, answer.position);
	answer_clear(&answer);
	return done ? 0 : ERROR_INPUT;
}

static void add_line(struct grid *grid, const struct hub_line *line, enum print_format format)
{
	g_autofree char *hash = hash_hex(&line->hash);
	g_autofree char *at = line->at ? moment_iso(line->at) : g_strdup("");
	if (format == PRINT_TABLE) {
		hash[16] = '\0';
		at[MIN(strlen(at), 19)] = '\0';
	}
	grid_add(grid, line->office);
	grid_add(grid, line->receives ? _("receives") : _("sends"));
	grid_take(grid, g_strdup_printf("%" G_GINT64_FORMAT, line->position));
	grid_add(grid, hash);
	grid_add(grid, at);
	grid_take(grid, line->receives ? g_strdup("") : g_strdup_printf("%" G_GINT64_FORMAT, line->waiting));
	grid_add(grid, !line->at ? "" : line->differs ? _("others") : _("the same"));
	grid_add(grid, line->note);
}

static int hub_tell_status(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	(void)arguments;
	if (!print_format_parse(words->format, &format, error))
		return ERROR_USAGE;
	g_autoptr(GPtrArray) lines = hub_status(app, error);
	if (!lines)
		return ERROR_SYSTEM;
	if (format == PRINT_JSON) {
		json_t *list = json_array();
		for (guint i = 0; i < lines->len; i++)
			json_array_append_new(list, hub_line_json(lines->pdata[i]));
		print_json(list);
		return 0;
	}
	g_autoptr(grid_t) grid = grid_new(8, _("office"), _("role"), _("position"), _("hash"), _("as of"), _("waiting"), _("definitions"), _("refused"), NULL);
	grid->right = 1 << 2 | 1 << 5;
	for (guint i = 0; i < lines->len; i++)
		add_line(grid, lines->pdata[i], format);
	grid_print(grid, format);
	return 0;
}

static int decide(struct app *app, const struct words *words, char **arguments, gboolean accept, GError **error)
{
	gint64 hub = own_office(app, words, error);
	if (!hub || !hub_decide(app, hub, arguments[0], arguments[1], accept, words->reason, error))
		return ERROR_INPUT;
	printf(accept ? _("Accepted: %s %s; the office learns it with the next acknowledgement.\n") :
		_("Returned: %s %s; the office learns it with the next acknowledgement.\n"), arguments[0], arguments[1]);
	return 0;
}

static int hub_accept(struct app *app, const struct words *words, char **arguments, GError **error)
{
	return decide(app, words, arguments, TRUE, error);
}

static int hub_return(struct app *app, const struct words *words, char **arguments, GError **error)
{
	return decide(app, words, arguments, FALSE, error);
}

static const char *decision_label(const char *decision)
{
	return !decision ? "" : strcmp(decision, "accepted") == 0 ? _("accepted") : strcmp(decision, "returned") == 0 ? _("returned") : decision;
}

static void add_report(struct grid *grid, const struct sent_report *report)
{
	g_autofree char *received = report->received ? day_iso(moment_day(report->received)) : g_strdup(_("not sent"));
	grid_add(grid, report->office);
	grid_add(grid, report->period);
	grid_add(grid, report->symbol);
	grid_take(grid, report->issued_on ? day_iso(report->issued_on) : g_strdup(""));
	grid_take(grid, report->due_on ? day_iso(report->due_on) : g_strdup(""));
	grid_add(grid, received);
	grid_take(grid, report->late ? g_strdup_printf("%d", report->late) : g_strdup(""));
	grid_add(grid, decision_label(report->decision));
	grid_add(grid, report->reason);
}

static gboolean parse_wanted(const struct words *words, struct period *period, enum regime *regime, GError **error)
{
	*regime = g_strcmp0(words->regime, "legal") == 0 ? REGIME_LEGAL : REGIME_CALENDAR;
	if (words->regime && *regime == REGIME_CALENDAR && strcmp(words->regime, "calendar") != 0)
		return fail(error, ERROR_USAGE, _("regime %s: it may be calendar or legal"), words->regime);
	return !words->period || period_parse(words->period, period, error);
}

static int hub_list_reports(struct app *app, const struct words *words, char **arguments, GError **error)
{
	enum print_format format;
	enum regime regime;
	struct period period;
	(void)arguments;
	if (!print_format_parse(words->format, &format, error) || !parse_wanted(words, &period, &regime, error))
		return ERROR_USAGE;
	g_autoptr(GPtrArray) reports = sent_reports(app, words->period ? &period : NULL, regime, day_today(), error);
	if (!reports)
		return ERROR_SYSTEM;
	json_t *list = json_array();
	g_autoptr(grid_t) grid = grid_new(9, _("office"), _("period"), _("symbol"), _("issued on"), _("due on"), _("received on"), _("days late"), _("decision"), _("reason"), NULL);
	grid->right = 1 << 6;
	for (guint i = 0; i < reports->len; i++) {
		json_array_append_new(list, sent_report_json(reports->pdata[i]));
		add_report(grid, reports->pdata[i]);
	}
	print_listing(list, grid, format);
	return 0;
}

static void tell_serving(const char *address)
{
	printf(_("Receiving at %s\n"), address);
	fflush(stdout);
}

static int hub_serve_network(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gint64 hub = own_office(app, words, error), patience = 0;
	(void)arguments;
	if (!hub || !parse_patience(words->patience, LINE_PATIENCE, &patience, error))
		return ERROR_INPUT;
	if (!words->certificate != !words->key) {
		fail(error, ERROR_USAGE, _("--certificate and --key are given together"));
		return ERROR_USAGE;
	}
	struct line_options options = { .listen = words->listen ? words->listen : "127.0.0.1:8443", .certificate = words->certificate, .key = words->key,
		.log = words->log, .patience = (guint)MAX(patience, 1) };
	return hub_serve(app, hub, &options, tell_serving, error) ? 0 : ERROR_SYSTEM;
}

static const struct hub_act {
	const char *name;
	int least, most; /* arguments after the name; most < 0 = any */
	int (*run)(struct app *app, const struct words *words, char **arguments, GError **error);
} acts[] = {
	{ "key", 0, 0, hub_key },
	{ "add", 2, 2, hub_add_office },
	{ "remove", 1, 1, hub_remove_office },
	{ "trust", 1, 1, hub_trust_key },
	{ "push", 0, 0, hub_push },
	{ "serve", 0, 0, hub_serve_network },
	{ "receive", 1, -1, hub_receive_files },
	{ "answer", 1, 1, hub_give_answer },
	{ "acknowledge", 1, 1, hub_take_answer },
	{ "status", 0, 0, hub_tell_status },
	{ "reports", 0, 0, hub_list_reports },
	{ "accept", 2, 2, hub_accept },
	{ "return", 2, 2, hub_return },
	{ NULL, 0, 0, NULL },
};

static gboolean no_act(const char *name, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (const struct hub_act *act = acts; act->name; act++)
		g_ptr_array_add(names, (gpointer)act->name);
	g_ptr_array_add(names, NULL);
	g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
	const char *near = text_nearest(name, (const char *const *)names->pdata);
	if (near)
		return fail(error, ERROR_USAGE, _("hub %s: there is no such act; did you mean %s?"), name, near);
	return fail(error, ERROR_USAGE, _("hub %s: there is no such act; there are: %s"), name, all);
}

int cmd_hub(struct app *app, const struct words *words, char **arguments, GError **error)
{
	int given = (int)g_strv_length(arguments) - 1;
	for (const struct hub_act *act = acts; act->name; act++) {
		if (strcmp(act->name, arguments[0]) != 0)
			continue;
		if (given >= act->least && (act->most < 0 || given <= act->most))
			return act->run(app, words, arguments + 1, error);
		fail(error, ERROR_USAGE, _("hub %s: too few or too many arguments; see `man ngoaivu-hub`"), act->name);
		return ERROR_USAGE;
	}
	no_act(arguments[0], error);
	return ERROR_USAGE;
}
