// The forms of the standard: what is asked in each, and what was answered.

import { desk } from "./desk.js";
import { language, word } from "./words.js";

export const named = ([zh, en]) => (language() === "zh" ? zh : en);

export const form = (key) => desk.forms[key] ?? { name: ["", ""], fields: [] };

// What stands in the form's controls, each as the desk wants it.
export function answers(element, key) {
  const given = new FormData(element);
  const answered = form(key).fields.filter(({ kind }) => kind !== "tick").map(({ name, kind }) => [name, answer(given, name, kind)]);
  return Object.fromEntries(answered.filter(([, value]) => value !== "" && value !== null));
}

function answer(given, name, kind) {
  if (kind === "choices") return given.getAll(name);
  const value = given.get(name)?.trim() ?? "";
  return (kind === "number" || kind === "agent") && value ? Number(value) : value;
}

// An answer in words; null for what nobody was asked.
export function said({ kind, choices }, value) {
  if (kind === "choices") return value.map((one) => named(choices[one] ?? [one, one])).join(language() === "zh" ? "、" : ", ");
  if (kind === "choice") return named(choices[value] ?? [value, value]);
  if (kind === "agent") return desk.state.agents.find((one) => one.id === value)?.name ?? `#${value}`;
  return word("written", value);
}
