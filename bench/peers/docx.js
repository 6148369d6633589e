// SPDX-License-Identifier: Apache-2.0
// The report by the library docx: the same paragraphs, styles of its own, tables, page numbers.
'use strict';
const d = require('docx');
const { steady, line } = require('./steady');

const bare = { style: d.BorderStyle.NONE, size: 0, color: 'auto' };
const none = { top: bare, bottom: bare, left: bare, right: bare,
	insideHorizontal: bare, insideVertical: bare };

function centred(text, bold) {
	return new d.Paragraph({ alignment: d.AlignmentType.CENTER,
		children: [new d.TextRun({ text, bold })] });
}

function pair(left, right) {
	return new d.Table({ width: { size: 100, type: d.WidthType.PERCENTAGE }, borders: none,
		rows: [new d.TableRow({ children: [left, right].map((children) =>
			new d.TableCell({ borders: none, children })) })] });
}

function table(item) {
	const row = (cells, tableHeader) => new d.TableRow({ tableHeader, children: cells.map((text) =>
		new d.TableCell({ children: [new d.Paragraph({
			children: [new d.TextRun({ text, bold: tableHeader })] })] })) });
	return new d.Table({ width: { size: 100, type: d.WidthType.PERCENTAGE },
		rows: item.header.map((cells) => row(cells, true)).concat(
			item.rows.map((cells) => row(cells, false))) });
}

const levels = ['HEADING_1', 'HEADING_2', 'HEADING_3', 'HEADING_4', 'HEADING_5'];
function block(item) {
	if (item.kind === 'table')
		return table(item);
	const runs = item.runs.map((run) =>
		new d.TextRun({ text: run.text, bold: run.bold, italics: run.italic }));
	if (item.label)
		runs.unshift(new d.TextRun(item.label + ' '));
	return new d.Paragraph(item.kind === 'heading'
		? { heading: d.HeadingLevel[levels[item.level - 1]], children: runs }
		: { alignment: d.AlignmentType.JUSTIFIED, indent: { firstLine: 720 },
			spacing: { before: 120 }, children: runs });
}

function render(flow) {
	const left = flow.recipients.map((text) => new d.Paragraph(text));
	const children = [
		pair([centred(flow.superior), centred(flow.issuer, true), centred(flow.number)],
			[centred(flow.nation, true), centred(flow.motto, true), centred(flow.date)]),
		centred(flow.kind, true), centred(flow.subject, true), centred(flow.to),
		...flow.addressees.map((text) => centred(text)),
		...flow.items.map(block),
		pair([new d.Paragraph(flow.for), ...left],
			[...flow.capacity.map((text) => centred(text, true)), centred(flow.signer, true)]),
		...flow.appendices.flatMap((a) =>
			[centred(a.label, true), centred(a.title, true), ...a.items.map(block)]),
	];
	const header = new d.Header({ children: [new d.Paragraph({ alignment: d.AlignmentType.CENTER,
		children: [new d.TextRun({ children: [d.PageNumber.CURRENT] })] })] });
	const document = new d.Document({
		styles: { default: { document: { run: { font: 'Times New Roman', size: 28 } } } },
		sections: [{ headers: { default: header }, children }] });
	return d.Packer.toBuffer(document);
}

steady(render);
