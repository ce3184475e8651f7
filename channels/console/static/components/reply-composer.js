import { Part, html, live, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { draft, keepDraft } from "../model/drafts.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { trayOf } from "../model/tray.js";
import { language, t } from "../model/words.js";
import "./canned-menu.js";
import "./file-tray.js";
import "./promise-list.js";
import "./wording-list.js";
import "./wording-reason.js";

const CHECK_AFTER_MS = 300;
const TEXT_MAX = 4000;
// For the browser's chooser; the desk looks at the contents.
const TAKEN = ".jpg,.jpeg,.png,.gif,.webp,.pdf,.txt,.csv,.docx,.xlsx,.pptx,.ogg,.mp3,.m4a,.wav,.mp4,.mov";

class ReplyComposer extends Part {
  static properties = { thread: {}, about: {}, findings: { state: true }, asking: { state: true }, problem: { state: true }, canned: { state: true } };
  #text = ""; #timer; #checked = ""; #tray;

  constructor() { super(); this.findings = []; new Watching(this); }

  willUpdate(changed) {
    if (!changed.has("thread")) return;
    Object.assign(this, { findings: [], asking: false, problem: undefined, canned: null });
    this.#text = draft(this.thread.id);
    this.#watch(trayOf(this.thread));
    this.#checkSoon();
  }

  firstUpdated() { this.#field.focus(); }
  // The tray stays known: an update that was already due still comes after the composer has left the page.
  disconnectedCallback() { super.disconnectedCallback(); clearTimeout(this.#timer); this.#tray?.removeEventListener("change", this.#redraw); }
  connectedCallback() { super.connectedCallback(); if (this.thread) this.#watch(trayOf(this.thread)); }

  #watch(tray) {
    this.#tray?.removeEventListener("change", this.#redraw);
    this.#tray = tray;
    tray.addEventListener("change", this.#redraw);
  }

  #redraw = () => this.requestUpdate();

  get #promises() { return this.querySelector("promise-list"); }
  get #field() { return this.querySelector("textarea"); }

  render() {
    return html`
      <form class="composer" @submit=${(event) => { event.preventDefault(); this.#send(); }}
        @dragover=${this.#dragged} @dragleave=${this.#dragged} @drop=${this.#dropped}>
        ${this.canned === null ? nothing : html`<canned-menu .query=${this.canned} .language=${this.about.language}
          @pick=${(event) => this.#insert(event.detail)} @leave=${() => { this.canned = null; this.#field.focus(); }}></canned-menu>`}
        <wording-list .findings=${this.findings} .text=${this.#text} @use=${(event) => this.#write(event.detail)}></wording-list>
        <promise-list .about=${this.about} @answered=${() => this.#field.focus()} @corrected=${({ detail }) => this.#write(detail)}></promise-list>
        ${this.asking ? this.#confirm() : nothing}
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        <file-tray .tray=${this.#tray}></file-tray>
        <div class="field">
          <div class="marks" aria-hidden="true">${this.#marked()}</div>
          <textarea rows="3" maxlength=${TEXT_MAX} aria-label=${t("composer.label")} placeholder=${t("composer.hint")}
            .value=${live(this.#text)} @input=${this.#typed} @keydown=${this.#keyed} @scroll=${this.#scrolled} @paste=${this.#pasted}></textarea>
        </div>
        <div class="below">
          <input type="file" multiple accept=${TAKEN} hidden @change=${this.#chosen} />
          <button type="button" class="clip" aria-label=${t("files.add")} title=${t("files.add")}
            @click=${() => this.querySelector("input[type=file]").click()}>${icon("clip")}</button>
          <span class="quiet">${t("composer.keys")}</span>
          ${this.#text.length > TEXT_MAX * 0.8 ? html`<span class="quiet">${t("composer.count", { n: this.#text.length })}</span>` : nothing}
          <span class="gap"></span>
          <button class="primary" ?disabled=${!this.#sendable}>${icon("send")}${t("composer.send")}</button>
        </div>
      </form>`;
  }

  #confirm() {
    const count = this.findings.filter((one) => one.severity === "error").length;
    return html`<wording-reason .count=${count} @use=${({ detail }) => this.#send(detail)}
      @leave=${() => { this.asking = false; this.#field.focus(); }}></wording-reason>`;
  }

  // The draft again, behind the field, with what the standard objects to underlined.
  #marked() {
    if (this.#checked !== this.#text) return nothing;
    const signs = Array.from(this.#text); // the findings count code points, not UTF-16 units
    const pieces = [];
    let from = 0;
    for (const { start, end, severity } of [...this.findings].sort((a, b) => a.start - b.start)) {
      if (start < from || end <= start || end - start === signs.length) continue;
      pieces.push(signs.slice(from, start).join(""), html`<mark class=${severity}>${signs.slice(start, end).join("")}</mark>`);
      from = end;
    }
    return pieces;
  }

  get #sendable() { return (this.#text.trim() || this.#tray.ready) && !this.#tray.waiting; }

  #chosen = ({ target }) => {
    this.#tray.add(target.files);
    target.value = "";
    this.#field.focus();
  };

  #pasted = (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    this.#tray.add(event.clipboardData.files);
  };

  // Only files are taken out of the page's hands: a dragged word still falls into the text.
  #dragged = (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    const left = event.type === "dragleave" && !event.currentTarget.contains(event.relatedTarget);
    event.currentTarget.classList.toggle("over", !left);
  };

  #dropped = (event) => {
    this.#dragged(event);
    event.currentTarget.classList.remove("over");
    this.#tray.add(event.dataTransfer.files);
  };

  #typed = ({ target }) => {
    if (target.value === "/" && this.#text === "") {
      this.canned = "";
      target.value = "";
      return;
    }
    this.#write(target.value);
    this.thread.tellTyping();
  };

  #write(text) {
    this.#text = text;
    this.asking = false;
    keepDraft(this.thread.id, text);
    this.#checkSoon();
    this.requestUpdate();
  }

  #keyed = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); this.#send(); }
  };

  #scrolled = ({ target }) => { this.querySelector(".marks").scrollTop = target.scrollTop; };

  #insert(words) {
    this.canned = null;
    this.#write(words);
    this.updateComplete.then(() => {
      const hole = /\{\w+\}/.exec(words);
      this.#field.focus();
      if (hole) this.#field.setSelectionRange(hole.index, hole.index + hole[0].length);
    });
  }

  #checkSoon() {
    clearTimeout(this.#timer);
    if (!this.#text.trim()) { this.findings = []; this.#promises?.look(""); return; }
    this.#timer = setTimeout(() => this.#check(), CHECK_AFTER_MS);
  }

  async #check() {
    const text = this.#text;
    this.#promises.look(text);
    const { findings } = await post("/drafts", { text, explain: language() }).catch(() => ({ findings: [] }));
    if (text !== this.#text) return;
    this.#checked = text;
    this.findings = findings;
  }

  async #send(why = {}) {
    const text = this.#text.trim();
    if (!this.#sendable) return;
    if (/\{\w+\}/.test(text)) { this.problem = t("composer.filled"); return; }
    const { thread } = this;
    this.problem = undefined;
    const tray = this.#tray, files = tray.take(), promised = this.#promises.take();
    this.#write("");
    const refusal = await thread.say(text, { ...why, ...promised }, files);
    if (!refusal?.status || refusal.status >= 500 || refusal.status === 401) return; // it stays in the transcript, marked
    tray.giveBack(files);
    if (thread === this.thread) this.#takeBack(text, refusal);
    else keepDraft(thread.id, text);
  }

  #takeBack(text, refusal) {
    this.#write(text);
    if (refusal.code === "reason_needed") {
      this.#checked = text;
      Object.assign(this, { findings: refusal.facts.findings, asking: true });
      clearTimeout(this.#timer);
    } else {
      this.problem = refusal.status === 409 ? t("composer.lost") : trouble(refusal);
    }
  }
}

customElements.define("reply-composer", ReplyComposer);
