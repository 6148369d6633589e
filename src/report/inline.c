/* SPDX-License-Identifier: Apache-2.0 */
#include "report/inline.h"
#include "base/error.h"
#include "report/rich.h"

#include <string.h>

#define DEPTH_MOST 30

struct writer {
	const struct inlines *inlines;
	GPtrArray *runs;
	const char *address; /* inside a link */
};

static void refuse(const struct writer *writer, const char *message)
{
	writer->inlines->refuse(writer->inlines->data, message);
}

static const char *value_at(const struct inlines *inlines, guint number)
{
	if (!inlines->values)
		return "…";
	return number < inlines->values->len ? g_ptr_array_index(inlines->values, number) : "";
}

static void add_words(struct writer *writer, const char *text, gsize length, guint style)
{
	g_autofree char *copy = g_strndup(text, length);
	g_autofree char *words = rich_outside(copy);
	if (*words)
		g_ptr_array_add(writer->runs, writer->address
						      ? run_link(words, writer->address, style)
						      : run_text(words, style));
}

/* A value inside a link: its text belongs to the link, its figures stay figures. */
static void add_value(struct writer *writer, const char *rich, guint style)
{
	guint from = writer->runs->len;
	rich_runs(rich, style, writer->runs);
	for (guint i = from; writer->address && i < writer->runs->len; i++) {
		struct run *run = g_ptr_array_index(writer->runs, i);
		if (run->kind != RUN_TEXT)
			continue;
		run->kind = RUN_LINK;
		run->address = g_strdup(writer->address);
	}
}

static void add_text(struct writer *writer, const char *text, guint style)
{
	for (const char *at = text;;) {
		const char *mark = strstr(at, MARK_VALUE), *after;
		guint number;
		if (!mark || !rich_number(mark + MARK_BYTES, MARK_END, &number, &after)) {
			add_words(writer, at, strlen(at), style);
			return;
		}
		add_words(writer, at, (gsize)(mark - at), style);
		add_value(writer, value_at(writer->inlines, number), style);
		at = after;
	}
}

/* The address of a link with its values filled in; caller frees. */
static char *fill_address(const struct writer *writer, const char *address)
{
	GString *filled = g_string_new(NULL);
	for (const char *at = address; *at;) {
		guint number;
		if (g_str_has_prefix(at, MARK_VALUE) &&
			rich_number(at + MARK_BYTES, MARK_END, &number, &at)) {
			g_autofree char *plain = rich_plain(value_at(writer->inlines, number));
			g_string_append(filled, plain);
		} else {
			g_string_append_c(filled, *at++);
		}
	}
	return g_string_free(filled, FALSE);
}

static gboolean is_sound_address(const char *address)
{
	static const char *const schemes[] = {"http://", "https://", "mailto:"};
	gboolean known = FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		known = known || g_ascii_strncasecmp(address, schemes[i], strlen(schemes[i])) == 0;
	for (const char *at = address; *at; at++)
		if ((guchar)*at <= ' ' || *at == '<' || *at == '>' || *at == '"' || *at == '\\')
			return FALSE;
	return known;
}

static void add_inlines(struct writer *writer, cmark_node *parent, guint style, guint depth);

static void add_link(struct writer *writer, cmark_node *node, guint style, guint depth)
{
	const char *written = cmark_node_get_url(node);
	gboolean is_known = writer->inlines->values || !written || !strstr(written, MARK_VALUE);
	g_autofree char *address = fill_address(writer, written ? written : "");
	if (is_known && !is_sound_address(address)) {
		refuse(writer, _("links lead to http, https or mailto addresses only"));
		return;
	}
	writer->address = address;
	add_inlines(writer, node, style, depth);
	writer->address = NULL;
}

static void add_inline(struct writer *writer, cmark_node *node, guint style, guint depth)
{
	const char *literal;
	switch (cmark_node_get_type(node)) {
	case CMARK_NODE_TEXT:
		literal = cmark_node_get_literal(node);
		add_text(writer, literal ? literal : "", style);
		return;
	case CMARK_NODE_SOFTBREAK:
		add_words(writer, " ", 1, style);
		return;
	case CMARK_NODE_LINEBREAK:
		g_ptr_array_add(writer->runs, run_break());
		return;
	case CMARK_NODE_EMPH:
		add_inlines(writer, node, style | RUN_ITALIC, depth);
		return;
	case CMARK_NODE_STRONG:
		add_inlines(writer, node, style | RUN_BOLD, depth);
		return;
	case CMARK_NODE_LINK:
		add_link(writer, node, style, depth);
		return;
	case CMARK_NODE_CODE:
		refuse(writer, _("program code (`…`) has no form in an administrative document"));
		return;
	case CMARK_NODE_HTML_INLINE:
		refuse(writer, _("HTML is not allowed"));
		return;
	case CMARK_NODE_IMAGE:
		refuse(writer, _("images are not allowed"));
		return;
	default:
		refuse(writer, _("this kind of Markdown is not allowed"));
	}
}

static void add_inlines(struct writer *writer, cmark_node *parent, guint style, guint depth)
{
	if (depth == DEPTH_MOST) {
		refuse(writer, _("the text is nested too deeply"));
		return;
	}
	for (cmark_node *node = cmark_node_first_child(parent); node; node = cmark_node_next(node))
		add_inline(writer, node, style, depth + 1);
}

static gboolean joins(const struct run *a, const struct run *b)
{
	if (a->kind != b->kind || a->style != b->style)
		return FALSE;
	return a->kind == RUN_TEXT || (a->kind == RUN_LINK && strcmp(a->address, b->address) == 0);
}

/* Blanks in a row, as a value that is empty leaves behind, become one. */
static void squeeze(char *text)
{
	char *to = text;
	for (const char *from = text; *from; from++) {
		if (*from == ' ' && to > text && to[-1] == ' ')
			continue;
		*to++ = *from;
	}
	*to = '\0';
}

static GPtrArray *joined(GPtrArray *runs)
{
	GPtrArray *result = runs_new();
	for (guint i = 0; i < runs->len;) {
		struct run *run = g_ptr_array_index(runs, i);
		guint end = i + 1;
		while (end < runs->len && joins(run, g_ptr_array_index(runs, end)))
			end++;
		g_ptr_array_index(runs, i) = NULL;
		if (end > i + 1) {
			GString *text = g_string_new(run->text);
			for (guint k = i + 1; k < end; k++)
				g_string_append(
					text, ((struct run *)g_ptr_array_index(runs, k))->text);
			g_free(run->text);
			run->text = g_string_free(text, FALSE);
		}
		if (run->kind == RUN_TEXT || run->kind == RUN_LINK)
			squeeze(run->text);
		g_ptr_array_add(result, run);
		i = end;
	}
	g_ptr_array_unref(runs);
	return result;
}

static gboolean is_empty(const struct run *run)
{
	return run->kind == RUN_BREAK || *run->text == '\0';
}

/* Takes blanks, breaks and what is empty off both ends. */
static void trim(GPtrArray *runs)
{
	while (runs->len > 0) {
		struct run *last = g_ptr_array_index(runs, runs->len - 1);
		if (last->kind == RUN_TEXT)
			g_strchomp(last->text);
		if (!is_empty(last))
			break;
		g_ptr_array_set_size(runs, (int)runs->len - 1);
	}
	while (runs->len > 0) {
		struct run *first = g_ptr_array_index(runs, 0);
		if (first->kind == RUN_TEXT)
			g_strchug(first->text);
		if (!is_empty(first))
			break;
		g_ptr_array_remove_index(runs, 0);
	}
}

GPtrArray *inlines_read(const struct inlines *inlines, cmark_node *parent)
{
	struct writer writer = {inlines, runs_new(), NULL};
	add_inlines(&writer, parent, RUN_PLAIN, 0);
	GPtrArray *runs = joined(writer.runs);
	trim(runs);
	return runs;
}
