// Above the reply: what the draft promises, for the agent to confirm; and which open promises the message keeps.

import { Part, html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { fromField, moment, toField } from "../model/times.js";
import { t } from "../model/words.js";

class PromiseList extends Part {
  static properties = { about: {}, found: { state: true }, changing: { state: true }, problem: { state: true } };
  #answers = new Map(); #keeps = new Set(); #plan = false; #read = "";

  constructor() { super(); this.found = []; }

  // Called whenever the draft was checked; an answer that comes late is for another draft.
  async look(text) {
    this.#read = text;
    const found = text.trim() ? await post("/drafts/promises", { text }).catch(() => []) : [];
    if (text === this.#read) Object.assign(this, { found, changing: undefined, problem: undefined });
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
          <button type="button" aria-expanded=${this.changing === one.start} @click=${() => this.#change(one)}>${t("promise.change")}</button>
          <button type="button" @click=${() => this.#answer(one, false)}>${t("promise.ignore")}</button>`}
      ${this.changing === one.start && !yes ? this.#time(one) : nothing}</div>`;
  }

  // The time that was read, for the agent to put right: the draft is rewritten, so that it says what is promised.
  #time(one) {
    return html`<div class="time">
      <label>${t("promise.due")}<input type="datetime-local" .value=${toField(one.due_at)} min=${toField(desk.now())}
        @keydown=${(event) => { if (event.key === "Enter") { event.preventDefault(); this.#set(one); } }}></label>
      <button type="button" class="strong" @click=${() => this.#set(one)}>${t("promise.set")}</button>
      <button type="button" @click=${() => this.#correct(one, null)}>${t("promise.timeless")}</button>
      <p class="problem" role="alert">${this.problem ?? nothing}</p></div>`;
  }

  #change(one) {
    Object.assign(this, { changing: this.changing === one.start ? undefined : one.start, problem: undefined });
    this.updateComplete.then(() => this.querySelector(".time input")?.focus());
  }

  #set(one) {
    const { value } = this.querySelector(".time input");
    if (value) this.#correct(one, new Date(fromField(value)).toISOString());
  }

  // The new draft is the composer's; what it says is confirmed with it.
  async #correct(one, due_at) {
    const draft = this.#read;
    try {
      const { text } = await post("/drafts/promises/corrected", { text: draft, start: one.start, due_at });
      if (draft !== this.#read) return;
      await this.look(text);
      const set = due_at && this.found.find(({ start }) => start === one.start);
      if (set) this.#answers.set(set.text, true);
      this.dispatchEvent(new CustomEvent("corrected", { detail: text }));
      this.#answer(one, this.#answers.get(one.text));
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
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
