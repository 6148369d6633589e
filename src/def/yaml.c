/* SPDX-License-Identifier: Apache-2.0 */
#include "def/yaml_private.h"
#include "base/error.h"
#include "base/reason.h"
#include "base/text.h"

#include <libfyaml.h>
#include <string.h>

#define YAML_FEW 8 /* keys that a map has before they are indexed */

/* A list or a map whose end has not come yet. */
struct frame {
	struct yaml *node;
	const char *key; /* of a map: the key whose value comes next; NULL = a key comes next */
	gboolean drop;   /* … but that key was wrong, so its value is left out */
	struct place place;
};

struct reader {
	struct yaml_pool *pool;
	struct findings *findings;
	const char *file;
	GArray *frames; /* struct frame */
	const struct yaml *root;
	gboolean stopped; /* a mistake after which reading on makes no sense */
	guint documents;
};

#define BLOCK_BYTES 65536

struct yaml_pool *yaml_pool_new(void)
{
	struct yaml_pool *pool = g_new0(struct yaml_pool, 1);
	pool->blocks = g_ptr_array_new_with_free_func(g_free);
	pool->indexes = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
	pool->strings = g_string_chunk_new(4096);
	return pool;
}

void yaml_pool_free(struct yaml_pool *pool)
{
	if (!pool)
		return;
	g_ptr_array_unref(pool->blocks);
	g_ptr_array_unref(pool->indexes);
	g_string_chunk_free(pool->strings);
	g_free(pool);
}

/* Zeroed bytes that live as long as the pool: trees are made of many small parts and freed as one. */
static gpointer take(struct yaml_pool *pool, gsize size)
{
	gsize whole = (size + 7) & ~(gsize)7;
	if (pool->left < whole) {
		pool->left = MAX(whole, BLOCK_BYTES);
		pool->next = g_malloc0(pool->left);
		g_ptr_array_add(pool->blocks, pool->next);
	}
	gpointer taken = pool->next;
	pool->next += whole;
	pool->left -= whole;
	return taken;
}

struct yaml *node_new(struct yaml_pool *pool, enum yaml_kind kind, struct place place)
{
	struct yaml *node = take(pool, sizeof *node);
	node->kind = kind;
	node->place = place;
	return node;
}

static void index_entry(struct yaml *map, guint at)
{
	g_hash_table_insert(map->index, (gpointer)map->entries[at].key, GUINT_TO_POINTER(at + 1));
}

void node_reserve(struct yaml_pool *pool, struct yaml *node, guint count)
{
	if (count <= node->room)
		return;
	struct yaml_entry *entries = take(pool, count * sizeof *entries);
	if (node->count > 0)
		memcpy(entries, node->entries, node->count * sizeof *entries);
	node->entries = entries;
	node->room = count;
}

/* Most maps have a few keys, found sooner by looking at each. */
void node_add(struct yaml_pool *pool, struct yaml *node, struct yaml_entry entry)
{
	if (node->count == node->room)
		node_reserve(pool, node, MAX(4, 2 * node->room));
	node->entries[node->count++] = entry;
	if (node->kind != YAML_MAP || node->count <= YAML_FEW)
		return;
	if (node->index) {
		index_entry(node, node->count - 1);
		return;
	}
	node->index = g_hash_table_new(g_str_hash, g_str_equal);
	g_ptr_array_add(pool->indexes, node->index);
	for (guint at = 0; at < node->count; at++)
		index_entry(node, at);
}

static struct yaml_entry *find_entry(const struct yaml *map, const char *key)
{
	if (!map || map->kind != YAML_MAP)
		return NULL;
	if (map->index) {
		guint at = GPOINTER_TO_UINT(g_hash_table_lookup(map->index, key));
		return at > 0 ? &map->entries[at - 1] : NULL;
	}
	for (guint at = 0; at < map->count; at++)
		if (strcmp(map->entries[at].key, key) == 0)
			return &map->entries[at];
	return NULL;
}

static struct frame *frame_top(struct reader *reader)
{
	guint count = reader->frames->len;
	return count > 0 ? &g_array_index(reader->frames, struct frame, count - 1) : NULL;
}

static void add_key(struct reader *reader, struct frame *frame, const struct yaml *node)
{
	frame->key = node->text ? node->text : "";
	frame->place = node->place;
	frame->drop = TRUE;
	if (node->kind != YAML_TEXT || !node->text)
		findings_add(
			reader->findings, SEVERITY_ERROR, node->place, _("a key must be a word"));
	else if (find_entry(frame->node, node->text))
		findings_add(reader->findings, SEVERITY_ERROR, node->place,
			_("the key “%s” stands here twice"), node->text);
	else
		frame->drop = FALSE;
}

/* Hangs a node where it belongs: below the innermost list or map. */
static void add_node(struct reader *reader, const struct yaml *node)
{
	struct frame *frame = frame_top(reader);
	if (!frame) {
		reader->root = node;
		return;
	}
	if (frame->node->kind == YAML_MAP && !frame->key) {
		add_key(reader, frame, node);
		return;
	}
	struct yaml_entry entry = {frame->key, frame->key ? frame->place : node->place, node};
	if (!frame->drop)
		node_add(reader->pool, frame->node, entry);
	frame->key = NULL;
	frame->drop = FALSE;
}

static void stop_at(struct reader *reader, struct place place, const char *message)
{
	findings_add(reader->findings, SEVERITY_ERROR, place, "%s", message);
	reader->stopped = TRUE;
}

static void open_frame(struct reader *reader, enum yaml_kind kind, struct place place)
{
	if (reader->frames->len >= YAML_DEPTH_MOST) {
		stop_at(reader, place, _("nested too deeply"));
		return;
	}
	struct yaml *node = node_new(reader->pool, kind, place);
	struct frame frame = {.node = node};
	g_array_append_val(reader->frames, frame);
}

static void close_frame(struct reader *reader)
{
	struct yaml *node = frame_top(reader)->node;
	g_array_set_size(reader->frames, reader->frames->len - 1);
	add_node(reader, node);
}

static struct place token_place(const struct reader *reader, struct fy_token *token)
{
	struct place place = {.file = reader->file};
	const struct fy_mark *mark = token ? fy_token_start_mark(token) : NULL;
	if (mark) {
		place.line = (guint)mark->line + 1;
		place.column = (guint)mark->column + 1;
		return place;
	}
	const struct frame *frame =
		reader->frames->len > 0
			? &g_array_index(reader->frames, struct frame, reader->frames->len - 1)
			: NULL;
	return frame ? (frame->key ? frame->place : frame->node->place) : place;
}

static gboolean is_nothing(const char *text, gsize length)
{
	return length == 0 || (length == 1 && text[0] == '~') ||
	       (length == 4 && memcmp(text, "null", 4) == 0);
}

static void add_scalar(struct reader *reader, struct fy_token *token)
{
	struct yaml *node = node_new(reader->pool, YAML_TEXT, token_place(reader, token));
	gsize length = 0;
	const char *text = token ? fy_token_get_text(token, &length) : NULL;
	enum fy_scalar_style style = token ? fy_token_scalar_style(token) : FYSS_PLAIN;
	node->quoted = style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED;
	gboolean plain = style == FYSS_PLAIN || style == FYSS_ANY;
	if (text && memchr(text, '\0', length)) /* "\0" in double quotes */
		stop_at(reader, node->place, _("the text holds a NUL character"));
	else if (text && !(plain && is_nothing(text, length)))
		node->text = g_string_chunk_insert_len(reader->pool->strings, text, (gssize)length);
	if (node->text && length > 0 && style == FYSS_DOUBLE_QUOTED) {
		/* Escapes can bring in what the file itself may not hold. */
		g_autofree char *clean = text_clean(node->text, (gssize)length, NULL);
		if (!clean)
			stop_at(reader, node->place, _("the text holds a control character"));
		else if (strcmp(clean, node->text) != 0)
			node->text = g_string_chunk_insert(reader->pool->strings, clean);
	}
	add_node(reader, node);
}

/* Messages are looked up only when they are said: there is an event for each word of a file. */
static void refuse_token(struct reader *reader, struct fy_token *token, const char *msgid)
{
	if (token)
		stop_at(reader, token_place(reader, token), _(msgid));
}

static void take_event(struct reader *reader, const struct fy_event *event)
{
	static const char *const anchor = N_("anchors and aliases (& and *) are not accepted here: "
					     "write the text out, or quote it");
	static const char *const tag =
		N_("tags (!) are not accepted here: leave it out, or quote the text");
	switch (event->type) {
	case FYET_DOCUMENT_START:
		if (++reader->documents > 1)
			refuse_token(reader, event->document_start.document_start,
				N_("a second document (---) is not accepted in a file"));
		break;
	case FYET_ALIAS:
		refuse_token(reader, event->alias.anchor, anchor);
		break;
	case FYET_SCALAR:
		refuse_token(reader, event->scalar.anchor, anchor);
		refuse_token(reader, event->scalar.tag, tag);
		add_scalar(reader, event->scalar.value);
		break;
	case FYET_SEQUENCE_START:
		refuse_token(reader, event->sequence_start.anchor, anchor);
		refuse_token(reader, event->sequence_start.tag, tag);
		open_frame(reader, YAML_LIST,
			token_place(reader, event->sequence_start.sequence_start));
		break;
	case FYET_MAPPING_START:
		refuse_token(reader, event->mapping_start.anchor, anchor);
		refuse_token(reader, event->mapping_start.tag, tag);
		open_frame(
			reader, YAML_MAP, token_place(reader, event->mapping_start.mapping_start));
		break;
	case FYET_SEQUENCE_END:
	case FYET_MAPPING_END:
		close_frame(reader);
		break;
	default:
		break;
	}
}

/* What the parser itself has to say about the syntax. */
static void add_syntax_errors(struct reader *reader, struct fy_diag *diag)
{
	void *previous = NULL;
	guint before = reader->findings->errors;
	for (struct fy_diag_error *error; (error = fy_diag_errors_iterate(diag, &previous));) {
		struct place place = {
			reader->file, (guint)MAX(error->line, 0), (guint)MAX(error->column, 0)};
		g_autofree char *why = reason(error->msg);
		findings_add(reader->findings, SEVERITY_ERROR, place, _("not YAML: %s"), why);
	}
	if (reader->findings->errors == before)
		findings_add(reader->findings, SEVERITY_ERROR, (struct place){.file = reader->file},
			_("this is not YAML"));
}

static void read_events(struct reader *reader, const char *text)
{
	struct fy_diag_cfg how;
	fy_diag_cfg_default(&how);
	how.fp = NULL;
	how.level = FYET_ERROR;
	struct fy_diag *diag = fy_diag_create(&how);
	fy_diag_set_collect_errors(diag, true);
	struct fy_parse_cfg config = {
		.flags = FYPCF_QUIET | FYPCF_JSON_NONE | FYPCF_DEFAULT_VERSION_1_2, .diag = diag};
	struct fy_parser *parser = fy_parser_create(&config);
	gboolean failed = fy_parser_set_string(parser, text, strlen(text)) != 0;
	while (!failed && !reader->stopped) {
		struct fy_event *event = fy_parser_parse(parser);
		if (!event)
			break;
		take_event(reader, event);
		fy_parser_event_free(parser, event);
	}
	failed = failed || fy_parser_get_stream_error(parser);
	if (failed && !reader->stopped) {
		add_syntax_errors(reader, diag);
		reader->stopped = TRUE;
	}
	fy_parser_destroy(parser);
	fy_diag_destroy(diag);
}

const struct yaml *yaml_parse(
	struct yaml_pool *pool, const char *file, const char *text, struct findings *findings)
{
	struct reader reader = {.pool = pool, .findings = findings, .file = file};
	reader.frames = g_array_new(FALSE, TRUE, sizeof(struct frame));
	read_events(&reader, text);
	g_array_unref(reader.frames);
	if (reader.stopped)
		return NULL;
	if (!reader.root)
		findings_add(findings, SEVERITY_ERROR, (struct place){.file = file},
			_("the file is empty"));
	return reader.root;
}

const struct yaml_entry *yaml_entry(const struct yaml *node, guint index)
{
	return node && index < node->count ? &node->entries[index] : NULL;
}

const struct yaml *yaml_get(const struct yaml *map, const char *key)
{
	const struct yaml_entry *entry = find_entry(map, key);
	return entry ? entry->value : NULL;
}

struct place yaml_inside(const struct yaml *node)
{
	struct place place = node->place;
	if (node->quoted)
		place.column++;
	return place;
}

void yaml_replace(struct yaml *map, const char *key, const struct yaml *value)
{
	find_entry(map, key)->value = value;
}

struct yaml *yaml_merge(struct yaml_pool *pool, const struct yaml *base, const struct yaml *over)
{
	struct yaml *merged = node_new(pool, YAML_MAP, base->place);
	for (guint i = 0; i < base->count; i++)
		node_add(pool, merged, *yaml_entry(base, i));
	for (guint i = 0; i < over->count; i++) {
		const struct yaml_entry *entry = yaml_entry(over, i);
		struct yaml_entry *old = find_entry(merged, entry->key);
		if (old)
			*old = *entry;
		else
			node_add(pool, merged, *entry);
	}
	return merged;
}
