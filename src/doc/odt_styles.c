/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_odt.h"

#include <string.h>

#include "base/number.h"

#define ODF        "urn:oasis:names:tc:opendocument:xmlns:"
#define BASED_MOST 32 /* styles that a style may be based on, one on the other */
#define LETTERS    26

gboolean odt_is(const xmlNode *node, const char *space, const char *name)
{
	if (node->type != XML_ELEMENT_NODE || strcmp((const char *)node->name, name) != 0 || !node->ns || !node->ns->href)
		return FALSE;
	const char *href = (const char *)node->ns->href;
	const gsize length = strlen(space);
	return g_str_has_prefix(href, ODF) && strncmp(href + strlen(ODF), space, length) == 0 && href[strlen(ODF) + length] == ':';
}

const xmlNode *odt_child(const xmlNode *node, const char *space, const char *name)
{
	for (const xmlNode *at = node ? node->children : NULL; at; at = at->next)
		if (odt_is(at, space, name))
			return at;
	return NULL;
}

struct odt_styles {
	GHashTable *nodes;    /* "family name" → xmlNode *, borrowed */
	GHashTable *resolved; /* the same → struct odt_style * */
	GHashTable *lists;    /* name → struct odt_list * */
};

static void style_free(gpointer data)
{
	struct odt_style *style = data;
	g_free(style->font);
	g_free(style->list);
	g_free(style);
}

struct odt_styles *odt_styles_new(void)
{
	struct odt_styles *styles = g_new0(struct odt_styles, 1);
	styles->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	styles->resolved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, style_free);
	styles->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return styles;
}

void odt_styles_free(struct odt_styles *styles)
{
	g_hash_table_unref(styles->nodes);
	g_hash_table_unref(styles->resolved);
	g_hash_table_unref(styles->lists);
	g_free(styles);
}

static void add_list(struct odt_styles *styles, const xmlNode *node, char *name)
{
	struct odt_list *list = g_new0(struct odt_list, 1);
	list->series = g_hash_table_size(styles->lists) + 1;
	for (const xmlNode *at = node->children; at; at = at->next) {
		const gint64 level = word_number(at, "level", 1, ODT_LEVELS, 0);
		if (level > 0 && at->type == XML_ELEMENT_NODE)
			list->levels[level - 1].node = at;
	}
	g_hash_table_replace(styles->lists, name, list);
}

static void add_style(struct odt_styles *styles, const xmlNode *node)
{
	g_autofree char *name = word_attribute(node, "name");
	g_autofree char *family = word_attribute(node, "family");
	if (odt_is(node, "text", "outline-style"))
		add_list(styles, node, g_strdup(ODT_OUTLINE));
	else if (name && odt_is(node, "text", "list-style"))
		add_list(styles, node, g_steal_pointer(&name));
	else if (name && family && odt_is(node, "style", "style"))
		g_hash_table_replace(styles->nodes, g_strconcat(family, " ", name, NULL), (gpointer)node);
}

void odt_styles_add(struct odt_styles *styles, const xmlNode *root)
{
	static const char *const holders[] = {"styles", "automatic-styles"};
	for (gsize i = 0; i < G_N_ELEMENTS(holders); i++) {
		const xmlNode *holder = odt_child(root, "office", holders[i]);
		for (const xmlNode *node = holder ? holder->children : NULL; node; node = node->next)
			add_style(styles, node);
	}
}

/* What one attribute says: those of `values` set a style of text, anything else takes it off. */
static void take_flag(struct odt_style *style, const xmlNode *properties, const char *name, const char *off, enum run_style bit)
{
	g_autofree char *value = word_attribute(properties, name);
	if (!value)
		return;
	const gboolean light = strcmp(value, off) == 0 || strcmp(value, "400") == 0;
	style->look = light ? style->look & ~(guint)bit : style->look | (guint)bit;
}

static void take_text(struct odt_style *style, const xmlNode *properties)
{
	take_flag(style, properties, "font-weight", "normal", RUN_BOLD);
	take_flag(style, properties, "font-style", "normal", RUN_ITALIC);
	take_flag(style, properties, "text-underline-style", "none", RUN_UNDERLINE);
	take_flag(style, properties, "text-line-through-style", "none", RUN_STRIKE);
	g_autofree char *display = word_attribute(properties, "display");
	g_autofree char *transform = word_attribute(properties, "text-transform");
	char *font = word_attribute(properties, "font-name");
	style->hidden = display ? strcmp(display, "none") == 0 : style->hidden;
	style->caps = transform ? strcmp(transform, "uppercase") == 0 : style->caps;
	if (font) {
		g_free(style->font);
		style->font = font;
	}
}

static void take_node(struct odt_style *style, const xmlNode *node)
{
	const xmlNode *paragraph = odt_child(node, "style", "paragraph-properties"), *text = odt_child(node, "style", "text-properties");
	g_autofree char *align = word_attribute(paragraph, "text-align");
	char *list = word_attribute(node, "list-style-name");
	if (align) {
		style->centred = strcmp(align, "center") == 0;
		style->right = strcmp(align, "end") == 0 || strcmp(align, "right") == 0;
	}
	if (text)
		take_text(style, text);
	if (list) {
		g_free(style->list);
		style->list = list;
	}
}

/* From the outermost base inwards. */
static struct odt_style *resolve(const struct odt_styles *styles, const char *family, const char *name)
{
	const xmlNode *chain[BASED_MOST];
	guint count = 0;
	g_autofree char *at = g_strdup(name);
	while (at && count < BASED_MOST) {
		g_autofree char *key = g_strconcat(family, " ", at, NULL);
		const xmlNode *node = g_hash_table_lookup(styles->nodes, key);
		if (!node)
			break;
		chain[count++] = node;
		g_free(at);
		at = word_attribute(node, "parent-style-name");
	}
	struct odt_style *style = g_new0(struct odt_style, 1);
	while (count > 0)
		take_node(style, chain[--count]);
	return style;
}

const struct odt_style *odt_style(struct odt_styles *styles, const char *family, const char *name)
{
	char *key = g_strconcat(family, " ", name ? name : "", NULL);
	struct odt_style *style = g_hash_table_lookup(styles->resolved, key);
	if (style) {
		g_free(key);
		return style;
	}
	style = resolve(styles, family, name);
	g_hash_table_insert(styles->resolved, key, style);
	return style;
}

struct odt_list *odt_list(struct odt_styles *styles, const char *name)
{
	return name ? g_hash_table_lookup(styles->lists, name) : NULL;
}

void odt_list_restart(struct odt_list *list, guint level)
{
	for (guint i = level; i < ODT_LEVELS; i++)
		list->levels[i].count = 0;
}

static void print_number(const char *format, guint number, GString *out)
{
	g_autofree char *roman = number < 4000 && number > 0 && (*format == 'I' || *format == 'i') ? number_roman(number) : NULL;
	g_autofree char *small = roman ? g_ascii_strdown(roman, -1) : NULL;
	if (roman)
		g_string_append(out, *format == 'I' ? roman : small);
	else if ((*format == 'a' || *format == 'A') && number > 0 && number <= LETTERS)
		g_string_append_c(out, (char)(*format + (gint)number - 1));
	else
		g_string_append_printf(out, "%u", number);
}

/* "-" and "+" are kept; every other mark is a dot. */
static char *print_bullet(const xmlNode *node)
{
	g_autofree char *mark = word_attribute(node, "bullet-char");
	if (!mark || !*mark)
		return NULL;
	const gunichar c = g_utf8_get_char(mark);
	const gboolean dash = c == '-' || c == 0x2013 || c == 0x2014 || c == 0xF02D;
	return g_strdup(dash ? "-" : c == '+' ? "+" : "•");
}

char *odt_list_next(struct odt_list *list, guint level, gboolean *bullet)
{
	struct odt_level *at = &list->levels[level];
	*bullet = at->node && odt_is(at->node, "text", "list-level-style-bullet");
	if (*bullet)
		return print_bullet(at->node);
	g_autofree char *own = word_attribute(at->node, "num-format");
	if (!own || !*own)
		return NULL;
	at->count = at->count > 0 ? at->count + 1 : (guint)word_number(at->node, "start-value", 1, 32767, 1);
	odt_list_restart(list, level + 1);
	g_autofree char *prefix = word_attribute(at->node, "num-prefix");
	g_autofree char *suffix = word_attribute(at->node, "num-suffix");
	const guint shown = (guint)word_number(at->node, "display-levels", 1, level + 1, 1);
	GString *out = g_string_new(prefix);
	for (guint i = level + 1 - shown; i <= level; i++) {
		g_autofree char *format = word_attribute(list->levels[i].node, "num-format");
		if (!format || !*format)
			continue;
		print_number(format, MAX(list->levels[i].count, 1), out);
		if (i < level)
			g_string_append_c(out, '.');
	}
	g_string_append(out, suffix ? suffix : "");
	return g_string_free(out, out->len == 0);
}
