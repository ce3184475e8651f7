import { Part, html, nothing } from "../model/lit.js";
import { icon } from "../model/icons.js";
import { size } from "../model/sizes.js";
import { t } from "../model/words.js";

// What is chosen for the next reply, and how far each file is.
class FileTray extends Part {
  static properties = { tray: {} };
  #redraw = () => this.requestUpdate();

  willUpdate(changed) {
    changed.get("tray")?.removeEventListener("change", this.#redraw);
    if (changed.has("tray")) this.tray.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.tray.removeEventListener("change", this.#redraw);
  }

  render() {
    if (!this.tray.items.length) return nothing;
    return html`<ul class="tray" aria-label=${t("files.chosen")}>${this.tray.items.map((item) => this.#line(item))}</ul>`;
  }

  #line(item) {
    const { file, state, done, reason } = item;
    const about = reason || (state === "ready" ? size(file.size) : t("files.uploading"));
    return html`<li class=${state}>
      ${icon("file")}<span class="name" title=${file.name}>${file.name}</span>
      <span class="about" role=${reason ? "alert" : "status"}>${about}</span>
      ${state === "uploading" ? html`<progress max="1" .value=${done} aria-label=${t("files.uploading")}></progress>` : nothing}
      ${state === "failed" ? html`<button type="button" class="link" @click=${() => this.tray.retry(item)}>${t("composer.retry")}</button>` : nothing}
      <button type="button" class="round" aria-label=${t("files.remove", { name: file.name })} title=${t("files.remove", { name: file.name })}
        @click=${() => this.tray.remove(item)}>${icon("cross")}</button>
    </li>`;
  }
}

customElements.define("file-tray", FileTray);
