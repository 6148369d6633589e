/* SPDX-License-Identifier: Apache-2.0 */
#include "check/statement_private.h"

#include <string.h>

#define NAME_WORDS_MOST 6

static guint name_at(const struct reading *reading, const struct gazetteer *names, const struct passage *passage,
	guint at, struct named *named)
{
	g_autoptr(GString) squeezed = g_string_new(NULL);
	guint best = 0, words = 0;
	for (guint i = at; i < passage->to && words < NAME_WORDS_MOST; i++) {
		const struct token *token = paper_token(reading->paper, i);
		if (token_is_mark(token, '-') && i > at)
			continue;
		if (token->kind != TOKEN_WORD)
			break;
		words++;
		name_squeeze(squeezed, passage->text + token->at, token->length);
		const char *list, *code = gazetteer_code(names, squeezed->str, &list);
		if (!gazetteer_thing(names, squeezed->str))
			continue;
		best = i + 1 - at;
		named->list = list;
		named->code = code;
	}
	return best;
}

static guint body_at(const struct paper *paper, const struct passage *passage, guint at, struct named *named)
{
	struct meaning meaning = {0};
	const struct token *token = paper_token(paper, at);
	guint issuer = lexicon_match(paper->lexicon, token, passage->to - at, LEXEME_ISSUER, &meaning);
	guint body = lexicon_match(paper->lexicon, token, passage->to - at, LEXEME_BODY, NULL);
	named->list = "bodies";
	named->code = issuer >= body && meaning.text && *meaning.text ? meaning.text : NULL;
	return MAX(issuer, body);
}

void read_names(const struct reading *reading, const struct gazetteer *names)
{
	const struct paper *paper = reading->paper;
	for (guint i = 0; i < paper->sentences->len; i++) {
		const struct sentence *sentence = paper_sentence(paper, i);
		const struct passage *passage = paper_passage(paper, sentence->passage);
		for (guint at = sentence->from; at < sentence->to;) {
			const struct token *token = paper_token(paper, at);
			struct named named = {0};
			guint taken = token->kind == TOKEN_WORD && token->flags & TOKEN_CAPITAL
					      ? body_at(paper, passage, at, &named)
					      : 0;
			if (!taken && token->kind == TOKEN_WORD && token->flags & TOKEN_CAPITAL)
				taken = name_at(reading, names, passage, at, &named);
			named.range = (struct range){.from = at,
				.to = at + taken,
				.passage = sentence->passage,
				.sentence = i};
			if (taken)
				g_array_append_val(reading->out->names, named);
			at += MAX(taken, 1u);
		}
	}
}

const char *country_in(const struct reading *reading, const guint range[2])
{
	const char *found = NULL;
	const GArray *names = reading->out->names;
	for (guint i = 0; i < names->len; i++) {
		const struct named *each = &g_array_index(names, struct named, i);
		if (each->range.from < range[0] || each->range.to > range[1] || !each->list ||
			strcmp(each->list, "countries") != 0 || strcmp(each->code, "VN") == 0)
			continue;
		if (found && strcmp(found, each->code) != 0)
			return NULL;
		found = each->code;
	}
	return found;
}
