// One conversation as this page knows it: what was said, what is still on its way, and who holds it now.
// It tells of every change by a "change" event and reads from nothing on the page.

import { Connection, Refused } from "./connection.js";
import { Outbox } from "./outbox.js";

const PAUSES_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const RESEND_MS = [1_000, 3_000]; // a passing trouble is tried again by itself, then the customer decides
const TYPING_SHOWN_MS = 6_000;
const TYPING_TOLD_MS = 3_000;
const HIDDEN_MS = 60_000; // a tab nobody looks at gives its line back

export class Conversation extends EventTarget {
  line = "idle"; // idle | opening | live | lost | unreachable
  status = { holder: "assistant" };
  typing = null;

  #desk;
  #memory;
  #outbox;
  #messages = new Map();
  #cursor = 0;
  #abort;
  #following = false;
  #sending = Promise.resolve();
  #typingToldAt = 0;
  #typingTimer;
  #hiddenTimer;
  #wake = () => {};

  constructor(address, kept, tab) {
    super();
    this.#memory = kept;
    this.#desk = new Connection(address, kept.get("token"));
    this.#outbox = new Outbox(tab);
    this.#watchThePage();
  }

  get started() {
    return Boolean(this.#desk.token);
  }

  get messages() {
    return [...this.#messages.values()].sort((one, other) => one.seq - other.seq);
  }

  get pending() {
    return this.#outbox.items;
  }

  get hasEarlier() {
    return Math.min(...this.#messages.keys()) > 1 && this.#messages.size > 0;
  }

  // --- opening and following ------------------------------------------------------------------

  // Goes on with the conversation this browser has; makes a new one only when it has none.
  async open(language) {
    if (!this.started) await this.#begin(language);
    if (this.started && !this.#following) this.#follow();
  }

  async #begin(language) {
    if (this.line === "opening") return;
    this.#tell({ line: "opening" });
    try {
      const { token } = await this.#desk.post("/conversations", { language });
      this.#desk.token = token;
      this.#memory.set("token", token);
    } catch {
      this.#tell({ line: "unreachable" });
    }
  }

  async #follow() {
    this.#following = true;
    for (let failures = 0; this.#following; failures++) {
      try {
        await this.#load();
        for await (const event of this.#listen()) {
          failures = 0;
          this.#take(event);
        }
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return this.#forget();
      }
      this.#tell({ line: "lost", typing: null });
      await this.#pause(PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] * (0.7 + 0.6 * Math.random()));
    }
  }

  async #load() {
    if (this.#messages.size) return;
    if (this.line !== "lost") this.#tell({ line: "opening" });
    const { messages, status } = await this.#desk.get("/conversation");
    messages.forEach((message) => this.#keep(message));
    this.#cursor = messages.at(-1)?.seq ?? 0;
    this.#tell({ status });
    this.#resume();
  }

  #listen() {
    this.#abort = new AbortController();
    return this.#desk.stream(this.#cursor, this.#abort);
  }

  #take({ name, id, data }) {
    if (name === "message") {
      this.#keep(data);
      this.#cursor = id;
      this.#tell({ line: "live", typing: data.author === "customer" ? this.typing : null });
    } else if (name === "status") {
      this.#tell({ line: "live", status: data, typing: data.typing });
      this.#typingEnds(data.typing);
    }
  }

  #typingEnds(who) {
    clearTimeout(this.#typingTimer);
    if (who === "agent") this.#typingTimer = setTimeout(() => this.#tell({ typing: null }), TYPING_SHOWN_MS);
  }

  #watchThePage() {
    addEventListener("online", () => this.#wake());
    addEventListener("offline", () => this.#abort?.abort());
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.#hiddenTimer);
      if (document.hidden) this.#hiddenTimer = setTimeout(() => this.#abort?.abort(), HIDDEN_MS);
      else this.#wake();
    });
  }

  leave() {
    this.#following = false;
    this.#abort?.abort();
    this.#wake();
  }

  // Ends early when there is reason to hope; a hidden tab waits until it is seen. Trying while the browser says it is
  // offline would only lengthen the pause after it is back.
  #pause(milliseconds) {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (!document.hidden) setTimeout(resolve, navigator.onLine ? milliseconds : PAUSES_MS.at(-1));
    });
  }

  // The desk does not know this token: whoever opens the chat next begins afresh.
  #forget() {
    this.#following = false;
    this.#desk.token = undefined;
    this.#memory.set("token", undefined);
    this.#memory.set("seen", undefined);
    this.#outbox.clear();
    this.#messages.clear();
    this.#cursor = 0;
    this.#tell({ line: "idle", status: { holder: "assistant" }, typing: null });
  }

  // Another tab has begun the conversation.
  adopt(token) {
    if (!token || token === this.#desk.token) return;
    this.#messages.clear();
    this.#cursor = 0;
    this.#desk.token = token;
    if (this.#following) this.#abort?.abort();
    else this.#follow();
  }

  async earlier() {
    const before = Math.min(...this.#messages.keys());
    const { messages } = await this.#desk.get(`/conversation?before=${before}`);
    messages.forEach((message) => this.#keep(message));
    this.#tell({});
  }

  // --- saying ---------------------------------------------------------------------------------

  say(text) {
    this.#send("/messages", { text }, text);
  }

  choose(seq, option, title) {
    this.#send("/messages", { choice: { seq, option } }, title);
  }

  askForPerson(text) {
    this.#send("/human", { text }, text);
  }

  retry(key) {
    this.#outbox.mark(key, "sending");
    this.#queue(this.#outbox.items.find((item) => item.key === key));
    this.#tell({});
  }

  discard(key) {
    this.#outbox.remove(key);
    this.#tell({});
  }

  #send(path, body, text) {
    this.#queue(this.#outbox.add(path, body, text));
    this.#tell({});
  }

  // What was on its way when the page was left: the same key again is the same message.
  #resume() {
    this.#outbox.items.filter((item) => item.state === "sending").forEach((item) => this.#queue(item));
  }

  // One after the other, so that they arrive in the order in which they were said.
  #queue(item) {
    this.#sending = this.#sending.then(() => this.#deliver(item));
  }

  async #deliver(item, tries = 0) {
    try {
      const { message } = await this.#desk.post(item.path, { ...item.body, client_key: item.key });
      this.#keep(message);
    } catch (error) {
      const passing = !(error instanceof Refused) || error.passing;
      if (passing && navigator.onLine && tries < RESEND_MS.length) {
        await new Promise((resolve) => setTimeout(resolve, RESEND_MS[tries]));
        return this.#deliver(item, tries + 1);
      }
      this.#outbox.mark(item.key, passing ? "failed" : "refused");
    }
    this.#tell({});
  }

  // --- the rest -------------------------------------------------------------------------------

  tellTyping() {
    if (this.status.holder !== "agent" || Date.now() - this.#typingToldAt < TYPING_TOLD_MS) return;
    this.#typingToldAt = Date.now();
    this.#desk.post("/typing").catch(() => {});
  }

  async stopWaiting() {
    this.#tell({ status: await this.#desk.post("/waiting/cancel") });
  }

  async rate(score, comment) {
    await this.#desk.post("/rating", { score, comment });
    this.#tell({ status: { ...this.status, rating: score } });
  }

  speak(language) {
    if (this.started) this.#desk.put("/language", { language }).catch(() => {});
  }

  appointment(number) {
    return this.#desk.file(`/appointments/${encodeURIComponent(number)}.ics`);
  }

  #keep(message) {
    this.#messages.set(message.seq, message);
    if (message.client_key) this.#outbox.remove(message.client_key);
  }

  #tell(changes) {
    Object.assign(this, changes);
    this.dispatchEvent(new Event("change"));
  }
}
