/* SPDX-License-Identifier: Apache-2.0 */
/* pdf-notes FILE: the annotations of a PDF as Poppler reads them: page, kind, who, the words under it, what it says. */
#include <poppler.h>
#include <stdio.h>

static const char *kind_of(PopplerAnnot *annotation)
{
	switch (poppler_annot_get_annot_type(annotation)) {
	case POPPLER_ANNOT_HIGHLIGHT:
		return "highlight";
	case POPPLER_ANNOT_TEXT:
		return "note";
	default:
		return "other";
	}
}

/* The words in the middle of each line that is highlighted: those of its neighbours reach into its corners. */
static char *words_under(PopplerPage *page, PopplerAnnot *annotation)
{
	GString *words = g_string_new(NULL);
	double width, height;
	poppler_page_get_size(page, &width, &height);
	GArray *quads = POPPLER_IS_ANNOT_TEXT_MARKUP(annotation)
				? poppler_annot_text_markup_get_quadrilaterals(POPPLER_ANNOT_TEXT_MARKUP(annotation))
				: g_array_new(FALSE, FALSE, sizeof(PopplerQuadrilateral));
	for (guint i = 0; i < quads->len; i++) {
		const PopplerQuadrilateral *quad = &g_array_index(quads, PopplerQuadrilateral, i);
		const double middle = height - (quad->p1.y + quad->p3.y) / 2;
		PopplerRectangle line = {MIN(quad->p1.x, quad->p2.x) + 0.5, middle - 1, MAX(quad->p1.x, quad->p2.x) - 0.5,
			middle + 1};
		g_autofree char *text = poppler_page_get_text_for_area(page, &line);
		g_string_append_printf(words, "%s%s", i ? "|" : "", text ? text : "");
	}
	g_array_unref(quads);
	return g_string_free(words, FALSE);
}

static void print_one(PopplerPage *page, guint number, PopplerAnnot *annotation)
{
	g_autofree char *words = words_under(page, annotation);
	g_autofree char *says = poppler_annot_get_contents(annotation);
	g_autofree char *who =
		POPPLER_IS_ANNOT_MARKUP(annotation) ? poppler_annot_markup_get_label(POPPLER_ANNOT_MARKUP(annotation)) : NULL;
	g_strdelimit(words, "\n\t", ' ');
	if (says)
		g_strdelimit(says, "\n\t", ' ');
	printf("%u\t%s\t%s\t%s\t%s\n", number, kind_of(annotation), who ? who : "", words, says ? says : "");
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	char *content = NULL;
	gsize length = 0;
	PopplerDocument *document = NULL;
	if (argc == 2 && g_file_get_contents(argv[1], &content, &length, &error)) {
		g_autoptr(GBytes) bytes = g_bytes_new_take(content, length);
		document = poppler_document_new_from_bytes(bytes, NULL, &error);
	}
	if (!document) {
		g_printerr("%s\n", error ? error->message : "usage: pdf-notes FILE");
		return 1;
	}
	for (int i = 0; i < poppler_document_get_n_pages(document); i++) {
		PopplerPage *page = poppler_document_get_page(document, i);
		GList *all = poppler_page_get_annot_mapping(page);
		for (GList *at = all; at; at = at->next)
			print_one(page, (guint)i + 1, ((PopplerAnnotMapping *)at->data)->annot);
		poppler_page_free_annot_mapping(all);
		g_object_unref(page);
	}
	g_object_unref(document);
	return 0;
}
