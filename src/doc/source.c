/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/source.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "doc/label.h"
#include "doc/read.h"

#define CAPITALS_LEAST 3

/* UTF-16 in the order of bytes that its mark tells. Without iconv, which opens files. */
static char *decode_wide(const guint8 *data, gsize size, gsize *length, GError **error)
{
	const gsize low = data[0] == 0xFF ? 0 : 1, count = size / 2 - 1;
	g_autofree gunichar2 *units = g_new(gunichar2, count + 1);
	for (gsize i = 0; i < count; i++)
		units[i] = (gunichar2)(data[2 * i + 2 + low] | data[2 * i + 3 - low] << 8);
	glong written = 0;
	char *text = g_utf16_to_utf8(units, (glong)count, NULL, &written, NULL);
	*length = (gsize)written;
	if (!text || size % 2 != 0) {
		g_free(text);
		fail(error, ERROR_INPUT, _("the file begins like UTF-16 text, but is broken"));
		return NULL;
	}
	return text;
}

char *text_file_decode(GBytes *content, gsize *length, GError **error)
{
	gsize size = 0;
	const guint8 *data = g_bytes_get_data(content, &size);
	if (size >= 2 && ((data[0] == 0xFF && data[1] == 0xFE) || (data[0] == 0xFE && data[1] == 0xFF)))
		return decode_wide(data, size, length, error);
	const gsize skip = size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
	*length = size - skip;
	char *text = g_malloc(size - skip + 1);
	if (size > skip)
		memcpy(text, data + skip, size - skip);
	text[size - skip] = '\0';
	return text;
}

/* Letters of old fonts, as bytes or, copied from somewhere, as the Western letters they look like. */
static void find_legacy(struct source *source, char **text, gsize *length, gboolean clean)
{
	if (!clean && memchr(*text, '\0', *length))
		return;
	if (clean || g_utf8_validate(*text, (gssize)*length, NULL)) {
		source->legacy = legacy_guess(*text);
		return;
	}
	g_autofree char *western = legacy_western((const guint8 *)*text, *length);
	source->legacy = legacy_guess(western);
	if (source->legacy == LEGACY_NONE)
		return;
	g_free(*text);
	*text = g_steal_pointer(&western);
	*length = strlen(*text);
}

/* Blanks before, letters, and so on: a word with the blanks before it. */
static gsize word_length(const char *text, gsize length)
{
	gsize at = 0;
	while (at < length && (text[at] == ' ' || text[at] == '\t'))
		at++;
	while (at < length && text[at] != ' ' && text[at] != '\t')
		at++;
	return at;
}

static gboolean add_clean(
	GString *out, const char *text, gsize length, enum legacy legacy, GError **error)
{
	g_autofree char *clean = NULL;
	if (legacy == LEGACY_NONE) {
		clean = text_clean(text, (gssize)length, error);
	} else {
		g_autofree char *old = g_strndup(text, length);
		g_autofree char *unicode = legacy_convert(old, legacy);
		clean = text_clean(unicode, -1, error);
	}
	if (clean)
		g_string_append(out, clean);
	return clean != NULL;
}

/* Where the font had no capitals with tones, a line in capitals has small ones among them. */
static enum legacy legacy_of_line(const struct source *source, const char *line, gsize length)
{
	guint capitals = 0;
	if (source->legacy != LEGACY_TCVN3)
		return source->legacy;
	for (gsize i = 0; i < length; i++) {
		if (g_ascii_islower(line[i]))
			return LEGACY_TCVN3;
		capitals += g_ascii_isupper(line[i]) ? 1 : 0;
	}
	return capitals >= CAPITALS_LEAST ? LEGACY_TCVN3_CAPITALS : LEGACY_TCVN3;
}

static gboolean add_words(
	struct source *source, GString *out, const char *line, gsize length, GError **error)
{
	const enum legacy legacy = legacy_of_line(source, line, length);
	guint column = 1;
	for (gsize at = 0; at < length;) {
		const gsize word = word_length(line + at, length - at);
		const struct source_mark mark = {out->len, column};
		g_array_append_val(source->marks, mark);
		if (!add_clean(out, line + at, word, legacy, error))
			return FALSE;
		column += (guint)utf8_length(line + at, word);
		at += word;
	}
	return TRUE;
}

static void blank_sign(char *text, gsize length, char sign)
{
	const char *end = text + length;
	while ((text = memchr(text, sign, (gsize)(end - text))))
		*text++ = ' ';
}

static gboolean add_line(
	struct source *source, GString *out, char *line, gsize length, GError **error)
{
	if (length > 0 && line[length - 1] == '\r')
		length--;
	const gsize start = out->len;
	g_array_append_val(source->starts, start);
	if (source->legacy == LEGACY_NONE && text_is_clean(line, length)) {
		g_string_append_len(out, line, (gssize)length);
		return TRUE;
	}
	if (!add_clean(out, line, length, source->legacy, error)) {
		g_prefix_error(error, _("line %u: "), source->starts->len);
		return FALSE;
	}
	if (out->len - start == length && memcmp(out->str + start, line, length) == 0)
		return TRUE;
	g_string_truncate(out, start);
	return add_words(source, out, line, length, error);
}

static gboolean read_lines(struct source *source, char *text, gsize length, GError **error)
{
	g_autoptr(GString) out = g_string_sized_new(length + 1);
	for (gsize at = 0; at < length;) {
		const char *end = memchr(text + at, '\n', length - at);
		const gsize size = end ? (gsize)(end - text) - at : length - at;
		if (size > 0)
			blank_sign(text + at, size - 1, '\r');
		if (!add_line(source, out, text + at, size, error))
			return FALSE;
		g_string_append_c(out, '\n');
		at += size + 1;
	}
	source->length = out->len;
	source->text = g_string_free(g_steal_pointer(&out), FALSE);
	return TRUE;
}

/* Takes a text that needs no cleaning. */
static void take_lines(struct source *source, char *text, gsize length)
{
	for (const char *at = text, *end = text + length; at && at < end;) {
		const gsize start = (gsize)(at - text);
		g_array_append_val(source->starts, start);
		at = memchr(at, '\n', (gsize)(end - at));
		at = at ? at + 1 : NULL;
	}
	source->text = text;
	source->length = length;
	if (length == 0 || text[length - 1] == '\n')
		return;
	source->text = g_realloc(text, length + 2);
	source->text[source->length++] = '\n';
	source->text[source->length] = '\0';
}

gboolean source_open(struct source *source, GBytes *content, GError **error)
{
	*source = (struct source){.starts = g_array_new(FALSE, FALSE, sizeof(gsize)),
		.marks = g_array_new(FALSE, FALSE, sizeof(struct source_mark))};
	gsize length = 0;
	g_autofree char *text = text_file_decode(content, &length, error);
	if (!text)
		return FALSE;
	/* A page's end and other old signs of printers are blanks to us, and end no line. */
	blank_sign(text, length, '\f');
	blank_sign(text, length, '\v');
	const gboolean clean = text_is_clean(text, length);
	find_legacy(source, &text, &length, clean);
	if (clean && source->legacy == LEGACY_NONE) {
		take_lines(source, g_steal_pointer(&text), length);
		return TRUE;
	}
	/* An old Macintosh ends lines with a return alone. */
	if (!memchr(text, '\n', length))
		for (gsize i = 0; i < length; i++)
			if (text[i] == '\r')
				text[i] = '\n';
	return read_lines(source, text, length, error);
}

void source_close(struct source *source)
{
	g_clear_pointer(&source->text, g_free);
	g_clear_pointer(&source->starts, g_array_unref);
	g_clear_pointer(&source->marks, g_array_unref);
}

guint source_lines(const struct source *source)
{
	return source->starts->len;
}

gsize source_line_start(const struct source *source, guint line)
{
	return g_array_index(source->starts, gsize, line);
}

gsize source_line_end(const struct source *source, guint line)
{
	return (line + 1 < source->starts->len ? source_line_start(source, line + 1)
					       : source->length) -
	       1;
}

guint source_line_at(const struct source *source, gsize at)
{
	guint low = 0, high = source->starts->len;
	while (high - low > 1) {
		const guint middle = low + (high - low) / 2;
		if (source_line_start(source, middle) <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The first mark behind `at`. */
static guint mark_after(const struct source *source, gsize at)
{
	guint low = 0, high = source->marks->len;
	while (low < high) {
		const guint middle = low + (high - low) / 2;
		if (g_array_index(source->marks, struct source_mark, middle).at <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static struct origin origin_in(const struct source *source, guint line, gsize at)
{
	struct source_mark base = {source_line_start(source, line), 1};
	const guint mark = mark_after(source, at);
	if (mark > 0) {
		const struct source_mark *last =
			&g_array_index(source->marks, struct source_mark, mark - 1);
		if (last->at >= base.at)
			base = *last;
	}
	struct origin origin = {.line = line + 1};
	origin.column = base.column + (guint)utf8_length(source->text + base.at, at - base.at);
	return origin;
}

struct origin source_origin(const struct source *source, gsize at)
{
	return origin_in(source, source_line_at(source, at), at);
}

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void add_run(const struct source *source, guint line, gsize from, gsize to, guint style,
	gboolean more, GPtrArray *runs)
{
	const gsize length = to - from;
	g_autofree char *text = g_malloc(length + 2);
	memcpy(text, source->text + from, length);
	text[length] = text[length + 1] = '\0';
	for (char *tab = text; (tab = memchr(tab, '\t', length - (gsize)(tab - text)));)
		*tab = ' ';
	if (more && !label_is_split(text))
		text[length] = ' ';
	struct run *run = run_take(g_steal_pointer(&text), style);
	run->origin = origin_in(source, line, from);
	g_ptr_array_add(runs, run);
}

/* One line's part, cut before each word whose column is known. */
static void add_pieces(const struct source *source, guint line, gsize from, gsize to, guint style,
	gboolean more, GPtrArray *runs)
{
	for (guint i = mark_after(source, from); i < source->marks->len; i++) {
		const gsize at = g_array_index(source->marks, struct source_mark, i).at;
		if (at >= to)
			break;
		add_run(source, line, from, at, style, FALSE, runs);
		from = at;
	}
	add_run(source, line, from, to, style, more, runs);
}

void source_runs(const struct source *source, gsize from, gsize to, guint style, GPtrArray *runs)
{
	const guint lines = source_lines(source);
	for (guint line = lines ? source_line_at(source, from) : 0; line < lines && from < to; line++) {
		const gsize end = MIN(source_line_end(source, line), to);
		const gboolean more = to > source_line_end(source, line) + 1;
		gsize last = end;
		while (more && last > from && is_blank(source->text[last - 1]))
			last--;
		if (last > from)
			add_pieces(source, line, from, last, style, more, runs);
		from = source_line_end(source, line) + 1;
		while (from < to && is_blank(source->text[from]))
			from++;
	}
}
