// Above the reply: what the draft promises, for the agent to confirm; and which open promises the message keeps.

import { Part, html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { icon } from "../model/icons.js";
import { moment } from "../model/times.js";
import { t } from "../model/words.js";

class PromiseList extends Part {
  static properties = { about: {}, found: { state: true } };
  #answers = new Map(); #keeps = new Set(); #plan = false; #read = "";

  constructor() { super(); this.found = []; }

  // Called whenever the draft was checked; an answer that comes late is for another draft.
  async look(text) {
    this.#read = text;
    const found = text.trim() ? await post("/drafts/promises", { text }).catch(() => []) : [];
    if (text === this.#read) this.found = found;
  }

  // What goes along with the message. The answers stay, in case it comes back.
  take() {
    const promises = this.found.filter((one) => this.#answers.get(one.text) === true).map(({ text, due_at }) => ({ text, due_at }));
    const taken = { promises, keeps: this.#open.filter(({ id }) => this.#keeps.has(id)).map(({ id }) => id), plan: this.#plan };
    this.#keeps.clear();
    this.#plan = false;
    return taken;
  }

  get #open() { return this.about.promises.filter(({ state, ticket }) => !ticket && state !== "kept" && state !== "withdrawn" && state !== "broken"); }

  get #planOwed() { return this.about.clocks.some(({ id, stopped }) => id === "SLA-URGENT-ACTION" && !stopped); }

  render() {
    const found = this.found.filter((one) => this.#answers.get(one.text) !== false);
    const typed = Boolean(this.#read.trim());
    return html`<div class="promises" aria-live="polite">
      ${found.map((one) => this.#asked(one))}
      ${typed && this.#planOwed && !found.length ? this.#check(t("promise.plan"), this.#plan, (on) => { this.#plan = on; }) : nothing}
      ${typed ? this.#open.map((one) => this.#check(t("promise.keeps", { what: one.what || t("promise.answer"), due: moment(one.due_at) }),
        this.#keeps.has(one.id), (on) => (on ? this.#keeps.add(one.id) : this.#keeps.delete(one.id)))) : nothing}
    </div>`;
  }

  #asked(one) {
    const yes = this.#answers.get(one.text) === true;
    return html`<div class="promise ${yes ? "confirmed" : ""}">${icon(yes ? "close" : "clock")}
      <span>${t(yes ? "promise.confirmed" : "promise.found", { what: one.text, due: moment(one.due_at) })}</span>
      ${yes ? html`<button type="button" @click=${() => this.#answer(one, undefined)}>${t("promise.undo")}</button>`
        : html`<button type="button" class="strong" @click=${() => this.#answer(one, true)}>${t("promise.confirm")}</button>
          <button type="button" @click=${() => this.#answer(one, false)}>${t("promise.ignore")}</button>`}</div>`;
  }

  #check(words, checked, change) {
    return html`<label class="promise"><input type="checkbox" .checked=${checked} @change=${({ target }) => { change(target.checked); this.requestUpdate(); }}>
      <span>${words}</span></label>`;
  }

  #answer(one, answer) {
    this.#answers.set(one.text, answer);
    this.requestUpdate();
    this.dispatchEvent(new Event("answered"));
  }
}

customElements.define("promise-list", PromiseList);
