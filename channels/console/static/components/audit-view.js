import { Part, html, nothing } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { t } from "../model/words.js";
import "./audit-entries.js";
import "./audit-verdict.js";
import "./holds-list.js";

// What was done and looked at, whether that record is whole (SYS-21), and for administrators the legal holds.
class AuditView extends Part {
  static properties = { part: {}, broken: { state: true } };

  constructor() { super(); new Watching(this); }

  render() {
    const holds = this.part === "holds" && desk.may("administer");
    return html`
      <main class="audit">
        <header><h1 id="audit-title">${t("nav.audit")}</h1>
          ${desk.may("administer") ? html`<nav aria-label=${t("audit.parts")}>${this.#link("", !holds, "audit.title")}${this.#link("/holds", holds, "hold.all")}</nav>` : nothing}
        </header>
        ${holds ? html`<holds-list></holds-list>` : html`
          <audit-verdict @verified=${({ detail }) => { this.broken = detail.broken?.id; }}></audit-verdict>
          <audit-entries .broken=${this.broken}></audit-entries>`}
      </main>`;
  }

  #link(place, here, words) {
    return html`<a href="#/audit${place}" aria-current=${here ? "page" : "false"}>${t(words)}</a>`;
  }
}

customElements.define("audit-view", AuditView);
