/* SPDX-License-Identifier: Apache-2.0 */
#include "def/load.h"
#include "def/trees.h"
#include "def/keys.h"

#include <string.h>

/* A register or a code list before it is loaded: its map with all that extends it. */
struct draft {
	const char *id;
	const struct yaml *map;
};

/* All drafts of one kind. */
struct drafts {
	const char *word; /* the key that holds the id: "register" */
	GPtrArray *list;  /* struct draft *, in the order found */
	GHashTable *by_id;
};

struct file {
	const struct source *source;
	const struct yaml *root;
};

/* How the value of a key of an extension joins that of the base; other keys are replaced. */
enum joining { JOIN_ENTRIES, JOIN_FIELDS };
struct join {
	const char *key;
	enum joining how;
};

static const struct join register_joins[] = {
	{"fields", JOIN_FIELDS}, {"states", JOIN_ENTRIES}, {"figures", JOIN_ENTRIES}, {NULL}};
static const struct join codes_joins[] = {{"items", JOIN_ENTRIES}, {NULL}};
static const struct join common_joins[] = {
	{"groups", JOIN_ENTRIES}, {"states", JOIN_ENTRIES}, {"fields", JOIN_FIELDS}, {NULL}};
static const struct join field_joins[] = {{"values", JOIN_ENTRIES}, {"of", JOIN_FIELDS}, {NULL}};

static struct yaml *join_maps(struct loader *loader, const struct yaml *base,
	const struct yaml *over, const struct join *joins);

/* A field with a type replaces the one of that id; without, it adds to it key by key. */
static const struct yaml *join_fields(
	struct loader *loader, const struct yaml *base, const struct yaml *over)
{
	struct yaml *joined = yaml_merge(loader->pools[0], base, over);
	for (guint i = 0; i < over->count; i++) {
		const struct yaml_entry *entry = yaml_entry(over, i);
		const struct yaml *old = yaml_get(base, entry->key);
		gboolean adds = old && old->kind == YAML_MAP && entry->value->kind == YAML_MAP &&
				!yaml_get(entry->value, "type");
		if (adds)
			yaml_replace(joined, entry->key,
				join_maps(loader, old, entry->value, field_joins));
	}
	return joined;
}

static struct yaml *join_maps(struct loader *loader, const struct yaml *base,
	const struct yaml *over, const struct join *joins)
{
	struct yaml *joined = yaml_merge(loader->pools[0], base, over);
	for (const struct join *join = joins; join->key; join++) {
		const struct yaml *below = yaml_get(base, join->key),
				  *above = yaml_get(over, join->key);
		if (!below || !above || below->kind != YAML_MAP || above->kind != YAML_MAP)
			continue;
		const struct yaml *value = join->how == JOIN_FIELDS
						   ? join_fields(loader, below, above)
						   : yaml_merge(loader->pools[0], below, above);
		yaml_replace(joined, join->key, value);
	}
	return joined;
}

static gboolean extends(const struct yaml *map)
{
	const struct yaml *value = yaml_get(map, "extends");
	return value && g_strcmp0(value->text, "false") != 0;
}

static void draft_new(struct loader *loader, struct drafts *drafts, const struct file *file,
	const char *id, struct place place)
{
	const struct draft *first = g_hash_table_lookup(drafts->by_id, id);
	if (first) {
		const struct yaml *other = yaml_get(first->map, drafts->word);
		mistake(loader, place,
			_("double id: “%s” stands in %s:%u already (write “extends: true” to "
			  "change it)"),
			id, other->place.file, other->place.line);
		return;
	}
	struct draft *draft = g_new0(struct draft, 1);
	*draft = (struct draft){id, file->root};
	g_ptr_array_add(drafts->list, draft);
	g_hash_table_insert(drafts->by_id, (gpointer)id, draft);
}

static void draft_extend(struct loader *loader, struct drafts *drafts, const struct file *file,
	const char *id, struct place place, const struct join *joins)
{
	struct draft *draft = g_hash_table_lookup(drafts->by_id, id);
	const struct yaml *written = yaml_get(file->root, "extends");
	if (g_strcmp0(written->text, "true") != 0) {
		mistake(loader, written->place, _("“extends” must be true or false"));
		return;
	}
	if (draft) {
		struct yaml *joined = join_maps(loader, draft->map, file->root, joins);
		yaml_replace(joined, drafts->word, yaml_get(draft->map, drafts->word));
		draft->map = joined;
		return;
	}
	if (loader->incomplete)
		return;
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	for (guint i = 0; i < drafts->list->len; i++)
		g_ptr_array_add(ids, (gpointer)((struct draft *)drafts->list->pdata[i])->id);
	mistake_near(loader, place, id, ids, _("there is no “%s: %s” to extend"), drafts->word, id);
}

/* Takes the files of a folder: the new ones, or those that extend. */
static void draft_files(struct loader *loader, struct drafts *drafts, const GArray *files,
	guint layer, const char *folder, gboolean extending, const struct join *joins)
{
	for (guint i = 0; i < files->len; i++) {
		const struct file *file = &g_array_index(files, struct file, i);
		if (file->source->layer != layer || !g_str_has_prefix(file->source->name, folder) ||
			extends(file->root) != extending)
			continue;
		const struct yaml *id = yaml_get(file->root, drafts->word);
		if (!id)
			mistake(loader, file->root->place, _("the key “%s” with the id is missing"),
				drafts->word);
		else if (check_kind(loader, id, YAML_TEXT) &&
			 check_id(loader, id->text, id->place)) {
			if (extending)
				draft_extend(loader, drafts, file, id->text, id->place, joins);
			else
				draft_new(loader, drafts, file, id->text, id->place);
		} else
			loader->incomplete = TRUE;
	}
}

static void drafts_load(struct loader *loader, const GArray *files, const char *word,
	const char *folder, const struct join *joins,
	void (*load)(struct loader *, const struct yaml *))
{
	struct drafts drafts = {word, g_ptr_array_new_with_free_func(g_free),
		g_hash_table_new(g_str_hash, g_str_equal)};
	guint layers = 0;
	for (guint i = 0; i < files->len; i++)
		layers = MAX(layers, g_array_index(files, struct file, i).source->layer + 1);
	for (guint layer = 0; layer < layers; layer++) {
		draft_files(loader, &drafts, files, layer, folder, FALSE, joins);
		draft_files(loader, &drafts, files, layer, folder, TRUE, joins);
	}
	for (guint i = 0; i < drafts.list->len; i++)
		load(loader, ((struct draft *)drafts.list->pdata[i])->map);
	g_ptr_array_unref(drafts.list);
	g_hash_table_unref(drafts.by_id);
}

static void load_rates_of(struct loader *loader, const struct file *file)
{
	load_rates(loader, file->root, file->source->layer);
}

static void load_holidays_of(struct loader *loader, const struct file *file)
{
	load_holidays(loader, file->root);
}

static void load_regimes_of(struct loader *loader, const struct file *file)
{
	load_regimes(loader, file->root);
}

static void merge_common(struct loader *loader, const struct file *file)
{
	loader->common = loader->common
				 ? join_maps(loader, loader->common, file->root, common_joins)
				 : file->root;
}

static const struct single {
	const char *name;
	void (*take)(struct loader *loader, const struct file *file);
} singles[] = {
	{"common.yaml", merge_common},
	{"holidays.yaml", load_holidays_of},
	{"rates.yaml", load_rates_of},
	{"regimes.yaml", load_regimes_of},
};

static void load_files(struct loader *loader, const GArray *files)
{
	drafts_load(loader, files, "codes", "codes/", codes_joins, load_codes);
	for (guint kind = 0; kind < G_N_ELEMENTS(singles); kind++)
		for (guint i = 0; i < files->len; i++) {
			const struct file *file = &g_array_index(files, struct file, i);
			if (strcmp(file->source->name, singles[kind].name) == 0)
				singles[kind].take(loader, file);
		}
	if (loader->common)
		load_common(loader, loader->common);
	drafts_load(loader, files, "register", "registers/", register_joins, load_register);
	if (loader->model->registers->len == 0 && !loader->incomplete &&
		loader->findings->errors == loader->errors)
		mistake(loader, (struct place){NULL}, _("the definitions hold no register"));
}

/* A share of the files, parsed apart: what is not kept as a tree costs much, and it may be done on all cores. */
struct share {
	const GPtrArray *sources, *names;
	guint first, end;
	struct yaml_pool *pool;
	struct findings *findings;
	const struct yaml **roots; /* by index of the source */
};

static gpointer parse_share(gpointer data)
{
	struct share *share = data;
	for (guint i = share->first; i < share->end; i++) {
		const struct source *source = share->sources->pdata[i];
		const char *file = share->names->pdata[i];
		share->roots[i] = tree_kept(share->pool, file, source->text);
		if (!share->roots[i])
			share->roots[i] = yaml_parse(share->pool, file, source->text, share->findings);
	}
	return NULL;
}

static void parse_shares(struct loader *loader, const GPtrArray *names, const struct yaml **roots)
{
	const GPtrArray *sources = loader->model->sources;
	struct share shares[LOADER_SHARES];
	GThread *threads[LOADER_SHARES] = {NULL};
	for (guint i = 0; i < LOADER_SHARES; i++) {
		shares[i] = (struct share){.sources = sources, .names = names, .roots = roots, .pool = loader->pools[i],
			.first = sources->len * i / LOADER_SHARES, .end = sources->len * (i + 1) / LOADER_SHARES,
			.findings = i == 0 ? loader->findings : findings_new()};
		threads[i] = i > 0 ? g_thread_new("yaml", parse_share, &shares[i]) : NULL;
	}
	parse_share(&shares[0]);
	for (guint i = 1; i < LOADER_SHARES; i++) {
		g_thread_join(threads[i]);
		findings_join(loader->findings, shares[i].findings);
	}
}

/* Files that are no map are told and left out. */
static void parse_files(struct loader *loader, const GPtrArray *names, GArray *files)
{
	const GPtrArray *sources = loader->model->sources;
	g_autofree const struct yaml **roots = g_new0(const struct yaml *, sources->len + 1);
	parse_shares(loader, names, roots);
	for (guint i = 0; i < sources->len; i++) {
		struct file file = {.source = sources->pdata[i], .root = roots[i]};
		if (file.root && check_kind(loader, file.root, YAML_MAP))
			g_array_append_val(files, file);
		else
			loader->incomplete = TRUE;
	}
}

struct hash sources_hash(const GPtrArray *sources)
{
	struct hasher hasher;
	hasher_begin(&hasher);
	for (guint i = 0; i < sources->len; i++) {
		const struct source *source = sources->pdata[i];
		hasher_add_int(&hasher, source->layer);
		hasher_add(&hasher, source->name, strlen(source->name));
		hasher_add(&hasher, source->text, strlen(source->text));
	}
	return hasher_end(&hasher);
}

static void free_label(gpointer label)
{
	label_clear(label);
	g_free(label);
}

static void loader_init(struct loader *loader, struct model *model, struct findings *findings)
{
	*loader = (struct loader){.model = model, .findings = findings};
	for (guint i = 0; i < LOADER_SHARES; i++)
		loader->pools[i] = yaml_pool_new();
	loader->origins = g_hash_table_new(NULL, NULL);
	loader->broken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	loader->asked = g_hash_table_new(g_str_hash, g_str_equal);
	loader->rates = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	loader->vocabulary = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_label);
}

static void loader_clear(struct loader *loader)
{
	g_hash_table_unref(loader->origins);
	g_hash_table_unref(loader->broken);
	g_hash_table_unref(loader->asked);
	g_hash_table_unref(loader->rates);
	g_hash_table_unref(loader->vocabulary);
	for (guint i = 0; i < LOADER_SHARES; i++)
		yaml_pool_free(loader->pools[i]);
}

/* Takes the model, whose sources are read; NULL after an error. */
static struct model *build(
	struct model *model, const GPtrArray *names, gboolean complete, struct findings *findings)
{
	guint before = complete ? findings->errors : findings->errors - 1;
	struct loader loader;
	loader_init(&loader, model, findings);
	loader.errors = before;
	loader.incomplete = !complete;
	g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(struct file));
	parse_files(&loader, names, files);
	load_files(&loader, files);
	link_codes(&loader);
	link_rates(&loader);
	link_registers(&loader);
	link_figures(&loader);
	loader_clear(&loader);
	if (findings->errors != before) {
		model_free(model);
		return NULL;
	}
	model->hash = sources_hash(model->sources);
	return model;
}

struct model *model_load(const char *const *folders, struct findings *findings)
{
	struct model *model = model_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	gboolean complete = TRUE;
	for (guint i = 0; folders[i]; i++)
		complete = sources_read(model, folders[i], i, names, findings) && complete;
	return build(model, names, complete, findings);
}

struct model *model_load_sources(const GPtrArray *sources, struct findings *findings)
{
	struct model *model = model_new();
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	gboolean complete = TRUE;
	for (guint i = 0; i < sources->len; i++) {
		const struct source *source = sources->pdata[i];
		const char *name = g_string_chunk_insert(model->strings, source->name);
		char *text = yaml_clean(name, source->text, strlen(source->text), findings);
		complete = complete && text;
		if (!text)
			continue;
		struct source *copy = g_new0(struct source, 1);
		*copy = (struct source){
			.name = g_strdup(source->name), .text = text, .layer = source->layer};
		g_ptr_array_add(model->sources, copy);
		g_ptr_array_add(names, (gpointer)name);
	}
	return build(model, names, complete, findings);
}
