import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { clockTime } from "../model/times.js";
import { label, t } from "../model/words.js";

// One drawn part: what was said with what breaks a rule marked, the sheet, and after that findings and appeal.
class QualityCard extends Part {
  static properties = { item: {}, one: { state: true }, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) { if (changed.has("item")) { this.one = null; this.#load(); } }

  render() {
    const { one } = this;
    if (!one) return html`<section class="card-pane empty"><p class="quiet">${this.problem ?? t("conversation.loading")}</p></section>`;
    return html`
      <section class="card-pane quality" aria-labelledby="part-title">
        <header><h2 id="part-title">${one.agent ?? t("author.assistant")}${one.review ? html` · ${t("quality.points", { n: one.review.holds })}` : nothing}</h2></header>
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        <section><h3>${t("quality.rules")}</h3><ul class="sheet">${one.verdicts.map((verdict) => this.#verdict(verdict))}</ul></section>
        <section><h3>${t("conversation.messages")}</h3><ol class="said">${one.lines.map((line) => this.#line(line))}</ol></section>
        <section><h3>${t("quality.checks")}</h3>${one.review ? this.#given(one.review) : this.#form()}</section>
      </section>`;
  }

  #verdict({ rule, met, seqs }) {
    return html`<li class=${met === null ? "" : met ? "met" : "broken"}><span>${label("sheet", rule)}</span>
      <b>${t(met === null ? "quality.na" : met ? "quality.met" : "quality.broken")}</b>${seqs.map((seq) => html` <a href="#said-${seq}" @click=${(event) => this.#show(event, seq)}>${t("quality.at", { n: seq })}</a>`)}</li>`;
  }

  #show(event, seq) {
    event.preventDefault();
    this.querySelector(`#said-${seq}`)?.scrollIntoView({ block: "center" });
  }

  #line({ seq, author, agent_name: name, text, at }) {
    const broken = this.one.verdicts.some((verdict) => verdict.seqs.includes(seq));
    return html`<li id="said-${seq}" class=${broken ? "broken" : ""}><small>${seq} · ${name ?? t(`author.${author}`)} · ${clockTime(at)}</small><p>${text}</p></li>`;
  }

  #form() {
    const { checks, answers } = desk.choices.sheet;
    return html`<form class="move" @submit=${this.#assess}>
      ${checks.map((check) => html`<label>${label("sheet", check)}<select name=${check} required><option value="">${t("close.choose")}</option>
        ${[...answers, "not_applicable"].map((answer) => html`<option value=${answer}>${t(`quality.answer.${answer}`)}</option>`)}</select></label>`)}
      <label>${t("quality.remarks")}<textarea name="remarks" rows="2" maxlength="2000"></textarea></label>
      <label>${t("quality.finding")}<input name="what" maxlength="500"></label>
      <label>${t("quality.findingRule")}<select name="rule">${[...this.one.verdicts.map(({ rule }) => rule), ...checks].map((key) => html`<option value=${key}>${label("sheet", key)}</option>`)}</select></label>
      <button class="primary">${t("quality.give")}</button></form>`;
  }

  #given(review) {
    return html`
      <ul class="sheet">${Object.entries(review.checks).map(([check, answer]) => html`<li><span>${label("sheet", check)}</span><b>${t(`quality.answer.${answer}`)}</b></li>`)}</ul>
      ${review.remarks ? html`<p>${review.remarks}</p>` : nothing}
      ${review.findings.map((found) => this.#finding(found))}
      ${review.appeal ? this.#appeal(review) : nothing}`;
  }

  #finding(found) {
    return html`<div class="finding"><b>${label("sheet", found.rule)}: ${found.what}</b>
      ${found.steps.map(({ step, note }) => html`<p>${t(`quality.step.${step}`)}: ${note}</p>`)}
      ${found.steps.length < 3 ? html`<form class="line" @submit=${(event) => this.#follow(event, found)}>
        <input name="note" required maxlength="1000" aria-label=${t("quality.note")} placeholder=${t("quality.note")}><button>${t(`quality.step.${["planned", "corrected", "verified"][found.steps.length]}`)}</button></form>` : nothing}</div>`;
  }

  #appeal({ id, appeal }) {
    return html`<div class="finding"><b>${t("quality.appeal")}: ${appeal.reason}</b>
      ${appeal.settled_at ? html`<p>${t("quality.settled", { n: appeal.score })} ${appeal.answer}</p>` : html`
        <form class="line" @submit=${(event) => this.#settle(event, id)}><input name="score" type="number" min="0" max="100" required aria-label=${t("quality.mean")}>
          <input name="answer" required maxlength="1000" aria-label=${t("quality.note")} placeholder=${t("quality.note")}><button>${t("quality.settle")}</button></form>`}</div>`;
  }

  #assess = (event) => {
    const { remarks, what, rule, ...checks } = this.#told(event);
    this.#do(`/quality/items/${this.item}/review`, { checks, remarks, findings: what ? [{ rule, what }] : [] });
  };

  #follow(event, found) { this.#do(`/quality/findings/${found.id}/steps`, { step: ["planned", "corrected", "verified"][found.steps.length], ...this.#told(event) }); }

  #settle(event, id) {
    const { score, answer } = this.#told(event);
    this.#do(`/quality/reviews/${id}/settle`, { score: Number(score), answer });
  }

  #told(event) {
    event.preventDefault();
    return Object.fromEntries(new FormData(event.target));
  }

  async #do(path, told) {
    try {
      await post(path, told);
      this.problem = undefined;
      this.dispatchEvent(new Event("changed"));
    } catch (refusal) {
      this.problem = refusal.code === "same_person" ? t("quality.samePerson") : refusal.code === "own_work" ? t("quality.ownWork") : trouble(refusal);
    }
    this.#load();
  }

  async #load() {
    try {
      this.one = await get(`/quality/items/${this.item}`);
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("quality-card", QualityCard);
