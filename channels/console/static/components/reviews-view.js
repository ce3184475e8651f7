import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";

const OWN_STEPS = ["planned", "corrected"];

// How one's own work was assessed; one appeal each, and what is done about what was found.
class ReviewsView extends Part {
  static properties = { rows: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  render() {
    return html`<main class="reviews"><h1>${t("reviews.title")}</h1>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("reviews.none")}</p>` : nothing}
      ${(this.rows ?? []).map((one) => this.#review(one))}</main>`;
  }

  #review(one) {
    const broken = one.automatic.filter(({ met }) => met === false);
    return html`<article><h2>${t("quality.points", { n: one.holds })} <small>${moment(one.at)}</small></h2>
      ${broken.length ? html`<p>${t("quality.broken")}: ${broken.map(({ rule }) => label("sheet", rule)).join(t("list.comma"))}</p>` : nothing}
      ${one.remarks ? html`<p>${one.remarks}</p>` : nothing}
      <a href="#/history/${one.item.conversation_id}">${t("tickets.conversation")}</a>
      ${one.findings.map((found) => this.#finding(found))}
      ${one.appeal ? html`<p>${t("quality.appeal")}: ${one.appeal.reason}${one.appeal.settled_at ? html` → ${t("quality.settled", { n: one.appeal.score })} ${one.appeal.answer}` : html` · ${t("reviews.waits")}`}</p>`
        : html`<form class="line" @submit=${(event) => this.#do(event, `/reviews/${one.id}/appeal`)}><input name="reason" required maxlength="1000" aria-label=${t("reviews.reason")} placeholder=${t("reviews.reason")}><button>${t("reviews.appeal")}</button></form>`}</article>`;
  }

  #finding(found) {
    const step = OWN_STEPS[found.steps.length];
    return html`<div class="finding"><b>${label("sheet", found.rule)}: ${found.what}</b>
      ${found.steps.map((one) => html`<p>${t(`quality.step.${one.step}`)}: ${one.note}</p>`)}
      ${step ? html`<form class="line" @submit=${(event) => this.#do(event, `/reviews/findings/${found.id}/steps`, { step })}>
        <input name="note" required maxlength="1000" aria-label=${t("quality.note")} placeholder=${t("quality.note")}><button>${t(`quality.step.${step}`)}</button></form>` : nothing}</div>`;
  }

  async #do(event, path, more = {}) {
    event.preventDefault();
    try {
      await post(path, { ...Object.fromEntries(new FormData(event.target)), ...more });
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
    this.#load();
  }

  async #load() {
    try {
      this.rows = await get("/reviews");
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("reviews-view", ReviewsView);
