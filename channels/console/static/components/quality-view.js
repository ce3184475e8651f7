import { Part, html, nothing, repeat } from "../model/lit.js";
import { ROOT, get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { topic } from "../model/figures.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import "./quality-card.js";
import { narrowed } from "./quality-filter.js";
import { moments, usualPeriod } from "./quality-period.js";

// Samples are drawn here, and their parts assessed: the address names the sample and the part, "3-17".
class QualityView extends Part {
  static properties = { place: {}, samples: { state: true }, sample: { state: true }, means: { state: true }, period: { state: true }, filter: { state: true }, problem: { state: true } };

  constructor() { super(); Object.assign(this, { samples: [], means: [], filter: {}, period: usualPeriod() }); new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  willUpdate(changed) {
    if (!changed.has("place") || !this.#sampleId || this.#sampleId === String(this.sample?.id)) return;
    this.filter = {};
    this.#open();
  }

  get #sampleId() { return (this.place ?? "").split("-")[0]; }
  get #itemId() { return (this.place ?? "").split("-")[1]; }

  render() {
    return html`
      <main class="work">
        <section class="table" aria-labelledby="quality-title">
          <header><h1 id="quality-title">${t("quality.title")}</h1>
            <quality-period .period=${this.period} @period=${({ detail }) => { this.period = detail; this.#load(); }} @draw=${this.#draw}></quality-period>
            ${this.#choosing()}
            ${this.sample?.whole ? html`<quality-filter .sample=${this.sample} .filter=${this.filter} @narrowed=${({ detail }) => { this.filter = detail; this.#open(); }}></quality-filter>` : nothing}</header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.sample && !this.sample.count ? html`<p class="quiet none">${t(this.sample.whole ? "quality.nothing" : "quality.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="quality-title">${repeat(this.sample?.items ?? [], (one) => one.id, (one) => this.#row(one))}
            ${this.sample?.items.length < this.sample?.count ? html`<li class="more"><button @click=${() => this.#open(true)}>${t("quality.more")}</button></li>` : nothing}</ol>
        </section>
        ${this.#itemId ? html`<quality-card .item=${Number(this.#itemId)} @changed=${() => { this.#open(); this.#load(); }}></quality-card>` : this.#means()}
      </main>`;
  }

  #choosing() {
    if (!this.samples.length) return nothing;
    return html`<select aria-label=${t("quality.sample")} @change=${({ target }) => { location.hash = `/quality/${target.value}`; }}>
        <option value="">${t("quality.sample")}</option>
        ${this.samples.map((one) => html`<option value=${one.id} ?selected=${String(one.id) === this.#sampleId}>#${one.id} · ${one.seed.startsWith("rating:") ? t("rated.review") : one.seed} · ${moment(one.drawn_at)}</option>`)}</select>
      ${this.sample ? html`<span class="quiet">${t("quality.of", { first: moment(this.sample.from_at), last: moment(this.sample.until_at) })}</span>
        <a href="${ROOT}/quality/samples/${this.sample.id}/csv" download>${t("quality.csv")}</a>` : nothing}`;
  }

  #row(one) {
    const here = String(one.id) === this.#itemId;
    const [channel, , outcome] = one.stratum.split("/");
    return html`<li><a href="#/quality/${this.sample.id}-${one.id}" aria-current=${here ? "true" : "false"}>
      <span class="line"><b>${one.agent ?? t("author.assistant")}</b><span class="kind">${topic(one.topic)}</span><span class="gap"></span>
        ${one.appeal ? html`<span class="kind">${t("quality.appealed")}</span>` : nothing}
        ${one.findings ? html`<span class="kind">${t("quality.corrections", { n: one.findings })}</span>` : nothing}
        <span class="state">${one.score === null ? t("quality.open") : t("quality.points", { n: one.score })}</span></span>
      <span class="line quiet">${label("channel", channel)} · ${label("part_outcome", outcome)}</span></a></li>`;
  }

  #means() {
    return html`<section class="card-pane"><header><h2>${t("quality.means")}</h2><p class="quiet">${t("quality.choose")}</p></header>
      ${this.means.length ? html`<table class="means"><thead><tr><th>${t("quality.who")}</th><th>${t("quality.n")}</th><th>${t("quality.mean")}</th></tr></thead>
        <tbody>${this.means.map((one) => html`<tr><td>${one.agent ?? t("author.assistant")}</td><td>${one.n}</td><td>${one.mean}</td></tr>`)}</tbody></table>` : html`<p class="quiet">${t("quality.noMeans")}</p>`}</section>`;
  }

  #draw = ({ detail }) => this.#try(async () => {
    const drawn = await post("/quality/samples", detail);
    location.hash = `/quality/${drawn.id}`;
    await this.#load();
  });

  #open(more = false) {
    return this.#try(async () => {
      const asked = new URLSearchParams({ ...narrowed(this.filter), ...(more && { seen: this.sample.items.length }) });
      const sample = await get(`/quality/samples/${this.#sampleId}?${asked}`);
      this.sample = more ? { ...sample, items: [...this.sample.items, ...sample.items] } : sample;
    });
  }

  #load() {
    return this.#try(async () => {
      const { from, until } = moments(this.period);
      [this.samples, this.means] = await Promise.all([get("/quality/samples"), get(`/quality/averages?${new URLSearchParams({ since: from, until })}`)]);
    });
  }

  async #try(act) {
    try {
      await act();
      this.problem = undefined;
    } catch (refusal) {
      this.problem = refusal.code === "too_long" ? t("quality.tooLong", refusal.facts) : trouble(refusal);
    }
  }
}

customElements.define("quality-view", QualityView);
