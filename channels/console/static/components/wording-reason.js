import { Part, html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { label, t } from "../model/words.js";

const OTHER = "other";

// Before words go out that the standard refuses: why. Told as `use` with {reason, reason_note}, or `leave`.
class WordingReason extends Part {
  static properties = { count: {}, reason: { state: true } };

  constructor() { super(); this.reason = ""; }

  firstUpdated() { this.querySelector("select").focus(); }

  render() {
    return html`
      <div class="confirm" role="alertdialog" aria-labelledby="wording-ask">
        <p id="wording-ask">${t("wording.ask", { n: this.count })}</p>
        <label>${t("wording.reason")}<select @change=${({ target }) => { this.reason = target.value; }}>
          <option value="">${t("close.choose")}</option>
          ${desk.choices.overrides.map((key) => html`<option value=${key}>${label("override", key)}</option>`)}</select></label>
        ${this.reason === OTHER ? html`<label>${t("wording.note")}<input maxlength="200" @keydown=${this.#keyed} @input=${() => this.requestUpdate()}></label>` : nothing}
        <span class="buttons">
          <button type="button" class="primary" @click=${() => this.dispatchEvent(new Event("leave"))}>${t("wording.change")}</button>
          <button type="button" class="danger" ?disabled=${!this.#said} @click=${this.#use}>${t("wording.anyway")}</button>
        </span>
        <p class="quiet">${t("wording.kept")}</p>
      </div>`;
  }

  get #note() { return this.querySelector("input")?.value.trim() ?? ""; }
  get #said() { return this.reason && (this.reason !== OTHER || this.#note); }

  // Enter belongs to the reply's form: here it would send without the reason.
  #keyed = (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (this.#said) this.#use();
  };

  #use = () => this.dispatchEvent(new CustomEvent("use", { detail: { reason: this.reason, reason_note: this.#note } }));
}

customElements.define("wording-reason", WordingReason);
