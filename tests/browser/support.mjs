// What the browser tests share: reports written by the built binary, and a browser that notes everything odd.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '..', '..');
export const out = join(here, 'out');
mkdirSync(out, { recursive: true });

const binary = process.env.HUASHU || join(root, 'target', 'debug', 'huashu');

// Runs `huashu check`; findings make no exit code.
export const check = (...args) => {
  const run = spawnSync(binary, ['check', '--fail-on', 'never', '--keep-going', ...args], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(`huashu check ${args.join(' ')}: ${run.status} ${run.stderr}`);
  return run.stdout;
};

// A page and the JSON report that must agree with it.
export const report = (name, ...args) => {
  const page = join(out, `${name}.html`), json = join(out, `${name}.json`);
  check(...args, '--redact', '--format', 'json', '--output', json, '--report', `html=${page}`, '--quiet');
  return { page, url: pathToFileURL(page).href, json: JSON.parse(readFileSync(json, 'utf8')) };
};

// The same conversations again and again under new ids, until there are so many.
export const multiplied = (page, name, wanted) => {
  const text = readFileSync(page, 'utf8');
  const open = '<script type="application/json" id="conversations">\n', from = text.indexOf(open) + open.length, to = text.indexOf('</script>', from);
  const lines = text.slice(from, to).split('\n').slice(0, -1), many = [];
  for (let n = 0; n < wanted; n += 1) {
    const at = n % (lines.length / 2) * 2;
    many.push(lines[at].replace(/^\{"id":"[^"]*"/, `{"id":"C${String(n).padStart(6, '0')}"`), lines[at + 1]);
  }
  const file = join(out, `${name}.html`);
  writeFileSync(file, `${text.slice(0, from)}${many.join('\n')}\n${text.slice(to)}`);
  return { url: pathToFileURL(file).href, bytes: many.reduce((sum, line) => sum + line.length, 0) };
};

const executablePath = process.env.CHROMIUM || ['chromium', 'chromium-browser', 'google-chrome'].map((name) => {
  try { return execFileSync('which', [name], { encoding: 'utf8' }).trim(); } catch { return ''; }
}).find(Boolean);

export const launch = () => chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });

// A page that notes dialogs, messages of the console, errors, and requests for anything but files.
export const open = async (browser, url, options = {}) => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  page.odd = [];
  page.on('dialog', (dialog) => { page.odd.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', (message) => page.odd.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => page.odd.push(`error: ${error.message}`));
  page.on('request', (request) => { if (!request.url().startsWith('file:')) page.odd.push(`request: ${request.url()}`); });
  await page.goto(url);
  await page.waitForSelector('#main');
  return page;
};

export const rows = (page) => page.locator('.row');
export const told = async (page) => Number((await page.locator('.state [role=status]').textContent()).replace(/,/g, '').match(/\d+/)[0]);
