// What the page keeps for the desk. A browser that refuses storage still gets a conversation, until it reloads.

export class Memory {
  #store;
  #prefix;
  #spare = new Map();

  constructor(store, prefix) {
    this.#store = store;
    this.#prefix = prefix;
  }

  get(name) {
    try {
      return JSON.parse(this.#storage().getItem(this.#prefix + name)) ?? undefined;
    } catch {
      return this.#spare.get(name);
    }
  }

  set(name, value) {
    this.#spare.set(name, value);
    try {
      if (value === undefined) this.#storage().removeItem(this.#prefix + name);
      else this.#storage().setItem(this.#prefix + name, JSON.stringify(value));
    } catch {
      // Full or forbidden: the spare copy serves this page.
    }
  }

  owns(key) {
    return key === null || key.startsWith(this.#prefix);
  }

  // Asked for each time: where storage is blocked, even naming it throws.
  #storage() {
    return window[this.#store];
  }
}
