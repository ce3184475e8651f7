import { Part, html } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk } from "../model/desk.js";
import { t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

const MASKED = /\*/;

// What this agent sees masked, with “show” beside it; everything else as it is. `field`: its name at the subject.
export function masked(value, subject, field) {
  if (typeof value !== "string" || !MASKED.test(value) || desk.may("contact") || !desk.may("reveal")) return value;
  return html`<masked-value .value=${value} .subject=${subject} .field=${field}></masked-value>`;
}

class MaskedValue extends Part {
  static properties = { value: {}, subject: {}, field: {}, whole: { state: true } };
  #here;

  // What was shown stays for its own place only.
  willUpdate() {
    const here = `${this.subject} ${this.field} ${this.value}`;
    if (here !== this.#here) this.whole = undefined;
    this.#here = here;
  }

  // In one line: where it stands, blanks may count.
  render() {
    return html`<span>${this.whole ?? this.value}</span> ${this.#button()}`;
  }

  #button() {
    const name = this.whole === undefined ? "reveal.show" : "reveal.hide";
    return html`<button type="button" class="link" data-do="reveal" aria-label="${t(name)} ${this.value}" @click=${this.#press}>${t(name)}</button>`;
  }

  #press = () => {
    if (this.whole === undefined) this.#ask();
    else this.whole = undefined;
  };

  // In the page itself: here it would look like the text around it.
  #ask() {
    const dialog = Object.assign(document.createElement("reveal-dialog"), { subject: this.subject, field: this.field });
    dialog.addEventListener("revealed", ({ detail }) => { this.whole = detail; });
    dialog.addEventListener("close", () => dialog.remove(), { capture: true });
    document.body.append(dialog);
    dialog.open();
  }
}

class RevealDialog extends DeskDialog {
  static properties = { subject: {}, field: {} };
  name = "reveal";

  fields() {
    return html`<p class="quiet">${t("reveal.about")}</p>
      <label>${t("reveal.reason")}<textarea name="reason" required minlength="4" maxlength="200" rows="2" placeholder=${t("reveal.why")}></textarea></label>`;
  }

  async act({ reason }) {
    const { value } = await post("/reveals", { subject: this.subject, field: this.field, reason });
    this.dispatchEvent(new CustomEvent("revealed", { detail: value }));
  }
}

customElements.define("reveal-dialog", RevealDialog);
customElements.define("masked-value", MaskedValue);
