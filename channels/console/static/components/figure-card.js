import { Part, html, nothing } from "../model/lit.js";
import { both, said, target } from "../model/figures.js";
import { icon } from "../model/icons.js";
import { t } from "../model/words.js";
import "./figure-chart.js";

// One KPI: value, number of cases, target, how it moved, and its course.
class FigureCard extends Part {
  static properties = { figure: {}, kpi: {}, earlier: {}, of: {}, chosen: { type: Boolean } };

  render() {
    const { figure: one, kpi } = this;
    return html`
      <a class="figure ${one.kept === false ? "missed" : ""}" href="#/figures/${one.kpi}" aria-current=${this.chosen ? "true" : "false"}>
        <h2>${both(kpi.name)}</h2>
        <span class="line"><strong class="value">${said(one.value, kpi.unit)}</strong>${this.#verdict(one)}</span>
        <span class="quiet line">${this.#how(one, kpi)}</span>
        ${one.source ? html`<figure-chart .figure=${one} .unit=${kpi.unit} .of=${this.of}></figure-chart>` : nothing}
      </a>`;
  }

  #verdict(one) {
    if (one.kept === null) return nothing;
    return html`<span class="verdict ${one.kept ? "kept" : "missed"}">${icon(one.kept ? "close" : "cross")}${t(one.kept ? "figures.kept" : "figures.missed")}</span>`;
  }

  #how(one, kpi) {
    if (!one.source) return t("figures.noSource");
    return html`<span>${target(one, kpi.unit)}</span><span>n = ${one.n}</span>${this.#moved(one, kpi)}`;
  }

  #moved(one, kpi) {
    const was = this.earlier?.value;
    if (one.value === null || was === null || was === undefined) return nothing;
    const by = one.value - was;
    const sign = Math.abs(by) < 0.05 ? "=" : by > 0 ? "▲" : "▼";
    return html`<span title=${t("figures.was", { value: said(was, kpi.unit) })}>${sign} ${sign === "=" ? t("figures.same") : moved(Math.abs(by), kpi.unit)}</span>`;
  }
}

// Between two shares lie points, not a share.
const moved = (by, unit) => (unit === "percent" ? t("figures.points", { n: said(by, "index") }) : said(by, unit));

customElements.define("figure-card", FigureCard);
