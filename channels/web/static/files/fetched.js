// Contents that were fetched, as addresses of this page. The token travels in a header, so a plain <img> would not do.

const FETCH_MS = 120_000;

export class Fetched {
  #desk;
  #changed;
  #found = new Map(); // id → {state: loading | here | failed, url}
  #work = Promise.resolve();

  constructor(desk, changed) {
    this.#desk = desk;
    this.#changed = changed;
  }

  // How it stands; asked for the first time, it is fetched.
  of(id) {
    if (!this.#found.has(id)) this.fetch(id);
    return this.#found.get(id);
  }

  fetch(id) {
    this.#found.set(id, { state: "loading" });
    this.#work = this.#work.then(() => this.#fetch(id));
  }

  keep(id, blob) {
    if (this.#found.get(id)?.url) return;
    this.#found.set(id, { state: "here", url: URL.createObjectURL(blob) });
  }

  blob(id) {
    return this.#desk.file(`/attachments/${id}`, FETCH_MS);
  }

  forget() {
    for (const { url } of this.#found.values()) if (url) URL.revokeObjectURL(url);
    this.#found.clear();
  }

  async #fetch(id) {
    try {
      this.keep(id, await this.blob(id));
    } catch {
      this.#found.set(id, { state: "failed" });
    }
    this.#changed();
  }
}
