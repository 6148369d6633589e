/* SPDX-License-Identifier: Apache-2.0 */
/* Countries that a text names among other words. */
#include "base/text.h"
#include "import/tally_fact.h"

#include <string.h>

enum { COUNTRY_WORDS_MOST = 6 };

gboolean tally_add_part(GString *where, const char *part)
{
	g_auto(GStrv) parts = g_strsplit(where->str, ",", -1);
	gsize dimension = strcspn(part, "=") + 1;
	for (guint i = 0; parts[i]; i++)
		if (strncmp(parts[i], part, dimension) == 0)
			return strcmp(parts[i], part) == 0;
	g_string_append_printf(where, "%s%s", where->len ? "," : "", part);
	return TRUE;
}

/* Letters and their marks alone, small. */
static char *letters_of(const char *text)
{
	g_autofree char *small = text_lower(text);
	GString *letters = g_string_new(NULL);
	for (const char *at = small; *at; at = g_utf8_next_char(at))
		if (g_unichar_isalpha(g_utf8_get_char(at)))
			g_string_append_unichar(letters, g_utf8_get_char(at));
	return g_string_free(letters, FALSE);
}

/* With every tone: "Nam Phi", not "năm". */
static gboolean is_written_so(const struct code_item *item, const char *letters)
{
	const char *const names[] = {item->label.vi, item->label.en};
	for (guint i = 0; i < G_N_ELEMENTS(names) + item->aliases->len; i++) {
		const char *name = i < G_N_ELEMENTS(names) ? names[i] : item->aliases->pdata[i - G_N_ELEMENTS(names)];
		g_autofree char *own = name ? letters_of(name) : NULL;
		/* Codes of two letters are words, too; "Ý" is longer in bytes. */
		if (own && strcmp(own, letters) == 0 && (strlen(letters) > 2 || (guchar)*letters > 127))
			return TRUE;
	}
	return FALSE;
}

/* A name of one word in a text all in capitals is one only behind a word like "từ". */
static gboolean may_be_country(const struct paper *paper, const struct said *said, guint at, guint taken)
{
	static const char *const before[] = {"từ", "nước", "với", "đoàn", "khách", "tại", "người"};
	if (taken > 1 || !(paper_token(paper, at)->flags & TOKEN_UPPER) || said->to - said->from == 1)
		return TRUE;
	for (guint i = 0; at > said->from && i < G_N_ELEMENTS(before); i++)
		if (paper_is_word(paper, at - 1, before[i]))
			return TRUE;
	return FALSE;
}

/* A country that is named from a token on: how many tokens its name takes. */
static guint country_at(const struct tally_reading *reading, const struct field *field, const struct said *said, guint at, const char **code)
{
	const struct paper *paper = tally_paper(reading->texts);
	g_autoptr(GString) squeezed = g_string_new(NULL);
	guint best = 0;
	for (guint i = at; i < MIN(said->to, at + COUNTRY_WORDS_MOST) && paper_token(paper, at)->flags & TOKEN_CAPITAL; i++) {
		const struct token *token = paper_token(paper, i);
		const char *list = NULL;
		if (token->kind == TOKEN_WORD)
			name_squeeze(squeezed, wordbook_get(paper->words, token->word)->text, wordbook_get(paper->words, token->word)->length);
		else if (!token_is_mark(token, '-'))
			break;
		const char *found = gazetteer_code(reading->context->names, squeezed->str, &list);
		const struct code_item *item = found && list && strcmp(list, "countries") == 0 && field->codes ? code_find(field->codes, found) : NULL;
		g_autofree char *text = item ? paper_text(paper, said->passage, at, i + 1) : NULL, *letters = text ? letters_of(text) : NULL;
		if (letters && is_written_so(item, letters) && may_be_country(paper, said, at, i + 1 - at)) {
			*code = found;
			best = i + 1 - at;
		}
	}
	return best;
}

gboolean tally_add_countries(const struct tally_reading *reading, const struct figure *figure, const struct said *said, guint8 *marks, GString *where)
{
	const struct dimension *dimension = NULL;
	const char *code = NULL, *one = NULL;
	for (guint i = 0; i < figure->dimensions->len; i++) {
		const struct dimension *each = figure->dimensions->pdata[i];
		if (each->field->type == FIELD_COUNTRY && dimension)
			return TRUE;
		dimension = each->field->type == FIELD_COUNTRY ? each : dimension;
	}
	for (guint at = said->from; dimension && at < said->to; at++) {
		guint taken = marks[at - said->from] ? 0 : country_at(reading, dimension->field, said, at, &code);
		if (!taken)
			continue;
		memset(marks + (at - said->from), 1, taken);
		at += taken - 1;
		if (strcmp(code, "VN") == 0)
			continue;
		if (one && strcmp(one, code) != 0)
			return FALSE;
		one = code;
	}
	g_autofree char *part = one ? g_strdup_printf("%s=%s", dimension->id, one) : NULL;
	return !part || tally_add_part(where, part);
}
