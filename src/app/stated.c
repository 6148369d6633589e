/* SPDX-License-Identifier: Apache-2.0 */
#include "app/stated.h"
#include "base/number.h"

#include <string.h>

void stated_free(gpointer data)
{
	struct stated *stated = data;
	if (!stated)
		return;
	g_free(stated->source);
	g_free(stated->quote);
	g_free(stated->place);
	g_free(stated);
}

void stated_book_free(struct stated_book *book)
{
	if (!book)
		return;
	g_hash_table_unref(book->accepted);
	g_ptr_array_unref(book->records);
	g_free(book);
}

gint64 stated_count(const struct record *record, const char *field)
{
	const struct value *value = record_value(record, field);
	return value && value->kind == VALUE_NUMBER ? value->number : 0;
}

static gboolean take_record(void *data, const struct record *record, GError **error)
{
	struct stated_book *book = data;
	struct record *copy = record_copy(record);
	(void)error;
	g_ptr_array_add(book->records, copy);
	if (strcmp(record_state(copy), "accepted") != 0)
		return TRUE;
	const char *query = record_text(copy, "query");
	GPtrArray *same = g_hash_table_lookup(book->accepted, query);
	if (!same) {
		same = g_ptr_array_new();
		g_hash_table_insert(book->accepted, (gpointer)query, same);
	}
	g_ptr_array_add(same, copy);
	return TRUE;
}

static struct stated_book *book_read(struct app *app, gint64 office, gint64 position, struct hash head, gboolean now, GError **error)
{
	const struct reg *reg = model_register(app->model, "stated");
	struct stated_book *book = g_new0(struct stated_book, 1);
	*book = (struct stated_book){ .office = office, .position = position, .head = head, .records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free),
		.accepted = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref) };
	if (!reg || store_each(app->store, reg, office, now ? 0 : position, take_record, book, error))
		return book;
	stated_book_free(book);
	return NULL;
}

/* What the chain holds there: a position that was rolled back may be that of another change by now. */
static gboolean head_at(struct app *app, gint64 office, gint64 position, struct hash *head, GError **error)
{
	*head = (struct hash){ { 0 } };
	struct change *change = position ? store_change(app->store, KEY(office, position), error) : NULL;
	if (change)
		*head = change->hash;
	gboolean found = change || !position;
	change_free(change);
	return found;
}

const struct stated_book *stated_book(struct app *app, gint64 office, gint64 position, GError **error)
{
	GError *problem = NULL;
	gint64 here = store_position(app->store, office, &problem);
	gint64 wanted = position ? position : here;
	struct hash head;
	if (problem || !head_at(app, office, wanted, &head, &problem)) {
		g_propagate_error(error, problem);
		return NULL;
	}
	const struct stated_book *kept = app->stated;
	if (kept && kept->office == office && kept->position == wanted && memcmp(&kept->head, &head, sizeof head) == 0)
		return kept;
	stated_book_free(app->stated);
	app->stated = book_read(app, office, wanted, head, wanted == here, error);
	return app->stated;
}

char *stated_place(const struct record *record)
{
	gint64 page = stated_count(record, "page"), line = stated_count(record, "line"), paragraph = stated_count(record, "paragraph");
	GString *place = g_string_new(record_text(record, "cell"));
	if (page)
		g_string_append_printf(place, _("page %" PRId64), page);
	if (line) {
		g_string_append(place, place->len ? ", " : "");
		g_string_append_printf(place, _("line %" PRId64), line);
	} else if (paragraph) {
		g_string_append(place, place->len ? ", " : "");
		g_string_append_printf(place, _("paragraph %" PRId64), paragraph);
	}
	return g_string_free(place, FALSE);
}

/* In the digits of the figure, where that is exact. */
static struct number stated_number(const struct figure *figure, gint64 value)
{
	struct number number = { .present = TRUE, .value = value, .scale = STATED_SCALE };
	guint scale = figure->money || figure->operands[0] ? STATED_SCALE : MIN(figure->scale, STATED_SCALE);
	gint64 factor = number_power10(STATED_SCALE - scale);
	if (figure->money)
		factor = number_power10(STATED_SCALE);
	if (value % factor == 0) {
		number.value = value / factor;
		number.scale = figure->money ? 0 : scale;
	}
	if (figure->money)
		g_strlcpy(number.currency, "VND", sizeof number.currency);
	return number;
}

/* Up to where the office's history is asked for; FALSE with *error. */
static gboolean position_of(struct app *app, const struct figure_query *query, gint64 office, gint64 *position, GError **error)
{
	GError *problem = NULL;
	*position = query->position;
	if (!*position && query->as_known)
		*position = store_position_at(app->store, office, query->as_known, &problem);
	if (problem)
		g_propagate_error(error, problem);
	return problem == NULL;
}

GPtrArray *stated_values(struct app *app, const struct figure_query *query, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(stated_free);
	gint64 office = query->offices->len == 1 ? g_array_index(query->offices, gint64, 0) : 0, position = 0;
	if (!office || query->by || query->boundaries != BOUNDARIES_THEN || query->held)
		return g_steal_pointer(&found);
	if (!position_of(app, query, office, &position, error))
		return NULL;
	const struct stated_book *book = position || !query->as_known ? stated_book(app, office, position, error) : NULL;
	if (!book)
		return query->as_known && !position ? g_steal_pointer(&found) : NULL;
	if (!g_hash_table_size(book->accepted))
		return g_steal_pointer(&found);
	g_autoptr(figure_query_t) bare = figure_query_copy(query);
	bare->position = 0;
	bare->as_known = 0;
	bare->stated = (struct number){ 0 };
	if (query->figure->kind == FIGURE_STOCK)
		bare->span.from = bare->span.to;
	g_autofree char *text = figure_query_text(bare, app->store);
	const GPtrArray *same = g_hash_table_lookup(book->accepted, text);
	for (guint i = 0; same && i < same->len; i++) {
		const struct record *record = same->pdata[i];
		struct stated *stated = g_new0(struct stated, 1);
		*stated = (struct stated){ .record = record->id, .source = g_strdup(record_text(record, "source")), .quote = g_strdup(record_text(record, "quote")),
			.place = stated_place(record), .value = stated_number(query->figure, stated_count(record, "value")) };
		g_ptr_array_add(found, stated);
	}
	return g_steal_pointer(&found);
}

gboolean stated_has_records(struct app *app, const struct figure_query *query, const struct number *number)
{
	if (number->present && number->value)
		return TRUE;
	g_autoptr(GPtrArray) postings = query->figure->operands[0] ? NULL : figure_explain(app->ledger, query, NULL);
	return postings && postings->len > 0;
}

gboolean stated_instead(struct app *app, const struct figure_query *query, const struct number *number, struct stated **stated, GError **error)
{
	struct number records = *number;
	*stated = NULL;
	if (query->stated.present) { /* it stands in the number where the records have nothing */
		g_autoptr(figure_query_t) bare = figure_query_copy(query);
		bare->stated = (struct number){ 0 };
		if (!figure_number(app->ledger, bare, &records, error))
			return FALSE;
	}
	if (records.present && records.value)
		return TRUE;
	g_autoptr(GPtrArray) found = stated_values(app, query, error);
	for (guint i = 1; found && i < found->len; i++)
		if (((const struct stated *)found->pdata[i])->value.value != ((const struct stated *)found->pdata[0])->value.value)
			return TRUE;
	if (found && found->len && !stated_has_records(app, query, &records))
		*stated = g_steal_pointer(&found->pdata[0]);
	return found != NULL;
}
