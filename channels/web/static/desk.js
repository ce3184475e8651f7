// <courtesy-desk>: the desk on any page. One script tag is enough:
//   <script type="module" src="https://desk.example/widget/desk.js" data-language="zh"></script>
// data-identity, data-identity-from: who the site's user is, signed by its server (docs/site-owner.md).
// data-language: zh | zh-Hant | en (else the page's, else the browser's) · data-title: the name at the head.

import { Conversation } from "./conversation.js";
import { chat } from "./icons.js";
import { Memory } from "./memory.js";
import { panel } from "./panel.js";
import { STRINGS, languageOf } from "./strings.js";
import { html, nothing, render } from "./vendor/lit.min.js";

const ADDRESS = new URL(".", import.meta.url).href.replace(/\/$/, "");
const NEAR_END_PX = 80;

class CourtesyDesk extends HTMLElement {
  static observedAttributes = ["identity", "identity-from"];

  #kept = new Memory("localStorage", `courtesy-desk ${ADDRESS} `);
  #tab = new Memory("sessionStorage", `courtesy-desk ${ADDRESS} `);
  #conversation = new Conversation(ADDRESS, this.#kept, this.#tab, () => this.#identity());
  #linking;
  #cases;
  #small = matchMedia("(max-width: 480px)");
  #root = this.attachShadow({ mode: "open" });
  #isOpen = this.#tab.get("open") ?? false;
  #draft = this.#tab.get("draft") ?? "";
  #announcement = "";
  #styled = false;
  #drawn = Promise.resolve();
  #due = false;
  #atEnd = true;
  #seenAtEnd = 0;
  #top = 0;
  #files;
  #filesLoading;

  // --- life -----------------------------------------------------------------------------------

  connectedCallback() {
    this.#conversation.addEventListener("change", this.#redraw);
    this.#conversation.addEventListener("forgotten", this.#clear);
    this.#small.addEventListener("change", this.#redraw);
    for (const name of ["online", "offline", "focus"]) addEventListener(name, this.#redraw);
    addEventListener("storage", this.#heardTab);
    this.#redraw();
    if (this.#conversation.started || this.#isOpen) this.#begin();
  }

  disconnectedCallback() {
    this.#conversation.removeEventListener("change", this.#redraw);
    this.#conversation.removeEventListener("forgotten", this.#clear);
    this.#small.removeEventListener("change", this.#redraw);
    for (const name of ["online", "offline", "focus"]) removeEventListener(name, this.#redraw);
    removeEventListener("storage", this.#heardTab);
    this.#conversation.leave();
    this.#forgetFiles();
  }

  // Somebody signed in or out while the page stayed.
  attributeChangedCallback() {
    const inUse = this.#conversation.started || this.#isOpen;
    if (this.isConnected && this.#styled && inUse) this.#conversation.open(this.#language, true);
  }

  // However much changes at once, it is drawn once.
  #redraw = () => {
    if (this.#due) return;
    this.#due = true;
    this.#drawn = Promise.resolve().then(() => this.#draw());
  };

  #draw() {
    this.#due = false;
    if (this.#conversation.messages.some(({ extras }) => extras.attachments)) this.#loadFiles();
    const view = this.#view();
    render(
      html`<link rel="stylesheet" href="${ADDRESS}/desk.css" @load=${() => this.#reveal()} />
        <div ?hidden=${!this.#styled}>${panel(view)} ${this.#launcher(view)}</div>`,
      this.#root,
    );
    if (this.#isOpen) this.#settle();
  }

  #settle() {
    this.#fitComposer();
    if (this.#atEnd) this.#toLatest();
    if (document.hasFocus()) this.#kept.set("seen", this.#last);
  }

  // What the site says of its user: told as it is, or where to ask.
  async #identity() {
    const identity = this.getAttribute("identity") ?? this.dataset.identity;
    const identityFrom = this.getAttribute("identity-from") ?? this.dataset.identityFrom;
    if (!identity && !identityFrom) return { token: "", user: "" };
    return (await import("./identity/identity.js")).identityOf({ identity, identityFrom });
  }

  // --- what is shown --------------------------------------------------------------------------

  get #language() {
    const wishes = [this.#kept.get("language"), this.dataset.language, document.documentElement.lang];
    return [...wishes, ...navigator.languages].map(languageOf).find(Boolean) ?? "en";
  }

  get #last() {
    return this.#conversation.messages.at(-1)?.seq ?? 0;
  }

  get #unread() {
    const seen = this.#kept.get("seen") ?? 0;
    return this.#conversation.messages.filter(({ seq, author }) => seq > seen && author !== "customer").length;
  }

  #view() {
    const language = this.#language;
    return {
      conversation: this.#conversation,
      linking: this.#linking,
      cases: this.#cases,
      language,
      say: STRINGS[language],
      title: this.dataset.title,
      isOpen: this.#isOpen,
      wholeScreen: this.#small.matches,
      online: navigator.onLine,
      draft: this.#draft,
      files: this.#files,
      announcement: this.#announcement,
      behind: !this.#atEnd && this.#last > this.#seenAtEnd,
      write: (text) => this.#write(text),
      submit: () => this.#submit(),
      attach: (chosen) => this.#attach([...chosen]),
      grown: () => this.#redraw(),
      askForPerson: () => this.#conversation.askForPerson(STRINGS[this.#language].person),
      stopWaiting: () => this.#conversation.stopWaiting().catch(() => {}),
      speak: (code) => this.#speak(code),
      begin: () => this.#begin(),
      openMenu: () => this.#openMenu(),
      openCases: () => this.#openCases(),
      pressed: (event) => this.#pressed(event),
      close: () => this.#close(),
      key: (event) => this.#key(event),
      scrolled: () => this.#scrolled(),
      toLatest: () => this.#toLatest(),
      announce: (text) => this.#announce(text),
    };
  }

  #launcher({ say, language }) {
    const unread = this.#isOpen ? 0 : this.#unread;
    return html`<button class="launcher" lang=${language} aria-haspopup="dialog" aria-expanded=${this.#isOpen}
      aria-controls="panel" aria-label=${this.#isOpen ? say.close : say.open(unread)} @click=${() => this.#toggle()}>
      ${chat}${unread ? html`<span class="unread" aria-hidden="true">${unread > 99 ? "99+" : unread}</span>` : nothing}
    </button>`;
  }

  // --- what the customer does -----------------------------------------------------------------

  #toggle() {
    return this.#isOpen ? this.#close() : this.open();
  }

  // Also for the page's own "chat with us" links: document.querySelector("courtesy-desk").open()
  async open() {
    this.#show(true);
    this.#begin();
    await this.#drawn;
    this.#toLatest();
    this.#find("textarea").focus();
  }

  async #close() {
    this.#show(false);
    await this.#drawn;
    this.#find(".launcher").focus();
  }

  #show(isOpen) {
    this.#isOpen = isOpen;
    this.#tab.set("open", isOpen);
    this.#redraw();
  }

  #begin() {
    this.#conversation.open(this.#language);
  }

  #write(text) {
    this.#draft = text;
    this.#tab.set("draft", text || undefined);
    if (text.trim()) this.#conversation.tellTyping();
    this.#redraw();
  }

  #submit() {
    this.#atEnd = true;
    this.#conversation.say(this.#draft.trim(), this.#files?.take());
    this.#write("");
  }

  async #attach(chosen) {
    await this.#loadFiles();
    this.#files?.add(chosen, this.#language);
    this.#find(".composer textarea").focus();
  }

  // Not before there is a file: most chats have none.
  #loadFiles() {
    return (this.#filesLoading ??= import("./files/files.js")
      .then(({ Files }) => {
        this.#files = new Files(this.#conversation, this.#redraw, (text) => this.#announce(text));
        this.#redraw();
      })
      .catch(() => (this.#filesLoading = undefined)));
  }

  #forgetFiles() {
    this.#files?.leave();
    this.#files = this.#filesLoading = undefined;
  }

  #speak(language) {
    this.#kept.set("language", language);
    this.#conversation.speak(language);
    this.#redraw();
  }

  async #openMenu() {
    const { Linking } = await import("./linking/linking.js");
    const focus = (selector) => this.#drawn.then(() => this.#find(selector)?.focus());
    this.#linking ??= new Linking(this.#conversation, this.#redraw, focus);
    this.#linking.toggle();
  }

  async #openCases() {
    const { Cases } = await import("./cases/cases.js");
    const focus = (selector) => this.#drawn.then(() => this.#find(selector)?.focus());
    this.#linking?.leave();
    this.#cases ??= new Cases(this.#conversation, this.#redraw, focus);
    this.#cases.open(this.#language);
  }

  // The menu goes when something else is pressed.
  #pressed({ target }) {
    if (this.#linking?.shown === "menu" && !target.closest(".menu, .more")) this.#linking.leave();
  }

  #key(event) {
    if (event.key === "Escape" && !event.isComposing) this.#leaveOne();
    if (event.key === "Tab" && this.#small.matches) this.#stayInside(event);
  }

  // What was opened last goes first.
  #leaveOne() {
    if (this.#linking?.shown) this.#linking.show(null);
    else if (this.#cases?.shown) this.#cases.close();
    else this.#close();
  }

  // On a phone the chat covers the page, so Tab must not wander off behind it.
  #stayInside(event) {
    const stops = [...this.#root.querySelectorAll("#panel :is(button, select, textarea, input, a, .log)")];
    const reachable = stops.filter((stop) => !stop.disabled && stop.offsetParent);
    const [from, to] = event.shiftKey ? [reachable[0], reachable.at(-1)] : [reachable.at(-1), reachable[0]];
    if (this.#root.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }

  // --- inside ---------------------------------------------------------------------------------

  #heardTab = ({ key, storageArea }) => {
    if (storageArea === localStorage && this.#kept.owns(key)) {
      this.#conversation.adopt(this.#kept.get("token"));
      this.#redraw();
    }
  };

  #clear = () => {
    this.#forgetFiles();
    this.#write("");
    this.#linking?.leave();
    this.#cases?.leave();
  };

  #announce(text) {
    this.#announcement = text;
    this.#redraw();
  }

  #reveal() {
    this.#styled = true;
    this.#redraw();
  }

  #scrolled() {
    const log = this.#find(".log");
    const near = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
    // Only who scrolls up leaves the end: when a picture makes the log longer, nobody has moved.
    this.#atEnd = near || (this.#atEnd && log.scrollTop >= this.#top);
    this.#top = log.scrollTop;
    if (this.#atEnd) this.#seenAtEnd = this.#last;
    this.#redraw();
  }

  #toLatest() {
    const log = this.#find(".log");
    log.scrollTop = log.scrollHeight;
    this.#seenAtEnd = this.#last;
    this.#atEnd = true;
  }

  #fitComposer() {
    const textarea = this.#find(".composer textarea");
    textarea.style.height = "auto";
    textarea.style.height = `${textarea.scrollHeight}px`;
  }

  #find(selector) {
    return this.#root.querySelector(selector);
  }
}

customElements.define("courtesy-desk", CourtesyDesk);

const script = [...document.querySelectorAll("script[type=module][src]")].find(({ src }) => src === import.meta.url);
if (script && !document.querySelector("courtesy-desk")) {
  const desk = document.createElement("courtesy-desk");
  Object.assign(desk.dataset, script.dataset);
  document.body.append(desk);
}
