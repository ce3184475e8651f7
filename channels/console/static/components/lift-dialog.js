import { html } from "../model/lit.js";
import { post } from "../model/api.js";
import { t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class LiftDialog extends DeskDialog {
  name = "lift";
  #hold;

  of(hold) {
    this.#hold = hold;
    this.open();
  }

  fields() {
    return html`
      <p>${t("lift.about", { id: this.#hold.customer_id })}</p>
      <blockquote>${this.#hold.reason}</blockquote>
      <label>${t("lift.reason")}<textarea name="reason" required minlength="2" maxlength="500" rows="3"></textarea></label>`;
  }

  async act(given) {
    await post("/holds/lifted", { ...given, customer: this.#hold.customer_id });
    this.dispatchEvent(new Event("changed"));
  }
}

customElements.define("lift-dialog", LiftDialog);
