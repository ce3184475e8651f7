import { html } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk } from "../model/desk.js";
import { clientKey } from "../model/drafts.js";
import { label, t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

const CHANNELS = ["phone", "counter", "mail"];

// Who asks, and how: the fields that a ticket and an appointment have in common.
export const whoAsks = () => html`
  <div class="pair">
    <label>${t("entry.channel")}<select name="channel" required>${CHANNELS.map((one) => html`<option value=${one}>${label("channel", one)}</option>`)}</select></label>
    <label>${t("entry.language")}<select name="language">${["zh", "en"].map((one) => html`<option value=${one}>${t(`entry.${one}`)}</option>`)}</select></label>
  </div>
  <div class="pair">
    <label>${t("entry.name")}<input name="name" required maxlength="60" autocomplete="off"></label>
    <label>${t("tickets.contact")}<input name="contact" required minlength="4" maxlength="64" autocomplete="off"></label>
  </div>`;

// A ticket for who calls, comes to the counter or writes: tells `entered` with its number and what to tell them.
class EntryDialog extends DeskDialog {
  static properties = { ...DeskDialog.properties, kind: { state: true } };
  name = "entry";
  #key;

  open() {
    this.#key = clientKey(); // sent again after a lost answer, it is still one ticket
    this.kind ??= desk.choices.kinds[0];
    return super.open();
  }

  fields() {
    return html`${whoAsks()}
      <label>${t("tickets.kind")}<select name="kind" required @change=${({ target }) => { this.kind = target.value; }}>
        ${desk.choices.kinds.map((kind) => html`<option value=${kind} ?selected=${kind === this.kind}>${label("kind", kind)}</option>`)}</select></label>
      <p class="quiet">${t("ticket.department", { department: label("department", desk.choices.departments[this.kind]) })}</p>
      <label>${t("ticket.subject")}<input name="title" required minlength="2" maxlength="60" autocomplete="off"></label>
      <label>${t("ticket.description")}<textarea name="description" rows="4" required minlength="2" maxlength="2000" placeholder=${t("entry.hint")}></textarea></label>
      <label>${t("entry.arrived")}<input name="arrived_at" type="datetime-local"></label>`;
  }

  async act({ arrived_at: arrived, ...given }) {
    const when = arrived ? { arrived_at: new Date(arrived).toISOString() } : {};
    const made = await post("/tickets", { ...given, ...when, client_key: this.#key });
    this.dispatchEvent(new CustomEvent("entered", { detail: made }));
  }
}

customElements.define("entry-dialog", EntryDialog);
