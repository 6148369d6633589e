// SPDX-License-Identifier: Apache-2.0
// node template.js carbone|docxtemplater OUTPUT: the template with that engine's tags.
'use strict';
const fs = require('fs');
const d = require('docx');
const [engine, output] = process.argv.slice(2);
const carbone = engine === 'carbone';

const text = (name) => new d.Paragraph(carbone ? `{d.${name}}` : `{${name}}`);
const style = (name) => new d.Paragraph({ alignment: d.AlignmentType.JUSTIFIED,
	indent: { firstLine: 720 }, children: [new d.TextRun(name)] });
// One paragraph for each item of a list.
function loop(list) {
	return carbone
		? [style(`{d.${list}[i].text}`), style(`{d.${list}[i+1].text}`)]
		: [style(`{#${list}}`), style('{text}'), style(`{/${list}}`)];
}
// One row of a table for each item.
function rows(list) {
	const cells = (texts) => new d.TableRow({ children: texts.map((t) =>
		new d.TableCell({ children: [new d.Paragraph(t)] })) });
	return carbone
		? [cells(['a', 'b', 'c'].map((c) => `{d.${list}[i].${c}}`)),
			cells(['a', 'b', 'c'].map((c) => `{d.${list}[i+1].${c}}`))]
		: [cells([`{#${list}}{a}`, '{b}', `{c}{/${list}}`])];
}

const children = [
	...['superior', 'issuer', 'number', 'nation', 'motto', 'date', 'kind', 'subject', 'to'].map(text),
	...loop('addressees'), ...loop('lines'),
	new d.Table({ rows: [...rows('header'), ...rows('rows')] }),
	text('for'), ...loop('recipients'), ...loop('capacity'), text('signer'),
];
const document = new d.Document({
	styles: { default: { document: { run: { font: 'Times New Roman', size: 28 } } } },
	sections: [{ children }] });
d.Packer.toBuffer(document).then((bytes) => fs.writeFileSync(output, bytes));
