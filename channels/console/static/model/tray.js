// The files chosen for the next reply of one conversation; they wait there while the agent looks at another.

import { desk } from "./desk.js";
import { upload } from "./upload.js";
import { t } from "./words.js";

const MOST = 10; // of one message, as at the desk
const trays = new Map();

export function trayOf(thread) {
  if (!trays.has(thread.id)) trays.set(thread.id, new Tray(thread.path));
  return trays.get(thread.id);
}

class Tray extends EventTarget {
  items = []; // {file, state: waiting | uploading | ready | failed | refused, done: 0 … 1, told, reason}
  #path; #work = Promise.resolve();

  constructor(path) { super(); this.#path = path; }

  get ready() { return this.items.length > 0 && !this.waiting; }
  get waiting() { return this.items.some(({ state }) => state !== "ready"); }

  add(files) {
    for (const file of [...files].slice(0, MOST - this.items.length)) this.#queue({ file, state: "waiting", done: 0 }, true);
    this.#tell();
  }

  retry(item) {
    Object.assign(item, { state: "waiting", done: 0, reason: "" });
    this.#queue(item);
    this.#tell();
  }

  remove(item) {
    item.abort?.();
    this.items = this.items.filter((other) => other !== item);
    this.#tell();
  }

  take() {
    const told = this.items.map((item) => item.told);
    this.items = [];
    this.#tell();
    return told;
  }

  // Back again: the reply that took them was refused.
  giveBack(told) {
    this.items = [...told.map((one) => ({ file: one, state: "ready", done: 1, told: one })), ...this.items];
    this.#tell();
  }

  #queue(item, isNew = false) {
    if (isNew) this.items = [...this.items, item];
    this.#work = this.#work.then(() => this.items.includes(item) && this.#send(item));
  }

  async #send(item) {
    if (item.file.size > desk.fileMb * 1024 * 1024) return this.#end(item, "refused", t("files.tooLarge", { mb: desk.fileMb }));
    item.state = "uploading";
    this.#tell();
    try {
      this.#keep(item, await upload(this.#path, item, () => this.#tell()));
    } catch (refusal) {
      this.#failed(item, refusal);
    }
  }

  // The same contents chosen twice are one upload, so they stand once in the tray.
  #keep(item, told) {
    if (this.items.some((other) => other !== item && other.told?.id === told.id)) return this.remove(item);
    item.told = told;
    this.#end(item, "ready");
  }

  #failed(item, { status, code }) {
    const known = {
      attachment_too_large: "files.tooLarge", attachment_kind: "files.kind", attachment_empty: "files.empty", attachments_too_many: "files.tooMany",
    }[code];
    if (known) this.#end(item, "refused", t(known, { mb: desk.fileMb }));
    else this.#end(item, "failed", t(status === 401 ? "files.signIn" : "files.failed"));
  }

  #end(item, state, reason = "") {
    Object.assign(item, { state, reason });
    this.#tell();
  }

  #tell() { this.dispatchEvent(new Event("change")); }
}
