// Under the head of a conversation: what this customer was told by when, until it is kept.

import { Part, html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { distance, moment } from "../model/times.js";
import { language, t } from "../model/words.js";

class PromiseStrip extends Part {
  static properties = { about: {}, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  render() {
    const owed = this.about.promises.filter(({ state }) => state === "open" || state === "late" || state === "broken")
      .filter((one, _, all) => one.state !== "broken" || !all.some((later) => later.again && later.state === "open"));
    if (!owed.length) return nothing;
    return html`<section class="promised" aria-label=${t("promise.title")}>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>
      <ul>${owed.map((one) => this.#line(one))}</ul></section>`;
  }

  #line(one) {
    const late = one.state !== "open";
    return html`<li class=${late ? "late" : ""}>${icon("clock")}
      <span class="what">${this.#what(one)}</span>
      <span class="due">${t(late ? "promise.late" : "promise.by", { due: moment(one.due_at), left: distance(one.due_at) })}</span>
      ${desk.may("work") && !one.ticket ? html`<button class="link" @click=${() => this.#kept(one)}>${t("promise.markKept")}</button>` : nothing}</li>`;
  }

  #what(one) {
    if (one.ticket) return html`<a href="#/tickets/${one.ticket}">${one.ticket}</a> ${one.clock ? one[`clock_${language()}`] : t("promise.answer")}`;
    return one.what || t("promise.answer");
  }

  async #kept(one) {
    try {
      await post(`/conversations/${this.about.id}/promises/${one.id}/kept`);
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("promise-strip", PromiseStrip);
