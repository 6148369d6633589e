/* SPDX-License-Identifier: Apache-2.0 */
/* The front matter of a template: YAML between two lines "---". */
#include "report/syntax.h"
#include "base/error.h"
#include "base/text.h"
#include "def/yaml.h"

#include <string.h>

struct front_reader {
	struct front *front;
	struct findings *findings;
};

static void refuse(struct front_reader *reader, struct place place, const char *format, ...)
	G_GNUC_PRINTF(3, 4);
static void refuse(struct front_reader *reader, struct place place, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	g_autofree char *message = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	findings_add(reader->findings, SEVERITY_ERROR, place, "%s", message);
}

/* NULL after a finding. Borrowed. */
static const char *text_of(struct front_reader *reader, const struct yaml *value)
{
	if (value->kind == YAML_TEXT && value->text && *value->text)
		return value->text;
	refuse(reader, value->place, _("a text is expected here"));
	return NULL;
}

static void read_text(struct front_reader *reader, char **text, const struct yaml *value)
{
	const char *read = text_of(reader, value);
	if (read) {
		g_free(*text);
		*text = g_strdup(read);
	}
}

static GPtrArray *read_piece(struct front_reader *reader, const struct yaml *value)
{
	const char *text = text_of(reader, value);
	if (!text)
		return NULL;
	return steps_parse(yaml_inside(value), text, SYNTAX_NARRATIVE, reader->findings);
}

static void read_pieces(
	struct front_reader *reader, GPtrArray **pieces, char ***texts, const struct yaml *value)
{
	if (value->kind != YAML_LIST) {
		refuse(reader, value->place, _("a list is expected here: [first, second]"));
		return;
	}
	g_autoptr(GPtrArray) kept = g_ptr_array_new();
	*pieces = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; yaml_entry(value, i); i++) {
		const struct yaml *item = yaml_entry(value, i)->value;
		GPtrArray *steps = read_piece(reader, item);
		if (!steps)
			continue;
		g_ptr_array_add(*pieces, steps);
		g_ptr_array_add(kept, g_strdup(item->text));
	}
	g_ptr_array_add(kept, NULL);
	*texts = (char **)g_ptr_array_free(g_steal_pointer(&kept), FALSE);
}

/* One of the words of a table; NULL-ended. -1 after a finding. */
static int word_of(struct front_reader *reader, const struct yaml *value, const char *const *words)
{
	const char *text = text_of(reader, value);
	if (!text)
		return -1;
	for (int i = 0; words[i]; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	g_autofree char *all = g_strjoinv(", ", (char **)words);
	g_autofree char *brief = text_brief(text);
	refuse(reader, value->place, _("“%s” is none of: %s"), brief, all);
	return -1;
}

static void read_name(struct front_reader *reader, const struct yaml *value)
{
	struct label *name = &reader->front->head.name;
	if (value->kind == YAML_TEXT) {
		read_text(reader, &name->vi, value);
		return;
	}
	for (guint i = 0; yaml_entry(value, i); i++) {
		const struct yaml_entry *entry = yaml_entry(value, i);
		if (entry->key && strcmp(entry->key, "vi") == 0)
			read_text(reader, &name->vi, entry->value);
		else if (entry->key && strcmp(entry->key, "en") == 0)
			read_text(reader, &name->en, entry->value);
		else
			refuse(reader, entry->place, _("a name is {vi: …, en: …}"));
	}
}

static void read_kind(struct front_reader *reader, const struct yaml *value)
{
	read_text(reader, &reader->front->head.kind, value);
}

static void read_office(struct front_reader *reader, const struct yaml *value)
{
	read_text(reader, &reader->front->head.office, value);
}

static void read_period(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {
		"month", "quarter", "half", "nine_months", "year", NULL};
	int kind = word_of(reader, value, words);
	if (kind < 0)
		return;
	reader->front->head.has_period = TRUE;
	reader->front->head.period = (enum period_kind)kind;
}

static void read_regime(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {"calendar", "legal", NULL};
	int regime = word_of(reader, value, words);
	if (regime >= 0)
		reader->front->head.regime = (enum regime)regime;
}

static void read_numbering(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {"letter", "decimal", NULL};
	int numbering = word_of(reader, value, words);
	if (numbering >= 0)
		reader->front->head.numbering = (enum numbering)numbering;
}

static void read_offices(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {"own", "received", NULL};
	reader->front->head.received = word_of(reader, value, words) == 1;
}

static void read_boundaries(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {"then", "now", NULL};
	if (word_of(reader, value, words) == 1)
		reader->front->head.boundaries = BOUNDARIES_NOW;
}

static void read_language(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {"vi", "en", NULL};
	if (word_of(reader, value, words) >= 0)
		read_text(reader, &reader->front->head.language, value);
}

static void read_capacity(struct front_reader *reader, const struct yaml *value)
{
	static const char *const words[] = {"direct", "kt", "tl", "tuq", "q", "tm", NULL};
	if (word_of(reader, value, words) >= 0)
		read_text(reader, &reader->front->head.capacity, value);
}

static void read_signer(struct front_reader *reader, const struct yaml *value)
{
	read_text(reader, &reader->front->head.signer, value);
}

static void read_subject(struct front_reader *reader, const struct yaml *value)
{
	read_text(reader, &reader->front->head.subject, value);
	reader->front->subject = read_piece(reader, value);
}

static void read_symbol(struct front_reader *reader, const struct yaml *value)
{
	read_text(reader, &reader->front->head.symbol, value);
}

static void read_archive(struct front_reader *reader, const struct yaml *value)
{
	read_text(reader, &reader->front->head.archive, value);
}

static void read_addressees(struct front_reader *reader, const struct yaml *value)
{
	read_pieces(reader, &reader->front->addressees, &reader->front->head.addressees, value);
}

static void read_recipients(struct front_reader *reader, const struct yaml *value)
{
	read_pieces(reader, &reader->front->recipients, &reader->front->head.recipients, value);
}

static const struct {
	const char *name;
	void (*read)(struct front_reader *reader, const struct yaml *value);
} keys[] = {
	{"name", read_name},
	{"kind", read_kind},
	{"office", read_office},
	{"offices", read_offices},
	{"boundaries", read_boundaries},
	{"period", read_period},
	{"regime", read_regime},
	{"language", read_language},
	{"subject", read_subject},
	{"symbol", read_symbol},
	{"addressees", read_addressees},
	{"recipients", read_recipients},
	{"archive", read_archive},
	{"numbering", read_numbering},
	{"capacity", read_capacity},
	{"signer", read_signer},
};

static void refuse_key(struct front_reader *reader, const struct yaml_entry *entry)
{
	const char *names[G_N_ELEMENTS(keys) + 1] = {NULL};
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++)
		names[i] = keys[i].name;
	g_autofree char *brief = text_brief(entry->key);
	const char *nearest = text_nearest(entry->key, names);
	if (nearest)
		refuse(reader, entry->place, _("unknown key “%s”; did you mean “%s”?"), brief,
			nearest);
	else
		refuse(reader, entry->place, _("unknown key “%s”"), brief);
}

static void read_entry(struct front_reader *reader, const struct yaml_entry *entry)
{
	for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
		if (strcmp(keys[i].name, entry->key) == 0) {
			keys[i].read(reader, entry->value);
			return;
		}
	}
	refuse_key(reader, entry);
}

static void read_tree(struct front_reader *reader, const struct yaml *tree)
{
	if (tree->kind != YAML_MAP) {
		if (tree->kind != YAML_TEXT || tree->text)
			refuse(reader, tree->place,
				_("the front matter is made of “key: value” lines"));
		return;
	}
	for (guint i = 0; yaml_entry(tree, i); i++)
		read_entry(reader, yaml_entry(tree, i));
}

/* The line "---" that closes the front matter, and the text behind it. */
static const char *find_end(const char *text, const char **after, guint *line)
{
	*line = 2;
	for (const char *at = text; *at; (*line)++) {
		gsize length = strcspn(at, "\n");
		const char *next = at + length + (at[length] == '\n');
		g_autofree char *content = g_strchomp(g_strndup(at, length));
		if (strcmp(content, "---") == 0) {
			*after = next;
			(*line)++;
			return at;
		}
		at = next;
	}
	return NULL;
}

const char *front_read(struct front *front, const char *file, const char *text, guint *line,
	struct findings *findings)
{
	struct front_reader reader = {front, findings};
	*line = 1;
	if (!g_str_has_prefix(text, "---\n"))
		return text;
	const char *begin = text + strlen("---\n"), *after = NULL;
	const char *end = find_end(begin, &after, line);
	if (!end) {
		refuse(&reader, (struct place){file, 1, 1},
			_("the front matter is not closed: a second line “---” is missing"));
		return text + strlen(text);
	}
	/* An empty first line in the place of "---" keeps the lines of places right. */
	g_autofree char *matter = g_strndup(begin, (gsize)(end - begin));
	g_autofree char *yaml = g_strconcat("\n", matter, NULL);
	g_autofree char *blank = g_strstrip(g_strdup(matter));
	if (*blank == '\0')
		return after;
	g_autoptr(yaml_pool_t) pool = yaml_pool_new();
	const struct yaml *tree = yaml_parse(pool, file, yaml, findings);
	if (tree)
		read_tree(&reader, tree);
	return after;
}

void front_clear(struct front *front)
{
	struct template_head *head = &front->head;
	char *const texts[] = {head->name.vi, head->name.en, head->office, head->kind,
		head->subject, head->symbol, head->archive, head->language, head->capacity,
		head->signer};
	for (gsize i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
	g_strfreev(head->addressees);
	g_strfreev(head->recipients);
	g_clear_pointer(&front->subject, g_ptr_array_unref);
	g_clear_pointer(&front->addressees, g_ptr_array_unref);
	g_clear_pointer(&front->recipients, g_ptr_array_unref);
}
