// SPDX-License-Identifier: Apache-2.0
// The report by pdfkit, in the font of $FONT and $FONT_BOLD: text, tables, page numbers.
'use strict';
const PDFDocument = require('pdfkit');
const { steady, line } = require('./steady');

function table(doc, item) {
	const columns = item.header.length ? item.header[0].length : item.rows[0].length;
	const width = (doc.page.width - 85 - 57) / columns;
	const row = (cells, bold) => {
		doc.font(bold ? 'bold' : 'plain').fontSize(13);
		const height = Math.max(...cells.map((text) => doc.heightOfString(text, { width: width - 8 }))) + 6;
		if (doc.y + height > doc.page.height - 57)
			doc.addPage();
		const top = doc.y;
		cells.forEach((text, i) => {
			doc.rect(85 + i * width, top, width, height).stroke();
			doc.text(text, 85 + i * width + 4, top + 3, { width: width - 8 });
		});
		doc.x = 85;
		doc.y = top + height;
	};
	item.header.forEach((cells) => row(cells, true));
	item.rows.forEach((cells) => row(cells, false));
}

function block(doc, item) {
	if (item.kind === 'table')
		return table(doc, item);
	const heading = item.kind === 'heading';
	if (heading)
		doc.outline.addItem(line(item));
	return doc.font(heading ? 'bold' : 'plain').fontSize(14)
		.text(line(item), { align: 'justify', indent: 36, paragraphGap: 6, lineGap: 2 });
}

function render(flow) {
	const doc = new PDFDocument({ size: 'A4', bufferPages: true,
		margins: { left: 85, right: 57, top: 57, bottom: 57 } });
	const chunks = [];
	doc.on('data', (chunk) => chunks.push(chunk));
	const done = new Promise((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))));
	doc.registerFont('plain', process.env.FONT);
	doc.registerFont('bold', process.env.FONT_BOLD);
	const centred = (text, bold) => doc.font(bold ? 'bold' : 'plain').fontSize(13)
		.text(text, { align: 'center' });
	[flow.superior, flow.issuer, flow.number, flow.nation, flow.motto, flow.date, flow.kind,
		flow.subject, flow.to, ...flow.addressees].forEach((text) => centred(text, true));
	flow.items.forEach((item) => block(doc, item));
	[flow.for, ...flow.recipients].forEach((text) => doc.font('plain').fontSize(11).text(text));
	[...flow.capacity, flow.signer].forEach((text) => centred(text, true));
	flow.appendices.forEach((appendix) => {
		doc.addPage();
		centred(appendix.label, true);
		centred(appendix.title, true);
		appendix.items.forEach((item) => block(doc, item));
	});
	const range = doc.bufferedPageRange();
	for (let i = 1; i < range.count; i++) {
		doc.switchToPage(i);
		doc.font('plain').fontSize(13).text(String(i + 1), 85, 30,
			{ align: 'center', lineBreak: false });
	}
	doc.end();
	return done;
}

steady(render);
