// The language of the page, and the names of closed sets.
const HEAD = JSON.parse(document.getElementById('head').textContent);
const zh = HEAD.lang === 'zh';
const say = (chinese, english) => zh ? chinese : english;
const SEVERITIES = ['fatal', 'major', 'minor', 'notice'];
const SEVERITY = {
  fatal: say('一票否决', 'fatal'), major: say('严重', 'major'), minor: say('一般', 'minor'), notice: say('提示', 'notice'),
};
const ROLE = {
  agent: say('坐席', 'Agent'), customer: say('客户', 'Customer'), bot: say('机器人', 'Bot'), system: say('系统', 'System'),
};
const OUTCOME = {
  pass: say('达标', 'met'), fail: say('未达标', 'missed'), unknown: say('无法判定', 'unknown'), 'not-applicable': say('不适用', 'not applicable'),
};
const EVENT = { hold: say('保持', 'Hold'), transfer: say('转接', 'Transfer'), hangup: say('挂断', 'Hang-up') };
const META = {
  channel: { call: say('通话', 'call'), chat: say('在线会话', 'chat'), email: say('邮件', 'e-mail'), script: say('话术', 'script') },
  direction: { inbound: say('呼入', 'inbound'), outbound: say('呼出', 'outbound') },
  scene: { hotline: say('热线咨询', 'hotline'), presale: say('售前', 'pre-sale'), aftersale: say('售后', 'after-sale'), complaint: say('投诉', 'complaint'), callback: say('回访', 'call-back') },
};
const META_NAME = {
  'agent.staff_no': say('工号', 'staff no.'), 'customer.tier': say('客户等级', 'customer tier'), 'case.id': say('案件', 'case'),
  satisfaction: say('满意度', 'satisfaction'),
};
const nameOf = (event) => Object.hasOwn(EVENT, event) ? EVENT[event] : event;
const figure = (n, digits = 2) => String(Math.round(n * 10 ** digits) / 10 ** digits);
const count = (n) => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
const percent = (share, digits = 1) => `${figure(share * 100, digits)}%`;
const range = (ends) => ends ? `${ends[0].toFixed(1)}–${ends[1].toFixed(1)}` : '–';
const comma = say('、', ', ');
const clock = (seconds) => {
  const all = Math.floor(Math.abs(seconds)), two = (n) => String(n).padStart(2, '0');
  const minutes = Math.floor(all / 60) % 60, hours = Math.floor(all / 3600);
  return (seconds < 0 ? '-' : '') + (hours ? `${hours}:${two(minutes)}` : minutes) + ':' + two(all % 60);
};
const seconds = (n) => n >= 60 ? say(`${clock(n)} 分`, clock(n)) : say(`${figure(n, 1)} 秒`, `${figure(n, 1)} s`);
