/* SPDX-License-Identifier: Apache-2.0 */
/* Checking reports of any author: findings as a compiler's lines, JSON, SARIF, or in a copy of the file. */
#include "app/check.h"
#include "base/error.h"
#include "check/print.h"
#include "cli/choose.h"
#include "format/file.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	char *(*write)(const struct findings *);
} forms[] = {
	{"text", findings_text},
	{"json", findings_json},
	{"sarif", findings_sarif},
};

static struct findings *check(struct app *app, char **paths, gint64 office, struct annotation *annotation, GError **error)
{
	if (!annotation->output)
		return app_check(app, (const char *const *)paths, office, error);
	if (paths[1]) {
		fail(error, ERROR_USAGE, _("--annotate: makes a copy of one file; name one"));
		return NULL;
	}
	return app_check_annotated(app, paths[0], office, annotation, error);
}

int cmd_check(struct app *app, const struct words *words, char **arguments, GError **error)
{
	const char *wanted = words->format ? words->format : forms[0].name;
	guint form = 0;
	while (form < G_N_ELEMENTS(forms) && strcmp(forms[form].name, wanted) != 0)
		form++;
	if (form == G_N_ELEMENTS(forms))
		return fail(error, ERROR_USAGE, _("--format: %s is none of text, json, sarif"), wanted);
	gint64 office = app->store ? choose_office(app, words, error) : 0;
	if (app->store && !office)
		return error_exit_status(*error);
	struct annotation annotation = {words->annotate, NULL};
	g_autoptr(findings_t) findings = check(app, arguments, office, &annotation, error);
	g_autoptr(GBytes) copy = annotation.copy;
	if (!findings)
		return error_exit_status(*error);
	g_autofree char *text = forms[form].write(findings);
	fputs(text, stdout);
	if (copy && !file_write(annotation.output, copy, error))
		return error_exit_status(*error);
	return findings->items->len > 0;
}

int cmd_import(struct app *app, const struct words *words, char **arguments, GError **error)
{
	gboolean json = words->format && strcmp(words->format, "json") == 0;
	if (words->format && !json && strcmp(words->format, "text") != 0)
		return fail(error, ERROR_USAGE, _("--format: %s is none of text, json"), words->format);
	g_autofree char *text = app_facts(app, arguments[0], json, error);
	if (!text)
		return error_exit_status(*error);
	fputs(text, stdout);
	return 0;
}
