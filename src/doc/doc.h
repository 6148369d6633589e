/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * The document tree: one administrative document in the form of Decree 30/2020/NĐ-CP, Appendix I
 * (model 1.4). Writers and readers know only this tree; they know nothing of figures, records or
 * templates. A struct doc owns everything below it. Texts are clean UTF-8 (text_clean); NULL means
 * absent.
 */
#include "base/day.h"

/*
 * Where something stood in the file that was read; all count from 1, 0 = unknown. Lines are those of
 * a text file or of a PDF's page, columns the characters of its line; in an office file paragraphs are all those of the
 * document (those of cells and boxes too) and columns the characters of the paragraph as it is read;
 * pages are those of a PDF or of what Word laid out last. All zero in a tree that was made here.
 */
struct origin {
	guint line, column, page, paragraph;
	gboolean mended; /* the conversion broke it, the reader put it together again */
};

enum run_kind {
	RUN_TEXT,
	RUN_FIGURE, /* text computed from records; target = index of the figure in doc.figures, from
		       0 */
	RUN_LINK,   /* target: http, https or mailto address */
	RUN_BREAK,  /* a new line inside the paragraph */
};

enum run_style { RUN_PLAIN = 0, RUN_BOLD = 1, RUN_ITALIC = 2, RUN_UNDERLINE = 4, RUN_STRIKE = 8 };

struct run {
	enum run_kind kind;
	guint style; /* enum run_style bits */
	char *text;
	char *address; /* RUN_LINK */
	guint figure;  /* RUN_FIGURE: index in doc.figures */
	struct origin origin; /* of its first character; a run does not reach over a line's end */
};

enum block_kind { BLOCK_HEADING, BLOCK_PARAGRAPH, BLOCK_LIST, BLOCK_TABLE };

enum align { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT };

/* A cell is runs; a row that says `total` is printed bold under a rule. */
struct cell {
	GPtrArray *runs; /* struct run * */
	guint span;      /* columns it covers, at least 1 */
	gboolean above; /* of a header: the cell above goes on here; what it holds is not printed */
	struct origin origin;
};
struct row {
	GPtrArray *cells; /* struct cell * */
	gboolean total;
	struct origin origin;
};
struct column {
	enum align align;
	guint weight; /* relative width, at least 1 */
};
struct table {
	char *caption;
	GArray *columns;   /* struct column */
	GPtrArray *header; /* struct row *, repeated on each page */
	GPtrArray *rows;   /* struct row * */
};

struct block {
	enum block_kind kind;
	guint level;      /* heading: 1 … 5; of a paragraph that was read: what its label tells, or 0 */
	gboolean plain;   /* heading: without a number; paragraph: without first-line indent */
	gboolean italic;  /* paragraph: a legal basis line ("Căn cứ …") */
	GPtrArray *runs;  /* heading, paragraph: struct run * */
	gboolean ordered; /* list: 1. 2. 3. (a) b) c) one level down), else "-" ("+" one level down)
			   */
	GPtrArray *
		items; /* list: GPtrArray * of struct block * (paragraphs and lists), one an item */
	struct table *table;
	char *label; /* of what was read: the number or mark before it ("I.", "a,", "2.1", "-") where it
			is not the generated one; the runs begin after it */
	struct origin origin; /* of the label, or of the text */
};

/* How headings count below "I.": by article 1.3 of LAW.md "1." "a)" "-", or decimal "1." "1.1."
 * "1.1.1.". */
enum numbering { NUMBERING_LETTER, NUMBERING_DECIMAL };

struct figure_note {
	char *query; /* the canonical query, e.g.
			"inbound.visitors?office=tb&span=2020-01-01/2020-03-12&host=leaders" */
	char *value; /* machine form: "44" */
};

struct signature {
	GPtrArray *capacity; /* char *: "KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC" */
	char *name;
};

struct appendix {
	char *title; /* below "Phụ lục I" */
	char *note;  /* "(Kèm theo …)"; NULL: made of the document's number and date */
	gboolean landscape;
	GPtrArray *blocks; /* struct block * */
};

/* What the form has around the body, line by line as it was read. */
enum part_kind {
	PART_SUPERIOR,
	PART_ISSUER,
	PART_NATION,
	PART_MOTTO,
	PART_NUMBER,
	PART_DATE,
	PART_URGENCY,
	PART_KIND,
	PART_SUBJECT,
	PART_ADDRESSEE,
	PART_CAPACITY,
	PART_SIGNER,
	PART_RECIPIENT,
	PART_ARCHIVE,
};
struct doc_part {
	enum part_kind kind;
	char *text; /* as it stands in the file, "- Lưu: VT." */
	struct origin origin;
};

enum urgency { URGENCY_NONE, URGENCY_URGENT, URGENCY_VERY_URGENT, URGENCY_FLASH };

struct doc {
	char *language;        /* "vi" or "en" */
	char *superior;        /* "UBND TỈNH THÁI BÌNH" */
	char *issuer;          /* "SỞ NGOẠI VỤ" */
	char *author;          /* the issuer as a sentence names it: "Sở Ngoại vụ" */
	char *number;          /* "05", NULL in a draft: printed as a blank */
	char *symbol;          /* "BC-SNgV"; printed "Số: 05/BC-SNgV" */
	char *place;           /* "Thái Bình" */
	day_t date;            /* DAY_NONE in a draft: the day is blank */
	int month, year;       /* for a draft whose month is known; 0 = blank */
	char *kind;            /* "BÁO CÁO" */
	char *subject;         /* trích yếu */
	GPtrArray *addressees; /* char *; after "Kính gửi:" */
	enum urgency urgency;
	enum numbering numbering;
	gboolean book;         /* a register's book: on its side, without number, date and end mark */
	GPtrArray *blocks; /* struct block * */
	struct signature signature;
	GPtrArray *recipients; /* char *, without "- " and ";" */
	char *archive;         /* "VT, VP" : printed "- Lưu: VT, VP." */
	GPtrArray *appendices; /* struct appendix * */
	GPtrArray *figures;    /* struct figure_note * */
	char *identity; /* a line that identifies the report to `verify` and `explain`, e.g. a hash;
			   NULL = none */
	GPtrArray *parts; /* struct doc_part *, in reading order; empty in a tree that was made here */
};

struct doc *doc_new(const char *language);
void doc_free(struct doc *doc);
typedef struct doc doc_t;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(doc_t, doc_free)

/* Constructors; texts are copied. `runs` arrays are created empty where NULL. */
struct run *run_text(const char *text, guint style);
struct run *run_take(char *text, guint style); /* takes the text */
struct run *run_figure(const char *text, guint style, guint figure);
struct run *run_link(const char *text, const char *address, guint style);
struct run *run_break(void);
struct block *block_heading(guint level);
struct block *block_paragraph(void);
struct block *block_list(gboolean ordered);
struct block *block_table(void);
struct row *row_new(void);
struct cell *cell_new(void);
struct appendix *appendix_new(const char *title);
struct doc_part *part_new(enum part_kind kind, const char *text, struct origin origin);
struct figure_note *figure_note_new(const char *query, const char *value);
void figure_note_free(struct figure_note *note);
void run_free(struct run *run);
void block_free(struct block *block);
/* Array constructors with the right free functions. */
GPtrArray *runs_new(void);   /* of struct run * */
GPtrArray *blocks_new(void); /* of struct block * */
/* The first items of a list of any kind go to the end of another. */
void items_move(GPtrArray *to, GPtrArray *from, guint count);

/*
 * Labels, generated, never typed: "I.", "1.", "a)" … for each heading and ordered item in document
 * order. Appendices count afresh. Letters follow the Vietnamese alphabet (a b c d đ e g h i k …:
 * Decree 30, App. I).
 */
struct numberer {
	enum numbering numbering;
	guint counts[8];
};
char *numberer_next(struct numberer *numberer,
	guint level); /* the label of the next heading of that level; caller frees */
char *item_label(gboolean ordered, guint depth,
	guint index); /* depth 0, index from 1: "1.", "a)"; "-", "+" */

/* The plain text of runs; a RUN_BREAK is a newline. */
char *runs_plain(const GPtrArray *runs);

/* What stands in the blanks: "Số: 05/BC-SNgV" or "Số:      /BC-SNgV"; "Thái Bình, ngày 06 tháng 3
 * năm 2020". */
char *doc_number_line(const struct doc *doc);
char *doc_date_line(const struct doc *doc);
char *doc_number_text(const struct doc *doc); /* "05/BC-SNgV" */
char *doc_date_text(const struct doc *doc);   /* "ngày 06 tháng 3 năm 2020" */
