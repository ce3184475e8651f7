// Moments as the agent reads them, in the desk's own time zone.

import { desk } from "./desk.js";
import * as formats from "./formats.js";
import { language, t } from "./words.js";

const locale = () => (language() === "zh" ? "zh-CN" : "en-GB");
const zone = () => desk.choices?.time_zone || "Asia/Shanghai";
const shown = (at, parts) => formats.moment(locale(), at, { timeZone: zone(), ...parts });

export const clockTime = (at) => shown(at, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
export const exactTime = (at) => shown(at, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
export const day = (at) => shown(at, { month: "short", day: "numeric", weekday: "short" });
export const dayKey = (at) => formats.moment("sv-SE", at, { timeZone: zone() });
// The moment at which the day "2026-11-22" begins at the desk, in milliseconds.
export function dayBegins(key) {
  const guess = Date.parse(`${key}T00:00:00Z`);
  const there = formats.moment("sv-SE", guess, { timeZone: zone(), dateStyle: "short", timeStyle: "medium" });
  return guess - (Date.parse(`${there.replace(" ", "T")}Z`) - guess);
}
// For a field of type datetime-local, in the desk's time zone: there and back.
export const toField = (at) => `${dayKey(at)}T${clockTime(at)}`;
export function fromField(local) {
  const [key, time] = local.split("T");
  const guess = Date.parse(`${key}T${time}Z`);
  return guess - (Date.parse(`${toField(guess)}Z`) - guess);
}
export function daysLater(key, days) {
  const date = new Date(`${key}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
// For a record that is kept for years: "2026-11-22 12:21:09".
export const stamp = (at) => `${dayKey(at)} ${exactTime(at)}`;
export const moment = (at) => (dayKey(at) === dayKey(desk.now()) ? clockTime(at) : `${day(at)} ${clockTime(at)}`);

// "3:07" up to an hour, then "1 h 05"
export function elapsed(from, until = desk.now()) {
  const seconds = Math.max(0, Math.floor((until - new Date(from).getTime()) / 1000));
  const hours = Math.floor(seconds / 3600);
  if (hours) return t("time.hours", { hours, minutes: String(Math.floor(seconds / 60) % 60).padStart(2, "0") });
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// How far away a due time is: “in 2 h 10 min” or “40 min late”.
export function distance(due) {
  const minutes = Math.round((Date.parse(due) - desk.now()) / 60000);
  const far = Math.abs(minutes);
  const size = far < 60 ? t("time.minutes", { n: far })
    : far < 2880 ? t("time.hm", { h: Math.floor(far / 60), m: far % 60 }) : t("time.days", { n: Math.round(far / 1440) });
  return t(minutes >= 0 ? "time.left" : "time.late", { size });
}
