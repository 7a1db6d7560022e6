// SPDX-License-Identifier: Apache-2.0
// Calls the API. Addresses are relative to the page, so the console works under any path of a proxy.
import { t } from './text.js';

const kRoot = 'api/v1/';

/** A failure as RFC 9457 describes it: status, title, detail, and errors by field, as a check of a form has them. */
export class Problem extends Error {
  constructor(status, fields) {
    super(fields.detail || fields.title || String(status));
    const errors = fields.errors || (fields.faults || []).map(({ at, ...rest }) => ({ key: at.replace(/^values\./, ''), ...rest }));
    Object.assign(this, fields, { status, errors });
  }
}

async function call(method, path, body) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') headers['Herald-Change'] = '1'; // no form of another page can send it
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let answer;
  try {
    answer = await fetch(kRoot + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new Problem(0, { title: t('unreachable') });
  }
  if (answer.status === 204) return null;
  const isJson = /json/.test(answer.headers.get('Content-Type') || '');
  const content = isJson ? await answer.json() : await answer.text();
  if (answer.ok) return content;
  if (answer.status === 401 && path !== 'session') window.dispatchEvent(new CustomEvent('logout'));
  throw new Problem(answer.status, isJson ? content : { title: answer.statusText });
}

const early = new Map();

/** Asks for something before the view that needs it is there. That view's first question gets the answer. */
export function askAhead(path) {
  const answer = call('GET', path);
  early.set(path, answer);
  answer.catch(() => early.delete(path)); // after a login, it is asked again
}

function get(path) {
  const answer = early.get(path) || call('GET', path);
  early.delete(path);
  return answer;
}

export const api = {
  get: (path, query) => get(path + queryOf(query)),
  post: (path, body) => call('POST', path, body),
  put: (path, body) => call('PUT', path, body),
  remove: (path) => call('DELETE', path),
};

/** "?a=1&b=2" of the values that are not empty. */
export function queryOf(values = {}) {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return entries.length ? `?${new URLSearchParams(entries)}` : '';
}

/** Part of a path: a name of a sink may contain any character. */
export const part = (name) => encodeURIComponent(name);
