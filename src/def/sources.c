/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "base/error.h"
#include "base/reason.h"
#include "base/shipped.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a folder of definitions may hold, in load order. */
static const char *const files_known[] = {
	"common.yaml", "holidays.yaml", "rates.yaml", "regimes.yaml", NULL};
static const char *const folders_known[] = {"codes", "registers", NULL};

struct reading {
	struct model *model;
	const char *folder;
	guint layer;
	GPtrArray *files;
	struct findings *findings;
	gboolean complete;
};

static void refuse(struct reading *reading, const char *file, const char *message)
{
	findings_add(
		reading->findings, SEVERITY_ERROR, (struct place){.file = file}, "%s", message);
	reading->complete = FALSE;
}

/* At most `size` bytes. NULL with errno set. */
static char *read_bytes(int descriptor, gsize size, gsize *length)
{
	g_autofree char *bytes = g_malloc(size + 1);
	*length = 0;
	while (*length < size) {
		gssize got = read(descriptor, bytes + *length, size - *length);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return NULL;
		if (got == 0)
			break;
		*length += (gsize)got;
	}
	bytes[*length] = '\0';
	return g_steal_pointer(&bytes);
}

/* Regular files only, so that a pipe or a device cannot hold up the program. */
static char *read_file(struct reading *reading, const char *path, gsize *length)
{
	if (shipped_is(path))
		return file_bytes(path, length, NULL);
	int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat status;
	if (descriptor < 0 || fstat(descriptor, &status) != 0) {
		refuse(reading, path, reason_system(errno));
		if (descriptor >= 0)
			close(descriptor);
		return NULL;
	}
	char *bytes = NULL;
	if (!S_ISREG(status.st_mode))
		refuse(reading, path, _("this is not a regular file"));
	else if (status.st_size > (goffset)YAML_BYTES_MOST)
		refuse(reading, path, _("the file is larger than 4 MB"));
	else if (!(bytes = read_bytes(descriptor, (gsize)status.st_size, length)))
		refuse(reading, path, reason_system(errno));
	close(descriptor);
	return bytes;
}

static void take_file(struct reading *reading, const char *name)
{
	g_autofree char *path = g_build_filename(reading->folder, name, NULL);
	const char *file = g_string_chunk_insert(reading->model->strings, path);
	gsize length = 0;
	g_autofree char *bytes = read_file(reading, file, &length);
	if (!bytes)
		return;
	g_autofree char *text = yaml_clean(file, bytes, length, reading->findings);
	if (!text) {
		reading->complete = FALSE;
		return;
	}
	struct source *source = g_new0(struct source, 1);
	source->name = g_strdup(name);
	source->text = g_steal_pointer(&text);
	source->layer = reading->layer;
	g_ptr_array_add(reading->model->sources, source);
	g_ptr_array_add(reading->files, (gpointer)file);
}

/* The names in a folder of files that are neither hidden nor left by an editor, sorted; NULL when
 * there is no folder. */
static GPtrArray *list_folder(const char *path)
{
	GPtrArray *names = folder_names(path);
	for (guint i = names ? names->len : 0; i-- > 0;)
		if (strchr(".#", *(const char *)names->pdata[i]))
			g_ptr_array_remove_index(names, i);
	return names;
}

/* A definition under a name that nobody reads would be missed silently. */
static void check_name(
	struct reading *reading, const char *folder, const char *name, gboolean known)
{
	if (known)
		return;
	g_autofree char *path = g_build_filename(folder, name, NULL);
	if (g_str_has_suffix(name, ".yml"))
		refuse(reading, path, _("name this file .yaml, so that it is read"));
	else if (g_str_has_suffix(name, ".yaml"))
		refuse(reading, path,
			_("no such definition file is known: common.yaml, holidays.yaml, "
			  "rates.yaml, "
			  "regimes.yaml, and the folders codes and registers are read"));
}

static void take_folder(struct reading *reading, const char *name)
{
	g_autofree char *path = g_build_filename(reading->folder, name, NULL);
	g_autoptr(GPtrArray) names = list_folder(path);
	if (!names && g_file_test(path, G_FILE_TEST_EXISTS))
		refuse(reading, path, _("this folder cannot be read"));
	for (guint i = 0; names && i < names->len; i++) {
		const char *file = names->pdata[i];
		gboolean known = g_str_has_suffix(file, ".yaml") && g_utf8_validate(file, -1, NULL);
		check_name(reading, path, file, known);
		g_autofree char *relative = g_strdup_printf("%s/%s", name, file);
		if (known)
			take_file(reading, relative);
	}
}

gboolean sources_read(struct model *model, const char *folder, guint layer, GPtrArray *files,
	struct findings *findings)
{
	struct reading reading = {model, folder, layer, files, findings, TRUE};
	g_autoptr(GPtrArray) names = list_folder(folder);
	if (!names) {
		refuse(&reading, folder, _("there is no such folder of definitions"));
		return FALSE;
	}
	for (guint i = 0; i < names->len; i++)
		check_name(&reading, folder, names->pdata[i],
			g_strv_contains(files_known, names->pdata[i]));
	for (guint i = 0; files_known[i]; i++) {
		g_autofree char *path = g_build_filename(folder, files_known[i], NULL);
		if (file_exists(path) || g_file_test(path, G_FILE_TEST_EXISTS) ||
			g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			take_file(&reading, files_known[i]);
	}
	for (guint i = 0; folders_known[i]; i++)
		take_folder(&reading, folders_known[i]);
	return reading.complete;
}

void source_free(gpointer data)
{
	struct source *source = data;
	g_free(source->name);
	g_free(source->text);
	g_free(source);
}
