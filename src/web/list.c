/* SPDX-License-Identifier: Apache-2.0 */
#include "web/list.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

gboolean is_filter(const struct field *field)
{
	static const enum field_type types[] = { FIELD_CHOICE, FIELD_BOOL, FIELD_COUNTRY, FIELD_PROVINCE, FIELD_DIVISION, FIELD_CURRENCY, FIELD_LANGUAGE,
		FIELD_SECTOR, FIELD_DOCKIND };
	if (field->many || field->personal)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (field->type == types[i])
			return TRUE;
	return FALSE;
}

gboolean is_sortable(const struct field *field)
{
	static const enum field_type types[] = { FIELD_TEXT, FIELD_COUNT, FIELD_DECIMAL, FIELD_MONEY, FIELD_DATE, FIELD_DATETIME, FIELD_PERSON, FIELD_LOCALITY };
	if (field->many || field->personal)
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(types); i++)
		if (field->type == types[i])
			return TRUE;
	return FALSE;
}

static gboolean is_column(const struct field *field)
{
	static const enum field_type hidden[] = { FIELD_LONGTEXT, FIELD_ROWS, FIELD_DOCUMENT, FIELD_FILE, FIELD_OFFICE };
	for (guint i = 0; i < G_N_ELEMENTS(hidden); i++)
		if (field->type == hidden[i])
			return FALSE;
	return !field->personal;
}

static gboolean is_telling(const struct field *field)
{
	return field->required || is_filter(field) || field->type == FIELD_COUNT || field->type == FIELD_MONEY || field->type == FIELD_DATE ||
		field->type == FIELD_COUNTRY || field->type == FIELD_LINK;
}

/* The name, then what must be there or tells most at a glance, as the definition orders it; the first date in any case. */
static void choose_columns(struct listing *listing)
{
	const struct reg *reg = listing->reg;
	gboolean dated = listing->day == NULL;
	listing->columns = g_ptr_array_new();
	if (reg->personal)
		return;
	if (reg->key)
		g_ptr_array_add(listing->columns, (gpointer)reg->key);
	for (guint i = 0; i < reg->fields->len && listing->columns->len < COLUMNS_MOST; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field == reg->key || field == reg->code || !is_column(field) || !is_telling(field))
			continue;
		if (listing->columns->len + 1 == COLUMNS_MOST && !dated)
			field = listing->day;
		dated = dated || field == listing->day;
		g_ptr_array_add(listing->columns, (gpointer)field);
	}
}

static const struct field *first_day(const struct reg *reg)
{
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field->type == FIELD_DATE && !field->many && !field->personal && !reg->personal)
			return field;
	}
	return NULL;
}

static void add(struct listing *listing, const struct field *field, enum compare compare, const char *text, gint64 number)
{
	struct list_condition condition = { field, compare, text, number };
	g_array_append_val(listing->conditions, condition);
}

static gboolean add_day(struct listing *listing, const char *name, enum compare compare, GError **error)
{
	const char *text = pairs_get(listing->request->query, name);
	day_t day;
	if (!text || !*text || !listing->day)
		return TRUE;
	if (!day_parse(text, &day, error))
		return FALSE;
	add(listing, listing->day, compare, NULL, day);
	return TRUE;
}

/* "f.host=leaders"; what names no field or value of the register is not found, rather than guessed at. */
static gboolean add_filters(struct listing *listing, GError **error)
{
	guint count = 0;
	for (guint i = 0; i < listing->reg->fields->len; i++) {
		const struct field *field = listing->reg->fields->pdata[i];
		g_autofree char *name = g_strconcat("f.", field->id, NULL);
		const char *text = is_filter(field) ? pairs_get(listing->request->query, name) : NULL;
		if (!text || !*text)
			continue;
		if (++count > FILTERS_MOST)
			return fail(error, ERROR_INPUT, _("a list takes %d conditions at most"), FILTERS_MOST);
		add(listing, field, COMPARE_EQUAL, text, strcmp(text, "yes") == 0);
	}
	return TRUE;
}

static gboolean add_state(struct listing *listing, GError **error)
{
	const char *text = pairs_get(listing->request->query, "state");
	if (!text || !*text)
		return TRUE;
	if (!reg_state(listing->reg, text))
		return fail(error, ERROR_INPUT, _("%s: the register has no such state"), text);
	add(listing, NULL, COMPARE_EQUAL, text, 0);
	return TRUE;
}

static gboolean read_order(struct listing *listing, GError **error)
{
	const struct pairs *query = listing->request->query;
	const char *sort = pairs_get(query, "sort"), *from = pairs_get(query, "from");
	listing->sort = sort && *sort ? reg_field(listing->reg, sort) : NULL;
	if (sort && *sort && (!listing->sort || !is_sortable(listing->sort) || listing->reg->personal))
		return fail(error, ERROR_INPUT, _("%s: the list cannot be sorted by that"), sort);
	listing->descending = listing->sort ? pairs_get(query, "down") != NULL : pairs_get(query, "up") == NULL;
	listing->backwards = pairs_get(query, "back") != NULL;
	return !from || g_ascii_string_to_signed(from, 10, 1, ((gint64)1 << KEY_SHIFT) - 1, &listing->from, NULL) ||
		fail(error, ERROR_ABSENT, _("there is no such page"));
}

gboolean listing_read(struct listing *listing, struct request *request, const struct reg *reg, GError **error)
{
	const char *words = pairs_get(request->query, "q");
	*listing = (struct listing){ .request = request, .reg = reg, .day = first_day(reg) };
	listing->conditions = g_array_new(FALSE, FALSE, sizeof(struct list_condition));
	g_autofree char *folded = text_fold(words ? words : "");
	listing->words = *folded ? words : NULL;
	choose_columns(listing);
	return read_order(listing, error) && add_state(listing, error) && add_filters(listing, error) &&
		add_day(listing, "since", COMPARE_AT_LEAST, error) && add_day(listing, "until", COMPARE_AT_MOST, error);
}

void listing_clear(struct listing *listing)
{
	g_clear_pointer(&listing->conditions, g_array_unref);
	g_clear_pointer(&listing->columns, g_ptr_array_unref);
}

static gboolean is_place(const char *name)
{
	static const char *const places[] = { "from", "back", NULL };
	return g_strv_contains(places, name);
}

struct url listing_url(const struct listing *listing, const char *base, ...)
{
	g_autoptr(GHashTable) changes = g_hash_table_new(g_str_hash, g_str_equal);
	struct url url = register_url(listing->reg);
	if (base)
		url_add_segment(&url, base);
	va_list arguments;
	va_start(arguments, base);
	for (const char *name; (name = va_arg(arguments, const char *));) {
		const char *value = va_arg(arguments, const char *);
		g_hash_table_insert(changes, (gpointer)name, (gpointer)value);
	}
	va_end(arguments);
	const GPtrArray *pairs = listing->request->query->list;
	for (guint i = 0; i < pairs->len; i++) {
		const struct pair *pair = pairs->pdata[i];
		if (*pair->value && !is_place(pair->name) && !g_hash_table_contains(changes, pair->name))
			url_add_query(&url, pair->name, pair->value);
	}
	GHashTableIter iter;
	gpointer name, value;
	g_hash_table_iter_init(&iter, changes);
	while (g_hash_table_iter_next(&iter, &name, &value))
		url_add_query(&url, name, value);
	return url;
}

static gboolean holds(const struct record *record, const struct list_condition *condition)
{
	if (!condition->field)
		return strcmp(record_state(record), condition->text) == 0;
	const struct value *value = &record->values[condition->field->index];
	if (value->kind == VALUE_NONE)
		return FALSE;
	if (value->kind == VALUE_TEXT)
		return strcmp(value->text, condition->text) == 0;
	return compare_holds(condition->compare, (value->number > condition->number) - (value->number < condition->number));
}

/* By words: newest first, whatever else is wished; the conditions sift what was found. */
static GPtrArray *search(const struct listing *listing, GError **error)
{
	struct store *store = listing->request->app->store;
	gint64 office = request_office(listing->request);
	g_autoptr(GArray) keys = store_search(store, listing->words, office, WORDS_MOST, error);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	for (guint i = 0; keys && i < keys->len; i++) {
		gint64 key = g_array_index(keys, gint64, i);
		if (store_register_of(store, key, NULL) != listing->reg)
			continue;
		struct record *record = store_read(store, listing->reg, office, KEY_ID(key), error);
		if (!record)
			return NULL;
		gboolean fits = !record->deleted;
		for (guint c = 0; c < listing->conditions->len; c++)
			fits = fits && holds(record, &g_array_index(listing->conditions, struct list_condition, c));
		if (fits)
			g_ptr_array_add(found, record);
		else
			record_free(record);
	}
	return keys ? g_steal_pointer(&found) : NULL;
}

static struct list_wish wish_of(const struct listing *listing, const struct record *from, guint limit)
{
	return (struct list_wish){ .reg = listing->reg, .office = request_office(listing->request), .conditions = listing->conditions,
		.sort = listing->sort, .descending = listing->descending, .from = from, .backwards = from && listing->backwards, .limit = limit };
}

GPtrArray *listing_records(const struct listing *listing, guint limit, GError **error)
{
	struct store *store = listing->request->app->store;
	if (listing->words)
		return search(listing, error);
	g_autoptr(record_t) from = listing->from ? store_read(store, listing->reg, request_office(listing->request), listing->from, NULL) : NULL;
	struct list_wish wish = wish_of(listing, from, limit);
	return store_list(store, &wish, error);
}

gboolean listing_count(const struct listing *listing, gint64 *count, GError **error)
{
	struct list_wish wish = wish_of(listing, NULL, 0);
	return store_list_count(listing->request->app->store, &wish, count, error);
}
