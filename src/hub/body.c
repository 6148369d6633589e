/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body of a package. A change: flags, moment after the one before, action, register, record, version, hashes of
 * author and body, with SHOWN the body's key and the data; then its entries. Words and series are named at their first
 * use and numbered from then on.
 */
#include "hub/package.h"

#include <string.h>

enum { FLAG_SHOWN = 1, FLAG_POSTED = 2 };
enum { WORD_MOST = 64, FIGURE_MOST = 128, DIMS_MOST = 1 << 16, FORMAT_MOST = 16, FILES_MOST = 64, WORDS_MOST = 4096, ROLE_MOST = 3 };
#define DATA_MOST     ((gsize)64 << 20)
#define RECORD_MOST   (((guint64)1 << KEY_SHIFT) - 1)
#define ENTRIES_MOST  ((guint64)1 << 28)

void body_writer_begin(struct body_writer *writer)
{
	writer->out = g_byte_array_new();
	writer->words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	writer->series = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
	writer->last = 0;
}

void body_writer_clear(struct body_writer *writer)
{
	g_byte_array_unref(writer->out);
	g_hash_table_destroy(writer->words);
	g_hash_table_destroy(writer->series);
}

/* Its number; at the first use 0 and the word. */
static void put_word(struct body_writer *writer, const char *word)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(writer->words, word));
	wire_put_number(writer->out, number);
	if (number)
		return;
	wire_put_text(writer->out, word);
	g_hash_table_insert(writer->words, g_strdup(word), GUINT_TO_POINTER(g_hash_table_size(writer->words) + 1));
}

static gboolean put_series(struct body_writer *writer, struct ledger *ledger, gint64 series, GError **error)
{
	guint number = GPOINTER_TO_UINT(g_hash_table_lookup(writer->series, &series));
	g_autofree char *figure = NULL, *dims = NULL;
	gint64 role;
	wire_put_number(writer->out, number);
	if (number)
		return TRUE;
	if (!ledger_series_name(ledger, series, &figure, &role, &dims, error))
		return FALSE;
	wire_put_text(writer->out, figure);
	wire_put_number(writer->out, (guint64)role);
	wire_put_text(writer->out, dims);
	g_hash_table_insert(writer->series, g_memdup2(&series, sizeof series), GUINT_TO_POINTER(g_hash_table_size(writer->series) + 1));
	return TRUE;
}

gboolean body_put_change(struct body_writer *writer, struct ledger *ledger, const struct change *change, gboolean shown,
	const GArray *entries, GError **error)
{
	static const struct hash none;
	GByteArray *out = writer->out;
	gboolean posted = !hash_equal(&change->posted, &none);
	wire_put_number(out, (shown ? FLAG_SHOWN : 0) | (posted ? FLAG_POSTED : 0));
	wire_put_signed(out, change->at - writer->last);
	writer->last = change->at;
	put_word(writer, change->action);
	put_word(writer, change->reg);
	wire_put_number(out, (guint64)KEY_ID(change->record));
	wire_put_number(out, (guint64)change->version);
	wire_put_hash(out, &change->author);
	wire_put_hash(out, &change->body);
	if (shown) {
		wire_put_hash(out, &change->body_key);
		wire_put_text(out, change->data);
	}
	if (!posted)
		return TRUE;
	wire_put_number(out, entries->len);
	for (guint i = 0; i < entries->len; i++) {
		const struct sent_entry *entry = &g_array_index(entries, struct sent_entry, i);
		wire_put_number(out, (guint64)entry->record);
		wire_put_number(out, (guint64)entry->number);
		if (!put_series(writer, ledger, entry->series, error))
			return FALSE;
		wire_put_number(out, (guint64)entry->day);
		wire_put_signed(out, entry->delta);
	}
	return TRUE;
}

void body_reader_begin(struct body_reader *reader, GBytes *body)
{
	gsize length;
	gconstpointer bytes = g_bytes_get_data(body, &length);
	wire_begin(&reader->wire, bytes, length);
	reader->words = g_ptr_array_new_with_free_func(g_free);
	reader->series = g_ptr_array_new_with_free_func(g_free);
	reader->texts = g_string_chunk_new(1 << 16);
	reader->last = 0;
	reader->named = 0;
	reader->skims = FALSE;
}

void body_reader_clear(struct body_reader *reader)
{
	g_ptr_array_unref(reader->words);
	g_ptr_array_unref(reader->series);
	g_string_chunk_free(reader->texts);
}

/* Small letters, digits and _ only, or nothing. */
static gboolean is_word(const char *word)
{
	return word[strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static const char *next_word(struct body_reader *reader)
{
	guint64 number = wire_number(&reader->wire, reader->words->len);
	if (number)
		return reader->words->pdata[number - 1];
	char *word = wire_text(&reader->wire, WORD_MOST);
	g_ptr_array_add(reader->words, word);
	if (!is_word(word) || reader->words->len > WORDS_MOST)
		wire_fail(&reader->wire, N_("a word is not written as words are"));
	for (guint i = 0; i + 1 < reader->words->len; i++)
		if (strcmp(reader->words->pdata[i], word) == 0)
			wire_fail(&reader->wire, N_("a word is named twice"));
	return word;
}

/* Named for the first time; once more where it was found before. NULL: see the wire. */
static struct named_series *name_series(struct body_reader *reader)
{
	struct wire *wire = &reader->wire;
	gsize length;
	if (reader->named < reader->series->len) {
		wire_bytes(wire, FIGURE_MOST, &length);
		wire_number(wire, ROLE_MOST);
		wire_bytes(wire, DIMS_MOST, &length);
		return reader->series->pdata[reader->named];
	}
	const char *figure = wire_text_in(wire, FIGURE_MOST, reader->texts);
	gint64 role = (gint64)wire_number(wire, ROLE_MOST);
	const char *dims = wire_text_in(wire, DIMS_MOST, reader->texts);
	if (wire->failure)
		return NULL;
	struct named_series *series = g_new(struct named_series, 1);
	*series = (struct named_series){ .figure = figure, .role = role, .dims = dims };
	g_ptr_array_add(reader->series, series);
	return series;
}

static guint next_series(struct body_reader *reader)
{
	guint64 number = wire_number(&reader->wire, reader->named);
	if (number || reader->wire.failure)
		return number ? (guint)number - 1 : 0;
	struct named_series *series = name_series(reader);
	if (!series)
		return 0;
	if (!reader->skims)
		series->mark = series_mark(series->figure, series->role, series->dims);
	return reader->named++;
}

static gboolean follows(const struct sent_entry *before, const struct sent_entry *entry)
{
	return before->record < entry->record || (before->record == entry->record && before->number < entry->number);
}

/* The entries, and their hash. */
static struct hash next_entries(struct body_reader *reader, GArray *entries)
{
	struct hasher hasher;
	struct sent_entry before = { 0 };
	hasher_begin(&hasher);
	guint64 count = wire_number(&reader->wire, ENTRIES_MOST);
	for (guint64 i = 0; i < count && !reader->wire.failure; i++) {
		struct sent_entry entry = { 0 };
		entry.record = (gint64)wire_number(&reader->wire, RECORD_MOST);
		entry.number = (gint64)wire_number(&reader->wire, G_MAXINT64);
		entry.series = next_series(reader);
		entry.day = (day_t)wire_number(&reader->wire, DAY_LAST);
		entry.delta = wire_signed(&reader->wire);
		if (reader->wire.failure)
			break;
		if (!follows(&before, &entry) || !entry.record || !entry.number || !entry.day)
			wire_fail(&reader->wire, N_("the entries are not in order"));
		const struct named_series *series = reader->series->pdata[entry.series];
		if (!reader->skims)
			posting_hash_add(&hasher, entry.record, entry.number, &series->mark, entry.day, entry.delta);
		g_array_append_val(entries, entry);
		before = entry;
	}
	return hasher_end(&hasher);
}

static moment_t next_moment(struct body_reader *reader)
{
	gint64 after = wire_signed(&reader->wire);
	if (__builtin_add_overflow(reader->last, after, &reader->last))
		wire_fail(&reader->wire, N_("a number is too large"));
	return reader->last;
}

static void next_data(struct body_reader *reader, struct change *change)
{
	change->shown = TRUE;
	change->body_key = wire_hash(&reader->wire);
	change->data = wire_text(&reader->wire, DATA_MOST);
	struct hash body = change_body(&change->body_key, change->data);
	if (!*change->data || !hash_equal(&body, &change->body))
		wire_fail(&reader->wire, N_("the data shown is not what the chain holds"));
}

struct change *body_next_change(struct body_reader *reader, gint64 key, GArray *entries)
{
	struct change *change = g_new0(struct change, 1);
	struct wire *wire = &reader->wire;
	g_array_set_size(entries, 0);
	guint64 flags = wire_number(wire, FLAG_SHOWN | FLAG_POSTED);
	change->key = key;
	change->at = next_moment(reader);
	change->action = g_strdup(next_word(reader));
	change->reg = g_strdup(next_word(reader));
	guint64 record = wire_number(wire, RECORD_MOST);
	change->record = record ? KEY(KEY_OFFICE(key), record) : 0;
	change->version = (gint64)wire_number(wire, G_MAXINT64);
	change->author = wire_hash(wire);
	change->body = wire_hash(wire);
	change->who = g_strdup("");
	change->received = TRUE;
	if (flags & FLAG_SHOWN)
		next_data(reader, change);
	else
		change->data = g_strdup("");
	if (flags & FLAG_POSTED)
		change->posted = next_entries(reader, entries);
	return change;
}

/* As body_next_change, without making anything of it. */
static void skim_change(struct body_reader *reader, GArray *entries)
{
	struct wire *wire = &reader->wire;
	gsize length;
	guint64 flags = wire_number(wire, FLAG_SHOWN | FLAG_POSTED);
	wire_signed(wire);
	next_word(reader);
	next_word(reader);
	wire_number(wire, RECORD_MOST);
	wire_number(wire, G_MAXINT64);
	wire_hash(wire);
	wire_hash(wire);
	if (flags & FLAG_SHOWN) {
		wire_hash(wire);
		wire_bytes(wire, DATA_MOST, &length);
	}
	g_array_set_size(entries, 0);
	if (flags & FLAG_POSTED)
		next_entries(reader, entries);
}

void body_skim(struct body_reader *reader, gint64 changes)
{
	g_autoptr(GArray) entries = g_array_new(FALSE, FALSE, sizeof(struct sent_entry));
	const struct wire begin = reader->wire;
	reader->skims = TRUE;
	for (gint64 i = 0; i < changes && !reader->wire.failure; i++)
		skim_change(reader, entries);
	reader->skims = FALSE;
	reader->wire = begin;
	reader->named = 0;
	g_ptr_array_set_size(reader->words, 0);
}

static void issued_file_free(gpointer data)
{
	struct issued_file *file = data;
	g_free(file->format);
	g_bytes_unref(file->bytes);
	g_free(file);
}

struct issued_report *issued_report_new(void)
{
	struct issued_report *report = g_new0(struct issued_report, 1);
	report->files = g_ptr_array_new_with_free_func(issued_file_free);
	return report;
}

void issued_report_free(struct issued_report *report)
{
	if (!report)
		return;
	g_free(report->tree);
	g_free(report->template);
	g_ptr_array_unref(report->files);
	g_free(report);
}

void issued_report_add_file(struct issued_report *report, const char *format, GBytes *bytes)
{
	struct issued_file *file = g_new0(struct issued_file, 1);
	file->format = g_strdup(format);
	file->bytes = bytes;
	g_ptr_array_add(report->files, file);
}

void body_put_report(GByteArray *out, const struct issued_report *report)
{
	wire_put_hash(out, &report->snapshot);
	wire_put_text(out, report->tree);
	wire_put_text(out, report->template);
	wire_put_hash(out, &report->definitions);
	wire_put_number(out, (guint64)report->position);
	wire_put_number(out, report->files->len);
	for (guint i = 0; i < report->files->len; i++) {
		const struct issued_file *file = report->files->pdata[i];
		wire_put_text(out, file->format);
		wire_put_bytes(out, g_bytes_get_data(file->bytes, NULL), g_bytes_get_size(file->bytes));
	}
}

struct issued_report *body_next_report(struct body_reader *reader)
{
	struct wire *wire = &reader->wire;
	struct issued_report *report = issued_report_new();
	report->snapshot = wire_hash(wire);
	report->tree = wire_text(wire, DATA_MOST);
	report->template = wire_text(wire, DATA_MOST);
	report->definitions = wire_hash(wire);
	report->position = (gint64)wire_number(wire, RECORD_MOST);
	guint64 count = wire_number(wire, FILES_MOST);
	for (guint64 i = 0; i < count && !wire->failure; i++) {
		g_autofree char *format = wire_text(wire, FORMAT_MOST);
		gsize length;
		const guint8 *bytes = wire_bytes(wire, DATA_MOST, &length);
		if (!is_word(format))
			wire_fail(wire, N_("a word is not written as words are"));
		if (!wire->failure)
			issued_report_add_file(report, format, g_bytes_new(bytes, length));
	}
	return report;
}

gboolean body_end(const struct body_reader *reader, GError **error)
{
	const struct wire *wire = &reader->wire;
	if (wire->failure)
		return fail(error, ERROR_INPUT, _("the package cannot be read at byte %zu of its body: %s"), wire_place(wire), _(wire->failure));
	return wire_at_end(wire) || fail(error, ERROR_INPUT, _("the package has more at its end than it says"));
}
