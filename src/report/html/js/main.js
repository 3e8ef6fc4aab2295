// Puts the page together and follows the address.
const app = {
  state: { v: 'overview' },
  list: null, detail: null, help: null,
  go(state) {
    location.hash = address(state);
    this.render();
  },
  // The next or previous conversation of the list.
  step(by) {
    if (this.state.v !== 'list') { this.list.show({ ...this.state, v: 'list' }); }
    const at = this.detail.row ? this.list.place(this.detail.row) : -1;
    const row = this.list.found[at < 0 ? (by > 0 ? 0 : -1) : at + by];
    if (row) this.go(this.to(row));
  },
  to(row, f) {
    return { ...filtersOf(this.state), v: 'list', c: row.id, n: SAME_ID.get(row.id) > 1 ? String(row.n + 1) : undefined, f };
  },
  // The next or previous finding; past the last one, the next conversation that has any.
  stepFinding(by) {
    const { findings, at, row } = this.detail;
    const next = at < 0 ? (by > 0 ? 0 : findings.length - 1) : at + by;
    if (row && this.state.v === 'list' && findings[next]) { this.go({ ...this.state, f: findings[next].key }); return; }
    if (this.state.v !== 'list') this.list.show({ ...this.state, v: 'list' });
    const all = this.list.found;
    for (let i = (row ? this.list.place(row) : -1) + by; i >= 0 && i < all.length; i += by) {
      if (all[i].found) {
        const list = detailOf(all[i]).findings, last = list.length - 1;
        const same = list.filter((f) => f.fingerprint === list[last].fingerprint).length;
        const key = by > 0 ? list[0].fingerprint : same > 1 ? `${list[last].fingerprint}.${same}` : list[last].fingerprint;
        this.go(this.to(all[i], key));
        return;
      }
    }
  },
  theme() {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
    root.dataset.theme = dark ? 'light' : 'dark';
    try { localStorage.setItem('huashu-theme', root.dataset.theme); } catch { /* a page from a file may have no storage */ }
  },
  find(state) {
    if (!state.c && !state.n) return null;
    const at = state.n ? ROWS[Number(state.n) - 1] : null;
    return at && (!state.c || at.id === state.c) ? at : ROWS.find((row) => row.id === state.c) || null;
  },
  render() {
    const state = this.state = readState();
    this.rendered = location.hash;
    const list = state.v === 'list';
    for (const [name, tab] of Object.entries(this.tabs)) { if ((name === 'list') === list) tab.setAttribute('aria-current', 'page'); else tab.removeAttribute('aria-current'); }
    this.body.className = list ? 'work' : '';
    if (!list) {
      this.overview ??= overview();
      if (this.body.firstChild !== this.overview) fill(this.body, this.overview);
      document.title = this.title;
      return;
    }
    if (this.body.firstChild !== this.list.node) fill(this.body, this.list.node, this.detail.node);
    const row = this.find(state);
    this.list.current = row;
    this.list.show(state);
    this.body.classList.toggle('reading-one', Boolean(row));
    if (row) { this.list.reveal(row); this.detail.show(row, state); document.title = `${plain(row.id)} · ${this.title}`; }
    else { this.detail.empty(); document.title = this.title; }
    this.tabs.list.href = address({ ...filtersOf(state), v: 'list' });
  },
  start() {
    try { const theme = localStorage.getItem('huashu-theme'); if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme; } catch { /* none */ }
    this.title = document.title;
    this.list = new List((state) => this.go(state));
    this.detail = new Detail(this);
    this.help = helpCard();
    this.body = h('div');
    this.tabs = { overview: h('a', { href: '#' }, say('概览', 'Overview')), list: h('a', { href: '#v=list' }, say('会话', 'Conversations')) };
    const days = TAIL.days ? (TAIL.days[0] === TAIL.days[1] ? TAIL.days[0] : `${TAIL.days[0]} ~ ${TAIL.days[1]}`) : '';
    fill(document.getElementById('app'),
      h('a', { class: 'skip', href: '#main', onclick: (event) => { event.preventDefault(); document.getElementById('main').focus(); } }, say('跳到正文', 'Skip to content')),
      h('header', { class: 'top' }, h('h1', null, this.title), h('nav', { class: 'tabs', 'aria-label': say('页面', 'Pages') }, Object.values(this.tabs)),
        h('span', { class: 'meta' }, [days, say(`${count(ROWS.length)} 个会话`, `${count(ROWS.length)} conversations`)].filter(Boolean).join(' · ')),
        h('div', { class: 'tools' }, h('button', { type: 'button', class: 'tool', onclick: () => this.theme(), title: 't' }, say('明暗', 'Theme')), h('button', { type: 'button', class: 'tool', onclick: () => this.help.showModal(), title: '?', 'aria-label': say('键盘帮助', 'Keyboard help') }, '?'))),
      this.body, this.help);
    addEventListener('hashchange', () => { if (location.hash !== this.rendered) this.render(); });
    addEventListener('keydown', onKey(this));
    this.render();
  },
};
app.start();
