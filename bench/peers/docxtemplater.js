// SPDX-License-Identifier: Apache-2.0
// The report by docxtemplater, from a template made by template.js, read once.
'use strict';
const fs = require('fs');
const PizZip = require('pizzip');
const Docxtemplater = require('docxtemplater');
const { steady, plain } = require('./steady');

let template;
steady((flow, file) => {
	template = template || fs.readFileSync(file);
	const document = new Docxtemplater(new PizZip(template), { paragraphLoop: true });
	document.render(plain(flow));
	return document.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' });
});
