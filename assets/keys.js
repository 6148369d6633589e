/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys that lead to places of the application; the help page lists them, and says whether they are heeded. Without this
 * script every place is reached by links all the same.
 */
"use strict";
(function () {
	var places = { h: "/", w: "/work", r: "/registers", c: "/calendar", f: "/figures", b: "/reports" };
	var pending = 0;

	function kept(value) {
		try {
			if (value !== undefined) {
				localStorage.setItem("keys", value);
			}
			return localStorage.getItem("keys") || "on";
		} catch (error) {
			return "on";
		}
	}

	function isTyping(target) {
		return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
	}

	function act(event) {
		var search = document.querySelector("form[role=search] input");
		if (event.key === "?") {
			location.assign("/help");
		} else if (event.key === "/" && search) {
			search.focus();
		} else if (event.key === "g") {
			pending = Date.now();
			return;
		} else if (Date.now() - pending < 1500 && Object.prototype.hasOwnProperty.call(places, event.key)) {
			location.assign(places[event.key]);
		} else {
			return;
		}
		pending = 0;
		event.preventDefault();
	}

	document.addEventListener("keydown", function (event) {
		if (!event.defaultPrevented && !event.ctrlKey && !event.altKey && !event.metaKey && !isTyping(event.target) && kept() === "on") {
			act(event);
		}
	});

	var button = document.querySelector("button[data-keys]");
	if (button) {
		var show = function () {
			button.textContent = kept() === "on" ? button.dataset.keys : button.dataset.off;
		};
		button.addEventListener("click", function () {
			kept(kept() === "on" ? "off" : "on");
			show();
		});
		show();
		button.hidden = false;
	}
}());
