import { Part, html, nothing } from "../model/lit.js";
import { ROOT } from "../model/api.js";
import { icon } from "../model/icons.js";
import { size } from "../model/sizes.js";
import { t } from "../model/words.js";
import "./voice-player.js";

// What a message brought. `path`: of its conversation; `known`: how each stands now, by id.
class MessageFiles extends Part {
  static properties = { files: {}, known: {}, path: {} };

  render() { return this.files.map((one) => this.#file(this.known?.get(one.id) ?? one)); }

  #file(one) {
    if (one.kind === "location") return this.#place(one);
    if (one.state !== "stored") return this.#card(one, t(`files.${one.state}`), nothing);
    const address = `${ROOT}${this.path}/attachments/${one.id}`;
    if (one.kind === "image") return this.#picture(one, address);
    if (one.kind === "audio") return html`<voice-player .address=${address} .name=${one.name} .size=${one.size}></voice-player>`;
    return this.#card(one, size(one.size), html`<a class="button" href=${address} download=${one.name}
      aria-label=${t("files.download", { name: one.name })}>${icon("down")}${t("files.save")}</a>`);
  }

  #picture(one, address) {
    return html`<a class="picture" href=${address} target="_blank" rel="noopener" title=${t("files.enlarge")}>
      <img src=${address} alt=${`${t("files.picture")} ${one.name}`} loading="lazy" /></a>`;
  }

  #place({ latitude, longitude }) {
    const [north, east] = [latitude.toFixed(5), longitude.toFixed(5)];
    const map = `https://www.openstreetmap.org/?mlat=${north}&mlon=${east}#map=17/${north}/${east}`;
    return html`<div class="file-card">${icon("pin")}<div><b>${t("files.place")}</b><span class="quiet">${north}, ${east}</span></div>
      <a class="button" href=${map} target="_blank" rel="noopener noreferrer">${t("files.map")}</a></div>`;
  }

  #card(one, about, action) {
    return html`<div class=${`file-card ${one.state}`}>${icon("file")}
      <div><b title=${one.name}>${one.name}</b><span class="quiet">${about}</span></div>${action}</div>`;
  }
}

customElements.define("message-files", MessageFiles);
