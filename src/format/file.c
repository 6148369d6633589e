/* SPDX-License-Identifier: Apache-2.0 */
#include "format/file.h"
#include "base/error.h"
#include "base/reason.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean refuse_open(const char *path, int number, GError **error)
{
	if (number == ENOENT || number == ENOTDIR)
		return fail(error, ERROR_ABSENT, _("%s: there is no such file"), path);
	return fail(error, ERROR_SYSTEM, _("%s: cannot be read: %s"), path, reason_system(number));
}

/* A regular file that is not too large; pipes and devices would be waited for without end. */
static gboolean check_file(int file, const char *path, gsize most, gsize *size, GError **error)
{
	struct stat status;
	if (fstat(file, &status) != 0)
		return refuse_open(path, errno, error);
	if (!S_ISREG(status.st_mode))
		return fail(error, ERROR_INPUT, _("%s: is not a file that can be read"), path);
	if ((guint64)status.st_size > most)
		return fail(error, ERROR_INPUT,
			_("%s: is too large; at most %zu MB are read"), path,
			most >> 20);
	*size = (gsize)status.st_size;
	return TRUE;
}

static GBytes *read_all(int file, const char *path, gsize size, GError **error)
{
	g_autofree guint8 *bytes = g_try_malloc(size + 1);
	if (!bytes) {
		fail(error, ERROR_SYSTEM, _("%s: not enough memory to read it"), path);
		return NULL;
	}
	gsize have = 0;
	while (have < size) {
		gssize more = read(file, bytes + have, size - have);
		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0) {
			refuse_open(path, errno, error);
			return NULL;
		}
		if (more == 0)
			break;
		have += (gsize)more;
	}
	return g_bytes_new_take(g_steal_pointer(&bytes), have);
}

GBytes *file_read(const char *path, gsize most, GError **error)
{
	int file = g_open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
	if (file < 0) {
		refuse_open(path, errno, error);
		return NULL;
	}
	gsize size = 0;
	GBytes *content = NULL;
	if (check_file(file, path, most, &size, error))
		content = read_all(file, path, size, error);
	close(file);
	return content;
}

static gboolean refuse_write(const char *path, const char *why, GError **error)
{
	return fail(error, ERROR_SYSTEM, _("%s: cannot be written: %s"), path, why);
}

/* Into a pipe or a device, which is never replaced by a file. One that nobody reads is not waited for. */
static gboolean write_through(const char *path, const char *bytes, gsize size, GError **error)
{
	int file = g_open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC, 0);
	if (file < 0)
		return refuse_write(path, reason_system(errno), error);
	int failed = fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK) < 0 ? errno : 0;
	for (gsize done = 0; done < size && !failed;) {
		gssize more = write(file, bytes + done, size - done);
		if (more < 0 && errno != EINTR)
			failed = errno;
		done += more > 0 ? (gsize)more : 0;
	}
	if (close(file) != 0 && !failed)
		failed = errno;
	return !failed || refuse_write(path, reason_system(failed), error);
}

gboolean file_write(const char *path, GBytes *content, GError **error)
{
	gsize size;
	const char *bytes = g_bytes_get_data(content, &size);
	struct stat status;
	gboolean exists = g_stat(path, &status) == 0;
	if (exists && S_ISDIR(status.st_mode))
		return refuse_write(path, reason_system(EISDIR), error);
	if (exists && !S_ISREG(status.st_mode))
		return write_through(path, bytes, size, error);
	g_autoptr(GError) cause = NULL;
	g_autofree char *meant = exists ? realpath(path, NULL) : NULL; /* a link stays one */
	if (g_file_set_contents_full(meant ? meant : path, bytes ? bytes : "", (gssize)size,
		    G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &cause))
		return TRUE;
	g_autofree char *why = reason_glib(cause);
	return refuse_write(path, why, error);
}
