/* SPDX-License-Identifier: Apache-2.0 */
/* Templates as files: reading, includes, the source that is kept of them. */
#include "report/syntax.h"
#include "base/error.h"
#include "base/shipped.h"
#include "base/text.h"

#include <string.h>

/* Between the files of a kept source; clean text holds no control characters. */
#define SEPARATOR "\x1E"

struct loader {
	struct template *template;
	GHashTable *sources;        /* name → text, of a kept source; or NULL */
	const char *const *folders; /* NULL-ended; or NULL */
	struct findings *findings;
	const char *stack[INCLUDE_DEPTH_MOST + 1];
	guint depth;
};

static void body_free(gpointer data)
{
	struct body *body = data;
	if (!body)
		return;
	g_free(body->file);
	g_free(body->text);
	g_clear_pointer(&body->steps, g_ptr_array_unref);
	g_free(body);
}

void template_free(struct template *template)
{
	if (!template)
		return;
	front_clear(&template->front);
	body_free(template->main);
	g_hash_table_unref(template->includes);
	g_free(template->source);
	g_free(template);
}

static void *refuse_file(const char *file, guint line, struct findings *findings,
	const char *format, ...) G_GNUC_PRINTF(4, 5);
static void *refuse_file(
	const char *file, guint line, struct findings *findings, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(findings, SEVERITY_ERROR, (struct place){file, line, 0}, "%s", message);
	return NULL;
}

static const char *skip_mark(const char *bytes, gsize *length)
{
	gboolean marked = *length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0;
	*length -= marked ? 3 : 0;
	return marked ? bytes + 3 : bytes;
}

/* Line by line, so that a message can name the line. */
char *template_clean(const char *file, const char *bytes, gsize length, struct findings *findings)
{
	if (length > TEMPLATE_BYTES_MOST)
		return refuse_file(file, 0, findings, _("the template is larger than %d KB"),
			(int)(TEMPLATE_BYTES_MOST >> 10));
	if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0))
		return refuse_file(
			file, 1, findings, _("the template is in UTF-16; save it as UTF-8"));
	const char *at = skip_mark(bytes, &length), *end = at + length;
	g_autoptr(GString) clean = g_string_sized_new(length);
	for (guint line = 1; at < end; line++) {
		const char *stop = memchr(at, '\n', (gsize)(end - at));
		gsize size = (gsize)((stop ? stop : end) - at);
		gsize content = stop && size > 0 && at[size - 1] == '\r' ? size - 1 : size;
		g_autoptr(GError) error = NULL;
		g_autofree char *text = text_clean(at, (gssize)content, &error);
		if (!text)
			return refuse_file(file, line, findings, "%s", error->message);
		g_string_append(clean, text);
		if (stop)
			g_string_append_c(clean, '\n');
		at += size + (stop ? 1 : 0);
	}
	return g_string_free(g_steal_pointer(&clean), FALSE);
}

static char *read_file(const char *path, gsize *length, struct findings *findings)
{
	g_autoptr(GError) error = NULL;
	if (!file_exists(path))
		return refuse_file(path, 0, findings, _("there is no such template"));
	char *bytes = file_bytes(path, length, &error);
	if (!bytes)
		return refuse_file(path, 0, findings, "%s", error->message);
	return bytes;
}

/* NAME.md of the folders or of their parts/. NULL when there is none. */
static char *find_file(const struct loader *loader, const char *name)
{
	g_autofree char *file = g_strconcat(name, ".md", NULL);
	for (guint i = 0; loader->folders && loader->folders[i]; i++) {
		g_autofree char *own = g_build_filename(loader->folders[i], file, NULL);
		if (file_exists(own))
			return g_steal_pointer(&own);
		g_autofree char *part = g_build_filename(loader->folders[i], "parts", file, NULL);
		if (file_exists(part))
			return g_steal_pointer(&part);
	}
	return NULL;
}

static void load_includes(struct loader *loader, const GPtrArray *steps);

static struct body *body_new(
	struct loader *loader, const char *file, char *text, struct front *front)
{
	struct body *body = g_new0(struct body, 1);
	guint line;
	body->file = g_strdup(file);
	body->text = text;
	const char *begin = front_read(front, body->file, body->text, &line, loader->findings);
	body->steps = steps_parse(
		(struct place){body->file, line, 1}, begin, SYNTAX_TEMPLATE, loader->findings);
	return body;
}

/* The clean text of an included template; NULL when it is not there or after a finding. */
static char *read_include(struct loader *loader, const char *name, char **file)
{
	const char *kept = loader->sources ? g_hash_table_lookup(loader->sources, name) : NULL;
	if (kept) {
		*file = g_strconcat(name, ".md", NULL);
		return template_clean(*file, kept, strlen(kept), loader->findings);
	}
	*file = find_file(loader, name);
	gsize length;
	g_autofree char *bytes = *file ? read_file(*file, &length, loader->findings) : NULL;
	return bytes ? template_clean(*file, bytes, length, loader->findings) : NULL;
}

static gboolean is_cycle(struct loader *loader, const struct step *step)
{
	for (guint i = 0; i < loader->depth; i++) {
		if (strcmp(loader->stack[i], step->text) != 0)
			continue;
		findings_add(loader->findings, SEVERITY_ERROR, step->place,
			_("“%s” includes itself"), step->text);
		return TRUE;
	}
	if (loader->depth < INCLUDE_DEPTH_MOST)
		return FALSE;
	findings_add(loader->findings, SEVERITY_ERROR, step->place,
		_("templates include each other more than %d deep"), INCLUDE_DEPTH_MOST);
	return TRUE;
}

static void load_include(struct loader *loader, const struct step *step)
{
	GHashTable *includes = loader->template->includes;
	if (!step->text || is_cycle(loader, step) || g_hash_table_contains(includes, step->text))
		return;
	g_autofree char *file = NULL;
	guint before = loader->findings->errors;
	char *text = read_include(loader, step->text, &file);
	if (!text) {
		if (loader->findings->errors == before && (loader->folders || loader->sources))
			findings_add(loader->findings, SEVERITY_ERROR, step->place,
				_("there is no template “%s”"), step->text);
		g_hash_table_insert(includes, g_strdup(step->text), NULL);
		return;
	}
	struct front front = {0};
	struct body *body = body_new(loader, file, text, &front);
	front_clear(&front);
	g_hash_table_insert(includes, g_strdup(step->text), body);
	loader->stack[loader->depth++] = step->text;
	load_includes(loader, body->steps);
	loader->depth--;
}

static void load_includes(struct loader *loader, const GPtrArray *steps)
{
	for (guint i = 0; steps && i < steps->len; i++) {
		const struct step *step = g_ptr_array_index(steps, i);
		if (step->kind == STEP_INCLUDE)
			load_include(loader, step);
		for (guint b = 0; step->branches && b < step->branches->len; b++)
			load_includes(loader,
				((const struct branch *)g_ptr_array_index(step->branches, b))
					->steps);
		load_includes(loader, step->steps);
		load_includes(loader, step->others);
	}
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *whole_source(const struct template *template)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	GHashTableIter iter;
	gpointer name, body;
	g_hash_table_iter_init(&iter, template->includes);
	while (g_hash_table_iter_next(&iter, &name, &body))
		if (body)
			g_ptr_array_add(names, name);
	g_ptr_array_sort(names, by_name);
	GString *source = g_string_new(template->main->text);
	for (guint i = 0; i < names->len; i++) {
		const struct body *included =
			g_hash_table_lookup(template->includes, g_ptr_array_index(names, i));
		g_string_append_printf(source, SEPARATOR "%s\n%s",
			(const char *)g_ptr_array_index(names, i), included->text);
	}
	return g_string_free(source, FALSE);
}

/* Takes a kept source apart: the main text is left, the others go into a map. */
static char *split_source(const char *text, gsize length, GHashTable **sources)
{
	const char *first = memchr(text, *SEPARATOR, length);
	*sources = NULL;
	if (!first)
		return g_memdup2(text, length);
	*sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_autofree char *rest = g_strndup(first + 1, length - (gsize)(first + 1 - text));
	g_auto(GStrv) parts = g_strsplit(rest, SEPARATOR, -1);
	for (guint i = 0; parts[i]; i++) {
		gsize name = strcspn(parts[i], "\n");
		if (parts[i][name])
			g_hash_table_insert(
				*sources, g_strndup(parts[i], name), g_strdup(parts[i] + name + 1));
	}
	return g_strndup(text, (gsize)(first - text));
}

static struct template *parse(const char *name, const char *bytes, gsize length,
	const char *const *folders, struct findings *findings)
{
	guint before = findings->errors;
	struct loader loader = {.folders = folders, .findings = findings};
	g_autofree char *main = split_source(bytes, length, &loader.sources);
	gsize size = loader.sources ? strlen(main) : length;
	char *text = template_clean(name, size ? main : "", size, findings);
	if (text) {
		loader.template = g_new0(struct template, 1);
		loader.template->includes =
			g_hash_table_new_full(g_str_hash, g_str_equal, g_free, body_free);
		loader.template->main = body_new(&loader, name, text, &loader.template->front);
		load_includes(&loader, loader.template->main->steps);
		loader.template->source = whole_source(loader.template);
	}
	g_clear_pointer(&loader.sources, g_hash_table_unref);
	if (findings->errors > before)
		g_clear_pointer(&loader.template, template_free);
	return loader.template;
}

struct template *template_parse_in(
	const char *name, const char *text, const char *const *folders, struct findings *findings)
{
	return parse(name, text, strlen(text), folders, findings);
}

struct template *template_parse(const char *name, const char *text, struct findings *findings)
{
	return parse(name, text, strlen(text), NULL, findings);
}

struct template *template_load(
	const char *path, const char *const *folders, struct findings *findings)
{
	gsize length;
	g_autofree char *bytes = read_file(path, &length, findings);
	if (!bytes)
		return NULL;
	g_autofree char *folder = g_path_get_dirname(path);
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_ptr_array_add(all, folder);
	for (; folders && *folders; folders++)
		g_ptr_array_add(all, (gpointer)*folders);
	g_ptr_array_add(all, NULL);
	return parse(path, bytes, length, (const char *const *)all->pdata, findings);
}

const struct template_head *template_head(const struct template *template)
{
	return &template->front.head;
}

const char *template_source(const struct template *template)
{
	return template->source;
}
