import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { stamp } from "../model/times.js";
import { t, word } from "../model/words.js";
import "./hold-dialog.js";
import "./lift-dialog.js";

const PAGE = 50;

// Legal holds, the lifted ones too: while one stands, nothing of its customer is removed (C-19).
class HoldsList extends Part {
  static properties = { holds: { state: true }, more: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  render() {
    return html`
      <p class="about"><span>${t("hold.about")}</span><button class="primary" @click=${() => this.querySelector("hold-dialog").open()}>${icon("plus")}${t("hold.go")}</button></p>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="audit-title">
        ${this.holds && !this.holds.length ? html`<p class="quiet none">${t("hold.none")}</p>` : this.#table()}
        ${this.more ? html`<p class="more"><button @click=${() => this.#load(this.holds.at(-1).id)}>${t("tickets.more")}</button></p>` : nothing}
      </div>
      <hold-dialog @changed=${() => this.#load()}></hold-dialog>
      <lift-dialog @changed=${() => this.#load()}></lift-dialog>`;
  }

  #table() {
    return html`<table><thead><tr>${["customer", "reason", "set", "state"].map((name) => html`<th scope="col">${t(`hold.${name}`)}</th>`)}</tr></thead>
      <tbody>${repeat(this.holds ?? [], (one) => one.id, (one) => this.#row(one))}</tbody></table>`;
  }

  #row(one) {
    return html`<tr class=${one.lifted_at ? "over" : ""}>
      <td class="time">${one.customer_id}</td>
      <td class="data">${one.reason}</td>
      <td>${word("actor", one.set_by)} <small class="quiet">${stamp(one.set_at)}</small></td>
      <td class="data">${one.lifted_at
        ? html`<span>${t("hold.lifted", { who: word("actor", one.lifted_by), at: stamp(one.lifted_at) })}</span> <span class="quiet">${one.lifted_because}</span>`
        : html`<span class="line"><b class="stands">${t("hold.stands")}</b><button @click=${() => this.querySelector("lift-dialog").of(one)}>${t("lift.go")}</button></span>`}</td></tr>`;
  }

  async #load(before) {
    try {
      const rows = await get(`/holds${before ? `?before=${before}` : ""}`);
      Object.assign(this, { more: rows.length === PAGE, problem: undefined });
      this.holds = before ? [...this.holds, ...rows] : rows;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("holds-list", HoldsList);
