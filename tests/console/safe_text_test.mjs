// SPDX-License-Identifier: Apache-2.0
// What the pages do to a text for people: the table of sdk/src/safe_text_test.cpp. That of the pages keeps line breaks and
// tabs, and a script has no bytes that are not UTF-8, but halves of surrogate pairs.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const file = new URL('../../core/console/pages/lib/safe_text.js', import.meta.url);
const { safeLines } = await import(`data:text/javascript,${encodeURIComponent(readFileSync(file, 'utf8'))}`);

const raw = String.raw;
const shown = [
  ['plain ö € 😀', 'plain ö € 😀'],
  ['a\nb\r\tc', 'a\nb\\r\tc'],
  ['\x1b[31m\x7f', raw`\u001B[31m\u007F`],
  ['a\0b', raw`a\u0000b`],
  ['\x85\x9b', raw`\u0085\u009B`], // C1: next line, control sequence
  ['\u2028\u2029', raw`\u2028\u2029`], // line and paragraph separators
  ['\u202e\u2066\u061c', raw`\u202E\u2066\u061C`], // bidirectional marks
  ['\u200e\u200f', raw`\u200E\u200F`], // left-to-right and right-to-left marks
  ['a\u200bb\u200dc\u2060\ufeff\u00ad', raw`a\u200Bb\u200Dc\u2060\uFEFF\u00AD`], // without a width
  ['\u3164\u115f\u034f\u180b', raw`\u3164\u115F\u034F\u180B`], // fillers of scripts
  ['a\ufe0f\u{e0041}', raw`a\uFE0F\uDB40\uDC41`], // a variant, a tag
  ['ö\u200b\u200d', raw`ö\u200B\u200D`], // no chain of them
  ['ö\u200d\ufe0f\ufe0f', `ö\u200d${raw`\uFE0F\uFE0F`}`],
  ['\ud800\ufe0f\u200d', raw`\uD800\uFE0F\u200D`], // behind what is escaped
  ['\udc00a', raw`\uDC00a`], // half of a surrogate pair
];
for (const [text, expected] of shown) assert.equal(safeLines(text), expected);

const kept = ['⚠\ufe0f', '❤\ufe0f\u200d🔥', '👩\u200d🔧', 'می\u200cخواهم', 'क्\u200dष', '10\u00a0% Größe'];
for (const text of kept) assert.equal(safeLines(text), text);

for (const [text] of shown) {
  assert.equal(safeLines(safeLines(text)), safeLines(text), 'it is the same the second time');
  assert.equal(JSON.parse(safeLines(JSON.stringify(text))), text, 'JSON keeps its meaning');
}
