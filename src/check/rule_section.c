/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers of sections and items as they were typed: none left out, none twice. A list may begin anew
 * anywhere; what goes on must go on by one. Letters follow the Vietnamese alphabet or the Latin one.
 */
#include "base/error.h"
#include "base/number.h"
#include "check/rule.h"

#include <string.h>

enum style { STYLE_NONE, STYLE_ROMAN, STYLE_CAPITAL, STYLE_NUMBER, STYLE_DECIMAL, STYLE_LETTER };

#define PATH_MOST 5

struct mark {
	enum style style;
	guint path[PATH_MOST]; /* of a decimal: "1.2" → 1, 2 */
	guint depth;           /* numbers in it */
};

/* Letters of lists: with đ after d, and without f, j, w, z. */
static const char *const letters[] = {"a", "b", "c", "d", "đ", "e", "g", "h", "i", "k", "l", "m",
	"n", "o", "p", "q", "r", "s", "t", "u", "v", "x", "y"};

static guint letter_index(const char *text, gsize length)
{
	for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
		if (strlen(letters[i]) == length && memcmp(letters[i], text, length) == 0)
			return i + 1;
	return 0;
}

static guint roman_index(const char *text, gsize length)
{
	for (guint i = 1; i < 40; i++) {
		g_autofree char *roman = number_roman(i);
		if (strlen(roman) == length && memcmp(roman, text, length) == 0)
			return i;
	}
	return 0;
}

static gboolean read_digits(const char *text, gsize length, struct mark *label)
{
	gsize at = 0;
	while (at < length && label->depth < PATH_MOST) {
		gsize digits = 0;
		guint value = 0;
		for (; at < length && g_ascii_isdigit(text[at]) && digits < 4; at++, digits++)
			value = value * 10 + (guint)(text[at] - '0');
		if (digits == 0 || digits == 4)
			return FALSE;
		label->path[label->depth++] = value;
		if (at < length && text[at++] != '.')
			return FALSE;
	}
	label->style = label->depth > 1 ? STYLE_DECIMAL : STYLE_NUMBER;
	return label->depth > 0;
}

/* "I.", "a,", "2.1", "3)", "đ)": without the marks around it. */
static struct mark read_label(const char *text)
{
	struct mark label = {.style = STYLE_NONE};
	gsize length = strlen(text);
	while (length > 0 && strchr(".,):/- ", text[length - 1]))
		length--;
	while (length > 0 && *text == '(') {
		text++;
		length--;
	}
	if (length == 0)
		return label;
	if (g_ascii_isdigit(*text)) {
		if (!read_digits(text, length, &label))
			label.style = STYLE_NONE;
		return label;
	}
	label.depth = 1;
	label.path[0] = letter_index(text, length);
	if (label.path[0]) {
		label.style = STYLE_LETTER;
		return label;
	}
	label.path[0] = roman_index(text, length);
	if (label.path[0])
		label.style = STYLE_ROMAN;
	else if (length == 1 && g_ascii_isupper(*text)) {
		label.style = STYLE_CAPITAL;
		label.path[0] = (guint)(*text - 'A') + 1;
	}
	return label;
}

/* A list that may still go on. */
struct series {
	struct mark last;
	guint passage;
	guint items;
};

struct outline {
	struct check *check;
	GArray *open; /* struct series, the outermost first */
};

static struct series *series_at(const struct outline *outline, guint index)
{
	return &g_array_index(outline->open, struct series, index);
}

/* e) after d) in the Latin alphabet, g) after e) in the Vietnamese one, where f) was. */
static gboolean follows(const struct mark *last, const struct mark *label)
{
	guint a = last->path[last->depth - 1], b = label->path[label->depth - 1];
	return b == a + 1 || (label->style == STYLE_LETTER && a == 4 && b == 6);
}

static gboolean same_kind(const struct mark *a, const struct mark *b)
{
	return a->style == b->style && a->depth == b->depth &&
	       memcmp(a->path, b->path, (a->depth - 1) * sizeof a->path[0]) == 0;
}

static const char *style_name(enum style style)
{
	return style == STYLE_LETTER ? _("letter") : _("number");
}

static char *label_written(const struct mark *label)
{
	guint last = label->path[label->depth - 1];
	switch (label->style) {
	case STYLE_ROMAN:
		return number_roman(last);
	case STYLE_CAPITAL:
		return g_strdup_printf("%c", (int)('A' + last - 1));
	case STYLE_LETTER:
		return g_strdup(last <= G_N_ELEMENTS(letters) ? letters[last - 1] : "?");
	default:
		break;
	}
	GString *text = g_string_new(NULL);
	for (guint i = 0; i < label->depth; i++)
		g_string_append_printf(text, "%s%u", i ? "." : "", label->path[i]);
	return g_string_free(text, FALSE);
}

static void report_label(
	const struct outline *outline, const struct series *series, guint passage, const struct mark *label)
{
	struct check *check = outline->check;
	struct mark expected = *label;
	guint before = series->last.path[series->last.depth - 1];
	expected.path[expected.depth - 1] = before + 1;
	g_autofree char *here = label_written(label), *there = label_written(&series->last);
	g_autofree char *right = label_written(&expected);
	struct range other = check_range(check, series->passage, 0, 0);
	struct advice advice = {.right = right, .other = &other};
	if (label->path[label->depth - 1] == before)
		check_report_label(check, RULE_SECTION, passage, &advice,
			_("the %s %s is there twice"), style_name(label->style), here);
	else
		check_report_label(check, RULE_SECTION, passage, &advice,
			_("the %s %s follows %s: %s is expected"), style_name(label->style), here, there,
			right);
}

static void push(const struct outline *outline, guint passage, const struct mark *label)
{
	struct series series = {.last = *label, .passage = passage, .items = 1};
	g_array_append_val(outline->open, series);
}

/* "a," alone: its list has one item, and what should be the second has no letter. */
static void close_series(const struct outline *outline, guint index, guint passage)
{
	struct check *check = outline->check;
	const struct series *series = series_at(outline, index);
	const struct paper *paper = check->paper;
	const struct passage *head = paper_passage(paper, series->passage);
	if (series->items > 1 || series->last.style != STYLE_LETTER || series->last.path[0] != 1)
		return;
	for (guint i = series->passage + 1; i < passage; i++) {
		const struct passage *each = paper_passage(paper, i);
		if (each->kind == PASSAGE_CELL || *each->label || each->kind == PASSAGE_PART)
			continue;
		gboolean alike = each->kind == PASSAGE_HEADING && head->kind == PASSAGE_HEADING;
		if (!alike)
			continue;
		struct range other = check_range(check, series->passage, 0, 0);
		check_report(check, RULE_SECTION, check_range(check, i, each->from, each->to),
			&(struct advice){.other = &other},
			_("the section beside “%s” has no letter"), head->label);
		return;
	}
}

static void end_series(const struct outline *outline, guint length, guint passage)
{
	for (guint i = outline->open->len; i-- > length;)
		close_series(outline, i, passage);
	g_array_set_size(outline->open, MIN(length, outline->open->len));
}

static guint style_rank(const struct mark *label)
{
	switch (label->style) {
	case STYLE_CAPITAL:
		return 1;
	case STYLE_ROMAN:
		return 2;
	case STYLE_NUMBER:
		return 3;
	case STYLE_DECIMAL:
		return 2 + label->depth;
	default:
		return 9;
	}
}

/* "2.1" below "1.": the section it names is not the one it stands in. */
static gboolean parent_differs(const struct outline *outline, const struct mark *label)
{
	for (guint i = outline->open->len; i-- > 0;) {
		const struct mark *each = &series_at(outline, i)->last;
		if (each->style == STYLE_ROMAN)
			return FALSE;
		if ((each->style == STYLE_NUMBER || each->style == STYLE_DECIMAL) &&
			each->depth == label->depth - 1)
			return memcmp(each->path, label->path, each->depth * sizeof each->path[0]) != 0;
	}
	return FALSE;
}

static void take(const struct outline *outline, guint passage, const struct mark *label)
{
	guint first = label->path[label->depth - 1];
	/* What goes on, innermost first. */
	for (guint i = outline->open->len; i-- > 0;) {
		struct series *series = series_at(outline, i);
		if (!same_kind(&series->last, label) || !follows(&series->last, label))
			continue;
		end_series(outline, i + 1, passage);
		series = series_at(outline, i);
		series->last = *label;
		series->passage = passage;
		series->items++;
		return;
	}
	guint keep = outline->open->len;
	if (first == 1) {
		/* A new list: those inside the section of its rank have ended. */
		while (keep > 0 && style_rank(&series_at(outline, keep - 1)->last) > style_rank(label))
			keep--;
		end_series(outline, keep, passage);
		if (label->style == STYLE_DECIMAL && parent_differs(outline, label))
			check_report_label(outline->check, RULE_SECTION, passage, NULL,
				_("the number names another section than the one it stands in"));
		push(outline, passage, label);
		return;
	}
	for (guint i = outline->open->len; i-- > 0;) {
		struct series *series = series_at(outline, i);
		if (!same_kind(&series->last, label))
			continue;
		report_label(outline, series, passage, label);
		end_series(outline, i + 1, passage);
		series = series_at(outline, i);
		series->last = *label;
		series->passage = passage;
		series->items++;
		return;
	}
	push(outline, passage, label);
}

void check_sections(struct check *check)
{
	const GArray *passages = check->paper->passages;
	g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(struct series));
	struct outline outline = {.check = check, .open = open};
	for (guint i = 0; i < passages->len; i++) {
		const struct passage *passage = paper_passage(check->paper, i);
		if (passage->kind == PASSAGE_CELL || passage->kind == PASSAGE_PART ||
			!*passage->label || passage->generated)
			continue;
		struct mark label = read_label(passage->label);
		if (label.style != STYLE_NONE)
			take(&outline, i, &label);
	}
	end_series(&outline, 0, passages->len);
	check_captions(check);
}
