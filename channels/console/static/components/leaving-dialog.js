import { html } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { emotion, who } from "../model/shared.js";
import { t } from "../model/words.js";
import { DeskDialog } from "./desk-dialog.js";

// Whoever goes while customers rely on them is asked first, and may go all the same. `name`: away | signOut.
class LeavingDialog extends DeskDialog {
  name = "away";

  constructor() { super(); new Watching(this); }

  ask(name) {
    this.name = name;
    return this.open();
  }

  fields() {
    return html`
      <p>${t(`${this.name}.held`, { n: desk.state.mine.length })}</p>
      <ul class="left-behind">${desk.state.mine.map((one) => html`
        <li><a href="#/desk/${one.conversation_id}" @click=${() => this.leave()}>${who(one)}</a>${emotion(one.emotion)}
          <span class="last">${one.last?.text ?? ""}</span></li>`)}</ul>
      <p class="quiet">${t("leaving.how")}</p>`;
  }

  act() { return this.name === "away" ? desk.setAvailable(false) : desk.signOut(); }
}

customElements.define("leaving-dialog", LeavingDialog);
