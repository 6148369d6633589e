/* SPDX-License-Identifier: Apache-2.0 */
#include "base/finding.h"

static GVariant *pack_spots(const GArray *spots)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE("a(uuuuu)"));
	for (guint i = 0; spots && i < spots->len; i++) {
		const struct finding_spot *spot = &g_array_index(spots, struct finding_spot, i);
		g_variant_builder_add(
			&builder, "(uuuuu)", spot->page, spot->paragraph, spot->line, spot->column, spot->length);
	}
	return g_variant_builder_end(&builder);
}

static GVariant *pack(const struct finding *finding)
{
	return g_variant_new("(uuuuuuuussmsms@a(uuuuu))", (guint)finding->severity, finding->place.line, finding->place.column,
		finding->end.line, finding->end.column, finding->page, finding->paragraph, finding->other, finding->message,
		finding->rule ? finding->rule : "", finding->quote, finding->suggestion, pack_spots(finding->spots));
}

GVariant *findings_pack(const struct findings *findings)
{
	GVariantBuilder builder;
	g_variant_builder_init(&builder, G_VARIANT_TYPE(FINDINGS_TYPE));
	for (guint i = 0; i < findings->items->len; i++)
		g_variant_builder_add_value(&builder, pack(findings->items->pdata[i]));
	return g_variant_builder_end(&builder);
}

static GArray *unpack_spots(GVariantIter *each)
{
	struct finding_spot spot;
	GArray *spots = g_array_new(FALSE, FALSE, sizeof spot);
	while (g_variant_iter_next(each, "(uuuuu)", &spot.page, &spot.paragraph, &spot.line, &spot.column, &spot.length))
		g_array_append_val(spots, spot);
	return spots;
}

struct findings *findings_unpack(GVariant *packed, const char *file)
{
	struct findings *findings = findings_new();
	GVariantIter all, *spots;
	const char *message, *rule;
	struct finding told = {0};
	guint severity;
	g_variant_iter_init(&all, packed);
	while (g_variant_iter_next(&all, "(uuuuuuuu&s&smsmsa(uuuuu))", &severity, &told.place.line, &told.place.column,
		&told.end.line, &told.end.column, &told.page, &told.paragraph, &told.other, &message, &rule, &told.quote,
		&told.suggestion, &spots)) {
		const struct place place = {file, told.place.line, told.place.column};
		struct finding *finding = findings_add(findings, MIN(severity, SEVERITY_ERROR), place, "%s", message);
		finding->rule = g_intern_string(rule);
		finding->quote = told.quote;
		finding->suggestion = told.suggestion;
		finding->end = (struct place){finding->place.file, told.end.line, told.end.column};
		finding->page = told.page;
		finding->paragraph = told.paragraph;
		finding->other = told.other;
		finding->spots = unpack_spots(spots);
		g_variant_iter_free(spots);
	}
	return findings;
}
