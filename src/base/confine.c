/* SPDX-License-Identifier: Apache-2.0 */
#include "base/confine.h"
#include "base/confine_filter.h"
#include "base/error.h"
#include "base/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESULT      3  /* the child's end of the pipe */
#define MESSAGE_MOST 4096
#define CLOCK_TIMES 3  /* seconds of the clock for each of the processor */

/* What comes through the pipe: a mark, and the result or the message. An error's mark is its code. */
enum { MARK_RESULT = 'R', MARK_CONFINED = 'C' };

static gboolean write_all(const void *data, gsize length)
{
	const char *at = data;
	while (length > 0) {
		const ssize_t done = write(RESULT, at, length);
		if (done < 0 && errno != EINTR)
			return FALSE;
		at += MAX(done, 0);
		length -= (gsize)MAX(done, 0);
	}
	return TRUE;
}

/* Sanitizers keep terabytes of addresses: under them memory is not limited. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED TRUE
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED TRUE
#endif
#endif
#ifndef SANITIZED
#define SANITIZED FALSE
#endif

/* Bytes of addresses that this process has now. */
static gboolean addresses(guint64 *bytes)
{
	char line[64];
	const int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	const ssize_t length = file < 0 ? -1 : read(file, line, sizeof line - 1);
	if (file >= 0)
		close(file);
	if (length <= 0)
		return FALSE;
	line[length] = '\0';
	*bytes = g_ascii_strtoull(line, NULL, 10) * (guint64)sysconf(_SC_PAGESIZE);
	return *bytes > 0;
}

static gboolean limit(__rlimit_resource_t resource, guint64 most)
{
	const struct rlimit both = {most, most};
	return setrlimit(resource, &both) == 0;
}

static gboolean limit_all(const struct confinement *limits)
{
	guint64 now = 0;
	if (!SANITIZED && !(addresses(&now) && limit(RLIMIT_AS, now + limits->memory)))
		return FALSE;
	if (!limit(RLIMIT_NOFILE, 0))
		return FALSE;
	/* A second more before it is killed, so that the signal tells why. */
	const struct rlimit time = {limits->seconds, (rlim_t)limits->seconds + 1};
	return setrlimit(RLIMIT_CPU, &time) == 0 && limit(RLIMIT_FSIZE, limits->scratch ? limits->result : 0) &&
	       limit(RLIMIT_CORE, 0);
}

/* Only the pipe stays open, and for a sanitizer the standard errors. */
static gboolean close_all(int result)
{
	const int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0)
		return FALSE;
	if (!SANITIZED && dup2(nothing, STDERR_FILENO) < 0)
		return FALSE;
	if (result != RESULT && dup2(result, RESULT) < 0)
		return FALSE;
	return close_range(RESULT + 1, ~0U, 0) == 0;
}

/* Twice, as its first number may be closed by whoever it is given to. */
static gboolean open_scratch(void)
{
	return memfd_create("scratch", 0) == CONFINE_SCRATCH && dup(CONFINE_SCRATCH) == CONFINE_SCRATCH_READ;
}

static gboolean shut_in(const struct confinement *limits, int result, pid_t parent)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM, SIGXCPU, SIGXFSZ, SIGABRT};
	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
		signal(signals[i], SIG_DFL);
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* It ends with whom it works for. */
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
		return FALSE;
	return close_all(result) && (!limits->scratch || open_scratch()) && limit_all(limits) &&
	       confine_filter_close(RESULT, limits->scratch ? CONFINE_SCRATCH : -1);
}

static void be_confined(confined_work work, gpointer data, const struct confinement *limits, int result, pid_t parent)
{
	if (!shut_in(limits, result, parent))
		_exit(1);
	const char shut = MARK_CONFINED;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = write_all(&shut, 1) ? work(data, &error) : NULL;
	gsize length = 0;
	const char *text = bytes ? g_bytes_get_data(bytes, &length) : error ? error->message : NULL;
	if (!text && !bytes)
		_exit(1);
	const char mark = bytes ? MARK_RESULT : (char)error_exit_status(error);
	_exit(write_all(&mark, 1) && write_all(text, bytes ? length : strlen(text)) ? 0 : 1);
}

struct confined {
	pid_t id;
	int pipe;
	gint64 deadline; /* monotonic microseconds */
	gsize most;
	gboolean late, large;
};

static gint64 left_of(const struct confined *child)
{
	return (child->deadline - g_get_monotonic_time()) / 1000;
}

/* Everything the child sends until it ends or may send no more. */
static GByteArray *receive(struct confined *child)
{
	GByteArray *all = g_byte_array_new();
	guint8 buffer[65536];
	for (;;) {
		struct pollfd waiting = {child->pipe, POLLIN, 0};
		const gint64 left = left_of(child);
		child->late = left <= 0;
		child->large = all->len > child->most;
		if (child->late || child->large)
			return all;
		if (poll(&waiting, 1, (int)MIN(left, 1000)) <= 0)
			continue;
		const ssize_t length = read(child->pipe, buffer, sizeof buffer);
		if (length == 0 || (length < 0 && errno != EINTR))
			return all;
		g_byte_array_append(all, buffer, (guint)MAX(length, 0));
	}
}

static int end_child(const struct confined *child, gboolean kill_it)
{
	int status = 0;
	if (kill_it)
		kill(child->id, SIGKILL);
	/* Where children are not waited for, what came must speak for itself. */
	while (waitpid(child->id, &status, 0) < 0)
		if (errno != EINTR)
			return 0;
	return status;
}

static gboolean fail_broken(int status, GError **error)
{
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ)
		return fail(error, ERROR_INPUT, _("what is made of it is too much"));
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
		return fail(error, ERROR_INPUT, _("reading it takes too long"));
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGTRAP)
		return fail(error, ERROR_INPUT, _("reading it takes too much memory"));
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)
		return fail(error, ERROR_INPUT, _("reading it breaks down, perhaps because it takes too much memory"));
	return fail(error, ERROR_INPUT, _("it is built so that reading it breaks down"));
}

static void fail_as_told(const GByteArray *all, GError **error)
{
	g_autofree char *message =
		g_utf8_make_valid((const char *)all->data + 2, (gssize)MIN(all->len - 2, MESSAGE_MOST));
	fail(error, all->data[1], "%s", message);
}

/* What came, told apart by its marks. */
static GBytes *open_result(const struct confined *child, const GByteArray *all, int status, GError **error)
{
	if (child->late)
		fail(error, ERROR_INPUT, _("reading it takes too long"));
	else if (child->large)
		fail(error, ERROR_INPUT, _("what is read in it is too much"));
	else if (all->len == 0)
		fail(error, ERROR_SYSTEM, _("the reader cannot be shut in: the system lacks seccomp or resource limits"));
	else if (all->len == 1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_broken(status, error);
	else if (all->data[1] == MARK_RESULT)
		return g_bytes_new(all->data + 2, all->len - 2);
	else if (all->data[1] >= ERROR_USAGE && all->data[1] <= ERROR_BUSY)
		fail_as_told(all, error);
	else
		fail_broken(status, error);
	return NULL;
}

static gboolean open_pipe(int ends[2], GError **error)
{
	if (pipe2(ends, O_CLOEXEC) == 0)
		return TRUE;
	return fail(error, ERROR_SYSTEM, _("a reader cannot be started: %s"), reason_system(errno));
}

/* Each thread is a directory there, and each directory a link. */
static gboolean have_one_thread(GError **error)
{
	struct stat tasks;
	if (stat("/proc/self/task", &tasks) == 0 && tasks.st_nlink == 3)
		return TRUE;
	return fail(error, ERROR_SYSTEM, _("a reader is started only by a process of one thread"));
}

struct confined *confine_begin(confined_work work, gpointer data, const struct confinement *limits, GError **error)
{
	int ends[2];
	/* What the child says is translated there, where no file can be opened. */
	g_assert_nonnull(_("reading it takes too long"));
	if (!have_one_thread(error) || !confine_filter_load(error) || !open_pipe(ends, error))
		return NULL;
	const pid_t parent = getpid();
	const pid_t id = fork();
	if (id == 0)
		be_confined(work, data, limits, ends[1], parent);
	close(ends[1]);
	if (id < 0) {
		close(ends[0]);
		fail(error, ERROR_SYSTEM, _("a reader cannot be started: %s"), reason_system(errno));
		return NULL;
	}
	struct confined *child = g_new(struct confined, 1);
	*child = (struct confined){id, ends[0], 0, limits->result, FALSE, FALSE};
	child->deadline = g_get_monotonic_time() + (gint64)limits->seconds * CLOCK_TIMES * G_USEC_PER_SEC;
	return child;
}

GBytes *confine_end(struct confined *child, GError **error)
{
	g_autoptr(GByteArray) all = receive(child);
	close(child->pipe);
	const int status = end_child(child, child->late || child->large);
	GBytes *result = open_result(child, all, status, error);
	g_free(child);
	return result;
}

void confine_stop(struct confined *child)
{
	if (!child)
		return;
	close(child->pipe);
	end_child(child, TRUE);
	g_free(child);
}

GBytes *confine(confined_work work, gpointer data, const struct confinement *limits, GError **error)
{
	struct confined *child = confine_begin(work, data, limits, error);
	return child ? confine_end(child, error) : NULL;
}
