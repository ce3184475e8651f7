import { Part, classMap, html, nothing } from "../model/lit.js";
import { desk } from "../model/desk.js";
import { clockTime, day, dayKey } from "../model/times.js";
import { label, t } from "../model/words.js";
import { masked } from "./masked-value.js";
import "./message-files.js";

class MessageLine extends Part {
  static properties = { message: {}, before: {}, asked: {}, edit: {}, sending: {}, thread: {}, known: {}, path: {}, letter: {}, waits: { type: Boolean } };

  render() {
    const { message, before } = this;
    if (message.extras?.edits) return this.#change();
    const at = message.created_at || message.at;
    const newDay = at && (!before || dayKey(before.created_at) !== dayKey(at));
    const follows = before && !newDay && before.author === message.author && before.agent_id === message.agent_id;
    return html`
      ${newDay ? html`<p class="day">${day(at)}</p>` : nothing}
      <article class=${classMap({ message: true, [`by-${message.author}`]: true, follows, failed: Boolean(this.sending?.failed || this.letter) })}>
        ${follows ? nothing : html`<p class="author">${this.#author()}<time datetime=${at}>${clockTime(at)}</time></p>`}
        ${message.extras?.wordless && !this.edit ? nothing : html`<div class="bubble">${this.#text(this.edit ?? message)}</div>`}
        ${this.edit ? this.#edited() : nothing}
        ${this.#extras(message.extras ?? {})}
        ${this.sending ? this.#sending() : nothing}
        ${this.letter ? this.#undelivered() : this.waits ? html`<p class="sending">${t("undelivered.waits")}</p>` : nothing}
      </article>
      ${this.asked ? html`<p class="asked"><span>${t("conversation.handoff")}</span></p>` : nothing}`;
  }

  #text({ text, seq, conversation_id: talk }) { return seq ? masked(text, `conversation:${talk}`, `message.${seq}`) : text; }

  // The change stands in the old line's place; here it is only told that there was one.
  #change() {
    const { text, created_at: at } = this.message;
    return html`<p class="change"><span>${t("conversation.change", { text })}</span> <time datetime=${at}>${clockTime(at)}</time></p>`;
  }

  #edited() {
    const { created_at: at } = this.edit;
    return html`<p class="edited">${t("conversation.edited")} <time datetime=${at}>${clockTime(at)}</time> · <s>${this.message.text}</s></p>`;
  }

  #author() {
    const { author, agent_id: id, agent_name: name, agent_no: no } = this.message;
    if (author !== "agent") return t(`author.${author}`);
    return id === desk.me.id ? t("author.you") : `${name} · ${no}`;
  }

  #extras({ attachments, buttons, file }) {
    return html`
      ${attachments?.length ? html`<message-files .files=${attachments} .known=${this.known} .path=${this.path}></message-files>` : nothing}
      ${buttons?.length ? html`<ul class="options">${buttons.map((one) => html`<li>${one.title}</li>`)}</ul>` : nothing}
      ${file ? html`<p class="file">${t("conversation.fileAppointment", { number: file.number })}</p>` : nothing}`;
  }

  #undelivered() {
    const { seq, reason, detail, again_at: again } = this.letter;
    return html`<p class="sending failed" title=${detail}>${label("undelivered", reason)}
      ${again ? html`<span>${t("undelivered.trying")}</span>` : html`
        <button class="link" @click=${() => this.thread.deliverAgain(seq)}>${t("undelivered.again")}</button>
        <button class="link" @click=${() => this.thread.resolveUndelivered(seq)}>${t("undelivered.resolve")}</button>`}</p>`;
  }

  #sending() {
    if (!this.sending.failed) return html`<p class="sending">${t("composer.sending")}</p>`;
    return html`<p class="sending failed" role="alert">${t("composer.failed")}
      <button class="link" @click=${() => this.thread.send(this.sending)}>${t("composer.retry")}</button>
      <button class="link" @click=${() => this.thread.drop(this.sending)}>${t("composer.drop")}</button></p>`;
  }
}

customElements.define("message-line", MessageLine);
