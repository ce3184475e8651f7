// Pictures and other files, both ways. Loaded when the first one is chosen or shown: most chats have none.

import { Fetched } from "./fetched.js";
import { Tray } from "./tray.js";
import { shown } from "./shown.js";
import { tray } from "./tray-view.js";
import { WORDS } from "./words.js";

export class Files {
  #tray;
  #fetched;

  // changed: what to call when there is something new to draw. announce: told to a screen reader.
  constructor(conversation, changed, announce) {
    this.#fetched = new Fetched(conversation.desk, changed);
    this.#tray = new Tray(conversation, this.#fetched, changed, announce);
  }

  add(chosen, language) {
    this.#tray.add(chosen, WORDS[language]);
  }

  // Nothing is on its way, and there is something to send.
  get ready() {
    return this.#tray.items.length > 0 && this.#tray.items.every(({ state }) => state === "ready");
  }

  get waiting() {
    return this.#tray.items.some(({ state }) => state !== "ready");
  }

  // The uploaded files, as a message names them; the tray is empty afterwards.
  take() {
    return this.#tray.take();
  }

  tray(view) {
    return tray(this.#tray, WORDS[view.language]);
  }

  shown(attachments, view) {
    return shown(attachments, this.#fetched, { ...view, say: WORDS[view.language] });
  }

  leave() {
    this.#tray.leave();
    this.#fetched.forget();
  }
}
