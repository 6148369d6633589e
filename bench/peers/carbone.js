// SPDX-License-Identifier: Apache-2.0
// The report by carbone, from a template made by template.js.
'use strict';
const path = require('path');
const carbone = require('carbone');
const { steady, plain } = require('./steady');

steady((flow, template) => new Promise((done, fail) =>
	carbone.render(path.resolve(template), plain(flow), {}, (error, bytes) =>
		(error ? fail(error) : done(bytes))))).then(() => process.exit(0));
