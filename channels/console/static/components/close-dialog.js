import { html } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { go } from "../model/place.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class CloseDialog extends DeskDialog {
  name = "close";

  fields() {
    return html`
      ${this.#choice("topic", desk.choices.topics, "topic")}
      ${this.#choice("outcome", desk.choices.outcomes, "outcome")}
      <label>${t("close.summary")}<textarea name="summary" rows="4" required maxlength="2000" placeholder=${t("close.summaryHint")}></textarea></label>
      <p class="quiet">${t("close.note")}</p>`;
  }

  #choice(name, values, group) {
    return html`<label>${t(`close.${name}`)}<select name=${name} required>
      <option value="">${t("close.choose")}</option>
      ${values.map((value) => html`<option value=${value}>${label(group, value)}</option>`)}
    </select></label>`;
  }

  async act({ topic, outcome, summary }) {
    await this.thread.end({ topic, outcome, summary });
    go("desk");
  }
}

customElements.define("close-dialog", CloseDialog);
