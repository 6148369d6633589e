/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The editor of a section: ProseMirror over the text field of the form, which keeps the text and is what is sent. Without
 * this script the field is written in as it stands. What the editor says comes from the page, in the reader's language.
 */
"use strict";
(function () {
	var PM = window.ProseMirror, Text = window.SectionText, Paste = window.SectionPaste;
	var area = document.getElementById("text"), mount = document.querySelector(".editor");
	if (!PM || !Text || !Paste || !area || !mount) {
		return;
	}
	var say = mount.dataset, form = area.form, kept = "section " + say.key;
	var values = new Map(), shown = new Set(), view = null, sending = false, timer = 0, asked = null;

	function clean(text) {
		return text.replace(/\r\n?/g, "\n").normalize("NFC").trim();
	}
	var saved = say.state === "unsaved" ? null : clean(area.value);

	function element(name, className, text) {
		var made = document.createElement(name);
		made.className = className || "";
		made.textContent = text || "";
		return made;
	}

	function button(label, keys, act) {
		var made = element("button", "", label);
		made.type = "button";
		if (keys) {
			made.setAttribute("aria-keyshortcuts", keys);
			made.title = label + " (" + keys.replace("Control", "Ctrl") + ")";
		}
		made.addEventListener("click", act);
		return made;
	}

	/* Documents. */
	var schema = new PM.Schema({
		nodes: {
			doc: { content: "block+" },
			paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }, { tag: "div" }], toDOM: function () { return ["p", 0]; } },
			list: { group: "block", content: "item+", parseDOM: [{ tag: "ul" }, { tag: "ol" }], toDOM: function () { return ["ul", 0]; } },
			item: { content: "paragraph list?", defining: true, parseDOM: [{ tag: "li" }], toDOM: function () { return ["li", 0]; } },
			raw: { group: "block", content: "text*", marks: "", code: true, defining: true, parseDOM: [{ tag: "pre", preserveWhitespace: "full" }],
				toDOM: function () { return ["pre", { "class": "raw", title: say.raw }, ["code", 0]]; } },
			text: { group: "inline" },
			chip: { group: "inline", inline: true, atom: true, attrs: { source: {} },
				parseDOM: [{ tag: "span[data-source]", getAttrs: function (dom) { return { source: dom.dataset.source }; } }],
				toDOM: function (node) { return ["span", { "data-source": node.attrs.source }, node.attrs.source]; },
				leafText: function (node) { return node.attrs.source; } },
		},
		marks: {
			strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: function () { return ["strong", 0]; } },
			em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: function () { return ["em", 0]; } },
		},
	});
	var type = schema.nodes;

	/* Chips: each shows what its print is now. */
	function Chip(node) {
		this.source = node.attrs.source;
		this.dom = element("span", "chip");
		this.dom.dataset.source = this.source;
		this.dom.title = this.source;
		shown.add(this);
		this.show();
	}
	Chip.prototype.show = function () {
		var value = values.get(this.source);
		this.dom.classList.toggle("wrong", Boolean(value && value.problem));
		this.dom.classList.toggle("waiting", !value);
		this.dom.textContent = !value ? this.source : value.problem ? "⚠ " + this.source : value.text || say.empty;
		this.dom.title = value && value.problem ? value.problem : this.source;
	};
	Chip.prototype.ignoreMutation = function () { return true; };
	Chip.prototype.destroy = function () { shown.delete(this); };

	function telling(source) {
		var value = values.get(source);
		if (!value) {
			return say.figure + ": " + say.waiting + ". " + source;
		}
		return say.figure + ": " + (value.problem ? say.wrong + ". " + value.problem : value.text || say.empty) + ". " + source + ". " + say.opens;
	}

	function follow(source) {
		var value = values.get(source);
		if (value && value.url) {
			window.open(value.url, "_blank", "noopener");
		}
		return true;
	}

	/* What is typed or pasted as {{ … }} becomes a chip. */
	function chips_of(transactions, before, state) {
		if (!transactions.some(function (each) { return each.docChanged; })) {
			return null;
		}
		var found = [], change = state.tr;
		state.doc.descendants(function (node, at) {
			if (!node.isTextblock || node.type === type.raw) {
				return true;
			}
			var text = node.textBetween(0, node.content.size, "", "\uFFFC"), each, search = /\{\{[^\uFFFC]*?\}\}/g;
			while ((each = search.exec(text))) {
				found.push([at + 1 + each.index, at + 1 + each.index + each[0].length, each[0]]);
			}
			return false;
		});
		found.reverse().forEach(function (each) {
			change.replaceWith(each[0], each[1], type.chip.create({ source: each[2] }, null, change.doc.resolve(each[0]).marks()));
		});
		if (state.doc.lastChild.type === type.raw) {
			change.insert(change.doc.content.size, type.paragraph.create());
		}
		return change.docChanged ? change : null;
	}

	function remove_chip(forward) {
		return function (state, dispatch) {
			var at = state.selection.$from, node = state.selection.empty && (forward ? at.nodeAfter : at.nodeBefore);
			if (!node || node.type !== type.chip) {
				return false;
			}
			if (dispatch) {
				dispatch(state.tr.delete(forward ? at.pos : at.pos - 1, forward ? at.pos + 1 : at.pos));
			}
			return true;
		};
	}

	function open_chip(state) {
		var node = state.selection.node;
		return Boolean(node && node.type === type.chip && follow(node.attrs.source));
	}

	function in_list(state) {
		for (var depth = state.selection.$from.depth; depth > 0; depth--) {
			if (state.selection.$from.node(depth).type === type.list) {
				return true;
			}
		}
		return false;
	}

	function toggle_list(state, dispatch) {
		return in_list(state) ? PM.liftListItem(type.item)(state, dispatch) : PM.wrapInList(type.list)(state, dispatch);
	}

	/* What comes from elsewhere: words, bold and italic, items; no other looks. */
	function blocks_of(lines) {
		var blocks = [];
		lines.forEach(function (line) {
			var content = line.runs.filter(function (run) { return run.text; }).map(function (run) {
				return schema.text(run.text, run.marks.map(function (name) { return schema.marks[name].create(); }));
			});
			if (!line.runs.some(function (run) { return run.text.trim(); })) {
				return;
			}
			var words = type.paragraph.create(null, content), last = blocks[blocks.length - 1];
			if (!line.item) {
				blocks.push(words);
			} else if (last && last.type === type.list) {
				blocks[blocks.length - 1] = last.copy(last.content.addToEnd(type.item.create(null, words)));
			} else {
				blocks.push(type.list.create(null, type.item.create(null, words)));
			}
		});
		return blocks;
	}

	function paste(target, event) {
		var data = event.clipboardData, html = data && data.getData("text/html"), text = data && data.getData("text/plain");
		if (!data || /data-pm-slice/.test(html) || target.state.selection.$from.parent.type === type.raw) {
			return false;
		}
		var blocks = blocks_of(html ? Paste.of_html(html) : Paste.of_text(text));
		if (blocks.length) {
			var single = blocks.length === 1 && blocks[0].type === type.paragraph;
			target.dispatch(target.state.tr.replaceSelection(single ? new PM.Slice(blocks[0].content, 0, 0) : new PM.Slice(PM.Fragment.from(blocks), 0, 0)).scrollIntoView());
		}
		event.preventDefault();
		return true;
	}

	/* The text field follows what is written. */
	function current() {
		return view ? Text.serialize(view.state.doc.toJSON()) : area.value;
	}

	function is_unsaved() {
		return saved === null || clean(area.value) !== saved;
	}

	function keep() {
		try {
			if (is_unsaved()) {
				localStorage.setItem(kept, JSON.stringify({ text: area.value, at: Date.now() }));
			} else {
				localStorage.removeItem(kept);
			}
		} catch (error) {
			/* a browser that keeps nothing: the text stays on the page */
		}
	}

	function changed() {
		if (view) {
			area.value = current();
		}
		state_line.textContent = is_unsaved() ? say.unsaved : "";
		keep();
		clearTimeout(timer);
		timer = setTimeout(preview, 500);
	}

	/* How the section will stand, and what the chips show. */
	function show(told, sources) {
		told.prints.forEach(function (print, i) {
			values.set(sources[i], print);
		});
		shown.forEach(function (chip) {
			chip.show();
		});
		problem.textContent = told.problem || "";
		problem.hidden = !told.problem;
		var place = document.getElementById("preview");
		var article = told.html && new DOMParser().parseFromString(told.html, "text/html").querySelector("article");
		if (place && article) {
			place.replaceChildren(document.adoptNode(article));
		}
	}

	function preview() {
		var doc = view ? view.state.doc.toJSON() : Text.parse(area.value);
		var sources = doc ? Text.prints(doc).slice(0, 300) : [], fields = new FormData(form), body = new URLSearchParams();
		body.set("form-token", fields.get("form-token"));
		body.set("text", area.value);
		if (fields.get("instead")) {
			body.set("instead", "yes");
		}
		sources.forEach(function (source) {
			body.append("print", source);
		});
		if (asked) {
			asked.abort();
		}
		var mine = asked = new AbortController();
		fetch(say.preview, { method: "POST", body: body, signal: mine.signal, headers: { "Accept": "application/json" } }).then(function (answer) {
			if (!answer.ok) {
				throw new Error(answer.status);
			}
			return answer.json();
		}).then(function (told) {
			if (mine === asked) {
				show(told, sources);
			}
		}).catch(function () {
			if (mine === asked && !mine.signal.aborted) {
				problem.textContent = say.offline;
				problem.hidden = false;
			}
		});
	}

	/* Figures by their names, without tones. */
	function folded(text) {
		return text.normalize("NFD").replace(/[\u0300-\u036F]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
	}

	var forms = [["form-count", "{{ count(#) }}"], ["form-plain", "{{ # }}"], ["form-change", "{{ change(#) }}"],
		["form-before", "{{ count(#(span: last_year)) }}"], ["form-year", "{{ count(#(span: year)) }}"]];

	function own_figures() {
		return Array.from(document.querySelectorAll(".figure-words li")).map(function (item) {
			var words = item.querySelector("code").textContent, value = item.querySelector(".chip").textContent;
			return { name: words, about: say.own + ": " + value, source: words };
		});
	}

	function all_figures() {
		return JSON.parse(say.figures).map(function (each) {
			return { name: each[1], about: each[2] + (each[3] ? " · " + each[3] : ""), id: each[0] };
		});
	}

	function labelled(text, input) {
		var label = element("label", "field", "");
		label.append(element("span", "", text), input);
		return label;
	}

	function make_picker() {
		var dialog = element("dialog", "picker"), search = element("input"), how = element("select"), results = element("ul", "registers"), count = element("p", "help");
		var everything = own_figures().concat(all_figures());
		everything.forEach(function (each) {
			each.words = folded(each.name + " " + each.about + " " + (each.id || ""));
		});
		search.type = "search";
		search.autocomplete = "off";
		count.setAttribute("role", "status");
		dialog.setAttribute("aria-label", say.insert);
		forms.forEach(function (each) {
			var option = element("option", "", say[each[0].replace(/-(.)/g, function (all, letter) { return letter.toUpperCase(); })]);
			option.value = each[1];
			how.append(option);
		});
		var insert = function (each) {
			var source = each.source || how.value.replace("#", each.id);
			dialog.close();
			view.dispatch(view.state.tr.replaceSelectionWith(type.chip.create({ source: source })).scrollIntoView());
			view.focus();
		};
		var list = function () {
			var wanted = folded(search.value).split(/\s+/).filter(Boolean), found = everything.filter(function (each) {
				return wanted.every(function (word) { return each.words.indexOf(word) >= 0; });
			});
			results.replaceChildren.apply(results, found.slice(0, 40).map(function (each) {
				var item = element("li"), press = button("", "", function () { insert(each); });
				press.append(element("span", "found", each.name), element("span", "count", " " + each.about));
				item.append(press);
				return item;
			}));
			count.textContent = found.length ? found.length + " " + say.found : say.none;
		};
		search.addEventListener("input", list);
		search.addEventListener("keydown", function (event) {
			var first = results.querySelector("button");
			if (event.key === "Enter" && first) {
				event.preventDefault();
				first.click();
			}
		});
		var foot = element("div", "buttons");
		foot.append(button(say.close, "", function () { dialog.close(); }));
		dialog.append(element("h2", "", say.insert), labelled(say.search, search), labelled(say.form, how), count, results, foot);
		dialog.addEventListener("close", function () { dialog.remove(); });
		document.body.append(dialog);
		list();
		dialog.showModal();
		search.focus();
	}

	function pick() {
		if (view) {
			make_picker();
		}
		return true;
	}

	/* The tools. */
	var tools = element("div", "tools"), surface = element("div", "surface"), help = element("p", "help", say.help);
	var state_line = element("p", "help unsaved"), problem = element("p", "problem"), voice = element("p", "unseen");
	tools.setAttribute("role", "group");
	tools.setAttribute("aria-label", say.tools);
	help.id = "editor-help";
	problem.setAttribute("role", "status");
	voice.setAttribute("role", "status");
	problem.hidden = true;

	function run(command) {
		return function () {
			command(view.state, view.dispatch, view);
			view.focus();
		};
	}

	function has_mark(state, mark) {
		var at = state.selection;
		return at.empty ? Boolean(mark.isInSet(state.storedMarks || at.$from.marks())) : state.doc.rangeHasMark(at.from, at.to, mark);
	}

	var bold = PM.toggleMark(schema.marks.strong), italic = PM.toggleMark(schema.marks.em);
	var buttons = [
		{ dom: button(say.bold, "Control+B", run(bold)), pressed: function (state) { return has_mark(state, schema.marks.strong); } },
		{ dom: button(say.italic, "Control+I", run(italic)), pressed: function (state) { return has_mark(state, schema.marks.em); } },
		{ dom: button(say.list, "Control+Shift+8", run(toggle_list)), pressed: in_list },
		{ dom: button(say.undo, "Control+Z", run(PM.undo)), able: PM.undo },
		{ dom: button(say.redo, "Control+Y", run(PM.redo)), able: PM.redo },
		{ dom: button(say.insert, "Alt+F", pick) },
	];
	var way = button(say.source, "", function () {
		if (view) {
			close_editor();
			area.focus();
		} else if (open_editor()) {
			view.focus();
		}
	});

	function show_tools(state) {
		buttons.forEach(function (each) {
			if (each.pressed) {
				each.dom.setAttribute("aria-pressed", String(each.pressed(state)));
			}
			if (each.able) {
				each.dom.setAttribute("aria-disabled", String(!each.able(state)));
			}
		});
		var node = state.selection.node;
		var words = node && node.type === type.chip ? telling(node.attrs.source) : "";
		if (voice.textContent !== words) {
			voice.textContent = words;
		}
	}

	function make_state(json) {
		var doc = schema.nodeFromJSON(json);
		return PM.EditorState.create({
			doc: doc,
			selection: PM.Selection.atEnd(doc),
			plugins: [
				PM.history(),
				PM.keymap({ "Mod-b": bold, "Mod-i": italic, "Mod-z": PM.undo, "Mod-y": PM.redo, "Shift-Mod-z": PM.redo, "Shift-Ctrl-8": toggle_list,
					"Mod-]": PM.sinkListItem(type.item), "Mod-[": PM.liftListItem(type.item), "Alt-f": pick,
					"Enter": PM.chainCommands(open_chip, PM.splitListItem(type.item)), "Backspace": remove_chip(false), "Delete": remove_chip(true) }),
				PM.keymap(Object.assign({}, PM.baseKeymap, { "Shift-Enter": PM.baseKeymap.Enter })),
				new PM.Plugin({ appendTransaction: chips_of }),
			],
		});
	}

	function slice_text(slice) {
		var holder = { content: slice.content.toJSON() || [] };
		return holder.content.length && (holder.content[0].type === "text" || holder.content[0].type === "chip")
			? Text.serialize({ content: [{ type: "paragraph", content: holder.content }] }) : slice.content.textBetween(0, slice.content.size, "\n\n");
	}

	/* FALSE where the text would not come back as it was: then the field stays. */
	function open_editor() {
		var json = Text.open(area.value);
		if (!json) {
			return false;
		}
		view = new PM.EditorView(surface, {
			state: make_state(json),
			attributes: { role: "textbox", "aria-multiline": "true", "aria-labelledby": "text-label", "aria-describedby": "editor-help", spellcheck: "false" },
			nodeViews: { chip: function (node) { return new Chip(node); } },
			handleDOMEvents: { paste: paste }, /* before ProseMirror reads it, whose way with styles the content policy refuses */
			clipboardTextSerializer: slice_text,
			handleClickOn: function (target, at, node, where, event, direct) {
				return direct && node.type === type.chip && !event.shiftKey && follow(node.attrs.source);
			},
			dispatchTransaction: function (transaction) {
				view.updateState(view.state.apply(transaction));
				show_tools(view.state);
				if (transaction.docChanged) {
					changed();
				}
			},
		});
		dress(true);
		show_tools(view.state);
		return true;
	}

	function close_editor() {
		view.destroy();
		view = null;
		dress(false);
	}

	function dress(rich) {
		area.hidden = rich;
		surface.hidden = help.hidden = !rich;
		document.getElementById("text-help").hidden = rich;
		buttons.forEach(function (each) { each.dom.hidden = !rich; });
		way.textContent = rich ? say.source : say.rich;
	}

	/* A text that was written before something went wrong. */
	function offer(found) {
		var box = element("div", "box hint"), acts = element("div", "buttons");
		var end = function () {
			box.remove();
			(view || area).focus();
		};
		acts.append(button(say.restore, "", function () {
			var json = Text.open(found.text);
			if (view && json) {
				view.dispatch(view.state.tr.replaceWith(0, view.state.doc.content.size, schema.nodeFromJSON(json).content));
			} else {
				if (view) {
					close_editor();
				}
				area.value = found.text;
				changed();
			}
			end();
		}), button(say.drop, "", function () {
			localStorage.removeItem(kept);
			end();
		}));
		box.append(element("p", "", say.kept + " " + new Date(found.at).toLocaleString(document.documentElement.lang) + "."), acts);
		mount.prepend(box);
	}

	function look_for_kept() {
		var found = null;
		try {
			found = JSON.parse(localStorage.getItem(kept));
		} catch (error) {
			found = null;
		}
		if (!found || typeof found.text !== "string") {
			return;
		}
		if (clean(found.text) === clean(area.value) || Date.now() - found.at > 30 * 86400000) {
			localStorage.removeItem(kept);
		} else {
			offer(found);
		}
	}

	buttons.forEach(function (each) { tools.append(each.dom); });
	tools.append(way);
	mount.append(tools, surface, problem, state_line, help, voice);
	mount.hidden = false;
	area.closest("form").querySelector("label[for=text]").addEventListener("click", function () {
		if (view) {
			view.focus();
		}
	});
	dress(false);
	open_editor();
	look_for_kept();
	if (saved === null) {
		changed();
	} else {
		preview();
	}
	area.addEventListener("input", changed);
	form.addEventListener("change", function (event) {
		if (event.target !== area) {
			changed();
		}
	});
	form.addEventListener("submit", function () {
		sending = true;
	});
	window.addEventListener("pageshow", function () {
		sending = false;
	});
	window.addEventListener("beforeunload", function (event) {
		if (is_unsaved() && !sending) {
			event.preventDefault();
			event.returnValue = "";
		}
	});
}());
