/* SPDX-License-Identifier: Apache-2.0 */
/* Is this file what was issued? What has changed since: the file, or the data? */
#include "app/claimed.h"
#include "format/file.h"
#include "ledger/formula.h"

#include <string.h>

static void figure_change_free(gpointer data)
{
	struct figure_change *change = data;
	g_free(change->query);
	g_free(change->then);
	g_free(change->now);
	g_free(change);
}

void verification_free(struct verification *verification)
{
	if (!verification)
		return;
	record_free(verification->report);
	g_free(verification->office);
	g_free(verification->format);
	g_ptr_array_unref(verification->differences);
	g_ptr_array_unref(verification->data_changes);
	g_free(verification);
}

struct looking {
	char hash[2 * HASH_BYTES + 1];
	struct verification *verification;
};

static gboolean look_at_report(void *data, const struct record *record, GError **error)
{
	struct looking *looking = data;
	const struct value *files = record_value(record, "files");
	const struct field *rows = reg_field(record->reg, "files");
	(void)error;
	for (guint i = 0; files && i < files->rows->len; i++) {
		const struct value *row = files->rows->pdata[i];
		const struct value *hash = &row[rows_field(rows, "hash")->index], *format = &row[rows_field(rows, "format")->index];
		if (hash->kind != VALUE_TEXT || strcmp(hash->text, looking->hash) != 0)
			continue;
		looking->verification->report = record_copy(record);
		looking->verification->format = g_strdup(format->kind == VALUE_TEXT ? format->text : "");
		return TRUE;
	}
	return TRUE;
}

static gboolean find_hash(struct app *app, struct verification *verification, const char *hex, GError **error)
{
	struct looking looking = { .verification = verification };
	g_strlcpy(looking.hash, hex, sizeof looking.hash);
	const struct reg *reg = model_need_register(app->model, "report", error);
	g_autoptr(GArray) offices = reg ? store_offices(app->store, error) : NULL;
	for (guint i = 0; offices && i < offices->len && !verification->report; i++)
		if (!store_each(app->store, reg, g_array_index(offices, gint64, i), 0, look_at_report, &looking, error))
			return FALSE;
	return offices != NULL;
}

static gboolean find_by_hash(struct app *app, struct verification *verification, const char *path, GError **error)
{
	g_autoptr(GBytes) content = file_read(path, FILE_BYTES_MOST, error);
	if (!content)
		return FALSE;
	struct hash hash = hash_bytes(g_bytes_get_data(content, NULL), g_bytes_get_size(content));
	g_autofree char *hex = hash_hex(&hash);
	return find_hash(app, verification, hex, error);
}

struct record *report_of_hash(struct app *app, const char *hash, char **format, GError **error)
{
	struct verification found = { 0 };
	if (!find_hash(app, &found, hash, error))
		return NULL;
	*format = found.format;
	return found.report;
}

/* Each figure of the issued text, asked again with what the store knows today. */
static gboolean compare_data(struct app *app, struct verification *verification, GError **error)
{
	g_autoptr(doc_t) doc = report_issued_doc(app, verification->report, error);
	if (!doc)
		return FALSE;
	verification->snapshot_sound = TRUE;
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	for (guint i = 0; i < doc->figures->len; i++) {
		const struct figure_note *note = doc->figures->pdata[i];
		g_autoptr(formula_t) formula = formula_parse(app->store, note->query, NULL);
		struct number number;
		if (!formula || !g_hash_table_add(seen, note->query))
			continue;
		if (!formula_number(app->ledger, formula, TRUE, &number, error))
			return FALSE;
		g_autofree char *now = number_plain(&number);
		if (strcmp(now, note->value) == 0)
			continue;
		struct figure_change *change = g_new0(struct figure_change, 1);
		change->query = g_strdup(note->query);
		change->then = g_strdup(note->value);
		change->now = g_steal_pointer(&now);
		g_ptr_array_add(verification->data_changes, change);
	}
	return TRUE;
}

struct verification *report_verify(struct app *app, const char *path, GError **error)
{
	g_autoptr(verification_t) verification = g_new0(struct verification, 1);
	verification->differences = g_ptr_array_new_with_free_func(g_free);
	verification->data_changes = g_ptr_array_new_with_free_func(figure_change_free);
	verification->verdict = VERDICT_UNKNOWN;
	if (!find_by_hash(app, verification, path, error))
		return NULL;
	if (verification->report)
		verification->verdict = VERDICT_UNCHANGED;
	else if (!verify_inside(app, verification, path, error))
		return NULL;
	if (verification->report) {
		verification->office = store_office_code(app->store, verification->report->office);
		if (!compare_data(app, verification, error))
			return NULL;
	}
	return g_steal_pointer(&verification);
}
