// Text as it is shown: safe links, and times as people say them.

import { html } from "./vendor/lit.min.js";

const LINK = /https?:\/\/[^\s<>"'\u201c\u201d\u2018\u2019()\uff08\uff09[\]\u3010\u3011\u300a\u300b\uff0c\u3002\uff1b\uff1a\uff01\uff1f\u3001]+/g;
const TRAILING = /[.,;:!?]+$/;

// Only http and https become links; everything else stays plain text.
export function linked(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(TRAILING, "");
    parts.push(text.slice(from, match.index), link(address, address));
    from = match.index + address.length;
  }
  return [...parts, text.slice(from)];
}

export function link(address, title) {
  if (!/^https?:\/\//i.test(address)) return title;
  return html`<a href=${address} target="_blank" rel="noopener noreferrer">${title}</a>`;
}

export function dayOf(moment) {
  return new Date(moment).toDateString();
}

export function clock(moment, language) {
  return shown(moment, language, { hour: "2-digit", minute: "2-digit", hour12: false });
}

export function day(moment, language, say) {
  const daysAgo = Math.round((midnight(new Date()) - midnight(new Date(moment))) / 86_400_000);
  if (daysAgo === 0) return say.today;
  if (daysAgo === 1) return say.yesterday;
  return shown(moment, language, { month: "long", day: "numeric", weekday: "short" });
}

// A formatter takes tens of milliseconds to make: each is made once.
const formats = {};

function shown(moment, language, parts) {
  const format = (formats[language + parts.hour] ??= new Intl.DateTimeFormat(locale(language), parts));
  return format.format(new Date(moment));
}

function midnight(date) {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

function locale(language) {
  return { zh: "zh-CN", "zh-Hant": "zh-TW", en: "en-GB" }[language];
}
