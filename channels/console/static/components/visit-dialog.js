import { html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk } from "../model/desk.js";
import { clientKey } from "../model/drafts.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";
import { whoAsks } from "./entry-dialog.js";
import "./free-times.js";

// An appointment for who calls or is at the counter: tells `entered` with its number.
class VisitDialog extends DeskDialog {
  static properties = { ...DeskDialog.properties, service: { state: true }, district: { state: true } };
  name = "visit";
  #key;

  open() {
    this.#key = clientKey();
    this.service ??= desk.choices.services[0].key;
    this.district ??= desk.choices.districts[0];
    return super.open();
  }

  get #atHall() { return desk.choices.services.find((one) => one.key === this.service)?.at_hall; }

  fields() {
    return html`${whoAsks()}
      <div class="pair">${this.#choice("service", desk.choices.services.map((one) => one.key))}${this.#choice("district", desk.choices.districts)}</div>
      <free-times .service=${this.service} .district=${this.district}></free-times>
      ${this.#atHall ? nothing : html`<label>${t("booking.address")}<input name="place" required maxlength="200" autocomplete="off"></label>`}
      <label>${t("booking.need")}<input name="need" maxlength="500" autocomplete="off"></label>`;
  }

  #choice(name, values) {
    return html`<label>${t(`booking.${name}`)}<select name=${name} required @change=${({ target }) => { this[name] = target.value; }}>
      ${values.map((value) => html`<option value=${value} ?selected=${value === this[name]}>${label(name, value)}</option>`)}</select></label>`;
  }

  async act(given) {
    try {
      const made = await post("/appointments", { ...given, client_key: this.#key });
      this.dispatchEvent(new CustomEvent("entered", { detail: made }));
    } catch (refusal) {
      if (refusal.code === "time_taken") this.querySelector("free-times").load();
      throw refusal;
    }
  }
}

customElements.define("visit-dialog", VisitDialog);
