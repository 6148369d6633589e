/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shape_parts.h"

#include <string.h>

#include "base/text.h"
#include "base/utf8.h"

#define NAME_WORDS_MOST 7
#define CAPACITY_MOST   80 /* characters */

struct tail {
	struct doc *doc;
	gboolean listing; /* below "Nơi nhận:" */
};

static gboolean begins_with(const char *folded, const char *const *words)
{
	for (const char *const *word = words; *word; word++) {
		const gsize length = strlen(*word);
		if (strncmp(folded, *word, length) == 0 && (folded[length] == ' ' || folded[length] == '\0'))
			return TRUE;
	}
	return FALSE;
}

static gboolean is_recipients(const char *line)
{
	static const char *const words[] = {"noi nhan", "recipients", NULL};
	if (utf8_length(line, strlen(line)) >= 40)
		return FALSE;
	g_autofree char *folded = text_fold(line);
	return begins_with(folded, words);
}

/* "KT. GIÁM ĐỐC", "CHÁNH VĂN PHÒNG": in capitals, by whom or for whom is signed. */
static gboolean is_capacity(const char *line)
{
	static const char *const words[] = {"kt", "tm", "tl", "tuq", "q giam doc", "quyen giam doc", "giam doc", "pho giam doc",
		"tong giam doc", "pho tong giam doc", "chanh van phong", "pho chanh van phong",
		"chu tich", "pho chu tich", "truong phong", "pho truong phong", "truong ban",
		"pho truong ban", "bo truong", "thu truong", "cuc truong", "pho cuc truong",
		"vu truong", "pho vu truong", "bi thu", "pho bi thu", "chanh thanh tra",
		"truong doan", "thu truong don vi", "nguoi lap", "nguoi lap bieu", "director",
		"deputy director", "chairman", "vice chairman", NULL};
	if (!line_is_upper(line) || g_utf8_strlen(line, -1) > CAPACITY_MOST || strpbrk(line, ":;,0123456789"))
		return FALSE;
	g_autofree char *folded = text_fold(line);
	return begins_with(folded, words);
}

/* "Trần Huy Hải", "TS. Lê Thị Bình": a few words that begin with capitals. */
static gboolean is_name(const char *line)
{
	guint words = 0;
	if (!*line || strpbrk(line, ":;,/()0123456789"))
		return FALSE;
	for (const char *at = line; *at;) {
		if (!g_unichar_isupper(g_utf8_get_char(at)))
			return FALSE;
		words++;
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return words >= 2 && words <= NAME_WORDS_MOST;
}

/* "(Đã ký)", "(ký tên, đóng dấu)" */
static gboolean is_signing(const char *line)
{
	static const char *const words[] = {"da ky", "ky ten", "ky", "chu ky", "signed", NULL};
	g_autofree char *folded = text_fold(line);
	return begins_with(folded, words) && g_utf8_strlen(line, -1) < 40;
}

static char *bare_of(const char *text)
{
	char *bare = g_strdup(text);
	g_strstrip(bare);
	for (gsize length = strlen(bare); length > 0 && strchr(";. ", bare[length - 1]);)
		bare[--length] = '\0';
	return bare;
}

/* "Lưu: VT, VP.", "Lưu VT" */
static gboolean take_archive(struct doc *doc, const char *text)
{
	static const char *const words[] = {"luu", "archive", NULL};
	g_autofree char *folded = text_fold(text);
	if (!begins_with(folded, words))
		return FALSE;
	const char *at = text + strcspn(text, " :");
	g_free(doc->archive);
	doc->archive = bare_of(at + strspn(at, " :"));
	return TRUE;
}

static gboolean take_recipient(struct tail *tail, const struct chunk *chunk, const char *line)
{
	const struct label label = label_read(line);
	if (!label_is_mark(label.kind) && !strchr(";.", line[strlen(line) - 1]))
		return FALSE;
	const char *text = line + (label_is_mark(label.kind) ? label.after : 0);
	if (take_archive(tail->doc, text)) {
		chunk_note(tail->doc, chunk, PART_ARCHIVE);
		return TRUE;
	}
	g_ptr_array_add(tail->doc->recipients, bare_of(text));
	chunk_note(tail->doc, chunk, PART_RECIPIENT);
	return TRUE;
}

static gboolean take_line(struct tail *tail, const struct chunk *chunk, const char *line)
{
	struct doc *doc = tail->doc;
	if (line_is_rule(line))
		return TRUE;
	if (is_recipients(line)) {
		tail->listing = TRUE;
		chunk_note(doc, chunk, PART_RECIPIENT);
		return TRUE;
	}
	if (is_capacity(line)) {
		g_ptr_array_add(doc->signature.capacity, g_strdup(line));
		chunk_note(doc, chunk, PART_CAPACITY);
		return TRUE;
	}
	if (tail->listing && take_recipient(tail, chunk, line))
		return TRUE;
	if (is_signing(line)) {
		chunk_note(doc, chunk, PART_SIGNER);
		return TRUE;
	}
	if (doc->signature.name || !is_name(line))
		return FALSE;
	doc->signature.name = g_strdup(line);
	chunk_note(doc, chunk, PART_SIGNER);
	return TRUE;
}

gboolean shape_is_tail(const char *line)
{
	return is_recipients(line) || is_capacity(line);
}

guint shape_tail(struct doc *doc, GPtrArray *chunks, guint from)
{
	struct tail tail = {doc, FALSE};
	while (from < chunks->len) {
		struct chunk *chunk = chunks->pdata[from], *line = NULL;
		g_autofree char *text = chunk->table || chunk->note ? NULL : chunk_line(chunk);
		if (!text || !take_line(&tail, chunk, text))
			break;
		if (chunk_cut_line(chunk, &line))
			from++;
		chunk_free(line);
	}
	return from;
}

gboolean shape_is_form_line(const char *line)
{
	static const char *const words[] = {"cong hoa xa hoi chu nghia viet nam", "doc lap tu do hanh phuc",
		"socialist republic of viet nam", "independence freedom happiness",
		"dang cong san viet nam", NULL};
	g_autofree char *folded = text_fold(line);
	return g_strv_contains(words, folded) || is_recipients(line) || is_capacity(line);
}

gboolean shape_is_appendix(const char *line)
{
	static const char *const words[] = {"phu luc", "appendix", NULL};
	if (!strchr("PA", *line) && (g_ascii_isprint(*line) || !g_unichar_isupper(g_utf8_get_char(line))))
		return FALSE;
	g_autofree char *folded = text_fold(line);
	return begins_with(folded, words) && strlen(folded) <= strlen("phu luc 00") + 6;
}
