import { Part, html, nothing } from "../model/lit.js";
import { Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { emotion, stateWord, topicWord } from "../model/shared.js";
import { day, moment } from "../model/times.js";
import { label, t, word } from "../model/words.js";
import { masked } from "./masked-value.js";
import "./notes-list.js";

// All that is already known, so that the customer is asked nothing twice.
class BriefPane extends Part {
  static properties = { thread: {}, about: {}, shown: { type: Boolean }, readOnly: { type: Boolean } };

  constructor() { super(); new Watching(this); }

  render() {
    const { handoff, steps, customer } = this.about;
    const brief = handoff?.brief ?? {};
    return html`
      <aside class="brief ${this.shown ? "shown" : ""}" id="brief" aria-label=${t("brief.title")} tabindex="0" @keydown=${this.#keyed}>
        <button class="round leave" aria-label=${t("dialog.close")} @click=${this.#leave}>${icon("cross")}</button>
        ${handoff ? this.#why(handoff) : html`<p class="quiet">${t("brief.noHandoff")}</p>`}
        ${handoff ? this.#known(brief) : nothing}
        ${brief.heard?.length ? this.#heard(brief.heard) : nothing}
        ${this.#work()}
        ${customer.earlier.length ? this.#earlier(customer.earlier) : nothing}
        <notes-list .thread=${this.thread} .notes=${this.about.notes}></notes-list>
        ${steps.length ? this.#course(steps) : nothing}
        <p class="quiet since">${t("brief.since", { day: day(customer.since) })}</p>
      </aside>`;
  }

  #leave = () => this.dispatchEvent(new Event("leave"));
  #keyed = (event) => { if (event.key === "Escape" && this.shown) this.#leave(); };

  #why(handoff) {
    return html`
      <section class="why ${handoff.urgent ? "urgent" : ""}">
        <h2>${t("brief.why")}</h2>
        <p class="reason">${label("reason", handoff.reason)}${handoff.urgent ? html`<em class="urgent-word">${t("queue.urgent")}</em>` : nothing}</p>
        <p class="line">${emotion(handoff.emotion)}${topicWord(handoff.topic) ? html`<span class="topic">${topicWord(handoff.topic)}</span>` : nothing}</p>
        <p class="quiet">${t("brief.waitedFrom", { time: moment(handoff.asked_at) })}</p>
      </section>`;
  }

  #known({ slots = {} }) {
    const fields = Object.entries(slots).filter(([, value]) => value !== null && value !== "" && typeof value !== "object");
    return html`
      <section><h2>${t("brief.known")}</h2>
        ${fields.length ? html`<dl class="facts">${fields.map(([name, value]) => html`<div><dt>${this.#field(name)}</dt><dd>${this.#value(name, value)}</dd></div>`)}</dl>`
          : html`<p class="quiet">${t("brief.none")}</p>`}
      </section>`;
  }

  // Slots are named <topic>_<field>: the field says it here.
  #bare(name) {
    const parts = name.split("_");
    while (parts.length > 1 && label("field", parts.join("_")) === parts.join(" ")) parts.shift();
    return parts.join("_");
  }

  #field(name) { return label("field", this.#bare(name)); }

  #value(name, value) {
    const field = this.#bare(name);
    if (value === true || value === false) return value ? "✓" : "✗";
    if (/^\d{4}-\d\d-\d\dT/.test(value)) return moment(value);
    return masked(word(field, value), `conversation:${this.about.id}`, `known.${name}`);
  }

  #heard(heard) {
    return html`
      <section><h2>${t("brief.understood")}</h2>
        <ol class="heard">${heard.map((one) => html`<li><q>${one.text}</q>
          <span class="line">${emotion(one.emotion)}<span class="quiet">${topicWord(one.topic || one.intent)}${one.confidence ? ` ${Math.round(one.confidence * 100)}%` : ""}</span></span></li>`)}</ol>
      </section>`;
  }

  #work() {
    const { tickets, appointments } = this.about;
    return html`
      <section><h2 class="line">${t("brief.tickets")}<span class="gap"></span>${this.#begin("ticket")}</h2>
        ${tickets.length ? html`<ul class="works">${tickets.map((one) => html`<li><a href="#/tickets/${one.number}">${one.number}</a>
          ${stateWord(one.state)}<span>${label("kind", one.kind)} · ${one.title}</span></li>`)}</ul>` : html`<p class="quiet">${t("brief.noTickets")}</p>`}
      </section>
      <section><h2 class="line">${t("brief.appointments")}<span class="gap"></span>${this.#begin("booking")}</h2>
        ${appointments.length ? html`<ul class="works">${appointments.map((one) => html`<li><a href="#/appointments/${one.number}">${one.number}</a>
          ${stateWord(one.state)}<span>${label("service", one.service)} · ${moment(one.starts_at)}</span></li>`)}</ul>` : html`<p class="quiet">${t("brief.noAppointments")}</p>`}
      </section>`;
  }

  #begin(name) {
    if (!this.thread.held || this.readOnly) return nothing;
    const ask = () => this.dispatchEvent(new CustomEvent("ask", { detail: name }));
    return html`<button class="link" data-ask=${name} @click=${ask}>${icon("plus")}${t(`${name}.begin`)}</button>`;
  }

  #course(steps) {
    return html`
      <section><h2>${t("brief.passed")}</h2>
        <ol class="course">${steps.map((one) => html`<li><time>${moment(one.at)}</time>
          <span>${one.agent_name ? html`<b>${one.agent_name}</b> ` : nothing}${label("passed", one.kind)}${one.to_agent_name ? ` → ${one.to_agent_name}` : ""}</span>
          ${one.note ? html`<q>${one.note}</q>` : nothing}
          ${one.wrap_up ? html`<q>${label("topic", one.wrap_up.topic)} · ${label("outcome", one.wrap_up.outcome)}：${one.wrap_up.summary}</q>` : nothing}
          ${one.rating ? html`<span>${t("brief.rating")} ${"★".repeat(one.rating)}${"☆".repeat(5 - one.rating)}</span>` : nothing}</li>`)}</ol>
      </section>`;
  }

  // One history, whatever the channel: each opens to be read.
  #earlier(conversations) {
    return html`
      <section><h2>${t("brief.earlier")}</h2>
        <ol class="works earlier">${conversations.map((one) => html`<li><span class="kind">${label("channel", one.channel)}</span>
          <a href="#/history/${one.conversation_id}">${moment(one.at)}</a><span class="quiet">${t("history.messages", { n: one.count })}</span><span>${one.text}</span></li>`)}</ol>
      </section>`;
  }
}

customElements.define("brief-pane", BriefPane);
