/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that divisions write, put into their sections of the rendered document. */
#include "report/sections.h"
#include "base/error.h"
#include "report/eval.h"
#include "report/rich.h"

#include <string.h>

#define PATH_SIGN " › "

static void section_free(gpointer data)
{
	struct doc_section *section = data;
	g_free(section->path);
	g_free(section);
}

static char *heading_text(const struct block *heading)
{
	g_autoptr(GString) text = g_string_new(NULL);
	for (guint i = 0; i < heading->runs->len; i++) {
		const struct run *run = heading->runs->pdata[i];
		g_string_append(text, run->kind == RUN_BREAK ? " " : run->text ? run->text : "");
	}
	return g_strdup(g_strstrip(text->str));
}

GPtrArray *doc_sections(const struct doc *doc)
{
	GPtrArray *sections = g_ptr_array_new_with_free_func(section_free);
	g_autoptr(GPtrArray) above = g_ptr_array_new_with_free_func(g_free); /* char *: the headings that this one is under */
	for (guint i = 0; i < doc->blocks->len; i++) {
		const struct block *block = doc->blocks->pdata[i];
		if (block->kind != BLOCK_HEADING)
			continue;
		guint level = MAX(block->level, 1);
		if (sections->len)
			((struct doc_section *)sections->pdata[sections->len - 1])->to = i;
		if (above->len > level - 1)
			g_ptr_array_set_size(above, (gint)level - 1);
		g_ptr_array_add(above, heading_text(block));
		g_ptr_array_add(above, NULL);
		struct doc_section *section = g_new0(struct doc_section, 1);
		*section = (struct doc_section){ g_strjoinv(PATH_SIGN, (char **)above->pdata), level, i + 1, doc->blocks->len };
		g_ptr_array_set_size(above, (gint)above->len - 1);
		g_ptr_array_add(sections, section);
	}
	return sections;
}

/* What the text gives; headings belong to the template. */
gboolean eval_section_text(struct eval *eval, const struct section_text *text, GPtrArray *blocks, GError **error)
{
	g_autoptr(findings_t) findings = findings_new();
	g_autofree char *clean = rich_outside(text->text);
	struct place start = { text->name, 1, 1 };
	g_autoptr(GPtrArray) steps = steps_parse(start, clean, SYNTAX_NARRATIVE, findings);
	narrative_check(steps, eval->model, NULL, findings);
	if (!findings_check(findings, error))
		return FALSE;
	struct output outer = eval->output;
	output_init(&eval->output);
	gboolean done = eval_steps(eval, steps, error);
	if (done) {
		struct markdown markdown = { eval->output.text->str, eval->output.places, eval->values, eval->tables, text->name };
		markdown_blocks(&markdown, blocks, findings);
		for (guint i = 0; i < blocks->len; i++)
			if (((const struct block *)blocks->pdata[i])->kind == BLOCK_HEADING)
				findings_add(findings, SEVERITY_ERROR, start, _("the text of a section holds no headings; the template has them"));
		done = findings_check(findings, error);
	}
	output_clear(&eval->output);
	eval->output = outer;
	return done;
}

static gboolean put_text(struct eval *eval, const struct section_text *text, const struct doc_section *section, GError **error)
{
	struct doc *doc = eval->doc;
	g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func((GDestroyNotify)block_free);
	if (!eval_section_text(eval, text, blocks, error))
		return FALSE;
	guint at = section->to;
	if (text->instead && section->to > section->from) {
		g_ptr_array_remove_range(doc->blocks, section->from, section->to - section->from);
		at = section->from;
	}
	g_ptr_array_set_free_func(blocks, NULL);
	for (guint i = 0; i < blocks->len; i++)
		g_ptr_array_insert(doc->blocks, (gint)(at + i), blocks->pdata[i]);
	return TRUE;
}

static const struct doc_section *find_section(const GPtrArray *sections, const char *path)
{
	for (guint i = 0; i < sections->len; i++) {
		const struct doc_section *section = sections->pdata[i];
		if (strcmp(section->path, path) == 0)
			return section;
	}
	return NULL;
}

gboolean eval_sections(struct eval *eval, GError **error)
{
	const GPtrArray *texts = eval->context->texts;
	for (guint i = 0; texts && i < texts->len; i++) {
		struct section_text *text = texts->pdata[i];
		g_autoptr(GPtrArray) sections = doc_sections(eval->doc);
		const struct doc_section *section = find_section(sections, text->path);
		text->lost = !section;
		if (section && !put_text(eval, text, section, error))
			return FALSE;
	}
	return TRUE;
}
