// SPDX-License-Identifier: Apache-2.0
// Copies a text. A browser offers its clipboard only to a page with TLS or on this machine; elsewhere it copies what is
// selected.

export async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const place = document.querySelector('dialog[open]') || document.body; // nothing outside of a dialog takes the focus
  const field = Object.assign(document.createElement('textarea'), { value: text });
  place.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (!isCopied) throw new Error('not copied');
}
