/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acknowledgements: "ngoaivu answer", a line of canonical JSON, and the hub's signature over the BLAKE2b-256 of both,
 * each on a line of its own.
 */
#include "format/json.h"
#include "hub/hub.h"
#include "hub/private.h"
#include "store/received.h"

#include <string.h>

#define ANSWER_MOST ((gsize)4 << 20)
static const char first_line[] = "ngoaivu answer\n";

void answer_clear(struct answer *answer)
{
	g_free(answer->hub);
	g_free(answer->office);
	json_decref(answer->decisions);
	*answer = (struct answer){ 0 };
}

static void key_hash(struct json_writer *writer, const char *key, const struct hash *hash)
{
	g_autofree char *hex = hash_hex(hash);
	json_key_text(writer, key, hex);
}

static void write_decision(struct json_writer *writer, const json_t *decision)
{
	json_open_object(writer);
	json_key_int(writer, "report", json_integer_value(json_object_get(decision, "report")));
	static const char *const texts[] = { "snapshot", "decision", "on", "reason" };
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *text = json_string_value(json_object_get(decision, texts[i]));
		if (text)
			json_key_text(writer, texts[i], text);
	}
	json_close(writer);
}

/* What is signed. */
static GString *answer_text(const struct answer *answer)
{
	GString *text = g_string_new(first_line);
	g_autofree char *at = moment_iso(answer->at);
	struct json_writer writer;
	size_t index;
	json_t *decision;
	json_writer_begin(&writer, text);
	json_open_object(&writer);
	json_key_text(&writer, "hub", answer->hub);
	key_hash(&writer, "key", &answer->key);
	json_key_text(&writer, "office", answer->office);
	json_key_int(&writer, "position", answer->position);
	key_hash(&writer, "hash", &answer->hash);
	key_hash(&writer, "definitions", &answer->definitions);
	json_key_int(&writer, "hub_position", answer->hub_position);
	json_key_text(&writer, "at", at);
	json_key(&writer, "decisions");
	json_open_array(&writer);
	json_array_foreach(answer->decisions, index, decision)
		write_decision(&writer, decision);
	json_close(&writer);
	json_close(&writer);
	json_writer_end(&writer, NULL);
	g_string_append_c(text, '\n');
	return text;
}

GBytes *answer_write(const struct answer *answer, const struct hub_key *key)
{
	GString *text = answer_text(answer);
	struct hash hash = hash_bytes(text->str, text->len);
	struct seal signature = hub_sign(key, &hash);
	g_autofree char *hex = signature_hex(&signature);
	g_string_append_printf(text, "%s\n", hex);
	return g_string_free_to_bytes(text);
}

static gboolean no_answer(GError **error)
{
	return fail(error, ERROR_INPUT, _("this is not an acknowledgement of a hub, or it was changed on its way"));
}

static gboolean get_hash(const json_t *json, const char *key, struct hash *hash)
{
	const char *text = json_string_value(json_object_get(json, key));
	return text && hash_parse(text, hash);
}

static gboolean get_position(const json_t *json, const char *key, gint64 *position)
{
	const json_t *value = json_object_get(json, key);
	*position = json_integer_value(value);
	return json_is_integer(value) && *position >= 0 && *position < (gint64)1 << KEY_SHIFT;
}

static gboolean read_parts(const json_t *json, struct answer *answer)
{
	const char *at = json_string_value(json_object_get(json, "at"));
	answer->hub = g_strdup(json_string_value(json_object_get(json, "hub")));
	answer->office = g_strdup(json_string_value(json_object_get(json, "office")));
	answer->decisions = json_incref(json_object_get(json, "decisions"));
	return answer->hub && answer->office && json_is_array(answer->decisions) && at && moment_parse(at, &answer->at, NULL) &&
		get_hash(json, "key", &answer->key) && get_hash(json, "hash", &answer->hash) && get_hash(json, "definitions", &answer->definitions) &&
		get_position(json, "position", &answer->position) && get_position(json, "hub_position", &answer->hub_position);
}

/* The parts of three lines; the signature is checked with the key that the answer itself names. */
static gboolean read_lines(const char *text, struct answer *answer)
{
	const char *json = text + strlen(first_line), *end = strchr(json, '\n'), *last = end ? strchr(end + 1, '\n') : NULL;
	struct seal signature;
	if (!last || last[1])
		return FALSE;
	g_autofree char *hex = g_strndup(end + 1, (gsize)(last - end) - 1);
	json_t *object = json_loadb(json, (gsize)(end - json), JSON_REJECT_DUPLICATES, NULL);
	gboolean good = json_is_object(object) && read_parts(object, answer) && signature_parse(hex, &signature);
	json_decref(object);
	if (!good)
		return FALSE;
	struct hash hash = hash_bytes(text, (gsize)(end + 1 - text));
	g_autoptr(GString) again = answer_text(answer);
	g_autofree char *seal = signature_hex(&signature);
	return strcmp(seal, hex) == 0 && strncmp(again->str, text, again->len) == 0 && again->len == (gsize)(end + 1 - text) && hub_signed(&answer->key, &hash, &signature);
}

gboolean answer_read(GBytes *bytes, struct answer *answer, GError **error)
{
	gsize length;
	const char *data = g_bytes_get_data(bytes, &length);
	*answer = (struct answer){ 0 };
	if (length > ANSWER_MOST || length < strlen(first_line) || memcmp(data, first_line, strlen(first_line)) != 0 || memchr(data, 0, length))
		return no_answer(error);
	g_autofree char *text = g_strndup(data, length);
	if (read_lines(text, answer))
		return TRUE;
	answer_clear(answer);
	return no_answer(error);
}

static gboolean fill(struct app *app, gint64 hub, struct answer *answer, GError **error)
{
	gint64 office = store_office(app->store, answer->office, NULL);
	answer->hub = store_office_code(app->store, hub);
	answer->at = moment_now();
	answer->definitions = app->model->hash;
	answer->hub_position = store_position(app->store, hub, error);
	if (answer->hub_position < 0)
		return FALSE;
	answer->hash = hash_text(answer->office); /* before the first change */
	if (!office)
		return TRUE;
	answer->position = store_position(app->store, office, error);
	return answer->position >= 0 && store_hash_at(app->store, office, answer->position, &answer->hash, error);
}

GBytes *hub_answer(struct app *app, gint64 hub, const char *office, GError **error)
{
	struct answer answer = { .office = g_strdup(office) };
	GBytes *bytes = NULL;
	struct hash entered;
	gboolean own;
	if (!store_look(app->store, &own, error)) {
		answer_clear(&answer);
		return NULL;
	}
	gboolean known = peer_key(app->store, office, &entered) || peer_unknown(office, error);
	g_autofree char *code = store_office_code(app->store, hub);
	g_autoptr(hub_key_t) key = known ? hub_key_read(app, code ? code : "", error) : NULL;
	if (key && fill(app, hub, &answer, error)) {
		answer.key = key->public;
		answer.decisions = decisions_on(app, hub, office, error);
		bytes = answer.decisions ? answer_write(&answer, key) : NULL;
	}
	store_look_away(app->store, own);
	answer_clear(&answer);
	return bytes;
}

static char *answer_setting(const char *office)
{
	return g_strdup_printf("hub.answer.%s", office);
}

/* The last acknowledgement that was taken for an office; FALSE when there is none. */
static gboolean last_answer(struct app *app, const char *office, struct answer *answer)
{
	g_autofree char *name = answer_setting(office);
	g_autofree char *text = store_setting(app->store, name);
	g_autoptr(GBytes) bytes = text ? g_bytes_new(text, strlen(text)) : NULL;
	return bytes && answer_read(bytes, answer, NULL);
}

gint64 hub_next(struct app *app, gint64 office, GError **error)
{
	struct answer answer = { 0 };
	g_autofree char *code = store_office_code(app->store, office);
	gboolean received;
	if (!code || !store_is_received(app->store, office, &received, error))
		return 0;
	gint64 next = last_answer(app, code, &answer) ? answer.position + 1 : 1;
	answer_clear(&answer);
	return next;
}

static gboolean check_trust(struct app *app, const struct answer *answer, GError **error)
{
	g_autofree char *trusted = store_setting(app->store, "hub.trust.key");
	g_autofree char *key = hash_hex(&answer->key);
	if (!trusted || !*trusted)
		return fail(error, ERROR_REFUSED, _("this store trusts no hub yet: ask the superior office for its key, and enter it with `ngoaivu hub trust KEY`"));
	return strcmp(trusted, key) == 0 || fail(error, ERROR_REFUSED, _("the acknowledgement is signed with another key than that of the hub that is trusted"));
}

/* The hub must hold what this store wrote. */
static gboolean check_chain(struct app *app, gint64 office, const struct answer *answer, GError **error)
{
	struct hash own;
	gint64 position = store_position(app->store, office, error);
	if (position < 0)
		return FALSE;
	if (answer->position > position)
		return fail(error, ERROR_CONFLICT, _("office %s: the hub holds entries up to %" PRId64 ", this store only up to %" PRId64 ": it was restored from an older copy; enter what is missing under the next numbers only after asking the hub"),
			answer->office, answer->position, position);
	if (!store_hash_at(app->store, office, answer->position, &own, error))
		return FALSE;
	return hash_equal(&own, &answer->hash) ||
		fail(error, ERROR_CONFLICT, _("office %s: entry %" PRId64 " is another here than at the hub: the two histories have parted (one store was restored from an older copy)"),
			answer->office, answer->position);
}

/* A hub that was restored from a copy has a lower position of its own, and may have received more since. */
static gboolean is_older(struct app *app, const struct answer *answer)
{
	struct answer last = { 0 };
	gboolean older = last_answer(app, answer->office, &last) && hash_equal(&last.key, &answer->key) &&
		(answer->position < last.position || (answer->position == last.position && answer->hub_position < last.hub_position));
	answer_clear(&last);
	return older;
}

/* Inside the transaction. */
static gboolean take(struct app *app, GBytes *bytes, const struct answer *answer, gboolean *older, GError **error)
{
	gint64 office = store_office(app->store, answer->office, error);
	g_autofree char *name = answer_setting(answer->office);
	g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	if (!office || !store_may_change(app->store, office, error) || !check_chain(app, office, answer, error))
		return FALSE;
	*older = is_older(app, answer);
	return *older || (store_set(app->store, name, text, error) && decisions_enter(app, office, answer->hub, answer->decisions, error));
}

gboolean hub_acknowledge(struct app *app, GBytes *bytes, struct answer *answer, gboolean *older, GError **error)
{
	gboolean own;
	*older = FALSE;
	if (!answer_read(bytes, answer, error))
		return FALSE;
	return check_trust(app, answer, error) && step_begin(app->store, &own, error) && step_end(app->store, own, take(app, bytes, answer, older, error), error);
}

void hub_line_free(struct hub_line *line)
{
	if (!line)
		return;
	g_free(line->office);
	g_free(line->note);
	g_free(line);
}

/* An office that this store writes itself: what the hub said last. */
static struct hub_line *line_sent(struct app *app, gint64 office, const char *code, GError **error)
{
	struct hub_line *line = g_new0(struct hub_line, 1);
	struct answer answer = { 0 };
	line->office = g_strdup(code);
	line->hash = history_start(app->store, office);
	line->waiting = store_position(app->store, office, error);
	if (line->waiting >= 0 && last_answer(app, code, &answer)) {
		line->position = answer.position;
		line->hash = answer.hash;
		line->at = answer.at;
		line->waiting -= answer.position;
		line->differs = !hash_equal(&answer.definitions, &app->model->hash);
	}
	answer_clear(&answer);
	if (line->waiting >= 0)
		return line;
	hub_line_free(line);
	return NULL;
}

/* One that this store receives; `office` 0: it has not sent yet. */
static struct hub_line *line_received(struct app *app, gint64 office, const char *code, GError **error)
{
	struct hub_line *line = g_new0(struct hub_line, 1);
	line->office = g_strdup(code);
	line->receives = TRUE;
	line->note = peer_refusal(app, code);
	line->hash = hash_text(code);
	g_autoptr(GPtrArray) packages = store_packages(app->store, office, error);
	if (packages && packages->len) {
		const struct package_row *last = packages->pdata[packages->len - 1];
		g_autofree char *own = hash_hex(&app->model->hash);
		line->position = last->last;
		line->hash = last->hash;
		line->at = last->received;
		line->differs = strcmp(own, last->definitions) != 0;
	}
	if (packages)
		return line;
	hub_line_free(line);
	return NULL;
}

static gboolean add_line(GPtrArray *lines, struct hub_line *line)
{
	if (line)
		g_ptr_array_add(lines, line);
	return line != NULL;
}

static gint by_code(gconstpointer a, gconstpointer b)
{
	const struct hub_line *x = *(struct hub_line *const *)a, *y = *(struct hub_line *const *)b;
	return strcmp(x->office, y->office);
}

static gboolean add_own(struct app *app, GPtrArray *lines, GError **error)
{
	g_autoptr(GArray) offices = store_own_offices(app->store, error);
	for (guint i = 0; offices && i < offices->len; i++) {
		gint64 office = g_array_index(offices, gint64, i);
		g_autofree char *code = store_office_code(app->store, office);
		if (!add_line(lines, line_sent(app, office, code, error)))
			return FALSE;
	}
	return offices != NULL;
}

GPtrArray *hub_status(struct app *app, GError **error)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)hub_line_free);
	g_autoptr(GPtrArray) senders = app_senders(app, error);
	if (!senders || !add_own(app, lines, error))
		return NULL;
	for (guint i = 0; i < senders->len; i++) {
		const struct sender *sender = senders->pdata[i];
		if (!add_line(lines, line_received(app, sender->office, sender->code, error)))
			return NULL;
	}
	g_ptr_array_sort(lines, by_code);
	return g_steal_pointer(&lines);
}

json_t *hub_line_json(const struct hub_line *line)
{
	g_autofree char *hash = hash_hex(&line->hash);
	g_autofree char *at = line->at ? moment_iso(line->at) : NULL;
	json_t *object = json_pack("{s:s, s:s, s:I, s:s, s:s?, s:b}", "office", line->office, "role", line->receives ? "receives" : "sends",
		"position", (json_int_t)line->position, "hash", hash, "at", at, "definitions_differ", line->differs);
	if (!line->receives)
		json_object_set_new(object, "waiting", json_integer(line->waiting));
	if (line->note)
		json_object_set_new(object, "refused", json_string(line->note));
	return object;
}
