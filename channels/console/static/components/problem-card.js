import { Part, html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { answers, form, named } from "../model/forms.js";
import { trouble } from "../model/shared.js";
import { day } from "../model/times.js";
import { label, t } from "../model/words.js";
import { formFields } from "./form-fields.js";

// One problem: its causes, what is done against it and by whom, and the tickets. Whoever works on tickets may say here
// whether a measure works.
class ProblemCard extends Part {
  static properties = { one: {}, checking: { state: true }, wrong: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  render() {
    const { one } = this;
    return html`<section class="card-pane quality" aria-labelledby="problem-title">
      <header><h2 id="problem-title">${title(one)}</h2></header>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      ${one.causes.length ? html`<section><h3>${t("problems.causes")}</h3><ul class="sheet">${one.causes.map((cause) => html`<li>${cause}</li>`)}</ul></section>` : nothing}
      ${one.measures.length ? html`<section><h3>${t("problems.measures")}</h3>${one.measures.map((each) => this.#measure(each))}</section>` : nothing}
      <section><h3>${t("problems.tickets")}</h3><p class="numbers">${one.tickets.map((number) => html`<a class="number" href="#/tickets/${number}">${number}</a> `)}</p></section>
    </section>`;
  }

  #measure(each) {
    const state = each.done_at ? "isDone" : each.late ? "isLate" : "isOpen";
    const here = `${each.ticket} ${each.of}`;
    return html`<div class="finding measure"><b>${each.what}</b>
      <p class="quiet">${each.owner ?? ""}${each.due ? ` · ${t("problems.due", { day: day(`${each.due}T12:00:00+08:00`) })}` : ""} ·
        <b class=${state === "isLate" ? "late" : state === "isDone" ? "done" : ""}>${t(`problems.${state}`)}</b> ·
        <a class="number" href="#/tickets/${each.ticket}">${each.ticket}</a></p>
      ${each.result ? html`<p>${each.result}</p>` : nothing}
      ${each.done_at || !desk.may("work") ? nothing : this.checking === here ? this.#form(each)
        : html`<button @click=${() => { this.checking = here; this.wrong = {}; }}>${t("problems.check")}</button>`}</div>`;
  }

  #form(each) {
    return html`<form class="move" @submit=${(event) => this.#check(event, each)}>
      <b>${named(form("measure_check").name)}</b>${formFields("measure_check", { of: each.of }, this.wrong)}
      <button class="primary">${t("problems.check")}</button></form>`;
  }

  async #check(event, each) {
    event.preventDefault();
    try {
      await post(`/tickets/${each.ticket}/events`, { kind: "measure_checked", data: answers(event.target, "measure_check"), note: "" });
      Object.assign(this, { checking: undefined, problem: undefined, wrong: {} });
      this.dispatchEvent(new Event("changed"));
    } catch (refusal) {
      this.wrong = refusal.facts?.fields ?? {};
      this.problem = trouble(refusal);
    }
  }
}

// The standard's name of a category of causes stands in its form.
export function title({ category, type }) {
  const choices = form("root_cause").fields.find(({ name }) => name === "category")?.choices ?? {};
  const cause = choices[category] ? named(choices[category]) : t("problems.unknown");
  return `${cause} · ${type ? label("complaint", type) : t("problems.fault")}`;
}

customElements.define("problem-card", ProblemCard);
