// SPDX-License-Identifier: Apache-2.0
// Deliveries as they happen. A row opens to its attempts.
import { html, Loading, Component, Badge, Failure, RequestText, ResponseText, Dialog, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { listen, batched } from '../lib/live.js';
import { setFilter } from '../lib/address.js';
import { copy } from '../lib/clipboard.js';
import { curlOf } from '../lib/curl.js';
import { duration, timeOfDay, dateTime, number } from '../lib/format.js';
import { t } from '../lib/text.js';
import { Rows } from './rows.js';

const kFilters = ['device', 'sink', 'type', 'outcome', 'since', 'until'];
const kOutcomes = ['delivered', 'retry', 'hold', 'hanging', 'rejected', 'gone', 'dead', 'dropped', 'expired', 'purged', 'moved', 'replayed'];
const kMost = 100000;
const kHeads = ['time', 'state', 'event', 'printer', 'sink', 'answer', 'took'];

/** The filters for the API. The fields of time have the time of the browser, the API has UTC. */
const chosen = (query) => Object.fromEntries(kFilters.filter((f) => query[f]).map((f) => [f, inUtc(f, query[f])]));

function inUtc(filter, value) {
  const isTime = filter === 'since' || filter === 'until';
  return isTime && !Number.isNaN(Date.parse(value)) ? new Date(value).toISOString() : value;
}

export class Live extends Loading {
  async fetch() {
    return api.get('deliveries', { ...chosen(this.props.place.query), limit: 500 });
  }

  componentDidMount() {
    super.componentDidMount();
    this.listen();
  }

  componentDidUpdate(before) {
    const filters = ({ place: { query } }) => JSON.stringify([chosen(query), query.events]);
    if (filters(before) === filters(this.props)) return;
    this.end();
    this.load();
    this.listen();
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    this.end();
  }

  listen() {
    const { query } = this.props.place;
    const only = query.events && !query.sink && !query.outcome ? 'delivery,event' : 'delivery'; // an event has neither
    const take = batched((news) => this.take(news));
    this.end = listen({ ...chosen(query), only }, {
      delivery: take,
      event: (event) => take({ ...event, id: `event ${event.id}`, outcome: 'event' }),
      skipped: ({ count }) => announce(t('skipped', { n: count })),
      reset: this.load,
      connected: (isConnected) => this.setState({ isAway: !isConnected }),
    });
  }

  take(news) {
    if (this.state.isPaused) return this.setState(({ missed }) => ({ missed: (missed || 0) + news.length }));
    this.setState(({ data }) => data && { data: { ...data, deliveries: joined(news, data.deliveries) } });
  }

  pause() {
    const { isPaused } = this.state;
    this.setState({ isPaused: !isPaused, missed: 0 });
    if (isPaused) this.load();
  }

  async more() {
    const { data } = this.state;
    if (!data.next || this.isLoading) return;
    this.isLoading = true;
    try {
      const page = await api.get('deliveries', { ...chosen(this.props.place.query), limit: 500, after: data.next });
      this.setState(({ data: now }) => ({ data: { deliveries: [...now.deliveries, ...page.deliveries], next: page.next } }));
    } catch (problem) {
      announce(problem.message);
    }
    this.isLoading = false;
  }

  show(data, { isPaused, missed, isAway }) {
    const { query } = this.props.place;
    return html`
      <div class="head">
        <h1>${t('menu.live')}</h1>
        <button aria-pressed=${isPaused ? 'true' : 'false'} onClick=${() => this.pause()}>
          ${isPaused ? t('goOn', { n: missed || 0 }) : t('pause')}</button>
      </div>
      ${isAway && html`<p class="note warn" role="status">${t('away')}</p>`}
      <${Filters} query=${query} kinds=${[...new Set(data.deliveries.slice(0, 500).map((d) => d.type))]} />
      ${data.deliveries.length === 0 && html`<p>${t('noDeliveries')}</p>`}
      <div class="row heads" aria-hidden="true">${kHeads.map((c) => html`<span class=${c === 'answer' || c === 'took' ? 'n' : ''}>${t(`column.${c}`)}</span>`)}</div>
      <${Rows} items=${data.deliveries} onEnd=${() => this.more()} label=${t('deliveries')} row=${row} />
      ${query.open && html`<${DeliveryDialog} key=${query.open} id=${query.open} />`}`;
  }
}

/** The news first; a delivery that changed leaves its old place. */
function joined(news, old) {
  const latest = new Map(news.map((delivery) => [delivery.id, delivery]));
  const rest = old.filter((delivery) => !latest.has(delivery.id));
  return [...[...latest.values()].reverse(), ...rest].slice(0, kMost);
}

const row = (d) => (d.sink ? html`<button class="row" onClick=${() => setFilter({ open: d.id })}>${cells(d)}</button>`
  : html`<div class="row">${cells(d)}</div>`);

const cells = (d) => html`
  <span class="when" title=${dateTime(d.time)}>${timeOfDay(d.time)}</span>
  <span><${Badge} state=${d.outcome} /></span>
  <span>${d.type}</span><span>${d.device}</span><span>${d.sink ? `→ ${d.sink}` : ''}</span>
  <span class="n">${d.status || ''}</span>
  <span class="n">${d.durationSeconds ? duration(d.durationSeconds) : ''}</span>`;

/** The filters, with suggestions: the names of printers and sinks, and the events of the newest deliveries. */
class Filters extends Component {
  async componentDidMount() {
    const { printers, sinks } = await api.get('overview').catch(() => ({ printers: [], sinks: [] }));
    this.setState({ device: printers.map((p) => p.name), sink: sinks.map((s) => s.name) });
  }

  field(name, names, type = 'search') {
    const { query } = this.props;
    return html`<label>${t(`filter.${name}`)}
      <input type=${type} value=${query[name] || ''} list=${names ? `names-${name}` : null} autocomplete="off"
        onChange=${(e) => setFilter({ [name]: e.target.value })} />
      ${names && html`<datalist id=${`names-${name}`}>${names.map((one) => html`<option value=${one} />`)}</datalist>`}</label>`;
  }

  render({ query, kinds }, { device = [], sink = [] }) {
    return html`<div class="filters grid">
      ${this.field('device', device)}${this.field('sink', sink)}${this.field('type', kinds)}
      <label>${t('filter.outcome')}<select onChange=${(e) => setFilter({ outcome: e.target.value })}>
        <option value="">${t('every')}</option>
        ${kOutcomes.map((o) => html`<option value=${o} selected=${o === query.outcome}>${t(`state.${o}`)}</option>`)}
      </select></label>
      <label class="tick"><input type="checkbox" checked=${query.events === '1'}
        onChange=${(e) => setFilter({ events: e.target.checked ? '1' : '' })} /> ${t('filter.events')}</label>
    </div>
    <details class="more" open=${Boolean(query.since || query.until)}><summary>${t('filter.time')}</summary>
      <div class="filters grid">${this.field('since', null, 'datetime-local')}${this.field('until', null, 'datetime-local')}</div>
    </details>`;
  }
}

class DeliveryDialog extends Component {
  async componentDidMount() {
    try {
      this.setState({ delivery: await api.get(`deliveries/${part(this.props.id)}`) });
    } catch (problem) {
      this.setState({ problem });
    }
  }

  async change(action) {
    try {
      await api.post(`deliveries/${part(this.props.id)}/${action}`);
      announce(t(`done.${action}`));
      setFilter({ open: '' });
    } catch (problem) {
      this.setState({ problem });
    }
  }

  render(props, { delivery: d, problem }) {
    const isWaiting = d && ['retry', 'hold', 'hanging', 'replayed'].includes(d.outcome);
    return html`<${Dialog} title=${d ? `${d.type} · ${d.device} → ${d.sink}` : t('loading')} wide=${true}
        onClose=${() => setFilter({ open: '' })}>
      <${Failure} problem=${problem} />
      ${d && html`
        <p><${Badge} state=${d.outcome} /> ${dateTime(d.time)} · <span class="break">${d.address}</span></p>
        <div class="buttons">
          <button onClick=${() => this.change('resend')}>${t('resend')}</button>
          ${isWaiting && html`<button onClick=${() => this.change('drop')}>${t('drop')}</button>`}
        </div>
        ${d.attempts.length === 0 && html`<p>${t('noAttempt')}</p>`}
        ${d.attempts.map((a, i) => html`<${AttemptText} attempt=${a} isOpen=${i === d.attempts.length - 1} />`)}
        <details><summary>${t('event')}</summary>
          <pre tabindex="0">${JSON.stringify(d.event, null, 2)}</pre></details>`}
    <//>`;
  }
}

function AttemptText({ attempt: a, isOpen }) {
  const exchanges = a.exchanges?.length ? a.exchanges : [a]; // a token step comes before the delivery
  const take = (request) => copy(curlOf(request)).then(() => announce(t('copied')), () => announce(t('notCopied')));
  return html`<details open=${isOpen}>
    <summary>${t('attempt', { number: number(a.number) })} <${Badge} state=${a.outcome} />
      ${a.status ? ` ${a.status}` : ''} · ${timeOfDay(a.time)} · ${duration(a.durationSeconds)}</summary>
    ${a.reason && html`<p>${a.reason}</p>`}
    ${a.nextTry && html`<p>${t('nextTry', { time: dateTime(a.nextTry) })}</p>`}
    ${exchanges.map(({ request, text, response }) => html`
      <h3>${t('request')} ${request && html`<button class="quiet" onClick=${() => take(request)}>${t('copyCurl')}</button>`}</h3>
      ${request ? html`<${RequestText} request=${request} />` : text ? html`<pre tabindex="0">${text}</pre>` : html`<p>${t('notKept')}</p>`}
      ${(response || !text) && html`<h3>${t('answer')}</h3><${ResponseText} response=${response} />`}`)}
  </details>`;
}
