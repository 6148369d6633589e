/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/word.h"

#include <string.h>

#include "base/text.h"
#include "doc/docx.h"

#define W_STRICT    "http://purl.oclc.org/ooxml/wordprocessingml/main"
#define BASED_MOST  32 /* styles that a style may be based on, one on the other */
#define LEVEL_MOST  8
#define OUTLINE_MOST 8

gboolean word_is(const xmlNode *node, const char *name)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0 && node->ns &&
	       node->ns->href &&
	       (strcmp((const char *)node->ns->href, W_NAMESPACE) == 0 ||
		       strcmp((const char *)node->ns->href, W_STRICT) == 0);
}

const xmlNode *word_child(const xmlNode *node, const char *name)
{
	for (const xmlNode *at = node ? node->children : NULL; at; at = at->next)
		if (word_is(at, name))
			return at;
	return NULL;
}

char *word_attribute(const xmlNode *node, const char *name)
{
	for (const xmlAttr *at = node && node->type == XML_ELEMENT_NODE ? node->properties : NULL; at; at = at->next) {
		if (strcmp((const char *)at->name, name) != 0)
			continue;
		xmlChar *value = xmlNodeListGetString(node->doc, at->children, 1);
		char *copy = g_strdup(value ? (const char *)value : "");
		xmlFree(value);
		return copy;
	}
	return NULL;
}

char *word_value(const xmlNode *node, const char *name)
{
	return word_attribute(word_child(node, name), "val");
}

gint64 word_number(const xmlNode *node, const char *attribute, gint64 least, gint64 most, gint64 otherwise)
{
	g_autofree char *text = word_attribute(node, attribute);
	gint64 number = 0;
	if (!text || !g_ascii_string_to_signed(text, 10, least, most, &number, NULL))
		return otherwise;
	return number;
}

static gboolean is_off(const char *value)
{
	static const char *const words[] = {"0", "false", "off", "none", NULL};
	return value && g_strv_contains(words, value);
}

int word_flag(const xmlNode *properties, const char *name)
{
	const xmlNode *flag = word_child(properties, name);
	g_autofree char *value = word_attribute(flag, "val");
	return !flag ? -1 : is_off(value) ? 0 : 1;
}

void word_look_read(const xmlNode *properties, struct word_look *look)
{
	static const struct {
		const char *name;
		enum run_style style;
	} flags[] = {{"b", RUN_BOLD}, {"i", RUN_ITALIC}, {"u", RUN_UNDERLINE}, {"strike", RUN_STRIKE},
		{"dstrike", RUN_STRIKE}};
	*look = (struct word_look){.caps = word_flag(properties, "caps"),
		.hidden = word_flag(properties, "vanish")};
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++) {
		const int said = word_flag(properties, flags[i].name);
		look->on |= said == 1 ? flags[i].style : 0;
		look->off |= said == 0 ? flags[i].style : 0;
	}
	const xmlNode *fonts = word_child(properties, "rFonts");
	look->font = word_attribute(fonts, "ascii");
	if (!look->font)
		look->font = word_attribute(fonts, "hAnsi");
	look->style = word_value(properties, "rStyle");
}

void word_look_clear(struct word_look *look)
{
	g_clear_pointer(&look->font, g_free);
	g_clear_pointer(&look->style, g_free);
}

struct word_styles {
	GHashTable *nodes;    /* id → xmlNode *, borrowed: the tree outlives this */
	GHashTable *resolved; /* id → struct word_style * */
	struct word_style *plain;
	char *usual; /* the id of the default paragraph style */
};

static void style_free(struct word_style *style)
{
	g_free(style->name);
	g_free(style->font);
	g_free(style);
}

static void take_look(struct word_style *style, const xmlNode *properties)
{
	struct word_look look;
	word_look_read(properties, &look);
	style->style = (style->style | look.on) & ~look.off;
	style->caps = look.caps < 0 ? style->caps : look.caps;
	style->hidden = look.hidden < 0 ? style->hidden : look.hidden;
	if (look.font) {
		g_free(style->font);
		style->font = g_steal_pointer(&look.font);
	}
	word_look_clear(&look);
}

static void take_paragraph(struct word_style *style, const xmlNode *properties)
{
	const xmlNode *outline = word_child(properties, "outlineLvl");
	if (outline)
		style->outline = (guint)word_number(outline, "val", 0, OUTLINE_MOST, -1) + 1;
	g_autofree char *align = word_value(properties, "jc");
	if (align) {
		style->centred = strcmp(align, "center") == 0;
		style->right = strcmp(align, "right") == 0 || strcmp(align, "end") == 0;
	}
	const xmlNode *numbering = word_child(properties, "numPr");
	const xmlNode *num = word_child(numbering, "numId");
	if (num)
		style->num = (guint)word_number(num, "val", 0, G_MAXINT32, 0);
	const xmlNode *level = word_child(numbering, "ilvl");
	if (level)
		style->level = (guint)word_number(level, "val", 0, LEVEL_MOST, 0);
}

/* "heading 3" is one whatever else it says. */
static void take_name(struct word_style *style, const xmlNode *node)
{
	g_autofree char *name = word_value(node, "name");
	g_free(style->name);
	style->name = name ? text_lower(name) : NULL;
	gint64 level;
	if (style->outline == 0 && style->name && g_str_has_prefix(style->name, "heading ") &&
		g_ascii_string_to_signed(style->name + strlen("heading "), 10, 1, 9, &level, NULL))
		style->outline = (guint)level;
}

/* From the outermost base inwards. */
static struct word_style *resolve(const struct word_styles *styles, const char *id)
{
	const xmlNode *chain[BASED_MOST];
	guint count = 0;
	g_autofree char *at = g_strdup(id);
	while (at && count < BASED_MOST) {
		const xmlNode *node = g_hash_table_lookup(styles->nodes, at);
		if (!node)
			break;
		chain[count++] = node;
		char *base = word_value(node, "basedOn");
		g_free(at);
		at = base;
	}
	struct word_style *style = g_new0(struct word_style, 1);
	style->font = g_strdup(styles->plain->font);
	style->style = styles->plain->style;
	while (count > 0) {
		const xmlNode *node = chain[--count];
		take_look(style, word_child(node, "rPr"));
		take_paragraph(style, word_child(node, "pPr"));
		take_name(style, node);
	}
	return style;
}

static void add_node(struct word_styles *styles, const xmlNode *node)
{
	char *id = word_attribute(node, "styleId");
	if (!id)
		return;
	g_autofree char *type = word_attribute(node, "type");
	g_autofree char *usual = word_attribute(node, "default");
	if (usual && !is_off(usual) && g_strcmp0(type, "paragraph") == 0 && !styles->usual)
		styles->usual = g_strdup(id);
	g_hash_table_insert(styles->nodes, id, (gpointer)node);
}

struct word_styles *word_styles_read(const xmlNode *root)
{
	struct word_styles *styles = g_new0(struct word_styles, 1);
	styles->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	styles->resolved =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)style_free);
	styles->plain = g_new0(struct word_style, 1);
	const xmlNode *defaults = word_child(root, "docDefaults");
	take_look(styles->plain, word_child(word_child(defaults, "rPrDefault"), "rPr"));
	for (const xmlNode *node = root ? root->children : NULL; node; node = node->next)
		if (word_is(node, "style"))
			add_node(styles, node);
	return styles;
}

void word_styles_free(struct word_styles *styles)
{
	if (!styles)
		return;
	g_hash_table_unref(styles->nodes);
	g_hash_table_unref(styles->resolved);
	style_free(styles->plain);
	g_free(styles->usual);
	g_free(styles);
}

const struct word_style *word_style(const struct word_styles *styles, const char *id)
{
	if (!id)
		id = styles->usual;
	if (!id || !g_hash_table_contains(styles->nodes, id))
		return styles->plain;
	struct word_style *style = g_hash_table_lookup(styles->resolved, id);
	if (!style) {
		style = resolve(styles, id);
		g_hash_table_insert(styles->resolved, g_strdup(id), style);
	}
	return style;
}
