// SPDX-License-Identifier: Apache-2.0
// The live events of the daemon. They go on by themselves after a restart of the daemon and after the page was hidden.
import { api, queryOf } from './api.js';

const kEvents = ['delivery', 'event', 'overview', 'job', 'reset', 'skipped'];
const kWait = 1000; // ms; doubles up to kMostWait
const kMostWait = 15000;

const tell = (name) => window.dispatchEvent(new CustomEvent(name));

/**
 * Calls handlers[name](data) for each live event, handlers.connected(bool), and handlers.reset() when events may be
 * missing, so that the view loads again. Returns the function that ends it.
 *
 * A hidden page holds no connection: a browser has only six for one host, which seven tabs would use up.
 */
export function listen(query, handlers) {
  let source = null;
  let timer = 0;
  let wait = kWait;
  let hasMissed = false;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    hasMissed = true;
  };
  const open = () => {
    source = new EventSource(`api/v1/live${queryOf(query)}`);
    for (const name of kEvents) source.addEventListener(name, (event) => handlers[name]?.(JSON.parse(event.data)));
    source.addEventListener('logout', () => tell('logout'));
    source.onopen = () => {
      wait = kWait;
      handlers.connected?.(true);
      if (!hasMissed) return;
      hasMissed = false;
      tell('reconnected');
      handlers.reset?.();
    };
    source.onerror = lost;
  };
  // The browser tries again after a broken connection, but not after an answer such as 401 or 502.
  const lost = () => {
    hasMissed = true;
    handlers.connected?.(false);
    if (source.readyState !== EventSource.CLOSED) return;
    close();
    timer = setTimeout(again, wait);
    wait = Math.min(2 * wait, kMostWait);
  };
  const again = async () => {
    try {
      await api.get('session');
    } catch (problem) {
      if (problem.status === 401) return tell('logout');
    }
    if (!document.hidden && !source) open();
  };
  const turn = () => {
    if (document.hidden) close();
    else if (!source) open();
  };

  document.addEventListener('visibilitychange', turn);
  turn();
  return () => {
    document.removeEventListener('visibilitychange', turn);
    close();
  };
}

/** Collects what arrives within a frame and hands it over at once, so that a storm of events is one drawing. */
export function batched(use) {
  let waiting = [];
  return (item) => {
    if (waiting.push(item) > 1) return;
    requestAnimationFrame(() => {
      const items = waiting;
      waiting = [];
      use(items);
    });
  };
}
