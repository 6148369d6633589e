// SPDX-License-Identifier: Apache-2.0
// What the peers share: node PEER.js FLOW.json COUNT OUTPUT [TEMPLATE.docx]. Each render begins with
// the same data in memory and ends with the bytes of the file; each prints "document NANOSECONDS".
'use strict';
const fs = require('fs');

async function steady(render) {
	const [flow, count, output, template] = process.argv.slice(2);
	const data = JSON.parse(fs.readFileSync(flow));
	let bytes;
	for (let i = 0; i < Number(count); i++) {
		const begin = process.hrtime.bigint();
		bytes = await render(data, template);
		console.log('document ' + (process.hrtime.bigint() - begin));
	}
	fs.writeFileSync(output, bytes);
}

// A line as it is printed: its label, then its text.
function line(item) {
	return item.label ? item.label + ' ' + item.text : item.text;
}

// The flow as plain lines and one table, for templates.
function plain(flow) {
	const all = flow.items.concat(...flow.appendices.map((a) =>
		[{ text: a.label }, { text: a.title }].concat(a.items)));
	const tables = all.filter((item) => item.kind === 'table');
	const cells = (row) => ({ a: row[0], b: row[1], c: row[2] });
	return Object.assign({}, flow, {
		lines: all.filter((item) => item.kind !== 'table').map((item) => ({ text: line(item) })),
		header: tables.flatMap((t) => t.header).map(cells),
		rows: tables.flatMap((t) => t.rows).map(cells),
		addressees: flow.addressees.map((text) => ({ text })),
		capacity: flow.capacity.map((text) => ({ text })),
		recipients: flow.recipients.map((text) => ({ text })),
	});
}

module.exports = { steady, line, plain };
