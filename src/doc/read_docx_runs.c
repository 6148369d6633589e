/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read_docx.h"

#include <string.h>

#include "base/text.h"
#include "doc/docx.h"
#include "doc/legacy.h"

#define RUN_MOST 4096 /* bytes of text to which more is added */

struct inlines {
	struct docx_reader *reader;
	const struct word_style *style; /* of the paragraph */
	struct origin origin;
	GPtrArray *runs, *boxes;
	const char *address; /* inside a link */
	gint figure;         /* inside one of our controls: its index, else -1 */
	guint column;        /* characters so far */
	gunichar open;       /* the last letter as an old font has it, where the next sign may go with it; else 0 */
};

/* How the text of a run looks. */
struct look {
	guint style;
	gboolean caps, hidden;
	enum legacy legacy;
};

gboolean docx_read_is_gone(const xmlNode *node)
{
	return word_is(node, "del") || word_is(node, "moveFrom");
}

/* Marks of Word's symbol fonts, that lie in the private use area. */
static gunichar symbol_of(gunichar c)
{
	static const struct {
		gunichar private, known;
	} symbols[] = {{0xF0B7, 0x2022}, {0xF0A7, 0x25AA}, {0xF0D8, 0x27A2}, {0xF0FC, 0x2713},
		{0xF0E0, 0x2192}, {0xF02D, '-'}, {0xF02B, '+'}, {0xF0B3, 0x2265}, {0xF0A3, 0x2264},
		{0xF0B1, 0xB1}, {0xF0B4, 0xD7}, {0xF0A8, 0x25A1}, {0xF06F, 0x25A1}, {0xF0B0, 0xB0},
		{0xF076, 0x2756}, {0xF0FE, 0x2611}};
	for (gsize i = 0; i < G_N_ELEMENTS(symbols); i++)
		if (symbols[i].private == c)
			return symbols[i].known;
	return 0;
}

char *docx_read_clean(const char *text)
{
	char *whole = text_clean(text, -1, NULL);
	if (whole)
		return whole;
	g_autoptr(GString) kept = g_string_new(NULL);
	for (const char *at = text; *at; at = g_utf8_next_char(at)) {
		const gunichar c = g_utf8_get_char(at);
		char letter[7] = "";
		letter[g_unichar_to_utf8(symbol_of(c) ? symbol_of(c) : c, letter)] = '\0';
		g_autofree char *one = text_clean(letter, -1, NULL);
		if (one)
			g_string_append(kept, one);
	}
	whole = text_clean(kept->str, -1, NULL);
	return whole ? whole : g_strdup("");
}

static struct look look_of(const struct inlines *inlines, const xmlNode *run)
{
	const struct docx_reader *reader = inlines->reader;
	struct word_look said;
	word_look_read(word_child(run, "rPr"), &said);
	const struct word_style *named = said.style ? word_style(reader->styles, said.style) : NULL;
	const gboolean known = named && g_strcmp0(named->name, "hyperlink") != 0;
	struct look look = {
		.caps = inlines->style->caps || (named && named->caps),
		.hidden = inlines->style->hidden || (named && named->hidden)};
	look.style = (((known ? named->style : 0) | said.on) & ~said.off) & ~inlines->style->style;
	if (said.style && !known)
		look.style &= ~(guint)RUN_UNDERLINE;
	look.caps = said.caps < 0 ? look.caps : said.caps;
	look.hidden = said.hidden < 0 ? look.hidden : said.hidden;
	look.legacy = legacy_of_font(said.font           ? said.font
				     : named && named->font ? named->font
							    : inlines->style->font);
	word_look_clear(&said);
	return look;
}

static void add_run(struct inlines *inlines, struct run *run)
{
	run->origin = inlines->origin;
	run->origin.page = inlines->reader->page;
	run->origin.column = inlines->column + 1;
	g_ptr_array_add(inlines->runs, run);
}

static gboolean is_same(const struct inlines *inlines, const struct run *last, guint style)
{
	if (!last || last->style != style || !last->text || strlen(last->text) > RUN_MOST)
		return FALSE;
	if (last->origin.paragraph != inlines->origin.paragraph)
		return FALSE;
	if (inlines->figure >= 0)
		return last->kind == RUN_FIGURE && last->figure == (guint)inlines->figure;
	if (inlines->address)
		return last->kind == RUN_LINK && strcmp(last->address, inlines->address) == 0;
	return last->kind == RUN_TEXT;
}

/* What is read of text in a font. */
static char *shown_as(const char *text, enum legacy legacy, gboolean caps)
{
	g_autofree char *unicode = legacy_convert(text, legacy);
	g_autofree char *bare = docx_read_clean(unicode);
	return caps ? text_upper(bare) : g_steal_pointer(&bare);
}

guint docx_read_shown(const char *said, gsize bytes, enum legacy legacy, gboolean caps)
{
	g_autofree char *part = g_strndup(said, bytes);
	g_autofree char *shown = shown_as(part, legacy, caps);
	return (guint)g_utf8_strlen(shown, -1);
}

static void add_piece(const struct inlines *inlines, const xmlNode *node, guint length, const struct look *look)
{
	const struct docx_trace *trace = inlines->reader->trace;
	const struct docx_piece piece = {(xmlNode *)node, inlines->origin.paragraph, inlines->column + 1, length,
		look ? look->legacy : LEGACY_NONE, look && look->caps};
	if (trace)
		g_array_append_val(trace->pieces, piece);
}

static struct run *last_run(const struct inlines *inlines)
{
	return inlines->runs->len ? inlines->runs->pdata[inlines->runs->len - 1] : NULL;
}

/* The letter before, as it was written, when what begins now is a sign on it; else 0. */
static gunichar letter_before(const struct inlines *inlines, const char *text, const struct look *look)
{
	const struct run *last = last_run(inlines);
	const gunichar sign = g_utf8_get_char(text);
	if (!last || !last->text || !*last->text || last->origin.paragraph != inlines->origin.paragraph)
		return 0;
	if (look->legacy != LEGACY_NONE)
		return inlines->open && legacy_is_pair(inlines->open, sign, look->legacy) ? inlines->open : 0;
	const gunichar letter = g_utf8_get_char(g_utf8_prev_char(last->text + strlen(last->text)));
	return g_unichar_ismark(sign) && g_unichar_isalpha(letter) ? letter : 0;
}

/* Takes the last character back: it goes with what follows. */
static void take_back(struct inlines *inlines)
{
	const struct docx_trace *trace = inlines->reader->trace;
	struct run *last = last_run(inlines);
	*g_utf8_prev_char(last->text + strlen(last->text)) = '\0';
	if (!*last->text)
		g_ptr_array_set_size(inlines->runs, (gint)inlines->runs->len - 1);
	inlines->column--;
	if (trace && trace->pieces->len > 0)
		g_array_index(trace->pieces, struct docx_piece, trace->pieces->len - 1).length--;
}

/* Text that looks the same is one run, however often Word cut it; a sign that stands alone goes to its letter. */
static void add_text(struct inlines *inlines, const xmlNode *node, const char *text, const struct look *look)
{
	if (!*text || look->hidden)
		return;
	char letter[7] = "";
	const gunichar before = letter_before(inlines, text, look);
	if (before) {
		letter[g_unichar_to_utf8(before, letter)] = '\0';
		take_back(inlines);
	}
	g_autofree char *whole = g_strconcat(letter, text, NULL);
	g_autofree char *shown = shown_as(whole, look->legacy, look->caps);
	const guint length = (guint)g_utf8_strlen(shown, -1);
	struct run *last = last_run(inlines);
	add_piece(inlines, node, length, look);
	inlines->open = legacy_open_end(whole, look->legacy);
	if (is_same(inlines, last, look->style)) {
		char *both = g_strconcat(last->text, shown, NULL);
		g_free(last->text);
		last->text = both;
	} else if (inlines->figure >= 0) {
		add_run(inlines, run_figure(shown, look->style, (guint)inlines->figure));
	} else if (inlines->address) {
		add_run(inlines, run_link(shown, inlines->address, look->style));
	} else {
		add_run(inlines, run_text(shown, look->style));
	}
	inlines->column += length;
}

static void add_break(struct inlines *inlines, const xmlNode *node)
{
	add_piece(inlines, node, 1, NULL);
	add_run(inlines, run_break());
	inlines->column++;
}

static void see_field(struct docx_reader *reader, const xmlNode *mark)
{
	static const gboolean in_code = TRUE;
	g_autofree char *type = word_attribute(mark, "fldCharType");
	if (g_strcmp0(type, "begin") == 0)
		g_array_append_val(reader->fields, in_code);
	else if (g_strcmp0(type, "separate") == 0 && reader->fields->len > 0)
		g_array_index(reader->fields, gboolean, reader->fields->len - 1) = FALSE;
	else if (g_strcmp0(type, "end") == 0 && reader->fields->len > 0)
		g_array_set_size(reader->fields, reader->fields->len - 1);
}

static gboolean is_in_code(const struct docx_reader *reader)
{
	for (guint i = 0; i < reader->fields->len; i++)
		if (g_array_index(reader->fields, gboolean, i))
			return TRUE;
	return FALSE;
}

static void add_symbol(struct inlines *inlines, const xmlNode *node, const struct look *look)
{
	g_autofree char *code = word_attribute(node, "char");
	const guint64 number = code ? g_ascii_strtoull(code, NULL, 16) : 0;
	gunichar c = number <= 0xFFFF ? (gunichar)number : 0;
	/* symbol fonts are also named without their private offset */
	if (c < 0x100)
		c += 0xF000;
	char letter[7] = "";
	if (c != 0xF000 && g_unichar_validate(c))
		letter[g_unichar_to_utf8(c, letter)] = '\0';
	const struct look plain = {look->style, FALSE, look->hidden, LEGACY_NONE};
	add_text(inlines, node, letter, &plain);
}

/* Without xml:space="preserve" blanks at the ends are none. */
char *docx_read_said(const xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node);
	g_autofree char *space = word_attribute(node, "space");
	char *text = g_strdup(content ? (const char *)content : "");
	xmlFree(content);
	if (g_strcmp0(space, "preserve") != 0)
		g_strstrip(text);
	return g_strdelimit(text, "\n\r", ' ');
}

static void add_node_text(struct inlines *inlines, const xmlNode *node, const struct look *look)
{
	g_autofree char *text = docx_read_said(node);
	add_text(inlines, node, text, look);
}

static void see_break(struct inlines *inlines, const xmlNode *node)
{
	g_autofree char *type = word_attribute(node, "type");
	if (!type || strcmp(type, "textWrapping") == 0)
		add_break(inlines, node);
}

static void cite(struct inlines *inlines, const xmlNode *node, const char *kind);
static void read_inlines(struct inlines *inlines, const xmlNode *parent);

/* Drawings and old pictures hold text in boxes; the two forms of one picture hold it twice. */
static void find_boxes(struct inlines *inlines, const xmlNode *node)
{
	if (word_is(node, "txbxContent")) {
		g_ptr_array_add(inlines->boxes, (gpointer)node);
		return;
	}
	const gboolean fallback = strcmp((const char *)node->name, "AlternateContent") == 0;
	for (const xmlNode *at = node->children; at; at = at->next) {
		if (at->type != XML_ELEMENT_NODE)
			continue;
		const guint before = inlines->boxes->len;
		find_boxes(inlines, at);
		if (fallback && inlines->boxes->len > before)
			return;
	}
}

static void read_run(struct inlines *inlines, const xmlNode *run)
{
	struct docx_reader *reader = inlines->reader;
	const struct look look = look_of(inlines, run);
	for (const xmlNode *node = run->children; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (word_is(node, "fldChar"))
			see_field(reader, node);
		else if (word_is(node, "lastRenderedPageBreak"))
			reader->page++;
		else if (word_is(node, "footnoteReference"))
			cite(inlines, node, "footnote");
		else if (word_is(node, "endnoteReference"))
			cite(inlines, node, "endnote");
		else if (word_is(node, "drawing") || word_is(node, "pict") || word_is(node, "object") ||
			 strcmp((const char *)node->name, "AlternateContent") == 0)
			find_boxes(inlines, node);
		else if (is_in_code(reader))
			continue;
		else if (word_is(node, "t"))
			add_node_text(inlines, node, &look);
		else if (word_is(node, "br") || word_is(node, "cr"))
			see_break(inlines, node);
		else if (word_is(node, "tab") || word_is(node, "ptab"))
			add_text(inlines, node, "\t", &look);
		else if (word_is(node, "noBreakHyphen"))
			add_text(inlines, node, "-", &look);
		else if (word_is(node, "sym"))
			add_symbol(inlines, node, &look);
	}
}

/* The index of the figure that a control of ours stands for; -1 for any other control. */
static gint figure_of(const struct docx_reader *reader, const xmlNode *control)
{
	g_autofree char *tag = word_value(word_child(control, "sdtPr"), "tag");
	guint64 number = 0;
	if (!tag || !g_str_has_prefix(tag, FIGURE_TAG) ||
		!g_ascii_string_to_unsigned(tag + strlen(FIGURE_TAG), 10, 1, reader->doc->figures->len,
			&number, NULL))
		return -1;
	return (gint)number - 1;
}

static void read_control(struct inlines *inlines, const xmlNode *node)
{
	const gint outer = inlines->figure;
	const gint figure = figure_of(inlines->reader, node);
	const xmlNode *content = word_child(node, "sdtContent");
	const xmlNode *properties = word_child(node, "sdtPr");
	if (!content || word_flag(properties, "showingPlcHdr") == 1)
		return;
	inlines->figure = figure >= 0 ? figure : outer;
	read_inlines(inlines, content);
	inlines->figure = outer;
}

static void read_link(struct inlines *inlines, const xmlNode *node)
{
	const char *outer = inlines->address;
	g_autofree char *id = word_attribute(node, "id");
	const char *address = id ? g_hash_table_lookup(inlines->reader->links, id) : NULL;
	inlines->address = address ? address : outer;
	read_inlines(inlines, node);
	inlines->address = outer;
}

static void read_inlines(struct inlines *inlines, const xmlNode *parent)
{
	static const char *const holders[] = {"ins", "moveTo", "smartTag", "fldSimple", "customXml",
		"dir", "bdo", "ruby", "rubyBase", "rt"};
	for (const xmlNode *node = parent->children; node; node = node->next) {
		if (node->type != XML_ELEMENT_NODE)
			continue;
		if (word_is(node, "r"))
			read_run(inlines, node);
		else if (word_is(node, "sdt"))
			read_control(inlines, node);
		else if (word_is(node, "hyperlink"))
			read_link(inlines, node);
		else if (strcmp((const char *)node->name, "AlternateContent") == 0)
			find_boxes(inlines, node);
		for (gsize i = 0; i < G_N_ELEMENTS(holders); i++)
			if (word_is(node, holders[i]))
				read_inlines(inlines, node);
	}
}

/* A footnote's text goes behind everything else, each once. */
static void cite(struct inlines *inlines, const xmlNode *node, const char *kind)
{
	struct docx_reader *reader = inlines->reader;
	g_autofree char *id = word_attribute(node, "id");
	g_autofree char *key = g_strconcat(kind, " ", id ? id : "", NULL);
	const xmlNode *note = g_hash_table_lookup(reader->notes, key);
	if (!note || reader->in_note)
		return;
	g_hash_table_remove(reader->notes, key);
	if (reader->trace)
		g_hash_table_insert(reader->trace->cites, (gpointer)note, (gpointer)node);
	const guint from = reader->cited->len, depth = reader->depth;
	g_autoptr(GArray) fields = g_steal_pointer(&reader->fields);
	reader->fields = g_array_new(FALSE, FALSE, sizeof(gboolean));
	reader->in_note = TRUE;
	reader->depth = 1;
	docx_read_blocks(reader, note, reader->cited);
	reader->depth = depth;
	reader->in_note = FALSE;
	g_array_unref(reader->fields);
	reader->fields = g_steal_pointer(&fields);
	for (guint i = from; i < reader->cited->len; i++) {
		struct chunk *chunk = reader->cited->pdata[i];
		chunk->note = TRUE;
		chunk->origin = inlines->origin;
	}
}

void docx_read_runs(struct docx_reader *reader, const xmlNode *paragraph, const struct word_style *style,
	struct origin origin, GPtrArray *runs, GPtrArray *boxes)
{
	struct inlines inlines = {reader, style, origin, runs, boxes, NULL, -1, 0, 0};
	read_inlines(&inlines, paragraph);
}
