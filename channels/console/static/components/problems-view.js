import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { t } from "../model/words.js";
import { title } from "./problem-card.js";

const TIMES = [30, 90, 366];

// What goes wrong again and again, what comes most often first; the address names one, "technical.late_repair".
class ProblemsView extends Part {
  static properties = { chosen: {}, rows: { state: true }, days: { state: true }, openOnly: { state: true }, problem: { state: true } };

  constructor() { super(); Object.assign(this, { rows: null, days: 90, openOnly: false }); new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  render() {
    const rows = (this.rows ?? []).filter((one) => one.open || !this.openOnly);
    const one = this.rows?.find((each) => key(each) === this.chosen);
    return html`
      <main class="work ${one ? "opened" : ""}">
        <section class="table" aria-labelledby="problems-title">
          <header><h1 id="problems-title">${t("problems.title")}</h1>
            <select name="days" aria-label=${t("problems.days")} @change=${({ target }) => { this.days = Number(target.value); this.#load(); }}>
              ${TIMES.map((days) => html`<option value=${days} ?selected=${days === this.days}>${t(`problems.days.${days}`)}</option>`)}</select>
            <label class="only"><input type="checkbox" @change=${({ target }) => { this.openOnly = target.checked; }}>${t("problems.openOnly")}</label></header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !rows.length ? html`<p class="quiet none">${t("problems.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="problems-title">${repeat(rows, key, (each) => this.#row(each))}</ol>
        </section>
        ${one ? html`<problem-card .one=${one} @changed=${() => this.#load()}></problem-card>`
          : html`<section class="card-pane empty"><p class="quiet">${t("problems.choose")}</p></section>`}
      </main>`;
  }

  #row(one) {
    return html`<li><a href="#/problems/${key(one)}" aria-current=${key(one) === this.chosen ? "true" : "false"}>
      <span class="line"><b>${title(one)}</b><span class="gap"></span><span class="state">${t("problems.count", { n: one.count })}</span></span>
      ${one.causes[0] ? html`<span class="title">${one.causes[0]}</span>` : nothing}
      <span class="line quiet">${t("problems.latest", { time: moment(one.latest) })}<span class="gap"></span>
        ${one.again ? html`<em class="urgent-word">${t("problems.again", { n: one.again })}</em>` : nothing}
        ${one.late ? html`<em class="urgent-word">${t("problems.late", { n: one.late })}</em>` : nothing}
        ${one.open ? html`<span class="kind">${t("problems.open", { n: one.open })}</span>` : nothing}</span></a></li>`;
  }

  async #load() {
    try {
      this.rows = await get(`/problems?${new URLSearchParams({ days: this.days })}`);
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

const key = ({ category, type }) => `${category}.${type ?? ""}`;

customElements.define("problems-view", ProblemsView);
