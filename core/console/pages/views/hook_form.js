// SPDX-License-Identifier: Apache-2.0
// One hook: a form made from the options that its plugin declares, beside it what would be sent now.
import { html, Loading, Badge, Dialog, Failure, RequestText, ResponseText, announce, marked } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { go, here, linkTo } from '../lib/address.js';
import { guard, release } from '../lib/guard.js';
import { dateTime, duration } from '../lib/format.js';
import { t } from '../lib/text.js';
import { Field, Members, hasMembers } from './field.js';
import { kNew, whereReadOnly } from './owned.js';

const kPause = 250; // ms without a key before the preview follows
const kFirst = ['url', 'events', 'message']; // what most people come for; the rest is folded away
const kHidden = ['type', 'preset', 'enabled']; // chosen before the form, or in the list of hooks

export class HookForm extends Loading {
  async fetch() {
    const { name, query } = here();
    const isNew = name === kNew;
    const [{ types }, { presets }, { events }, old] = await Promise.all([
      api.get('types', { kind: 'sink' }), api.get('presets'), api.get('events/recent', { limit: 50 }),
      isNew && !query.from ? null : api.get(`hooks/${part(isNew ? query.from : name)}`)]);
    const values = old ? { ...old.values } : { type: query.type, ...(query.preset ? { preset: query.preset } : {}) };
    if (isNew && old) dropSecrets(values);
    const form = { name: isNew ? freeName(query, old) : name, original: isNew ? null : name, values };
    this.setState({ form, event: events.find(({ type }) => type === 'PrintDone') || events[0], saved: JSON.stringify(form) }, () => this.preview());
    return { types, presets, events, old: isNew ? null : old };
  }

  componentDidMount() {
    super.componentDidMount();
    this.endGuard = guard(() => this.isChanged());
  }

  componentWillUnmount() {
    super.componentWillUnmount();
    clearTimeout(this.timer);
    this.endGuard();
  }

  isChanged() {
    return this.state.form && JSON.stringify(this.state.form) !== this.state.saved;
  }

  set(changes) {
    this.setState(({ form }) => ({ form: { ...form, ...changes }, fault: null }));
    this.previewSoon();
  }

  previewSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.preview(), kPause);
  }

  /** A value of undefined takes the option away, so that its default holds. */
  setValue(key, value) {
    const values = { ...this.state.form.values };
    if (value === undefined) delete values[key];
    else values[key] = value;
    this.set({ values });
  }

  body() {
    const { form, event } = this.state;
    return { ...form, event: event && (event.example ? { type: event.type } : { id: event.id }) };
  }

  async preview() {
    const turn = (this.turn = (this.turn || 0) + 1); // an answer that a newer one has overtaken does not count
    try {
      const preview = await api.post('hooks/preview', this.body());
      if (turn !== this.turn || !this.isHere) return;
      // Half a template renders nothing: then the last picture stays, marked as old.
      const exchanges = preview.exchanges.length ? preview.exchanges : this.state.preview?.exchanges || [];
      this.setState({ preview: { ...preview, exchanges, isOld: !preview.exchanges.length }, previewFault: null });
    } catch (fault) {
      if (turn !== this.turn || !this.isHere) return;
      if (fault.status === 429) this.previewSoon(); // too many at once: again after the pause
      else if (fault.status === 404 && this.isOfAnEvent()) this.takeExample();
      else this.setState({ previewFault: fault });
    }
  }

  isOfAnEvent() {
    return this.state.event && !this.state.event.example;
  }

  /** Herald keeps only some events of each printer: an example of the same type takes the place of one that is gone. */
  takeExample() {
    const { type } = this.state.event;
    this.setState({ event: { type, example: true } }, () => this.preview());
  }

  async sendTest() {
    this.setState({ isSending: true, test: null, fault: null });
    try {
      this.setState({ test: await api.post('hooks/send-test', this.body()) });
    } catch (fault) {
      if (fault.status === 404 && this.isOfAnEvent()) this.takeExample();
      this.setState({ fault });
    }
    this.setState({ isSending: false });
  }

  async takeOver(name) {
    try {
      announce(t('takenOver', { name }), await api.post(`hooks/${part(name)}/take-over`) || {});
      this.load();
    } catch (fault) {
      this.setState({ fault });
    }
  }

  async askToSave(event) {
    event.preventDefault();
    try {
      this.setState({ diff: await api.post('hooks/diff', this.body()), fault: null });
    } catch (fault) {
      this.setState({ fault });
    }
  }

  async save() {
    const { form, data } = this.state;
    try {
      const result = await api.put(`hooks/${part(form.name)}`, { ...form, revision: data.old?.revision });
      announce(t(result?.saved === false ? 'unchanged' : 'saved', { name: form.name }), result || {});
      release();
      go('hooks');
    } catch (fault) {
      this.setState({ fault, diff: null });
    }
  }

  show({ types, presets, events, old }, state) {
    const { form, preview, test, diff, event, isSending } = state;
    const fault = state.fault || state.previewFault; // a preview that comes late does not hide why a save was refused
    const type = types.find((one) => one.type === form.values.type) || { options: [] };
    const errors = [...(preview?.errors || []), ...(fault?.errors || [])];
    const isReadOnly = old && old.owner !== 'console';
    const preset = presets.find((one) => one.name === form.values.preset);
    return html`
      <p><a href=${linkTo('hooks')}>← ${t('menu.hooks')}</a></p>
      <h1>${form.original || t('newHook')} ${old && html`<${Badge} state=${old.state} />`}</h1>
      ${isReadOnly && html`<div class="note warn"><p>${whereReadOnly(old)}</p>
        <button onClick=${() => this.takeOver(old.name)}>${t('takeOver')}</button></div>`}
      <div class="beside">
        <form onSubmit=${(e) => this.askToSave(e)} novalidate>
          ${preset && html`<p class="small">${t('preset', { name: preset.title })}</p>`}
          ${!preset && type.summary && html`<p class="small">${marked(type.summary)}</p>`}
          <fieldset disabled=${isReadOnly}>
            <${Field} option=${{ name: 'name', type: 'text', required: true, help: t('help.name') }} value=${form.name}
              errors=${errors} onValue=${(name) => this.set({ name: name || '' })} />
            ${this.fields(type, preset, errors, events)}
          </fieldset>
          <div class="stick">
            <${Failure} problem=${fault} />
            <div class="buttons">
              <button class="main" disabled=${isReadOnly}>${t('save')}</button>
              <button type="button" disabled=${isSending} aria-busy=${isSending ? 'true' : null}
                onClick=${() => this.sendTest()}>${t('sendTest')}</button>
            </div>
          </div>
        </form>
        <aside aria-label=${t('preview')}>
          ${test && html`<${TestResult} test=${test} />`}
          <h2>${t('preview')}</h2>
          <label>${t('withEvent')}<select onChange=${(e) => this.setState({ event: events[e.target.value] }, () => this.preview())}>
            ${!events.includes(event) && event && html`<option selected>${eventName(event)}</option>`}
            ${events.map((one, i) => html`<option value=${i} selected=${one === event}>${eventName(one)}</option>`)}
          </select></label>
          ${preview && html`<${Preview} preview=${preview} />`}
        </aside>
      </div>
      ${diff && html`<${DiffDialog} diff=${diff} onSave=${() => this.save()} onClose=${() => this.setState({ diff: null })} />`}`;
  }

  fields(type, preset, errors, events) {
    const { values } = this.state.form;
    const options = inOrder(type.options.filter(({ name }) => !kHidden.includes(name)));
    const isSet = (option) => Object.keys(values).some((key) => key === option.name || key.startsWith(`${option.name}.`));
    const isFirst = (option) => option.common || option.required || kFirst.includes(option.name)
      || preset?.fields.includes(option.name) || isSet(option) || errors.some((error) => error.key === option.name);
    const kinds = [...new Set(events.map((one) => one.type))];
    const field = (option) => html`<${hasMembers(option) ? Members : Field} key=${option.name} option=${option} kinds=${kinds}
      values=${values} value=${values[option.name]} givens=${preset?.values} given=${preset?.values?.[option.name]} errors=${errors} onValue=${(v) => this.setValue(option.name, v)}
      onMember=${(key, v) => this.setValue(key, v)} need=${preset?.needs?.[option.name]} />`;
    const rest = options.filter((option) => !isFirst(option));
    return html`${options.filter(isFirst).map(field)}
      ${rest.length > 0 && html`<details><summary>${t('moreOptions', { n: rest.length })}</summary>${rest.map(field)}</details>`}`;
  }
}

/** Those of kFirst come first, all others in the order of the plugin. */
function inOrder(options) {
  const rank = ({ name }) => (kFirst.includes(name) ? kFirst.indexOf(name) : kFirst.length);
  return [...options].sort((a, b) => rank(a) - rank(b));
}

function eventName({ type, device, time, example }) {
  return example ? t('example', { type }) : `${type} · ${device} · ${dateTime(time)}`;
}

/** A copy has secrets of its own: those of the first hook stay with it. */
function dropSecrets(values) {
  for (const [key, value] of Object.entries(values)) if (value && value.stored) delete values[key];
}

const freeName = (query, old) => (old ? `${old.name}-2` : query.preset || query.type || 'hook');

const nameOf = (option) => t(`option.${option}`, {}, option);

function Preview({ preview: p }) {
  return html`<div aria-live="off">
    ${p.isOld && p.exchanges.length > 0 && html`<p class="note warn">${t('previewOld')}</p>`}
    ${!p.wouldSend && !p.isOld && html`<p class="note warn">${p.why || t('wouldNotSend')}</p>`}
    ${p.mended?.length > 0 && html`<p class="note warn">${t('previewMended', { names: p.mended.map(nameOf).join(', ') })}</p>`}
    ${p.missing?.length > 0 && html`<p class="note">${t('previewMissing', { names: p.missing.map((name) => `@${name}`).join(', ') })}</p>`}
    ${p.warnings.map((warning) => html`<p class="note warn">${warning.detail}</p>`)}
    <div class=${p.isOld ? 'old' : ''}>${p.exchanges.map(({ request, purpose }) => html`
      ${p.exchanges.length > 1 && html`<h3>${t(`purpose.${purpose}`)}</h3>`}<${RequestText} request=${request} />`)}</div>
    ${p.preview && html`<pre tabindex="0">${p.preview}</pre>`}
  </div>`;
}

function TestResult({ test }) {
  const isGood = test.outcome === 'delivered';
  return html`<section class=${`note ${isGood ? 'good' : 'bad'}`} role="status" aria-label=${t('testResult')}>
    <h2>${t('testResult')} <${Badge} state=${test.outcome} /></h2>
    ${test.reason && html`<p>${test.reason}</p>`}
    ${test.advice && html`<p><strong>${test.advice}</strong></p>`}
    ${test.exchanges.map((e) => html`<details open=${!isGood}>
      <summary>${e.request?.method} ${e.response ? e.response.status || '' : e.request && t('noAnswer')} · ${duration(e.durationSeconds)}</summary>
      ${e.failure && html`<p>${e.failure}</p>`}
      ${(e.request || e.response) && html`<h3>${t('answer')}</h3><${ResponseText} response=${e.response} />`}
      <h3>${t('request')}</h3>${e.request ? html`<${RequestText} request=${e.request} />` : html`<pre tabindex="0">${e.text}</pre>`}
    </details>`)}
  </section>`;
}

function DiffDialog({ diff, onSave, onClose }) {
  const kind = (line) => (/^(---|\+\+\+) /.test(line) ? '' : { '+': 'added', '-': 'removed' }[line[0]] || '');
  return html`<${Dialog} title=${t('saveTo', { file: diff.file })} onClose=${onClose} wide=${true}>
    ${diff.errors.map((error) => html`<p class="fault" role="alert">${error.detail}</p>`)}
    <pre class="diff" tabindex="0">${diff.diff.split('\n').map((line) => html`<span class=${kind(line)}>${line}${'\n'}</span>`)}</pre>
    <div class="buttons"><button class="main" disabled=${diff.errors.length > 0} onClick=${onSave}>${t('saveNow')}</button>
      <button onClick=${onClose}>${t('cancel')}</button></div>
  <//>`;
}
