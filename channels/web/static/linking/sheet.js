// A sheet over the head of the log: the way to Telegram, or the field for a code.

import { close } from "../icons.js";
import { html, nothing } from "../vendor/lit.min.js";

const HALF = 4; // a code is read in two halves
const GOOD = ["joined", "already"];

export function sheet(linking, words) {
  const content = { telegram, code }[linking.shown];
  return html`<section class="sheet" aria-labelledby="sheet">
    <div class="line">
      <h3 id="sheet" tabindex="-1">${words.title[linking.shown]}</h3>
      <button class="close" aria-label=${words.back} title=${words.back} @click=${() => linking.show(null)}>${close}</button>
    </div>
    ${content(linking, words)}
    <p class="told ${GOOD.includes(linking.told) ? "" : "over"}" role="status">${words.told[linking.told] ?? nothing}</p>
  </section>`;
}

function telegram({ given, told }, words) {
  if (!given) return told ? nothing : html`<p>${words.making}</p>`;
  return html`
    <p>${words.telegram}</p>
    <a class="strong" href=${given.telegram} target="_blank" rel="noopener noreferrer">${words.open}</a>
    <p>${words.byHand}</p>
    <p class="code">/link <span>${given.code.slice(0, HALF)}</span> <span>${given.code.slice(HALF)}</span></p>
    <p class="small">${words.once}</p>`;
}

function code(linking, words) {
  if (GOOD.includes(linking.told)) return nothing;
  const submit = (event) => {
    event.preventDefault();
    linking.redeem(new FormData(event.target).get("code"));
  };
  return html`
    <p>${words.code}</p>
    <form @submit=${submit}>
      <input name="code" required maxlength="20" autocomplete="one-time-code" autocapitalize="characters"
        spellcheck="false" aria-label=${words.field} placeholder="ABCD 2345" />
      <button class="strong">${words.submit}</button>
    </form>`;
}
