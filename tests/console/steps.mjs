// SPDX-License-Identifier: Apache-2.0
// Runs the steps of a test one after the other, until one fails. Then it keeps a picture of the page.
import { mkdirSync } from 'node:fs';

const kPatience = 60000; // ms; as long as a busy machine may need
const out = process.env.OUT;

/** A page that counts errors of its scripts, breaches of its policy, and dialogs that a script opened, into `faults`. */
export async function watched(context, faults) {
  const page = await context.newPage();
  page.setDefaultTimeout(kPatience);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (line) => /Content Security Policy/.test(line.text()) && faults.push(line.text()));
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') faults.push(`script ran: ${dialog.message()}`);
    dialog.dismiss().catch(() => {});
  });
  return page;
}

/** Keeps a picture, for a person to look at. */
export async function shot(page, name) {
  if (!out) return;
  mkdirSync(out, { recursive: true });
  await page.screenshot({ path: `${out}/${name}.png` }).catch(() => {});
}

/** Returns the code for process.exit. */
export async function run(steps, page) {
  for (const [name, step] of Object.entries(steps)) {
    const begun = Date.now();
    try {
      await step();
      console.log(`ok   ${name} (${Date.now() - begun} ms)`);
    } catch (error) {
      await shot(page, 'failed');
      console.log(`FAIL ${name}\n     ${error.message.split('\n').slice(0, 20).join('\n     ')}`);
      for (const said of await page.getByRole('alert').allTextContents()) if (said.trim()) console.log(`     the page says: ${said.trim()}`);
      return 1;
    }
  }
  return 0;
}
