/* SPDX-License-Identifier: Apache-2.0 */
/* Values from the text of a cell, a form or a command line. */
#include "base/number.h"
#include "base/reason.h"
#include "base/text.h"
#include "def/value_private.h"

#include <string.h>

/* Line ends of other systems become newlines. */
static char *text_clean_lines(const char *text, GError **error)
{
	if (!strchr(text, '\r'))
		return text_clean(text, -1, error);
	g_autoptr(GString) lines = g_string_new(text);
	g_string_replace(lines, "\r\n", "\n", 0);
	g_strdelimit(lines->str, "\r", '\n');
	return text_clean(lines->str, (gssize)lines->len, error);
}

gboolean text_accept(const char *text, gboolean lines, glong most, char **clean, GError **error)
{
	*clean = NULL;
	g_autofree char *whole = text_clean_lines(text, error);
	if (!whole)
		return FALSE;
	for (char *at = whole; !lines && *at != '\0'; at++)
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	g_strstrip(whole);
	glong length = g_utf8_strlen(whole, -1);
	if (length > most)
		return fail(error, ERROR_INPUT,
			_("the text has %ld characters; at most %ld are kept"), length, most);
	if (length > 0)
		*clean = g_steal_pointer(&whole);
	return TRUE;
}

gboolean scaled_parse(const char *text, guint scale, gint64 *value, GError **error)
{
	return scale == 0 ? count_parse(text, value, error)
			  : decimal_parse(text, scale, value, error);
}

gboolean number_accept(
	const struct field *field, gint64 number, struct value *value, GError **error)
{
	if (field->type == FIELD_COUNT && number < 0 && !(field->has_min && field->min < 0))
		return fail(error, ERROR_INPUT,
			_("a count cannot be negative (%" PRId64 ")"), number);
	value->kind = VALUE_NUMBER;
	value->number = number;
	return TRUE;
}

static gboolean read_bool(const char *text, struct value *value, GError **error)
{
	static const char *const yes[] = {"yes", "true", "co", "dung", "x", "1", NULL};
	static const char *const no[] = {"no", "false", "khong", "sai", "0", NULL};
	g_autofree char *folded = text_fold(text);
	gboolean is_yes = g_strv_contains(yes, folded);
	if (!is_yes && !g_strv_contains(no, folded)) {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT, _("“%s” is neither yes nor no"), brief);
	}
	value->kind = VALUE_NUMBER;
	value->number = is_yes;
	return TRUE;
}

static gboolean read_date(const char *text, day_t *day, GError **error)
{
	if (!day_parse(text, day, error))
		return FALSE;
	if (*day > DAY_LAST)
		return fail(error, ERROR_INPUT,
			_("the date %s is too far away: the last year is 2870"), text);
	return TRUE;
}

/* hh:mm, hh:mm:ss, 8h30, 8h */
static gboolean read_time(const char *text, int *hour, int *minute)
{
	char *end;
	guint64 value = g_ascii_isdigit(*text) ? g_ascii_strtoull(text, &end, 10) : 99;
	if (value > 23 || (*end != ':' && *end != 'h'))
		return FALSE;
	*hour = (int)value;
	*minute = 0;
	if (*end == 'h' && end[1] == '\0')
		return TRUE;
	text = end + 1;
	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]))
		return FALSE;
	*minute = (text[0] - '0') * 10 + (text[1] - '0');
	text += 2;
	if (*text == ':' && g_ascii_isdigit(text[1]) && text[1] < '6' && g_ascii_isdigit(text[2]))
		text += 3;
	return *minute < 60 && *text == '\0';
}

static void set_datetime(day_t day, int hour, int minute, struct value *value)
{
	char date[DAY_TEXT];
	day_write(day, date);
	value->kind = VALUE_TEXT;
	value->text = g_strdup_printf("%sT%02d:%02d", date, hour, minute);
}

/* A moment with its zone becomes local time (Viet Nam is at UTC+7 all year). */
static gboolean read_moment(const char *text, struct value *value, GError **error)
{
	moment_t moment;
	if (!moment_parse(text, &moment, error))
		return FALSE;
	const gint64 day_seconds = 24 * 3600;
	gint64 seconds = moment / G_USEC_PER_SEC + 7 * 3600;
	gint64 days = seconds / day_seconds, rest = seconds % day_seconds;
	if (rest < 0) {
		rest += day_seconds;
		days--;
	}
	gint64 day = day_make(1970, 1, 1) + days;
	if (day <= DAY_NONE || day > DAY_LAST)
		return fail(error, ERROR_INPUT, _("the date of “%s” is too far away"), text);
	set_datetime((day_t)day, (int)(rest / 3600), (int)(rest / 60 % 60), value);
	return TRUE;
}

static gboolean read_datetime(const char *text, struct value *value, GError **error)
{
	gsize date_length = strcspn(text, "T ");
	const char *time = text + date_length;
	time += *time != '\0';
	while (*time == ' ')
		time++;
	if (text[date_length] == 'T' && strpbrk(time, "Z+-"))
		return read_moment(text, value, error);
	g_autofree char *date = g_strndup(text, date_length);
	day_t day;
	int hour = 0, minute = 0;
	if (!read_date(date, &day, error))
		return FALSE;
	if (*time != '\0' && !read_time(time, &hour, &minute)) {
		g_autofree char *brief = text_brief(time);
		return fail(error, ERROR_INPUT,
			_("“%s” is no time of day: write 2020-03-12T08:30 or 12/3/2020 08:30"),
			brief);
	}
	set_datetime(day, hour, minute, value);
	return TRUE;
}

static gboolean refuse_value(const struct field *field, const char *text, GError **error)
{
	g_autofree char *brief = text_brief(text);
	g_autofree char *accepted = accepted_values(field, text);
	return fail(error, ERROR_INPUT, _("“%s” is not one of its values; %s"), brief, accepted);
}

static gboolean read_choice(
	const struct field *field, const char *text, struct value *value, GError **error)
{
	const struct choice *choice = field_choice(field, text);
	if (!choice)
		return refuse_value(field, text, error);
	value->kind = VALUE_TEXT;
	value->text = g_strdup(choice->id);
	return TRUE;
}

static gboolean read_code(
	const struct field *field, const char *text, struct value *value, GError **error)
{
	const struct code_item *item = code_find(field->codes, text);
	item = item ? item : code_match(field->codes, text);
	if (!item) {
		g_autofree char *folded = text_fold(text);
		g_autofree char *brief = text_brief(text);
		if (g_hash_table_contains(field->codes->by_name, folded))
			return fail(error, ERROR_INPUT,
				_("“%s” can mean several values; write the code"), brief);
		return refuse_value(field, text, error);
	}
	value->kind = VALUE_TEXT;
	value->text = g_strdup(item->id);
	return TRUE;
}

gboolean link_accept(const struct field *field, const struct links *links, gint64 id,
	struct value *value, GError **error)
{
	if (id <= 0)
		return fail(
			error, ERROR_INPUT, _("%" PRId64 " is no number of a record"), id);
	if (links && !links->get(links->data, field->target, id))
		return fail(error, ERROR_ABSENT,
			_("there is no record #%" PRId64 " in the register %s"), id,
			field->target->id);
	value->kind = VALUE_NUMBER;
	value->number = id;
	return TRUE;
}

static gboolean read_link(const struct field *field, const struct links *links, const char *text,
	struct value *value, GError **error)
{
	gint64 id = 0;
	if (*text == '#' && count_parse(text + 1, &id, NULL))
		return link_accept(field, links, id, value, error);
	if (!links) {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT,
			_("“%s”: a linked record can only be named by its number here, like #12"),
			brief);
	}
	if (!links->find(links->data, field->target, text, &id, error))
		return FALSE;
	value->kind = VALUE_NUMBER;
	value->number = id;
	return TRUE;
}

gboolean currency_parse(
	const struct model *model, const char *text, char currency[4], GError **error)
{
	const struct code_list *list = model_codes(model, "currencies");
	const struct code_item *item = list ? code_find(list, text) : NULL;
	item = list && !item ? code_match(list, text) : item;
	const char *id = item ? item->id : text;
	gboolean shaped = strlen(id) == 3 && g_ascii_isupper(id[0]) && g_ascii_isupper(id[1]) &&
			  g_ascii_isupper(id[2]);
	if ((list && !item) || !shaped) {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT,
			_("“%s” is no currency that is known; write its code, like VND or USD"),
			brief);
	}
	memcpy(currency, id, 4);
	return TRUE;
}

static gboolean is_numeric(char c)
{
	return g_ascii_isdigit(c) || c == '.' || c == ',' || c == '-' || c == '+';
}

/* Cuts "1,5 tỷ USD" into the number, what multiplies it and the rest, which is the currency. */
static char *cut_amount(const char *text, guint *zeros, char **rest)
{
	const char *from = text, *to;
	while (*from != '\0' && !is_numeric(*from))
		from++;
	to = from + strlen(from);
	while (to > from && !is_numeric(to[-1]))
		to--;
	g_autofree char *before = g_strstrip(g_strndup(text, (gsize)(from - text)));
	g_autofree char *after = g_strstrip(g_strdup(to));
	char *word_end = after + strcspn(after, " ");
	g_autofree char *word = g_strndup(after, (gsize)(word_end - after));
	g_autofree char *folded = text_fold(word);
	const char *unit = after;
	*zeros = number_multiple(folded, strlen(folded));
	if (*zeros > 0)
		unit = word_end;
	*rest = g_strstrip(g_strconcat(before, *before && *unit ? " " : "", unit, NULL));
	return g_strndup(from, (gsize)(to - from));
}

static gboolean read_amount(const struct model *model, const char *number, guint zeros,
	const char *currency, gint64 *amount, GError **error)
{
	guint scale = model_minor(model, currency) + zeros;
	if (scale > 18)
		return fail(error, ERROR_INPUT, _("“%s”: number too large"), number);
	return scaled_parse(number, scale, amount, error);
}

gboolean amount_parse(const struct model *model, const char *text, const char *currency,
	gint64 *amount, GError **error)
{
	guint zeros;
	g_autofree char *rest = NULL;
	g_autofree char *number = cut_amount(text, &zeros, &rest);
	if (*rest != '\0') {
		g_autofree char *brief = text_brief(text);
		return fail(error, ERROR_INPUT,
			_("“%s” is not an amount; the currency stands in “currency”"), brief);
	}
	return read_amount(model, number, zeros, currency, amount, error);
}

/* "23155/2020-01-01" or "23155" */
static gboolean read_rate(const char *text, struct money *money, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, "/", 2);
	if (strcmp(money->currency, "VND") == 0)
		return fail(error, ERROR_INPUT, _("VND has no exchange rate"));
	if (!parts[0])
		return fail(error, ERROR_INPUT, _("the exchange rate after “@” is missing"));
	if (!decimal_parse(g_strstrip(parts[0]), 6, &money->rate, error))
		return FALSE;
	if (money->rate <= 0)
		return fail(error, ERROR_INPUT, _("an exchange rate is more than 0"));
	return !parts[1] || read_date(g_strstrip(parts[1]), &money->rate_on, error);
}

static gboolean read_money(
	const struct model *model, const char *text, struct value *value, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(text, "@", 2);
	struct money money = {.currency = "VND"};
	guint zeros;
	g_autofree char *currency = NULL;
	g_autofree char *number = cut_amount(parts[0], &zeros, &currency);
	if (*currency != '\0' && !currency_parse(model, currency, money.currency, error))
		return FALSE;
	if (!read_amount(model, number, zeros, money.currency, &money.amount, error))
		return FALSE;
	if (parts[1] && !read_rate(parts[1], &money, error))
		return FALSE;
	value->kind = VALUE_MONEY;
	value->money = g_memdup2(&money, sizeof money);
	return TRUE;
}

char **text_cut(const char *text, char separator)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	const char *start = text, *at = text;
	for (;; at++) {
		if (*at == '\\' && at[1] != '\0') {
			at++;
		} else if (*at == separator || *at == '\0') {
			g_ptr_array_add(parts, g_strstrip(g_strndup(start, (gsize)(at - start))));
			start = at + 1;
		}
		if (*at == '\0')
			break;
	}
	g_ptr_array_add(parts, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&parts), FALSE);
}

void text_escape(GString *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == ';' || *text == '|')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
}

static void unescape(char *text)
{
	char *to = text;
	for (const char *from = text; *from != '\0'; from++) {
		if (*from == '\\' && (from[1] == '\\' || from[1] == ';' || from[1] == '|'))
			from++;
		*to++ = *from;
	}
	*to = '\0';
}

/* "symbol; date; issuer; title", any of them empty. */
static gboolean read_document(const char *text, struct value *value, GError **error)
{
	g_auto(GStrv) parts = text_cut(text, ';');
	guint count = g_strv_length(parts);
	if (count > 4)
		return fail(error, ERROR_INPUT,
			_("a document is written: symbol; date; issuer; title (a “;” within is "
			  "written “\\;”)"));
	struct value read = {.kind = VALUE_DOCUMENT, .document = g_new0(struct document, 1)};
	char **texts[] = {
		&read.document->symbol, NULL, &read.document->issuer, &read.document->title};
	gboolean good = TRUE;
	for (guint i = 0; good && i < count; i++) {
		unescape(parts[i]);
		if (texts[i])
			good = text_accept(parts[i], FALSE, TEXT_MOST, texts[i], error);
		else if (*parts[i] != '\0')
			good = read_date(parts[i], &read.document->date, error);
	}
	if (!good || document_is_empty(read.document))
		value_clear(&read);
	*value = read;
	return good;
}

/* Text that is clean and not empty. */
static gboolean read_clean(const struct model *model, const struct field *field,
	const struct links *links, char **clean, struct value *value, GError **error)
{
	gint64 number;
	day_t day;
	switch (field->type) {
	case FIELD_BOOL:
		return read_bool(*clean, value, error);
	case FIELD_COUNT:
		return count_parse(*clean, &number, error) &&
		       number_accept(field, number, value, error);
	case FIELD_DECIMAL:
		return scaled_parse(*clean, field->scale, &number, error) &&
		       number_accept(field, number, value, error);
	case FIELD_MONEY:
		return read_money(model, *clean, value, error);
	case FIELD_DATE:
		return read_date(*clean, &day, error) && number_accept(field, day, value, error);
	case FIELD_DATETIME:
		return read_datetime(*clean, value, error);
	case FIELD_CHOICE:
		return read_choice(field, *clean, value, error);
	case FIELD_LINK:
		return read_link(field, links, *clean, value, error);
	case FIELD_DOCUMENT:
		return read_document(*clean, value, error);
	default:
		if (field->codes)
			return read_code(field, *clean, value, error);
		value->kind = VALUE_TEXT;
		value->text = g_steal_pointer(clean);
		return TRUE;
	}
}

gboolean value_from_word(const struct model *model, const struct field *field,
	const struct links *links, const char *text, struct value *value, GError **error)
{
	*value = (struct value){0};
	gboolean lines = field->type == FIELD_LONGTEXT;
	glong most = lines                           ? LONGTEXT_MOST
		     : field->type == FIELD_DOCUMENT ? 4 * TEXT_MOST
						     : TEXT_MOST;
	g_autofree char *clean = NULL;
	if (!text_accept(text, lines, most, &clean, error))
		return FALSE;
	return !clean || read_clean(model, field, links, &clean, value, error);
}

static gboolean is_repeated(
	const struct field *field, const GPtrArray *list, const struct value *item)
{
	gboolean is_set = field->type != FIELD_TEXT && field->type != FIELD_DOCUMENT &&
			  field->type != FIELD_FILE && field->type != FIELD_PERSON;
	for (guint i = 0; is_set && i < list->len; i++)
		if (value_equal(g_ptr_array_index(list, i), item))
			return TRUE;
	return FALSE;
}

gboolean list_accept(const struct field *field, GPtrArray *list, struct value *item, GError **error)
{
	if (item->kind == VALUE_NONE || is_repeated(field, list, item)) {
		value_clear(item);
		return TRUE;
	}
	if (list->len == VALUES_MOST) {
		value_clear(item);
		return fail(error, ERROR_INPUT, _("there are more than %d values"), VALUES_MOST);
	}
	value_list_take(list, item);
	return TRUE;
}

char value_separator(const struct field *field)
{
	return field->type == FIELD_DOCUMENT ? '|' : ';';
}

static gboolean read_list(const struct model *model, const struct field *field,
	const struct links *links, const char *text, struct value *value, GError **error)
{
	g_autofree char *copy = g_strdup(text);
	if (field->type == FIELD_DOCUMENT)
		g_strdelimit(copy, "\n", '|');
	g_auto(GStrv) parts = text_cut(copy, value_separator(field));
	g_autoptr(GPtrArray) list = value_list_new();
	for (char **part = parts; *part; part++) {
		struct value item = {0};
		if (field->type != FIELD_DOCUMENT)
			unescape(*part);
		if (!value_from_word(model, field, links, *part, &item, error) ||
			!list_accept(field, list, &item, error))
			return FALSE;
	}
	if (list->len > 0) {
		value->kind = VALUE_LIST;
		value->list = g_steal_pointer(&list);
	}
	return TRUE;
}

/* What value_plain writes for rows: a JSON array. */
static gboolean read_rows(const struct model *model, const struct field *field,
	const struct links *links, const char *text, struct value *value, GError **error)
{
	g_autofree char *clean = NULL;
	if (!text_accept(text, TRUE, G_MAXINT32, &clean, error))
		return FALSE;
	if (!clean)
		return TRUE;
	if (*clean != '[')
		return fail(error, ERROR_INPUT,
			_("rows cannot be written in one cell; enter them in the form or as JSON"));
	json_error_t wrong;
	json_t *json = json_loads(clean, JSON_REJECT_DUPLICATES, &wrong);
	if (!json) {
		g_autofree char *why = reason(wrong.text);
		return fail(error, ERROR_INPUT, _("rows as JSON: %s (character %d)"), why, wrong.position);
	}
	gboolean good = value_from_json(model, field, links, json, value, error);
	json_decref(json);
	return good;
}

gboolean value_from_text(const struct model *model, const struct field *field,
	const struct links *links, const char *text, struct value *value, GError **error)
{
	*value = (struct value){0};
	if (field->type == FIELD_ROWS)
		return read_rows(model, field, links, text, value, error);
	if (field->many)
		return read_list(model, field, links, text, value, error);
	return value_from_word(model, field, links, text, value, error);
}
