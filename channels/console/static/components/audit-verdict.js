import { Part, html, nothing } from "../model/lit.js";
import { get } from "../model/api.js";
import { Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { exactTime, stamp } from "../model/times.js";
import { t } from "../model/words.js";

// Whether the chain holds, in one line. Asked for by hand: the whole record is read for it.
class AuditVerdict extends Part {
  static properties = { verdict: { state: true }, problem: { state: true }, busy: { state: true } };

  constructor() { super(); new Watching(this); }

  render() {
    const { broken, anchor } = this.verdict ?? {};
    return html`
      <div class="verified ${this.verdict ? (broken ? "bad" : "good") : ""}">
        <p role="status">${this.verdict ? icon(broken ? "alarm" : "close") : nothing}<span>${this.#words()}</span></p>
        <button ?disabled=${this.busy} @click=${this.#verify}>${t(this.verdict ? "audit.again" : "audit.verify")}</button>
        ${anchor && !broken ? html`<p class="anchor">${t("audit.anchor")} <code>${anchor}</code></p>` : nothing}
      </div>
      <p class="problem" role="alert">${this.problem ?? nothing}</p>`;
  }

  #words() {
    if (this.busy) return t("audit.verifying");
    if (!this.verdict) return t("audit.unverified");
    const { entries, broken, at } = this.verdict;
    if (broken) return t("audit.broken", { id: broken.id, n: entries, when: stamp(broken.at) });
    return t("audit.holds", { n: entries, at: exactTime(at) });
  }

  #verify = async () => {
    this.busy = true;
    try {
      this.verdict = await get("/audit/verified");
      this.problem = undefined;
      this.dispatchEvent(new CustomEvent("verified", { detail: this.verdict }));
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
    this.busy = false;
  };
}

customElements.define("audit-verdict", AuditVerdict);
