import { html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { form, named, said } from "../model/forms.js";
import { stateWord } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, members, t } from "../model/words.js";

// Everything that happened, newest first, with what was written into each form.
export const caseHistory = ({ history, writes }) => html`
  <section><h2>${t("tickets.history")}</h2>
    <ol class="course">${[...history].reverse().map((one) => happened(one, writes))}</ol></section>`;

const happened = (one, writes) => html`
  <li><time>${moment(one.at)}</time>
    <span>${label(members("event").includes(one.kind) ? "event" : "act", one.kind)}${one.state ? html` ${stateWord(one.state)}` : nothing}${one.agent_name ? ` · ${one.agent_name}` : ""}${aside(one)}</span>
    ${one.note ? html`<q>${one.note}</q>` : nothing}${written(one, writes)}</li>`;

// The few events whose data is no form.
function aside({ kind, state, data }) {
  if (kind === "assigned") return ` → ${desk.state.agents.find((one) => one.id === data.assignee_id)?.name ?? ""}`;
  if (kind.startsWith("callback_") && data.outcome) return `${t("case.colon")}${label("callback_outcome", data.outcome)}`;
  if (kind === "checked" && data.tick) return `${t("case.colon")}${tickName(data.tick)}${data.done ? "" : t("case.takenBack")}`;
  if (kind === "marked") return `${t("case.colon")}${(data.features ?? []).map((one) => label("feature", one)).join(t("case.join")) || t("case.nothing")}`;
  if (kind === "prioritised" && data.urgency) return `${t("case.colon")}${["urgency", "importance", "scope", "difficulty"].map((name) => `${t(`case.${name}`)} ${data[name]}`).join(t("case.join"))}`;
  if (state === "reopened" && data.to) return ` → ${label("state", data.to)}`;
  if (data.into || data.other) return html` <a href="#/tickets/${data.into ?? data.other}">${data.into ?? data.other}</a>`;
  return nothing;
}

const tickName = (name) => named(form("closing").fields.find((one) => one.name === name)?.label ?? [name, name]);

function written({ kind, state, data }, writes) {
  const key = writes[state] ?? writes[kind];
  const fields = form(key).fields.filter(({ name, kind: of }) => of !== "tick" && data[name] !== undefined && data[name] !== null && data[name] !== "");
  if (!fields.length) return nothing;
  return html`<details><summary>${named(form(key).name)}</summary>
    <dl class="facts">${fields.map((field) => html`<div><dt>${named(field.label)}</dt><dd>${said(field, data[field.name])}</dd></div>`)}</dl></details>`;
}
