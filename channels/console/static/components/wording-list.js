import { Part, html, nothing } from "../model/lit.js";
import { t } from "../model/words.js";

const SHOWN = 4;

// What the service standard says about the draft, worst first, with the suggestion beside it.
class WordingList extends Part {
  static properties = { findings: {}, text: {} };

  render() {
    if (!this.findings?.length) return html`<div class="wording" aria-live="polite"></div>`;
    const worst = [...this.findings].sort((a, b) => (a.severity === "error" ? 0 : 1) - (b.severity === "error" ? 0 : 1));
    return html`<div class="wording some" aria-live="polite"><ul aria-label=${t("wording.title")}>${worst.slice(0, SHOWN).map((one) => this.#finding(one))}</ul></div>`;
  }

  #finding({ severity, text, meaning, fix }) {
    return html`
      <li class=${severity}>
        <b>${t(`wording.${severity}`)}</b>
        ${text ? html`<q>${text}</q>` : nothing}
        <span>${meaning}</span>
        ${fix ? html`<span class="fix">${t("wording.suggest", { fix })}</span>` : nothing}
      </li>`;
  }
}

customElements.define("wording-list", WordingList);
