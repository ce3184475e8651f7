// What the customer has said and the desk has not yet confirmed. It outlives a reload of this tab.

export class Outbox {
  #memory;
  #items;

  constructor(memory) {
    this.#memory = memory;
    this.#items = memory.get("outbox") ?? [];
  }

  get items() {
    return this.#items;
  }

  add(path, body, text, attachments) {
    const item = { key: newKey(), path, body, text, attachments, at: new Date().toISOString(), state: "sending" };
    this.#keep([...this.#items, item]);
    return item;
  }

  mark(key, state, reason = "") {
    this.#keep(this.#items.map((item) => (item.key === key ? { ...item, state, reason } : item)));
  }

  remove(key) {
    if (this.#items.some((item) => item.key === key)) this.#keep(this.#items.filter((item) => item.key !== key));
  }

  clear() {
    this.#keep([]);
  }

  #keep(items) {
    this.#items = items;
    this.#memory.set("outbox", items);
  }
}

// crypto.randomUUID is missing on pages served without TLS.
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
