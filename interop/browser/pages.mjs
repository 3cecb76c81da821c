// People before the pages of a token service, in headless Chromium: by keyboard alone, at 320 px, in light, dark and forced
// colours, with scripts switched off, in another language. Every page is judged by axe-core; the content security policy reports nothing.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';

const setting = (name) => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
};
const ISSUER = setting('ISSUER');
const EMAIL = setting('USER_EMAIL');
const PASSWORD = setting('USER_PASSWORD');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// The client's own page.
const client = createServer((_, answer) =>
  answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><html lang="en"><title>back</title><h1>back</h1>'));
await new Promise((listening) => client.listen(0, '127.0.0.1', listening));
const REDIRECT_URI = `http://127.0.0.1:${client.address().port}/done`;

const ok = (step) => console.log(`ok ${step}`);
function must(holds, what) {
  if (!holds) throw new Error(what);
}

function authorizeUrl(changes = {}) {
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
  return `${ISSUER}/oauth2/authorize?${new URLSearchParams({
    client_id: setting('PUBLIC_CLIENT_ID'),
    response_type: 'code',
    redirect_uri: REDIRECT_URI,
    scope: 'openid read',
    state: 'here and back',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  })}`;
}

const profile = mkdtempSync(join(tmpdir(), 'chromium-'));
const browser = await chromium.launch({
  executablePath: setting('CHROMIUM'),
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--crash-dumps-dir=${profile}`],
});

const violations = [];

async function person(options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', ...options });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) violations.push(message.text());
  });
  page.on('pageerror', (error) => violations.push(String(error)));
  return page;
}

const back = (page) => page.waitForURL((url) => url.href.startsWith(REDIRECT_URI));

/** What is wrong with a page for somebody who needs it readable, or at a width of 320 px. */
async function judge(page, name) {
  const width = page.viewportSize().width;
  const scrolls = await page.evaluate(() => document.documentElement.scrollWidth);
  must(scrolls <= width, `${name} is ${scrolls} px wide on a screen of ${width} px`);
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  must(found.violations.length === 0,
    `${name}: ${found.violations.map((v) => `${v.id} (${v.nodes.map((n) => n.target).join(', ')})`).join('; ')}`);
}

/** Presses Tab until what has the focus is the control with this name. */
async function tabTo(page, name) {
  for (let pressed = 0; pressed < 20; pressed++) {
    const at = await page.evaluate(() => {
      const focused = document.activeElement;
      return focused.labels?.[0]?.textContent ?? focused.textContent;
    });
    if (at.trim() === name) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no way by keyboard to ${name}`);
}

async function byKeyboard() {
  const page = await person({ viewport: { width: 320, height: 640 } });
  await page.goto(authorizeUrl({ prompt: 'consent' }));
  await judge(page, 'the login');
  must(await page.evaluate(() => document.activeElement.id === 'email'), 'the first field has no focus');
  await page.keyboard.type(EMAIL);
  await tabTo(page, 'Password');
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await judge(page, 'the login after a wrong password');
  must(await page.evaluate(() => document.activeElement.id === 'password'), 'after a wrong password its field has no focus');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  must(outline !== 'none', 'the focus cannot be seen');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Do you agree?' }).waitFor();
  await judge(page, 'the consent');
  await tabTo(page, 'Allow');
  await page.keyboard.press('Enter');
  await back(page);
  must(new URL(page.url()).searchParams.get('state') === 'here and back', 'the state did not come back');

  await page.goto(`${ISSUER}/account/sessions`);
  await judge(page, 'the sessions');
  await page.goto(`${ISSUER}/oauth2/logout`);
  await judge(page, 'the question before a logout');
  await tabTo(page, 'Log out');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Logged out' }).waitFor();
  await judge(page, 'the end of a logout');
  await page.goto(authorizeUrl({ client_id: 'nobody' }));
  await judge(page, 'an error');
  await page.context().close();
}

async function logsIn(page, submit) {
  await page.getByLabel('E-mail address').fill(EMAIL);
  await page.getByLabel('Password').fill(PASSWORD);
  await submit.click();
}

async function inColours(name, options) {
  const page = await person({ viewport: { width: 320, height: 640 }, ...options });
  await page.goto(authorizeUrl({ prompt: 'consent' }));
  await judge(page, `the login in ${name}`);
  await page.getByLabel('E-mail address').fill(EMAIL);
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await judge(page, `a failed login in ${name}`);
  must((await page.getByRole('alert').innerText()).length > 0, 'what went wrong is not said in words');
  await logsIn(page, page.getByRole('button', { name: 'Log in' }));
  await judge(page, `the consent in ${name}`);
  await page.context().close();
}

async function withoutScript() {
  const page = await person({ javaScriptEnabled: false });
  await page.goto(authorizeUrl({ prompt: 'consent' }));
  await logsIn(page, page.getByRole('button', { name: 'Log in' }));
  await page.getByRole('button', { name: 'Do not allow' }).click();
  await back(page);
  must(new URL(page.url()).searchParams.get('error') === 'access_denied', 'a refusal did not come back');
  await page.context().close();
}

async function backAndReload() {
  const page = await person();
  await page.goto(authorizeUrl({ prompt: 'consent' }));
  await logsIn(page, page.getByRole('button', { name: 'Log in' }));
  await page.getByRole('heading', { name: 'Do you agree?' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Do you agree?' }).waitFor();
  await page.goBack();
  await page.goForward();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await back(page);
  await page.context().close();
}

async function inGerman() {
  const page = await person({ locale: 'de-AT', viewport: { width: 320, height: 640 } });
  await page.goto(authorizeUrl());
  await page.getByRole('heading', { name: 'Anmelden' }).waitFor();
  must((await page.evaluate(() => document.documentElement.lang)) === 'de', 'the page does not say its language');
  await judge(page, 'the login in German');
  await page.context().close();
}

async function notInAFrame() {
  const page = await person();
  await page.goto(REDIRECT_URI);
  const blocked = page.waitForEvent('requestfailed', { timeout: 10_000 }).catch(() => null);
  await page.evaluate((url) => {
    const frame = document.createElement('iframe');
    frame.src = url;
    document.body.append(frame);
  }, authorizeUrl());
  await blocked;
  const shown = page.frames().slice(1).map((frame) => frame.url());
  must(shown.every((url) => !url.startsWith(ISSUER)), 'another site can frame the login');
  violations.length = 0; // this one was wanted
  await page.context().close();
}

/** By another provider, first with its pages and then, as somebody who is known there, by redirects alone. */
async function byAnotherProvider(name) {
  const page = await person({ viewport: { width: 320, height: 640 }, colorScheme: 'dark' });
  await page.goto(authorizeUrl());
  await judge(page, 'the login with other providers');
  await tabTo(page, `Continue with ${name}`);
  await page.keyboard.press('Enter');
  await page.locator('input[name=login]').fill('kim');
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('form:has(input[value=consent]) button[type=submit]').click();
  await page.getByRole('heading', { name: 'Do you agree?' }).waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
  await back(page);

  await page.goto(`${ISSUER}/oauth2/logout`);
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Logged out' }).waitFor();
  await page.goto(authorizeUrl());
  await page.getByRole('button', { name: `Continue with ${name}` }).click();
  await page.getByRole('heading', { name: 'Do you agree?' }).waitFor();

  await page.goto(`${ISSUER}/oauth2/callback/real?error=access_denied&state=unknown`);
  await judge(page, 'an answer that belongs to nobody');
  await page.context().close();
}

/** By one that sends its users to a second origin at once, which no policy of ours knows. */
async function byAProviderThatRedirects(name) {
  const page = await person({ javaScriptEnabled: false });
  await page.goto(authorizeUrl());
  await page.getByRole('button', { name: `Continue with ${name}` }).click();
  await page.getByRole('heading', { name: 'Do you agree?' }).waitFor();
  await page.context().close();
}

try {
  if (process.env.PROVIDER) {
    await byAnotherProvider(process.env.PROVIDER);
    ok('another provider');
    await byAProviderThatRedirects(setting('PROVIDER_THAT_REDIRECTS'));
    ok('a provider that redirects');
  } else {
    await everything();
  }
  must(violations.length === 0, `the content security policy reports: ${violations.join('; ')}`);
  ok('policy reports nothing');
  await notInAFrame();
  ok('no frame');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
  client.close();
  rmSync(profile, { recursive: true, force: true });
}

async function everything() {
  await byKeyboard();
  ok('keyboard, 320 px');
  await inColours('light', { colorScheme: 'light' });
  await inColours('dark', { colorScheme: 'dark' });
  await inColours('forced colours', { forcedColors: 'active' });
  ok('light, dark, forced colours');
  await withoutScript();
  ok('no script');
  await backAndReload();
  ok('back and reload');
  await inGerman();
  ok('another language');
}
