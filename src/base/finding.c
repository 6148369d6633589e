/* SPDX-License-Identifier: Apache-2.0 */
#include "base/finding.h"
#include "base/error.h"
#include "base/text.h"

static void finding_free(gpointer data)
{
	struct finding *finding = data;
	g_free(finding->message);
	g_free(finding->quote);
	g_free(finding->around);
	g_free(finding->suggestion);
	g_clear_pointer(&finding->spots, g_array_unref);
	g_free(finding);
}

struct findings *findings_new(void)
{
	struct findings *findings = g_new0(struct findings, 1);
	findings->items = g_ptr_array_new_with_free_func(finding_free);
	findings->strings = g_string_chunk_new(256);
	return findings;
}

void findings_free(struct findings *findings)
{
	if (!findings)
		return;
	g_ptr_array_unref(findings->items);
	g_string_chunk_free(findings->strings);
	g_free(findings);
}

struct finding *findings_add(struct findings *findings, enum severity severity, struct place place,
	const char *format, ...)
{
	struct finding *finding = g_new0(struct finding, 1);
	finding->severity = severity;
	finding->place = place;
	if (place.file)
		finding->place.file = g_string_chunk_insert_const(findings->strings, place.file);
	va_list arguments;
	va_start(arguments, format);
	finding->message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(findings->items, finding);
	if (severity == SEVERITY_ERROR)
		findings->errors++;
	return finding;
}

void findings_join(struct findings *to, struct findings *from)
{
	for (guint i = 0; i < from->items->len; i++) {
		struct finding *finding = from->items->pdata[i];
		struct finding *added =
			findings_add(to, finding->severity, finding->place, "%s", finding->message);
		added->rule = finding->rule;
		added->quote = g_steal_pointer(&finding->quote);
		added->around = g_steal_pointer(&finding->around);
		added->suggestion = g_steal_pointer(&finding->suggestion);
		added->end = finding->end;
		added->page = finding->page;
		added->paragraph = finding->paragraph;
		added->other = finding->other;
		added->spots = g_steal_pointer(&finding->spots);
	}
	findings_free(from);
}

static gint compare_numbers(guint a, guint b)
{
	return (a > b) - (a < b);
}

static gint compare_places(gconstpointer a, gconstpointer b)
{
	const struct finding *first = *(struct finding *const *)a, *second = *(struct finding *const *)b;
	const guint members[][2] = {{first->page, second->page}, {first->place.line, second->place.line},
		{first->paragraph, second->paragraph}, {first->place.column, second->place.column}};
	gint order = g_strcmp0(first->place.file, second->place.file);
	for (gsize i = 0; order == 0 && i < G_N_ELEMENTS(members); i++)
		order = compare_numbers(members[i][0], members[i][1]);
	return order;
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = { [SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_HINT] = "hint" };
	return names[severity];
}

const char *severity_word(enum severity severity)
{
	switch (severity) {
	case SEVERITY_ERROR:
		return _("error");
	case SEVERITY_WARNING:
		return _("warning");
	case SEVERITY_HINT:
		return _("hint");
	}
	return _("error");
}

void findings_sort(struct findings *findings)
{
	g_ptr_array_sort(findings->items, compare_places);
}

/* "3:14:" of a text file, " page 3, line 14:" of a PDF, " paragraph 7:" of an office file. */
static void append_place(GString *text, const struct finding *finding)
{
	const struct place *place = &finding->place;
	if (place->file || place->line)
		g_string_append_printf(text, "%s:", place->file ? place->file : "-");
	if (finding->page && place->line)
		g_string_append_printf(text, _(" page %u, line %u:"), finding->page, place->line);
	else if (finding->page)
		g_string_append_printf(text, _(" page %u:"), finding->page);
	else if (place->line)
		g_string_append_printf(text, "%u:", place->line);
	if (!finding->page && place->line && place->column)
		g_string_append_printf(text, "%u:", place->column);
	if (finding->paragraph)
		g_string_append_printf(text, _(" paragraph %u:"), finding->paragraph);
}

static void append_finding(GString *text, const struct finding *finding)
{
	const struct place *place = &finding->place;
	append_place(text, finding);
	if (place->file || place->line)
		g_string_append_c(text, ' ');
	g_string_append_printf(text, "%s: %s", severity_word(finding->severity), finding->message);
	if (finding->quote) {
		g_autofree char *quote = text_brief(finding->quote);
		g_string_append_printf(text, ": “%s”", quote);
	}
	if (finding->suggestion)
		g_string_append_printf(text, " → “%s”", finding->suggestion);
	if (finding->rule)
		g_string_append_printf(text, " [%s]", finding->rule);
	g_string_append_c(text, '\n');
}

char *findings_text(const struct findings *findings)
{
	g_autoptr(GPtrArray) sorted = g_ptr_array_new();
	for (guint i = 0; i < findings->items->len; i++)
		g_ptr_array_add(sorted, findings->items->pdata[i]);
	g_ptr_array_sort(sorted, compare_places);
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < sorted->len; i++)
		append_finding(text, sorted->pdata[i]);
	return g_string_free(text, FALSE);
}

gboolean findings_check(const struct findings *findings, GError **error)
{
	if (findings->errors == 0)
		return TRUE;
	g_autofree char *text = findings_text(findings);
	g_strchomp(text);
	return fail(error, ERROR_INPUT, "%s", text);
}
