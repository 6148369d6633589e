/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_docx.h"

#include <string.h>

#include "base/error.h"
#include "doc/docx.h"

#define DEPTH_MOST 8 /* tables and boxes in one another */

gboolean docx_read_counts(struct docx_reader *reader)
{
	if (++reader->count <= reader->limits->paragraphs)
		return reader->error == NULL;
	if (!reader->error)
		fail(&reader->error, ERROR_INPUT, _("there are more than %u paragraphs and rows"),
			reader->limits->paragraphs);
	return FALSE;
}

gboolean docx_read_enters(struct docx_reader *reader)
{
	if (reader->depth < DEPTH_MOST) {
		reader->depth++;
		return TRUE;
	}
	if (!reader->error)
		fail(&reader->error, ERROR_INPUT, _("tables stand too deep in one another"));
	return FALSE;
}

/* The tree of a part, freed with the reader. */
static const xmlNode *open_part(struct docx_reader *reader, const char *part, GError **error)
{
	xmlDoc *xml = part_tree(reader->archive, part, error);
	if (!xml)
		return NULL;
	g_ptr_array_add(reader->trees, xml);
	return xmlDocGetRootElement(xml);
}

char *docx_relations_of(const char *part)
{
	const char *slash = strrchr(part, '/');
	const int folder = slash ? (int)(slash + 1 - part) : 0;
	return g_strdup_printf("%.*s_rels/%s.rels", folder, part, part + folder);
}

char *docx_target_of(const char *part, const char *target)
{
	if (*target == '/')
		return g_strdup(target + 1);
	const char *slash = strrchr(part, '/');
	return g_strdup_printf("%.*s%s", slash ? (int)(slash + 1 - part) : 0, part, target);
}

typedef void (*relation_visit)(
	struct docx_reader *reader, const char *id, const char *kind, const char *target, gpointer data);

/* What a part refers to; `kind` is the last word of its type. */
static gboolean visit_relations(struct docx_reader *reader, const char *part, relation_visit visit,
	gpointer data, GError **error)
{
	g_autofree char *name = docx_relations_of(part);
	if (!archive_has(reader->archive, name))
		return TRUE;
	const xmlNode *root = open_part(reader, name, error);
	for (const xmlNode *node = root ? root->children : NULL; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		g_autofree char *id = word_attribute(node, "Id");
		g_autofree char *type = word_attribute(node, "Type");
		g_autofree char *mode = word_attribute(node, "TargetMode");
		g_autofree char *target = word_attribute(node, "Target");
		const char *kind = type ? strrchr(type, '/') : NULL;
		if (!id || !kind || !target)
			continue;
		const gboolean out = g_strcmp0(mode, "External") == 0;
		g_autofree char *path = out ? g_strdup(target) : docx_target_of(part, target);
		visit(reader, id, kind + 1, path, data);
	}
	return root != NULL;
}

static void find_document(G_GNUC_UNUSED struct docx_reader *reader, G_GNUC_UNUSED const char *id,
	const char *kind, const char *target, gpointer data)
{
	char **part = data;
	if (strcmp(kind, "officeDocument") == 0 && !*part)
		*part = g_strdup(target);
}

struct found {
	char *styles, *numbering, *footnotes, *endnotes;
};

static void find_parts(
	struct docx_reader *reader, const char *id, const char *kind, const char *target, gpointer data)
{
	struct found *found = data;
	const struct {
		const char *kind;
		char **part;
	} parts[] = {{"styles", &found->styles}, {"numbering", &found->numbering},
		{"footnotes", &found->footnotes}, {"endnotes", &found->endnotes}};
	if (strcmp(kind, "hyperlink") == 0)
		g_hash_table_replace(reader->links, g_strdup(id), g_strdup(target));
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (strcmp(kind, parts[i].kind) == 0 && !*parts[i].part &&
			archive_has(reader->archive, target))
			*parts[i].part = g_strdup(target);
}

/* Those of a part, behind all that were counted before. */
static void count_paragraphs(struct docx_reader *reader, const xmlNode *root)
{
	guint count = g_hash_table_size(reader->ordinals);
	for (const xmlNode *node = root; node;) {
		if (word_is(node, "p"))
			g_hash_table_insert(reader->ordinals, (gpointer)node, GUINT_TO_POINTER(++count));
		else if (word_is(node, "lastRenderedPageBreak"))
			reader->page = 1;
		if (node->children) {
			node = node->children;
			continue;
		}
		while (node != root && !node->next)
			node = node->parent;
		node = node == root ? NULL : node->next;
	}
}

static gboolean read_notes(struct docx_reader *reader, const char *part, const char *name, GError **error)
{
	if (!part)
		return TRUE;
	const xmlNode *root = open_part(reader, part, error);
	if (root)
		count_paragraphs(reader, root);
	for (const xmlNode *node = root ? root->children : NULL; node; node = node->next) {
		if (!word_is(node, name))
			continue;
		g_autofree char *type = word_attribute(node, "type");
		g_autofree char *id = word_attribute(node, "id");
		if (id && (!type || strcmp(type, "normal") == 0))
			g_hash_table_replace(
				reader->notes, g_strconcat(name, " ", id, NULL), (gpointer)node);
	}
	return root != NULL;
}

static gboolean read_parts(struct docx_reader *reader, const struct found *found, GError **error)
{
	const xmlNode *styles = NULL, *numbering = NULL;
	if (found->styles && !(styles = open_part(reader, found->styles, error)))
		return FALSE;
	if (found->numbering && !(numbering = open_part(reader, found->numbering, error)))
		return FALSE;
	reader->styles = word_styles_read(styles);
	reader->numbering = word_numbering_read(numbering);
	return read_notes(reader, found->footnotes, "footnote", error) &&
	       read_notes(reader, found->endnotes, "endnote", error);
}

/* Our own documents say which figures they hold, and what identifies them. */
static void read_claim(struct docx_reader *reader)
{
	for (guint i = 0; i < archive_count(reader->archive); i++) {
		const char *name = archive_name(reader->archive, i);
		if (!g_str_has_prefix(name, "customXml/item") || !g_str_has_suffix(name, ".xml"))
			continue;
		const xmlNode *root = open_part(reader, name, NULL);
		if (!root || !root->ns || strcmp((const char *)root->ns->href, CLAIM_NAMESPACE) != 0)
			continue;
		reader->doc->identity = word_attribute(root, "identity");
		for (const xmlNode *node = root->children; node; node = node->next) {
			const gint64 number = word_number(node, "n", 1, G_MAXINT32, 0);
			g_autofree char *query = word_attribute(node, "query");
			if (node->type == XML_ELEMENT_NODE && query &&
				number == (gint64)reader->doc->figures->len + 1)
				g_ptr_array_add(reader->doc->figures, figure_note_new(query, NULL));
		}
		return;
	}
}

/* The numbering that a paragraph names, or its style: *num 0 where there is none. */
static void numbering_of(const struct docx_reader *reader, const xmlNode *properties,
	const struct word_style *style, const char *id, guint *num, guint *level)
{
	const xmlNode *numbering = word_child(properties, "numPr");
	const xmlNode *own = word_child(numbering, "numId");
	const xmlNode *own_level = word_child(numbering, "ilvl");
	*num = own ? (guint)word_number(own, "val", 0, G_MAXINT32, 0) : style->num;
	*level = own_level ? (guint)word_number(own_level, "val", 0, 8, 0)
			   : word_numbering_level(reader->numbering, *num, id, style->level);
}

static void set_numbering(
	struct docx_reader *reader, struct chunk *chunk, const xmlNode *properties, const struct word_style *style)
{
	guint num, level;
	gboolean bullet;
	g_autofree char *id = word_value(properties, "pStyle");
	numbering_of(reader, properties, style, id, &num, &level);
	if (num == 0)
		return;
	chunk->label = word_numbering_next(reader->numbering, num, level, &bullet);
	if (chunk->heading || !chunk->label)
		return;
	chunk->list = level + 1;
	chunk->item = TRUE;
	chunk->ordered = !bullet;
	chunk->series = num;
}

static void set_look(struct chunk *chunk, const xmlNode *properties, const struct word_style *style)
{
	const xmlNode *outline = word_child(properties, "outlineLvl");
	g_autofree char *align = word_value(properties, "jc");
	chunk->heading = style->outline;
	if (outline)
		chunk->heading = ((guint)word_number(outline, "val", 0, 9, 9) + 1) % 10;
	chunk->sure = chunk->heading > 0;
	chunk->look = style->style;
	chunk->centred = align ? strcmp(align, "center") == 0 : style->centred;
	chunk->right = align ? strcmp(align, "right") == 0 || strcmp(align, "end") == 0 : style->right;
	chunk->caption = g_strcmp0(style->name, "caption") == 0;
	chunk->plain = g_strcmp0(style->name, "body text plain") == 0;
	/* a further paragraph of an item */
	if (g_strcmp0(style->name, "list paragraph") == 0)
		chunk->list = LIST_INNERMOST;
}

static void add_boxes(struct docx_reader *reader, const GPtrArray *boxes, GPtrArray *chunks)
{
	for (guint i = 0; i < boxes->len && docx_read_enters(reader); i++) {
		docx_read_blocks(reader, boxes->pdata[i], chunks);
		reader->depth--;
	}
}

/* Text without anything to see is no paragraph. */
static gboolean is_blank(const struct chunk *chunk)
{
	for (guint i = 0; i < chunk->runs->len; i++) {
		const struct run *run = chunk->runs->pdata[i];
		if (run->text && run->text[strspn(run->text, " \t")])
			return FALSE;
	}
	return TRUE;
}

static struct chunk *begin_paragraph(struct docx_reader *reader, const xmlNode *node, const xmlNode *properties)
{
	if (reader->held)
		return g_steal_pointer(&reader->held);
	g_autofree char *id = word_value(properties, "pStyle");
	const struct word_style *style = word_style(reader->styles, id);
	struct chunk *chunk = chunk_new();
	chunk->origin.paragraph = GPOINTER_TO_UINT(g_hash_table_lookup(reader->ordinals, node));
	chunk->origin.page = reader->page;
	set_look(chunk, properties, style);
	return chunk;
}

static gboolean is_contents(const struct word_style *style)
{
	return style->name && g_str_has_prefix(style->name, "toc ");
}

static void read_paragraph(struct docx_reader *reader, const xmlNode *node, GPtrArray *chunks)
{
	const xmlNode *properties = word_child(node, "pPr");
	g_autofree char *id = word_value(properties, "pStyle");
	const struct word_style *style = word_style(reader->styles, id);
	if (!docx_read_counts(reader))
		return;
	g_autoptr(GPtrArray) boxes = g_ptr_array_new();
	struct chunk *chunk = begin_paragraph(reader, node, properties);
	struct origin origin = chunk->origin;
	origin.paragraph = GPOINTER_TO_UINT(g_hash_table_lookup(reader->ordinals, node));
	docx_read_runs(reader, node, style, origin, chunk->runs, boxes);
	const xmlNode *mark = word_child(properties, "rPr");
	const gboolean goes_on =
		(word_child(mark, "del") || word_child(mark, "moveFrom")) && reader->depth == 0;
	if (!goes_on)
		set_numbering(reader, chunk, properties, style);
	/* in a cell, a number that is counted is seen without text */
	if (goes_on)
		reader->held = chunk;
	else if (is_contents(style) || (is_blank(chunk) && !(chunk->label && reader->depth > 0)))
		chunk_free(chunk);
	else
		g_ptr_array_add(chunks, chunk);
	add_boxes(reader, boxes, chunks);
}

static void add_table(struct docx_reader *reader, const xmlNode *node, GPtrArray *chunks)
{
	struct chunk *chunk = chunk_new();
	chunk->table = docx_read_table(reader, node);
	chunk->origin = chunk->table->origin;
	g_ptr_array_add(chunks, chunk);
}

void docx_read_blocks(struct docx_reader *reader, const xmlNode *parent, GPtrArray *chunks)
{
	static const char *const holders[] = {"ins", "moveTo", "customXml", "smartTag", "sdtContent"};
	for (const xmlNode *node = parent->children; node && !reader->error; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (word_is(node, "p"))
			read_paragraph(reader, node, chunks);
		else if (word_is(node, "tbl"))
			add_table(reader, node, chunks);
		else if (word_is(node, "sdt"))
			docx_read_blocks(reader, node, chunks);
		for (gsize i = 0; i < G_N_ELEMENTS(holders); i++)
			if (word_is(node, holders[i]))
				docx_read_blocks(reader, node, chunks);
	}
}

/* A caption belongs to the table behind it. */
static void give_captions(GPtrArray *chunks)
{
	g_autoptr(GPtrArray) all = chunks_new();
	items_move(all, chunks, chunks->len);
	guint captions = 0;
	for (guint i = 0; i < all->len; i++) {
		struct chunk *chunk = all->pdata[i], *next = i + 1 < all->len ? all->pdata[i + 1] : NULL;
		if (!chunk->caption || chunk->table || !next || !next->table || next->table->table->caption) {
			g_ptr_array_add(chunks, chunk);
			continue;
		}
		next->table->table->caption = g_strstrip(runs_plain(chunk->runs));
		all->pdata[captions++] = chunk;
	}
	/* what is left there is freed */
	all->len = captions;
}

static gboolean read_body(struct docx_reader *reader, const struct found *found, GError **error)
{
	const xmlNode *root = open_part(reader, reader->part, error);
	const xmlNode *body = root ? word_child(root, "body") : NULL;
	if (!root)
		return FALSE;
	reader->document = root->doc;
	if (!body)
		return fail(error, ERROR_INPUT, _("this is not a Word document"));
	count_paragraphs(reader, root);
	if (!read_parts(reader, found, error))
		return FALSE;
	docx_read_blocks(reader, body, reader->chunks);
	if (reader->held)
		g_ptr_array_add(reader->chunks, g_steal_pointer(&reader->held));
	if (reader->error) {
		g_propagate_error(error, g_steal_pointer(&reader->error));
		return FALSE;
	}
	give_captions(reader->chunks);
	items_move(reader->chunks, reader->cited, reader->cited->len);
	return TRUE;
}

static gboolean read_all(struct docx_reader *reader, GError **error)
{
	if (!visit_relations(reader, "", find_document, &reader->part, error))
		return FALSE;
	if (!reader->part || !archive_has(reader->archive, reader->part))
		return fail(error, ERROR_INPUT, _("this is not a Word document"));
	struct found found = {NULL, NULL, NULL, NULL};
	read_claim(reader);
	const gboolean done = visit_relations(reader, reader->part, find_parts, &found, error) &&
			      read_body(reader, &found, error);
	g_free(found.styles);
	g_free(found.numbering);
	g_free(found.footnotes);
	g_free(found.endnotes);
	return done;
}

void docx_reader_clear(struct docx_reader *reader)
{
	archive_free(reader->archive);
	doc_free(reader->doc);
	word_styles_free(reader->styles);
	word_numbering_free(reader->numbering);
	g_hash_table_unref(reader->links);
	g_hash_table_unref(reader->notes);
	g_hash_table_unref(reader->ordinals);
	g_ptr_array_unref(reader->trees);
	g_ptr_array_unref(reader->chunks);
	g_ptr_array_unref(reader->cited);
	g_array_unref(reader->fields);
	chunk_free(reader->held);
	g_free(reader->part);
	g_clear_error(&reader->error);
}

gboolean docx_reader_run(struct docx_reader *reader, GBytes *content, const struct reading_limits *limits, GError **error)
{
	*reader = (struct docx_reader){.limits = limits,
		.archive = archive_open_bytes(content, error),
		.doc = doc_new(NULL),
		.links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
		.notes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
		.ordinals = g_hash_table_new(NULL, NULL),
		.trees = g_ptr_array_new_with_free_func((GDestroyNotify)xmlFreeDoc),
		.chunks = chunks_new(),
		.cited = chunks_new(),
		.fields = g_array_new(FALSE, FALSE, sizeof(gboolean)),
		.trace = reader->trace};
	return reader->archive && read_all(reader, error);
}

struct doc *doc_read_docx(GBytes *content, const struct reading_limits *limits, GError **error)
{
	struct docx_reader reader = {.trace = NULL};
	struct doc *doc = NULL;
	if (docx_reader_run(&reader, content, limits, error)) {
		doc = g_steal_pointer(&reader.doc);
		shape(doc, reader.chunks);
	}
	docx_reader_clear(&reader);
	return doc;
}
