// SPDX-License-Identifier: Apache-2.0
// The pictures of docs/screens/, as docs/screens.py asks for them on standard input.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const { site, program, folder, screens, passwords } = JSON.parse(readFileSync(0, "utf8"));
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({ executablePath: program, args: process.getuid() === 0 ? ["--no-sandbox"] : [] });
for (const [name, who, address, width, height, more] of screens) {
	const context = await browser.newContext({ baseURL: site, locale: "vi-VN", viewport: { width, height }, colorScheme: more === "dark" ? "dark" : "light" });
	const page = await context.newPage();
	await page.goto("/sign-in");
	await page.fill("#name", who);
	await page.fill("#password", passwords[who]);
	await Promise.all([page.waitForURL((url) => url.pathname !== "/sign-in"), page.press("#password", "Enter")]);
	await page.goto(address);
	if (more.startsWith(".")) {
		await page.waitForSelector(more);
		await page.waitForLoadState("networkidle");
	}
	const session = await context.newCDPSession(page);
	const picture = Buffer.from((await session.send("Page.captureScreenshot", { format: "webp", quality: 82 })).data, "base64");
	writeFileSync(path.join(folder, `${name}.webp`), picture);
	console.log(`${name}.webp: ${Math.ceil(picture.length / 1024)} KiB`);
	await context.close();
}
await browser.close();
