// Small charts of our own: distribution, trend, whiskers.
const meter = (share, tone, soft) => h('div', { class: `meter ${tone || ''} ${soft ? 'soft' : ''}`, 'aria-hidden': 'true' },
  h('i', { style: { width: `${Math.max(0, Math.min(1, share)) * 100}%` } }));

// Conversations by score, five points a bar; a bar leads to its conversations.
const distribution = (bars, fatal) => {
  const W = 660, H = 296, left = 12, bottom = 24, top = 18, step = (W - 2 * left) / bars.length;
  const most = Math.max(1, ...bars);
  const high = (n) => n === 0 ? 0 : Math.max(2, n / most * (H - bottom - top));
  const svg = s('svg', { viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': say('得分分布', 'Distribution of scores') });
  bars.forEach((n, i) => {
    const x = left + i * step, from = i * 5, to = from + 5, last = i === bars.length - 1;
    const words = say(`${from}–${to} 分：${n} 个会话`, `${from}–${to}: ${n} conversations`);
    const whole = high(n), red = i === 0 && fatal ? whole * fatal / n : 0, base = H - bottom;
    const bar = s('a', { href: n ? address({ v: 'list', min: String(from), max: String(last ? 100 : to - 0.01) }) : null, 'aria-label': words },
      s('title', null, words),
      s('rect', { x, y: top, width: step, height: H - bottom - top, fill: 'transparent' }),
      whole > red ? s('rect', { class: 'bar hit', x: x + 2, y: base - whole, width: step - 4, height: whole - red, rx: 2 }) : null,
      red ? s('rect', { class: 'bar-fatal hit', x: x + 2, y: base - red, width: step - 4, height: red, rx: 2 }) : null,
      n ? s('text', { x: x + step / 2, y: base - whole - 5, 'text-anchor': 'middle' }, count(n)) : null);
    svg.append(bar);
  });
  svg.append(s('line', { class: 'axis', x1: left, x2: W - left, y1: H - bottom + .5, y2: H - bottom + .5 }));
  for (let v = 0; v <= 100; v += 10) {
    svg.append(s('text', { x: left + v / 5 * step, y: H - 8, 'text-anchor': 'middle' }, String(v)));
  }
  return svg;
};

// A mean with its interval on the scale from `low` to 100.
const whisker = (mean, ends, low) => {
  const W = 150, H = 16, x = (v) => 4 + (Math.max(low, v) - low) / (100 - low) * (W - 8);
  return s('svg', { viewBox: `0 0 ${W} ${H}`, width: W, height: H, 'aria-hidden': 'true' },
    s('line', { class: 'grid', x1: 4, x2: W - 4, y1: 8, y2: 8 }),
    ends ? s('line', { class: 'whisker', x1: x(ends[0]), x2: x(ends[1]), y1: 8, y2: 8 }) : null,
    ends ? [0, 1].map((i) => s('line', { class: 'whisker', x1: x(ends[i]), x2: x(ends[i]), y1: 4, y2: 12 })) : null,
    s('circle', { class: ends ? 'dot' : 'whisker', fill: ends ? null : 'none', cx: x(mean), cy: 8, r: 3.5 }));
};

// Means by day or week with the band of their intervals, and how many conversations stand behind each.
const trendChart = (periods, daily) => {
  const W = 1080, H = 230, left = 34, right = 10, top = 10, chart = 150, volumes = 34;
  const low = Math.max(0, Math.floor((Math.min(...periods.map((p) => p.interval ? p.interval[0] : p.mean)) - 2) / 10) * 10);
  const x = (i) => periods.length === 1 ? W / 2 : left + 14 + i / (periods.length - 1) * (W - left - right - 28);
  const y = (v) => top + (100 - v) / (100 - low) * chart;
  const most = Math.max(...periods.map((p) => p.n));
  const svg = s('svg', { viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': say('平均分走势', 'Trend of the mean score') });
  for (let v = low; v <= 100; v += (100 - low) > 50 ? 20 : 10) {
    svg.append(s('line', { class: 'grid', x1: left, x2: W - right, y1: y(v), y2: y(v) }),
      s('text', { x: left - 6, y: y(v) + 4, 'text-anchor': 'end' }, String(v)));
  }
  const width = Math.min(26, (W - left - right) / periods.length * .6), base = top + chart + 12 + volumes;
  const every = Math.ceil(periods.length / 12);
  periods.forEach((p, i) => {
    const high = p.n / most * volumes;
    svg.append(s('rect', { class: 'volume', x: x(i) - width / 2, y: base - high, width, height: high, rx: 1.5 }));
    if (i % every === 0) svg.append(s('text', { x: x(i), y: base + 15, 'text-anchor': 'middle' }, p.from.slice(5)));
  });
  // The band covers runs of periods that have an interval.
  let run = [];
  const flush = () => {
    if (run.length > 1) {
      const up = run.map((i) => `${x(i)},${y(periods[i].interval[1])}`), down = run.map((i) => `${x(i)},${y(periods[i].interval[0])}`).reverse();
      svg.append(s('polygon', { class: 'band', points: [...up, ...down].join(' ') }));
    }
    run = [];
  };
  periods.forEach((p, i) => { if (p.interval) run.push(i); else flush(); });
  flush();
  svg.append(s('polyline', { class: 'trend-line', points: periods.map((p, i) => `${x(i)},${y(p.mean)}`).join(' ') }));
  periods.forEach((p, i) => {
    const words = say(`${p.from}：平均 ${figure(p.mean, 1)} 分（${range(p.interval)}），${p.n} 个会话，每百个会话 ${figure(p.per100, 1)} 个问题，一票否决 ${p.fatal}`,
      `${p.from}: mean ${figure(p.mean, 1)} (${range(p.interval)}), ${p.n} conversations, ${figure(p.per100, 1)} findings per 100, fatal ${p.fatal}`);
    svg.append(s(daily ? 'a' : 'g', daily ? { href: address({ v: 'list', day: p.from }), 'aria-label': words } : null, s('title', null, words),
      p.interval ? s('line', { class: 'whisker', opacity: .45, x1: x(i), x2: x(i), y1: y(p.interval[0]), y2: y(p.interval[1]) }) : null,
      s('circle', { class: 'dot', cx: x(i), cy: y(p.mean), r: 4 }), s('circle', { cx: x(i), cy: y(p.mean), r: 14, fill: 'transparent' })));
  });
  return svg;
};
