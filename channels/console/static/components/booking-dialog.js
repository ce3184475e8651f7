import { html } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { clientKey } from "../model/drafts.js";
import { known } from "../model/known.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";
import "./free-times.js";

class BookingDialog extends DeskDialog {
  static properties = { ...DeskDialog.properties, service: { state: true }, district: { state: true } };
  name = "booking";
  #key;

  open() {
    this.#key = clientKey();
    this.service = known(this.thread.about, "service") || desk.choices.services[0].key;
    this.district = known(this.thread.about, "district") || desk.choices.districts[0];
    return super.open();
  }

  get #atHall() { return desk.choices.services.find((one) => one.key === this.service)?.at_hall; }

  fields() {
    const { about } = this.thread;
    return html`
      <div class="pair">
        ${this.#choice("service", desk.choices.services.map((one) => one.key))}
        ${this.#choice("district", desk.choices.districts)}
      </div>
      <free-times .service=${this.service} .district=${this.district}></free-times>
      ${this.#atHall ? html`<p class="quiet">${t("booking.atHall")}</p>`
        : html`<label>${t("booking.address")}<input name="place" required maxlength="200" autocomplete="off" .value=${known(about, "address", "place")}></label>`}
      <div class="pair">
        <label>${t("booking.name")}<input name="name" required maxlength="60" autocomplete="off" .value=${about.customer.name ?? known(about, "name")}></label>
        <label>${t("tickets.contact")}<input name="contact" required minlength="4" maxlength="100" autocomplete="off" .value=${known(about, "contact", "phone")}></label>
      </div>
      <label>${t("booking.need")}<input name="need" maxlength="500" autocomplete="off" .value=${known(about, "need", "symptom", "what")}></label>
      <p class="quiet">${t("booking.told")}</p>`;
  }

  #choice(name, values) {
    return html`<label>${t(`booking.${name}`)}<select name=${name} required @change=${({ target }) => { this[name] = target.value; }}>
      ${values.map((value) => html`<option value=${value} ?selected=${value === this[name]}>${label(name, value)}</option>`)}</select></label>`;
  }

  async act(given) {
    try {
      await this.thread.book({ ...given, client_key: this.#key });
    } catch (refusal) {
      if (refusal.code === "time_taken") this.querySelector("free-times").load();
      throw refusal;
    }
  }
}

customElements.define("booking-dialog", BookingDialog);
