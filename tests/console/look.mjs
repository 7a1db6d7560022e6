// SPDX-License-Identifier: Apache-2.0
// Opens each view in a real browser, takes pictures, and fails at an error in the page, a breach of the CSP, or a
// serious finding of axe-core.
//
//   mock_api.py &
//   CONSOLE=http://127.0.0.1:8099/ OUT=PICTURES run.sh look.mjs [view…]   ALL=1: all sizes and schemes
import { axe, launch } from './tools.mjs';

const root = process.env.CONSOLE || 'http://127.0.0.1:8099/';
const out = process.env.OUT || '.';
const views = { overview: '#/overview', live: '#/live', delivery: '#/live?open=5', hooks: '#/hooks', form: '#/hooks/slack',
  dead: '#/dead', printers: '#/printers', add: '#/printers/+', printer: '#/printers/octo0', copy: '#/hooks/+?from=slack', plugins: '#/plugins', login: '' };
const wanted = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(views).filter((view) => view !== 'login'); // that needs --logged-out
const looks = [['dark', 1280, 900], ['light', 390, 844]]; // each view once in each scheme and each size
if (process.env.ALL) looks.push(['light', 1280, 900], ['dark', 390, 844]);

const browser = await launch();
let faults = 0;
const fault = (text) => { console.log(text); faults += 1; };
for (const [colorScheme, width, height] of looks) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height }, bypassCSP: false });
  const page = await context.newPage();
  page.on('pageerror', (error) => fault(`error: ${error.message}`));
  page.on('console', (line) => line.type() === 'error' && !line.text().includes('401') && fault(`console: ${line.text()}`));
  page.on('dialog', (dialog) => { fault(`script ran: ${dialog.message()}`); dialog.dismiss(); });
  for (const view of wanted) {
    await page.goto('about:blank');
    await page.goto(root + views[view]);
    await page.waitForSelector('h1, dialog');
    await page.waitForTimeout(700);
    await page.screenshot({ path: `${out}/${view}-${colorScheme}-${width}.png` });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (wide > 0) fault(`${view} ${width}: ${wide} pixels too wide`);
    // evaluate runs through the debugger, which the CSP of the page does not hold
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    for (const { impact, id, nodes } of violations) {
      const text = `axe ${view} ${colorScheme} ${width}: ${impact} ${id}: ${nodes.slice(0, 2).map((n) => n.html.slice(0, 120)).join(' | ')}`;
      if (impact === 'serious' || impact === 'critical') fault(text);
      else console.log(text);
    }
  }
  await context.close();
}
await browser.close();
console.log(`${faults} faults`);
process.exit(faults ? 1 : 0);
