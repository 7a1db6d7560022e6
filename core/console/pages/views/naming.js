// SPDX-License-Identifier: Apache-2.0
// What a person calls a printer: its name in messages, and its tags.
import { html } from '../lib/ui.js';
import { t } from '../lib/text.js';
import { Field } from './field.js';

/** `field` is `device` for a printer that exists, `name` for a new one; `value` has it and `tags`. */
export function Naming({ field, value, errors, onValue }) {
  return html`
    <${Field} option=${{ name: field, label: t('option.device'), type: 'text', help: t('help.device') }} value=${value[field]} errors=${errors}
      onValue=${(text) => onValue({ [field]: text })} />
    <${Field} option=${{ name: 'tags', type: 'list', help: t('help.tags') }} value=${value.tags} errors=${errors}
      onValue=${(tags) => onValue({ tags })} />`;
}

/** "a, b" and ["a", "b"] are both the tags a and b. */
export const tagsOf = (tags) => (Array.isArray(tags) ? tags : (tags || '').split(',').map((tag) => tag.trim()).filter(Boolean));
