/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/doc.h"

#include <string.h>

#include "base/number.h"

void figure_note_free(struct figure_note *note)
{
	if (!note)
		return;
	g_free(note->query);
	g_free(note->value);
	g_free(note);
}

static void cell_free(struct cell *cell)
{
	if (!cell)
		return;
	g_ptr_array_unref(cell->runs);
	g_free(cell);
}

static void row_free(struct row *row)
{
	if (!row)
		return;
	g_ptr_array_unref(row->cells);
	g_free(row);
}

static void table_free(struct table *table)
{
	if (!table)
		return;
	g_free(table->caption);
	g_array_unref(table->columns);
	g_ptr_array_unref(table->header);
	g_ptr_array_unref(table->rows);
	g_free(table);
}

static void part_free(struct doc_part *part)
{
	if (!part)
		return;
	g_free(part->text);
	g_free(part);
}

static void appendix_free(struct appendix *appendix)
{
	if (!appendix)
		return;
	g_free(appendix->title);
	g_free(appendix->note);
	g_ptr_array_unref(appendix->blocks);
	g_free(appendix);
}

void run_free(struct run *run)
{
	if (!run)
		return;
	g_free(run->text);
	g_free(run->address);
	g_free(run);
}

void block_free(struct block *block)
{
	if (!block)
		return;
	g_ptr_array_unref(block->runs);
	g_ptr_array_unref(block->items);
	table_free(block->table);
	g_free(block->label);
	g_free(block);
}

struct doc *doc_new(const char *language)
{
	struct doc *doc = g_new0(struct doc, 1);
	doc->language = g_strdup(language ? language : "vi");
	doc->addressees = g_ptr_array_new_with_free_func(g_free);
	doc->blocks = blocks_new();
	doc->signature.capacity = g_ptr_array_new_with_free_func(g_free);
	doc->recipients = g_ptr_array_new_with_free_func(g_free);
	doc->appendices = g_ptr_array_new_with_free_func((GDestroyNotify)appendix_free);
	doc->figures = g_ptr_array_new_with_free_func((GDestroyNotify)figure_note_free);
	doc->parts = g_ptr_array_new_with_free_func((GDestroyNotify)part_free);
	return doc;
}

void doc_free(struct doc *doc)
{
	if (!doc)
		return;
	char *const texts[] = {doc->language, doc->superior, doc->issuer, doc->author, doc->number, doc->symbol,
		doc->place, doc->kind, doc->subject, doc->archive, doc->identity,
		doc->signature.name};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_ptr_array_unref(doc->addressees);
	g_ptr_array_unref(doc->blocks);
	g_ptr_array_unref(doc->signature.capacity);
	g_ptr_array_unref(doc->recipients);
	g_ptr_array_unref(doc->appendices);
	g_ptr_array_unref(doc->figures);
	g_ptr_array_unref(doc->parts);
	g_free(doc);
}

static struct run *run_new(enum run_kind kind, const char *text, guint style)
{
	struct run *run = g_new0(struct run, 1);
	run->kind = kind;
	run->style = style;
	run->text = g_strdup(text);
	return run;
}

struct run *run_text(const char *text, guint style)
{
	return run_new(RUN_TEXT, text, style);
}

struct run *run_take(char *text, guint style)
{
	struct run *run = run_new(RUN_TEXT, NULL, style);
	run->text = text;
	return run;
}

struct run *run_figure(const char *text, guint style, guint figure)
{
	struct run *run = run_new(RUN_FIGURE, text, style);
	run->figure = figure;
	return run;
}

struct run *run_link(const char *text, const char *address, guint style)
{
	struct run *run = run_new(RUN_LINK, text, style);
	run->address = g_strdup(address);
	return run;
}

struct run *run_break(void)
{
	return run_new(RUN_BREAK, NULL, RUN_PLAIN);
}

void items_move(GPtrArray *to, GPtrArray *from, guint count)
{
	for (guint i = 0; i < count; i++)
		g_ptr_array_add(to, from->pdata[i]);
	from->len -= count;
	if (count > 0)
		memmove(from->pdata, from->pdata + count, from->len * sizeof *from->pdata);
}

GPtrArray *runs_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)run_free);
}

GPtrArray *blocks_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
}

static struct block *block_new(enum block_kind kind)
{
	struct block *block = g_new0(struct block, 1);
	block->kind = kind;
	block->runs = runs_new();
	block->items = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	return block;
}

struct block *block_heading(guint level)
{
	struct block *block = block_new(BLOCK_HEADING);
	block->level = CLAMP(level, 1, 5);
	return block;
}

struct block *block_paragraph(void)
{
	return block_new(BLOCK_PARAGRAPH);
}

struct block *block_list(gboolean ordered)
{
	struct block *block = block_new(BLOCK_LIST);
	block->ordered = ordered;
	return block;
}

struct block *block_table(void)
{
	struct block *block = block_new(BLOCK_TABLE);
	block->table = g_new0(struct table, 1);
	block->table->columns = g_array_new(FALSE, TRUE, sizeof(struct column));
	block->table->header = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	block->table->rows = g_ptr_array_new_with_free_func((GDestroyNotify)row_free);
	return block;
}

struct row *row_new(void)
{
	struct row *row = g_new0(struct row, 1);
	row->cells = g_ptr_array_new_with_free_func((GDestroyNotify)cell_free);
	return row;
}

struct cell *cell_new(void)
{
	struct cell *cell = g_new0(struct cell, 1);
	cell->runs = runs_new();
	cell->span = 1;
	return cell;
}

struct appendix *appendix_new(const char *title)
{
	struct appendix *appendix = g_new0(struct appendix, 1);
	appendix->title = g_strdup(title);
	appendix->blocks = blocks_new();
	return appendix;
}

struct doc_part *part_new(enum part_kind kind, const char *text, struct origin origin)
{
	struct doc_part *part = g_new0(struct doc_part, 1);
	part->kind = kind;
	part->text = g_strdup(text);
	part->origin = origin;
	return part;
}

struct figure_note *figure_note_new(const char *query, const char *value)
{
	struct figure_note *note = g_new0(struct figure_note, 1);
	note->query = g_strdup(query);
	note->value = g_strdup(value);
	return note;
}

/* a … y, then aa, ab …: the alphabet that Decree 30/2020, Appendix I prescribes for points. */
static char *letter(guint index)
{
	static const char *const letters[] = {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l",
		"m", "n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"};
	const guint count = G_N_ELEMENTS(letters);
	g_autofree char *text = g_strdup("");
	for (; index > 0; index = (index - 1) / count) {
		char *longer = g_strconcat(letters[(index - 1) % count], text, NULL);
		g_free(text);
		text = longer;
	}
	return g_steal_pointer(&text);
}

static char *top_label(guint count)
{
	if (count > 3999)
		return g_strdup_printf("%u.", count);
	g_autofree char *roman = number_roman(count);
	return g_strconcat(roman, ".", NULL);
}

static char *decimal_label(const struct numberer *numberer, guint level)
{
	GString *label = g_string_new(NULL);
	for (guint i = 2; i <= level; i++)
		g_string_append_printf(label, "%u.", numberer->counts[i - 1]);
	return g_string_free(label, FALSE);
}

char *numberer_next(struct numberer *numberer, guint level)
{
	level = CLAMP(level, 1, 5);
	for (guint i = 2; i < level; i++)
		numberer->counts[i - 1] = MAX(numberer->counts[i - 1], 1);
	numberer->counts[level - 1]++;
	for (guint i = level; i < G_N_ELEMENTS(numberer->counts); i++)
		numberer->counts[i] = 0;
	const guint count = numberer->counts[level - 1];
	if (level == 1)
		return top_label(count);
	if (level == 2 || numberer->numbering == NUMBERING_DECIMAL)
		return decimal_label(numberer, level);
	if (level > 3)
		return g_strdup(level == 4 ? "-" : "+");
	g_autofree char *point = letter(count);
	return g_strconcat(point, ")", NULL);
}

char *item_label(gboolean ordered, guint depth, guint index)
{
	if (!ordered)
		return g_strdup(depth == 0 ? "-" : depth == 1 ? "+" : "•");
	if (depth == 0)
		return g_strdup_printf("%u.", index);
	if (depth > 1)
		return g_strdup_printf("(%u)", index);
	g_autofree char *point = letter(index);
	return g_strconcat(point, ")", NULL);
}

char *runs_plain(const GPtrArray *runs)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		if (run->kind == RUN_BREAK)
			g_string_append_c(text, '\n');
		else if (run->text)
			g_string_append(text, run->text);
	}
	return g_string_free(text, FALSE);
}

static gboolean is_english(const struct doc *doc)
{
	return g_strcmp0(doc->language, "en") == 0;
}

char *doc_number_line(const struct doc *doc)
{
	g_autofree char *number = doc_number_text(doc);
	return g_strconcat(is_english(doc) ? "No.: " : "Số: ", number, NULL);
}

char *doc_number_text(const struct doc *doc)
{
	const char *number = doc->number && *doc->number ? doc->number : "     ";
	const gboolean short_number = strlen(number) == 1 && g_ascii_isdigit(*number);
	return g_strconcat(short_number ? "0" : "", number, doc->symbol ? "/" : "",
		doc->symbol ? doc->symbol : "", NULL);
}

static char *english_date(int year, int month, int day)
{
	static const char *const months[] = {"        ", "January", "February", "March", "April",
		"May", "June", "July", "August", "September", "October", "November", "December"};
	g_autofree char *day_text = day ? g_strdup_printf("%d", day) : g_strdup("   ");
	g_autofree char *year_text = year ? g_strdup_printf("%d", year) : g_strdup("    ");
	return g_strdup_printf("%s %s %s", day_text, months[month], year_text);
}

static char *vietnamese_date(int year, int month, int day)
{
	g_autofree char *day_text = day ? g_strdup_printf("%02d", day) : g_strdup("  ");
	g_autofree char *month_text =
		month ? g_strdup_printf(month < 3 ? "%02d" : "%d", month) : g_strdup("  ");
	g_autofree char *year_text = year ? g_strdup_printf("%d", year) : g_strdup("    ");
	return g_strdup_printf("ngày %s tháng %s năm %s", day_text, month_text, year_text);
}

char *doc_date_text(const struct doc *doc)
{
	int year = doc->year, month = CLAMP(doc->month, 0, 12), day = 0;
	if (doc->date != DAY_NONE)
		day_split(doc->date, &year, &month, &day);
	return is_english(doc) ? english_date(year, month, day) : vietnamese_date(year, month, day);
}

char *doc_date_line(const struct doc *doc)
{
	g_autofree char *date = doc_date_text(doc);
	if (!doc->place || !*doc->place)
		return g_steal_pointer(&date);
	return g_strconcat(doc->place, ", ", date, NULL);
}
