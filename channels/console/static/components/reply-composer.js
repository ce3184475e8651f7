import { Part, html, live, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { draft, keepDraft } from "../model/drafts.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { language, t } from "../model/words.js";
import "./canned-menu.js";
import "./wording-list.js";

const CHECK_AFTER_MS = 300;
const TEXT_MAX = 4000;

class ReplyComposer extends Part {
  static properties = { thread: {}, about: {}, findings: { state: true }, asking: { state: true }, problem: { state: true }, canned: { state: true } };
  #text = ""; #timer; #checked = "";

  constructor() { super(); this.findings = []; new Watching(this); }

  willUpdate(changed) {
    if (!changed.has("thread")) return;
    Object.assign(this, { findings: [], asking: false, problem: undefined, canned: null });
    this.#text = draft(this.thread.id);
    this.#checkSoon();
  }

  firstUpdated() { this.#field.focus(); }
  disconnectedCallback() { super.disconnectedCallback(); clearTimeout(this.#timer); }

  get #field() { return this.querySelector("textarea"); }

  render() {
    return html`
      <form class="composer" @submit=${(event) => { event.preventDefault(); this.#send(); }}>
        ${this.canned === null ? nothing : html`<canned-menu .query=${this.canned} .language=${this.about.language}
          @pick=${(event) => this.#insert(event.detail)} @leave=${() => { this.canned = null; this.#field.focus(); }}></canned-menu>`}
        <wording-list .findings=${this.findings} .text=${this.#text} @use=${(event) => this.#write(event.detail)}></wording-list>
        ${this.asking ? this.#confirm() : nothing}
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        <div class="field">
          <div class="marks" aria-hidden="true">${this.#marked()}</div>
          <textarea rows="3" maxlength=${TEXT_MAX} aria-label=${t("composer.label")} placeholder=${t("composer.hint")}
            .value=${live(this.#text)} @input=${this.#typed} @keydown=${this.#keyed} @scroll=${this.#scrolled}></textarea>
        </div>
        <div class="below">
          <span class="quiet">${t("composer.keys")}</span>
          ${this.#text.length > TEXT_MAX * 0.8 ? html`<span class="quiet">${t("composer.count", { n: this.#text.length })}</span>` : nothing}
          <span class="gap"></span>
          <button class="primary" ?disabled=${!this.#text.trim()}>${icon("send")}${t("composer.send")}</button>
        </div>
      </form>`;
  }

  #confirm() {
    const count = this.findings.filter((one) => one.severity === "error").length;
    return html`
      <div class="confirm" role="alertdialog" aria-label=${t("wording.title")}>
        <p>${t("wording.ask", { n: count })}</p>
        <button type="button" @click=${() => { this.asking = false; this.#field.focus(); }}>${t("wording.change")}</button>
        <button type="button" class="danger" @click=${() => this.#send(true)}>${t("wording.anyway")}</button>
      </div>`;
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
    if (!this.#text.trim()) { this.findings = []; return; }
    this.#timer = setTimeout(() => this.#check(), CHECK_AFTER_MS);
  }

  async #check() {
    const text = this.#text;
    const { findings } = await post("/drafts", { text, explain: language() }).catch(() => ({ findings: [] }));
    if (text !== this.#text) return;
    this.#checked = text;
    this.findings = findings;
  }

  async #send(confirmed = false) {
    const text = this.#text.trim();
    if (!text) return;
    if (/\{\w+\}/.test(text)) { this.problem = t("composer.filled"); return; }
    const { thread } = this;
    this.problem = undefined;
    this.#write("");
    const refusal = await thread.say(text, confirmed);
    if (!refusal?.status || refusal.status >= 500 || refusal.status === 401) return; // it stays in the transcript, marked
    if (thread === this.thread) this.#takeBack(text, refusal);
    else keepDraft(thread.id, text);
  }

  #takeBack(text, refusal) {
    this.#write(text);
    if (refusal.code === "wording") {
      this.#checked = text;
      Object.assign(this, { findings: refusal.facts.findings, asking: true });
      clearTimeout(this.#timer);
    } else {
      this.problem = refusal.status === 409 ? t("composer.lost") : trouble(refusal);
    }
  }
}

customElements.define("reply-composer", ReplyComposer);
