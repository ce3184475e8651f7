import { Part, html, nothing } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { t } from "../model/words.js";

const ALL = ["views", "leave", "help"]; // the others are for those who serve customers
const KEYS = [
  ["N", "next"], ["J K", "move"], ["R", "compose"], ["/", "canned"], ["I", "note"], ["T", "transfer"], ["E", "close"],
  ["1 … 9", "views"], ["M", "mute"], ["Esc", "leave"], ["?", "help"],
];

class ShortcutsDialog extends Part {
  static properties = { shown: { state: true } };

  constructor() { super(); new Watching(this); }

  async open() {
    this.shown = true;
    await this.updateComplete;
    this.querySelector("dialog").showModal();
  }

  render() {
    if (!this.shown) return nothing;
    return html`
      <dialog aria-labelledby="keys-title" @close=${() => { this.shown = false; }}>
        <header><h2 id="keys-title">${t("keys.title")}</h2>
          <button class="round" aria-label=${t("dialog.close")} @click=${() => this.querySelector("dialog").close()}>${icon("cross")}</button></header>
        <dl class="keys">${KEYS.filter(([, name]) => desk.may("serve") || ALL.includes(name)).map(([keys, name]) => html`<div><dt>${keys.split(" ").map((key) => html`<kbd>${key}</kbd>`)}</dt><dd>${t(`keys.${name}`)}</dd></div>`)}</dl>
      </dialog>`;
  }
}

customElements.define("shortcuts-dialog", ShortcutsDialog);
