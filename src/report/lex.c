/* SPDX-License-Identifier: Apache-2.0 */
#include "report/syntax.h"
#include "base/day.h"
#include "base/error.h"
#include "base/number.h"

#include <string.h>

/* Where the reader stands. */
struct cursor {
	const char *at;
	guint line, column;
};

static void step_over(struct cursor *cursor)
{
	if (*cursor->at == '\n') {
		cursor->line++;
		cursor->column = 1;
	} else {
		cursor->column++;
	}
	cursor->at = g_utf8_next_char(cursor->at);
}

static void step_to(struct cursor *cursor, const char *at)
{
	while (cursor->at < at)
		step_over(cursor);
}

struct cutter {
	const char *file;
	struct findings *findings;
	GArray *chunks;
	guint line_first; /* the first chunk of the line that is being cut */
	gboolean has_statement, has_other;
};

/* Ends a line: one that holds statements and nothing else leaves no text. */
static void end_line(struct cutter *cutter)
{
	if (cutter->has_statement && !cutter->has_other) {
		struct chunk *chunks = (struct chunk *)(void *)cutter->chunks->data;
		guint kept = cutter->line_first;
		for (guint i = kept; i < cutter->chunks->len; i++)
			if (chunks[i].kind != CHUNK_TEXT)
				chunks[kept++] = chunks[i];
		g_array_set_size(cutter->chunks, kept);
	}
	cutter->line_first = cutter->chunks->len;
	cutter->has_statement = cutter->has_other = FALSE;
}

static gboolean is_blank(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isspace(text[i]))
			return FALSE;
	return TRUE;
}

static void cut(
	struct cutter *cutter, enum chunk_kind kind, const struct cursor *from, gsize length)
{
	struct chunk chunk = {kind, from->at, length, {cutter->file, from->line, from->column}};
	g_array_append_val(cutter->chunks, chunk);
}

static gboolean is_mark(const char *at)
{
	return at[0] == '{' && (at[1] == '{' || at[1] == '%' || at[1] == '#');
}

/* Text up to the next mark or the end of the line. */
static void cut_text(struct cutter *cutter, struct cursor *cursor)
{
	struct cursor from = *cursor;
	while (*cursor->at && *cursor->at != '\n' && !is_mark(cursor->at))
		step_over(cursor);
	gboolean ends = *cursor->at == '\n';
	if (ends)
		step_over(cursor);
	gsize length = (gsize)(cursor->at - from.at);
	cutter->has_other = cutter->has_other || !is_blank(from.at, length);
	cut(cutter, CHUNK_TEXT, &from, length);
	if (ends)
		end_line(cutter);
}

/* FALSE when the mark is never closed. */
static gboolean cut_mark(struct cutter *cutter, struct cursor *cursor)
{
	char open = cursor->at[1];
	const char *close = open == '{' ? "}}" : open == '%' ? "%}" : "#}";
	const char *end = strstr(cursor->at + 2, close);
	if (!end) {
		findings_add(cutter->findings, SEVERITY_ERROR,
			(struct place){cutter->file, cursor->line, cursor->column},
			_("“{%c” is never closed: “%s” is missing"), open, close);
		return FALSE;
	}
	struct cursor inside = *cursor;
	step_to(&inside, cursor->at + 2);
	if (open == '{')
		cut(cutter, CHUNK_PRINT, &inside, (gsize)(end - inside.at));
	else if (open == '%')
		cut(cutter, CHUNK_STATEMENT, &inside, (gsize)(end - inside.at));
	if (open == '{')
		cutter->has_other = TRUE;
	else
		cutter->has_statement = TRUE;
	step_to(cursor, end + 2);
	return TRUE;
}

GArray *chunks_read(struct place start, const char *text, struct findings *findings)
{
	struct cutter cutter = {.file = start.file, .findings = findings};
	cutter.chunks = g_array_new(FALSE, FALSE, sizeof(struct chunk));
	struct cursor cursor = {text, start.line, start.column};
	while (*cursor.at) {
		if (!is_mark(cursor.at))
			cut_text(&cutter, &cursor);
		else if (!cut_mark(&cutter, &cursor))
			break;
	}
	end_line(&cutter);
	return cutter.chunks;
}

void scanner_start(struct scanner *scanner, const struct chunk *chunk, struct findings *findings)
{
	*scanner = (struct scanner){
		.at = chunk->start,
		.end = chunk->start + chunk->length,
		.line = chunk->place.line,
		.column = chunk->place.column,
		.file = chunk->place.file,
		.findings = findings,
	};
}

void scanner_clear(struct scanner *scanner)
{
	g_clear_pointer(&scanner->text, g_free);
}

static gboolean refuse(struct scanner *scanner, const char *format, ...) G_GNUC_PRINTF(2, 3);
static gboolean refuse(struct scanner *scanner, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(scanner->findings, SEVERITY_ERROR, scanner->place, "%s", message);
	scanner->failed = TRUE;
	return FALSE;
}

static void advance(struct scanner *scanner, const char *to)
{
	struct cursor cursor = {scanner->at, scanner->line, scanner->column};
	step_to(&cursor, to);
	scanner->at = cursor.at;
	scanner->line = cursor.line;
	scanner->column = cursor.column;
}

static gboolean take(struct scanner *scanner, enum word_kind kind, gsize length)
{
	scanner->kind = kind;
	advance(scanner, scanner->at + length);
	return TRUE;
}

static gsize digits_at(const struct scanner *scanner, gsize offset)
{
	gsize count = 0;
	while (scanner->at + offset + count < scanner->end &&
		g_ascii_isdigit(scanner->at[offset + count]))
		count++;
	return count;
}

static char char_at(const struct scanner *scanner, gsize offset)
{
	return scanner->at + offset < scanner->end ? scanner->at[offset] : '\0';
}

static gboolean is_word_char(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

/* 2020-03-12, or a number with a decimal point. */
static gboolean take_number(struct scanner *scanner)
{
	gsize whole = digits_at(scanner, 0), length = whole;
	g_autoptr(GError) error = NULL;
	if (whole == 4 && char_at(scanner, 4) == '-' && digits_at(scanner, 5) == 2 &&
		char_at(scanner, 7) == '-' && digits_at(scanner, 8) == 2) {
		g_autofree char *day = g_strndup(scanner->at, 10);
		day_t value;
		if (!day_parse(day, &value, &error))
			return refuse(scanner, "%s", error->message);
		scanner->number = value;
		return take(scanner, WORD_DAY, 10);
	}
	gsize fraction = 0;
	if (char_at(scanner, whole) == '.')
		fraction = digits_at(scanner, whole + 1);
	if (fraction > 0)
		length += 1 + fraction;
	g_autofree char *text = g_strndup(scanner->at, length);
	if (is_word_char(char_at(scanner, length)))
		return refuse(scanner, _("“%s%c” is not a number"), text, char_at(scanner, length));
	if (fraction > 9)
		return refuse(scanner, _("“%s”: at most 9 digits may follow the point"), text);
	if (!decimal_parse_plain(text, (guint)fraction, &scanner->number, &error))
		return refuse(scanner, "%s", error->message);
	scanner->scale = (guint)fraction;
	return take(scanner, WORD_NUMBER, length);
}

static gboolean take_text(struct scanner *scanner)
{
	char quote = *scanner->at;
	for (const char *at = scanner->at + 1; at < scanner->end && *at != '\n'; at++) {
		if (*at != quote)
			continue;
		scanner->text = g_strndup(scanner->at + 1, (gsize)(at - scanner->at - 1));
		return take(scanner, WORD_TEXT, (gsize)(at + 1 - scanner->at));
	}
	return refuse(scanner, _("the closing %c of this text is missing"), quote);
}

static gboolean take_name(struct scanner *scanner)
{
	gsize length = 0;
	while (is_word_char(char_at(scanner, length)))
		length++;
	scanner->text = g_strndup(scanner->at, length);
	return take(scanner, WORD_NAME, length);
}

static gboolean take_compare(struct scanner *scanner)
{
	static const struct {
		const char *text;
		enum compare compare;
	} signs[] = {{"==", COMPARE_EQUAL}, {"!=", COMPARE_UNEQUAL}, {"<=", COMPARE_AT_MOST},
		{">=", COMPARE_AT_LEAST}, {"=", COMPARE_EQUAL}, {"<", COMPARE_LESS},
		{">", COMPARE_MORE}};
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		gsize length = strlen(signs[i].text);
		if (scanner->at + length <= scanner->end &&
			strncmp(scanner->at, signs[i].text, length) == 0) {
			scanner->compare = signs[i].compare;
			return take(scanner, WORD_COMPARE, length);
		}
	}
	return refuse(scanner, _("“!” stands only before “=”; write “not”"));
}

gboolean scanner_next(struct scanner *scanner)
{
	scanner_clear(scanner);
	scanner->kind = WORD_END;
	if (scanner->failed)
		return FALSE;
	while (scanner->at < scanner->end && g_ascii_isspace(*scanner->at))
		advance(scanner, scanner->at + 1);
	scanner->place = (struct place){scanner->file, scanner->line, scanner->column};
	if (scanner->at == scanner->end)
		return take(scanner, WORD_END, 0);
	char c = *scanner->at;
	if (g_ascii_isdigit(c))
		return take_number(scanner);
	if (c == '"' || c == '\'')
		return take_text(scanner);
	if (is_word_char(c))
		return take_name(scanner);
	if (strchr("=!<>", c))
		return take_compare(scanner);
	if (strchr("+-*()[],:.", c)) {
		scanner->mark = c;
		return take(scanner, WORD_MARK, 1);
	}
	g_autofree char *sign = g_strndup(scanner->at, (gsize)g_utf8_skip[(guchar)c]);
	return refuse(scanner, _("“%s” has no meaning here"), sign);
}
