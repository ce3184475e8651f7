import { Part, html, nothing, repeat } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { claimTrouble, emotion, who } from "../model/shared.js";
import { Thread } from "../model/thread.js";
import { distance } from "../model/times.js";
import { label, language, t } from "../model/words.js";
import { masked } from "./masked-value.js";
import "./message-line.js";
import "./promise-strip.js";
import "./reply-composer.js";
import "./brief-pane.js";
import "./close-dialog.js";
import "./transfer-dialog.js";
import "./return-dialog.js";
import "./ticket-dialog.js";
import "./booking-dialog.js";
import "./desk-welcome.js";
import "./since-time.js";
import "./whisper-bar.js";

const NEAR_END_PX = 120;

class ConversationPane extends Part {
  static properties = { conversation: {}, readOnly: { type: Boolean }, briefShown: { state: true }, problem: { state: true } };
  #thread; #atEnd = true; #top = 0;
  #resized = new ResizeObserver(() => { if (this.#atEnd) this.#toEnd(); });

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("conversation")) this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#thread?.close();
    this.#thread = undefined;
    this.#resized.disconnect();
  }

  #follow() {
    this.#thread?.close();
    this.#thread = this.conversation ? new Thread(this.conversation) : undefined;
    this.#thread?.addEventListener("change", () => this.requestUpdate());
    this.#atEnd = true;
    Object.assign(this, { briefShown: false, problem: undefined });
  }

  render() {
    const thread = this.#thread;
    if (!thread) return html`<desk-welcome></desk-welcome>`;
    if (thread.missing) return this.#empty(t(`conversation.${thread.missing}`));
    if (!thread.about) return this.#empty(t("conversation.loading"));
    const edits = thread.edits;
    const { files, letters } = thread;
    return html`
      <section class="conversation" aria-label=${who(thread.about.customer)}>
        ${this.#head(thread)}
        <promise-strip .about=${thread.about}></promise-strip>
        <div class="scroll" tabindex="0" @load=${this.#grown} role="log" aria-label=${t("conversation.messages")} @scroll=${this.#scrolled}>
          ${repeat(thread.messages, (one) => one.seq, (one, index) => html`<message-line .message=${one} .before=${thread.messages[index - 1]} .known=${files} .path=${thread.path}
            .edit=${edits.get(one.seq)} .thread=${thread} .letter=${letters.get(one.seq)} .waits=${thread.waits(one)} .asked=${thread.about.handoff?.asked_seq === one.seq}></message-line>`)}
          ${repeat(thread.sending, (one) => one.key, (one) => html`<message-line .message=${{ ...one, author: "agent", agent_id: desk.me.id, extras: { attachments: one.files, wordless: !one.text } }} .path=${thread.path}
            .sending=${one} .thread=${thread}></message-line>`)}
        </div>
        ${this.#typing(thread)}
        <whisper-bar .thread=${thread} .about=${thread.about}></whisper-bar>
        ${this.#foot(thread)}
      </section>
      ${this.briefShown ? html`<div class="brief-shade" @click=${() => this.#showBrief(false)}></div>` : nothing}
      <brief-pane .thread=${thread} .about=${thread.about} .shown=${this.briefShown} .readOnly=${this.readOnly}
        @leave=${() => this.#showBrief(false)} @ask=${({ detail }) => this.querySelector(`${detail}-dialog`).open()}></brief-pane>
      ${thread.held && !this.readOnly ? html`<close-dialog .thread=${thread}></close-dialog><transfer-dialog .thread=${thread}></transfer-dialog>
        <return-dialog .thread=${thread}></return-dialog><ticket-dialog .thread=${thread}></ticket-dialog><booking-dialog .thread=${thread}></booking-dialog>` : nothing}`;
  }

  #empty(words) {
    return html`<section class="conversation empty"><div><span class="big">${icon("chats")}</span><h1>${words}</h1></div></section>`;
  }

  // On narrow screens the brief is a drawer.
  async #showBrief(shown) {
    this.briefShown = shown;
    await this.updateComplete;
    this.querySelector(shown ? "aside.brief" : ".brief-toggle")?.focus();
  }

  #head(thread) {
    const { customer, language, channel, handoff } = thread.about;
    return html`
      <header class="head">
        <h1>${masked(who(customer), `conversation:${thread.about.id}`, "name")}</h1>
        ${handoff ? emotion(handoff.emotion) : nothing}${this.#clock(thread.about.clocks)}
        <span class="kind">${label("channel", channel)}</span><span class="quiet">${label("language", language)}</span>
        <div class="actions"><button class="brief-toggle" aria-expanded=${Boolean(this.briefShown)} aria-controls="brief"
          @click=${() => this.#showBrief(!this.briefShown)}>${icon("brief")}<span>${t("brief.title")}</span></button>
        ${thread.held && !this.readOnly ? html`
          ${this.#action("transfer", "transfer", "T")}${this.#action("return", "back")}${this.#action("close", "close", "E")}` : nothing}</div>
      </header>`;
  }

  // The deadline that presses most, until it has been met.
  #clock(clocks) {
    const one = clocks.find(({ stopped }) => !stopped);
    if (!one) return nothing;
    const name = language() === "zh" ? one.name_zh : one.name_en;
    return html`<span class="clock clock-${one.state}" title="${name} · ${one.clauses.join(" ")}">${icon("clock")}${name} · ${distance(one.due)}</span>`;
  }

  #action(name, picture, key) {
    const open = () => this.querySelector(`${name}-dialog`).open();
    return html`<button class=${name === "close" ? "strong" : ""} data-key=${name} @click=${open}
      title=${key ? `${t(`conversation.${name}`)} (${key})` : t(`conversation.${name}`)}>${icon(picture)}<span>${t(`conversation.${name}`)}</span></button>`;
  }

  #typing(thread) {
    const words = { customer: "conversation.typing", assistant: "conversation.assistantTyping" }[thread.typing];
    return html`<p class="typing" role="status">${words ? html`<i></i><i></i><i></i>${t(words)}` : nothing}</p>`;
  }

  #foot(thread) {
    if (thread.held && !this.readOnly) return html`<reply-composer .thread=${thread} .about=${thread.about}></reply-composer>`;
    return html`<footer class="held-by"><p class="problem" role="alert">${this.problem ?? nothing}</p>${this.#holder(thread.about.holder)}</footer>`;
  }

  #holder({ kind, agent_name: name, agent_no: no, agent_id: id }) {
    if (kind === "queue") return this.#waiting(this.#thread.about.handoff);
    if (kind === "assistant") return t("conversation.assistant");
    return id === desk.me.id ? html`<a href="#/desk/${this.conversation}">${t("conversation.you")}</a>` : t("conversation.other", { name, no });
  }

  #waiting({ handoff_id, asked_at, put_back_at }) {
    return html`<span>${t(put_back_at ? "conversation.putBack" : "conversation.waiting")} · ${t("queue.waited")} <since-time .at=${asked_at}></since-time></span>
      ${desk.state.available && !this.readOnly ? html`<button class="primary" @click=${() => this.#claim(handoff_id)}>${t("queue.claim")}</button>` : nothing}`;
  }

  async #claim(handoff_id) {
    try {
      await post(`/handoffs/${handoff_id}/claim`);
      this.problem = undefined;
    } catch (refusal) {
      this.problem = claimTrouble(refusal);
    }
  }

  // Only who scrolls up leaves the end: when a picture makes the log longer, nobody has moved.
  #scrolled = ({ target }) => {
    const near = target.scrollHeight - target.scrollTop - target.clientHeight < NEAR_END_PX;
    this.#atEnd = near || (this.#atEnd && target.scrollTop >= this.#top);
    this.#top = target.scrollTop;
  };

  // A picture has come: "load" does not bubble, so it is caught on its way down.
  #grown = { capture: true, handleEvent: () => { if (this.#atEnd) this.#toEnd(); } };

  // A picture may come when its conversation has already left the page.
  #toEnd() {
    const scroll = this.querySelector(".scroll");
    if (scroll) scroll.scrollTop = scroll.scrollHeight;
  }

  updated() {
    const thread = this.#thread;
    const scroll = this.querySelector(".scroll");
    if (scroll) this.#resized.observe(scroll);
    if (scroll && this.#atEnd) requestAnimationFrame(() => this.#toEnd());
    const newest = thread?.messages.at(-1)?.seq;
    if (newest && thread.held && document.visibilityState === "visible") queueMicrotask(() => desk.saw(thread.id, newest));
  }
}

customElements.define("conversation-pane", ConversationPane);
