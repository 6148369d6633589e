/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/pdf_tags.h"

static void tag_free(gpointer data)
{
	struct tag *tag = data;
	g_array_unref(tag->kids);
	g_free(tag);
}

static void key_clear(gpointer data)
{
	g_clear_pointer(&((struct tag_key *)data)->marks, g_ptr_array_unref);
}

void tags_begin(struct tags *tags)
{
	tags->all = g_ptr_array_new_with_free_func(tag_free);
	tags->keys = g_array_new(FALSE, FALSE, sizeof(struct tag_key));
	g_array_set_clear_func(tags->keys, key_clear);
	tag_new(tags, NULL, "Document");
}

void tags_clear(struct tags *tags)
{
	g_clear_pointer(&tags->all, g_ptr_array_unref);
	g_clear_pointer(&tags->keys, g_array_unref);
}

struct tag *tags_root(const struct tags *tags)
{
	return tags->all->pdata[0];
}

struct tag *tag_new(struct tags *tags, struct tag *parent, const char *role)
{
	struct tag *tag = g_new0(struct tag, 1);
	tag->role = role;
	tag->parent = parent;
	tag->kids = g_array_new(FALSE, FALSE, sizeof(struct tag_kid));
	g_ptr_array_add(tags->all, tag);
	const struct tag_kid kid = {.kind = KID_TAG, .tag = tag};
	if (parent)
		g_array_append_val(parent->kids, kid);
	return tag;
}

void tag_empty(struct tag *tag)
{
	g_array_set_size(tag->kids, 0);
}

guint tags_page(struct tags *tags)
{
	const struct tag_key key = {.marks = g_ptr_array_new()};
	g_array_append_val(tags->keys, key);
	return tags->keys->len - 1;
}

guint tags_mark(struct tags *tags, struct tag *tag, guint key, guint page)
{
	GPtrArray *marks = g_array_index(tags->keys, struct tag_key, key).marks;
	const struct tag_kid kid = {.kind = KID_MARK, .page = page, .mark = marks->len};
	g_ptr_array_add(marks, tag);
	g_array_append_val(tag->kids, kid);
	if (!tag->first)
		tag->first = page;
	return kid.mark;
}

guint tags_link(struct tags *tags, struct tag *tag, guint annotation, guint page)
{
	const struct tag_key key = {.link = tag};
	const struct tag_kid kid = {.kind = KID_LINK, .page = page, .mark = annotation};
	g_array_append_val(tag->kids, kid);
	g_array_append_val(tags->keys, key);
	return tags->keys->len - 1;
}

/* An empty cell keeps its place in the table. */
static gboolean is_cell(const struct tag *tag)
{
	return g_str_equal(tag->role, "TD") || g_str_equal(tag->role, "TH");
}

/* Numbers what is to be written, and leaves the rest out of the kids: FALSE for such a tag. */
static gboolean number_tag(struct tag *tag, struct pdf_file *file)
{
	guint kept = 0;
	for (guint i = 0; i < tag->kids->len; i++) {
		const struct tag_kid kid = g_array_index(tag->kids, struct tag_kid, i);
		if (kid.kind != KID_TAG || number_tag(kid.tag, file))
			g_array_index(tag->kids, struct tag_kid, kept++) = kid;
	}
	g_array_set_size(tag->kids, kept);
	if (kept == 0 && tag->parent && !is_cell(tag))
		return FALSE;
	tag->number = pdf_file_number(file);
	return TRUE;
}

static void put_kid(GString *out, const struct tag *tag, const struct tag_kid *kid)
{
	switch (kid->kind) {
	case KID_TAG:
		pdf_put_reference(out, kid->tag->number);
		break;
	case KID_MARK:
		if (kid->page == tag->first)
			pdf_put_int(out, kid->mark);
		else
			g_string_append_printf(out, "<</Type/MCR/Pg %u 0 R/MCID %u>>", kid->page, kid->mark);
		break;
	case KID_LINK:
		g_string_append_printf(out, "<</Type/OBJR/Pg %u 0 R/Obj %u 0 R>>", kid->page, kid->mark);
		break;
	}
}

static void put_attributes(GString *out, const struct tag *tag)
{
	if (!tag->heads && tag->columns < 2 && tag->rows < 2)
		return;
	g_string_append(out, "/A<</O/Table");
	if (tag->heads)
		g_string_append(out, "/Scope/Column");
	if (tag->columns > 1)
		g_string_append_printf(out, "/ColSpan %u", tag->columns);
	if (tag->rows > 1)
		g_string_append_printf(out, "/RowSpan %u", tag->rows);
	g_string_append(out, ">>");
}

static void write_tag(const struct tag *tag, guint parent, struct pdf_file *file, GString *out)
{
	g_string_assign(out, "<</Type/StructElem/S");
	pdf_put_name(out, tag->role);
	g_string_append(out, "/P ");
	pdf_put_reference(out, parent);
	if (tag->first) {
		g_string_append(out, "/Pg ");
		pdf_put_reference(out, tag->first);
	}
	put_attributes(out, tag);
	g_string_append(out, "/K[");
	for (guint i = 0; i < tag->kids->len; i++) {
		if (i > 0)
			g_string_append_c(out, ' ');
		put_kid(out, tag, &g_array_index(tag->kids, struct tag_kid, i));
	}
	g_string_append(out, "]>>");
	pdf_file_object(file, tag->number, out);
}

/* From the keys of pages and links back to the tags. */
static guint write_parents(const struct tags *tags, struct pdf_file *file)
{
	const guint number = pdf_file_number(file);
	g_autoptr(GString) out = g_string_new("<</Nums["), marks = g_string_new(NULL);
	for (guint i = 0; i < tags->keys->len; i++) {
		const struct tag_key *key = &g_array_index(tags->keys, struct tag_key, i);
		const guint list = key->marks ? pdf_file_number(file) : 0;
		g_string_append_printf(out, "%u %u 0 R ", i, list ? list : key->link->number);
		if (!list)
			continue;
		g_string_assign(marks, "[");
		for (guint k = 0; k < key->marks->len; k++) {
			pdf_put_reference(marks, ((const struct tag *)key->marks->pdata[k])->number);
			g_string_append_c(marks, ' ');
		}
		g_string_append_c(marks, ']');
		pdf_file_object(file, list, marks);
	}
	g_string_append(out, "]>>");
	pdf_file_object(file, number, out);
	return number;
}

guint tags_write(struct tags *tags, struct pdf_file *file)
{
	const guint root = pdf_file_number(file);
	g_autoptr(GString) out = g_string_new(NULL);
	number_tag(tags_root(tags), file);
	for (guint i = 0; i < tags->all->len; i++) {
		const struct tag *tag = tags->all->pdata[i];
		if (tag->number)
			write_tag(tag, tag->parent ? tag->parent->number : root, file, out);
	}
	const guint parents = write_parents(tags, file);
	g_string_printf(out, "<</Type/StructTreeRoot/K[%u 0 R]/ParentTree %u 0 R/ParentTreeNextKey %u>>", tags_root(tags)->number, parents,
		tags->keys->len);
	pdf_file_object(file, root, out);
	return root;
}
