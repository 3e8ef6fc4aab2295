// The batch at a glance.
const SHOWN = 12;
const card = (cls, title, sub, ...children) => h('section', { class: `card ${cls}` }, h('h2', null, title), sub ? h('p', { class: 'sub' }, sub) : null, children);
const table = (heads, rows) => h('div', { class: 'scroll' }, h('table', { class: 'rows' },
  h('thead', null, h('tr', null, heads.map((head) => head.nodeType ? head : h('th', { scope: 'col', class: head.num ? 'num' : null }, head.text ?? head)))),
  h('tbody', null, rows)));
const num = (text) => ({ text, num: true });
const cell = (...children) => h('td', { class: 'num' }, children);
const ruleName = (rule, link) => h('td', { class: 'name' },
  link ? h('a', { href: address({ v: 'list', rule: rule.id }) }, bdi(rule.title)) : bdi(rule.title), h('span', { class: 'id' }, rule.id));
// The first rows, and a button for the rest.
const firstRows = (make, rows) => {
  const box = h('div');
  const draw = (all) => fill(box, make(all ? rows : rows.slice(0, SHOWN)), !all && rows.length > SHOWN
    ? h('button', { class: 'more', type: 'button', onclick: () => draw(true) }, say(`显示全部 ${rows.length} 行`, `Show all ${rows.length} rows`)) : null);
  draw(false);
  return box;
};

const sentence = () => {
  const sum = TAIL.summary, worst = TAIL.pareto[0];
  const parts = [say(`共 ${count(sum.conversations)} 个会话、${count(sum.turns)} 轮`, `${count(sum.conversations)} conversations, ${count(sum.turns)} turns`)];
  if (TAIL.mean !== null) parts.push(say(`平均 ${figure(TAIL.mean, 1)} 分`, `mean score ${figure(TAIL.mean, 1)}`));
  parts.push(sum.findings ? say(`发现 ${count(sum.findings)} 个问题`, `${count(sum.findings)} findings`) : say('没有发现问题', 'no findings'));
  if (TAIL.fatal.n) parts.push(say(`${count(TAIL.fatal.n)} 个会话被一票否决`, `${count(TAIL.fatal.n)} conversations voided by a fatal finding`));
  let text = parts.join(say('，', ', ')) + say('。', '. ');
  if (worst) {
    const rule = RULES[worst.rule];
    text += say(`最多的是“${rule.title}”，占全部问题的 ${percent(worst.findings / sum.findings, 0)}。`, `Most frequent: “${rule.title}”, ${percent(worst.findings / sum.findings, 0)} of all findings. `);
  }
  if (sum.unknown) text += say(`另有 ${count(sum.unknown)} 项无法判定，不算通过。`, `${count(sum.unknown)} outcomes could not be judged and count as no pass.`);
  return text;
};

const figures = () => {
  const sum = TAIL.summary;
  const one = (name, value, unit, note, tone) => h('div', { class: `figure ${tone || ''}` }, h('dt', null, name),
    h('dd', { class: tone ? 'tint' : null }, value, unit ? h('small', null, ' ' + unit) : null), h('div', { class: 'note' }, note || '\u00a0'));
  const spans = TAIL.days ? (TAIL.days[0] === TAIL.days[1] ? TAIL.days[0] : `${TAIL.days[0]} ~ ${TAIL.days[1]}`) : say('记录没有日期', 'no dates on record');
  return h('dl', { class: 'card figures' },
    one(say('会话', 'Conversations'), count(sum.conversations), '', spans),
    one(say('平均分', 'Mean score'), TAIL.mean === null ? '–' : figure(TAIL.mean, 1), '', TAIL.interval ? say(`95% 区间 ${range(TAIL.interval)}`, `95% interval ${range(TAIL.interval)}`) : ''),
    one(say('一票否决', 'Fatal'), count(TAIL.fatal.n), TAIL.fatal.of ? percent(TAIL.fatal.n / TAIL.fatal.of) : '', TAIL.fatal.interval ? say('95% 区间 ', '95% interval ') + TAIL.fatal.interval.map((v) => percent(v)).join('–') : '', TAIL.fatal.n ? 'fatal' : ''),
    one(say('每百个会话的问题', 'Findings per 100'), sum.conversations ? figure(sum.findings / sum.conversations * 100, 1) : '–', '', SEVERITIES.slice(1).filter((x) => sum.by_severity[x]).map((x) => `${SEVERITY[x]} ${count(sum.by_severity[x])}`).join(' · ')),
    one(say('无法判定', 'Unknown'), count(sum.unknown), say('项', 'outcomes'), say('不算通过，也不扣分', 'no pass, no deduction')),
    one(say('读不出来的记录', 'Records skipped'), count(sum.skipped), say('条', ''), sum.skipped ? say('没有参加评分', 'not scored') : '', sum.skipped ? 'major' : ''),
    sum.waived ? one(say('已豁免的问题', 'Waived findings'), count(sum.waived), '', say('不计分，不进其他数字', 'in no other figure')) : null,
    sum.known ? one(say('基线中已有的问题', 'In the baseline'), count(sum.known), '', say('计分，不影响门禁', 'scored, no matter for the gate')) : null);
};

const dimensionsCard = () => card('five', say('评分维度', 'Dimensions'), say('平均得分 / 满分，右为 95% t 区间', 'Mean / maximum, then the 95% t interval'),
  h('table', { class: 'rows dim-table' }, h('tbody', null, TAIL.dimension_means.map((d) => h('tr', null,
    h('th', { scope: 'row' }, bdi(d.name)),
    h('td', null, d.mean === null ? chip('unknown', say('没有可判定的规则', 'nothing judged')) : meter(d.mean / d.max, '')),
    cell(d.mean === null ? '–' : [h('b', { class: `tint ${d.mean / d.max < .6 ? 'fatal' : d.mean / d.max < .8 ? 'major' : ''}` }, d.mean.toFixed(1)), h('span', { class: 'quiet' }, ` / ${figure(d.max, 1)}`)]),
    h('td', { class: 'small' }, d.interval ? range(d.interval) : '', d.unjudged && d.mean !== null ? h('div', null, say(`${count(d.unjudged)} 个未判`, `${count(d.unjudged)} not judged`)) : null))))));

const paretoCard = () => {
  if (!TAIL.pareto.length) return card('wide', say('问题最多的规则', 'Rules by findings'), null, h('p', { class: 'quiet' }, say('没有发现问题。', 'No findings.')));
  const most = TAIL.pareto[0].findings;
  const row = (p) => {
    const rule = RULES[p.rule];
    return h('tr', null, ruleName(rule, true), h('td', null, chip(rule.severity, SEVERITY[rule.severity])),
      h('td', null, meter(p.findings / most, rule.severity, true)), cell(count(p.findings)),
      cell(`${count(p.conversations)} / ${count(p.judged)}`), cell(percent(p.cumulative, 0)));
  };
  return card('wide long', say('问题最多的规则', 'Rules by findings'), say('从多到少；累计是前几条规则占全部问题的比例。点规则名看会话。', 'Most first; cumulative is the share of all findings up to this rule. Rules lead to their conversations.'),
    firstRows((rows) => table([say('规则', 'Rule'), say('程度', 'Severity'), '', num(say('问题', 'Findings')), num(say('不通过 / 已判会话', 'Failed / judged')), num(say('累计', 'Cumulative'))], rows.map(row)), TAIL.pareto));
};

const groupsCard = (title, sub, rows, key) => {
  if (!rows.length) return null;
  const low = Math.max(0, Math.floor(Math.min(...rows.map((r) => r.interval ? r.interval[0] : r.mean)) / 10) * 10);
  const people = key === 'agent';
  const columns = [
    { id: 'id', text: people ? say('坐席', 'Agent') : say('班组', 'Team'), by: (r) => r.name || r.id },
    people && rows.some((r) => r.team) ? { id: 'team', text: say('班组', 'Team'), by: (r) => r.team || '' } : null,
    { id: 'n', text: say('会话', 'n'), num: true, by: (r) => r.n },
    { id: 'mean', text: say('平均分', 'Mean'), num: true, by: (r) => r.mean },
    { id: 'band', text: say('95% 区间', '95% interval') },
    { id: 'fatal', text: say('一票否决率', 'Fatal rate'), num: true, by: (r) => r.fatal.n / r.fatal.of },
    { id: 'per', text: say('每百个会话的问题', 'Findings per 100'), num: true, by: (r) => r.per100 },
  ].filter(Boolean);
  let sorted = { id: 'mean', down: false };
  const row = (r) => h('tr', null,
    h('td', { class: 'name' }, h('a', { href: address({ v: 'list', [key]: r.id }) }, bdi(people ? whoIs([r.id, r.name]) : r.id))),
    people && columns.some((c) => c.id === 'team') ? h('td', null, r.team ? bdi(r.team) : '–') : null,
    cell(count(r.n)), cell(h('b', { class: `tint ${toneOfScore(r.mean)}` }, r.mean.toFixed(1))),
    h('td', null, whisker(r.mean, r.interval, low), h('span', { class: 'small' }, r.interval ? range(r.interval) : say('只有 1 个会话', 'one conversation only'), r.n > 1 && r.n < 5 ? say('，样本少', ', few') : null)),
    cell(r.fatal.n ? h('b', { class: 'tint fatal' }, percent(r.fatal.n / r.fatal.of)) : '0%', ' ', h('span', { class: 'small' }, `${r.fatal.n}/${r.fatal.of}`)),
    cell(r.per100.toFixed(1)));
  const box = h('div', { class: 'groups' });
  const draw = () => {
    const column = columns.find((c) => c.id === sorted.id);
    const compare = (a, b) => { const x = column.by(a), y = column.by(b); return (typeof x === 'string' ? x.localeCompare(y, 'zh') : x - y) * (sorted.down ? -1 : 1); };
    const heads = columns.map((c) => h('th', { scope: 'col', class: c.num ? 'num' : null, 'aria-sort': c.id === sorted.id ? (sorted.down ? 'descending' : 'ascending') : null },
      c.by ? h('button', { type: 'button', onclick: () => { sorted = { id: c.id, down: c.id === sorted.id ? !sorted.down : false }; draw(); } }, c.text, c.id === sorted.id ? (sorted.down ? ' ↓' : ' ↑') : '') : c.text));
    fill(box, firstRows((some) => table(heads, some.map(row)), [...rows].sort(compare)));
  };
  draw();
  return card('wide long', title, sub, box,
    people && TAIL.nobody ? h('p', { class: 'note-line' }, say(`另有 ${count(TAIL.nobody)} 个会话没有写明坐席。`, `${count(TAIL.nobody)} more conversations name no agent.`)) : null);
};

const trendCard = () => {
  if (TAIL.trend.length < 2) return null;
  return card('wide', TAIL.step === 'week' ? say('按周走势', 'Trend by week') : say('按日走势', 'Trend by day'),
    say('线为平均分，浅色带为 95% t 区间，下方的柱为会话数', 'Line: mean score; band: 95% t interval; bars: conversations'), h('div', { class: 'trend' }, trendChart(TAIL.trend, TAIL.step === 'day')),
    TAIL.undated ? h('p', { class: 'note-line' }, say(`${count(TAIL.undated)} 个会话没有日期，不在图中。`, `${count(TAIL.undated)} conversations carry no date and are left out.`)) : null);
};

const kpiCard = () => {
  const all = TAIL.kpis.map((kpi, i) => ({ ...kpi, ...TAIL.kpi_rows[i] }));
  if (!all.length || TAIL.summary.conversations < 2) return null;
  const rows = all.filter((k) => k.outcome !== 'unknown'), unknown = all.filter((k) => k.outcome === 'unknown');
  const nameOf = (k) => k.group ? `${k.title} · ${k.group}` : k.title;
  const tone = { pass: 'good', fail: 'fatal', unknown: 'unknown', 'not-applicable': 'plain' };
  const limit = (k) => k.min !== null && k.min !== undefined ? `≥ ${figure(k.min)}%` : k.max !== null && k.max !== undefined ? `≤ ${figure(k.max)}%` : '–';
  return card('wide', say('运营指标', 'Figures over the batch'), say('整批会话的比率与限值', 'Rates over all conversations, with their limits'),
    rows.length ? table([say('指标', 'Figure'), num(say('数值', 'Value')), num(say('分子 / 分母', 'Part / whole')), num(say('限值', 'Limit')), num(say('样本', 'n')), say('结果', 'Outcome')], rows.map((k) => h('tr', null,
      h('td', { class: 'name' }, bdi(nameOf(k)), h('span', { class: 'id' }, k.rule),
        k.topics ? h('div', { class: 'quiet' }, k.topics.map((t, i) => [i ? comma : '', bdi(`${t.word} ${t.conversations}`)])) : null),
      cell(k.value === null ? '–' : h('b', null, percent(k.value, 2))), cell(k.denominator === undefined ? '–' : `${count(k.numerator)} / ${count(k.denominator)}`),
      cell(limit(k)), cell(count(k.n)), h('td', null, k.waived ? [chip('plain', say('已豁免', 'waived')), ' '] : null, k.outcome === 'pass' && limit(k) === '–' ? chip('plain', say('无限值', 'no limit')) : chip(tone[k.outcome], OUTCOME[k.outcome]))))) : null,
    unknown.length ? h('p', { class: 'note-line' }, chip('unknown', say('无法判定', 'unknown')), say(' 记录不足以计算：', ' the records do not tell: '), unknown.map((k, i) => [i ? comma : '', bdi(nameOf(k))])) : null);
};

const unjudgedCard = () => {
  const sum = TAIL.summary;
  if (!sum.unknown && !sum.skipped) return null;
  const rules = TAIL.rules.filter((r) => r.unknown).sort((a, b) => b.unknown - a.unknown);
  return card('wide long', say('没有判定的部分', 'What was not judged'), say('记录缺少判定所需的内容：不是通过，也不扣分。补上时间戳、场景等信息后可以判定。', 'The records lack what a judgement needs: neither passed nor deducted.'),
    TAIL.unknown_reasons.length ? h('div', { class: 'judged' }, TAIL.unknown_reasons.map(([reason, n]) => h('span', { class: 'chip unknown' }, `${reason} ${count(n)}`))) : null,
    rules.length ? firstRows((some) => table([say('规则', 'Rule'), num(say('无法判定的会话', 'Unknown in')), num(say('已判定', 'Judged')), ''], some.map((r) => h('tr', null,
      ruleName(RULES[RULE_AT.get(r.rule)], false), cell(count(r.unknown)), cell(count(r.pass + r.fail)),
      h('td', null, r.pass + r.fail ? null : chip('unknown', say('一次也没有判定', 'never judged')))))), rules) : null,
    sum.skipped ? [h('h3', null, say('读不出来的记录', 'Records that could not be read')), firstRows((some) => table([say('位置', 'Place'), say('原因', 'Reason')],
      some.map((k) => h('tr', null, h('td', { class: 'name' }, bdi(k.source)), h('td', null, bdi(k.reason))))), TAIL.skipped)] : null);
};

const outcomesCard = () => {
  const stack = (r) => {
    const all = r.pass + r.fail + r.not_applicable + r.unknown || 1;
    return h('div', { class: 'stack', 'aria-hidden': 'true' }, [['s-pass', r.pass], ['s-fail', r.fail], ['s-unknown', r.unknown], ['s-none', r.not_applicable]]
      .filter(([, n]) => n).map(([cls, n]) => h('i', { class: cls, style: { width: `${n / all * 100}%` } })));
  };
  const rows = TAIL.rules.filter((r) => r.pass + r.fail + r.not_applicable + r.unknown).sort((a, b) => b.fail / (b.pass + b.fail || 1) - a.fail / (a.pass + a.fail || 1) || b.fail - a.fail);
  if (!rows.length) return null;
  const key = (cls, name) => h('span', null, h('i', { class: cls }), name);
  return card('wide long', say('每条规则的结果', 'Outcomes by rule'), say('按不通过率排列；不适用的会话不进分母', 'By failure rate; what does not apply leaves the denominator'),
    firstRows((some) => table([say('规则', 'Rule'), '', num(say('通过', 'Pass')), num(say('不通过', 'Fail')), num(say('不通过率', 'Rate')), num(say('无法判定', 'Unknown')), num(say('不适用', 'N/A'))], some.map((r) => h('tr', null,
      ruleName(RULES[RULE_AT.get(r.rule)], r.fail > 0), h('td', null, stack(r)), cell(count(r.pass)), cell(count(r.fail)),
      cell(r.pass + r.fail ? percent(r.fail / (r.pass + r.fail)) : '–'), cell(count(r.unknown)), cell(h('span', { class: 'quiet' }, count(r.not_applicable)))))), rows),
    h('div', { class: 'legend' }, key('s-pass', say('通过', 'pass')), key('s-fail', say('不通过', 'fail')), key('s-unknown', say('无法判定', 'unknown')), key('s-none', say('不适用', 'not applicable'))));
};

const overview = () => {
  const sum = TAIL.summary, passed = sum.gate === 'pass';
  const grades = HEAD.grades.map(([grade]) => [grade, ROWS.filter((row) => row.g === grade).length]);
  return h('main', { class: 'overview', id: 'main', tabindex: '-1' },
    h('div', { class: 'lead' }, h('p', null, sentence()), chip(`gate ${passed ? 'good' : 'fatal'}`, passed ? say('门禁通过', 'Gate passed') : say('门禁未通过', 'Gate failed'))),
    (sum.gate_reasons || []).length ? h('p', { class: 'why' }, say('门禁未通过的原因：', 'Why the gate failed: '), sum.gate_reasons.map((reason, i) => [i ? say('；', '; ') : '', bdi(reason.message)])) : null,
    figures(),
    card('seven', say('得分分布', 'Distribution of scores'), say('每柱 5 分，红色为一票否决；点柱看会话', 'Five points a bar, voided conversations in red; a bar leads to its conversations'),
      h('div', { class: 'chart' }, distribution(TAIL.bars, TAIL.fatal.n)), h('div', { class: 'grades' }, grades.map(([grade, n]) => h('span', null, h('b', { class: `tint ${toneOf(grade)}` }, grade), say(` 级 ${count(n)}`, ` ${count(n)}`), sum.conversations ? h('span', { class: 'quiet' }, say(`（${percent(n / sum.conversations, 0)}）`, ` (${percent(n / sum.conversations, 0)})`)) : null)))),
    dimensionsCard(), paretoCard(), trendCard(),
    TAIL.team_rows.length > 1 ? groupsCard(say('班组', 'Teams'), say('平均分及其 95% t 区间；区间重叠的两组不能分高下', 'Mean score with its 95% t interval; where intervals overlap, neither is better'), TAIL.team_rows, 'team') : null,
    groupsCard(say('坐席', 'Agents'), say('平均分及其 95% t 区间；会话少的坐席区间宽，不宜排名', 'Mean score with its 95% t interval; few conversations make it wide'), TAIL.agent_rows, 'agent'),
    kpiCard(), unjudgedCard(), outcomesCard(),
    h('p', { class: 'foot' }, h('span', null, `huashu ${HEAD.version}`), h('span', null, say(`${RULES.length} 条规则`, `${RULES.length} rules`), ' · ', h('span', { class: 'id' }, HEAD.ruleset)), h('span', null, say('区间：平均分为 t 区间，比率为 Wilson 区间，均为 95%', 'Intervals: t for means, Wilson for rates, 95% each'))));
};
