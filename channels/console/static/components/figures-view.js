import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { asked, before, query, save } from "../model/figures.js";
import { icon } from "../model/icons.js";
import { go } from "../model/place.js";
import { sheet } from "../model/sheets.js";
import { trouble } from "../model/shared.js";
import { language, t } from "../model/words.js";
import "./figure-card.js";
import "./figure-filter.js";
import "./figure-rows.js";
import "./figure-tables.js";

const KEPT = "console.figures";
const MONTH = /^\d{4}-\d\d$/;

// The KPIs of the standard for a period (SYS-22); a figure opens what stands behind it.
class FiguresView extends Part {
  static properties = { name: {}, shown: { state: true }, earlier: { state: true }, states: { state: true }, choices: { state: true }, problem: { state: true }, busy: { state: true } };
  #filter = { period: "month", ...JSON.parse(sessionStorage.getItem(KEPT) || "{}") };

  constructor() {
    super();
    new Watching(this);
    this.#load();
    get("/figures/choices").then((choices) => { this.choices = choices; }, (refusal) => { this.problem = trouble(refusal); });
  }

  // A notice leads to a month, everything else to a figure.
  willUpdate(changed) {
    if (!changed.has("name") || !MONTH.test(this.name)) return;
    this.#narrow({ period: "month", day: `${this.name}-01` });
    this.name = "";
    go("figures");
  }

  render() {
    return html`
      <main class="figures ${this.name ? "opened" : ""}">
        <div class="sheets">
          <header><h1 id="figures-title">${t("figures.title")}</h1>
            <figure-filter .filter=${this.#filter} .period=${this.shown?.period} .choices=${this.choices} @narrowed=${({ detail }) => this.#narrow(detail)}></figure-filter>
            <button data-do="csv" ?disabled=${!this.shown} @click=${this.#save}>${icon("down")}CSV</button></header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.shown ? html`
            <div class="cards" role="group" aria-labelledby="figures-title" aria-busy=${this.busy ? "true" : "false"}>${repeat(this.shown.figures, (one) => one.kpi, (one) => html`
              <figure-card .figure=${one} .kpi=${this.shown.kpis[one.kpi]} .of=${this.shown.period.unit} ?chosen=${one.kpi === this.name}
                .earlier=${this.earlier?.find((other) => other.kpi === one.kpi)}></figure-card>`)}</div>
            <figure-tables .shown=${this.shown} .states=${this.states}></figure-tables>` : this.problem ? nothing : html`<p class="quiet waits">${t("figures.busy")}</p>`}
        </div>
        ${this.name && this.shown ? html`<figure-rows .name=${this.name} .shown=${this.shown} .filter=${this.#filter}></figure-rows>` : nothing}
      </main>`;
  }

  #narrow(filter) {
    this.#filter = filter;
    sessionStorage.setItem(KEPT, JSON.stringify(filter));
    this.#load();
  }

  // First what is shown, then what it is compared with.
  async #load() {
    const wanted = this.#filter, current = () => wanted === this.#filter;
    this.busy = true;
    try {
      const shown = await get(`/figures?${query(asked(wanted))}`);
      if (!current()) return;
      Object.assign(this, { shown, earlier: undefined, problem: undefined });
      const { states } = await get(`/figures/states?${query(asked(wanted))}`);
      if (current()) this.states = states;
      const { figures } = await get(`/figures?${query(asked(before(wanted, shown.period)))}`);
      if (current()) this.earlier = figures;
    } catch (refusal) {
      if (current()) this.problem = trouble(refusal);
    }
    if (current()) this.busy = false;
  }

  #save = async () => {
    try {
      const agent = this.#filter.agent && { agent: Number(this.#filter.agent) };
      save(await sheet("/figures/sheet", { ...asked(this.#filter), ...agent, language: language() }), `figures-${this.shown.period.first}.csv`);
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  };
}

customElements.define("figures-view", FiguresView);
