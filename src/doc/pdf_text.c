/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_text.h"
#include "base/error.h"

#include <string.h>
#include <unicode/ubidi.h>
#include <unicode/ustring.h>

#define WORD_MOST      256 /* bytes; a longer one is drawn in parts */
#define SYMBOL_MOST    48 /* bytes of a document's symbol */
#define LINE_SEPARATOR "\xe2\x80\xa8"
#define NO_BREAK_SPACE "\xc2\xa0"

gboolean setter_begin(struct setter *setter, const struct doc *doc, GError **error)
{
	UErrorCode code = U_ZERO_ERROR;
	*setter = (struct setter){.doc = doc};
	if (!pdf_fonts_open(&setter->fonts, error))
		return FALSE;
	setter->breaks = ubrk_open(UBRK_LINE, "vi", NULL, 0, &code);
	return U_SUCCESS(code) || fail(error, ERROR_SYSTEM, _("ICU cannot break lines: %s"), u_errorName(code));
}

void setter_end(struct setter *setter)
{
	if (setter->text)
		utext_close(setter->text);
	if (setter->breaks)
		ubrk_close(setter->breaks);
	pdf_fonts_close(&setter->fonts);
}

static void link_free(gpointer data)
{
	struct text_link *link = data;
	g_free(link->address);
	g_free(link->text);
	g_free(link);
}

/* The parts of a typeset while it is made. */
struct draft {
	struct setter *setter;
	struct typeset *typeset;
	GString *text;
	guint8 *ends;   /* enum atom_end, by byte: what may happen before it */
	guint8 *levels; /* by byte; NULL: all from left to right */
};

static void draft_look(struct draft *draft, const struct run *run, char *address, gboolean label, gsize start)
{
	struct typeset *typeset = draft->typeset;
	struct look look = {.end = (guint)draft->text->len, .style = run ? run->style : 0, .label = label};
	if (typeset->style.bold)
		look.style |= RUN_BOLD;
	if (typeset->style.italic)
		look.style |= RUN_ITALIC;
	if (address) {
		look.link = g_new0(struct text_link, 1);
		look.link->address = address;
		look.link->text = g_strdup(draft->text->str + start);
		g_ptr_array_add(typeset->links, look.link);
	}
	g_array_append_val(typeset->looks, look);
}

/* A newline does not begin a paragraph of its own, with a first line's indent; a tab is a space. */
static void draft_text(struct draft *draft, const char *text)
{
	for (const char *at = text, *end;; at = end + 1) {
		end = at + strcspn(at, "\n\t");
		g_string_append_len(draft->text, at, end - at);
		if (!*end)
			return;
		g_string_append(draft->text, *end == '\n' ? LINE_SEPARATOR : " ");
	}
}

static void draft_run(struct draft *draft, const struct run *run)
{
	const struct doc *doc = draft->setter->doc;
	const gsize start = draft->text->len;
	if (run->kind == RUN_BREAK)
		g_string_append(draft->text, LINE_SEPARATOR);
	else if (run->text)
		draft_text(draft, run->text);
	if (draft->text->len == start)
		return;
	char *address = run->kind == RUN_FIGURE ? form_figure_address(doc, run)
			: form_is_link(run)     ? g_strdup(run->address)
						: NULL;
	draft_look(draft, run, address, FALSE, start);
}

static void draft_fill(struct draft *draft, const struct pdf_words *words)
{
	if (words->label) {
		g_string_append(draft->text, words->label);
		g_string_append_c(draft->text, ' ');
		draft_look(draft, NULL, NULL, TRUE, 0);
	}
	for (guint i = 0; words->runs && i < words->runs->len; i++)
		draft_run(draft, words->runs->pdata[i]);
}

/* The symbol of a document is one word: "22/SNgV-LS". */
static void hold_symbols(struct draft *draft)
{
	for (const char *c = draft->text->str; *c;) {
		const gsize length = strcspn(c, " \n\t");
		const char *slash = memchr(c, '/', length);
		const gboolean address = slash && (slash[1] == '/' || (slash > c && slash[-1] == ':'));
		if (slash && !address && length <= SYMBOL_MOST)
			memset(draft->ends + (c - draft->text->str) + 1, END_NONE, length - 1);
		c += length + (c[length] != '\0');
	}
}

static void find_ends(struct draft *draft)
{
	struct setter *setter = draft->setter;
	UErrorCode code = U_ZERO_ERROR;
	draft->ends = g_malloc0(draft->text->len + 1);
	setter->text = utext_openUTF8(setter->text, draft->text->str, (int64_t)draft->text->len, &code);
	ubrk_setUText(setter->breaks, setter->text, &code);
	if (U_FAILURE(code))
		return; /* lines are broken between letters, then */
	for (int32_t at = ubrk_first(setter->breaks); at != UBRK_DONE; at = ubrk_next(setter->breaks))
		draft->ends[at] = END_MAY;
	hold_symbols(draft);
	for (const char *c = draft->text->str; (c = strstr(c, LINE_SEPARATOR));) {
		c += strlen(LINE_SEPARATOR);
		draft->ends[c - draft->text->str] = END_MUST;
	}
}

/* The blocks of Unicode whose letters are written from right to left, or may be told to. */
static gboolean has_right_to_left(const char *text)
{
	static const gunichar blocks[][2] = {{0x590, 0x8ff}, {0x200f, 0x200f}, {0x202a, 0x202e}, {0x2066, 0x2069}, {0xfb1d, 0xfeff},
		{0x10800, 0x10fff}, {0x1e800, 0x1efff}};
	for (const char *c = text; *c; c = g_utf8_next_char(c)) {
		const gunichar letter = (guchar)*c < 0xd6 ? 0 : g_utf8_get_char(c);
		for (gsize i = 0; i < G_N_ELEMENTS(blocks) && letter >= blocks[i][0]; i++)
			if (letter <= blocks[i][1])
				return TRUE;
	}
	return FALSE;
}

/* The document runs from left to right; what does not, turns inside of its lines. */
static void find_levels(struct draft *draft)
{
	UErrorCode code = U_ZERO_ERROR;
	if (!has_right_to_left(draft->text->str))
		return;
	glong units = 0;
	g_autofree gunichar2 *wide = g_utf8_to_utf16(draft->text->str, -1, NULL, &units, NULL);
	UBiDi *bidi = wide ? ubidi_open() : NULL;
	if (!bidi)
		return;
	ubidi_setPara(bidi, (const UChar *)wide, (int32_t)units, 0, NULL, &code);
	const UBiDiLevel *levels = ubidi_getLevels(bidi, &code);
	if (U_SUCCESS(code)) {
		draft->levels = g_malloc0(draft->text->len + 1);
		glong unit = 0;
		for (const char *c = draft->text->str, *next; *c; c = next) {
			next = g_utf8_next_char(c);
			memset(draft->levels + (c - draft->text->str), levels[unit], (gsize)(next - c));
			unit += g_utf8_get_char(c) > 0xffff ? 2 : 1;
		}
	}
	ubidi_close(bidi);
}

static guint font_style(guint style)
{
	return (style & RUN_BOLD ? FONT_BOLD : 0) | (style & RUN_ITALIC ? FONT_ITALIC : 0);
}

static void add_atom(struct draft *draft, struct font *font, struct atom atom, guint length)
{
	atom.word = font_word(&draft->setter->fonts, font, draft->text->str + atom.start, length, (atom.level & 1) != 0);
	g_array_append_val(draft->typeset->atoms, atom);
}

/* Joins what came before it: a mark, or what chooses its form. */
static gboolean is_joined(gunichar letter)
{
	enum { ZERO_WIDTH_NON_JOINER = 0x200c, ZERO_WIDTH_JOINER = 0x200d, SELECTORS = 0xfe00, SELECTORS_END = 0xfe0f };
	return g_unichar_ismark(letter) || letter == ZERO_WIDTH_NON_JOINER || letter == ZERO_WIDTH_JOINER ||
	       (letter >= SELECTORS && letter <= SELECTORS_END);
}

/* A word with letters that the style's font lacks: cut where the font changes. */
static void add_mixed(struct draft *draft, guint style, struct atom atom, guint end)
{
	struct pdf_fonts *fonts = &draft->setter->fonts;
	const char *text = draft->text->str;
	const guint8 ends = atom.ends;
	for (guint at = atom.start; at < end; at = atom.start) {
		struct font *font = font_for(fonts, style, g_utf8_get_char(text + at));
		guint next = (guint)(g_utf8_next_char(text + at) - text);
		while (next < end && (is_joined(g_utf8_get_char(text + next)) || font_for(fonts, style, g_utf8_get_char(text + next)) == font))
			next = (guint)(g_utf8_next_char(text + next) - text);
		atom.ends = next < end ? END_NONE : ends;
		add_atom(draft, font, atom, next - at);
		atom.start = next;
	}
}

static void add_word(struct draft *draft, struct atom atom, guint end)
{
	const guint style = font_style(g_array_index(draft->typeset->looks, struct look, atom.look).style);
	struct pdf_fonts *fonts = &draft->setter->fonts;
	add_atom(draft, fonts->styles[style], atom, end - atom.start);
	GArray *atoms = draft->typeset->atoms;
	if (!g_array_index(atoms, struct atom, atoms->len - 1).word->lacks)
		return;
	g_array_set_size(atoms, atoms->len - 1);
	add_mixed(draft, style, atom, end);
}

/* How many bytes of space stand here: one letter of it. */
static guint space_at(const char *text)
{
	return *text == ' ' ? 1 : g_str_has_prefix(text, NO_BREAK_SPACE) ? strlen(NO_BREAK_SPACE) : 0;
}

static guint word_end(const struct draft *draft, guint start, guint limit)
{
	const char *text = draft->text->str;
	guint end = start;
	do
		end = (guint)(g_utf8_next_char(text + end) - text);
	while (end < limit && end - start < WORD_MOST && draft->ends[end] == END_NONE && !space_at(text + end) &&
		(!draft->levels || draft->levels[end] == draft->levels[start]));
	return end;
}

static void cut_atoms(struct draft *draft)
{
	const char *text = draft->text->str;
	const GArray *looks = draft->typeset->looks;
	for (guint at = 0, look = 0, end; at < draft->text->len; at = end) {
		while (at >= g_array_index(looks, struct look, look).end)
			look++;
		const guint limit = g_array_index(looks, struct look, look).end;
		struct atom atom = {.look = look, .start = at, .level = draft->levels ? draft->levels[at] : 0};
		end = at + space_at(text + at);
		atom.space = end > at;
		if (!atom.space)
			end = word_end(draft, at, limit);
		guint drawn = end; /* the separator of lines is not */
		if (draft->ends[end] == END_MUST)
			drawn -= (guint)strlen(LINE_SEPARATOR);
		atom.ends = draft->ends[end];
		add_word(draft, atom, drawn);
	}
}

/* The lines of a typeset while they are broken. */
struct breaker {
	struct draft *draft;
	double width; /* < 0: without end */
	guint at;     /* the next atom */
};

static double atom_width(const struct typeset *typeset, guint index)
{
	return g_array_index(typeset->atoms, struct atom, index).word->width * typeset->style.size;
}

/* Cuts an atom so that its first part fits into `room`, or holds one letter. */
static void split_atom(struct breaker *breaker, guint index, double room)
{
	struct draft *draft = breaker->draft;
	GArray *atoms = draft->typeset->atoms;
	struct atom first = g_array_index(atoms, struct atom, index), second = first;
	const struct word *word = first.word;
	guint end = 0;
	for (double width = 0;;) {
		guint next = (guint)(g_utf8_next_char(word->text + end) - word->text);
		while (next < word->length && is_joined(g_utf8_get_char(word->text + next)))
			next = (guint)(g_utf8_next_char(word->text + next) - word->text);
		width += font_word(&draft->setter->fonts, word->font, word->text + end, next - end, FALSE)->width * draft->typeset->style.size;
		if (next == word->length || (end > 0 && width > room))
			break;
		end = next;
	}
	if (end == 0)
		return;
	struct pdf_fonts *fonts = &draft->setter->fonts;
	const gboolean backwards = (first.level & 1) != 0;
	first.word = font_word(fonts, word->font, word->text, end, backwards);
	first.ends = END_MAY;
	second.word = font_word(fonts, word->font, word->text + end, word->length - end, backwards);
	second.start += end;
	g_array_index(atoms, struct atom, index) = first;
	g_array_insert_val(atoms, index + 1, second);
}

/* The atom behind the line's last one. */
static guint line_end(struct breaker *breaker, double room)
{
	const GArray *atoms = breaker->draft->typeset->atoms;
	double width = 0;
	guint end = breaker->at; /* the last place where it may end */
	for (guint i = breaker->at; i < atoms->len; i++) {
		const struct atom *atom = &g_array_index(atoms, struct atom, i);
		const double own = atom_width(breaker->draft->typeset, i);
		const gboolean hangs = atom->space && *atom->word->text == ' ';
		if (!hangs && width + own > room && end > breaker->at)
			return end;
		if (!hangs && width + own > room) {
			if (i > breaker->at && own <= room)
				return i; /* what stands before it may not be parted from it, but must */
			split_atom(breaker, i, room - width);
			return i + 1;
		}
		width += own;
		if (atom->ends != END_NONE)
			end = i + 1;
		if (atom->ends == END_MUST)
			return end;
	}
	return atoms->len;
}

static void measure_line(struct typeset *typeset, struct line *line)
{
	const GArray *atoms = typeset->atoms;
	for (guint i = line->first; i < line->first + line->count; i++) {
		const struct font *font = g_array_index(atoms, struct atom, i).word->font;
		line->width += atom_width(typeset, i);
		line->ascent = MAX(line->ascent, font->ascent * typeset->style.size);
		line->descent = MAX(line->descent, font->descent * typeset->style.size);
	}
}

static void align_line(struct typeset *typeset, struct line *line, double indent, double room, gboolean ended)
{
	guint spaces = 0;
	for (guint i = line->first; i < line->first + line->count; i++)
		spaces += g_array_index(typeset->atoms, struct atom, i).space ? 1 : 0;
	line->x = indent;
	if (typeset->style.align == ALIGN_RIGHT)
		line->x += room - line->width;
	else if (typeset->style.align == ALIGN_CENTRE)
		line->x += (room - line->width) / 2;
	else if (typeset->style.justify && !ended && spaces > 0 && room > line->width)
		line->stretch = (room - line->width) / spaces;
}

static void add_line(struct breaker *breaker, guint end, double indent, double room)
{
	struct typeset *typeset = breaker->draft->typeset;
	const struct font *font = breaker->draft->setter->fonts.styles[0];
	struct line line = {.first = breaker->at, .count = end - breaker->at};
	const gboolean ended = end == typeset->atoms->len || g_array_index(typeset->atoms, struct atom, end - 1).ends == END_MUST;
	line.ascent = font->ascent * typeset->style.size;
	line.descent = font->descent * typeset->style.size;
	while (line.count > 0 && g_array_index(typeset->atoms, struct atom, line.first + line.count - 1).space)
		line.count--;
	line.spaced = line.first + line.count < end;
	measure_line(typeset, &line);
	align_line(typeset, &line, indent, room, ended);
	typeset->height += line.ascent + line.descent;
	g_array_append_val(typeset->lines, line);
	breaker->at = end;
}

static void break_lines(struct breaker *breaker)
{
	struct typeset *typeset = breaker->draft->typeset;
	const double indent = typeset->style.first - typeset->style.hang;
	do {
		const double own = typeset->lines->len == 0 ? indent : 0;
		const double room = breaker->width < 0 ? G_MAXDOUBLE : MAX(breaker->width - own, 1);
		const guint end = line_end(breaker, room + 0.001);
		add_line(breaker, end, own, breaker->width < 0 ? 0 : room);
	} while (breaker->at < typeset->atoms->len);
	const struct atom *last = typeset->atoms->len > 0 ? &g_array_index(typeset->atoms, struct atom, typeset->atoms->len - 1) : NULL;
	if (last && last->ends == END_MUST)
		add_line(breaker, breaker->at, 0, 0);
}

struct typeset *typeset_new(struct setter *setter, const struct pdf_style *style, const struct pdf_words *words, double width)
{
	struct typeset *typeset = g_new0(struct typeset, 1);
	struct draft draft = {.setter = setter, .typeset = typeset, .text = g_string_new(NULL)};
	typeset->style = *style;
	typeset->tag = words->tag;
	typeset->label_tag = words->label_tag;
	typeset->looks = g_array_new(FALSE, FALSE, sizeof(struct look));
	typeset->links = g_ptr_array_new_with_free_func(link_free);
	typeset->atoms = g_array_new(FALSE, FALSE, sizeof(struct atom));
	typeset->lines = g_array_new(FALSE, FALSE, sizeof(struct line));
	typeset->references = 1;
	draft_fill(&draft, words);
	find_ends(&draft);
	find_levels(&draft);
	cut_atoms(&draft);
	struct breaker breaker = {.draft = &draft, .width = width};
	break_lines(&breaker);
	g_free(draft.ends);
	g_free(draft.levels);
	g_string_free(draft.text, TRUE);
	return typeset;
}

struct typeset *typeset_ref(struct typeset *typeset)
{
	typeset->references++;
	return typeset;
}

void typeset_unref(struct typeset *typeset)
{
	if (!typeset || --typeset->references > 0)
		return;
	g_array_unref(typeset->looks);
	g_ptr_array_unref(typeset->links);
	g_array_unref(typeset->atoms);
	g_array_unref(typeset->lines);
	g_free(typeset);
}

const struct line *typeset_line(const struct typeset *typeset, guint index)
{
	return &g_array_index(typeset->lines, struct line, index);
}

double typeset_longest(const struct typeset *typeset)
{
	double longest = 0;
	for (guint i = 0; i < typeset->lines->len; i++)
		longest = MAX(longest, typeset_line(typeset, i)->width);
	return longest;
}
