// SPDX-License-Identifier: Apache-2.0
// A list of what stands in the configuration: hooks and printers. The console changes only what is in its own files.
import { html, Loading, Dialog, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { listen } from '../lib/live.js';
import { linkTo, setFilter } from '../lib/address.js';
import { t } from '../lib/text.js';

export const kNew = '+'; // neither a sink nor a source can have this name

const kMany = 12;

/** Where something stands that the console does not change: a line of a file, or an environment variable. */
export function whereReadOnly({ file, line }) {
  return line ? t('readOnly', { file, line: String(line) }) : t('readOnlyVariable', { variable: file });
}

/** A view says its `kind`, which is its name in the menu and its path in the API. */
export class Owned extends Loading {
  componentDidMount() {
    super.componentDidMount();
    window.addEventListener('changed', this.load);
    this.end = listen({ only: 'overview' }, {
      overview: (news) => this.setState(({ data }) => data && { data: this.withNews(data, news) }),
      reset: this.load,
    });
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    this.end();
    window.removeEventListener('changed', this.load);
  }

  async change(call, text) {
    try {
      announce(text, await call() || {});
      this.load();
    } catch (problem) {
      announce(problem.message);
    }
    this.setState({ doomed: null });
  }

  buttons({ name, owner, enabled }, more) {
    const path = `${this.kind}/${part(name)}`;
    const isOurs = owner === 'console';
    const action = enabled ? 'disable' : 'enable';
    const turned = t(enabled ? 'isOff' : 'isOn', { name });
    const open = t(isOurs ? 'edit' : 'look');
    return html`<div class="buttons">
      <a class="button" href=${linkTo(this.kind, name)} aria-label=${`${open}: ${name}`}>${open}</a>
      ${more}
      ${isOurs && html`
        <button aria-label=${`${t(action)}: ${name}`}
          onClick=${() => this.change(() => api.post(`${path}/${action}`), turned)}>${t(action)}</button>
        <button aria-label=${`${t('delete')}: ${name}`}
          onClick=${() => this.setState({ doomed: name })}>${t('delete')}</button>`}
      ${!isOurs && html`<button aria-label=${`${t('takeOver')}: ${name}`}
        onClick=${() => this.change(() => api.post(`${path}/take-over`), t('takenOver', { name }))}>${t('takeOver')}</button>`}
    </div>`;
  }

  /** A field that finds one among many; its text stands in the address. */
  search(items) {
    return items.length > kMany && html`<input type="search" class="search" placeholder=${t('search')} aria-label=${t('search')}
      value=${this.props.place.query.q || ''} onInput=${(event) => setFilter({ q: event.target.value })} />`;
  }

  /** Those that have the words of the search in what `textOf` says of them. */
  found(items, textOf) {
    const words = (this.props.place.query.q || '').toLowerCase();
    return words ? items.filter((item) => textOf(item).toLowerCase().includes(words)) : items;
  }

  place(owned) {
    return owned.owner !== 'console' && html`<p class="small">${whereReadOnly(owned)}</p>`;
  }

  /** Asks before `doomed` is deleted. */
  farewell(doomed) {
    return doomed && html`<${Dialog} title=${t('deleteTitle', { name: doomed })} onClose=${() => this.setState({ doomed: null })}>
      <p>${t(`deleteMeans.${this.kind}`)}</p>
      <div class="buttons"><button class="main" onClick=${() => this.change(() => api.remove(`${this.kind}/${part(doomed)}`),
          t('deleted', { name: doomed }))}>${t('delete')}</button>
        <button onClick=${() => this.setState({ doomed: null })}>${t('cancel')}</button></div>
    <//>`;
  }
}
