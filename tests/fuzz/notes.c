/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Annotated copies: what is said of a document by findings anywhere in it, and nowhere. A copy is read as the file was.
 */
#include "base/confine.h"
#include "base/error.h"
#include "base/hash.h"
#include "doc/annotate.h"
#include "fuzz.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

static const struct reading_limits limits = {
	.bytes = 1 << 20, .memory = (gsize)1 << 30, .seconds = 20, .paragraphs = 5000};

static struct finding_spot any_spot(GRand *random)
{
	/* Mostly where there may be words, else anywhere. */
	const guint32 wide = g_rand_int_range(random, 0, 20) ? 0 : g_rand_int(random);
	return (struct finding_spot){.page = (guint32)g_rand_int_range(random, 0, 4) ^ wide,
		.paragraph = (guint32)g_rand_int_range(random, 0, 30) ^ wide,
		.line = (guint32)g_rand_int_range(random, 0, 30) ^ wide,
		.column = (guint32)g_rand_int_range(random, 0, 60) ^ wide,
		.length = (guint32)g_rand_int_range(random, 0, 40) ^ (wide << 1)};
}

/* The same for the same bytes. */
static struct findings *any_findings(GBytes *bytes, guint count)
{
	struct findings *findings = findings_new();
	g_autoptr(GRand) random = g_rand_new_with_seed(g_bytes_hash(bytes));
	for (guint i = 0; i < count; i++) {
		const struct place place = {.line = (guint)g_rand_int_range(random, 0, 30)};
		struct finding *finding = findings_add(findings, (enum severity)(i % 3), place, "“%u” < & > ế", i);
		finding->rule = i % 5 ? "total" : NULL;
		finding->quote = i % 4 ? g_strdup("ba đoàn") : NULL;
		finding->suggestion = i % 3 ? NULL : g_strdup("bốn]]>đoàn");
		finding->page = (guint)g_rand_int_range(random, 0, 4);
		finding->paragraph = (guint)g_rand_int_range(random, 0, 30);
		finding->spots = i % 7 ? g_array_new(FALSE, FALSE, sizeof(struct finding_spot)) : NULL;
		for (guint k = i % 4; finding->spots && k > 0; k--) {
			const struct finding_spot spot = any_spot(random);
			g_array_append_val(finding->spots, spot);
		}
	}
	return findings;
}

static GBytes *json_of(GBytes *file, doc_reader read)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(doc_t) doc = read(file, &limits, &error);
	return doc ? doc_write_json(doc, NULL) : NULL;
}

static void annotate(GBytes *file, GBytes *seed, guint count, doc_reader read, doc_annotator write)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(findings_t) findings = any_findings(seed, count);
	g_autoptr(GBytes) before = json_of(file, read), copy = write(file, findings, &limits, &error);
	if (!copy) {
		fuzz_told(g_steal_pointer(&error));
		return;
	}
	g_autoptr(GBytes) after = before ? json_of(copy, read) : NULL;
	g_assert_true(!before || (after && g_bytes_equal(before, after)));
}

void fuzz_docx_notes(GBytes *bytes)
{
	g_autoptr(GBytes) archive = fuzz_archive(bytes);
	annotate(archive, bytes, 24, doc_read_docx, doc_annotate_docx);
}

/* The numbers of the scratch file are kept before anything else takes them. */
void fuzz_pdf_notes_prepare(void)
{
	fuzz_pdf_prepare();
	const int numbers[] = {CONFINE_SCRATCH, CONFINE_SCRATCH_READ};
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++)
		if (fcntl(numbers[i], F_GETFD) < 0 && dup2(STDERR_FILENO, numbers[i]) != numbers[i])
			g_error("no scratch file");
}

static void renew_scratch(void)
{
	const int file = memfd_create("scratch", 0);
	if (file < 0 || dup2(file, CONFINE_SCRATCH) != CONFINE_SCRATCH || dup2(file, CONFINE_SCRATCH_READ) != CONFINE_SCRATCH_READ)
		g_error("no scratch file");
	close(file);
}

void fuzz_pdf_notes(GBytes *bytes)
{
	g_autoptr(GBytes) pdf = fuzz_pdf_of(bytes);
	renew_scratch();
	annotate(pdf, bytes, 6, doc_read_pdf, doc_annotate_pdf);
}

/* What a child that was taken over may send instead of findings. */
void fuzz_findings(GBytes *bytes)
{
	g_autoptr(GVariant) packed = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(FINDINGS_TYPE), bytes, FALSE));
	g_autoptr(findings_t) findings = findings_unpack(packed, "a.txt");
	g_autofree char *text = findings_text(findings);
	g_assert_true(g_utf8_validate(text, -1, NULL));
	g_autoptr(GVariant) again = g_variant_ref_sink(findings_pack(findings));
	g_autoptr(findings_t) same = findings_unpack(again, "a.txt");
	g_autofree char *second = findings_text(same);
	g_assert_cmpstr(text, ==, second);
}
