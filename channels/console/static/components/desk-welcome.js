import { Part, html } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { t } from "../model/words.js";

const STEPS = ["available", "take", "serve", "close"];

// What stands where no conversation is open: what to do next.
class DeskWelcome extends Part {
  constructor() { super(); new Watching(this); }

  render() {
    const { available, waiting, mine } = desk.state;
    if (!available) return this.#away();
    if (waiting.length) return this.#said(t("welcome.waiting", { n: waiting.length }), t("conversation.noneHint"));
    if (mine.length) return this.#said(t("conversation.none"), t("conversation.noneHint"));
    return this.#said(t("welcome.quiet"), t("welcome.quietHint"));
  }

  #away() {
    return html`
      <section class="conversation empty"><div class="welcome">
        <span class="big">${icon("chats")}</span><h1>${t("welcome.away", { name: desk.me.name })}</h1><p>${t("welcome.awayHint")}</p>
        <button class="primary" @click=${() => desk.setAvailable(true)}>${t("queue.goAvailable")}</button>
        <ol class="steps">${STEPS.map((step) => html`<li>${t(`welcome.${step}`)}</li>`)}</ol>
      </div></section>`;
  }

  #said(words, hint) {
    return html`<section class="conversation empty"><div><span class="big">${icon("chats")}</span><h1>${words}</h1><p class="quiet">${hint}</p></div></section>`;
  }
}

customElements.define("desk-welcome", DeskWelcome);
