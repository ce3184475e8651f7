// The menu, and what it opens: a code that takes the customer to Telegram, and a field for one from elsewhere. Loaded
// when the menu is opened first.

import { html, nothing } from "../vendor/lit.min.js";
import { sheet } from "./sheet.js";
import { WORDS } from "./words.js";

const TOLD = { wrong_code: "wrong", too_many_tries: "tooOften", too_many: "tooOften" };

export class Linking {
  shown = null; // menu | telegram | code
  given; // {code, telegram}
  told; // joined | already | wrong | tooOften | failed
  #conversation;
  #changed;
  #focus;

  // changed: what to call when there is something new to draw. focus: takes a selector once that is drawn.
  constructor(conversation, changed, focus) {
    this.#conversation = conversation;
    this.#changed = changed;
    this.#focus = focus;
  }

  toggle() {
    this.show(this.shown ? null : "menu");
  }

  // What is opened is read first, and left the way it was entered.
  show(shown) {
    this.#tell({ shown, given: undefined, told: undefined });
    this.#focus({ menu: ".menu button", telegram: "#sheet", code: ".sheet input" }[shown] ?? ".more");
    if (shown === "telegram") this.#try(async () => ({ given: await this.#conversation.link() }));
  }

  redeem(code) {
    return this.#try(async () => ({ told: (await this.#conversation.redeem(code)).already ? "already" : "joined" }));
  }

  // Something else was pressed, or somebody else sits here now.
  leave() {
    this.#tell({ shown: null, given: undefined, told: undefined });
  }

  async #try(ask) {
    this.#tell({ told: undefined });
    try {
      this.#tell(await ask());
    } catch (error) {
      this.#tell({ told: TOLD[error.code] ?? "failed" });
    }
  }

  #tell(changes) {
    Object.assign(this, changes);
    this.#changed();
  }

  // --- drawn ----------------------------------------------------------------------------------

  draw({ language, openCases }) {
    if (!this.shown) return nothing;
    const words = WORDS[language];
    return html`
      <link rel="stylesheet" href=${new URL("linking.css", import.meta.url).href} />
      ${this.shown === "menu" ? this.#menu(words, language, openCases) : sheet(this, words)}`;
  }

  #menu(words, language, openCases) {
    const commitment = new URL(`../../commitment?lang=${language}`, import.meta.url).href;
    const items = this.#conversation.telegram ? ["telegram", "code"] : ["code"];
    return html`<ul id="menu" class="menu">
      <li><button @click=${openCases}>${words.title.cases}</button></li>
      ${items.map((name) => html`<li><button @click=${() => this.show(name)}>${words.title[name]}</button></li>`)}
      <li><a href=${commitment} target="_blank" rel="noopener">${words.commitment}</a></li>
    </ul>`;
  }
}
