/* SPDX-License-Identifier: Apache-2.0 */
#include "base/error.h"
#include "doc/writer.h"
#include "sample.h"

#include <string.h>

static void expect_round_trip(struct doc *doc)
{
	g_autoptr(doc_t) first = doc;
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) bytes = doc_write_json(first, &error);
	g_assert_no_error(error);
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	g_autoptr(doc_t) second = doc_read_json(data, length, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) again = doc_write_json(second, &error);
	g_assert_true(g_bytes_equal(bytes, again));
	for (const struct doc_format *format = doc_formats; format->name; format++) {
		g_autoptr(GBytes) one = format->write(first, &error);
		g_autoptr(GBytes) two = format->write(second, &error);
		g_assert_no_error(error);
		g_assert_true(g_bytes_equal(one, two));
	}
}

static void a_tree_read_back_is_the_same_tree(void)
{
	expect_round_trip(sample_report());
	expect_round_trip(sample_draft());
	expect_round_trip(sample_empty());
	expect_round_trip(sample_hostile());
	expect_round_trip(sample_rows(50));
}

#define TREE "{\"format\":\"ngoaivu-document\",\"version\":1,"

static void wrong_trees_are_told_with_their_place(void)
{
	static const struct {
		const char *json, *place;
	} rows[] = {
		{"", "1:1"},
		{"{", "1:1"},
		{"[]", ".: an object"},
		{"{\"format\":\"ngoaivu-document\"}", ".: this version"},
		{"{\"version\":1}", ".: this is not"},
		{TREE "\"nations\":1}", "nations: there is no"},
		{TREE "\"place\":7}", "place: a text"},
		{TREE "\"place\":\"a\\u0000b\"}", "1:"},
		{TREE "\"place\":\"a\\u0007b\"}", "place: "},
		{TREE "\"date\":\"2020-02-30\"}", "date: "},
		{TREE "\"month\":13}", "month: a whole number from 0 to 12"},
		{TREE "\"urgency\":\"soon\"}", "urgency: one of"},
		{TREE "\"blocks\":{}}", "blocks: an array"},
		{TREE "\"blocks\":[1]}", "blocks[0]: an object"},
		{TREE "\"blocks\":[{\"kind\":\"heading\",\"level\":6}]}", "blocks[0].level: "},
		{TREE "\"blocks\":[{\"kind\":\"paragraph\",\"items\":[]}]}",
			"blocks[0].items: there is no"},
		{TREE "\"blocks\":[{\"kind\":\"paragraph\",\"runs\":[{},{\"style\":[\"blink\"]}]}]"
		      "}",
			"blocks[0].runs[1].style[0]: one of"},
		{TREE "\"blocks\":[{\"kind\":\"table\",\"rows\":[{\"cells\":[{\"span\":0}]}]}]}",
			"blocks[0].rows[0].cells[0].span: "},
		{TREE "\"blocks\":[{\"kind\":\"list\",\"items\":[7]}]}",
			"blocks[0].items[0]: an array"},
		{TREE "\"appendices\":[{\"landscape\":\"yes\"}]}",
			"appendices[0].landscape: true or false"},
		{TREE "\"place\":\"a\",\"place\":\"b\"}", "1:"},
	};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(doc_read_json(rows[i].json, strlen(rows[i].json), &error));
		g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
		if (!g_str_has_prefix(error->message, rows[i].place))
			g_error("%s: \"%s\" instead of \"%s\"", rows[i].json, error->message,
				rows[i].place);
	}
}

static void lists_within_lists_have_an_end(void)
{
	g_autoptr(GString) json = g_string_new(TREE "\"blocks\":[");
	for (guint i = 0; i < 100; i++)
		g_string_append(json, "{\"kind\":\"list\",\"items\":[[");
	for (guint i = 0; i < 100; i++)
		g_string_append(json, "]]}");
	g_string_append(json, "]}");
	g_autoptr(GError) error = NULL;
	g_assert_null(doc_read_json(json->str, json->len, &error));
	g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "too many lists"));
}

static void any_cut_of_a_tree_is_refused(void)
{
	g_autoptr(doc_t) doc = sample_draft();
	g_autoptr(GBytes) bytes = doc_write_json(doc, NULL);
	gsize length = 0;
	const char *data = g_bytes_get_data(bytes, &length);
	for (gsize cut = 0; cut < length; cut++) {
		g_autoptr(GError) error = NULL;
		g_assert_null(doc_read_json(data, cut, &error));
		g_assert_error(error, ERROR_DOMAIN, ERROR_INPUT);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func(
		"/doc/json/a tree read back is the same tree", a_tree_read_back_is_the_same_tree);
	g_test_add_func("/doc/json/wrong trees are told with their place",
		wrong_trees_are_told_with_their_place);
	g_test_add_func("/doc/json/lists within lists have an end", lists_within_lists_have_an_end);
	g_test_add_func("/doc/json/any cut of a tree is refused", any_cut_of_a_tree_is_refused);
	return g_test_run();
}
