// SPDX-License-Identifier: Apache-2.0
// The view and its filters stand in the part of the address behind #, so a link shows another person the same.

/** "#/hooks/slack?sink=a" is {view: "hooks", name: "slack", query: {sink: "a"}}. */
export function here() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [view, ...rest] = path.split('/');
  return { view: view || 'overview', name: decode(rest.join('/')), query: Object.fromEntries(new URLSearchParams(query)) };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The path of the console, for its cookie: "/" or "/herald/". */
export const folder = () => location.pathname.replace(/[^/]*$/, '');

export function linkTo(view, name = '', query = {}) {
  const entries = Object.entries(query).filter(([, value]) => value);
  const tail = entries.length ? `?${new URLSearchParams(entries)}` : '';
  return `#/${view}${name ? `/${encodeURIComponent(name)}` : ''}${tail}`;
}

export function go(view, name, query) {
  location.hash = linkTo(view, name, query);
}

/** Changes one filter and keeps the others; adds no step to the history. */
export function setFilter(changes) {
  const { view, name, query } = here();
  history.replaceState(history.state, '', linkTo(view, name, { ...query, ...changes }));
  window.dispatchEvent(new HashChangeEvent('hashchange'));
}
