/* SPDX-License-Identifier: Apache-2.0 */
/* The part of a Word document that holds the comments, and how the package knows of it. */
#include "base/day.h"
#include "base/error.h"
#include "doc/annotate_docx.h"

#include <string.h>

#define CONTENT_TYPES    "[Content_Types].xml"
#define TYPES_SPACE      "http://schemas.openxmlformats.org/package/2006/content-types"
#define RELATIONS_SPACE  "http://schemas.openxmlformats.org/package/2006/relationships"
#define COMMENTS_TYPE    "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
#define RELATION_PREFIX  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATION_STRICT  "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define INITIALS         "nv"
#define COMMENTS_MOST    G_MAXINT32

struct word_names word_names_of(xmlNode *root, xmlNs *element)
{
	for (xmlNs *at = root->nsDef; at; at = at->next)
		if (at->prefix && xmlStrEqual(at->href, element->href))
			return (struct word_names){element, at};
	xmlNs *added = xmlNewNs(root, element->href, (const xmlChar *)"w");
	if (!added)
		added = xmlNewNs(root, element->href, (const xmlChar *)"ngoaivu");
	return (struct word_names){element, added};
}

static xmlDoc *new_tree(const char *root, const char *prefix, const xmlChar *space)
{
	xmlDoc *tree = xmlNewDoc((const xmlChar *)"1.0");
	xmlNode *node = xmlNewDocNode(tree, NULL, (const xmlChar *)root, NULL);
	tree->standalone = 1;
	xmlSetNs(node, xmlNewNs(node, space, (const xmlChar *)prefix));
	xmlDocSetRootElement(tree, node);
	return tree;
}

static xmlNode *add_child(xmlNode *parent, const char *name)
{
	return xmlAddChild(parent, xmlNewDocNode(parent->doc, parent->ns, (const xmlChar *)name, NULL));
}

static void set(xmlNode *node, const char *name, const char *value)
{
	xmlNewProp(node, (const xmlChar *)name, (const xmlChar *)value);
}

/* The first name that is free: "comments", "comments1" … */
static char *free_name(const char *stem, const char *end, gboolean (*taken)(gconstpointer data, const char *name), gconstpointer data)
{
	char *name = g_strconcat(stem, end, NULL);
	for (guint i = 1; taken(data, name); i++) {
		g_free(name);
		name = g_strdup_printf("%s%u%s", stem, i, end);
	}
	return name;
}

static gboolean has_part(gconstpointer data, const char *name)
{
	return archive_has((struct archive *)data, name);
}

static gboolean has_relation(gconstpointer data, const char *name)
{
	for (const xmlNode *node = ((const xmlNode *)data)->children; node; node = node->next) {
		g_autofree char *id = node->type == XML_ELEMENT_NODE ? word_attribute(node, "Id") : NULL;
		if (g_strcmp0(id, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The part that holds the comments already, NULL where there is none. */
static char *find_comments(const struct docx_reader *reader, const xmlNode *relations)
{
	for (const xmlNode *node = relations->children; node; node = node->next) {
		g_autofree char *type = node->type == XML_ELEMENT_NODE ? word_attribute(node, "Type") : NULL;
		g_autofree char *target = type ? word_attribute(node, "Target") : NULL;
		g_autofree char *mode = type ? word_attribute(node, "TargetMode") : NULL;
		if (!target || !g_str_has_suffix(type, "/comments") || g_strcmp0(mode, "External") == 0)
			continue;
		g_autofree char *part = docx_target_of(reader->part, target);
		if (archive_has(reader->archive, part))
			return g_steal_pointer(&part);
	}
	return NULL;
}

static void add_relation(struct word_comments *comments, xmlNode *relations)
{
	const gboolean strict = g_str_has_prefix((const char *)comments->names.element->href, "http://purl.oclc.org/");
	const char *slash = strrchr(comments->part, '/');
	g_autofree char *id = free_name("ngoaivu", "", has_relation, relations);
	xmlNode *node = add_child(relations, "Relationship");
	set(node, "Id", id);
	set(node, "Type", strict ? RELATION_STRICT "/comments" : RELATION_PREFIX "/comments");
	set(node, "Target", slash ? slash + 1 : comments->part);
}

static void add_type(const struct word_comments *comments, xmlNode *types)
{
	g_autofree char *name = g_strconcat("/", comments->part, NULL);
	xmlNode *node = add_child(types, "Override");
	set(node, "PartName", name);
	set(node, "ContentType", COMMENTS_TYPE);
}

static gboolean open_relations(struct word_comments *comments, const struct docx_reader *reader, GError **error)
{
	comments->relations_part = docx_relations_of(reader->part);
	if (archive_has(reader->archive, comments->relations_part))
		comments->relations = part_tree(reader->archive, comments->relations_part, error);
	else
		comments->relations = new_tree("Relationships", NULL, (const xmlChar *)RELATIONS_SPACE);
	return comments->relations != NULL;
}

/* A part of its own for the comments, and what makes the package know of it. */
static gboolean make_part(struct word_comments *comments, const struct docx_reader *reader, GError **error)
{
	const char *slash = strrchr(reader->part, '/');
	g_autofree char *stem =
		g_strdup_printf("%.*scomments", slash ? (int)(slash + 1 - reader->part) : 0, reader->part);
	comments->types = part_tree(reader->archive, CONTENT_TYPES, error);
	if (!comments->types)
		return FALSE;
	comments->part = free_name(stem, ".xml", has_part, reader->archive);
	add_relation(comments, xmlDocGetRootElement(comments->relations));
	add_type(comments, xmlDocGetRootElement(comments->types));
	return TRUE;
}

static void count_up(struct word_comments *comments)
{
	for (const xmlNode *node = xmlDocGetRootElement(comments->tree)->children; node; node = node->next) {
		const gint64 number = word_is(node, "comment") ? word_number(node, "id", 0, COMMENTS_MOST / 2, -1) : -1;
		comments->next = MAX(comments->next, (guint)(number + 1));
	}
}

gboolean word_comments_open(struct word_comments *comments, const struct docx_reader *reader, GError **error)
{
	xmlNs *space = word_child(xmlDocGetRootElement(reader->document), "body")->ns;
	*comments = (struct word_comments){.names.element = space};
	g_autofree char *now = moment_iso(moment_now());
	comments->date = g_strdup_printf("%.19sZ", now); /* whole seconds, as Word writes them */
	if (!open_relations(comments, reader, error))
		return FALSE;
	comments->part = find_comments(reader, xmlDocGetRootElement(comments->relations));
	if (comments->part) {
		g_clear_pointer(&comments->relations, xmlFreeDoc);
		comments->tree = part_tree(reader->archive, comments->part, error);
		if (!comments->tree)
			return FALSE;
		xmlNode *root = xmlDocGetRootElement(comments->tree);
		if (!word_is(root, "comments"))
			return fail(error, ERROR_INPUT, _("part %s: holds no comments"), comments->part);
		comments->names = word_names_of(root, root->ns);
		count_up(comments);
		return TRUE;
	}
	if (!make_part(comments, reader, error))
		return FALSE;
	comments->tree = new_tree("comments", "w", space->href);
	xmlNode *root = xmlDocGetRootElement(comments->tree);
	comments->names = word_names_of(root, root->ns);
	return TRUE;
}

static void add_line(const struct word_comments *comments, xmlNode *comment, const char *line)
{
	xmlNode *text = add_child(add_child(add_child(comment, "p"), "r"), "t");
	xmlAddChild(text, xmlNewDocText(comments->tree, (const xmlChar *)line));
	xmlNodeSetSpacePreserve(text, 1);
}

guint word_comments_add(struct word_comments *comments, const char *words)
{
	char number[16];
	const guint id = comments->next++;
	xmlNode *comment = add_child(xmlDocGetRootElement(comments->tree), "comment");
	const struct {
		const char *name, *value;
	} attributes[] = {{"id", number}, {"author", ANNOTATE_AUTHOR}, {"date", comments->date}, {"initials", INITIALS}};
	g_snprintf(number, sizeof number, "%u", id);
	for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++)
		xmlNewNsProp(comment, comments->names.attribute, (const xmlChar *)attributes[i].name,
			(const xmlChar *)attributes[i].value);
	g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
	for (char **line = lines; *line; line++)
		add_line(comments, comment, *line);
	return id;
}

void word_comments_clear(struct word_comments *comments)
{
	g_clear_pointer(&comments->tree, xmlFreeDoc);
	g_clear_pointer(&comments->relations, xmlFreeDoc);
	g_clear_pointer(&comments->types, xmlFreeDoc);
	g_clear_pointer(&comments->part, g_free);
	g_clear_pointer(&comments->relations_part, g_free);
	g_clear_pointer(&comments->date, g_free);
}
