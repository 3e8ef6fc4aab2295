// The list of conversations: filters, order, and only the rows that are in sight.
const ROW_HEIGHT = 64;
const SORTS = {
  '': [say('得分从低到高', 'Lowest score'), (a, b) => a.s - b.s || b.found - a.found || a.n - b.n],
  high: [say('得分从高到低', 'Highest score'), (a, b) => b.s - a.s || a.n - b.n],
  found: [say('问题从多到少', 'Most findings'), (a, b) => b.found - a.found || a.n - b.n],
  date: [say('日期从近到远', 'Latest'), (a, b) => (b.d || '').localeCompare(a.d || '') || a.n - b.n],
  input: [say('记录的次序', 'Order of the records'), (a, b) => a.n - b.n],
};
const FILTERS = ['q', 'agent', 'team', 'rule', 'sev', 'min', 'max', 'only', 'day'];
const filtersOf = (state) => Object.fromEntries([...FILTERS, 'sort'].filter((key) => state[key]).map((key) => [key, state[key]]));

const select = (state) => {
  const tests = [];
  const severities = state.sev ? state.sev.split(',') : [];
  if (state.agent) tests.push((row) => row.a[0] === state.agent);
  if (state.team) tests.push((row) => row.a[2] === state.team);
  if (state.day) tests.push((row) => row.d === state.day);
  if (state.rule) { const at = RULE_AT.get(state.rule); tests.push((row) => row.f.some(([rule]) => rule === at)); }
  if (severities.length) tests.push((row) => severities.some((severity) => row.by[severity]));
  if (state.min) tests.push((row) => row.s >= Number(state.min));
  if (state.max) tests.push((row) => row.s <= Number(state.max));
  if (state.only === 'unknown') tests.push((row) => row.u > 0);
  if (state.only === 'clean') tests.push((row) => row.found === 0);
  if (state.q) tests.push(searcher(state.q));
  const order = Object.hasOwn(SORTS, state.sort) ? SORTS[state.sort] : SORTS[''];
  return ROWS.filter((row) => tests.every((test) => test(row))).sort(order[1]);
};

class List {
  constructor(go) {
    this.go = go;
    this.found = [];
    this.wanted = null;
    const change = (key) => (event) => this.set({ [key]: event.target.value });
    const options = (none, list) => [h('option', { value: '' }, none), list.map(([value, text]) => h('option', { value }, plain(text)))];
    this.search = h('input', { type: 'search', placeholder: say('搜索编号、坐席、原文、问题（/）', 'Search ids, agents, words (/)'), 'aria-label': say('搜索', 'Search'), autocomplete: 'off', spellcheck: 'false' });
    let timer;
    const search = () => { clearTimeout(timer); this.set({ q: this.search.value.trim() }); };
    this.search.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(search, 180); });
    // Whoever leaves the box does not wait.
    this.search.addEventListener('change', search);
    const agents = [...TAIL.agent_rows].map((a) => [a.id, `${whoIs([a.id, a.name])} · ${a.n}`]).sort((a, b) => a[1].localeCompare(b[1], 'zh'));
    const rules = TAIL.pareto.map((p) => [RULES[p.rule].id, `${RULES[p.rule].title} · ${p.conversations}`]);
    this.agent = h('select', { 'aria-label': say('坐席', 'Agent'), onchange: change('agent') }, options(say('全部坐席', 'All agents'), agents));
    this.rule = h('select', { 'aria-label': say('规则', 'Rule'), onchange: change('rule') }, options(say('全部规则', 'All rules'), rules));
    this.team = h('select', { 'aria-label': say('班组', 'Team'), onchange: change('team') }, options(say('全部班组', 'All teams'), TAIL.team_rows.map((t) => [t.id, `${t.id} · ${t.n}`])));
    const score = (key, name) => h('input', { type: 'number', min: '0', max: '100', step: 'any', inputmode: 'decimal', 'aria-label': name, onchange: change(key) });
    this.min = score('min', say('最低分', 'Lowest score'));
    this.max = score('max', say('最高分', 'Highest score'));
    this.severities = SEVERITIES.map((severity) => h('button', { type: 'button', class: `toggle ${severity}`, 'data-sev': severity, onclick: () => this.toggle(severity) }, SEVERITY[severity]));
    this.only = h('button', { type: 'button', class: 'toggle', onclick: () => this.set({ only: this.state.only === 'unknown' ? '' : 'unknown' }) }, say('有无法判定', 'Has unknown'));
    this.sort = h('select', { 'aria-label': say('次序', 'Order'), onchange: change('sort') }, Object.entries(SORTS).map(([value, [text]]) => h('option', { value }, text)));
    this.told = h('span', { role: 'status', 'aria-live': 'polite' });
    this.clear = h('button', { type: 'button', 'aria-label': say('清除筛选', 'Clear the filters'), onclick: () => this.set(Object.fromEntries(FILTERS.map((key) => [key, '']))) }, say('清除', 'Clear'));
    this.all = h('div', { class: 'all' });
    this.box = h('nav', { class: 'rowsbox', 'aria-label': say('会话', 'Conversations'), tabindex: '-1', onscroll: () => this.draw() }, this.all);
    this.node = h('aside', { class: 'pane' },
      h('div', { class: 'filters', role: 'search' }, this.search,
        h('div', { class: agents.length ? 'two' : '' }, this.rule, agents.length ? this.agent : null),
        h('div', { class: 'toggles' }, this.severities, this.only),
        h('div', { class: TAIL.team_rows.length > 1 ? 'two' : '' },
          h('div', { class: 'range' }, say('得分', 'Score'), this.min, '–', this.max), TAIL.team_rows.length > 1 ? this.team : null)),
      h('div', { class: 'state' }, this.told, this.clear, this.sort), this.box);
    new ResizeObserver(() => this.draw()).observe(this.box);
  }
  set(changes) {
    const state = { ...this.state, ...changes, v: 'list', f: undefined };
    if (Object.keys(changes).some((key) => key !== 'sort')) { state.c = undefined; state.n = undefined; }
    this.go(state);
  }
  toggle(severity) {
    const now = new Set(this.state.sev ? this.state.sev.split(',') : []);
    if (!now.delete(severity)) now.add(severity);
    this.set({ sev: SEVERITIES.filter((x) => now.has(x)).join(',') });
  }
  // Takes the filters of a state over, and filters anew only if they changed.
  show(state) {
    this.state = state;
    const wanted = JSON.stringify(filtersOf(state));
    if (wanted !== this.wanted) {
      this.wanted = wanted;
      this.found = select(state);
      if (document.activeElement !== this.search) this.search.value = state.q || '';
      this.agent.value = state.agent || ''; this.rule.value = state.rule || ''; this.team.value = state.team || '';
      this.min.value = state.min || ''; this.max.value = state.max || ''; this.sort.value = state.sort || '';
      for (const button of this.severities) button.setAttribute('aria-pressed', String((state.sev || '').split(',').includes(button.dataset.sev)));
      this.only.setAttribute('aria-pressed', String(state.only === 'unknown'));
      const few = this.found.length !== ROWS.length;
      fill(this.told, few ? say(`${count(this.found.length)} / ${count(ROWS.length)} 个会话`, `${count(this.found.length)} of ${count(ROWS.length)}`) : say(`${count(ROWS.length)} 个会话`, `${count(ROWS.length)} conversations`),
        state.day ? ` · ${state.day.slice(5)}` : '', state.only === 'clean' ? say(' · 没有问题', ' · no findings') : '');
      this.clear.classList.toggle('hidden', !FILTERS.some((key) => state[key]));
      this.box.scrollTop = 0;
    }
    this.drawn = null;
    this.draw();
  }
  place(row) { return this.found.indexOf(row); }
  reveal(row) {
    const at = this.place(row);
    if (at < 0) return;
    const top = at * ROW_HEIGHT, height = this.box.clientHeight;
    if (top < this.box.scrollTop || top + ROW_HEIGHT > this.box.scrollTop + height) this.box.scrollTop = Math.max(0, top - height / 2 + ROW_HEIGHT / 2);
    this.draw();
  }
  draw() {
    const height = this.box.clientHeight || 600;
    const from = Math.max(0, Math.floor(this.box.scrollTop / ROW_HEIGHT) - 6);
    const to = Math.min(this.found.length, Math.ceil((this.box.scrollTop + height) / ROW_HEIGHT) + 6);
    const key = `${from} ${to} ${this.current ? this.current.n : ''} ${this.wanted}`;
    if (key === this.drawn) return;
    this.drawn = key;
    this.all.style.setProperty('height', `${this.found.length * ROW_HEIGHT}px`);
    if (!this.found.length) { fill(this.all, h('p', { class: 'empty' }, say('没有符合条件的会话', 'No conversation matches'))); return; }
    fill(this.all, this.found.slice(from, to).map((row, i) => this.row(row, from + i)));
  }
  row(row, at) {
    const unknown = row.u ? h('span', { class: 'chip unknown', title: say(`${row.u} 项无法判定`, `${row.u} unknown`) }, `? ${row.u}`) : null;
    const marks = SEVERITIES.filter((x) => row.by[x]).map((x) => h('span', { class: `chip ${x}`, title: `${SEVERITY[x]} ${row.by[x]}` }, String(row.by[x]), h('span', { class: 'out' }, SEVERITY[x])));
    const second = [row.a[1] || row.a[0], row.d && row.d.slice(5), say(`${row.k} 轮`, `${row.k} turns`)].filter(Boolean).join(' · ');
    return h('a', { class: 'row', href: linkTo(row, filtersOf(this.state)), style: { top: `${at * ROW_HEIGHT}px` }, 'aria-current': row === this.current ? 'true' : null, 'aria-posinset': at + 1, 'aria-setsize': this.found.length },
      h('span', { class: `score ${toneOf(row.g)}` }, figure(row.s, 1)), h('span', { class: 'who' }, h('b', null, bdi(row.id)), h('span', null, bdi(second))),
      h('span', { class: 'marks' }, marks, unknown));
  }
}
