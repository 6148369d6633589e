/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Reasons: what the system and the libraries say when something fails, in the user's language. They say it in English;
 * what officials may meet of it is a msgid here. What is not known is passed on as it is, so that nothing is lost.
 */
#include <glib.h>

/*
 * Of a text: a known beginning is translated, what follows it stays ("unable to decode byte" and " 0xff");
 * JSON's "… near 'x'" is told in our words. NULL is an unknown reason. The caller frees it.
 */
char *reason(const char *said);

/* Of errno. */
const char *reason_system(int number);

/* Of a GError of GLib's files: what the system said, without GLib's own words before it. The caller frees it. */
char *reason_glib(const GError *cause);
