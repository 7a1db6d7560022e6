// SPDX-License-Identifier: Apache-2.0
// The frame of the console: who is logged in, which view is open, and the menu.
import { html, render, Component, Dialog, Failure } from './lib/ui.js';
import { api, askAhead } from './lib/api.js';
import { folder, here, linkTo } from './lib/address.js';
import { hasChanges, release } from './lib/guard.js';
import { tellTabs, onTabs } from './lib/tabs.js';
import { t } from './lib/text.js';
import { language } from './texts.js';
import { Overview } from './views/overview.js';
import { Live } from './views/live.js';
import { Printers } from './views/printers.js';
import { Hooks } from './views/hooks.js';
import { HookForm } from './views/hook_form.js';
import { DeadLetters } from './views/dead_letters.js';
import { Plugins } from './views/plugins.js';
import { Login } from './views/login.js';
import { Notice } from './views/notice.js';

const kViews = { overview: Overview, live: Live, printers: Printers, hooks: Hooks, dead: DeadLetters, plugins: Plugins };

/** An error of a view is said, and the menu stays. */
class Boundary extends Component {
  componentDidCatch(error) {
    this.setState({ error });
  }
  render({ children }, { error }) {
    return error ? html`<${Failure} problem=${{ detail: t('broken', { error: error.message }) }} retry=${() => location.reload()} />`
      : children;
  }
}

class App extends Component {
  constructor() {
    super();
    this.state = { session: null, isKnown: false, place: here() };
    this.step = 0; // of the history, kept in its entries
  }

  async componentDidMount() {
    window.addEventListener('hashchange', () => (location.hash.startsWith('#login=') ? this.logIn().then(() => this.enter()) : this.open()));
    window.addEventListener('logout', () => this.end());
    window.addEventListener('reconnected', () => this.enter());
    document.addEventListener('visibilitychange', () => !document.hidden && this.enter());
    onTabs((what) => (what === 'logout' ? this.end() : this.enter()));
    history.replaceState(0, '');
    await this.logIn();
    if (this.state.place.view === 'overview') askAhead('overview');
    await this.enter();
  }

  /** Uses the link in the address, if there is one. */
  async logIn() {
    const link = /^#login=(.+)$/.exec(location.hash)?.[1];
    if (!link) return;
    history.replaceState(0, '', '#/overview'); // the link must not stay in the history
    try {
      await api.post('session', { link, path: folder() });
      tellTabs('login');
    } catch (problem) {
      this.setState({ problem });
    }
  }

  /** Asks who is logged in; also after a restart of the daemon and when the page is seen again. */
  async enter() {
    try {
      const session = await api.get('session');
      const before = this.state.session;
      if (before && before.version !== session.version && !hasChanges()) location.reload(); // these are old pages
      this.setState({ session, problem: null, hasEnded: false });
    } catch (problem) {
      if (problem.status === 401 && this.state.session) this.end();
      else if (problem.status !== 401 && !this.state.session) this.setState({ problem });
    }
    this.setState({ isKnown: true, place: here() });
  }

  /** The session has ended: at the daemon, or by another tab. */
  end() {
    if (!this.state.session) return;
    release();
    this.setState({ session: null, hasEnded: true });
    tellTabs('logout');
  }

  /** On a phone the menu is wider than the screen. */
  componentDidUpdate() {
    document.querySelector('nav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  open() {
    const place = here();
    const isOther = place.view !== this.state.place.view || place.name !== this.state.place.name;
    const step = history.state ?? this.step + 1; // a link makes a new entry
    if (isOther && hasChanges()) {
      this.setState({ wanted: location.hash });
      history.go(this.step - step);
      return;
    }
    this.step = step;
    history.replaceState(step, '');
    this.setState({ place });
    if (isOther) document.querySelector('main')?.focus(); // a screen reader begins at the new view
  }

  discard() {
    const { wanted } = this.state;
    release();
    this.setState({ wanted: null });
    location.hash = wanted;
  }

  async leave() {
    await api.remove('session').catch(() => {});
    release();
    this.setState({ session: null, hasEnded: false });
    tellTabs('logout');
  }

  render(props, { session, isKnown, place, problem, hasEnded, wanted }) {
    if (!isKnown) return html`<p class="middle" aria-busy="true">${t('loading')}</p>`;
    if (!session) {
      document.title = `${t('login.enter')} – Herald`;
      return html`<${Login} problem=${problem} hasEnded=${hasEnded} onEnter=${() => { tellTabs('login'); this.enter(); }} />`;
    }
    const isForm = place.view === 'hooks' && place.name;
    const View = isForm ? HookForm : kViews[place.view] || Overview;
    const key = isForm ? `hook ${place.name}` : place.view;
    document.title = `${t(`menu.${place.view}`)} – Herald`;
    return html`
      <a class="skip" href="#content" onClick=${skip}>${t('skip')}</a>
      <header class="bar">
        <a class="brand" href=${linkTo('overview')}>Herald</a>
        <nav aria-label=${t('menu')}>
          ${Object.keys(kViews).map((view) => html`<a href=${linkTo(view)}
              aria-current=${view === place.view ? 'page' : null}>${t(`menu.${view}`)}</a>`)}
        </nav>
        ${session.via !== 'ingress' && html`<button class="quiet" onClick=${() => this.leave()}>${t('logout')}</button>`}
      </header>
      <main id="content" tabindex="-1"><${Boundary} key=${key}><${View} key=${key} place=${place} /><//></main>
      <footer>Herald ${session.version}</footer>
      <${Notice} />
      ${wanted && html`<${Dialog} title=${t('discardTitle')} onClose=${() => this.setState({ wanted: null })}>
        <p>${t('discardMeans')}</p>
        <div class="buttons"><button class="main" onClick=${() => this.discard()}>${t('discard')}</button>
          <button onClick=${() => this.setState({ wanted: null })}>${t('stay')}</button></div>
      <//>`}`;
  }
}

function skip(event) {
  event.preventDefault(); // "#content" would be another view
  document.querySelector('main').focus();
}

document.documentElement.lang = language;
render(html`<${App} />`, document.getElementById('app'));
