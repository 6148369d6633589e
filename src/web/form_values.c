/* SPDX-License-Identifier: Apache-2.0 */
/* Values of a record as the names and values of a form, and back to JSON. */
#include "web/form.h"
#include "base/number.h"
#include "store/attachment.h"
#include "web/form_private.h"

#include <stdlib.h>
#include <string.h>

char *form_name(const char *prefix, const char *part)
{
	return g_strconcat(prefix, ".", part, NULL);
}

static void fill_one(struct pairs *pairs, const char *prefix, const char *part, const char *value)
{
	g_autofree char *name = form_name(prefix, part);
	if (value)
		pairs_add(pairs, name, value);
}

static void fill_money(struct app *app, struct pairs *pairs, const char *name, const struct money *money)
{
	g_autofree char *amount = decimal_plain(money->amount, model_minor(app->model, money->currency));
	g_autofree char *rate = money->rate ? decimal_plain(money->rate, 6) : NULL;
	g_strdelimit(amount, ".", ',');
	if (rate) {
		while (g_str_has_suffix(rate, "0"))
			rate[strlen(rate) - 1] = '\0';
		if (g_str_has_suffix(rate, "."))
			rate[strlen(rate) - 1] = '\0';
		g_strdelimit(rate, ".", ',');
	}
	fill_one(pairs, name, "amount", amount);
	fill_one(pairs, name, "currency", money->currency);
	fill_one(pairs, name, "rate", rate);
}

static void fill_document(struct pairs *pairs, const char *name, const struct document *document)
{
	g_autofree char *date = document->date ? day_iso(document->date) : NULL;
	fill_one(pairs, name, "symbol", document->symbol);
	fill_one(pairs, name, "date", date);
	fill_one(pairs, name, "issuer", document->issuer);
	fill_one(pairs, name, "title", document->title);
}

static void fill(struct app *app, gint64 office, struct pairs *pairs, const char *name, const struct field *field, const struct value *value);

static void fill_rows(struct app *app, gint64 office, struct pairs *pairs, const char *name, const struct field *field, const struct value *value)
{
	for (guint r = 0; r < value->rows->len; r++)
		for (guint c = 0; c < field->fields->len; c++) {
			const struct field *column = field->fields->pdata[c];
			g_autofree char *cell = g_strdup_printf("%s.%u.%s", name, r, column->id);
			fill(app, office, pairs, cell, column, &((const struct value *)value->rows->pdata[r])[c]);
		}
}

static void fill_list(struct app *app, gint64 office, struct pairs *pairs, const char *name, const struct field *field, const struct value *value)
{
	for (guint i = 0; i < value->list->len; i++) {
		g_autofree char *place = field->type == FIELD_DOCUMENT ? g_strdup_printf("%s.%u", name, i) : g_strdup(name);
		fill(app, office, pairs, place, field, value->list->pdata[i]);
	}
}

static void fill(struct app *app, gint64 office, struct pairs *pairs, const char *name, const struct field *field, const struct value *value)
{
	const struct links *links = store_links(app->store, office);
	g_autofree char *text = NULL;
	switch (value->kind) {
	case VALUE_NONE:
		return;
	case VALUE_ROWS:
		fill_rows(app, office, pairs, name, field, value);
		return;
	case VALUE_LIST:
		fill_list(app, office, pairs, name, field, value);
		return;
	case VALUE_MONEY:
		fill_money(app, pairs, name, value->money);
		return;
	case VALUE_DOCUMENT:
		fill_document(pairs, name, value->document);
		return;
	case VALUE_NUMBER:
	case VALUE_TEXT:
		break;
	}
	if (field->type == FIELD_BOOL)
		text = g_strdup(value->number ? "yes" : "no");
	else if (value->kind == VALUE_TEXT && field->codes && !form_is_select(field))
		text = value_text(app->model, field, value, links, app->language);
	else if (value->kind == VALUE_TEXT)
		text = g_strdup(value->text);
	else
		text = value_plain(app->model, field, value, links);
	pairs_add(pairs, name, text);
}

struct pairs *form_pairs(struct app *app, const struct record *record)
{
	struct pairs *pairs = pairs_new();
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		g_autofree char *name = form_name("f", field->id);
		fill(app, record->office, pairs, name, field, &record->values[i]);
	}
	return pairs;
}

guint form_rows(const struct pairs *pairs, const char *name)
{
	g_autofree char *prefix = form_name(name, "");
	guint rows = 0;
	for (guint i = 0; pairs && i < pairs->list->len; i++) {
		const struct pair *pair = pairs->list->pdata[i];
		char *end;
		if (!g_str_has_prefix(pair->name, prefix) || !*pair->value)
			continue;
		unsigned long row = strtoul(pair->name + strlen(prefix), &end, 10);
		if (*end == '.' && row < FORM_ROWS_MOST)
			rows = MAX(rows, (guint)row + 1);
	}
	return rows;
}

/* What was typed under a name, NULL when that is nothing but blanks. */
static const char *typed(const struct pairs *sent, const char *prefix, const char *part)
{
	g_autofree char *name = part ? form_name(prefix, part) : g_strdup(prefix);
	for (guint i = 0; i < sent->list->len; i++) {
		const struct pair *pair = sent->list->pdata[i];
		if (!pair->file && strcmp(pair->name, name) == 0 && pair->value[strspn(pair->value, " \t\r\n")])
			return pair->value;
	}
	return NULL;
}

static json_t *parts_object(const struct pairs *sent, const char *name, const char *const *parts, const char *needed)
{
	json_t *object = json_object();
	for (; *parts; parts++) {
		const char *text = typed(sent, name, *parts);
		if (text)
			json_object_set_new(object, *parts, json_string(text));
	}
	if (json_object_size(object) == 0 || (needed && !json_object_get(object, needed))) {
		json_decref(object);
		return json_null();
	}
	return object;
}

static json_t *one_json(const struct field *field, const struct pairs *sent, const char *name)
{
	static const char *const money[] = { "amount", "currency", "rate", NULL }, *const document[] = { "symbol", "date", "issuer", "title", NULL };
	const char *text = typed(sent, name, NULL);
	if (field->type == FIELD_MONEY)
		return parts_object(sent, name, money, "amount");
	if (field->type == FIELD_DOCUMENT)
		return parts_object(sent, name, document, NULL);
	if (field->type == FIELD_BOOL && text && (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0))
		return json_boolean(strcmp(text, "yes") == 0);
	return text ? json_string(text) : json_null();
}

static json_t *field_json(const struct field *field, const struct pairs *sent, const char *name, gboolean open);

static json_t *rows_json(const struct field *field, const struct pairs *sent, const char *name, gboolean open)
{
	json_t *list = json_array();
	guint rows = form_rows(sent, name);
	for (guint r = 0; r < rows; r++) {
		json_t *row = json_object();
		gboolean any = FALSE;
		for (guint c = 0; c < field->fields->len; c++) {
			const struct field *column = field->fields->pdata[c];
			g_autofree char *cell = g_strdup_printf("%s.%u.%s", name, r, column->id);
			json_t *value = column->compute ? json_null() : field_json(column, sent, cell, open);
			any = any || !json_is_null(value);
			if (json_is_null(value))
				json_decref(value);
			else
				json_object_set_new(row, column->id, value);
		}
		if (any)
			json_array_append(list, row);
		json_decref(row);
	}
	return list;
}

static json_t *list_json(const struct field *field, const struct pairs *sent, const char *name)
{
	json_t *list = json_array();
	guint rows = field->type == FIELD_DOCUMENT ? form_rows(sent, name) : 0;
	for (guint r = 0; r < rows; r++) {
		g_autofree char *place = g_strdup_printf("%s.%u", name, r);
		json_t *value = one_json(field, sent, place);
		if (!json_is_null(value))
			json_array_append(list, value);
		json_decref(value);
	}
	for (guint i = 0; field->type != FIELD_DOCUMENT && i < sent->list->len; i++) {
		const struct pair *pair = sent->list->pdata[i];
		if (!pair->file && strcmp(pair->name, name) == 0 && pair->value[strspn(pair->value, " \t\r\n")])
			json_array_append_new(list, json_string(pair->value));
	}
	return list;
}

static json_t *field_json(const struct field *field, const struct pairs *sent, const char *name, gboolean open)
{
	json_t *list = field->type == FIELD_ROWS ? rows_json(field, sent, name, open) : field->many ? list_json(field, sent, name) : NULL;
	if (!list)
		return one_json(field, sent, name);
	if (json_array_size(list))
		return list;
	json_decref(list);
	return json_null();
}

gboolean form_takes(const struct field *field, const struct reg *reg, gboolean open)
{
	gboolean personal = reg->personal || field->personal;
	for (guint c = 0; field->fields && c < field->fields->len; c++)
		personal = personal || ((const struct field *)field->fields->pdata[c])->personal;
	return !field->compute && (open || !personal);
}

/* Whether the form that was sent had the field: an unticked box sends nothing. */
static gboolean had(const struct pairs *sent, const char *id)
{
	for (guint i = 0; i < sent->list->len; i++) {
		const struct pair *pair = sent->list->pdata[i];
		if (strcmp(pair->name, "has") == 0 && strcmp(pair->value, id) == 0)
			return TRUE;
	}
	return FALSE;
}

json_t *form_object(const struct reg *reg, const struct pairs *sent, gboolean open)
{
	json_t *object = json_object();
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		g_autofree char *name = form_name("f", field->id);
		if (form_takes(field, reg, open) && had(sent, field->id))
			json_object_set_new(object, field->id, field_json(field, sent, name, open));
	}
	return object;
}

json_t *form_field_json(const struct field *field, const struct pairs *sent)
{
	g_autofree char *name = form_name("f", field->id);
	return field_json(field, sent, name, TRUE);
}

GHashTable *form_problems(const struct reg *reg, const char *message)
{
	GHashTable *problems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) lines = g_strsplit(message, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		const char *colon = strstr(lines[i], ": ");
		g_autofree char *id = colon ? g_strndup(lines[i], (gsize)(colon - lines[i])) : NULL;
		gboolean named = id && reg_field(reg, id);
		const char *key = named ? id : "", *text = named ? colon + 2 : lines[i];
		const char *before = g_hash_table_lookup(problems, key);
		if (*text)
			g_hash_table_insert(problems, g_strdup(key), before ? g_strconcat(before, "\n", text, NULL) : g_strdup(text));
	}
	return problems;
}

/* The field of files that an input belongs to; NULL for any other. */
static const struct field *file_field(const struct reg *reg, const struct pair *pair)
{
	const struct field *field = pair->file && g_str_has_prefix(pair->name, "f.") ? reg_field(reg, pair->name + 2) : NULL;
	return field && field->type == FIELD_FILE ? field : NULL;
}

/* A file that was sent becomes the value that names it; where the field holds one, in place of what was there. */
static void take(const struct pairs *form, struct pair *pair, gboolean many, char *value)
{
	for (guint i = 0; i < form->list->len && !many; i++) {
		struct pair *other = form->list->pdata[i];
		if (!other->file && strcmp(other->name, pair->name) == 0)
			other->value[0] = '\0';
	}
	g_clear_pointer(&pair->file, g_free);
	g_clear_pointer(&pair->bytes, g_bytes_unref);
	g_free(pair->value);
	pair->value = value;
}

gboolean form_keep_files(const struct request *request, const struct reg *reg, GError **error)
{
	for (guint i = 0; i < request->form->list->len; i++) {
		struct pair *pair = request->form->list->pdata[i];
		const struct field *field = file_field(reg, pair);
		if (!field || !*pair->file || !g_bytes_get_size(pair->bytes))
			continue;
		char *value = attachment_keep(request->app->store, request_office(request), pair->file, pair->bytes, error);
		if (!value) {
			g_prefix_error(error, "%s: ", field->id);
			return FALSE;
		}
		take(request->form, pair, field->many, value);
	}
	return TRUE;
}

gboolean form_wants_more(const struct pairs *sent)
{
	return pairs_get(sent, "more") != NULL;
}
