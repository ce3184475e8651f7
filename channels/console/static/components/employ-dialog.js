import { html } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk } from "../model/desk.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class EmployDialog extends DeskDialog {
  name = "employ";

  fields() {
    return html`
      <label>${t("employ.login")}<input name="login" required maxlength="64" pattern="[A-Za-z0-9._@\\-]+" autocomplete="off"></label>
      <label>${t("employ.name")}<input name="name" required maxlength="80" autocomplete="off"></label>
      <label>${t("employ.number")}<input name="staff_no" required maxlength="16" pattern="[A-Za-z0-9\\-]+" autocomplete="off"></label>
      <label>${t("person.role")}<select name="role">${desk.choices.roles.map((one) => html`<option value=${one}>${label("role", one)}</option>`)}</select></label>
      <label>${t("employ.password")}<input name="password" type="password" required minlength="8" maxlength="200" autocomplete="new-password"></label>`;
  }

  async act(given) {
    await post("/team", given);
    this.dispatchEvent(new Event("changed"));
  }
}

customElements.define("employ-dialog", EmployDialog);
