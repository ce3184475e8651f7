import { Part, classMap, html, nothing, repeat } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { go } from "../model/place.js";
import { claimTrouble, emotion, topicWord, who } from "../model/shared.js";
import { exactTime } from "../model/times.js";
import { label, t } from "../model/words.js";
import "./since-time.js";

class SideList extends Part {
  static properties = { open: {}, problem: { state: true }, busy: { state: true } };

  constructor() { super(); new Watching(this); }

  render() {
    const { waiting, mine, agents, available } = desk.state;
    return html`
      <aside class="side-list" aria-label=${t("nav.desk")}>
        <section aria-labelledby="waiting-title">
          <h2 id="waiting-title">${t("queue.title")}<b class="count ${waiting.length ? "some" : ""}">${waiting.length}</b></h2>
          ${this.#top(waiting, available)}
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          <ol>${repeat(waiting, (one) => one.handoff_id, (one) => this.#waiting(one, available))}</ol>
        </section>
        <section aria-labelledby="mine-title">
          <h2 id="mine-title">${t("mine.title")}<b class="count">${mine.length}</b></h2>
          ${mine.length ? nothing : html`<p class="quiet">${t("mine.empty")}</p>`}
          <ol>${repeat(mine, (one) => one.handoff_id, (one) => this.#held(one))}</ol>
        </section>
        ${this.#team(agents)}
      </aside>`;
  }

  #top(waiting, available) {
    if (!available) return html`<div class="away"><p>${t("queue.away")}</p><button @click=${() => desk.setAvailable(true)}>${t("queue.goAvailable")}</button></div>`;
    if (!waiting.length) return html`<p class="quiet">${t("queue.empty")}</p>`;
    return html`<button class="primary next" data-key="next" ?disabled=${this.busy} @click=${() => this.#claim(waiting[0])}>${t("queue.next")}<kbd>N</kbd></button>`;
  }

  #waiting(one, available) {
    return html`
      <li class=${classMap({ entry: true, urgent: one.urgent, chosen: one.conversation_id === this.open })}>
        <a href="#/desk/${one.conversation_id}">
          <span class="line"><strong>${who(one)}</strong>${one.urgent ? html`<em class="urgent-word">${t("queue.urgent")}</em>` : nothing}
            <span class="waited"><small>${t("queue.waited")}</small> <since-time .at=${one.asked_at}></since-time></span></span>
          <span class="line facts">${emotion(one.emotion)}<span>${label("reason", one.reason)}</span></span>
          <span class="line facts quiet">${[topicWord(one.topic), label("language", one.language), label("channel", one.channel)].filter(Boolean).join(" · ")}</span>
          ${one.last ? html`<span class="last">${one.last.text}</span>` : nothing}
        </a>
        <button class="claim" ?disabled=${!available || this.busy} @click=${() => this.#claim(one)}
          aria-label="${t("queue.claim")}: ${who(one)}">${t("queue.claim")}</button>
      </li>`;
  }

  #held(one) {
    const unread = one.conversation_id === this.open ? 0 : desk.unread(one);
    return html`
      <li class=${classMap({ entry: true, chosen: one.conversation_id === this.open, unread: unread > 0 })}>
        <a href="#/desk/${one.conversation_id}" aria-current=${one.conversation_id === this.open ? "true" : "false"}>
          <span class="line"><strong>${who(one)}</strong>
            ${unread ? html`<b class="badge" aria-label=${t("mine.unread", { n: unread })}>${unread}</b>` : nothing}
            ${this.#since(one)}</span>
          <span class="line facts">${emotion(one.emotion)}<span>${topicWord(one.topic) || label("reason", one.reason)}</span><span class="quiet">${label("channel", one.channel)}</span></span>
          ${one.answer_by ? html`<span class="line facts"><em class="urgent-word">${t("mine.answerBy", { time: exactTime(one.answer_by) })}</em></span>` : nothing}
          ${one.last ? html`<span class="last">${one.last.author === "customer" ? nothing : html`<i>${t(`author.${one.last.author}`)}：</i>`}${one.last.text}</span>` : nothing}
        </a>
      </li>`;
  }

  // How long the customer has been waiting for a reply; and when none is owed, how long the conversation is held.
  #since(one) {
    const owed = one.last?.author === "customer";
    return html`<span class="waited ${owed ? "owed" : ""}"><small>${t(owed ? "mine.toAnswer" : "mine.held")}</small>
      <since-time .at=${owed ? one.last.at : (one.claimed_at ?? one.asked_at)}></since-time></span>`;
  }

  #team(agents) {
    return html`
      <details class="team">
        <summary>${t("team.title")}<b class="count">${agents.filter((one) => one.available).length}/${agents.length}</b></summary>
        <ul>${agents.map((one) => html`<li><i class=${one.available ? "on" : "off"}></i>${one.name}
          <span class="quiet">${t(one.available ? "team.available" : "team.away")}${one.holding ? " · " + t("team.holding", { n: one.holding }) : ""}</span></li>`)}</ul>
      </details>`;
  }

  async #claim(one) {
    this.busy = true;
    this.problem = undefined;
    try {
      await post(`/handoffs/${one.handoff_id}/claim`);
      go("desk", one.conversation_id);
    } catch (refusal) {
      this.problem = claimTrouble(refusal);
    }
    this.busy = false;
  }
}

customElements.define("side-list", SideList);
