import { html } from "../model/lit.js";
import { go } from "../model/place.js";
import { t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class ReturnDialog extends DeskDialog {
  name = "return";

  fields() {
    return html`<p>${t("return.explain")}</p>
      <label>${t("return.note")}<textarea name="note" rows="3" maxlength="2000"></textarea></label>`;
  }

  async act({ note }) {
    await this.thread.giveBack(note ?? "");
    go("desk");
  }
}

customElements.define("return-dialog", ReturnDialog);
