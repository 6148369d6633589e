/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/docx.h"

#include "doc/writer.h"
#include "format/archive.h"

#define PACKAGE   "http://schemas.openxmlformats.org/package/2006/"
#define OFFICE    "http://schemas.openxmlformats.org/officeDocument/2006/"
#define WORD_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml."

/* Every part but the relations between them. */
static const struct part {
	const char *name;   /* in the archive */
	const char *type;   /* of its content; NULL = plain XML */
	const char *source; /* the part that refers to it, "" = the package */
	const char *id;
	const char *relation;
} parts[] = {
	{"word/document.xml", WORD_TYPE "document.main+xml", "", "rId1",
		OFFICE "relationships/officeDocument"},
	{"docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml", "",
		"rId2", PACKAGE "relationships/metadata/core-properties"},
	{"docProps/custom.xml",
		"application/vnd.openxmlformats-officedocument.custom-properties+xml", "", "rId3",
		OFFICE "relationships/custom-properties"},
	{"word/styles.xml", WORD_TYPE "styles+xml", "word", "rIdStyles",
		OFFICE "relationships/styles"},
	{"word/numbering.xml", WORD_TYPE "numbering+xml", "word", "rIdNumbering",
		OFFICE "relationships/numbering"},
	{"word/settings.xml", WORD_TYPE "settings+xml", "word", "rIdSettings",
		OFFICE "relationships/settings"},
	{"word/header1.xml", WORD_TYPE "header+xml", "word", "rIdHeader",
		OFFICE "relationships/header"},
	{"word/header2.xml", WORD_TYPE "header+xml", "word", "rIdFirst",
		OFFICE "relationships/header"},
	{CLAIM_PART, NULL, "word", "rIdClaim", OFFICE "relationships/customXml"},
	{"customXml/itemProps1.xml",
		"application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
		"customXml", "rId1", OFFICE "relationships/customXmlProps"},
};

typedef void (*part_writer)(struct xml_writer *xml, const struct docx *docx);

static GString *write_part(part_writer write, const struct docx *docx, GError **error)
{
	g_autoptr(GString) out = g_string_sized_new(8192);
	struct xml_writer xml;
	xml_start(&xml, out, TRUE);
	write(&xml, docx);
	return xml_finish(&xml, error) ? g_steal_pointer(&out) : NULL;
}

static void write_types(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	static const char *const defaults[][2] = {
		{"rels", "application/vnd.openxmlformats-package.relationships+xml"},
		{"xml", "application/xml"}};
	xml_begin(xml, "Types");
	xml_attr(xml, "xmlns", PACKAGE "content-types");
	for (gsize i = 0; i < G_N_ELEMENTS(defaults); i++) {
		xml_begin(xml, "Default");
		xml_attr(xml, "Extension", defaults[i][0]);
		xml_attr(xml, "ContentType", defaults[i][1]);
		xml_end(xml);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!parts[i].type)
			continue;
		g_autofree char *name = g_strconcat("/", parts[i].name, NULL);
		xml_begin(xml, "Override");
		xml_attr(xml, "PartName", name);
		xml_attr(xml, "ContentType", parts[i].type);
		xml_end(xml);
	}
	xml_end(xml);
}

static void put_relation(
	struct xml_writer *xml, const char *id, const char *type, const char *target, gboolean out)
{
	xml_begin(xml, "Relationship");
	xml_attr(xml, "Id", id);
	xml_attr(xml, "Type", type);
	xml_attr(xml, "Target", target);
	xml_attr(xml, "TargetMode", out ? "External" : NULL);
	xml_end(xml);
}

static void put_relations(struct xml_writer *xml, const char *source, const GPtrArray *links)
{
	xml_begin(xml, "Relationships");
	xml_attr(xml, "xmlns", PACKAGE "relationships");
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		if (!g_str_equal(parts[i].source, source))
			continue;
		g_autofree char *target = g_strconcat("/", parts[i].name, NULL);
		put_relation(xml, parts[i].id, parts[i].relation, target, FALSE);
	}
	for (guint i = 0; links && i < links->len; i++) {
		g_autofree char *id = g_strdup_printf("rIdL%u", i + 1);
		put_relation(xml, id, OFFICE "relationships/hyperlink", links->pdata[i], TRUE);
	}
	xml_end(xml);
}

static void write_package_relations(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	put_relations(xml, "", NULL);
}

static void write_word_relations(struct xml_writer *xml, const struct docx *docx)
{
	put_relations(xml, "word", docx->links);
}

static void write_claim_relations(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	put_relations(xml, "customXml", NULL);
}

static void write_core(struct xml_writer *xml, const struct docx *docx)
{
	const struct doc *doc = docx->doc;
	g_autofree char *title = g_strjoin(" ", doc->kind ? doc->kind : "", doc->subject, NULL);
	xml_begin(xml, "cp:coreProperties");
	xml_attr(xml, "xmlns:cp", PACKAGE "metadata/core-properties");
	xml_attr(xml, "xmlns:dc", "http://purl.org/dc/elements/1.1/");
	xml_attr(xml, "xmlns:dcterms", "http://purl.org/dc/terms/");
	xml_attr(xml, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
	xml_element(xml, "dc:title", g_strstrip(title));
	xml_element(xml, "dc:creator", doc->issuer);
	xml_element(xml, "dc:language", form_words(doc)->language);
	if (doc->date != DAY_NONE) {
		g_autofree char *day = day_iso(doc->date);
		g_autofree char *moment = g_strconcat(day, "T00:00:00Z", NULL);
		xml_begin(xml, "dcterms:created");
		xml_attr(xml, "xsi:type", "dcterms:W3CDTF");
		xml_text(xml, moment);
		xml_end(xml);
	}
	xml_end(xml);
}

static void write_custom(struct xml_writer *xml, const struct docx *docx)
{
	xml_begin(xml, "Properties");
	xml_attr(xml, "xmlns", OFFICE "custom-properties");
	xml_attr(xml, "xmlns:vt", OFFICE "docPropsVTypes");
	if (docx->doc->identity) {
		xml_begin(xml, "property");
		xml_attr(xml, "fmtid", "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}");
		xml_attr(xml, "pid", "2");
		xml_attr(xml, "name", CLAIM_PROPERTY);
		xml_element(xml, "vt:lpwstr", docx->doc->identity);
		xml_end(xml);
	}
	xml_end(xml);
}

static void write_settings(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	xml_begin(xml, "w:settings");
	xml_attr(xml, "xmlns:w", W_NAMESPACE);
	docx_val_int(xml, "w:defaultTabStop", INDENT);
	docx_val(xml, "w:characterSpacingControl", "doNotCompress");
	xml_begin(xml, "w:compat");
	xml_element(xml, "w:doNotExpandShiftReturn", NULL);
	xml_begin(xml, "w:compatSetting");
	xml_attr(xml, "w:name", "compatibilityMode");
	xml_attr(xml, "w:uri", "http://schemas.microsoft.com/office/word");
	xml_attr(xml, "w:val", "15");
	xml_end(xml);
	xml_end(xml);
	docx_val(xml, "w:decimalSymbol", ",");
	docx_val(xml, "w:listSeparator", ";");
	xml_end(xml);
}

static void put_field_mark(struct xml_writer *xml, const char *type)
{
	xml_begin(xml, "w:r");
	xml_element_attr(xml, "w:fldChar", "w:fldCharType", type);
	xml_end(xml);
}

static void begin_page_header(struct xml_writer *xml)
{
	xml_begin(xml, "w:hdr");
	xml_attr(xml, "xmlns:w", W_NAMESPACE);
	docx_begin(xml, &(struct docx_paragraph){.style = "Header", .align = "center"});
}

static void write_header(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	begin_page_header(xml);
	put_field_mark(xml, "begin");
	xml_begin(xml, "w:r");
	xml_begin(xml, "w:instrText");
	xml_attr(xml, "xml:space", "preserve");
	xml_text(xml, " PAGE ");
	xml_end(xml);
	xml_end(xml);
	put_field_mark(xml, "separate");
	docx_text(xml, RUN_PLAIN, NULL, "2");
	put_field_mark(xml, "end");
	xml_end(xml);
	xml_end(xml);
}

static void write_first_header(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	begin_page_header(xml);
	xml_end(xml);
	xml_end(xml);
}

static void write_claim(struct xml_writer *xml, const struct docx *docx)
{
	const GPtrArray *figures = docx->doc->figures;
	xml_begin(xml, "claim");
	xml_attr(xml, "xmlns", CLAIM_NAMESPACE);
	xml_attr(xml, "identity", docx->doc->identity);
	for (guint i = 0; i < figures->len; i++) {
		const struct figure_note *note = figures->pdata[i];
		xml_begin(xml, "figure");
		xml_attr_int(xml, "n", i + 1);
		xml_attr(xml, "query", note->query);
		xml_attr(xml, "value", note->value);
		xml_end(xml);
	}
	xml_end(xml);
}

static void write_claim_properties(struct xml_writer *xml, G_GNUC_UNUSED const struct docx *docx)
{
	xml_begin(xml, "ds:datastoreItem");
	xml_attr(xml, "ds:itemID", "{6D0A4C3E-52B7-4E0C-9B1D-7A1E5F3C2B90}");
	xml_attr(xml, "xmlns:ds", OFFICE "customXml");
	xml_begin(xml, "ds:schemaRefs");
	xml_element_attr(xml, "ds:schemaRef", "ds:uri", CLAIM_NAMESPACE);
	xml_end(xml);
	xml_end(xml);
}

static GString *write_document(struct docx *docx, GError **error)
{
	g_autoptr(GString) out = g_string_sized_new(65536);
	struct xml_writer *xml = &docx->xml;
	xml_start(xml, out, TRUE);
	xml_begin(xml, "w:document");
	xml_attr(xml, "xmlns:w", W_NAMESPACE);
	xml_attr(xml, "xmlns:r", R_NAMESPACE);
	xml_begin(xml, "w:body");
	docx_body(docx);
	xml_end(xml);
	xml_end(xml);
	return xml_finish(xml, error) ? g_steal_pointer(&out) : NULL;
}

static gboolean add_text(struct archive_writer *archive, const char *name, GString *text)
{
	if (text)
		archive_add_text(archive, name, text);
	return text != NULL;
}

/* What is the same in many documents is written and packed once; `kept` is its place. */
static gboolean add_kept(struct archive_writer *archive, const char *name, struct packed_part **kept,
	part_writer write, const struct docx *docx, GError **error)
{
	struct packed_part *part = g_atomic_pointer_get(kept);
	if (!part) {
		GString *text = write_part(write, docx, error);
		if (!text)
			return FALSE;
		part = archive_pack(text);
		if (!g_atomic_pointer_compare_and_exchange(kept, NULL, part)) { /* another thread was quicker */
			packed_part_free(part);
			part = g_atomic_pointer_get(kept);
		}
	}
	archive_add_packed(archive, name, part);
	return TRUE;
}

static gboolean add_styles(struct archive_writer *archive, const struct docx *docx, GError **error)
{
	static struct packed_part *kept[4]; /* for each language and numbering */
	const guint english = g_str_equal(form_words(docx->doc)->language, "en") ? 1 : 0;
	const guint decimal = docx->doc->numbering == NUMBERING_DECIMAL ? 2 : 0;
	return add_kept(archive, "word/styles.xml", &kept[english + decimal], docx_styles, docx, error);
}

static gboolean add_parts(struct archive_writer *archive, struct docx *docx, GError **error)
{
	static const struct {
		const char *name;
		part_writer write;
		gboolean fixed; /* the same in every document */
	} rest[] = {
		{"[Content_Types].xml", write_types, TRUE},
		{"_rels/.rels", write_package_relations, TRUE},
		{"docProps/core.xml", write_core, FALSE},
		{"docProps/custom.xml", write_custom, FALSE},
		{"word/_rels/document.xml.rels", write_word_relations, FALSE},
		{"word/settings.xml", write_settings, TRUE},
		{"word/header1.xml", write_header, TRUE},
		{"word/header2.xml", write_first_header, TRUE},
		{CLAIM_PART, write_claim, FALSE},
		{"customXml/itemProps1.xml", write_claim_properties, TRUE},
		{"customXml/_rels/item1.xml.rels", write_claim_relations, TRUE},
		{"word/numbering.xml", docx_numbering, FALSE},
	};
	static struct packed_part *kept[G_N_ELEMENTS(rest)];
	if (!add_text(archive, "word/document.xml", write_document(docx, error)))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(rest); i++)
		if (!(rest[i].fixed ? add_kept(archive, rest[i].name, &kept[i], rest[i].write, docx, error)
				    : add_text(archive, rest[i].name, write_part(rest[i].write, docx, error))))
			return FALSE;
	return add_styles(archive, docx, error);
}

GBytes *doc_write_docx(const struct doc *doc, GError **error)
{
	struct docx docx = {.doc = doc};
	docx.nums = g_array_new(FALSE, FALSE, sizeof(struct docx_num));
	docx.abstracts = g_ptr_array_new_with_free_func(g_free);
	docx.literal_nums = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	docx.links = g_ptr_array_new_with_free_func(g_free);
	docx.list_nums = g_hash_table_new(NULL, NULL);
	g_autoptr(archive_writer_t) archive = archive_writer_new();
	const gboolean done = add_parts(archive, &docx, error);
	g_array_unref(docx.nums);
	g_ptr_array_unref(docx.abstracts);
	g_hash_table_unref(docx.literal_nums);
	g_ptr_array_unref(docx.links);
	g_hash_table_unref(docx.list_nums);
	return done ? archive_finish(archive, error) : NULL;
}
