import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { distance, moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import "./callback-form.js";

const LOOK_AGAIN_MS = 30000;

// Customers who are to be asked whether all is well: one's own tickets first, then those that are due first.
class CallbacksView extends Part {
  static properties = { chosen: {}, rows: { state: true }, problem: { state: true }, done: { state: true } };
  #timer;

  constructor() { super(); this.rows = null; new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.#timer = setInterval(() => this.#load(), LOOK_AGAIN_MS);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.#timer); }

  render() {
    const open = this.rows?.find((one) => place(one) === this.chosen);
    return html`
      <main class="work">
        <section class="table" aria-labelledby="callbacks-title">
          <header><h1 id="callbacks-title">${t("callbacks.title")}</h1></header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("callbacks.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="callbacks-title">${repeat(this.rows ?? [], place, (one) => this.#row(one))}</ol>
        </section>
        ${open
          ? html`<callback-form .one=${open} @recorded=${({ detail }) => this.#recorded(detail)}></callback-form>`
          : html`<section class="card-pane empty"><p class="quiet" role="status">${this.done ? t(`callbacks.${this.done}`) : t("callbacks.choose")}</p></section>`}
      </main>`;
  }

  #row(one) {
    return html`
      <li><a href="#/callbacks/${place(one)}" aria-current=${place(one) === this.chosen ? "true" : "false"}>
        <span class="line"><b class="number">${one.number}</b><span class="kind">${label("kind", one.kind)}</span><span class="gap"></span>
          <span class="state">${label("callback_phase", one.phase)}</span></span>
        <span class="title">${one.title}</span>
        <span class="line quiet">${one.by_assistant ? t("callbacks.byAssistant", { time: moment(one.at) }) : t("callbacks.byUs")}
          ${one.attempt > 1 ? ` · ${t("callbacks.attempt", { n: one.attempt, all: one.attempts })}` : nothing}
          ${one.mine ? html` · <b>${t("callbacks.mine")}</b>` : one.owner ? ` · ${one.owner}` : nothing}<span class="gap"></span>
          <span class="clock clock-${Date.parse(one.due) < desk.now() ? "overdue" : "running"}">${icon("clock")}${distance(one.due)}</span></span>
      </a></li>`;
  }

  #recorded(outcome) {
    this.done = outcome;
    location.hash = "#/callbacks";
    this.#load();
  }

  async #load() {
    try {
      this.rows = await get("/callbacks/");
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

const place = (one) => `${one.number}-${one.phase}`;

customElements.define("callbacks-view", CallbacksView);
