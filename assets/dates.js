/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Days are typed as day/month/year. This puts what was typed into that form, tells at once of a day that there is none,
 * and adds a button that opens the browser's calendar. Without it the server reads and tells the same.
 */
"use strict";
(function () {
	function two(number) {
		return (number < 10 ? "0" : "") + number;
	}

	/* [day, month, year] of "5/3/2026", "5.3.2026", "05032026", "2026-03-05"; null when there is no such day. */
	function read(text) {
		var found = /^(\d{1,2})[\/.-](\d{1,2})[\/.-](\d{4})$/.exec(text) || /^(\d\d)(\d\d)(\d{4})$/.exec(text);
		var turned = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
		var parts = found ? [+found[1], +found[2], +found[3]] : turned ? [+turned[3], +turned[2], +turned[1]] : null;
		var day = parts && new Date(Date.UTC(parts[2], parts[1] - 1, parts[0]));
		return day && day.getUTCDate() === parts[0] && day.getUTCMonth() === parts[1] - 1 ? parts : null;
	}

	function words(parts) {
		return two(parts[0]) + "/" + two(parts[1]) + "/" + parts[2];
	}

	function settle(input) {
		var text = input.value.trim(), at = text.search(/[T ]/), first = at < 0 ? text : text.slice(0, at);
		var parts = read(first);
		if (parts) {
			input.value = words(parts) + (at < 0 ? "" : " " + text.slice(at + 1).trim());
		}
		input.setCustomValidity(text && !parts ? input.dataset.wrong : "");
	}

	function glyph() {
		var names = "http://www.w3.org/2000/svg", svg = document.createElementNS(names, "svg"), path = document.createElementNS(names, "path");
		svg.setAttribute("viewBox", "0 0 20 20");
		svg.setAttribute("aria-hidden", "true");
		path.setAttribute("d", "M3 4h14v13H3zM3 8h14M7 2v4M13 2v4");
		svg.appendChild(path);
		return svg;
	}

	/* The browser's own input is there only to show its calendar. */
	function add(input) {
		var holder = document.createElement("span"), own = document.createElement("input"), button = document.createElement("button");
		holder.className = "day-input";
		own.type = "date";
		own.tabIndex = -1;
		own.setAttribute("aria-hidden", "true");
		button.type = "button";
		button.title = input.dataset.pick;
		button.tabIndex = -1; /* by keys a day is typed, or Alt and the arrow down open the calendar */
		button.setAttribute("aria-hidden", "true");
		button.appendChild(glyph());
		input.parentNode.insertBefore(holder, input);
		holder.appendChild(input);
		holder.appendChild(button);
		holder.appendChild(own);
		function show(event) {
			var parts = read(input.value.trim().split(" ")[0]);
			own.value = parts ? parts[2] + "-" + two(parts[1]) + "-" + two(parts[0]) : "";
			event.preventDefault();
			own.showPicker();
		}
		button.addEventListener("click", show);
		input.addEventListener("keydown", function (event) {
			if (event.altKey && event.key === "ArrowDown") {
				show(event);
			}
		});
		own.addEventListener("change", function () {
			var parts = read(own.value), time = /\s(\S+)$/.exec(input.value.trim());
			if (parts) {
				input.value = words(parts) + (time ? " " + time[1] : "");
				input.setCustomValidity("");
				input.dispatchEvent(new Event("input", { bubbles: true }));
			}
			input.focus();
		});
	}

	document.querySelectorAll("input[data-day]").forEach(function (input) {
		input.addEventListener("input", function () { input.setCustomValidity(""); });
		input.addEventListener("change", function () { settle(input); });
		if (typeof HTMLInputElement.prototype.showPicker === "function") {
			add(input);
		}
	});
}());
