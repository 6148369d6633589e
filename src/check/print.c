/* SPDX-License-Identifier: Apache-2.0 */
#include "check/print.h"
#include "base/error.h"
#include "check/rule.h"
#include "format/json.h"

#include <string.h>

static const char *const levels[] = {
	[SEVERITY_ERROR] = "error", [SEVERITY_WARNING] = "warning", [SEVERITY_HINT] = "note"};

static void put_place(struct json_writer *json, const char *key, guint value)
{
	if (value)
		json_key_int(json, key, value);
}

static void put_finding(struct json_writer *json, const struct finding *finding)
{
	g_autofree char *file = finding->place.file ? g_utf8_make_valid(finding->place.file, -1) : NULL;
	json_open_object(json);
	json_key_text(json, "rule", finding->rule);
	json_key_text(json, "severity", severity_name(finding->severity));
	json_key_text(json, "file", file);
	put_place(json, "line", finding->place.line);
	put_place(json, "column", finding->place.column);
	put_place(json, "end_column", finding->end.column);
	put_place(json, "page", finding->page);
	put_place(json, "paragraph", finding->paragraph);
	json_key_text(json, "quote", finding->quote);
	json_key_text(json, "message", finding->message);
	json_key_text(json, "suggestion", finding->suggestion);
	put_place(json, "other_line", finding->other);
	json_close(json);
}

/* What is written is clean text in objects that are closed: that it fails is a bug. */
static char *end(struct json_writer *json, GString *text)
{
	g_autoptr(GError) error = NULL;
	if (!json_writer_end(json, &error))
		g_error("%s", error->message);
	g_string_append_c(text, '\n');
	return g_string_free(text, FALSE);
}

char *findings_json(const struct findings *findings)
{
	GString *text = g_string_new(NULL);
	struct json_writer json;
	json_writer_begin(&json, text);
	json_open_object(&json);
	json_key(&json, "findings");
	json_open_array(&json);
	for (guint i = 0; i < findings->items->len; i++)
		put_finding(&json, findings->items->pdata[i]);
	json_close(&json);
	json_close(&json);
	return end(&json, text);
}

static void put_text(struct json_writer *json, const char *key, const char *text)
{
	json_key(json, key);
	json_open_object(json);
	json_key_text(json, "text", text);
	json_close(json);
}

static void put_rules(struct json_writer *json)
{
	json_key(json, "rules");
	json_open_array(json);
	for (guint i = 0; i < RULES; i++) {
		json_open_object(json);
		json_key_text(json, "id", rules[i].id);
		put_text(json, "shortDescription", _(rules[i].title));
		json_key(json, "defaultConfiguration");
		json_open_object(json);
		json_key_text(json, "level", levels[rules[i].severity]);
		json_close(json);
		json_close(json);
	}
	json_close(json);
}

/* Lines of a text file: those of a page are no lines of a PDF. */
static void put_region(struct json_writer *json, const struct finding *finding)
{
	if (!finding->place.line || finding->page)
		return;
	json_key(json, "region");
	json_open_object(json);
	json_key_int(json, "startLine", finding->place.line);
	put_place(json, "startColumn", finding->place.column);
	put_place(json, "endLine", finding->end.column ? finding->end.line : 0);
	put_place(json, "endColumn", finding->end.column);
	if (finding->quote)
		put_text(json, "snippet", finding->quote);
	json_close(json);
}

/* Where it stands in a document that has no lines: "page 3, line 14", "paragraph 7". */
static void put_logical(struct json_writer *json, const struct finding *finding)
{
	g_autofree char *place = finding->page && finding->place.line
					 ? g_strdup_printf("page %u, line %u", finding->page, finding->place.line)
				 : finding->page      ? g_strdup_printf("page %u", finding->page)
				 : finding->paragraph ? g_strdup_printf("paragraph %u", finding->paragraph)
						      : NULL;
	if (!place)
		return;
	json_key(json, "logicalLocations");
	json_open_array(json);
	json_open_object(json);
	json_key_text(json, "fullyQualifiedName", place);
	json_close(json);
	json_close(json);
}

/* A reference (RFC 3986): a colon in its first name would end a scheme. Caller frees. */
static char *address_of(const char *file)
{
	const char *colon = strchr(file, ':'), *slash = strchr(file, '/');
	g_autofree char *escaped = g_uri_escape_string(file, G_URI_RESERVED_CHARS_ALLOWED_IN_PATH, FALSE);
	return g_strconcat(colon && (!slash || colon < slash) ? "./" : "", escaped, NULL);
}

static void put_location(struct json_writer *json, const struct finding *finding)
{
	g_autofree char *address = address_of(finding->place.file);
	json_key(json, "locations");
	json_open_array(json);
	json_open_object(json);
	json_key(json, "physicalLocation");
	json_open_object(json);
	json_key(json, "artifactLocation");
	json_open_object(json);
	json_key_text(json, "uri", address);
	json_close(json);
	put_region(json, finding);
	json_close(json);
	put_logical(json, finding);
	json_close(json);
	json_close(json);
}

static void put_result(struct json_writer *json, const struct finding *finding)
{
	g_autofree char *message =
		finding->suggestion ? g_strdup_printf("%s → %s", finding->message, finding->suggestion)
				    : g_strdup(finding->message);
	json_open_object(json);
	json_key_text(json, "ruleId", finding->rule);
	json_key_text(json, "level", levels[finding->severity]);
	put_text(json, "message", message);
	put_location(json, finding);
	json_close(json);
}

char *findings_sarif(const struct findings *findings)
{
	GString *text = g_string_new(NULL);
	struct json_writer json;
	json_writer_begin(&json, text);
	json_open_object(&json);
	json_key_text(&json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
	json_key_text(&json, "version", "2.1.0");
	json_key(&json, "runs");
	json_open_array(&json);
	json_open_object(&json);
	json_key(&json, "tool");
	json_open_object(&json);
	json_key(&json, "driver");
	json_open_object(&json);
	json_key_text(&json, "name", "ngoaivu");
	json_key_text(&json, "version", VERSION);
	put_rules(&json);
	json_close(&json);
	json_close(&json);
	json_key_text(&json, "columnKind", "unicodeCodePoints");
	json_key(&json, "results");
	json_open_array(&json);
	for (guint i = 0; i < findings->items->len; i++)
		put_result(&json, findings->items->pdata[i]);
	json_close(&json);
	json_close(&json);
	json_close(&json);
	json_close(&json);
	return end(&json, text);
}
