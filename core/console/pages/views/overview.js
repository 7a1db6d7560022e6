// SPDX-License-Identifier: Apache-2.0
// What needs the operator, then the printers, the sinks and a chart.
import { html, Part, Loading, Badge, Time, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { listen } from '../lib/live.js';
import { setFilter, linkTo, go } from '../lib/address.js';
import { duration, number, percent } from '../lib/format.js';
import { t } from '../lib/text.js';
import { Chart } from './chart.js';
import { kNew } from './owned.js';

const collator = new Intl.Collator(undefined, { numeric: true });
const kMany = 12; // printers; then their cards are small, and below the sinks

const kSorts = {
  name: (a, b) => collator.compare(a.name, b.name),
  need: (a, b) => rank(a) - rank(b) || kSorts.name(a, b),
  left: (a, b) => (a.secondsLeft ?? Infinity) - (b.secondsLeft ?? Infinity) || kSorts.name(a, b),
};

function rank(printer) {
  if (printer.problem) return 0;
  return printer.printing ? 1 : 2;
}

export class Overview extends Loading {
  fetch() {
    return api.get('overview');
  }

  componentDidMount() {
    super.componentDidMount();
    this.end = listen({ only: 'overview' }, {
      overview: (changes) => this.setState(({ data }) => data && { data: merged(data, changes) }),
      reset: this.load,
      connected: (isConnected) => this.setState({ isAway: !isConnected }),
    });
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    this.end();
  }

  show(data, { isAway }) {
    const { query } = this.props.place;
    return html`
      <h1>${t('menu.overview')}</h1>
      ${isAway && html`<p class="note warn" role="status">${t('away')}</p>`}
      <${Problems} problems=${data.problems} />
      ${data.printers.length > kMany && html`<${Sinks} sinks=${data.sinks} />`}
      <${Printers} printers=${data.printers} query=${query} />
      ${data.printers.length <= kMany && html`<${Sinks} sinks=${data.sinks} />`}
      <${Chart} />`;
  }
}

/** The data with the changes. What is as before stays the same object, so that it is not drawn again. */
function merged(data, { printers = [], sinks = [], gonePrinters = [], goneSinks = [], problems = data.problems }) {
  return { ...data, printers: replaced(data.printers, printers, gonePrinters), sinks: replaced(data.sinks, sinks, goneSinks),
    problems: isSame(problems, data.problems) ? data.problems : problems };
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function replaced(old, news, gone) {
  const byName = new Map(old.map((item) => [item.name, item]));
  const others = news.filter((item) => !isSame(item, byName.get(item.name)));
  if (!others.length && !gone.length) return old;
  for (const item of others) byName.set(item.name, item);
  for (const name of gone) byName.delete(name);
  return [...byName.values()];
}

class Problems extends Part {
  render({ problems }) {
    return listOf(problems);
  }
}

function listOf(problems) {
  if (!problems.length) return html`<p class="note good">${t('allGood')}</p>`;
  return html`<section aria-labelledby="needs">
    <h2 id="needs">${t('needsYou', { n: problems.length })}</h2>
    <ul class="problems">
      ${problems.map((problem) => html`<li key=${problem.id} class=${`note ${problem.severity === 'error' ? 'bad' : 'warn'}`}>
        <p>${problem.text} ${problem.since && html`<small><${Time} at=${problem.since} /></small>`}</p>
        <div class="buttons">${problem.actions.map((action) => html`
          <button onClick=${() => act(problem, action)}>${t(`do.${action.do}`, {}, action.label)}</button>`)}</div>
      </li>`)}
    </ul>
  </section>`;
}

/** The way out: a page of the console, or something that Herald does. */
async function act({ subject }, action) {
  if (action.do === 'edit') return go(subject.kind === 'source' ? 'printers' : 'hooks', subject.name);
  if (action.do === 'dead') return go('dead', '', { sink: subject.name });
  try {
    await api.post(action.post);
    announce(t(`done.${action.do}`, { name: subject.name }));
  } catch (problem) {
    announce(problem.message);
  }
}

function Printers({ printers, query }) {
  const words = (query.q || '').toLowerCase();
  const tags = [...new Set(printers.flatMap((printer) => printer.tags))].sort();
  const shown = printers
    .filter((p) => !words || `${p.name} ${p.file || ''} ${p.state}`.toLowerCase().includes(words))
    .filter((p) => !query.tag || p.tags.includes(query.tag))
    .sort(kSorts[query.sort] || kSorts.need);
  const isDense = shown.length > kMany;
  return html`<section aria-labelledby="printers">
    <div class="head">
      <h2 id="printers">${t('printers', { n: printers.length })}</h2>
      ${printers.length > 1 && html`<div class="filters">
        <input type="search" placeholder=${t('search')} aria-label=${t('searchPrinters')} value=${query.q || ''}
          onInput=${(event) => setFilter({ q: event.target.value })} />
        ${tags.length > 0 && html`<select aria-label=${t('tag')} onChange=${(e) => setFilter({ tag: e.target.value })}>
          <option value="">${t('everyTag')}</option>
          ${tags.map((tag) => html`<option value=${tag} selected=${tag === query.tag}>${tag}</option>`)}
        </select>`}
        <select aria-label=${t('sort')} onChange=${(e) => setFilter({ sort: e.target.value })}>
          ${Object.keys(kSorts).reverse().map((sort) => html`<option value=${sort}
            selected=${sort === (query.sort || 'need')}>${t(`sort.${sort}`)}</option>`)}
        </select>
      </div>`}
    </div>
    ${!printers.length && html`<p>${t('noPrinters')} <a href=${linkTo('printers', kNew)}>${t('addPrinter')}</a></p>`}
    ${printers.length > 0 && !shown.length && html`<p>${t('noMatch')}</p>`}
    <ul class=${isDense ? 'cards dense' : 'cards'}>
      ${shown.map((printer) => html`<${Card} key=${printer.name} printer=${printer} isDense=${isDense} />`)}
    </ul>
  </section>`;
}

/** A farm has hundreds of them. */
class Card extends Part {
  render({ printer, isDense }) {
    return card(printer, isDense);
  }
}

function card(p, isDense) {
  return html`<li class=${p.problem ? 'card fault-edge' : 'card'}>
    <p class="title"><a href=${linkTo('live', '', { device: p.name })}>${p.name}</a>
      <${Badge} state=${p.state} /></p>
    ${p.problem && html`<p class="fault">${p.problem}</p>`}
    ${p.file && html`<p class="file" title=${p.file}>${p.file}</p>`}
    ${p.percent !== null && p.printing && html`<div class="progress">
      <progress max="100" value=${p.percent} aria-label=${t('progressOf', { name: p.name })}></progress>
      <span>${percent(p.percent / 100)}</span>
      ${p.secondsLeft !== null && html`<span>${t('left', { time: duration(p.secondsLeft) })}</span>`}
    </div>`}
    ${!isDense && html`<p class="small">${p.lastEvent
      ? html`${p.lastEvent} · <${Time} at=${p.lastEventTime} />` : t('noEvent')}</p>`}
    ${!isDense && p.tags.length > 0 && html`<p class="tags">${p.tags.map((tag) => html`<span>${tag}</span>`)}</p>`}
    ${p.picture && !isDense && html`<img src=${p.picture} alt=${t('pictureOf', { name: p.name })} loading="lazy"
      onError=${(e) => { e.target.hidden = true; }} onLoad=${(e) => { e.target.hidden = false; }} />`}
  </li>`;
}

const kColumns = ['sink', 'state', 'waiting', 'oldest', 'success', 'p50', 'p99', 'next', 'action'];

class Sinks extends Part {
  render({ sinks }) {
    return tableOf(sinks);
  }
}

/** The button of a sink: a sink that fails can be tried at once, any other one paused. */
function order({ name, state, paused }) {
  const what = paused ? 'resume' : state === 'healthy' ? 'pause' : 'retry';
  const action = { do: what, post: `sinks/${part(name)}/${what}` };
  return html`<button class="small-button" aria-label=${`${t(`do.${what}`)}: ${name}`}
    onClick=${() => act({ subject: { kind: 'sink', name } }, action)}>${t(`do.${what}`)}</button>`;
}

const tableOf = (sinks) => html`<section aria-labelledby="sinks">
    <h2 id="sinks">${t('sinks', { n: sinks.length })}</h2>
    ${sinks.length === 0
      ? html`<p>${t('noHooks')} <a href=${linkTo('hooks')}>${t('newHook')}</a></p>`
      : html`<table class="rows">
        <thead><tr>${kColumns.map((c, i) => html`<th scope="col" class=${i > 1 ? 'n' : ''}>${t(`column.${c}`)}</th>`)}</tr></thead>
        <tbody>${sinks.map((s) => html`<tr key=${s.name}>
          <th scope="row"><a href=${linkTo('hooks', s.name)}>${s.name}</a></th>
          <td data-label=${t('column.state')}><span><${Badge} state=${s.state} /> <small>${s.reason}</small></span></td>
          <td data-label=${t('column.waiting')} class="n">${number(s.waiting)}</td>
          <td data-label=${t('column.oldest')} class="n">${s.waiting ? duration(s.oldestSeconds) : '–'}</td>
          <td data-label=${t('column.success')} class="n">${percent(s.successRate)}</td>
          <td data-label=${t('column.p50')} class="n">${duration(s.p50Seconds)}</td>
          <td data-label=${t('column.p99')} class="n">${duration(s.p99Seconds)}</td>
          <td data-label=${t('column.next')} class="n">${duration(s.nextAttemptSeconds)}</td>
          <td class="n">${order(s)}</td>
        </tr>`)}</tbody>
      </table>`}
</section>`;
