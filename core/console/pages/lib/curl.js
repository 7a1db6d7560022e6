// SPDX-License-Identifier: Apache-2.0
// A request as a command line for a POSIX shell.

const quoted = (text) => `'${String(text).replace(/'/g, `'\\''`)}'`;

export function curlOf({ method, url, headers = [], body }) {
  const words = ['curl', '-X', quoted(method), quoted(url)];
  for (const [name, value] of headers) words.push('-H', quoted(`${name}: ${value}`));
  if (body) words.push('--data-raw', quoted(body));
  return words.join(' ');
}
