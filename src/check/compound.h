/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Words of two syllables (compounds.tsv). A slip in a mark, "phối hộp", leaves syllables that are well each by itself: it is
 * told by the word that both would make without their marks. Immutable once made.
 */
#include "check/lexicon.h"

struct compounds;
struct compounds *compounds_new(const struct lexicon *lexicon); /* adds its words */
void compounds_free(struct compounds *compounds);

enum syllable_use {
	USE_FREE = 1 << 0,    /* stands beside anything */
	USE_ODD = 1 << 1,     /* official texts do not use it alone */
	USE_COMMON = 1 << 2,  /* may have been meant by an odd one */
	USE_INSIDE = 1 << 3,  /* with a capital, begins a word inside a name: "Ngoại vụ" */
	USE_COUNTED = 1 << 4, /* stands after a number */
};
guint compounds_use(const struct compounds *compounds, word_t word);

/* Whether two syllables are known to stand together. */
gboolean compounds_has(const struct compounds *compounds, word_t first, word_t second);
/* What makes a word with the first, or the second, and differs from the other only in marks; 0 = none. */
word_t compounds_second(const struct compounds *compounds, word_t first, const struct word *second);
word_t compounds_first(const struct compounds *compounds, const struct word *first, word_t second);
/* The syllable of that use that differs from a word only in marks; 0 = none. */
word_t compounds_like(const struct compounds *compounds, const struct word *word, enum syllable_use use);
