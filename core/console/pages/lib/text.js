// SPDX-License-Identifier: Apache-2.0
// Finds a text in the table and puts values into it. A text with a count has one form for each plural of the language.
import { texts, language } from '../texts.js';
import { number } from './format.js';

const plural = new Intl.PluralRules(language);

/** The text for `key`, with {name} replaced by values.name. `values.n` chooses the plural. Without such a text it is
 * `otherwise`, or else the end of the key: what the daemon calls it. */
export function t(key, values = {}, otherwise = key.slice(key.indexOf('.') + 1)) {
  let text = texts[key];
  if (text === undefined) return otherwise;
  if (typeof text !== 'string') text = text[plural.select(values.n)] || text.other;
  return text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return value === undefined ? all : typeof value === 'number' ? number(value) : value;
  });
}
