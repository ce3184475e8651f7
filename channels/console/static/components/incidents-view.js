import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import { where } from "./incident-banner.js";
import "./incident-card.js";
import "./incident-dialog.js";

// Incidents and the log of drills; supervisors declare here.
class IncidentsView extends Part {
  static properties = { number: {}, rows: { state: true }, problem: { state: true }, more: { state: true } };

  constructor() { super(); new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    desk.addEventListener("change", this.#changed);
  }

  disconnectedCallback() { super.disconnectedCallback(); desk.removeEventListener("change", this.#changed); }

  render() {
    return html`
      <main class="work">
        <section class="table" aria-labelledby="incidents-title">
          <header><h1 id="incidents-title">${t("incidents.title")}</h1><p class="quiet">${t("incidents.hint")}</p>
            ${desk.may("supervise") ? html`<button class="primary" @click=${() => this.querySelector("incident-dialog").open()}>${icon("plus")}${t("incidents.declare")}</button>` : nothing}</header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("incidents.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="incidents-title">${repeat(this.rows ?? [], (one) => one.id, (one) => this.#row(one))}
            ${this.more ? html`<li class="more"><button @click=${() => this.#load(this.rows.at(-1).id)}>${t("tickets.more")}</button></li>` : nothing}</ol>
        </section>
        ${this.number ? html`<incident-card .number=${this.number}></incident-card>`
          : html`<section class="card-pane empty"><p class="quiet">${t("incidents.choose")}</p></section>`}
        <incident-dialog></incident-dialog>
      </main>`;
  }

  #row(one) {
    return html`
      <li><a href="#/incidents/${one.id}" aria-current=${String(one.id) === this.number ? "true" : "false"}>
        <span class="line"><b class="number">#${one.id}</b><span class="kind">${label("severity", one.severity)}</span>
          ${one.drill ? html`<span class="kind">${t("incidents.drill")}</span>` : nothing}<span class="gap"></span>
          <span class="state">${one.next ? t("incidents.next", { stage: label("stage", one.next) }) : t("incidents.ended")}</span></span>
        <span class="title">${one.what}</span>
        <span class="line quiet">${one.services.map((key) => label("hit", key)).join(t("list.comma"))} · ${where(one)}<span class="gap"></span>${moment(one.declared_at)}</span>
      </a></li>`;
  }

  // The desk tells of every change of an incident that is still on.
  #known = "";
  #changed = () => {
    const now = JSON.stringify(desk.state.incidents ?? []);
    if (now !== this.#known) { this.#known = now; this.#load(); }
  };

  async #load(before) {
    try {
      const rows = await get(`/incidents${before ? `?before=${before}` : ""}`);
      this.more = rows.length === 50;
      this.rows = before ? [...this.rows, ...rows] : rows;
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("incidents-view", IncidentsView);
