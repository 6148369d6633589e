/* SPDX-License-Identifier: Apache-2.0 */
#include "check/compound.h"
#include "check/pair_table.h"
#include "check/syllable.h"
#include "check/tables.h"

#include <string.h>

struct compounds {
	const struct lexicon *lexicon;
	struct pair_table known;           /* (first, second) → 1 */
	struct pair_table seconds, firsts; /* (first, bare second) → second; (second, bare first) → first */
	struct pair_table likes;           /* (use, bare) → syllable */
	GArray *uses;                      /* guint8 by word */
};

/* A number for the letters of a word without their marks. */
static guint32 bare(const struct word *word)
{
	guint32 hash = 2166136261u;
	for (const char *at = word->text; at < word->text + word->length; at = g_utf8_next_char(at)) {
		guchar byte = (guchar)*at;
		gunichar letter = byte < 0x80 ? byte : letter_plain(g_utf8_get_char(at));
		hash = (hash ^ letter) * 16777619u;
	}
	return hash ? hash : 1;
}

static word_t add_word(struct compounds *compounds, const char *text)
{
	return wordbook_add(lexicon_own_words(compounds->lexicon), text, strlen(text));
}

static void add_pair(struct compounds *compounds, word_t first, word_t second, gboolean meant)
{
	const struct wordbook *words = lexicon_words(compounds->lexicon);
	pair_table_add(&compounds->known, first, second, 1);
	if (!meant)
		return;
	pair_table_add(&compounds->seconds, first, bare(wordbook_get(words, second)), second);
	pair_table_add(&compounds->firsts, second, bare(wordbook_get(words, first)), first);
}

static void add_use(struct compounds *compounds, word_t word, enum syllable_use use)
{
	if (word >= compounds->uses->len)
		g_array_set_size(compounds->uses, word + 1);
	guint8 *uses = &g_array_index(compounds->uses, guint8, word);
	*uses = (guint8)(*uses | use);
	pair_table_add(&compounds->likes, use, bare(wordbook_get(lexicon_words(compounds->lexicon), word)), word);
}

static void read_row(void *data, char **fields)
{
	struct compounds *compounds = data;
	static const char *const uses[] = {"free", "odd", "common", "inside", "counted"};
	gboolean meant = strcmp(fields[0], "word") == 0;
	guint use = 0;
	for (guint i = 0; i < G_N_ELEMENTS(uses); i++)
		use |= strcmp(fields[0], uses[i]) == 0 ? 1u << i : 0;
	word_t first = use ? 0 : add_word(compounds, fields[1]);
	g_auto(GStrv) list = g_strsplit(fields[2], " ", -1);
	for (char **each = list; *each; each++) {
		word_t word = **each ? add_word(compounds, *each) : 0;
		if (word && use)
			add_use(compounds, word, use);
		else if (word)
			add_pair(compounds, first, word, meant);
	}
}

struct compounds *compounds_new(const struct lexicon *lexicon)
{
	struct compounds *compounds = g_new0(struct compounds, 1);
	compounds->lexicon = lexicon;
	compounds->uses = g_array_new(FALSE, TRUE, sizeof(guint8));
	tables_read("compounds.tsv", 3, read_row, compounds);
	return compounds;
}

void compounds_free(struct compounds *compounds)
{
	if (!compounds)
		return;
	pair_table_clear(&compounds->known);
	pair_table_clear(&compounds->seconds);
	pair_table_clear(&compounds->firsts);
	pair_table_clear(&compounds->likes);
	g_array_unref(compounds->uses);
	g_free(compounds);
}

guint compounds_use(const struct compounds *compounds, word_t word)
{
	return word < compounds->uses->len ? g_array_index(compounds->uses, guint8, word) : 0;
}

gboolean compounds_has(const struct compounds *compounds, word_t first, word_t second)
{
	return pair_table_get(&compounds->known, first, second) || lexicon_is_pair(compounds->lexicon, first, second);
}

word_t compounds_second(const struct compounds *compounds, word_t first, const struct word *second)
{
	return pair_table_get(&compounds->seconds, first, bare(second));
}

word_t compounds_first(const struct compounds *compounds, const struct word *first, word_t second)
{
	return pair_table_get(&compounds->firsts, second, bare(first));
}

word_t compounds_like(const struct compounds *compounds, const struct word *word, enum syllable_use use)
{
	return pair_table_get(&compounds->likes, use, bare(word));
}
