import { Part, html, nothing } from "../model/lit.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { t } from "../model/words.js";

// A question in a window of its own: title, fields, “cancel” and one verb. The browser keeps the focus inside.
export class DeskDialog extends Part {
  static properties = { thread: {}, problem: { state: true }, busy: { state: true }, shown: { state: true } };

  async open() {
    this.problem = undefined;
    this.shown = true;
    await this.updateComplete;
    this.querySelector("dialog").showModal();
  }

  render() {
    if (!this.shown) return nothing;
    return html`
      <dialog aria-labelledby=${this.name} @close=${() => { this.shown = false; }}>
        <form @submit=${this.#submit}>
          <header><h2 id=${this.name}>${t(`${this.name}.title`)}</h2>
            <button type="button" class="round" aria-label=${t("dialog.close")} @click=${this.leave}>${icon("cross")}</button></header>
          ${this.fields()}
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          <footer><button type="button" @click=${this.leave}>${t("dialog.cancel")}</button>
            <button class="primary" ?disabled=${this.busy}>${t(`${this.name}.go`)}</button></footer>
        </form>
      </dialog>`;
  }

  leave = () => this.querySelector("dialog")?.close();

  #submit = async (event) => {
    event.preventDefault();
    this.busy = true;
    try {
      await this.act(Object.fromEntries(new FormData(event.target)));
      this.leave();
    } catch (refusal) {
      this.problem = trouble(refusal);
      if (refusal.status === 401) this.leave(); // the sign-in must not stand behind it
    }
    this.busy = false;
  };
}
