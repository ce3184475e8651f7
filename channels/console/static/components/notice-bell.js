// The bell in the top bar: what the agent has to hear without having asked, newest first.

import { Part, html, nothing, repeat } from "../model/lit.js";
import { get, post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { noticeWords, opened } from "../model/notices.js";
import { moment } from "../model/times.js";
import { t } from "../model/words.js";

class NoticeBell extends Part {
  static properties = { notices: { state: true } };
  #shown = 0;

  constructor() { super(); new Watching(this); }

  connectedCallback() {
    super.connectedCallback();
    window.addEventListener("click", this.#outside);
    this.addEventListener("keydown", this.#escaped);
  }

  disconnectedCallback() { super.disconnectedCallback(); window.removeEventListener("click", this.#outside); }

  willUpdate() {
    const count = desk.state.notices ?? 0;
    if (count !== this.#shown && this.#menu?.open) this.#load();
    this.#shown = count;
  }

  get #menu() { return this.querySelector("details"); }

  render() {
    const count = desk.state.notices ?? 0;
    const words = count ? t("notice.new", { n: count }) : t("notice.title");
    return html`<details class="me bell" @toggle=${({ target }) => target.open && this.#load()}>
      <summary aria-label=${words} title=${words}>${icon("bell")}${count ? html`<b class="badge" aria-hidden="true">${count > 99 ? "99+" : count}</b>` : nothing}</summary>
      <div class="menu">
        <div class="top"><h2>${t("notice.title")}</h2>${count ? html`<button class="link" @click=${this.#see}>${t("notice.seen")}</button>` : nothing}</div>
        ${this.notices?.length ? html`<ul>${repeat(this.notices, (one) => one.id, (one) => this.#entry(one))}</ul>`
          : html`<p class="quiet">${t("notice.none")}</p>`}
      </div>
    </details>
    <span class="unseen" role="status">${count ? words : nothing}</span>`;
  }

  #entry(one) {
    const place = opened(one.subject);
    const words = html`<span class="what">${noticeWords(one)}</span><time class="quiet" datetime=${one.at}>${moment(one.at)}</time>`;
    return html`<li class=${one.seen_at ? "" : "new"}>${place ? html`<a href=${place} @click=${() => { this.#menu.open = false; }}>${words}</a>` : html`<p>${words}</p>`}</li>`;
  }

  async #load() {
    this.notices = await get("/notices").catch(() => this.notices ?? []);
  }

  #see = async () => {
    if (!this.notices?.length) return;
    await post("/notices/seen", { up_to: this.notices[0].id }).catch(() => {});
    await this.#load();
    this.querySelector("summary").focus();
  };

  #outside = ({ target }) => { if (this.#menu?.open && !this.contains(target)) this.#menu.open = false; };

  #escaped = (event) => {
    if (event.key !== "Escape" || !this.#menu.open) return;
    this.#menu.open = false;
    this.querySelector("summary").focus();
  };
}

customElements.define("notice-bell", NoticeBell);
