// The tray above the composer: each file with how far it is, and what can be done about it.

import { close } from "../icons.js";
import { html, nothing, repeat } from "../vendor/lit.min.js";
import { page } from "./icons.js";
import { size } from "./words.js";

export function tray(chosen, say) {
  if (!chosen.items.length) return nothing;
  return html`
    <link rel="stylesheet" href=${new URL("files.css", import.meta.url).href} />
    <ul class="tray" aria-label=${say.chosen}>
      ${repeat(chosen.items, ({ key }) => key, (item) => line(item, chosen, say))}
    </ul>`;
}

function line(item, chosen, say) {
  const { file, state, done, reason } = item;
  return html`<li class="chosen-file ${state}">
    ${page}
    <div>
      <p class="file-name" title=${file.name}>${file.name}</p>
      <p class="file-state">${reason || (state === "ready" ? size(file.size) : say.uploading)}</p>
      ${state === "uploading" ? html`<progress max="1" .value=${done} aria-label=${say.uploading}></progress>` : nothing}
    </div>
    ${state === "failed"
      ? html`<button type="button" class="quiet" @click=${() => chosen.retry(item)}>${say.retry}</button>`
      : nothing}
    <button type="button" class="drop-file" aria-label=${say.remove(file.name)} title=${say.remove(file.name)}
      @click=${() => chosen.remove(item)}>${close}</button>
  </li>`;
}
