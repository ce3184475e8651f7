import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import { where } from "./incident-banner.js";
import "./incident-dialog.js";

// One incident: its stages with their due times, the plan's tasks, what customers read, and the review that ends it.
class IncidentCard extends Part {
  static properties = { number: {}, one: { state: true }, problem: { state: true }, busy: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) { if (changed.has("number")) { this.one = null; this.#load(); } }

  render() {
    const { one } = this;
    if (!one) return html`<section class="card-pane empty"><p class="quiet">${this.problem ?? t("conversation.loading")}</p></section>`;
    const leads = desk.may("supervise");
    return html`
      <section class="card-pane incident" aria-labelledby="incident-title">
        <header><h2 id="incident-title">#${one.id} · ${one.what}</h2>
          <span class="line"><span class="kind">${label("severity", one.severity)}</span>${one.drill ? html`<span class="kind">${t("incidents.drill")}</span>` : nothing}
            <span>${one.services.map((key) => label("hit", key)).join(t("list.comma"))} · ${where(one)}</span></span>
          ${one.drill ? html`<p class="quiet">${t("incidents.drillHint")}</p>` : nothing}</header>
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        <section><h3>${t("incidents.stages")}</h3>${this.#stages(one)}${leads && one.next ? this.#next(one) : nothing}</section>
        <section><h3>${t("incidents.notice")}</h3>
          <blockquote lang="zh">${one.notice.zh}</blockquote><blockquote lang="en">${one.notice.en}</blockquote>
          <p class="quiet">${one.until ? t("incidents.until", { time: moment(one.until) }) : t("incidents.noUntil")}</p>
          ${leads && !one.over ? html`<div class="move-row"><button @click=${() => this.querySelector("incident-dialog").open(one)}>${t("incidents.inform")}</button>${this.#regrade(one)}</div>` : nothing}</section>
        ${one.tasks.length ? html`<section><h3>${t("incidents.plan")}</h3><ol class="plan">${one.tasks.map((task) => this.#task(task, leads))}</ol></section>` : nothing}
        <section><h3>${t("tickets.history")}</h3><ol class="course">${one.history.map((event) => this.#event(event))}</ol></section>
        <incident-dialog @done=${({ detail }) => { this.one = detail; }}></incident-dialog>
      </section>`;
  }

  #stages(one) {
    return html`<ol class="incident-stages">${one.stages.map(({ stage, due, at, late }) => html`
      <li class=${at ? "done" : late ? "late" : ""} aria-current=${stage === one.next ? "step" : "false"}><b>${label("stage", stage)}</b>
        <small>${at ? moment(at) : due ? t("incidents.due", { time: moment(due) }) : ""}${late ? html` <em>${t("incidents.late")}</em>` : nothing}</small></li>`)}</ol>`;
  }

  #next(one) {
    return html`
      <form class="move" @submit=${this.#step}>
        ${one.next === "reviewed" ? html`
          <label>${t("incidents.cause")}<textarea name="cause" rows="2" required maxlength="2000"></textarea></label>
          <label>${t("incidents.measures")}<textarea name="measures" rows="2" required maxlength="2000"></textarea></label>` : nothing}
        <p class="quiet">${t(`incidents.explain.${one.next}`)}</p>
        <button class="primary" ?disabled=${this.busy}>${t(`incidents.do.${one.next}`)}</button>
      </form>`;
  }

  #regrade(one) {
    return html`<select aria-label=${t("incidents.severity")} @change=${({ target }) => this.#post("severity", { severity: target.value })}>
      ${desk.choices.incidents.severities.map((key) => html`<option value=${key} ?selected=${key === one.severity}>${label("severity", key)}</option>`)}</select>`;
  }

  #task(task, leads) {
    const path = `tasks/${task.task}`;
    return html`
      <li class=${task.done_at ? "done" : task.late ? "late" : ""}>
        <b>${label("plan", task.task)}</b>
        <small>${task.done_at ? t("incidents.doneBy", { name: task.done_by, time: moment(task.done_at) }) : t("incidents.due", { time: moment(task.due_at) })}
          ${task.late ? html` <em>${t("incidents.late")}</em>` : nothing}</small>
        ${task.done_at ? nothing : html`<span class="line">
          ${leads ? html`<select aria-label="${t("tickets.assignTo")}: ${label("plan", task.task)}" @change=${({ target }) => target.value && this.#post(`${path}/assignee`, { agent_id: Number(target.value) })}>
            <option value="">${t("tickets.nobody")}</option>
            ${desk.state.agents.map((who) => html`<option value=${who.id} ?selected=${who.id === task.assignee_id}>${who.name}</option>`)}</select>`
            : html`<span class="quiet">${task.assignee ?? t("tickets.nobody")}</span>`}
          ${desk.may("work") ? html`<button ?disabled=${this.busy} @click=${() => this.#post(`${path}/done`)}>${t("incidents.tick")}</button>` : nothing}</span>`}
      </li>`;
  }

  #event(event) {
    const what = { assigned: () => t("incidents.given", { task: label("plan", event.data.task) }), done: () => t("incidents.ticked", { task: label("plan", event.data.task) }),
      told: () => t("incidents.told", { n: event.data.count }), notified: () => t("incidents.staffTold", { n: event.data.people }) }[event.kind];
    return html`<li><b>${what ? what() : label("stage", event.kind)}</b>${event.data.severity ? html` <span class="kind">${label("severity", event.data.severity)}</span>` : nothing}
      <small>${event.agent_name ?? t("author.desk")} · ${moment(event.at)}</small>
      ${event.kind === "reviewed" ? html`<p>${t("incidents.cause")}: ${event.data.cause}</p><p>${t("incidents.measures")}: ${event.data.measures}</p>` : nothing}
      ${event.note ? html`<p>${event.note}</p>` : nothing}</li>`;
  }

  #step = (event) => {
    event.preventDefault();
    this.#post("stage", { stage: this.one.next, ...Object.fromEntries(new FormData(event.target)) });
  };

  async #post(path, told = {}) {
    this.busy = true;
    try {
      this.one = await post(`/incidents/${this.number}/${path}`, told);
      this.problem = undefined;
    } catch (refusal) {
      const left = refusal.code === "tasks_open" && refusal.facts.tasks.map((task) => label("plan", task)).join(t("list.comma"));
      this.problem = left ? t("incidents.tasksOpen", { tasks: left }) : trouble(refusal);
      this.#load();
    }
    this.busy = false;
  }

  async #load() {
    try {
      this.one = await get(`/incidents/${this.number}`);
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("incident-card", IncidentCard);
