import { Part, html, nothing } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { language, t } from "../model/words.js";

class SignIn extends Part {
  static properties = { again: { type: Boolean }, problem: { state: true }, busy: { state: true }, asked: { state: true } };

  constructor() { super(); new Watching(this); }

  firstUpdated() { this.querySelector(desk.me ? "[name=password]" : "[name=login]").focus(); }

  render() {
    return html`
      <main class="sign-in ${this.again ? "over" : ""}">
        <form class="card" @submit=${this.#submit}>
          <img src="/console/static/mark.svg" alt="" width="44" height="44">
          <h1>${t("signIn.title")}</h1>
          <p class="quiet">${t("app.name")} · ${t("app.console")}</p>
          ${this.again ? html`<p class="notice" role="status">${t("signIn.lost")}</p>` : nothing}
          <label>${t("signIn.login")}<input name="login" autocomplete="username" required maxlength="64" .value=${desk.me?.login ?? ""}></label>
          <label>${t("signIn.password")}<input name="password" type="password" autocomplete="current-password" required maxlength="200"></label>
          ${this.asked ? html`<label>${t("signIn.code")}<input name="code" required maxlength="32" autocomplete="one-time-code"></label>` : nothing}
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          <button class="primary" ?disabled=${this.busy}>${this.busy ? t("signIn.busy") : t("signIn.go")}</button>
          <button type="button" class="link" lang=${language() === "zh" ? "en" : "zh"}
            @click=${() => desk.useLanguage(language() === "zh" ? "en" : "zh")}>${language() === "zh" ? "English" : "中文"}</button>
        </form>
      </main>`;
  }

  #submit = async (event) => {
    event.preventDefault();
    const form = event.target;
    this.busy = true;
    try {
      await desk.signIn(form.login.value.trim(), form.password.value, form.code?.value ?? "");
    } catch (refusal) {
      this.asked ||= refusal.code === "code_needed";
      this.problem = this.#why(refusal);
      await this.updateComplete;
      (this.asked ? form.code : form.password).select();
    }
    this.busy = false;
  };

  #why(refusal) {
    if (refusal.status === 429) return t("signIn.locked", { minutes: Math.max(1, Math.ceil((refusal.facts.retry_after ?? 900) / 60)) });
    if (refusal.code === "code_needed") return undefined; // the field asks for it
    if (refusal.code === "wrong_code") return t("signIn.wrongCode");
    return refusal.status === 401 || refusal.status === 422 ? t("signIn.wrong") : t("signIn.network");
  }
}

customElements.define("sign-in", SignIn);
