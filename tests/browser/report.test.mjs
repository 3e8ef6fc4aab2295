// The HTML report in a real browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { join } from 'node:path';
import { check, launch, multiplied, open, out, report, root, rows, told } from './support.mjs';

let browser, fixtures, hostile;

before(async () => {
  fixtures = report('fixtures', 'fixtures');
  hostile = report('hostile', 'tests/browser/hostile.jsonl');
  browser = await launch();
});
after(() => browser?.close());

const count = (json, test) => json.conversations.filter(test).length;
const severities = (conversation) => new Set(conversation.findings.map((f) => f.severity));

test('the overview tells what the JSON report tells', async () => {
  const page = await open(browser, fixtures.url);
  const text = await page.locator('#main').innerText();
  const { summary, agents } = fixtures.json;
  for (const part of [`共 ${summary.conversations} 个会话`, `平均 ${summary.mean_score} 分`, `${summary.findings} 个问题`, `${summary.unknown} 项无法判定`]) assert.ok(text.includes(part), part);
  await page.getByRole('button', { name: /显示全部/ }).last().click();
  const shown = await page.locator('section', { hasText: '每条规则的结果' }).last().locator('tbody tr').count();
  assert.equal(shown, fixtures.json.rules.filter((r) => r.pass + r.fail + r.not_applicable + r.unknown).length);
  const people = page.locator('section', { has: page.getByRole('heading', { name: '坐席', exact: true }) });
  await people.getByRole('button', { name: /显示全部/ }).click();
  assert.equal(await people.locator('tbody tr').count(), agents.length);
  assert.deepEqual(page.odd, []);
});

test('filters agree with the JSON report, and stand in the address', async () => {
  const { json } = fixtures;
  const page = await open(browser, `${fixtures.url}#v=list`);
  assert.equal(await told(page), json.conversations.length);

  await page.getByRole('button', { name: '一票否决', exact: true }).click();
  assert.equal(await told(page), count(json, (c) => severities(c).has('fatal')));
  assert.match(page.url(), /sev=fatal/);
  await page.getByRole('button', { name: '清除筛选' }).click();
  assert.equal(await told(page), json.conversations.length);

  const agent = json.agents[0].id;
  await page.getByLabel('坐席', { exact: true }).selectOption(agent);
  assert.equal(await told(page), count(json, (c) => c.agent.id === agent));
  await page.reload();
  await page.waitForSelector('.row');
  assert.equal(await told(page), count(json, (c) => c.agent.id === agent));

  await page.goto(`${fixtures.url}#v=list&rule=tone/dead-end`);
  assert.equal(await told(page), count(json, (c) => c.findings.some((f) => f.rule === 'tone/dead-end')));

  await page.goto(`${fixtures.url}#v=list`);
  await page.getByLabel('最低分').fill('50');
  await page.getByLabel('最高分').fill('95');
  await page.getByLabel('最高分').press('Enter');
  await page.waitForFunction(() => location.hash.includes('max=95'));
  assert.equal(await told(page), count(json, (c) => c.score >= 50 && c.score <= 95));

  await page.goto(`${fixtures.url}#v=list&q=灵活就业`);
  await page.waitForSelector('.row');
  assert.equal(await rows(page).count(), 1);
  await page.goto(`${fixtures.url}#v=list&q=这句话谁也没有说过`);
  assert.ok(await page.getByText('没有符合条件的会话').isVisible());
  assert.deepEqual(page.odd, []);
});

test('a deep link opens a finding at its exact words', async () => {
  const page = await open(browser, fixtures.url);
  let looked = 0;
  for (const conversation of fixtures.json.conversations) {
    const finding = conversation.findings.find((f) => f.span && f.text);
    if (!finding) continue;
    await page.goto(`${fixtures.url}#c=${encodeURIComponent(conversation.id)}&f=${finding.fingerprint}`);
    const now = page.locator('.find.now');
    await now.waitFor();
    assert.ok((await now.innerText()).includes(finding.rule));
    const marked = await page.locator(`#turn-${finding.turn} mark.now`).evaluateAll((marks) => marks.map((mark) => {
      const copy = mark.cloneNode(true);
      copy.querySelectorAll('sup').forEach((sup) => sup.remove());
      return copy.textContent;
    }).join(''));
    assert.equal(marked, finding.text);
    assert.ok(await now.evaluate((node) => { const r = node.getBoundingClientRect(); return r.bottom > 0 && r.top < innerHeight; }), 'in sight');
    looked += 1;
  }
  assert.ok(looked > 5);
  assert.deepEqual(page.odd, []);
});

test('spans count Unicode scalars: emoji and rare characters before the words', async () => {
  const conversation = hostile.json.conversations.find((c) => c.id.startsWith('bidi'));
  const finding = conversation.findings.find((f) => f.rule === 'tone/dead-end');
  const page = await open(browser, `${hostile.url}#c=${encodeURIComponent(conversation.id)}&f=${finding.fingerprint}`);
  const marked = await page.locator('#turn-1 mark.now').first().evaluate((mark) => mark.firstChild.textContent);
  assert.equal(marked, finding.text);
});

test('the keyboard leads through conversations and findings', async () => {
  const page = await open(browser, `${fixtures.url}#v=list`);
  const current = () => page.locator('.row[aria-current] b').textContent();
  await page.keyboard.press('j');
  const first = await current();
  await page.keyboard.press('j');
  assert.notEqual(await current(), first);
  await page.keyboard.press('k');
  assert.equal(await current(), first);
  await page.keyboard.press('n');
  assert.equal(await page.locator('.find.now').getAttribute('data-no'), '1');
  await page.keyboard.press('n');
  assert.equal(await page.locator('.find.now').getAttribute('data-no'), '2');
  await page.keyboard.press('p');
  assert.equal(await page.locator('.find.now').getAttribute('data-no'), '1');
  await page.keyboard.press('p');
  assert.equal(await page.locator('.find.now').getAttribute('data-no'), '1', 'nothing before the first');
  await page.keyboard.press('/');
  assert.ok(await page.getByLabel('搜索', { exact: true }).evaluate((node) => node === document.activeElement));
  await page.keyboard.type('jn');
  assert.equal(await page.getByLabel('搜索', { exact: true }).inputValue(), 'jn', 'letters typed are letters');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  assert.ok(await page.locator('dialog').isVisible());
  await page.keyboard.press('Escape');
  assert.ok(!await page.locator('dialog').isVisible());
  await page.keyboard.press('t');
  assert.match(await page.locator('html').getAttribute('data-theme'), /dark|light/);
  await page.keyboard.press('o');
  await page.locator('.overview').waitFor();
  assert.deepEqual(page.odd, []);
});

test('n goes on to the next conversation with findings', async () => {
  const page = await open(browser, `${hostile.url}#v=list`);
  const seen = new Set();
  for (let i = 0; i < 60; i += 1) {
    await page.keyboard.press('n');
    seen.add(page.url());
  }
  const all = hostile.json.conversations.reduce((sum, c) => sum + c.findings.length, 0);
  assert.equal(seen.size, all);
});

test('hostile words do nothing and are shown as they are', async () => {
  const page = await open(browser, hostile.url);
  await page.goto(`${hostile.url}#v=list`);
  for (let i = 0; i < hostile.json.conversations.length; i += 1) {
    await page.keyboard.press('j');
    await page.locator('.sheet').waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth || document.querySelector('.detail').scrollWidth > document.querySelector('.detail').clientWidth);
    assert.ok(!wide, 'long words break');
  }
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.locator('img, iframe, object, svg script').count(), 0);
  await page.goto(`${hostile.url}#c=${encodeURIComponent('</script><script>window.hacked=1</script>')}`);
  const text = await page.locator('.talk').innerText();
  assert.ok(text.includes('<script>window.hacked=1;alert(1)</script><img src=x onerror=alert(1)><!--'));
  await page.goto(`${hostile.url}#c=${encodeURIComponent('bidi-\u202egnp.exe')}`);
  const shown = await page.locator('.sheet').innerText();
  for (const hidden of ['U+202E', 'U+200B', 'U+0007', 'U+0000', 'U+2066', 'U+0085', 'U+FEFF']) assert.ok(shown.includes(hidden), hidden);
  assert.ok(!/[\u202e\u2066\u200b]/.test(await page.locator('body').innerText()));
  assert.ok(!/[\u202e\u2066]/.test(await page.title()));
  assert.deepEqual(page.odd, []);
});

test('the policy lets no other script run', async () => {
  const page = await open(browser, fixtures.url);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.hacked = 1';
    document.body.append(script);
    const image = new Image();
    image.src = 'https://example.invalid/x.png';
    document.body.append(image);
  });
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  const policy = await page.locator('meta[http-equiv]').getAttribute('content');
  assert.ok(!/unsafe|https?:|\*/.test(policy), policy);
  assert.ok(page.odd.some((odd) => odd.includes('Content Security Policy')));
});

test('two conversations of one id keep apart', async () => {
  const page = await open(browser, `${hostile.url}#v=list&sort=input`);
  const links = await rows(page).evaluateAll((all) => all.map((a) => a.getAttribute('href')).filter((href) => href.includes('c=same')));
  assert.equal(new Set(links).size, 2);
  await page.goto(hostile.url + links[1].replace(/&.*sort=input/, ''));
  assert.ok(await page.locator('.sheet').getByText('请问有什么可以帮您').isVisible());
});

test('10,000 conversations', async () => {
  const many = multiplied(fixtures.page, 'many', 10_000);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const clock = async (act) => { const from = Date.now(); await act(); return Date.now() - from; };
  const opened = await clock(async () => { await page.goto(many.url); await page.waitForSelector('.overview'); });
  const listed = await clock(async () => { await page.keyboard.press('l'); await page.waitForSelector('.row'); });
  const searched = await clock(async () => { await page.goto(`${many.url}#v=list&q=灵活就业`); await page.waitForFunction(() => document.querySelector('.state [role=status]').textContent.includes('/')); });
  console.log(`10,000 conversations, ${Math.round(many.bytes / 1e6)} MB: open ${opened} ms, list ${listed} ms, search ${searched} ms`);
  assert.ok(await rows(page).count() < 60, 'only rows in sight are drawn');
  assert.ok(opened < 30_000);
});

test('English, and names for everything that can be used', async () => {
  const english = report('english', 'fixtures', '--lang', 'en');
  for (const [url, hash] of [[english.url, ''], [english.url, '#v=list'], [fixtures.url, '#c=complaint-scald']]) {
    const page = await open(browser, url + hash);
    const unnamed = await page.locator('button, input, select, a[href]').evaluateAll((all) => all.filter((node) => !(node.getAttribute('aria-label') || node.textContent.trim() || node.title)).length);
    assert.equal(unnamed, 0);
    assert.deepEqual(page.odd, []);
  }
  const page = await open(browser, english.url);
  assert.ok((await page.locator('body').innerText()).includes('Distribution of scores'));
});

test('text stands out from its ground, light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    for (const hash of ['', '#c=complaint-scald']) {
      const page = await open(browser, fixtures.url + hash, { colorScheme });
      const faint = await page.evaluate(() => {
        const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number); return [r, g, b, a]; };
        const light = ([r, g, b]) => { const [x, y, z] = [r, g, b].map((v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * x + .7152 * y + .0722 * z; };
        const ground = (node) => { for (let at = node; at; at = at.parentElement) { const color = parse(getComputedStyle(at).backgroundColor); if (color[3] > .99) return color; } return [255, 255, 255, 1]; };
        const found = [];
        for (const node of document.querySelectorAll('body *')) {
          if (node.closest('svg') || node.disabled || ![...node.childNodes].some((c) => c.nodeType === 3 && c.textContent.trim()) || !node.getClientRects().length) continue;
          const [a, b] = [light(parse(getComputedStyle(node).color)), light(ground(node))];
          const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          if (ratio < 4.5) found.push(`${node.className || node.tagName} ${node.textContent.slice(0, 12)} ${ratio.toFixed(2)}`);
        }
        return [...new Set(found)];
      });
      assert.deepEqual(faint, [], `${colorScheme} ${hash}`);
    }
  }
});

test('paper carries the conversation and leaves the tools out', async () => {
  const page = await open(browser, `${fixtures.url}#c=complaint-scald`);
  await page.emulateMedia({ media: 'print' });
  assert.ok(!await page.locator('.pane').isVisible());
  assert.ok(!await page.locator('.tabs').isVisible());
  assert.ok(await page.locator('.talk').isVisible());
  const paper = await page.pdf({ preferCSSPageSize: true });
  assert.ok(paper.length > 10_000);
});

test('pictures for a look, and for the README', async () => {
  const folder = process.env.HUASHU_GALLERY ? join(root, 'docs', 'images') : out;
  for (const [name, hash, colorScheme] of [['report-overview', '', 'light'], ['report-conversation', '#c=complaint-scald&f=', 'light'], ['report-conversation-dark', '#c=complaint-scald', 'dark']]) {
    const page = await open(browser, fixtures.url + hash, { colorScheme, viewport: { width: 1120, height: 700 } });
    const here = process.env.HUASHU_GALLERY && name.endsWith('dark') ? out : folder;
    await page.screenshot({ path: join(here, `${name}.png`) });
  }
});
