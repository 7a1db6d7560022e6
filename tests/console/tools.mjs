// SPDX-License-Identifier: Apache-2.0
// What every script here needs: the browser, axe-core, and what it says of a page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.HERALD_CONSOLE_TOOLS}/here.js`); // run.sh sets it
const { chromium } = require('playwright-core');

/** For page.evaluate, which runs through the debugger: the CSP of the page does not hold it. */
export const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Debian's Chromium. The tests may run as root, where Chromium has no sandbox. */
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });

/** What axe-core finds on the page as it is: one text for each fault. */
export async function faultsOf(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.map(({ impact, id, nodes }) => `${impact} ${id}: ${
    nodes.slice(0, 2).map((node) => node.html.slice(0, 120)).join(' | ')}`);
}
