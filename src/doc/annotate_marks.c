/* SPDX-License-Identifier: Apache-2.0 */
/* Runs of a Word document cut in two, and marks put between them. */
#include "doc/annotate_docx.h"

#include <string.h>

/* A copy of an element with all in it, in the same tree: namespaces are those of the original. */
static xmlNode *copy_element(const xmlNode *node)
{
	xmlNode *copy = xmlNewDocNode(node->doc, node->ns, node->name, NULL);
	for (const xmlAttr *at = node->properties; at; at = at->next) {
		xmlChar *value = xmlNodeListGetString(node->doc, at->children, 1);
		xmlNewNsProp(copy, at->ns, at->name, value ? value : (const xmlChar *)"");
		xmlFree(value);
	}
	for (const xmlNode *child = node->children; child; child = child->next)
		if (child->type == XML_ELEMENT_NODE)
			xmlAddChild(copy, copy_element(child));
	return copy;
}

/* The run's second half begins with the node, a child of it; it looks like the first. */
static void split_run(xmlNode *run, xmlNode *node)
{
	xmlNode *second = xmlNewDocNode(run->doc, run->ns, run->name, NULL);
	const xmlNode *look = word_child(run, "rPr");
	xmlAddNextSibling(run, second);
	if (look)
		xmlAddChild(second, copy_element(look));
	while (node) {
		xmlNode *next = node->next;
		xmlUnlinkNode(node);
		xmlAddChild(second, node);
		node = next;
	}
	xmlReconciliateNs(run->doc, second);
}

static void set_text(xmlNode *node, const char *text, gsize length)
{
	xmlNode *old = node->children;
	while (old) {
		xmlNode *next = old->next;
		xmlUnlinkNode(old);
		xmlFreeNode(old);
		old = next;
	}
	xmlAddChild(node, xmlNewDocTextLen(node->doc, (const xmlChar *)text, (int)length));
	xmlNodeSetSpacePreserve(node, 1);
}

/* The node that says the rest of what this one said, from a byte on. */
static xmlNode *split_text(xmlNode *node, const char *said, gsize bytes)
{
	xmlNode *rest = xmlNewDocNode(node->doc, node->ns, node->name, NULL);
	xmlAddNextSibling(node, rest);
	set_text(rest, said + bytes, strlen(said + bytes));
	set_text(node, said, bytes);
	return rest;
}

static xmlNode *next_element(xmlNode *node)
{
	do
		node = node->next;
	while (node && node->type != XML_ELEMENT_NODE);
	return node;
}

static gboolean is_first(const xmlNode *node)
{
	for (const xmlNode *at = node->prev; at; at = at->prev)
		if (at->type == XML_ELEMENT_NODE && !word_is(at, "rPr"))
			return FALSE;
	return TRUE;
}

/* Puts new nodes, in their order, where the place is; the run is cut there. */
static void put(const struct word_place *place, gboolean behind, xmlNode *const *marks, guint count)
{
	xmlNode *run = place->around ? place->around : place->node->parent;
	xmlNode *rest = NULL;
	if (!place->around && place->bytes == 0 && is_first(place->node)) {
		behind = FALSE;
	} else if (!place->around) {
		g_autofree char *said = word_is(place->node, "t") ? docx_read_said(place->node) : NULL;
		if (place->bytes == 0)
			rest = place->node;
		else if (said && place->bytes < strlen(said))
			rest = split_text(place->node, said, place->bytes);
		else
			rest = next_element(place->node);
		behind = TRUE;
	}
	if (rest)
		split_run(run, rest);
	for (guint i = 0; i < count; i++) {
		if (behind)
			xmlAddNextSibling(run, marks[count - 1 - i]);
		else
			xmlAddPrevSibling(run, marks[i]);
	}
}

static xmlNode *new_mark(const struct word_place *place, const char *name, guint comment, const struct word_names *names)
{
	char number[16];
	g_snprintf(number, sizeof number, "%u", comment);
	const xmlNode *like = place->around ? place->around : place->node;
	xmlNode *mark = xmlNewDocNode(like->doc, names->element, (const xmlChar *)name, NULL);
	xmlNewNsProp(mark, names->attribute, (const xmlChar *)"id", (const xmlChar *)number);
	return mark;
}

void word_mark_begin(const struct word_place *place, guint comment, const struct word_names *names)
{
	xmlNode *mark = new_mark(place, "commentRangeStart", comment, names);
	put(place, FALSE, &mark, 1);
}

void word_mark_end(const struct word_place *place, guint comment, const struct word_names *names)
{
	xmlNode *reference = new_mark(place, "commentReference", comment, names);
	xmlNode *run = xmlNewDocNode(reference->doc, reference->ns, (const xmlChar *)"r", NULL);
	xmlAddChild(run, reference);
	xmlNode *const marks[] = {new_mark(place, "commentRangeEnd", comment, names), run};
	put(place, TRUE, marks, G_N_ELEMENTS(marks));
}
