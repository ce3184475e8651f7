// A notice in the reader's language, and where it leads.

import { moment } from "./times.js";
import { known, language, t } from "./words.js";

const PLACES = { ticket: "tickets", conversation: "desk", appointment: "appointments", incident: "incidents", remedy: "approvals", figures: "figures", audit: "audit" };
const TIME = /^\d{4}-\d\d-\d\dT/;

export function opened(subject) {
  const [noun, id] = subject.split(":", 2);
  return PLACES[noun] && id ? `#/${PLACES[noun]}/${id}` : "";
}

// Of a pair such as clock_zh and clock_en the one in the reader's language; times as people say them.
export function noticeWords({ kind, subject, data }) {
  const facts = { number: subject.split(":", 2)[1] };
  for (const [name, value] of Object.entries(data)) facts[name] = TIME.test(value) ? moment(value) : value;
  for (const name of Object.keys(data)) {
    if (name.endsWith(`_${language()}`)) facts[name.slice(0, -3)] = data[name];
  }
  return known(`notice.${kind}`) ? t(`notice.${kind}`, facts) : `${kind.replace(/_/g, " ")} ${facts.number}`;
}
