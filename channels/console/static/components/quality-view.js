import { Part, html, nothing, repeat } from "../model/lit.js";
import { ROOT, get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { day, moment } from "../model/times.js";
import { label, t } from "../model/words.js";
import "./quality-card.js";

const WEEK_MS = 7 * 86400000;

// Samples are drawn here, and their parts assessed: the address names the sample and the part, "3-17".
class QualityView extends Part {
  static properties = { place: {}, samples: { state: true }, sample: { state: true }, means: { state: true }, problem: { state: true } };

  constructor() { super(); this.samples = []; this.means = []; new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#load(); }

  willUpdate(changed) {
    if (changed.has("place") && this.#sampleId && this.#sampleId !== String(this.sample?.id)) this.#open(this.#sampleId);
  }

  get #sampleId() { return (this.place ?? "").split("-")[0]; }
  get #itemId() { return (this.place ?? "").split("-")[1]; }

  render() {
    const part = this.sample?.items.find((one) => String(one.id) === this.#itemId);
    return html`
      <main class="work">
        <section class="table" aria-labelledby="quality-title">
          <header><h1 id="quality-title">${t("quality.title")}</h1>${this.#drawing()}${this.#choosing()}</header>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          ${this.sample && !this.sample.items.length ? html`<p class="quiet none">${t("quality.none")}</p>` : nothing}
          <ol tabindex="0" aria-labelledby="quality-title">${repeat(this.sample?.items ?? [], (one) => one.id, (one) => this.#row(one))}</ol>
        </section>
        ${part ? html`<quality-card .item=${part.id} @changed=${() => { this.#open(this.#sampleId); this.#load(); }}></quality-card>` : this.#means()}
      </main>`;
  }

  #drawing() {
    return html`<form class="draw" @submit=${this.#draw}>
      <label>${t("quality.seed")}<input name="seed" required maxlength="40" value=${day(desk.now())}></label>
      <label>${t("quality.size")}<input name="size" type="number" min="1" max="500" value="10" required></label>
      <button class="primary">${t("quality.draw")}</button></form>`;
  }

  #choosing() {
    if (!this.samples.length) return nothing;
    return html`<select aria-label=${t("quality.sample")} @change=${({ target }) => { location.hash = `/quality/${target.value}`; }}>
        <option value="">${t("quality.sample")}</option>
        ${this.samples.map((one) => html`<option value=${one.id} ?selected=${String(one.id) === this.#sampleId}>#${one.id} · ${one.seed} · ${moment(one.drawn_at)}</option>`)}</select>
      ${this.sample ? html`<a href="${ROOT}/quality/samples/${this.sample.id}/csv" download>${t("quality.csv")}</a>` : nothing}`;
  }

  #row(one) {
    const here = String(one.id) === this.#itemId;
    return html`<li><a href="#/quality/${this.sample.id}-${one.id}" aria-current=${here ? "true" : "false"}>
      <span class="line"><b>${one.agent ?? t("author.assistant")}</b><span class="gap"></span>
        ${one.appeal ? html`<span class="kind">${t("quality.appealed")}</span>` : nothing}
        <span class="state">${one.score === null ? t("quality.open") : t("quality.points", { n: one.score })}</span></span>
      <span class="line quiet">${one.stratum}</span></a></li>`;
  }

  #means() {
    return html`<section class="card-pane"><header><h2>${t("quality.means")}</h2><p class="quiet">${t("quality.choose")}</p></header>
      <table class="means"><thead><tr><th>${t("quality.who")}</th><th>${t("quality.n")}</th><th>${t("quality.mean")}</th></tr></thead>
        <tbody>${this.means.map((one) => html`<tr><td>${one.agent ?? t("author.assistant")}</td><td>${one.n}</td><td>${one.mean}</td></tr>`)}</tbody></table></section>`;
  }

  // The week that is over: what is still going on could not be drawn again.
  #draw = async (event) => {
    event.preventDefault();
    const { seed, size } = Object.fromEntries(new FormData(event.target));
    const until = desk.now() - 1000;
    const week = { from_at: new Date(until - WEEK_MS).toISOString(), until_at: new Date(until).toISOString() };
    await this.#try(async () => {
      const drawn = await post("/quality/samples", { seed, size: Number(size), ...week });
      location.hash = `/quality/${drawn.id}`;
      await this.#load();
    });
  };

  #open(id) { return this.#try(async () => { this.sample = await get(`/quality/samples/${id}`); }); }

  #load() {
    return this.#try(async () => {
      const asked = new URLSearchParams({ since: "2020-01-01T00:00:00Z", until: new Date(desk.now() + 60000).toISOString() });
      [this.samples, this.means] = await Promise.all([get("/quality/samples"), get(`/quality/averages?${asked}`)]);
    });
  }

  async #try(act) {
    try {
      await act();
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("quality-view", QualityView);
