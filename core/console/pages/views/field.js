// SPDX-License-Identifier: Apache-2.0
// One option of a plugin as a field, with its help and its errors. The type that the plugin declares chooses the input.
import { html, Component, marked } from '../lib/ui.js';
import { t } from '../lib/text.js';

const kJson = 'JSON template';

/** option, value (undefined if the default holds), given (what a preset sets), need (what a preset says of it), errors,
 * onValue(value or undefined), kinds of events. */
export class Field extends Component {
  constructor(props) {
    super(props);
    this.wasStored = Boolean(props.value?.stored); // an address may be secret, too
  }

  render({ option, value, given, need, errors, onValue, kinds }) {
    const id = `field-${option.name}`;
    const mine = errors.filter((error) => error.key === option.name);
    const aria = { id, 'aria-invalid': mine.length ? 'true' : null, 'aria-describedby': `${id}-help ${id}-fault` };
    const label = option.label || t(`option.${option.name}`, {}, option.name);
    const Input = this.wasStored || option.secret ? Secret : option.name === 'events' ? Events : inputs[option.type] || Line;
    return html`<div class="field">
      <label for=${id}>${label}${option.required && html` <small>${t('required')}</small>`}</label>
      <${Input} option=${option} value=${value} given=${given} onValue=${onValue} aria=${aria} kinds=${kinds} faults=${mine} />
      ${given !== undefined && value === undefined && html`<small class="help">${t('fromThePreset')}
        <button type="button" class="link" aria-label=${`${t('changeIt')}: ${label}`}
          onClick=${() => onValue(given)}>${t('changeIt')}</button></small>`}
      <small id=${`${id}-help`} class="help">${marked(need || option.help)}${option.range ? ` (${option.range})` : ''}</small>
      <div id=${`${id}-fault`} class="fault" role="status">${mine.map((error) => html`<${Fault} error=${error} id=${id} />`)}</div>
    </div>`;
  }
}

/** An error; one with a place is a button that leads there. */
function Fault({ error: { line, column, detail }, id }) {
  if (!line) return html`<p>${detail}</p>`;
  const place = t('atLine', { line: String(line), column: String(column || 1) });
  return html`<p><button type="button" class="link" onClick=${() => putCursor(id, line, column || 1)}>${place}</button> ${detail}</p>`;
}

function putCursor(id, line, column) {
  const field = document.getElementById(id);
  const before = field.value.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0);
  field.focus();
  field.setSelectionRange(before + column - 1, before + column);
}

const orNothing = (text) => (text === '' ? undefined : text);
/** What holds if the field is empty. */
function fallback(option, given) {
  if (given !== undefined) return Array.isArray(given) ? given.join(', ') : given;
  return option.default ? t('default', { value: option.default }) : '';
}

function Line({ option, value, given, onValue, aria }) {
  const kind = { integer: 'numeric', number: 'decimal' }[option.type];
  return html`<input ...${aria} type="text" inputmode=${kind} value=${value ?? ''} placeholder=${fallback(option, given)}
    spellcheck=${false} autocomplete="off" autocapitalize="off" onInput=${(e) => onValue(orNothing(e.target.value))} />`;
}

function Choice({ option, value, given, onValue, aria }) {
  const choices = option.type === 'flag' ? ['true', 'false'] : option.choices;
  return html`<select ...${aria} onChange=${(e) => onValue(orNothing(e.target.value))}>
    <option value="">${fallback(option, given) || '–'}</option>
    ${choices.map((c) => html`<option value=${c} selected=${c === value}>${option.type === 'flag' ? t(c) : c}</option>`)}
  </select>`;
}

/** A stored secret is never in the page: the field is empty until a new one is typed. Of an address, its origin shows. */
function Secret({ option, value, onValue, aria }) {
  const isStored = Boolean(value && value.stored);
  return html`<input ...${aria} type=${option.secret ? 'password' : 'text'} autocomplete="new-password" value=${isStored ? '' : value ?? ''}
    placeholder=${isStored ? [value.shown, t('storedSecret')].filter(Boolean).join(' – ') : ''}
    onInput=${(e) => onValue(orNothing(e.target.value))} />`;
}

/** Text of several lines with line numbers; a line with an error is marked. */
class Editor extends Component {
  render({ option, value, given, onValue, aria, faults }) {
    const lines = (value ?? given ?? '').split('\n');
    const bad = new Set(faults.map((fault) => fault.line));
    const hasNumbers = option.type === kJson || lines.length > 1;
    return html`<div class="editor">
      ${hasNumbers && html`<ol aria-hidden="true" ref=${(e) => { this.numbers = e; }}>
        ${lines.map((_, i) => html`<li class=${bad.has(i + 1) ? 'bad' : ''}>${i + 1}</li>`)}</ol>`}
      <textarea ...${aria} rows=${Math.min(20, Math.max(option.type === kJson ? 4 : 2, lines.length + 1))} spellcheck=${false} wrap=${hasNumbers ? 'off' : 'soft'}
        placeholder=${fallback(option, given)} value=${value ?? ''} onInput=${(e) => onValue(orNothing(e.target.value))}
        onScroll=${(e) => { if (this.numbers) this.numbers.scrollTop = e.target.scrollTop; }}></textarea>
    </div>`;
  }
}

function Events({ value, onValue, aria, kinds }) {
  const chosen = Array.isArray(value) ? value : value ? value.split(/\s*,\s*/) : [];
  const every = [...new Set([...chosen, ...(kinds || [])])].sort();
  const toggle = (kind) => {
    const next = chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind];
    onValue(next.length ? next : undefined);
  };
  const add = (event) => {
    const kind = event.target.value.trim();
    event.target.value = '';
    if (kind && !chosen.includes(kind)) toggle(kind);
  };
  return html`<div role="group" ...${aria} aria-label=${t('option.events')}>
    <div class="ticks">${every.map((kind) => html`<label><input type="checkbox" checked=${chosen.includes(kind)}
      onChange=${() => toggle(kind)} /> ${kind === '*' ? t('everyEvent') : kind}</label>`)}</div>
    <input type="text" aria-label=${t('addEvent')} placeholder=${t('addEvent')} onChange=${add}
      onKeyDown=${(e) => { if (e.key === 'Enter') { e.preventDefault(); add(e); } }} />
  </div>`;
}

function List({ option, value, given, onValue, aria }) {
  const text = Array.isArray(value) ? value.join(', ') : value;
  return html`<${Line} option=${option} value=${text} given=${given} onValue=${onValue} aria=${aria} />`;
}

const inputs = { choice: Choice, flag: Choice, [kJson]: Editor, template: Editor, list: List };

export const hasMembers = (option) => option.type === 'map' || option.type === 'map of templates';

/** The members of an option that can stand many times: message.PrintDone, headers.Accept. */
export class Members extends Component {
  add(event) {
    const member = (event.target.value || '').trim();
    if (member) this.props.onMember(`${this.props.option.name}.${member}`, '');
    event.target.value = '';
  }

  render({ option, values, givens = {}, errors, kinds, onMember }) {
    const start = `${option.name}.`;
    const keys = [...new Set([...Object.keys(givens), ...Object.keys(values)])].filter((key) => key.startsWith(start));
    const isOfEvents = option.name === 'message';
    const rest = (kinds || []).filter((kind) => !keys.includes(start + kind));
    return html`<fieldset class="members"><legend>${t(`option.${option.name}`, {}, option.name)}</legend>
      <small class="help">${marked(option.help)}</small>
      ${keys.map((key) => html`<${Field} key=${key} option=${{ ...option, name: key, label: key.slice(start.length), help: '', type: option.type === 'map' ? 'text' : 'template' }}
        value=${values[key]} given=${givens[key]} errors=${errors} onValue=${(v) => onMember(key, v)} />`)}
      ${isOfEvents
        ? html`<select aria-label=${t('addMessage')} onChange=${(e) => this.add(e)}><option value="">${t('addMessage')}</option>
            ${rest.map((kind) => html`<option value=${kind}>${kind}</option>`)}</select>`
        : html`<input type="text" aria-label=${t('addMember')} placeholder=${t('addMember')} onChange=${(e) => this.add(e)}
            onKeyDown=${(e) => { if (e.key === 'Enter') { e.preventDefault(); this.add(e); } }} />`}
    </fieldset>`;
  }
}
