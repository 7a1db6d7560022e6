// SPDX-License-Identifier: Apache-2.0
// A person, a browser and this build's heraldd: from the first hook to dead letters, a restart and the end of a session.
//
//   HERALD_BUILD=build/dev OUT=FOLDER run.sh herald_test.mjs
import assert from 'node:assert/strict';
import { Daemon, Receiver } from './daemon.mjs';
import { OctoPrint } from './octoprint.mjs';
import { run, shot, watched } from './steps.mjs';
import { faultsOf, launch } from './tools.mjs';

const kMarkup = '<img src=x onerror=alert(1)>';
const kSecret = 'Zk3xWq9TtR7pYv2Ns8LmJd4C'; // the last part of the receiver's address

const octoprint = await new OctoPrint().begin(); // ready when its step comes
const receiver = await new Receiver().open();
const herald = await new Daemon().start([
  'source.mk3.type = demo', `source.mk3.name = ${kMarkup}`, 'source.mk3.duration = 20s', 'source.mk3.repeat = true',
  'source.mk3.tags = room2',
  'sink.log.type = webhook', `sink.log.url = ${receiver.url}`, 'sink.log.events = PrintHappy']);
const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const faults = [];
const page = await watched(context, faults);
const root = `http://127.0.0.1:${herald.port}/`;
const button = (name, more) => page.getByRole('button', { name, ...more });
const link = (name) => page.getByRole('link', { name, exact: true });
const picture = (name) => shot(page, name);
const row = (...texts) => texts.reduce((rows, text) => rows.filter({ hasText: text }), page.locator('.list .row')).first();
const until = async (what, test) => {
  for (const end = Date.now() + 60000; !test(); await page.waitForTimeout(50)) assert.ok(Date.now() < end, what);
};

const steps = {
  'without a session there is only the login': async () => {
    await page.goto(root);
    await page.getByText('heraldctl console').waitFor();
    assert.equal(await page.locator('nav').count(), 0);
    await picture('login');
  },
  'a link logs in, once': async () => {
    const address = herald.link();
    await page.goto(address);
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    assert.doesNotMatch(page.url(), /login/);
    const stranger = await watched(await browser.newContext(), faults);
    await stranger.goto(address);
    await stranger.getByRole('alert').filter({ hasText: /./ }).waitFor();
    await stranger.context().close();
  },
  'markup in the name of a printer and of a file is text': async () => {
    await link(kMarkup).first().waitFor();
    await herald.event('PrintStarted', 'mk4', { context: { state: { text: 'Printing', flags: { printing: true } },
      job: { file: { name: `${kMarkup}.gcode` } }, progress: { completion: 12 } } });
    await page.getByText(`${kMarkup}.gcode`).first().waitFor();
    assert.equal(await page.locator('img[src="x"]').count(), 0);
    await picture('overview');
  },
  'a hook comes from a preset': async () => {
    await link('Hooks').click();
    await button('New hook').click();
    await page.getByText('Sends each event as an HTTP request').first().waitFor();
    await button(/^slack\b/i).first().click();
    await page.getByLabel('Name of the hook').fill('team');
    await page.getByLabel('Address', { exact: false }).first().fill(receiver.url);
    await page.getByLabel('PrintDone', { exact: true }).first().check();
    await page.locator('aside .http').first().waitFor();
    await picture('form');
  },
  'a broken template is said at its line, and the preview stays': async () => {
    const more = page.locator('summary', { hasText: 'more option' });
    if (await more.count()) await more.first().click();
    const data = page.getByRole('textbox', { name: 'Data (JSON)' });
    await data.fill('{\n  "text": @message\n}');
    await page.getByText(/Line \d+, column/).first().waitFor();
    assert.equal(await page.locator('aside .http').count(), 1);
    await picture('form-broken');
    await data.fill('{"text": "@deviceIdentifier: @message from the console"}');
    await page.locator('aside pre', { hasText: 'from the console' }).waitFor();
  },
  'a test of the unsaved hook shows what the receiver answers': async () => {
    receiver.answer = { status: 404, body: `no_service ${kMarkup}` };
    await button('Send test').click();
    await page.getByText(`no_service ${kMarkup}`).first().waitFor();
    await picture('form-test-failed');
    receiver.answer = { status: 200, body: 'ok' };
    await button('Send test').click();
    await page.locator('.note.good').waitFor();
    assert.match(receiver.bodies.at(-1), /from the console/);
    await picture('form-test');
  },
  'a save shows the difference, writes the file, and is used at once': async () => {
    await button('Save …').click();
    await page.getByRole('dialog').getByText(/sink\.team\.data/).first().waitFor();
    await picture('form-diff');
    await button('Save and reload').click();
    await page.getByText('team is saved.').waitFor();
    assert.match(herald.written(), /sink\.team\.preset\s*=\s*slack/);
    await link('team').waitFor();
    await picture('hooks');
  },
  'a stored secret does not come back': async () => {
    const answers = [];
    page.on('response', (answer) => answers.push(answer.text().then((text) => text.includes(kSecret) && `${answer.url()}: ${text}`, () => '')));
    await link('team').click();
    await page.locator('aside .http').first().waitFor();
    await page.goBack();
    assert.deepEqual((await Promise.all(answers)).filter(Boolean), []);
    assert.ok(!(await page.content()).includes(kSecret));
  },
  'a print is watched live': async () => {
    await link('Live').click();
    await row('PrintDone', 'team', 'delivered').waitFor();
    await until('the receiver gets it', () => receiver.bodies.some((body) => body.includes('from the console')));
    await picture('live');
  },
  'a delivery opens to what was sent and answered': async () => {
    await row('PrintDone', 'team').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Attempt 1:').waitFor();
    await dialog.locator('pre', { hasText: 'from the console' }).first().waitFor();
    await picture('delivery');
    await page.keyboard.press('Escape');
  },
  'filters stand in the address': async () => {
    await page.getByLabel('Event', { exact: true }).fill('PrintDone');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.includes('type=PrintDone'));
    await page.reload();
    await row('PrintDone').waitFor();
    assert.equal(await page.getByLabel('Event', { exact: true }).inputValue(), 'PrintDone');
  },
  'a receiver that refuses is said, with the way out': async () => {
    receiver.answer = { status: 404, body: 'gone' };
    await herald.event('PrintDone', 'mk4');
    await link('Overview').click();
    await page.locator('.problems', { hasText: 'team' }).waitFor();
    await picture('problem');
    receiver.answer = { status: 200, body: 'ok' };
    await page.locator('.problems li', { hasText: 'team' }).getByRole('button', { name: 'Try now' }).click();
    await page.waitForFunction(() => !document.querySelector('.problems')?.textContent.includes('team'));
  },
  'a dead letter is looked at and replayed': async () => {
    receiver.answer = { status: 400, body: `bad request ${kMarkup}` };
    await herald.event('PrintDone', 'mk5');
    await link('Dead letters').click();
    await until('it is dead', () => herald.ctl('dead', 'ls', '--each').includes('mk5'));
    await page.reload();
    await page.getByText(/Look at \d/).first().click();
    await page.getByText(`bad request ${kMarkup}`).first().waitFor();
    await picture('dead');
    receiver.answer = { status: 200, body: 'ok' };
    await button('Replay all …').first().click();
    await picture('dead-ask');
    await button('With the settings of today').click();
    await page.getByText('There is no dead letter.').waitFor();
    await until('it arrives', () => receiver.bodies.filter((body) => body.includes('mk5')).length > 1);
  },
  'two tabs see the same, and the older one cannot overwrite the newer one': async () => {
    const other = await watched(context, faults);
    await other.goto(`${root}#/hooks/team`);
    await other.getByLabel('Name of the hook').waitFor();
    await page.goto(`${root}#/hooks/team`);
    const late = [];
    await other.route('**/hooks/preview', (route) => late.push(route));
    for (const [tab, limit] of [[page, '7s'], [other, '8s']]) {
      await tab.locator('summary', { hasText: 'more option' }).first().click();
      await tab.getByRole('textbox', { name: 'timeout' }).or(tab.getByRole('textbox', { name: 'Time limit' })).first().fill(limit);
    }
    for (const tab of [page, other]) {
      await tab.getByRole('button', { name: 'Save …' }).click();
      await tab.getByRole('button', { name: 'Save and reload' }).click();
      if (tab === page) await tab.getByText('team is saved.').waitFor();
    }
    const conflict = other.getByRole('alert').filter({ hasText: /changed/ }).first();
    await conflict.waitFor();
    await shot(other, 'conflict');
    await Promise.all([other.waitForResponse('**/hooks/preview'), ...late.map((route) => route.continue())]);
    await other.evaluate(() => new Promise(requestAnimationFrame));
    assert.ok(await conflict.isVisible(), 'a preview that comes late hides no conflict');
    assert.match(herald.written(), /7s/);
    await other.close({ runBeforeUnload: false });
  },
  'the last changes can be taken back': async () => {
    await page.goto(`${root}#/hooks`);
    await button('Last changes').click();
    await page.getByRole('dialog').getByRole('button', { name: /^Undo/ }).first().click();
    await page.getByRole('dialog').getByText('undone', { exact: true }).waitFor();
    await picture('saves');
    await page.keyboard.press('Escape');
    assert.doesNotMatch(herald.written(), /7s/);
  },
  'the keyboard reaches everything': async () => {
    await page.goto('about:blank');
    await page.goto(`${root}#/hooks`);
    await link('team').waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // New hook
    await page.getByRole('dialog').waitFor();
    for (let i = 0; i < 60; i += 1) await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement === document.body || document.querySelector('dialog').contains(document.activeElement)),
      'the focus stays in the dialog');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('dialog'));
  },
  'a restart of the daemon does not end the page': async () => {
    await page.goto(`${root}#/live`);
    await page.locator('.list .row').first().waitFor();
    await herald.stop();
    await page.getByText('Herald does not answer. The page connects again by itself.').waitFor();
    await picture('away');
    await herald.run();
    await page.waitForFunction(() => !document.body.textContent.includes('connects again by itself'));
    await herald.event('PrintDone', 'mk6');
    await row('mk6').waitFor();
  },
  'an OctoPrint is added by its address, with the click on Allow': async () => {
    await octoprint.ready;
    await page.goto(`${root}#/printers`);
    await link('Add a printer').click();
    await page.getByRole('dialog').getByLabel('Address').fill(octoprint.url);
    await page.getByLabel('Name of the printer').fill('workshop');
    await page.getByLabel('Tags').fill('room7');
    await page.keyboard.press('Enter');
    const toOctoPrint = page.getByRole('link', { name: /^Open OctoPrint/ });
    await toOctoPrint.waitFor();
    await picture('allow');
    const opened = context.waitForEvent('page');
    await toOctoPrint.click();
    const tab = await opened;
    await shot(tab, 'octoprint-login');
    await octoprint.allowIn(tab);
    await shot(tab, 'octoprint-allowed');
    await tab.close();
    await page.locator('dialog .note.good').waitFor();
    await picture('connected');
    await page.keyboard.press('Escape');
    await page.locator('.card', { hasText: 'room7' }).getByText('connected').waitFor();
    assert.match(herald.written(), /type\s*=\s*octoprint/);
  },
  'a printer gets another tag, and is removed': async () => {
    await page.locator('.card', { hasText: 'room7' }).getByRole('link', { name: /^Edit/ }).click();
    await page.getByLabel('Tags').fill('room8');
    await button('Save', { exact: true }).click();
    const card = page.locator('.card', { hasText: 'room8' });
    await card.waitFor();
    await picture('printers');
    await card.getByRole('button', { name: /^Delete/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.waitForFunction(() => !document.body.textContent.includes('room8'));
    assert.doesNotMatch(herald.written(), /octoprint/);
  },
  'no view has a serious fault of access, in either scheme, on a desk and on a phone': async () => {
    const views = { overview: '#/overview', live: '#/live', printers: '#/printers', add: '#/printers/+', hooks: '#/hooks',
      form: '#/hooks/team', 'read-only': '#/hooks/log', dead: '#/dead', plugins: '#/plugins' };
    const looks = [['light', 1280, 900], ['light', 390, 844], ['dark', 390, 844], ['dark', 1280, 900]];
    const found = [];
    await page.goto(root);
    for (const [name, address] of Object.entries(views)) {
      await page.evaluate((hash) => { location.hash = hash; }, address);
      await page.waitForFunction(() => document.querySelector('h1, dialog') && !document.querySelector('[aria-busy=true]'));
      for (const [scheme, width, height] of looks) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height });
        await picture(`${name}-${scheme}-${width}`);
        if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${name} ${width}: too wide`);
        const isChecked = (scheme === 'light') === (width === 390); // each scheme and each size once
        if (isChecked) found.push(...(await faultsOf(page)).map((fault) => `${name} ${scheme}: ${fault}`));
      }
    }
    assert.deepEqual(found.filter((fault) => /serious|critical|too wide/.test(fault)), []);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
  },
  'an ended session leads every tab to the login': async () => {
    const other = await watched(context, faults);
    await other.goto(`${root}#/plugins`);
    await other.getByRole('heading', { name: 'Plugins' }).waitFor();
    await page.goto(`${root}#/live`);
    await button('Log out').click();
    await page.getByLabel('Password').waitFor();
    await other.getByLabel('Password').waitFor();
  },
  'no script of a name ran, and the policy held': async () => assert.deepEqual(faults, []),
};

const code = await run(steps, page);
await browser.close();
receiver.close();
await herald.end();
await octoprint.end();
process.exit(code);
