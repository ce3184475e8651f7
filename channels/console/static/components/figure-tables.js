import { Part, html, nothing } from "../model/lit.js";
import { both, lasted, said } from "../model/figures.js";
import { moment } from "../model/times.js";
import { label, t, word } from "../model/words.js";

const LEVELS = ["ordinary", "major", "urgent", "unknown"];

// Clocks by the share kept, complaints by type and level, and where tickets spend their time.
class FigureTables extends Part {
  static properties = { shown: {}, states: {} };

  render() {
    return html`${this.#clocks()}${this.#complaints()}${this.#states()}`;
  }

  #clocks() {
    const { clocks, clocks_named: named } = this.shown;
    return html`
      <section class="block" aria-labelledby="clocks-title"><h2 id="clocks-title">${t("figures.clocks")}</h2>
        ${clocks.length ? html`<div class="sheet" tabindex="0" role="group" aria-labelledby="clocks-title"><table>
          <thead><tr><th scope="col">${t("figures.clock")}</th><th scope="col" class="right">${t("figures.share")}</th><th scope="col">${t("figures.course")}</th><th scope="col" class="right">n</th></tr></thead>
          <tbody>${clocks.map((one) => html`
            <tr><th scope="row"><a href="#/figures/${one.clock}">${both(named[one.clock].name)}</a> <span class="quiet">${both(named[one.clock].limit)}</span>${one.critical ? html` <em class="urgent-word">${t("figures.critical")}</em>` : nothing}</th>
              <td class="right">${said(one.share * 100, "percent")}</td><td>${bar(one.share, one.share < 0.95)}</td><td class="right">${one.kept} / ${one.n}</td></tr>`)}</tbody></table></div>`
          : html`<p class="quiet">${t("figures.none")}</p>`}</section>`;
  }

  #complaints() {
    const found = this.shown.complaints;
    const levels = LEVELS.filter((level) => found.some((one) => one.levels[level]));
    const whole = found.reduce((sum, one) => sum + one.n, 0);
    const name = (group, key) => (key === "unknown" ? t("figures.unknown") : word(group, key));
    return html`
      <section class="block" aria-labelledby="complaints-title"><h2 id="complaints-title">${t("figures.complaints")}</h2>
        ${found.length ? html`<div class="sheet" tabindex="0" role="group" aria-labelledby="complaints-title"><table>
          <thead><tr><th scope="col">${t("tickets.type")}</th>${levels.map((level) => html`<th scope="col" class="right">${name("level", level)}</th>`)}<th scope="col" class="right">${t("figures.sum")}</th><th scope="col">${t("figures.ofAll")}</th></tr></thead>
          <tbody>${found.map((one) => html`<tr><th scope="row">${name("complaint", one.type)}</th>${levels.map((level) => html`<td class="right">${one.levels[level] ?? 0}</td>`)}
            <td class="right">${one.n}</td><td>${bar(one.n / whole)}</td></tr>`)}</tbody></table></div>`
          : html`<p class="quiet">${t("figures.none")}</p>`}</section>`;
  }

  #states() {
    return html`
      <section class="block" aria-labelledby="states-title"><h2 id="states-title">${t("figures.states")}</h2><p class="quiet">${t("figures.statesHint")}</p>
        ${this.states?.length ? html`<div class="sheet" tabindex="0" role="group" aria-labelledby="states-title"><table>
          <thead><tr><th scope="col">${t("tickets.kind")}</th><th scope="col">${t("tickets.state")}</th><th scope="col" class="right">${t("figures.median")}</th><th scope="col" class="right">${t("figures.p90")}</th>
            <th scope="col" class="right">${t("figures.longest")}</th><th scope="col" class="right">n</th><th scope="col">${t("figures.ofTime")}</th><th scope="col" class="right">${t("figures.there")}</th><th scope="col">${t("figures.oldest")}</th></tr></thead>
          <tbody>${this.states.map((one) => html`<tr><td>${label("kind", one.kind)}</td>
            <th scope="row"><a href="#/figures/STATE-${one.kind}.${one.state}">${label("state", one.state)}</a>${one.slowest ? html` <em class="urgent-word">${t("figures.slowest")}</em>` : nothing}</th>
            <td class="right">${lasted(one.median)}</td><td class="right">${lasted(one.p90)}</td><td class="right">${lasted(one.longest)}</td><td class="right">${one.n}</td>
            <td>${one.share === null ? nothing : bar(one.share, one.slowest)}</td><td class="right">${one.there || ""}</td><td class="time">${one.oldest ? moment(one.oldest) : ""}</td></tr>`)}</tbody></table></div>`
          : html`<p class="quiet">${t("figures.none")}</p>`}</section>`;
  }
}

const bar = (share, bad = false) => html`
  <svg class="bar ${bad ? "bad" : ""}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="whole" width="100" height="8"></rect><rect class="part" width=${Math.round(share * 100)} height="8"></rect></svg>`;

customElements.define("figure-tables", FigureTables);
