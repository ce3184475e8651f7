import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { stateWord, trouble } from "../model/shared.js";
import { clockTime, day, moment } from "../model/times.js";
import { label, language, t } from "../model/words.js";
import { masked } from "./masked-value.js";
import "./free-times.js";

const STILL_TO_COME = ["booked", "confirmed"];

class AppointmentCard extends Part {
  static properties = { number: {}, booked: { state: true }, problem: { state: true }, asking: { state: true }, moving: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("number")) this.#follow(() => get(`/appointments/${this.number}`));
  }

  async #show(ask) {
    this.asking = this.moving = false;
    try {
      this.booked = await ask();
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }

  // The list beside it turns to the appointment's day.
  async #follow(ask) {
    await this.#show(ask);
    if (this.booked) this.dispatchEvent(new CustomEvent("shown", { detail: this.booked.starts_at }));
  }

  render() {
    const one = this.booked;
    return html`
      <section class="card-pane" aria-label=${this.number} tabindex="0">
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        ${one ? html`
          <header><p class="line"><b class="number">${one.number}</b><span class="kind">${label("service", one.service)}</span>${stateWord(one.state)}</p>
            <h2>${day(one.starts_at)} ${clockTime(one.starts_at)}–${clockTime(one.ends_at)}</h2></header>
          ${this.#facts(one)}
          ${STILL_TO_COME.includes(one.state) ? html`${this.#changes(one)}${this.#time(one)}` : nothing}
          ${this.#history(one)}` : nothing}
      </section>`;
  }

  #facts(one) {
    const shown = (name) => masked(one[name], `appointment:${one.number}`, name);
    const facts = [
      ["appointments.who", shown("name")], ["tickets.contact", shown("contact")], ["appointments.place", html`${label("district", one.district)} ${shown("place")}`],
      ["case.customerClass", label("customer_class", one.customer_class)], ["tickets.channel", one.channel && label("channel", one.channel)], ["appointments.need", shown("need")], ["appointments.resource", language() === "zh" ? one.resource_zh : one.resource_en],
    ];
    return html`<section><dl class="facts">${facts.filter(([, value]) => value).map(([key, value]) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
      ${one.conversation_id ? html`<a class="button" href="#/history/${one.conversation_id}">${t("tickets.conversation")}</a>` : nothing}</section>`;
  }

  #changes(one) {
    return html`
      <form class="move" @submit=${(event) => event.preventDefault()}>
        <label>${t("appointments.note")}<textarea name="note" rows="2" maxlength="2000"></textarea></label>
        ${this.asking ? html`
          <div class="confirm" role="alertdialog" aria-label=${t("appointments.cancel")}><p>${t("appointments.sure", { number: one.number })}</p>
            <button type="button" @click=${() => { this.asking = false; }}>${t("dialog.cancel")}</button>
            <button type="button" class="danger" @click=${() => this.#set("cancelled")}>${t("appointments.yes")}</button></div>`
          : html`<div class="buttons">
            ${one.state === "booked" ? html`<button type="button" @click=${() => this.#set("confirmed")}>${t("appointments.confirmed")}</button>` : nothing}
            <button type="button" @click=${() => this.#set("done")}>${t("appointments.done")}</button>
            <button type="button" @click=${() => this.#set("missed")}>${t("appointments.missed")}</button>
            <button type="button" aria-expanded=${Boolean(this.moving)} @click=${() => { this.moving = !this.moving; }}>${t("appointments.move")}</button>
            <button type="button" class="danger" @click=${() => { this.asking = true; }}>${t("appointments.cancel")}</button></div>`}
      </form>`;
  }

  #time(one) {
    if (!this.moving) return nothing;
    return html`
      <form class="move" @submit=${this.#move}>
        <free-times .service=${one.service} .district=${one.district}></free-times>
        <p class="quiet">${t("appointments.moveHint")}</p>
        <button class="primary">${t("appointments.moveGo")}</button>
      </form>`;
  }

  #move = async (event) => {
    event.preventDefault();
    const { starts_at } = Object.fromEntries(new FormData(event.target));
    await this.#follow(() => post(`/appointments/${this.number}/time`, { starts_at }));
    this.dispatchEvent(new Event("changed"));
  };

  async #set(state) {
    const field = this.querySelector("[name=note]");
    await this.#show(() => post(`/appointments/${this.number}/state`, { state, note: field.value }));
    if (!this.problem) field.value = "";
    this.dispatchEvent(new Event("changed"));
  }

  #history({ history }) {
    return html`
      <section><h3>${t("tickets.history")}</h3>
        <ol class="course">${[...history].reverse().map((one) => html`<li><time>${moment(one.at)}</time>
          <span>${stateWord(one.kind)} ${moment(one.starts_at)}${one.agent_name ? ` · ${one.agent_name}` : ""}</span>
          ${one.note ? html`<q>${one.note}</q>` : nothing}</li>`)}</ol></section>`;
  }
}

customElements.define("appointment-card", AppointmentCard);
