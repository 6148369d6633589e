/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/word.h"

#include <string.h>

#include "base/number.h"
#include "base/text.h"

#define LEVELS      9
#define LINKS_MOST  8
#define LABEL_MOST  200 /* bytes */

/* One level of an abstract numbering. */
struct level {
	char *format, *text, *style;
	gint64 start;
	guint restart; /* counts again after a level below this one; LEVELS + 1 = as usual */
	gboolean legal; /* all numbers in digits */
};

struct abstract {
	struct level levels[LEVELS];
	gint64 counts[LEVELS]; /* the last number given; less than the start where none was */
	gboolean begun[LEVELS];
	char *style_link, *num_link;
};

/* An instance: an abstract numbering, of which some levels begin anew. */
struct num {
	struct abstract *abstract; /* borrowed */
	gint64 starts[LEVELS];     /* -1 = as the abstract */
	gboolean begun[LEVELS];
	struct abstract *own; /* levels that the instance defines for itself, or NULL */
};

struct word_numbering {
	GHashTable *abstracts; /* id → struct abstract * */
	GHashTable *styled;    /* a style's id → struct abstract *: both borrowed from `abstracts` */
	GHashTable *nums;      /* id → struct num * */
};

static void abstract_free(struct abstract *abstract)
{
	if (!abstract)
		return;
	for (guint i = 0; i < LEVELS; i++) {
		g_free(abstract->levels[i].format);
		g_free(abstract->levels[i].text);
		g_free(abstract->levels[i].style);
	}
	g_free(abstract->style_link);
	g_free(abstract->num_link);
	g_free(abstract);
}

static void num_free(struct num *num)
{
	abstract_free(num->own);
	g_free(num);
}

static void read_level(const xmlNode *node, struct level *level)
{
	g_free(level->format);
	g_free(level->text);
	g_free(level->style);
	level->format = word_value(node, "numFmt");
	level->text = word_value(node, "lvlText");
	level->style = word_value(node, "pStyle");
	level->start = word_number(word_child(node, "start"), "val", 0, 32767, 0);
	level->restart = (guint)word_number(word_child(node, "lvlRestart"), "val", 0, LEVELS, LEVELS + 1);
	level->legal = word_flag(node, "isLgl") == 1;
}

static void read_levels(const xmlNode *parent, struct abstract *abstract)
{
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (!word_is(node, "lvl"))
			continue;
		const gint64 index = word_number(node, "ilvl", 0, LEVELS - 1, -1);
		if (index >= 0)
			read_level(node, &abstract->levels[index]);
	}
}

static void read_abstract(struct word_numbering *numbering, const xmlNode *node)
{
	const gint64 id = word_number(node, "abstractNumId", 0, G_MAXINT32, -1);
	if (id < 0)
		return;
	struct abstract *abstract = g_new0(struct abstract, 1);
	read_levels(node, abstract);
	abstract->style_link = word_value(node, "styleLink");
	abstract->num_link = word_value(node, "numStyleLink");
	if (g_hash_table_contains(numbering->abstracts, GINT_TO_POINTER((gint)id))) {
		abstract_free(abstract);
		return;
	}
	g_hash_table_insert(numbering->abstracts, GINT_TO_POINTER((gint)id), abstract);
	if (abstract->style_link && !g_hash_table_contains(numbering->styled, abstract->style_link))
		g_hash_table_insert(numbering->styled, abstract->style_link, abstract);
}

/* A level that an instance changes needs the others too. */
static struct abstract *copy_levels(const struct abstract *from)
{
	struct abstract *copy = g_new0(struct abstract, 1);
	for (guint i = 0; i < LEVELS; i++) {
		copy->levels[i] = from->levels[i];
		copy->levels[i].format = g_strdup(from->levels[i].format);
		copy->levels[i].text = g_strdup(from->levels[i].text);
		copy->levels[i].style = g_strdup(from->levels[i].style);
	}
	return copy;
}

static void read_override(struct num *num, const xmlNode *node)
{
	const gint64 index = word_number(node, "ilvl", 0, LEVELS - 1, -1);
	if (index < 0)
		return;
	const xmlNode *level = word_child(node, "lvl");
	num->starts[index] = word_number(word_child(node, "startOverride"), "val", 0, 32767, -1);
	if (!level)
		return;
	if (!num->own)
		num->own = copy_levels(num->abstract);
	read_level(level, &num->own->levels[index]);
}

/* An abstract that only names a style takes what the abstract of that style says. */
static struct abstract *follow_links(const struct word_numbering *numbering, struct abstract *abstract)
{
	for (guint i = 0; i < LINKS_MOST && abstract->num_link; i++) {
		struct abstract *found = g_hash_table_lookup(numbering->styled, abstract->num_link);
		if (!found || found == abstract)
			break;
		abstract = found;
	}
	return abstract;
}

static void read_num(struct word_numbering *numbering, const xmlNode *node)
{
	const gint64 id = word_number(node, "numId", 1, G_MAXINT32, -1);
	const gint64 to = word_number(word_child(node, "abstractNumId"), "val", 0, G_MAXINT32, -1);
	struct abstract *abstract =
		to < 0 ? NULL : g_hash_table_lookup(numbering->abstracts, GINT_TO_POINTER((gint)to));
	if (id < 0 || !abstract)
		return;
	struct num *num = g_new0(struct num, 1);
	num->abstract = follow_links(numbering, abstract);
	for (guint i = 0; i < LEVELS; i++)
		num->starts[i] = -1;
	for (const xmlNode *at = node->children; at; at = at->next)
		if (word_is(at, "lvlOverride"))
			read_override(num, at);
	g_hash_table_insert(numbering->nums, GINT_TO_POINTER((gint)id), num);
}

struct word_numbering *word_numbering_read(const xmlNode *root)
{
	struct word_numbering *numbering = g_new0(struct word_numbering, 1);
	numbering->abstracts = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)abstract_free);
	numbering->styled = g_hash_table_new(g_str_hash, g_str_equal);
	numbering->nums = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)num_free);
	for (const xmlNode *node = root ? root->children : NULL; node; node = node->next)
		if (word_is(node, "abstractNum"))
			read_abstract(numbering, node);
	for (const xmlNode *node = root ? root->children : NULL; node; node = node->next)
		if (word_is(node, "num"))
			read_num(numbering, node);
	return numbering;
}

void word_numbering_free(struct word_numbering *numbering)
{
	if (!numbering)
		return;
	g_hash_table_unref(numbering->nums);
	g_hash_table_unref(numbering->styled);
	g_hash_table_unref(numbering->abstracts);
	g_free(numbering);
}

static char *letters(gint64 number, gboolean upper)
{
	if (number < 1 || number > 26 * 20)
		return g_strdup_printf("%d", (int)number);
	const char letter = (char)((upper ? 'A' : 'a') + (number - 1) % 26);
	return g_strnfill((gsize)(number - 1) / 26 + 1, letter);
}

static char *print_number(const char *format, gint64 number, gboolean legal)
{
	if (legal || !format)
		return g_strdup_printf("%d", (int)number);
	if (strcmp(format, "none") == 0)
		return g_strdup("");
	if (strcmp(format, "upperLetter") == 0 || strcmp(format, "lowerLetter") == 0)
		return letters(number, *format == 'u');
	if (strcmp(format, "decimalZero") == 0)
		return g_strdup_printf("%02d", (int)number);
	if ((strcmp(format, "upperRoman") == 0 || strcmp(format, "lowerRoman") == 0) && number > 0 &&
		number < 4000) {
		char *roman = number_roman((guint)number);
		if (*format == 'u')
			return roman;
		char *lower = g_ascii_strdown(roman, -1);
		g_free(roman);
		return lower;
	}
	return g_strdup_printf("%d", (int)number);
}

/* Symbol fonts have their marks where Unicode has nothing; what is no dash or plus is a dot. */
static char *print_bullet(const char *text)
{
	const gunichar mark = text && *text ? g_utf8_get_char_validated(text, -1) : 0;
	if (mark == '-' || mark == 0x2013 || mark == 0x2014 || mark == 0xF02D)
		return g_strdup("-");
	if (mark == '+' || mark == 0xF02B)
		return g_strdup("+");
	return mark == 0 ? NULL : g_strdup("•");
}

static const struct abstract *levels_of(const struct num *num)
{
	return num->own ? num->own : num->abstract;
}

/* The levels below count anew, unless they are told to go on. */
static void restart_below(struct num *num, guint level)
{
	for (guint i = level + 1; i < LEVELS; i++) {
		const guint restart = levels_of(num)->levels[i].restart;
		if (restart == LEVELS + 1 || (restart > 0 && level < restart))
			num->abstract->begun[i] = FALSE;
	}
}

static void count(struct num *num, guint level)
{
	struct abstract *abstract = num->abstract;
	const struct level *as = &levels_of(num)->levels[level];
	if (num->starts[level] >= 0 && !num->begun[level])
		abstract->counts[level] = num->starts[level];
	else if (!abstract->begun[level])
		abstract->counts[level] = as->start;
	else if (abstract->counts[level] < G_MAXINT32)
		abstract->counts[level]++;
	num->begun[level] = TRUE;
	abstract->begun[level] = TRUE;
	for (guint i = 0; i < level; i++)
		if (!abstract->begun[i]) {
			abstract->begun[i] = TRUE;
			abstract->counts[i] = levels_of(num)->levels[i].start;
		}
	restart_below(num, level);
}

static char *print_label(const struct num *num, guint level)
{
	const struct level *as = &levels_of(num)->levels[level];
	g_autoptr(GString) label = g_string_new(NULL);
	for (const char *at = as->text ? as->text : ""; *at && label->len < LABEL_MOST;) {
		if (at[0] == '%' && at[1] >= '1' && at[1] <= '9') {
			const guint index = (guint)(at[1] - '1');
			g_autofree char *number = print_number(levels_of(num)->levels[index].format,
				num->abstract->counts[index], as->legal);
			g_string_append(label, number);
			at += 2;
		} else {
			const char *next = g_utf8_next_char(at);
			g_string_append_len(label, at, next - at);
			at = next;
		}
	}
	g_autofree char *clean = text_clean(label->str, -1, NULL);
	if (!clean)
		return NULL;
	g_strstrip(clean);
	return *clean ? g_steal_pointer(&clean) : NULL;
}

char *word_numbering_next(struct word_numbering *numbering, guint num, guint level, gboolean *bullet)
{
	struct num *instance = g_hash_table_lookup(numbering->nums, GINT_TO_POINTER((gint)num));
	*bullet = FALSE;
	if (!instance || level >= LEVELS)
		return NULL;
	const struct level *as = &levels_of(instance)->levels[level];
	if (g_strcmp0(as->format, "bullet") == 0) {
		*bullet = TRUE;
		return print_bullet(as->text);
	}
	count(instance, level);
	return print_label(instance, level);
}

guint word_numbering_level(
	const struct word_numbering *numbering, guint num, const char *style, guint otherwise)
{
	const struct num *instance = g_hash_table_lookup(numbering->nums, GINT_TO_POINTER((gint)num));
	for (guint i = 0; instance && style && i < LEVELS; i++)
		if (g_strcmp0(levels_of(instance)->levels[i].style, style) == 0)
			return i;
	return otherwise;
}
