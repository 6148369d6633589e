/* SPDX-License-Identifier: Apache-2.0 */
#include "base/library.h"
#include "base/error.h"
#include "base/reason.h"

#include <dlfcn.h>
#include <string.h>

/* What the loader says is "FILE: REASON" or "FILE: REASON: REASON OF THE SYSTEM". */
static gboolean fail_load(const struct library *library, GError **error)
{
	const char *said = dlerror();
	const char *colon = said ? strstr(said, ": ") : NULL;
	g_autofree char *why = reason(colon ? colon + 2 : said);
	return fail(error, ERROR_SYSTEM, _("the library %s cannot be loaded (%s): install the package %s"), library->file, why, library->package);
}

static gboolean fill(struct library *library, GError **error)
{
	void *handle = dlopen(library->file, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return fail_load(library, error);
	char *member = library->table;
	for (const char *const *name = library->names; *name; name++, member += sizeof handle) {
		void *function = dlsym(handle, *name);
		if (!function)
			return fail(error, ERROR_SYSTEM, _("the library %s has no %s: install the package %s of this system's release"), library->file, *name, library->package);
		memcpy(member, &function, sizeof function);
	}
	return TRUE;
}

gboolean library_load(struct library *library, GError **error)
{
	static GMutex one_at_a_time;
	if (g_atomic_int_get(&library->loaded))
		return TRUE;
	g_mutex_lock(&one_at_a_time);
	gboolean there = library->loaded || fill(library, error);
	g_atomic_int_set(&library->loaded, there);
	g_mutex_unlock(&one_at_a_time);
	return there;
}
