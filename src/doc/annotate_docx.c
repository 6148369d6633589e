/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/annotate_docx.h"

#include "base/error.h"

/* One end of what a comment is about. */
struct mark {
	struct word_place place;
	guint piece; /* for the order: from the end to the beginning of the text */
	guint comment;
	gboolean end;
};

struct annotator {
	struct docx_reader reader;
	struct docx_trace trace;
	struct word_comments comments;
	struct word_names names; /* in the document */
	GArray *marks;           /* struct mark */
};

static const struct docx_piece *piece_at(const struct annotator *annotator, guint index)
{
	return &g_array_index(annotator->trace.pieces, struct docx_piece, index);
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const struct docx_piece *one = a, *two = b;
	if (one->paragraph != two->paragraph)
		return one->paragraph < two->paragraph ? -1 : 1;
	return one->column < two->column ? -1 : one->column > two->column;
}

/* By paragraph and column, those that show nothing left out. */
static void order_pieces(struct annotator *annotator)
{
	GArray *pieces = annotator->trace.pieces;
	guint kept = 0;
	for (guint i = 0; i < pieces->len; i++)
		if (piece_at(annotator, i)->length > 0)
			g_array_index(pieces, struct docx_piece, kept++) = *piece_at(annotator, i);
	g_array_set_size(pieces, kept);
	g_array_sort(pieces, by_place);
}

/* The first piece that ends behind a column; that of another paragraph, or none, where there is none. */
static guint first_behind(const struct annotator *annotator, guint paragraph, guint column)
{
	guint low = 0, high = annotator->trace.pieces->len;
	while (low < high) {
		const guint middle = low + (high - low) / 2;
		const struct docx_piece *piece = piece_at(annotator, middle);
		if (piece->paragraph < paragraph ||
			(piece->paragraph == paragraph && piece->column + piece->length <= column))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Where something begins and ends: pieces, and the characters of them. */
struct stretch {
	guint from, to; /* both inside */
	guint skip;     /* characters of the first before it */
	guint take;     /* characters of the last up to its end */
};

static gboolean find_stretch(const struct annotator *annotator, const struct finding_spot *first, const struct finding_spot *last, struct stretch *found)
{
	const guint count = annotator->trace.pieces->len, end = last->column + MAX(last->length, 1);
	found->from = first_behind(annotator, first->paragraph, first->column);
	found->to = first_behind(annotator, last->paragraph, end - 1);
	if (found->from >= count || piece_at(annotator, found->from)->paragraph != first->paragraph)
		return FALSE;
	if (found->to >= count || piece_at(annotator, found->to)->paragraph != last->paragraph) {
		if (found->to == 0 || piece_at(annotator, found->to - 1)->paragraph != last->paragraph)
			return FALSE;
		found->to--;
	}
	const struct docx_piece *from = piece_at(annotator, found->from), *to = piece_at(annotator, found->to);
	found->skip = first->column > from->column ? first->column - from->column : 0;
	found->take = end > to->column ? MIN(end - to->column, to->length) : to->length;
	return found->from < found->to || (found->from == found->to && found->skip < found->take);
}

/* All of a paragraph; all of the text where it holds none. */
static gboolean find_paragraph(const struct annotator *annotator, guint paragraph, struct stretch *found)
{
	const guint count = annotator->trace.pieces->len;
	guint from = first_behind(annotator, paragraph, 0), to = first_behind(annotator, paragraph, G_MAXUINT);
	if (count == 0)
		return FALSE;
	if (from == to) {
		from = 0;
		to = 1;
	}
	*found = (struct stretch){from, to - 1, 0, piece_at(annotator, to - 1)->length};
	return TRUE;
}

/* Of what a piece says: the bytes in which so many characters are read. */
static gsize bytes_of(const struct docx_piece *piece, guint characters)
{
	if (characters == 0)
		return 0;
	if (characters >= piece->length || !word_is(piece->node, "t"))
		return G_MAXSIZE;
	g_autofree char *said = docx_read_said(piece->node);
	glong low = 0, high = g_utf8_strlen(said, -1);
	if ((guint)high == piece->length)
		return (gsize)(g_utf8_offset_to_pointer(said, (glong)characters) - said);
	while (high - low > 1) {
		const glong middle = low + (high - low) / 2;
		const gsize bytes = (gsize)(g_utf8_offset_to_pointer(said, middle) - said);
		if (docx_read_shown(said, bytes, piece->legacy, piece->caps) <= characters)
			low = middle;
		else
			high = middle;
	}
	return (gsize)(g_utf8_offset_to_pointer(said, low) - said);
}

static xmlNode *run_above(xmlNode *node)
{
	while (node->parent && !word_is(node, "r") && !word_is(node->parent, "p"))
		node = node->parent;
	return node;
}

/*
 * What a mark stands before or behind where no mark can stand inside: a content control, a field, ruby, a text box, and
 * for a note the run that cites it: Word takes no comments in boxes, and LibreOffice does not open a file with
 * comments in notes. NULL: none of them. *away: what is marked is not the very words.
 */
static xmlNode *around(const struct annotator *annotator, xmlNode *node, gboolean *away)
{
	xmlNode *found = NULL;
	gboolean in_line = TRUE;
	for (xmlNode *at = node->parent; at; at = at->parent) {
		xmlNode *mark = g_hash_table_lookup(annotator->trace.cites, at);
		if (word_is(at, "p"))
			in_line = FALSE;
		else if (in_line && (word_is(at, "sdt") || word_is(at, "fldSimple")))
			found = at;
		else if (in_line && word_is(at, "ruby"))
			found = at = run_above(at);
		else if (mark || word_is(at, "txbxContent")) {
			found = at = run_above(mark ? mark : at);
			*away = in_line = TRUE;
		}
	}
	return found;
}

static void add_mark(struct annotator *annotator, guint piece, guint characters, gboolean end, guint comment, xmlNode *whole)
{
	const struct docx_piece *at = piece_at(annotator, piece);
	const struct mark mark = {{at->node, bytes_of(at, characters), whole}, piece, comment, end};
	g_array_append_val(annotator->marks, mark);
}

/* What a finding is about; FALSE where the document holds no text. */
static gboolean find(const struct annotator *annotator, const struct finding *finding, struct stretch *found)
{
	const GArray *spots = finding->spots;
	if (spots && spots->len > 0 &&
		find_stretch(annotator, &g_array_index(spots, struct finding_spot, 0),
			&g_array_index(spots, struct finding_spot, spots->len - 1), found))
		return TRUE;
	return find_paragraph(annotator, finding->paragraph, found);
}

/* A document without text still has a place for what is said of it. */
static void comment_nowhere(struct annotator *annotator, const struct finding *finding)
{
	xmlNode *body = (xmlNode *)word_child(xmlDocGetRootElement(annotator->reader.document), "body");
	xmlNode *paragraph = xmlNewDocNode(body->doc, body->ns, (const xmlChar *)"p", NULL);
	xmlNode *run = xmlNewDocNode(body->doc, body->ns, (const xmlChar *)"r", NULL);
	xmlAddChild(paragraph, run);
	if (body->children)
		xmlAddPrevSibling(body->children, paragraph);
	else
		xmlAddChild(body, paragraph);
	g_autofree char *words = annotate_words(finding, TRUE);
	const guint comment = word_comments_add(&annotator->comments, words);
	const struct word_place place = {NULL, 0, run};
	word_mark_begin(&place, comment, &annotator->names);
	word_mark_end(&place, comment, &annotator->names);
}

static void comment_on(struct annotator *annotator, const struct finding *finding)
{
	struct stretch at;
	if (!find(annotator, finding, &at)) {
		comment_nowhere(annotator, finding);
		return;
	}
	gboolean away = FALSE;
	xmlNode *before = around(annotator, piece_at(annotator, at.from)->node, &away);
	xmlNode *behind = around(annotator, piece_at(annotator, at.to)->node, &away);
	g_autofree char *words = annotate_words(finding, away);
	const guint comment = word_comments_add(&annotator->comments, words);
	add_mark(annotator, at.from, at.skip, FALSE, comment, before);
	add_mark(annotator, at.to, at.take, TRUE, comment, behind);
}

/*
 * Those around whole nodes first, whose runs may be cut afterwards; then from the end of the text to its beginning, as a
 * cut leaves what stands before it as it is. Where one comment ends and another begins, the end is put last: right
 * behind the text.
 */
static gint by_order(gconstpointer a, gconstpointer b)
{
	const struct mark *one = a, *two = b;
	if (!one->place.around != !two->place.around)
		return one->place.around ? -1 : 1;
	if (one->piece != two->piece)
		return one->piece > two->piece ? -1 : 1;
	if (one->place.bytes != two->place.bytes)
		return one->place.bytes > two->place.bytes ? -1 : 1;
	return (one->end ? 1 : 0) - (two->end ? 1 : 0);
}

static void put_marks(struct annotator *annotator)
{
	g_array_sort(annotator->marks, by_order);
	for (guint i = 0; i < annotator->marks->len; i++) {
		const struct mark *mark = &g_array_index(annotator->marks, struct mark, i);
		if (mark->end)
			word_mark_end(&mark->place, mark->comment, &annotator->names);
		else
			word_mark_begin(&mark->place, mark->comment, &annotator->names);
	}
}

static GBytes *bytes_of_tree(xmlDoc *tree, GError **error)
{
	xmlChar *text = NULL;
	int size = 0;
	xmlDocDumpMemoryEnc(tree, &text, &size, "UTF-8");
	if (!text) {
		fail(error, ERROR_SYSTEM, _("not enough memory"));
		return NULL;
	}
	GBytes *bytes = g_bytes_new(text, (gsize)size);
	xmlFree(text);
	return bytes;
}

/* The file with the parts that were changed. */
static GBytes *pack(const struct annotator *annotator, GBytes *content, GError **error)
{
	const struct word_comments *comments = &annotator->comments;
	const struct {
		const char *name;
		xmlDoc *tree;
	} parts[] = {{annotator->reader.part, annotator->reader.document}, {comments->part, comments->tree},
		{comments->relations_part, comments->relations}, {"[Content_Types].xml", comments->types}};
	const char *names[G_N_ELEMENTS(parts)];
	GBytes *contents[G_N_ELEMENTS(parts)];
	guint count = 0;
	gboolean done = TRUE;
	for (gsize i = 0; done && i < G_N_ELEMENTS(parts); i++) {
		GBytes *bytes = parts[i].tree ? bytes_of_tree(parts[i].tree, error) : NULL;
		done = bytes || !parts[i].tree;
		if (!bytes)
			continue;
		names[count] = parts[i].name;
		contents[count++] = bytes;
	}
	GBytes *changed = done ? archive_change(content, names, contents, count, error) : NULL;
	for (guint i = 0; i < count; i++)
		g_bytes_unref(contents[i]);
	return changed;
}

static GBytes *annotate(struct annotator *annotator, GBytes *content, const struct findings *findings, GError **error)
{
	if (!word_comments_open(&annotator->comments, &annotator->reader, error))
		return NULL;
	xmlNode *root = xmlDocGetRootElement(annotator->reader.document);
	annotator->names = word_names_of(root, word_child(root, "body")->ns);
	order_pieces(annotator);
	for (guint i = 0; i < findings->items->len; i++)
		comment_on(annotator, findings->items->pdata[i]);
	put_marks(annotator);
	return pack(annotator, content, error);
}

GBytes *doc_annotate_docx(GBytes *content, const struct findings *findings, const struct reading_limits *limits,
	GError **error)
{
	struct annotator annotator = {.trace = {g_array_new(FALSE, FALSE, sizeof(struct docx_piece)),
					      g_hash_table_new(NULL, NULL)},
		.marks = g_array_new(FALSE, FALSE, sizeof(struct mark))};
	annotator.reader.trace = &annotator.trace;
	GBytes *copy = NULL;
	if (docx_reader_run(&annotator.reader, content, limits, error))
		copy = annotate(&annotator, content, findings, error);
	word_comments_clear(&annotator.comments);
	docx_reader_clear(&annotator.reader);
	g_array_unref(annotator.marks);
	g_array_unref(annotator.trace.pieces);
	g_hash_table_unref(annotator.trace.cites);
	return copy;
}
