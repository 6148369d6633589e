/* SPDX-License-Identifier: Apache-2.0 */
#include "format/html.h"

#include <string.h>

#include "base/error.h"
#include "format/html_names.h"

void html_start(struct html_writer *html, GString *out)
{
	*html = (struct html_writer){.out = out, .start = out->len};
	html->open = g_array_new(FALSE, FALSE, sizeof(enum html_element));
}

void html_clear(struct html_writer *html)
{
	g_clear_pointer(&html->open, g_array_unref);
}

static void give_up(struct html_writer *html, const char *failure)
{
	if (!html->failure)
		html->failure = failure;
}

gboolean html_finish(struct html_writer *html, GError **error)
{
	if (html->in_tag)
		g_string_append_c(html->out, '>');
	if (html->open && html->open->len > 0)
		give_up(html, "an element is left open");
	html_clear(html);
	if (!html->failure)
		return TRUE;
	g_string_truncate(html->out, html->start);
	return fail(error, ERROR_SYSTEM, _("HTML cannot be written: %s"), html->failure);
}

/* Controls that HTML does not know and what is not UTF-8 become U+FFFD, so that no text can end a
 * page. */
static void put_escaped(GString *out, const char *text)
{
	g_autofree char *valid =
		g_utf8_validate(text, -1, NULL) ? NULL : g_utf8_make_valid(text, -1);
	for (const char *c = valid ? valid : text; *c; c++) {
		if (*c == '&')
			g_string_append(out, "&amp;");
		else if (*c == '<')
			g_string_append(out, "&lt;");
		else if (*c == '>')
			g_string_append(out, "&gt;");
		else if (*c == '"')
			g_string_append(out, "&quot;");
		else if (*c == '\'')
			g_string_append(out, "&#39;");
		else if (((guchar)*c < ' ' && *c != '\n' && *c != '\t') || *c == 0x7f)
			g_string_append(out, "\xef\xbf\xbd");
		else
			g_string_append_c(out, *c);
	}
}

static enum html_element innermost(const struct html_writer *html)
{
	const guint depth = html->open->len;
	return depth > 0 ? g_array_index(html->open, enum html_element, depth - 1) : HTML_ELEMENTS;
}

/* Readers drop a newline right after these start tags. */
static gboolean eats_newline(enum html_element element)
{
	return element == HTML_PRE || element == HTML_TEXTAREA;
}

static void close_tag(struct html_writer *html)
{
	if (!html->in_tag)
		return;
	html->in_tag = FALSE;
	g_string_append_c(html->out, '>');
	const enum html_element element = innermost(html);
	if (html_names[element].is_void)
		g_array_set_size(html->open, html->open->len - 1);
	else if (eats_newline(element))
		g_string_append_c(html->out, '\n');
}

void html_page(struct html_writer *html, const char *language, const char *title)
{
	if (html->failure)
		return;
	g_string_append(html->out, "<!DOCTYPE html>\n");
	html_begin(html, HTML_HTML);
	html_attr(html, HTML_LANG, language);
	html_begin(html, HTML_HEAD);
	html_begin(html, HTML_META);
	html_attr(html, HTML_CHARSET, "utf-8");
	html_begin(html, HTML_META);
	html_attr(html, HTML_NAME, "viewport");
	html_attr(html, HTML_CONTENT, "width=device-width, initial-scale=1");
	html_element(html, HTML_TITLE, NULL, title);
}

void html_begin(struct html_writer *html, enum html_element element)
{
	if (html->failure)
		return;
	close_tag(html);
	if ((guint)element >= HTML_ELEMENTS || html->open->len > 200) {
		give_up(html, "there is no such element, or too many are open");
		return;
	}
	if (html_names[element].is_block && html->out->len > html->start &&
		html->out->str[html->out->len - 1] == '>')
		g_string_append_c(html->out, '\n');
	g_string_append_c(html->out, '<');
	g_string_append(html->out, html_names[element].name);
	g_array_append_val(html->open, element);
	html->in_tag = TRUE;
}

void html_end(struct html_writer *html, enum html_element element)
{
	if (html->failure)
		return;
	const gboolean is_void = html->in_tag && html_names[innermost(html)].is_void;
	if (innermost(html) != element) {
		give_up(html, "an element is closed that is not the innermost");
		return;
	}
	close_tag(html);
	if (is_void)
		return;
	g_string_append_printf(html->out, "</%s>", html_names[element].name);
	g_array_set_size(html->open, html->open->len - 1);
}

static gboolean takes_attribute(struct html_writer *html)
{
	if (html->failure)
		return FALSE;
	if (!html->in_tag)
		give_up(html, "an attribute comes after content");
	return html->in_tag;
}

static void put_attribute(struct html_writer *html, const char *name, const char *value)
{
	g_string_append_printf(html->out, " %s=\"", name);
	put_escaped(html->out, value);
	g_string_append_c(html->out, '"');
}

void html_attr(struct html_writer *html, enum html_attribute attribute, const char *value)
{
	if (!takes_attribute(html) || !value)
		return;
	if ((guint)attribute < HTML_ATTRIBUTES)
		put_attribute(html, html_attribute_names[attribute], value);
	else
		give_up(html, "there is no such attribute");
}

void html_attr_int(struct html_writer *html, enum html_attribute attribute, gint64 value)
{
	char text[32];
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
	html_attr(html, attribute, text);
}

void html_flag(struct html_writer *html, enum html_flag flag, gboolean is_set)
{
	if (!takes_attribute(html) || !is_set)
		return;
	if ((guint)flag < HTML_FLAGS)
		g_string_append_printf(html->out, " %s", html_flag_names[flag]);
	else
		give_up(html, "there is no such attribute");
}

void html_url(struct html_writer *html, enum html_address attribute, const struct url *url)
{
	if (!takes_attribute(html))
		return;
	if ((guint)attribute >= HTML_ADDRESSES)
		give_up(html, "there is no such attribute");
	else if (!url->text)
		give_up(html, "an address is none");
	else if (!url->own && attribute != HTML_HREF)
		give_up(html, "an address outside this site stands where only own paths may");
	else
		put_attribute(html, html_address_names[attribute], url->text);
}

void html_data(struct html_writer *html, const char *name, const char *value)
{
	if (!takes_attribute(html) || !value)
		return;
	if (!*name || name[strspn(name, "abcdefghijklmnopqrstuvwxyz-")]) {
		give_up(html, "there is no such attribute");
		return;
	}
	g_autofree char *whole = g_strconcat("data-", name, NULL);
	put_attribute(html, whole, value);
}

void html_text(struct html_writer *html, const char *text)
{
	if (html->failure || !text || !*text)
		return;
	close_tag(html);
	put_escaped(html->out, text);
}

void html_text_int(struct html_writer *html, gint64 value)
{
	char text[32];
	g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, value);
	html_text(html, text);
}

void html_element(
	struct html_writer *html, enum html_element element, const char *class, const char *text)
{
	html_begin(html, element);
	html_attr(html, HTML_CLASS, class);
	html_text(html, text);
	html_end(html, element);
}

void html_sheet(struct html_writer *html, enum html_sheet sheet)
{
	if (html->failure)
		return;
	close_tag(html);
	if ((guint)sheet >= HTML_SHEETS)
		give_up(html, "there is no such style sheet");
	else
		g_string_append_printf(html->out, "\n<style>\n%s</style>", html_sheets[sheet]);
}

void html_script(struct html_writer *html, const struct url *url)
{
	if (html->failure)
		return;
	close_tag(html);
	if (!url->text || !url->own) {
		give_up(html, "a script may come from an own path only");
		return;
	}
	g_string_append(html->out, "\n<script");
	put_attribute(html, "src", url->text);
	g_string_append(html->out, " defer></script>");
}
