import { Part, html, nothing } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";

// At the head of every page, while service is not back: what everybody who answers customers has to know.
class IncidentBanner extends Part {
  constructor() { super(); new Watching(this); }

  render() {
    const known = desk.state.incidents ?? [];
    return known.length ? html`<div class="incident-banner" role="status">${known.map((one) => this.#line(one))}</div>` : nothing;
  }

  #line(one) {
    return html`
      <a class=${one.drill ? "drill" : one.severity} href="#/incidents/${one.id}">
        <b>${one.drill ? t("incidents.drill") : label("severity", one.severity)}</b>
        <span>${one.services.map((key) => label("hit", key)).join(t("list.comma"))} · ${where(one)}</span>
        <span class="what">${one.what}</span>
        ${one.until ? html`<span class="quiet">${t("incidents.until", { time: moment(one.until) })}</span>` : nothing}
      </a>`;
  }
}

export const where = (one) => one.districts.map((key) => label("district", key)).join(t("list.comma")) || t("incidents.everywhere");

customElements.define("incident-banner", IncidentBanner);
