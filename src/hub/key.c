/* SPDX-License-Identifier: Apache-2.0 */
#include "hub/key.h"
#include "format/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_STATIC_ASSERT(crypto_sign_SEEDBYTES == HASH_BYTES && crypto_sign_PUBLICKEYBYTES == HASH_BYTES);
G_STATIC_ASSERT(crypto_sign_BYTES == sizeof(struct seal));

#define KEY_FILE_MOST ((gsize)1 << 20)

void hub_key_free(struct hub_key *key)
{
	if (!key)
		return;
	sodium_memzero(&key->secret, sizeof key->secret);
	g_free(key->office);
	g_free(key);
}

struct seal hub_sign(const struct hub_key *key, const struct hash *of)
{
	guint8 public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
	struct seal signature;
	crypto_sign_seed_keypair(public, secret, key->secret.bytes);
	crypto_sign_detached(signature.bytes, NULL, of->bytes, sizeof of->bytes, secret);
	sodium_memzero(secret, sizeof secret);
	return signature;
}

gboolean hub_signed(const struct hash *public, const struct hash *of, const struct seal *signature)
{
	return crypto_sign_verify_detached(signature->bytes, of->bytes, sizeof of->bytes, public->bytes) == 0;
}

struct hash hub_renewal(const char *office, const struct hash *public)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	hasher_add(&hasher, "ngoaivu key", strlen("ngoaivu key"));
	hasher_add(&hasher, office, strlen(office));
	hasher_add(&hasher, public->bytes, sizeof public->bytes);
	return hasher_end(&hasher);
}

char *signature_hex(const struct seal *signature)
{
	char *hex = g_malloc(2 * sizeof signature->bytes + 1);
	return sodium_bin2hex(hex, 2 * sizeof signature->bytes + 1, signature->bytes, sizeof signature->bytes);
}

gboolean signature_parse(const char *hex, struct seal *signature)
{
	struct hash half[2];
	if (strlen(hex) != 4 * HASH_BYTES)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(half); i++) {
		g_autofree char *part = g_strndup(hex + i * 2 * HASH_BYTES, 2 * HASH_BYTES);
		if (!hash_parse(part, &half[i]))
			return FALSE;
		memcpy(signature->bytes + i * HASH_BYTES, half[i].bytes, HASH_BYTES);
	}
	return TRUE;
}

static void find_public(struct hub_key *key)
{
	guint8 secret[crypto_sign_SECRETKEYBYTES];
	crypto_sign_seed_keypair(key->public.bytes, secret, key->secret.bytes);
	sodium_memzero(secret, sizeof secret);
}

char *hub_key_file(const char *url, GError **error)
{
	const char *path = db_url_path(url);
	if (path)
		return g_strconcat(path, ".key", NULL);
	struct hash hash = hash_text(url);
	g_autofree char *hex = hash_hex(&hash);
	g_autofree char *name = g_strdup_printf("%.16s.key", hex);
	g_autofree char *folder = g_build_filename(g_get_user_data_dir(), "ngoaivu", NULL);
	if (g_mkdir_with_parents(folder, 0700) != 0) {
		fail(error, ERROR_SYSTEM, _("%s: cannot be made: %s"), folder, g_strerror(errno));
		return NULL;
	}
	return g_build_filename(folder, name, NULL);
}

/* "tb SECRET" or "tb SECRET OLD SIGNATURE"; NULL for any other line. */
static struct hub_key *parse_line(const char *line)
{
	g_auto(GStrv) parts = g_strsplit(line, " ", -1);
	guint count = g_strv_length(parts);
	g_autoptr(hub_key_t) key = g_new0(struct hub_key, 1);
	if ((count != 2 && count != 4) || !*parts[0] || !hash_parse(parts[1], &key->secret))
		return NULL;
	key->renewed = count == 4;
	if (key->renewed && (!hash_parse(parts[2], &key->old) || !signature_parse(parts[3], &key->renewal)))
		return NULL;
	key->office = g_strdup(parts[0]);
	find_public(key);
	return g_steal_pointer(&key);
}

static void zero_free(gpointer text)
{
	sodium_memzero(text, strlen(text));
	g_free(text);
}

/* A secret that others may read is none. */
static gboolean is_private(const char *path, GError **error)
{
	struct stat status;
	if (stat(path, &status) != 0)
		return fail(error, ERROR_SYSTEM, _("%s: cannot be read: %s"), path, g_strerror(errno));
	return (status.st_mode & 077) == 0 ||
		fail(error, ERROR_REFUSED, _("%s: others may read this file of secret keys: chmod 600 it, and renew the keys (`ngoaivu hub key --renew`)"), path);
}

/* The lines of the file; an empty list when there is no file. */
static GPtrArray *read_lines(const char *path, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(zero_free);
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&lines);
	g_autoptr(GBytes) bytes = is_private(path, error) ? file_read(path, KEY_FILE_MOST, error) : NULL;
	if (!bytes)
		return NULL;
	g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
	for (guint i = 0; parts[i]; i++)
		if (*parts[i])
			g_ptr_array_add(lines, g_strdup(parts[i]));
	return g_steal_pointer(&lines);
}

static struct hub_key *find_line(const GPtrArray *lines, const char *path, const char *office, guint *place, GError **error)
{
	gsize length = strlen(office);
	for (guint i = 0; i < lines->len; i++) {
		const char *line = lines->pdata[i];
		if (strncmp(line, office, length) != 0 || line[length] != ' ')
			continue;
		struct hub_key *key = parse_line(line);
		*place = i;
		if (!key)
			fail(error, ERROR_INPUT, _("%s:%u: this line is not a key"), path, i + 1);
		return key;
	}
	*place = lines->len;
	return NULL;
}

static gboolean write_all(int file, const char *text, gsize length)
{
	while (length) {
		gssize done = write(file, text, length);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return FALSE;
		text += done;
		length -= (gsize)done;
	}
	return fsync(file) == 0;
}

/* Anew or not at all, and at no moment to be read by others. */
static gboolean write_lines(const char *path, const GPtrArray *lines, GError **error)
{
	g_autofree char *next = g_strconcat(path, ".new", NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(text, "%s\n", (const char *)lines->pdata[i]);
	g_unlink(next);
	int file = g_open(next, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	gboolean done = file >= 0 && write_all(file, text->str, text->len);
	int number = errno;
	if (file >= 0 && close(file) != 0 && done) {
		number = errno;
		done = FALSE;
	}
	sodium_memzero(text->str, text->len);
	if (done && g_rename(next, path) != 0) {
		number = errno;
		done = FALSE;
	}
	if (done)
		return TRUE;
	g_unlink(next);
	return fail(error, ERROR_SYSTEM, _("%s: cannot be written: %s"), path, g_strerror(number));
}

struct hub_key *hub_key_read(struct app *app, const char *office, GError **error)
{
	g_autofree char *path = hub_key_file(app->url, error);
	g_autoptr(GPtrArray) lines = path ? read_lines(path, error) : NULL;
	guint place;
	GError *problem = NULL;
	if (!lines)
		return NULL;
	struct hub_key *key = find_line(lines, path, office, &place, &problem);
	if (problem)
		g_propagate_error(error, problem);
	else if (!key)
		fail(error, ERROR_ABSENT, _("office %s has no key yet: make it with `ngoaivu hub key --office %s`, and have the superior office enter it"), office, office);
	return key;
}

static char *line_of(const struct hub_key *key)
{
	g_autofree char *secret = hash_hex(&key->secret);
	char *line;
	if (key->renewed) {
		g_autofree char *old = hash_hex(&key->old);
		g_autofree char *renewal = signature_hex(&key->renewal);
		line = g_strdup_printf("%s %s %s %s", key->office, secret, old, renewal);
	} else {
		line = g_strdup_printf("%s %s", key->office, secret);
	}
	sodium_memzero(secret, strlen(secret));
	return line;
}

/* `before` may be NULL; else it signs the new one. */
static struct hub_key *new_key(const char *office, const struct hub_key *before)
{
	struct hub_key *key = g_new0(struct hub_key, 1);
	key->office = g_strdup(office);
	key->secret = hash_random();
	find_public(key);
	if (before) {
		struct hash renewal = hub_renewal(office, &key->public);
		key->renewed = TRUE;
		key->old = before->public;
		key->renewal = hub_sign(before, &renewal);
	}
	return key;
}

struct hub_key *hub_key_make(struct app *app, const char *office, gboolean renew, GError **error)
{
	g_autofree char *path = hub_key_file(app->url, error);
	g_autoptr(GPtrArray) lines = path ? read_lines(path, error) : NULL;
	guint place;
	GError *problem = NULL;
	if (!lines)
		return NULL;
	g_autoptr(hub_key_t) known = find_line(lines, path, office, &place, &problem);
	if (problem) {
		g_propagate_error(error, problem);
		return NULL;
	}
	if (known && !renew)
		return g_steal_pointer(&known);
	g_autoptr(hub_key_t) key = new_key(office, known);
	if (place < lines->len)
		g_ptr_array_remove_index(lines, place);
	g_ptr_array_add(lines, line_of(key));
	return write_lines(path, lines, error) ? g_steal_pointer(&key) : NULL;
}
