/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Seeded runs in which everything goes wrong between an office and its hub: either is killed at any write, the line
 * loses, doubles, reorders and damages, disks are full, clocks differ by years. The hub never holds what the office did
 * not write; and once all is well again, both ends hold equal hashes and answer equally.
 *
 * NGOAIVU_SEEDS=1-250 says which runs; a failure tells its seed and what was done, and NGOAIVU_SEEDS=N repeats it.
 * NGOAIVU_STORY=1 tells what is done in runs that succeed.
 * With NGOAIVU_TEST_STORE on PostgreSQL, where processes are killed by time and no disk is full: one run in fifty.
 */
#include "store/received.h"
#include "world.h"

#include <sqlite3.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/time.h>
#include <sys/wait.h>

enum { OFFICE, HUB, SIDES };
enum { ACTS = 24, POSTGRESQL_SHARE = 50, WHOLE_AUDIT = 25 };

/* What strikes at a write to a file: the process dies in the middle of it, or the disk is full from then on. */
static struct {
	enum { NO_FAULT, DEATH, DEAD, FULL } kind;
	gint64 left;       /* writes before it */
	gint64 writes;
	const char *store; /* whose process dies: its files are kept as they are at that moment */
} fault;

static const char *const endings[] = { "", "-wal", NULL };

static void copy_file(const char *from, const char *to)
{
	g_autofree char *bytes = NULL;
	gsize length;
	g_assert_true(g_file_get_contents(from, &bytes, &length, NULL) && g_file_set_contents_full(to, bytes, (gssize)length, 0, 0600, NULL));
}

/* From here on nothing of what the process does is there: what it wrote before is. */
static void die(void)
{
	for (const char *const *ending = endings; *ending; ending++) {
		g_autofree char *file = g_strconcat(fault.store, *ending, NULL), *kept = g_strconcat(file, ".kept", NULL);
		if (g_file_test(file, G_FILE_TEST_EXISTS))
			copy_file(file, kept);
	}
	fault.kind = DEAD;
}

/* After the store was closed: the files that the dead process left. */
static void bury(void)
{
	g_autofree char *shared = g_strconcat(fault.store, "-shm", NULL);
	for (const char *const *ending = endings; *ending; ending++) {
		g_autofree char *file = g_strconcat(fault.store, *ending, NULL), *kept = g_strconcat(file, ".kept", NULL);
		g_unlink(file);
		if (g_file_test(kept, G_FILE_TEST_EXISTS))
			g_assert_cmpint(g_rename(kept, file), ==, 0);
	}
	g_unlink(shared); /* made again from the journal */
	fault.kind = NO_FAULT;
}

static gboolean strikes(void)
{
	fault.writes++;
	return fault.kind != NO_FAULT && --fault.left < 0;
}

static ssize_t faulty_write(int file, const void *bytes, size_t length, off_t offset)
{
	if (!strikes())
		return pwrite(file, bytes, length, offset);
	if (fault.kind == DEATH) {
		g_assert_cmpint(pwrite(file, bytes, length / 2, offset), ==, (gssize)(length / 2));
		die();
	}
	errno = fault.kind == FULL ? ENOSPC : EIO;
	return -1;
}

static int faulty_truncate(int file, off_t length)
{
	if (!strikes() || fault.kind == FULL)
		return ftruncate(file, length);
	if (fault.kind == DEATH)
		die();
	errno = EIO;
	return -1;
}

static void lay_faults(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");
	g_assert_nonnull(vfs);
	vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)faulty_write);
	vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)faulty_write);
	vfs->xSetSystemCall(vfs, "ftruncate", (sqlite3_syscall_ptr)faulty_truncate);
}

struct trial {
	guint32 seed;
	GRand *chance;
	GString *story;           /* what was done */
	const struct app *base;   /* whose definitions are used */
	char *folder, *url[SIDES];
	struct app *app[SIDES];   /* NULL while closed */
	gint64 number[SIDES];     /* of the office in the office's store, of the hub's own in its store */
	GPtrArray *way[SIDES];    /* GBytes: packages on their way to the hub, acknowledgements to the office */
	gint64 clock[SIDES];      /* years */
	gint64 held;              /* by the hub, when last looked at */
};

G_GNUC_PRINTF(2, 3) static void tell(struct trial *trial, const char *format, ...)
{
	va_list rest;
	va_start(rest, format);
	g_string_append_vprintf(trial->story, format, rest);
	g_string_append_c(trial->story, '\n');
	va_end(rest);
}

G_GNUC_PRINTF(2, 3) G_GNUC_NORETURN static void fail_trial(struct trial *trial, const char *format, ...)
{
	va_list rest;
	va_start(rest, format);
	g_autofree char *what = g_strdup_vprintf(format, rest);
	va_end(rest);
	g_print("# %s\n", g_strdelimit(trial->story->str, "\r", ' '));
	g_error("NGOAIVU_SEEDS=%u: %s", trial->seed, what);
	abort();
}

static gint64 below(struct trial *trial, gint64 most)
{
	return most <= 1 ? 0 : g_rand_int_range(trial->chance, 0, (gint32)most);
}

static gboolean by_chance(struct trial *trial, double part)
{
	return g_rand_double(trial->chance) < part;
}

/* A clock of its own, that goes on, and now and then jumps by years. */
static void set_clock(struct trial *trial, int side)
{
	if (by_chance(trial, 0.2))
		trial->clock[side] = g_rand_int_range(trial->chance, 1990, 2060);
	g_autofree char *now = g_strdup_printf("%d-%02d-%02dT%02d:00:00Z", (int)trial->clock[side], 1 + (int)below(trial, 12), 1 + (int)below(trial, 28), (int)below(trial, 24));
	setenv("NGOAIVU_NOW", now, 1); /* threads of libraries do not read it */
}

static void open_side(struct trial *trial, int side)
{
	GError *error = NULL;
	struct app beside = *trial->base;
	if (trial->app[side])
		return;
	beside.url = trial->url[side];
	trial->app[side] = app_open_beside(&beside, DB_WRITE, &error);
	if (!trial->app[side])
		fail_trial(trial, "%s does not open: %s", side == OFFICE ? "the office" : "the hub", error->message);
}

static void close_sides(struct trial *trial)
{
	for (int side = 0; side < SIDES; side++)
		g_clear_pointer(&trial->app[side], app_close);
}

/* A new record, or a change, a deletion or restoration of one. FALSE with *error where the disk was full. */
static gboolean write_record(struct trial *trial, GError **error)
{
	struct app *app = trial->app[OFFICE];
	const struct reg *reg = model_register(app->model, "inbound");
	gint64 office = trial->number[OFFICE], position = store_position(app->store, office, error);
	static const char *const countries[] = { "JP", "KR", "LA" };
	g_autofree char *day = g_strdup_printf("2020-%02d-%02d", 1 + (int)below(trial, 12), 1 + (int)below(trial, 28));
	gint64 visitors = 1 + below(trial, 90);
	if (position < 0)
		return FALSE;
	g_autoptr(record_t) known = by_chance(trial, 0.5) ? store_read(app->store, reg, office, 1 + below(trial, position), NULL) : NULL;
	if (known && by_chance(trial, 0.4))
		return app_delete(app, reg, office, known->id, known->version, known->deleted, "chance", error);
	if (known && known->deleted)
		return TRUE;
	json_t *fields = json_pack("{s:s, s:[s], s:s, s:s, s:I, s:s}", "name", "Đoàn", "country", countries[below(trial, 3)], "host",
		by_chance(trial, 0.5) ? "leaders" : "agency", "arrives_on", day, "visitors", (json_int_t)visitors, "state", "received");
	if (known) {
		json_object_set_new(fields, "id", json_integer(known->id));
		json_object_set_new(fields, "version", json_integer(known->version));
	}
	g_autoptr(record_t) record = app_put(app, reg, office, fields, "chance", NULL, error);
	json_decref(fields);
	return record != NULL;
}

/* Takes a message off a way, in any order; some go again, some are lost. */
static GBytes *take_message(struct trial *trial, int side)
{
	GPtrArray *way = trial->way[side];
	if (!way->len)
		return NULL;
	guint place = (guint)below(trial, way->len);
	GBytes *message = g_bytes_ref(way->pdata[place]);
	if (!by_chance(trial, 0.3))
		g_ptr_array_remove_index(way, place);
	if (!by_chance(trial, 0.15))
		return message;
	tell(trial, "lost");
	g_bytes_unref(message);
	return NULL;
}

static GBytes *damage(struct trial *trial, GBytes *message)
{
	gsize length;
	guint8 *copy = g_memdup2(g_bytes_get_data(message, &length), g_bytes_get_size(message));
	if (by_chance(trial, 0.5))
		length = (gsize)below(trial, (gint64)length);
	else
		copy[below(trial, (gint64)length)] ^= (guint8)(1 << below(trial, 8));
	return g_bytes_new_take(copy, length);
}

static void send_package(struct trial *trial)
{
	GError *error = NULL;
	struct app *app = trial->app[OFFICE];
	gint64 next = hub_next(app, trial->number[OFFICE], &error), position = store_position(app->store, trial->number[OFFICE], &error);
	gint64 from = by_chance(trial, 0.5) ? next : 1 + below(trial, position); /* also what was acknowledged, or leaves a gap */
	GBytes *package = hub_package_make(app, trial->number[OFFICE], from, &error);
	if (!package && !g_error_matches(error, ERROR_DOMAIN, ERROR_ABSENT))
		fail_trial(trial, "no package is made: %s", error->message);
	tell(trial, "send from %" PRId64 "%s", from, package ? "" : ": nothing");
	g_clear_error(&error);
	if (package)
		g_ptr_array_add(trial->way[HUB], package);
}

static gboolean receive(struct trial *trial, GBytes *package, GError **error)
{
	GBytes *answer = hub_receive(trial->app[HUB], trial->number[HUB], package, NULL, error);
	if (answer)
		g_ptr_array_add(trial->way[OFFICE], answer);
	return answer != NULL;
}

static gboolean acknowledge(struct trial *trial, GBytes *bytes, GError **error)
{
	struct answer answer = { 0 };
	gboolean older, done = hub_acknowledge(trial->app[OFFICE], bytes, &answer, &older, error);
	answer_clear(&answer);
	return done;
}

/* What can be done to a side: a message is for those that take one. */
static gboolean act_on(struct trial *trial, int side, GBytes *message, GError **error)
{
	if (!message)
		return write_record(trial, error);
	return side == HUB ? receive(trial, message, error) : acknowledge(trial, message, error);
}

/* Refusals that come from the line: gaps of what overtook, and damage. */
static void check_failure(struct trial *trial, gboolean damaged, gboolean full, const GError *error)
{
	gboolean allowed = error->domain == ERROR_DOMAIN && (damaged ? error->code == ERROR_INPUT || error->code == ERROR_REFUSED :
		full ? error->code == ERROR_SYSTEM : error->code == ERROR_CONFLICT && strstr(error->message, "send from"));
	tell(trial, "  %s", error->message);
	if (!allowed)
		fail_trial(trial, "it failed otherwise than it may: %s", error->message);
}

static void do_well(struct trial *trial, int side, GBytes *message, gboolean damaged)
{
	GError *error = NULL;
	fault.writes = 0;
	if (act_on(trial, side, message, &error) && damaged)
		fail_trial(trial, "a damaged message was taken");
	tell(trial, "  %" PRId64 " writes", fault.writes);
	if (error)
		check_failure(trial, damaged, FALSE, error);
	g_clear_error(&error);
}

/* The disk of a side is full from some write on; then it is emptied. */
static void do_on_full_disk(struct trial *trial, int side, GBytes *message)
{
	GError *error = NULL;
	fault.left = below(trial, 30);
	fault.kind = FULL;
	gboolean done = act_on(trial, side, message, &error);
	fault.kind = NO_FAULT;
	tell(trial, "  with a full disk: %s", done ? "done" : "not done");
	if (error && !strstr(error->message, "send from"))
		check_failure(trial, FALSE, TRUE, error);
	g_clear_error(&error);
}

/* A process that a signal kills some time after it began. */
static void do_and_be_killed(struct trial *trial, int side, GBytes *message)
{
	struct itimerval soon = { .it_value = { .tv_usec = 1000 + (suseconds_t)below(trial, 60000) } };
	close_sides(trial);
	pid_t process = fork();
	g_assert_cmpint(process, >=, 0);
	if (process == 0) {
		setitimer(ITIMER_REAL, &soon, NULL); /* whose signal kills */
		open_side(trial, side);
		act_on(trial, side, message, NULL);
		raise(SIGKILL);
	}
	int status;
	g_assert_cmpint(waitpid(process, &status, 0), ==, process);
	tell(trial, "  and is killed");
	if (!WIFSIGNALED(status) || (WTERMSIG(status) != SIGKILL && WTERMSIG(status) != SIGALRM))
		fail_trial(trial, "the process ended by itself: %d", status);
}

/* Its process dies at some write, or when it is done, or while it ends; what it answered is lost. */
static void do_and_die(struct trial *trial, int side, GBytes *message)
{
	guint answers = trial->way[OFFICE]->len;
	fault.store = trial->url[side];
	fault.left = below(trial, 45);
	fault.kind = DEATH;
	tell(trial, "  and dies after %" PRId64 " writes", fault.left);
	act_on(trial, side, message, NULL);
	if (fault.kind == DEATH && by_chance(trial, 0.3))
		die();
	g_clear_pointer(&trial->app[side], app_close);
	if (fault.kind == DEATH) /* it ended before */
		fault.kind = NO_FAULT;
	else
		bury();
	g_ptr_array_set_size(trial->way[OFFICE], (gint)answers);
}

/* What the hub holds is the beginning of what the office wrote, and never less than before. */
static void check_held(struct trial *trial)
{
	GError *error = NULL;
	struct hash here, there;
	open_side(trial, OFFICE);
	open_side(trial, HUB);
	struct store *office = trial->app[OFFICE]->store, *hub = trial->app[HUB]->store;
	gint64 received = store_office(hub, "tb", NULL), held = received ? store_position(hub, received, &error) : 0;
	if (held < trial->held || held > store_position(office, trial->number[OFFICE], &error))
		fail_trial(trial, "the hub holds %" PRId64 ", after %" PRId64, held, trial->held);
	trial->held = held;
	if (!held)
		return;
	g_assert_true(store_hash_at(hub, received, held, &there, &error) && store_hash_at(office, trial->number[OFFICE], held, &here, &error));
	if (!hash_equal(&here, &there))
		fail_trial(trial, "entry %" PRId64 " is another at the hub", held);
}

static void act_once(struct trial *trial)
{
	static const char *const names[] = { "write", "acknowledge", "receive" };
	int what = (int)below(trial, 4), side = what == 2 ? HUB : OFFICE;
	open_side(trial, OFFICE);
	open_side(trial, HUB);
	set_clock(trial, side);
	if (what == 3) {
		send_package(trial);
		return;
	}
	g_autoptr(GBytes) message = what ? take_message(trial, side) : NULL;
	if (what && !message)
		return;
	tell(trial, "%s", names[what]);
	double fate = g_rand_double(trial->chance);
	if (fate < 0.12 && !stores_are_files())
		do_and_be_killed(trial, side, message);
	else if (fate < 0.12)
		do_and_die(trial, side, message);
	else if (fate < 0.24 && stores_are_files())
		do_on_full_disk(trial, side, message);
	else if (fate < 0.34 && message) {
		g_autoptr(GBytes) other = damage(trial, message);
		tell(trial, "  damaged");
		do_well(trial, side, other, TRUE);
	} else
		do_well(trial, side, message, FALSE);
	if (side == HUB)
		check_held(trial);
}

/* All is well: what waits is sent. */
static void heal(struct trial *trial)
{
	GError *error = NULL;
	open_side(trial, OFFICE);
	open_side(trial, HUB);
	for (guint turn = 0; store_position(trial->app[OFFICE]->store, trial->number[OFFICE], NULL) >= hub_next(trial->app[OFFICE], trial->number[OFFICE], NULL); turn++) {
		gint64 next = hub_next(trial->app[OFFICE], trial->number[OFFICE], NULL);
		g_autoptr(GBytes) package = hub_package_make(trial->app[OFFICE], trial->number[OFFICE], next, &error);
		g_autoptr(GBytes) answer = package ? hub_receive(trial->app[HUB], trial->number[HUB], package, NULL, &error) : NULL;
		if (!answer || !acknowledge(trial, answer, &error) || turn > 3)
			fail_trial(trial, "it does not heal: %s", error ? error->message : "no end");
	}
}

static void check_line(struct trial *trial, const struct hub_line *here, const struct hub_line *there)
{
	gint64 position = store_position(trial->app[OFFICE]->store, trial->number[OFFICE], NULL);
	g_autofree char *ours = hash_hex(&here->hash), *theirs = hash_hex(&there->hash);
	if (here->position != position || there->position != position || here->waiting || !hash_equal(&here->hash, &there->hash))
		fail_trial(trial, "the ends differ: %" PRId64 " %s, %" PRId64 " %s", here->position, ours, there->position, theirs);
}

static void check_status(struct trial *trial)
{
	GError *error = NULL;
	g_autoptr(GPtrArray) here = hub_status(trial->app[OFFICE], &error), there = hub_status(trial->app[HUB], &error);
	g_assert_no_error(error);
	g_assert_cmpuint(here->len, ==, 1);
	for (guint i = 0; i < there->len; i++)
		if (strcmp(((struct hub_line *)there->pdata[i])->office, "tb") == 0)
			check_line(trial, here->pdata[0], there->pdata[i]);
}

static char *answer_of(struct trial *trial, int side, const char *query)
{
	GError *error = NULL;
	GString *text = g_string_new(NULL);
	struct app *app = trial->app[side];
	g_autoptr(figure_query_t) asked = figure_query_parse(app->store, query, &error);
	g_autoptr(figure_answer_t) answer = asked ? figure_answer(app->ledger, asked, &error) : NULL;
	if (!answer)
		fail_trial(trial, "%s: %s", query, error->message);
	g_string_append_printf(text, "%" PRId64, answer->number.value);
	for (guint i = 0; answer->rows && i < answer->rows->len; i++) {
		const struct figure_row *row = answer->rows->pdata[i];
		g_string_append_printf(text, " %s=%" PRId64, row->value, row->number.value);
	}
	return g_string_free(text, FALSE);
}

static void check_figures(struct trial *trial)
{
	static const char *const queries[] = { "inbound.visitors?office=tb&span=2020-01-01/2020-12-31&~by=country",
		"inbound.delegations?office=tb&span=2020-02-03/2020-09-20&~by=host" };
	for (guint i = 0; i < G_N_ELEMENTS(queries); i++) {
		g_autofree char *here = answer_of(trial, OFFICE, queries[i]), *there = answer_of(trial, HUB, queries[i]);
		if (strcmp(here, there) != 0)
			fail_trial(trial, "%s: %s at the office, %s at the hub", queries[i], here, there);
	}
}

static void check_audits(struct trial *trial)
{
	for (int side = 0; side < SIDES; side++) {
		GError *error = NULL;
		g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
		g_assert_true(ledger_audit(trial->app[side]->ledger, lines, NULL, NULL, &error));
		if (lines->len)
			fail_trial(trial, "the audit of side %d says: %s", side, (const char *)lines->pdata[0]);
	}
}

/* The two stores, with the keys entered. */
static void make_pair(char *const url[SIDES], gint64 number[SIDES])
{
	GError *error = NULL;
	struct app *office = open_new(url[OFFICE]), *hub = open_new(url[HUB]);
	number[OFFICE] = make_office(office, "tb");
	number[HUB] = make_office(hub, "bng");
	enter_records(office, number[OFFICE]);
	g_autofree char *own = key_hex(office, "tb"), *theirs = key_hex(hub, "bng");
	g_assert_true(hub_add(hub, "tb", own, FALSE, &error) && hub_trust(office, theirs, FALSE, &error));
	app_close(office);
	app_close(hub);
}

/* What all runs begin with: stores in files are made once and copied. */
struct beginning {
	struct app *base;
	char *folder, *url[SIDES];
	gint64 number[SIDES];
};

static void trial_begin(struct trial *trial, const struct beginning *beginning, guint32 seed)
{
	*trial = (struct trial){ .seed = seed, .chance = g_rand_new_with_seed(seed), .story = g_string_new(NULL), .base = beginning->base, .folder = beginning->folder };
	memcpy(trial->number, beginning->number, sizeof trial->number);
	for (int side = 0; side < SIDES; side++) {
		trial->way[side] = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
		trial->clock[side] = 2020;
		trial->url[side] = new_store_url(trial->folder);
		if (!stores_are_files())
			continue;
		g_autofree char *key = hub_key_file(beginning->url[side], NULL), *copy = hub_key_file(trial->url[side], NULL);
		copy_file(beginning->url[side], trial->url[side]);
		copy_file(key, copy);
	}
	if (!stores_are_files())
		make_pair(trial->url, trial->number);
}

static void trial_end(struct trial *trial)
{
	close_sides(trial);
	unsetenv("NGOAIVU_NOW");
	for (int side = 0; side < SIDES; side++) {
		g_autofree char *key = hub_key_file(trial->url[side], NULL);
		g_unlink(key);
		remove_store(trial->url[side]);
		g_free(trial->url[side]);
		g_ptr_array_unref(trial->way[side]);
	}
	g_string_free(trial->story, TRUE);
	g_rand_free(trial->chance);
}

static void one_trial(const struct beginning *beginning, guint32 seed)
{
	struct trial trial;
	trial_begin(&trial, beginning, seed);
	for (guint act = 0; act < ACTS; act++)
		act_once(&trial);
	heal(&trial);
	check_held(&trial);
	check_status(&trial);
	check_figures(&trial);
	if (g_getenv("NGOAIVU_STORY"))
		g_print("# %s\n", trial.story->str);
	if (seed % WHOLE_AUDIT == 0 || !stores_are_files())
		check_audits(&trial);
	trial_end(&trial);
}

static void after_all_faults_both_ends_are_equal(void)
{
	struct beginning beginning = { 0 };
	const char *seeds = g_getenv("NGOAIVU_SEEDS");
	guint first = 1, last = 100;
	if (seeds && sscanf(seeds, "%u-%u", &first, &last) == 1)
		last = first;
	g_autofree char *memory = g_file_test("/dev/shm", G_FILE_TEST_IS_DIR) ? g_strdup("/dev/shm/ngoaivu-faults-XXXXXX") : NULL;
	beginning.folder = memory && g_mkdtemp(memory) ? g_steal_pointer(&memory) : g_dir_make_tmp("ngoaivu-faults-XXXXXX", NULL);
	g_setenv("XDG_DATA_HOME", beginning.folder, TRUE);
	for (int side = 0; side < SIDES; side++)
		beginning.url[side] = new_store_url(beginning.folder);
	make_pair(beginning.url, beginning.number);
	GError *error = NULL;
	struct app_options options = { .url = beginning.url[OFFICE], .who = "test", .language = "en" };
	beginning.base = app_open_definitions(&options, &error);
	g_assert_no_error(error);
	for (guint seed = first; seed <= last; seed++)
		if (stores_are_files() || first == last || seed % POSTGRESQL_SHARE == 0)
			one_trial(&beginning, seed);
	app_close(beginning.base);
	for (int side = 0; side < SIDES; side++) {
		g_autofree char *key = hub_key_file(beginning.url[side], NULL);
		g_unlink(key);
		remove_store(beginning.url[side]);
		g_free(beginning.url[side]);
	}
	g_autofree char *keys = g_build_filename(beginning.folder, "ngoaivu", NULL);
	g_rmdir(keys);
	g_rmdir(beginning.folder);
	g_free(beginning.folder);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	lay_faults();
	g_test_add_func("/hub/after all faults both ends are equal", after_all_faults_both_ends_are_equal);
	return g_test_run();
}
