/* SPDX-License-Identifier: Apache-2.0 */
#include "sample.h"

#define LABEL       "label: {vi: a, en: b}"
#define LABEL_TITLE "title: {vi: a, en: b}\n"

static const char common[] = "groups: {aid: {vi: Viện trợ, en: Aid}}\n"
			     "states: {planned: {vi: Dự kiến, en: Planned}, running: {vi: Đang "
			     "chạy, en: Running}, ended: {vi: Xong, en: Ended}}\n"
			     "fields:\n"
			     "  note: {type: longtext, " LABEL "}\n";

static const char donor[] =
	"register: donor\n"
	"title: {vi: Nhà tài trợ, en: Donors}\n"
	"group: aid\n"
	"number: 1\n"
	"key: name\n"
	"code: code\n"
	"fields:\n"
	"  name: {type: text, required: true, " LABEL "}\n"
	"  code: {type: text, " LABEL "}\n"
	"  country: {type: country, " LABEL "}\n"
	"  founded: {type: date, " LABEL "}\n"
	"  pledge: {type: money, " LABEL "}\n"
	"  tags: {type: text, many: true, " LABEL "}\n"
	"  parent: {type: link, to: donor, " LABEL "}\n"
	"  friends: {type: link, to: donor, many: true, " LABEL "}\n"
	"  kind: {type: choice, " LABEL
	", values: {ngo: {vi: PCPNN, en: NGO}, firm: {vi: Doanh nghiệp, en: Firm}}}\n";

static const char project[] =
	"register: project\n"
	"title: {vi: Dự án, en: Projects}\n"
	"group: aid\n"
	"number: 2\n"
	"key: name\n"
	"fields:\n"
	"  name: {type: text, required: true, pattern: '^[^!]*$', " LABEL "}\n"
	"  story: {type: longtext, " LABEL "}\n"
	"  tags: {type: text, many: true, " LABEL "}\n"
	"  kind: {type: choice, " LABEL ", values: {ngo: {vi: PCPNN, en: NGO}, state: {vi: Nhà "
	"nước, en: State}, donor: {vi: Tặng, en: Given}}}\n"
	"  forms: {type: choices, " LABEL ", values: {cash: {vi: Tiền, en: Cash}, goods: {vi: "
	"Hàng, en: Goods}, work: {vi: Công, en: Work}}}\n"
	"  open: {type: bool, " LABEL "}\n"
	"  people: {type: count, max: 1000000, unit: {vi: người, en: people}, " LABEL "}\n"
	"  change: {type: count, min: -100, " LABEL "}\n"
	"  area: {type: decimal, scale: 3, " LABEL "}\n"
	"  share: {type: decimal, min: 0, max: 100, " LABEL "}\n"
	"  value: {type: money, " LABEL "}\n"
	"  starts: {type: date, " LABEL "}\n"
	"  ends: {type: date, check: ends >= starts, " LABEL "}\n"
	"  meets: {type: datetime, " LABEL "}\n"
	"  country: {type: country, many: true, " LABEL "}\n"
	"  province: {type: province, " LABEL "}\n"
	"  place: {type: locality, " LABEL "}\n"
	"  division: {type: division, " LABEL "}\n"
	"  bureau: {type: office, " LABEL "}\n"
	"  officer: {type: person, " LABEL "}\n"
	"  currency: {type: currency, " LABEL "}\n"
	"  language: {type: language, many: true, " LABEL "}\n"
	"  sector: {type: sector, " LABEL "}\n"
	"  dockind: {type: dockind, " LABEL "}\n"
	"  donor: {type: link, to: donor, " LABEL "}\n"
	"  partners: {type: link, to: donor, many: true, " LABEL "}\n"
	"  letter: {type: document, " LABEL "}\n"
	"  basis: {type: document, many: true, " LABEL "}\n"
	"  files: {type: file, many: true, " LABEL "}\n"
	"  level: {type: choice, default: low, " LABEL
	", values: {low: {vi: Thấp, en: Low}, high: {vi: Cao, en: High}}}\n"
	"  steps:\n"
	"    type: rows\n"
	"    " LABEL "\n"
	"    of:\n"
	"      on: {type: date, required: true, " LABEL "}\n"
	"      amount: {type: count, check: amount <= people, " LABEL "}\n"
	"      paid: {type: money, " LABEL "}\n"
	"      ratio: {type: decimal, " LABEL "}\n"
	"      text: {type: text, " LABEL "}\n"
	"      donor: {type: link, to: donor, " LABEL "}\n"
	"      words: {type: text, many: true, " LABEL "}\n"
	"      twice: {type: count, compute: amount * 2, " LABEL "}\n"
	"  total: {type: count, compute: doubled + 1, " LABEL "}\n"
	"  doubled: {type: count, compute: sum(steps.twice), " LABEL "}\n"
	"  paid: {type: money, compute: sum(steps.paid), " LABEL "}\n"
	"  size: {type: choice, compute: 'if(people > 100, big, small)', " LABEL
	", values: {big: {vi: Lớn, en: Big}, small: {vi: Nhỏ, en: Small}}}\n"
	"states: {planned: [running], running: [ended], ended: []}\n";

static const struct {
	const char *name, *text;
} sources[] = {
	{"common.yaml", common},
	{"registers/donor.yaml", donor},
	{"registers/project.yaml", project},
	{"codes/countries.yaml", "codes: countries\n" LABEL_TITLE "items:\n"
				 "  JP: {vi: Nhật Bản, en: Japan, alias: [Nhật]}\n"
				 "  KR: {vi: Hàn Quốc, en: South Korea}\n"
				 "  LA: {vi: Lào, en: Laos}\n"},
	{"codes/provinces.yaml",
		"codes: provinces\n" LABEL_TITLE "items:\n"
		"  thai-binh: {vi: Thái Bình, en: Thai Binh, code: '34', kind: province}\n"
		"  hung-yen: {vi: Hưng Yên, en: Hung Yen, code: '33', kind: province}\n"},
	{"codes/currencies.yaml", "codes: currencies\n" LABEL_TITLE "items:\n"
				  "  VND: {vi: đồng, en: dong, minor: 0, symbol: đồng}\n"
				  "  USD: {vi: đô la Mỹ, en: US dollar, minor: 2, symbol: USD}\n"
				  "  JPY: {vi: yên Nhật, en: yen, minor: 0, symbol: JPY}\n"
				  "  KWD: {vi: đi-na, en: dinar, minor: 3, symbol: KWD}\n"},
	{"codes/languages.yaml", "codes: languages\n" LABEL_TITLE "items:\n"
				 "  vi: {vi: Tiếng Việt, en: Vietnamese}\n"
				 "  vi-en: {vi: Việt - Anh, en: Vietnamese - English}\n"},
	{"codes/sectors.yaml", "codes: sectors\n" LABEL_TITLE "items:\n"
			       "  health: {vi: Y tế, en: Health}\n"
			       "  education: {vi: Giáo dục, en: Education}\n"},
	{"codes/dockinds.yaml", "codes: dockinds\n" LABEL_TITLE "items:\n"
				"  BC: {vi: Báo cáo, en: Report}\n"},
	{"holidays.yaml",
		"holidays: [{on: 2020-01-01, vi: Tết Dương lịch}]\nworked: [2020-01-04]\n"},
	{"rates.yaml", "rates: [{currency: USD, on: 2020-01-01, rate: 23000}, {currency: USD, on: "
		       "2020-07-01, rate: 23500.5},"
		       " {currency: JPY, on: 2020-01-01, rate: 210}]\n"},
};

static const struct record *get_record(void *data, const struct reg *target, gint64 id)
{
	const struct sample *sample = data;
	if (id < 1 || id > sample->records->len)
		return NULL;
	const struct record *record = g_ptr_array_index(sample->records, id - 1);
	return record->reg == target ? record : NULL;
}

static gboolean find_record(
	void *data, const struct reg *target, const char *name, gint64 *id, GError **error)
{
	const struct sample *sample = data;
	for (guint i = 0; i < sample->records->len; i++) {
		const struct record *record = g_ptr_array_index(sample->records, i);
		const struct value *code =
			record->reg == target ? record_value(record, "code") : NULL;
		const struct value *key =
			record->reg == target ? record_value(record, "name") : NULL;
		if ((code && strcmp(code->text, name) == 0) ||
			(key && strcmp(key->text, name) == 0)) {
			*id = record->id;
			return TRUE;
		}
	}
	return fail(error, ERROR_ABSENT, "there is no record %s", name);
}

struct sample *sample_new(void)
{
	struct sample *sample = g_new0(struct sample, 1);
	g_autoptr(findings_t) findings = findings_new();
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++) {
		struct source *source = g_new0(struct source, 1);
		*source = (struct source){
			.name = (char *)sources[i].name, .text = (char *)sources[i].text};
		g_ptr_array_add(list, source);
	}
	sample->model = model_load_sources(list, findings);
	if (!sample->model) {
		g_autofree char *text = findings_text(findings);
		g_error("%s", text);
	}
	sample->records = g_ptr_array_new_with_free_func((GDestroyNotify)record_free);
	sample->links = (struct links){find_record, get_record, sample};
	return sample;
}

void sample_free(struct sample *sample)
{
	g_ptr_array_unref(sample->records);
	model_free(sample->model);
	g_free(sample);
}

json_t *sample_json(const char *text)
{
	g_autofree char *copy = g_strdup(text);
	g_strdelimit(copy, "'", '"');
	json_error_t wrong;
	json_t *json = json_loads(copy, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &wrong);
	if (!json)
		g_error("%s: %s", copy, wrong.text);
	return json;
}

struct record *sample_record(struct sample *sample, const char *reg, const char *json)
{
	struct record *record = record_new(model_register(sample->model, reg));
	json_t *object = sample_json(json);
	GError *error = NULL;
	record_set_json(record, sample->model, &sample->links, object, &error);
	g_assert_no_error(error);
	record_complete(record, sample->model, &sample->links, &error);
	g_assert_no_error(error);
	json_decref(object);
	g_ptr_array_add(sample->records, record);
	record->id = sample->records->len;
	record->version = 1;
	return record;
}

void sample_add_donors(struct sample *sample)
{
	sample_record(sample, "donor", "{'name':'World','code':'W1'}");
	sample_record(sample, "donor", "{'name':'Aid; help','code':'A;2'}");
	sample_record(sample, "donor", "{'name':'No code'}");
}
