// SPDX-License-Identifier: Apache-2.0
// Chromium at work: each role's day on a desk and on a phone, then axe-core on every page. days.py starts the server and
// reads the lines that this prints: {"name", "good", "note"}.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const [port, folder, program, dossiers, draft] = process.argv.slice(2);
const site = `http://127.0.0.1:${port}`;
const password = process.env.SITE_PASSWORD;
const sizes = {
	desk: { viewport: { width: 1280, height: 900 } },
	phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
const wrong = [];

function tell(name, good, note = "") {
	console.log(JSON.stringify({ name, good: Boolean(good), note: String(note) }));
}

// A context of somebody; what the browser complains of is kept.
async function person(browser, who, size) {
	const context = await browser.newContext({ ...sizes[size], baseURL: site, locale: "vi-VN" });
	const page = await context.newPage();
	page.setDefaultTimeout(Number(process.env.SITE_PATIENCE || 60000));
	page.on("pageerror", (error) => wrong.push(`${page.url()}: ${error}`));
	page.on("console", (message) => {
		if (message.type() === "error" && !/status of (404|409|422|403|429)/.test(message.text())) {
			wrong.push(`${page.url()}: ${message.text()}`);
		}
	});
	if (who) {
		await page.goto("/sign-in");
		await page.fill("#name", who);
		await page.fill("#password", password);
		await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.press("#password", "Enter")]);
	}
	return page;
}

async function send(page, button) {
	await Promise.all([page.waitForNavigation(), button.click()]);
}

async function fits(page) {
	return page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1);
}

async function text(page) {
	return page.locator("main").innerText();
}

async function delegation(page, size) {
	await page.goto("/registers/inbound");
	await send(page, page.locator('a[href="/registers/inbound/new"]').first());
	await page.fill('[id="f.name"]', `Đoàn thử trên ${size}`);
	await page.fill('[id="f.country"]', "Nhật Bản");
	await page.fill('[id="f.visitors"]', "7");
	await page.selectOption('[id="f.host"]', "leaders");
	await page.fill('[id="f.arrives_on"]', "05/3/2020");
	await send(page, page.locator("form.record-form button.primary").last());
	const told = await text(page);
	tell(`${size}: an officer enters a delegation`, /\/registers\/inbound\/\d+$/.test(page.url()) && told.includes(`Đoàn thử trên ${size}`), told.slice(0, 500));
	tell(`${size}: the page is no wider than the screen`, await fits(page));
}

async function sheet(page, size) {
	const file = path.join(folder, `${size}.csv`);
	writeFileSync(file, "Tên đoàn,Nước,Số khách,Cấp tiếp,Ngày đến,Trạng thái\n" +
		[1, 2, 3].map((n) => `Đoàn bảng ${size} ${n}${n === 3 ? " quốcc tế" : ""},Nhật Bản,${n},leaders,0${n}/3/2020,Đã tiếp\n`).join(""));
	await page.goto("/registers/inbound/import");
	await page.setInputFiles("#file", file);
	await send(page, page.locator("main button.primary"));
	const seen = await text(page);
	await send(page, page.locator('button[name="act"][value="all"]'));
	await page.goto(`/registers/inbound?q=${encodeURIComponent("Đoàn bảng " + size)}`);
	const told = await text(page);
	tell(`${size}: a sheet is looked at and loaded`, seen.includes("3 hàng") && [1, 2, 3].every((n) => told.includes(`Đoàn bảng ${size} ${n}`)), told.slice(0, 500));
}

async function dossier(page, size, number) {
	await page.goto(`/registers/dossier/${number}`);
	const before = await text(page);
	await send(page, page.locator(`a[href$="/registers/dossier/${number}/edit"]`).first());
	await page.fill('[id="f.returned_on"]', "20.4.2020");
	await page.selectOption('[id="f.result"]', "granted");
	await send(page, page.locator("form.record-form button.primary").last());
	const after = await text(page);
	tell(`${size}: a dossier is settled late, and says so`, /Quá hạn: hạn là ngày/.test(before) && /Quá hạn/.test(after) && after.includes("20/04/2020"), after.slice(0, 600));
}

async function step(page, address, button, why) {
	await page.goto(address);
	if (why) {
		await page.fill("#why", why);
	}
	await send(page, page.locator(button));
}

// What stops a report: the compiler is led to it, and says why it stays.
async function answer(compiler, address, go) {
	const stopped = await compiler.locator(".box.problem").isVisible();
	const errors = compiler.locator(".finding.error details");
	let count = 0;
	for (; await errors.count(); count++) {
		const place = await compiler.locator(".finding.error a").first().getAttribute("href");
		await compiler.locator(".finding.error a").first().click();
		if (!stopped || !await compiler.locator(new URL(place, site).hash).isVisible()) {
			return 0;
		}
		await errors.first().locator("summary").click();
		await errors.first().locator('input[name="reason"]').fill("Tên ghi theo công văn");
		await send(compiler, errors.first().locator("button"));
	}
	await step(compiler, address, go);
	return count;
}

async function opened(compiler, quarter) {
	await compiler.goto("/reports/new");
	await compiler.selectOption("#kind", "1");
	await compiler.selectOption("#number", String(quarter));
	await compiler.fill("#year", "2020");
	await send(compiler, compiler.locator("main button.primary").first());
	return new URL(compiler.url()).pathname;
}

async function report(people, size, quarter) {
	const { compiler, leader, clerk } = people;
	const go = 'button[name="act"][value="advance"]', back = 'button[name="act"][value="return"]';
	const address = await opened(compiler, quarter);
	for (let i = 0; i < 3; i++) {
		await step(compiler, address, go);
	}
	if (quarter === 1) { // the sheet of March has a word that is none
		const count = await answer(compiler, address, go);
		tell(`${size}: an error found stops a report until its compiler has answered it`, count > 0 && /Đã trình/.test(await text(compiler)), `${count} ${compiler.url()}`);
	}
	await step(leader, address, back, "Bổ sung đánh giá");
	await compiler.goto(address);
	const reason = await text(compiler);
	for (let i = 0; i < 3; i++) {
		await step(compiler, address, go);
	}
	await step(leader, address, go);
	await clerk.goto(address);
	await clerk.fill("#date", "2020-10-16");
	await send(clerk, clerk.locator('form[action$="/issue"] button.primary'));
	const told = await text(clerk);
	tell(`${size}: a report is compiled, returned, approved and issued`, reason.includes("Bổ sung đánh giá") && /\d+\/BC-SNgV/.test(told), told.slice(0, 600));
	tell(`${size}: the report is no wider than the screen`, await fits(clerk));
	return address;
}

// The first number of the report that is more than none.
async function explain(page, size, address) {
	await page.goto(address);
	const chips = await page.locator("a.chip").evaluateAll((nodes) => nodes.map((node) => node.getAttribute("href")));
	const record = 'main a[href^="/registers/"]:visible';
	await send(page, page.locator("a.chip").first());
	const arrived = page.url().includes("/figures/");
	for (const chip of chips) {
		await page.goto(chip);
		if (await page.locator(record).count()) {
			break;
		}
	}
	await page.locator(record).first().click();
	await page.waitForURL(/\/registers\//);
	const told = await text(page);
	tell(`${size}: a number leads to its records and their history`, arrived && /Lịch sử/.test(told), `${page.url()} ${told.slice(0, 300)}`);
}

// By keys alone: past the navigation, into a form and out of it saved, to the help and back.
async function keys(page) {
	const focus = () => page.evaluate(() => document.activeElement && (document.activeElement.id || document.activeElement.getAttribute("href") || document.activeElement.tagName));
	await page.goto("/registers/inbound/new");
	await page.keyboard.press("Tab");
	const skip = await focus();
	await page.keyboard.press("Enter");
	await page.waitForURL(/#main$/);
	const seen = new Set();
	const plain = [];
	let refused = "", settled = "";
	for (let i = 0; i < 90; i++) {
		await page.keyboard.press("Tab");
		const now = await page.evaluate(() => {
			const node = document.activeElement, style = getComputedStyle(node);
			return { id: node.id, plain: style.outlineStyle === "none" && style.boxShadow === "none" ? node.outerHTML.slice(0, 200) : "", submit: node.matches("form.record-form button.primary") };
		});
		if (now.plain) { plain.push(now.plain); }
		if (now.id === "f.name") { await page.keyboard.type("Đoàn gõ phím"); }
		if (now.id === "f.country") { await page.keyboard.type("Nhật Bản"); }
		if (now.id === "f.host") { await page.keyboard.press("ArrowDown"); }
		if (now.id === "f.arrives_on") {
			await page.keyboard.type("31/6/2020");
			await page.keyboard.press("Tab");
			await page.keyboard.press("Shift+Tab");
			refused = await page.evaluate(() => document.activeElement.validationMessage);
			await page.keyboard.press("Control+A");
			await page.keyboard.type("6/3/2020");
		}
		if (now.id === "f.leaves_on") { settled = await page.inputValue('[id="f.arrives_on"]'); }
		seen.add(now.id);
		if (now.submit) {
			break;
		}
	}
	await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
	tell("keys: the first leads to the content, each field is reached and shows that it is", String(skip).endsWith("#main") && plain.length === 0 && ["f.name", "f.country", "f.host", "f.arrives_on"].every((id) => seen.has(id)), `${skip} ${plain} ${[...seen]}`);
	tell("keys: a day is typed in the Vietnamese order, and one that there is none is told at once", /không có ngày/i.test(refused) && settled === "06/03/2020" && (await text(page)).includes("06/03/2020"), `${refused} ${settled}`);
	tell("keys: the record is saved", /\/registers\/inbound\/\d+/.test(page.url()), page.url());
	await page.keyboard.press("Escape");
	await Promise.all([page.waitForURL(/\/help/), page.keyboard.press("?")]);
	await page.keyboard.press("g");
	await Promise.all([page.waitForURL(/\/registers$/), page.keyboard.press("r")]);
	tell("keys: ? shows the keys, g r the registers", true);
}

async function violations(page) {
	return page.evaluate(async () => {
		const result = await window.axe.run(document, { preload: false, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
		return result.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + (n.any[0] ? n.any[0].message : "")).join(" | ")}`);
	});
}

// What is shown, at both sizes and in both lights.
async function seen(page, name) {
	const found = [], before = page.viewportSize();
	await page.evaluate(axe);
	for (const size of ["desk", "phone"]) {
		await page.setViewportSize(sizes[size].viewport);
		for (const light of ["light", "dark"]) {
			await page.emulateMedia({ colorScheme: light });
			found.push(...(await violations(page)).map((v) => `${name} (${size}, ${light}) ${v}`));
		}
		if (!await fits(page)) {
			found.push(`${name} (${size}) is wider than the screen`);
		}
	}
	await page.setViewportSize(before);
	await page.emulateMedia({ colorScheme: "light" });
	return found;
}

async function look(page, address) {
	const answer = await page.goto(address);
	return answer.status() >= 500 ? [`${address}: ${answer.status()}`] : seen(page, address);
}

// Pages that an address alone does not lead to: the editor, a sheet before it is loaded, two who changed the same.
async function acts(officer, compiler) {
	const found = [], address = await opened(compiler, 4);
	await compiler.goto(`${address}/parts`);
	await compiler.selectOption('select[name="division.1"]', { index: 1 });
	await send(compiler, compiler.locator("main button.primary"));
	await officer.goto(`${address}/parts`);
	await officer.goto(await officer.locator(`main a[href^="${address}/parts/"]`).first().getAttribute("href"));
	await officer.waitForSelector(".ProseMirror");
	found.push(...await seen(officer, "the editor of a section"));
	await officer.goto("/registers/inbound/import");
	await officer.setInputFiles("#file", { name: "sai.csv", mimeType: "text/csv", buffer: Buffer.from("Tên đoàn,Nước,Ngày đến\nĐoàn một,Nhật Bản,31/2/2020\nĐoàn hai,Nước không có,1/3/2020\n") });
	await send(officer, officer.locator("main button.primary"));
	found.push(...await seen(officer, "a sheet with mistakes"));
	await officer.goto("/registers/inbound?q=" + encodeURIComponent("Đoàn thử trên desk"));
	const edit = new URL(await officer.locator("table.list td.name a").first().getAttribute("href"), site).pathname + "/edit";
	await officer.goto(edit);
	const other = await officer.context().newPage();
	await other.goto(edit);
	await other.fill('[id="f.visitors"]', "8");
	await send(other, other.locator("form.record-form button.primary").last());
	await other.close();
	await officer.fill('[id="f.visitors"]', "9");
	await send(officer, officer.locator("form.record-form button.primary").last());
	const told = await text(officer);
	tell("who changed what another had changed sees both", told.includes("8") && await officer.inputValue('[id="f.visitors"]') === "9" && await officer.locator(".newer").count() > 0, told.slice(0, 400));
	found.push(...await seen(officer, "a conflict"));
	await officer.goto("/registers/inbound/new");
	await officer.evaluate(() => document.querySelector("form.record-form").setAttribute("novalidate", ""));
	await officer.fill('[id="f.arrives_on"]', "31/2/2020");
	await send(officer, officer.locator("form.record-form button.primary").last());
	found.push(...await seen(officer, "a form with mistakes"));
	return found;
}

async function looks(page, addresses) {
	const found = [];
	for (const address of addresses) {
		found.push(...await look(page, address));
	}
	return found;
}

async function main() {
	const browser = await chromium.launch({ executablePath: program, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
	const [first, second] = dossiers.split(",");
	const day = async (size, number, quarter) => {
		const people = {};
		for (const who of ["officer", "compiler", "leader", "clerk"]) {
			people[who] = await person(browser, who, size);
		}
		await delegation(people.officer, size);
		await sheet(people.officer, size);
		await dossier(people.officer, size, number);
		const address = await report(people, size, quarter);
		return { people, address };
	};
	const [desk, phone] = await Promise.all([day("desk", first, 1), day("phone", second, 3)]);
	await Promise.all([explain(desk.people.officer, "desk", `/reports/${draft}`), explain(phone.people.officer, "phone", `/reports/${draft}`)]);
	await keys(desk.people.officer);
	const administrator = await person(browser, "administrator", "desk"), inspector = await person(browser, "inspector", "desk"), nobody = await person(browser, null, "desk");
	const found = await acts(desk.people.officer, desk.people.compiler);
	found.push(...(await Promise.all([
		looks(desk.people.officer, ["/", "/work", "/registers", "/registers/inbound", "/registers/inbound/new", "/registers/inbound/1", "/registers/inbound/filter", "/registers/inbound/import",
			`/registers/dossier/${first}`, `/registers/dossier/${first}/edit`, "/registers/incoming/book?year=2020", "/calendar", "/calendar?year=2031&month=1", "/figures", "/baseline", "/search?q=nhat", "/search?q=khongcogi", "/registers/translation", "/help", "/help/guide", "/account", "/account/password", "/account/tokens", "/nowhere", "/accounts"]),
		looks(phone.people.leader, ["/figures/inbound.visitors?from=2020-01-01&to=2020-03-31&by=country", "/figures/inbound.visitors?from=2020-01-01&to=2020-12-31&time=month", "/reports", phone.address, `${phone.address}/compare`, `${phone.address}/parts`, "/baseline/-", "/reports/periods/2020-Q1", "/verify"]),
		looks(desk.people.compiler, ["/reports/new", "/registers/inbound/bulk?id=1"]),
		looks(administrator, ["/accounts", "/accounts/new", "/accounts/officer"]),
		looks(inspector, ["/log"]),
		looks(nobody, ["/sign-in", "/follow", "/public", "/public/offices/tb", "/public/verify"]),
	])).flat());
	tell("axe-core: no violation on any page, light and dark, desk and phone", found.length === 0, found.join("\n"));
	tell("nothing on the console, no violation of the content policy", wrong.length === 0, wrong.join("\n"));
	await browser.close();
}

main().catch((error) => {
	tell("the browser comes to the end", false, error.stack || error);
	process.exitCode = 1;
	process.exit(1);
});
