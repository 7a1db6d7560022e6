// SPDX-License-Identifier: Apache-2.0
// Adds a printer by its address. Herald looks what is there, and says what a person has to do: a click on Allow, a key.
import { html, Component, Dialog, Failure, isWebAddress } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { duration } from '../lib/format.js';
import { t } from '../lib/text.js';
import { Field } from './field.js';
import { Naming, tagsOf } from './naming.js';

const kAsk = 1000; // ms between two questions how far Herald is
const kOver = ['done', 'failed', 'ended'];

export class AddPrinter extends Component {
  constructor(props) {
    super(props);
    this.state = { naming: {}, url: props.url || '', values: {}, found: [] };
  }

  componentDidMount() {
    this.isHere = true;
    this.look();
  }

  componentWillUnmount() {
    this.isHere = false;
    clearTimeout(this.timer);
    clearTimeout(this.looking);
    this.cancel();
  }

  /** What Herald finds in the network. It is only a help: without it, the address is typed. */
  async look() {
    const answer = await api.get('printers/found').catch(() => ({ found: [] }));
    if (!this.isHere) return;
    this.setState({ found: answer.found });
    if (answer.looking) this.looking = setTimeout(() => this.look(), kAsk);
  }

  cancel() {
    const { step } = this.state;
    if (step && !kOver.includes(step.state)) api.remove(`printers/connect/${part(step.id)}`).catch(() => {});
  }

  async start(event, url = this.state.url) {
    event.preventDefault();
    const { name, tags } = this.state.naming;
    await this.take(api.post('printers/connect', { url, name: name || '', tags: tagsOf(tags), type: null, preset: null,
      values: {} }));
  }

  async answer(event) {
    event.preventDefault();
    const { step, values, preset, naming } = this.state;
    await this.take(api.post(`printers/connect/${part(step.id)}`,
      { values, preset: preset || null, name: naming.name || '', tags: tagsOf(naming.tags) }));
  }

  /** Shows a step, and asks for the next one until it is over. */
  async take(call) {
    clearTimeout(this.timer);
    try {
      const step = await call;
      if (!this.isHere) return;
      this.setState({ step, fault: null });
      if (step.state === 'done') this.props.onAdded();
      const isWaiting = !kOver.includes(step.state) && step.state !== 'needs';
      if (isWaiting) this.timer = setTimeout(() => this.take(api.get(`printers/connect/${part(step.id)}`)), kAsk);
    } catch (fault) {
      if (this.isHere) this.setState({ fault, step: null });
    }
  }

  again() {
    this.cancel();
    clearTimeout(this.timer);
    this.setState({ step: null, values: {}, fault: null });
  }

  render({ onClose }, { step, fault }) {
    const parts = { allow: () => this.allow(step), needs: () => this.needs(step), done: () => this.done(step, onClose),
      failed: () => this.over(step), ended: () => this.over(step) };
    return html`<${Dialog} title=${t('addPrinter')} onClose=${onClose}>
      <${Failure} problem=${fault} />
      ${step ? (parts[step.state] || (() => this.wait(step)))() : this.form(fault)}
    <//>`;
  }

  form(fault) {
    const { url, naming, found } = this.state;
    const errors = fault?.errors || [];
    const news = found.filter((one) => !one.known);
    return html`<form onSubmit=${(event) => this.start(event)} novalidate>
      <${Field} option=${{ name: 'printerUrl', type: 'text', required: true, help: t('help.printerUrl') }} value=${url}
        errors=${errors.map((error) => (error.key === 'url' ? { ...error, key: 'printerUrl' } : error))}
        onValue=${(text) => this.setState({ url: text || '' })} />
      <${Naming} field="name" value=${naming} errors=${errors}
        onValue=${(change) => this.setState({ naming: { ...naming, ...change } })} />
      <button class="main">${t('connect')}</button>
      ${news.length > 0 && html`<h3>${t('found')}</h3><ul class="choices">${news.map((one) => html`<li key=${one.url}>
        <button type="button" onClick=${(event) => { this.setState({ url: one.url }); this.start(event, one.url); }}>
          <strong>${one.title}</strong><small class="break">${one.url}</small></button></li>`)}</ul>`}
    </form>`;
  }

  wait(step) {
    return html`<p role="status" aria-busy="true">${step.text || t(`connect.${step.state}`)}</p>
      <progress aria-label=${t('progress')}></progress>
      <div class="buttons"><button onClick=${() => this.again()}>${t('cancel')}</button></div>`;
  }

  allow(step) {
    return html`<div role="status"><p><strong>${t('connect.allow', { title: step.title })}</strong></p><p>${step.text}</p></div>
      ${step.secondsLeft !== null && html`<p class="small">${t('left', { time: duration(step.secondsLeft) })}</p>`}
      <progress aria-label=${t('connect.waits')}></progress>
      <div class="buttons">
        ${isWebAddress(step.link) && html`<a class="button main" href=${step.link} target="_blank" rel="noopener noreferrer">
          ${t('connect.open', { title: step.title })}</a>`}
        <button onClick=${() => this.again()}>${t('cancel')}</button>
      </div>`;
  }

  needs(step) {
    const { values, preset } = this.state;
    return html`<form onSubmit=${(event) => this.answer(event)} novalidate>
      <p role="status"><strong>${step.title}</strong> ${step.text}</p>
      ${step.presets?.length > 0 && html`<label class="field">${t('option.preset')}
        <select onChange=${(e) => this.setState({ preset: e.target.value })}><option value="">–</option>
          ${step.presets.map((one) => html`<option value=${one.name} selected=${one.name === preset}>${one.title}</option>`)}
        </select></label>`}
      ${step.fields.map((option) => html`<${Field} key=${option.name} option=${option} value=${values[option.name]}
        errors=${step.errors || []} onValue=${(value) => this.setState({ values: { ...values, [option.name]: value } })} />`)}
      <div class="buttons"><button class="main">${t('connect.goOn')}</button>
        <button type="button" onClick=${() => this.again()}>${t('cancel')}</button></div>
    </form>`;
  }

  done(step, onClose) {
    return html`<p class="note good" role="status">${t('connect.done', { name: step.name })} ${step.text}</p>
      ${step.reload?.warnings.map((warning) => html`<p class="note warn">${t('warning')} ${warning}</p>`)}
      <div class="buttons"><button class="main" onClick=${onClose}>${t('close')}</button>
        <button onClick=${() => this.setState({ step: null, url: '', naming: {}, values: {} })}>${t('addAnother')}</button></div>`;
  }

  over(step) {
    return html`<p class="note bad" role="alert">${step.text}</p>
      <div class="buttons"><button class="main" onClick=${() => this.again()}>${t('retry')}</button></div>`;
  }
}
