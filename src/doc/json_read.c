/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/json_tree.h"

#include <jansson.h>
#include <string.h>

#include "base/error.h"
#include "base/reason.h"
#include "base/text.h"
#include "doc/writer.h"

/*
 * Reading is sticky: the first thing that is wrong is kept with its place, what follows reads as
 * empty, and doc_read_json asks once. Every object knows its members, so that a misspelt one is
 * told.
 */
struct reader {
	GError *error;
	guint lists;
};

/* Where the reader is: a chain on the stack, printed only when something is wrong. */
struct spot {
	const struct spot *parent;
	const char *key; /* or NULL: */
	gsize index;
};

static void spot_print(const struct spot *spot, GString *out)
{
	if (!spot)
		return;
	spot_print(spot->parent, out);
	if (spot->key)
		g_string_append_printf(out, "%s%s", out->len ? "." : "", spot->key);
	else
		g_string_append_printf(out, "[%" G_GSIZE_FORMAT "]", spot->index);
}

static void wrong(struct reader *reader, const struct spot *spot, const char *message)
{
	if (reader->error)
		return;
	g_autoptr(GString) place = g_string_new(NULL);
	spot_print(spot, place);
	fail(&reader->error, ERROR_INPUT, "%s: %s", place->len ? place->str : ".", message);
}

static gboolean has_key(const char *keys, const char *key)
{
	const gsize length = strlen(key);
	for (const char *at = keys; *at; at += strcspn(at, " "), at += strspn(at, " "))
		if (strcspn(at, " ") == length && memcmp(at, key, length) == 0)
			return TRUE;
	return FALSE;
}

/* FALSE unless it is an object with no members but those of `keys`, separated by spaces. */
static gboolean check_object(
	struct reader *reader, const struct spot *spot, json_t *value, const char *keys)
{
	const char *key;
	json_t *member;
	if (reader->error)
		return FALSE;
	if (!json_is_object(value)) {
		wrong(reader, spot, _("an object is needed here"));
		return FALSE;
	}
	json_object_foreach(value, key, member)
	{
		if (!has_key(keys, key)) {
			const struct spot at = {spot, key, 0};
			wrong(reader, &at, _("there is no such member"));
			return FALSE;
		}
	}
	return TRUE;
}

static char *read_string(struct reader *reader, const struct spot *spot, json_t *value)
{
	if (reader->error)
		return NULL;
	if (!json_is_string(value)) {
		wrong(reader, spot, _("a text is needed here"));
		return NULL;
	}
	GError *error = NULL;
	char *text =
		text_clean(json_string_value(value), (gssize)json_string_length(value), &error);
	if (!text) {
		wrong(reader, spot, error->message);
		g_error_free(error);
	}
	return text;
}

static char *get_string(
	struct reader *reader, const struct spot *spot, json_t *object, const char *key)
{
	const struct spot at = {spot, key, 0};
	json_t *value = json_object_get(object, key);
	return value ? read_string(reader, &at, value) : NULL;
}

static gint64 get_int(struct reader *reader, const struct spot *spot, json_t *object,
	const char *key, gint64 least, gint64 most, gint64 otherwise)
{
	const struct spot at = {spot, key, 0};
	json_t *value = json_object_get(object, key);
	if (!value || reader->error)
		return otherwise;
	if (json_is_integer(value) && json_integer_value(value) >= least &&
		json_integer_value(value) <= most)
		return json_integer_value(value);
	g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, least);
	g_autofree char *to = g_strdup_printf("%" G_GINT64_FORMAT, most);
	g_autofree char *message =
		g_strdup_printf(_("a whole number from %s to %s is needed here"), from, to);
	wrong(reader, &at, message);
	return otherwise;
}

static gboolean get_flag(
	struct reader *reader, const struct spot *spot, json_t *object, const char *key)
{
	const struct spot at = {spot, key, 0};
	json_t *value = json_object_get(object, key);
	if (value && !json_is_boolean(value))
		wrong(reader, &at, _("true or false is needed here"));
	return json_is_true(value);
}

static guint read_word(
	struct reader *reader, const struct spot *spot, json_t *value, const char *const *words)
{
	const char *text = json_string_value(value);
	for (guint i = 0; text && words[i]; i++)
		if (strcmp(text, words[i]) == 0)
			return i;
	g_autofree char *list = g_strjoinv(", ", (char **)words);
	g_autofree char *message = g_strdup_printf(_("one of %s is needed here"), list);
	wrong(reader, spot, message);
	return 0;
}

static guint get_word(struct reader *reader, const struct spot *spot, json_t *object,
	const char *key, const char *const *words)
{
	const struct spot at = {spot, key, 0};
	json_t *value = json_object_get(object, key);
	return value && !reader->error ? read_word(reader, &at, value, words) : 0;
}

/* An absent array is empty. */
static json_t *get_array(
	struct reader *reader, const struct spot *spot, json_t *object, const char *key)
{
	const struct spot at = {spot, key, 0};
	json_t *value = json_object_get(object, key);
	if (!value || json_is_array(value))
		return value;
	wrong(reader, &at, _("an array is needed here"));
	return NULL;
}

static guint read_style(struct reader *reader, const struct spot *spot, json_t *object)
{
	const struct spot at = {spot, "style", 0};
	json_t *array = get_array(reader, spot, object, "style");
	guint style = 0;
	for (gsize i = 0; i < json_array_size(array) && !reader->error; i++) {
		const struct spot word = {&at, NULL, i};
		style |= 1u << read_word(reader, &word, json_array_get(array, i), tree_styles);
	}
	return style;
}

static struct origin read_origin(struct reader *reader, const struct spot *spot, json_t *object)
{
	guint members[5] = {0};
	const struct spot at = {spot, "at", 0};
	json_t *array = get_array(reader, spot, object, "at");
	for (gsize i = 0; i < json_array_size(array) && !reader->error; i++) {
		const struct spot element = {&at, NULL, i};
		json_t *value = json_array_get(array, i);
		const gint64 number = json_is_integer(value) ? json_integer_value(value) : -1;
		if (i >= G_N_ELEMENTS(members) || number < 0 || number > G_MAXUINT32)
			wrong(reader, &element, _("a place is five whole numbers"));
		else
			members[i] = (guint)number;
	}
	return (struct origin){members[0], members[1], members[2], members[3], members[4] != 0};
}

static void read_run(struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *runs)
{
	if (!check_object(reader, spot, value, "kind style text address figure at"))
		return;
	struct run *run = run_break();
	g_ptr_array_add(runs, run);
	run->kind = get_word(reader, spot, value, "kind", tree_runs);
	run->style = read_style(reader, spot, value);
	run->text = get_string(reader, spot, value, "text");
	run->address = get_string(reader, spot, value, "address");
	run->origin = read_origin(reader, spot, value);
	if (run->kind != RUN_FIGURE)
		return;
	run->figure = (guint)get_int(reader, spot, value, "figure", 0, G_MAXUINT32, 0);
}

typedef void (*element_reader)(struct reader *, const struct spot *, json_t *, GPtrArray *);

static void read_array(struct reader *reader, const struct spot *spot, json_t *object,
	const char *key, element_reader read, GPtrArray *target)
{
	const struct spot at = {spot, key, 0};
	json_t *array = get_array(reader, spot, object, key);
	for (gsize i = 0; i < json_array_size(array) && !reader->error; i++) {
		const struct spot element = {&at, NULL, i};
		read(reader, &element, json_array_get(array, i), target);
	}
}

static void read_text(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *texts)
{
	char *text = read_string(reader, spot, value);
	if (text)
		g_ptr_array_add(texts, text);
}

static void read_cell(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *cells)
{
	if (!check_object(reader, spot, value, "span above at runs"))
		return;
	struct cell *cell = cell_new();
	g_ptr_array_add(cells, cell);
	cell->span = (guint)get_int(reader, spot, value, "span", 1, G_MAXUINT32, 1);
	cell->above = get_flag(reader, spot, value, "above");
	cell->origin = read_origin(reader, spot, value);
	read_array(reader, spot, value, "runs", read_run, cell->runs);
}

static void read_row(struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *rows)
{
	if (!check_object(reader, spot, value, "total at cells"))
		return;
	struct row *row = row_new();
	g_ptr_array_add(rows, row);
	row->total = get_flag(reader, spot, value, "total");
	row->origin = read_origin(reader, spot, value);
	read_array(reader, spot, value, "cells", read_cell, row->cells);
}

static void read_columns(
	struct reader *reader, const struct spot *spot, json_t *object, GArray *columns)
{
	const struct spot at = {spot, "columns", 0};
	json_t *array = get_array(reader, spot, object, "columns");
	for (gsize i = 0; i < json_array_size(array) && !reader->error; i++) {
		const struct spot element = {&at, NULL, i};
		json_t *value = json_array_get(array, i);
		if (!check_object(reader, &element, value, "align weight"))
			return;
		struct column column = {ALIGN_LEFT, 1};
		column.align = get_word(reader, &element, value, "align", tree_aligns);
		column.weight =
			(guint)get_int(reader, &element, value, "weight", 1, G_MAXUINT32, 1);
		g_array_append_val(columns, column);
	}
}

static void read_block(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *blocks);

static void read_item(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *items)
{
	GPtrArray *blocks = blocks_new();
	g_ptr_array_add(items, blocks);
	if (!json_is_array(value))
		wrong(reader, spot, _("an array is needed here"));
	for (gsize i = 0; i < json_array_size(value) && !reader->error; i++) {
		const struct spot element = {spot, NULL, i};
		read_block(reader, &element, json_array_get(value, i), blocks);
	}
}

static struct block *block_of(enum block_kind kind)
{
	switch (kind) {
	case BLOCK_HEADING:
		return block_heading(1);
	case BLOCK_LIST:
		return block_list(FALSE);
	case BLOCK_TABLE:
		return block_table();
	case BLOCK_PARAGRAPH:
		break;
	}
	return block_paragraph();
}

static void read_list(
	struct reader *reader, const struct spot *spot, json_t *value, struct block *block)
{
	if (++reader->lists > TREE_LISTS_MOST)
		wrong(reader, spot, _("too many lists within lists"));
	else
		read_array(reader, spot, value, "items", read_item, block->items);
	reader->lists--;
}

static void read_block(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *blocks)
{
	static const char *const keys[] = {"kind level label at plain italic ordered runs",
		"kind level label at plain italic ordered runs",
		"kind label at plain italic ordered items",
		"kind label at plain italic ordered caption columns header rows"};
	if (!json_object_get(value, "kind")) {
		wrong(reader, spot, _("an object with the member \"kind\" is needed here"));
		return;
	}
	const enum block_kind kind = get_word(reader, spot, value, "kind", tree_blocks);
	if (!check_object(reader, spot, value, keys[kind]))
		return;
	struct block *block = block_of(kind);
	g_ptr_array_add(blocks, block);
	const guint least = kind == BLOCK_HEADING ? 1 : 0;
	block->level = (guint)get_int(reader, spot, value, "level", least, 5, least);
	block->label = get_string(reader, spot, value, "label");
	block->origin = read_origin(reader, spot, value);
	block->plain = get_flag(reader, spot, value, "plain");
	block->italic = get_flag(reader, spot, value, "italic");
	block->ordered = get_flag(reader, spot, value, "ordered");
	read_array(reader, spot, value, "runs", read_run, block->runs);
	if (kind == BLOCK_LIST)
		read_list(reader, spot, value, block);
	if (kind != BLOCK_TABLE)
		return;
	block->table->caption = get_string(reader, spot, value, "caption");
	read_columns(reader, spot, value, block->table->columns);
	read_array(reader, spot, value, "header", read_row, block->table->header);
	read_array(reader, spot, value, "rows", read_row, block->table->rows);
}

static void read_appendix(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *appendices)
{
	if (!check_object(reader, spot, value, "title note landscape blocks"))
		return;
	struct appendix *appendix = appendix_new(NULL);
	g_ptr_array_add(appendices, appendix);
	appendix->title = get_string(reader, spot, value, "title");
	appendix->note = get_string(reader, spot, value, "note");
	appendix->landscape = get_flag(reader, spot, value, "landscape");
	read_array(reader, spot, value, "blocks", read_block, appendix->blocks);
}

static void read_figure(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *figures)
{
	if (!check_object(reader, spot, value, "query value"))
		return;
	struct figure_note *note = figure_note_new(NULL, NULL);
	g_ptr_array_add(figures, note);
	note->query = get_string(reader, spot, value, "query");
	note->value = get_string(reader, spot, value, "value");
}

static void read_part(
	struct reader *reader, const struct spot *spot, json_t *value, GPtrArray *parts)
{
	if (!check_object(reader, spot, value, "kind text at"))
		return;
	struct doc_part *part = part_new(PART_SUPERIOR, NULL, (struct origin){0});
	g_ptr_array_add(parts, part);
	part->kind = get_word(reader, spot, value, "kind", tree_parts);
	part->text = get_string(reader, spot, value, "text");
	part->origin = read_origin(reader, spot, value);
}

static void read_date(struct reader *reader, json_t *root, struct doc *doc)
{
	const struct spot at = {NULL, "date", 0};
	GError *error = NULL;
	g_autofree char *date = get_string(reader, NULL, root, "date");
	if (date && !day_parse(date, &doc->date, &error)) {
		wrong(reader, &at, error->message);
		g_error_free(error);
	}
	doc->month = (int)get_int(reader, NULL, root, "month", 0, 12, 0);
	doc->year = (int)get_int(reader, NULL, root, "year", 0, 9999, 0);
}

static void read_root(struct reader *reader, json_t *root, struct doc *doc)
{
	if (!check_object(reader, NULL, root,
		    "format version language superior issuer author number symbol place date month year "
		    "kind subject "
		    "addressees urgency numbering book blocks capacity signer recipients archive "
		    "appendices figures "
		    "identity parts"))
		return;
	g_autofree char *format = get_string(reader, NULL, root, "format");
	if (g_strcmp0(format, TREE_FORMAT) != 0)
		wrong(reader, NULL, _("this is not a document tree"));
	if (get_int(reader, NULL, root, "version", 1, G_MAXINT32, 0) != TREE_VERSION)
		wrong(reader, NULL, _("this version of the document tree is not known"));
	for (const struct tree_text *text = tree_texts; text->key; text++) {
		char **member = &G_STRUCT_MEMBER(char *, doc, text->offset);
		if (!json_object_get(root, text->key))
			continue;
		g_free(*member);
		*member = get_string(reader, NULL, root, text->key);
	}
	read_date(reader, root, doc);
	doc->urgency = get_word(reader, NULL, root, "urgency", tree_urgencies);
	doc->numbering = get_word(reader, NULL, root, "numbering", tree_numberings);
	doc->book = get_flag(reader, NULL, root, "book");
	read_array(reader, NULL, root, "addressees", read_text, doc->addressees);
	read_array(reader, NULL, root, "blocks", read_block, doc->blocks);
	read_array(reader, NULL, root, "capacity", read_text, doc->signature.capacity);
	doc->signature.name = get_string(reader, NULL, root, "signer");
	read_array(reader, NULL, root, "recipients", read_text, doc->recipients);
	read_array(reader, NULL, root, "appendices", read_appendix, doc->appendices);
	read_array(reader, NULL, root, "figures", read_figure, doc->figures);
	read_array(reader, NULL, root, "parts", read_part, doc->parts);
}

struct doc *doc_read_json(const char *json, gsize length, GError **error)
{
	json_error_t problem;
	json_t *root = json_loadb(json, length, JSON_REJECT_DUPLICATES, &problem);
	if (!root) {
		g_autofree char *why = reason(problem.text);
		fail(error, ERROR_INPUT, "%d:%d: %s", MAX(problem.line, 1), MAX(problem.column, 1), why);
		return NULL;
	}
	struct reader reader = {0};
	g_autoptr(doc_t) doc = doc_new(NULL);
	read_root(&reader, root, doc);
	json_decref(root);
	if (!reader.error)
		return g_steal_pointer(&doc);
	g_propagate_error(error, reader.error);
	return NULL;
}
