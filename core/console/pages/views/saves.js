// SPDX-License-Identifier: Apache-2.0
// The last saves, each with its undo.
import { html, Loading, Dialog, Time, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { dateTime } from '../lib/format.js';
import { t } from '../lib/text.js';

export function Saves({ onClose }) {
  return html`<${Dialog} title=${t('saves')} onClose=${onClose}><${List} /><//>`;
}

class List extends Loading {
  fetch() {
    return api.get('saves');
  }

  async undo(save) {
    try {
      announce(t('undone'), { reload: (await api.post(`saves/${part(save.id)}/undo`))?.reload });
      window.dispatchEvent(new CustomEvent('changed'));
      this.load();
    } catch (problem) {
      this.setState({ problem });
    }
  }

  show({ saves }) {
    if (!saves.length) return html`<p>${t('noSaves')}</p>`;
    return html`<ul>${saves.map((save) => html`<li key=${save.id} class="head line">
      <span>${save.what} <small title=${dateTime(save.time)}><${Time} at=${save.time} /></small></span>
      ${save.undone ? html`<small>${t('isUndone')}</small>`
        : html`<button aria-label=${`${t('undo')}: ${save.what}`} onClick=${() => this.undo(save)}>${t('undo')}</button>`}
    </li>`)}</ul>`;
  }
}
