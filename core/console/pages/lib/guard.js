// SPDX-License-Identifier: Apache-2.0
// Keeps a form with changes open until the person has said that they may go.
let isChanged = () => false;

const warn = (event) => isChanged() && event.preventDefault();

/** `changed` says whether the open form has changes. Returns the function that ends it. */
export function guard(changed) {
  isChanged = changed;
  window.addEventListener('beforeunload', warn); // for a closed tab; main.js asks for a link inside the console
  return release;
}

export function release() {
  isChanged = () => false;
  window.removeEventListener('beforeunload', warn);
}

export const hasChanges = () => isChanged();
