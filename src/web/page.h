/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Pages: the frame that all have, and the parts that many have. Everything is written through format/html.h; a page is
 * written from its beginning to its end, and page_end tells what went wrong on the way.
 */
#include "format/html.h"
#include "web/server.h"

#define COOKIE_SESSION  "ngoaivu"
#define COOKIE_FORM     "ngoaivu-form"
#define COOKIE_LANGUAGE "ngoaivu-language"
#define COOKIE_NOTICE   "ngoaivu-notice"

struct page {
	struct html_writer html;
	struct request *request;
	const struct record *subject; /* whose values are shown: its files are reached by it; NULL where there is none */
};

/* Which part of the site is marked in the navigation. */
enum section { SECTION_NONE, SECTION_HOME, SECTION_WORK, SECTION_REGISTERS, SECTION_CALENDAR, SECTION_FIGURES, SECTION_REPORTS, SECTION_ACCOUNTS, SECTION_LOG };

/* Up to <main> with its heading. */
void page_begin(struct page *page, struct request *request, enum section section, const char *title);
/* The same without a heading of its own: the page writes one. */
void page_begin_bare(struct page *page, struct request *request, enum section section, const char *title);
/* A page for everybody; `feed` (NULL: none) is what other programs can subscribe to. */
void page_begin_public(struct page *page, struct request *request, const char *title, const struct url *feed);
gboolean page_end(struct page *page, GError **error);

/* "Saved." on the next page that is shown. */
enum notice { NOTICE_NONE, NOTICE_SAVED, NOTICE_SAME, NOTICE_DELETED, NOTICE_RESTORED, NOTICE_UNDONE, NOTICE_STATE, NOTICE_PASSWORD, NOTICE_OPENED, NOTICE_MOVED,
	NOTICE_KEPT, NOTICE_DROPPED, NOTICE_BULK, NOTICE_LOADED, NOTICE_COMMENT, NOTICE_FEED_ENDED, NOTICE_ISSUED, NOTICE_ACCOUNT, NOTICE_ENDED, NOTICE_CODES_ON, NOTICE_CODES_OFF, NOTICE_PUBLISHED, NOTICE_WITHDRAWN, NOTICE_REVOKED, NOTICE_ANSWERED,
	NOTICE_STOPPED, NOTICE_DECIDED, NOTICE_JUDGED, NOTICES };
void page_notice_next(struct request *request, enum notice notice);

/* <a href>; `class` may be NULL. */
void page_link(struct page *page, const struct url *url, const char *class, const char *text);
/* A form that posts to an own address, with its token; to be closed by html_end(HTML_FORM). */
void page_form(struct page *page, const struct url *url, const char *class);
/* The same for a form that sends a file. */
void page_file_form(struct page *page, const struct url *url, const char *class);
void page_hidden(struct page *page, const char *name, const char *value);
void page_button(struct page *page, const char *class, const char *name, const char *value, const char *text);
/* A labelled input on its own line. `problem` NULL or what is wrong with it; `help` may be NULL. */
struct input {
	const char *name, *label, *type, *value, *help, *problem, *autocomplete, *inputmode, *list;
	gboolean required, focus, multiple;
	guint most; /* characters; 0: no limit */
};
void page_input(struct page *page, const struct input *input);
/*
 * The attributes of an input for a day (or a day and time): typed as 5/3/2026 whatever the browser's language, for which
 * the browsers' own inputs have another order; assets/dates.js adds a calendar to it. `value`: as kept, or as typed.
 */
void page_day_attributes(struct page *page, const char *value, gboolean with_time);
/*
 * A mistake in what was typed leads back to the page of the form, which tells it and holds what was typed: `show` writes it, and
 * status 422 or 409 is answered. FALSE, and *error, for what is no mistake. Takes the problem.
 */
gboolean page_again(struct request *request, gboolean (*show)(struct request *request, GError **error), GError *problem, GError **error);
/* What was typed under a name, on a page that is shown again; else NULL. */
const char *page_typed(const struct page *page, const char *name);
/* A box that tells of a mistake or of a success. */
enum box { BOX_PROBLEM, BOX_NOTICE, BOX_HINT };
void page_box(struct page *page, enum box box, const char *text);
/* What may be wider than the page: a region that is scrolled, also by keys. Closed by html_end(HTML_DIV). */
void page_scroll(struct page *page, const char *label);
/* The headings of a table's columns, NULL-ended, and the beginning of its body. */
void page_table_heads(struct page *page, const char *const *heads);
/* A term of a DL with what it says; nothing where there is nothing to say. */
void page_fact(struct page *page, const char *label, const char *text);
/* What to say where there is nothing. */
void page_empty(struct page *page, const char *title, const char *text);
/* In the account's page: whether a calendar program may read, and the acts for it. */
gboolean put_feed(struct page *page, GError **error);
/* A moment as readers have it: "14:05 06/03/2020" in the office's time; caller frees. */
char *moment_words(moment_t moment, const char *language);
/* A day as the lists have it: "06/03/2020". */
char *day_words(day_t day, const char *language);
/* An address as it is typed into another program; the path alone where the browser told no sound host. Caller frees. */
char *whole_address(const struct request *request, const struct url *url);
/* /registers/REGISTER[/ID] */
struct url record_url(const struct reg *reg, gint64 id);
struct url register_url(const struct reg *reg);
