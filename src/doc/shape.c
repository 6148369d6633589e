/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shape_parts.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

#define HEADING_MOST 300 /* characters of a heading that is marked as one */
#define TITLE_MOST   200 /* of one that is known by its look */
#define BROKEN_LEAST 60  /* of a paragraph that a page's end cut in two */
#define LEVELS       16
#define LISTS_MOST   10 /* in one another */

/* A chunk of the body with what is known of it. */
struct unit {
	struct chunk *chunk; /* borrowed */
	char *plain;
	struct label label;
	glong length; /* characters */
	gboolean bold, upper, heading;
};

/* A level of numbers that is open: "1." and "1)" are two. */
struct level {
	enum label_kind kind;
	guint depth;
	char stop;
	guint level;
};

struct shaper {
	struct doc *doc;
	GPtrArray *blocks; /* where blocks go: the body's or an appendix's */
	GArray *units;     /* struct unit */
	struct level levels[LEVELS];
	guint open;
	guint last_level;       /* of the last heading */
	guint marked[LEVELS];   /* by the depth of markup: the level that numbers gave it, or 0 */
	struct block *last;     /* the paragraph that may go on, or NULL */
	GArray *lists;          /* struct open_list, each in an item of the one before */
	struct numberer numberer;
	gboolean broken;        /* paragraphs of this file were cut in two */
};

struct open_list {
	struct block *list;
	enum label_kind kind;
	guint depth; /* by markup */
	guint series;
};

static void unit_clear(gpointer data)
{
	g_free(((struct unit *)data)->plain);
}

static char last_byte(const char *text)
{
	return *text ? text[strlen(text) - 1] : '\0';
}

/* The last character behind closing quotes and brackets. */
static gunichar last_sign(const char *text)
{
	const char *at = text + strlen(text);
	while (at > text) {
		at = g_utf8_prev_char(at);
		const gunichar c = g_utf8_get_char(at);
		if (c != '"' && c != 0x201D && c != ')' && c != ']' && c != ' ')
			return c;
	}
	return 0;
}

static gboolean is_ended(const char *text)
{
	const gunichar c = last_sign(text);
	return c == '.' || c == ';' || c == ':' || c == '!' || c == '?' || c == 0x2026;
}

static gunichar first_letter(const char *text)
{
	return g_utf8_get_char(text);
}

/* Whether a bracket is open at the end of a text. */
static gboolean leaves_bracket(const char *text)
{
	gint open = 0;
	for (const char *at = text; *at; at++)
		open = MAX(open + (*at == '(') - (*at == ')'), 0);
	return open > 0;
}

static gboolean closes_bracket(const char *text)
{
	const char *bracket = strpbrk(text, "()");
	return bracket && *bracket == ')';
}

/* Words after which no sentence ends. */
static gboolean ends_openly(const char *text)
{
	static const char *const words[] = {"và", "của", "với", "tại", "cho", "về", "các", "những", "trong",
		"từ", "đến", "do", "là", "được", "bị", "có", "theo", "để", "như", "hoặc", "hay", "khi",
		"số", "ngày", "tháng", "năm", "Quyết định số", "Dự án", "dự án", "tỉnh", "Đoàn", NULL};
	const char *space = strrchr(text, ' ');
	return last_byte(text) == ',' || (space && g_strv_contains(words, space + 1));
}

/* Whether `next` goes on with what `text` began: a page ended between them. */
static gboolean is_cut(const struct shaper *shaper, const struct unit *unit, const struct unit *next)
{
	if (next->label.kind != LABEL_NONE || next->chunk->heading || next->chunk->table ||
		next->chunk->item || next->chunk->label || is_ended(unit->plain) || !*unit->plain)
		return FALSE;
	const gunichar first = first_letter(next->plain);
	if (g_unichar_islower(first) && unit->length >= BROKEN_LEAST)
		return TRUE;
	if (leaves_bracket(unit->plain) && closes_bracket(next->plain))
		return TRUE;
	if (unit->length < BROKEN_LEAST || next->length < BROKEN_LEAST || unit->upper || unit->bold)
		return FALSE;
	if (!g_unichar_isupper(first))
		return TRUE;
	return ends_openly(unit->plain) || (shaper->broken && next->length >= BROKEN_LEAST);
}

static const struct unit *unit_at(const struct shaper *shaper, guint index)
{
	static const struct unit none = {.plain = (char *)""};
	return index < shaper->units->len ? &g_array_index(shaper->units, struct unit, index) : &none;
}

/* Whether something follows that a heading may stand over. */
static gboolean has_body(const struct unit *unit, const struct unit *next)
{
	if (!next->chunk)
		return FALSE;
	if (next->label.kind == LABEL_NONE || label_is_mark(next->label.kind))
		return !g_unichar_islower(first_letter(next->plain));
	return next->label.kind > unit->label.kind ||
	       (next->label.kind == unit->label.kind && next->label.depth > unit->label.depth);
}

static gboolean is_heading(const struct unit *unit, const struct unit *next)
{
	if (unit->chunk->sure)
		return TRUE;
	if (label_is_mark(unit->label.kind) || unit->chunk->table || unit->length > HEADING_MOST)
		return FALSE;
	if (unit->chunk->heading)
		return TRUE;
	const gboolean numbered = unit->label.kind != LABEL_NONE;
	/* what stands over a table is its caption */
	if (!numbered && next->chunk && next->chunk->table && !unit->chunk->heading)
		return FALSE;
	if (unit->length > TITLE_MOST || (!numbered && !next->chunk))
		return FALSE;
	if (g_unichar_islower(first_letter(next->plain)) && next->label.kind == LABEL_NONE &&
		!is_ended(unit->plain))
		return FALSE;
	if (unit->upper && (numbered || unit->length > 3))
		return TRUE;
	if (unit->bold && (numbered || !strchr(".;,", last_byte(unit->plain))))
		return TRUE;
	return numbered && !unit->chunk->label && !strchr(".;,", last_byte(unit->plain)) &&
	       has_body(unit, next);
}

/* What the file counted is read like what was typed. */
static struct label label_of(const struct chunk *chunk, const char *plain)
{
	if (!chunk->label)
		return label_read(plain);
	g_autofree char *line = g_strconcat(chunk->label, " X", NULL);
	return label_read(line);
}

static void add_unit(struct shaper *shaper, struct chunk *chunk)
{
	struct unit unit = {.chunk = chunk};
	if (!chunk->table) {
		chunk_trim(chunk);
		unit.plain = chunk_plain(chunk);
		unit.label = label_of(chunk, unit.plain);
		unit.bold = (chunk->look & RUN_BOLD) ||
			    chunk_is_styled_behind(
				    chunk, RUN_BOLD, chunk->label ? 0 : unit.label.after);
		unit.upper = line_is_upper(unit.plain + (chunk->label ? 0 : unit.label.after));
		unit.length = (glong)utf8_length(unit.plain, strlen(unit.plain));
	} else {
		unit.plain = g_strdup("");
	}
	g_array_append_val(shaper->units, unit);
}

/* What cannot be a heading because the next goes on with it shows that pages cut paragraphs. */
static void find_breaks(struct shaper *shaper)
{
	for (guint i = 0; i + 1 < shaper->units->len && !shaper->broken; i++) {
		const struct unit *unit = unit_at(shaper, i), *next = unit_at(shaper, i + 1);
		shaper->broken = unit->length >= BROKEN_LEAST && !unit->chunk->heading &&
				 g_unichar_islower(first_letter(next->plain)) &&
				 is_cut(shaper, unit, next);
	}
}

static guint rank_of(const struct level *level)
{
	return (guint)level->kind * 8 + level->depth;
}

static struct level level_of(const struct unit *unit)
{
	const char *text = unit->chunk->label ? unit->chunk->label : unit->plain;
	const gsize length = unit->chunk->label ? strlen(text) : unit->label.length;
	const char stop = *text == '(' ? '(' : length ? text[length - 1] : '\0';
	return (struct level){unit->label.kind, unit->label.depth, stop, 0};
}

static guint top_level(const struct shaper *shaper)
{
	return shaper->open > 0 ? shaper->levels[shaper->open - 1].level : 0;
}

static guint push_level(struct shaper *shaper, struct level level, guint number)
{
	if (shaper->open == LEVELS)
		shaper->open--;
	level.level = number;
	shaper->levels[shaper->open++] = level;
	return number;
}

/* Whether a style's level can be believed: no other kind of number is open at it. */
static gboolean is_free(const struct shaper *shaper, guint number)
{
	for (guint i = 0; i < shaper->open; i++)
		if (shaper->levels[i].level == number)
			return FALSE;
	return TRUE;
}

/* Opens the level of a label and closes those below it; gives its depth, from 1. `sure`: what a
 * style says, or 0. */
static guint enter_level(struct shaper *shaper, const struct unit *unit, guint sure)
{
	const struct level level = level_of(unit);
	gboolean alike = FALSE;
	for (guint i = 0; i < shaper->open; i++) {
		const struct level *open = &shaper->levels[i];
		if (open->kind != level.kind || open->depth != level.depth)
			continue;
		alike = TRUE;
		if (open->stop != level.stop)
			continue;
		shaper->open = i + 1;
		return open->level;
	}
	if (sure && is_free(shaper, sure)) {
		while (top_level(shaper) > sure)
			shaper->open--;
		return push_level(shaper, level, sure);
	}
	/* "(1)" below "a)" below "1." begins anew; else a number stands under what is greater. */
	const gboolean nested = alike && unit->label.number == 1 &&
				shaper->levels[shaper->open - 1].kind != level.kind;
	while (!nested && shaper->open > 0 &&
		rank_of(&shaper->levels[shaper->open - 1]) >= rank_of(&level))
		shaper->open--;
	return push_level(shaper, level, top_level(shaper) + 1);
}

/* The typed label leaves the text; the block keeps it with its place. */
static void take_label(struct block *block, const struct unit *unit)
{
	struct chunk *chunk = unit->chunk;
	if (chunk->label) {
		block->label = g_strdup(chunk->label);
	} else if (unit->label.kind != LABEL_NONE) {
		block->label = g_strndup(unit->plain, unit->label.length);
		chunk_drop(chunk, unit->label.after);
	}
}

static void set_runs(struct block *block, const struct chunk *chunk)
{
	g_ptr_array_unref(block->runs);
	block->runs = g_ptr_array_ref(chunk->runs);
}

static void clear_style(const GPtrArray *runs, enum run_style style)
{
	for (guint i = 0; i < runs->len; i++)
		((struct run *)runs->pdata[i])->style &= ~(guint)style;
}

static struct origin origin_of(const struct chunk *chunk)
{
	const struct run *first = chunk->runs->len ? chunk->runs->pdata[0] : NULL;
	return first && !chunk->table ? first->origin : chunk->origin;
}

static void close_lists(struct shaper *shaper)
{
	g_array_set_size(shaper->lists, 0);
}

static guint heading_level(struct shaper *shaper, const struct unit *unit, struct origin *origin)
{
	const guint markup = MIN(unit->chunk->heading, LEVELS - 1);
	const guint sure = unit->chunk->sure ? MIN(markup, 5) : 0;
	guint level;
	if (unit->label.kind == LABEL_NONE) {
		level = sure                     ? sure
			: shaper->marked[markup] ? shaper->marked[markup]
						 : MAX(shaper->last_level, 1);
		origin->mended = !sure && markup > 0 && shaper->last_level > 0 && !shaper->marked[markup];
		return level;
	}
	level = enter_level(shaper, unit, sure);
	origin->mended = !sure && markup > 0 && shaper->marked[markup] > 0 &&
			 shaper->marked[markup] != level;
	if (markup > 0 && !shaper->marked[markup])
		shaper->marked[markup] = level;
	return level;
}

/* A label that was counted as the tree's own would be is not kept. */
static void drop_counted(struct block *block, const struct unit *unit, const char *generated)
{
	if (unit->chunk->label && g_strcmp0(block->label, generated) == 0)
		g_clear_pointer(&block->label, g_free);
}

static void add_heading(struct shaper *shaper, const struct unit *unit)
{
	struct origin origin = origin_of(unit->chunk);
	const guint level = heading_level(shaper, unit, &origin);
	struct block *block = block_heading(level);
	block->origin = origin;
	block->plain = unit->label.kind == LABEL_NONE && !unit->chunk->label;
	take_label(block, unit);
	set_runs(block, unit->chunk);
	if (chunk_is_styled(unit->chunk, RUN_BOLD))
		clear_style(block->runs, RUN_BOLD);
	if (!block->plain) {
		g_autofree char *next = numberer_next(&shaper->numberer, block->level);
		drop_counted(block, unit, next);
	}
	shaper->last_level = block->level;
	shaper->last = NULL;
	close_lists(shaper);
	g_ptr_array_add(shaper->blocks, block);
}

static struct block *paragraph_of(const struct unit *unit)
{
	struct block *block = block_paragraph();
	block->origin = origin_of(unit->chunk);
	take_label(block, unit);
	set_runs(block, unit->chunk);
	return block;
}

static struct open_list *top_list(const struct shaper *shaper)
{
	return shaper->lists->len == 0
		       ? NULL
		       : &g_array_index(shaper->lists, struct open_list, shaper->lists->len - 1);
}

static void close_list(struct shaper *shaper)
{
	g_array_set_size(shaper->lists, shaper->lists->len - 1);
}

/* Where what belongs to the innermost item goes, else to the body. */
static GPtrArray *innermost(const struct shaper *shaper)
{
	const struct open_list *top = top_list(shaper);
	return top ? top->list->items->pdata[top->list->items->len - 1] : shaper->blocks;
}

static void add_paragraph(struct shaper *shaper, const struct unit *unit)
{
	const gboolean numbered = unit->label.kind != LABEL_NONE;
	const guint level = numbered ? enter_level(shaper, unit, 0) : 0;
	struct block *block = paragraph_of(unit);
	block->level = MIN(level, 5);
	block->plain = unit->chunk->plain;
	if (!numbered && chunk_is_styled(unit->chunk, RUN_ITALIC)) {
		block->italic = TRUE;
		clear_style(block->runs, RUN_ITALIC);
	}
	block->italic = block->italic || (unit->chunk->look & RUN_ITALIC);
	shaper->last = block;
	if (numbered || unit->chunk->list == 0 || unit->chunk->item)
		close_lists(shaper);
	while (shaper->lists->len > 0 && top_list(shaper)->depth > unit->chunk->list)
		close_list(shaper);
	g_ptr_array_add(innermost(shaper), block);
}

/* Whether a new list may stand in an item of one that is open. */
static gboolean may_hold(const struct open_list *open, const struct unit *unit, guint depth)
{
	if (open->depth > 0 && depth > 0)
		return open->depth < depth;
	return open->kind < unit->label.kind;
}

/* Whether an item goes on with an open list: by its mark and depth, or by its number. */
static gboolean goes_on(
	const struct open_list *open, guint nesting, const struct unit *unit, guint depth)
{
	const struct chunk *chunk = unit->chunk;
	if (open->list->ordered != chunk->ordered)
		return FALSE;
	if (open->depth == depth && open->series == chunk->series)
		return open->kind == unit->label.kind || (chunk->ordered && chunk->series);
	g_autofree char *next = item_label(TRUE, nesting, open->list->items->len + 1);
	return chunk->ordered && g_strcmp0(chunk->label, next) == 0;
}

/* The list that an item belongs to: one that is open, or a new one below it. */
static struct block *list_for(struct shaper *shaper, const struct unit *unit)
{
	const struct chunk *chunk = unit->chunk;
	const guint depth = chunk->list == LIST_INNERMOST ? 0 : chunk->list;
	for (guint i = shaper->lists->len; i > 0; i--) {
		const struct open_list *open = &g_array_index(shaper->lists, struct open_list, i - 1);
		if (!goes_on(open, i - 1, unit, depth))
			continue;
		g_array_set_size(shaper->lists, i);
		return open->list;
	}
	while (shaper->lists->len > 0 &&
		(shaper->lists->len >= LISTS_MOST || !may_hold(top_list(shaper), unit, depth)))
		close_list(shaper);
	struct open_list open = {block_list(chunk->ordered), unit->label.kind, depth, chunk->series};
	open.list->origin = origin_of(chunk);
	g_ptr_array_add(innermost(shaper), open.list);
	g_array_append_val(shaper->lists, open);
	return open.list;
}

static void add_item(struct shaper *shaper, const struct unit *unit)
{
	struct block *list = list_for(shaper, unit), *block = paragraph_of(unit);
	GPtrArray *blocks = blocks_new();
	g_ptr_array_add(blocks, block);
	g_ptr_array_add(list->items, blocks);
	g_autofree char *generated = item_label(list->ordered, shaper->lists->len - 1, list->items->len);
	drop_counted(block, unit, generated);
	shaper->last = block;
}

/* Puts the second half of what was cut behind the first. */
static void join(struct shaper *shaper, const struct unit *unit)
{
	struct block *block = shaper->last;
	struct run *end = block->runs->len ? block->runs->pdata[block->runs->len - 1] : NULL;
	if (end && end->text && last_byte(end->text) != ' ') {
		char *text = g_strconcat(end->text, " ", NULL);
		g_free(end->text);
		end->text = text;
	}
	block->origin.mended = TRUE;
	for (guint i = 0; i < unit->chunk->runs->len; i++) {
		struct run *run = unit->chunk->runs->pdata[i];
		if (block->italic)
			run->style &= ~(guint)RUN_ITALIC;
		run->origin.mended = run->origin.mended || (end && i == 0);
	}
	items_move(block->runs, unit->chunk->runs, unit->chunk->runs->len);
}

static void add_table(struct shaper *shaper, struct chunk *chunk)
{
	struct block *block = g_steal_pointer(&chunk->table);
	block->origin = chunk->origin;
	shaper->last = NULL;
	close_lists(shaper);
	g_ptr_array_add(shaper->blocks, block);
}

static void find_numbering(struct shaper *shaper)
{
	for (guint i = 0; i < shaper->units->len; i++)
		if (unit_at(shaper, i)->label.kind == LABEL_DECIMAL)
			shaper->doc->numbering = NUMBERING_DECIMAL;
	shaper->numberer = (struct numberer){.numbering = shaper->doc->numbering};
}

static void build(struct shaper *shaper)
{
	find_breaks(shaper);
	find_numbering(shaper);
	const struct unit *before = NULL;
	for (guint i = 0; i < shaper->units->len; i++) {
		struct unit *unit = &g_array_index(shaper->units, struct unit, i);
		unit->heading = is_heading(unit, unit_at(shaper, i + 1));
		if (unit->chunk->table)
			add_table(shaper, unit->chunk);
		else if (before && shaper->last && is_cut(shaper, before, unit))
			join(shaper, unit);
		else if (unit->heading)
			add_heading(shaper, unit);
		else if (label_is_mark(unit->label.kind) || (unit->chunk->item && unit->chunk->ordered))
			add_item(shaper, unit);
		else
			add_paragraph(shaper, unit);
		before = unit;
	}
	g_array_set_size(shaper->units, 0);
	shaper->last = NULL;
	close_lists(shaper);
}

/* An appendix: its title and the note on what it belongs to stand below its label. */
static guint begin_appendix(struct shaper *shaper, GPtrArray *chunks, guint at)
{
	struct appendix *appendix = appendix_new(NULL);
	g_ptr_array_add(shaper->doc->appendices, appendix);
	shaper->blocks = appendix->blocks;
	shaper->open = shaper->last_level = 0;
	struct chunk *line = NULL;
	if (chunk_cut_line(chunks->pdata[at], &line))
		at++;
	chunk_free(line);
	while (at < chunks->len) {
		struct chunk *chunk = chunks->pdata[at];
		g_autofree char *text = chunk->table ? NULL : chunk_line(chunk);
		if (!text || chunk->label || chunk->sure || label_read(text).kind != LABEL_NONE)
			return at;
		const gboolean note = *text == '(' && g_str_has_suffix(text, ")");
		if (!note && (appendix->note || !(line_is_upper(text) || chunk_is_styled(chunk, RUN_BOLD))))
			return at;
		char **target = note ? &appendix->note : &appendix->title;
		char *joined = *target ? g_strconcat(*target, " ", text, NULL) : g_strdup(text);
		g_free(*target);
		*target = joined;
		if (chunk_cut_line(chunk, &line))
			at++;
		chunk_free(line);
	}
	return at;
}

/* Footnotes stand behind the body. */
static void add_notes(struct doc *doc, const GPtrArray *notes)
{
	for (guint i = 0; i < notes->len; i++) {
		struct chunk *chunk = notes->pdata[i];
		if (chunk->table)
			continue;
		chunk_trim(chunk);
		struct block *block = block_paragraph();
		set_runs(block, chunk);
		block->plain = TRUE;
		block->label = g_strdup_printf("[%u]", i + 1);
		block->origin = chunk->origin;
		g_ptr_array_add(doc->blocks, block);
	}
}

void shape(struct doc *doc, GPtrArray *chunks)
{
	struct shaper shaper = {.doc = doc, .blocks = doc->blocks};
	shaper.units = g_array_new(FALSE, FALSE, sizeof(struct unit));
	g_array_set_clear_func(shaper.units, unit_clear);
	shaper.lists = g_array_new(FALSE, FALSE, sizeof(struct open_list));
	shape_prepare(chunks);
	g_autoptr(GPtrArray) notes = g_ptr_array_new();
	for (guint i = shape_head(doc, chunks); i < chunks->len;) {
		struct chunk *chunk = chunks->pdata[i];
		g_autofree char *line = chunk->table ? g_strdup("") : chunk_line(chunk);
		if (chunk->note) {
			g_ptr_array_add(notes, chunk);
			i++;
		} else if (!chunk->table && shape_is_tail(line)) {
			i = shape_tail(doc, chunks, i);
		} else if (shape_is_appendix(line)) {
			build(&shaper);
			i = begin_appendix(&shaper, chunks, i);
		} else {
			add_unit(&shaper, chunk);
			i++;
		}
	}
	build(&shaper);
	add_notes(doc, notes);
	g_array_unref(shaper.units);
	g_array_unref(shaper.lists);
}
