/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packages and acknowledgements as bytes: cut at every byte, changed at every byte, with and without the right
 * signature: each is refused in words, and nothing changes at the hub. With NGOAIVU_TEST_STORE, on PostgreSQL.
 */
#include "app/reports.h"
#include "ledger/dims.h"
#include "world.h"

struct pair {
	char *folder, *url[2];
	struct app *office, *hub;
	gint64 tb, bng;
	struct hub_key *key;
	GBytes *package;
};

static void pair_begin(struct pair *pair)
{
	GError *error = NULL;
	pair->folder = g_dir_make_tmp("ngoaivu-hub-XXXXXX", NULL);
	g_setenv("XDG_DATA_HOME", pair->folder, TRUE);
	for (guint i = 0; i < 2; i++)
		pair->url[i] = new_store_url(pair->folder);
	pair->office = open_new(pair->url[0]);
	pair->hub = open_new(pair->url[1]);
	pair->tb = make_office(pair->office, "tb");
	pair->bng = make_office(pair->hub, "bng");
	enter_records(pair->office, pair->tb);
	g_autofree char *own = key_hex(pair->office, "tb"), *theirs = key_hex(pair->hub, "bng");
	g_assert_true(hub_add(pair->hub, "tb", own, FALSE, &error) && hub_trust(pair->office, theirs, FALSE, &error));
	pair->key = hub_key_read(pair->office, "tb", &error);
	pair->package = hub_package_make(pair->office, pair->tb, 1, &error);
	g_assert_no_error(error);
}

static void pair_end(struct pair *pair)
{
	remove_key(pair->office);
	remove_key(pair->hub);
	g_bytes_unref(pair->package);
	hub_key_free(pair->key);
	app_close(pair->office);
	app_close(pair->hub);
	for (guint i = 0; i < 2; i++) {
		remove_store(pair->url[i]);
		g_free(pair->url[i]);
	}
	g_autofree char *keys = g_build_filename(pair->folder, "ngoaivu", NULL);
	g_rmdir(keys);
	g_rmdir(pair->folder);
	g_free(pair->folder);
}

/* Refused with a message, and the hub holds what it held. */
static void check_refused(struct pair *pair, GBytes *package, gint64 held, const char *what, gsize at)
{
	GError *error = NULL;
	g_autoptr(GBytes) answer = hub_receive(pair->hub, pair->bng, package, NULL, &error);
	if (answer)
		g_error("%s at byte %zu was received", what, at);
	g_assert_nonnull(error);
	if (error->domain != ERROR_DOMAIN || error->code == ERROR_SYSTEM)
		g_error("%s at byte %zu: %s", what, at, error->message);
	gint64 office = store_office(pair->hub->store, "tb", NULL);
	g_assert_cmpint(office ? store_position(pair->hub->store, office, NULL) : 0, ==, held);
	g_clear_error(&error);
}

/* In the end the package itself is received. */
static void check_received(struct pair *pair)
{
	GError *error = NULL;
	struct received received = { 0 };
	g_autoptr(GBytes) answer = hub_receive(pair->hub, pair->bng, pair->package, &received, &error);
	g_assert_no_error(error);
	g_assert_nonnull(answer);
	g_assert_cmpint(received.added, ==, store_position(pair->office->store, pair->tb, NULL));
	received_clear(&received);
	check_sound(pair->hub);
}

static GBytes *flipped(GBytes *bytes, gsize at, guint8 mask)
{
	gsize length;
	guint8 *copy = g_memdup2(g_bytes_get_data(bytes, &length), g_bytes_get_size(bytes));
	copy[at] ^= mask;
	return g_bytes_new_take(copy, length);
}

static void damaged_on_its_way(void)
{
	struct pair pair;
	pair_begin(&pair);
	gsize length = g_bytes_get_size(pair.package);
	for (gsize at = 0; at < length; at++) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(pair.package, 0, at), other = flipped(pair.package, at, (guint8)(1 << at % 8));
		check_refused(&pair, cut, 0, "a package cut", at);
		check_refused(&pair, other, 0, "a package changed", at);
	}
	g_autoptr(GByteArray) longer = g_byte_array_new();
	g_byte_array_append(longer, g_bytes_get_data(pair.package, NULL), (guint)length);
	g_byte_array_append(longer, (const guint8 *)"x", 1);
	g_autoptr(GBytes) more = g_bytes_new(longer->data, longer->len);
	check_refused(&pair, more, 0, "a longer package", length);
	check_received(&pair);
	pair_end(&pair);
}

/* The package with another body, signed by the office as if it had made it so. */
static GBytes *signed_again(const struct pair *pair, const guint8 *body, gsize length)
{
	GError *error = NULL;
	struct package_header header;
	g_assert_true(package_open(pair->package, &header, &error));
	GByteArray bytes = { .data = (guint8 *)body, .len = (guint)length };
	GBytes *package = package_close(&header, &bytes, pair->key, &error);
	g_assert_no_error(error);
	package_header_clear(&header);
	return package;
}

static GBytes *body_of(const struct pair *pair)
{
	GError *error = NULL;
	struct package_header header;
	g_assert_true(package_open(pair->package, &header, &error));
	GBytes *body = package_body(pair->package, &header, &error);
	g_assert_no_error(error);
	package_header_clear(&header);
	return body;
}

static void try_body(struct pair *pair, const guint8 *body, gsize length, gint64 held, const char *what, gsize at)
{
	g_autoptr(GBytes) package = signed_again(pair, body, length);
	check_refused(pair, package, held, what, at);
}

static void damaged_and_signed(void)
{
	struct pair pair;
	pair_begin(&pair);
	g_autoptr(GBytes) body = body_of(&pair);
	gsize length = g_bytes_get_size(body);
	g_autofree guint8 *copy = g_malloc(length + 1);
	memcpy(copy, g_bytes_get_data(body, NULL), length);
	copy[length] = 0;
	try_body(&pair, copy, length + 1, 0, "a longer body", length);
	for (gsize at = 0; at < length; at++) {
		try_body(&pair, copy, at, 0, "a body cut", at);
		static const guint8 masks[] = { 0x01, 0x80, 0xff };
		guint8 mask = masks[at % G_N_ELEMENTS(masks)];
		copy[at] ^= mask;
		try_body(&pair, copy, length, 0, "a body changed", at);
		copy[at] ^= mask;
	}
	check_received(&pair);
	pair_end(&pair);
}

/* Headers that say what the body does not hold. */
static void lying_headers(void)
{
	struct pair pair;
	pair_begin(&pair);
	g_autoptr(GBytes) body = body_of(&pair);
	GByteArray bytes = { .data = (guint8 *)g_bytes_get_data(body, NULL), .len = (guint)g_bytes_get_size(body) };
	for (guint lie = 0; lie < 8; lie++) {
		GError *error = NULL;
		struct package_header header;
		g_assert_true(package_open(pair.package, &header, &error));
		switch (lie) {
		case 0: header.last++; break;
		case 1: header.last--; break;
		case 2: header.first++; break;
		case 3: header.entries++; break;
		case 4: header.reports++; break;
		case 5: header.hash.bytes[5] ^= 1; break;
		case 6: header.previous.bytes[5] ^= 1; break;
		default: g_free(header.office); header.office = g_strdup("qn"); break;
		}
		g_autoptr(GBytes) package = package_close(&header, &bytes, pair.key, &error);
		g_assert_no_error(error);
		check_refused(&pair, package, 0, "a lying header", lie);
		package_header_clear(&header);
	}
	check_received(&pair);
	pair_end(&pair);
}

/* An issued report, with its snapshot and files: nothing of it can be another. */
static void damaged_report(void)
{
	struct pair pair;
	GError *error = NULL;
	pair_begin(&pair);
	struct report_wish wish = { .office = pair.tb, .period = "2020-Q1" };
	g_autoptr(record_t) report = report_open(pair.office, &wish, NULL, &error);
	for (guint i = 0; i < 4 && !error; i++)
		report_advance(pair.office, report, NULL, &error);
	g_assert_no_error(error);
	g_assert_true(report_issue(pair.office, report, day_make(2020, 4, 2), NULL, &error));
	g_bytes_unref(pair.package);
	pair.package = hub_package_make(pair.office, pair.tb, 1, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) body = body_of(&pair);
	gsize length = g_bytes_get_size(body);
	g_autofree guint8 *copy = g_memdup2(g_bytes_get_data(body, NULL), length);
	for (guint i = 0; i < 200; i++) {
		gsize at = (gsize)g_test_rand_int_range(0, (gint32)length);
		copy[at] ^= 4;
		try_body(&pair, copy, length, 0, "a body with a report changed", at);
		copy[at] ^= 4;
	}
	check_received(&pair);
	pair_end(&pair);
}

static void damaged_answers(void)
{
	struct pair pair;
	GError *error = NULL;
	pair_begin(&pair);
	g_autoptr(GBytes) answer = hub_receive(pair.hub, pair.bng, pair.package, NULL, &error);
	g_assert_no_error(error);
	gsize length = g_bytes_get_size(answer);
	for (gsize at = 0; at < length; at++) {
		g_autoptr(GBytes) cut = g_bytes_new_from_bytes(answer, 0, at), other = flipped(answer, at, (guint8)(1 << at % 7));
		GBytes *const both[] = { cut, other };
		for (guint i = 0; i < 2; i++) {
			struct answer said = { 0 };
			gboolean older;
			g_assert_false(hub_acknowledge(pair.office, both[i], &said, &older, &error));
			g_assert_nonnull(error);
			g_clear_error(&error);
			answer_clear(&said);
		}
	}
	g_assert_cmpint(hub_next(pair.office, pair.tb, NULL), ==, 1);
	struct answer said = { 0 };
	gboolean older;
	g_assert_true(hub_acknowledge(pair.office, answer, &said, &older, &error));
	g_assert_cmpint(hub_next(pair.office, pair.tb, NULL), ==, said.position + 1);
	answer_clear(&said);
	check_sound(pair.office);
	pair_end(&pair);
}

static void same_bytes(void)
{
	struct pair pair;
	GError *error = NULL;
	pair_begin(&pair);
	g_autoptr(GBytes) again = hub_package_make(pair.office, pair.tb, 1, &error);
	g_assert_no_error(error);
	g_assert_true(g_bytes_equal(again, pair.package));
	pair_end(&pair);
}

static void numbers(void)
{
	static const gint64 some[] = { 0, 1, -1, 63, 64, -64, -65, 127, 128, 300, -300, G_MAXINT32, G_MININT32, G_MAXINT64, G_MININT64 };
	g_autoptr(GByteArray) out = g_byte_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(some); i++) {
		wire_put_signed(out, some[i]);
		wire_put_number(out, (guint64)some[i]);
	}
	struct wire wire;
	wire_begin(&wire, out->data, out->len);
	for (guint i = 0; i < G_N_ELEMENTS(some); i++) {
		g_assert_cmpint(wire_signed(&wire), ==, some[i]);
		g_assert_cmpuint(wire_number(&wire, G_MAXUINT64), ==, (guint64)some[i]);
	}
	g_assert_true(!wire.failure && wire_at_end(&wire));
	static const struct {
		const char *bytes;
		gsize length;
	} wrong[] = { { "", 0 }, { "\x80", 1 }, { "\x80\x00", 2 }, { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10 }, { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11 } };
	for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
		wire_begin(&wire, wrong[i].bytes, wrong[i].length);
		wire_number(&wire, G_MAXUINT64);
		g_assert_nonnull(wire.failure);
	}
	wire_begin(&wire, "\x05", 1);
	g_assert_cmpuint(wire_number(&wire, 4), ==, 0);
	g_assert_nonnull(wire.failure);
}

static void dims(void)
{
	static const struct {
		const char *text;
		gboolean canonical;
	} some[] = { { "", TRUE }, { "a=1", TRUE }, { "country=CN,JP&host=leaders", TRUE }, { "*=12", TRUE }, { "a=%20x", TRUE }, { "a=1,%C3%A0", TRUE }, { "a.b=2&a=1", TRUE },
		{ "a=,b", TRUE }, { "a", FALSE }, { "a=", FALSE }, { "=a", FALSE }, { "*=1&=a", FALSE }, { "a=2,1", FALSE }, { "a=1,1", FALSE }, { "a=1,", FALSE }, { "b=1&a=1", FALSE },
		{ "a=1&a=2", FALSE }, { "a=1&", FALSE }, { "&a=1", FALSE }, { "a=1&&b=2", FALSE }, { "a=x y", FALSE }, { "a=%c3%a0", FALSE }, { "a=%41", FALSE },
		{ "a=1,12,2", TRUE }, { "a=12,1", FALSE }, { "a=1&a.b=2", FALSE } };
	for (guint i = 0; i < G_N_ELEMENTS(some); i++)
		if (dims_are_canonical(some[i].text) != some[i].canonical)
			g_error("“%s” is %scanonical", some[i].text, some[i].canonical ? "" : "not ");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/hub/numbers are read as they are written", numbers);
	g_test_add_func("/hub/there is one form of the dimensions of a series", dims);
	g_test_add_func("/hub/the same changes make the same bytes", same_bytes);
	g_test_add_func("/hub/a package that was damaged on its way is refused", damaged_on_its_way);
	g_test_add_func("/hub/a damaged body is refused though it is signed", damaged_and_signed);
	g_test_add_func("/hub/a header that says what is not there is refused", lying_headers);
	g_test_add_func("/hub/a report that was changed is refused", damaged_report);
	g_test_add_func("/hub/a damaged acknowledgement is refused", damaged_answers);
	return g_test_run();
}
