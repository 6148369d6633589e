/* SPDX-License-Identifier: Apache-2.0 */
#include "app/parts.h"

#include <string.h>

struct gathering {
	gint64 report;
	GPtrArray *parts;
};

static gboolean take_part(void *data, const struct record *record, GError **error)
{
	struct gathering *gathering = data;
	const struct value *report = record_value(record, "report");
	(void)error;
	if (report && report->number == gathering->report && strcmp(record_state(record), "withdrawn") != 0)
		g_ptr_array_add(gathering->parts, record_copy(record));
	return TRUE;
}

/* What links to the report is few; the whole register is read only for the past. */
static gboolean gather_now(struct app *app, const struct record *report, struct gathering *gathering, GError **error)
{
	g_autoptr(GArray) sources = store_linked(app->store, KEY(report->office, report->id), error);
	for (guint i = 0; sources && i < sources->len; i++) {
		gint64 key = g_array_index(sources, gint64, i);
		const struct reg *reg = store_register_of(app->store, key, error);
		if (!reg)
			return FALSE;
		if (strcmp(reg->id, PART_REGISTER) != 0)
			continue;
		g_autoptr(record_t) part = store_read(app->store, reg, KEY_OFFICE(key), KEY_ID(key), error);
		if (!part || (!part->deleted && !take_part(gathering, part, error)))
			return FALSE;
	}
	return sources != NULL;
}

static gint by_id(gconstpointer a, gconstpointer b)
{
	const struct record *first = *(const struct record *const *)a, *second = *(const struct record *const *)b;
	return first->id < second->id ? -1 : first->id > second->id;
}

GPtrArray *report_parts(struct app *app, const struct record *report, gint64 position, GError **error)
{
	const struct reg *reg = model_register(app->model, PART_REGISTER);
	g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	struct gathering gathering = { report->id, parts };
	gboolean done = !reg || (position ? store_each(app->store, reg, report->office, position, take_part, &gathering, error) : gather_now(app, report, &gathering, error));
	g_ptr_array_sort(parts, by_id);
	return done ? g_steal_pointer(&parts) : NULL;
}

static void text_free(gpointer data)
{
	struct section_text *text = data;
	g_free((char *)text->name);
	g_free(text);
}

GPtrArray *parts_texts(const GPtrArray *parts)
{
	GPtrArray *texts = g_ptr_array_new_with_free_func(text_free);
	for (guint i = 0; i < parts->len; i++) {
		const struct record *part = parts->pdata[i];
		const struct value *instead = record_value(part, "instead");
		struct section_text *text = g_new0(struct section_text, 1);
		*text = (struct section_text){ .path = record_text(part, "section"), .text = record_text(part, "narrative"),
			.name = g_strdup_printf(PART_REGISTER " #%" G_GINT64_FORMAT, part->id), .instead = instead && instead->number && *record_text(part, "narrative") };
		g_ptr_array_add(texts, text);
	}
	return texts;
}

static const struct record *part_of(const GPtrArray *parts, const char *section)
{
	for (guint i = 0; i < parts->len; i++)
		if (strcmp(record_text(parts->pdata[i], "section"), section) == 0)
			return parts->pdata[i];
	return NULL;
}

struct record *report_assign(struct app *app, const struct record *report, const char *section, const char *division, const char *due, GError **error)
{
	g_autoptr(GPtrArray) parts = report_parts(app, report, 0, error);
	const struct reg *reg = parts ? model_need_register(app->model, PART_REGISTER, error) : NULL;
	if (!reg)
		return NULL;
	const struct record *part = part_of(parts, section);
	g_autofree char *link = g_strdup_printf("#%" G_GINT64_FORMAT, report->id);
	json_t *fields = json_pack("{s:s}", "division", division);
	if (due && *due)
		json_object_set_new(fields, "due_on", json_string(due));
	if (part) {
		json_object_set_new(fields, "id", json_integer(part->id));
		json_object_set_new(fields, "version", json_integer(part->version));
	} else {
		json_object_set_new(fields, "report", json_string(link));
		json_object_set_new(fields, "section", json_string(section));
	}
	struct record *stored = app_put(app, reg, report->office, fields, NULL, NULL, error);
	json_decref(fields);
	return stored;
}

gboolean parts_are_accepted(struct app *app, const struct record *report, GError **error)
{
	g_autoptr(GPtrArray) parts = report_parts(app, report, 0, error);
	for (guint i = 0; parts && i < parts->len; i++) {
		const struct record *part = parts->pdata[i];
		if (strcmp(record_state(part), "accepted") != 0)
			return fail(error, ERROR_REFUSED, _("the part “%s” is “%s”: accept or withdraw it first"), record_text(part, "section"), record_state_label(part, app->language));
	}
	return parts != NULL;
}
