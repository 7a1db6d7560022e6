// SPDX-License-Identifier: Apache-2.0
// Says what came of the last action, with what the reload says of it, and takes a save back.
import { html, Component, announce } from '../lib/ui.js';
import { api, part } from '../lib/api.js';
import { t } from '../lib/text.js';

const kShown = 8000; // ms; a failure and a warning stay until they are closed

export class Notice extends Component {
  componentDidMount() {
    window.addEventListener('announce', ({ detail }) => this.say(detail));
  }

  say(said) {
    this.setState({ said });
    clearTimeout(this.timer);
    const { applied, warnings = [] } = said.reload || {};
    if (applied !== false && !warnings.length) this.timer = setTimeout(() => this.setState({ said: null }), kShown);
  }

  async undo(id) {
    try {
      const result = await api.post(`saves/${part(id)}/undo`);
      announce(t('undone'), { reload: result?.reload });
      window.dispatchEvent(new CustomEvent('changed'));
    } catch (problem) {
      announce(problem.message);
    }
  }

  render(props, { said }) {
    const { applied, detail, warnings = [] } = said?.reload || {};
    return html`<div class="toast" role="status">${said && html`<div>
      <p>${said.text}</p>
      ${applied === false && html`<p><strong>${t('notApplied')}</strong> ${detail}</p>`}
      ${warnings.map((warning) => html`<p>${t('warning')} ${warning}</p>`)}
      <div class="buttons">
        ${said.undo && html`<button onClick=${() => this.undo(said.undo)}>${t('undo')}</button>`}
        <button onClick=${() => this.setState({ said: null })}>${t('close')}</button>
      </div></div>`}
    </div>`;
  }
}
