/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Files of strangers, read and checked in a child process that can reach nothing (base/confine.h): findings are all
 * that comes out of it. What is to be checked against records, which cannot be asked from there, is not for here.
 */
#include "check/check.h"
#include "doc/read.h"

struct paper_file {
	char *path;
	const struct doc_format *format;
	GBytes *content;
};

/* The text of a text file as it stands, for quotes; NULL for a file of another kind. Caller frees. */
char *paper_file_text(const struct paper_file *file);

/*
 * Several files, side by side with what this process does; they must stay until the end. Errors name the file.
 */
struct checking;
struct checking *checking_begin(const struct checker *checker, const struct paper_file *const *files, guint count, GError **error);
/* The findings of all, in the order of the files. Frees the checking. */
struct findings *checking_end(struct checking *checking, GError **error);
/* Ends it before its time; NULL is none. */
void checking_stop(struct checking *checking);
typedef struct checking checking_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(checking_t, checking_stop)
