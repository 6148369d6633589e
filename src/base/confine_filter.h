/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/* What a confined process may ask of the kernel: memory, time, and to write to some open files. Libseccomp, loaded at its
 * first use. */
#include <glib.h>

/* Before the process is made, so that nothing has to be opened in it. */
gboolean confine_filter_load(GError **error);

/* From here on this process may write to `result`, to its standard errors and to `scratch` (-1: none); everything else that
 * reaches out of it fails with EPERM. For good. FALSE: the kernel did not take the filter. */
gboolean confine_filter_close(int result, int scratch);
