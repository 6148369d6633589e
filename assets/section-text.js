/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of a section as a document and back. A document is what ProseMirror reads as JSON: paragraphs, lists, and raw
 * blocks, which hold byte for byte what this file does not understand. Markdown is read as CommonMark reads it
 * (emphasis by its algorithm of delimiters); where there is doubt, a block is raw. No window is needed here.
 */
"use strict";
(function (root, make) {
	if (typeof module === "object" && module.exports) {
		module.exports = make();
	} else {
		root.SectionText = make();
	}
}(typeof window === "undefined" ? null : window, function () {
	var PRIVATE = /[\uE000-\uF8FF]/;
	var PUNCTUATION = /[!-/:-@[-`{-~\p{P}]/u;
	var ASCII_PUNCTUATION = /[!-/:-@[-`{-~]/;
	var SPACE = /[\t\n\f\r \u00A0\u1680\u2000-\u200A\u202F\u205F\u3000]/;
	/* "&#" without a number is refused by the server. */
	var ENTITY = /^&(#|[A-Za-z][A-Za-z0-9]*;)/;
	/* What begins another kind of block than a paragraph. */
	var BEGINS = /^(#{1,6}([ \t]|$)|>|([-+*]|\d{1,9}[.)])([ \t]|$)|```|~~~|<[A-Za-z/!?]|([-_*])([ \t]*\5){2,}[ \t]*$)/;

	var RULE = /^([-_*])([ \t]*\1){2,}$/;

	/* Blanks as CommonMark means them: a no-break space is a letter. */
	function strip(line) {
		return line.replace(/^[ \t]+|[ \t]+$/g, "");
	}

	/* The marks of the template language, each as one private character; null where one is never closed. */
	function lex(text) {
		var marks = [], out = "", at = 0;
		while (at < text.length) {
			var found = /\{[{%#]/.exec(text.slice(at));
			if (!found) {
				break;
			}
			var from = at + found.index, close = { "{": "}}", "%": "%}", "#": "#}" }[text[from + 1]];
			var end = text.indexOf(close, from + 2);
			if (end < 0 || marks.length > 6000) {
				return null;
			}
			out += text.slice(at, from) + String.fromCharCode(0xE000 + marks.length);
			marks.push(text.slice(from, end + 2));
			at = end + 2;
		}
		return { text: out + text.slice(at), marks: marks };
	}

	function restored(text, marks) {
		return text.replace(/[\uE000-\uF8FF]/g, function (sign) {
			return marks[sign.charCodeAt(0) - 0xE000];
		});
	}

	function delimiter(text, from, to) {
		var before = from ? text.slice(0, from).match(/.$/su)[0] : "\n", after = to < text.length ? text.slice(to).match(/^./su)[0] : "\n";
		var left = !SPACE.test(after) && (!PUNCTUATION.test(after) || SPACE.test(before) || PUNCTUATION.test(before));
		var right = !SPACE.test(before) && (!PUNCTUATION.test(before) || SPACE.test(after) || PUNCTUATION.test(after));
		var star = text[from] === "*";
		return { sign: text[from], count: to - from, whole: to - from,
			open: star ? left : left && (!right || PUNCTUATION.test(before)),
			close: star ? right : right && (!left || PUNCTUATION.test(after)) };
	}

	/* Pieces of a paragraph; null where it holds what is not modelled. */
	function pieces(text, marks) {
		var list = [], at = 0;
		while (at < text.length) {
			var sign = text[at], rest = text.slice(at), next = text[at + 1] || "";
			if (PRIVATE.test(sign)) {
				var source = marks[sign.charCodeAt(0) - 0xE000];
				if (source[1] !== "{") {
					return null;
				}
				list.push({ chip: source });
			} else if (sign === "\\" && ASCII_PUNCTUATION.test(next)) {
				list.push({ text: next });
				at++;
			} else if (sign === "`" || sign === "\t" || (sign === "<" && /[A-Za-z/!?]/.test(next)) || (sign === "]" && /[([]/.test(next))) {
				return null;
			} else if (sign === "&" && rest.indexOf("&#123;") === 0) {
				list.push({ text: "{" });
				at += 5;
			} else if (sign === "&" && ENTITY.test(rest)) {
				return null;
			} else if (sign === "*" || sign === "_") {
				var to = at;
				while (text[to] === sign) {
					to++;
				}
				list.push(delimiter(text, at, to));
				at = to - 1;
			} else {
				list.push({ text: sign });
			}
			at++;
		}
		return list;
	}

	function opener_of(list, j) {
		for (var i = j - 1; i >= 0; i--) {
			var a = list[i], b = list[j];
			if (a.sign === b.sign && a.open && a.count && !((b.open || a.close) && b.whole % 3 !== 0 && (a.whole + b.whole) % 3 === 0)) {
				return i;
			}
		}
		return -1;
	}

	/* Emphasis, as CommonMark's "process emphasis" finds it. */
	function emphasize(list) {
		for (var j = 0; j < list.length; j++) {
			while (list[j].sign && list[j].close && list[j].count) {
				var i = opener_of(list, j);
				if (i < 0) {
					break;
				}
				var two = list[i].count > 1 && list[j].count > 1;
				for (var k = i + 1; k < j; k++) {
					list[k][two ? "strong" : "em"] = true;
					list[k].open = list[k].close = false;
				}
				list[i].count -= two ? 2 : 1;
				list[j].count -= two ? 2 : 1;
			}
		}
	}

	/* Inline nodes; an empty list for nothing, null for what is not modelled. */
	function inlines(text, marks) {
		var list = pieces(text, marks), nodes = [];
		if (!list) {
			return null;
		}
		emphasize(list);
		list.forEach(function (piece) {
			var words = piece.sign ? piece.sign.repeat(piece.count) : piece.text;
			if (piece.chip || words) {
				nodes.push(node_of({ chip: piece.chip, text: words, strong: piece.strong, em: piece.em }));
			}
		});
		return joined(nodes);
	}

	function node_of(piece) {
		var node = piece.chip ? { type: "chip", attrs: { source: piece.chip } } : { type: "text", text: piece.text };
		var marks = ["strong", "em"].filter(function (name) {
			return piece[name];
		});
		if (marks.length) {
			node.marks = marks.map(function (name) {
				return { type: name };
			});
		}
		return node;
	}

	function joined(nodes) {
		return nodes.reduce(function (list, node) {
			var last = list[list.length - 1];
			if (last && last.type === "text" && node.type === "text" && JSON.stringify(last.marks) === JSON.stringify(node.marks)) {
				list[list.length - 1] = Object.assign({}, last, { text: last.text + node.text });
			} else {
				list.push(node);
			}
			return list;
		}, []);
	}

	function paragraph(lines, marks) {
		for (var i = 0; i < lines.length; i++) {
			var line = strip(lines[i]);
			if (!line || BEGINS.test(line) || (i && /^[\s|:=-]+$/.test(line)) || (i + 1 < lines.length && /( {2}|\\)$/.test(lines[i]))) {
				return null;
			}
		}
		var content = inlines(lines.map(strip).join(" "), marks);
		return content && { type: "paragraph", content: content };
	}

	function indent_of(line) {
		return /^ */.exec(line)[0].length;
	}

	/* A list whose items begin at that depth; moves reader.at behind it. */
	function list_at(reader, depth) {
		var items = [], sign = reader.lines[reader.at][depth];
		while (reader.at < reader.lines.length) {
			var line = reader.lines[reader.at], found = /^ *([-+*]) ([^ \t].*)$/.exec(line);
			if (!found || indent_of(line) !== depth) {
				break;
			}
			if (found[1] !== sign || RULE.test(strip(line))) {
				return null;
			}
			var words = [found[2]];
			for (reader.at++; reader.at < reader.lines.length; reader.at++) {
				line = reader.lines[reader.at];
				if (/^ *[-+*]( |$)/.test(line) || (indent_of(line) && indent_of(line) !== depth + 2)) {
					break;
				}
				words.push(line);
			}
			var item = { type: "item", content: [paragraph(words, reader.marks)] };
			if (!item.content[0]) {
				return null;
			}
			if (reader.at < reader.lines.length && indent_of(reader.lines[reader.at]) === depth + 2) {
				var below = list_at(reader, depth + 2);
				if (!below) {
					return null;
				}
				item.content.push(below);
			}
			items.push(item);
		}
		return items.length ? { type: "list", content: items } : null;
	}

	/* Lines without a blank one between them. */
	function chunk(lines, marks) {
		var blocks = [], head = 0;
		while (head < lines.length && !/^[-+*]( |$)/.test(lines[head])) {
			head++;
		}
		if (/^( {4}|\t| *\t)/.test(lines[0])) {
			return null;
		}
		if (head) {
			var block = paragraph(lines.slice(0, head), marks);
			if (!block) {
				return null;
			}
			blocks.push(block);
		}
		if (head < lines.length) {
			var reader = { lines: lines, at: head, marks: marks }, list = list_at(reader, 0);
			if (!list || reader.at < lines.length) {
				return null;
			}
			list.sign = lines[head][0];
			blocks.push(list);
		}
		return blocks;
	}

	function raw(lines, marks) {
		return { type: "raw", content: [{ type: "text", text: restored(lines.join("\n"), marks) }] };
	}

	/* What follows indented belongs to the list or the raw block before it. */
	function belongs(line, last) {
		return last && /^[ \t]/.test(line) && last.block.type !== "paragraph";
	}

	function add_chunk(placed, lines, from, to, marks) {
		var last = placed[placed.length - 1];
		if (belongs(lines[from], last)) {
			while (placed.length && placed[placed.length - 1].from === last.from) {
				placed.pop();
			}
			placed.push({ from: last.from, block: raw(lines.slice(last.from, to), marks) });
			return;
		}
		var blocks = chunk(lines.slice(from, to), marks);
		if (blocks && last && last.block.type === "list" && blocks[0].type === "list") {
			if (blocks.length === 1 && blocks[0].sign === last.block.sign) {
				last.block = Object.assign({}, last.block, { content: last.block.content.concat(blocks[0].content) });
				return;
			}
			blocks = null;
		}
		(blocks || [raw(lines.slice(from, to), marks)]).forEach(function (block) {
			placed.push({ from: from, block: block });
		});
	}

	/* The document; null where the text cannot be told apart into blocks. */
	function parse(text) {
		text = text.replace(/\r\n?/g, "\n");
		var lexed = PRIVATE.test(text) || /^[ \t>]*\[[^\]\n]*\]:/m.test(text) ? null : lex(text);
		if (!lexed) {
			return null;
		}
		var lines = lexed.text.split("\n"), placed = [], at = 0;
		while (at < lines.length) {
			if (!strip(lines[at])) {
				at++;
				continue;
			}
			var to = at;
			while (to < lines.length && strip(lines[to])) {
				to++;
			}
			if (lines.slice(at, to).some(function (line) { return /^[ \t>*+-]*(```|~~~|<[!?A-Za-z])/.test(line); })) {
				to = lines.length; /* program code and HTML may go on over blank lines */
				while (!strip(lines[to - 1])) {
					to--;
				}
			}
			add_chunk(placed, lines, at, to, lexed.marks);
			at = to;
		}
		return { type: "doc", content: placed.length ? placed.map(function (each) {
			delete each.block.sign;
			return each.block;
		}) : [{ type: "paragraph" }] };
	}

	/* One entry for each letter and chip, with its styles; blanks at the ends of a style have none. */
	function letters(content) {
		var list = [];
		(content || []).forEach(function (node) {
			var names = (node.marks || []).map(function (mark) {
				return mark.type;
			});
			var add = function (letter) {
				letter.strong = names.indexOf("strong") >= 0;
				letter.em = names.indexOf("em") >= 0;
				list.push(letter);
			};
			if (node.type === "chip") {
				add({ chip: node.attrs.source });
				return;
			}
			Array.from(node.text.replace(/[\uE000-\uF8FF]/g, "").replace(/[\t\n\r]+/g, " ")).forEach(function (sign) {
				add({ sign: sign });
			});
		});
		while (list.length && list[0].sign === " ") {
			list.shift();
		}
		while (list.length && list[list.length - 1].sign === " ") {
			list.pop();
		}
		return list;
	}

	function is_edge(letter) {
		return !letter || (letter.sign !== undefined && SPACE.test(letter.sign));
	}

	/* A style begins and ends with what can carry its signs. */
	function tighten(list, style) {
		var changed = true;
		while (changed) {
			changed = false;
			for (var i = 0; i < list.length; i++) {
				var last = list[i - 1], next = list[i + 1], begins = !last || !last[style], ends = !next || !next[style];
				if (!list[i][style] || (!begins && !ends)) {
					continue;
				}
				var outside = begins ? last : next, stops = list[i].sign !== undefined && PUNCTUATION.test(list[i].sign);
				var held = !is_edge(outside) && !(outside.sign !== undefined && PUNCTUATION.test(outside.sign));
				if (is_edge(list[i]) || (stops && held)) {
					list[i][style] = false;
					changed = true;
				}
			}
		}
	}

	function escaped(list, i) {
		var sign = list[i].sign, last = i ? list[i - 1].sign : undefined, next = i + 1 < list.length ? list[i + 1].sign : undefined;
		var is_word = function (letter) {
			return letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
		};
		if (sign === "\\" || sign === "`" || sign === "*" || sign === "[" || (sign === "_" && !(is_word(last) && is_word(next)))) {
			return "\\" + sign;
		}
		if (sign === "]" && (next === "(" || next === "[")) {
			return "\\]";
		}
		if (sign === "<" && next !== undefined && /[A-Za-z/!?]/.test(next)) {
			return "\\<";
		}
		if (sign === "&" && next !== "#" && ENTITY.test(list.slice(i, i + 40).map(function (letter) { return letter.sign || " "; }).join(""))) {
			return "\\&";
		}
		if (sign === "{" && i + 1 < list.length && list[i + 1].chip) {
			return "&#123;";
		}
		return ((sign === "{" || sign === "%" || sign === "#") && last === "{") || (sign === "#" && last === "&") ? "\\" + sign : sign;
	}

	var SIGNS = { strong: "**", em: "*" };

	function ends_at(list, i, style) {
		while (i < list.length && list[i][style]) {
			i++;
		}
		return i;
	}

	function marked_text(list) {
		var out = "", open = [];
		var shut = function (i) {
			while (open.some(function (style) { return !list[i] || !list[i][style]; })) {
				out += SIGNS[open.pop()];
			}
		};
		list.forEach(function (letter, i) {
			shut(i);
			["strong", "em"].filter(function (style) {
				return letter[style] && open.indexOf(style) < 0;
			}).sort(function (a, b) {
				return ends_at(list, i, b) - ends_at(list, i, a);
			}).forEach(function (style) {
				open.push(style);
				out += SIGNS[style];
			});
			out += letter.chip || escaped(list, i);
		});
		shut(list.length);
		return out;
	}

	function guarded(text) {
		return BEGINS.test(text) || /^[- \t]+$/.test(text) ? text.replace(/^(\d*)/, "$1\\") : text;
	}

	function same(text, list) {
		var lexed = lex(text), read = lexed && !BEGINS.test(lexed.text) ? inlines(lexed.text, lexed.marks) : null;
		return read && JSON.stringify(read) === JSON.stringify(joined(list.map(function (letter) {
			return node_of({ chip: letter.chip, text: letter.sign, strong: letter.strong, em: letter.em });
		})));
	}

	/* One line of Markdown. Where styles meet in a way that it cannot say, they go; never a word. */
	function line_of(node) {
		var list = letters(node.content), text;
		tighten(list, "strong");
		tighten(list, "em");
		["none", "em", "strong"].some(function (less) {
			list.forEach(function (letter) {
				letter[less] = false;
			});
			text = guarded(marked_text(list));
			return same(text, list);
		});
		return text;
	}

	function list_lines(list, depth) {
		return list.content.reduce(function (lines, item) {
			var words = line_of(item.content[0]);
			var below = item.content[1] ? list_lines(item.content[1], words ? depth + 2 : depth) : [];
			return lines.concat(words ? [" ".repeat(depth) + "- " + words] : [], below);
		}, []);
	}

	function serialize(doc) {
		var last = null;
		return (doc.content || []).reduce(function (out, block) {
			var text = block.type === "raw" ? (block.content || []).map(function (node) { return node.text; }).join("").replace(/^\n+|\n+$/g, "")
				: block.type === "list" ? list_lines(block, 0).join("\n") : line_of(block);
			if (!/[^ \t\n]/.test(text)) {
				return out;
			}
			out += !out ? text : (block.type === "list" && last === "list" ? "\n" : "\n\n") + text;
			last = block.type;
			return out;
		}, "");
	}

	/* The document of a text that comes back from it as it was; null: it had better be edited as it stands. */
	function open(text) {
		var doc = parse(text);
		return doc && JSON.stringify(parse(serialize(doc))) === JSON.stringify(doc) ? doc : null;
	}

	/* The prints of a document, each once. */
	function prints(doc) {
		var found = [];
		var walk = function (node) {
			if (node.type === "chip" && found.indexOf(node.attrs.source) < 0) {
				found.push(node.attrs.source);
			}
			(node.content || []).forEach(walk);
		};
		walk(doc);
		return found;
	}

	return { open: open, parse: parse, serialize: serialize, prints: prints };
}));
