// The data: rows are read at once, the detail of a conversation when it is asked for.
const TAIL = JSON.parse(document.getElementById('tail').textContent);
const RULES = HEAD.rules;
const RULE_AT = new Map(RULES.map((rule, i) => [rule.id, i]));
const ROWS = [];
const DETAILS = [];
{
  const lines = document.getElementById('conversations').textContent.split('\n');
  const rows = [];
  for (let i = 1; i + 1 < lines.length; i += 2) {
    rows.push(lines[i]);
    DETAILS.push(lines[i + 1]);
  }
  ROWS.push(...JSON.parse(`[${rows.join(',')}]`).map((row, n) => {
    row.n = n;
    row.by = { fatal: 0, major: 0, minor: 0, notice: 0 };
    row.found = 0;
    for (const [rule, times] of row.f) { row.by[RULES[rule].severity] += times; row.found += times; }
    return row;
  }));
}
const SAME_ID = new Map();
for (const row of ROWS) SAME_ID.set(row.id, (SAME_ID.get(row.id) || 0) + 1);
const detailOf = (row) => JSON.parse(DETAILS[row.n]);
// The tone of a score is that of its grade: best, middle, last.
const toneOf = (grade) => {
  const at = HEAD.grades.findIndex(([name]) => name === grade), last = HEAD.grades.length - 1;
  return at === 0 ? 'good' : at === last ? 'fatal' : at === 1 ? 'plain' : 'minor';
};
const toneOfScore = (score) => toneOf((HEAD.grades.find(([, least]) => score >= least) || HEAD.grades.at(-1) || [''])[0]);
const whoIs = ([id, name]) => name && id && name !== id ? `${name}（${id}）` : name || id || '';

// Searches look at ids, agents, and the words of turns and findings. The raw line is a quick first look.
const escaped = (text) => JSON.stringify(text).slice(1, -1)
  .replace(/[<>&\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
const searcher = (query) => {
  const wanted = query.toLowerCase(), raw = escaped(wanted);
  const has = (text) => text.toLowerCase().includes(wanted);
  return (row) => {
    if (has(row.id) || row.a.some((part) => part && has(part))) return true;
    if (!DETAILS[row.n].toLowerCase().includes(raw)) return false;
    const detail = detailOf(row);
    return detail.turns.some((turn) => has(turn.t)) || detail.findings.some((f) => has(f.message) || has(f.rule));
  };
};

// What is shown stands in the address, so that it can be sent to somebody.
const readState = () => {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = {};
  for (const key of ['v', 'c', 'n', 'f', 'q', 'agent', 'team', 'rule', 'sev', 'min', 'max', 'sort', 'only', 'day']) {
    if (given.get(key)) state[key] = given.get(key);
  }
  if (!state.v) state.v = state.c || state.n ? 'list' : 'overview';
  return state;
};
const address = (state) => {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (value === undefined || value === '' || (key === 'v' && (value === 'overview' || state.c))) continue;
    given.set(key, value);
  }
  return '#' + given.toString();
};
const linkTo = (row, filters = {}, fingerprint) => {
  const state = { ...filters, v: 'list', c: row.id, n: undefined, f: fingerprint };
  if (SAME_ID.get(row.id) > 1) state.n = String(row.n + 1);
  return address(state);
};
