import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { language, t } from "../model/words.js";
import { newKey } from "./ticket-letters.js";

// What is given to make good: within one's limit at once, above it with somebody else's yes.
class TicketRemedies extends Part {
  static properties = { number: {}, told: { state: true }, chosen: { state: true }, problem: { state: true }, busy: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (!changed.has("number")) return;
    Object.assign(this, { told: undefined, chosen: "", problem: undefined, key: newKey() });
    this.#load();
  }

  async #load() {
    try {
      this.told = await get(`/tickets/${this.number}/remedies`);
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }

  render() {
    if (!this.told) return nothing;
    return html`<section class="remedies"><h2>${t("remedies.title")}</h2>
      ${this.told.given.length ? html`<ul>${this.told.given.map((one) => this.#line(one))}</ul>` : html`<p class="quiet">${t("remedies.none")}</p>`}
      ${desk.may("work") ? html`<details><summary>${t("remedies.begin")}</summary>${this.#form()}</details>` : nothing}
      <p class="problem" role="alert">${this.problem ?? nothing}</p></section>`;
  }

  #line(one) {
    return html`<li><b>${this.#name(one)}</b> <span class="standing ${one.state}">${t(`remedies.${one.state}`)}</span>
      <span class="quiet">${one.by} · ${moment(one.at)}${one.decided_by && one.decided_by !== one.by ? ` · ${one.decided_by}` : ""}</span>
      <p>${one.words}</p>${one.reason ? html`<p class="quiet">${one.reason}</p>` : nothing}${one.note ? html`<q>${one.note}</q>` : nothing}
      ${one.state === "waiting" && desk.may("approve") && !one.mine ? this.#decision(one) : nothing}</li>`;
  }

  #name({ kind, amount }) {
    const known = this.told.kinds.find((one) => one.name === kind);
    const [name, unit] = [known?.label ?? [kind, kind], known?.unit ?? ["", ""]].map((both) => both[language() === "zh" ? 0 : 1]);
    return amount === null ? name : `${name} ${amount} ${unit}`;
  }

  #decision(one) {
    const decide = (event) => {
      event.preventDefault();
      const note = new FormData(event.target).get("note").trim();
      this.#change(() => post(`/remedies/${one.id}/decision`, { granted: event.submitter.value === "yes", note }));
    };
    return html`<form class="row" @submit=${decide}>
      <label>${t("remedies.note")}<input name="note" maxlength="1000" /></label>
      <button class="primary" value="yes" ?disabled=${this.busy}>${t("remedies.grant")}</button>
      <button value="no" ?disabled=${this.busy}>${t("remedies.refuse")}</button></form>`;
  }

  #form() {
    const kind = this.told.kinds.find(({ name }) => name === this.chosen);
    return html`<form class="move" @submit=${this.#propose}>
      <label>${t("remedies.kind")}<select name="kind" required @change=${(event) => { this.chosen = event.target.value; }}>
        <option value="">${t("close.choose")}</option>
        ${this.told.kinds.map((one) => html`<option value=${one.name} ?selected=${one.name === this.chosen}>${one.label[language() === "zh" ? 0 : 1]}</option>`)}</select></label>
      ${kind?.unit ? html`<label>${t("remedies.amount", { unit: kind.unit[language() === "zh" ? 0 : 1] })}
        <input name="amount" type="number" min="1" max="1000000" step="1" required />
        <small class="quiet">${t("remedies.limit", { n: kind.limit, unit: kind.unit[language() === "zh" ? 0 : 1] })}</small></label>` : nothing}
      ${kind ? html`<label>${t("remedies.words")}<textarea name="words" rows="2" required minlength="2" maxlength="500"></textarea></label>
        <label>${t("remedies.reason")}<textarea name="reason" rows="1" maxlength="1000"></textarea></label>
        <button class="primary" ?disabled=${this.busy}>${t("remedies.propose")}</button>` : nothing}</form>`;
  }

  #propose = (event) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.target));
    const asked = { ...given, amount: given.amount ? Number(given.amount) : null, client_key: this.key };
    this.#change(() => post(`/tickets/${this.number}/remedies`, asked));
  };

  async #change(ask) {
    Object.assign(this, { busy: true, problem: undefined });
    try {
      await ask();
      this.chosen = "";
      this.dispatchEvent(new Event("case-changed", { bubbles: true }));
    } catch (refusal) {
      this.problem = refusal.code === "wording"
        ? t("letters.wording", { what: refusal.facts.findings.map((one) => `“${one.text}” ${one.meaning} → ${one.fix}`).join("; ") })
        : refusal.code === "reason_needed" ? t("remedies.why") : trouble(refusal);
    }
    this.key = newKey();
    this.busy = false;
    await this.#load();
  }
}

customElements.define("ticket-remedies", TicketRemedies);
