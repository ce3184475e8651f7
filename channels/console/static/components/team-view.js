import { Part, html, nothing, repeat } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { emotion, topicWord, trouble, who } from "../model/shared.js";
import { label, t } from "../model/words.js";
import "./conversation-pane.js";
import "./since-time.js";

const LOOK_AGAIN_MS = 10000;

// For supervisors: who holds which conversation. To read, not to change.
class TeamView extends Part {
  static properties = { conversation: {}, rows: { state: true }, problem: { state: true } };
  #timer;

  constructor() { super(); new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#load();
    this.#timer = setInterval(() => this.#load(), LOOK_AGAIN_MS);
  }

  disconnectedCallback() { super.disconnectedCallback(); clearInterval(this.#timer); }

  render() {
    return html`
      <main class="work past">
        <section class="table" aria-labelledby="held-title">
          <header><h1 id="held-title">${t("held.title")}</h1><p class="quiet">${t("held.hint")}</p></header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.rows && !this.rows.length ? html`<p class="quiet none">${t("held.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="held-title">${repeat(this.rows ?? [], (one) => one.handoff_id, (one) => this.#row(one))}</ol>
        </section>
        ${this.conversation ? html`<conversation-pane .conversation=${this.conversation} readOnly></conversation-pane>`
          : html`<section class="card-pane empty"><p class="quiet">${t("held.choose")}</p></section>`}
      </main>`;
  }

  #row(one) {
    const unanswered = one.last?.author === "customer";
    return html`
      <li><a href="#/team/${one.conversation_id}" aria-current=${one.conversation_id === this.conversation ? "true" : "false"}>
        <span class="line"><b>${one.agent_name} · ${one.agent_no}</b>${one.urgent ? html`<em class="urgent-word">${t("queue.urgent")}</em>` : nothing}
          <span class="gap"></span>${emotion(one.emotion)}</span>
        <span class="line"><span>${who(one)}</span><span class="quiet">${topicWord(one.topic) || label("reason", one.reason)}</span></span>
        <span class="title">${one.last?.text ?? ""}</span>
        <span class="line quiet">${t("mine.held")} <since-time .at=${one.claimed_at}></since-time><span class="gap"></span>
          ${unanswered ? html`<span>${t("mine.toAnswer")} <since-time .at=${one.last.at}></since-time></span>` : nothing}</span>
      </a></li>`;
  }

  async #load() {
    try {
      this.rows = await get("/held");
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("team-view", TeamView);
