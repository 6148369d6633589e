/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/writer.h"

#include <string.h>

#include "base/error.h"
#include "doc/docx.h"
#include "doc/word.h"
#include "format/part.h"

void doc_claim_free(struct doc_claim *claim)
{
	if (!claim)
		return;
	g_free(claim->identity);
	g_ptr_array_unref(claim->figures);
	g_free(claim->text);
	g_free(claim);
}

/* The node after this one in reading order, within `root`; `into` tells whether its children come
 * first. */
static const xmlNode *next_node(const xmlNode *node, const xmlNode *root, gboolean into)
{
	if (into && node->children)
		return node->children;
	while (node != root && !node->next)
		node = node->parent;
	return node == root ? NULL : node->next;
}

/* Text that was deleted under track changes, and the codes of fields, do not stand there now. */
static gboolean is_unread(const xmlNode *node)
{
	static const char *const names[] = {
		"del", "moveFrom", "instrText", "sdtPr", "sectPr", "pPr", "rPr"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (word_is(node, names[i]))
			return TRUE;
	return strcmp((const char *)node->name, "Fallback") == 0; /* the same text again */
}

/* What is read below a node: paragraphs end with a newline. */
static char *node_text(const xmlNode *root)
{
	GString *text = g_string_new(NULL);
	const xmlNode *next = NULL;
	for (const xmlNode *node = root->children; node; node = next) {
		next = next_node(node, root, !is_unread(node) && !word_is(node, "t"));
		if (word_is(node, "p") && text->len > 0)
			g_string_append_c(text, '\n');
		else if (word_is(node, "br") || word_is(node, "cr"))
			g_string_append_c(text, '\n');
		else if (word_is(node, "tab"))
			g_string_append_c(text, '\t');
		else if (word_is(node, "noBreakHyphen"))
			g_string_append_c(text, '-');
		if (!word_is(node, "t"))
			continue;
		xmlChar *content = xmlNodeGetContent(node);
		g_string_append(text, content ? (const char *)content : "");
		xmlFree(content);
	}
	return g_string_free(text, FALSE);
}

/* The number in "figure:N", 0 when the control is not one of ours. */
static guint figure_number(const xmlNode *control)
{
	g_autofree char *tag = word_attribute(word_child(word_child(control, "sdtPr"), "tag"), "val");
	guint64 number = 0;
	if (!tag || !g_str_has_prefix(tag, FIGURE_TAG))
		return 0;
	if (!g_ascii_string_to_unsigned(
		    tag + strlen(FIGURE_TAG), 10, 1, G_MAXUINT32, &number, NULL))
		return 0;
	return (guint)number;
}

/* The queries that the claim lists: by number, and by what Word shows as a control's title. */
struct queries {
	GHashTable *by_number; /* guint → char *, owned */
	GHashTable *by_alias;  /* char * → GQueue of char *, in the order of their numbers */
};

static void queries_add(struct queries *queries, guint number, char *query)
{
	char *alias = docx_short_query(query);
	GQueue *same = g_hash_table_lookup(queries->by_alias, alias);
	if (!same) {
		same = g_queue_new();
		g_hash_table_insert(queries->by_alias, g_strdup(alias), same);
	}
	g_free(alias);
	if (g_hash_table_contains(queries->by_number, GUINT_TO_POINTER(number))) {
		g_free(query);
		return;
	}
	g_hash_table_insert(queries->by_number, GUINT_TO_POINTER(number), query);
	g_queue_push_tail(same, query);
}

/*
 * LibreOffice saves a control without its tag: then the alias tells. Of several queries that share
 * one (it is cut at 64 characters) each control takes the next. NULL: not one of our controls.
 */
static const char *query_of(struct queries *queries, const xmlNode *control, const char *alias)
{
	const guint number = figure_number(control);
	const char *query = g_hash_table_lookup(queries->by_number, GUINT_TO_POINTER(number));
	if (number)
		return query ? query : alias ? alias : "";
	GQueue *same = alias ? g_hash_table_lookup(queries->by_alias, alias) : NULL;
	if (!same)
		return NULL;
	return same->length > 1 ? g_queue_pop_head(same) : g_queue_peek_head(same);
}

static void read_controls(struct doc_claim *claim, const xmlNode *root, struct queries *queries)
{
	for (const xmlNode *node = root; node; node = next_node(node, root, TRUE)) {
		const xmlNode *content = word_is(node, "sdt") ? word_child(node, "sdtContent") : NULL;
		if (!content)
			continue;
		g_autofree char *alias = word_attribute(word_child(word_child(node, "sdtPr"), "alias"), "val");
		const char *query = query_of(queries, node, alias);
		if (!query)
			continue;
		g_autofree char *text = node_text(content);
		g_ptr_array_add(claim->figures, figure_note_new(query, text));
	}
}

static void read_claim_node(struct doc_claim *claim, const xmlNode *root, struct queries *queries)
{
	claim->identity = word_attribute(root, "identity");
	for (const xmlNode *node = root->children; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE ||
			strcmp((const char *)node->name, "figure") != 0)
			continue;
		g_autofree char *number = word_attribute(node, "n");
		g_autofree char *query = word_attribute(node, "query");
		guint64 n = 0;
		if (query && number &&
			g_ascii_string_to_unsigned(number, 10, 1, G_MAXUINT32, &n, NULL))
			queries_add(queries, (guint)n, g_steal_pointer(&query));
	}
}

/* Other programs may rename the parts, so the claim is known by its namespace. */
static gboolean read_claim_part(
	struct doc_claim *claim, struct archive *archive, struct queries *queries, GError **error)
{
	for (guint i = 0; i < archive_count(archive); i++) {
		const char *name = archive_name(archive, i);
		if (!g_str_has_prefix(name, "customXml/item") || !g_str_has_suffix(name, ".xml"))
			continue;
		xmlDoc *xml = part_tree(archive, name, error);
		if (!xml)
			return FALSE;
		const xmlNode *root = xmlDocGetRootElement(xml);
		const gboolean ours =
			root->ns && strcmp((const char *)root->ns->href, CLAIM_NAMESPACE) == 0;
		if (ours)
			read_claim_node(claim, root, queries);
		xmlFreeDoc(xml);
		if (ours)
			return TRUE;
	}
	return TRUE;
}

static gboolean read_property(struct doc_claim *claim, struct archive *archive, GError **error)
{
	if (claim->identity || !archive_has(archive, "docProps/custom.xml"))
		return TRUE;
	xmlDoc *xml = part_tree(archive, "docProps/custom.xml", error);
	if (!xml)
		return FALSE;
	for (const xmlNode *node = xmlDocGetRootElement(xml)->children; node; node = node->next) {
		g_autofree char *name =
			node->type == XML_ELEMENT_NODE ? word_attribute(node, "name") : NULL;
		if (g_strcmp0(name, CLAIM_PROPERTY) != 0)
			continue;
		xmlChar *value = xmlNodeGetContent(node);
		g_free(claim->identity);
		claim->identity = g_strstrip(g_strdup((const char *)value));
		xmlFree(value);
	}
	xmlFreeDoc(xml);
	return TRUE;
}

static gboolean read_body(
	struct doc_claim *claim, struct archive *archive, struct queries *queries, GError **error)
{
	xmlDoc *xml = part_tree(archive, "word/document.xml", error);
	if (!xml)
		return FALSE;
	const xmlNode *root = xmlDocGetRootElement(xml);
	read_controls(claim, root, queries);
	claim->text = node_text(root);
	xmlFreeDoc(xml);
	return TRUE;
}

static gboolean read_parts(struct doc_claim *claim, struct archive *archive, GError **error)
{
	if (!archive_has(archive, "word/document.xml"))
		return fail(error, ERROR_INPUT, _("this is not a Word document"));
	struct queries queries = {g_hash_table_new_full(NULL, NULL, NULL, g_free),
		g_hash_table_new_full(
			g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_queue_free)};
	const gboolean done = read_claim_part(claim, archive, &queries, error) &&
			      read_property(claim, archive, error) &&
			      read_body(claim, archive, &queries, error);
	g_hash_table_unref(queries.by_alias);
	g_hash_table_unref(queries.by_number);
	return done;
}

/* Takes the archive. */
static struct doc_claim *read_archive(struct archive *opened, GError **error)
{
	g_autoptr(archive_t) archive = opened;
	struct doc_claim *claim = g_new0(struct doc_claim, 1);
	claim->figures = g_ptr_array_new_with_free_func((GDestroyNotify)figure_note_free);
	if (read_parts(claim, archive, error))
		return claim;
	doc_claim_free(claim);
	return NULL;
}

struct doc_claim *doc_claim_read_bytes(GBytes *docx, GError **error)
{
	struct archive *archive = archive_open_bytes(docx, error);
	return archive ? read_archive(archive, error) : NULL;
}

struct doc_claim *doc_claim_read(const char *path, GError **error)
{
	struct archive *archive = archive_open(path, error);
	if (!archive)
		return NULL;
	struct doc_claim *claim = read_archive(archive, error);
	if (!claim)
		g_prefix_error(error, "%s: ", path);
	return claim;
}
