// What the page of figures asks for, and how its numbers are said.

import { desk } from "./desk.js";
import * as formats from "./formats.js";
import { label, language, t } from "./words.js";

export const UNITS = ["day", "week", "month", "quarter", "own"];
const NARROWS = ["channel", "topic", "agent", "department"];

const locale = () => (language() === "zh" ? "zh-CN" : "en-GB");
const number = (value, digits = 1) => formats.number(locale(), value, { maximumFractionDigits: digits });

export const both = (names) => names?.[language() === "zh" ? 0 : 1] ?? "";

// {period, day, first, last, channel, …} as the server takes it; what is empty is left out.
export function asked(filter) {
  const dates = filter.period === "own" ? { first: filter.first, last: filter.last } : { day: filter.day };
  const narrowed = Object.fromEntries(NARROWS.map((name) => [name, filter[name]]));
  return Object.fromEntries(Object.entries({ period: filter.period, ...dates, ...narrowed }).filter(([, value]) => value));
}

export const query = (facts) => new URLSearchParams(facts).toString();

// The same, of the period before.
export function before(filter, period) {
  const dates = filter.period === "own" ? { first: period.before_first, last: period.before_last } : { day: period.before_last };
  return { ...filter, ...dates };
}

// The period that is `step` further, by a day of it.
export function further(filter, period, step) {
  const edge = new Date(`${step < 0 ? period.first : period.last}T12:00:00Z`);
  edge.setUTCDate(edge.getUTCDate() + step);
  return { ...filter, day: edge.toISOString().slice(0, 10) };
}

export function said(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit === "percent") return `${number(value)} %`;
  return number(value, unit === "points" ? 2 : 1);
}

export const target = (one, unit) => (one.target === null ? t("figures.report") : `≥ ${said(one.target, unit)}`);

// How many of a scale's steps fit: a mean is drawn from 1 to 5, shares and indices up to 100.
export const scale = (unit, values) => ({ points: [1, 5], percent: [0, 100], index: [0, 100] }[unit] ?? [0, Math.max(1, ...values)]);

export function lasted(seconds) {
  if (seconds === null) return "–";
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("time.minutes", { n: minutes });
  return minutes < 2880 ? t("time.hm", { h: Math.floor(minutes / 60), m: minutes % 60 }) : t("figures.days", { n: number(minutes / 1440) });
}

const shown = (at, parts) => formats.moment(locale(), at, { timeZone: desk.choices?.time_zone || "Asia/Shanghai", ...parts });

// A part of the period: an hour of a day, or a date.
export const part = (at, unit) => (unit === "day" ? shown(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }) : shown(at, { month: "short", day: "numeric" }));

export function span(period) {
  const whole = (text) => shown(`${text}T12:00:00+08:00`, { year: "numeric", month: "short", day: "numeric" });
  return period.first === period.last ? whole(period.first) : `${whole(period.first)} – ${whole(period.last)}`;
}

export const topic = (name) => (name === "other" ? label("topic", "other") : label("skill", name));

// Saves what the server made as a file.
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}
