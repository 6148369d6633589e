/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * A file that is not byte for byte what was issued: which issued report it claims to be, and what differs. DOCX, PDF,
 * HTML and JSON carry the identity of their report, wherever they were saved; Markdown and text are known by the
 * number in them and by half of their lines.
 */
#include "app/reports.h"

/* Sets report, format, verdict and differences where the file claims to be a report of this store. */
gboolean verify_inside(struct app *app, struct verification *verification, const char *path, GError **error);
