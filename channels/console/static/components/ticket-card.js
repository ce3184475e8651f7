import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { clockWord, emotion, stateWord, trouble } from "../model/shared.js";
import { distance, moment } from "../model/times.js";
import { label, language, t, word } from "../model/words.js";
import { caseBar } from "./case-bar.js";
import { caseHistory } from "./case-history.js";
import { caseLinks } from "./case-links.js";
import { caseMissing } from "./case-missing.js";
import { caseAccused, caseAssign, caseClass, caseCustomer } from "./case-people.js";
import { casePriority, grade } from "./case-priority.js";
import { caseRating } from "./case-rating.js";
import { caseSubtasks } from "./case-subtasks.js";
import { masked } from "./masked-value.js";
import "./case-next.js";
import "./message-files.js";
import "./ticket-letters.js";
import "./ticket-remedies.js";

const PRESSING = 3; // deadlines shown at once

// A ticket as a case: how far it is, what comes next, what is missing, and all that belongs to it.
class TicketCard extends Part {
  static properties = { number: {}, ticket: { state: true }, problem: { state: true } };

  constructor() {
    super();
    new Watching(this);
    this.addEventListener("case-changed", () => this.#changed());
  }

  // A letter or a remedy has changed the ticket.
  async #changed() {
    await this.#show(() => get(`/tickets/${this.number}`));
    this.dispatchEvent(new Event("changed"));
  }

  willUpdate(changed) {
    if (changed.has("number")) this.#show(() => get(`/tickets/${this.number}`));
  }

  // The refusal, if there was one.
  async #show(ask) {
    try {
      this.ticket = await ask();
      this.problem = undefined;
      return undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
      return refusal;
    }
  }

  render() {
    const one = this.ticket;
    const change = desk.may("work") && !one?.merged_into ? this.change : undefined; // who may only read is offered nothing
    return html`
      <section class="card-pane case" aria-label=${this.number} tabindex="0">
        <a class="to-list" href="#/tickets">${icon("left")}${t("tickets.title")}</a>
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        ${one ? html`${this.#head(one)}${caseBar(one)}${change ? html`<case-next .ticket=${one} .change=${change}></case-next>` : nothing}${this.#clocks(one)}${caseRating(one)}${caseMissing(one, change)}
          ${one.merged_into ? nothing : casePriority(one, change)}${this.#facts(one)}${change ? this.#people(one) : nothing}${caseSubtasks(one, change)}${caseLinks(one, change)}
          <ticket-letters .number=${one.number} .at=${one.history.length}></ticket-letters><ticket-remedies .number=${one.number}></ticket-remedies>
          ${this.#files(one)}${caseHistory(one)}` : nothing}
      </section>`;
  }

  #head(one) {
    return html`
      <header><p class="line"><b class="number">${one.number}</b><span class="kind">${label("kind", one.kind)}</span>${grade(one.weight.grade)}${stateWord(one.state)}${emotion(one.emotion)}</p>
        <h1>${masked(one.title, `ticket:${one.number}`, "title")}</h1><p class="quiet">${t("tickets.opened", { time: moment(one.created_at) })}${one.assignee ? ` · ${t("tickets.assignee")} ${one.assignee}` : ""}</p></header>
      ${one.merged_into ? html`<p class="merged">${t("case.mergedInto")} <a href="#/tickets/${one.merged_into}">${one.merged_into}</a></p>` : nothing}`;
  }

  #clocks({ clocks }) {
    if (!clocks.length) return nothing;
    return html`<section><h2>${t("tickets.due")}</h2>
      ${this.#clockList(clocks.slice(0, PRESSING))}
      ${clocks.length > PRESSING ? html`<details><summary>${t("tickets.moreClocks", { n: clocks.length - PRESSING })}</summary>${this.#clockList(clocks.slice(PRESSING))}</details>` : nothing}</section>`;
  }

  #clockList(clocks) {
    return html`<ul class="clocks">${clocks.map((one) => html`<li><span class="name">${language() === "zh" ? one.name_zh : one.name_en}</span>
      <span class="quiet">${moment(one.due)}${one.stopped ? "" : ` · ${distance(one.due)}`}</span>${clockWord(one)}<small class="quiet">${one.clauses.join(" ")}</small></li>`)}</ul>`;
  }

  #facts(one) {
    const facts = [
      ["case.customerClass", `${label("customer_class", one.customer_class)} · ${t(`case.group.${one.customer_group}`)}`],
      ["tickets.channel", one.channel && label("channel", one.channel)], ["tickets.department", label("department", one.department)], ["tickets.type", one.type && label("complaint", one.type)],
      ["tickets.level", one.level && label("level", one.level)], ["tickets.contact", masked(one.contact, `ticket:${one.number}`, "contact")],
      ["tickets.owner", one.owner ?? t("tickets.nobody")], ["tickets.assignee", one.assignee ?? t("tickets.nobody")],
    ];
    const recorded = Object.entries(one.fields).filter(([, value]) => value !== null && value !== "");
    return html`
      <section><dl class="facts">${facts.filter(([, value]) => value).map(([key, value]) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
        ${one.conversation_id ? html`<a class="button" href="#/history/${one.conversation_id}">${t("tickets.conversation")}</a>` : nothing}</section>
      ${recorded.length ? html`<section><h2>${t("tickets.fields")}</h2>
        <dl class="facts">${recorded.map(([name, value]) => html`<div><dt>${label("field", name)}</dt><dd>${masked(word(name, value), `ticket:${one.number}`, `fields.${name}`)}</dd></div>`)}</dl></section>` : nothing}`;
  }

  // While classifying or assigning is the next step, its form stands there.
  #people(one) {
    const next = one.moves.find((move) => !move.aside)?.by;
    return html`<section class="people"><h2>${t("case.people")}</h2>
      ${one.kind === "complaint" ? caseAccused(one, this.change) : nothing}
      ${next === "assignment" ? nothing : html`<details><summary>${t("case.assign")}</summary>${caseAssign(one, this.change)}</details>`}
      ${one.kind === "complaint" && next !== "classification" ? html`<details><summary>${t("tickets.correct")}</summary>${caseClass(one, this.change)}</details>` : nothing}
      ${caseCustomer(one, this.change)}</section>`;
  }

  #files({ conversation_id, attachments }) {
    if (!attachments.length) return nothing;
    return html`<section><h2>${t("files.title")}</h2>
      <message-files .files=${attachments} .path=${`/conversations/${conversation_id}`}></message-files></section>`;
  }

  change = async (what, asked) => {
    const refusal = await this.#show(() => post(`/tickets/${this.number}/${what}`, asked));
    if (!refusal) this.dispatchEvent(new Event("changed"));
    return refusal;
  };
}

customElements.define("ticket-card", TicketCard);
