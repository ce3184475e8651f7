// In the top bar while there is something that a messaging app did not take: how much, and where.

import { Part, html, nothing } from "../model/lit.js";
import { get } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { who } from "../model/shared.js";
import { label, t } from "../model/words.js";

class UndeliveredMenu extends Part {
  static properties = { letters: { state: true } };

  constructor() { super(); new Watching(this); }

  render() {
    const count = desk.state.undelivered;
    if (!count) return nothing;
    return html`<details class="me undelivered" @toggle=${this.#look}>
      <summary title=${t("undelivered.hint")}>${icon("unsent")}<span>${t("undelivered.title", { n: count })}</span></summary>
      <div class="menu">${this.letters?.length ? this.letters.map((one) => this.#entry(one)) : html`<p class="quiet">${t("undelivered.none")}</p>`}</div>
    </details>`;
  }

  #entry(one) {
    return html`<a href="#/history/${one.conversation_id}" @click=${this.#leave}>
      <strong>${who(one)}</strong><span>${one.text}</span><span class="why">${label("undelivered", one.reason)}</span></a>`;
  }

  #look = async ({ target }) => {
    if (target.open) this.letters = await get("/undelivered").catch(() => []);
  };

  #leave = () => { this.querySelector("details").open = false; };
}

customElements.define("undelivered-menu", UndeliveredMenu);
