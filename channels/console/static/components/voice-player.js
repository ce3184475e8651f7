import { Part, html } from "../model/lit.js";
import { icon } from "../model/icons.js";
import { size } from "../model/sizes.js";
import { t } from "../model/words.js";

// A voice message, fetched when it is asked for. As a blob: some browsers play nothing that cannot be fetched in parts.
class VoicePlayer extends Part {
  static properties = { address: {}, name: {}, size: {}, url: { state: true }, failed: { state: true } };

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = undefined;
  }

  render() {
    if (this.url) return html`<audio controls autoplay src=${this.url} aria-label=${this.name}></audio>`;
    return html`<div class="file-card">${icon("sound")}
      <div><b title=${this.name}>${this.name}</b><span class="quiet">${this.failed ? t("files.failed") : size(this.size)}</span></div>
      <button aria-label=${t("files.playNamed", { name: this.name })} @click=${() => this.#play()}>${t("files.play")}</button></div>`;
  }

  async #play() {
    this.failed = false;
    try {
      const answer = await fetch(this.address, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.url = URL.createObjectURL(await answer.blob());
    } catch {
      this.failed = true;
    }
  }
}

customElements.define("voice-player", VoicePlayer);
