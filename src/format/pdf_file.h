/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The bytes of a PDF (ISO 32000-1, version 1.7): numbered objects, streams packed by libdeflate, and
 * the table that tells where each object stands. Small objects are gathered in packed streams
 * (7.5.7); the table is one too (7.5.8). What is written depends on the calls alone.
 */
#include <glib.h>

struct pdf_file;

struct pdf_file *pdf_file_new(void);
void pdf_file_free(struct pdf_file *file);
typedef struct pdf_file pdf_file_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(pdf_file_t, pdf_file_free)

/* The number of an object that is to come; references to it ("7 0 R") may be written before. */
guint pdf_file_number(struct pdf_file *file);
/* Each number is written once. */
void pdf_file_object(struct pdf_file *file, guint number, const GString *object);
/* As it is, for readers that look for its words in the file. */
void pdf_file_plain_object(struct pdf_file *file, guint number, const GString *object);
/* `entries` stand in the stream's dictionary beside those that tell its length and packing. */
void pdf_file_stream(
	struct pdf_file *file, guint number, const char *entries, const void *bytes, gsize length);
/* The whole file; nothing can be added after. */
GBytes *pdf_file_end(struct pdf_file *file, guint catalog, guint info);

/* The form of values. Numbers have at most three decimals and are below 10^12. */
void pdf_put_number(GString *out, double value);
void pdf_put_int(GString *out, gint64 value);
void pdf_put_reference(GString *out, guint number);
void pdf_put_name(GString *out, const char *name);   /* with its slash */
void pdf_put_text(GString *out, const char *text);   /* for people: UTF-8 becomes UTF-16 */
void pdf_put_string(GString *out, const char *text); /* for programs: ASCII, in parentheses */
void pdf_put_bytes(GString *out, const void *bytes, gsize length); /* inside of parentheses */
