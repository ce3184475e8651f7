import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble, who } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import "./conversation-pane.js";

const PAGE = 50;
const TYPED_MS = 300;

class HistoryView extends Part {
  static properties = { conversation: {}, rows: { state: true }, more: { state: true }, problem: { state: true } };
  #text = ""; #typed;

  constructor() { super(); new Watching(this); this.#load(); }

  render() {
    return html`
      <main class="work past">
        <section class="table" aria-labelledby="history-title">
          <header><h1 id="history-title">${t("history.title")}</h1>
            <label class="search">${icon("search")}<input type="search" aria-label=${t("history.search")} placeholder=${t("history.search")} maxlength="100" @input=${this.#search}></label></header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("history.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="history-title">${repeat(this.rows ?? [], (one) => one.conversation_id, (one) => this.#row(one))}
            ${this.more ? html`<li class="more"><button @click=${() => this.#load(this.rows.at(-1).last_id)}>${t("tickets.more")}</button></li>` : nothing}</ol>
        </section>
        ${this.conversation ? html`<conversation-pane .conversation=${this.conversation} readOnly></conversation-pane>`
          : html`<section class="card-pane empty"><p class="quiet">${t("history.choose")}</p></section>`}
      </main>`;
  }

  #row(one) {
    return html`
      <li><a href="#/history/${one.conversation_id}" aria-current=${one.conversation_id === this.conversation ? "true" : "false"}>
        <span class="line"><b>${who({ name: one.customer_name, customer_id: one.customer_id })}</b><span class="gap"></span><span class="quiet">${moment(one.at)}</span></span>
        <span class="title">${one.text}</span>
        <span class="line quiet"><span class="kind">${label("channel", one.channel)}</span>${label("language", one.language)} · ${t("history.messages", { n: one.count })}</span>
      </a></li>`;
  }

  #search = ({ target }) => {
    clearTimeout(this.#typed);
    this.#typed = setTimeout(() => { this.#text = target.value.trim(); this.#load(); }, TYPED_MS);
  };

  async #load(before) {
    const asked = new URLSearchParams({ text: this.#text, ...(before && { before }) });
    try {
      const rows = await get(`/history?${asked}`);
      this.more = rows.length === PAGE;
      this.rows = before ? [...this.rows, ...rows] : rows;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("history-view", HistoryView);
