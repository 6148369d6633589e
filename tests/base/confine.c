/* SPDX-License-Identifier: Apache-2.0 */
#include "base/confine.h"
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct confinement usual = {.memory = 64 << 20, .seconds = 20, .result = 1 << 20};

static GBytes *say(gpointer data, G_GNUC_UNUSED GError **error)
{
	return g_bytes_new(data, strlen(data));
}

static void expect_bytes(GBytes *bytes, gconstpointer data, gsize length)
{
	g_autoptr(GBytes) wanted = g_bytes_new(data, length);
	g_assert_true(g_bytes_equal(bytes, wanted));
}

static void bytes_come_back(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = confine(say, (gpointer) "hai đoàn", &usual, &error);
	g_assert_no_error(error);
	expect_bytes(bytes, "hai đoàn", strlen("hai đoàn"));
	g_autoptr(GBytes) none = confine(say, (gpointer) "", &usual, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(g_bytes_get_size(none), ==, 0);
}

static GBytes *refuse(G_GNUC_UNUSED gpointer data, GError **error)
{
	fail(error, ERROR_CONFLICT, "line %d is wrong", 7);
	return NULL;
}

static void errors_come_back(void)
{
	g_autoptr(GError) error = NULL;
	g_assert_null(confine(refuse, NULL, &usual, &error));
	check_error(&error, ERROR_CONFLICT, "line 7 is wrong");
}

static int try_file(void)
{
	return open("/etc/hostname", O_RDONLY);
}

static int try_look(void)
{
	struct stat seen;
	return stat("/etc/hostname", &seen);
}

static int try_socket(void)
{
	return socket(AF_UNIX, SOCK_STREAM, 0);
}

static int try_process(void)
{
	return fork();
}

static int try_program(void)
{
	return execl("/bin/true", "true", (char *)NULL);
}

static int try_kill(void)
{
	return kill(getppid(), SIGCONT);
}

static int try_link(void)
{
	return symlink("a", "/tmp/ngoaivu-confined");
}

static int try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int try_limits(void)
{
	return chdir("/tmp");
}

static const struct {
	const char *name;
	int (*act)(void);
} acts[] = {
	{"open a file", try_file},
	{"look at a file", try_look},
	{"open a socket", try_socket},
	{"make a process", try_process},
	{"run a program", try_program},
	{"signal another process", try_kill},
	{"make a link", try_link},
	{"make memory that runs", try_code},
	{"go elsewhere", try_limits},
};

static GBytes *try_one(gpointer data, G_GNUC_UNUSED GError **error)
{
	int (*const *act)(void) = data;
	errno = 0;
	return (*act)() < 0 && errno == EPERM ? g_bytes_new("refused", 7) : g_bytes_new("done", 4);
}

/* A file that this process has open is not open there. */
static GBytes *write_to_open(gpointer data, G_GNUC_UNUSED GError **error)
{
	return write(*(int *)data, "x", 1) < 0 ? g_bytes_new("refused", 7) : g_bytes_new("done", 4);
}

static void nothing_can_be_reached(void)
{
	g_autofree char *path = NULL;
	const int low = g_file_open_tmp("confined-XXXXXX", &path, NULL);
	int file = fcntl(low, F_DUPFD_CLOEXEC, 50); /* a number that means nothing there */
	close(low);
	for (gsize i = 0; i <= G_N_ELEMENTS(acts); i++) {
		const gboolean last = i == G_N_ELEMENTS(acts);
		int (*act)(void) = last ? NULL : acts[i].act;
		g_autoptr(GError) error = NULL;
		g_autoptr(GBytes) bytes = last ? confine(write_to_open, &file, &usual, &error)
					       : confine(try_one, &act, &usual, &error);
		g_test_message("%s", last ? "write to an open file" : acts[i].name);
		g_assert_no_error(error);
		expect_bytes(bytes, "refused", 7);
	}
	g_assert_cmpint(write(file, "y", 1), ==, 1);
	close(file);
	g_autofree char *content = NULL;
	g_assert_true(g_file_get_contents(path, &content, NULL, NULL));
	g_assert_cmpstr(content, ==, "y");
	g_unlink(path);
}

static GBytes *compute_forever(G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
	volatile gboolean more = TRUE;
	while (more)
		continue;
	return NULL;
}

static GBytes *sleep_forever(G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
	volatile gboolean more = TRUE;
	while (more)
		g_usleep(G_USEC_PER_SEC);
	return NULL;
}

static GBytes *break_down(G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
	raise(SIGKILL);
	return NULL;
}

static GBytes *end_without_a_word(G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
	_exit(0);
	return NULL;
}

static GBytes *say_too_much(G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
	return g_bytes_new_take(g_malloc0(2 << 20), 2 << 20);
}

static GBytes *take_memory(G_GNUC_UNUSED gpointer data, G_GNUC_UNUSED GError **error)
{
	for (guint i = 0; i < 100; i++)
		memset(g_malloc(8 << 20), 1, 8 << 20);
	return g_bytes_new(NULL, 0);
}

static void what_goes_wrong_is_told(void)
{
	static const struct {
		confined_work work;
		const char *said;
		gboolean plain; /* a sanitizer's memory is not limited */
	} rows[] = {
		{compute_forever, "too long", FALSE},
		{sleep_forever, "too long", FALSE},
		{break_down, "too long", FALSE},
		{end_without_a_word, "breaks down", FALSE},
		{say_too_much, "too much", FALSE},
		{take_memory, "too much memory", TRUE},
	};
	const struct confinement short_time = {.memory = 64 << 20, .seconds = 1, .result = 1 << 20};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
#ifdef __SANITIZE_ADDRESS__
		if (rows[i].plain)
			continue;
#endif
		g_autoptr(GError) error = NULL;
		g_assert_null(confine(rows[i].work, NULL, &short_time, &error));
		check_error(&error, ERROR_INPUT, rows[i].said);
	}
}

static void several_work_at_a_time(void)
{
	g_autoptr(GError) error = NULL;
	confined_t *first = confine_begin(say, (gpointer) "một", &usual, &error);
	confined_t *second = confine_begin(refuse, NULL, &usual, &error);
	g_assert_no_error(error);
	confine_stop(confine_begin(compute_forever, NULL, &usual, &error));
	g_assert_no_error(error);
	g_assert_null(confine_end(second, &error));
	check_error(&error, ERROR_CONFLICT, "line 7");
	g_autoptr(GBytes) bytes = confine_end(first, &error);
	g_assert_no_error(error);
	expect_bytes(bytes, "một", strlen("một"));
	confine_stop(NULL);
}

static gpointer be_refused(G_GNUC_UNUSED gpointer data)
{
	g_autoptr(GError) error = NULL;
	g_assert_null(confine(compute_forever, NULL, &usual, &error));
	check_error(&error, ERROR_SYSTEM, "one thread");
	return NULL;
}

static void threads_are_refused(void)
{
	g_thread_join(g_thread_new("confine", be_refused, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/confine/bytes come back", bytes_come_back);
	g_test_add_func("/confine/errors come back", errors_come_back);
	g_test_add_func("/confine/nothing can be reached", nothing_can_be_reached);
	g_test_add_func("/confine/what goes wrong is told", what_goes_wrong_is_told);
	g_test_add_func("/confine/several work at a time", several_work_at_a_time);
	g_test_add_func("/confine/threads are refused", threads_are_refused);
	return g_test_run();
}
