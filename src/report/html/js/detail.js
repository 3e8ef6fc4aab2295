// One conversation: what was said, with findings where they stand, and how its score comes about.
const marked = (turn, own, cues, onmark) => {
  const text = turn.t, at = units(text);
  const spans = own.filter(({ finding }) => finding.span).map(({ finding, no }) => ({ from: at(finding.span.start), to: at(finding.span.end), no, severity: finding.severity }));
  const soft = cues.filter((cue) => cue.span).map((cue) => ({ from: at(cue.span.start), to: at(cue.span.end), cue: true }));
  const all = [...spans, ...soft].filter((span) => span.to > span.from);
  const cuts = [...new Set([0, text.length, ...all.flatMap((span) => [span.from, span.to])])].sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [from, to] = [cuts[i], cuts[i + 1]], words = visible(text.slice(from, to));
    const over = spans.filter((span) => span.from <= from && span.to >= to);
    if (!over.length) {
      parts.push(all.some((span) => span.cue && span.from <= from && span.to >= to) ? h('mark', { class: 'cue', title: say('由此引起', 'because of this') }, words) : words);
      continue;
    }
    const gravest = over.reduce((a, b) => SEVERITIES.indexOf(a.severity) <= SEVERITIES.indexOf(b.severity) ? a : b);
    const ends = over.filter((span) => span.to === to);
    parts.push(h('mark', { class: gravest.severity, 'data-no': over.map((span) => span.no).join(' '), onclick: () => onmark(gravest.no - 1) }, words,
      ends.length ? h('sup', null, ends.map((span) => span.no).join(' ')) : null));
  }
  return parts;
};

class Detail {
  constructor(app) {
    this.app = app;
    this.node = h('main', { class: 'detail', id: 'main', tabindex: '-1' });
    this.findings = [];
    this.at = -1;
  }
  empty() {
    this.row = null;
    this.findings = [];
    fill(this.node, h('p', { class: 'empty' }, say('从左侧选一个会话，或按 j', 'Pick a conversation on the left, or press j')));
  }
  show(row, state) {
    if (this.row === row && this.lastLinks === JSON.stringify(filtersOf(state))) { this.pick(state.f); return; }
    this.row = row;
    this.lastLinks = JSON.stringify(filtersOf(state));
    const detail = this.detail = detailOf(row);
    const seen = new Map();
    this.findings = detail.findings.map((finding, i) => {
      const times = (seen.get(finding.fingerprint) || 0) + 1;
      seen.set(finding.fingerprint, times);
      return { finding, no: i + 1, key: times > 1 ? `${finding.fingerprint}.${times}` : finding.fingerprint };
    });
    const clocks = clocksOf(detail);
    const open = (at) => this.app.go({ ...this.app.state, f: this.findings[at].key });
    const whole = this.findings.filter(({ finding }) => finding.turn === undefined || !detail.turns[finding.turn]);
    fill(this.node, h('article', { class: 'sheet', 'aria-label': plain(row.id) },
      this.tools(row, state), this.header(row, detail),
      h('section', { class: 'card strip' }, this.legend(clocks), h('div', { class: 'line' }, timeline(detail, clocks, this.findings, open))),
      h('section', { class: 'talk', 'aria-label': say('原文', 'What was said') },
        detail.turns.map((turn, i) => this.turn(turn, i, clocks, row, state, open)),
        detail.turns.length ? null : h('p', { class: 'empty' }, say('这个会话没有轮次。', 'This conversation has no turns.')),
        whole.length ? h('div', { class: 'whole' }, h('h3', null, say('整个会话中缺少的', 'Missing in the conversation as a whole')), whole.map((f) => this.find(f, row, state))) : null),
      h('div', { class: 'rail' }, this.jump(row, state), this.score(row, detail), this.judged(detail))));
    this.node.scrollTop = 0;
    if (innerWidth <= 860) scrollTo(0, 0);
    this.pick(state.f);
  }
  tools(row, state) {
    const at = this.app.list.place(row), all = this.app.list.found.length;
    const go = (step) => () => this.app.step(step);
    return h('div', { class: 'bar-tools' },
      h('button', { type: 'button', class: 'tool back', onclick: () => this.app.go({ ...filtersOf(state), v: 'list' }) }, say('‹ 列表', '‹ List')),
      h('button', { type: 'button', class: 'tool', disabled: at <= 0, onclick: go(-1), title: 'k' }, say('上一个', 'Previous')),
      h('button', { type: 'button', class: 'tool', disabled: at < 0 || at + 1 >= all, onclick: go(1), title: 'j' }, say('下一个', 'Next')),
      h('span', { class: 'quiet' }, at < 0 ? say('不在筛选之内', 'not among the filtered') : `${count(at + 1)} / ${count(all)}`),
      h('button', { type: 'button', class: 'tool right', onclick: () => print() }, say('打印', 'Print')));
  }
  header(row, detail) {
    const about = [whoIs(row.a), row.a[2], ...detail.about.map(([name, value]) => {
      if (name === 'started_at') { const t = new Date(Date.parse(value) + 8 * 3600e3); return Number.isNaN(t.getTime()) ? value : t.toISOString().slice(0, 16).replace('T', ' '); }
      if (META[name]) return META[name][value] || value;
      return `${META_NAME[name] || name} ${value}`;
    }), say(`${row.k} 轮`, `${row.k} turns`)].filter(Boolean);
    const tone = toneOf(row.g);
    return h('header', null, h('h2', null, bdi(row.id)),
      h('div', { class: `verdict ${tone}` }, h('b', null, figure(row.s, 1)), h('span', null, row.x ? say(`${row.g} 级 · 一票否决`, `grade ${row.g} · fatal`) : say(`${row.g} 级`, `grade ${row.g}`))),
      h('div', { class: 'about' }, about.map((part) => h('span', null, bdi(part))), detail.source ? h('span', { class: 'id' }, bdi(detail.source)) : null),
      detail.notes.length ? h('div', { class: 'about' }, detail.notes.map((note) => chip('minor', note))) : null);
  }
  legend(clocks) {
    const key = (cls, name) => h('span', null, h('i', { class: cls }), name);
    return h('div', { class: 'cap' }, key('t-customer', ROLE.customer), key('t-agent', ROLE.agent),
      clocks.waits.size ? key('t-wait', say('静默', 'silence')) : null, clocks.holds.length ? key('t-hold', EVENT.hold) : null,
      clocks.overlaps.size ? key('t-overlap', say('重叠', 'overlap')) : null,
      this.findings.length ? h('span', null, say('圆点编号即问题编号', 'numbers are those of the findings')) : null);
  }
  turn(turn, i, clocks, row, state, open) {
    const own = this.findings.filter(({ finding }) => finding.turn === i);
    const cues = this.findings.flatMap(({ finding }) => finding.related.filter((place) => place.turn === i));
    const wait = clocks.waits.get(i), overlap = clocks.overlaps.get(i);
    const events = this.detail.events.filter(([, start]) => start !== null && turn.s !== undefined && start <= turn.s && (i === 0 || start > (this.detail.turns[i - 1].s ?? -Infinity)));
    const parts = events.map(([name, start, end]) => h('div', { class: `gap ${name === 'hold' ? 'hold' : ''}` },
      h('span', null, bdi(nameOf(name)), ' ', clock(start), end === null ? (name === 'hold' ? say('，没有结束时间', ', no end on record') : '') : ` – ${clock(end)} · ${seconds(end - start)}`)));
    if (wait && !wait.held) parts.push(h('div', { class: `gap ${wait.long ? 'long' : ''}` }, h('span', null, clocks.spoken ? say('静默 ', 'silence ') : say('间隔 ', 'wait '), seconds(wait.seconds))));
    parts.push(h('div', { class: `turn ${turn.r}`, id: `turn-${i}` },
      h('div', { class: 'by' }, h('b', null, ROLE[turn.r]), turn.s === undefined ? `#${i + 1}` : clock(turn.s)),
      h('div', null, h('div', { class: 'text' }, marked(turn, own, cues, open)),
        overlap || turn.auto ? h('div', { class: 'tags' }, overlap ? chip('fatal', say(`与对方重叠 ${seconds(overlap.seconds)}`, `overlaps ${seconds(overlap.seconds)}`)) : null, turn.auto ? chip('plain', say('自动回复', 'automatic')) : null) : null),
      own.length ? h('div', { class: 'notes' }, own.map((f, at) => this.find(f, row, state, own.slice(0, at).find((g) => g.finding.rule === f.finding.rule)))) : null));
    return parts;
  }
  // `before` is an earlier finding of the same rule in the same turn: what the rule says is not said twice.
  find({ finding, no, key }, row, state, before) {
    const rule = RULES[RULE_AT.get(finding.rule)] || { title: finding.rule, clauses: [], why: '' };
    const aside = finding.waived;
    const times = (label, body) => body ? [h('dt', null, label), h('dd', null, body)] : null;
    return h('section', { class: `find ${finding.severity} ${aside ? 'waived' : ''}`, id: `find-${no}`, 'data-no': no, tabindex: '-1', 'aria-label': say(`问题 ${no}`, `Finding ${no}`) },
      h('div', { class: 'head' }, h('span', { class: 'no' }, say(`问题 ${no}`, `Finding ${no}`)), chip(finding.severity, SEVERITY[finding.severity]), h('span', null, bdi(rule.title)), h('span', { class: 'id' }, finding.rule),
        h('a', { class: 'link', href: linkTo(row, filtersOf(state), key), title: say('这个问题的链接', 'link to this finding') }, say('链接', 'link')),
        h('span', { class: 'cost' }, aside ? say('不计分', 'not counted') : `−${figure(finding.points)}`)),
      h('p', { class: 'say' }, bdi(finding.message)),
      finding.waived ? h('p', null, chip('plain', say('已豁免', 'waived')), ' ', bdi([finding.waived, finding.waived_by, finding.waived_until && say(`至 ${finding.waived_until}`, `until ${finding.waived_until}`)].filter(Boolean).join(' · '))) : null,
      finding.known ? h('p', null, chip('plain', say('基线中已有', 'in the baseline'))) : null,
      before ? h('p', { class: 'small' }, say(`依据、条款与说法同问题 ${before.no}`, `Why and what to say: see finding ${before.no}`)) : h('dl', null, times(say('依据', 'Why'), rule.why ? bdi(rule.why) : null), times(say('条款', 'Clauses'), rule.clauses.length ? rule.clauses.join(comma) : null),
        times(say('可以说', 'Say'), finding.suggest.length ? h('ul', { class: 'better' }, finding.suggest.map((text) => h('li', null, bdi(text)))) : null)));
  }
  jump(row, state) {
    if (!this.findings.length) return h('section', { class: 'card' }, h('h3', null, say('问题', 'Findings')), h('p', { class: 'quiet' }, say('没有发现问题。', 'Nothing found.')));
    const waived = this.findings.filter(({ finding }) => finding.waived).length, counting = this.findings.length - waived;
    return h('section', { class: 'card jump-card' }, h('h3', null, say(`${counting} 个问题`, `${counting} findings`), waived ? say(`，另有 ${waived} 个已豁免`, `, ${waived} more waived`) : ''),
      h('nav', { class: 'jump', 'aria-label': say('问题', 'Findings') }, this.findings.map(({ finding, no, key }) => h('a', { class: finding.severity, href: linkTo(row, filtersOf(state), key), 'data-no': no },
        h('span', { class: 'no' }, String(no)), h('span', { class: 't' }, bdi((RULES[RULE_AT.get(finding.rule)] || { title: finding.rule }).title)), h('span', { class: 'quiet' }, finding.waived ? say('豁免', 'waived') : `−${figure(finding.points)}`)))));
  }
  score(row, detail) {
    return h('section', { class: 'card' }, h('h3', null, say('得分怎么来的', 'How the score comes about')),
      h('ul', { class: 'dims' }, detail.dimensions.map(([name, score, max, unjudged]) => h('li', null, h('span', null, bdi(name), unjudged ? h('span', { class: 'quiet' }, say(' 未判', ' not judged')) : null),
        h('span', { class: score < max ? 'lost' : 'quiet' }, `${figure(score)} / ${figure(max)}`), meter(max ? score / max : 0, unjudged ? 'plain' : score < max ? 'major' : '', true)))),
      // Rules by their titles: a person reads this.
      h('ul', { class: 'sums' }, detail.arithmetic.map((line) => h('li', null, bdi(line.replace(/[a-z\d-]+\/[a-z\d-]+/g, (id) => RULE_AT.has(id) ? RULES[RULE_AT.get(id)].title : id))))));
  }
  judged(detail) {
    const [pass, fail, none, unknown] = detail.counts;
    const ids = (rules) => rules.map((rule, i) => [i ? comma : '', h('span', { title: RULES[rule].id }, bdi(RULES[rule].title))]);
    return h('section', { class: 'card' }, h('h3', null, say('规则结果', 'Outcomes')),
      h('p', { class: 'judged' }, h('span', null, say(`通过 ${pass}`, `${pass} passed`)), h('span', null, say(`不通过 ${fail}`, `${fail} failed`)), h('span', null, say(`不适用 ${none}`, `${none} not applicable`)), h('span', null, say(`无法判定 ${unknown}`, `${unknown} unknown`))),
      detail.unknown.map(([reason, rules]) => h('div', { class: 'dark unknown' }, h('b', null, say(`无法判定：${reason}`, `Unknown: ${reason}`)), h('span', null, ids(rules)))),
      detail.pass ? h('details', null, h('summary', null, say('通过的规则', 'Passed')), h('p', null, ids(detail.pass))) : null,
      detail.other ? h('details', null, h('summary', null, say('不适用的规则', 'Not applicable')), h('ul', null, detail.other.map(([reason, rules]) => h('li', null, `${reason}${say('：', ': ')}`, ids(rules))))) : null,
      detail.silenced ? h('details', null, h('summary', null, say('未计的命中', 'Hits that do not count')), h('ul', null, detail.silenced.map(([rule, hit, why]) => h('li', null, h('span', { class: 'id' }, RULES[rule].id), say(` 第 ${hit.turn + 1} 轮“`, ` turn ${hit.turn + 1} “`), bdi(hit.text), say('”：', '”: '), bdi(why))))) : null);
  }
  // Shows the finding of a fingerprint, or none.
  pick(key) {
    this.at = key ? this.findings.findIndex((f) => f.key === key) : -1;
    const no = String(this.at + 1);
    for (const mark of this.node.querySelectorAll('mark[data-no]')) mark.classList.toggle('now', mark.dataset.no.split(' ').includes(no));
    for (const link of this.node.querySelectorAll('.jump a')) { if (link.dataset.no === no) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current'); }
    for (const find of this.node.querySelectorAll('.find')) find.classList.toggle('now', find.dataset.no === no);
    const found = this.at >= 0 && this.node.querySelector(`#find-${no}`);
    if (!found) return;
    const turn = found.closest('.turn');
    (turn && turn.offsetHeight < innerHeight * .6 ? turn : found).scrollIntoView({ block: 'center' });
    found.focus({ preventScroll: true });
  }
}
