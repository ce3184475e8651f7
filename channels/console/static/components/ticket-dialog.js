import { html } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { clientKey } from "../model/drafts.js";
import { known } from "../model/known.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

class TicketDialog extends DeskDialog {
  static properties = { ...DeskDialog.properties, kind: { state: true } };
  name = "ticket";
  #key;

  open() {
    this.#key = clientKey(); // sent again after a lost answer, it is still one ticket
    const topic = this.thread.about.handoff?.topic;
    this.kind = desk.choices.kinds.includes(topic) ? topic : "request";
    return super.open();
  }

  fields() {
    const { about } = this.thread;
    return html`
      <label>${t("tickets.kind")}<select name="kind" required @change=${({ target }) => { this.kind = target.value; }}>
        ${desk.choices.kinds.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${label("kind", kind)}</option>`)}</select></label>
      <p class="quiet">${t("ticket.department", { department: label("department", desk.choices.departments[this.kind]) })}</p>
      <label>${t("ticket.subject")}<input name="title" required minlength="2" maxlength="60"></label>
      <label>${t("ticket.description")}<textarea name="description" rows="4" required minlength="2" maxlength="2000"
        placeholder=${t("ticket.hint")} .value=${known(about, "what", "symptom", "description", "need", "text")}></textarea></label>
      <label>${t("tickets.contact")}<input name="contact" required minlength="4" maxlength="100" autocomplete="off" .value=${known(about, "contact", "phone")}></label>
      <p class="quiet">${t("ticket.told")}</p>`;
  }

  act(given) { return this.thread.openTicket({ ...given, client_key: this.#key }); }
}

customElements.define("ticket-dialog", TicketDialog);
