/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is pasted, as lines: {runs: [{text, marks: ["strong", "em"]}], item: whether it is an item of a list}. Words, bold,
 * italic and items stay of what Word and others bring; their looks do not.
 */
"use strict";
window.SectionPaste = (function () {
	var BULLET = /^[\s\u00A0]*([-–•·▪●○§o*+]|\uF0B7|\uF0A7)[\s\u00A0]+(?=\S)/;

	function words_of(text) {
		return text.replace(/[\u200B\uFEFF\u00AD\uE000-\uF8FF]/g, "").replace(/[ \t\r\n\f]+/g, " ").normalize("NFC");
	}

	/* An item by the sign that it begins with. */
	function marked(line) {
		var first = line.runs.find(function (run) { return run.text; });
		if (first && BULLET.test(first.text)) {
			line.item = true;
			first.text = first.text.replace(BULLET, "");
		}
		return line;
	}

	function lines_of_text(text) {
		return text.split(/\r\n?|\n/).map(function (line) {
			return marked({ runs: [{ text: words_of(line).trimEnd(), marks: [] }], item: false });
		});
	}

	function lines_of_html(html) {
		var lines = [], line = null;
		var end = function (item) {
			line = { runs: [], item: Boolean(item) };
			lines.push(line);
		};
		var walk = function (node, marks, item) {
			if (node.nodeType === 3) {
				var text = words_of(node.data);
				line.runs.push({ text: line.runs.length ? text : text.trimStart(), marks: marks });
				return;
			}
			if (node.nodeType !== 1 || /^(STYLE|SCRIPT|TITLE|META|HEAD|O:P)$/.test(node.nodeName)) {
				return;
			}
			var style = node.dataset.style || "", name = node.nodeName;
			if (/mso-list:\s*Ignore/i.test(style)) {
				line.item = true;
				return;
			}
			var block = /^(P|DIV|LI|H[1-6]|TR|PRE|BR|UL|OL|TABLE|BLOCKQUOTE|SECTION|ARTICLE)$/.test(name);
			var own = item || name === "LI" || /mso-list:\s*l\d/i.test(style);
			if (block) {
				end(own);
			} else if (name === "TD" || name === "TH") {
				line.runs.push({ text: line.runs.length ? " " : "", marks: [] });
			}
			var named = marks.slice();
			if ((/^(B|STRONG)$/.test(name) && !/font-weight:\s*normal/i.test(style)) && named.indexOf("strong") < 0) {
				named.push("strong");
			}
			if (/^(I|EM)$/.test(name) && named.indexOf("em") < 0) {
				named.push("em");
			}
			node.childNodes.forEach(function (below) {
				walk(below, named, name === "LI" ? false : item && !block);
			});
			if (block && name !== "BR") {
				end(false);
			}
		};
		end(false);
		var bare = html.replace(/<style[\s\S]*?<\/style\s*>/gi, "").replace(/(<[^<>]*?\s)style(\s*=)/gi, "$1data-style$2"); /* the content policy knows no styles */
		walk(new DOMParser().parseFromString(bare, "text/html").body, [], false);
		return lines.map(marked);
	}

	return { of_text: lines_of_text, of_html: lines_of_html };
}());
