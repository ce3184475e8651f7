// What was chosen for the next message, on its way up to the desk.

import { upload } from "./upload.js";

const MOST = 10; // of one message, as at the desk

export class Tray {
  items = []; // {key, file, state: waiting | uploading | ready | failed | refused, done: 0 … 1, told, reason}
  #conversation;
  #fetched;
  #changed;
  #announce;
  #next = 1;
  #work = Promise.resolve();

  constructor(conversation, fetched, changed, announce) {
    this.#conversation = conversation;
    this.#fetched = fetched;
    this.#changed = changed;
    this.#announce = announce;
  }

  add(chosen, say) {
    const free = MOST - this.items.length;
    if (chosen.length > free) this.#announce(say.most(MOST));
    for (const file of [...chosen].slice(0, free)) {
      const item = { key: this.#next++, file, state: "waiting", done: 0, say };
      this.items.push(item);
      this.#queue(item);
    }
    this.#changed();
  }

  retry(item) {
    Object.assign(item, { state: "waiting", done: 0, reason: "" });
    this.#queue(item);
    this.#changed();
  }

  remove(item) {
    item.abort?.();
    this.items = this.items.filter((other) => other !== item);
    this.#changed();
  }

  take() {
    const told = this.items.map((item) => item.told);
    this.items = [];
    return told;
  }

  leave() {
    this.items.forEach((item) => item.abort?.());
  }

  // One after the other: a telephone's line is soon full.
  #queue(item) {
    this.#work = this.#work.then(() => this.items.includes(item) && this.#send(item));
  }

  async #send(item) {
    const limit = this.#conversation.fileMb;
    if (item.file.size > limit * 1024 * 1024) return this.#refuse(item, item.say.tooLarge(limit));
    if (item.file.size === 0) return this.#refuse(item, item.say.attachment_empty);
    item.state = "uploading";
    this.#changed();
    try {
      const { attachment } = await upload(this.#conversation.desk, item, this.#changed);
      this.#keep(item, attachment);
    } catch (error) {
      this.#failed(item, error, limit);
    }
  }

  // The same contents chosen twice are one upload; so they stand once in the tray.
  #keep(item, told) {
    if (!this.items.includes(item)) return;
    if (this.items.some((other) => other !== item && other.told?.id === told.id)) return this.remove(item);
    Object.assign(item, { state: "ready", told });
    if (told.kind === "image") this.#fetched.keep(told.id, item.file.slice(0, item.file.size, told.media_type));
    this.#announce(item.say.ready(told.name));
    this.#changed();
  }

  #failed(item, error, limit) {
    if (!this.items.includes(item)) return;
    const { code, status } = error;
    if (code === "attachment_too_large") return this.#refuse(item, item.say.tooLarge(limit));
    if (item.say[code]) return this.#refuse(item, item.say[code]);
    if (status >= 400 && status < 500 && status !== 429) return this.#refuse(item, item.say.refused);
    Object.assign(item, { state: "failed", reason: item.say.failed });
    this.#announce(`${item.file.name}: ${item.reason}`);
    this.#changed();
  }

  #refuse(item, reason) {
    Object.assign(item, { state: "refused", reason });
    this.#announce(`${item.file.name}: ${reason}`);
    this.#changed();
  }
}
