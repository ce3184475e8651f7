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
  fileMb = 10; // the largest file that the desk takes
  telegram = false; // there is a bot to go on with

  #desk;
  #identity;
  #memory;
  #outbox;
  #messages = new Map();
  #cursor = 0;
  #abort;
  #opening = false;
  #following = null; // the present round; an older one ends when it sees that it is not its turn any more
  #sending = Promise.resolve();
  #typingToldAt = 0;
  #typingTimer;
  #hiddenTimer;
  #wake = () => {};

  // `identity` promises {token, user}: who the site says its visitor is, both "" when it says nothing.
  constructor(address, kept, tab, identity) {
    super();
    this.#identity = identity;
    this.#memory = kept;
    this.#desk = new Connection(address, kept.get("token"));
    this.#outbox = new Outbox(tab);
    this.#watchThePage();
  }

  get started() {
    return Boolean(this.#desk.token);
  }

  get desk() {
    return this.#desk;
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

  // Goes on with the conversation this browser has, if it is this user's; makes a new one only when there is none.
  // `again`: the site says who its visitor is once more.
  async open(language, again = false) {
    if (this.#opening || (this.#following && !again)) return;
    this.#opening = true;
    try {
      await this.#begin(language, await this.#recognise());
      if (!this.#following) this.#follow();
    } catch {
      this.#tell({ line: "unreachable" });
    } finally {
      this.#opening = false;
    }
  }

  // The site's token, when it is for somebody whom this browser does not know yet. What another user said is dropped;
  // what was said before signing in goes along.
  async #recognise() {
    const { token, user } = await this.#identity();
    const before = this.#memory.get("user") ?? "";
    if (before && before !== user) this.#forget();
    return { identity: user !== before ? token : "", user };
  }

  async #begin(language, { identity, user }) {
    if (!this.started) this.#tell({ line: "opening" });
    if (identity && (await this.#enter(language, identity, user))) return;
    if (!this.started) this.#own(await this.#desk.post("/conversations", { language }));
  }

  // Whom the desk does not believe stays who they were: a mistake of the site costs nobody the way to a person.
  async #enter(language, identity, user) {
    try {
      this.#own(await this.#desk.post("/conversations", { language, identity }), user);
      return true;
    } catch (error) {
      if (error.code !== "identity_refused") throw error;
      console.warn(`courtesy-desk: the site's token was refused: ${error.message}`);
      return false;
    }
  }

  #own({ token }, user) {
    this.#memory.set("user", user);
    this.#memory.set("token", token);
    this.adopt(token);
  }

  async #follow() {
    const round = (this.#following = {});
    for (let failures = 0; this.#following === round; failures++) {
      let wait = 0;
      try {
        await this.#load();
        for await (const event of this.#listen()) {
          if (this.#following !== round) return;
          failures = 0;
          this.#take(event);
        }
      } catch (error) {
        if (this.#following !== round) return;
        if (error instanceof Refused && error.status === 401) return this.#forget();
        wait = error.wait ?? 0;
      }
      if (this.#following !== round) return;
      this.#tell({ line: "lost", typing: null });
      await this.#pause(Math.max(wait, PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] * (0.7 + 0.6 * Math.random())));
    }
  }

  async #load() {
    if (this.#messages.size) return;
    if (this.line !== "lost") this.#tell({ line: "opening" });
    const { messages, status, telegram, file_mb: fileMb } = await this.#desk.get("/conversation");
    messages.forEach((message) => this.#keep(message));
    this.#cursor = messages.at(-1)?.seq ?? 0;
    this.#tell({ status, telegram, fileMb });
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
    this.#following = null;
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

  // The desk does not know this token, or somebody else sits here now: whoever opens the chat next begins afresh.
  #forget() {
    for (const name of ["token", "user", "seen"]) this.#memory.set(name, undefined);
    this.#outbox.clear();
    this.#drop();
  }

  #drop() {
    this.leave();
    this.#desk.token = undefined;
    this.#messages.clear();
    this.#cursor = 0;
    this.dispatchEvent(new Event("forgotten"));
    this.#tell({ line: "idle", status: { holder: "assistant" }, typing: null });
  }

  // Another tab has begun the conversation, or ended it.
  adopt(token) {
    if (token === this.#desk.token) return;
    if (!token) return this.#drop();
    this.#messages.clear();
    this.#cursor = 0;
    this.#desk.token = token;
    this.leave();
    this.#follow();
  }

  async earlier() {
    const before = Math.min(...this.#messages.keys());
    const { messages } = await this.#desk.get(`/conversation?before=${before}`);
    messages.forEach((message) => this.#keep(message));
    this.#tell({});
  }

  // --- saying ---------------------------------------------------------------------------------

  // attachments: as their uploads were answered; with them the text may be empty.
  say(text, attachments = []) {
    const ids = attachments.map(({ id }) => id);
    this.#send("/messages", { ...(text && { text }), ...(ids.length && { attachments: ids }) }, text, attachments);
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

  #send(path, body, text, attachments = []) {
    this.#queue(this.#outbox.add(path, body, text, attachments));
    this.#tell({});
  }

  // What was on its way when the page was left: the same key again is the same message.
  #resume() {
    this.#outbox.items.filter(({ state }) => state === "sending" || state === "waiting").forEach((item) => this.#queue(item));
  }

  // One after the other, so that they arrive in the order in which they were said. What is said before there is a
  // conversation goes with what was on its way, as soon as there is one.
  #queue(item) {
    if (!this.started) return;
    this.#sending = this.#sending.then(() => this.#deliver(item));
  }

  async #deliver(item, tries = 0) {
    try {
      const { message } = await this.#desk.post(item.path, { ...item.body, client_key: item.key });
      this.#keep(message);
    } catch (error) {
      if (error.status === 429) return this.#waitAndDeliver(item, error.wait);
      const passing = !(error instanceof Refused) || error.passing;
      if (passing && navigator.onLine && tries < RESEND_MS.length) {
        await new Promise((resolve) => setTimeout(resolve, RESEND_MS[tries]));
        return this.#deliver(item, tries + 1);
      }
      this.#outbox.mark(item.key, passing ? "failed" : "refused");
    }
    this.#tell({});
  }

  // The desk asks for patience: the message keeps its place and goes by itself.
  async #waitAndDeliver(item, milliseconds) {
    this.#outbox.mark(item.key, "waiting");
    this.#tell({});
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (this.#outbox.items.some(({ key }) => key === item.key)) return this.#deliver(item);
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

  async rate(score, comment, dimensions) {
    await this.#desk.post("/rating", { score, comment, dimensions });
    this.#tell({ status: { ...this.status, rating: score } });
  }

  speak(language) {
    if (this.started) this.#desk.put("/language", { language }).catch(() => {});
  }

  // A code to show elsewhere: {code, telegram}. And one from elsewhere, shown here: {already}.
  link() {
    return this.#desk.post("/link");
  }

  redeem(code) {
    return this.#desk.post("/link/redeem", { code });
  }

  // The customer's cases, in this language; what: hurry | not-solved.
  cases(language) {
    return this.#desk.get(`/cases?language=${language}`);
  }

  pressCase(number, what, asked) {
    return this.#desk.post(`/cases/${encodeURIComponent(number)}/${what}`, asked);
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
