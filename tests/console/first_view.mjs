// SPDX-License-Identifier: Apache-2.0
// How long the first view of the console takes in a browser that has no copy of it: from the begin of the navigation to
// the first paint, and to the first printer on the screen, the login by link included. Prints the medians of ten.
//
//   HERALD_BUILD=build/release run.sh first_view.mjs
import { Daemon } from './daemon.mjs';
import { launch } from './tools.mjs';

const printers = 60;
const rounds = 10;

const sources = Array.from({ length: printers }, (_, i) => `source.mk${i}.type = demo\nsource.mk${i}.duration = 1h`);
const daemon = await new Daemon().start([...sources, 'sink.out.type = stdout']);
const browser = await launch();
const paints = [];
const cards = [];
for (let i = 0; i < rounds; i += 1) {
  const link = daemon.link();
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(link);
  await page.waitForSelector('.card');
  cards.push(await page.evaluate(() => performance.now()));
  paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0].startTime));
  await context.close();
}
const median = (times) => Math.round(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
console.log(`with ${printers} printers, median of ${rounds}: first paint ${median(paints)} ms, first printer ${median(cards)} ms`);
await browser.close();
await daemon.end();
