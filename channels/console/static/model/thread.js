// One open conversation: its transcript by cursor, who holds it, and what we are sending.

import { get, post } from "./api.js";
import { desk } from "./desk.js";
import { clientKey } from "./drafts.js";
import { Live } from "./live.js";
import { language } from "./words.js";

const TYPING_SHOWN_MS = 6000;
const TYPING_TOLD_MS = 3000;

export class Thread extends EventTarget {
  about = null; messages = []; sending = []; typing = null; missing = "";
  #live; #typingTimer; #told = 0;

  constructor(id) {
    super();
    this.id = id;
    this.path = `/conversations/${id}`;
    this.#open();
  }

  async #open() {
    try {
      this.#tell({ about: await get(this.path) });
    } catch (refusal) {
      if (refusal.status === 404 || refusal.status === 422) return this.#tell({ missing: "missing" });
      if (refusal.status === 403) return this.#withdraw();
    }
    if (this.closed) return;
    this.#live = new Live((after) => `${this.path}/stream?after=${after}`, {
      message: (message) => this.#add(message),
      about: (about) => this.#tell({ about }),
      typing: ({ author }) => this.#showTyping(author),
      withdrawn: () => this.#withdraw(),
    });
  }

  // It waited, and a colleague has taken it: it concerns this agent no more.
  #withdraw() {
    this.#live?.close();
    this.#tell({ missing: "withdrawn", about: null, messages: [] });
  }

  close() {
    this.closed = true;
    clearTimeout(this.#typingTimer);
    this.#live?.close();
  }

  #tell(change) {
    Object.assign(this, change);
    this.dispatchEvent(new Event("change"));
  }

  #add(message) {
    if (this.messages.some((known) => known.seq === message.seq)) return;
    this.sending = this.sending.filter((one) => one.key !== message.client_key);
    if (message.author === this.typing) this.typing = null;
    this.messages = [...this.messages, message].sort((a, b) => a.seq - b.seq);
    this.#tell({});
  }

  #showTyping(author) {
    clearTimeout(this.#typingTimer);
    this.#typingTimer = setTimeout(() => this.#tell({ typing: null }), TYPING_SHOWN_MS);
    this.#tell({ typing: author });
  }

  get held() { return Boolean(this.about?.holder.kind === "agent" && this.about.holder.agent_id === desk.me.id); }
  get files() { return new Map(this.about.attachments.map((one) => [one.id, one])); }
  // What the customer changed: the number of the old message → its latest words.
  get edits() { return new Map(this.messages.filter(({ extras }) => extras.edits).map((one) => [one.extras.edits, one])); }
  // What a messaging app did not take, by its number; and what waits behind it in a chat that is closed to us.
  get letters() { return new Map(this.about.undelivered.map((one) => [one.seq, one])); }
  waits({ seq, author }) { return author !== "customer" && this.about.stopped_after !== null && seq > this.about.stopped_after; }
  get fence() { return this.about.holder.fence; }

  tellTyping() {
    if (!this.held || Date.now() - this.#told < TYPING_TOLD_MS) return;
    this.#told = Date.now();
    post(`${this.path}/typing`).catch(() => {});
  }

  // Shown at once; a message that could not be sent stays, marked, until it is sent again or dropped.
  // `why`: the reason for words that the standard refuses. `files`: as their uploads were answered; with them the text may be empty.
  async say(text, why = {}, files = []) {
    const one = { key: clientKey(), text, files, why, at: new Date(desk.now()).toISOString() };
    this.#tell({ sending: [...this.sending, one] });
    return this.send(one);
  }

  async send(one) {
    this.#change(one, { failed: null });
    try {
      const body = { text: one.text, client_key: one.key, fence: this.fence, ...one.why, explain: language(), attachments: one.files.map(({ id }) => id) };
      this.#add(await post(`${this.path}/messages`, body));
      return null;
    } catch (refusal) {
      if (refusal.status === 409 || refusal.status === 422) this.drop(one);
      else this.#change(one, { failed: refusal });
      return refusal;
    }
  }

  #change(one, change) {
    Object.assign(one, change);
    this.#tell({ sending: [...this.sending] });
  }

  drop(one) { this.#tell({ sending: this.sending.filter((other) => other !== one) }); }

  deliverAgain(seq) { return post(`${this.path}/undelivered/${seq}/again`).catch(() => {}); }
  resolveUndelivered(seq) { return post(`${this.path}/undelivered/${seq}/resolved`).catch(() => {}); }
  openTicket(details) { return post(`${this.path}/tickets`, { fence: this.fence, ...details }); }
  book(details) { return post(`${this.path}/appointments`, { fence: this.fence, ...details }); }
  whisper(text) { return post(`${this.path}/whispers`, { text }); }
  takeOver() { return post(`${this.path}/take-over`); }
  note(text) { return post(`${this.path}/notes`, { text }); }
  transfer(to_agent_id, note) { return post(`${this.path}/transfer`, { fence: this.fence, to_agent_id, note }); }
  giveBack(note) { return post(`${this.path}/return`, { fence: this.fence, note }); }
  end(wrap_up) { return post(`${this.path}/close`, { fence: this.fence, ...wrap_up }); }
}
