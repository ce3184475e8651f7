import { Part, html, nothing } from "../model/lit.js";
import { get } from "../model/api.js";
import { asked, both, lasted, query, said, save, target, topic } from "../model/figures.js";
import { icon } from "../model/icons.js";
import { sheet } from "../model/sheets.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, language, t, word } from "../model/words.js";
import "./figure-chart.js";

const STATE = "STATE-";

// What stands behind a figure, a clock or a state: its definition, its course, and the very rows.
class FigureRows extends Part {
  static properties = { name: {}, shown: {}, filter: {}, rows: { state: true }, total: { state: true }, missed: { state: true }, problem: { state: true } };
  #asked = "";

  willUpdate() {
    const wanted = query(this.#wanted());
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.#load(0);
  }

  render() {
    const kpi = this.shown.kpis[this.name], clock = this.shown.clocks_named[this.name];
    const figure = this.shown.figures.find((one) => one.kpi === this.name);
    return html`
      <section class="behind" aria-labelledby="behind-title">
        <header class="line"><h2 id="behind-title">${kpi ? both(kpi.name) : clock ? both(clock.name) : this.#state()}</h2><span class="gap"></span>
          <a class="button round" href="#/figures" aria-label=${t("dialog.close")}>${icon("cross")}</a></header>
        ${kpi ? html`<p>${both(kpi.formula)}</p><p class="quiet">${this.name} · ${t("figures.target")} ${target(figure, kpi.unit)} · ${kpi.clauses.join(" · ")}</p>${this.#limits(kpi)}` : nothing}
        ${clock ? html`<p>${both(clock.limit)}</p><p class="quiet">${this.name} · ${clock.clauses.join(" · ")}</p>` : nothing}
        ${kpi && figure.source ? html`<p class="line"><strong class="value">${said(figure.value, kpi.unit)}</strong><span class="quiet">n = ${figure.n}</span></p>
          <figure-chart wide .figure=${figure} .unit=${kpi.unit} .of=${this.shown.period.unit}></figure-chart>` : nothing}
        ${figure && !figure.source ? html`<p class="quiet">${t("figures.noSource")}</p>` : this.#list(kpi)}
      </section>`;
  }

  // What its rows are judged by.
  #limits(kpi) {
    const clocks = kpi.clocks.map((id) => this.shown.clocks_named[id]).filter(Boolean);
    return clocks.length ? html`<ul class="quiet limits">${clocks.map((one) => html`<li>${both(one.name)}: ${both(one.limit)}</li>`)}</ul>` : nothing;
  }

  #list(kpi) {
    return html`
      <div class="line tools"><h3>${t("figures.rows", { n: this.total ?? "…" })}</h3>
        ${this.#isShare(kpi) ? html`<label class="line"><input type="checkbox" .checked=${Boolean(this.missed)} @change=${({ target }) => { this.missed = target.checked; }}>${t("figures.onlyMissed")}</label>` : nothing}
        <span class="gap"></span><button data-do="rows-csv" @click=${this.#save}>${icon("down")}${t("figures.rowsCsv")}</button></div>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      ${this.rows && !this.rows.length ? html`<p class="quiet">${t("figures.none")}</p>` : nothing}
      ${this.rows?.length ? html`
        <div class="sheet" tabindex="0" role="group" aria-labelledby="behind-title"><table>
          <thead><tr><th scope="col">${t("figures.time")}</th><th scope="col">${t("figures.what")}</th><th scope="col">${t("figures.value")}</th><th scope="col">${t("figures.about")}</th></tr></thead>
          <tbody>${this.rows.map((one) => this.#row(one, kpi))}</tbody></table></div>` : nothing}
      ${(this.rows?.length ?? 0) < this.total ? html`<p><button @click=${() => this.#load(this.rows.length)}>${t("tickets.more")}</button></p>` : nothing}`;
  }

  #row(one, kpi) {
    const about = [one.agent, one.topic && topic(one.topic), one.channel && label("channel", one.channel), one.department && label("department", one.department)];
    return html`
      <tr><td class="time">${moment(one.at)}</td>
        <td>${link(one)}${one.title ? html`<br><span class="quiet">${one.title}</span>` : nothing}${one.note ? html`<br><q>${one.note}</q>` : nothing}</td>
        <td>${this.#value(one, kpi)}${one.group ? html`<br><span class="quiet">${this.#group(one.group)}</span>` : nothing}
          ${one.due ? html`<br><span class="quiet">${t("figures.due", { time: moment(one.due) })}</span>` : nothing}</td>
        <td class="quiet">${about.filter(Boolean).join(" · ")}</td></tr>`;
  }

  #value(one, kpi) {
    if (this.name.startsWith(STATE)) return lasted(one.value);
    if (!this.#isShare(kpi)) return said(one.value, kpi.unit);
    return html`<span class="verdict ${one.value ? "kept" : "missed"}">${icon(one.value ? "close" : "cross")}${t(this.#means(one.value))}</span>`;
  }

  // Of these a row is no success or failure.
  #means(value) {
    if (this.name === "KPI-COMPLAINT-RATE") return "figures.counts";
    if (this.name === "KPI-REOPEN") return value ? "figures.back" : "figures.once";
    return value ? "figures.kept" : "figures.missed";
  }

  #isShare(kpi) {
    return !this.name.startsWith(STATE) && (!kpi || (kpi.unit === "percent") || this.name === "KPI-SEI");
  }

  #group(group) {
    if (this.shown.dimensions[group]) return both(this.shown.dimensions[group]);
    return this.shown.clocks_named[group] ? both(this.shown.clocks_named[group].name) : group === "unknown" ? t("figures.unknown") : word("complaint", group);
  }

  #state() {
    const [kind, state] = this.name.replace(STATE, "").split(".");
    return `${label("kind", kind)}: ${label("state", state)}`;
  }

  #wanted() {
    return { ...asked(this.filter), figure: this.name, ...(this.missed && { missed: "1" }) };
  }

  async #load(offset) {
    const wanted = this.#asked;
    if (this.shown.figures.some((one) => one.kpi === this.name && !one.source)) return;
    if (!offset) { this.rows = undefined; this.total = undefined; }
    try {
      const { total, rows } = await get(`/figures/rows?${wanted}&offset=${offset}`);
      if (wanted !== this.#asked) return;
      this.total = total;
      this.rows = offset ? [...this.rows, ...rows] : rows;
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }

  #save = async () => {
    try {
      const agent = this.filter.agent && { agent: Number(this.filter.agent) };
      save(await sheet("/figures/rows/sheet", { ...this.#wanted(), ...agent, language: language() }), `${this.name}.csv`);
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  };
}

function link(one) {
  const [noun, id] = [one.subject.split(":")[0], one.subject.slice(one.subject.indexOf(":") + 1)];
  if (noun === "ticket") return html`<a href="#/tickets/${id}">${one.label}</a>`;
  if (noun === "conversation" && id) return html`<a href="#/history/${id}">${t("figures.conversation")}</a>`;
  return one.label;
}

customElements.define("figure-rows", FigureRows);
