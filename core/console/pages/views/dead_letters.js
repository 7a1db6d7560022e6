// SPDX-License-Identifier: Apache-2.0
// Dead letters by reason: look at them, send them again, or delete them.
import { html, Component, Loading, Dialog, Failure, Time, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { listen } from '../lib/live.js';
import { setFilter, linkTo } from '../lib/address.js';
import { number, dateTime } from '../lib/format.js';
import { t } from '../lib/text.js';

const kPage = 200;

export class DeadLetters extends Loading {
  fetch() {
    const { sink, reason } = this.props.place.query;
    return api.get('dead', { sink, reason, limit: 1 }); // the groups; a group that is opened asks for its letters
  }

  componentDidMount() {
    super.componentDidMount();
    this.end = listen({ only: 'job' }, {
      job: (job) => this.progress(job),
      reset: () => this.again(),
    });
  }

  componentDidUpdate(before) {
    const filters = ({ place }) => `${place.query.sink || ''} ${place.query.reason || ''}`;
    if (filters(before) !== filters(this.props)) this.load();
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    this.end();
  }

  /** How far the job is. After a gap it may have ended meanwhile, and a daemon that was started again has none. */
  async again() {
    const { job } = this.state;
    if (job) this.progress(await api.get(`jobs/${part(job.job)}`).catch(() => ({ ...job, ended: true })));
    this.load();
  }

  progress(job) {
    if (job.job !== this.state.job?.job) return;
    this.setState({ job });
    if (!job.ended) return;
    announce(t('jobDone', { n: job.done, failed: job.failed }));
    this.setState({ job: null });
    this.load();
  }

  async start(path, body) {
    this.setState({ asks: null });
    try {
      const { job, total } = await api.post(path, body);
      this.setState({ job: { job, total, done: 0 } }, () => this.again()); // a short one has ended already
    } catch (problem) {
      this.setState({ problem });
    }
  }

  show(data, { job, asks }) {
    const { sink, reason } = this.props.place.query;
    return html`
      <h1>${t('menu.dead')}</h1>
      ${(sink || reason) && html`<p>${[sink, reason].filter(Boolean).join(' · ')}
        <button onClick=${() => setFilter({ sink: '', reason: '' })}>${t('showAll')}</button></p>`}
      ${job && html`<p role="status">${t('jobRuns', { done: job.done, total: job.total })}
        <progress max=${job.total} value=${job.done} aria-label=${t('progress')}></progress></p>`}
      ${!data.groups.length && html`<p class="note good">${t('noDead')}</p>`}
      <ul class="problems">${data.groups.map((group) => html`<${Group} key=${`${group.sink} ${group.reason}`}
        group=${group} ask=${(what, select, n) => this.setState({ asks: { what, select, n } })} />`)}</ul>
      ${asks && html`<${Ask} asks=${asks} onClose=${() => this.setState({ asks: null })}
        onStart=${(path, body) => this.start(path, body)} />`}`;
  }
}

const kColumns = ['event', 'printer', 'time', 'answer', 'action'];

/** One reason of one sink. Its letters are loaded when it is opened. */
class Group extends Component {
  componentDidUpdate({ group }) {
    const { count, newest } = this.props.group;
    if (this.state.letters && (count !== group.count || newest !== group.newest)) this.load();
  }

  async load(after) {
    const { sink, reason } = this.props.group;
    try {
      const page = await api.get('dead', { sink, reason, after, limit: kPage });
      const before = after ? this.state.letters : [];
      this.setState({ letters: [...before, ...page.deadLetters], next: page.next, problem: null });
    } catch (problem) {
      this.setState({ problem });
    }
  }

  opened(event) {
    if (event.target.open && !this.state.letters) this.load();
  }

  render({ group, ask }, { letters, next, problem }) {
    const { sink, reason, count } = group;
    return html`<li class="card">
      <p class="title"><span>${sink}: ${reason}</span> <strong>${number(count)}</strong></p>
      <p class="small"><${Time} at=${group.oldest} /> – <${Time} at=${group.newest} /></p>
      <div class="buttons">
        <button class="main" onClick=${() => ask('replay', { sink, reason }, count)}>${t('replayAll')}</button>
        <button onClick=${() => ask('purge', { sink, reason }, count)}>${t('purge')}</button>
      </div>
      <details onToggle=${(event) => this.opened(event)}><summary>${t('lookAt', { n: count })}</summary>
        <${Failure} problem=${problem} retry=${() => this.load()} />
        ${letters && html`<table class="rows"><thead><tr>${kColumns.map((c) => html`
          <th scope="col">${t(`column.${c}`)}</th>`)}</tr></thead>
        <tbody>${letters.map((letter) => line(letter, ask))}</tbody></table>`}
        ${next && html`<button onClick=${() => this.load(next)}>${t('more')}</button>`}
      </details>
    </li>`;
  }
}

const line = (d, ask) => html`<tr key=${d.sequence}>
  <th scope="row">${d.type}</th><td data-label=${t('column.printer')}>${d.device}</td>
  <td data-label=${t('column.time')}>${dateTime(d.time)}</td>
  <td data-label=${t('column.answer')} class="break"><span>${d.status || ''} ${d.answer}</span></td>
  <td><span class="buttons"><a class="button" aria-label=${`${t('look')}: ${d.type}, ${d.device}`}
      href=${linkTo('live', '', { open: d.id })}>${t('look')}</a>
    <button aria-label=${`${t('replay')}: ${d.type}, ${d.device}`}
      onClick=${() => ask('replay', { sequences: [d.sequence] }, 1)}>${t('replay')}</button></span></td>
</tr>`;

function Ask({ asks: { what, select, n }, onClose, onStart }) {
  if (what === 'purge') {
    return html`<${Dialog} title=${t('purgeTitle', { n })} onClose=${onClose}>
      <p>${t('purgeMeans')}</p>
      <button class="main" onClick=${() => onStart('dead/purge', { select })}>${t('purge')}</button>
    <//>`;
  }
  return html`<${Dialog} title=${t('replayTitle', { n })} onClose=${onClose}>
    <p>${t('replayMeans')}</p>
    <div class="buttons">
      <button class="main" onClick=${() => onStart('dead/replay', { select, as: 'today' })}>${t('asToday')}</button>
      <button onClick=${() => onStart('dead/replay', { select, as: 'was' })}>${t('asWas')}</button>
    </div>
    <dl class="plain"><div><dt>${t('asToday')}</dt><dd>${t('asTodayMeans')}</dd></div>
      <div><dt>${t('asWas')}</dt><dd>${t('asWasMeans')}</dd></div></dl>
  <//>`;
}
