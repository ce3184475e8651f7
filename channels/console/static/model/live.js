// One event stream that comes back by itself: with back-off, from its cursor, and never in silence.

import { get } from "./api.js";

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 20000;
const SILENCE_MS = 40000; // the server beats every 15 s

export class Live {
  #address; #handlers; #onState; #source; #timer; #watch; #wait = FIRST_WAIT_MS;
  cursor = 0;

  // `address(cursor)` gives the path; `handlers` maps an event's name to a function of its data.
  constructor(address, handlers, onState = () => {}) {
    this.#address = address;
    this.#handlers = handlers;
    this.#onState = onState;
    window.addEventListener("online", this.#soon);
    this.#open();
  }

  close() {
    window.removeEventListener("online", this.#soon);
    this.#stop();
    this.#handlers = {};
  }

  #soon = () => { if (!this.#source) this.#open(); };

  #open() {
    this.#stop();
    const source = this.#source = new EventSource("/console/api" + this.#address(this.cursor));
    source.onerror = () => this.#lost();
    for (const name of [...Object.keys(this.#handlers), "beat", "signed_out"]) {
      source.addEventListener(name, (event) => this.#take(name, event));
    }
    this.#listen();
  }

  #take(name, event) {
    this.#wait = FIRST_WAIT_MS;
    this.#onState(true);
    this.#listen();
    if (event.lastEventId) this.cursor = Math.max(this.cursor, Number(event.lastEventId) || 0);
    if (name === "signed_out") return window.dispatchEvent(new Event("desk:signed-out"));
    this.#handlers[name]?.(JSON.parse(event.data));
  }

  #listen() {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #lost() {
    this.#stop();
    this.#onState(false);
    get("/me").catch(() => {}); // an ended session answers 401, which api.js tells to all
    this.#timer = setTimeout(() => this.#open(), this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
  }

  #stop() {
    this.#source?.close();
    this.#source = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#watch);
  }
}
