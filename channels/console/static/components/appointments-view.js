import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { stateWord, trouble } from "../model/shared.js";
import { clockTime, day, dayKey } from "../model/times.js";
import { label, language, t } from "../model/words.js";
import "./appointment-card.js";
import "./visit-dialog.js";

const DAY_MS = 86400000;

class AppointmentsView extends Part {
  static properties = { number: {}, day: { state: true }, rows: { state: true }, problem: { state: true } };

  #narrowed = { service: "", customer_class: "" };

  constructor() {
    super();
    this.day = dayKey(desk.now());
    new Watching(this);
  }

  willUpdate(changed) { if (changed.has("day")) this.#load(); }

  render() {
    return html`
      <main class="work">
        <section class="table" aria-labelledby="appointments-title">
          <header><h1 id="appointments-title">${t("appointments.title")}</h1>${this.#days()}
            ${desk.may("work") ? html`<button @click=${() => this.querySelector("visit-dialog").open()}>${icon("plus")}${t("visit.open")}</button>` : nothing}</header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("appointments.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="appointments-title">${repeat(this.rows ?? [], (one) => one.number, (one) => this.#row(one))}</ol>
        </section>
        ${this.number ? html`<appointment-card .number=${this.number} @changed=${() => this.#load()} @shown=${({ detail }) => { this.day = dayKey(detail); }}></appointment-card>`
          : html`<section class="card-pane empty"><p class="quiet">${t("appointments.choose")}</p></section>`}
        <visit-dialog @entered=${({ detail }) => { location.hash = `#/appointments/${detail.number}`; }}></visit-dialog>
      </main>`;
  }

  #days() {
    return html`
      <div class="days">
        <button class="round" aria-label=${t("appointments.earlier")} @click=${() => this.#step(-1)}>${icon("left")}</button>
        <input type="date" aria-label=${t("appointments.day")} .value=${this.day} @change=${({ target }) => { if (target.value) this.day = target.value; }}>
        <button class="round" aria-label=${t("appointments.later")} @click=${() => this.#step(1)}>${icon("right")}</button>
        <button @click=${() => { this.day = dayKey(desk.now()); }}>${t("appointments.today")}</button>
        <strong>${day(`${this.day}T12:00:00+08:00`)}</strong>
      </div>
      ${this.#choice("service", "booking.service", desk.choices.services.map((one) => one.key))}
      ${this.#choice("customer_class", "case.customerClass", desk.choices.customer_classes)}`;
  }

  #choice(name, words, values) {
    return html`<select aria-label=${t(words)} @change=${({ target }) => { this.#narrowed[name] = target.value; this.#load(); }}>
      <option value="">${t("quality.all", { what: t(words) })}</option>
      ${values.map((value) => html`<option value=${value}>${label(name, value)}</option>`)}</select>`;
  }

  #step(days) { this.day = new Date(Date.parse(`${this.day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10); }

  #row(one) {
    return html`
      <li><a class=${one.state === "cancelled" ? "given-up" : ""} href="#/appointments/${one.number}" aria-current=${one.number === this.number ? "true" : "false"}>
        <span class="line"><b class="time">${clockTime(one.starts_at)}–${clockTime(one.ends_at)}</b><span class="kind">${label("service", one.service)}</span>
          <span class="gap"></span>${stateWord(one.state)}</span>
        <span class="title">${one.name} · ${label("district", one.district)} ${one.place}</span>
        <span class="line quiet">${language() === "zh" ? one.resource_zh : one.resource_en}<span class="gap"></span>${one.number}</span>
      </a></li>`;
  }

  async #load() {
    try {
      const asked = Object.entries({ day: this.day, ...this.#narrowed }).filter(([, value]) => value);
      this.rows = await get(`/appointments?${new URLSearchParams(asked)}`);
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("appointments-view", AppointmentsView);
