import { Part, html, nothing } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { go } from "../model/place.js";
import { trouble } from "../model/shared.js";
import { t } from "../model/words.js";

const EDGE = 4; // light units around the picture, as readers need them

// One's own second factor: set with an app, shown how it stands, taken away with a last code.
class SecondFactor extends Part {
  static properties = { standing: { state: true }, begun: { state: true }, codes: { state: true }, problem: { state: true }, busy: { state: true } };

  constructor() { super(); new Watching(this); }

  connectedCallback() { super.connectedCallback(); this.#do(this.#look); }

  render() {
    return html`
      <main class="sign-in">
        <section class="card factor" aria-labelledby="factor-title">
          <h1 id="factor-title">${t("factor.title")}</h1>
          ${this.#part()}
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
        </section>
      </main>`;
  }

  #part() {
    if (this.codes) return this.#kept();
    if (!this.standing) return nothing;
    if (this.standing.is_set) return this.#isSet();
    return this.begun ? this.#enrol() : this.#offer();
  }

  #offer() {
    return html`<p>${t("factor.about")}</p>
      ${this.standing.needed ? html`<p class="notice" role="status">${t("factor.needed")}</p>` : nothing}
      <button class="primary" data-do="begin" ?disabled=${this.busy} @click=${() => this.#do(this.#begin)}>${t("factor.begin")}</button>
      ${this.standing.needed ? html`<button class="link" @click=${() => desk.signOut()}>${t("me.signOut")}</button>` : html`<a href="#/desk">${t("factor.later")}</a>`}`;
  }

  #enrol() {
    const { secret, size, path } = this.begun;
    const whole = size + 2 * EDGE;
    return html`<p>${t("factor.scan")}</p>
      <svg viewBox="${-EDGE} ${-EDGE} ${whole} ${whole}" role="img" aria-label=${t("factor.picture")}><path d=${path}></path></svg>
      <p class="quiet">${t("factor.secret")}</p><code>${secret.match(/.{1,4}/g).join(" ")}</code>
      ${this.#form("factor.confirm", this.#confirm)}`;
  }

  #kept() {
    return html`<p class="notice done" role="status">${t("factor.done")}</p><p>${t("factor.codes")}</p>
      <ul class="codes">${this.codes.map((one) => html`<li><code>${one}</code></li>`)}</ul>
      <button class="primary" data-do="kept" @click=${this.#leave}>${t("factor.kept")}</button>`;
  }

  #isSet() {
    return html`<p class="notice done" role="status">${t("factor.isSet", { n: this.standing.recovery_left })}</p>
      ${this.standing.needed ? html`<p class="quiet">${t("factor.needed")}</p>` : html`<p>${t("factor.removing")}</p>${this.#form("factor.remove", this.#remove)}`}
      <a href="#/desk">${t("factor.back")}</a>`;
  }

  #form(verb, act) {
    const submit = (event) => { event.preventDefault(); this.#do(() => act(event.target.code.value)); };
    return html`<form @submit=${submit}><label>${t("factor.code")}<input name="code" required minlength="6" maxlength="32" autocomplete="one-time-code" inputmode="text"></label>
      <button class="primary" ?disabled=${this.busy}>${t(verb)}</button></form>`;
  }

  #look = async () => { this.standing = await get("/second-factor"); };
  #begin = async () => { this.begun = await post("/second-factor/begun"); };
  #confirm = async (code) => { this.codes = (await post("/second-factor", { code })).codes; };

  #remove = async (code) => {
    await post("/second-factor/removed", { code });
    this.begun = undefined;
    await this.#look();
  };

  // What was closed to this role is open now.
  #leave = async () => { go("desk"); await desk.start(); };

  async #do(act) {
    this.busy = true;
    try {
      await act();
      this.problem = undefined;
    } catch (refusal) {
      this.problem = refusal.code === "wrong_code" ? t("factor.wrong") : trouble(refusal);
    }
    this.busy = false;
  }
}

customElements.define("second-factor", SecondFactor);
