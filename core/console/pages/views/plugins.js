// SPDX-License-Identifier: Apache-2.0
// The plugin files that Herald found, why it refused some, and the options of each plugin.
import { html, Loading, Badge, marked } from '../lib/ui.js';
import { api } from '../lib/api.js';
import { t } from '../lib/text.js';

export class Plugins extends Loading {
  async fetch() {
    const [{ libraries }, { types }] = await Promise.all([api.get('plugins'), api.get('types')]);
    return { libraries, types };
  }

  show({ libraries, types }) {
    const refused = libraries.filter((library) => !library.loaded);
    const loaded = libraries.filter((library) => library.loaded);
    return html`<h1>${t('menu.plugins')}</h1>
      <ul>${refused.map((l) => html`<li class="note bad" key=${l.file}>
        <p><${Badge} state="refused" /> <span class="break">${l.file}</span></p><p>${l.reason}</p></li>`)}</ul>
      ${loaded.map((l) => html`<section class="card" key=${l.file}>
        ${l.refused.map((reason) => html`<p class="fault">${reason}</p>`)}
        ${l.offers.map((offer) => html`<${Offer} offer=${offer}
          type=${types.find((one) => one.kind === offer.kind && one.type === offer.type)} />`)}
        <p class="small break">${l.file} · ${l.version}</p>
      </section>`)}`;
  }
}

function Offer({ offer, type }) {
  return html`<details><summary><strong>${offer.type}</strong> <small>${t(`kind.${offer.kind}`)}</small> ${marked(offer.summary)}</summary>
    ${type && html`<table class="rows">
      <thead><tr>${['option', 'type', 'default', 'help'].map((c) => html`<th scope="col">${t(`column.${c}`)}</th>`)}</tr></thead>
      <tbody>${type.options.map((o) => html`<tr key=${o.name}>
        <th scope="row"><code>${o.name}</code></th>
        <td data-label=${t('column.type')}>${o.type}${o.required ? `, ${t('required')}` : ''}</td>
        <td data-label=${t('column.default')}>${o.default || '–'}</td><td>${marked(o.help)}</td></tr>`)}</tbody>
    </table>`}
  </details>`;
}
