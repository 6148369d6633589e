/* SPDX-License-Identifier: Apache-2.0 */
/* The Word document by its parts: the form of Decree 30/2020, Appendix I, and the order that
 * ECMA-376 asks for. */
#include "base/error.h"
#include "doc/writer.h"
#include "format/archive.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <libxml/parser.h>
#include <libxml/xpathInternals.h>
#include <string.h>

#define W "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

static GBytes *written(struct doc *doc)
{
	g_autoptr(GError) error = NULL;
	GBytes *bytes = doc_write_docx(doc, &error);
	g_assert_no_error(error);
	return bytes;
}

static xmlDoc *part(GBytes *docx, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(archive_t) archive = archive_open_bytes(docx, &error);
	g_assert_no_error(error);
	g_autoptr(GBytes) bytes = archive_read(archive, name, 1 << 28, &error);
	g_assert_no_error(error);
	xmlDoc *xml = xmlReadMemory(
		g_bytes_get_data(bytes, NULL), (int)g_bytes_get_size(bytes), name, NULL, 0);
	g_assert_nonnull(xml);
	return xml;
}

static char *find(xmlDoc *xml, const char *path)
{
	xmlXPathContext *context = xmlXPathNewContext(xml);
	xmlXPathRegisterNs(context, BAD_CAST "w", BAD_CAST W);
	xmlXPathRegisterNs(context, BAD_CAST "r",
		BAD_CAST "http://schemas.openxmlformats.org/officeDocument/2006/relationships");
	g_autofree char *whole = g_strdup_printf("string(%s)", path);
	xmlXPathObject *object = xmlXPathEval(BAD_CAST whole, context);
	g_assert_nonnull(object);
	char *text = g_strdup((const char *)object->stringval);
	xmlXPathFreeObject(object);
	xmlXPathFreeContext(context);
	return text;
}

struct claim {
	const char *path, *value;
};

static void expect_claims(
	struct doc *doc, const char *name, const struct claim *claims, gsize count)
{
	g_autoptr(doc_t) owned = doc;
	g_autoptr(GBytes) bytes = written(owned);
	xmlDoc *xml = part(bytes, name);
	for (gsize i = 0; i < count; i++) {
		g_autofree char *value = find(xml, claims[i].path);
		if (g_strcmp0(value, claims[i].value) != 0)
			g_error("%s is \"%s\" instead of \"%s\"", claims[i].path, value,
				claims[i].value);
	}
	xmlFreeDoc(xml);
}

#define STYLE(id) "//w:style[@w:styleId='" id "']"
#define PARA(id)  "//w:p[w:pPr/w:pStyle/@w:val='" id "']"

static void styles_have_the_decrees_sizes(void)
{
	static const struct claim claims[] = {
		{"//w:rPrDefault/w:rPr/w:rFonts/@w:ascii", "Times New Roman"},
		{"//w:rPrDefault/w:rPr/w:color/@w:val", "000000"},
		{"//w:rPrDefault/w:rPr/w:sz/@w:val", "28"},
		{STYLE("Nation") "/w:rPr/w:sz/@w:val", "24"},
		{"count(" STYLE("Nation") "/w:rPr/w:b)", "1"},
		{STYLE("Motto") "/w:rPr/w:sz/@w:val", "26"},
		{"count(" STYLE("Motto") "/w:rPr/w:b)", "1"},
		{"count(" STYLE("Superior") "/w:rPr/w:b)", "0"},
		{"count(" STYLE("Issuer") "/w:rPr/w:b)", "1"},
		{STYLE("DocumentNumber") "/w:rPr/w:sz/@w:val", "26"},
		{"count(" STYLE("PlaceDate") "/w:rPr/w:i)", "1"},
		{"count(" STYLE("Title") "/w:rPr/w:b)", "1"},
		{STYLE("Title") "/w:pPr/w:jc/@w:val", "center"},
		{STYLE("Subtitle") "/w:rPr/w:sz/@w:val", "28"},
		{STYLE("BodyText") "/w:pPr/w:jc/@w:val", "both"},
		{STYLE("BodyText") "/w:pPr/w:ind/@w:firstLine", "720"},
		{STYLE("BodyText") "/w:pPr/w:spacing/@w:before", "120"},
		{STYLE("BodyText") "/w:pPr/w:spacing/@w:line", "276"},
		{"count(" STYLE("LegalBasis") "/w:rPr/w:i)", "1"},
		{STYLE("Heading1") "/w:pPr/w:outlineLvl/@w:val", "0"},
		{STYLE("Heading5") "/w:pPr/w:outlineLvl/@w:val", "4"},
		{"count(" STYLE("Heading1") "/w:pPr/w:keepNext)", "1"},
		{"count(" STYLE("Heading2") "/w:rPr/w:b)", "1"},
		{"count(" STYLE("Heading3") "/w:rPr/w:b)", "0"},
		{STYLE("ListBullet") "/w:pPr/w:numPr/w:numId/@w:val", "2"},
		{STYLE("ListBullet2") "/w:pPr/w:numPr/w:ilvl/@w:val", "1"},
		{"count(" STYLE("Capacity") "/w:rPr/w:b)", "1"},
		{STYLE("RecipientsHead") "/w:rPr/w:sz/@w:val", "24"},
		{"count(" STYLE("RecipientsHead") "/w:rPr[w:b and w:i])", "1"},
		{STYLE("Recipient") "/w:rPr/w:sz/@w:val", "22"},
		{STYLE("Header") "/w:rPr/w:sz/@w:val", "26"},
	};
	expect_claims(sample_report(), "word/styles.xml", claims, G_N_ELEMENTS(claims));
}

static void the_body_has_the_decrees_parts(void)
{
	static const struct claim claims[] = {
		{"(//w:pgSz)[1]/@w:w", "11906"},
		{"(//w:pgSz)[1]/@w:h", "16838"},
		{"(//w:pgMar)[1]/@w:top", "1134"},
		{"(//w:pgMar)[1]/@w:bottom", "1134"},
		{"(//w:pgMar)[1]/@w:left", "1701"},
		{"(//w:pgMar)[1]/@w:right", "850"},
		{"count(/w:document/w:body/w:tbl[1]/w:tr)", "2"},
		{"count(/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc)", "2"},
		{"count(/w:document/w:body/w:tbl[1]//w:tblBorders)", "0"},
		{"/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc[1]" PARA("Superior"),
			"UBND TỈNH THÁI BÌNH"},
		{"/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc[1]" PARA("Issuer"), "SỞ NGOẠI VỤ"},
		{"/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc[2]" PARA("Nation"),
			"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"},
		{"/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc[2]" PARA("Motto"),
			"Độc lập - Tự do - Hạnh phúc"},
		{"count(/w:document/w:body/w:tbl[1]/w:tr[1]/w:tc/w:p[w:pPr/w:pStyle/"
		 "@w:val='Rule'])",
			"2"},
		{PARA("DocumentNumber"), "Số: 05/BC-SNgV"},
		{PARA("PlaceDate"), "Thái Bình, ngày 06 tháng 3 năm 2020"},
		{PARA("Urgency"), "THƯỢNG KHẨN"},
		{PARA("Title"), "BÁO CÁO"},
		{PARA("Addressee"), "Kính gửi:"},
		{"(" PARA("AddresseeItem") ")[1]", "- Bộ Ngoại giao;"},
		{"(" PARA("AddresseeItem") ")[2]", "- Ủy ban nhân dân tỉnh Thái Bình."},
		{"(" PARA("Heading1") ")[1]", "KẾT QUẢ CÔNG TÁC ĐỐI NGOẠI"},
		{"(" PARA("Capacity") ")[2]", "PHÓ GIÁM ĐỐC"},
		{PARA("SignerName"), "Nguyễn Văn An"},
		{PARA("RecipientsHead"), "Nơi nhận:"},
		{"(" PARA("Recipient") ")[1]", "- Như trên;"},
		{"(" PARA("Recipient") ")[last()]", "- Lưu: VT, VP."},
		{"(" PARA("AppendixLabel") ")[2]", "Phụ lục II"},
		{PARA("AppendixTitle"), "DANH SÁCH ĐOÀN VÀO"},
		{"count(//w:sectPr)", "3"},
		{"count(//w:sectPr[w:titlePg and w:pgNumType/@w:start='1' and "
		 "w:headerReference[@w:type='first']])",
			"3"},
		{"count(//w:sectPr[w:pgSz/@w:orient='landscape'])", "1"},
		{"(//w:sectPr)[3]/w:pgSz/@w:orient", "landscape"},
		{"count(//w:tr[w:trPr/w:tblHeader])", "3"},
		{"count(//w:sdt)", "2"},
		{"(//w:sdt)[1]/w:sdtContent", "06 đoàn"},
		{"(//w:sdt)[2]/w:sdtPr/w:tag/@w:val", "figure:2"},
		{"string-length((//w:sdt)[2]/w:sdtPr/w:alias/@w:val)", "64"},
		{"count(//w:hyperlink[@r:id])", "1"},
		{"substring((" PARA("BodyText") ")[last()], string-length((" PARA(
			 "BodyText") ")[last()]) - 2)",
			"./."},
	};
	expect_claims(sample_report(), "word/document.xml", claims, G_N_ELEMENTS(claims));
}

static void a_table_has_heads_over_heads(void)
{
	static const struct claim claims[] = {
		{PARA("AppendixNote"), "(Kèm theo Báo cáo số      /BC-SNgV ngày    tháng 3 năm "
				       "2020 của Sở Ngoại vụ)"},
		{"count(//w:tr[w:trPr/w:tblHeader])", "2"},
		{"count(//w:vMerge[@w:val='restart'])", "2"},
		{"count(//w:vMerge)", "4"},
		{"count((//w:tr[w:trPr/w:tblHeader])[1]/w:tc)", "5"},
		{"(//w:tr[w:trPr/w:tblHeader])[1]/w:tc[3]/w:tcPr/w:gridSpan/@w:val", "4"},
		{"count(//w:tr[w:trPr/w:tblHeader]//w:pStyle[@w:val='TableBold10'])", "18"},
		{"count((//w:tbl)[3]/w:tr[last()]//w:pStyle[@w:val='TableBold10'])", "13"},
		{"count((//w:tbl)[3]/w:tr[last() - 1]//w:keepNext)", "13"},
		{"sum((//w:tbl)[3]/w:tblGrid/w:gridCol/@w:w)", "14287"},
		{"count((//w:tbl)[3]/w:tblGrid/w:gridCol[@w:w < 400])", "0"},
	};
	expect_claims(sample_form(), "word/document.xml", claims, G_N_ELEMENTS(claims));
}

static void numbers_of_a_table_have_room(void)
{
	static const struct claim claims[] = {
		{"count((//w:tbl)[3]//w:pStyle[@w:val='TableText10'])", "9"},
		{"count((//w:tbl)[3]//w:pStyle[@w:val='TableBold10'])", "9"},
		/* twelve digits and three points of 10 points, the margins of the cell */
		{"count((//w:tbl)[3]/w:tblGrid/w:gridCol[position() > 1 and @w:w < 1510])", "0"},
		{"sum((//w:tbl)[3]/w:tblGrid/w:gridCol/@w:w)", "14287"},
	};
	expect_claims(sample_money(), "word/document.xml", claims, G_N_ELEMENTS(claims));
}

static void a_draft_has_blanks_and_one_addressee_on_the_line(void)
{
	static const struct claim claims[] = {
		{PARA("DocumentNumber"), "Số:      /BC-SNgV"},
		{PARA("DocumentNumber") "//w:t/@xml:space", "preserve"},
		{PARA("PlaceDate"), "Lạng Sơn, ngày    tháng 3 năm 2020"},
		{PARA("Addressee"), "Kính gửi: Ủy ban nhân dân tỉnh Lạng Sơn"},
		{PARA("BodyText"), "Nội dung báo cáo./."},
		{"count(//w:sectPr)", "1"},
	};
	expect_claims(sample_draft(), "word/document.xml", claims, G_N_ELEMENTS(claims));
}

static void the_page_number_is_a_field_in_the_header(void)
{
	static const struct claim claims[] = {{"//w:instrText", " PAGE "},
		{"//w:jc/@w:val", "center"}, {"count(//w:fldChar)", "3"}};
	static const struct claim first[] = {{"count(//w:r)", "0"}, {"count(//w:p)", "1"}};
	expect_claims(sample_report(), "word/header1.xml", claims, G_N_ELEMENTS(claims));
	expect_claims(sample_report(), "word/header2.xml", first, G_N_ELEMENTS(first));
}

static void rules_are_as_long_as_the_decree_says(void)
{
	g_autoptr(doc_t) doc = sample_report();
	g_autoptr(GBytes) bytes = written(doc);
	xmlDoc *xml = part(bytes, "word/document.xml");
	/* Widths of the texts in Times New Roman: 12 pt bold "SỞ NGOẠI VỤ" 94 pt, 13 pt bold motto
	 * 160 pt. */
	const struct {
		const char *cell;
		int least, most;
	} rows[] = {{"1", 94 * 20 / 3, 94 * 20 / 2}, {"2", 156 * 20, 164 * 20}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf(
			"//w:tbl[1]/w:tr[1]/w:tc[%s]/w:tcPr/w:tcW/@w:w", rows[i].cell);
		g_autofree char *side =
			g_strdup_printf("//w:tbl[1]/w:tr[1]/w:tc[%s]/w:p[w:pPr/w:pStyle/"
					"@w:val='Rule']/w:pPr/w:ind/@w:left",
				rows[i].cell);
		g_autofree char *width = find(xml, path), *left = find(xml, side);
		const int length = atoi(width) - 2 * atoi(left);
		g_assert_cmpint(length, >=, rows[i].least);
		g_assert_cmpint(length, <=, rows[i].most);
	}
	xmlFreeDoc(xml);
}

static const struct order {
	const char *parent, *children;
} orders[] = {
	{"pPr", "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr "
		"suppressLineNumbers pBdr shd tabs "
		"suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr"},
	{"rPr", "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike color spacing w kern "
		"position sz szCs "
		"highlight u vertAlign lang"},
	{"tblPr", "tblStyle tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar "
		  "tblLook"},
	{"tblCellMar", "top left bottom right"},
	{"tblBorders", "top left bottom right insideH insideV"},
	{"pBdr", "top left bottom right between bar"},
	{"tcPr", "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection "
		 "tcFitText vAlign"},
	{"sectPr", "headerReference footerReference type pgSz pgMar pgBorders pgNumType cols "
		   "vAlign titlePg"},
	{"sdtPr", "rPr alias tag id lock placeholder text"},
	{"sdt", "sdtPr sdtEndPr sdtContent"},
	{"tbl", "tblPr tblGrid tr"},
	{"tr", "trPr tc"},
	{"style", "name basedOn next link uiPriority qFormat pPr rPr tblPr"},
	{"lvl", "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr"},
	{"numbering", "abstractNum num"},
	{"abstractNum", "nsid multiLevelType lvl"},
	{"num", "abstractNumId lvlOverride"},
	{"settings",
		"zoom defaultTabStop characterSpacingControl compat decimalSymbol listSeparator"},
	{"compat", "doNotExpandShiftReturn compatSetting"},
	{"styles", "docDefaults latentStyles style"},
};

static int position(const char *names, const char *name)
{
	g_auto(GStrv) list = g_strsplit(names, " ", -1);
	for (int i = 0; list[i]; i++)
		if (strcmp(list[i], name) == 0)
			return i;
	return -1;
}

static void expect_order(const xmlNode *node)
{
	for (gsize i = 0; i < G_N_ELEMENTS(orders); i++) {
		if (strcmp((const char *)node->name, orders[i].parent) != 0)
			continue;
		int last = 0;
		for (const xmlNode *child = node->children; child; child = child->next) {
			const int at = position(orders[i].children, (const char *)child->name);
			if (at < last)
				g_error("%s stands at the wrong place in %s", child->name,
					node->name);
			last = at;
		}
	}
	/* A cell must end with a paragraph; two tables side by side would become one. */
	const xmlNode *last = node->last;
	if (strcmp((const char *)node->name, "tc") == 0)
		g_assert_cmpstr((const char *)last->name, ==, "p");
	if (strcmp((const char *)node->name, "tbl") == 0)
		g_assert_cmpstr((const char *)node->next->name, !=, "tbl");
	for (const xmlNode *child = node->children; child; child = child->next)
		expect_order(child);
}

static void expect_ordered_parts(struct doc *doc)
{
	static const char *const parts[] = {"word/document.xml", "word/styles.xml",
		"word/numbering.xml", "word/settings.xml", "word/header1.xml", "word/header2.xml"};
	g_autoptr(doc_t) owned = doc;
	g_autoptr(GBytes) bytes = written(owned);
	for (gsize k = 0; k < G_N_ELEMENTS(parts); k++) {
		xmlDoc *xml = part(bytes, parts[k]);
		expect_order(xmlDocGetRootElement(xml));
		xmlFreeDoc(xml);
	}
}

static void elements_stand_in_the_schemas_order(void)
{
	struct doc *const docs[] = {sample_report(), sample_draft(), sample_empty(),
		sample_hostile(), sample_form(), sample_money()};
	for (gsize i = 0; i < G_N_ELEMENTS(docs); i++)
		expect_ordered_parts(docs[i]);
	for (guint32 seed = 1; seed <= 20; seed++)
		expect_ordered_parts(
			sample_numbers(seed % 2 ? NUMBERING_DECIMAL : NUMBERING_LETTER, seed));
}

static void every_reference_has_its_target(void)
{
	g_autoptr(doc_t) doc = sample_hostile();
	g_autoptr(GBytes) bytes = written(doc);
	xmlDoc *body = part(bytes, "word/document.xml"),
	       *numbering = part(bytes, "word/numbering.xml");
	xmlDoc *styles = part(bytes, "word/styles.xml");
	xmlXPathContext *context = xmlXPathNewContext(body);
	xmlXPathRegisterNs(context, BAD_CAST "w", BAD_CAST W);
	const struct {
		const char *uses, *target;
		xmlDoc *where;
	} rows[] = {{"//w:numId[@w:val!='0']", "count(//w:num[@w:numId='%s'])", numbering},
		{"//w:pStyle|//w:rStyle|//w:tblStyle", "count(//w:style[@w:styleId='%s'])",
			styles}};
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		xmlXPathObject *object = xmlXPathEval(BAD_CAST rows[i].uses, context);
		for (int k = 0; k < object->nodesetval->nodeNr; k++) {
			xmlChar *id = xmlGetNsProp(
				object->nodesetval->nodeTab[k], BAD_CAST "val", BAD_CAST W);
			g_autofree char *path = g_strdup_printf(rows[i].target, id);
			g_autofree char *count = find(rows[i].where, path);
			g_assert_cmpstr(count, ==, "1");
			xmlFree(id);
		}
		xmlXPathFreeObject(object);
	}
	xmlXPathFreeContext(context);
	xmlFreeDoc(body);
	xmlFreeDoc(numbering);
	xmlFreeDoc(styles);
}

static void the_same_tree_gives_the_same_bytes(void)
{
	g_autoptr(doc_t) one = sample_hostile();
	g_autoptr(doc_t) two = sample_hostile();
	g_autoptr(GBytes) first = written(one);
	g_autoptr(GBytes) second = written(two);
	g_assert_true(g_bytes_equal(first, second));
}

static void run(const char *const *command)
{
	g_spawn_sync(NULL, (char **)command, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
		NULL, NULL, NULL, NULL, NULL);
}

/* What LibreOffice prints, with the labels that it counts itself. */
static char *office_text(GBytes *docx)
{
	g_autofree char *folder = g_dir_make_tmp("ngoaivu-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(folder, "x.docx", NULL);
	g_autofree char *pdf = g_build_filename(folder, "x.pdf", NULL);
	g_autofree char *text_file = g_build_filename(folder, "x.txt", NULL);
	g_autofree char *profile =
		g_strconcat("-env:UserInstallation=file://", folder, "/profile", NULL);
	const char *const convert[] = {"soffice", profile, "--headless", "--convert-to", "pdf",
		"--outdir", folder, file, NULL};
	const char *const clear[] = {"rm", "-rf", folder, NULL};
	const char *const extract[] = {"pdftotext", "-raw", pdf, text_file, NULL};
	char *text = NULL;
	g_assert_true(g_file_set_contents(
		file, g_bytes_get_data(docx, NULL), (gssize)g_bytes_get_size(docx), NULL));
	run(convert);
	run(extract);
	g_file_get_contents(text_file, &text, NULL, NULL);
	run(clear);
	return text;
}

static void libreoffice_prints_our_labels(void)
{
	static const char *const lines[] = {"I. KẾT QUẢ CÔNG TÁC ĐỐI NGOẠI", "1. Đoàn vào",
		"- Nhật Bản", "+ Đoàn doanh", "d) Đoàn hủy", "đ) Đoàn điều chỉnh",
		"e) Đoàn phát sinh", "g) Đoàn do", "II. TỒN TẠI", "2. Cơ sở dữ liệu",
		"d) sổ thỏa thuận", "đ) sổ hội nghị", "e) sổ bảo hộ", "g) sổ biên giới",
		"3. Kinh phí", "III. PHƯƠNG HƯỚNG", "I. KHOẢN VIỆN TRỢ MỚI"};
	g_autofree char *program = g_find_program_in_path("soffice");
	g_autofree char *reader = g_find_program_in_path("pdftotext");
	if (!program || !reader) {
		g_test_skip("LibreOffice or pdftotext is not installed");
		return;
	}
	g_autoptr(doc_t) doc = sample_report();
	g_autoptr(GBytes) bytes = written(doc);
	g_autofree char *text = office_text(bytes);
	g_assert_nonnull(text);
	const char *at = text;
	for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
		at = strstr(at, lines[i]);
		if (!at)
			g_error("“%s” is not printed, or not in its place", lines[i]);
	}
}

/* The lines that hold "k" and a digit, without indentation. */
static char *numbered_lines(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	GString *kept = g_string_new(NULL);
	for (guint i = 0; lines[i]; i++)
		if (g_regex_match_simple("(^|[ .])[kK][0-9]", lines[i], 0, 0))
			g_string_append_printf(kept, "%s\n", g_strstrip(lines[i]));
	return g_string_free(kept, FALSE);
}

static void libreoffice_counts_as_we_do(void)
{
	g_autofree char *program = g_find_program_in_path("soffice");
	g_autofree char *reader = g_find_program_in_path("pdftotext");
	if (!program || !reader) {
		g_test_skip("LibreOffice or pdftotext is not installed");
		return;
	}
	for (guint32 i = 0; i < 2; i++) {
		g_autoptr(doc_t) doc =
			sample_numbers(i == 0 ? NUMBERING_LETTER : NUMBERING_DECIMAL, 7 + i);
		g_autoptr(GBytes) bytes = written(doc);
		g_autoptr(GBytes) plain = doc_write_text(doc, NULL);
		g_autofree char *text = office_text(bytes);
		g_autofree char *own =
			g_strndup(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain));
		g_assert_nonnull(text);
		g_autofree char *theirs = numbered_lines(text), *ours = numbered_lines(own);
		g_assert_cmpstr(theirs, ==, ours);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/doc/docx/styles have the decree's sizes", styles_have_the_decrees_sizes);
	g_test_add_func(
		"/doc/docx/the body has the decree's parts", the_body_has_the_decrees_parts);
	g_test_add_func("/doc/docx/a table has heads over heads", a_table_has_heads_over_heads);
	g_test_add_func("/doc/docx/numbers of a table have room", numbers_of_a_table_have_room);
	g_test_add_func(
		"/doc/docx/a draft has blanks", a_draft_has_blanks_and_one_addressee_on_the_line);
	g_test_add_func(
		"/doc/docx/the page number is a field", the_page_number_is_a_field_in_the_header);
	g_test_add_func("/doc/docx/rules are as long as the decree says",
		rules_are_as_long_as_the_decree_says);
	g_test_add_func("/doc/docx/elements stand in the schema's order",
		elements_stand_in_the_schemas_order);
	g_test_add_func("/doc/docx/every reference has its target", every_reference_has_its_target);
	g_test_add_func(
		"/doc/docx/the same tree gives the same bytes", the_same_tree_gives_the_same_bytes);
	g_test_add_func("/doc/docx/LibreOffice prints our labels", libreoffice_prints_our_labels);
	g_test_add_func("/doc/docx/LibreOffice counts as we do", libreoffice_counts_as_we_do);
	return g_test_run();
}
