/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Libraries that only some commands need are loaded at their first use: each library linked to the program would cost
 * every start the time to load it and all that it stands on.
 *
 * A library is used by one folder, which keeps for it
 *   - a header with the list of the functions it calls, the table of pointers made of it, and the functions' own names
 *     as macros for the members of the table, so that they are called as ever;
 *   - a .c with the `struct library`.
 * A function that is missing from the list does not link. The table is empty until library_load has returned TRUE, and is
 * never changed after; libraries stay loaded. Any number of threads may load at once.
 */
#include <glib.h>

/* For the list `#define X_FUNCTIONS(of) of(x_open) of(x_close)`: members of the table, and their names. */
#define LIBRARY_POINTER(name) __typeof__(name) *name;
#define LIBRARY_NAME(name) #name,

struct library {
	const char *file;         /* as the loader looks for it: the name with the version of its interface, libx.so.1 */
	const char *package;      /* Debian's, told when it is missing */
	const char *const *names; /* NULL after the last */
	void *table;              /* a struct of as many pointers, in the same order */
	int loaded;               /* by library_load alone */
};

/* FALSE: the library, or a function that the list names, is not there; a later call tries again. */
gboolean library_load(struct library *library, GError **error);
