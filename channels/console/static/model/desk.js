// What the signed-in agent's desk looks like now: one object, told whole by the server on each change.

import { get, post, rememberCsrf } from "./api.js";
import { Live } from "./live.js";
import { learn, setLanguage } from "./words.js";
import { chime } from "./sound.js";

const EMPTY = { waiting: [], mine: [], agents: [], available: false };
const SEEN = "console.seen";

class Desk extends EventTarget {
  me = null; rights = []; choices = null; forms = {}; state = EMPTY; online = true; signedOut = false; ready = false; error = ""; fileMb = 10; unproven = false;
  #live; #skew = 0; #known = null; #seen = JSON.parse(localStorage.getItem(SEEN) || "{}");

  constructor() {
    super();
    window.addEventListener("desk:signed-out", () => this.#lose());
  }

  async start() {
    try {
      this.#welcome(await get("/me"));
    } catch (refusal) {
      this.signedOut = refusal.status === 401;
      if (!this.signedOut) setTimeout(() => this.start(), 2000);
    }
    this.ready = true;
    this.tell();
  }

  async signIn(login, password, code) {
    this.#welcome(await post("/sign-in", { login, password, code }));
    this.tell();
  }

  async signOut() {
    await post("/sign-out").catch(() => {});
    this.#lose();
    this.me = null;
    this.tell();
  }

  async setAvailable(available) {
    await post("/availability", { available });
  }

  #welcome({ agent, rights, csrf, choices, canned, words, forms, file_mb: fileMb, second_factor: factor }) {
    rememberCsrf(csrf);
    learn(words);
    Object.assign(this, { me: agent, rights, choices, canned, forms, fileMb, unproven: factor.needed && !factor.is_set, signedOut: false, online: true });
    this.#live?.close();
    if (this.unproven) return; // nothing is told before
    this.#live = new Live(() => "/stream", { desk: (state) => this.#take(state) }, (online) => {
      if (online !== this.online) { this.online = online; this.tell(); }
    });
  }

  #take(state) {
    this.#skew = Date.parse(state.now) - Date.now();
    // What the desk gives this agent rings as well.
    this.#ring([...state.waiting, ...state.mine.filter((one) => one.answer_by)].map((one) => one.handoff_id));
    this.state = state;
    this.tell();
  }

  #ring(ids) {
    const fresh = this.#known && ids.some((id) => !this.#known.has(id));
    this.#known = new Set(ids);
    if (fresh && this.state.available && this.may("serve")) chime();
  }

  #lose() {
    this.#live?.close();
    this.signedOut = true;
    this.tell();
  }

  // --- asked by the components ---

  now() { return Date.now() + this.#skew; }

  may(right) { return this.rights.includes(right); }

  held(id) { return this.state.mine.find((one) => one.conversation_id === id); }

  unread(one) { return Math.max(0, one.customer_seq - (this.#seen[one.conversation_id] || 0)); }

  saw(id, seq) {
    if ((this.#seen[id] || 0) >= seq) return;
    this.#seen[id] = seq;
    localStorage.setItem(SEEN, JSON.stringify(this.#seen));
    this.tell();
  }

  useLanguage(language) { setLanguage(language); this.tell(); }

  tell() { this.dispatchEvent(new Event("change")); }
}

export const desk = new Desk();

// Redraws its component whenever the desk changes.
export class Watching {
  constructor(host) { this.host = host; host.addController(this); }
  #redraw = () => this.host.requestUpdate();
  hostConnected() { desk.addEventListener("change", this.#redraw); }
  hostDisconnected() { desk.removeEventListener("change", this.#redraw); }
}
