/* SPDX-License-Identifier: Apache-2.0 */
#include "check/topic.h"
#include "check/tables.h"

#include <stdlib.h>
#include <string.h>

/* How much a group of words counts by where it is found. */
enum { NEAR_PARTNER = 30, NEAR_OWN = 12, NEAR_CLAUSE = 8, NEAR_SENTENCE = 5, NEAR_LEAD = 3, NEAR_HEAD = 4 };

enum scope { SCOPE_ANY, SCOPE_CLAUSE, SCOPE_OWN };

struct phrase {
	guint from, count; /* in topics.keys */
};

struct words {
	enum scope scope;
	GArray *phrases; /* guint */
	const char *partner; /* "@inbound.delegations": what the number it is joined to states; NULL = none */
};

struct counted {
	unit_t unit;   /* 0 = any */
	enum stated stated;
};

struct topic {
	const char *figure, *cut;
	GArray *units;     /* struct counted */
	gint64 implied;    /* the number its first group states; -1 = none */
	GPtrArray *said;   /* struct words * */
	struct words *unsaid;
};

struct cut {
	const char *figure; /* "inbound." of "inbound.*", or all of it */
	gboolean open;      /* any figure that begins so */
	const char *part;   /* "host=leaders" */
	gsize dimension;    /* the length of its dimension */
	struct words *said;
};

struct topics {
	const struct lexicon *lexicon;
	const struct model *model;
	GPtrArray *topics, *cuts;
	GArray *phrases;    /* struct phrase */
	GArray *keys;       /* guint32: words, marks with MARK_BIT */
	GHashTable *first;  /* key → GArray * of guint: the phrases that begin with it */
	GHashTable *known;  /* text of a phrase → its number and one */
	GStringChunk *texts;
};

#define MARK_BIT 0x80000000u

static guint32 key_of(const struct token *token)
{
	return token->kind == TOKEN_MARK ? token->word | MARK_BIT : token->word;
}

static void free_array(gpointer array)
{
	g_array_unref(array);
}

static guint add_phrase(struct topics *topics, const char *text)
{
	guint known = GPOINTER_TO_UINT(g_hash_table_lookup(topics->known, text));
	if (known)
		return known - 1;
	g_autoptr(GArray) tokens = g_array_new(FALSE, FALSE, sizeof(struct token));
	tokens_read(tokens, lexicon_own_words(topics->lexicon), text, strlen(text));
	struct phrase phrase = {.from = topics->keys->len, .count = tokens->len};
	for (guint i = 0; i < tokens->len; i++) {
		guint32 key = key_of(&g_array_index(tokens, struct token, i));
		g_array_append_val(topics->keys, key);
	}
	guint number = topics->phrases->len;
	g_array_append_val(topics->phrases, phrase);
	gpointer first = GUINT_TO_POINTER(g_array_index(topics->keys, guint32, phrase.from));
	GArray *list = g_hash_table_lookup(topics->first, first);
	if (!list) {
		list = g_array_new(FALSE, FALSE, sizeof(guint));
		g_hash_table_insert(topics->first, first, list);
	}
	g_array_append_val(list, number);
	g_hash_table_insert(topics->known, g_string_chunk_insert(topics->texts, text),
		GUINT_TO_POINTER(number + 1));
	return number;
}

static void words_free(gpointer data)
{
	struct words *group = data;
	g_array_unref(group->phrases);
	g_free(group);
}

static struct words *words_new(struct topics *topics, const char *text)
{
	struct words *group = g_new0(struct words, 1);
	group->phrases = g_array_new(FALSE, FALSE, sizeof(guint));
	if (*text == '=' || *text == '!' || *text == '#')
		group->scope = *text == '=' ? SCOPE_CLAUSE : *text == '!' ? SCOPE_OWN : SCOPE_ANY;
	if (*text == '@') {
		group->partner = g_string_chunk_insert_const(topics->texts, text + 1);
		return group;
	}
	g_auto(GStrv) choices = g_strsplit(text + (strchr("=!#", *text) ? 1 : 0), " | ", -1);
	for (char **each = choices; *each; each++) {
		if (**each == '\0' || strcmp(*each, "-") == 0)
			continue;
		guint phrase = add_phrase(topics, *each);
		g_array_append_val(group->phrases, phrase);
	}
	return group;
}

static void topic_free(gpointer data)
{
	struct topic *topic = data;
	g_array_unref(topic->units);
	g_ptr_array_unref(topic->said);
	words_free(topic->unsaid);
	g_free(topic);
}

static void read_units(struct topics *topics, struct topic *topic, const char *text)
{
	topic->units = g_array_new(FALSE, FALSE, sizeof(struct counted));
	topic->implied = *text == '=' ? strtoll(text + 1, NULL, 10) : -1;
	g_auto(GStrv) units = g_strsplit(topic->implied < 0 ? text : "", " | ", -1);
	for (char **each = units; *each; each++) {
		gboolean none = g_str_has_prefix(*each, "none: ");
		const char *name = *each + (none ? strlen("none: ") : 0);
		struct counted counted = {.stated = none ? STATED_NONE : STATED_NUMBER};
		if (strcmp(name, "*") != 0)
			counted.unit = unit_of_text(topics->lexicon, name);
		g_array_append_val(topic->units, counted);
	}
}

static void read_topic(void *data, char **fields)
{
	struct topics *topics = data;
	/* "dossier.solved(outcome=late)" */
	char *cut = strchr(fields[0], '(');
	if (cut) {
		*cut++ = '\0';
		cut[strlen(cut) - 1] = '\0';
	}
	if (topics->model && !model_figure(topics->model, fields[0]))
		return;
	struct topic *topic = g_new0(struct topic, 1);
	topic->figure = g_string_chunk_insert_const(topics->texts, fields[0]);
	topic->cut = cut ? g_string_chunk_insert_const(topics->texts, cut) : NULL;
	topic->said = g_ptr_array_new_with_free_func(words_free);
	read_units(topics, topic, fields[1]);
	g_auto(GStrv) groups = g_strsplit(fields[2], " ; ", -1);
	for (char **each = groups; *each; each++)
		g_ptr_array_add(topic->said, words_new(topics, *each));
	topic->unsaid = words_new(topics, fields[3]);
	g_ptr_array_add(topics->topics, topic);
}

static void cut_free(gpointer data)
{
	struct cut *cut = data;
	words_free(cut->said);
	g_free(cut);
}

static void read_cut(void *data, char **fields)
{
	struct topics *topics = data;
	struct cut *cut = g_new0(struct cut, 1);
	gsize length = strlen(fields[0]);
	cut->open = length > 0 && fields[0][length - 1] == '*';
	if (cut->open)
		fields[0][length - 1] = '\0';
	cut->figure = g_string_chunk_insert_const(topics->texts, fields[0]);
	cut->part = g_string_chunk_insert_const(topics->texts, fields[1]);
	cut->dimension = strcspn(fields[1], "=");
	cut->said = words_new(topics, fields[2]);
	if (*fields[2] != '=' && *fields[2] != '#')
		cut->said->scope = SCOPE_OWN;
	g_ptr_array_add(topics->cuts, cut);
}

struct topics *topics_new(const struct lexicon *lexicon, const struct model *model)
{
	struct topics *topics = g_new0(struct topics, 1);
	topics->lexicon = lexicon;
	topics->model = model;
	topics->topics = g_ptr_array_new_with_free_func(topic_free);
	topics->cuts = g_ptr_array_new_with_free_func(cut_free);
	topics->phrases = g_array_new(FALSE, FALSE, sizeof(struct phrase));
	topics->keys = g_array_new(FALSE, FALSE, sizeof(guint32));
	topics->first = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, free_array);
	topics->known = g_hash_table_new(g_str_hash, g_str_equal);
	topics->texts = g_string_chunk_new(4096);
	tables_read("figures.tsv", 4, read_topic, topics);
	tables_read("cuts.tsv", 3, read_cut, topics);
	return topics;
}

void topics_free(struct topics *topics)
{
	if (!topics)
		return;
	g_ptr_array_unref(topics->topics);
	g_ptr_array_unref(topics->cuts);
	g_array_unref(topics->phrases);
	g_array_unref(topics->keys);
	g_hash_table_unref(topics->first);
	g_hash_table_unref(topics->known);
	g_string_chunk_free(topics->texts);
	g_free(topics);
}

struct heard {
	const struct topics *topics;
	GArray **hits; /* by phrase: guint, the tokens where it begins; NULL = nowhere */
};

static gboolean stands_at(const struct topics *topics, const struct paper *paper, guint phrase, guint at)
{
	const struct phrase *wanted = &g_array_index(topics->phrases, struct phrase, phrase);
	if (wanted->count > paper->tokens->len - at)
		return FALSE;
	for (guint i = 1; i < wanted->count; i++)
		if (key_of(paper_token(paper, at + i)) !=
			g_array_index(topics->keys, guint32, wanted->from + i))
			return FALSE;
	return TRUE;
}

struct heard *heard_new(const struct topics *topics, const struct paper *paper)
{
	struct heard *heard = g_new0(struct heard, 1);
	heard->topics = topics;
	heard->hits = g_new0(GArray *, topics->phrases->len);
	for (guint i = 0; i < paper->tokens->len; i++) {
		const GArray *list = g_hash_table_lookup(
			topics->first, GUINT_TO_POINTER(key_of(paper_token(paper, i))));
		for (guint j = 0; list && j < list->len; j++) {
			guint phrase = g_array_index(list, guint, j);
			if (!stands_at(topics, paper, phrase, i))
				continue;
			if (!heard->hits[phrase])
				heard->hits[phrase] = g_array_new(FALSE, FALSE, sizeof(guint));
			g_array_append_val(heard->hits[phrase], i);
		}
	}
	return heard;
}

void heard_free(struct heard *heard)
{
	if (!heard)
		return;
	for (guint i = 0; i < heard->topics->phrases->len; i++)
		if (heard->hits[i])
			g_array_unref(heard->hits[i]);
	g_free(heard->hits);
	g_free(heard);
}

/* Whether the phrase stands in [from, to). */
static gboolean is_said(const struct heard *heard, guint phrase, const guint range[2])
{
	const GArray *hits = heard->hits[phrase];
	guint count = g_array_index(heard->topics->phrases, struct phrase, phrase).count;
	guint low = 0, high = hits ? hits->len : 0;
	while (low < high) {
		guint middle = low + (high - low) / 2;
		if (g_array_index(hits, guint, middle) < range[0])
			low = middle + 1;
		else
			high = middle;
	}
	return hits && low < hits->len && g_array_index(hits, guint, low) + count <= range[1];
}

static gboolean group_is_said(const struct heard *heard, const struct words *group, const guint range[2])
{
	for (guint i = 0; range[0] < range[1] && i < group->phrases->len; i++)
		if (is_said(heard, g_array_index(group->phrases, guint, i), range))
			return TRUE;
	return FALSE;
}

/* How near the group stands; 0 = nowhere that it may. */
static guint group_nearness(
	const struct heard *heard, const struct words *group, const struct around *around)
{
	if (group->partner)
		return around->partner && strcmp(around->partner, group->partner) == 0 ? NEAR_PARTNER : 0;
	if (group_is_said(heard, group, around->own))
		return NEAR_OWN;
	if (group->scope == SCOPE_OWN)
		return 0;
	if (group_is_said(heard, group, around->clause))
		return NEAR_CLAUSE;
	if (group->scope == SCOPE_CLAUSE)
		return 0;
	if (group_is_said(heard, group, around->sentence))
		return NEAR_SENTENCE;
	for (guint i = 0; i < around->head_count; i++)
		if (group_is_said(heard, group, around->heads[i]))
			return NEAR_HEAD - MIN(i, 2u);
	return group_is_said(heard, group, around->lead) ? NEAR_LEAD : 0;
}

static gboolean counts_unit(const struct topic *topic, enum stated stated, unit_t unit)
{
	for (guint i = 0; i < topic->units->len; i++) {
		const struct counted *each = &g_array_index(topic->units, struct counted, i);
		if ((!each->unit || each->unit == unit) &&
			(each->stated == STATED_NUMBER || stated == STATED_NONE))
			return TRUE;
	}
	return FALSE;
}

const char *heard_figure(const struct heard *heard, enum stated stated, unit_t unit,
	const struct around *around, guint *nearness)
{
	const char *best = NULL;
	gboolean doubtful = FALSE;
	*nearness = 0;
	for (guint i = 0; i < heard->topics->topics->len; i++) {
		const struct topic *topic = heard->topics->topics->pdata[i];
		if (!counts_unit(topic, stated, unit) ||
			group_is_said(heard, topic->unsaid, around->own))
			continue;
		guint sum = 0, found = 0;
		for (; found < topic->said->len; found++) {
			guint near = group_nearness(heard, topic->said->pdata[found], around);
			if (!near)
				break;
			sum += near;
		}
		if (found < topic->said->len || sum < *nearness)
			continue;
		if (sum == *nearness && best) {
			doubtful |= strcmp(best, topic->figure) != 0;
			continue;
		}
		*nearness = sum;
		best = topic->figure;
		doubtful = FALSE;
	}
	/* A heading on two things ("đoàn ra, đoàn vào") does not tell which. */
	return doubtful && *nearness <= NEAR_SENTENCE ? NULL : best;
}

static gboolean is_cut_of(const struct topics *topics, const struct cut *cut, const char *figure)
{
	if (cut->open ? !g_str_has_prefix(figure, cut->figure) : strcmp(figure, cut->figure) != 0)
		return FALSE;
	if (!topics->model)
		return TRUE;
	g_autofree char *dimension = g_strndup(cut->part, cut->dimension);
	const struct figure *known = model_figure(topics->model, figure);
	return known && figure_dimension(known, dimension);
}

/* How near a cut is said: behind the number, before it, further away; 0 = nowhere. */
static guint cut_nearness(const struct heard *heard, const struct words *said, const struct around *around)
{
	const guint behind[2] = {around->after, around->own[1]};
	if (group_is_said(heard, said, behind))
		return NEAR_OWN + 1;
	return group_nearness(heard, said, around);
}

/* The row for a dimension that is said nearest; NULL where two values are said alike: it is then of both. */
static const struct cut *nearest_cut(const struct heard *heard, const char *figure,
	const struct around *around, const char *sign)
{
	const struct cut *best = NULL;
	guint nearest = 0;
	gboolean both = FALSE;
	for (guint i = 0; i < heard->topics->cuts->len; i++) {
		const struct cut *cut = heard->topics->cuts->pdata[i];
		if (!g_str_has_prefix(cut->part, sign) || !is_cut_of(heard->topics, cut, figure))
			continue;
		guint near = cut_nearness(heard, cut->said, around);
		if (near && near == nearest && strcmp(cut->part, best->part) != 0)
			both = TRUE;
		if (near <= nearest)
			continue;
		nearest = near;
		best = cut;
		both = FALSE;
	}
	return both ? NULL : best;
}

char *heard_cut(const struct heard *heard, const char *figure, const struct around *around)
{
	g_autoptr(GString) parts = g_string_new(NULL), done = g_string_new(NULL);
	for (guint i = 0; i < heard->topics->cuts->len; i++) {
		const struct cut *cut = heard->topics->cuts->pdata[i];
		g_autofree char *sign = g_strndup(cut->part, cut->dimension + 1);
		if (strstr(done->str, sign) || !is_cut_of(heard->topics, cut, figure))
			continue;
		g_string_append(done, sign);
		const struct cut *best = nearest_cut(heard, figure, around, sign);
		if (best)
			g_string_append_printf(parts, "%s%s", parts->len ? "," : "", best->part);
	}
	return parts->len ? g_string_free(g_steal_pointer(&parts), FALSE) : NULL;
}

static void mark_group(const struct heard *heard, const struct words *group, const guint range[2], guint8 *marks)
{
	for (guint i = 0; i < group->phrases->len; i++) {
		guint phrase = g_array_index(group->phrases, guint, i);
		const GArray *hits = heard->hits[phrase];
		guint count = g_array_index(heard->topics->phrases, struct phrase, phrase).count;
		for (guint j = 0; hits && j < hits->len; j++) {
			guint at = g_array_index(hits, guint, j);
			if (at >= range[0] && at + count <= range[1])
				memset(marks + (at - range[0]), 1, count);
		}
	}
}

void heard_mark(const struct heard *heard, const char *figure, const char *cut, const guint range[2], guint8 *marks)
{
	const struct topics *topics = heard->topics;
	for (guint i = 0; i < topics->topics->len; i++) {
		const struct topic *topic = topics->topics->pdata[i];
		for (guint j = 0; strcmp(topic->figure, figure) == 0 && j < topic->said->len; j++)
			mark_group(heard, topic->said->pdata[j], range, marks);
	}
	g_auto(GStrv) parts = g_strsplit(cut ? cut : "", ",", -1);
	for (guint i = 0; i < topics->cuts->len; i++) {
		const struct cut *each = topics->cuts->pdata[i];
		if (g_strv_contains((const char *const *)parts, each->part) && is_cut_of(topics, each, figure))
			mark_group(heard, each->said, range, marks);
	}
}

GArray *heard_implied(const struct heard *heard)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct implied));
	const struct topics *topics = heard->topics;
	for (guint i = 0; i < topics->topics->len; i++) {
		const struct topic *topic = topics->topics->pdata[i];
		const struct words *group = topic->implied >= 0 ? topic->said->pdata[0] : NULL;
		for (guint j = 0; group && j < group->phrases->len; j++) {
			guint phrase = g_array_index(group->phrases, guint, j);
			const GArray *hits = heard->hits[phrase];
			for (guint k = 0; hits && k < hits->len; k++) {
				guint at = g_array_index(hits, guint, k);
				guint count = g_array_index(topics->phrases, struct phrase, phrase).count;
				struct implied implied = {topic->figure, topic->cut, at, at + count, topic->implied, topic->said};
				g_array_append_val(all, implied);
			}
		}
	}
	return all;
}

gboolean heard_is_implied(
	const struct heard *heard, const struct implied *implied, const struct around *around)
{
	for (guint i = 1; i < implied->said->len; i++)
		if (!group_nearness(heard, implied->said->pdata[i], around))
			return FALSE;
	return TRUE;
}
