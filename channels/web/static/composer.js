// Where the customer writes. Enter sends, Shift+Enter breaks the line, and an input method keeps its own Enter.

import { html, live, nothing } from "./vendor/lit.min.js";
import { person, send } from "./icons.js";

export const LIMIT = 4000; // code points, as at the desk
const NEAR = 300;
const IME_KEY = 229; // what Safari reports for the Enter that ends a composition

export function composer({ conversation, say, draft, write, submit, askForPerson }) {
  const left = LIMIT - [...draft.trim()].length;
  const ready = draft.trim() !== "" && left >= 0;
  const key = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === IME_KEY) return;
    event.preventDefault();
    if (ready) submit();
  };
  return html`
    <form class="composer" @submit=${(event) => { event.preventDefault(); if (ready) submit(); }}>
      <textarea rows="1" .value=${live(draft)} placeholder=${say.placeholder} aria-label=${say.message}
        aria-describedby="left" @input=${(event) => write(event.target.value)} @keydown=${key}></textarea>
      <button class="send" ?disabled=${!ready} aria-label=${say.send} title=${say.send}>${send}</button>
    </form>
    <div class="foot">
      ${conversation.status.holder === "assistant"
        ? html`<button class="quiet person" @click=${askForPerson}>${person} ${say.person}</button>`
        : nothing}
      <p id="left" class="left ${left < 0 ? "over" : ""}" role="status">${left <= NEAR ? say.left(left) : nothing}</p>
    </div>`;
}
