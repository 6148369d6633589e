/* SPDX-License-Identifier: Apache-2.0 */
#include "format/xml.h"
#include "check.h"

#include <libxml/parser.h>
#include <string.h>

static void elements_attributes_and_text_are_written(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(xml_writer_t) xml;
	xml_start(&xml, out, TRUE);
	xml_begin(&xml, "w:p");
	xml_attr(&xml, "w:val", "đậm");
	xml_attr(&xml, "absent", NULL);
	xml_attr_int(&xml, "n", -5);
	xml_element(&xml, "w:t", "Việt Nam");
	xml_element(&xml, "w:br", NULL);
	xml_element_attr(&xml, "w:jc", "w:val", "center");
	xml_text(&xml, "a");
	xml_text(&xml, "b");
	xml_text(&xml, NULL);
	xml_text_int(&xml, 42);
	xml_end(&xml);
	g_assert_true(xml_finish(&xml, NULL));
	g_assert_cmpstr(out->str, ==,
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
		"<w:p w:val=\"đậm\" n=\"-5\"><w:t>Việt Nam</w:t><w:br/><w:jc "
		"w:val=\"center\"/>ab42</w:p>");
}

static void nothing_can_be_written_unescaped(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(xml_writer_t) xml;
	xml_start(&xml, out, FALSE);
	xml_begin(&xml, "a");
	xml_attr(&xml, "b", "\"><script>'&amp;\n\t\r");
	xml_text(&xml, "</a>]]>&#0;\r\n\t\"'");
	xml_end(&xml);
	g_assert_true(xml_finish(&xml, NULL));
	g_assert_cmpstr(out->str, ==,
		"<a "
		"b=\"&quot;&gt;&lt;script&gt;'&amp;amp;&#10;&#9;&#13;\">&lt;/"
		"a&gt;]]&gt;&amp;#0;&#13;\n\t\"'</a>");
}

static void any_text_is_read_back_by_another_reader(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(3);
	for (int i = 0; i < 2000; i++) {
		g_autoptr(GString) text = g_string_new("x");
		for (int k = g_rand_int_range(random, 0, 30); k > 0; k--) {
			static const char *const pieces[] = {"<", ">", "&", "\"", "'", "\r", "\n",
				"\t", " ", "]]>", "ệ", "<!--", "\U0001f600", "&#x41;", "<![CDATA["};
			g_string_append(
				text, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
		}
		g_autoptr(GString) out = g_string_new(NULL);
		g_auto(xml_writer_t) xml;
		xml_start(&xml, out, i % 2);
		xml_begin(&xml, "root");
		xml_attr(&xml, "a", text->str);
		xml_text(&xml, text->str);
		xml_end(&xml);
		g_assert_true(xml_finish(&xml, NULL));
		xmlDoc *document =
			xmlReadMemory(out->str, (int)out->len, NULL, NULL, XML_PARSE_NONET);
		g_assert_nonnull(document);
		xmlChar *attribute = xmlGetProp(xmlDocGetRootElement(document), BAD_CAST "a");
		xmlChar *content = xmlNodeGetContent(xmlDocGetRootElement(document));
		g_assert_cmpstr((char *)attribute, ==, text->str);
		g_assert_cmpstr((char *)content, ==, text->str);
		xmlFree(attribute);
		xmlFree(content);
		xmlFreeDoc(document);
	}
}

static void indentation_is_added_only_when_asked_and_never_into_text(void)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(xml_writer_t) xml;
	xml_start(&xml, out, FALSE);
	xml.indent = TRUE;
	xml_begin(&xml, "a");
	xml_begin(&xml, "b");
	xml_element(&xml, "c", "text");
	xml_end(&xml);
	xml_element(&xml, "d", NULL);
	xml_end(&xml);
	g_assert_true(xml_finish(&xml, NULL));
	g_assert_cmpstr(out->str, ==, "<a>\n  <b>\n    <c>text</c>\n  </b>\n  <d/>\n</a>\n");
}

static void check_refused(struct xml_writer *xml, const char *reason)
{
	GString *out = xml->out;
	GError *error = NULL;
	xml_element(xml, "more", "text");
	xml_end(xml);
	g_assert_false(xml_finish(xml, &error));
	check_error(&error, ERROR_SYSTEM, reason);
	g_assert_cmpstr(out->str, ==, "kept");
	xml_start(xml, out, TRUE);
}

static void mistakes_stop_the_writer_and_leave_nothing(void)
{
	g_autoptr(GString) out = g_string_new("kept");
	g_auto(xml_writer_t) xml;
	xml_start(&xml, out, TRUE);
	static const char *const names[] = {
		"", "1a", "a b", "a>", "-a", "a:", ":a", "a:b:c", "đ", NULL};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		xml_begin(&xml, names[i]);
		check_refused(&xml, "is no name");
		xml_begin(&xml, "a");
		xml_attr(&xml, names[i], "value");
		check_refused(&xml, "is no name");
	}
	static const char *const texts[] = {"\x01", "\xff", "\x1f", "\xc3", "a\uffff", "\ufffe"};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
		xml_element(&xml, "a", texts[i]);
		check_refused(&xml, "what XML cannot");
		xml_element_attr(&xml, "a", "b", texts[i]);
		check_refused(&xml, "what XML cannot");
	}
	xml_end(&xml);
	check_refused(&xml, "nothing is open");
	xml_begin(&xml, "a");
	xml_text(&xml, "text");
	xml_attr(&xml, "late", "1");
	check_refused(&xml, "outside of a start tag");
	xml_element(&xml, "a", NULL);
	check_refused(&xml, "after the root");
	xml_text(&xml, "text");
	check_refused(&xml, "outside of the root");
	GError *error = NULL;
	xml_begin(&xml, "a");
	g_assert_false(xml_finish(&xml, &error));
	check_error(&error, ERROR_SYSTEM, "a: is left open");
	xml_start(&xml, out, TRUE);
	g_assert_false(xml_finish(&xml, &error));
	check_error(&error, ERROR_SYSTEM, "no element");
	g_assert_cmpstr(out->str, ==, "kept");
}

static gboolean is_written(const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_auto(xml_writer_t) xml;
	xml_start(&xml, out, FALSE);
	xml_element(&xml, "a", text);
	return xml_finish(&xml, NULL);
}

static void only_well_formed_utf8_is_written(void)
{
	static const char *const tails[] = {"", "z", "\x80", "\xbf", "\x80\x80", "\xbf\xbf",
		"\x80\xc0", "\x80\x80z", "\xbf\xbf\xbf"};
	for (guint first = 0x80; first < 0x100; first++)
		for (guint next = 0x20; next < 0x100; next++)
			for (gsize i = 0; i < G_N_ELEMENTS(tails); i++) {
				g_autofree char *text =
					g_strdup_printf("%c%c%s", first, next, tails[i]);
				const gboolean sound = g_utf8_validate(text, -1, NULL) &&
						       !strstr(text, "\ufffe") &&
						       !strstr(text, "\uffff");
				g_assert_cmpint(is_written(text), ==, sound);
			}
}

int main(int count, char **words)
{
	g_test_init(&count, &words, NULL);
#define TEST(name) g_test_add_func("/xml/" #name, name)
	TEST(elements_attributes_and_text_are_written);
	TEST(nothing_can_be_written_unescaped);
	TEST(any_text_is_read_back_by_another_reader);
	TEST(indentation_is_added_only_when_asked_and_never_into_text);
	TEST(mistakes_stop_the_writer_and_leave_nothing);
	TEST(only_well_formed_utf8_is_written);
	int status = g_test_run();
	xmlCleanupParser();
	return status;
}
