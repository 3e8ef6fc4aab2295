// Elements from words. Text only ever becomes text nodes: nothing here reads markup.
const SVG = 'http://www.w3.org/2000/svg';
const append = (node, children) => {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
};
const dress = (node, props) => {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, to] of Object.entries(value)) node.style.setProperty(key, to);
    else if (name === 'value') node.value = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  return node;
};
const h = (tag, props, ...children) => append(dress(document.createElement(tag), props), children);
const s = (tag, props, ...children) => append(dress(document.createElementNS(SVG, tag), props), children);
const fill = (node, ...children) => { node.replaceChildren(); return append(node, children); };

// Characters that show nothing, or turn the direction of writing, are drawn as their number.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|\udb40[\udc00-\udc7f]/g;
const visible = (text) => {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) parts.push(text.slice(from, match.index));
    const name = 'U+' + match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
    parts.push(h('span', { class: 'ctl', title: say('不可见字符', 'invisible character') }, name));
    from = match.index + match[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
};
const plain = (text) => text.replace(HIDDEN, '\ufffd');
const bdi = (text, cls) => h('bdi', cls ? { class: cls } : null, visible(text));
const chip = (tone, ...children) => h('span', { class: `chip ${tone}` }, children);
// Places count Unicode scalars, strings count UTF-16 units.
const units = (text) => {
  if (!/[\ud800-\udfff]/.test(text)) return (scalar) => Math.min(scalar, text.length);
  const starts = [];
  let at = 0;
  for (const character of text) { starts.push(at); at += character.length; }
  return (scalar) => scalar < starts.length ? starts[scalar] : text.length;
};
