import { Part, html, nothing } from "../model/lit.js";
import { Watching } from "../model/desk.js";
import { draft, keepDraft } from "../model/drafts.js";
import { icon } from "../model/icons.js";
import { trouble } from "../model/shared.js";
import { moment } from "../model/times.js";
import { t } from "../model/words.js";

class NotesList extends Part {
  static properties = { thread: {}, notes: {}, problem: { state: true } };

  constructor() { super(); new Watching(this); }

  get #draft() { return `note.${this.thread.id}`; }

  render() {
    return html`
      <section class="notes">
        <h2>${icon("note")}${t("notes.title")}</h2>
        <ul>${this.notes.map((one) => html`<li><p>${one.text}</p><span class="quiet">${one.agent_name} · ${moment(one.at)}</span></li>`)}</ul>
        <form @submit=${this.#save}>
          <textarea rows="2" maxlength="4000" aria-label=${t("notes.add")} placeholder=${t("notes.hint")}
            .value=${draft(this.#draft)} @input=${({ target }) => keepDraft(this.#draft, target.value)} @keydown=${this.#keyed}></textarea>
          <p class="problem" role="alert">${this.problem ?? nothing}</p>
          <button>${t("notes.save")}</button>
        </form>
      </section>`;
  }

  #keyed = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); event.target.form.requestSubmit(); }
  };

  #save = async (event) => {
    event.preventDefault();
    const field = event.target.querySelector("textarea");
    if (!field.value.trim()) return;
    try {
      await this.thread.note(field.value);
      field.value = "";
      keepDraft(this.#draft, "");
      this.problem = undefined;
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  };
}

customElements.define("notes-list", NotesList);
