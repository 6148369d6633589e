/* SPDX-License-Identifier: Apache-2.0 */
#include "check/apart.h"
#include "base/confine.h"
#include "base/error.h"
#include "base/text.h"

#define PACKED "a" FINDINGS_TYPE
#define CHECKING_TIMES 3 /* the time that reading may take */

struct checking {
	const struct checker *checker;
	const struct paper_file *const *files;
	guint count;
	struct confined *child;
};

char *paper_file_text(const struct paper_file *file)
{
	gsize length = 0;
	g_autofree char *text = doc_format_is_text(file->format) ? text_file_decode(file->content, &length, NULL) : NULL;
	const gboolean sound = text && (text_is_clean(text, length) || g_utf8_validate(text, (gssize)length, NULL));
	return sound ? g_steal_pointer(&text) : NULL;
}

static gboolean check_one(const struct checker *checker, const struct paper_file *file, GVariantBuilder *all, GError **error)
{
	g_autoptr(doc_t) doc = file->format->read(file->content, &reading_usual, error);
	if (!doc)
		return FALSE;
	g_autofree char *text = paper_file_text(file);
	g_autoptr(findings_t) findings = checker_check(checker, doc, file->path, text, NULL);
	g_variant_builder_add_value(all, findings_pack(findings));
	return TRUE;
}

/* In the child. */
static GBytes *check_confined(gpointer data, GError **error)
{
	const struct checking *checking = data;
	GVariantBuilder all;
	g_variant_builder_init(&all, G_VARIANT_TYPE(PACKED));
	for (guint i = 0; i < checking->count; i++)
		if (!check_one(checking->checker, checking->files[i], &all, error)) {
			g_variant_builder_clear(&all);
			return NULL;
		}
	g_autoptr(GVariant) packed = g_variant_ref_sink(g_variant_builder_end(&all));
	return g_variant_get_data_as_bytes(packed);
}

struct checking *checking_begin(const struct checker *checker, const struct paper_file *const *files, guint count, GError **error)
{
	const struct confinement confinement = {
		reading_usual.memory, reading_usual.seconds * CHECKING_TIMES, reading_usual.memory};
	struct checking checking = {checker, files, count, NULL};
	gboolean ready = TRUE;
	for (guint i = 0; ready && i < count; i++)
		ready = !files[i]->format->prepare || files[i]->format->prepare(error);
	checking.child = ready ? confine_begin(check_confined, &checking, &confinement, error) : NULL;
	if (!checking.child)
		g_prefix_error(error, "%s: ", files[0]->path);
	return checking.child ? g_memdup2(&checking, sizeof checking) : NULL;
}

static struct findings *unpack(const struct checking *checking, GVariant *packed)
{
	struct findings *findings = findings_new();
	for (guint i = 0; i < checking->count; i++) {
		g_autoptr(GVariant) each = g_variant_get_child_value(packed, i);
		findings_join(findings, findings_unpack(each, checking->files[i]->path));
	}
	return findings;
}

/* What the child tells of each file; NULL with an error when it does not. */
static GVariant *receive(struct checking *checking, GError **error)
{
	g_autoptr(GBytes) bytes = confine_end(g_steal_pointer(&checking->child), error);
	if (!bytes)
		return NULL;
	g_autoptr(GVariant) packed = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(PACKED), bytes, FALSE));
	if (g_variant_n_children(packed) == checking->count)
		return g_steal_pointer(&packed);
	fail(error, ERROR_INPUT, _("it is built so that reading it breaks down"));
	return NULL;
}

static struct findings *check_alone(const struct checking *checking, guint index, GError **error)
{
	struct checking *alone = checking_begin(checking->checker, checking->files + index, 1, error);
	return alone ? checking_end(alone, error) : NULL;
}

/* One of them could not be read: it is found, and told, when each has a child of its own. */
static struct findings *check_each(const struct checking *checking, GError **error)
{
	g_autoptr(findings_t) findings = findings_new();
	for (guint i = 0; i < checking->count; i++) {
		struct findings *found = check_alone(checking, i, error);
		if (!found)
			return NULL;
		findings_join(findings, found);
	}
	return g_steal_pointer(&findings);
}

struct findings *checking_end(struct checking *checking, GError **error)
{
	g_autoptr(GError) reason = NULL;
	struct findings *findings = NULL;
	g_autoptr(GVariant) packed = receive(checking, &reason);
	if (packed)
		findings = unpack(checking, packed);
	else if (checking->count > 1)
		findings = check_each(checking, error);
	else
		g_propagate_prefixed_error(error, g_steal_pointer(&reason), "%s: ", checking->files[0]->path);
	g_free(checking);
	return findings;
}

void checking_stop(struct checking *checking)
{
	if (!checking)
		return;
	confine_stop(checking->child);
	g_free(checking);
}
