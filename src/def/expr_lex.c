/* SPDX-License-Identifier: Apache-2.0 */
#include "def/expr_lex.h"
#include "base/number.h"
#include "base/text.h"

#include <string.h>

struct place lexer_place(const struct lexer *lexer, const char *at)
{
	struct place place = lexer->place;
	const char *line = lexer->text;
	for (const char *scan = lexer->text; scan < at; scan++) {
		if (*scan == '\n') {
			line = scan + 1;
			place.line++;
			place.column = 1;
		}
	}
	place.column = MAX(place.column, 1) + (guint)g_utf8_strlen(line, at - line);
	return place;
}

void lexer_clear(struct lexer *lexer)
{
	g_clear_pointer(&lexer->token.text, g_free);
}

static gboolean refuse(struct lexer *lexer, const char *at, const char *message, const char *quoted)
{
	g_autofree char *brief = quoted ? text_brief(quoted) : NULL;
	struct place place = lexer_place(lexer, at);
	if (brief)
		findings_add(lexer->findings, SEVERITY_ERROR, place, "%s: “%s”", message, brief);
	else
		findings_add(lexer->findings, SEVERITY_ERROR, place, "%s", message);
	return FALSE;
}

static gboolean is_name_start(char c)
{
	return g_ascii_isalpha(c) || c == '_';
}

static gboolean is_name_part(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static const struct {
	const char *word;
	enum token_kind kind;
} words[] = {
	{"and", TOKEN_AND},
	{"or", TOKEN_OR},
	{"not", TOKEN_NOT},
	{"in", TOKEN_IN},
	{"yes", TOKEN_YES},
	{"no", TOKEN_NO},
};

static gboolean read_name(struct lexer *lexer)
{
	struct token *token = &lexer->token;
	const char *end = lexer->at;
	while (is_name_part(*end) || (*end == '.' && is_name_start(end[1])))
		end++;
	token->kind = TOKEN_NAME;
	token->text = g_strndup(lexer->at, (gsize)(end - lexer->at));
	lexer->at = end;
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i].word, token->text) == 0)
			token->kind = words[i].kind;
	return TRUE;
}

static gboolean is_day(const char *at)
{
	static const char shape[] = "dddd-dd-dd";
	for (gsize i = 0; shape[i] != '\0'; i++)
		if (shape[i] == 'd' ? !g_ascii_isdigit(at[i]) : at[i] != '-')
			return FALSE;
	return !g_ascii_isdigit(at[10]);
}

static gboolean read_day(struct lexer *lexer)
{
	struct token *token = &lexer->token;
	token->text = g_strndup(lexer->at, 10);
	int year = atoi(token->text), month = atoi(token->text + 5), day = atoi(token->text + 8);
	token->number = day_make(year, month, day);
	if (token->number == DAY_NONE)
		return refuse(lexer, lexer->at, _("there is no such day"), token->text);
	token->kind = TOKEN_DAY;
	lexer->at += 10;
	return TRUE;
}

static gboolean read_number(struct lexer *lexer)
{
	struct token *token = &lexer->token;
	gsize whole = strspn(lexer->at, "0123456789"), fraction = 0;
	const char *end = lexer->at + whole;
	if (*end == '.') {
		fraction = strspn(end + 1, "0123456789");
		end += 1 + fraction;
	}
	token->text = g_strndup(lexer->at, (gsize)(end - lexer->at));
	if (is_name_part(*end) || *end == '.' || end[-1] == '.')
		return refuse(lexer, lexer->at,
			_("not a number (whole numbers as 1500, decimals as 1.5)"), token->text);
	token->scale = (guint)MIN(fraction, 100);
	if (fraction > 6)
		return refuse(lexer, lexer->at, _("at most 6 digits after the point"), token->text);
	if (!decimal_parse_plain(token->text, token->scale, &token->number, NULL))
		return refuse(lexer, lexer->at, _("number too large"), token->text);
	token->kind = TOKEN_NUMBER;
	lexer->at = end;
	return TRUE;
}

/* 'it''s': a quote inside is written twice. */
static gboolean read_text(struct lexer *lexer)
{
	g_autoptr(GString) text = g_string_new(NULL);
	const char *at = lexer->at + 1;
	for (; *at != '\0'; at++) {
		if (*at == '\'' && at[1] != '\'')
			break;
		if (*at == '\'')
			at++;
		g_string_append_c(text, *at);
	}
	if (*at == '\0')
		return refuse(lexer, lexer->at, _("the closing ' is missing"), NULL);
	g_autoptr(GError) wrong = NULL;
	lexer->token.text = text_clean(text->str, (gssize)text->len, &wrong);
	if (!lexer->token.text)
		return refuse(lexer, lexer->at, wrong->message, NULL);
	lexer->token.kind = TOKEN_TEXT;
	lexer->at = at + 1;
	return TRUE;
}

static const struct {
	const char *sign; /* longest first */
	enum token_kind kind;
	enum compare compare;
} signs[] = {
	{"!=", TOKEN_COMPARE, COMPARE_UNEQUAL},
	{"<=", TOKEN_COMPARE, COMPARE_AT_MOST},
	{">=", TOKEN_COMPARE, COMPARE_AT_LEAST},
	{"=", TOKEN_COMPARE, COMPARE_EQUAL},
	{"<", TOKEN_COMPARE, COMPARE_LESS},
	{">", TOKEN_COMPARE, COMPARE_MORE},
	{"+", TOKEN_PLUS, 0},
	{"-", TOKEN_MINUS, 0},
	{"*", TOKEN_STAR, 0},
	{"(", TOKEN_OPEN, 0},
	{")", TOKEN_CLOSE, 0},
	{"[", TOKEN_LIST_OPEN, 0},
	{"]", TOKEN_LIST_CLOSE, 0},
	{",", TOKEN_COMMA, 0},
};

/* What people write out of habit from other languages. */
static const struct {
	const char *sign, *instead;
} habits[] = {
	{"==", "="},
	{"<>", "!="},
	{"=<", "<="},
	{"=>", ">="},
	{"&&", "and"},
	{"||", "or"},
	{"!", "not"},
	{"\"", "'"},
};

static gboolean read_sign(struct lexer *lexer)
{
	for (gsize i = 0; i < G_N_ELEMENTS(habits); i++) {
		if (g_str_has_prefix(lexer->at, habits[i].sign) &&
			!g_str_has_prefix(lexer->at, "!=")) {
			g_autofree char *message = g_strdup_printf(
				_("write %s, not %s"), habits[i].instead, habits[i].sign);
			return refuse(lexer, lexer->at, message, NULL);
		}
	}
	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++) {
		if (g_str_has_prefix(lexer->at, signs[i].sign)) {
			lexer->token.kind = signs[i].kind;
			lexer->token.compare = signs[i].compare;
			lexer->at += strlen(signs[i].sign);
			return TRUE;
		}
	}
	char character[7] = {0};
	g_unichar_to_utf8(g_utf8_get_char(lexer->at), character);
	return refuse(lexer, lexer->at, _("this character has no meaning here"), character);
}

gboolean lexer_next(struct lexer *lexer)
{
	lexer_clear(lexer);
	lexer->token = (struct token){.kind = TOKEN_END};
	while (*lexer->at == ' ' || *lexer->at == '\t' || *lexer->at == '\n' || *lexer->at == '\r')
		lexer->at++;
	lexer->token.start = lexer->at;
	if (*lexer->at == '\0')
		return TRUE;
	if (is_name_start(*lexer->at))
		return read_name(lexer);
	if (is_day(lexer->at))
		return read_day(lexer);
	if (g_ascii_isdigit(*lexer->at))
		return read_number(lexer);
	if (*lexer->at == '\'')
		return read_text(lexer);
	return read_sign(lexer);
}
