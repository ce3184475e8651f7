import { Part, classMap, html, nothing, repeat } from "../model/lit.js";
import { BoardFeed } from "../model/board.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { emotion, topicWord, who } from "../model/shared.js";
import { distance, elapsed } from "../model/times.js";
import { label, language, t } from "../model/words.js";
import "./conversation-pane.js";
import "./board-agent.js";
import "./since-time.js";

// For supervisors: everything at once, and any conversation beside it.
class BoardView extends Part {
  static properties = { conversation: {} };
  #feed;

  constructor() { super(); new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    this.#feed = new BoardFeed();
    this.#feed.addEventListener("change", () => this.requestUpdate());
  }

  disconnectedCallback() { super.disconnectedCallback(); this.#feed.close(); }

  render() {
    const board = this.#feed.now;
    if (!board) return html`<main class="board"><p class="quiet">${t("conversation.loading")}</p></main>`;
    const beside = Boolean(this.conversation);
    return html`
      <main class=${classMap({ board: true, beside })}>
        <div class="board-all" tabindex="0" role="region" aria-label=${t("nav.board")}>
          ${beside ? html`<a class="button back" href="#/board">${icon("left")}${t("board.whole")}</a>` : html`<h1>${t("nav.board")}</h1>`}
          ${this.#figures(board)}
          <div class="panels">
            ${this.#queue(board.waiting)}${this.#agents(board.agents)}${this.#pressing(board)}${this.#upset(board.mood)}
          </div>
        </div>
        ${beside ? html`<conversation-pane .conversation=${this.conversation} readOnly></conversation-pane>` : nothing}
      </main>`;
  }

  #figures({ waiting, agents, clocks, mood, today }) {
    const there = agents.filter((one) => one.available);
    const held = agents.reduce((sum, one) => sum + one.holding.length, 0);
    const room = there.reduce((sum, one) => sum + one.capacity, 0);
    const share = mood.here ? Math.round((100 * mood.upset) / mood.here) : 0;
    return html`<dl class="figures">
      ${this.#figure("waiting", waiting.length, waiting.length ? t("board.longest", { time: elapsed(this.#longest(waiting)) }) : "", waiting.length > there.length ? "warn" : "")}
      ${this.#figure("agents", `${there.length}`, t("board.load", { held, room }))}
      ${this.#figure("overdue", clocks.overdue, t("board.clocks", { risk: clocks.at_risk, running: clocks.running }), clocks.overdue ? "bad" : clocks.at_risk ? "warn" : "")}
      ${this.#figure("upset", `${share}%`, t("board.ofHere", { upset: mood.upset, here: mood.here }), share >= 30 ? "bad" : share >= 15 ? "warn" : "")}
      ${this.#figure("arrived", today.arrived, t("board.answered", { answered: today.answered, abandoned: today.abandoned }))}
      ${this.#figure("median", today.median_wait === null ? "–" : elapsed(0, today.median_wait * 1000), t("board.untilPerson"))}
    </dl>`;
  }

  #figure(name, value, more, mood = "") {
    return html`<div class="figure ${mood}"><dt>${t(`board.${name}`)}</dt><dd><strong>${value}</strong><span>${more}</span></dd></div>`;
  }

  #longest(waiting) { return waiting.map((one) => one.asked_at).sort()[0]; }

  #panel(name, count, rows, none, more = nothing) {
    return html`<section class="panel" aria-labelledby="board-${name}"><h2 id="board-${name}">${t(`board.${name}Title`)}<b class="count">${count}</b></h2>
      ${count ? html`<ol>${rows}</ol>${more}` : html`<p class="quiet">${t(none)}</p>`}</section>`;
  }

  #queue(waiting) {
    return this.#panel("queue", waiting.length, repeat(waiting, (one) => one.handoff_id, (one) => html`
      <li><a href="#/board/${one.conversation_id}" aria-current=${this.#here(one)}>
        <span class="line"><strong>${who(one)}</strong>${one.urgent ? html`<em class="urgent-word">${t("queue.urgent")}</em>` : nothing}${emotion(one.emotion)}
          <span class="gap"></span><span class="time clock-${one.state ?? "running"}"><since-time .at=${one.asked_at}></since-time></span></span>
        <span class="line quiet">${[topicWord(one.topic) || label("reason", one.reason), label("language", one.language), label("channel", one.channel)].join(" · ")}
          ${one.given_to ? html`<span class="given">→ ${t("board.givenTo", { name: one.given_to })}</span>` : nothing}
          <span class="gap"></span>${one.due ? html`<span class="clock clock-${one.state}">${icon("clock")}${distance(one.due)}</span>` : nothing}</span>
      </a></li>`), "board.nobodyWaits");
  }

  #agents(agents) {
    const order = [...agents].sort((a, b) => b.available - a.available || b.holding.length - a.holding.length);
    return this.#panel("agents", agents.length, repeat(order, (one) => one.id, (one) => html`
      <li class="agent ${one.available ? "on" : "off"}"><board-agent .agent=${one} .open=${this.conversation}></board-agent></li>`), "board.noAgents");
  }

  #pressing({ clocks, pressing }) {
    const all = clocks.overdue + clocks.at_risk;
    const left = all - pressing.length;
    return this.#panel("pressing", all, pressing.map((one) => html`
      <li><a href=${this.#address(one.subject)}>
        <span class="line"><strong class="number">${one.label}</strong><span class="gap"></span><span class="clock clock-${one.state}">${icon("clock")}${distance(one.due)}</span></span>
        <span class="quiet">${language() === "zh" ? one.name_zh : one.name_en}</span></a></li>`), "board.nothingPressing",
    left > 0 ? html`<p class="quiet">${t("board.more", { n: left })}</p>` : nothing);
  }

  #address(subject) {
    const [noun, id] = subject.split(":");
    return noun === "ticket" ? `#/tickets/${id}` : `#/board/${id}`;
  }

  #upset({ upset, those }) {
    return this.#panel("upset", upset, repeat(those, (one) => one.conversation_id, (one) => html`
      <li><a href="#/board/${one.conversation_id}" aria-current=${this.#here(one)}><span class="line"><strong>${who(one)}</strong>${emotion(one.emotion)}
        <span class="gap"></span><span class="quiet">${t(`board.with.${one.holder}`)}</span></span></a></li>`), "board.nobodyUpset");
  }

  #here(one) { return one.conversation_id === this.conversation ? "true" : "false"; }
}

customElements.define("board-view", BoardView);
