import { Part, html, nothing, repeat } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";

const LOOK_AGAIN_MS = 30000;
const PAGE = 50;

// Remedies beyond somebody's limit, the oldest first: yes or no, here. The bell leads to one of them.
class ApprovalsView extends Part {
  static properties = { chosen: {}, rows: { state: true }, more: { state: true }, busy: { state: true }, done: { state: true }, problem: { state: true } };
  #timer; #shown;

  constructor() { super(); this.rows = null; new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.#timer = setInterval(() => this.rows?.length <= PAGE && !this.querySelector("form :focus") && this.#load(), LOOK_AGAIN_MS);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.#timer); }

  render() {
    const gone = this.chosen && this.rows && !this.more && !this.done && !this.rows.some(({ remedy }) => String(remedy.id) === this.chosen);
    return html`<main class="reviews approvals"><h1>${t("approvals.title")}</h1>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      <p class="quiet" role="status">${this.done ? t(`approvals.${this.done}`) : gone ? t("approvals.gone") : nothing}</p>
      ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("approvals.none")}</p>` : nothing}
      ${repeat(this.rows ?? [], ({ remedy }) => remedy.id, (one) => this.#one(one))}
      ${this.more ? html`<p class="more"><button @click=${() => this.#load(true)}>${t("quality.more")}</button></p>` : nothing}</main>`;
  }

  #one({ remedy, title, before }) {
    const unit = remedy.unit ? label("unit", remedy.unit) : "";
    return html`<article id="remedy-${remedy.id}" class=${String(remedy.id) === this.chosen ? "chosen" : ""}>
      <h2>${label("remedy", remedy.kind)}${remedy.amount === null ? nothing : ` ${remedy.amount} ${unit}`}
        <small>${remedy.by} · ${moment(remedy.at)}</small></h2>
      <p><a href="#/tickets/${remedy.ticket}"><b class="number">${remedy.ticket}</b> ${title}</a></p>
      <p>${remedy.words}</p>${remedy.reason ? html`<p class="quiet">${remedy.reason}</p>` : nothing}
      ${before ? html`<p class="quiet">${t("approvals.before", { amount: before, unit })}</p>` : nothing}
      ${remedy.mine ? html`<p class="quiet">${t("approvals.own")}</p>` : this.#decision(remedy)}</article>`;
  }

  #decision(one) {
    return html`<form class="line" @submit=${(event) => this.#decide(event, one)}>
      <input name="note" maxlength="1000" aria-label=${t("remedies.note")} placeholder=${t("remedies.note")}>
      <button class="primary" value="yes" ?disabled=${this.busy}>${t("remedies.grant")}</button>
      <button value="no" ?disabled=${this.busy}>${t("remedies.refuse")}</button></form>`;
  }

  async #decide(event, one) {
    event.preventDefault();
    const granted = event.submitter.value === "yes";
    const note = new FormData(event.target).get("note").trim();
    Object.assign(this, { busy: true, problem: undefined, done: undefined });
    try {
      await post(`/remedies/${one.id}/decision`, { granted, note });
      this.done = granted ? "granted" : "refused";
    } catch (refusal) {
      this.problem = { reason_needed: t("remedies.why"), decided: t("approvals.gone") }[refusal.code] ?? trouble(refusal);
    }
    this.busy = false;
    await this.#load();
  }

  async #load(more = false) {
    try {
      const rows = await get(`/remedies?${new URLSearchParams(more ? { after: this.rows.at(-1).remedy.id } : {})}`);
      this.more = rows.length === PAGE;
      this.rows = more ? [...this.rows, ...rows] : rows;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }

  updated() {
    if (!this.chosen || this.chosen === this.#shown || !this.rows) return;
    this.#shown = this.chosen;
    this.querySelector(`#remedy-${this.chosen}`)?.scrollIntoView({ block: "center" });
  }
}

customElements.define("approvals-view", ApprovalsView);
