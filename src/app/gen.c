/* SPDX-License-Identifier: Apache-2.0 */
#include "app/gen.h"
#include "base/number.h"

#include <string.h>

static const char *const words[] = { "hợp tác", "hữu nghị", "khảo sát", "đào tạo", "y tế", "giáo dục", "nông nghiệp", "môi trường", "đầu tư",
	"thương mại", "văn hóa", "biên giới", "lãnh sự", "bảo hộ", "công dân", "địa phương", "trao đổi", "hội thảo", "dự án", "chương trình",
	"phối hợp", "thông tin", "tuyên truyền", "cải cách", "thủ tục", "kế hoạch", "quý", "năm", "đoàn", "công tác" };
static const char *const places[] = { "Vientiane", "Akita", "Busan", "Lyon", "Huế", "Cao Bằng", "Sydney", "Praha" };
static const char *const persons[] = { "Nguyễn Văn Thử", "Trần Thị Mẫu", "Lê Minh Ví Dụ", "Phạm Thu Giả", "Hoàng Anh Đặt", "Vũ Hà Nháp" };

struct gen *gen_new(struct app *app, gint64 office, guint32 seed, struct span span)
{
	struct gen *gen = g_new0(struct gen, 1);
	gen->app = app;
	gen->random = g_rand_new_with_seed(seed);
	gen->office = office;
	gen->span = span;
	gen->pools = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	for (guint i = 0; i < app->model->registers->len; i++)
		g_ptr_array_add(gen->pools, g_array_new(FALSE, FALSE, sizeof(gint64)));
	return gen;
}

void gen_free(struct gen *gen)
{
	if (!gen)
		return;
	g_rand_free(gen->random);
	g_ptr_array_unref(gen->pools);
	g_free(gen);
}

static gint32 below(struct gen *gen, gint32 most)
{
	return most > 1 ? g_rand_int_range(gen->random, 0, most) : 0;
}

static json_t *some_words(struct gen *gen, guint count)
{
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < count; i++)
		g_string_append_printf(text, "%s%s", i ? " " : "", words[below(gen, G_N_ELEMENTS(words))]);
	json_t *json = json_string(text->str);
	g_string_free(text, TRUE);
	return json;
}

/* One character of a class "[A-Z0-9_-]"; *pattern is left after it. Complements give a letter. */
static char of_class(struct gen *gen, const char **pattern)
{
	GString *members = g_string_new(NULL);
	const char *p = *pattern + 1;
	gboolean complement = *p == '^';
	for (; *p && *p != ']'; p++) {
		if (p[1] == '-' && p[2] && p[2] != ']') {
			for (char c = p[0]; c <= p[2]; c++)
				g_string_append_c(members, c);
			p += 2;
		} else {
			g_string_append_c(members, *p);
		}
	}
	*pattern = *p ? p + 1 : p;
	char c = complement || !members->len ? 'a' : members->str[below(gen, (gint32)members->len)];
	g_string_free(members, TRUE);
	return c;
}

/* A text of a simple pattern: literals, classes, {n}, {n,m}, +, *, ?; groups are left out where they may be. */
static json_t *some_pattern(struct gen *gen, const char *pattern)
{
	GString *text = g_string_new(NULL);
	const char *p = *pattern == '^' ? pattern + 1 : pattern;
	while (*p && *p != '$') {
		const char *atom = p;
		if (*p == '(') {
			p = strchr(p, ')') ? strchr(p, ')') + 1 : p + strlen(p);
			p += *p == '?' || *p == '*';
			continue;
		}
		gsize before = text->len;
		g_string_append_c(text, *p == '[' ? of_class(gen, &p) : *p++);
		guint64 times = *p == '{' ? g_ascii_strtoull(p + 1, NULL, 10) : 1;
		if (*p == '{')
			p = strchr(p, '}') ? strchr(p, '}') + 1 : p + strlen(p);
		if (*p == '+' || *p == '*')
			times = 1 + (guint64)below(gen, 6); /* codes must not repeat */
		p += *p == '+' || *p == '*' || *p == '?';
		if (!times)
			g_string_truncate(text, before);
		for (guint64 i = 1; i < times && i < 100; i++) {
			const char *again = atom;
			g_string_append_c(text, *again == '[' ? of_class(gen, &again) : *again);
		}
	}
	json_t *json = json_string(text->str);
	g_string_free(text, TRUE);
	return json;
}

/* Dates of one record follow each other in the order of its fields: most checks ask for that. */
static json_t *some_day(struct gen *gen, day_t *last)
{
	*last = MIN(*last + below(gen, 20), gen->span.to);
	g_autofree char *text = day_iso(*last);
	return json_string(text);
}

static json_t *some_count(struct gen *gen, const struct field *field)
{
	gint64 least = field->has_min ? MAX(field->min, 0) : 0;
	gint64 most = field->has_max ? MIN(field->max, least + 60) : least + 60;
	return json_integer(least + below(gen, (gint32)(most - least + 1)));
}

static json_t *some_money(struct gen *gen)
{
	static const char *const currencies[] = { "VND", "VND", "USD", "EUR" };
	const char *currency = currencies[below(gen, G_N_ELEMENTS(currencies))];
	gboolean vnd = strcmp(currency, "VND") == 0;
	g_autofree char *amount = g_strdup_printf("%d%s", 1000 + below(gen, 900000), vnd ? "000" : "");
	return json_pack("{s:s, s:s}", "amount", amount, "currency", currency);
}

static json_t *some_code(struct gen *gen, const struct field *field, day_t day)
{
	const GPtrArray *items = field->codes ? field->codes->items : NULL;
	for (guint tries = 0; items && items->len && tries < 20; tries++) {
		const struct code_item *item = items->pdata[below(gen, (gint32)items->len)];
		if ((!item->from || item->from <= day) && (!item->until || item->until >= day))
			return json_string(item->id);
	}
	return NULL;
}

static json_t *some_link(struct gen *gen, const struct field *field)
{
	const GArray *pool = gen->pools->pdata[field->target->index];
	if (!pool->len)
		return NULL;
	g_autofree char *id = g_strdup_printf("#%" G_GINT64_FORMAT, g_array_index(pool, gint64, below(gen, (gint32)pool->len)));
	return json_string(id);
}

static json_t *some_document(struct gen *gen, day_t day)
{
	int year, month, dom;
	day_split(day, &year, &month, &dom);
	g_autofree char *symbol = g_strdup_printf("%d/QĐ-UBND", 1 + below(gen, 3000));
	g_autofree char *date = day_iso(day);
	return json_pack("{s:s, s:s, s:s, s:s}", "symbol", symbol, "date", date, "issuer", "UBND tỉnh", "title", "về việc thử nghiệm");
}

static json_t *own_code(struct gen *gen)
{
	g_autofree char *code = store_office_code(gen->app->store, gen->office);
	return code ? json_string(code) : NULL;
}

static json_t *some_fields(struct gen *gen, const GPtrArray *fields, const struct reg *reg, day_t *last);

static json_t *some_rows(struct gen *gen, const struct field *field, day_t last)
{
	json_t *rows = json_array();
	for (gint32 i = below(gen, 4); i > 0; i--)
		json_array_append_new(rows, some_fields(gen, field->fields, NULL, &last));
	return rows;
}

static json_t *some_value(struct gen *gen, const struct field *field, const struct reg *reg, day_t *last)
{
	switch (field->type) {
	case FIELD_TEXT:
		if (reg && field == reg->code && !field->pattern) {
			g_autofree char *code = g_strdup_printf("%s-%" G_GUINT64_FORMAT, reg->id, ++gen->serial);
			return json_string(code);
		}
		return field->pattern ? some_pattern(gen, g_regex_get_pattern(field->pattern)) : some_words(gen, 3);
	case FIELD_LONGTEXT:
		return some_words(gen, 12);
	case FIELD_CHOICE:
		return json_string(((const struct choice *)field->choices->pdata[below(gen, (gint32)field->choices->len)])->id);
	case FIELD_BOOL:
		return json_boolean(below(gen, 2));
	case FIELD_COUNT:
		return some_count(gen, field);
	case FIELD_DECIMAL:
		return json_string("1.5");
	case FIELD_MONEY:
		return some_money(gen);
	case FIELD_DATE:
		return some_day(gen, last);
	case FIELD_LOCALITY:
		return json_string(places[below(gen, G_N_ELEMENTS(places))]);
	case FIELD_PERSON:
		return json_string(persons[below(gen, G_N_ELEMENTS(persons))]);
	case FIELD_LINK:
		return some_link(gen, field);
	case FIELD_ROWS:
		return some_rows(gen, field, *last);
	case FIELD_DOCUMENT:
		return some_document(gen, *last);
	case FIELD_OFFICE:
		return field->required ? own_code(gen) : NULL;
	case FIELD_DATETIME:
	case FIELD_DIVISION:
	case FIELD_FILE:
		return NULL;
	default:
		return some_code(gen, field, *last);
	}
}

static json_t *some_many(struct gen *gen, const struct field *field, const struct reg *reg, day_t *last)
{
	json_t *list = json_array();
	for (gint32 i = 1 + below(gen, 2); i > 0; i--) {
		json_t *value = some_value(gen, field, reg, last);
		if (value)
			json_array_append_new(list, value);
	}
	return list;
}

static json_t *some_fields(struct gen *gen, const GPtrArray *fields, const struct reg *reg, day_t *last)
{
	json_t *object = json_object();
	for (guint i = 0; i < fields->len; i++) {
		const struct field *field = fields->pdata[i];
		if (field->compute || (!field->required && below(gen, 3) == 0))
			continue;
		json_t *value = field->many ? some_many(gen, field, reg, last) : some_value(gen, field, reg, last);
		if (value)
			json_object_set_new(object, field->id, value);
	}
	return object;
}

json_t *gen_object(struct gen *gen, const struct reg *reg)
{
	day_t last = gen->span.from + below(gen, gen->span.to - gen->span.from + 1);
	json_t *object = some_fields(gen, reg->fields, reg, &last);
	if (reg->states->len)
		json_object_set_new(object, "state", json_string(((const struct state *)reg->states->pdata[below(gen, (gint32)reg->states->len)])->id));
	return object;
}

/* What a required link needs to point to is made first. */
static gboolean make_targets(struct gen *gen, const struct reg *reg, GError **error)
{
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field->type != FIELD_LINK || !field->required || field->target == reg || ((const GArray *)gen->pools->pdata[field->target->index])->len)
			continue;
		g_autoptr(record_t) target = gen_record(gen, field->target, error);
		if (!target)
			return FALSE;
	}
	return TRUE;
}

struct record *gen_record(struct gen *gen, const struct reg *reg, GError **error)
{
	if (!make_targets(gen, reg, error))
		return NULL;
	for (guint tries = 0;; tries++) {
		GError *problem = NULL;
		json_t *object = gen_object(gen, reg);
		struct record *record = app_put(gen->app, reg, gen->office, object, NULL, NULL, &problem);
		json_decref(object);
		if (record) {
			g_array_append_val(gen->pools->pdata[reg->index], record->id);
			return record;
		}
		gboolean chance = g_error_matches(problem, ERROR_DOMAIN, ERROR_INPUT) ||
			g_error_matches(problem, ERROR_DOMAIN, ERROR_CONFLICT); /* a code that is taken */
		if (tries == 50 || !chance) {
			g_propagate_error(error, problem);
			return NULL;
		}
		g_error_free(problem);
	}
}

/* How deep a register's links go: those that link to nothing come first. Circles are cut at eight. */
static guint depth_of(const struct reg *reg, guint limit)
{
	guint depth = 0;
	for (guint i = 0; limit && i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		if (field->target && field->target != reg)
			depth = MAX(depth, 1 + depth_of(field->target, limit - 1));
	}
	return depth;
}

static gint by_depth(gconstpointer a, gconstpointer b)
{
	const struct reg *x = *(const struct reg *const *)a, *y = *(const struct reg *const *)b;
	guint dx = depth_of(x, 8), dy = depth_of(y, 8);
	return dx != dy ? (dx > dy) - (dx < dy) : (x->index > y->index) - (x->index < y->index);
}

/* A report comes about by its own way, and what belongs to one with it. */
GPtrArray *gen_order(const struct model *model)
{
	static const char *const others[] = { "office", "report", "report_part", "release", NULL };
	GPtrArray *order = g_ptr_array_new();
	for (guint i = 0; i < model->registers->len; i++) {
		const struct reg *reg = model->registers->pdata[i];
		if (!g_strv_contains(others, reg->id))
			g_ptr_array_add(order, (gpointer)reg);
	}
	g_ptr_array_sort(order, by_depth);
	return order;
}

static gboolean gen_year(struct gen *gen, const GPtrArray *order, int year, guint records, GError **error)
{
	gen->span = (struct span){ day_make(year, 1, 1), day_make(year, 12, 31) };
	for (guint i = 0; i < records; i++) {
		const struct reg *reg = order->pdata[i % order->len];
		g_autoptr(record_t) record = gen_record(gen, reg, error);
		if (!record) {
			g_prefix_error(error, "%s: ", reg->id);
			return FALSE;
		}
		if (gen->app->progress && i % 100 == 0)
			gen->app->progress(gen->app->progress_data, i, records);
	}
	return TRUE;
}

static gboolean gen_office(struct app *app, const char *code, guint32 seed, int first_year, int last_year, guint records, GError **error)
{
	json_t *record = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "code", code, "name", "Sở Ngoại vụ", "superior", "UBND TỈNH THỬ NGHIỆM",
		"issuer", "SỞ NGOẠI VỤ", "place", "Thử Nghiệm", "symbol_suffix", "SNgV");
	gint64 office = app_office_new(app, record, error);
	json_decref(record);
	if (!office)
		return FALSE;
	g_autoptr(gen_t) gen = gen_new(app, office, seed, (struct span){ 1, 1 });
	g_autoptr(GPtrArray) order = gen_order(app->model);
	for (int year = first_year; year <= last_year; year++)
		if (!gen_year(gen, order, year, records, error))
			return FALSE;
	return TRUE;
}

gboolean app_gen(struct app *app, guint32 seed, guint offices, int first_year, int last_year, guint records, GError **error)
{
	if (!store_begin(app->store, error))
		return FALSE;
	for (guint i = 0; i < offices; i++) {
		g_autofree char *code = g_strdup_printf("s%02u", i + 1);
		if (!gen_office(app, code, seed + i, first_year, last_year, records, error)) {
			store_rollback(app->store);
			return FALSE;
		}
	}
	return store_commit(app->store, error);
}
