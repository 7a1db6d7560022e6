// SPDX-License-Identifier: Apache-2.0
// Makes harmless what a printer, a receiver, a plugin or a file wrote: nothing in it can hide or reorder other text of
// the page. These are the rules of sdk/src/safe_text.cpp, and a test has the same table for both.

const kUnsafe = String.raw`\0-\x08\x0B-\x1F\x7F-\x9F\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}`; // no \n, no \t
const kAnyUnsafe = new RegExp(`[${kUnsafe}]`, 'u');
// A variant and a joiner stay behind a letter or sign outside ASCII: emoji and scripts need them.
const kParts = new RegExp(
  String.raw`[^\0-\x7F${kUnsafe}][\uFE00-\uFE0F\u{E0100}-\u{E01EF}]?[\u200C\u200D]?|([${kUnsafe}])`, 'gu');

/** As JSON writes it, so that JSON keeps its meaning. */
function escapeOf(character) {
  if (character === '\r') return '\\r';
  return character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`).join('');
}

/** The text with control characters, marks of direction and the like as `\u202E`. Line breaks and tabs stay. */
export const safeLines = (text) => (kAnyUnsafe.test(text)
  ? text.replace(kParts, (part, unsafe) => (unsafe === undefined ? part : escapeOf(unsafe))) : text);
