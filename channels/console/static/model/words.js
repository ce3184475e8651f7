// The interface's words in both languages; `t(key, {n: 3})`. What customers read comes from the server.

import { zh } from "./words-zh.js";
import { en } from "./words-en.js";
import { zh as zhReview } from "./words-review-zh.js";
import { en as enReview } from "./words-review-en.js";
import { labels } from "./labels.js";

const LANGUAGE = "console.language";
const WORDS = { zh: { ...zh, ...zhReview }, en: { ...en, ...enReview } };
let current = localStorage.getItem(LANGUAGE) || (navigator.language.startsWith("zh") ? "zh" : "en");

export const language = () => current;

export function setLanguage(language) {
  current = language;
  localStorage.setItem(LANGUAGE, language);
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}

export function t(key, facts = {}, language = current) {
  const words = WORDS[language][key] ?? key;
  return words.replace(/\{(\w+)\}/g, (hole, name) => facts[name] ?? hole);
}

// The standard's own names come from the server and stand before ours.
export function learn(words) {
  for (const [group, names] of Object.entries(words)) Object.assign((labels[group] ??= {}), names);
}

export const known = (key) => key in WORDS[current];

// The label of a value that is known to the group; anything else stays as it was written.
export const word = (group, value) => (labels[group]?.[value] ? label(group, value) : String(value));

// A word of the desk's data, such as a ticket's state: its label, or the word itself when it is new to us.
export function label(group, value, language = current) {
  return labels[group]?.[value]?.[language === "zh" ? 0 : 1] ?? String(value ?? "").replace(/[_/]/g, " ");
}

// Every value of a group, in the desk's own order.
export const members = (group) => Object.keys(labels[group] ?? {});

export const listed = (words) => words.join(current === "zh" ? "、" : ", ");

setLanguage(current);
