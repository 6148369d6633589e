/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The paper: a document as checking sees it, flat and in reading order: passages (a part of the form,
 * a heading, a paragraph, an item, a cell), their tokens in one row, the sentences among them. A
 * passage keeps where each stretch of its text stood in the file. Everything is found by index;
 * tokens know no passage, passages and sentences are ranges of tokens.
 */
#include "check/grammar.h"
#include "doc/doc.h"

enum passage_kind { PASSAGE_PART, PASSAGE_HEADING, PASSAGE_PARAGRAPH, PASSAGE_ITEM, PASSAGE_CELL };

/* From a byte of the passage's text on, the file is followed from `origin`. */
struct stretch {
	gsize at;
	struct origin origin;
	gboolean figure; /* it was computed from records, and carries its query */
};

struct passage {
	enum passage_kind kind;
	enum part_kind part;   /* of a part */
	guint level;           /* heading or label: 1 … ; item: depth from 0 */
	const char *label;     /* as typed: "I.", "a,", "-"; "" = none; borrowed from the paper */
	gboolean generated;    /* the label was made here: nobody typed it */
	const char *text;      /* borrowed from the paper */
	gsize length;
	guint from, to;             /* tokens */
	guint first_stretch, stretches;
	guint first_sentence, sentences;
	guint list;                 /* of an item: which list, from 1 */
	guint table, row, column;   /* of a cell: which table, from 1; row and column from 0 */
	gboolean header;            /* of a cell */
	gboolean mended;            /* the conversion broke it */
	struct origin origin;       /* of the label or the text */
};

struct sentence {
	guint from, to; /* tokens, its last mark among them */
	guint passage;
};

struct paper {
	const struct lexicon *lexicon;
	struct wordbook *words;
	GArray *passages;  /* struct passage */
	GArray *stretches; /* struct stretch */
	GArray *tokens;    /* struct token */
	GArray *sentences; /* struct sentence */
	GStringChunk *texts;
	guint annexes; /* how many there are */
};

struct paper *paper_new(const struct lexicon *lexicon, const struct doc *doc);
void paper_free(struct paper *paper);
typedef struct paper paper_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(paper_t, paper_free)

static inline const struct token *paper_token(const struct paper *paper, guint index)
{
	return &g_array_index(paper->tokens, struct token, index);
}

static inline const struct passage *paper_passage(const struct paper *paper, guint index)
{
	return &g_array_index(paper->passages, struct passage, index);
}

static inline const struct sentence *paper_sentence(const struct paper *paper, guint index)
{
	return &g_array_index(paper->sentences, struct sentence, index);
}

/* Whether the token is the word, in small letters. */
gboolean paper_is_word(const struct paper *paper, guint token, const char *word);
/* Whether a byte of a passage's text was computed from records. */
gboolean paper_is_figure(const struct paper *paper, guint passage, gsize at);
/* The text from one token up to another, as it stands in the passage; caller frees. */
char *paper_text(const struct paper *paper, guint passage, guint from, guint to);
/* Where a byte of a passage's text stood. */
struct origin paper_origin(const struct paper *paper, guint passage, gsize at);
/* The end of the stretch that holds the byte: up to there, what is quoted stands on one line. */
gsize paper_stretch_end(const struct paper *paper, guint passage, gsize at);
