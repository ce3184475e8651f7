import { Part, html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, members, t } from "../model/words.js";

const SCORES = [1, 2, 3, 4, 5];

// FORM-CALLBACK: what the customer said on the telephone, or that nobody was reached.
class CallbackForm extends Part {
  static properties = { one: {}, reached: { state: true }, problem: { state: true }, busy: { state: true } };

  willUpdate(changed) {
    const before = changed.get("one");
    if (changed.has("one") && (before?.number !== this.one.number || before?.phase !== this.one.phase)) {
      this.reached = true;
      this.problem = undefined;
    }
  }

  render() {
    const { one } = this;
    return html`
      <section class="card-pane" aria-labelledby="callback-title">
        <header><h2 id="callback-title">${label("callback_phase", one.phase)} · ${one.title}</h2>
          <p class="quiet"><a class="underlined" href="#/tickets/${one.number}">${one.number}</a> · ${label("kind", one.kind)} · ${label("language", one.language)}</p></header>
        <section><dl class="facts">
          <div><dt>${t("tickets.contact")}</dt><dd class="number">${one.contact}</dd></div>
          <div><dt>${t("callbacks.due")}</dt><dd>${moment(one.due)}</dd></div>
          <div><dt>${t("callbacks.attempts")}</dt><dd>${t("callbacks.attempt", { n: one.attempt, all: one.attempts })}</dd></div>
          ${one.conversation_id ? html`<div><dt>${t("callbacks.talk")}</dt><dd><a href="#/desk/${one.conversation_id}">${t("callbacks.read")}</a></dd></div>` : nothing}
        </dl></section>
        <form class="move callback" @submit=${this.#submit}>
          ${this.#choice("reached", t("callbacks.reached"), true, ({ target }) => { this.reached = target.value === "true"; })}
          ${this.reached ? this.#questions() : html`<p class="quiet">${t("callbacks.notReached")}</p>`}
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          <button class="primary" ?disabled=${this.busy}>${t("callbacks.save")}</button>
        </form>
      </section>`;
  }

  #questions() {
    return html`
      ${members("callback_asks").map((key) => this.#choice(key, label("callback_asks", key)))}
      <label>${t("callbacks.rating")}<select name="rating"><option value="">${t("callbacks.noRating")}</option>
        ${SCORES.map((score) => html`<option value=${score}>${score} · ${label("score", score)}</option>`)}</select></label>
      <label>${t("callbacks.feedback")}<textarea name="feedback" rows="3" maxlength="1000"></textarea></label>`;
  }

  #choice(name, title, chosen, changed) {
    return html`<fieldset class="yes-no"><legend>${title}</legend>
      ${["true", "false"].map((value) => html`<label><input type="radio" name=${name} value=${value} required ?checked=${chosen === (value === "true")} @change=${changed ?? nothing}>
        ${t(value === "true" ? "callbacks.yes" : "callbacks.no")}</label>`)}</fieldset>`;
  }

  #submit = async (event) => {
    event.preventDefault();
    const given = new FormData(event.target);
    const answer = (name) => (given.get(name) === null ? null : given.get(name) === "true");
    const body = { reached: this.reached, feedback: given.get("feedback") ?? "", rating: given.get("rating") ? Number(given.get("rating")) : null };
    for (const key of members("callback_asks")) body[key] = answer(key);
    this.busy = true;
    try {
      const { outcome } = await post(`/callbacks/${this.one.number}/${this.one.phase}`, body);
      this.dispatchEvent(new CustomEvent("recorded", { detail: outcome }));
    } catch (refusal) {
      this.problem = refusal.code === "nothing_to_ask" ? t("callbacks.over") : trouble(refusal);
    }
    this.busy = false;
  };
}

customElements.define("callback-form", CallbackForm);
