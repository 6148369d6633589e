/* SPDX-License-Identifier: Apache-2.0 */
/* Figure queries as values: making, checking, printing, reading. */
#include "base/number.h"
#include "base/text.h"
#include "ledger/ledger_private.h"

#include <string.h>

static void condition_free(gpointer data)
{
	struct condition *condition = data;
	g_free(condition->dimension);
	g_strfreev(condition->values);
	g_free(condition);
}

struct figure_query *figure_query_new(const struct figure *figure)
{
	struct figure_query *query = g_new0(struct figure_query, 1);
	query->figure = figure;
	query->offices = g_array_new(FALSE, FALSE, sizeof(gint64));
	query->conditions = g_ptr_array_new_with_free_func(condition_free);
	return query;
}

struct figure_query *figure_query_copy(const struct figure_query *query)
{
	struct figure_query *copy = figure_query_new(query->figure);
	g_array_append_vals(copy->offices, query->offices->data, query->offices->len);
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *from = query->conditions->pdata[i];
		struct condition *condition = g_new0(struct condition, 1);
		condition->dimension = g_strdup(from->dimension);
		condition->values = g_strdupv(from->values);
		g_ptr_array_add(copy->conditions, condition);
	}
	copy->span = query->span;
	copy->by = g_strdup(query->by);
	copy->as_known = query->as_known;
	copy->position = query->position;
	copy->held = query->held;
	copy->boundaries = query->boundaries;
	copy->stated = query->stated;
	return copy;
}

void figure_query_free(struct figure_query *query)
{
	if (!query)
		return;
	g_array_unref(query->offices);
	g_ptr_array_unref(query->conditions);
	g_free(query->by);
	g_free(query);
}

guint figure_query_hash(gconstpointer data)
{
	const struct figure_query *query = data;
	guint hash = g_direct_hash(query->figure) ^ (guint)query->span.from * 31 ^ (guint)query->span.to * 1009;
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		hash = hash * 33 ^ g_str_hash(condition->dimension);
		for (guint v = 0; condition->values[v]; v++)
			hash = hash * 33 ^ g_str_hash(condition->values[v]);
	}
	return hash;
}

static gboolean same_conditions(const GPtrArray *a, const GPtrArray *b)
{
	gboolean same = a->len == b->len;
	for (guint i = 0; same && i < a->len; i++) {
		const struct condition *x = a->pdata[i], *y = b->pdata[i];
		same = strcmp(x->dimension, y->dimension) == 0 &&
			g_strv_equal((const char *const *)x->values, (const char *const *)y->values);
	}
	return same;
}

static gboolean same_stated(const struct number *a, const struct number *b)
{
	return a->present == b->present && (!a->present || (a->value == b->value && a->scale == b->scale));
}

gboolean figure_query_equal(gconstpointer a, gconstpointer b)
{
	const struct figure_query *x = a, *y = b;
	return x->figure == y->figure && x->span.from == y->span.from && x->span.to == y->span.to &&
		x->position == y->position && x->as_known == y->as_known && x->held == y->held &&
		x->boundaries == y->boundaries && same_stated(&x->stated, &y->stated) && g_strcmp0(x->by, y->by) == 0 &&
		x->offices->len == y->offices->len &&
		memcmp(x->offices->data, y->offices->data, x->offices->len * sizeof(gint64)) == 0 &&
		same_conditions(x->conditions, y->conditions);
}

/* The figure whose dimensions count: the first operand of a share or ratio. */
static const struct figure *dimensions_of(const struct figure *figure)
{
	while (figure->operands[0])
		figure = figure->operands[0];
	return figure;
}

static gboolean is_continuing(const struct figure *figure, const char *dimension)
{
	return strcmp(dimension, "continuing") == 0 && figure->from && figure->kind != FIGURE_STOCK;
}

static gboolean has_dimension(const struct figure *figure, const char *id)
{
	return figure_dimension(figure, id) || is_continuing(figure, id) || (figure->money && strcmp(id, "currency") == 0);
}

static gboolean no_dimension(const struct figure *figure, const char *id, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	for (guint i = 0; i < figure->dimensions->len; i++)
		g_ptr_array_add(names, ((const struct dimension *)figure->dimensions->pdata[i])->id);
	if (figure->money && !figure_dimension(figure, "currency"))
		g_ptr_array_add(names, (gpointer)"currency");
	if (is_continuing(figure, "continuing"))
		g_ptr_array_add(names, (gpointer)"continuing");
	g_ptr_array_add(names, NULL);
	if (names->len == 1)
		return fail(error, ERROR_INPUT, _("%s: this figure has no dimensions, so no \"%s\""), figure->id, id);
	const char *near = text_nearest(id, (const char *const *)names->pdata);
	g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
	if (near)
		return fail(error, ERROR_INPUT, _("%s: no dimension \"%s\"; did you mean \"%s\"? It has: %s"), figure->id, id, near, all);
	return fail(error, ERROR_INPUT, _("%s: no dimension \"%s\"; it has: %s"), figure->id, id, all);
}

static gboolean bad_choice(const struct field *field, const char *dimension, const char *value, GError **error)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < field->choices->len; i++)
		g_ptr_array_add(ids, ((const struct choice *)field->choices->pdata[i])->id);
	g_ptr_array_add(ids, NULL);
	g_autofree char *all = g_strjoinv(", ", (char **)ids->pdata);
	const char *near = text_nearest(value, (const char *const *)ids->pdata);
	if (near)
		return fail(error, ERROR_INPUT, _("%s: no value \"%s\"; did you mean \"%s\"? It may be: %s"), dimension, value, near, all);
	return fail(error, ERROR_INPUT, _("%s: no value \"%s\"; it may be: %s"), dimension, value, all);
}

/* The id of a dimension's value given as id, label or alias; NULL with *error. */
static char *value_id(const struct store *store, const struct figure *figure, const char *name, const char *text, GError **error)
{
	const struct dimension *dimension = figure_dimension(figure, name);
	const struct field *field = dimension ? dimension->field : NULL;
	gboolean truth = !field || field->type == FIELD_BOOL;
	if (is_continuing(figure, name) || (truth && field)) {
		if (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0)
			return g_strdup(text);
		fail(error, ERROR_INPUT, _("%s: write yes or no, not \"%s\""), name, text);
		return NULL;
	}
	if (field && field->choices && field->choices->len) {
		const struct choice *choice = field_choice(field, text);
		if (!choice)
			bad_choice(field, name, text, error);
		return choice ? g_strdup(choice->id) : NULL;
	}
	const struct code_list *codes = field ? field->codes : strcmp(name, "currency") == 0 ? model_codes(store_model(store), "currencies") : NULL;
	if (codes) {
		const struct code_item *item = code_match(codes, text);
		if (!item)
			fail(error, ERROR_INPUT, _("%s: \"%s\" is not in the list %s"), name, text, codes->id);
		return item ? g_strdup(item->id) : NULL;
	}
	return g_strdup(text);
}

gboolean figure_query_condition(struct figure_query *query, struct store *store, const char *dimension, const char *value, GError **error)
{
	const struct figure *figure = dimensions_of(query->figure);
	if (!has_dimension(figure, dimension))
		return no_dimension(figure, dimension, error);
	char *id = *value ? value_id(store, figure, dimension, value, error) : g_strdup("");
	if (!id)
		return FALSE;
	struct condition *condition = NULL;
	for (guint i = 0; i < query->conditions->len; i++)
		if (strcmp(((struct condition *)query->conditions->pdata[i])->dimension, dimension) == 0)
			condition = query->conditions->pdata[i];
	if (!condition) {
		condition = g_new0(struct condition, 1);
		condition->dimension = g_strdup(dimension);
		condition->values = g_new0(char *, 1);
		g_ptr_array_add(query->conditions, condition);
	}
	guint had = g_strv_length(condition->values);
	condition->values = g_renew(char *, condition->values, had + 2);
	condition->values[had] = id;
	condition->values[had + 1] = NULL;
	return TRUE;
}

/* Whether a list of values has an empty one. */
static gboolean has_gap(const char *values)
{
	g_auto(GStrv) texts = g_strsplit(values, ";", -1);
	for (guint i = 0; texts[i]; i++)
		if (!*g_strstrip(texts[i]))
			return TRUE;
	return FALSE;
}

/* "JP;KR": each may be written with %XX. */
static gboolean add_values(struct figure_query *query, struct store *store, const char *dimension, const char *values, GError **error)
{
	g_auto(GStrv) texts = g_strsplit(values, ";", -1);
	if (!*values)
		return figure_query_condition(query, store, dimension, values, error);
	for (guint i = 0; texts[i]; i++) {
		g_autofree char *plain = g_uri_unescape_string(g_strstrip(texts[i]), NULL);
		if (!figure_query_condition(query, store, dimension, plain ? plain : texts[i], error))
			return FALSE;
	}
	return TRUE;
}

gboolean figure_query_where(struct figure_query *query, struct store *store, const char *where, GError **error)
{
	g_auto(GStrv) parts = g_strsplit(where, ",", -1);
	for (guint i = 0; parts[i]; i++) {
		char *equals = strchr(parts[i], '=');
		if (!*g_strstrip(parts[i]))
			continue;
		if (!equals || equals == parts[i] || !equals[1] || has_gap(equals + 1))
			return fail(error, ERROR_INPUT, _("\"%s\": write a condition as dimension=value"), parts[i]);
		*equals = '\0';
		if (!add_values(query, store, g_strstrip(parts[i]), equals + 1, error))
			return FALSE;
	}
	return TRUE;
}

gboolean is_by_office(const struct figure *figure, const char *dimension)
{
	return g_strcmp0(dimension, "office") == 0 && !figure_dimension(dimensions_of(figure), "office");
}

gboolean figure_query_by(struct figure_query *query, const char *dimension, GError **error)
{
	const struct figure *figure = dimensions_of(query->figure);
	if (!has_dimension(figure, dimension) && !is_by_office(figure, dimension))
		return no_dimension(figure, dimension, error);
	g_free(query->by);
	query->by = g_strdup(dimension);
	return TRUE;
}

static gint by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_conditions(const struct figure_query *query, GString *text)
{
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < query->conditions->len; i++) {
		const struct condition *condition = query->conditions->pdata[i];
		GString *part = g_string_new(condition->dimension);
		for (guint v = 0; condition->values[v]; v++) {
			g_string_append_c(part, v ? ';' : '=');
			g_string_append_uri_escaped(part, condition->values[v], NULL, FALSE);
		}
		g_ptr_array_add(parts, g_string_free(part, FALSE));
	}
	g_ptr_array_sort(parts, by_text);
	for (guint i = 0; i < parts->len; i++) {
		g_string_append_c(text, '&');
		g_string_append(text, parts->pdata[i]);
	}
}

/* What is no condition begins with "~": a dimension may have any name. */
static void add_options(const struct figure_query *query, GString *text)
{
	if (query->by)
		g_string_append_printf(text, "&~by=%s", query->by);
	if (query->boundaries == BOUNDARIES_NOW)
		g_string_append(text, "&~boundaries=now");
	if (query->position)
		g_string_append_printf(text, "&~position=%" G_GINT64_FORMAT, query->position);
	if (query->as_known) {
		g_autofree char *moment = moment_iso(query->as_known);
		g_string_append_printf(text, "&~as-known=%s", moment);
	}
	if (query->held) {
		g_autofree char *moment = moment_iso(query->held);
		g_string_append_printf(text, "&~held=%s", moment);
	}
	if (query->stated.present) {
		g_autofree char *value = number_plain(&query->stated);
		g_string_append_printf(text, "&~stated=%s", value);
	}
}

char *figure_query_text(const struct figure_query *query, struct store *store)
{
	GString *text = g_string_new(query->figure->id);
	g_string_append(text, "?office=");
	for (guint i = 0; i < query->offices->len; i++) {
		g_autofree char *code = store_office_code(store, g_array_index(query->offices, gint64, i));
		if (i)
			g_string_append_c(text, ';');
		g_string_append(text, code ? code : "?");
	}
	g_autofree char *span = span_text(query->span);
	g_string_append(text, "&span=");
	g_string_append(text, span);
	add_conditions(query, text);
	add_options(query, text);
	return g_string_free(text, FALSE);
}

static gboolean parse_offices(struct figure_query *query, struct store *store, const char *text, GError **error)
{
	g_auto(GStrv) codes = g_strsplit(text, ";", -1);
	for (guint i = 0; codes[i]; i++) {
		gint64 office = store_office(store, codes[i], error);
		if (!office)
			return FALSE;
		g_array_append_val(query->offices, office);
	}
	return TRUE;
}

/* In the digits that it was written with. */
static gboolean parse_stated(struct figure_query *query, const char *text, GError **error)
{
	enum { DIGITS_MOST = 6 };
	const char *point = strchr(text, '.');
	gsize digits = point ? strlen(point + 1) : 0;
	struct number stated = { .present = TRUE, .scale = (guint)digits };
	if (digits > DIGITS_MOST || !decimal_parse_plain(text, stated.scale, &stated.value, NULL))
		return fail(error, ERROR_INPUT, _("\"~stated=%s\": not a number"), text);
	if (query->figure->money)
		g_strlcpy(stated.currency, "VND", sizeof stated.currency);
	query->stated = stated;
	return TRUE;
}

static gboolean parse_option(struct figure_query *query, const char *name, const char *value, GError **error)
{
	if (strcmp(name, "by") == 0)
		return figure_query_by(query, value, error);
	if (strcmp(name, "boundaries") == 0)
		query->boundaries = strcmp(value, "now") == 0 ? BOUNDARIES_NOW : BOUNDARIES_THEN;
	else if (strcmp(name, "position") == 0)
		query->position = g_ascii_strtoll(value, NULL, 10);
	else if (strcmp(name, "stated") == 0)
		return parse_stated(query, value, error);
	else if (strcmp(name, "held") == 0)
		return moment_parse(value, &query->held, error);
	else
		return strcmp(name, "as-known") == 0 ? moment_parse(value, &query->as_known, error) : fail(error, ERROR_INPUT, _("\"~%s\": not a part of a figure query"), name);
	return TRUE;
}

/* The first two parts are office and span. */
static gboolean parse_part(struct figure_query *query, struct store *store, guint index, const char *name, const char *value, GError **error)
{
	if (index == 0 && strcmp(name, "office") == 0)
		return parse_offices(query, store, value, error);
	if (index == 1 && strcmp(name, "span") == 0)
		return span_parse(value, &query->span, error);
	if (*name == '~')
		return parse_option(query, name + 1, value, error);
	return add_values(query, store, name, value, error);
}

struct figure_query *figure_query_parse(struct store *store, const char *text, GError **error)
{
	g_auto(GStrv) halves = g_strsplit(text, "?", 2);
	const struct figure *figure = model_need_figure(store_model(store), halves[0] ? halves[0] : "", error);
	if (!figure)
		return NULL;
	g_autoptr(figure_query_t) query = figure_query_new(figure);
	g_auto(GStrv) parts = g_strsplit(halves[1] ? halves[1] : "", "&", -1);
	for (guint i = 0; parts[i]; i++) {
		char *equals = strchr(parts[i], '=');
		if (!*parts[i])
			continue;
		if (!equals) {
			fail(error, ERROR_INPUT, _("\"%s\": not a figure query"), text);
			return NULL;
		}
		*equals = '\0';
		if (!parse_part(query, store, i, parts[i], equals + 1, error))
			return NULL;
	}
	return g_steal_pointer(&query);
}

char *number_plain(const struct number *number)
{
	return number->present ? decimal_plain(number->value, number->scale) : g_strdup("");
}
