// SPDX-License-Identifier: Apache-2.0
// What every view is made of. Text goes into the page as text nodes: no file here ever sets HTML.
import { h, Component, options, render } from '../vendor/preact.mjs';
import htm from '../vendor/htm.mjs';
import { t } from './text.js';
import { ago, dateTime } from './format.js';
import { safeLines } from './safe_text.js';

export { Component, render };
export const html = htm.bind(h);

const kTextAttributes = ['alt', 'aria-label', 'data-label', 'placeholder', 'title'];

/** Preact calls it for each text and each element of every view. Values of fields, links and names stay as they are. */
options.vnode = (node) => {
  if (typeof node.props === 'string') node.props = safeLines(node.props);
  if (typeof node.type !== 'string') return;
  for (const name of kTextAttributes) {
    if (typeof node.props[name] === 'string') node.props[name] = safeLines(node.props[name]);
  }
};

/** A state in words, with a colour as a second hint. */
export function Badge({ state, tone }) {
  if (!state) return null;
  return html`<span class=${`badge ${tone || toneOf(state)}`}>${t(`state.${(state || '').toLowerCase()}`, {}, state)}</span>`;
}

const kTones = {
  good: ['healthy', 'running', 'delivered', 'printing', 'loaded', 'enabled', 'operational', 'ready'],
  bad: ['on hold', 'rejecting', 'gone', 'hanging', 'rejected', 'dead', 'hold', 'refused', 'error', 'dropped', 'expired',
    'purged', 'no connection'],
  warn: ['failing', 'slowed by rate', 'waiting', 'retry', 'paused', 'pausing', 'offline', 'connecting', 'starting', 'stopped'],
};

export function toneOf(state) {
  const name = (state || '').toLowerCase(); // printers speak for themselves: "Printing", "Offline after error"
  const tone = Object.keys(kTones).find((tone) => kTones[tone].includes(name));
  return tone || 'plain';
}

/** A part of a view that is drawn again only if one of its values is another one. */
export class Part extends Component {
  shouldComponentUpdate(next) {
    return Object.keys(next).some((key) => next[key] !== this.props[key]);
  }
}

const clocks = new Set();
setInterval(() => clocks.forEach((clock) => clock.forceUpdate()), 15000); // one timer for all of them

/** How long ago, with the exact time for the pointer and for a screen reader. */
export class Time extends Component {
  componentDidMount() {
    clocks.add(this);
  }
  componentWillUnmount() {
    clocks.delete(this);
  }
  render({ at }) {
    return at ? html`<time datetime=${at} title=${dateTime(at)}>${ago(at)}</time>` : html`<span>–</span>`;
  }
}

/** A failure of the API, as a sentence. */
export function Failure({ problem, retry }) {
  if (!problem) return null;
  return html`<div class="note bad" role="alert">
    <p>${problem.detail || problem.title}</p>
    ${retry && html`<button onClick=${retry}>${t('retry')}</button>`}
  </div>`;
}

/** A modal dialog: the browser keeps the focus inside, and Escape closes it. */
export class Dialog extends Component {
  componentDidMount() {
    this.element.showModal();
    this.element.querySelector('form :is(input, select, textarea):not(:disabled), .main')?.focus(); // not the button that closes
  }
  render({ title, onClose, children, wide }) {
    return html`<dialog ref=${(e) => { this.element = e; }} onClose=${onClose} class=${wide ? 'wide' : ''}
        aria-label=${title}>
      <header>
        <h2>${title}</h2>
        <button class="quiet" aria-label=${t('close')} onClick=${() => this.element.close()}>✕</button>
      </header>
      ${children}
    </dialog>`;
  }
}

/** A view that loads one resource, and shows that it waits or why it failed. */
export class Loading extends Component {
  constructor(props) {
    super(props);
    this.state = { data: null, problem: null };
    this.load = this.load.bind(this);
  }
  componentDidMount() {
    this.isHere = true;
    this.load();
  }
  componentWillUnmount() {
    this.isHere = false;
  }
  async load() {
    try {
      const data = await this.fetch();
      if (this.isHere) this.setState({ data, problem: null });
    } catch (problem) {
      if (this.isHere) this.setState({ problem });
    }
  }
  render(props, state) {
    return html`<div>
      <${Failure} problem=${state.problem} retry=${this.load} />
      ${state.data ? this.show(state.data, state) : !state.problem && html`<p aria-busy="true">${t('loading')}</p>`}
    </div>`;
  }
}

/** One request as it is sent. */
export function RequestText({ request }) {
  return html`<div class="http">
    <p><strong>${request.method}</strong> <span class="break">${request.url}</span></p>
    <dl>${(request.headers || []).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
    <pre tabindex="0" aria-label=${t('body')}>${pretty(request.body)}${request.cut ? '\n…' : ''}</pre>
  </div>`;
}

/** One answer of a receiver. */
export function ResponseText({ response }) {
  if (!response) return html`<p>${t('noAnswer')}</p>`;
  return html`<div class="http">
    <p><strong>${response.status}</strong></p>
    <pre tabindex="0" aria-label=${t('answer')}>${pretty(response.body) || t('emptyAnswer')}</pre>
  </div>`;
}

/** A sentence of a plugin: what stands between backticks is code. */
export const marked = (text) => (text || '').split('`').map((part, i) => (i % 2 ? html`<code>${part}</code>` : part));

/** JSON with indents; any other text as it is. */
export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text || '';
  }
}

/** Says what came of an action, for the eye and for a screen reader; notice.js shows it. `result` is the answer of a
 * save: with `undo` it can be taken back, and `reload` is what Herald did with it. */
export function announce(text, { undo, reload } = {}) {
  window.dispatchEvent(new CustomEvent('announce', { detail: { text, undo, reload } }));
}

/** An address that a page may link to: one that came from elsewhere could be a script. */
export const isWebAddress = (url) => /^https?:\/\//i.test(url || '');
