/* SPDX-License-Identifier: Apache-2.0 */
#include "base/confine_filter.h"
#include "base/library.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECCOMP_FUNCTIONS(of) \
	of(seccomp_init) of(seccomp_load) of(seccomp_release) of(seccomp_rule_add_array) \
	of(seccomp_syscall_resolve_name)

struct seccomp_library {
	SECCOMP_FUNCTIONS(LIBRARY_POINTER)
};
static struct seccomp_library seccomp;

gboolean confine_filter_load(GError **error)
{
	static const char *const names[] = {SECCOMP_FUNCTIONS(LIBRARY_NAME) NULL};
	static struct library library = {
		.file = "libseccomp.so.2", .package = "libseccomp2", .names = names, .table = &seccomp};
	G_STATIC_ASSERT(sizeof seccomp == (G_N_ELEMENTS(names) - 1) * sizeof(void *));
	return library_load(&library, error);
}

/* By name: some are not on every machine. Nothing here takes a path, an address or another process. */
static const char *const harmless[] = {
	"brk", "munmap", "mremap", "madvise", "futex", "futex_time64", "membarrier", "rseq", "set_robust_list",
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigreturn", "sigaltstack", "restart_syscall",
	"exit", "exit_group", "close", "read", "lseek", "_llseek", "fstat", "fstat64",
	"clock_gettime", "clock_gettime64", "clock_getres", "gettimeofday", "time", "nanosleep", "clock_nanosleep",
	"getpid", "gettid", "getuid", "geteuid", "getgid", "getegid", "getrandom", "getrusage", "times", "sysinfo",
	"uname", "sched_yield", "sched_getaffinity", "getrlimit", "ugetrlimit", "poll", "ppoll", NULL};

static gboolean allow(scmp_filter_ctx filter, const char *name, guint count, const struct scmp_arg_cmp *compare)
{
	const int number = seccomp.seccomp_syscall_resolve_name(name);
	return number == __NR_SCMP_ERROR || number < 0 ||
	       seccomp.seccomp_rule_add_array(filter, SCMP_ACT_ALLOW, number, count, compare) == 0;
}

/* Memory that can be run is not made; only this process is signalled (by abort). */
static gboolean allow_some(scmp_filter_ctx filter, int result, int scratch)
{
	const struct scmp_arg_cmp not_run = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());
	const struct scmp_arg_cmp flags = SCMP_A1(SCMP_CMP_EQ, F_GETFL);
	const int files[] = {result, STDERR_FILENO, scratch};
	gboolean done = allow(filter, "mmap", 1, &not_run) && allow(filter, "mmap2", 1, &not_run) &&
			allow(filter, "mprotect", 1, &not_run) && allow(filter, "tgkill", 1, &self) &&
			allow(filter, "kill", 1, &self) && allow(filter, "fcntl", 1, &flags) &&
			allow(filter, "fcntl64", 1, &flags);
	for (gsize i = 0; done && i < G_N_ELEMENTS(files) && files[i] >= 0; i++) {
		const struct scmp_arg_cmp file = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)files[i]);
		done = allow(filter, "write", 1, &file) && allow(filter, "writev", 1, &file);
	}
	return done;
}

gboolean confine_filter_close(int result, int scratch)
{
	scmp_filter_ctx filter = seccomp.seccomp_init(SCMP_ACT_ERRNO(EPERM));
	if (!filter)
		return FALSE;
	gboolean done = allow_some(filter, result, scratch);
	for (const char *const *name = harmless; done && *name; name++)
		done = allow(filter, *name, 0, NULL);
	done = done && seccomp.seccomp_load(filter) == 0;
	seccomp.seccomp_release(filter);
	return done;
}
