/* SPDX-License-Identifier: Apache-2.0 */
#include "app/calendar.h"
#include "app/due.h"

enum { LONGEST = 100 /* days that something held may last to be found by its beginning */ };

static void event_free(gpointer data)
{
	struct event *event = data;
	record_free(event->record);
	g_free(event);
}

static struct event *add(GPtrArray *events, enum event_kind kind, day_t from, day_t to)
{
	struct event *event = g_new0(struct event, 1);
	*event = (struct event){ .kind = kind, .from = from, .to = MAX(from, to) };
	g_ptr_array_add(events, event);
	return event;
}

static day_t day_of(const struct record *record, const struct field *field)
{
	const struct value *value = field ? &record->values[field->index] : NULL;
	return value && value->kind == VALUE_NUMBER ? (day_t)value->number : DAY_NONE;
}

/* What will not take place is in no calendar. */
static gboolean is_off(const struct record *record)
{
	static const char *const off[] = { "cancelled", "refused", "withdrawn", "postponed", "terminated", NULL };
	return g_strv_contains(off, record_state(record));
}

static GPtrArray *records_between(struct app *app, const struct reg *reg, gint64 office, const GArray *conditions, const struct field *sort, GError **error)
{
	const struct list_wish wish = { .reg = reg, .office = office, .conditions = conditions, .sort = sort, .limit = CALENDAR_EACH_MOST };
	return store_list(app->store, &wish, error);
}

static gboolean add_held(struct app *app, const struct reg *reg, gint64 office, struct span span, GPtrArray *events, GError **error)
{
	struct list_value least = { .number = span.from - (reg->held_to ? LONGEST : 0) }, most = { .number = span.to };
	g_autoptr(GArray) from = g_array_new(FALSE, FALSE, sizeof least), to = g_array_new(FALSE, FALSE, sizeof most);
	struct list_condition begins[] = { { reg->held_from, LIST_LEAST, from }, { reg->held_from, LIST_MOST, to } };
	g_autoptr(GArray) conditions = g_array_new(FALSE, FALSE, sizeof begins[0]);
	g_array_append_val(from, least);
	g_array_append_val(to, most);
	g_array_append_vals(conditions, begins, G_N_ELEMENTS(begins));
	g_autoptr(GPtrArray) records = records_between(app, reg, office, conditions, reg->held_from, error);
	for (guint i = 0; records && i < records->len; i++) {
		const struct record *record = records->pdata[i];
		day_t first = day_of(record, reg->held_from), last = MAX(first, day_of(record, reg->held_to));
		if (last >= span.from && !is_off(record))
			add(events, EVENT_HELD, first, last)->record = record_copy(record);
	}
	return records != NULL;
}

static gboolean add_due(struct app *app, const struct reg *reg, gint64 office, struct span span, GPtrArray *events, GError **error)
{
	g_autoptr(GArray) conditions = due_conditions(reg, span.from, span.to);
	g_autoptr(GPtrArray) records = records_between(app, reg, office, conditions, due_field(reg), error);
	for (guint i = 0; records && i < records->len; i++) {
		const struct record *record = records->pdata[i];
		day_t day = day_of(record, due_field(reg));
		add(events, EVENT_DUE, day, day)->record = record_copy(record);
	}
	return records != NULL;
}

static gboolean note_country(void *data, const struct record *record, GError **error)
{
	(void)error;
	if (!is_off(record))
		g_hash_table_add(data, g_strdup(record_text(record, "country")));
	return TRUE;
}

/* An office's own folder may say anything in the list: what is no day of the year is passed over. */
static day_t day_in_year(const struct code_item *item, int year)
{
	g_auto(GStrv) parts = g_strsplit(item->code ? item->code : "", "-", 2);
	guint64 month = 0, dom = 0;
	gboolean read = parts[0] && parts[1] && g_ascii_string_to_unsigned(parts[0], 10, 1, 12, &month, NULL) && g_ascii_string_to_unsigned(parts[1], 10, 1, 31, &dom, NULL);
	return read ? day_make(year, (int)month, (int)dom) : DAY_NONE;
}

/* The list "national_days" names its days by countries, as "09-02". */
static gboolean add_national_days(struct app *app, gint64 office, struct span span, gboolean every, GPtrArray *events, GError **error)
{
	const struct code_list *countries = model_codes(app->model, "countries"), *days = model_codes(app->model, "national_days");
	const struct reg *partner = model_register(app->model, "partner");
	g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	int first, last, month, dom;
	if (partner && !every && !store_each(app->store, partner, office, 0, note_country, known, error))
		return FALSE;
	day_split(span.from, &first, &month, &dom);
	day_split(span.to, &last, &month, &dom);
	for (guint i = 0; countries && days && i < days->items->len; i++) {
		const struct code_item *item = days->items->pdata[i], *country = code_find(countries, item->id);
		for (int year = first; country && (every || g_hash_table_contains(known, country->id)) && year <= last; year++) {
			day_t day = day_in_year(item, year);
			if (day != DAY_NONE && day >= span.from && day <= span.to)
				add(events, EVENT_NATIONAL_DAY, day, day)->country = country;
		}
	}
	return TRUE;
}

/* Days off that follow each other under one name are one. */
static void add_holidays(const struct model *model, struct span span, GPtrArray *events)
{
	struct event *before = NULL;
	for (day_t day = span.from; day <= span.to; day++) {
		const struct label *label = g_tree_lookup(model->holidays, GINT_TO_POINTER(day));
		if (label && before && before->label == label)
			before->to = day;
		else if (label)
			(before = add(events, EVENT_HOLIDAY, day, day))->label = label;
	}
}

static gint by_day(gconstpointer a, gconstpointer b)
{
	const struct event *first = *(const struct event *const *)a, *second = *(const struct event *const *)b;
	if (first->from != second->from)
		return first->from < second->from ? -1 : 1;
	if (first->kind != second->kind)
		return (gint)second->kind - (gint)first->kind;
	gint64 x = first->record ? first->record->id : 0, y = second->record ? second->record->id : 0;
	return (x > y) - (x < y);
}

GPtrArray *app_events(struct app *app, gint64 office, struct span span, gboolean every, GError **error)
{
	const GPtrArray *registers = app->model->registers;
	g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func(event_free);
	span.to = MIN(span.to, span.from + CALENDAR_DAYS_MOST);
	for (guint i = 0; i < registers->len; i++) {
		const struct reg *reg = registers->pdata[i];
		if (reg->held_from && !add_held(app, reg, office, span, events, error))
			return NULL;
		if (due_field(reg) && !add_due(app, reg, office, span, events, error))
			return NULL;
	}
	if (!add_national_days(app, office, span, every, events, error))
		return NULL;
	add_holidays(app->model, span, events);
	g_ptr_array_sort(events, by_day);
	return g_steal_pointer(&events);
}

char *event_title(struct app *app, const struct event *event, const char *language)
{
	const struct record *record = event->record;
	if (event->kind == EVENT_HOLIDAY)
		return g_strdup(label_text(event->label, language));
	if (event->kind == EVENT_NATIONAL_DAY)
		return g_strdup_printf(_("National day of %s"), label_text(&event->country->label, language));
	gboolean veiled = record->reg->personal || (record->reg->key && record->reg->key->personal);
	g_autofree char *title = veiled ? g_strdup_printf("#%" PRId64, record->id) : record_title(record, app->model, store_links(app->store, record->office), language);
	return event->kind == EVENT_DUE ? g_strdup_printf(_("Due: %s"), title) : g_steal_pointer(&title);
}
