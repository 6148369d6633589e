/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* The words of an expression. One word ahead; mistakes go to the findings with their column. */
#include "def/expr_private.h"

enum token_kind {
	TOKEN_END,
	TOKEN_NUMBER,
	TOKEN_TEXT,
	TOKEN_DAY,
	TOKEN_NAME,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_IN,
	TOKEN_YES,
	TOKEN_NO,
	TOKEN_COMPARE,
	TOKEN_PLUS,
	TOKEN_MINUS,
	TOKEN_STAR,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_LIST_OPEN,
	TOKEN_LIST_CLOSE,
	TOKEN_COMMA,
};

struct token {
	enum token_kind kind;
	const char *start; /* in the lexer's text */
	enum compare compare;
	gint64 number;
	guint scale;
	char *text; /* of names, texts, numbers; owned by the lexer */
};

struct lexer {
	const char *text, *at;
	struct place place; /* of the first character */
	struct findings *findings;
	struct token token;
};

/* Reads the next word into `token`; FALSE after a finding. */
gboolean lexer_next(struct lexer *lexer);
void lexer_clear(struct lexer *lexer);
struct place lexer_place(const struct lexer *lexer, const char *at);
