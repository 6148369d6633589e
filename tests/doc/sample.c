/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#include <stdarg.h>

struct block *sample_paragraph(struct doc *doc, const char *text)
{
	struct block *block = block_paragraph();
	if (text)
		g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(doc->blocks, block);
	return block;
}

struct block *sample_heading(struct doc *doc, guint level, const char *text)
{
	struct block *block = block_heading(level);
	if (text)
		g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(doc->blocks, block);
	return block;
}

void sample_item(struct block *list, const char *text)
{
	GPtrArray *item = blocks_new();
	struct block *block = block_paragraph();
	g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(item, block);
	g_ptr_array_add(list->items, item);
}

void sample_row(GPtrArray *rows, gboolean total, const char *first, ...)
{
	va_list arguments;
	struct row *row = row_new();
	row->total = total;
	va_start(arguments, first);
	for (const char *text = first; text; text = va_arg(arguments, const char *)) {
		struct cell *cell = cell_new();
		g_ptr_array_add(cell->runs, run_text(text, RUN_PLAIN));
		g_ptr_array_add(row->cells, cell);
	}
	va_end(arguments);
	g_ptr_array_add(rows, row);
}

static void add_figure(struct doc *doc, struct block *block, const char *text, const char *query,
	const char *value)
{
	g_ptr_array_add(doc->figures, figure_note_new(query, value));
	g_ptr_array_add(block->runs, run_figure(text, RUN_PLAIN, doc->figures->len - 1));
}

static void add_columns(struct block *table, guint count, ...)
{
	va_list arguments;
	va_start(arguments, count);
	for (guint i = 0; i < count; i++) {
		struct column column = {i == 0   ? ALIGN_CENTRE
					: i == 1 ? ALIGN_LEFT
						 : ALIGN_RIGHT,
			1};
		column.weight = va_arg(arguments, guint);
		g_array_append_val(table->table->columns, column);
	}
	va_end(arguments);
}

static void add_delegations(struct doc *doc)
{
	sample_heading(doc, 1, "Kết quả công tác đối ngoại");
	sample_heading(doc, 2, "Đoàn vào");
	struct block *block =
		sample_paragraph(doc, "Trong kỳ báo cáo, tỉnh đã đón và làm việc với ");
	add_figure(doc, block, "06 đoàn",
		"inbound.delegations?office=tb&span=2020-01-01/2020-03-12", "6");
	g_ptr_array_add(block->runs, run_text(" với tổng số ", RUN_PLAIN));
	add_figure(doc, block, "44 lượt người",
		"inbound.visitors?office=tb&span=2020-01-01/2020-03-12&host=leaders", "44");
	g_ptr_array_add(block->runs, run_text(", trong đó lãnh đạo tỉnh tiếp 02 đoàn; các sở, "
					      "ngành và địa phương tiếp 04 đoàn. "
					      "Nội dung chủ yếu là khảo sát môi trường đầu tư, "
					      "trao đổi hợp tác giáo dục, y tế và "
					      "chúc Tết cổ truyền. Chi tiết tại Phụ lục I.",
					     RUN_PLAIN));
	struct block *list = block_list(FALSE);
	sample_item(
		list, "Nhật Bản: 02 đoàn, 15 lượt người, làm việc về nông nghiệp công nghệ cao;");
	sample_item(list, "Hàn Quốc: 03 đoàn, 21 lượt người, trong đó:");
	struct block *inner = block_list(FALSE);
	sample_item(inner, "Đoàn doanh nghiệp thành phố Gwangju: 12 người;");
	sample_item(inner, "Đoàn tình nguyện viên: 09 người;");
	g_ptr_array_add(list->items->pdata[1], inner);
	sample_item(list, "Pháp: 01 đoàn, 08 lượt người.");
	g_ptr_array_add(doc->blocks, list);
	sample_heading(doc, 2, "Đoàn ra");
	static const char *const points[] = {"Đoàn đi công tác theo kế hoạch", "Đoàn đi việc riêng",
		"Đoàn hoãn", "Đoàn hủy", "Đoàn điều chỉnh chương trình", "Đoàn phát sinh",
		"Đoàn do Trung ương mời"};
	for (gsize i = 0; i < G_N_ELEMENTS(points); i++) {
		sample_heading(doc, 3, points[i]);
		sample_paragraph(doc,
			"Không có biến động đáng kể so với cùng kỳ năm trước; các đơn vị chấp hành "
			"đúng quy định về báo cáo kết quả chuyến đi.");
	}
}

static struct block *delegations_table(void)
{
	struct block *table = block_table();
	table->table->caption = g_strdup("Đoàn vào phân theo nước, Quý I năm 2020");
	add_columns(table, 5, 1u, 4u, 2u, 2u, 3u);
	sample_row(table->table->header, FALSE, "TT", "Nước, vùng lãnh thổ", "Số đoàn",
		"Lượt người", "So với cùng kỳ", NULL);
	for (guint i = 1; i <= 40; i++) {
		g_autofree char *number = g_strdup_printf("%u", i);
		g_autofree char *country =
			g_strdup_printf("Nước thứ %u trong danh sách theo dõi", i);
		g_autofree char *visitors = g_strdup_printf("%u", i * 7);
		sample_row(table->table->rows, FALSE, number, country, "1", visitors,
			"tăng 02 lượt", NULL);
	}
	sample_row(table->table->rows, TRUE, "", "Tổng số", "40", "5.740", "tăng 80 lượt", NULL);
	return table;
}

static void add_works(struct doc *doc)
{
	sample_heading(doc, 1, "Tồn tại, hạn chế");
	struct block *list = block_list(TRUE);
	sample_item(list, "Một số đơn vị gửi báo cáo chậm so với thời hạn quy định.");
	sample_item(list, "Cơ sở dữ liệu chưa thống nhất giữa các ngành:");
	struct block *points = block_list(TRUE);
	static const char *const names[] = {"sổ theo dõi đoàn", "sổ hộ chiếu", "sổ viện trợ",
		"sổ thỏa thuận", "sổ hội nghị", "sổ bảo hộ công dân", "sổ biên giới"};
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		sample_item(points, names[i]);
	g_ptr_array_add(list->items->pdata[1], points);
	sample_item(list, "Kinh phí còn hạn hẹp.");
	g_ptr_array_add(doc->blocks, list);
	sample_heading(doc, 1, "Phương hướng, nhiệm vụ kỳ tới");
	struct block *block = sample_paragraph(doc, "Tiếp tục thực hiện ");
	g_ptr_array_add(block->runs, run_text("Kế hoạch đối ngoại năm 2020", RUN_BOLD));
	g_ptr_array_add(block->runs, run_text("; theo dõi thông tin tại ", RUN_PLAIN));
	g_ptr_array_add(
		block->runs, run_link("cổng thông tin của tỉnh", "https://example.vn/?a=1&b=2", 0));
	g_ptr_array_add(block->runs, run_text(" và rà soát các thỏa thuận ", RUN_PLAIN));
	g_ptr_array_add(block->runs, run_text("đã ký", RUN_ITALIC | RUN_UNDERLINE));
	g_ptr_array_add(block->runs, run_text(".", RUN_PLAIN));
	for (guint i = 0; i < 6; i++)
		sample_paragraph(doc,
			"Phối hợp với các cơ quan liên quan chuẩn bị nội dung, chương trình đón "
			"tiếp "
			"các đoàn khách quốc tế; tham mưu Ủy ban nhân dân tỉnh ban hành văn bản "
			"chỉ "
			"đạo, hướng dẫn công tác lễ tân, thông tin đối ngoại và bảo hộ công dân.");
	sample_paragraph(doc,
		"Trên đây là báo cáo công tác đối ngoại Quý I năm 2020 của Sở Ngoại vụ, kính trình "
		"Ủy ban nhân dân tỉnh xem xét, chỉ đạo.");
}

static void add_appendices(struct doc *doc)
{
	struct appendix *first = appendix_new("Danh sách đoàn vào");
	first->note = g_strdup(
		"(Kèm theo Báo cáo số 05/BC-SNgV ngày 06 tháng 3 năm 2020 của Sở Ngoại vụ)");
	g_ptr_array_add(first->blocks, delegations_table());
	g_ptr_array_add(doc->appendices, first);
	struct appendix *second = appendix_new("Tổng hợp viện trợ phi chính phủ nước ngoài");
	second->landscape = TRUE;
	struct block *heading = block_heading(1);
	g_ptr_array_add(heading->runs, run_text("Khoản viện trợ mới", RUN_PLAIN));
	g_ptr_array_add(second->blocks, heading);
	struct block *table = block_table();
	add_columns(table, 8, 1u, 4u, 3u, 3u, 2u, 2u, 2u, 3u);
	sample_row(table->table->header, FALSE, "TT", "Tên khoản viện trợ", "Bên cung cấp",
		"Chủ khoản", "Nguyên tệ", "USD", "Triệu đồng", "Ghi chú", NULL);
	for (guint i = 0; i < 3; i++)
		sample_row(table->table->rows, FALSE, "1",
			"Hỗ trợ phòng, chống thiên tai tại các xã ven biển", "Tổ chức A",
			"Hội Chữ thập đỏ tỉnh", "EUR 12.000", "13.200", "305", "tiếp diễn", NULL);
	g_ptr_array_add(second->blocks, table);
	g_ptr_array_add(doc->appendices, second);
}

struct doc *sample_report(void)
{
	struct doc *doc = doc_new("vi");
	doc->superior = g_strdup("UBND TỈNH THÁI BÌNH");
	doc->issuer = g_strdup("SỞ NGOẠI VỤ");
	doc->author = g_strdup("Sở Ngoại vụ");
	doc->number = g_strdup("05");
	doc->symbol = g_strdup("BC-SNgV");
	doc->place = g_strdup("Thái Bình");
	doc->date = day_make(2020, 3, 6);
	doc->kind = g_strdup("BÁO CÁO");
	doc->subject = g_strdup("Kết quả công tác đối ngoại Quý I năm 2020, phương hướng, nhiệm vụ "
				"Quý II năm 2020");
	g_ptr_array_add(doc->addressees, g_strdup("Bộ Ngoại giao"));
	g_ptr_array_add(doc->addressees, g_strdup("Ủy ban nhân dân tỉnh Thái Bình"));
	doc->urgency = URGENCY_VERY_URGENT;
	doc->identity = g_strdup("b7a1c0ffee");
	sample_paragraph(doc, "Căn cứ Chương trình công tác năm 2020 của Ủy ban nhân dân tỉnh;")
		->italic = TRUE;
	sample_paragraph(
		doc, "Sở Ngoại vụ báo cáo kết quả công tác đối ngoại Quý I năm 2020 như sau:");
	add_delegations(doc);
	g_ptr_array_add(doc->blocks, delegations_table());
	add_works(doc);
	g_ptr_array_add(doc->signature.capacity, g_strdup("KT. GIÁM ĐỐC"));
	g_ptr_array_add(doc->signature.capacity, g_strdup("PHÓ GIÁM ĐỐC"));
	doc->signature.name = g_strdup("Nguyễn Văn An");
	g_ptr_array_add(doc->recipients, g_strdup("Thường trực Tỉnh ủy (để báo cáo)"));
	g_ptr_array_add(doc->recipients, g_strdup("Văn phòng UBND tỉnh"));
	g_ptr_array_add(doc->recipients, g_strdup("Ban Giám đốc Sở"));
	doc->archive = g_strdup("VT, VP");
	add_appendices(doc);
	return doc;
}

struct doc *sample_draft(void)
{
	struct doc *doc = doc_new("vi");
	doc->superior = g_strdup("ỦY BAN NHÂN DÂN TỈNH");
	doc->issuer = g_strdup("SỞ NGOẠI VỤ");
	doc->symbol = g_strdup("BC-SNgV");
	doc->place = g_strdup("Lạng Sơn");
	doc->month = 3;
	doc->year = 2020;
	doc->kind = g_strdup("BÁO CÁO");
	doc->subject = g_strdup("Công tác biên giới");
	g_ptr_array_add(doc->addressees, g_strdup("Ủy ban nhân dân tỉnh Lạng Sơn"));
	sample_paragraph(doc, "Nội dung báo cáo.");
	g_ptr_array_add(doc->signature.capacity, g_strdup("GIÁM ĐỐC"));
	doc->signature.name = g_strdup("Trần Thị Bình");
	return doc;
}

struct doc *sample_empty(void)
{
	return doc_new(NULL);
}

static void add_odd_table(struct doc *doc)
{
	struct block *table = block_table();
	sample_row(table->table->header, FALSE, "<a>", "b & c", NULL);
	sample_row(table->table->rows, FALSE, "một ô", NULL);
	sample_row(table->table->rows, FALSE, "x", "y", "z", "thừa | ô", NULL);
	struct row *wide = row_new();
	struct cell *cell = cell_new();
	cell->span = 4000000000u;
	g_ptr_array_add(cell->runs, run_text("ô rộng", RUN_PLAIN));
	g_ptr_array_add(wide->cells, cell);
	g_ptr_array_add(table->table->rows, wide);
	g_ptr_array_add(table->table->rows, row_new());
	g_ptr_array_add(doc->blocks, table);
	g_ptr_array_add(doc->blocks, block_table());
}

struct doc *sample_hostile(void)
{
	struct doc *doc = sample_report();
	g_autoptr(GString) word = g_string_new(NULL);
	for (guint i = 0; i < 700; i++)
		g_string_append(word, "dàiquá");
	g_free(doc->issuer);
	doc->issuer = g_strdup("SỞ \"NGOẠI\" VỤ <script>alert('&')</script> VÀ MỘT TÊN RẤT DÀI "
			       "KHÔNG VỪA MỘT DÒNG");
	sample_paragraph(doc, word->str);
	sample_paragraph(
		doc, "]]> <!-- & --> \\ `mã` *sao* _gạch_ | # 1. - + [x](y) <b> &amp; $1 ~~x~~");
	sample_paragraph(
		doc, "1. Không phải danh sách\n# Không phải đề mục\n- Không phải gạch\tđầu dòng");
	sample_paragraph(doc, NULL);
	sample_heading(doc, 5, "");
	sample_heading(doc, 4, "Cấp <bốn>");
	g_ptr_array_add(doc->blocks, block_list(TRUE));
	struct block *list = block_list(TRUE);
	g_ptr_array_add(list->items, blocks_new());
	g_ptr_array_add(doc->blocks, list);
	struct block *links = sample_paragraph(doc, "Liên kết ");
	g_ptr_array_add(links->runs, run_link("xấu", "javascript:alert(1)", 0));
	g_ptr_array_add(links->runs, run_link("lạ", "https://a.vn/')\\>\"<x", 0));
	g_ptr_array_add(links->runs, run_figure("ngoài", RUN_BOLD, 4000000000u));
	g_ptr_array_add(links->runs, run_break());
	g_ptr_array_add(links->runs, run_text("中文 ລາວ 😀 ế", RUN_STRIKE));
	add_odd_table(doc);
	return doc;
}

struct doc *sample_pages(guint paragraphs)
{
	struct doc *doc = sample_draft();
	for (guint i = 0; i < paragraphs; i++) {
		if (i % 10 == 0)
			sample_heading(doc, 1 + i / 10 % 3, "Nội dung công tác trong kỳ");
		sample_paragraph(doc, "Sở Ngoại vụ đã chủ trì, phối hợp với các sở, ngành và địa "
				      "phương tham mưu Ủy ban "
				      "nhân dân tỉnh triển khai các hoạt động đối ngoại theo "
				      "chương trình đã được "
				      "phê duyệt; công tác quản lý đoàn ra, đoàn vào bảo đảm đúng "
				      "quy định, đúng thẩm "
				      "quyền; việc tiếp nhận viện trợ được theo dõi chặt chẽ và "
				      "báo cáo kịp thời.");
	}
	return doc;
}

struct doc *sample_rows(guint rows)
{
	struct doc *doc = sample_draft();
	struct block *table = block_table();
	add_columns(table, 5, 1u, 4u, 2u, 2u, 3u);
	sample_row(table->table->header, FALSE, "TT", "Tên", "Số", "Người", "Ghi chú", NULL);
	for (guint i = 1; i <= rows; i++) {
		g_autofree char *number = g_strdup_printf("%u", i);
		sample_row(table->table->rows, FALSE, number,
			"Đoàn công tác của đối tác nước ngoài", number, "12", "đúng kế hoạch",
			NULL);
	}
	g_ptr_array_add(doc->blocks, table);
	return doc;
}

static struct cell *header_cell(struct block *table, guint row, guint cell)
{
	return ((struct row *)table->table->header->pdata[row])->cells->pdata[cell];
}

/* By weight alone most columns would be too narrow for their words. */
struct doc *sample_money(void)
{
	struct doc *doc = sample_draft();
	struct appendix *appendix = appendix_new("Giá trị viện trợ");
	struct block *table = block_table();
	appendix->landscape = TRUE;
	add_columns(table, 9, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u);
	sample_row(table->table->header, FALSE, "Nguồn", "2018", "2019", "2020", "2021", "2022",
		"2023", "2024", "Tổng số", NULL);
	sample_row(table->table->rows, FALSE, "www.to-chuc-phi-chinh-phu-nuoc-ngoai.example.org",
		"100.000.000.001", "100.000.000.002", "100.000.000.003", "100.000.000.004",
		"100.000.000.005", "100.000.000.006", "100.000.000.007", "800.000.000.028", NULL);
	g_ptr_array_add(appendix->blocks, table);
	g_ptr_array_add(doc->appendices, appendix);
	return doc;
}

struct doc *sample_form(void)
{
	struct doc *doc = sample_draft();
	doc->author = g_strdup("Sở Ngoại vụ");
	struct appendix *appendix = appendix_new("Tình hình giải quyết thủ tục hành chính");
	struct block *table = block_table();
	appendix->landscape = TRUE;
	add_columns(table, 13, 1u, 60u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u, 1u);
	sample_row(table->table->header, FALSE, "TT", "Thủ tục", "Tiếp nhận", "Đã giải quyết",
		"Đang giải quyết", NULL);
	sample_row(table->table->header, FALSE, "", "", "Tổng số", "Trực tuyến",
		"Trực tiếp, bưu chính", "Từ kỳ trước", "Tổng số", "Trước hạn", "Đúng hạn",
		"Quá hạn", "Tổng số", "Trong hạn", "Hết hạn", NULL);
	header_cell(table, 0, 2)->span = header_cell(table, 0, 3)->span = 4;
	header_cell(table, 0, 4)->span = 3;
	header_cell(table, 1, 0)->above = header_cell(table, 1, 1)->above = TRUE;
	sample_row(table->table->rows, FALSE, "(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)",
		"(8)", "(9)", "(10)", "(11)", "(12)", "(13)", NULL);
	sample_row(table->table->rows, FALSE, "1",
		"Cho phép tổ chức hội nghị, hội thảo quốc tế thuộc thẩm quyền của Chủ tịch Ủy ban "
		"nhân dân tỉnh",
		"1.566", "-", "1.566", "-", "1.566", "1.566", "-", "-", "-", "-", "-", NULL);
	sample_row(table->table->rows, TRUE, "", "Tổng số", "1.566", "-", "1.566", "-", "1.566",
		"1.566", "-", "-", "-", "-", "-", NULL);
	g_ptr_array_add(appendix->blocks, table);
	g_ptr_array_add(doc->appendices, appendix);
	return doc;
}

/* Every text is "k" and a number, so that a test finds its line. */
static void add_text(GPtrArray *blocks, struct block *block, guint *texts)
{
	g_autofree char *text = g_strdup_printf("k%u", ++*texts);
	g_ptr_array_add(block->runs, run_text(text, RUN_PLAIN));
	g_ptr_array_add(blocks, block);
}

static void add_list(GPtrArray *blocks, GRand *random, guint depth, guint *texts)
{
	struct block *list = block_list(g_rand_int_range(random, 0, 10) < 7);
	g_ptr_array_add(blocks, list);
	for (int i = g_rand_int_range(random, 1, 9); i > 0; i--) {
		GPtrArray *item = blocks_new();
		g_ptr_array_add(list->items, item);
		add_text(item, block_paragraph(), texts);
		if (depth < 2 && g_rand_int_range(random, 0, 10) < 4)
			add_list(item, random, depth + 1, texts);
	}
}

static void add_numbers(GPtrArray *blocks, GRand *random, guint count, guint *texts)
{
	while (count-- > 0) {
		const int kind = g_rand_int_range(random, 0, 10);
		if (kind > 6) {
			add_list(blocks, random, 0, texts);
			continue;
		}
		struct block *block =
			kind > 4 ? block_paragraph()
				 : block_heading((guint)g_rand_int_range(random, 1, 6));
		block->plain = g_rand_int_range(random, 0, 10) == 0;
		add_text(blocks, block, texts);
	}
}

struct doc *sample_numbers(enum numbering numbering, guint32 seed)
{
	struct doc *doc = doc_new("vi");
	GRand *random = g_rand_new_with_seed(seed);
	guint texts = 0;
	doc->numbering = numbering;
	add_numbers(doc->blocks, random, 80, &texts);
	for (guint i = 0; i < 2; i++) {
		struct appendix *appendix = appendix_new("x");
		add_numbers(appendix->blocks, random, 30, &texts);
		g_ptr_array_add(doc->appendices, appendix);
	}
	g_rand_free(random);
	return doc;
}
