import { html } from "../model/lit.js";
import { post } from "../model/api.js";
import { t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class HoldDialog extends DeskDialog {
  name = "hold";

  fields() {
    return html`
      <label>${t("hold.customer")}<input name="customer" required maxlength="64" autocomplete="off" placeholder=${t("hold.which")}></label>
      <label>${t("hold.reason")}<textarea name="reason" required minlength="2" maxlength="500" rows="3" placeholder=${t("hold.why")}></textarea></label>`;
  }

  async act(given) {
    await post("/holds", { ...given, customer: given.customer.trim() });
    this.dispatchEvent(new Event("changed"));
  }
}

customElements.define("hold-dialog", HoldDialog);
