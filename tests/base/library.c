/* SPDX-License-Identifier: Apache-2.0 */
#include "base/library.h"
#include "base/error.h"
#include "check.h"

#include <math.h>

#define NUMBER_FUNCTIONS(of) of(hypot) of(trunc)
struct numbers {
	NUMBER_FUNCTIONS(LIBRARY_POINTER)
};
static const char *const names[] = {NUMBER_FUNCTIONS(LIBRARY_NAME) NULL};

static void a_loaded_library_has_its_functions_in_order(void)
{
	struct numbers table = {0};
	struct library library = {.file = "libm.so.6", .package = "libc6", .names = names, .table = &table};
	GError *error = NULL;
	g_assert_true(library_load(&library, &error));
	g_assert_no_error(error);
	g_assert_cmpfloat(table.hypot(3, 4), ==, 5);
	g_assert_cmpfloat(table.trunc(3.9), ==, 3);
	table.trunc = NULL; /* a second call does not fill again */
	g_assert_true(library_load(&library, &error));
	g_assert_null(table.trunc);
}

static void refuses(const char *file, const char *const *wanted, const char *word)
{
	gpointer table[3] = {0};
	struct library library = {.file = file, .package = "libfoo7", .names = wanted, .table = table};
	for (int i = 0; i < 2; i++) {
		GError *error = NULL;
		g_assert_false(library_load(&library, &error));
		g_assert_nonnull(strstr(error->message, file));
		g_assert_nonnull(strstr(error->message, word));
		check_error(&error, ERROR_SYSTEM, "libfoo7");
	}
}

static void what_is_missing_is_named_with_its_package(void)
{
	static const char *const more[] = {"hypot", "hypotenuse_of_no_library", NULL};
	refuses("libngoaivu-nowhere.so.7", names, "No such file or directory");
	refuses("libm.so.6", more, "hypotenuse_of_no_library");
}

struct shared {
	struct library library;
	struct numbers table;
	int wrong;
};

static gpointer load_and_use(gpointer data)
{
	struct shared *shared = data;
	if (!library_load(&shared->library, NULL) || shared->table.hypot(3, 4) != 5 || shared->table.trunc(-2.5) != -2)
		g_atomic_int_inc(&shared->wrong);
	return NULL;
}

static void threads_that_load_at_once_all_have_the_functions(void)
{
	enum { ROUNDS = 50, THREADS = 8 };
	for (int round = 0; round < ROUNDS; round++) {
		struct shared shared = {0};
		shared.library = (struct library){.file = "libm.so.6", .package = "libc6", .names = names, .table = &shared.table};
		GThread *threads[THREADS];
		for (int i = 0; i < THREADS; i++)
			threads[i] = g_thread_new("load", load_and_use, &shared);
		for (int i = 0; i < THREADS; i++)
			g_thread_join(threads[i]);
		g_assert_cmpint(shared.wrong, ==, 0);
	}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/library/" #name, name)
	TEST(a_loaded_library_has_its_functions_in_order);
	TEST(what_is_missing_is_named_with_its_package);
	TEST(threads_that_load_at_once_all_have_the_functions);
	return g_test_run();
}
