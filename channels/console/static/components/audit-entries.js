import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { stamp } from "../model/times.js";
import { label, listed, members, t, word } from "../model/words.js";

const PAGE = 50;
const TYPED_MS = 300;
const TIME = /^\d{4}-\d\d-\d\dT/;

// Of which group the words of a datum are.
const GROUPS = { from: "state", to: "state", back_to: "state", type: "complaint", level: "level", kind: "remedy", unit: "unit", severity: "severity", services: "hit", districts: "district", role: "role", department: "department" };

// What happened to a ticket and its sub-tasks is called as in their history.
function deed(action) {
  const [, noun, kind] = action.match(/^(ticket|subtask)_(.+)$/) ?? [];
  if (!noun) return label("audited", action);
  const group = noun === "subtask" ? "subtask" : members("event").includes(kind) || kind === "moved" ? "event" : "act";
  return `${label("noun", noun)} · ${label(group, kind === "moved" ? "state" : kind)}`;
}

// Newest first; a name in the list narrows it to that name.
class AuditEntries extends Part {
  static properties = { broken: {}, entries: { state: true }, actions: { state: true }, more: { state: true }, problem: { state: true }, filter: { state: true } };
  #typed;

  constructor() {
    super();
    this.filter = { actor: "", subject: "", action: "" };
    new Watching(this);
  }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  // What was found changed is read anew.
  willUpdate(changed) { if (changed.has("broken") && this.broken) this.#load(); }

  render() {
    return html`
      <form class="filter" @submit=${(event) => event.preventDefault()}>
        ${this.#field("subject", 80)}${this.#field("actor", 64)}
        <label>${t("audit.action")}<select name="action" @change=${({ target }) => this.#narrow({ action: target.value })}>
          <option value="">${t("audit.everything")}</option>
          ${(this.actions ?? []).map((one) => html`<option value=${one} ?selected=${one === this.filter.action}>${deed(one)}</option>`)}</select></label>
        <button type="button" ?disabled=${!Object.values(this.filter).some(Boolean)} @click=${() => this.#narrow({ actor: "", subject: "", action: "" })}>${icon("cross")}${t("audit.all")}</button>
      </form>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="audit-title">
        ${this.entries && !this.entries.length ? html`<p class="quiet none">${t("audit.none")}</p>` : this.#table()}
        ${this.more ? html`<p class="more"><button @click=${() => this.#load(this.entries.at(-1).id)}>${t("tickets.more")}</button></p>` : nothing}
      </div>`;
  }

  #field(name, most) {
    return html`<label>${t(`audit.${name}`)}<input name=${name} type="search" autocomplete="off" maxlength=${most} placeholder=${t(`audit.${name}.hint`)}
      .value=${this.filter[name]} @input=${({ target }) => this.#later({ [name]: target.value.trim() })}></label>`;
  }

  #table() {
    const heads = ["at", "actor", "action", "subject", "data"];
    return html`<table><thead><tr>${heads.map((name) => html`<th scope="col">${t(`audit.${name}`)}</th>`)}</tr></thead>
      <tbody>${repeat(this.entries ?? [], (one) => one.id, (one) => this.#row(one))}</tbody></table>`;
  }

  #row(one) {
    return html`<tr class=${one.id === this.broken ? "bad" : ""}>
      <td class="time"><time datetime=${one.at}>${stamp(one.at)}</time> <small class="quiet">${one.id}</small></td>
      <td>${this.#only("actor", one.actor, word("actor", one.actor))}</td>
      <td>${deed(one.action)}</td>
      <td>${this.#only("subject", one.subject, this.#subject(one.subject))}</td>
      <td class="data">${Object.entries(one.data).map(([name, value]) => html`<span><i>${label("datum", name)}</i> ${this.#value(value, name)}</span>`)}</td></tr>`;
  }

  #only(name, value, words) {
    return html`<button class="link" title=${t("audit.only", { what: value })} @click=${() => this.#narrow({ [name]: value })}>${words}</button>`;
  }

  #subject(subject) {
    const [noun, ...id] = subject.split(":");
    return `${label("noun", noun)} ${id.join(":")}`;
  }

  #value(value, name) {
    if (Array.isArray(value)) return listed(value.map((one) => this.#value(one, name)));
    if (value && typeof value === "object") return listed(Object.entries(value).map(([inner, one]) => `${label("datum", inner)} ${this.#value(one, inner)}`));
    if (GROUPS[name]) return word(GROUPS[name], value ?? "—");
    if (typeof value === "boolean") return t(value ? "audit.yes" : "audit.no");
    return TIME.test(value) ? stamp(value) : String(value ?? "—");
  }

  #later(change) {
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => this.#narrow(change), TYPED_MS);
  }

  #narrow(change) {
    clearTimeout(this.#typed);
    this.filter = { ...this.filter, ...change };
    this.#load();
  }

  async #load(before) {
    const asked = this.filter;
    const given = Object.entries(before ? { ...asked, before } : asked).filter(([, value]) => value);
    try {
      const { entries, actions } = await get(`/audit?${new URLSearchParams(given)}`);
      if (asked !== this.filter) return; // something else is wanted by now
      Object.assign(this, { actions, more: entries.length === PAGE, problem: undefined });
      this.entries = before ? [...this.entries, ...entries] : entries;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("audit-entries", AuditEntries);
