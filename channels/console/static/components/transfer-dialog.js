import { html } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { go } from "../model/place.js";
import { t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class TransferDialog extends DeskDialog {
  name = "transfer";

  fields() {
    const others = desk.state.agents.filter((one) => one.id !== desk.me.id);
    if (!others.length) return html`<p>${t("transfer.nobody")}</p>`;
    return html`
      <label>${t("transfer.to")}<select name="to" required>
        ${others.map((one) => html`<option value=${one.id} ?disabled=${!one.available}>${one.name} · ${one.staff_no} · ${t(one.available ? "team.available" : "team.away")}</option>`)}
      </select></label>
      <label>${t("transfer.note")}<textarea name="note" rows="3" required maxlength="2000" placeholder=${t("transfer.noteHint")}></textarea></label>`;
  }

  async act({ to, note }) {
    if (!to) return;
    await this.thread.transfer(Number(to), note);
    go("desk");
  }
}

customElements.define("transfer-dialog", TransferDialog);
