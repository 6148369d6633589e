/* SPDX-License-Identifier: Apache-2.0 */
#include "format/json.h"
#include "check.h"

#include <jansson.h>

static void everything_is_written_without_blanks(void)
{
	g_autoptr(GString) out = g_string_new("before");
	struct json_writer writer;
	json_writer_begin(&writer, out);
	json_open_object(&writer);
	json_key_text(&writer, "name", "Đoàn “A”");
	json_key_int(&writer, "visitors", 12);
	json_key_bool(&writer, "held", TRUE);
	json_key(&writer, "empty");
	json_none(&writer);
	json_key_text(&writer, "null", NULL);
	json_key(&writer, "list");
	json_open_array(&writer);
	json_int(&writer, G_MININT64);
	json_int(&writer, G_MAXINT64);
	json_int(&writer, 0);
	json_open_array(&writer);
	json_close(&writer);
	json_open_object(&writer);
	json_close(&writer);
	json_bool(&writer, FALSE);
	json_close(&writer);
	json_close(&writer);
	g_assert_true(json_writer_end(&writer, NULL));
	g_assert_cmpstr(out->str, ==,
		"before{\"name\":\"Đoàn "
		"“A”\",\"visitors\":12,\"held\":true,\"empty\":null,\"null\":null,"
		"\"list\":[-9223372036854775808,9223372036854775807,0,[],{},false]}");
}

static void the_bytes_are_those_of_jansson(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (gunichar character = 1; character < 0x3000; character++) {
		char text[10] = "a";
		g_unichar_to_utf8(character, text + 1);
		strcat(text, "b");
		json_t *value = json_string(text);
		char *wanted = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
		struct json_writer writer;
		g_string_truncate(out, 0);
		json_writer_begin(&writer, out);
		json_text(&writer, text);
		g_assert_true(json_writer_end(&writer, NULL));
		g_assert_cmpstr(out->str, ==, wanted);
		free(wanted);
		json_decref(value);
	}
}

static void write_random(struct json_writer *writer, GRand *random, guint depth)
{
	gint32 kind = g_rand_int_range(random, 0, depth > 5 ? 3 : 5);
	if (kind == 0) {
		json_int(writer, g_rand_int_range(random, -1000, 1000));
	} else if (kind == 1) {
		json_text(writer, "việt\"\\\n\x01");
	} else if (kind == 2) {
		json_none(writer);
	} else {
		kind == 3 ? json_open_array(writer) : json_open_object(writer);
		for (gint32 i = g_rand_int_range(random, 0, 5); i > 0; i--) {
			char key[16];
			g_snprintf(key, sizeof key, "k%d", i);
			if (kind == 4)
				json_key(writer, key);
			write_random(writer, random, depth + 1);
		}
		json_close(writer);
	}
}

static void what_is_written_is_read_back_the_same(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(1);
	for (int i = 0; i < 500; i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		struct json_writer writer;
		json_writer_begin(&writer, out);
		write_random(&writer, random, 0);
		g_assert_true(json_writer_end(&writer, NULL));
		json_t *read = json_loads(out->str, JSON_DECODE_ANY, NULL);
		g_assert_nonnull(read);
		char *again =
			json_dumps(read, JSON_COMPACT | JSON_ENCODE_ANY | JSON_PRESERVE_ORDER);
		g_assert_cmpstr(again, ==, out->str);
		free(again);
		json_decref(read);
	}
}

static void check_refused(struct json_writer *writer, const char *reason)
{
	GError *error = NULL;
	json_text(writer, "more");
	json_close(writer);
	g_assert_false(json_writer_end(writer, &error));
	check_error(&error, ERROR_SYSTEM, reason);
	g_assert_cmpstr(writer->out->str, ==, "kept");
}

static void mistakes_stop_the_writer_and_leave_nothing(void)
{
	g_autoptr(GString) out = g_string_new("kept");
	struct json_writer writer;
	GError *error = NULL;

	json_writer_begin(&writer, out);
	g_assert_false(json_writer_end(&writer, &error));
	check_error(&error, ERROR_SYSTEM, "nothing was written");

	json_writer_begin(&writer, out);
	json_open_array(&writer);
	g_assert_false(json_writer_end(&writer, &error));
	check_error(&error, ERROR_SYSTEM, "left open");
	g_assert_cmpstr(out->str, ==, "kept");

	json_writer_begin(&writer, out);
	json_close(&writer);
	check_refused(&writer, "nothing is open");

	json_writer_begin(&writer, out);
	json_int(&writer, 1);
	json_int(&writer, 2);
	check_refused(&writer, "two values");

	json_writer_begin(&writer, out);
	json_open_object(&writer);
	json_int(&writer, 1);
	check_refused(&writer, "no key");

	json_writer_begin(&writer, out);
	json_open_object(&writer);
	json_key(&writer, "a");
	json_key(&writer, "b");
	check_refused(&writer, "no value");

	json_writer_begin(&writer, out);
	json_open_object(&writer);
	json_key(&writer, "a");
	json_close(&writer);
	check_refused(&writer, "no value");

	json_writer_begin(&writer, out);
	json_open_array(&writer);
	json_key(&writer, "a");
	check_refused(&writer, "outside of an object");

	json_writer_begin(&writer, out);
	json_text(&writer, "bad \xff");
	check_refused(&writer, "not UTF-8");

	json_writer_begin(&writer, out);
	for (int i = 0; i < 1000; i++)
		json_open_array(&writer);
	check_refused(&writer, "too deep");
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/json/" #name, name)
	TEST(everything_is_written_without_blanks);
	TEST(the_bytes_are_those_of_jansson);
	TEST(what_is_written_is_read_back_the_same);
	TEST(mistakes_stop_the_writer_and_leave_nothing);
	return g_test_run();
}
