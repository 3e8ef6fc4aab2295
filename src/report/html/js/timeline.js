// The time line of a conversation: who spoke when, waits, holds, overlaps, and the findings on top.
// Lengths are drawn, not judged: whether a wait is too long is a rule's business.
const WAIT = { spoken: 3, written: 10 };
const LONG = { spoken: 10, written: 60 };

// Waits before turns, overlaps with turns before, and holds, in seconds.
const clocksOf = (detail) => {
  const turns = detail.turns, spoken = turns.some((t) => t.e !== undefined);
  const least = spoken ? WAIT.spoken : WAIT.written, long = spoken ? LONG.spoken : LONG.written;
  const holds = detail.events.filter(([name, start]) => name === 'hold' && start !== null);
  const waits = new Map(), overlaps = new Map();
  let until = null, last = null;
  turns.forEach((turn, i) => {
    if (turn.s === undefined) { until = null; return; }
    if (until !== null && turn.s - until >= least) {
      const held = holds.some(([, from, to]) => from < turn.s && (to === null ? turn.s : to) > until);
      waits.set(i, { from: until, to: turn.s, seconds: turn.s - until, held, long: turn.s - until >= long });
    }
    if (last && last.e !== undefined && turn.s < last.e && last.s < turn.s && last.r !== turn.r && turn.r !== 'system') {
      overlaps.set(i, { from: turn.s, to: Math.min(last.e, turn.e ?? last.e), seconds: Math.min(last.e, turn.e ?? last.e) - turn.s });
    }
    const end = turn.e ?? turn.s;
    if (until === null || end >= until) { until = end; if (turn.r !== 'system') last = turn; }
  });
  return { spoken, timed: turns.some((t) => t.s !== undefined), waits, overlaps, holds };
};

const timeline = (detail, clocks, pins, onpin) => {
  const W = 1060, left = 46, right = 8, laneY = { customer: 22, agent: 44 }, tall = 18;
  const turns = detail.turns;
  let extent, spans;
  if (clocks.timed) {
    spans = turns.map((t) => t.s === undefined ? null : [t.s, t.e ?? t.s]);
    const all = [...spans.filter(Boolean).flat(), ...clocks.holds.map(([, , to]) => to ?? 0)];
    const first = Math.min(0, ...all);
    extent = [first, Math.max(first + 1, ...all)];
  } else {
    let at = 0;
    spans = turns.map((t) => { const from = at; at += [...t.t].length + 2; return [from, at - 2]; });
    extent = [0, Math.max(1, at)];
  }
  const x = (v) => left + (v - extent[0]) / (extent[1] - extent[0]) * (W - left - right);
  const svg = s('svg', { viewBox: `0 0 ${W} 88`, role: 'img', 'aria-label': say('时间线', 'Time line') },
    s('defs', null, s('pattern', { id: 'hold', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, s('line', { class: 'hatch', x1: 0, x2: 0, y1: 0, y2: 6 }))),
    s('text', { x: 0, y: laneY.customer + 13 }, ROLE.customer), s('text', { x: 0, y: laneY.agent + 13 }, ROLE.agent),
    s('line', { class: 'axis', x1: left, x2: W - right, y1: 68.5, y2: 68.5 }));
  for (const [, from, to] of clocks.holds) {
    const end = to ?? extent[1];
    svg.append(s('rect', { class: 't-hold', x: x(from), y: 20, width: Math.max(2, x(end) - x(from)), height: 44, rx: 3 }, s('title', null, say(`保持 ${seconds(end - from)}`, `Hold ${seconds(end - from)}`))));
  }
  for (const wait of clocks.waits.values()) {
    if (!wait.held) svg.append(s('rect', { class: 't-wait', x: x(wait.from), y: 38, width: Math.max(1, x(wait.to) - x(wait.from)), height: 8, rx: 2 }, s('title', null, say(`静默 ${seconds(wait.seconds)}`, `Silence ${seconds(wait.seconds)}`))));
  }
  turns.forEach((turn, i) => {
    if (!spans[i]) return;
    const lane = turn.r === 'customer' ? laneY.customer : laneY.agent;
    const [from, to] = spans[i];
    svg.append(s('rect', { class: `t-${turn.r}`, x: x(from), y: lane, width: Math.max(2.5, x(to) - x(from) - .8), height: tall, rx: 2.5 }, s('title', null, `${i + 1} · ${ROLE[turn.r]}${clocks.timed ? ' · ' + clock(from) : ''}`)));
  });
  for (const overlap of clocks.overlaps.values()) {
    svg.append(s('rect', { class: 't-overlap', x: x(overlap.from), y: 20, width: Math.max(2, x(overlap.to) - x(overlap.from)), height: 44 }, s('title', null, say(`重叠 ${seconds(overlap.seconds)}`, `Overlap ${seconds(overlap.seconds)}`))));
  }
  if (clocks.timed) {
    const step = [5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400].find((v) => (extent[1] - extent[0]) / v <= 12) || 604800;
    for (let v = Math.ceil(extent[0] / step) * step; v <= extent[1]; v += step) {
      svg.append(s('line', { class: 'axis', x1: x(v), x2: x(v), y1: 68, y2: 72 }), s('text', { x: x(v), y: 84, 'text-anchor': v === extent[0] ? 'start' : 'middle' }, clock(v)));
    }
  } else {
    svg.append(s('text', { x: left, y: 84 }, say('没有时间戳：宽度按字数', 'No timestamps: widths by characters')));
  }
  // Pins stand beside each other where their places are the same.
  const placed = pins.filter(({ finding }) => spans[finding.turn]).map(({ finding, no }) => {
    const span = spans[finding.turn], share = finding.span ? finding.span.start / Math.max(1, [...turns[finding.turn].t].length) : 0;
    return { finding, no, x: x(span[0] + (span[1] - span[0]) * share) };
  }).sort((a, b) => a.x - b.x || a.no - b.no);
  const apart = Math.min(16, (W - left - right - 16) / Math.max(1, placed.length - 1));
  placed.forEach((pin, i) => { pin.at = i ? Math.max(pin.x, placed[i - 1].at + apart) : pin.x; });
  for (let i = placed.length - 1, most = W - right - 8; i >= 0; i -= 1) { placed[i].at = Math.min(placed[i].at, most); most = placed[i].at - apart; }
  for (const { finding, no, x: from, at } of placed) {
    svg.append(s('g', { class: finding.severity, cursor: 'pointer', onclick: () => onpin(no - 1) }, s('title', null, finding.message),
      s('line', { class: 'axis', x1: at, x2: from, y1: 16, y2: 21 }), s('circle', { class: 'pin', cx: at, cy: 9, r: 7.5 }), s('text', { class: 'pin-label', x: at, y: 12.2 }, String(no))));
  }
  return svg;
};
