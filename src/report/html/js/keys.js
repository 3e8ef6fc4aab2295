// The keyboard, and the card that explains it.
const KEYS = [
  ['j', say('下一个会话', 'next conversation')], ['k', say('上一个会话', 'previous conversation')],
  ['n', say('下一个问题', 'next finding')], ['p', say('上一个问题', 'previous finding')],
  ['/', say('搜索', 'search')], ['o', say('概览', 'overview')], ['l', say('会话列表', 'conversations')],
  ['t', say('明暗切换', 'light or dark')], ['?', say('这张表', 'this card')], ['Esc', say('关闭；离开搜索', 'close; leave the search')],
];
const helpCard = () => {
  const card = h('dialog', { 'aria-label': say('键盘', 'Keyboard') }, h('h2', null, say('键盘', 'Keyboard')),
    h('dl', null, KEYS.map(([key, what]) => [h('dt', null, h('kbd', null, key)), h('dd', null, what)])),
    h('p', { class: 'quiet' }, say('地址栏里的链接带着筛选与问题，可以发给同事。', 'The address carries filters and finding, and can be sent to others.')),
    h('form', { method: 'dialog' }, h('button', { class: 'tool' }, say('关闭', 'Close'))));
  return card;
};
const onKey = (app) => (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === 'Escape') { if (typing) event.target.blur(); return; }
  if (typing || app.help.open) return;
  const acts = {
    j: () => app.step(1), k: () => app.step(-1), n: () => app.stepFinding(1), p: () => app.stepFinding(-1),
    '/': () => { app.go({ ...app.state, v: 'list' }); app.list.search.focus(); app.list.search.select(); },
    o: () => app.go({ v: 'overview' }), l: () => app.go({ ...filtersOf(app.state), v: 'list' }),
    t: () => app.theme(), '?': () => app.help.showModal(),
  };
  if (!Object.hasOwn(acts, event.key)) return;
  event.preventDefault();
  acts[event.key]();
};
