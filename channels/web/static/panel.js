// The open chat: its head, what the customer has to know now, the log and the composer.

import { html, nothing } from "./vendor/lit.min.js";
import { composer } from "./composer.js";
import { chat, clip, clock, down, more } from "./icons.js";
import { log } from "./log.js";
import { NAMES } from "./strings.js";

export function panel(view) {
  return html`
    <section id="panel" class="panel" role="dialog" aria-labelledby="title" aria-modal=${view.wholeScreen}
      lang=${view.language} ?hidden=${!view.isOpen} @keydown=${view.key} @pointerdown=${view.pressed}
      @dragover=${drag} @dragleave=${drag} @drop=${(event) => drop(event, view.attach)}>
      ${head(view)} ${line(view)} ${notices(view)} ${promises(view)} ${queue(view)} ${view.linking?.draw(view) ?? nothing} ${view.cases?.draw(view) ?? nothing}
      <div class="log" role="log" aria-label=${view.say.log} tabindex="0" @scroll=${view.scrolled}
        aria-busy=${view.conversation.line === "opening"}>${log(view)}</div>
      <p class="hidden" role="status">${view.announcement}</p>
      ${view.behind
        ? html`<div class="above"><button class="latest" @click=${view.toLatest}>${view.say.latest} ${down}</button></div>`
        : nothing}
      ${composer(view)}
      <p class="drop" aria-hidden="true">${clip} ${view.say.drop}</p>
    </section>`;
}

// Only files are taken out of the page's hands: a dragged word still falls into the text.
function drag(event) {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  const left = event.type === "dragleave" && !event.currentTarget.contains(event.relatedTarget);
  event.currentTarget.toggleAttribute("data-drop", !left);
}

function drop(event, attach) {
  drag(event);
  event.currentTarget.removeAttribute("data-drop");
  if (event.dataTransfer.files.length) attach(event.dataTransfer.files);
}

function head(view) {
  const { title, say, conversation, language, linking, speak, openMenu, close } = view;
  return html`<div class="head">
    <span class="face" aria-hidden="true">${chat}</span>
    <div><h2 id="title">${title || say.title}</h2><p>${holder(conversation.status, say)}</p></div>
    <select aria-label=${say.language} @change=${(event) => speak(event.target.value)}>
      ${Object.entries(NAMES).map(
        ([code, name]) => html`<option value=${code} lang=${code} ?selected=${code === language}>${name}</option>`,
      )}
    </select>
    <button class="close more" aria-label=${say.menu} title=${say.menu} aria-expanded=${linking?.shown === "menu"}
      aria-controls="menu" ?hidden=${!conversation.started} @click=${openMenu}>${more}</button>
    <button class="close" aria-label=${say.close} title=${say.close} @click=${close}>${down}</button>
  </div>`;
}

function holder({ holder, agent }, say) {
  return holder === "agent" ? say.holder.agent(agent.name, agent.no) : say.holder[holder];
}

function line({ conversation, say, online, begin }) {
  if (!online) return html`<p class="banner" role="status">${say.offline}</p>`;
  if (conversation.line === "lost") return html`<p class="banner" role="status">${say.lost}</p>`;
  if (conversation.line === "opening") return html`<p class="banner calm" role="status">${say.loading}</p>`;
  if (conversation.line !== "unreachable") return nothing;
  return html`<p class="banner" role="alert">
    ${say.unreachable} <button class="quiet" @click=${begin}>${say.again}</button>
  </p>`;
}

// What everybody has to know now: incidents that the desk has declared.
function notices({ conversation }) {
  return (conversation.status.notices ?? []).map((notice) => html`<p class="banner known" role="status">${notice}</p>`);
}

// What this customer was told by when, until it is kept.
function promises({ conversation, say }) {
  const told = conversation.status.promises ?? [];
  if (!told.length) return nothing;
  return html`<div class="banner promises">${clock}<div><p id="promises">${say.promises}</p>
    <ul aria-labelledby="promises">${told.map((one) => html`<li>${one}</li>`)}</ul></div></div>`;
}

function queue({ conversation, say, stopWaiting }) {
  const { holder, queue } = conversation.status;
  if (holder !== "queue") return nothing;
  return html`<div class="banner queue" role="status">
    <p>
      <strong>${say.queue(queue.place)}</strong>
      ${queue.minutes ? html`<span>${say.wait(queue.minutes)}</span>` : nothing}
    </p>
    <button class="quiet" @click=${stopWaiting}>${say.stopWaiting}</button>
  </div>`;
}
