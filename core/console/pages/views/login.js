// SPDX-License-Identifier: Apache-2.0
// Asks for the password, or says how to get a link that logs in.
import { html, Component } from '../lib/ui.js';
import { api } from '../lib/api.js';
import { folder } from '../lib/address.js';
import { t } from '../lib/text.js';

export class Login extends Component {
  async enter(event) {
    event.preventDefault();
    const password = new FormData(event.target).get('password');
    this.setState({ busy: true, problem: null });
    try {
      await api.post('session', { password, path: folder() });
      this.props.onEnter();
    } catch (problem) {
      this.setState({ problem, busy: false });
    }
  }

  render({ problem: before, hasEnded }, { problem, busy }) {
    const failure = problem || before;
    return html`<main class="login">
      <h1>Herald</h1>
      ${hasEnded && !failure && html`<p class="note" role="status">${t('login.ended')}</p>`}
      <form onSubmit=${(event) => this.enter(event)}>
        <label for="password">${t('login.password')}</label>
        <input id="password" name="password" type="password" required autocomplete="current-password"
          aria-invalid=${failure ? 'true' : null} aria-describedby="why" />
        <p id="why" class="fault" role="alert">${failure && (failure.detail || failure.title)}</p>
        <button class="main" disabled=${busy}>${t('login.enter')}</button>
      </form>
      <p>${t('login.link')} <code>heraldctl console</code></p>
    </main>`;
  }
}
