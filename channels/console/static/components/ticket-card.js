import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { clockWord, emotion, stateWord, trouble } from "../model/shared.js";
import { distance, moment } from "../model/times.js";
import { label, language, t, word } from "../model/words.js";
import "./message-files.js";

const PRESSING = 3; // deadlines shown at once

class TicketCard extends Part {
  static properties = { number: {}, ticket: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("number")) this.#show(() => get(`/tickets/${this.number}`));
  }

  async #show(ask) {
    try {
      this.ticket = await ask();
      this.problem = undefined;
      return true;
    } catch (refusal) {
      this.problem = trouble(refusal);
      return false;
    }
  }

  render() {
    const one = this.ticket;
    return html`
      <section class="card-pane" aria-label=${this.number} tabindex="0">
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        ${one ? html`
          <header><p class="line"><b class="number">${one.number}</b><span class="kind">${label("kind", one.kind)}</span>${stateWord(one.state)}${emotion(one.emotion)}</p>
            <h2>${one.title}</h2><p class="quiet">${t("tickets.opened", { time: moment(one.created_at) })}</p></header>
          ${this.#clocks(one)}${this.#facts(one)}${this.#files(one)}${this.#people(one)}${one.kind === "complaint" ? this.#class(one) : nothing}${this.#move(one)}${this.#history(one)}` : nothing}
      </section>`;
  }

  #clocks({ clocks }) {
    if (!clocks.length) return nothing;
    return html`<section><h3>${t("tickets.due")}</h3>
      ${this.#clockList(clocks.slice(0, PRESSING))}
      ${clocks.length > PRESSING ? html`<details><summary>${t("tickets.moreClocks", { n: clocks.length - PRESSING })}</summary>${this.#clockList(clocks.slice(PRESSING))}</details>` : nothing}</section>`;
  }

  #clockList(clocks) {
    return html`<ul class="clocks">${clocks.map((one) => html`<li><span class="name">${language() === "zh" ? one.name_zh : one.name_en}</span>
      <span class="quiet">${moment(one.due)}${one.stopped ? "" : ` · ${distance(one.due)}`}</span>${clockWord(one)}<small class="quiet">${one.clauses.join(" ")}</small></li>`)}</ul>`;
  }

  #facts(one) {
    const facts = [
      ["tickets.department", label("department", one.department)], ["tickets.type", one.type && label("complaint", one.type)],
      ["tickets.level", one.level && label("level", one.level)], ["tickets.contact", one.contact],
      ["tickets.owner", one.owner ?? t("tickets.nobody")], ["tickets.assignee", one.assignee ?? t("tickets.nobody")],
    ];
    const recorded = Object.entries(one.fields).filter(([, value]) => value !== null && value !== "");
    return html`
      <section><dl class="facts">${facts.filter(([, value]) => value).map(([key, value]) => html`<div><dt>${t(key)}</dt><dd>${value}</dd></div>`)}</dl>
        ${one.conversation_id ? html`<a class="button" href="#/history/${one.conversation_id}">${t("tickets.conversation")}</a>` : nothing}</section>
      ${recorded.length ? html`<section><h3>${t("tickets.fields")}</h3>
        <dl class="facts">${recorded.map(([name, value]) => html`<div><dt>${label("field", name)}</dt><dd>${word(name, value)}</dd></div>`)}</dl></section>` : nothing}`;
  }

  #files({ conversation_id, attachments }) {
    if (!attachments.length) return nothing;
    return html`<section><h3>${t("files.title")}</h3>
      <message-files .files=${attachments} .path=${`/conversations/${conversation_id}`}></message-files></section>`;
  }

  // The owner answers for the ticket to the end; the assignee does the work, and may change.
  #people(one) {
    return html`
      <form class="row" @submit=${this.#assign}>
        <label>${t("tickets.assignTo")}<select name="agent_id" required>
          <option value="">${t("close.choose")}</option>
          ${desk.state.agents.map((agent) => html`<option value=${agent.id} ?selected=${agent.id === one.assignee_id}>${agent.name} · ${agent.staff_no} · ${t(agent.available ? "team.available" : "team.away")}</option>`)}
        </select></label>
        <button>${t("tickets.assign")}</button>
        ${one.assignee_id === desk.me.id ? nothing : html`<button type="button" @click=${() => this.#change("assignee", { agent_id: desk.me.id })}>${t("tickets.take")}</button>`}
      </form>`;
  }

  #assign = (event) => {
    event.preventDefault();
    const { agent_id } = Object.fromEntries(new FormData(event.target));
    this.#change("assignee", { agent_id: Number(agent_id) });
  };

  #class(one) {
    return html`
      <form class="move class" @submit=${this.#classify}>
        <p class="quiet">${t(one.classified ? "tickets.classified" : "tickets.proposed")}</p>
        <div class="pair">${this.#choice("type", desk.choices.types, "complaint", one.type)}${this.#choice("level", desk.choices.levels, "level", one.level)}</div>
        <button class=${one.classified ? "" : "primary"}>${t(one.classified ? "tickets.correct" : "tickets.confirm")}</button>
      </form>`;
  }

  #choice(name, values, group, chosen) {
    return html`<label>${t(`tickets.${name}`)}<select name=${name} required>
      ${chosen ? nothing : html`<option value="">${t("close.choose")}</option>`}
      ${values.map((value) => html`<option value=${value} ?selected=${value === chosen}>${label(group, value)}</option>`)}</select></label>`;
  }

  #classify = (event) => {
    event.preventDefault();
    this.#change("classification", Object.fromEntries(new FormData(event.target)));
  };

  #move(one) {
    return html`
      <form class="move" @submit=${this.#submit}>
        <label>${t("tickets.moveTo")}<select name="state"><option value="">${t("tickets.addNote")}</option>
          ${one.next.map((state) => html`<option value=${state}>${label("state", state)}</option>`)}</select></label>
        <label>${t("tickets.note")}<textarea name="note" rows="2" maxlength="2000"></textarea></label>
        <button class="primary">${t("tickets.save")}</button>
      </form>`;
  }

  #history({ history }) {
    return html`
      <section><h3>${t("tickets.history")}</h3>
        <ol class="course">${[...history].reverse().map((one) => html`<li><time>${moment(one.at)}</time>
          <span>${label("event", one.kind)}${one.state ? html` ${stateWord(one.state)}` : nothing}${one.agent_name ? ` · ${one.agent_name}` : ""}</span>
          ${one.note ? html`<q>${one.note}</q>` : nothing}</li>`)}</ol></section>`;
  }

  #submit = async (event) => {
    event.preventDefault();
    const { state, note } = Object.fromEntries(new FormData(event.target));
    if (!state && !note.trim()) return;
    const done = state ? await this.#change("state", { state, note }) : await this.#change("notes", { note });
    if (done) event.target.reset();
  };

  async #change(what, asked) {
    const done = await this.#show(() => post(`/tickets/${this.number}/${what}`, asked));
    if (done) this.dispatchEvent(new Event("changed"));
    return done;
  }
}

customElements.define("ticket-card", TicketCard);
