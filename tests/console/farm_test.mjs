// SPDX-License-Identifier: Apache-2.0
// What a person does with the console of a farm: 200 printers, 100,000 deliveries, below a path. The API is made up,
// because a daemon does not have all that within seconds.
//
//   run.sh farm_test.mjs     OUT=FOLDER takes pictures
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { spawnChild } from './daemon.mjs';
import { run, shot, watched } from './steps.mjs';
import { launch } from './tools.mjs';

const mock = spawnChild('python3', [new URL('mock_api.py', import.meta.url).pathname, '--port', '0', '--printers', '200',
  '--rows', '100000', '--path', '/herald', '--logged-out']);
mock.stderr.pipe(process.stderr);
const root = String((await once(mock.stdout, 'data'))[0]).trim(); // it prints its address when it listens
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const faults = [];
const page = await watched(context, faults);
const picture = (name) => shot(page, `farm-${name}`);
const button = (name, more) => page.getByRole('button', { name, ...more });
const kHidden = '\u202e\u2066\u200b\ufeff\u0085\u2028\u001b'; // HIDDEN of mock_api.py
const kShown = String.raw`\u202E\u2066\u200B\uFEFF\u0085\u2028\u001B`;
/** What the page says: to the eye, to the pointer, and to a screen reader. */
const said = () => page.evaluate(() => [document.body.innerText, ...['alt', 'aria-label', 'placeholder', 'title'].flatMap((name) =>
  [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name)))].join('\n'));

const steps = {
  'a wrong password is said at the field': async () => {
    await page.goto(root);
    await page.getByLabel('Password').fill('wrong');
    await button('Log in').click();
    await page.getByText('The password is wrong.').waitFor();
    await picture('login');
  },
  'the password opens the overview': async () => {
    await page.getByLabel('Password').fill('herald');
    await button('Log in').click();
    await page.getByRole('heading', { name: '200 printers' }).waitFor();
  },
  'markup in a name is text': async () => {
    await page.getByRole('link', { name: '<img src=x onerror=alert(1)>', exact: true }).waitFor();
    assert.equal(await page.locator('img[src="x"]').count(), 0);
  },
  'a text cannot hide or reorder others': async () => {
    await page.getByLabel('Tag', { exact: true }).selectOption({ label: `shelf${kShown}` }); // one card: a crowd is dense
    await page.waitForFunction(() => document.querySelectorAll('.cards .card').length === 1);
    const text = await said();
    for (const part of [`printer-006${kShown}`, `Progress of printer-006${kShown}`, `benchy_0.2mm_PLA.gcode${kShown}`,
      `slack has 30 dead letters: ${kShown}.`]) assert.ok(text.includes(part), part);
    assert.doesNotMatch(text, /[\0-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/);
    await picture('hidden');
  },
  'a link and a field have the text itself': async () => {
    await page.getByRole('link', { name: `printer-006${kShown}`, exact: true }).click();
    assert.equal(await page.getByLabel('Printer', { exact: true }).inputValue(), `printer-006${kHidden}`);
    await page.goto(root);
    await page.getByRole('heading', { name: '200 printers' }).waitFor();
  },
  'numbers and times are in the language of the browser': async () => {
    const german = await watched(await browser.newContext({ locale: 'de-DE', storageState: await context.storageState() }), faults);
    await german.goto(root);
    await german.getByText(/^99,7\s%$/).waitFor();
    await german.getByText(/^vor \d/).first().waitFor();
    await german.context().close();
    const arabic = await watched(await browser.newContext({ locale: 'ar', storageState: await context.storageState() }), faults);
    await arabic.goto(root);
    await arabic.locator('td.n').first().waitFor();
    const texts = await arabic.locator('time, td.n').evaluateAll((all) => all.map((one) => one.textContent + one.title));
    assert.deepEqual(texts.filter((text) => text.includes('\\u')), [], 'marks of direction that the language has are left out');
    await arabic.context().close();
  },
  'a search finds a printer, and stands in the address': async () => {
    await page.getByLabel('Search printers').fill('printer-04');
    await page.waitForFunction(() => document.querySelectorAll('.cards .card').length === 10);
    assert.match(page.url(), /q=printer-04/);
    assert.equal(await page.evaluate(() => document.activeElement.type), 'search');
  },
  'a problem has its way out': async () => {
    await button('Change the hook').click();
    await page.getByRole('heading', { name: 'slack', exact: false }).first().waitFor();
  },
  'a half template is said at its line, and the preview stays': async () => {
    await page.locator('aside .http').first().waitFor();
    await page.getByRole('textbox', { name: 'Data (JSON)' }).fill('{\n  "text": ');
    await page.getByText(/Line 2, column/).waitFor();
    await page.getByText('The form has errors.').waitFor();
    assert.equal(await page.locator('aside .http').count(), 1);
    await picture('form-broken');
  },
  'the preview follows each key': async () => {
    await page.getByRole('textbox', { name: 'Data (JSON)' }).fill('{"text": "@message"}');
    await page.getByLabel('With this event').selectOption({ label: 'PrintDone (example)' });
    await page.getByLabel('PrintDone', { exact: true }).last().fill('hello from @deviceIdentifier');
    await page.locator('aside pre', { hasText: 'hello from mk3' }).waitFor();
  },
  'a test of the unsaved form shows answer and advice': async () => {
    await button('Send test').click();
    await page.getByText('Copy the address from Slack again').waitFor();
    const answer = page.locator('aside pre', { hasText: 'no_service' });
    assert.equal(await answer.innerText(), `no_service <img src=x onerror=alert(1)>\n${kShown}`);
    await picture('form-test');
  },
  'saving shows the diff first': async () => {
    await button('Save …').click();
    await page.getByRole('dialog').getByText('+sink.slack.data').waitFor();
    await picture('form-diff');
    await button('Save and reload').click();
    await page.getByText('slack is saved.').waitFor();
    await page.getByText('no printer sends the event PrintHappy').waitFor();
    await button('Last changes').click();
    await button('Undo: save slack').click();
    await page.getByRole('dialog').getByText('undone').waitFor();
    await page.keyboard.press('Escape');
  },
  'a new hook comes from a preset, and its missing address is said': async () => {
    await button('New hook').click();
    await page.getByRole('button', { name: /^Discord/ }).click();
    await page.getByText('The address is missing.').first().waitFor();
  },
  'a link inside the console asks before it discards changes': async () => {
    await page.getByLabel('Name of the hook').fill('mine');
    await page.getByRole('link', { name: 'Plugins' }).click();
    await button('Stay here').click();
    assert.equal(await page.getByLabel('Name of the hook').inputValue(), 'mine');
    await page.goBack();
    await button('Discard', { exact: true }).click();
    await button('New hook').waitFor();
  },
  'a printer is added by its address and a click on Allow': async () => {
    await page.goto(`${root}#/printers`);
    await page.getByRole('link', { name: 'Add a printer' }).click();
    await page.getByRole('dialog').getByLabel('Address').fill('http://octopi.local');
    await page.getByLabel('Tags').fill('room9, pla');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Open OctoPrint 1.11.8' }).waitFor();
    await picture('printer-allow');
    await page.getByText('octopi is connected.').waitFor();
    await button('Close').last().click();
    await page.getByText('room9').waitFor();
  },
  'a broker asks for what it needs': async () => {
    await page.getByRole('link', { name: 'Add a printer' }).click();
    await page.getByRole('dialog').getByLabel('Address').fill('mqtt://broker.local');
    await button('Connect').click();
    await page.getByLabel('password').fill('secret');
    await picture('printer-needs');
    await button('Continue').click();
    await page.getByText('broker is connected.').waitFor();
    await page.keyboard.press('Escape');
  },
  'a printer is removed only after a question': async () => {
    await button('Delete: octopi').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('octopi is deleted.').waitFor();
    await page.waitForFunction(() => !document.body.textContent.includes('room9'));
  },
  'a source that reads from a log says what is in custody, as it changes': async () => {
    const card = page.locator('.card', { hasText: 'orders' });
    const custody = card.getByText(/^3 events in custody, [\d,]+ settled, 2 given back$/);
    await custody.waitFor();
    await card.getByText('partition lag 17 (12 of <img src=x onerror=alert(1)>/1), partitions 2', { exact: true }).waitFor();
    await card.getByText('records 1,230', { exact: true }).waitFor(); // a counter that is 0 is left out
    const before = await custody.textContent();
    while (await custody.textContent() === before) await page.waitForTimeout(100);
    assert.doesNotMatch(await page.locator('.card', { hasText: 'mk3' }).first().textContent(), /custody/);
    await picture('custody');
  },
  'a hook of a file is read only': async () => {
    await page.goto(`${root}#/hooks/farm-log`);
    await page.getByText('/etc/herald/herald.properties, line 14').waitFor();
    assert.equal(await button('Save …').isDisabled(), true);
  },
  '100,000 rows scroll': async () => {
    await page.goto(`${root}#/live`);
    await page.locator('.list .row').first().waitFor();
    const size = () => page.locator('.list li').first().getAttribute('aria-setsize').then(Number);
    while (await size() < 2000) {
      await page.locator('.list').evaluate((list) => { list.scrollTop = list.scrollHeight; });
      await page.waitForTimeout(100);
    }
    assert.ok(await page.locator('.list li').count() < 60, 'only the rows in sight are in the page');
  },
  'a row that is read stays where it is while others come': async () => {
    const list = page.locator('.list');
    await list.evaluate((element) => { element.scrollTop = 2000; });
    const seen = () => list.evaluate((element) => {
      const top = element.getBoundingClientRect().top;
      return [...element.querySelectorAll('li')].find((row) => row.getBoundingClientRect().top >= top).textContent;
    });
    const size = () => page.locator('.list li').first().getAttribute('aria-setsize').then(Number);
    await page.waitForFunction(() => { // the rows of the new place are there
      const box = document.querySelector('.list').getBoundingClientRect();
      return [...document.querySelectorAll('.list li')].map((row) => row.getBoundingClientRect().top)
        .some((top) => top >= box.top && top < box.bottom);
    });
    const [before, rows] = [await seen(), await size()];
    while (await size() < rows + 2) await page.waitForTimeout(100);
    assert.equal(await seen(), before);
  },
  'a delivery opens to its attempts, and Escape closes it': async () => {
    await page.locator('.list').evaluate((list) => { list.scrollTop = 0; });
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await page.locator('.list .row').first().click();
    await page.getByRole('dialog').getByText('Attempt 1:').waitFor();
    assert.match(page.url(), /open=/);
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog'));
    assert.doesNotMatch(page.url(), /open=/);
  },
  'dead letters beyond the first page are reached': async () => {
    await page.goto(`${root}#/dead`);
    await page.getByText('Look at 330').click();
    await page.getByRole('button', { name: 'Show more' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.rows tbody tr').length === 330);
    await picture('dead');
  },
  'dead letters are replayed, and the progress is shown': async () => {
    await page.goto(`${root}#/dead`);
    await button('Replay all …').first().click();
    await button('With the settings of today').click();
    await page.getByText(/of 30/).first().waitFor();
    await page.getByText('30 done, 0 failed.').waitFor();
  },
  'a session that ends leads every tab to the login': async () => {
    const other = await context.newPage();
    await other.goto(`${root}#/hooks`);
    await other.getByRole('heading', { name: 'Hooks' }).waitFor();
    await button('Log out').click();
    await page.getByLabel('Password').waitFor();
    await other.getByLabel('Password').waitFor();
    await page.getByLabel('Password').fill('herald');
    await button('Log in').click();
    await other.getByRole('heading', { name: 'Hooks' }).waitFor();
  },
  'no script of a name ran, and nothing threw': async () => assert.deepEqual(faults, []),
};

const code = await run(steps, page);
await browser.close();
mock.kill();
process.exit(code);
