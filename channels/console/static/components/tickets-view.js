import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { stateWord, trouble } from "../model/shared.js";
import { distance, moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import { grade } from "./case-priority.js";
import "./entry-dialog.js";
import "./ticket-card.js";

const LOOK_AGAIN_MS = 30000;
const TYPED_MS = 250;
const PAGE = 50;
const QUADRANTS = ["Q1", "Q2", "Q3", "Q4"];

class TicketsView extends Part {
  static properties = { number: {}, rows: { state: true }, subtasks: { state: true }, problem: { state: true }, more: { state: true }, entered: { state: true } };
  #asked = { text: "", kind: "", state: "", order: "", mine: "", unowned: "", first: "", last: "" }; #timer; #typed;

  constructor() { super(); this.rows = null; new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.#timer = setInterval(() => this.rows?.length <= PAGE && this.#load(), LOOK_AGAIN_MS);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.#timer); }

  render() {
    return html`
      <main class="work ${this.number ? "opened" : ""}">
        <section class="table" aria-labelledby="tickets-title">
          <header><h1 id="tickets-title">${t("tickets.title")}</h1>${this.#filters()}
            ${desk.may("work") ? html`<button @click=${() => this.querySelector("entry-dialog").open()}>${icon("plus")}${t("entry.open")}</button>` : nothing}</header>
          ${this.entered ? html`<p class="entered" role="status">${t("entry.tell", this.entered)}</p>` : nothing}
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.#waiting()}
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("tickets.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="tickets-title">${this.#lines()}
            ${this.more ? html`<li class="more"><button @click=${() => this.#load(true)}>${t("tickets.more")}</button></li>` : nothing}</ol>
        </section>
        ${this.number ? html`<ticket-card .number=${this.number} @changed=${() => this.#load()}></ticket-card>`
          : html`<section class="card-pane empty"><p class="quiet">${t("tickets.choose")}</p></section>`}
        <entry-dialog @entered=${({ detail }) => this.#entered(detail)}></entry-dialog>
      </main>`;
  }

  // In the order of work under the four headings of urgency and importance (S1-3.2-b), or one below the other.
  #lines() {
    const rows = this.rows ?? [];
    if (this.#asked.order !== "quadrants") return repeat(rows, (one) => one.number, (one) => this.#row(one));
    return QUADRANTS.map((name) => [name, rows.filter(({ quadrant }) => quadrant === name)]).filter(([, own]) => own.length)
      .map(([name, own]) => html`<li class="heading" data-quadrant=${name}>${label("quadrant", name)} <span class="badge">${own.length}</span></li>${own.map((one) => this.#row(one))}`);
  }

  #filters() {
    const states = this.#asked.kind ? desk.choices.states[this.#asked.kind] : [...new Set(Object.values(desk.choices.states).flat())];
    return html`
      <label class="search">${icon("search")}<input type="search" aria-label=${t("tickets.search")} placeholder=${t("tickets.search")} @input=${this.#search}></label>
      ${this.#choice("kind", desk.choices.kinds)}${this.#choice("state", states)}
      <select aria-label=${t("tickets.order")} @change=${({ target }) => this.#ask({ order: target.value })}>
        ${[["", "tickets.byNew"], ["work", "tickets.byWork"], ["quadrants", "tickets.byQuadrant"]].map(([value, words]) => html`<option value=${value} ?selected=${this.#asked.order === value}>${t(words)}</option>`)}</select>
      <label class="only"><input type="checkbox" @change=${({ target }) => this.#ask({ mine: target.checked ? "true" : "" })}>${t("tickets.mine")}</label>
      <label class="only"><input type="checkbox" @change=${({ target }) => this.#ask({ unowned: target.checked ? "true" : "" })}>${t("tickets.unowned")}</label>
      <details class="days"><summary>${t("tickets.days")}</summary>${["first", "last"].map((name) => html`<label>${t(`quality.${name}`)}<input type="date" name=${name}
        @change=${({ target }) => this.#ask({ [name]: target.value })}></label>`)}</details>`;
  }

  // What other departments wait for from this agent, or from nobody yet of theirs.
  #waiting() {
    if (!this.subtasks?.length) return nothing;
    return html`<details class="for-me" open><summary>${t("case.waiting")}<span class="badge">${this.subtasks.length}</span></summary>
      <ul>${this.subtasks.map((one) => html`<li><a href="#/tickets/${one.ticket_number}"><b class="number">${one.ticket_number}</b><span class="title">${one.request}</span><span class="quiet">${distance(one.due_at)}</span></a></li>`)}</ul></details>`;
  }

  #choice(name, values) {
    return html`<select aria-label=${t(`tickets.${name}`)} @change=${({ target }) => this.#ask({ [name]: target.value })}>
      <option value="">${t(`tickets.${name}`)}: ${t("tickets.all")}</option>
      ${values.map((value) => html`<option value=${value} ?selected=${this.#asked[name] === value}>${label(name, value)}</option>`)}</select>`;
  }

  #row(one) {
    return html`
      <li><a href="#/tickets/${one.number}" aria-current=${one.number === this.number ? "true" : "false"}>
        <span class="line">${grade(one.grade)}<b class="number">${one.number}</b><span class="kind">${label("kind", one.kind)}</span>
          ${one.level && one.level !== "ordinary" ? html`<em class="urgent-word">${label("level", one.level)}</em>` : nothing}<span class="gap"></span>${stateWord(one.state)}</span>
        <span class="title">${one.title}</span>
        <span class="line quiet">${t("tickets.opened", { time: moment(one.created_at) })}${one.assignee ? ` · ${one.assignee}` : ""}<span class="gap"></span>
          ${[one.clock, one.kind === "suggestion" ? one.then : null].map((clock) => (clock ? html`<span class="clock clock-${clock.state}">${icon("clock")}${distance(clock.due)}</span>` : nothing))}</span>
      </a></li>`;
  }

  // The words stay until another ticket is opened: the agent reads them out.
  #entered(entered) {
    this.entered = entered;
    location.hash = `#/tickets/${entered.number}`;
    this.#load();
  }

  willUpdate(changed) { if (changed.has("number") && this.entered && this.number !== this.entered.number) this.entered = undefined; }

  #search = ({ target }) => {
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => this.#ask({ text: target.value.trim() }), TYPED_MS);
  };

  #ask(change) {
    Object.assign(this.#asked, change);
    if (change.kind !== undefined) this.#asked.state = "";
    this.#load();
  }

  async #load(more = false) {
    const order = this.#asked.order && "work";
    const after = !more ? {} : order === "work" ? { seen: this.rows.length } : { before: this.rows.at(-1).id };
    const asked = new URLSearchParams(Object.entries({ ...this.#asked, order, ...after }).filter(([, value]) => value));
    try {
      const rows = await get(`/tickets?${asked}`);
      this.more = rows.length === PAGE;
      this.rows = more ? [...this.rows, ...rows] : rows;
      this.subtasks = desk.may("work") ? await get("/subtasks") : [];
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("tickets-view", TicketsView);
