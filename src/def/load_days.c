/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/keys.h"
#include "base/number.h"

#include <string.h>

#define HOLIDAY_DAYS_MOST 31
#define RATE_SCALE        6

struct holiday {
	day_t on, from, to;
	struct label label;
};

static const struct key holiday_keys[] = {
	{"on", KEY_DAY, FALSE, offsetof(struct holiday, on)},
	{"from", KEY_DAY, FALSE, offsetof(struct holiday, from)},
	{"to", KEY_DAY, FALSE, offsetof(struct holiday, to)},
	{"vi", KEY_TEXT, TRUE, offsetof(struct holiday, label.vi)},
	{"en", KEY_TEXT, FALSE, offsetof(struct holiday, label.en)},
	{NULL},
};

static void add_day(GTree *days, day_t day, const struct label *label)
{
	g_tree_insert(days, GINT_TO_POINTER(day), (gpointer)label);
}

static void add_holiday(struct loader *loader, const struct yaml *map)
{
	struct holiday holiday = {DAY_NONE};
	gboolean sound = read_map(loader, map, holiday_keys, &holiday, _("a holiday"));
	struct label *label = g_memdup2(&holiday.label, sizeof holiday.label);
	g_ptr_array_add(loader->model->holiday_labels, label);
	if (!sound)
		return;
	gboolean one = holiday.on != DAY_NONE,
		 many = holiday.from != DAY_NONE && holiday.to != DAY_NONE;
	gboolean half = !many && (holiday.from != DAY_NONE || holiday.to != DAY_NONE);
	if (one == many || half) {
		mistake(loader, map->place, _("a holiday has either “on” or “from” and “to”"));
		return;
	}
	day_t first = one ? holiday.on : holiday.from, last = one ? holiday.on : holiday.to;
	if (last < first || last - first >= HOLIDAY_DAYS_MOST) {
		mistake(loader, map->place, _("a holiday lasts from 1 to %d days"),
			HOLIDAY_DAYS_MOST);
		return;
	}
	for (day_t day = first; day <= last; day++)
		if (day_weekday(day) <= 5)
			add_day(loader->model->holidays, day, label);
}

static void read_holidays(
	struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	for (guint i = 0; i < value->count; i++)
		if (check_kind(loader, yaml_entry(value, i)->value, YAML_MAP))
			add_holiday(loader, yaml_entry(value, i)->value);
}

static void read_worked(struct loader *loader, G_GNUC_UNUSED void *target, const struct yaml *value)
{
	for (guint i = 0; i < value->count; i++) {
		const struct yaml *entry = yaml_entry(value, i)->value;
		day_t day = DAY_NONE;
		if (!read_day(loader, entry, &day))
			continue;
		if (day_weekday(day) <= 5)
			mistake(loader, entry->place, _("%s is neither a Saturday nor a Sunday"),
				entry->text);
		else
			g_tree_insert(loader->model->worked, GINT_TO_POINTER(day), GINT_TO_POINTER(1));
	}
}

static const struct key holidays_keys[] = {
	{"holidays", KEY_LIST, FALSE, NOWHERE, read_holidays},
	{"worked", KEY_LIST, FALSE, NOWHERE, read_worked},
	{NULL},
};

void load_holidays(struct loader *loader, const struct yaml *map)
{
	read_map(loader, map, holidays_keys, NULL, _("the list of holidays"));
}

struct rate_draft {
	char *currency, *rate;
	day_t on;
};

static const struct key rate_keys[] = {
	{"currency", KEY_TEXT, TRUE, offsetof(struct rate_draft, currency)},
	{"on", KEY_DAY, TRUE, offsetof(struct rate_draft, on)},
	{"rate", KEY_TEXT, TRUE, offsetof(struct rate_draft, rate)},
	{NULL},
};

/* Where a rate was given: its index in model->rates, and by which folder. */
struct given_rate {
	guint index, layer;
	struct place place;
};

static void check_currency(struct loader *loader, const struct yaml *value)
{
	const struct code_list *list = model_codes(loader->model, "currencies");
	if (strcmp(value->text, "VND") == 0) {
		mistake(loader, value->place, _("rates are in VND: VND itself has none"));
		return;
	}
	if (!list || code_find(list, value->text))
		return;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < list->items->len; i++)
		g_ptr_array_add(ids, ((struct code_item *)list->items->pdata[i])->id);
	mistake_near(loader, value->place, value->text, ids,
		_("the list of currencies has no “%s”"), value->text);
}

/* A later folder's rate takes the place of an earlier one's for the same day. */
static void keep_rate(struct loader *loader, struct rate rate, guint layer, struct place place)
{
	g_autofree char *day = day_iso(rate.on);
	g_autofree char *key = g_strdup_printf("%s %s", rate.currency, day);
	struct given_rate *given = g_hash_table_lookup(loader->rates, key);
	GArray *rates = loader->model->rates;
	if (given && given->layer == layer) {
		mistake(loader, place, _("double rate: %s has one for %s already in line %u"),
			rate.currency, day, given->place.line);
		return;
	}
	if (given) {
		g_array_index(rates, struct rate, given->index) = rate;
		given->layer = layer;
		given->place = place;
		return;
	}
	given = g_new(struct given_rate, 1);
	*given = (struct given_rate){rates->len, layer, place};
	g_array_append_val(rates, rate);
	g_hash_table_insert(loader->rates, g_steal_pointer(&key), given);
}

static void add_rate(struct loader *loader, const struct yaml *map, guint layer)
{
	struct rate_draft draft = {NULL};
	struct rate rate = {NULL};
	g_autoptr(GError) error = NULL;
	if (read_map(loader, map, rate_keys, &draft, _("a rate"))) {
		const struct yaml *written = yaml_get(map, "rate");
		check_currency(loader, yaml_get(map, "currency"));
		rate.currency = g_string_chunk_insert_const(loader->model->strings, draft.currency);
		rate.on = draft.on;
		if (!decimal_parse_plain(draft.rate, RATE_SCALE, &rate.rate, &error))
			mistake(loader, written->place, "%s", error->message);
		else if (rate.rate <= 0)
			mistake(loader, written->place, _("a rate must be more than 0"));
		else
			keep_rate(loader, rate, layer, map->place);
	}
	g_free(draft.currency);
	g_free(draft.rate);
}

static gint compare_rates(gconstpointer a, gconstpointer b)
{
	const struct rate *first = a, *second = b;
	int order = strcmp(first->currency, second->currency);
	return order != 0 ? order : first->on - second->on;
}

void load_rates(struct loader *loader, const struct yaml *map, guint layer)
{
	static const struct key keys[] = {{"rates", KEY_LIST, TRUE, NOWHERE}, {NULL}};
	const struct yaml *list = yaml_get(map, "rates");
	if (!read_map(loader, map, keys, NULL, _("the list of rates")))
		return;
	for (guint i = 0; i < list->count; i++)
		if (check_kind(loader, yaml_entry(list, i)->value, YAML_MAP))
			add_rate(loader, yaml_entry(list, i)->value, layer);
}

void link_rates(struct loader *loader)
{
	g_array_sort(loader->model->rates, compare_rates);
}

struct month {
	guint from_day, to_day;
};

static const struct key month_keys[] = {
	{"from_day", KEY_WHOLE, TRUE, offsetof(struct month, from_day)},
	{"to_day", KEY_WHOLE, TRUE, offsetof(struct month, to_day)},
	{NULL},
};

/* The months of the regimes that the program reckons with (base/period.h); 0 = those of the
 * calendar. */
static const struct regime_row {
	const char *id;
	struct month month;
} regime_rows[] = {
	{"calendar", {0, 0}}, {"legal", {15, 14}}, /* Decree 09/2019/ND-CP Art. 12 */
};

static const struct key regime_keys[] = {
	{"vi", KEY_TEXT, TRUE, offsetof(struct group, label.vi)},
	{"en", KEY_TEXT, FALSE, offsetof(struct group, label.en)},
	{"month", KEY_MAP, FALSE, NOWHERE},
	{"due", KEY_MAP, FALSE, NOWHERE},
	{NULL},
};

#define DUE_DAYS_MOST 366

static const struct key due_keys[] = {
	{"month", KEY_TEXT, FALSE, PERIOD_MONTH * sizeof(char *)},
	{"quarter", KEY_TEXT, FALSE, PERIOD_QUARTER * sizeof(char *)},
	{"half", KEY_TEXT, FALSE, PERIOD_HALF * sizeof(char *)},
	{"nine_months", KEY_TEXT, FALSE, PERIOD_NINE_MONTHS * sizeof(char *)},
	{"year", KEY_TEXT, FALSE, PERIOD_YEAR * sizeof(char *)},
	{NULL},
};

/* "2": working days; "12-18": a day of each year. */
static gboolean parse_due(const char *text, struct due *due)
{
	g_auto(GStrv) parts = g_strsplit(text, "-", -1);
	guint64 first, second = 0;
	guint count = g_strv_length(parts);
	*due = (struct due){.set = TRUE};
	if (count < 1 || count > 2 || !g_ascii_string_to_unsigned(parts[0], 10, 0, DUE_DAYS_MOST, &first, NULL) ||
		(count == 2 && !g_ascii_string_to_unsigned(parts[1], 10, 1, 31, &second, NULL)))
		return FALSE;
	if (count == 1) {
		due->workdays = (guint)first;
		return TRUE;
	}
	due->month = (guint)first;
	due->day = (guint)second;
	return first >= 1 && first <= 12 && day_make(2021, (int)first, (int)second) != DAY_NONE;
}

static void load_due(struct loader *loader, const struct yaml *map, struct due *dues)
{
	const struct yaml *written = yaml_get(map, "due");
	char *texts[PERIOD_YEAR + 1] = {NULL};
	if (!written || written->kind != YAML_MAP)
		return;
	read_map(loader, written, due_keys, texts, _("“due”"));
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		if (texts[i] && !parse_due(texts[i], &dues[i]))
			mistake(loader, yaml_get(written, due_keys[i].name)->place,
				_("“%s” is neither a number of working days nor a day of the year as "
				  "12-18"),
				texts[i]);
		g_free(texts[i]);
	}
}

static const struct regime_row *find_regime(struct loader *loader, const struct yaml_entry *entry)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < G_N_ELEMENTS(regime_rows); i++) {
		if (strcmp(regime_rows[i].id, entry->key) == 0)
			return &regime_rows[i];
		g_ptr_array_add(ids, (gpointer)regime_rows[i].id);
	}
	mistake_near(loader, entry->place, entry->key, ids,
		_("no regime of periods is called “%s”"), entry->key);
	return NULL;
}

static void check_month(struct loader *loader, const struct regime_row *row, const struct yaml *map)
{
	const struct yaml *written = yaml_get(map, "month");
	struct month month = {0, 0};
	if (written && (written->kind != YAML_MAP ||
			       !read_map(loader, written, month_keys, &month, _("a month"))))
		return;
	if (month.from_day == row->month.from_day && month.to_day == row->month.to_day)
		return;
	struct place place = written ? written->place : map->place;
	if (row->month.from_day == 0)
		mistake(loader, place, _("the regime “%s” goes by the calendar: leave “month” out"),
			row->id);
	else
		mistake(loader, place, _("the months of the regime “%s” run from day %u to day %u"),
			row->id, row->month.from_day, row->month.to_day);
}

static struct group *take_group(GPtrArray *groups, const char *id)
{
	for (guint i = 0; i < groups->len; i++) {
		struct group *group = groups->pdata[i];
		if (strcmp(group->id, id) == 0) {
			label_clear(&group->label);
			return group;
		}
	}
	struct group *group = g_new0(struct group, 1);
	group->id = g_strdup(id);
	g_ptr_array_add(groups, group);
	return group;
}

void load_regimes(struct loader *loader, const struct yaml *map)
{
	static const struct key keys[] = {{"regimes", KEY_MAP, TRUE, NOWHERE}, {NULL}};
	const struct yaml *list = yaml_get(map, "regimes");
	if (!read_map(loader, map, keys, NULL, _("the list of regimes")))
		return;
	for (guint i = 0; i < list->count; i++) {
		const struct yaml_entry *entry = yaml_entry(list, i);
		const struct regime_row *row = find_regime(loader, entry);
		if (!row || !check_kind(loader, entry->value, YAML_MAP))
			continue;
		struct group *regime = take_group(loader->model->regimes, row->id);
		read_map(loader, entry->value, regime_keys, regime, _("a regime"));
		check_month(loader, row, entry->value);
		load_due(loader, entry->value, loader->model->due[row - regime_rows]);
	}
}
