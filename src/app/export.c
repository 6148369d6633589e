/* SPDX-License-Identifier: Apache-2.0 */
#include "app/export.h"
#include "format/csv.h"
#include "format/xlsx.h"

#include <string.h>

/* Columns before the fields; load knows them by these names. */
static const char *const fixed[] = { "id", "version", "state" };

static GBytes *write_csv(struct app *app, const struct reg *reg, const GPtrArray *records)
{
	GString *out = g_string_new(NULL);
	struct csv_writer writer;
	csv_begin(&writer, out, ',', TRUE);
	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++)
		csv_cell(&writer, fixed[i]);
	for (guint f = 0; f < reg->fields->len; f++)
		csv_cell(&writer, ((const struct field *)reg->fields->pdata[f])->id);
	csv_end_row(&writer);
	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, record->id);
		g_autofree char *version = g_strdup_printf("%" G_GINT64_FORMAT, record->version);
		csv_cell(&writer, id);
		csv_cell(&writer, version);
		csv_cell(&writer, record_state(record));
		for (guint f = 0; f < reg->fields->len; f++) {
			const struct field *field = reg->fields->pdata[f];
			g_autofree char *text = value_plain(app->model, field, &record->values[f], store_links(app->store, record->office));
			csv_cell(&writer, text);
		}
		csv_end_row(&writer);
	}
	return g_string_free_to_bytes(out);
}

static void write_cell(struct app *app, struct xlsx_writer *writer, const struct field *field, const struct record *record)
{
	const struct value *value = &record->values[field->index];
	g_autofree char *text = NULL;
	if (value->kind == VALUE_NUMBER && field->type == FIELD_COUNT)
		xlsx_number(writer, value->number, 0);
	else if (value->kind == VALUE_NUMBER && field->type == FIELD_DECIMAL)
		xlsx_number(writer, value->number, field->scale);
	else if (value->kind == VALUE_MONEY && strcmp(value->money->currency, "VND") == 0)
		xlsx_number(writer, value->money->amount, 0);
	else if (value->kind == VALUE_NUMBER && field->type == FIELD_DATE)
		xlsx_day(writer, (day_t)value->number);
	else
		xlsx_text(writer, text = value_plain(app->model, field, value, store_links(app->store, record->office)));
}

static GBytes *write_xlsx(struct app *app, const struct reg *reg, const GPtrArray *records, GError **error)
{
	g_autoptr(xlsx_writer_t) writer = xlsx_writer_new(label_text(&reg->title, app->language), moment_now());
	g_autoptr(GArray) columns = g_array_new(FALSE, TRUE, sizeof(struct xlsx_column));
	g_auto(GStrv) headers = import_headers(reg, app->language);
	for (guint i = 0; i < G_N_ELEMENTS(fixed); i++) {
		struct xlsx_column column = { .header = fixed[i], .width = 10 };
		g_array_append_val(columns, column);
	}
	for (guint f = 0; f < reg->fields->len; f++) {
		struct xlsx_column column = { .header = headers[f], .width = 24 };
		g_array_append_val(columns, column);
	}
	xlsx_sheet(writer, label_text(&reg->title, app->language), (const struct xlsx_column *)(void *)columns->data, columns->len);
	for (guint i = 0; i < records->len; i++) {
		const struct record *record = records->pdata[i];
		xlsx_number(writer, record->id, 0);
		xlsx_number(writer, record->version, 0);
		xlsx_text(writer, record_state(record));
		for (guint f = 0; f < reg->fields->len; f++)
			write_cell(app, writer, reg->fields->pdata[f], record);
		xlsx_end_row(writer);
	}
	return xlsx_finish(writer, error);
}

static GBytes *write_json(struct app *app, const GPtrArray *records)
{
	json_t *list = json_array();
	for (guint i = 0; i < records->len; i++)
		json_array_append_new(list, app_record_json(app, records->pdata[i], TRUE));
	char *text = json_dumps(list, JSON_INDENT(2));
	json_decref(list);
	return g_bytes_new_with_free_func(text, strlen(text), free, text);
}

GBytes *app_export(struct app *app, const struct reg *reg, const GPtrArray *records, enum sheet_format format, GError **error)
{
	switch (format) {
	case SHEET_XLSX:
		return write_xlsx(app, reg, records, error);
	case SHEET_JSON:
		return write_json(app, records);
	case SHEET_CSV:
		break;
	}
	return write_csv(app, reg, records);
}

gboolean reg_has_personal(const struct reg *reg)
{
	for (guint i = 0; i < reg->fields->len; i++) {
		const struct field *field = reg->fields->pdata[i];
		for (guint c = 0; field->fields && c < field->fields->len; c++)
			if (((const struct field *)field->fields->pdata[c])->personal)
				return TRUE;
		if (field->personal)
			return TRUE;
	}
	return reg->personal;
}

static void veil_rows(const struct field *rows, struct value *value)
{
	for (guint r = 0; value->kind == VALUE_ROWS && r < value->rows->len; r++)
		for (guint c = 0; c < rows->fields->len; c++)
			if (((const struct field *)rows->fields->pdata[c])->personal)
				value_clear(&((struct value *)value->rows->pdata[r])[c]);
}

void record_veil(struct record *record)
{
	for (guint i = 0; i < record->reg->fields->len; i++) {
		const struct field *field = record->reg->fields->pdata[i];
		if (record->reg->personal || field->personal)
			value_clear(&record->values[i]);
		else if (field->type == FIELD_ROWS)
			veil_rows(field, &record->values[i]);
	}
}
