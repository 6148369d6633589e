/* SPDX-License-Identifier: Apache-2.0 */
#include "web/list.h"
#include "base/text.h"
#include "web/show.h"

#include <stdarg.h>
#include <string.h>

static gboolean is_one_of(enum field_type type, const enum field_type *types, guint count)
{
	for (guint i = 0; i < count; i++)
		if (types[i] == type)
			return TRUE;
	return FALSE;
}

gboolean is_sortable(const struct field *field)
{
	static const enum field_type types[] = { FIELD_TEXT, FIELD_COUNT, FIELD_DECIMAL, FIELD_MONEY, FIELD_DATE, FIELD_DATETIME, FIELD_PERSON, FIELD_LOCALITY };
	return !field->many && !field->personal && is_one_of(field->type, types, G_N_ELEMENTS(types));
}

gboolean is_column(const struct field *field)
{
	static const enum field_type hidden[] = { FIELD_LONGTEXT, FIELD_ROWS, FIELD_DOCUMENT, FIELD_FILE, FIELD_OFFICE };
	return !field->personal && !is_one_of(field->type, hidden, G_N_ELEMENTS(hidden));
}

gboolean is_askable(const struct reg *reg, const struct field *field)
{
	return !reg->personal && !field->personal && field->type != FIELD_OFFICE;
}

static gboolean is_telling(const struct field *field)
{
	static const enum field_type types[] = { FIELD_CHOICE, FIELD_BOOL, FIELD_COUNTRY, FIELD_PROVINCE, FIELD_DIVISION, FIELD_CURRENCY, FIELD_LANGUAGE,
		FIELD_SECTOR, FIELD_DOCKIND, FIELD_COUNT, FIELD_MONEY, FIELD_DATE, FIELD_LINK };
	return field->required || (is_one_of(field->type, types, G_N_ELEMENTS(types)) && (!field->many || field->type == FIELD_COUNTRY));
}

/* The name, then what must be there or tells most at a glance, as the definition orders it; the day in any case. */
static void usual_columns(struct listing *listing)
{
	const struct reg *reg = listing->reg;
	const struct field *day = reg_day(reg);
	gboolean dated = day == NULL;
	if (reg->key)
		g_ptr_array_add(listing->columns, (gpointer)reg->key);
	for (guint i = 0; i < reg->fields->len && listing->columns->len < COLUMNS_USUAL; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field == reg->key || field == reg->code || !is_column(field) || !is_telling(field))
			continue;
		if (listing->columns->len + 1 == COLUMNS_USUAL && !dated)
			field = day;
		dated = dated || field == day;
		g_ptr_array_add(listing->columns, (gpointer)field);
	}
}

static gboolean read_columns(struct listing *listing, GError **error)
{
	listing->columns = g_ptr_array_new();
	if (listing->reg->personal)
		return TRUE;
	for (guint i = 0; i < listing->request->query->list->len; i++) {
		const struct pair *pair = listing->request->query->list->pdata[i];
		if (strcmp(pair->name, "col") != 0 || !*pair->value)
			continue;
		const struct field *field = reg_field(listing->reg, pair->value);
		if (!field || !is_column(field))
			return fail(error, ERROR_INPUT, _("%s: the list has no such column"), pair->value);
		if (!g_ptr_array_find(listing->columns, field, NULL) && listing->columns->len < COLUMNS_MOST)
			g_ptr_array_add(listing->columns, (gpointer)field);
	}
	if (!listing->columns->len)
		usual_columns(listing);
	return TRUE;
}

static void value_free(gpointer value)
{
	value_clear(value);
	g_free(value);
}

static void sift_free(gpointer data)
{
	struct sift *sift = data;
	g_array_unref(sift->condition.values);
	g_ptr_array_unref(sift->owned);
	g_free(sift->name);
	g_free(sift);
}

static struct sift *add_sift(GPtrArray *sifts, const char *name, const struct field *field, enum list_test test)
{
	struct sift *sift = g_new0(struct sift, 1);
	sift->name = g_strdup(name);
	sift->owned = g_ptr_array_new_with_free_func(value_free);
	sift->condition = (struct list_condition){ field, test, g_array_new(FALSE, FALSE, sizeof(struct list_value)) };
	g_ptr_array_add(sifts, sift);
	return sift;
}

/* The sift of that name, made where there is none. */
static struct sift *sift_named(struct listing *listing, const char *name, const struct field *field, enum list_test test)
{
	for (guint i = 0; i < listing->sifts->len; i++) {
		struct sift *sift = listing->sifts->pdata[i];
		if (strcmp(sift->name, name) == 0)
			return sift;
	}
	return add_sift(listing->sifts, name, field, test);
}

static void add_value(struct sift *sift, const struct value *value)
{
	struct list_value wanted = { .text = value->kind == VALUE_TEXT ? value->text : NULL,
		.number = value->kind == VALUE_NUMBER ? value->number : value->kind == VALUE_MONEY ? value->money->amount : 0 };
	for (guint i = 0; value->kind == VALUE_LIST && i < value->list->len; i++)
		add_value(sift, value->list->pdata[i]);
	if (value->kind != VALUE_LIST && value->kind != VALUE_NONE)
		g_array_append_val(sift->condition.values, wanted);
}

/* A value as the field takes it; of the field's own values also those that it holds several of. */
static gboolean read_value(struct listing *listing, struct sift *sift, const char *text, GError **error)
{
	struct request *request = listing->request;
	const struct field *field = sift->condition.field;
	gboolean me = strcmp(text, "me") == 0 && (field->type == FIELD_PERSON || field->type == FIELD_TEXT);
	struct value *value = g_new0(struct value, 1);
	g_ptr_array_add(sift->owned, value);
	if (!value_from_text(request->app->model, field, store_links(request->app->store, request_office(request)), me ? request->account->person : text, value, error)) {
		g_prefix_error(error, "%s: ", label_text(&field->label, request->language));
		return FALSE;
	}
	add_value(sift, value);
	return TRUE;
}

static gboolean add_named(struct listing *listing, const struct pair *pair, GError **error)
{
	static const struct {
		const char *end;
		enum list_test test;
	} ends[] = { { ".least", LIST_LEAST }, { ".most", LIST_MOST }, { ".is", LIST_NONE } };
	enum list_test test = LIST_ANY;
	g_autofree char *id = g_strdup(pair->name + 2);
	for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(id, ends[i].end)) {
			id[strlen(id) - strlen(ends[i].end)] = '\0';
			test = ends[i].test;
			break;
		}
	if (test == LIST_NONE && strcmp(pair->value, "some") == 0)
		test = LIST_SOME;
	const struct field *field = reg_field(listing->reg, id);
	if (!field || !is_askable(listing->reg, field) || !list_takes(field, test) || (test == LIST_NONE && strcmp(pair->value, "none") != 0))
		return fail(error, ERROR_INPUT, _("%s: the list cannot be asked for that"), pair->name);
	struct sift *sift = sift_named(listing, pair->name, field, test);
	return test == LIST_NONE || test == LIST_SOME || read_value(listing, sift, pair->value, error);
}

static gboolean add_state(struct listing *listing, const char *id, GError **error)
{
	const struct state *state = reg_state(listing->reg, id);
	if (!state)
		return fail(error, ERROR_INPUT, _("%s: the register has no such state"), id);
	struct list_value value = { .text = state->id };
	g_array_append_val(sift_named(listing, "state", NULL, LIST_ANY)->condition.values, value);
	return TRUE;
}

static gboolean read_sifts(struct listing *listing, GError **error)
{
	const GPtrArray *query = listing->request->query->list;
	for (guint i = 0; i < query->len; i++) {
		const struct pair *pair = query->pdata[i];
		if (!*pair->value)
			continue;
		if (g_str_has_prefix(pair->name, "w.") && !add_named(listing, pair, error))
			return FALSE;
		if (strcmp(pair->name, "state") == 0 && !add_state(listing, pair->value, error))
			return FALSE;
	}
	for (guint i = 0; i < listing->sifts->len; i++)
		g_array_append_val(listing->conditions, ((const struct sift *)listing->sifts->pdata[i])->condition);
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

static void read_late(struct listing *listing)
{
	const char *late = pairs_get(listing->request->query, "late");
	g_autoptr(GArray) conditions = NULL;
	if (!late || !*late)
		return;
	conditions = due_conditions(listing->reg, 1, day_today() - 1);
	listing->late = conditions->len > 0;
	for (guint i = 0; i < conditions->len; i++) {
		const struct list_condition *condition = &g_array_index(conditions, struct list_condition, i);
		struct sift *sift = add_sift(listing->sifts, "late", condition->field, condition->test);
		g_array_append_vals(sift->condition.values, condition->values->data, condition->values->len);
	}
}

gboolean listing_read(struct listing *listing, struct request *request, const struct reg *reg, GError **error)
{
	const char *words = pairs_get(request->query, "q");
	*listing = (struct listing){ .request = request, .reg = reg };
	listing->sifts = g_ptr_array_new_with_free_func(sift_free);
	listing->conditions = g_array_new(FALSE, FALSE, sizeof(struct list_condition));
	g_autofree char *folded = text_fold(words ? words : "");
	listing->words = *folded ? words : NULL;
	read_late(listing);
	return read_columns(listing, error) && read_order(listing, error) && read_sifts(listing, error);
}

void listing_clear(struct listing *listing)
{
	g_clear_pointer(&listing->conditions, g_array_unref);
	g_clear_pointer(&listing->sifts, g_ptr_array_unref);
	g_clear_pointer(&listing->columns, g_ptr_array_unref);
}

static gboolean is_place(const char *name)
{
	static const char *const places[] = { "from", "back", "saved", NULL };
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

char *listing_query(const struct listing *listing)
{
	g_auto(url_t) url = listing_url(listing, NULL, NULL);
	const char *mark = url.text ? strchr(url.text, '?') : NULL;
	return g_strdup(mark ? mark + 1 : "");
}
