// SPDX-License-Identifier: Apache-2.0
// Texts of sections and documents made at random, by a seed. "check" tells as TAP what holds of section-text.js by itself;
// "pairs" prints as JSON what the server is to be asked: a text and what it becomes, a document's text and its words.
"use strict";
const path = require("path");
const text = require(path.join(__dirname, "../../assets/section-text.js"));

function random(seed) {
	return function (most) {
		seed = (seed + 0x6D2B79F5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % most;
	};
}

const CHIPS = ["{{ 1 }}", "{{ \"a\" }}", "{{ cutoff }}", "{{ if(yes,\n\"x\", \"y\") }}"];
const SCRAPS = ["a", "b", "đoàn", "Ơ", " ", " ", "*", "**", "***", "_", "__", "\"", "“", "”", ".", ",", "(", ")", "-", "–", ":", "1", "\u00A0", "!", "%", "#", "{", "}", "\\", "<", ">", "&", "~", "|", "=", "+", "[", "]", "'", "/"];
const WORDS = SCRAPS.concat(["`", "{{", "{%", "{#", "}}", "&amp;", "&#123;", "<b>", "](x)", "1. ", "- ", "# ", "> ", "```", "---", "2) ", "\\*", "{\\{", "[a]: b"]);
const LINES = ["\n", "\n", "\n\n", "\n\n", "\n- ", "\n- ", "\n  - ", "\n  + ", "\n* ", "\n  ", "- ", "1. ", "# ", "> "];

function pick(next, list) {
	return list[next(list.length)];
}

function random_text(next) {
	let out = next(3) ? "" : "- ";
	for (let n = 1 + next(14); n > 0; n--) {
		out += next(6) === 0 ? pick(next, LINES) : next(7) === 0 ? pick(next, CHIPS) : pick(next, SCRAPS);
	}
	return out;
}

function random_words(next) {
	const content = [];
	for (let n = 1 + next(5); n > 0; n--) {
		const marks = ["strong", "em"].filter(() => next(3) === 0).map((name) => ({ type: name }));
		let node = { type: "chip", attrs: { source: pick(next, CHIPS) } };
		if (next(4)) {
			let words = "";
			for (let k = 1 + next(4); k > 0; k--) {
				words += pick(next, WORDS);
			}
			node = { type: "text", text: words };
		}
		content.push(marks.length ? { ...node, marks } : node);
	}
	return { type: "paragraph", content };
}

function random_list(next, depth) {
	const content = [];
	for (let n = 1 + next(3); n > 0; n--) {
		const item = { type: "item", content: [random_words(next)] };
		if (depth < 2 && next(4) === 0) {
			item.content.push(random_list(next, depth + 1));
		}
		content.push(item);
	}
	return { type: "list", content };
}

function random_doc(next) {
	const content = [];
	for (let n = 1 + next(3); n > 0; n--) {
		content.push(next(3) ? random_words(next) : random_list(next, 0));
	}
	return { type: "doc", content };
}

/* What a reader sees of it, block by block: words without blanks at their ends, chips by their source. */
function words_of(node, list) {
	if (node.type === "paragraph") {
		const words = (node.content || []).map((each) => each.type === "chip" ? each.attrs.source : each.text).join("").replace(/[\t\n\r ]+/g, " ").replace(/^ | $/g, "");
		if (words) {
			list.push(words);
		}
	} else if (node.type === "raw") {
		list.push("raw");
	} else {
		(node.content || []).forEach((each) => words_of(each, list));
	}
	return list;
}

function has_raw(doc) {
	return doc.content.some((block) => block.type === "raw");
}

const FIXED = [ /* a text, the kinds of its blocks, and what it is written as */
	["", "paragraph", ""],
	["Một **hai** *ba* {{ count(a.b) }}.\r\n\r\n- x;\r\n  + y\r\n- z", "paragraph list", "Một **hai** *ba* {{ count(a.b) }}.\n\n- x;\n  - y\n- z"],
	["dòng một\ndòng hai\n- việc", "paragraph list", "dòng một dòng hai\n\n- việc"],
	["- a\n\n- b", "list", "- a\n- b"],
	["{% if x %}\n- a\n{% end %}\n\nxong", "raw paragraph", "{% if x %}\n- a\n{% end %}\n\nxong"],
	["| a | b |\n|--|--|\n| 1 | 2 |", "raw", "| a | b |\n|--|--|\n| 1 | 2 |"],
	["1. một\n2. hai", "raw", "1. một\n2. hai"],
	["- a\n\n  thêm\n\nhết", "raw paragraph", "- a\n\n  thêm\n\nhết"],
	["# Mục", "raw", "# Mục"],
	["a  \nb", "raw", "a  \nb"],
	["[x](https://a.vn)", "raw", "[x](https://a.vn)"],
	["```\na\n\nb\n```", "raw", "```\na\n\nb\n```"],
	["{# ghi chú #}\n\na", "raw paragraph", "{# ghi chú #}\n\na"],
	["**a***b*", "paragraph", "**a***b*"],
	["_a_ __b__ a_b", "paragraph", "*a* **b** a_b"],
	["1 < 2 & \"3\" \\* {\\{ x", "paragraph", "1 < 2 & \"3\" \\* {\\{ x"],
	["{{ a", null, null],
	["[a]: http://b", null, null],
];

function check() {
	const results = [];
	const claim = (name, wrong) => results.push((wrong.length ? "not ok " : "ok ") + (results.length + 1) + " - " + name + wrong.slice(0, 5).map((each) => "\n# " + JSON.stringify(each)).join(""));
	claim("known texts are read and written as they should be", FIXED.filter(([from, kinds, to]) => {
		const doc = text.open(from);
		return kinds === null ? doc !== null : !doc || doc.content.map((block) => block.type).join(" ") !== kinds || text.serialize(doc) !== to;
	}));
	const next = random(20200312), lost = [], moved = [], opened = [];
	for (let i = 0; i < 20000; i++) {
		const doc = random_doc(next), written = text.serialize(doc), read = text.parse(written);
		if (!read || JSON.stringify(words_of(read, [])) !== JSON.stringify(words_of(doc, []))) {
			lost.push([doc, written]);
		} else if (text.serialize(read) !== written) {
			moved.push([doc, written, text.serialize(read)]);
		}
	}
	lost.sort((a, b) => a[1].length - b[1].length);
	claim("no word and no figure of a document is lost on the way to its text and back", lost);
	claim("what came back is written alike", moved);
	let models = 0;
	for (let i = 0; i < 20000; i++) {
		const from = random_text(next), doc = text.open(from);
		models += doc && !has_raw(doc);
		if (doc && JSON.stringify(text.open(text.serialize(doc))) !== JSON.stringify(doc)) {
			opened.push([from, text.serialize(doc)]);
		}
	}
	claim("a text that is opened comes back as it was", opened);
	claim("most texts without tricks are modelled", models < 8000 ? [models] : []);
	console.log(results.join("\n") + "\n1.." + results.length);
	process.exit(results.some((each) => each.startsWith("not")) ? 1 : 0);
}

function pairs() {
	const next = random(2020), texts = [], docs = [];
	while (texts.length < 600) {
		const from = random_text(next), doc = text.open(from);
		if (doc && !has_raw(doc) && words_of(doc, []).length) {
			texts.push([from, text.serialize(doc)]);
		}
	}
	while (docs.length < 300) {
		const doc = random_doc(next), words = words_of(doc, []);
		if (words.length) {
			docs.push([text.serialize(doc), words]);
		}
	}
	console.log(JSON.stringify({ texts, docs }));
}

(process.argv[2] === "pairs" ? pairs : check)();
