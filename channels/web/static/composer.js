// Where the customer writes. Enter sends, Shift+Enter breaks the line, and an input method keeps its own Enter.

import { html, live, nothing } from "./vendor/lit.min.js";
import { clip, person, send } from "./icons.js";

export const LIMIT = 4000; // code points, as at the desk
// What the desk takes, for the browser's chooser; the desk looks at the contents.
const TAKEN = ".jpg,.jpeg,.png,.gif,.webp,.pdf,.txt,.csv,.docx,.xlsx,.pptx,.ogg,.mp3,.m4a,.wav,.mp4,.mov";
const NEAR = 300;
const IME_KEY = 229; // what Safari reports for the Enter that ends a composition

export function composer(view) {
  const { conversation, say, draft, files, write, submit, attach, askForPerson } = view;
  const left = LIMIT - [...draft.trim()].length;
  const ready = (draft.trim() !== "" || files?.ready) && left >= 0 && !files?.waiting;
  const key = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === IME_KEY) return;
    event.preventDefault();
    if (ready) submit();
  };
  const paste = (event) => {
    if (!event.clipboardData.files.length) return;
    event.preventDefault();
    attach(event.clipboardData.files);
  };
  return html`
    ${files?.tray(view) ?? nothing}
    <form class="composer" @submit=${(event) => { event.preventDefault(); if (ready) submit(); }}>
      ${chooser(say, attach)}
      <textarea rows="1" .value=${live(draft)} placeholder=${say.placeholder} aria-label=${say.message}
        aria-describedby="left" @input=${(event) => write(event.target.value)} @keydown=${key} @paste=${paste}></textarea>
      <button class="send" ?disabled=${!ready} aria-label=${say.send} title=${say.send}>${send}</button>
    </form>
    <div class="foot">
      ${conversation.status.holder === "assistant"
        ? html`<button class="quiet person" @click=${askForPerson}>${person} ${say.person}</button>`
        : nothing}
      <p id="left" class="left ${left < 0 ? "over" : ""}" role="status">${left <= NEAR ? say.left(left) : nothing}</p>
    </div>`;
}

function chooser(say, attach) {
  const choose = ({ target }) => {
    attach(target.files);
    target.value = "";
  };
  return html`
    <input type="file" multiple accept=${TAKEN} hidden @change=${choose} />
    <button type="button" class="clip" aria-label=${say.attach} title=${say.attach}
      @click=${({ currentTarget }) => currentTarget.previousElementSibling.click()}>${clip}</button>`;
}
