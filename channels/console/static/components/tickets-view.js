import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { clockWord, stateWord, trouble } from "../model/shared.js";
import { distance, moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import "./ticket-card.js";

const LOOK_AGAIN_MS = 30000;
const TYPED_MS = 250;

class TicketsView extends Part {
  static properties = { number: {}, rows: { state: true }, problem: { state: true }, more: { state: true } };
  #asked = { text: "", kind: "", state: "" }; #timer; #typed;

  constructor() { super(); this.rows = null; new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.#timer = setInterval(() => this.rows?.length <= 50 && this.#load(), LOOK_AGAIN_MS);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.#timer); }

  render() {
    return html`
      <main class="work">
        <section class="table" aria-labelledby="tickets-title">
          <header><h1 id="tickets-title">${t("tickets.title")}</h1>${this.#filters()}</header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("tickets.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="tickets-title">${repeat(this.rows ?? [], (one) => one.number, (one) => this.#row(one))}
            ${this.more ? html`<li class="more"><button @click=${() => this.#load(this.rows.at(-1).id)}>${t("tickets.more")}</button></li>` : nothing}</ol>
        </section>
        ${this.number ? html`<ticket-card .number=${this.number} @changed=${() => this.#load()}></ticket-card>`
          : html`<section class="card-pane empty"><p class="quiet">${t("tickets.choose")}</p></section>`}
      </main>`;
  }

  #filters() {
    const states = this.#asked.kind ? desk.choices.states[this.#asked.kind] : [...new Set(Object.values(desk.choices.states).flat())];
    return html`
      <label class="search">${icon("search")}<input type="search" aria-label=${t("tickets.search")} placeholder=${t("tickets.search")} @input=${this.#search}></label>
      ${this.#choice("kind", desk.choices.kinds)}${this.#choice("state", states)}`;
  }

  #choice(name, values) {
    return html`<select aria-label=${t(`tickets.${name}`)} @change=${({ target }) => this.#ask({ [name]: target.value })}>
      <option value="">${t(`tickets.${name}`)}: ${t("tickets.all")}</option>
      ${values.map((value) => html`<option value=${value} ?selected=${this.#asked[name] === value}>${label(name, value)}</option>`)}</select>`;
  }

  #row(one) {
    return html`
      <li><a href="#/tickets/${one.number}" aria-current=${one.number === this.number ? "true" : "false"}>
        <span class="line"><b class="number">${one.number}</b><span class="kind">${label("kind", one.kind)}</span>
          ${one.level && one.level !== "ordinary" ? html`<em class="urgent-word">${label("level", one.level)}</em>` : nothing}<span class="gap"></span>${stateWord(one.state)}</span>
        <span class="title">${one.title}</span>
        <span class="line quiet">${t("tickets.opened", { time: moment(one.created_at) })}<span class="gap"></span>
          ${one.clock ? html`<span class="clock clock-${one.clock.state}">${icon("clock")}${distance(one.clock.due)}</span>` : clockWord(null)}</span>
      </a></li>`;
  }

  #search = ({ target }) => {
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => this.#ask({ text: target.value.trim() }), TYPED_MS);
  };

  #ask(change) {
    Object.assign(this.#asked, change);
    if (change.kind !== undefined) this.#asked.state = "";
    this.#load();
  }

  async #load(before) {
    const asked = new URLSearchParams(Object.entries({ ...this.#asked, before: before ?? "" }).filter(([, value]) => value));
    try {
      const rows = await get(`/tickets?${asked}`);
      this.more = rows.length === 50;
      this.rows = before ? [...this.rows, ...rows] : rows;
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("tickets-view", TicketsView);
