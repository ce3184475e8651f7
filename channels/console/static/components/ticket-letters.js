import { Part, html, nothing } from "../model/lit.js";
import { ROOT, get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, language, t } from "../model/words.js";

// Written replies of a ticket: those that were sent, and the next one, all of whose parts are needed.
class TicketLetters extends Part {
  static properties = { number: {}, at: {}, step: { type: Boolean }, told: { state: true }, writing: { state: true }, problem: { state: true }, wrong: { state: true }, busy: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("at") && !changed.has("number") && !this.writing) this.#load();
    if (!changed.has("number")) return;
    Object.assign(this, { told: undefined, writing: false, problem: undefined, wrong: {}, key: newKey() });
    this.#load();
  }

  async #load() {
    try {
      this.told = await get(`/tickets/${this.number}/letters`);
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }

  render() {
    if (!this.told) return nothing;
    // Where it is the next step, the letter is what there is to do.
    if (this.step) return html`<section class="letters"><h2>${t("letters.write")}</h2>${this.#form()}<p class="problem" role="alert">${this.problem ?? nothing}</p></section>`;
    return html`<section class="letters"><h2>${t("letters.title")}</h2>
      ${this.told.sent.length ? html`<ul>${this.told.sent.map((one) => this.#line(one))}</ul>` : html`<p class="quiet">${t("letters.none")}</p>`}
      ${this.writing ? this.#form() : desk.may("work") ? html`<button @click=${() => { this.writing = true; this.key = newKey(); }}>${t(this.told.sent.length ? "letters.further" : "letters.write")}</button>` : nothing}
      <p class="problem" role="alert">${this.problem ?? nothing}</p></section>`;
  }

  #line(one) {
    const address = `${ROOT}/tickets/${this.number}/letters/${one.place}`;
    return html`<li><a href=${address} target="_blank" rel="noopener">${one.number}</a>
      <span class="quiet">${moment(one.sent_at)} · ${one.agent_name}</span>
      <span class="delivery ${one.delivery}">${t(`letters.${one.delivery}`, { channel: label("channel", one.channel) })}</span></li>`;
  }

  #form() {
    const { parts, proposed, language: theirs } = this.told;
    return html`<form class="move" @submit=${this.#send}>
      <p class="quiet">${t("letters.hint", { language: label("language", theirs) })}</p>
      ${parts.map((part) => html`<label>${part.label[language() === "zh" ? 0 : 1]}
        ${part.kind === "date"
          ? html`<input type="date" name=${part.name} .value=${proposed[part.name] ?? ""} aria-invalid=${Boolean(this.wrong[part.name])} />`
          : html`<textarea name=${part.name} rows="2" maxlength="2000" .defaultValue=${proposed[part.name] ?? ""} aria-invalid=${Boolean(this.wrong[part.name])}></textarea>`}
        ${this.wrong[part.name] ? html`<small class="problem">${t(`letters.wrong.${this.wrong[part.name]}`)}</small>` : nothing}</label>`)}
      <p class="row"><button class="primary" ?disabled=${this.busy}>${t("letters.send")}</button>
        ${this.step ? nothing : html`<button type="button" @click=${() => { this.writing = false; }}>${t("dialog.cancel")}</button>`}</p></form>`;
  }

  #send = async (event) => {
    event.preventDefault();
    const data = Object.fromEntries(new FormData(event.target));
    Object.assign(this, { busy: true, problem: undefined, wrong: {} });
    try {
      this.told = await post(`/tickets/${this.number}/letters`, { data, client_key: this.key });
      this.writing = false;
      this.dispatchEvent(new Event("case-changed", { bubbles: true }));
    } catch (refusal) {
      this.#explain(refusal);
    }
    this.busy = false;
  };

  #explain(refusal) {
    // Refused is not sent: what is written next is another letter.
    this.key = refusal.status ? newKey() : this.key;
    if (refusal.code === "parts_missing") {
      this.wrong = refusal.facts.fields;
      this.problem = t("letters.missing", { n: Object.keys(this.wrong).length });
    } else if (refusal.code === "wording") {
      this.problem = t("letters.wording", { what: refusal.facts.findings.map((one) => `“${one.text}” ${one.meaning} → ${one.fix}`).join("; ") });
    } else if (refusal.code === "wrong_step") {
      this.problem = t("letters.tooSoon");
    } else {
      this.problem = trouble(refusal);
    }
  }
}

export const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

customElements.define("ticket-letters", TicketLetters);
