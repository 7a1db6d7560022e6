// SPDX-License-Identifier: Apache-2.0
// The printers: what they are connected by, their names and tags, and the way to add and remove one.
import { html, Component, Badge, Dialog, Failure, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { go, linkTo } from '../lib/address.js';
import { t } from '../lib/text.js';
import { AddPrinter } from './add_printer.js';
import { Naming, tagsOf } from './naming.js';
import { Owned, kNew, whereReadOnly } from './owned.js';
import { Saves } from './saves.js';
import { SourceNumbers } from './source_numbers.js';

export class Printers extends Owned {
  kind = 'printers';

  fetch() {
    return api.get('printers');
  }

  withNews(data, { printers = [], sources = [] }) {
    const states = new Map(printers.map(({ source, sourceState, problem }) => [source, { state: sourceState, problem }]));
    const numbers = new Map(sources.map((source) => [source.name, source]));
    return { printers: data.printers.map((printer) =>
      ({ ...printer, ...states.get(printer.name), ...numbers.get(printer.name) })) };
  }

  show({ printers }, { doomed, isLookingBack }) {
    const { name, query } = this.props.place;
    const chosen = printers.find((printer) => printer.name === name);
    const close = () => go('printers');
    return html`
      <div class="head"><h1>${t('menu.printers')}</h1>
        <div class="buttons">
          ${this.search(printers)}
          <button onClick=${() => this.setState({ isLookingBack: true })}>${t('saves')}</button>
          <a class="button main" href=${linkTo('printers', kNew)}>${t('addPrinter')}</a>
        </div>
      </div>
      ${!printers.length && html`<p>${t('noPrinters')}</p>`}
      <ul class="cards">${this.found(printers, (p) => `${p.name} ${p.device} ${p.title} ${p.url} ${p.tags.join(' ')}`)
        .map((printer) => this.card(printer))}</ul>
      ${name === kNew && html`<${AddPrinter} url=${query.url} onClose=${close} onAdded=${this.load} />`}
      ${chosen && html`<${EditPrinter} key=${name} printer=${chosen} onClose=${close} onSaved=${this.load} />`}
      ${isLookingBack && html`<${Saves} onClose=${() => this.setState({ isLookingBack: false })} />`}
      ${this.farewell(doomed)}`;
  }

  card(printer) {
    return html`<li class=${printer.problem ? 'card fault-edge' : 'card'} key=${printer.name}>
      <p class="title"><a href=${linkTo('printers', printer.name)}>${printer.device || printer.name}</a>
        <${Badge} state=${printer.enabled ? printer.state : 'disabled'} /></p>
      ${printer.problem && html`<p class="fault">${printer.problem}</p>`}
      <p>${printer.title || printer.type}</p>
      <p class="file break">${printer.url}</p>
      <${SourceNumbers} custody=${printer.custody} measures=${printer.measures} counters=${printer.counters} />
      ${printer.tags.length > 0 && html`<p class="tags">${printer.tags.map((tag) => html`<span>${tag}</span>`)}</p>`}
      ${this.place(printer)}
      ${this.buttons(printer)}
    </li>`;
  }
}

class EditPrinter extends Component {
  constructor(props) {
    super(props);
    const { device, tags } = props.printer;
    this.state = { value: { device, tags } };
  }

  async save(event) {
    event.preventDefault();
    const { printer, onSaved, onClose } = this.props;
    const { device, tags } = this.state.value;
    try {
      const result = await api.put(`printers/${part(printer.name)}`,
        { device: device || '', tags: tagsOf(tags), revision: printer.revision });
      announce(t('saved', { name: device || printer.name }), result || {});
      onSaved();
      onClose();
    } catch (fault) {
      this.setState({ fault });
    }
  }

  render({ printer, onClose }, { value, fault }) {
    const isReadOnly = printer.owner !== 'console';
    return html`<${Dialog} title=${printer.device || printer.name} onClose=${onClose}>
      <form onSubmit=${(event) => this.save(event)} novalidate>
        ${isReadOnly && html`<p class="note warn">${whereReadOnly(printer)}</p>`}
        <${Failure} problem=${fault} />
        <p>${printer.title || printer.type} <span class="break">${printer.url}</span></p>
        <fieldset disabled=${isReadOnly}>
          <${Naming} field="device" value=${value} errors=${fault?.errors || []}
            onValue=${(change) => this.setState({ value: { ...value, ...change } })} />
        </fieldset>
        <div class="buttons"><button class="main" disabled=${isReadOnly}>${t('saveShort')}</button>
          <a class="button" href=${linkTo('live', '', { device: printer.device || printer.name })}>${t('showDeliveries')}</a></div>
      </form>
    <//>`;
  }
}
