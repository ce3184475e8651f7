// What one message shows: its text, and below it files, buttons, a card, a link or the rating.

import { html, nothing } from "./vendor/lit.min.js";
import { calendar, check } from "./icons.js";
import { link, linked } from "./texts.js";

export const bubble = { text, extras };

const FOLLOWED = ["ticket", "letter"];

function text(words) {
  return html`<p class="bubble">${linked(words)}</p>`;
}

function extras(entry, view) {
  const { attachments, buttons, file, link: reference } = entry.message.extras;
  return html`
    ${attachments && view.files ? view.files.shown(attachments, view) : nothing}
    ${reference && file?.kind !== "letter" ? html`<p class="bubble">${link(reference.url, reference.title ?? reference.url)}</p>` : nothing}
    ${file?.kind === "appointment" ? appointment(file, view) : nothing}
    ${FOLLOWED.includes(file?.kind) ? followed(file, view) : nothing}
    ${buttons?.length ? options(buttons, entry, view) : nothing}
    ${entry.message.extras.rating ? rated(entry, view) : nothing}`;
}

// Loaded with the first request to rate.
let rating;

function rated(entry, view) {
  if (rating) return rating(entry, view);
  rating = () => nothing;
  import("./rating/rating.js").then(
    (loaded) => ((rating = loaded.rating), view.conversation.dispatchEvent(new Event("change"))),
    () => (rating = undefined),
  );
  return nothing;
}

// Used once, then shown as chosen; once the customer has gone on, the others are history.
function options(buttons, { message, answered, choice }, { conversation, say }) {
  const waiting = conversation.pending.find((item) => item.body.choice?.seq === message.seq);
  const chosen = choice ?? waiting?.body.choice.option;
  const over = chosen !== undefined || Boolean(answered);
  const option = ({ title }, index) => html`<li>
    <button class="option ${index === chosen ? "chosen" : ""}" ?disabled=${over}
      @click=${() => conversation.choose(message.seq, index, title)}>
      ${index === chosen ? html`${check}<span class="hidden">${say.chosen}</span>` : nothing} ${title}
    </button>
  </li>`;
  return html`<ul class="options" aria-label=${say.options}>${buttons.map(option)}</ul>`;
}

function appointment({ number }, { conversation, say, announce }) {
  const download = async () => {
    try {
      save(await conversation.appointment(number), `${number}.ics`);
    } catch {
      announce(say.fileFailed);
    }
  };
  return html`<div class="card">
    ${calendar}
    <div><p>${say.appointment}</p><strong>${number}</strong></div>
    <button class="quiet" @click=${download}>${say.calendar}</button>
  </div>`;
}

// The case, and with it its written replies, is one press away.
function followed({ kind, number }, { say, openCases }) {
  return html`<div class="card">
    ${check}
    <div><p>${say.follow[kind]}</p><strong>${number}</strong></div>
    <button class="quiet" @click=${openCases}>${say.follow.open}</button>
  </div>`;
}

// The token travels in a header, so a plain link to the file would not do.
export function save(blob, name) {
  const anchor = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 60_000);
}
