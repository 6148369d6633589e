/* SPDX-License-Identifier: Apache-2.0 */
#include "check/lexicon.h"
#include "base/error.h"
#include "base/text.h"
#include "check/pair_table.h"
#include "check/syllable.h"
#include "check/tables.h"

#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

static const char *const class_names[LEXEMES] = {
	[LEXEME_NUMERAL] = "numeral",
	[LEXEME_MULTIPLE] = "multiple",
	[LEXEME_UNIT] = "unit",
	[LEXEME_PERSON] = "person",
	[LEXEME_CLASSIFIER] = "classifier",
	[LEXEME_MONEY] = "money",
	[LEXEME_ORDER] = "order",
	[LEXEME_ABOUT] = "about",
	[LEXEME_CHANGE] = "change",
	[LEXEME_WHOLE] = "whole",
	[LEXEME_BESIDES] = "besides",
	[LEXEME_TOTAL] = "total",
	[LEXEME_UNSUMMED] = "unsummed",
	[LEXEME_OVERLAP] = "overlap",
	[LEXEME_CUMULATIVE] = "cumulative",
	[LEXEME_KIND] = "kind",
	[LEXEME_SHORT_KIND] = "short-kind",
	[LEXEME_SHORT_ISSUER] = "short-issuer",
	[LEXEME_PARTY] = "party",
	[LEXEME_STATE] = "state",
	[LEXEME_ISSUER] = "issuer",
	[LEXEME_VERB] = "verb",
	[LEXEME_JOINS] = "joins",
	[LEXEME_PLACE_KIND] = "place",
	[LEXEME_CLOSING] = "closing",
	[LEXEME_OPENING] = "opening",
	[LEXEME_COUNTS] = "counts",
	[LEXEME_OUTDATED] = "outdated",
	[LEXEME_SHORT] = "short",
	[LEXEME_ENDED] = "ended",
	[LEXEME_STAGE] = "stage",
	[LEXEME_BODY] = "body",
	[LEXEME_LISTED] = "listed",
	[LEXEME_NAME] = "name",
	[LEXEME_ELSEWHERE] = "elsewhere",
	[LEXEME_DURING] = "during",
	[LEXEME_SAME_PERIOD] = "same",
	[LEXEME_NONE] = "none",
	[LEXEME_SINCE] = "since",
	[LEXEME_REPLACED] = "replaced",
	[LEXEME_WISH] = "wish",
	[LEXEME_AHEAD] = "ahead",
	[LEXEME_HEADS] = "heads",
	[LEXEME_GENERAL] = "general",
	[LEXEME_SPECIAL] = "special",
	[LEXEME_SUMMED] = "summed",
	[LEXEME_TITLE] = "title",
	[LEXEME_SMALL] = "small",
	[LEXEME_DONE] = "done",
	[LEXEME_LEFT] = "left",
	[LEXEME_CARRIED] = "carried",
};

/* What ends at a node of the tree of phrases. */
struct sense {
	guint8 class;
	guint next; /* 0 = the last */
	struct meaning meaning;
};

struct lexicon {
	struct wordbook *words;
	struct pair_table children; /* (node, word) → node */
	GArray *nodes;        /* guint: the first sense of the node */
	GArray *node_slips;   /* guint: its slip */
	GArray *senses;       /* struct sense, from 1 */
	GArray *slips;        /* struct slip, from 1 */
	struct pair_table pairs; /* (first, second) → 1 */
	GHashTable *after, *before; /* word → GArray * of word_t */
	GHashTable *counted;  /* words that may follow a number */
	GStringChunk *texts;
	gboolean listed; /* there is a list of syllables */
	GArray *tokens; /* while it is read */
};

#define MARK_BIT 0x80000000u

static guint32 token_key(const struct token *token)
{
	return token->kind == TOKEN_MARK ? token->word | MARK_BIT : token->word;
}

static guint child(const struct lexicon *lexicon, guint node, guint32 key)
{
	return pair_table_get(&lexicon->children, node, key);
}

static guint add_child(struct lexicon *lexicon, guint node, guint32 key)
{
	guint found = child(lexicon, node, key);
	if (found)
		return found;
	guint none = 0;
	g_array_append_val(lexicon->nodes, none);
	g_array_append_val(lexicon->node_slips, none);
	found = lexicon->nodes->len - 1;
	pair_table_add(&lexicon->children, node, key, found);
	return found;
}

/* The node at which a phrase ends. `bit`: its class. */
static guint add_phrase(struct lexicon *lexicon, const char *text, guint bit)
{
	g_array_set_size(lexicon->tokens, 0);
	tokens_read(lexicon->tokens, lexicon->words, text, strlen(text));
	guint node = 0;
	for (guint i = 0; i < lexicon->tokens->len; i++) {
		const struct token *token = &g_array_index(lexicon->tokens, struct token, i);
		if (i == 0 && token->kind != TOKEN_MARK)
			wordbook_begin(lexicon->words, token->word, bit);
		node = add_child(lexicon, node, token_key(token));
	}
	return node;
}

static void add_sense(struct lexicon *lexicon, guint node, enum lexeme class, struct meaning meaning)
{
	guint *first = &g_array_index(lexicon->nodes, guint, node);
	struct sense sense = {.class = (guint8)class, .next = *first, .meaning = meaning};
	*first = lexicon->senses->len;
	g_array_append_val(lexicon->senses, sense);
}

static enum lexeme class_of(const char *name)
{
	for (guint i = 0; i < LEXEMES; i++)
		if (strcmp(class_names[i], name) == 0)
			return (enum lexeme)i;
	g_error("lexicon.tsv: no class %s", name);
}

static struct meaning meaning_of(struct lexicon *lexicon, const char *text)
{
	char *end;
	struct meaning meaning = {.value = strtoll(text, &end, 10)};
	if (*end != '\0')
		meaning = (struct meaning){
			.text = strcmp(text, "-") == 0 ? "" : g_string_chunk_insert_const(lexicon->texts, text)};
	return meaning;
}

static void read_lexeme(void *data, char **fields)
{
	struct lexicon *lexicon = data;
	enum lexeme class = class_of(fields[0]);
	struct meaning meaning = meaning_of(lexicon, fields[1]);
	g_auto(GStrv) phrases = g_strsplit(fields[2], " | ", -1);
	for (char **phrase = phrases; *phrase; phrase++)
		add_sense(lexicon, add_phrase(lexicon, *phrase, class), class, meaning);
}

static void read_slip(void *data, char **fields)
{
	struct lexicon *lexicon = data;
	struct slip slip = {.certain = (guint8)atoi(fields[0])};
	if (strcmp(fields[2], "-") != 0)
		slip.right = g_string_chunk_insert_const(lexicon->texts, fields[2]);
	guint node = add_phrase(lexicon, fields[1], BEGINS_SLIP);
	g_array_index(lexicon->node_slips, guint, node) = lexicon->slips->len;
	g_array_append_val(lexicon->slips, slip);
}

static void add_partner(GHashTable *partners, word_t word, word_t partner)
{
	GArray *list = g_hash_table_lookup(partners, GUINT_TO_POINTER(word));
	if (!list) {
		list = g_array_new(FALSE, FALSE, sizeof(word_t));
		g_hash_table_insert(partners, GUINT_TO_POINTER(word), list);
	}
	g_array_append_val(list, partner);
}

static void add_pair(struct lexicon *lexicon, word_t first, word_t second)
{
	if (!pair_table_add(&lexicon->pairs, first, second, 1))
		return;
	wordbook_begin(lexicon->words, first, BEGINS_PAIR);
	add_partner(lexicon->after, first, second);
	add_partner(lexicon->before, second, first);
}

/* "đảm<TAB>bảo_ _bảo _nhận": a bound syllable and the partners before and after it. */
static void read_pairs(void *data, char **fields)
{
	struct lexicon *lexicon = data;
	const char *name = fields[0];
	gboolean bound = *name != '~';
	word_t word = wordbook_add(lexicon->words, name + !bound, strlen(name) - !bound);
	wordbook_flag(lexicon->words, word, WORD_SYLLABLE | (bound ? WORD_BOUND : 0));
	g_auto(GStrv) partners = g_strsplit(fields[1], " ", -1);
	for (char **each = partners; *each; each++) {
		gsize length = strlen(*each);
		if (strcmp(*each, "#_") == 0)
			g_hash_table_add(lexicon->counted, GUINT_TO_POINTER(word));
		if (length < 2 || **each == '#')
			continue;
		gboolean after = **each == '_';
		word_t partner = wordbook_add(lexicon->words, *each + after, length - 1);
		add_pair(lexicon, after ? word : partner, after ? partner : word);
	}
}

static void read_word(void *data, char **fields)
{
	struct lexicon *lexicon = data;
	guint flags = strcmp(fields[0], "foreign") == 0 ? WORD_FOREIGN
		      : strcmp(fields[0], "meets") == 0 ? WORD_MEETS
		      : strcmp(fields[0], "twice") == 0 ? WORD_TWICE
		      : strcmp(fields[0], "function") == 0
			      ? WORD_FUNCTION
		      : strcmp(fields[0], "syllable") == 0
			      ? WORD_SYLLABLE
			      : WORD_LISTED;
	g_auto(GStrv) list = g_strsplit(fields[1], " ", -1);
	for (char **each = list; *each; each++)
		if (**each)
			wordbook_flag(lexicon->words,
				wordbook_add(lexicon->words, *each, strlen(*each)), flags);
}

/* hunspell's list: a count, then a word a line, with or without "/FLAGS". */
static gboolean read_syllables(struct lexicon *lexicon, const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) reason = NULL;
	if (!g_file_get_contents(path, &text, NULL, &reason)) {
		if (g_error_matches(reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
			return TRUE;
		return fail(error, ERROR_SYSTEM, "%s", reason->message);
	}
	if (!g_utf8_validate(text, -1, NULL))
		return fail(error, ERROR_SYSTEM, _("%s: the list of syllables is not UTF-8"), path);
	lexicon->listed = TRUE;
	char *at = strchr(text, '\n');
	while (at && *++at) {
		gsize length = strcspn(at, "/\r\n");
		if (length > 0 && length < 32 && syllable_is_formed(at, length))
			wordbook_flag(lexicon->words, wordbook_add(lexicon->words, at, length), WORD_SYLLABLE);
		at = strchr(at, '\n');
	}
	return TRUE;
}

static void free_list(gpointer list)
{
	g_array_unref(list);
}

struct lexicon *lexicon_new(const char *syllables, GError **error)
{
	g_autoptr(lexicon_t) lexicon = g_new0(struct lexicon, 1);
	lexicon->words = wordbook_new(NULL);
	lexicon->after = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_list);
	lexicon->before = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_list);
	lexicon->counted = g_hash_table_new(g_direct_hash, g_direct_equal);
	lexicon->nodes = g_array_new(FALSE, TRUE, sizeof(guint));
	lexicon->node_slips = g_array_new(FALSE, TRUE, sizeof(guint));
	lexicon->senses = g_array_new(FALSE, TRUE, sizeof(struct sense));
	lexicon->slips = g_array_new(FALSE, TRUE, sizeof(struct slip));
	lexicon->texts = g_string_chunk_new(4096);
	lexicon->tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	g_array_set_size(lexicon->nodes, 1);
	g_array_set_size(lexicon->node_slips, 1);
	g_array_set_size(lexicon->senses, 1);
	g_array_set_size(lexicon->slips, 1);
	tables_read("words.tsv", 2, read_word, lexicon);
	tables_read("lexicon.tsv", 3, read_lexeme, lexicon);
	tables_read("slips.tsv", 3, read_slip, lexicon);
	tables_read("pairs.tsv", 2, read_pairs, lexicon);
	if (syllables && !read_syllables(lexicon, syllables, error))
		return NULL;
	return g_steal_pointer(&lexicon);
}

void lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return;
	wordbook_free(lexicon->words);
	pair_table_clear(&lexicon->children);
	pair_table_clear(&lexicon->pairs);
	g_hash_table_unref(lexicon->after);
	g_hash_table_unref(lexicon->before);
	g_hash_table_unref(lexicon->counted);
	g_array_unref(lexicon->nodes);
	g_array_unref(lexicon->node_slips);
	g_array_unref(lexicon->senses);
	g_array_unref(lexicon->slips);
	g_array_unref(lexicon->tokens);
	g_string_chunk_free(lexicon->texts);
	g_free(lexicon);
}

const struct wordbook *lexicon_words(const struct lexicon *lexicon)
{
	return lexicon->words;
}

static guint first_sense(const struct lexicon *lexicon, guint node, enum lexeme class)
{
	guint sense = g_array_index(lexicon->nodes, guint, node);
	while (sense && g_array_index(lexicon->senses, struct sense, sense).class != class)
		sense = g_array_index(lexicon->senses, struct sense, sense).next;
	return sense;
}

guint lexicon_match_on(const struct lexicon *lexicon, const struct token *tokens, guint count,
	enum lexeme class, struct meaning *meaning)
{
	guint best = 0;
	for (guint i = 0, node = 0; i < count; i++) {
		node = child(lexicon, node, token_key(&tokens[i]));
		if (!node)
			break;
		guint sense = first_sense(lexicon, node, class);
		if (!sense)
			continue;
		best = i + 1;
		if (meaning)
			*meaning = g_array_index(lexicon->senses, struct sense, sense).meaning;
	}
	return best;
}

/* "…" in a slip stands for up to three words. */
#define GAP_MOST 3

static guint slip_from(const struct lexicon *lexicon, guint node, const struct token *tokens,
	guint count, guint taken, const struct slip **slip)
{
	guint found = g_array_index(lexicon->node_slips, guint, node), best = 0;
	if (found) {
		*slip = &g_array_index(lexicon->slips, struct slip, found);
		best = taken;
	}
	if (taken == count)
		return best;
	const struct slip *longer = NULL;
	guint next = child(lexicon, node, token_key(&tokens[taken]));
	guint end = next ? slip_from(lexicon, next, tokens, count, taken + 1, &longer) : 0;
	guint gap = end ? 0 : child(lexicon, node, 0x2026 | MARK_BIT);
	for (guint i = 0; gap && !end && i <= GAP_MOST && taken + i < count; i++) {
		if (i > 0 && tokens[taken + i - 1].kind != TOKEN_WORD)
			break;
		end = slip_from(lexicon, gap, tokens, count, taken + i, &longer);
	}
	if (end > best) {
		*slip = longer;
		best = end;
	}
	return best;
}

guint lexicon_slip_on(const struct lexicon *lexicon, const struct token *tokens, guint count,
	const struct slip **slip)
{
	return slip_from(lexicon, 0, tokens, count, 0, slip);
}

gboolean lexicon_has_syllables(const struct lexicon *lexicon)
{
	return lexicon->listed;
}

gboolean lexicon_is_pair(const struct lexicon *lexicon, word_t first, word_t second)
{
	return first < wordbook_count(lexicon->words) && first > 0 &&
	       wordbook_get(lexicon->words, first)->begins >> BEGINS_PAIR & 1 &&
	       pair_table_get(&lexicon->pairs, first, second);
}

struct wordbook *lexicon_own_words(const struct lexicon *lexicon)
{
	return lexicon->words;
}

const GArray *lexicon_after(const struct lexicon *lexicon, word_t word)
{
	return g_hash_table_lookup(lexicon->after, GUINT_TO_POINTER(word));
}

const GArray *lexicon_before(const struct lexicon *lexicon, word_t word)
{
	return g_hash_table_lookup(lexicon->before, GUINT_TO_POINTER(word));
}

gboolean lexicon_is_counted(const struct lexicon *lexicon, word_t word)
{
	return g_hash_table_contains(lexicon->counted, GUINT_TO_POINTER(word));
}

word_t lexicon_near(const struct lexicon *lexicon, const struct word *word)
{
	word_t found = 0;
	guint best = 3;
	for (word_t each = 1; each < wordbook_count(lexicon->words); each++) {
		const struct word *listed = wordbook_get(lexicon->words, each);
		if (!(listed->flags & WORD_SYLLABLE))
			continue;
		guint distance = word_distance(word, listed, best);
		if (distance >= best)
			continue;
		best = distance;
		found = each;
	}
	return found;
}
