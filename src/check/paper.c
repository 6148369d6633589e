/* SPDX-License-Identifier: Apache-2.0 */
#include "check/paper.h"
#include "base/utf8.h"
#include "doc/form.h"

#include <string.h>

struct builder {
	struct paper *paper;
	const struct doc *doc;
	struct numberer numberer;
	GString *text;    /* of the passage that is made */
	guint stretch;    /* its first */
	guint lists, tables;
};

static void begin(struct builder *builder)
{
	g_string_truncate(builder->text, 0);
	builder->stretch = builder->paper->stretches->len;
}

static void add_stretch(struct builder *builder, struct origin origin)
{
	struct stretch stretch = {.at = builder->text->len, .origin = origin};
	g_array_append_val(builder->paper->stretches, stretch);
}

static void add_runs(struct builder *builder, const GPtrArray *runs)
{
	for (guint i = 0; runs && i < runs->len; i++) {
		const struct run *run = runs->pdata[i];
		add_stretch(builder, run->origin);
		g_array_index(builder->paper->stretches, struct stretch, builder->paper->stretches->len - 1)
			.figure = run->kind == RUN_FIGURE;
		g_string_append(builder->text, run->kind == RUN_BREAK ? "\n" : run->text);
	}
}

/* Whether a stop ends a sentence: not after an abbreviation, a single capital or a number in a list. */
static gboolean ends_sentence(const struct paper *paper, guint index, guint end)
{
	const struct token *token = paper_token(paper, index);
	if (token->kind != TOKEN_MARK)
		return FALSE;
	if (index + 1 < end && !(paper_token(paper, index + 1)->flags & TOKEN_SPACED))
		return FALSE;
	if (token->word == '!' || token->word == '?' || token->word == 0x2026)
		return TRUE;
	if (token->word != '.')
		return FALSE;
	if (index + 1 == end)
		return TRUE;
	const struct token *next = paper_token(paper, index + 1);
	if (index > 0 && token_is_mark(paper_token(paper, index - 1), '.') &&
		!(next->flags & TOKEN_CAPITAL))
		return FALSE;
	if (index > 0 && lexicon_match(paper->lexicon, paper_token(paper, index - 1), 1,
				 LEXEME_SHORT, NULL))
		return FALSE;
	return next->kind == TOKEN_NUMBER || next->kind == TOKEN_MARK || next->flags & TOKEN_CAPITAL;
}

/* Longer ones are none: rules that look through a whole sentence stay quick. */
#define SENTENCE_MOST 1000

static void split_sentences(struct paper *paper, struct passage *passage, guint index)
{
	passage->first_sentence = paper->sentences->len;
	guint from = passage->from;
	for (guint i = passage->from; i < passage->to; i++) {
		if (i + 1 < passage->to && i - from < SENTENCE_MOST &&
			!ends_sentence(paper, i, passage->to))
			continue;
		struct sentence sentence = {.from = from, .to = i + 1, .passage = index};
		g_array_append_val(paper->sentences, sentence);
		from = i + 1;
	}
	passage->sentences = paper->sentences->len - passage->first_sentence;
}

/* The passage whose text was gathered since begin(); what is empty is left out. */
static struct passage *finish(struct builder *builder, struct passage passage)
{
	struct paper *paper = builder->paper;
	gsize length = builder->text->len;
	const char *text = builder->text->str;
	if (strspn(text, " \n\t") == length && !passage.label)
		return NULL;
	passage.text = g_string_chunk_insert_len(paper->texts, text, (gssize)length);
	passage.length = length;
	passage.label = passage.label ? g_string_chunk_insert(paper->texts, passage.label) : "";
	passage.first_stretch = builder->stretch;
	passage.stretches = paper->stretches->len - builder->stretch;
	for (guint i = 0; i < passage.stretches; i++)
		passage.mended |=
			g_array_index(paper->stretches, struct stretch, builder->stretch + i)
				.origin.mended;
	passage.from = paper->tokens->len;
	tokens_read(paper->tokens, paper->words, passage.text, length);
	passage.to = paper->tokens->len;
	split_sentences(paper, &passage, paper->passages->len);
	g_array_append_val(paper->passages, passage);
	return &g_array_index(paper->passages, struct passage, paper->passages->len - 1);
}

static void add_part(struct builder *builder, const struct doc_part *part)
{
	begin(builder);
	add_stretch(builder, part->origin);
	g_string_append(builder->text, part->text);
	finish(builder, (struct passage){
				.kind = PASSAGE_PART, .part = part->kind, .origin = part->origin});
}

static void add_text_part(struct builder *builder, enum part_kind kind, const char *text)
{
	if (!text || !*text)
		return;
	struct doc_part part = {.kind = kind, .text = (char *)text};
	add_part(builder, &part);
}

static void add_lines(struct builder *builder, enum part_kind kind, char **lines)
{
	for (char **line = lines; line && *line; line++)
		add_text_part(builder, kind, *line);
}

/* Parts above the body, and below it. */
static gboolean stands_above(enum part_kind kind)
{
	return kind <= PART_ADDRESSEE;
}

static void add_made_head(struct builder *builder)
{
	const struct doc *doc = builder->doc;
	g_autofree char *number = doc->symbol ? doc_number_line(doc) : NULL;
	g_autofree char *date = doc->place ? doc_date_line(doc) : NULL;
	g_auto(GStrv) addressees = form_addressees(doc);
	add_text_part(builder, PART_SUPERIOR, doc->superior);
	add_text_part(builder, PART_ISSUER, doc->issuer);
	add_text_part(builder, PART_NUMBER, number);
	add_text_part(builder, PART_DATE, date);
	add_text_part(builder, PART_KIND, doc->kind);
	add_text_part(builder, PART_SUBJECT, doc->subject);
	add_lines(builder, PART_ADDRESSEE, addressees);
}

static void add_made_foot(struct builder *builder)
{
	const struct doc *doc = builder->doc;
	g_auto(GStrv) recipients = form_recipients(doc);
	for (guint i = 0; recipients && recipients[i]; i++)
		add_text_part(builder, doc->archive && !recipients[i + 1] ? PART_ARCHIVE : PART_RECIPIENT,
			recipients[i]);
	for (guint i = 0; doc->signature.capacity && i < doc->signature.capacity->len; i++)
		add_text_part(builder, PART_CAPACITY, doc->signature.capacity->pdata[i]);
	add_text_part(builder, PART_SIGNER, doc->signature.name);
}

static void add_parts(struct builder *builder, gboolean above)
{
	const GPtrArray *parts = builder->doc->parts;
	if (parts->len == 0) {
		if (above)
			add_made_head(builder);
		else
			add_made_foot(builder);
		return;
	}
	for (guint i = 0; i < parts->len; i++) {
		const struct doc_part *part = parts->pdata[i];
		if (stands_above(part->kind) == above)
			add_part(builder, part);
	}
}

static void add_row(struct builder *builder, const struct row *row, guint index, gboolean header)
{
	for (guint i = 0, column = 0; i < row->cells->len; i++) {
		const struct cell *cell = row->cells->pdata[i];
		begin(builder);
		add_runs(builder, cell->runs);
		finish(builder, (struct passage){.kind = PASSAGE_CELL,
					.table = builder->tables,
					.row = index,
					.column = column,
					.header = header,
					.origin = cell->origin});
		column += MAX(cell->span, 1);
	}
}

static void add_table(struct builder *builder, const struct table *table)
{
	builder->tables++;
	guint index = 0;
	for (guint i = 0; table->header && i < table->header->len; i++)
		add_row(builder, table->header->pdata[i], index++, TRUE);
	for (guint i = 0; i < table->rows->len; i++)
		add_row(builder, table->rows->pdata[i], index++, FALSE);
}

static void add_blocks(struct builder *builder, const GPtrArray *blocks);
static void add_block(struct builder *builder, const struct block *block);

static void add_list(struct builder *builder, const struct block *list, guint depth)
{
	guint number = ++builder->lists;
	for (guint i = 0; i < list->items->len; i++) {
		const GPtrArray *item = list->items->pdata[i];
		g_autofree char *made = item_label(list->ordered, depth, i + 1);
		for (guint j = 0; j < item->len; j++) {
			const struct block *block = item->pdata[j];
			if (block->kind == BLOCK_LIST) {
				add_list(builder, block, depth + 1);
				continue;
			}
			if (j > 0 || block->kind != BLOCK_PARAGRAPH) {
				add_block(builder, block);
				continue;
			}
			begin(builder);
			add_runs(builder, block->runs);
			finish(builder, (struct passage){.kind = PASSAGE_ITEM,
						.level = depth,
						.label = block->label ? block->label : made,
						.generated = !block->label,
						.list = number,
						.origin = block->origin});
		}
	}
}

static void add_heading(struct builder *builder, const struct block *block)
{
	g_autofree char *made =
		block->plain || block->label ? NULL : numberer_next(&builder->numberer, block->level);
	begin(builder);
	add_runs(builder, block->runs);
	gboolean read = builder->doc->parts->len > 0 || block->origin.line || block->origin.paragraph;
	finish(builder, (struct passage){.kind = PASSAGE_HEADING,
				.level = block->level,
				.label = block->label ? block->label : read ? NULL : made,
				.generated = !block->label && !read,
				.origin = block->origin});
}

static void add_block(struct builder *builder, const struct block *block)
{
	switch (block->kind) {
	case BLOCK_HEADING:
		add_heading(builder, block);
		break;
	case BLOCK_PARAGRAPH:
		begin(builder);
		add_runs(builder, block->runs);
		finish(builder, (struct passage){.kind = PASSAGE_PARAGRAPH,
					.level = block->level,
					.label = block->label,
					.origin = block->origin});
		break;
	case BLOCK_LIST:
		add_list(builder, block, 0);
		break;
	case BLOCK_TABLE:
		add_table(builder, block->table);
		break;
	}
}

static void add_blocks(struct builder *builder, const GPtrArray *blocks)
{
	for (guint i = 0; i < blocks->len; i++)
		add_block(builder, blocks->pdata[i]);
}

struct paper *paper_new(const struct lexicon *lexicon, const struct doc *doc)
{
	struct paper *paper = g_new0(struct paper, 1);
	paper->lexicon = lexicon;
	paper->words = wordbook_new(lexicon_words(lexicon));
	paper->passages = g_array_new(FALSE, FALSE, sizeof(struct passage));
	paper->stretches = g_array_new(FALSE, FALSE, sizeof(struct stretch));
	paper->tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	paper->sentences = g_array_new(FALSE, FALSE, sizeof(struct sentence));
	paper->texts = g_string_chunk_new(16384);
	g_autoptr(GString) text = g_string_new(NULL);
	struct builder builder = {.paper = paper, .doc = doc, .text = text};
	builder.numberer.numbering = doc->numbering;
	add_parts(&builder, TRUE);
	add_blocks(&builder, doc->blocks);
	add_parts(&builder, FALSE);
	paper->annexes = doc->appendices->len;
	for (guint i = 0; i < doc->appendices->len; i++) {
		const struct appendix *appendix = doc->appendices->pdata[i];
		builder.numberer = (struct numberer){.numbering = doc->numbering};
		add_blocks(&builder, appendix->blocks);
	}
	return paper;
}

void paper_free(struct paper *paper)
{
	if (!paper)
		return;
	wordbook_free(paper->words);
	g_array_unref(paper->passages);
	g_array_unref(paper->stretches);
	g_array_unref(paper->tokens);
	g_array_unref(paper->sentences);
	g_string_chunk_free(paper->texts);
	g_free(paper);
}

gboolean paper_is_word(const struct paper *paper, guint index, const char *word)
{
	/* Behind the last: what a number at the very end counts. */
	if (index >= paper->tokens->len)
		return FALSE;
	const struct token *token = paper_token(paper, index);
	return token->kind == TOKEN_WORD &&
	       strcmp(wordbook_get(paper->words, token->word)->text, word) == 0;
}

char *paper_text(const struct paper *paper, guint index, guint from, guint to)
{
	const struct passage *passage = paper_passage(paper, index);
	if (from >= to)
		return g_strdup("");
	const struct token *last = paper_token(paper, to - 1);
	gsize start = paper_token(paper, from)->at, end = last->at + last->length;
	return g_strndup(passage->text + start, end - start);
}

static guint stretch_of(const struct paper *paper, const struct passage *passage, gsize at)
{
	guint from = passage->first_stretch, to = from + passage->stretches;
	while (to - from > 1) {
		guint middle = from + (to - from) / 2;
		if (g_array_index(paper->stretches, struct stretch, middle).at <= at)
			from = middle;
		else
			to = middle;
	}
	return from;
}

gboolean paper_is_figure(const struct paper *paper, guint index, gsize at)
{
	const struct passage *passage = paper_passage(paper, index);
	return passage->stretches > 0 &&
	       g_array_index(paper->stretches, struct stretch, stretch_of(paper, passage, at)).figure;
}

struct origin paper_origin(const struct paper *paper, guint index, gsize at)
{
	const struct passage *passage = paper_passage(paper, index);
	if (passage->stretches == 0)
		return passage->origin;
	const struct stretch *stretch = &g_array_index(
		paper->stretches, struct stretch, stretch_of(paper, passage, at));
	struct origin origin = stretch->origin;
	if (origin.column)
		origin.column += (guint)utf8_length(passage->text + stretch->at, at - stretch->at);
	return origin;
}

gsize paper_stretch_end(const struct paper *paper, guint index, gsize at)
{
	const struct passage *passage = paper_passage(paper, index);
	if (passage->stretches == 0)
		return passage->length;
	guint stretch = stretch_of(paper, passage, at) + 1;
	return stretch < passage->first_stretch + passage->stretches
		       ? g_array_index(paper->stretches, struct stretch, stretch).at
		       : passage->length;
}
