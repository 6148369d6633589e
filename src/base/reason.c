/* SPDX-License-Identifier: Apache-2.0 */
#include "base/reason.h"
#include "base/error.h"

#include <string.h>

static const char *const system_says[] = {
	N_("Argument list too long"), N_("Bad file descriptor"), N_("Broken pipe"), N_("Cannot allocate memory"), N_("Device or resource busy"),
	N_("Disk quota exceeded"), N_("File exists"), N_("File name too long"), N_("File too large"), N_("Input/output error"),
	N_("Interrupted system call"), N_("Invalid argument"), N_("Invalid cross-device link"), N_("Is a directory"), N_("No space left on device"),
	N_("No such device or address"), N_("No such file or directory"), N_("Not a directory"), N_("Operation not permitted"),
	N_("Operation not supported"), N_("Permission denied"), N_("Read-only file system"), N_("Stale file handle"), N_("Text file busy"),
	N_("Too many levels of symbolic links"), N_("Too many open files"), N_("Too many open files in system"),
};

static const char *const json_says[] = {
	N_("'[' or '{' expected"), N_("':' expected"), N_("']' expected"), N_("'}' expected"), N_("string or '}' expected"),
	N_("duplicate object key"), N_("end of file expected"), N_("invalid escape"), N_("invalid token"), N_("invalid Unicode"),
	N_("invalid Unicode escape"), N_("maximum parsing depth reached"), N_("NUL byte in object key not supported"), N_("premature end of input"),
	N_("real number overflow"), N_("too big integer"), N_("too big negative integer"), N_("unable to decode byte"), N_("unexpected newline"),
	N_("unexpected token"), N_("\\u0000 is not allowed without JSON_ALLOW_NUL"), N_("control character"),
};

static const char *const archives_say[] = {
	N_("Compressed data invalid"), N_("Compression method not supported"), N_("CRC error"), N_("Encryption method not supported"),
	N_("Malloc failure"), N_("Multi-disk zip archives not supported"), N_("No password provided"), N_("Not a zip archive"),
	N_("Premature end of file"), N_("Read error"), N_("Seek error"), N_("Zip archive inconsistent"), N_("Zlib error"),
	N_("Error creating output xlsx file. Usually a permissions error."), N_("Memory error, failed to malloc() required memory."),
	N_("Error encountered when creating a tmpfile during file assembly."),
};

static const char *const stores_say[] = {
	N_("attempt to write a readonly database"), N_("database disk image is malformed"), N_("database is locked"),
	N_("database or disk is full"), N_("disk I/O error"), N_("file is not a database"), N_("interrupted"), N_("locking protocol"),
	N_("malformed database schema"), N_("out of memory"), N_("string or blob too big"), N_("unable to open database file"),
};

static const char *const yaml_says[] = {
	N_("block sequence entries not allowed in this context"), N_("cannot use tab for indentation of block entry"),
	N_("could not find expected ':'"), N_("did not find expected '-' indicator"), N_("did not find expected key"),
	N_("did not find expected node content"), N_("extra comma"), N_("flow sequence without a closing bracket"),
	N_("flow sequence with invalid extra closing bracket"), N_("flow mapping with invalid extra closing brace"), N_("invalid indentation in mapping"),
	N_("invalid mapping in plain multiline"), N_("invalid multiline plain key"), N_("invalid nested block mapping on the same line"),
	N_("invalid tab as indendation in a mapping"), N_("invalid tab character as indent instead of space"),
	N_("invalid tab used as indentation"), N_("mismatched flow sequence end"), N_("mismatched flow mapping end"), N_("missing comma in flow mapping"),
	N_("missing comma in flow sequence"), N_("plain scalar cannot start with"), N_("single-quoted scalar without closing quote"),
	N_("double-quoted scalar without closing quote"), N_("invalid multiline plain scalar used as key"),
	N_("invalid trailing content after double-quoted scalar"), N_("invalid trailing content after single-quoted scalar"),
	N_("tab character may not be used as indentation"), N_("wrong indendation in sequence while in mapping"),
	N_("wrongly indented mapping key in flow mode"), N_("wrongly indented sequence item"),
};

static const char *const network_says[] = {
	N_("Couldn't connect to server"), N_("Couldn't resolve host name"), N_("Couldn't resolve proxy name"),
	N_("Failed sending data to the peer"), N_("Failure when receiving data from the peer"), N_("SSL connect error"),
	N_("Server returned nothing (no headers, no data)"), N_("Timeout was reached"), N_("Transferred a partial file"),
	N_("server certificate verification failed"), N_("SSL: certificate subject name"), N_("server certificate expiration date has passed"),
	N_("server certificate not activated yet"),
};

static const struct {
	const char *const *texts;
	guint count;
} known[] = {
	{system_says, G_N_ELEMENTS(system_says)},
	{json_says, G_N_ELEMENTS(json_says)},
	{archives_say, G_N_ELEMENTS(archives_say)},
	{stores_say, G_N_ELEMENTS(stores_say)},
	{yaml_says, G_N_ELEMENTS(yaml_says)},
	{network_says, G_N_ELEMENTS(network_says)},
};

/* The longest known text that `said` begins with and that ends a word of it; NULL for none. */
static const char *find(const char *said)
{
	const char *best = NULL;
	for (guint i = 0; i < G_N_ELEMENTS(known); i++)
		for (guint j = 0; j < known[i].count; j++) {
			const char *text = known[i].texts[j];
			gsize length = strlen(text);
			if (strncmp(said, text, length) == 0 && !g_ascii_isalnum(said[length]) && (!best || length > strlen(best)))
				best = text;
		}
	return best;
}

/* "… near 'x'", as jansson ends its reasons. */
static char *tell_place(const char *what, const char *rest)
{
	static const char near[] = " near '";
	const char *place = strstr(rest, near);
	if (!place || !g_str_has_suffix(place, "'") || strlen(place) < strlen(near) + 1) {
		if (strcmp(rest, " near end of file") == 0)
			return g_strdup_printf(_("%s at the end of the file"), what);
		return g_strconcat(what, rest, NULL);
	}
	g_autofree char *before = g_strndup(rest, (gsize)(place - rest));
	g_autofree char *quoted = g_strndup(place + strlen(near), strlen(place) - strlen(near) - 1);
	return g_strdup_printf(_("%s%s, near “%s”"), what, before, quoted);
}

char *reason(const char *said)
{
	if (!said || !*said)
		return g_strdup(_("unknown reason"));
	const char *text = find(said);
	return text ? tell_place(_(text), said + strlen(text)) : g_strdup(said);
}

const char *reason_system(int number)
{
	const char *said = strerrordesc_np(number); /* in English, whatever the system's translations */
	const char *text = said ? find(said) : NULL;
	return text && strcmp(text, said) == 0 ? _(text) : g_strerror(number);
}

/* GLib keeps of errno a code of its own. */
static int system_number(const GError *cause)
{
	enum { NUMBERS = 134 };
	if (cause->domain != G_FILE_ERROR || cause->code == G_FILE_ERROR_FAILED)
		return 0;
	for (int number = 1; number < NUMBERS; number++)
		if ((int)g_file_error_from_errno(number) == cause->code)
			return number;
	return 0;
}

char *reason_glib(const GError *cause)
{
	int number = system_number(cause);
	if (number)
		return g_strdup(reason_system(number));
	const char *colon = strrchr(cause->message, ':');
	return colon && colon[1] == ' ' ? reason(colon + 2) : g_strdup(cause->message);
}
