// SPDX-License-Identifier: Apache-2.0
// The hooks: what they send where, and the way to make, copy, switch off and delete one.
import { html, Badge, Dialog, marked } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { go, linkTo } from '../lib/address.js';
import { t } from '../lib/text.js';
import { Owned, kNew } from './owned.js';
import { Saves } from './saves.js';

export class Hooks extends Owned {
  kind = 'hooks';

  async fetch() {
    const [{ hooks }, { presets }, { types }] = await Promise.all([
      api.get('hooks'), api.get('presets'), api.get('types', { kind: 'sink' })]);
    return { hooks, presets: presets.filter(({ kind }) => kind !== 'source'), types };
  }

  withNews(data, { sinks = [] }) {
    const states = new Map(sinks.map(({ name, state }) => [name, state]));
    return { ...data, hooks: data.hooks.map((hook) => (states.has(hook.name) ? { ...hook, state: states.get(hook.name) } : hook)) };
  }

  show({ hooks, presets, types }, { doomed, isChoosing, isLookingBack }) {
    return html`
      <div class="head"><h1>${t('menu.hooks')}</h1>
        <div class="buttons">
          ${this.search(hooks)}
          <button onClick=${() => this.setState({ isLookingBack: true })}>${t('saves')}</button>
          <button class="main" onClick=${() => this.setState({ isChoosing: true })}>${t('newHook')}</button>
        </div>
      </div>
      ${!hooks.length && html`<p>${t('noHooks')}</p>`}
      <ul class="cards">${this.found(hooks, (h) => `${h.name} ${h.title} ${h.type} ${h.address}`).map((hook) => this.card(hook))}</ul>
      ${isChoosing && html`<${Choice} presets=${presets} types=${types}
        onClose=${() => this.setState({ isChoosing: false })} />`}
      ${isLookingBack && html`<${Saves} onClose=${() => this.setState({ isLookingBack: false })} />`}
      ${this.farewell(doomed)}`;
  }

  card(hook) {
    return html`<li class="card" key=${hook.name}>
      <p class="title"><a href=${linkTo('hooks', hook.name)}>${hook.name}</a>
        <${Badge} state=${hook.enabled ? hook.state : 'disabled'} /></p>
      <p>${hook.title || hook.preset || hook.type}</p>
      <p class="file break">${hook.address}</p>
      <p class="small">${hook.events.join(', ') || t('usualEvents')}</p>
      ${this.place(hook)}
      ${this.buttons(hook, html`
        <a class="button" href=${linkTo('hooks', kNew, { from: hook.name })}
          aria-label=${`${t('duplicate')}: ${hook.name}`}>${t('duplicate')}</a>
        <a class="button" href=${`api/v1/hooks/${part(hook.name)}/preset`} download=${`${hook.name}.properties`}
          aria-label=${`${t('export')}: ${hook.name}`}>${t('export')}</a>`)}
    </li>`;
  }
}

function Choice({ presets, types, onClose }) {
  return html`<${Dialog} title=${t('newHook')} onClose=${onClose} wide=${true}>
    <h3>${t('fromPreset')}</h3>
    <ul class="choices">${presets.map((preset) => html`<li><button
        onClick=${() => go('hooks', kNew, { preset: preset.name, type: preset.type })}>
      <strong>${preset.title}</strong><small>${marked(preset.help)}</small></button></li>`)}</ul>
    <h3>${t('fromNothing')}</h3>
    <ul class="choices">${types.map((type) => html`<li><button onClick=${() => go('hooks', kNew, { type: type.type })}>
      <strong>${type.type}</strong><small>${marked(type.summary)}</small></button></li>`)}</ul>
  <//>`;
}
