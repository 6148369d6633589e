/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shape_parts.h"

#include <string.h>

#include "base/text.h"

#define HEAD_MOST    40  /* lines before the kind of document */
#define SUBJECT_MOST 300 /* characters of a line of the subject */

struct head {
	struct doc *doc;
	GPtrArray *chunks;
	guint at;
	const struct chunk *same; /* the rest of the chunk that the last line was taken from */
};

/* Names of kinds (Decree 30, article 7, and what offices write), folded. */
static const char *const kinds[] = {"bao cao", "to trinh", "ke hoach", "thong bao", "quyet dinh",
	"nghi quyet", "chi thi", "quy che", "quy dinh", "thong cao", "huong dan", "chuong trinh",
	"phuong an", "de an", "du an", "bien ban", "hop dong", "cong dien", "ban ghi nho",
	"ban thoa thuan", "giay uy quyen", "giay moi", "giay gioi thieu", "giay nghi phep",
	"phieu gui", "phieu chuyen", "phieu bao", "thu cong", "bao cao tong ket", "bao cao so ket",
	"bao cao nhanh", "bao cao tom tat", "bao cao chuyen de", "report", "plan", NULL};

static gboolean is_one_of(const char *const *words, const char *folded)
{
	return g_strv_contains(words, folded);
}

/* How many bytes of a line name the kind; 0 = none. What follows in capitals is the subject. */
static gsize kind_length(const char *line)
{
	g_autofree char *folded = text_fold(line);
	if (is_one_of(kinds, folded))
		return strlen(line);
	if (!line_is_upper(line))
		return 0;
	for (const char *const *kind = kinds; *kind; kind++) {
		const gsize length = strlen(*kind);
		if (!g_str_has_prefix(folded, *kind) || folded[length] != ' ')
			continue;
		const char *at = line;
		for (gsize words = 1; *at; at = g_utf8_next_char(at)) {
			g_autofree char *head = g_strndup(line, (gsize)(at - line));
			g_autofree char *said = *at == ' ' ? text_fold(head) : NULL;
			words++;
			if (said && strcmp(said, *kind) == 0)
				return (gsize)(at - line);
		}
	}
	return 0;
}

static gboolean is_nation(const char *folded)
{
	static const char *const words[] = {"cong hoa xa hoi chu nghia viet nam",
		"socialist republic of viet nam", "socialist republic of vietnam",
		"dang cong san viet nam", NULL};
	return is_one_of(words, folded);
}

static gboolean is_motto(const char *folded)
{
	static const char *const words[] = {
		"doc lap tu do hanh phuc", "independence freedom happiness", NULL};
	return is_one_of(words, folded);
}

static enum urgency urgency_of(const char *line)
{
	static const struct {
		const char *word;
		enum urgency urgency;
	} words[] = {{"khan", URGENCY_URGENT}, {"urgent", URGENCY_URGENT},
		{"thuong khan", URGENCY_VERY_URGENT}, {"very urgent", URGENCY_VERY_URGENT},
		{"hoa toc", URGENCY_FLASH}, {"hoa toc hen gio", URGENCY_FLASH},
		{"flash", URGENCY_FLASH}};
	g_autofree char *folded = text_fold(line);
	for (gsize i = 0; line_is_upper(line) && i < G_N_ELEMENTS(words); i++)
		if (strcmp(folded, words[i].word) == 0)
			return words[i].urgency;
	return URGENCY_NONE;
}

/* Where the number ends: "05/BC-SNgV", of the Party "31-BC/ĐU"; NULL = it is none. */
static const char *number_end(const char *at)
{
	const char *slash = strchr(at, '/'), *dash = strchr(at, '-');
	if (!slash || slash - at > 24 || g_utf8_strlen(slash, -1) > 60)
		return NULL;
	for (const char *c = at; c < slash; c++)
		if (g_ascii_isalpha(*c))
			return dash && dash < c && g_ascii_isupper(dash[1]) ? dash : NULL;
	return slash;
}

/* Behind the mark of a number; NULL = there is none. */
static const char *number_begin(const char *line)
{
	static const char *const marks[] = {"Số:", "Số :", "Số", "SỐ:", "No.:", "No."};
	for (gsize i = 0; i < G_N_ELEMENTS(marks); i++)
		if (g_str_has_prefix(line, marks[i]))
			return line + strlen(marks[i]);
	return NULL;
}

/* "Số: 05/BC-SNgV", "Số:      /BC - SNgV", "Số: 31-BC/ĐU" */
static gboolean take_number(struct doc *doc, const char *line)
{
	const char *at = number_begin(line);
	if (at && g_str_has_suffix(line, ":") && !at[strspn(at, " .…:_")])
		return TRUE;
	const char *end = at ? number_end(at) : NULL;
	if (!end)
		return FALSE;
	g_autofree char *number = g_strndup(at, (gsize)(end - at));
	g_strdelimit(number, "._…:", ' ');
	g_strstrip(number);
	g_free(doc->number);
	doc->number = g_ascii_isdigit(*number) ? g_strdup(number) : NULL;
	g_free(doc->symbol);
	doc->symbol = g_strstrip(g_strdup(end + 1));
	return TRUE;
}

/* The number behind a word of a folded line; 0 where dots or nothing stand. */
static int number_behind(const char *folded, const char *word)
{
	const char *at = strstr(folded, word);
	if (!at)
		return 0;
	at += strlen(word);
	return (int)MIN(g_ascii_strtoull(at, NULL, 10), 9999);
}

/* From the comma behind the place on, folded; NULL where it is no date. Caller frees. */
static char *date_said(const char *line)
{
	const char *comma = strchr(line, ',');
	g_autofree char *after = text_fold(comma ? comma : line);
	if (!g_str_has_prefix(after, "ngay") || !strstr(after, "thang") || !strstr(after, "nam") ||
		g_utf8_strlen(line, -1) > 80)
		return NULL;
	return g_steal_pointer(&after);
}

/* Behind the symbol that a slash is part of, with its blanks: "/BC - SNgV ". */
static const char *symbol_end(const char *slash)
{
	const char *at = slash + 1 + strspn(slash + 1, " ");
	for (gboolean joined = TRUE; joined;) {
		const gsize length = strcspn(at, " ");
		joined = length > 0 && at[length - 1] == '-';
		at += length;
		at += strspn(at, " ");
		joined = (joined || *at == '-') && *at;
	}
	return at;
}

/* "Số:    /BC-UBND  Hà Nam, ngày …": where the place and date begin on the line of a number; 0 = they do not. */
static gsize date_behind(const char *line)
{
	const char *number = number_begin(line), *slash = number ? strchr(number, '/') : NULL;
	const char *rest = slash ? symbol_end(slash) : "";
	g_autofree char *said = *rest ? date_said(rest) : NULL;
	return said ? (gsize)(rest - line) : 0;
}

/* "Thái Bình, ngày 06 tháng 3 năm 2020" */
static gboolean take_date(struct doc *doc, const char *line)
{
	const char *comma = strchr(line, ',');
	g_autofree char *after = date_said(line);
	if (!after)
		return FALSE;
	const int day = number_behind(after, "ngay "), month = number_behind(after, "thang ");
	const int year = number_behind(after, " nam ");
	g_free(doc->place);
	doc->place = comma ? g_strstrip(g_strndup(line, (gsize)(comma - line))) : NULL;
	g_autofree char *iso = g_strdup_printf("%04d-%02d-%02d", year, month, day);
	if (day == 0 || !day_parse(iso, &doc->date, NULL)) {
		doc->date = DAY_NONE;
		doc->month = month <= 12 ? month : 0;
		doc->year = year;
	}
	return TRUE;
}

/* The last part says only `first`; what the line has from `at` on is the next one. */
static void split_part(struct doc *doc, const char *first, enum part_kind next, const char *line, gsize at)
{
	struct doc_part *part = doc->parts->pdata[doc->parts->len - 1];
	struct origin origin = part->origin;
	if (origin.column)
		origin.column += (guint)g_utf8_strlen(line, (gssize)at);
	g_free(part->text);
	part->text = g_strdup(first);
	g_ptr_array_add(doc->parts, part_new(next, line + at, origin));
}

static void add_to(char **text, const char *line)
{
	char *joined = *text ? g_strconcat(*text, " ", line, NULL) : g_strdup(line);
	g_free(*text);
	*text = joined;
}

/* Two columns that came as one line are two parts. */
static gboolean take_number_and_date(struct doc *doc, const struct chunk *chunk, const char *line)
{
	const gsize cut = date_behind(line);
	g_autofree char *number = g_strchomp(g_strndup(line, cut));
	if (!cut || !take_number(doc, number) || !take_date(doc, line + cut))
		return FALSE;
	chunk_note(doc, chunk, PART_NUMBER);
	split_part(doc, number, PART_DATE, line, cut);
	return TRUE;
}

/* Whether a line above the kind is a part; notes it. */
static gboolean take_line(struct head *head, const struct chunk *chunk, const char *line, gboolean framed)
{
	struct doc *doc = head->doc;
	g_autofree char *folded = text_fold(line);
	enum part_kind kind;
	if (line_is_rule(line) || take_number_and_date(doc, chunk, line))
		return TRUE;
	if (is_nation(folded))
		kind = PART_NATION;
	else if (is_motto(folded))
		kind = PART_MOTTO;
	else if (take_number(doc, line))
		kind = PART_NUMBER;
	else if (take_date(doc, line))
		kind = PART_DATE;
	else if ((doc->urgency = MAX(doc->urgency, urgency_of(line))) != URGENCY_NONE &&
		 urgency_of(line) == doc->urgency)
		kind = PART_URGENCY;
	else if (g_ascii_strncasecmp(line, "V/v", 3) == 0)
		kind = PART_SUBJECT;
	else if (framed && line_is_upper(line))
		kind = doc->superior ? PART_ISSUER : PART_SUPERIOR;
	else
		return FALSE;
	if (kind == PART_NATION && strstr(folded, "socialist")) {
		g_free(doc->language);
		doc->language = g_strdup("en");
	}
	if (kind == PART_SUBJECT)
		add_to(&doc->subject, line);
	if (kind == PART_SUPERIOR)
		doc->superior = g_strdup(line);
	if (kind == PART_ISSUER)
		add_to(&doc->issuer, line);
	chunk_note(doc, chunk, kind);
	return TRUE;
}

/* The issuer is nearest to the number; a letterhead with one line has no superior. */
static void settle_issuer(struct doc *doc)
{
	if (!doc->superior || doc->issuer)
		return;
	doc->issuer = g_steal_pointer(&doc->superior);
	for (guint i = 0; i < doc->parts->len; i++) {
		struct doc_part *part = doc->parts->pdata[i];
		if (part->kind == PART_SUPERIOR)
			part->kind = PART_ISSUER;
	}
}

static void keep(struct head *head, struct chunk *line)
{
	struct block *block = block_paragraph();
	g_ptr_array_unref(block->runs);
	block->runs = g_ptr_array_ref(line->runs);
	block->origin = line->origin;
	block->plain = TRUE;
	g_ptr_array_add(head->doc->blocks, block);
}

/* The chunk and, in *lines, the number of lines up to the one that names the kind. */
static gboolean find_kind(const struct head *head)
{
	guint lines = 0;
	for (guint i = head->at; i < head->chunks->len && lines < HEAD_MOST; i++) {
		const struct chunk *chunk = head->chunks->pdata[i];
		if (chunk->table)
			return FALSE;
		g_autofree char *plain = chunk_plain(chunk);
		g_auto(GStrv) texts = g_strsplit(plain, "\n", -1);
		g_autofree char *line = chunk_line(chunk);
		if (kind_length(line) > 0)
			return TRUE;
		for (guint k = 0; texts[k]; k++, lines++)
			if (kind_length(g_strstrip(texts[k])) > 0)
				return TRUE;
		if (g_utf8_strlen(plain, -1) > SUBJECT_MOST)
			return FALSE;
	}
	return FALSE;
}

/* Takes the next line of the chunk at hand; NULL when the chunk is a table or none is left. */
static struct chunk *next_line(struct head *head)
{
	struct chunk *line = NULL, *chunk = head->chunks->pdata[head->at];
	head->same = chunk;
	if (chunk_cut_line(chunk, &line)) {
		head->at++;
		head->same = NULL;
	}
	return line;
}

static void take_kind(struct head *head, const struct chunk *line, const char *text, gsize length)
{
	struct doc *doc = head->doc;
	g_autofree char *kind = g_strndup(text, length);
	doc->kind = g_strdup(g_strstrip(kind));
	chunk_note(doc, line, PART_KIND);
	if (text[length] == '\0')
		return;
	doc->subject = g_strstrip(g_strdup(text + length));
	split_part(doc, doc->kind, PART_SUBJECT, text, length + strspn(text + length, " "));
}

/* Lines above the kind, and the kind. Where no kind is named, only what is known for certain. */
static void take_letterhead(struct head *head, gboolean framed)
{
	while (head->at < head->chunks->len) {
		const struct chunk *chunk = head->chunks->pdata[head->at];
		g_autofree char *text = chunk->table ? NULL : chunk_line(chunk);
		const gsize length = text && framed ? kind_length(text) : 0;
		if (!text)
			return;
		const gboolean taken = length == 0 && take_line(head, chunk, text, framed);
		if (length > 0)
			take_kind(head, chunk, text, length);
		else if (!taken && !framed)
			return;
		struct chunk *line = next_line(head);
		if (length == 0 && !taken)
			keep(head, line);
		chunk_free(line);
		if (length > 0)
			return;
	}
}

static gboolean begins_body(const char *folded)
{
	static const char *const words[] = {"kinh gui", "can cu", "thuc hien", "kinh thua", "to ", NULL};
	for (const char *const *word = words; *word; word++)
		if (g_str_has_prefix(folded, *word))
			return TRUE;
	return FALSE;
}

/* A line below the kind that goes on with the title. `same`: it is of the kind's own paragraph. */
static gboolean is_subject(
	const struct head *head, const struct chunk *chunk, const char *line, gboolean same)
{
	const struct label label = label_read(line);
	g_autofree char *folded = text_fold(line);
	const glong length = g_utf8_strlen(line, -1);
	if (label.kind != LABEL_NONE || length > SUBJECT_MOST || begins_body(folded))
		return FALSE;
	const gboolean shown =
		chunk->centred || chunk->heading || chunk_is_styled(chunk, RUN_BOLD);
	const struct doc_part *last = head->doc->parts->pdata[head->doc->parts->len - 1];
	/* in a text file, the lines of a title stand below one another without a gap */
	const gboolean near = last->origin.line > 0 && last->origin.page == 0 &&
			      chunk->origin.line == last->origin.line + 1;
	if (same || shown || near)
		return TRUE;
	if (head->doc->subject)
		return (*line == '(' && g_str_has_suffix(line, ")")) || g_str_has_suffix(head->doc->subject, ",");
	return !strchr(".:;,", line[strlen(line) - 1]);
}

static void take_subject(struct head *head)
{
	while (head->at < head->chunks->len) {
		const struct chunk *chunk = head->chunks->pdata[head->at];
		g_autofree char *text = chunk->table ? NULL : chunk_line(chunk);
		if (!text)
			return;
		if (!line_is_rule(text)) {
			if (!is_subject(head, chunk, text, chunk == head->same))
				return;
			chunk_note(head->doc, chunk, PART_SUBJECT);
			add_to(&head->doc->subject, text);
		}
		chunk_free(next_line(head));
	}
}

static void add_addressee(struct doc *doc, const char *text)
{
	g_autofree char *bare = g_strdup(text);
	g_strstrip(bare);
	for (gsize length = strlen(bare); length > 0 && strchr(";., ", bare[length - 1]);)
		bare[--length] = '\0';
	if (*bare)
		g_ptr_array_add(doc->addressees, g_strdup(bare));
}

/* "Kính gửi: …", or with its items on lines of their own. */
static void take_addressees(struct head *head)
{
	gboolean first = TRUE;
	while (head->at < head->chunks->len) {
		const struct chunk *chunk = head->chunks->pdata[head->at];
		g_autofree char *text = chunk->table ? NULL : chunk_line(chunk);
		if (!text)
			return;
		const char *colon = first ? strchr(text, ':') : NULL;
		g_autofree char *folded = text_fold(text);
		if (first && !(colon && (g_str_has_prefix(folded, "kinh gui") || g_str_has_prefix(text, "To:"))))
			return;
		const char *rest = first ? colon + 1 + strspn(colon + 1, " ") : text;
		const struct label label = label_read(rest);
		if (!first && label.kind != LABEL_DASH)
			return;
		add_addressee(head->doc, label.kind == LABEL_DASH ? rest + label.after : rest);
		chunk_note(head->doc, chunk, PART_ADDRESSEE);
		chunk_free(next_line(head));
		if (*rest && (label.kind == LABEL_NONE || g_str_has_suffix(text, ".")))
			return;
		first = FALSE;
	}
}

guint shape_head(struct doc *doc, GPtrArray *chunks)
{
	struct head head = {doc, chunks, 0, NULL};
	const gboolean framed = find_kind(&head);
	take_letterhead(&head, framed);
	settle_issuer(doc);
	if (framed)
		take_subject(&head);
	take_addressees(&head);
	return head.at;
}
