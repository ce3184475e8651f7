import { Part, html, nothing } from "../model/lit.js";
import { UNITS, further, span, topic } from "../model/figures.js";
import { icon } from "../model/icons.js";
import { label, t } from "../model/words.js";

// Of which time, and of what: tells `change` with the new filter.
class FigureFilter extends Part {
  static properties = { filter: {}, period: {}, choices: {} };

  render() {
    const { filter, choices } = this;
    return html`
      <div class="filter" role="group" aria-label=${t("figures.filter")}>
        <select aria-label=${t("figures.period")} name="period" @change=${({ target }) => this.#tell({ period: target.value })}>
          ${UNITS.map((unit) => html`<option value=${unit} .selected=${unit === filter.period}>${t(`figures.${unit}`)}</option>`)}</select>
        ${filter.period === "own" ? this.#dates() : this.#steps()}
        ${this.#select("channel", choices?.channels.map((name) => [name, label("channel", name)]))}
        ${this.#select("topic", choices?.topics.map((name) => [name, topic(name)]))}
        ${this.#select("agent", choices?.agents.map((one) => [String(one.id), one.name]))}
        ${this.#select("department", choices?.departments.map((name) => [name, label("department", name)]))}
      </div>`;
  }

  #steps() {
    return html`
      <span class="steps">
        <button class="round" aria-label=${t("figures.earlier")} @click=${() => this.#go(-1)}>${icon("left")}</button>
        <span aria-live="polite">${this.period ? span(this.period) : "…"}</span>
        <button class="round" aria-label=${t("figures.later")} ?disabled=${!this.period || Date.parse(this.period.end) > Date.now()} @click=${() => this.#go(1)}>${icon("right")}</button>
      </span>`;
  }

  #dates() {
    const date = (name) => html`<input type="date" aria-label=${t(`figures.${name}`)} name=${name} .value=${this.filter[name] ?? ""} required
      @change=${({ target }) => target.value && this.#tell({ [name]: target.value })}>`;
    return html`<span class="steps">${date("first")} – ${date("last")}</span>`;
  }

  #select(name, options) {
    if (!options) return nothing;
    return html`
      <select aria-label=${t(`figures.${name}`)} name=${name} @change=${({ target }) => this.#tell({ [name]: target.value })}>
        <option value="">${t(`figures.all.${name}`)}</option>
        ${options.map(([value, words]) => html`<option value=${value} .selected=${value === this.filter[name]}>${words}</option>`)}</select>`;
  }

  #go(step) { if (this.period) this.#send(further(this.filter, this.period, step)); }

  #tell(changes) {
    const own = changes.period === "own" && this.period ? { first: this.period.first, last: this.period.last } : {};
    this.#send({ ...this.filter, ...own, ...changes });
  }

  #send(filter) { this.dispatchEvent(new CustomEvent("narrowed", { detail: filter })); }
}

customElements.define("figure-filter", FigureFilter);
