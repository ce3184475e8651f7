import { Part, html, nothing } from "../model/lit.js";
import { post } from "../model/api.js";
import { desk, Watching } from "../model/desk.js";
import { trouble } from "../model/shared.js";
import { day } from "../model/times.js";
import { label, t } from "../model/words.js";

const LANGUAGES = ["zh", "en"];

// One person: what they can do and carry, and, for administrators, their role and their leaving.
class PersonCard extends Part {
  static properties = { person: {}, problem: { state: true }, saved: { state: true }, asking: { state: true } };

  constructor() { super(); new Watching(this); }

  willUpdate(changed) {
    if (changed.has("person") && changed.get("person")?.id !== this.person.id) Object.assign(this, { problem: undefined, saved: false, asking: false });
  }

  render() {
    const { name, staff_no: no, login, disabled_at: left } = this.person;
    return html`
      <section class="card-pane person" aria-labelledby="person-name">
        <header><h2 id="person-name">${name}</h2><p class="quiet">${no} · ${login}${left ? ` · ${t("person.left")}` : ""}</p></header>
        ${left ? nothing : this.#abilities()}
        <p class="problem" role="alert">${this.problem ?? nothing}</p>
        <p role="status" class="saved">${this.saved ? t("person.saved") : nothing}</p>
        ${desk.may("administer") && !left && this.person.id !== desk.me.id ? this.#employment() : nothing}
      </section>`;
  }

  // Another person is another form: nothing of the former one stays in its fields.
  #abilities() {
    const { person } = this;
    const { skills, grades, all_departments: departments } = desk.choices;
    return html`
      <form class="move" @submit=${this.#save} @input=${() => { this.saved = false; }}>
        <div class="pair"><label>${t("person.capacity")}<input name="capacity" type="number" min="1" max="50" required .value=${String(person.capacity)}></label>
          ${this.#choice("grade", "grade", grades, person.grade)}</div>
        ${this.#choice("department", "department", departments, person.department)}
        ${this.#several("skills", "skill", skills, person.skills)}
        ${this.#several("languages", "language", LANGUAGES, person.languages)}
        ${person.trained_at ? html`<p class="quiet">${t("person.trainedAt", { day: day(person.trained_at) })}</p>`
          : html`<label class="tick"><input type="checkbox" name="trained">${t("person.trained")}</label>`}
        <button class="primary">${t("person.save")}</button>
      </form>`;
  }

  #choice(name, group, values, chosen) {
    return html`<label>${t(`person.${name}`)}<select name=${name} .value=${chosen}>${values.map((one) => html`<option value=${one} ?selected=${one === chosen}>${label(group, one)}</option>`)}</select></label>`;
  }

  #several(name, group, values, chosen) {
    return html`<fieldset><legend>${t(`person.${name}`)}</legend>${values.map((one) => html`
      <label class="tick"><input type="checkbox" name=${name} value=${one} .checked=${chosen.includes(one)}>${label(group, one)}</label>`)}</fieldset>`;
  }

  #employment() {
    const { roles } = desk.choices;
    return html`
      <form class="move" @submit=${this.#promote}>
        <label>${t("person.role")}<select name="role">${roles.map((one) => html`<option value=${one} ?selected=${one === this.person.role}>${label("role", one)}</option>`)}</select></label>
        <div class="buttons"><button>${t("person.promote")}</button>
          ${this.asking ? html`<button type="button" class="danger" @click=${() => this.#send("/disable", {})}>${t("person.sure", { name: this.person.name })}</button>`
            : html`<button type="button" class="danger" @click=${() => { this.asking = true; }}>${t("person.disable")}</button>`}</div>
      </form>`;
  }

  #save = (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    this.#send("", {
      capacity: Number(form.get("capacity")), grade: form.get("grade"), department: form.get("department"),
      skills: form.getAll("skills"), languages: form.getAll("languages"), trained: form.get("trained") === "on",
    });
  };

  #promote = (event) => {
    event.preventDefault();
    this.#send("/role", { role: new FormData(event.target).get("role") });
  };

  async #send(what, body) {
    Object.assign(this, { problem: undefined, saved: false });
    try {
      await post(`/team/${this.person.id}${what}`, body);
      this.saved = true;
      this.dispatchEvent(new Event("changed"));
    } catch (refusal) {
      this.problem = trouble(refusal);
    }
  }
}

customElements.define("person-card", PersonCard);
