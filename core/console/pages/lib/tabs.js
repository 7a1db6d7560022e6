// SPDX-License-Identifier: Apache-2.0
// What the tabs of one browser tell each other: that the session has ended, or that there is one again.
const channel = new BroadcastChannel('herald');

export const tellTabs = (what) => channel.postMessage(what);

export function onTabs(use) {
  channel.onmessage = ({ data }) => use(data);
}
