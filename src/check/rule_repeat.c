/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is said twice: a word or a few words in a row, a verb again in its own clause, a whole
 * sentence in another place.
 */
#include "base/error.h"
#include "check/rule.h"

#define ROW_MOST 4 /* words of what is repeated at once */

static gboolean same_word(const struct token *a, const struct token *b)
{
	return a->kind == TOKEN_WORD && b->kind == TOKEN_WORD && a->word == b->word;
}

/* "luôn luôn" is right, and so are names. */
static gboolean may_be_twice(const struct check *check, const struct token *token)
{
	const struct word *word = wordbook_get(check->paper->words, token->word);
	return word->flags & WORD_TWICE || token[1].flags & TOKEN_CAPITAL ||
	       token->flags & (TOKEN_UPPER | TOKEN_CAPITAL) || word->length < 2;
}

/* Whether the word before a token may make one word with it. */
static gboolean follows_open(const struct check *check, guint at, guint from)
{
	const struct token *before = paper_token(check->paper, at) - (at > from);
	return at > from && before->kind == TOKEN_WORD &&
	       !(wordbook_get(check->paper->words, before->word)->flags & WORD_FUNCTION);
}

static gboolean is_bound(const struct check *check, const struct token *token)
{
	return (wordbook_get(check->paper->words, token->word)->flags & WORD_BOUND) != 0;
}

/* The word before a token ends a longer one: "Ủy ban" before "nhân nhân dân"; "phiên bản bản ghi" may be right. */
static gboolean is_taken(const struct check *check, guint at, guint from)
{
	const struct token *token = paper_token(check->paper, at);
	return at < from + 2 || token[-1].kind != TOKEN_WORD ||
	       (token[-2].kind == TOKEN_WORD &&
		       lexicon_is_pair(check->paper->lexicon, token[-2].word, token[-1].word));
}

/* "văn bản bản dịch" is right: the first ends a word, the second begins one. */
static gboolean is_once_too_much(const struct check *check, guint at, guint from, guint to)
{
	const struct lexicon *lexicon = check->paper->lexicon;
	const struct token *token = paper_token(check->paper, at);
	const struct word *word = wordbook_get(check->paper->words, token->word);
	if (word->flags & WORD_FUNCTION || !(word->flags & WORD_MEETS))
		return word->flags & (WORD_FUNCTION | WORD_SYLLABLE);
	/* Beside a word that is never part of a longer one, it is said once too much. */
	if (!follows_open(check, at, from))
		return TRUE;
	gboolean ends = at > from && token[-1].kind == TOKEN_WORD &&
			lexicon_is_pair(lexicon, token[-1].word, token->word);
	if (at + 2 < to && token[2].kind == TOKEN_WORD && lexicon_is_pair(lexicon, token->word, token[2].word))
		return !ends && (is_bound(check, token) || is_bound(check, token + 2) || is_taken(check, at, from));
	/* "lao động động trong nước", "tổ chức chức phi chính phủ": what follows is a word without it. */
	return ends && (at + 2 >= to || token[2].kind != TOKEN_WORD || token[2].flags & TOKEN_CAPITAL ||
			       wordbook_get(check->paper->words, token[2].word)->flags & WORD_FUNCTION ||
			       (at + 3 < to && token[3].kind == TOKEN_WORD &&
				       lexicon_is_pair(lexicon, token[2].word, token[3].word)));
}

/* How many tokens from `at` on are said again at once; 0 = none. */
static guint row_at(const struct check *check, guint at, guint from, guint to)
{
	const struct token *token = paper_token(check->paper, at);
	for (guint n = 1; n <= ROW_MOST && at + 2 * n <= to; n++) {
		guint same = 0;
		if (token[n].word != token->word)
			continue;
		while (same < n && same_word(paper_token(check->paper, at + same),
					   paper_token(check->paper, at + n + same)))
			same++;
		/* A name begins with the word that stands before it. */
		if (same < n || (paper_token(check->paper, at + n)->flags & TOKEN_CAPITAL &&
					!(paper_token(check->paper, at)->flags & TOKEN_CAPITAL)))
			continue;
		/* "Bộ trưởng Bộ Xây dựng xây dựng kế hoạch" */
		if (n > 1 && at > from && paper_token(check->paper, at)->flags & TOKEN_CAPITAL &&
			!(paper_token(check->paper, at + n)->flags & TOKEN_CAPITAL))
			continue;
		if (n > 1 || (!may_be_twice(check, paper_token(check->paper, at)) &&
				     is_once_too_much(check, at, from, to)))
			return n;
	}
	return 0;
}

/* A verb of the lexicon, and what may stand beside it in a row of verbs. */
static guint verb_at(const struct check *check, guint at, guint to)
{
	return lexicon_match(
		check->paper->lexicon, paper_token(check->paper, at), to - at, LEXEME_VERB, NULL);
}

#define AGAIN_MOST 9 /* tokens between a verb and itself */

/* "tổ chức do Bộ Ngoại giao tổ chức", "vận động, xúc tiến thu hút vận động", "phát hành … trước khi phát hành". */
static gboolean is_again(const struct check *check, guint from, guint again, gboolean after_verb)
{
	const struct paper *paper = check->paper;
	if (paper_is_word(paper, from, "do")) {
		for (guint i = from; i < again; i++)
			if (paper_token(paper, i)->kind != TOKEN_WORD)
				return FALSE;
		return TRUE;
	}
	if (after_verb && again >= from + 2 && paper_is_word(paper, again - 1, "khi") &&
		paper_is_word(paper, again - 2, "trước"))
		return TRUE;
	guint verbs = 0;
	for (guint i = from; i < again;) {
		guint taken = verb_at(check, i, again);
		if (!taken && !token_is_mark(paper_token(paper, i), ','))
			return FALSE;
		verbs += taken > 0;
		i += MAX(taken, 1);
	}
	return verbs > 0;
}

static void check_verbs(struct check *check, const struct sentence *sentence)
{
	guint before = 0;
	for (guint i = sentence->from; i < sentence->to;) {
		guint taken = verb_at(check, i, sentence->to);
		if (!taken) {
			i++;
			continue;
		}
		guint end = i + taken;
		for (guint again = end + 1; again + taken <= sentence->to && again <= end + AGAIN_MOST;
			again++) {
			guint same = 0;
			while (same < taken && same_word(paper_token(check->paper, i + same),
						      paper_token(check->paper, again + same)))
				same++;
			/* "xây dựng do Bộ Xây dựng" */
			if (same < taken || (paper_token(check->paper, again)->flags & TOKEN_CAPITAL) ||
				!is_again(check, end, again, before == i))
				continue;
			struct range range =
				check_range(check, sentence->passage, i, again + taken);
			g_autofree char *word =
				check_quote(check, check_range(check, sentence->passage, i, end));
			check_report_as(check, RULE_TWICE, SEVERITY_WARNING, range, NULL,
				_("“%s” is said twice"), word);
			break;
		}
		before = end;
		i = end;
	}
}

/* Two lines that the reader put together may be two paragraphs. */
static gboolean is_mended(const struct check *check, const struct range *range)
{
	const struct paper *paper = check->paper;
	const struct token *last = paper_token(paper, range->to - 1);
	return paper_passage(paper, range->passage)->mended &&
	       paper_origin(paper, range->passage, paper_token(paper, range->from)->at).line !=
		       paper_origin(paper, range->passage, last->at).line;
}

static void check_rows(struct check *check, const struct sentence *sentence)
{
	for (guint i = sentence->from; i < sentence->to; i++) {
		if (paper_token(check->paper, i)->kind != TOKEN_WORD)
			continue;
		guint n = row_at(check, i, sentence->from, sentence->to);
		if (!n)
			continue;
		struct range range = check_range(check, sentence->passage, i, i + 2 * n);
		if (is_mended(check, &range))
			continue;
		g_autofree char *word = paper_text(check->paper, sentence->passage, i, i + n);
		check_report(check, RULE_TWICE, range, &(struct advice){.right = word},
			_("“%s” is said twice"), word);
		i += 2 * n - 1;
	}
}

#define SENTENCE_LEAST 16 /* tokens of a sentence that is looked for again */

static guint64 sentence_key(const struct check *check, const struct sentence *sentence)
{
	guint64 key = 0xCBF29CE484222325u;
	for (guint i = sentence->from; i < sentence->to; i++) {
		const struct token *token = paper_token(check->paper, i);
		key = (key ^ (token->word + (guint64)token->kind * 0x40000000u)) * 0x100000001B3u;
	}
	return key;
}

static void check_sentences(struct check *check)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	for (guint i = 0; i < check->paper->sentences->len; i++) {
		const struct sentence *sentence = paper_sentence(check->paper, i);
		if (sentence->to - sentence->from < SENTENCE_LEAST ||
			paper_token(check->paper, sentence->from)->kind == TOKEN_MARK)
			continue;
		guint64 *key = g_new(guint64, 1);
		*key = sentence_key(check, sentence);
		gpointer first = g_hash_table_lookup(seen, key);
		if (!first) {
			g_hash_table_insert(seen, key, GUINT_TO_POINTER(i + 1));
			continue;
		}
		g_free(key);
		const struct sentence *before =
			paper_sentence(check->paper, GPOINTER_TO_UINT(first) - 1);
		struct range other =
			check_range(check, before->passage, before->from, before->to);
		check_report(check, RULE_PASSAGE_TWICE,
			check_range(check, sentence->passage, sentence->from, sentence->to),
			&(struct advice){.other = &other}, _("this sentence stands above, too"));
	}
}

void check_repeats(struct check *check)
{
	for (guint i = 0; i < check->paper->sentences->len; i++) {
		const struct sentence *sentence = paper_sentence(check->paper, i);
		check_rows(check, sentence);
		check_verbs(check, sentence);
	}
	check_sentences(check);
}
