/* SPDX-License-Identifier: Apache-2.0 */
#include "report/rich.h"
#include "base/text.h"

#include <string.h>

char *rich_outside(const char *text)
{
	if (!strstr(text, "\xEE"))
		return g_strdup(text);
	GString *kept = g_string_new(NULL);
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		gunichar character = g_utf8_get_char(at);
		if (character < 0xE000 || character > 0xF8FF)
			g_string_append_unichar(kept, character);
	}
	return g_string_free(kept, FALSE);
}

char *rich_figure(guint figure, const char *text)
{
	return g_strdup_printf(MARK_FIGURE "%u" MARK_TEXT "%s" MARK_END, figure, text);
}

gboolean rich_number(const char *at, const char *end, guint *number, const char **after)
{
	guint64 value = 0;
	const char *digits = at;
	for (; g_ascii_isdigit(*at) && value < G_MAXUINT / 16; at++)
		value = value * 10 + (guint64)(*at - '0');
	if (at == digits || !g_str_has_prefix(at, end))
		return FALSE;
	*number = (guint)value;
	*after = at + MARK_BYTES;
	return TRUE;
}

char *rich_plain(const char *rich)
{
	GString *plain = g_string_new(NULL);
	for (const char *at = rich; *at;) {
		guint number;
		if (g_str_has_prefix(at, MARK_FIGURE) &&
			rich_number(at + MARK_BYTES, MARK_TEXT, &number, &at))
			continue;
		if (g_str_has_prefix(at, MARK_END)) {
			at += MARK_BYTES;
			continue;
		}
		const char *next = g_utf8_next_char(at);
		g_string_append_len(plain, at, next - at);
		at = next;
	}
	return g_string_free(plain, FALSE);
}

/* Where the words begin: behind the mark of a figure that stands first. */
static const char *words_begin(const char *rich)
{
	guint number;
	const char *inside;
	gboolean is_marked = g_str_has_prefix(rich, MARK_FIGURE) &&
			     rich_number(rich + MARK_BYTES, MARK_TEXT, &number, &inside);
	return is_marked ? inside : rich;
}

char *rich_capital(const char *rich)
{
	const char *inside = words_begin(rich);
	g_autofree char *mark = g_strndup(rich, (gsize)(inside - rich));
	g_autofree char *capital = text_capital(inside);
	return g_strconcat(mark, capital, NULL);
}

char *rich_small(const char *rich)
{
	const char *inside = words_begin(rich);
	const char *second = *inside ? g_utf8_next_char(inside) : inside;
	if (g_unichar_isupper(g_utf8_get_char(second)))
		return g_strdup(rich);
	g_autofree char *mark = g_strndup(rich, (gsize)(inside - rich));
	g_autofree char *letter = g_strndup(inside, (gsize)(second - inside));
	g_autofree char *small = text_lower(letter);
	return g_strconcat(mark, small, second, NULL);
}

/* Whether the words end like a sentence, or like the head of a list: "… gồm:". */
static gboolean has_stop(const char *rich)
{
	static const char *const quotes[] = {"”", "\"", "’"};
	static const char *const stops[] = {".", "!", "?", "…", ":", ";"};
	g_autofree char *words = g_strchomp(rich_plain(rich));
	for (gsize i = 0; i < G_N_ELEMENTS(quotes); i++)
		if (g_str_has_suffix(words, quotes[i]))
			words[strlen(words) - strlen(quotes[i])] = '\0';
	for (gsize i = 0; i < G_N_ELEMENTS(stops); i++)
		if (g_str_has_suffix(words, stops[i]))
			return TRUE;
	return *words == '\0';
}

char *rich_sentence(const char *rich)
{
	g_autofree char *capital = g_strchomp(rich_capital(rich));
	return g_strconcat(capital, has_stop(capital) ? "" : ".", NULL);
}

/* "v.v." and "…" stay. */
char *rich_phrase(const char *rich)
{
	char *phrase = g_strchomp(g_strdup(rich));
	gsize length = strlen(phrase);
	gboolean is_short = length > 2 && phrase[length - 3] == '.';
	gboolean is_dots = length > 1 && phrase[length - 2] == '.';
	if (length > 0 && strchr(".;,", phrase[length - 1]) && !is_short && !is_dots)
		phrase[length - 1] = '\0';
	return phrase;
}

/* Text without marks; lines are told apart by breaks. */
static void add_text(
	const char *text, gsize length, guint style, const guint *figure, GPtrArray *runs)
{
	g_autofree char *copy = g_strndup(text, length);
	g_auto(GStrv) lines = g_strsplit(copy, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		if (i > 0)
			g_ptr_array_add(runs, run_break());
		if (*lines[i])
			g_ptr_array_add(runs, figure ? run_figure(lines[i], style, *figure)
						     : run_text(lines[i], style));
	}
}

void rich_runs(const char *rich, guint style, GPtrArray *runs)
{
	for (const char *at = rich; *at;) {
		const char *mark = strstr(at, MARK_FIGURE), *inside;
		guint figure;
		if (!mark || !rich_number(mark + MARK_BYTES, MARK_TEXT, &figure, &inside)) {
			g_autofree char *rest = rich_plain(at);
			add_text(rest, strlen(rest), style, NULL, runs);
			return;
		}
		add_text(at, (gsize)(mark - at), style, NULL, runs);
		const char *end = strstr(inside, MARK_END);
		if (!end)
			end = inside + strlen(inside);
		add_text(inside, (gsize)(end - inside), style, &figure, runs);
		at = *end ? end + MARK_BYTES : end;
	}
}
