// The customer's cases, in the widget's own window over the log. Loaded when they are opened first.

import { close } from "../icons.js";
import { html, nothing } from "../vendor/lit.min.js";
import { Pressing, caseCard } from "./case.js";
import { WORDS } from "./words.js";

const STYLE = new URL("case.css", import.meta.url).href;
const SHEET = new URL("cases.css", import.meta.url).href;
const BASE = new URL("../..", import.meta.url).href.replace(/\/$/, "");

export class Cases {
  shown = false;
  #ours; // null: could not be asked
  #language;
  #pressings = new Map();
  #conversation;
  #changed;
  #focus;

  // changed: what to call when there is something new to draw. focus: takes a selector once that is drawn.
  constructor(conversation, changed, focus) {
    this.#conversation = conversation;
    this.#changed = changed;
    this.#focus = focus;
  }

  async open(language) {
    this.shown = true;
    this.#focus("#cases-title");
    await this.#load(language);
  }

  leave() {
    this.shown = false;
    this.#ours = undefined;
    this.#changed();
  }

  async #load(language) {
    this.#language = language;
    try {
      this.#ours = await this.#conversation.cases(language);
    } catch {
      this.#ours = null;
    }
    this.#changed();
  }

  draw({ language }) {
    if (!this.shown) return nothing;
    if (this.#language !== language) this.#load(language);
    const words = WORDS[language];
    return html`<link rel="stylesheet" href=${STYLE} /><link rel="stylesheet" href=${SHEET} />
      <section class="cases" aria-labelledby="cases-title">
        <div class="line">
          <h2 id="cases-title" tabindex="-1">${words.title}</h2>
          <button class="close" aria-label=${words.back} title=${words.back} @click=${() => this.close()}>${close}</button>
        </div>
        <div class="some" tabindex="0">${this.#content(words, language)}</div>
      </section>`;
  }

  #content(words, language) {
    if (this.#ours === undefined) return html`<p role="status">${words.loading}</p>`;
    if (this.#ours === null) return html`<p role="alert">${words.failed}</p>`;
    if (!this.#ours.length) return html`<p>${words.none}</p>`;
    return this.#ours.map((one) => this.#card(one, words, language));
  }

  #card(one, words, language) {
    const pressing = this.#pressingOf(one.number);
    const press = async (what, done, more = {}) => {
      const send = (key) => this.#conversation.pressCase(one.number, what, { client_key: key, language, ...more });
      if (await pressing.press(what, send, words, done)) await this.#load(language);
    };
    return caseCard(one, words, pressing.doing, {
      base: BASE,
      proof: { name: "token", value: this.#conversation.desk.token },
      hurry: () => press("hurry", words.hurried),
      ask: (asking) => pressing.ask(asking),
      notSolved: (text) => press("not-solved", words.reopened, { words: text }),
    });
  }

  #pressingOf(number) {
    if (!this.#pressings.has(number)) this.#pressings.set(number, new Pressing(this.#changed));
    return this.#pressings.get(number);
  }

  close() {
    this.leave();
    this.#focus(".more");
  }
}
