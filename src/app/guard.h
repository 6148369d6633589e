/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * What a record may not become by hand, whatever its definition allows: an office keeps its code and is not merged into
 * itself; an issued report, and the number it took in the outgoing register, stay as they were signed; only what was
 * issued is published; what others name stays. All refuse with ERROR_REFUSED or ERROR_INPUT.
 */
#include "app/app.h"

/* `before` is NULL for a new record. */
gboolean app_may_put(struct app *app, const struct record *before, const struct record *after, GError **error);
gboolean app_may_delete(struct app *app, const struct record *record, GError **error);
