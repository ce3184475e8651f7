// The log: days, speakers, bubbles, and what is still on its way.

import { html, nothing, repeat } from "./vendor/lit.min.js";
import { bubble } from "./bubble.js";
import { alert } from "./icons.js";
import { clock, day, dayOf } from "./texts.js";

const GROUP_MS = 5 * 60_000; // what one speaker says within this time stands together

export function log(view) {
  const { conversation, say } = view;
  const entries = grouped(withEdits(conversation.messages));
  return html`
    ${conversation.hasEarlier
      ? html`<button class="quiet earlier" @click=${() => conversation.earlier()}>${say.earlier}</button>`
      : nothing}
    ${repeat(entries, ({ message }) => message.seq, (entry) => line(entry, view))}
    ${repeat(conversation.pending, ({ key }) => key, (item) => pending(item, view))}
    ${conversation.typing ? typing(view) : nothing}`;
}

// Other words for an old message stand in its place. Where the old one is not loaded, they stand for themselves.
function withEdits(messages) {
  const known = new Set(messages.map(({ seq }) => seq));
  const latest = new Map(messages.map((message) => [message.extras.edits, message.text]));
  return messages
    .filter(({ extras }) => !known.has(extras.edits))
    .map((message) => ({
      ...message,
      text: latest.get(message.seq) ?? message.text,
      edited: latest.has(message.seq) || Boolean(message.extras.edits),
    }));
}

function grouped(messages) {
  return messages.map((message, index) => ({
    message,
    newDay: index === 0 || dayOf(messages[index - 1].at) !== dayOf(message.at),
    first: !together(messages[index - 1], message),
    last: !together(message, messages[index + 1]),
    answered: messages.slice(index + 1).find((later) => later.author === "customer"),
    choice: messages.find((later) => later.extras.choice?.seq === message.seq)?.extras.choice.option,
  }));
}

function together(one, next) {
  return (
    one && next && one.author === next.author && one.agent?.no === next.agent?.no &&
    new Date(next.at) - new Date(one.at) < GROUP_MS && dayOf(one.at) === dayOf(next.at)
  );
}

function line(entry, view) {
  const { message, newDay } = entry;
  const { language, say } = view;
  return html`
    ${newDay ? html`<p class="day"><span>${day(message.at, language, say)}</span></p>` : nothing}
    ${message.author === "desk" ? notice(entry, view) : spoken(entry, view)}`;
}

function notice({ message, ...entry }, view) {
  return html`<div class="entry desk">
    <p class="notice">${message.text} <time datetime=${message.at}>${clock(message.at, view.language)}</time></p>
    ${bubble.extras({ message, ...entry }, view)}
  </div>`;
}

function spoken(entry, view) {
  const { message, first, last } = entry;
  return html`<div class="entry ${message.author} ${first ? "first" : ""} ${last ? "last" : ""}">
    <p class=${first && message.author !== "customer" ? "speaker" : "hidden"}>${speaker(message, view.say)}</p>
    ${message.extras.wordless && view.files ? nothing : bubble.text(message.text)} ${bubble.extras(entry, view)}
    ${last || message.edited
      ? html`<p class="when">${message.edited ? html`${view.say.edited} · ` : nothing}<time datetime=${message.at}
          >${clock(message.at, view.language)}</time></p>`
      : nothing}
  </div>`;
}

function speaker({ author, agent }, say) {
  if (author === "customer") return say.you;
  return agent ? say.agent(agent.name, agent.no) : say.assistant;
}

function pending({ key, text, attachments, state }, view) {
  const { conversation, say } = view;
  const actions = html`
    <button class="quiet" ?hidden=${state === "refused"} @click=${() => conversation.retry(key)}>${say.retry}</button>
    <button class="quiet" @click=${() => conversation.discard(key)}>${say.discard}</button>`;
  return html`<div class="entry customer first last ${state}">
    <p class="hidden">${say.you}</p>
    ${text ? bubble.text(text) : nothing}
    ${attachments?.length ? bubble.extras({ message: { extras: { attachments } } }, view) : nothing}
    <p class="when">
      ${state === "sending" || state === "waiting" ? say[state] : html`${alert}<strong>${say[state]}</strong> ${actions}`}
    </p>
  </div>`;
}

function typing({ conversation, say }) {
  const who = conversation.typing;
  const text = who === "agent" ? say.typing.agent(conversation.status.agent?.name ?? "") : say.typing.assistant;
  return html`<div class="entry assistant typing" title=${text}><p class="dots"><i></i><i></i><i></i></p></div>`;
}
