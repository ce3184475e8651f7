import { Part, html, nothing } from "../model/lit.js";
import { desk, Watching } from "../model/desk.js";
import { icon } from "../model/icons.js";
import { go } from "../model/place.js";
import { trouble } from "../model/shared.js";
import { clockTime } from "../model/times.js";
import { t } from "../model/words.js";

// What only the holder and supervisors see: a supervisor's words to the holder, and the way to take over.
class WhisperBar extends Part {
  static properties = { thread: {}, about: {}, problem: { state: true }, asking: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("thread")) Object.assign(this, { problem: undefined, asking: false });
  }

  render() {
    const { whispers = [], holder } = this.about;
    const mine = holder.agent_id === desk.me.id;
    const supervises = desk.may("supervise") && !mine;
    if (!supervises && !whispers.length) return nothing;
    return html`
      <aside class="whispers" aria-label=${t("whisper.title")}>
        ${whispers.length ? html`<h2>${icon("note")}${t(mine ? "whisper.toYou" : "whisper.title")}</h2>
          <ol aria-live="polite">${whispers.map((one) => html`<li><b>${one.agent_name}</b> <time datetime=${one.at}>${clockTime(one.at)}</time> <span>${one.text}</span></li>`)}</ol>` : nothing}
        ${supervises ? this.#tools(holder) : nothing}
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
      </aside>`;
  }

  #tools({ kind, agent_name: name }) {
    if (this.asking) return this.#sure(name);
    return html`<form @submit=${this.#whisper}>
      ${kind === "agent" ? html`<input name="text" maxlength="1000" required autocomplete="off" aria-label=${t("whisper.label", { name })} placeholder=${t("whisper.hint", { name })}>
        <button>${t("whisper.go")}</button>` : html`<span class="quiet gap">${t("whisper.watching")}</span>`}
      <button type="button" class="takeover" @click=${() => { this.asking = true; }}>${icon("transfer")}${t("takeover.begin")}</button></form>`;
  }

  #sure(name) {
    return html`<div class="sure" role="alertdialog" aria-label=${t("takeover.begin")}><p>${name ? t("takeover.from", { name }) : t("takeover.sure")}</p>
      <button @click=${() => { this.asking = false; }}>${t("dialog.cancel")}</button><button class="primary" @click=${this.#take}>${t("takeover.go")}</button></div>`;
  }

  #whisper = async (event) => {
    event.preventDefault();
    const field = event.target.elements.text;
    if (!field?.value.trim()) return;
    await this.#try(async () => { await this.thread.whisper(field.value); field.value = ""; });
  };

  #take = () => this.#try(async () => {
    const { id } = this.thread;
    await this.thread.takeOver();
    this.asking = false;
    go("desk", id);
  });

  async #try(act) {
    this.problem = undefined;
    try {
      await act();
    } catch (refusal) {
      this.problem = refusal.code === "nobody_to_whisper_to" ? t("whisper.nobody") : trouble(refusal);
    }
  }
}

customElements.define("whisper-bar", WhisperBar);
