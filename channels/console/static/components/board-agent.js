import { Part, html, nothing, repeat } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { emotion, who } from "../model/shared.js";
import { elapsed } from "../model/times.js";
import { label, listed, t } from "../model/words.js";
import "./since-time.js";

// One agent on the board: there or not, how much of what they can carry, and each conversation to look into.
class BoardAgent extends Part {
  static properties = { agent: {}, open: {} };

  constructor() { super(); new Watching(this); }

  render() {
    const { name, staff_no: no, role, available, holding, capacity, skills, seen_at: seen } = this.agent;
    const load = t("board.holds", { n: holding.length, capacity });
    return html`
        <span class="line"><i class=${available ? "on" : "off"}></i><strong>${name}</strong><span class="quiet">${no} · ${label("role", role)}</span>
          <span class="gap"></span><span class="load"><meter min="0" max=${capacity} value=${Math.min(holding.length, capacity)} high=${capacity - 0.5} aria-label=${load}></meter><span class="time">${load}</span></span></span>
        <span class="line quiet">${t(available ? "team.available" : "team.away")}${available || !seen ? nothing : html` · ${t("board.seen", { time: elapsed(seen) })}`}</span>
        ${skills.length ? html`<span class="line quiet">${listed(skills.map((one) => label("skill", one)))}</span>` : nothing}
        ${holding.length ? html`<ul>${repeat(holding, (one) => one.conversation_id, (one) => this.#held(one))}</ul>` : nothing}`;
  }

  #held(one) {
    const here = one.conversation_id === this.open;
    return html`<li><a href="#/board/${one.conversation_id}" aria-current=${here ? "true" : "false"}>
      <span>${who(one)}</span>${one.urgent ? html`<em class="urgent-word">${t("queue.urgent")}</em>` : nothing}${emotion(one.emotion)}<span class="gap"></span>
      ${one.assigned ? html`<span class="quiet">${t("board.notTakenUp")}</span>`
        : one.owed_since ? html`<span class="owed">${t("mine.toAnswer")} <since-time .at=${one.owed_since}></since-time></span>`
          : html`<span class="quiet"><since-time .at=${one.since}></since-time></span>`}</a></li>`;
  }
}

customElements.define("board-agent", BoardAgent);
